"""The whole program in this process, on SQLite and a local Discord, with people who have Discord's client."""

from __future__ import annotations

import asyncio
import inspect
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from discord.backoff import ExponentialBackoff

from adapters.discord import arriving, client, listening, pacing, rolls
from adapters.discord.places import PLATFORM, Place
from adapters.discord.rights import permissions
from adapters.discord.settings import DiscordSettings
from adapters.inbound import Unreacted
from adapters.references import Kind, Subject
from bot import hearing, intake, outbox
from bot.clock import MovableClock
from bot.halls import Halls
from bot.polling.keys import KeyFolder
from bot.program import Program
from bot.wiring import discord_platform
from deliberation.register import read_event
from deliberation.verifying import verify
from storage.opening import open_store
from tests.localcord.server import LocalDiscord
from tests.support.discord_bot import as_read
from tests.support.discord_server import DESCRIPTION
from tests.support.laid_out import laid_out

T = TypeVar("T")

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    import pytest

    from adapters.discord.platform import DiscordPlatform
    from deliberation.assembly import Assembly
    from deliberation.checks import Check
    from deliberation.ids import PersonId, VenueId
    from storage.port import Posted, Store
    from tests.localcord.model import Channel, Guild, Message, Role
    from tests.localcord.people import Person
    from tests.localcord.settings import GatewaySettings

WITHIN: Final = 20.0
NAME: Final = "The Test Moot"


def hasten(patch: pytest.MonkeyPatch) -> None:
    """Have the program and discord.py wait for less than among strangers."""
    patch.setattr(ExponentialBackoff, "delay", lambda _: 0.05)
    patch.setattr(client, "IDENTIFY_EVERY", 0.02)
    patch.setattr(pacing, "PER", 0.0)
    patch.setattr(rolls, "WITHIN", 1.0)
    patch.setattr(rolls, "AGAIN_AFTER", 0.05)
    patch.setattr(listening, "LOOK_EVERY", 0.1)
    patch.setattr(arriving, "BEAT_EVERY", 0.2)
    patch.setattr(hearing, "_FIRST_PAUSE", 0.1)
    patch.setattr(hearing, "_LONGEST_PAUSE", 0.5)
    patch.setattr(outbox, "_FORBIDDEN_PAUSE", 0.3)
    patch.setattr(outbox, "_LONGEST_PAUSE", 0.3)
    patch.setattr(intake, "_LONGEST_PAUSE", 0.3)


async def _nothing(_what: str) -> None:
    """Do nothing."""


class Sluice:
    """A store in front of which ``before`` may wait or raise, given the name of what is asked of it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.before: Callable[[str], Awaitable[None]] = _nothing

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._store, name)
        if not inspect.iscoroutinefunction(asked):
            return asked

        async def held_up(*args: Any, **kwargs: Any) -> Any:
            await self.before(name)
            return await asked(*args, **kwargs)

        return held_up


class Moot:
    """A bot on a Discord, with its program, which can be stopped and started again, and what that has recorded.

    There are a guild of Ada's, and the channel where the assembly meets once there is one.
    """

    def __init__(self, local: LocalDiscord, folder: Path, *names: str) -> None:
        self.local = local
        self.url = f"sqlite+aiosqlite:///{folder / 'folkmoot.db'}"
        self.clock = MovableClock()
        self.keys = KeyFolder(folder / "ballot-keys")
        self.bot = local.application("Folkmoot", {"members"})
        self.settings = DiscordSettings(token=self.bot.token, api_base=local.api_base)
        self.ada = local.person("ada")
        self.people: dict[str, Person] = {"ada": self.ada}
        self.guild: Guild = local.guild("Orchard", self.ada)
        for name in names:
            self.people[name] = local.person(name)
            local.world.add_member(self.guild.id, self.people[name].id)
        self.channel: Channel
        self.insiders: Role
        """Who see the channel, if it is not for everybody."""
        self.sluice: Sluice
        self.store: Store
        self.program: Program
        self.platform: DiscordPlatform
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._signals = 0

    # --- the program

    async def start(self, *, heard: bool = True) -> None:
        """Start the program; it is ``heard`` to know all its guilds."""
        await laid_out(self.url)
        self.sluice = Sluice(await open_store(self.url))
        self.store = cast("Store", self.sluice)
        halls = Halls(self.store)
        self.platform = discord_platform(self.settings, store=self.store, halls=halls, keys=self.keys)
        self.program = Program(
            store=self.store,
            platforms={PLATFORM: self.platform},
            halls=halls,
            clock=self.clock,
            edit_every=0.2,
            keys=self.keys,
        )
        self._stop = asyncio.Event()
        self._running = asyncio.create_task(self.program.run(self._stop))
        if heard:
            await self.until_so(self._is_whole)

    async def stop(self) -> None:
        """Stop it, as SIGTERM does."""
        if self._running is not None:
            running, self._running = self._running, None
            self._stop.set()
            try:
                await running
            finally:
                await self.store.close()

    async def restart(self) -> None:
        """Stop it, and start it again."""
        await self.stop()
        await self.start()

    async def skip(self, **by: float) -> None:
        """Move the clock on while all is heard, and do what is due."""
        await self.program.skip(self.clock, timedelta(**by))

    async def unheard(self, **by: float) -> None:
        """Move the clock on while nothing is heard, and do what is due and can be done."""
        self.clock.move(timedelta(**by))
        await self.program.close_what_is_due()

    def _is_whole(self) -> bool:
        known = self.platform._client
        mine = [guild for guild in self.local.world.guilds.values() if self.bot.id in guild.members]
        there = [guild.id for guild in mine if not guild.unavailable]
        return known.listens and known._whole >= set(there) and bool(self.bot.commands)

    # --- waiting

    async def until_true(self, look: Callable[[], Awaitable[Any]], *, within: float = WITHIN) -> Any:
        """Wait until an awaitable look gives something true, and give that."""
        deadline = time.monotonic() + within
        while True:
            found = await look()
            if found:
                return found
            if self._running is not None and self._running.done():
                self._running.result()
            assert time.monotonic() < deadline, "it never happened"
            await asyncio.sleep(0.02)

    async def until_so(self, look: Callable[[], Any], *, within: float = WITHIN) -> Any:
        """Wait until something that is seen at once is so, and give it."""

        async def looked() -> Any:
            return look()

        return await self.until_true(looked, within=within)

    async def until(self, holds: Callable[[Assembly], bool], *, within: float = WITHIN) -> Assembly:
        """Wait until the record says so."""

        async def look() -> Assembly | None:
            found = await self.assembly()
            return found if found is not None and holds(found) else None

        found: Assembly = await self.until_true(look, within=within)
        return found

    async def quiet(self) -> None:
        """Wait until all that happened was told, recorded and answered, and nothing more comes of it."""
        before: object = None
        while True:
            await self.until_so(self._is_whole)
            await self._told()
            await self._recorded()
            await self.until_so(lambda: not self.program.hearing._doubts)
            await self.until_true(self.program.outbox.idle)
            found = await self.record()
            now = (found and len(found), len(self.local.log), list(self.platform._desk._asked))
            if now == before:
                return
            before = now

    async def quiet_but_owing(self) -> None:
        """Wait until all that happened was told and recorded; something may still be owed that cannot be delivered."""
        await self._told()
        await self._recorded()
        await asyncio.sleep(0.5)

    async def reconcile(self) -> None:
        """Have the true lists asked for, as before a close, and wait until nothing more comes of it."""
        await self.quiet()
        self.program.hearing.mistrust(self.venues)
        await self.quiet()

    async def _told(self) -> None:
        """Wait until the bot was told of all that happened in the guild: of a new topic, last of all."""
        if self.bot.id not in self.guild.members or self.guild.unavailable:
            return
        await self.until_so(lambda: not self.local.faults._held)
        self._signals += 1
        topic = str(self._signals)
        await self.ada.edit_channel(self._signal, topic=topic)

        def heard() -> bool:
            guild = self.platform._client.get_guild(self.guild.id)
            channel = guild.get_channel(self._signal) if guild else None
            return getattr(channel, "topic", None) == topic

        await self.until_so(heard)

    async def _recorded(self) -> None:
        """Wait until all that came in so far is durable."""
        recorded = asyncio.get_running_loop().create_future()
        nothing = Unreacted(
            platform=PLATFORM, venue=self.venue, source="-", lifted="", by="", message="-", account="-", mark="-"
        )
        self.platform._arrivals.put(nothing, recorded)
        await asyncio.wait_for(recorded, WITHIN)

    # --- the place

    @property
    def venue(self) -> VenueId:
        """Where the assembly meets."""
        return self.venue_of(self.channel)

    def venue_of(self, channel: Channel) -> VenueId:
        """Name a channel as a venue."""
        return Place(channel.guild_id or 0, channel.id).venue

    @property
    def venues(self) -> frozenset[VenueId]:
        """Every venue of every assembly."""
        return self.program._halls.venues

    def invite(self, guild: Guild | None = None) -> None:
        """Take the bot in, with all that it asks for."""
        self.local.world.add_bot((guild or self.guild).id, self.bot.id, permissions=permissions().value)

    async def gather(self, *, public: bool = False) -> None:
        """Take the bot in, make a channel that is hidden from strangers (or not), and found an assembly there."""
        self.invite()
        self._signal = (await self.ada.create_channel(self.guild, "signals")).id
        self.channel = await self.make_channel("moot", public=public)
        if self._running is None:
            await self.start()
        await self.until_so(self._is_whole)
        await self.found()
        if not public:
            await self.until(lambda a: len(a.participants) == len(self.people))

    async def found(self) -> None:
        """Have Ada found the assembly in the channel."""
        await self.ada.say(self.channel, f"<@{self.bot.id}> found {NAME}")
        await self.until_true(self.assembly)

    async def make_channel(self, name: str, *, public: bool = False) -> Channel:
        """Make a channel that everybody sees, or only those who are in the guild now and the bot."""
        if public:
            return await self.ada.create_channel(self.guild, name)
        self.insiders = await self.ada.create_role(self.guild, f"{name} insiders")
        for person in self.people.values():
            await self.ada.give_role(self.guild, person, self.insiders)
        return await self.ada.create_channel(self.guild, name, private_to=[self.insiders, self.bot])

    # --- what people do

    async def propose(self, title: str, *, by: Person | None = None) -> int:
        """Have somebody (Ada) propose something; give its number."""
        person = by or self.ada
        form = await (await person.command(self.channel, "propose")).form(within=WITHIN)
        await (await person.submit(form, title=title, text="Because.")).reply(within=WITHIN)
        found = await self.until(lambda a: any(p.latest.title == title for p in a.proposals.values()))
        return next(p.number for p in found.proposals.values() if p.latest.title == title)

    async def call(self, title: str, *, by: Person | None = None) -> tuple[int, Message]:
        """Have somebody (Ada) propose something and call consensus on it; give the check's number and its card."""
        proposal = await self.propose(title, by=by)
        before = await self.assembly()
        number = len(before.checks) + 1 if before else 1
        await (await (by or self.ada).command(self.channel, "consensus", number=f"P{proposal}")).reply(within=WITHIN)
        await self.until(lambda a: number in a.checks)
        return number, await self.card(number)

    # --- what can be seen

    async def card(self, check: int, *, channel: Channel | None = None, other_than: int = 0) -> Message:
        """Wait for the card of a check, with its seeds under it."""
        found = await self.assembly()
        assert found is not None
        identifier, subject = found.id, str(Subject(Kind.CHECK, check, found.checks[check].round))
        venue = self.venue_of(channel or self.channel)

        async def look() -> Message | None:
            posted: Posted | None = await self.store.card_of(identifier, subject, venue)
            if posted is None or int(posted.message) == other_than:
                return None
            card = self.message(int(posted.message), channel)
            return card if card is not None and len(card.reactions) >= 3 else None

        card: Message = await self.until_true(look)
        return card

    def message(self, message: int, channel: Channel | None = None) -> Message | None:
        """Give a message as it is now, if it is there."""
        return self.local.world.channel((channel or self.channel).id).messages.get(message)

    def said(self, channel: Channel | None = None) -> list[str]:
        """List what the bot has said to all in the channel, as it reads."""
        there = self.local.world.channel((channel or self.channel).id).messages.values()
        return [as_read(each) for each in there if each.author_id == self.bot.id and each.ephemeral_for is None]

    def whispered(self, person: Person) -> list[str]:
        """List what the bot wrote to somebody in private, as it reads."""
        there = self.local.world.dm_channel(person.id, self.bot.id).messages.values()
        return [as_read(each) for each in there if each.author_id == self.bot.id]

    async def reads(self, person: Person, words: str, *, within: float = WITHIN) -> str:
        """Wait until somebody reads such words from the bot in private."""
        return await self.read(lambda: self.whispered(person), words, within=within)

    async def is_said(self, words: str, *, channel: Channel | None = None, within: float = WITHIN) -> str:
        """Wait until the bot says such words in the channel."""
        return await self.read(lambda: self.said(channel), words, within=within)

    async def read(self, there: Callable[[], list[str]], words: str, *, within: float = WITHIN) -> str:
        """Wait until one of the texts that are there holds such words."""

        def look() -> str:
            return next((each for each in there() if words in each), "")

        try:
            return str(await self.until_so(look, within=within))
        except AssertionError:
            raise AssertionError(f"nobody read {words!r}, but {there()}") from None

    # --- the record

    async def assembly(self) -> Assembly | None:
        """Give the assembly of the channel as recorded, if it is founded."""
        for listing in await self.store.listings():
            if self.venue in listing.venues:
                held = await self.store.load(listing.id)
                return held.assembly if held else None
        return None

    async def check(self, number: int) -> Check:
        """Give a check as recorded."""
        found = await self.assembly()
        assert found is not None
        return found.checks[number]

    async def record(self) -> list[Any] | None:
        """Give the register."""
        found = await self.assembly()
        return [entry async for entry in self.store.entries(found.id)] if found is not None else None

    async def happened(self, kind: type[T]) -> list[T]:
        """List what happened of one kind."""
        events = [read_event(entry)[0] for entry in await self.record() or ()]
        return [event for event in events if isinstance(event, kind)]

    async def names(self) -> set[str]:
        """Name who takes part."""
        found = await self.assembly()
        assert found is not None
        return {self.local.world.user(account).name for account in (await self.known(found.participants)).values()}

    async def known(self, people: Any) -> dict[PersonId, int]:
        """Give the accounts of people, by their ids in the record."""
        return {row.person: int(row.key.id) for row in await self.store.accounts_of(people)}

    async def verified(self) -> None:
        """Compute the register again from itself alone."""
        report = verify(await self.record() or [])
        assert not report.problems, report.problems

    async def nothing_amiss(self) -> None:
        """See that Discord has nothing to find fault with, and that nothing was set aside."""
        assert not self.local.problems, self.local.problems
        aside = await self.store.put_aside()
        assert not aside, aside


@asynccontextmanager
async def mooting(
    folder: Path,
    *names: str,
    settings: GatewaySettings | None = None,
    checked: bool = True,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Moot]:
    """Have a guild of Ada's with these people in it, and the program of a bot that is to come there.

    All that the program sends is held against Discord's own description, where that is there, unless not ``checked``.
    """
    description = DESCRIPTION if checked and await asyncio.to_thread(DESCRIPTION.exists) else None
    async with LocalDiscord(settings=settings, description=description, clock=clock) as local:
        local.limits.lift()
        moot = Moot(local, folder, *names)
        try:
            yield moot
        finally:
            local.faults.recover()
            await moot.stop()
