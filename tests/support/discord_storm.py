"""Assemblies with open checks on a Discord elsewhere, and what the program makes of it when all react at once."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import time
import zlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import aiohttp

from adapters.cards.card import stance_of
from adapters.discord.places import PLATFORM, Place
from adapters.discord.platform import DiscordPlatform
from adapters.discord.rendering import card
from adapters.discord.settings import DiscordSettings
from adapters.inbound import Account, Batch, Invocation
from adapters.reactions import folded
from adapters.references import Kind, Subject
from bot.drawing import Drawing
from bot.halls import Halls
from bot.letters import RefreshCard
from bot.polling.keys import KeysInMemory
from bot.polling.papers import Papers
from bot.program import Program
from bot.running import leave_what_stays
from bot.wiring import discord_platform
from deliberation.ids import AssemblyId, VenueId
from storage.opening import open_store
from storage.port import Store
from tests.support.laid_out import laid_out

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from pathlib import Path

    from adapters.discord.rendering import Rendered
    from deliberation.assembly import Assembly
    from storage.port import Work
    from tests.support.discord_elsewhere import Elsewhere, Reaction

FIRST, SECOND, MEANINGLESS = "✅", "🤷", "🎉"
MOMENT: Final = 0.005


@dataclass
class Run:
    """One running program, with what it committed since it began to be watched."""

    store: Store
    halls: Halls
    platform: DiscordPlatform
    program: Program
    commits: list[tuple[float, int]] = field(default_factory=list)
    """When each commit of something that came in was durable, and how much came in with it."""

    def watch(self) -> None:
        """Note every commit from here on."""
        self.commits.clear()
        commit = self.store.commit

        async def noted(work: Work) -> None:
            await commit(work)
            if work.received:
                self.commits.append((time.monotonic(), len(work.received)))

        self.store.commit = noted  # type: ignore[method-assign]

    async def until(self, so: Callable[[], Any], within: float = 60.0) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(within):
            while not so():  # noqa: ASYNC110 (what is waited for tells nobody)
                await asyncio.sleep(MOMENT)

    async def until_true(self, look: Callable[[], Awaitable[Any]], within: float = 60.0) -> Any:
        """Wait until a look gives something true, and give that."""
        async with asyncio.timeout(within):
            while not (found := await look()):  # noqa: ASYNC110 (likewise)
                await asyncio.sleep(MOMENT)
            return found


@dataclass
class Room:
    """A channel in which an assembly meets, with the cards of its checks, by their numbers."""

    channel: int
    venue: VenueId
    cards: dict[int, int] = field(default_factory=dict)
    assembly: AssemblyId = field(default_factory=lambda: AssemblyId(""))


@dataclass
class Pauses:
    """How long the event loop kept others waiting."""

    longest: float = 0.0

    async def watch(self) -> None:
        """Watch until cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(MOMENT)
            self.longest = max(self.longest, time.perf_counter() - before - MOMENT)


@dataclass
class Blow:
    """How one storm went. Times in seconds, from the first reaction on."""

    sent: int
    sent_in: float
    durable: float
    """Until the last was committed."""
    pause: float
    """The longest for which the event loop did nothing else."""
    cpu: float
    server_cpu: float
    commits: int
    began: float


class Stage:
    """Assemblies, one in each channel, of the same people."""

    def __init__(self, there: Elsewhere, folder: Path, *, people: int, channels: int, checks: int) -> None:
        self._there = there
        self._url = f"sqlite+aiosqlite:///{folder / 'folkmoot.db'}"
        self._names = [f"person-{number}" for number in range(people)]
        self._channels = channels
        self._checks = checks
        self._sources = 0
        self.rooms: list[Room] = []
        self.people: list[int] = []
        self.settings: DiscordSettings

    # --- before the storm

    async def set_up(self) -> None:
        """Found the assemblies and call the checks; a program of its own does it, with no limits."""
        made = await self._there.ask("people", names=self._names, channels=self._channels)
        self.people = made["people"]
        self.gateway_url = made["gateway_url"]
        self.settings = DiscordSettings(token=made["token"], api_base=made["api_base"])
        self.rooms = [Room(channel, Place(made["guild"], channel).venue) for channel in made["channels"]]
        await self._there.ask("limits", lifted=True)
        async with self.running() as run:
            await asyncio.gather(*(self._found(run, room) for room in self.rooms))
            await run.until_true(run.program.outbox.idle)
        await self._there.ask("limits", lifted=False)

    async def _found(self, run: Run, room: Room) -> None:
        present = tuple(self._account(number) for number in range(len(self.people)))
        await self.say(run, room, "found", {"name": f"Moot {room.channel}"}, administers=True, present=present)
        room.assembly = next(each.id for each in await run.store.listings() if room.venue in each.venues)
        for check in range(1, self._checks + 1):
            await self.say(run, room, "propose", {"title": f"Proposal {check}", "text": "Why not."})
            await self.say(run, room, "consensus", {"number": f"P{check}"})
            await run.until(lambda: run.program.hearing.is_settled(room.venue))
        for check in range(1, self._checks + 1):
            look = partial(run.store.card_of, room.assembly, str(Subject(Kind.CHECK, check, 1)), room.venue)
            room.cards[check] = int((await run.until_true(look)).message)

    def _account(self, number: int) -> Account:
        return Account(PLATFORM, str(self.people[number]), self._names[number])

    async def say(self, run: Run, room: Room, name: str, arguments: dict[str, str], **more: Any) -> None:
        """Have the first of the people use a command, seen by all."""
        self._sources += 1
        invocation = Invocation(
            account=self._account(0),
            venue=room.venue,
            source=f"said-{self._sources}",
            name=name,
            arguments=arguments,
            **more,
        )
        await run.program.intake.take(Batch(platform=PLATFORM, items=(invocation,)))

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Run]:
        """Run the program as in service, from when it hears all."""
        await laid_out(self._url)
        store = await open_store(self._url)
        halls = Halls(store)
        platform = discord_platform(self.settings, store=store, halls=halls)
        program = Program(store=store, platforms={PLATFORM: platform}, halls=halls)
        run = Run(store, halls, platform, program)
        stop = asyncio.Event()
        task = asyncio.create_task(program.run(stop))
        try:
            await run.until(lambda: task.done() or (platform._client._whole and not program.hearing._doubts))
            await run.until_true(program.outbox.idle)
            leave_what_stays()
            yield run
        finally:
            gc.unfreeze()
            stop.set()
            await task
            await store.close()

    # --- the storm

    def reactions(self, emoji: str, people: int) -> list[Reaction]:
        """Have so many people react to each card, in an order in which all are busy at once."""
        cards = [(room.channel, card) for room in self.rooms for card in room.cards.values()]
        return [(person, *card, emoji) for person in self.people[:people] for card in cards]

    async def blow(self, run: Run, reactions: Sequence[Reaction], *, within: float) -> Blow:
        """Have all that happen; return when the last is durable."""
        run.commits.clear()
        pauses = Pauses()
        watching = asyncio.create_task(pauses.watch())
        before = (await self._there.ask("account"))["cpu"], time.process_time()
        sent = await self._there.ask("react", reactions=reactions, within=within)
        with contextlib.suppress(TimeoutError):
            await run.until(lambda: sum(size for _, size in run.commits) >= len(reactions))
        after = (await self._there.ask("account"))["cpu"], time.process_time()
        watching.cancel()
        return Blow(
            sent=len(reactions),
            sent_in=sent["ended"] - sent["began"],
            durable=run.commits[-1][0] - sent["began"],
            pause=pauses.longest,
            cpu=after[1] - before[1],
            server_cpu=after[0] - before[0],
            commits=len(run.commits),
            began=sent["began"],
        )

    async def bare(self, reactions: Sequence[Reaction], *, within: float) -> Blow:
        """Have all that happen, and do no more than parse and count it: what receiving costs at the least."""
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(self.gateway_url + "?compress=zlib-stream") as ws,
        ):
            unpack, counted = zlib.decompressobj(), 0
            intents = (1 << 0) | (1 << 10)
            await ws.send_json({"op": 2, "d": {"token": self.settings.token, "intents": intents, "properties": {}}})
            while json.loads(unpack.decompress((await ws.receive()).data))["t"] != "GUILD_CREATE":
                pass
            before = (await self._there.ask("account"))["cpu"], time.process_time()
            sending = asyncio.create_task(self._there.ask("react", reactions=reactions, within=within))
            while counted < len(reactions):
                counted += json.loads(unpack.decompress((await ws.receive()).data))["t"] == "MESSAGE_REACTION_ADD"
            ended = time.monotonic()
            cpu = time.process_time() - before[1]
            sent = await sending
            server = (await self._there.ask("account"))["cpu"] - before[0]
            began = sent["began"]
            return Blow(len(reactions), sent["ended"] - began, ended - began, 0.0, cpu, server, 0, began)

    # --- after it

    async def account(self) -> dict[str, Any]:
        """Say what the Discord elsewhere has counted."""
        found: dict[str, Any] = await self._there.ask("account")
        return found

    async def read(self, room: Room, words: str, *, within: float) -> float:
        """Give the seconds until all can read such words of the bot's."""
        began = time.monotonic()
        await self._there.ask("reads", channel=room.channel, words=words, within=within)
        return time.monotonic() - began

    async def answered(self, room: Room, command: str, *, within: float) -> float:
        """Give the seconds until somebody can read the answer to a command."""
        began = time.monotonic()
        who = self.people[0]
        await self._there.ask("ask_privately", person=who, channel=room.channel, command=command, within=within)
        return time.monotonic() - began

    async def all_shown(self, run: Run, *, within: float) -> float:
        """Give the seconds until every card shows how things stand."""
        began = time.monotonic()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not await self.cards_right(run):  # noqa: ASYNC110 (likewise)
                    await asyncio.sleep(1.0)
        return time.monotonic() - began

    async def tally_right(self, run: Run) -> bool:
        """Whether every check's positions are what stands under its card, and its tally their number."""
        return all([await self._is_right(run, room) for room in self.rooms])

    async def _is_right(self, run: Run, room: Room) -> bool:
        held = await run.store.load(room.assembly)
        assert held is not None
        accounts = await run.store.accounts_of(held.assembly.participants)
        number_of = {row.person: int(row.key.id) for row in accounts}
        standing = await self._there.ask("standing", channel=room.channel, messages=list(room.cards.values()))
        for check, there in zip(room.cards, standing, strict=True):
            if not _agrees(held.assembly, check, number_of, there):
                return False
        return True

    async def cards_right(self, run: Run) -> bool:
        """Whether every card shows how things stand."""
        people = run.program._people
        papers = Papers(store=run.store, halls=run.halls, people=people, keys=KeysInMemory())
        drawing = Drawing(store=run.store, halls=run.halls, people=people, papers=papers)
        for room in self.rooms:
            shown = await self._there.ask("shown", channel=room.channel, messages=list(room.cards.values()))
            for check, text in zip(room.cards, shown, strict=True):
                subject = str(Subject(Kind.CHECK, check, 1))
                drawn = await drawing.draw(RefreshCard(venue=room.venue, assembly=room.assembly, subject=subject))
                if drawn is None or text != _text_of(card(drawn[0])):
                    return False
        return True


def _text_of(rendered: Rendered) -> str:
    embeds = [part or "" for embed in rendered.embeds for part in (embed.title, embed.description)]
    return "\n".join([rendered.content, *embeds])


def _agrees(assembly: Assembly, check: int, number_of: dict[Any, int], there: dict[str, list[int]]) -> bool:
    """Whether the record of a check is what stands: of several reactions of one person the latest counts."""
    question = assembly.checks[check].question
    meant: dict[int, set[str]] = {}
    for emoji, people in there.items():
        stance = stance_of(question, folded(emoji))
        for person in people if stance else ():
            meant.setdefault(person, set()).add(stance.value if stance else "")
    recorded = {number_of[who]: position.stance.value for who, position in assembly.checks[check].positions.items()}
    return recorded.keys() == meant.keys() and all(recorded[who] in meant[who] for who in recorded)
