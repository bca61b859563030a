"""When it is looked whether members' places are as they should be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.halls import Halls
from bot.roster.enrolling import Enrolling
from bot.roster.importing import CHANGED, ROSTER
from deliberation.commands import Enrol
from deliberation.events.people import Enrolment
from deliberation.federation import Kind
from storage.memory import MemoryStore
from storage.port import AccountKey, AccountMove, UnavailableError, Work
from tests.support.clock import FakeClock
from tests.support.members import ADA, BEN, LONDON, UNTIL, row
from tests.support.roster import NOW, found
from tests.support.stage import NAME, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.items import Wave
    from storage.port import Owed


class Looked:
    """An ``Enrolling`` that looks all the time, and what it hands over."""

    def __init__(self, store: MemoryStore, clock: FakeClock) -> None:
        self.clock = clock
        self.waves: list[Wave] = []
        self.letters: list[Owed] = []
        self.halls = Halls(store)
        self.one = Enrolling(
            store=store,
            halls=self.halls,
            clock=clock,
            zone=LONDON,
            take=self._take,
            owe=self._owe,
            look_every=0.02,
            calm=0,
        )

    async def _take(self, wave: Wave) -> None:
        self.waves.append(wave)

    async def _owe(self, letters: list[Owed]) -> None:
        self.letters.extend(letters)

    async def _has(self, waves: int) -> bool:
        return len(self.waves) >= waves

    async def until(self, waves: int) -> None:
        """Wait for so many waves."""
        await until(lambda: self._has(waves))
        assert len(self.waves) == waves


class ForgetfulStore(MemoryStore):
    """A store that sometimes cannot be read."""

    away = False

    async def notes(self, platform: str) -> dict[str, str]:
        if self.away:
            raise UnavailableError("the disk has gone")
        return await super().notes(platform)


class TestLooking:
    """When it is looked whether anything is to be done."""

    @pytest.fixture
    async def store(self) -> ForgetfulStore:
        store = ForgetfulStore()
        await found(store, "harmony", Kind.CORE)
        return store

    @pytest.fixture
    async def looked(self, store: ForgetfulStore) -> AsyncIterator[Looked]:
        """Yield one that runs."""
        one = Looked(store, FakeClock(NOW))
        await one.halls.learn()
        task = asyncio.create_task(one.one.run())
        await asyncio.sleep(0)
        yield one
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def test_what_another_process_wrote_is_noticed(self, store: MemoryStore, looked: Looked) -> None:
        """The roster's note says something else, so everything is looked through."""
        await asyncio.sleep(0.1)
        assert not looked.waves
        await store.commit(Work(memberships=[row(ADA)], notes={(ROSTER, CHANGED): "1"}))
        await looked.until(waves=1)
        ((assembly, command),) = looked.waves[0].commands
        assert (assembly, command) == ("id-harmony", Enrol(members=(Enrolment(ADA, UNTIL),)))

    async def test_nothing_is_done_twice_for_one_change(self, store: MemoryStore, looked: Looked) -> None:
        """After a look that found nothing new, nobody is looked at again."""
        await store.commit(Work(memberships=[row(ADA)], notes={(ROSTER, CHANGED): "1"}))
        await looked.until(waves=1)
        await asyncio.sleep(0.2)
        assert len(looked.waves) == 1

    async def test_the_end_of_a_day_is_noticed(self, store: MemoryStore, looked: Looked) -> None:
        """Whoever is a member from somewhere else than the roster's note is found by the next day."""
        await asyncio.sleep(0.1)
        await store.commit(Work(memberships=[row(ADA)]))
        await asyncio.sleep(0.1)
        assert not looked.waves
        looked.clock.move(days=1)
        await looked.until(waves=1)

    async def test_an_assembly_founded_elsewhere_is_noticed(self, store: MemoryStore, looked: Looked) -> None:
        """Once the program knows of it, its members get their places."""
        await store.commit(Work(memberships=[row(ADA)], notes={(ROSTER, CHANGED): "1"}))
        await looked.until(waves=1)
        await found(store, "leeds")
        await looked.halls.learn()
        await looked.until(waves=2)

    async def test_what_was_committed_here_is_looked_at_at_once(self, store: MemoryStore, looked: Looked) -> None:
        """Rows of the roster and accounts that pass to somebody else change who belongs where; little else does."""
        await asyncio.sleep(0.1)
        work = Work(memberships=[row(ADA)])
        await store.commit(work)
        looked.one.committed(Work(owed=[]))
        await asyncio.sleep(0.1)
        assert not looked.waves
        looked.one.committed(work)
        await looked.until(waves=1)
        looked.one.committed(Work(moved=[AccountMove(key=AccountKey(NAME, "x"), before=ADA, after=BEN)]))
        await looked.until(waves=2)

    async def test_one_who_is_forgotten_while_all_is_looked_through_is_looked_at_again(
        self, store: MemoryStore, looked: Looked
    ) -> None:
        """Whose row was read before it was erased may be given a place: that must not last until the day ends."""
        await store.commit(Work(memberships=[row(ADA), row(BEN)], notes={(ROSTER, CHANGED): "1"}))
        await looked.until(waves=1)
        work = Work(erased=[ADA])
        await store.commit(work)
        looked.one.committed(work)
        await looked.until(waves=2)
        ((_, command),) = looked.waves[1].commands
        assert command == Enrol(members=(Enrolment(BEN, UNTIL),))

    async def test_a_database_that_is_away_is_waited_for(self, store: ForgetfulStore, looked: Looked) -> None:
        """What could not be looked at is looked at when it can be."""
        store.away = True
        await store.commit(Work(memberships=[row(ADA)], notes={(ROSTER, CHANGED): "1"}))
        await asyncio.sleep(0.1)
        assert not looked.waves
        store.away = False
        await looked.until(waves=1)

    async def test_without_a_roster_nothing_is_looked_at(self, store: MemoryStore, looked: Looked) -> None:
        """A movement that keeps none is left in peace."""
        await asyncio.sleep(0.1)
        assert not looked.letters
        await store.commit(Work(memberships=[row(ADA)], notes={(ROSTER, CHANGED): "1"}))
        await looked.until(waves=1)
        assert looked.one.is_member(ADA)
        assert not looked.one.is_member(BEN)
        looked.clock.move(days=365)
        assert not looked.one.is_member(ADA)
