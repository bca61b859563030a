"""The story on a local Discord, in a channel that only the six people see: the bot on SQLite, and their clients."""

import tempfile
import time
from pathlib import Path

import click

from bot.clock import MovableClock
from bot.demo.playing import accounted_for
from bot.demo.scenes import UnexpectedError
from bot.demo.voices import CastError
from tests.stories.program import on_discord, program
from tests.stories.server import Server, server
from tests.stories.stage import Stage, welcomed
from tests.stories.transcript import Transcript


async def play() -> int:
    """Play the story; give the exit status: 0 only if everything was as it should be."""
    began = time.monotonic()
    click.echo("A Discord is started on this machine; it talks to nobody else.")
    clock = MovableClock()
    with tempfile.TemporaryDirectory(prefix="folkmoot-story-") as folder:
        async with server(clock) as here:
            try:
                status = await told(Path(folder), clock, here)
            except (UnexpectedError, CastError) as error:
                click.echo(f"\nThe story went wrong: {error}", err=True)
                return 1
            click.echo(f"\n{here.account()} {time.monotonic() - began:.0f} s in all.")
            for trouble in here.troubles:
                click.echo(f"✘ {trouble}", err=True)
            return 1 if here.troubles else status


async def told(folder: Path, clock: MovableClock, here: Server) -> int:
    """Tell the story in a channel that only its people see; give the exit status, by the register.

    Raises:
        UnexpectedError, CastError: it went wrong.
    """
    Transcript(str(here.bot.id)).read_by(*here.members.values())
    async with program(folder, clock, on_discord(here)) as (found, store, running):
        stage = Stage(found, store, clock, here.members, running, here)
        await welcomed(stage)
        here.meets_in(await here.private_channel())
        await stage.plays()
        return await accounted_for(stage)
