"""The federation's story, from an empty database to the verification of every register."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click

from adapters.platform import Platform
from bot.clock import MovableClock
from bot.demo.playing import PASSWORD
from bot.demo.scenes import UnexpectedError
from bot.demo.synapse import Synapse
from bot.demo.voices import CastError
from bot.halls import Halls
from bot.verification import all_checked
from bot.verification import told as reported
from bot.wiring import matrix_platform
from storage.port import Store
from tests.localcord.permissions import Permission
from tests.stories.federation import FederationStory
from tests.stories.federation_people import DISCORD, HOMES, IN_MATRIX, MANNERS, MATRIX, ON_DISCORD, STEWARDS, Citizen
from tests.stories.federation_stage import FederationStage
from tests.stories.mixed import Homeserver, homeserver
from tests.stories.program import on_discord, program
from tests.stories.server import Server, server
from tests.support.clock import FakeClock


async def play() -> int:
    """Play the story; give the exit status: 0 only if everything was as it should be."""
    began = time.monotonic()
    click.echo("A homeserver and a Discord are started on this machine; they talk to nobody else.")
    clock = MovableClock()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="folkmoot-federation-")))
        synapse = await asyncio.to_thread(lambda: stack.enter_context(Synapse(folder / "synapse")))
        names = ["folkmoot", *(name.lower() for name in IN_MATRIX)]
        bot, *users = await asyncio.to_thread(synapse.register_all, names, PASSWORD)
        accounts = dict(zip(IN_MATRIX, users, strict=True))
        async with (
            guild(clock) as here,
            homeserver(folder, synapse, accounts, bot) as there,
        ):
            try:
                status = await told(folder, clock, here, there)
            except (UnexpectedError, CastError) as error:
                click.echo(f"\nThe story went wrong: {error}", err=True)
                return 1
            click.echo(f"\n{here.account()} {time.monotonic() - began:.0f} s in all.")
            for trouble in here.troubles:
                click.echo(f"✘ {trouble}", err=True)
            return 1 if here.troubles else status


@contextlib.asynccontextmanager
async def guild(clock: MovableClock) -> AsyncIterator[Server]:
    """Have a server on Discord with those who are there."""
    async with server(clock, ON_DISCORD, owner="Gale", manners=MANNERS, lifted=True) as here:
        yield here


async def told(folder: Path, clock: MovableClock, here: Server, there: Homeserver) -> int:
    """Tell the story; give the exit status, by the registers.

    Raises:
        UnexpectedError, CastError: it went wrong.
    """
    wired = _Wired(here, there)
    async with program(folder, clock, wired) as (found, store, running):
        citizens = {name: _citizen(name, here, there) for names in HOMES.values() for name in names}
        stage = FederationStage(
            found,
            store,
            clock,
            {name: next(iter(each.voices.values())) for name, each in citizens.items()},
            running,
            here,
            there=there,
            halls=wired.halls,
            platforms=wired.platforms,
            citizens=citizens,
            lobby=await here.public_channel("lobby"),
        )
        await there.come()
        await _bot_comes(stage)
        await stage.sees_through(FederationStory(stage).play())
        return await verified(stage)


class _Wired:
    """Makes both platforms, and remembers what it made them of."""

    def __init__(self, here: Server, there: Homeserver) -> None:
        self._here = here
        self._there = there
        self.platforms: Mapping[str, Platform] = {}
        self.halls: Halls

    def __call__(self, store: Store, halls: Halls) -> Mapping[str, Platform]:
        self.halls = halls
        matrix = matrix_platform(replace(self._there.settings(), open_rooms=True), cursor="")
        self.platforms = {**on_discord(self._here)(store, halls), "matrix": matrix}
        return self.platforms


def _citizen(name: str, here: Server, there: Homeserver) -> Citizen:
    voices = {MATRIX: there.members.get(name), DISCORD: here.members.get(name)}
    return Citizen(name, {platform: voice for platform, voice in voices.items() if voice is not None})


async def _bot_comes(stage: FederationStage) -> None:
    here = stage.here

    async def published() -> object:
        return here.bot.commands

    await stage.until(published, "Discord knows the bot's commands")
    here.invite_bot()
    await here.role("stewards", *STEWARDS, may=Permission.MANAGE_GUILD)


async def verified(stage: FederationStage) -> int:
    """Verify the register of every assembly, as `folkmoot verify` does; give the exit status."""
    stage.tell("\n=== folkmoot verify, for every assembly")
    status = 0
    listings = sorted(await stage.store.listings(), key=lambda each: each.slug)
    afterwards = FakeClock(at=stage.clock.now() + timedelta(days=1))
    reports = await all_checked(stage.store, [listing.id for listing in listings], afterwards)
    for listing, report in zip(listings, reports, strict=True):
        first, *rest = reported(report, listing.name)
        stage.tell("\n".join((first, *rest) if not report.sound else (first,)))
        status = status if report.sound and report.entries else 1
    stage.tell("\nEverything came out as it should." if not status else "\nA register is wrong.")
    return status
