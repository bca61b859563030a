"""The SQL store keeps the contract on SQLite, and what is special to it there."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from sqlalchemy.dialects import sqlite

from storage import boxes
from storage import engine as engines
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import BallotPut, BoxEmptied, StorageError, UnavailableError, Work
from tests.store_conformance import StoreSuite
from tests.store_offices_values import GIVER
from tests.store_values import (
    ADA,
    BEN,
    FIRST,
    NOW,
    account,
    assembly,
    change,
    everything,
    membership,
    message,
    owed,
    reaction,
    sealed,
)
from tests.support.stores import opening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from storage.sql import SqlStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folk moot é%20.db"


@pytest.fixture
async def open_another(path: Path) -> AsyncIterator[Callable[[], Awaitable[SqlStore]]]:
    async with opening(f"sqlite:///{quote(str(path))}") as another:
        yield another


class TestSqliteStore(StoreSuite):
    """The suite, on SQLite."""


async def test_what_was_acknowledged_is_synced(open_another: Callable[[], Awaitable[SqlStore]]) -> None:
    """The connection that writes keeps a log, syncs it at every commit, and checks what refers to what."""
    store = await open_another()
    async with store._engines.writer.connect() as connection:
        found = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert found == ["wal", 2, 1, 5000]


async def test_readers_cannot_write(open_another: Callable[[], Awaitable[SqlStore]]) -> None:
    """Only the one connection for writing can change anything."""
    store = await open_another()
    async with store._engines.reader.connect() as connection:
        with pytest.raises(Exception, match="readonly"):
            await connection.exec_driver_sql("DELETE FROM register")


async def test_a_locked_database_is_not_available(
    open_another: Callable[[], Awaitable[SqlStore]], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another process writes for too long a commit says so, and is written once the other is done."""
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    store = await open_another()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match="locked"):
            await store.commit(Work(received=[message("$1")]))
        other.execute("ROLLBACK")
    await store.commit(Work(received=[message("$1")]))


async def test_what_went_out_leaves_only_its_key(open_another: Callable[[], Awaitable[SqlStore]], path: Path) -> None:
    """A tombstone holds no words, unless it was given up: then the operator can see what was lost, and why."""
    store = await open_another()
    await store.commit(Work(owed=[owed("a"), owed("b")]))
    first, second = await store.waiting()
    await store.settle(first, NOW)
    await store.settle(second, NOW, gave_up="no such room")
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT key, lane, body, gave_up, settled_at FROM outbox ORDER BY id").fetchall()
    at = "2026-03-01T12:00:00.123456Z"
    assert rows == [("a", "", "", "", at), ("b", "hall", "body of b", "no such room", at)]


async def test_what_was_given_up_no_longer_names_the_forgotten(
    open_another: Callable[[], Awaitable[SqlStore]], path: Path
) -> None:
    """A letter to many that never went out names their accounts: it is blanked, and that to others is not."""
    store = await open_another()
    bodies = ['{"accounts":["7","77"]}', '{"accounts":["77","777"]}', '{"accounts":["7"]}']
    await store.commit(
        Work(accounts=[account("7", platform="discord")], owed=[owed(f"k{n}", body=it) for n, it in enumerate(bodies)])
    )
    for row in (await store.waiting())[:2]:
        await store.settle(row, NOW, gave_up="no such room")
    await store.commit(Work(erased=[ADA]))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT body FROM outbox ORDER BY id").fetchall() == [
            ("",),
            (bodies[1],),
            (bodies[2],),
        ]


async def test_nothing_of_the_forgotten_is_left_in_the_file(
    open_another: Callable[[], Awaitable[SqlStore]], path: Path
) -> None:
    """Names, accounts and what was erased beside the register are overwritten, not only let go."""
    store = await open_another()
    rows = [account(f"@lovelace{n}:example.org", shown=f"Augusta King {n}") for n in range(200)]
    others = [account(f"@other{n}:example.org", BEN, shown=f"Another {n}") for n in range(200)]
    step = replace(change(None, assembly()), sealed=[sealed(FIRST, 1, text="The Analytical Engine weaves")])
    mixed = [row for pair in zip(rows, others, strict=True) for row in pair]
    await store.commit(Work(changes=[step], accounts=mixed, memberships=[membership("m1", email="augusta@king")]))
    await store.commit(
        Work(
            received=[
                reaction(f"{n}/@lovelace{n}:example.org/x#1", by=f"@lovelace{n}:example.org") for n in range(200)
            ],
            owed=[owed(f"k{n}", f"matrix:@lovelace{n}:example.org") for n in range(200)],
        )
    )
    told = [b"lovelace", b"Augusta", b"augusta", b"Analytical"]
    assert all(word in _whole(path) for word in told)
    await store.commit(Work(erased=[ADA], unsealed=[(FIRST, 1, "reason")]))
    assert len(await store.accounts_of([BEN])) == 200
    await store.close()
    assert [word for word in told if word in _whole(path)] == []


async def test_nothing_of_an_emptied_box_is_left_in_the_file(
    open_another: Callable[[], Awaitable[SqlStore]], path: Path
) -> None:
    """Ballots of a box that was emptied, few or many, are overwritten; those of another box are there."""
    store = await open_another()
    mixed = [BallotPut(FIRST, n % 3 + 1, f"slot-{n}", f"sealed-{n % 3 + 1}-" + "x" * (n % 400)) for n in range(3000)]
    await store.commit(Work(ballots=[*mixed], addresses={(FIRST, GIVER): "1 Threadneedle Street"}))
    await store.commit(Work(ballots=[replace(each, sealed="given again") for each in mixed if each.poll == 3]))
    await store.commit(Work(ballots=[BallotPut(FIRST, 4, "slot-few", "sealed-4-")]))
    told = [b"sealed-1-", b"sealed-3-", b"sealed-4-", b"slot-few", b"Threadneedle"]
    assert all(word in _whole(path) for word in told)
    await store.commit(Work(ballots=[BoxEmptied(FIRST, 1), BoxEmptied(FIRST, 4)], addresses={(FIRST, GIVER): None}))
    assert len(await store.ballots(FIRST, 2)) == 1000
    await store.close()
    whole = _whole(path)
    assert [word for word in told if word in whole] == []
    assert b"sealed-2-" in whole
    assert b"given again" in whole


async def test_a_ballot_box_says_nothing_of_when_or_in_which_order(
    open_another: Callable[[], Awaitable[SqlStore]], path: Path
) -> None:
    """There is a column for the slot and one for what is sealed, no number for the row, and boxes are not searched."""
    await (await open_another()).commit(Work(ballots=[BallotPut(FIRST, 1, "b", "1"), BallotPut(FIRST, 1, "a", "2")]))
    question = str(boxes._NEXT_BOX.compile(dialect=sqlite.dialect()))
    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(ballots)")]
        assert columns == ["assembly", "poll", "slot", "sealed"]
        assert connection.execute("SELECT slot FROM ballots").fetchall() == [("a",), ("b",)]
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            connection.execute("SELECT rowid FROM ballots")
        ((*_, plan),) = connection.execute(f"EXPLAIN QUERY PLAN {question}", ("", 0, 1, 0)).fetchall()
    assert plan == "SEARCH ballots USING PRIMARY KEY ((assembly,poll)>(?,?))"


def _whole(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize(
    ("question", "index"),
    [
        ("SELECT id FROM outbox WHERE settled_at IS NULL ORDER BY id", "outbox_waiting"),
        ("SELECT id FROM received WHERE platform = ? AND target = ? AND lifted IS 0", "received_reactions"),
        (
            "SELECT source FROM received WHERE platform = ? AND source IN (SELECT value FROM json_each(?))",
            "received_once",
        ),
        ("SELECT id FROM posted WHERE venue = ? AND card IS 1", "posted_in_venue"),
        ("SELECT assembly FROM participants WHERE person = ?", "participants_by_person"),
        ("SELECT earlier FROM former_ids WHERE person = ?", "former_ids_of_person"),
        ("SELECT name FROM accounts WHERE folded = ? OR local = ?", "accounts_by_name"),
        ("SELECT name FROM accounts WHERE folded = ? OR local = ?", "accounts_by_local"),
        (
            "SELECT 1 FROM memberships WHERE person = ? OR person IN (SELECT earlier FROM former_ids WHERE person = ?)",
            "memberships_of_person",
        ),
    ],
)
async def test_questions_asked_often_are_answered_from_an_index(
    open_another: Callable[[], Awaitable[SqlStore]], path: Path, question: str, index: str
) -> None:
    """No such question reads through a table that only grows."""
    store = await open_another()
    await store.commit(everything())
    with closing(sqlite3.connect(path)) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {question}", ["x"] * question.count("?")).fetchall()
    plain = " ".join(row[3] for row in plan)
    assert not re.search(r"SCAN (received|posted|participants|accounts|memberships|former_ids)\b", plain)
    assert index in plain or (index == "received_once" and "sqlite_autoindex_received_1" in plain)


async def test_a_row_that_cannot_be_read_is_named(open_another: Callable[[], Awaitable[SqlStore]], path: Path) -> None:
    """A database that somebody edited by hand gives an error of ours that says which assembly."""
    store = await open_another()
    await store.commit(Work(changes=[change(None, assembly())]))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE assemblies SET body = '{}'")
    with pytest.raises(StorageError, match="Assembly cannot be read"):
        await store.load(FIRST)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM rolls")
        connection.execute("INSERT INTO checks VALUES (?, 1, '{}')", (FIRST,))
    with pytest.raises(StorageError, match=f"{FIRST} cannot be read"):
        await store.load(FIRST)


@pytest.mark.parametrize("content", [b"not a database, but long enough to look like one" * 100, b""])
async def test_a_file_that_is_no_store_is_an_error_of_ours(tmp_path: Path, content: bytes) -> None:
    """What cannot be opened is said in our words."""
    file = tmp_path / "some.db"
    file.write_bytes(content)
    with pytest.raises(StorageError):
        await open_store(f"sqlite:///{file}")


async def test_a_full_disk_is_not_available(path: Path) -> None:
    """A write for which there is no room fails, leaves nothing, and succeeds when there is room again."""
    url = f"sqlite:///{quote(str(path))}"
    await migrate(url)
    store = await open_store(url)
    try:
        async with store._engines.writer.connect() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count=1")
        with pytest.raises(UnavailableError, match="full"):
            await store.commit(Work(owed=[owed("a", body="x" * 10_000_000)]))
        assert await store.waiting() == []
        async with store._engines.writer.connect() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        await store.commit(Work(owed=[owed("a")]))
        assert [row.key for row in await store.waiting()] == ["a"]
    finally:
        await store.close()
