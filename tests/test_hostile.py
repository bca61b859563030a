"""The whole program, on a platform that a test controls, under what somebody hostile can do."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from adapters.documents import Document
from adapters.grammar import read_line
from adapters.inbound import Account, Batch, Inbound, Invocation, Reacted, Unreacted, Unreadable, VenueReplaced
from adapters.matrix.rendering import message
from adapters.platform import BusyError, Deliver
from bot.program import Program
from deliberation.assembly import Assembly
from deliberation.ids import VenueId
from deliberation.verifying import verify
from storage.opening import open_store
from storage.port import Store
from tests.support.laid_out import laid_out
from tests.support.stage import StagePlatform

HALL, OTHER = VenueId("matrix:!hall"), VenueId("matrix:!other")
PATIENCE = 10.0


class Stub(StagePlatform):
    """A platform on which nobody can be reached whose account is on ``dead``."""

    name = "matrix"

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[VenueId, str, str]] = []
        self.cards: list[str] = []
        self._over = asyncio.Event()
        self._ids = itertools.count()

    async def listen(self, deliver: Deliver) -> None:
        await self._over.wait()

    async def stop(self) -> None:
        self._over.set()

    async def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Sequence[str] = ()
    ) -> str:
        name = f"$bot{next(self._ids)}"
        self.said.append((venue, reply_to, str(message(document)["body"])))
        if seeds:
            self.cards.append(name)
        return name

    async def edit(self, venue: VenueId, message: str, document: Document, *, key: str) -> None:
        return

    async def whisper(
        self, account: str, room: VenueId | None, document: Document, *, key: str, answering: str = ""
    ) -> tuple[VenueId | None, str]:
        if account.endswith(":dead"):
            raise BusyError("no answer", retry_after=60)
        return room or VenueId(f"matrix:!{account}"), f"$bot{next(self._ids)}"

    async def true_reactions(self, venue: VenueId, message: str) -> list[Reacted]:
        return []

    async def members(self, venue: VenueId) -> list[Account]:
        return [ADA, BEN, CLEO]


ADA, BEN, CLEO = (Account("matrix", f"@{name.casefold()}:x", name) for name in ("Ada", "Ben", "Cleo"))


class Stage:
    """The program and what comes in to it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.platform = Stub()
        self.program = Program(store=store, platforms={"matrix": self.platform}, edit_every=0.01)
        self._ids = itertools.count()

    async def give(self, *items: Inbound) -> None:
        """Hand things over together, and wait until they are durable."""
        async with asyncio.timeout(PATIENCE):
            await self.program.intake.take(Batch(platform="matrix", items=items))

    def typed(self, who: Account, line: str, venue: VenueId = HALL) -> Invocation:
        """Make what somebody typed, in a room that they administer."""
        name, arguments = read_line(line)
        return Invocation(
            account=who,
            venue=venue,
            source=f"$typed{next(self._ids)}",
            name=name,
            arguments=arguments,
            administers=True,
            present=(ADA, BEN, CLEO),
        )

    async def say(self, who: Account, line: str, venue: VenueId = HALL) -> Invocation:
        """Have somebody type a line."""
        item = self.typed(who, line, venue)
        await self.give(item)
        return item

    async def at(self, venue: VenueId) -> Assembly:
        """Give the assembly of a venue."""
        found = [listing.id for listing in await self.store.listings() if venue in listing.venues]
        held = await self.store.load(found[0])
        assert len(found) == 1
        assert held is not None
        return held.assembly

    async def until(self, true: Callable[[], object]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(PATIENCE):
            while not true():  # noqa: ASYNC110 (what is waited for has no event)
                await asyncio.sleep(0.01)

    async def sound(self) -> None:
        """Insist that nothing was set aside, and that every register verifies."""
        assert not await self.store.put_aside()
        for listing in await self.store.listings():
            assert not verify([entry async for entry in self.store.entries(listing.id)]).problems


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Yield the program at work, with an assembly of three."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'folkmoot.db'}"
    await laid_out(url)
    store = await open_store(url)
    found = Stage(store)
    stop = asyncio.Event()
    running = asyncio.create_task(found.program.run(stop))
    await found.say(ADA, "found The Hall")
    yield found
    await found.sound()
    stop.set()
    await running
    await store.close()


async def test_redacting_ones_command_or_anything_twice_holds_nobody_up(stage: Stage) -> None:
    """A command that was recorded stands when its message is redacted; a second redaction of any message is nothing."""
    typed = await stage.say(BEN, "propose A kettle")
    for number, lifted in enumerate([typed.source, "$chat", "$chat", typed.source]):
        await stage.give(Unreacted(platform="matrix", venue=HALL, source=f"$r{number}", lifted=lifted, by="@ben:x"))
    await stage.say(CLEO, "propose A teapot")
    assert len((await stage.at(HALL)).proposals) == 2


async def test_assemblies_founded_at_once_under_one_name_get_two_short_names(stage: Stage) -> None:
    """Two rooms found assemblies of one name in one batch: both are founded."""
    third = VenueId("matrix:!third")
    await stage.give(stage.typed(BEN, "found Twins", OTHER), stage.typed(CLEO, "found Twins", third))
    assert {(await stage.at(OTHER)).slug, (await stage.at(third)).slug} == {"twins", "twins-2"}


async def test_upgrading_a_room_into_another_assemblys_takes_nothing_over(stage: Stage) -> None:
    """A room that claims to be replaced by another assembly's room changes neither assembly."""
    await stage.say(BEN, "found Raiders", OTHER)
    await stage.give(
        VenueReplaced(platform="matrix", venue=OTHER, successor=HALL, source="$tombstone", present=(ADA, BEN, CLEO))
    )
    assert (await stage.at(HALL)).name == "The Hall"
    assert (await stage.at(OTHER)).speaking == {OTHER}


async def test_an_address_shown_as_a_name_is_not_that_address(stage: Stage) -> None:
    """Who writes an account's address never means somebody who only shows it as their name."""
    mallory = Account("matrix", "@mallory:x", "dora:x")
    await stage.say(mallory, "found Den", OTHER)
    refused = await stage.say(ADA, "elect @dora:x", OTHER)
    await stage.until(lambda: any(reply == refused.source for _, reply, _ in stage.platform.said))
    assert not (await stage.at(OTHER)).proposals
    await stage.say(ADA, "elect @mallory:x", OTHER)
    assert len((await stage.at(OTHER)).proposals) == 1


async def test_many_who_cannot_be_reached_keep_nobody_else_waiting(stage: Stage) -> None:
    """Forty private messages that fail again and again do not hold up what a room is told."""
    await stage.say(BEN, "propose A kettle")
    await stage.say(ADA, "consensus P1")
    await stage.until(lambda: stage.platform.cards)
    card = stage.platform.cards[0]
    crowd = [Account("matrix", f"@x{number}:dead", "X") for number in range(40)]
    await stage.give(
        *(
            Reacted(account=each, venue=HALL, source=f"$x{number}", message=card, key="✅")
            for number, each in enumerate(crowd)
        )
    )
    await stage.until(lambda: len(stage.program.outbox._resting) >= 20)
    asked = await stage.say(CLEO, "status")
    await stage.until(lambda: any(reply == asked.source for _, reply, _ in stage.platform.said))


async def test_who_cannot_be_read_is_told_once_a_day(stage: Stage) -> None:
    """Thirty messages without keys get one answer, not thirty."""
    await stage.give(*(Unreadable(account=BEN, venue=HALL, source=f"$u{number}") for number in range(30)))
    asked = await stage.say(CLEO, "status")
    await stage.until(lambda: any(reply == asked.source for _, reply, _ in stage.platform.said))
    assert sum(reply.startswith("$u") for _, reply, _ in stage.platform.said) == 1
