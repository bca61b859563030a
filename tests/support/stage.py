"""The whole program in this process with a store in memory, on a platform that does as a test tells it."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from adapters.documents import Document
from adapters.inbound import Account, Batch, Inbound, Invocation, Reacted
from adapters.pictures import Picture, in_words
from adapters.plain import plain
from adapters.platform import Deliver, Meeting
from bot.program import Program
from deliberation.assembly import Assembly
from deliberation.ids import AssemblyId, VenueId
from storage.memory import MemoryStore
from storage.port import Work
from tests.support.clock import FakeClock

NAME = "stage"
_SOURCES = itertools.count(1)
"""What was said before on the same store, by whichever stage, has another."""


def person(name: str) -> Account:
    """Make up somebody."""
    return Account(NAME, f"@{name}:example.org", name.title())


def room(name: str) -> VenueId:
    """Make up a room."""
    return VenueId(f"{NAME}:!{name}")


async def _nothing() -> None:
    """Do nothing."""


class StagePlatform:
    """Takes everything at once; ``fails`` may raise instead, or wait, given what is asked and of which venue."""

    name = NAME
    complete = True
    empowered = frozenset({"secretary"})

    def __init__(self) -> None:
        self.posts: list[tuple[VenueId, str]] = []
        self.pictures: list[tuple[VenueId, Picture, str]] = []
        self.here: dict[VenueId, list[Account]] = {}
        self.reactions: dict[str, list[Reacted]] = {}
        self.heard = frozenset({NAME})
        self.did: list[tuple[str, ...]] = []
        self.door = ""
        self.gone: set[str] = set()
        self.fails: Callable[[str, VenueId], Awaitable[None]] = lambda _asked, _venue: _nothing()
        self.deliver: Deliver
        self.listening = asyncio.Event()
        self._stopped = asyncio.Event()
        self._quiet = asyncio.Lock()
        self._numbers = itertools.count(1)

    def community_of(self, venue: VenueId) -> str:
        return venue.partition("/")[0] if "/" in venue else NAME

    async def listen(self, deliver: Deliver) -> None:
        self.deliver = deliver
        self.listening.set()
        await self._stopped.wait()

    async def stop(self) -> None:
        """End; like any platform, finish first what is being handed over."""
        self._stopped.set()
        async with self._quiet:
            pass

    async def hand_over(self, *items: Inbound, gaps: Sequence[VenueId] = ()) -> None:
        """Hand over, again until it is taken or the platform is stopped, as every platform does."""
        async with self._quiet:
            while not self._stopped.is_set():
                try:
                    await self.deliver(Batch(platform=NAME, items=items, gaps=frozenset(gaps), heard=self.heard))
                except Exception:  # noqa: BLE001 (whatever it is, the batch is not durable)
                    await asyncio.sleep(0.01)
                else:
                    return

    async def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Sequence[str] = ()
    ) -> str:
        await self.fails("post", venue)
        self.posts.append((venue, repr(document)))
        return f"${key}"

    async def post_picture(self, venue: VenueId, picture: Picture, *, key: str) -> str:
        await self.fails("picture", venue)
        self.posts.append((venue, repr(in_words(picture))))
        self.pictures.append((venue, picture, key))
        return f"${key}"

    async def edit(self, venue: VenueId, message: str, document: Document, *, key: str) -> None:
        await self.fails("edit", venue)

    async def whisper(
        self, account: str, room: VenueId | None, document: Document, *, key: str, answering: str = ""
    ) -> tuple[VenueId | None, str]:
        await self.fails("whisper", VenueId(account))
        self.did.append(("whisper", account, answering, plain(document)))
        return room or VenueId(f"{NAME}:!private-{account}"), f"${key}"

    async def is_with_us(self, venue: VenueId, account: str) -> bool:
        return account not in self.gone

    async def seed(self, venue: VenueId, message: str, seeds: Sequence[str], *, key: str) -> None:
        self.did.append(("seed", venue, message, *seeds))

    async def take_away(self, venue: VenueId, message: str, account: str, mark: str) -> None:
        self.did.append(("take away", venue, message, account, mark))

    async def take_down(self, venue: VenueId, message: str) -> None:
        await self.fails("take down", venue)
        self.did.append(("take down", venue, message))

    async def prepare(self, venue: VenueId, name: str, accounts: Sequence[str], *, of: str = "") -> str:
        await self.fails("prepare", venue)
        self.did.append(("prepare", venue, name, *accounts))
        return self.door

    async def admit(self, venue: VenueId, account: str) -> None:
        await self.fails("admit", venue)
        self.did.append(("admit", venue, account))

    async def dismiss(self, venue: VenueId, account: str) -> None:
        await self.fails("dismiss", venue)
        self.did.append(("dismiss", venue, account))

    async def let_in(self, venue: VenueId, account: str) -> None:
        await self.fails(f"let in {account}", venue)
        self.did.append(("let in", venue, account))

    async def put_out(self, venue: VenueId, account: str) -> None:
        await self.fails(f"put out {account}", venue)
        self.did.append(("put out", venue, account))

    async def honour(self, venue: VenueId, offices: Mapping[str, Sequence[str]], members: Sequence[str]) -> None:
        await self.fails("honour", venue)
        held = [f"{office}: {account}" for office, accounts in offices.items() for account in accounts]
        self.did.append(("honour", venue, *held, *members))

    async def announce(self, venue: VenueId, meeting: Meeting, *, key: str) -> None:
        await self.fails("announce", venue)
        self.did.append(("announce", venue, meeting.uid, meeting.title, meeting.state))

    async def make_venue(self, name: str, purpose: str, *, near: VenueId | None, key: str) -> VenueId:
        return room(key)

    def link_to(self, venue: VenueId) -> str:
        return f"https://{NAME}.example.org/{venue}"

    async def true_reactions(self, venue: VenueId, message: str) -> list[Reacted]:
        await self.fails("reactions", venue)
        return list(self.reactions.get(message, []))

    async def lifted_by(self, venue: VenueId, reaction: str) -> str:
        return ""

    async def members(self, venue: VenueId) -> list[Account]:
        await self.fails("members", venue)
        return list(self.here.get(venue, []))


class Stage:
    """A program that runs, with what is needed to use it."""

    def __init__(
        self, store: MemoryStore | None = None, clock: FakeClock | None = None, *, complete: bool = True
    ) -> None:
        self.store = store or MemoryStore()
        self.clock = clock or FakeClock()
        self.platform = StagePlatform()
        self.platform.complete = complete
        self.program = Program(store=self.store, platforms={NAME: self.platform}, clock=self.clock, edit_every=0)
        self._stop = asyncio.Event()
        self.running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Stage":
        self.running = asyncio.create_task(self.program.run(self._stop))
        await self.platform.listening.wait()
        await self.platform.hand_over()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        assert self.running is not None
        with suppress(Exception):
            await self.running

    def line(self, account: Account, venue: VenueId, name: str, /, **arguments: str) -> Invocation:
        """Make a command that somebody typed."""
        source = f"${NAME}-{next(_SOURCES)}"
        return Invocation(account=account, venue=venue, source=source, name=name, arguments=arguments)

    async def found(self, name: str, *people: Account) -> AssemblyId:
        """Found an assembly in a room of its name."""
        venue = room(name)
        self.platform.here[venue] = list(people)
        line = replace(self.line(people[0], venue, "found", name=name), administers=True, present=people)
        await self.platform.hand_over(line)
        return next(each.id for each in await self.store.listings() if venue in each.venues)

    async def call(self, name: str, by: Account) -> None:
        """Propose something in a room, call consensus on it and wait for the card."""
        await self.platform.hand_over(self.line(by, room(name), "propose", title="A kettle", text="For tea."))
        await self.platform.hand_over(self.line(by, room(name), "consensus", number="P1"))
        await until(lambda: self._cards(room(name)))

    async def _cards(self, venue: VenueId) -> bool:
        return bool(await self.store.cards_in(venue))

    async def skip(self, **by: float) -> None:
        """Move the clock on while everything is heard, and do what is due by then."""
        self.clock.move(**by)
        self.program.hearing.clock_moved(timedelta(**by))
        await self.platform.hand_over()
        await self.program.close_what_is_due()

    async def settled(self, name: str) -> bool:
        """Whether nothing is in doubt about a room."""
        return self.program.hearing.is_settled(room(name))

    async def assembly(self, identifier: AssemblyId) -> Assembly:
        """Give an assembly as recorded."""
        held = await self.store.load(identifier)
        assert held is not None
        return held.assembly


class FailingStore(MemoryStore):
    """A store whose commits ``fails`` may refuse, and which keeps what it took."""

    def __init__(self, shared: MemoryStore | None = None) -> None:
        super().__init__(shared)
        self.works: list[Work] = []
        self.fails: Callable[[Work], Awaitable[None]] = lambda _work: _nothing()

    async def commit(self, work: Work) -> None:
        await self.fails(work)
        await super().commit(work)
        self.works.append(work)


async def until(true: Callable[[], Awaitable[object]], within: float = 5.0) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(within):
        while not await true():  # noqa: ASYNC110 (there is no event for it)
            await asyncio.sleep(0.01)
