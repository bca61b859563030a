"""A platform that costs nothing, and an assembly on it: so that what is measured is the program."""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from adapters.documents import Document
from adapters.inbound import Account, Batch, Invocation, Reacted
from adapters.pictures import Picture
from adapters.platform import Deliver, Meeting
from adapters.references import Kind, Subject
from bot.clock import Clock
from bot.program import Program
from deliberation.ids import AssemblyId, VenueId
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import Store

NAME = "matrix"

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


class FreePlatform:
    """Takes every message at once and has nothing to say."""

    name = NAME
    complete = True
    empowered = frozenset[str]()

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._stopped = asyncio.Event()
        self.edits = 0

    def community_of(self, venue: VenueId) -> str:
        """All of it is one."""
        del venue
        return NAME

    async def listen(self, deliver: Deliver) -> None:
        """Say once that it is there, then nothing."""
        await deliver(Batch(platform=NAME))
        await self._stopped.wait()

    async def stop(self) -> None:
        """Stop."""
        self._stopped.set()

    async def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Sequence[str] = ()
    ) -> str:
        """Take a message."""
        del venue, document, key, reply_to, seeds
        return f"$card-{datetime.now(UTC).timestamp()}-{next(self._numbers)}"

    async def post_picture(self, venue: VenueId, picture: Picture, *, key: str) -> str:
        """Take a picture."""
        del venue, picture, key
        return f"$picture-{next(self._numbers)}"

    async def edit(self, venue: VenueId, message: str, document: Document, *, key: str) -> None:
        """Take an edit."""
        del venue, message, document, key
        self.edits += 1

    async def whisper(
        self, account: str, room: VenueId | None, document: Document, *, key: str, answering: str = ""
    ) -> tuple[VenueId | None, str]:
        """Take a private message."""
        del document, key, answering
        return room or VenueId(f"{NAME}:!private-{account}"), f"$private-{next(self._numbers)}"

    async def is_with_us(self, venue: VenueId, account: str) -> bool:
        """Nobody has left."""
        del venue, account
        return True

    async def seed(self, venue: VenueId, message: str, seeds: Sequence[str], *, key: str) -> None:
        """Take reactions to tap."""

    async def take_away(self, venue: VenueId, message: str, account: str, mark: str) -> None:
        """There are no reactions to take away."""

    async def take_down(self, venue: VenueId, message: str) -> None:
        """There are no messages to take down."""

    async def prepare(self, venue: VenueId, name: str, accounts: Sequence[str], *, of: str = "") -> str:
        """Nothing is needed to be let in."""
        del venue, name, accounts, of
        return ""

    async def admit(self, venue: VenueId, account: str) -> None:
        """Everybody is in."""

    async def dismiss(self, venue: VenueId, account: str) -> None:
        """Nobody goes."""

    async def let_in(self, venue: VenueId, account: str) -> None:
        """Everybody is in."""

    async def put_out(self, venue: VenueId, account: str) -> None:
        """Nobody goes."""

    async def honour(self, venue: VenueId, offices: Mapping[str, Sequence[str]], members: Sequence[str]) -> None:
        """Nothing shows who holds what."""

    async def announce(self, venue: VenueId, meeting: Meeting, *, key: str) -> None:
        """Nothing shows what is going to be."""

    async def make_venue(self, name: str, purpose: str, *, near: VenueId | None, key: str) -> VenueId:
        """Make a room."""
        del name, purpose, near
        return VenueId(f"{NAME}:!{key}")

    def link_to(self, venue: VenueId) -> str:
        """Nothing leads here."""
        del venue
        return ""

    async def true_reactions(self, venue: VenueId, message: str) -> list[Reacted]:
        """There is nothing that was not handed over."""
        del venue, message
        return []

    async def lifted_by(self, venue: VenueId, reaction: str) -> str:
        """Nothing was taken away."""
        del venue, reaction
        return ""

    async def members(self, venue: VenueId) -> list[Account]:
        """Nobody that was not named."""
        del venue
        return []


def person(number: int) -> Account:
    """Make up somebody."""
    return Account(NAME, f"@p{number}:example.org", f"Person {number}")


def room(number: int) -> VenueId:
    """Make up a room."""
    return VenueId(f"{NAME}:!room{number}:example.org")


@contextlib.asynccontextmanager
async def running(
    path: Path, *, platform: FreePlatform | None = None, clock: Clock | None = None
) -> AsyncIterator[tuple[Program, Store, FreePlatform]]:
    """Run the program on an SQLite file."""
    url = f"sqlite+aiosqlite:///{path}"
    await migrate(url)
    store = await open_store(url)
    platform = platform or FreePlatform()
    program = Program(store=store, platforms={NAME: platform}, clock=clock)
    stop = asyncio.Event()
    task = asyncio.create_task(program.run(stop))
    try:
        yield program, store, platform
    finally:
        stop.set()
        await task
        await store.close()


async def say(program: Program, account: Account, venue: VenueId, source: str, name: str, **arguments: str) -> None:
    """Have somebody use a command."""
    invocation = Invocation(account=account, venue=venue, source=source, name=name, arguments=arguments)
    await program.intake.take(Batch(platform=NAME, items=(invocation,)))


async def found(program: Program, store: Store, number: int, *, people: int, checks: int) -> list[str]:
    """Found an assembly of so many people with so many open checks; give the message ids of their cards."""
    founder, venue = person(0), room(number)
    founding = Invocation(
        account=founder,
        venue=venue,
        source=f"$found{number}",
        name="found",
        arguments={"name": f"Moot {number}"},
        administers=True,
        present=tuple(person(each) for each in range(people)),
    )
    await program.intake.take(Batch(platform=NAME, items=(founding,)))
    for check in range(1, checks + 1):
        await say(program, founder, venue, f"$p{number}.{check}", "propose", title=f"Proposal {check}", text="Why not.")
        await say(program, founder, venue, f"$c{number}.{check}", "consensus", number=f"P{check}")
    assembly = next(each.id for each in await store.listings() if venue in each.venues)
    return [await _card(store, assembly, check, venue) for check in range(1, checks + 1)]


async def _card(store: Store, assembly: AssemblyId, check: int, venue: VenueId) -> str:
    while True:
        card = await store.card_of(assembly, str(Subject(Kind.CHECK, check, 1)), venue)
        if card is not None:
            return card.message
        await asyncio.sleep(0.01)


def reaction(account: Account, venue: VenueId, message: str, source: str, key: str = "✅") -> Reacted:
    """Have somebody react."""
    return Reacted(account=account, venue=venue, source=source, message=message, key=key)


def rss_mb() -> float:
    """Give this process's resident memory, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6
