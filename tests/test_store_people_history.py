"""Any history of people, accounts and the roster is the same on a database as in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deliberation.ids import PersonId, VenueId
from storage.memory import MemoryStore
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import AccountKey, AccountMove, AccountRow, ConflictError, Received, Work
from tests.store_looking import listed
from tests.store_values import NOW, code, membership, owed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.port import Store
    from storage.sql import SqlStore

PEOPLE = [PersonId(f"p{n}") for n in range(4)]
KEYS = [AccountKey("matrix", "@a:x"), AccountKey("matrix", "@b:x"), AccountKey("discord", "1")]
NAMES = ["Ada", "ADA", "b", "a"]
person, key = st.sampled_from(PEOPLE), st.sampled_from(KEYS)
some_days = st.sampled_from([date(2026, 1, 31), date(2027, 1, 31)])
source = st.integers(0, 9).map(lambda n: f"${n}")


def lists(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Make none, one or two of something."""
    return st.lists(strategy, max_size=2)


lanes = st.builds(
    lambda who, at: owed(f"{who}{at}", who),
    person.map(lambda who: f"person:{who}") | key.map(lambda at: f"{at.platform}:{at.id}") | st.just("hall"),
    st.integers(0, 2),
)
reactions = st.builds(
    lambda at, name: Received(platform=at.platform, source=f"{name}/{at.id}", account=at.id, target="$c", key="✅"),
    key,
    source,
)
messages = st.builds(lambda at, name: Received(platform=at.platform, source=name, account=at.id), key, source)
WORKS = st.builds(
    Work,
    accounts=lists(
        st.builds(lambda at, who, name: AccountRow(key=at, person=who, name=name), key, person, st.sampled_from(NAMES))
    ),
    moved=lists(st.builds(lambda at, one, two: AccountMove(key=at, before=one, after=two), key, person, person)),
    former=st.dictionaries(person, person, max_size=2),
    codes=st.dictionaries(st.sampled_from("AB"), st.none() | person, max_size=2).map(
        lambda found: {handle: who and code(handle, subject=f"link:{who}") for handle, who in found.items()}
    ),
    memberships=lists(
        st.builds(
            lambda name, who, day: membership(name, who, paid_until=day),
            st.sampled_from(["m1", "m2"]),
            person,
            some_days,
        )
    ),
    erased=lists(person),
    received=st.lists(reactions | messages, max_size=3, unique_by=lambda row: (row.platform, row.source)),
    owed=lists(lanes),
    private_venues=st.dictionaries(key, st.sampled_from(["m:!1", "m:!2"]).map(VenueId), max_size=1),
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


async def empty(store: SqlStore) -> None:
    """Take everything out of a database."""
    async with store._engines.writer.begin() as connection:
        for table in ("accounts", "former_ids", "codes", "memberships", "received", "outbox", "private_venues"):
            await connection.exec_driver_sql(f"DELETE FROM {table}")


async def known(store: Store) -> list[object]:
    """Read all that a store knows of people."""
    return [
        await store.people(KEYS),
        await store.accounts_of(PEOPLE),
        [await store.accounts_named(name) for name in ("ada", "a", "1")],
        await store.now_called(PEOPLE),
        [(await store.earlier_ids(who), await store.membership(who)) for who in PEOPLE],
        [await store.code(handle) for handle in "AB"],
        await listed(store.memberships()),
        [await store.live_reactions(platform, "$c") for platform in ("matrix", "discord")],
        await store.already("matrix", [f"${n}{by}" for n in range(10) for by in ("", "/@a:x", "/@b:x")]),
        [(row.key, row.lane, row.generation) for row in await store.waiting()],
        [await store.private_venue(at) for at in KEYS],
    ]


async def tried(store: Store, work: Work) -> bool:
    """Commit a work; say whether it was written."""
    try:
        await store.commit(work)
    except ConflictError:
        return False
    return True


async def plausible(work: Work, store: Store) -> Work:
    """Make of a work one that is not refused for what it takes to be whose."""
    owners = {key: row.person for key, row in (await store.people(KEYS)).items()}
    accounts = [replace(row, person=owners.setdefault(row.key, row.person)) for row in work.accounts]
    moves = []
    for move in work.moved:
        if move.key in owners:
            moves.append(replace(move, before=owners[move.key]))
            owners[move.key] = move.after
    fresh = [row for row in work.received if not await store.already(row.platform, [row.source])]
    return replace(work, accounts=accounts, moved=moves, received=fresh)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.tuples(WORKS, st.booleans()), min_size=1, max_size=8))
def test_any_history_of_people_is_alike_everywhere(
    runner: asyncio.Runner, store: SqlStore, history: list[tuple[Work, bool]]
) -> None:
    """After every work both stores know the same, or have both refused it."""
    runner.run(_live_through(store, history))


async def _live_through(store: SqlStore, history: list[tuple[Work, bool]]) -> None:
    await empty(store)
    model = MemoryStore()
    for drawn, honest in history:
        work = await plausible(drawn, model) if honest else drawn
        written = await tried(store, work)
        assert written == await tried(model, work)
        assert written or not honest
        assert await known(store) == await known(model)
        earlier = await model.now_called(PEOPLE)
        assert not {*earlier.values()} & earlier.keys()
        if await model.waiting():
            for each in (store, model):
                await each.settle((await each.waiting())[0], NOW)
