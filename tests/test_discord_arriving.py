"""What came in from Discord waits in order, comes in batches, and is never lost while the program runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.backoff import Backoff
from adapters.discord import arriving
from adapters.discord.arriving import Arrivals
from adapters.inbound import Account, Batch, Entered
from deliberation.ids import VenueId

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROOM, OTHER = VenueId("discord:1/2"), VenueId("discord:3/4")


def entered(number: int) -> Entered:
    return Entered(account=Account("discord", str(number), "Ada"), venue=ROOM, source=str(number))


async def later(number: int) -> Entered:
    await asyncio.sleep(0.02)
    return entered(number)


class Program:
    """Takes batches; refuses the next so many."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self.refused: list[Batch] = []
        self.refuse = 0
        self.heard: frozenset[str] = frozenset({"discord:1"})
        self.arrivals = Arrivals(lambda: self.heard, backoff=Backoff(first=0.01, most=0.01))

    async def deliver(self, batch: Batch) -> None:
        if self.refuse:
            self.refuse -= 1
            self.refused.append(batch)
            raise OSError("no database")
        self.batches.append(batch)

    @property
    def sources(self) -> list[str]:
        return [item.source for batch in self.batches for item in batch.items if isinstance(item, Entered)]

    async def until(self, number: int) -> None:
        async with asyncio.timeout(2):
            while len(self.batches) < number:  # noqa: ASYNC110 (there is no event for it)
                await asyncio.sleep(0.005)


@pytest.fixture
async def program(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Program]:
    """A program that takes what comes."""
    monkeypatch.setattr(arriving, "BEAT_EVERY", 0.05)
    program = Program()
    running = asyncio.create_task(program.arrivals.run(program.deliver))
    yield program
    program.arrivals.stop()
    async with asyncio.timeout(2):
        await running


async def test_what_came_together_is_one_batch_in_order(program: Program) -> None:
    """Things that came in at once are handed over together, in the order in which they came."""
    for number in range(5):
        program.arrivals.put(entered(number))
    await program.until(1)
    assert program.sources == ["0", "1", "2", "3", "4"]
    assert len(program.batches) == 1


async def test_what_must_still_be_asked_keeps_its_place(program: Program) -> None:
    """Something about which a question is still open is not overtaken by what came after it."""
    program.arrivals.put(later(1))
    program.arrivals.put(entered(2))
    await program.until(1)
    assert program.sources == ["1", "2"]


async def test_questions_are_asked_side_by_side(program: Program) -> None:
    """Many who ask for what takes long hold up everybody no longer than one of them does."""
    asked = asyncio.Event()

    async def first() -> Entered:
        await asked.wait()
        return entered(1)

    async def second() -> Entered:
        asked.set()
        return entered(2)

    program.arrivals.put(first())
    program.arrivals.put(second())
    await program.until(1)
    assert program.sources == ["1", "2"]


async def test_a_batch_is_not_endless(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """A storm is handed over in several batches, none too large for one transaction."""
    monkeypatch.setattr(arriving, "MOST_AT_ONCE", 3)
    for number in range(7):
        program.arrivals.put(entered(number))
    await program.until(3)
    assert [len(batch.items) for batch in program.batches[:3]] == [3, 3, 1]


async def test_what_is_not_durable_comes_again(program: Program) -> None:
    """A refused batch is handed over again as it was, and whoever waits for it is told only then."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    program.refuse = 2
    program.arrivals.put(entered(1), done)
    async with asyncio.timeout(2):
        await done
    assert program.sources == ["1"]
    assert [batch.items for batch in program.refused] == [(entered(1),), (entered(1),)]


async def test_doubts_and_silence_do_not_wait_for_a_refused_batch(program: Program) -> None:
    """While a batch is tried again, it tells what came to be in doubt since, and names none that fell silent."""
    program.refuse = 1_000
    program.arrivals.put(entered(1))
    await asyncio.sleep(0.03)
    program.arrivals.doubt([OTHER])
    program.heard = frozenset()
    program.refuse = 0
    await program.until(1)
    assert program.batches[0].gaps == {OTHER}
    assert not program.batches[0].heard


async def test_a_doubt_is_told_once(program: Program) -> None:
    """A venue in doubt is named in one batch, not in all that follow."""
    program.arrivals.doubt([ROOM])
    await program.until(2)
    assert [batch.gaps for batch in program.batches[:2]] == [{ROOM}, frozenset()]


async def test_a_heart_beats_while_something_is_heard(program: Program) -> None:
    """With nothing to tell, it is still told that a community is heard; where none is, nothing is told."""
    await program.until(2)
    assert all(batch.heard == {"discord:1"} and not batch.items for batch in program.batches)
    program.heard = frozenset()
    await asyncio.sleep(0.06)
    before = len(program.batches)
    await asyncio.sleep(0.12)
    assert len(program.batches) == before


async def test_what_came_before_the_end_is_handed_over() -> None:
    """Stopped with things waiting, it hands them over first."""
    program = Program()
    for number in range(3):
        program.arrivals.put(entered(number))
    program.arrivals.stop()
    await program.arrivals.run(program.deliver)
    assert program.sources == ["0", "1", "2"]


async def test_a_stop_is_not_held_up_for_ever() -> None:
    """Stopped while nothing can be recorded, it tries once more and ends; nobody is told that it is durable."""
    program = Program()
    program.refuse = 1_000
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    program.arrivals.put(entered(1), done)
    program.arrivals.put(later(2))
    program.arrivals.stop()
    async with asyncio.timeout(2):
        await program.arrivals.run(program.deliver)
    assert not program.batches
    assert not done.done()
