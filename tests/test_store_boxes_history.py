"""Any history of ballot boxes and addresses is the same on a database as in memory."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliberation.ids import AssemblyId, DonorId
from storage.memory import MemoryStore
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import BallotPut, BoxEmptied, Work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.port import Store
    from storage.sql import SqlStore

ASSEMBLIES = [AssemblyId(name) for name in ("a", "B", "ab")]
POLLS = range(1, 4)
DONORS = [DonorId(name) for name in ("d", "D")]
of_assembly, of_poll = st.sampled_from(ASSEMBLIES), st.sampled_from(POLLS)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
LONG = st.integers(0, 3000).map(lambda length: "x" * length)
PUTS = st.builds(BallotPut, of_assembly, of_poll, st.sampled_from("aBcD") | TEXTS, TEXTS | LONG)
WORKS = st.builds(
    Work,
    ballots=st.lists(PUTS | PUTS | PUTS | st.builds(BoxEmptied, of_assembly, of_poll), max_size=12),
    addresses=st.dictionaries(st.tuples(of_assembly, st.sampled_from(DONORS)), st.none() | TEXTS, max_size=3),
)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path, runner: asyncio.Runner) -> Iterator[SqlStore]:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    runner.run(migrate(url))
    opened = runner.run(open_store(url))
    yield opened
    runner.run(opened.close())


async def known(store: Store) -> list[object]:
    """Read all that a store knows of boxes and addresses."""
    return [
        await store.boxes(),
        [await store.ballots(assembly, poll) for assembly in ASSEMBLIES for poll in POLLS],
        [await store.ballot(assembly, 1, slot) for assembly in ASSEMBLIES for slot in "aBcD"],
        [list((await store.addresses(assembly)).items()) for assembly in ASSEMBLIES],
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(WORKS, min_size=1, max_size=6))
def test_any_history_of_boxes_is_alike_everywhere(runner: asyncio.Runner, store: SqlStore, history: list[Work]) -> None:
    """After every work both stores know the same."""
    runner.run(_live_through(store, history))


async def _live_through(store: SqlStore, history: list[Work]) -> None:
    async with store._engines.writer.begin() as connection:
        for table in ("ballots", "donor_addresses"):
            await connection.exec_driver_sql(f"DELETE FROM {table}")
    model = MemoryStore()
    for work in history:
        await store.commit(work)
        await model.commit(work)
        assert await known(store) == await known(model)
