"""Databases are brought up to date: from nothing, from every earlier step, and after an interruption."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId
from deliberation.offices import Office, Tenure
from deliberation.register import Chain
from storage import intake, migrating
from storage.engine import open_engines, parse
from storage.migrating import migrate, pending
from storage.opening import open_store
from storage.port import AccountKey, Held, StorageError, UnavailableError, Work
from storage.reading import listed_pairs
from storage.sql import SqlStore
from storage.tables import metadata
from tests import store_kept
from tests.store_looking import listed
from tests.store_values import FIRST, HOUR, NOW, change, everything, owed, reaction, rich_assembly

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

STEPS = tuple(
    reversed(
        [step.revision for step in ScriptDirectory.from_config(migrating._config()).walk_revisions("base", "head")]
    )
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kept.db'}"
    address: str = request.getfixturevalue("postgres_url")
    return address


async def inside(url: str, look: Callable[[Connection], Any], *, write: bool = False) -> Any:
    """Look into a database, or change something in it."""
    engines = open_engines(parse(url))
    try:
        if write:
            async with engines.writer.begin() as connection:
                return await connection.run_sync(look)
        async with engines.reader.connect() as connection:
            return await connection.run_sync(look)
    finally:
        await engines.dispose()


def differences(connection: Connection) -> list[Any]:
    """Compare a database with what ``storage.tables`` says."""
    # SQLite counts without being told to, and Alembic would have it told.
    options = {"compare_type": True, "compare_server_default": connection.dialect.name != "sqlite"}
    found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    return found


def tables(connection: Connection) -> list[str]:
    """Name the tables that are there."""
    return sorted(inspect(connection).get_table_names())


def conditions(connection: Connection) -> dict[str, str]:
    """Give each index that covers only some rows, with its condition. Alembic does not compare these."""
    found = {}
    for table in inspect(connection).get_table_names():
        for index in inspect(connection).get_indexes(table):
            options = index["dialect_options"]
            condition = options.get("sqlite_where", options.get("postgresql_where"))
            if condition is not None:
                found[str(index["name"])] = str(condition).strip("()").split(".")[-1]
    return found


async def stop_at(url: str, step: str) -> None:
    """Bring a database up to a step and no further."""

    def upgrade(connection: Connection) -> None:
        config = migrating._config()
        config.attributes["connection"] = connection
        command.upgrade(config, step)

    await inside(url, upgrade, write=True)


async def test_an_empty_place_becomes_a_store(url: str) -> None:
    """From nothing every step is taken, the tables are as declared, and a store opens on them."""
    assert await pending(url) == STEPS
    done = await migrate(url)
    assert (done.steps, done.backup) == (STEPS, None)
    assert await inside(url, differences) == []
    assert await inside(url, conditions) == {
        "outbox_waiting": "settled_at IS NULL",
        "received_reactions": "target IS NOT NULL",
    }
    assert await pending(url) == ()
    store = await open_store(url)
    await store.commit(everything())
    await store.close()


@pytest.mark.parametrize("step", STEPS)
async def test_every_earlier_step_is_brought_up_to_date(url: str, step: str) -> None:
    """From whichever step a database is at, it comes to the same tables."""
    await stop_at(url, step)
    left = STEPS[STEPS.index(step) + 1 :]
    assert await pending(url) == left
    assert (await migrate(url)).steps == left
    assert await inside(url, differences) == []


AT = "'2026-03-01T12:00:00.123456Z'"
KEPT_BY_THE_FIRST = {
    "assemblies": ["'a', 'slug', 'Name', '[\"matrix:!hall\"]', 1, 'ff', NULL, '{\"purpose\":\"to begin\"}'"],
    "participants": [f"'a', 'p-ada', '[\"matrix:!hall\"]', {AT}, NULL"],
    "proposals": ["'a', 1, '{}'"],
    "concerns": ["'a', 1, '{}'"],
    "checks": ["'a', 1, '{}'"],
    "decisions": ["'a', 1, '{}'"],
    "petitions": ["'a', 1, '{}'"],
    "rolls": ["'a', 1, '[]', '[]', '{}'"],
    "positions": ["'a', 1, 'p-ada', 'agree', '', '$r2', false, false"],
    "signatures": ["'a', 1, 'p-ada', '$s'"],
    "register": ["'a', 1, '{\"n\":1}', 'ff'"],
    "sealed": ["'a', 1, 'text', 'ab', 'Let us.'"],
    "accounts": ["'matrix', '@ada', 'p-ada', 'Ada ✅'"],
    "private_venues": ["'matrix', '@ada', 'matrix:!ada'"],
    "received": [
        "1, 'matrix', '$m1', '@ada', NULL, NULL, false",
        "2, 'matrix', '$r1', '@ada', '$card', '✅', true",
        "3, 'matrix', '$r2', '@ada', '$card', '✅', false",
    ],
    "outbox": [
        f"1, 'gone', 'hall', '', false, 1, 0, {AT}, ''",
        "2, 'owed', 'hall', 'body', true, 3, 2, NULL, ''",
    ],
    "posted": [f"1, 'matrix', '$card', 'matrix:!hall', 'a', 'check:1:1', true, {AT}"],
    "platforms": [f"'matrix', 's1', {AT}", "'console', 's2', NULL"],
    "set_aside": [f"1, 'matrix', '$bad', 'what', 'why', {AT}"],
}
"""Rows as 0001 has them, column by column: what later steps make of the tables may not change what stands here."""

CAME_LATER: dict[str, dict[str, Any]] = {
    "assemblies": {"kind": "ordinary", "member_of": "[]", "remit": "{}", "next_lapse": None},
    "participants": {"enrolled_until": None, "let_in": None},
    "positions": {"taken_at": None, "erased": False},
    "accounts": {"folded": "ada ✅", "local": "ada"},
}
"""The columns that later steps added to those tables, with what they make of the rows from before."""


def fill(connection: Connection) -> None:
    """Put the rows into a database that is at 0001."""
    for table, rows in KEPT_BY_THE_FIRST.items():
        for row in rows:
            connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({row})")


def rows_of(connection: Connection) -> dict[str, list[Any]]:
    """Give every row of every table that 0001 made, as far as it made it."""
    found = {}
    for table in KEPT_BY_THE_FIRST:
        later = CAME_LATER.get(table, {})
        names = [column["name"] for column in inspect(connection).get_columns(table) if column["name"] not in later]
        quoted = ", ".join(f'"{name}"' for name in names)
        found[table] = sorted(map(repr, connection.exec_driver_sql(f"SELECT {quoted} FROM {table}")))
    return found


def later_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Give what stands in the columns that came later."""
    return {
        table: [dict(row) for row in connection.execute(text(f"SELECT {', '.join(later)} FROM {table}")).mappings()]
        for table, later in CAME_LATER.items()
    }


async def test_what_the_first_tables_held_is_kept(url: str) -> None:
    """A database in use since 0001 loses no row of any table when it is brought up to date, and goes on from there."""
    await stop_at(url, "0001")
    assert {*await inside(url, tables)} == {*KEPT_BY_THE_FIRST, "alembic_version"}
    await inside(url, fill, write=True)
    before = await inside(url, rows_of)
    done = await migrate(url)
    assert done.steps == STEPS[1:]
    assert (done.backup is not None) == url.startswith("sqlite")
    assert await inside(url, rows_of) == before
    assert await inside(url, later_of) == {table: [later] for table, later in CAME_LATER.items()}
    store = await open_store(url)
    try:
        assert await store.already("matrix", ["$m1", "$r1", "$r2", "$r3"]) == {"$m1", "$r1", "$r2"}
        assert await store.standing("matrix", [("$card", "@ada")]) == [reaction("$r2")]
        assert (await store.cursor("matrix"), await store.cursor("console")) == ("s1", "s2")
        assert await store.heard_all() == {"matrix": NOW}
        assert await store.private_venue(AccountKey("matrix", "@ada")) == "matrix:!ada"
        assert [row.key for row in await store.waiting()] == ["owed"]
        assert await store.notes("matrix") == {}
        await store.commit(Work(notes={("matrix", "k"): "v"}, heard={"matrix": NOW, "discord:1": NOW}))
        assert await store.notes("matrix") == {"k": "v"}
        assert await store.cursor("matrix") == "s1"
    finally:
        await store.close()


async def test_an_assembly_from_before_people_is_what_it_was(url: str) -> None:
    """What 0002 held of an assembly is read as that, its people are found by name, and it goes on from there."""

    def fill_0002(connection: Connection) -> None:
        for table, rows in store_kept.ROWS.items():
            for row in rows:
                values = ", ".join(repr(value) if isinstance(value, str) else str(value) for value in row)
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({values.replace('None', 'NULL')})")

    await stop_at(url, "0002")
    await inside(url, fill_0002, write=True)
    await migrate(url)
    store = await open_store(url)
    try:
        held = await store.load(FIRST)
        assert held == Held(store_kept.what_it_is(), Chain(1, store_kept.HEAD))
        (listing,) = await store.listings()
        assert (listing.kind, listing.member_of, listing.remit) == (Kind.ORDINARY, (), ())
        assert [[row.person for row in await store.accounts_named(name)] for name in ("STRASSE", "ada", "1499")] == [
            ["p-ben"],
            ["p-ada"],
            ["p1499"],
        ]
        assert await listed(store.memberships()) == []
        step = change(held, rich_assembly())
        await store.commit(Work(changes=[step]))
        assert await store.load(FIRST) == step.after
    finally:
        await store.close()


OFFICERS = 450
"""More than are rewritten at once, twice over."""


def put_officers(connection: Connection) -> None:
    """Put assemblies with a secretary into a database at 0003, a third of them as 0004 has them already."""
    insert = text(
        "INSERT INTO assemblies (id, slug, name, venues, head_number, head_hash, body)"
        " VALUES (:id, :id, 'Name', '[]', 1, 'ff', :body)"
    )
    rows = []
    for n in range(OFFICERS):
        held = {"holder": f"p{n}", "since": store_kept.AT, "until": store_kept.LATER}
        now = {"name": "secretary", "held": [held], "seats": 2}
        before = {"name": "secretary", **held, "election_open": False, "past": [held]}
        rows.append({"id": f"a{n:03}", "body": store_kept.body({"secretary": now if n % 3 == 0 else before}, "Für ✅")})
    connection.execute(insert, rows)


async def test_who_held_an_office_before_holds_it(url: str) -> None:
    """However many assemblies have officers, each keeps its own, also where some of them were rewritten before."""
    await stop_at(url, "0003")
    await inside(url, put_officers, write=True)
    await migrate(url)
    store = await open_store(url)
    try:
        found = await store.load_many([AssemblyId(f"a{n:03}") for n in range(OFFICERS)])
        assert len(found) == OFFICERS
        for n in range(OFFICERS):
            held = found[AssemblyId(f"a{n:03}")]
            tenure = Tenure(PersonId(f"p{n}"), NOW, NOW + HOUR)
            seats, past = (2, ()) if n % 3 == 0 else (1, (tenure,))
            expected = Office(name="secretary", held=(tenure,), seats=seats, past=past)
            assert dict(held.assembly.offices) == {"secretary": expected}
            assert held.assembly.purpose == "Für ✅"
    finally:
        await store.close()


MANY_REACTIONS = """
INSERT INTO received (platform, source, account, target, key, lifted)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
SELECT 'matrix', '$' || i, '@' || (i / 100), '$' || (i % 100), '✅', false FROM n
"""


async def test_what_stands_is_looked_up_and_not_searched_for(url: str) -> None:
    """Reactions of many pairs are found by the index on them; on SQLite too, where nobody runs ANALYZE."""

    def prepare(connection: Connection) -> None:
        connection.exec_driver_sql(MANY_REACTIONS)
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql("ANALYZE received")  # it does so by itself, a while after

    def plan(connection: Connection) -> str:
        made: Any = intake._STANDING.compile(dialect=connection.dialect)
        pairs = listed_pairs((f"${n % 50}", f"@{n % 1000}") for n in range(2000))
        given = made.construct_params({"platform": "matrix", "pairs": pairs})
        explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        found = connection.exec_driver_sql(f"{explain} {made}", tuple(given[name] for name in made.positiontup))
        return " ".join(str(row) for row in found)

    await migrate(url)
    await inside(url, prepare, write=True)
    planned = await inside(url, plan)
    sqlite = r"INDEX received_reactions \(platform=\? AND target=\? AND account=\?\)"
    postgresql = r"Scan using received_reactions .* Cond: \(\(platform = \S+ AND \(target = .*\) AND \(account = "
    assert re.search(sqlite if url.startswith("sqlite") else postgresql, planned), planned


async def test_of_no_pairs_nothing_is_asked(url: str) -> None:
    """Where nothing stands in question the database is left alone: not even a missing table is noticed."""
    store = SqlStore(open_engines(parse(url)))
    try:
        assert await store.standing("matrix", []) == []
        with pytest.raises(StorageError):
            await store.standing("matrix", [("$card", "@ada")])
    finally:
        await store.close()


async def test_what_is_up_to_date_is_left_alone(url: str, tmp_path: Path) -> None:
    """Migrating again does nothing and copies nothing."""
    await migrate(url)
    done = await migrate(url, backup_dir=tmp_path / "copies")
    assert (done.steps, done.backup) == ((), None)
    assert not (tmp_path / "copies").exists()


async def test_a_store_is_not_opened_on_what_is_not_up_to_date(url: str) -> None:
    """The operator is told what to run, and no file is made."""
    with pytest.raises(StorageError, match="run `folkmoot migrate`"):
        await open_store(url)
    assert await pending(url) == STEPS


async def test_a_database_of_a_newer_program_is_left_alone(url: str) -> None:
    """A step that this program does not know is said to be a newer one's, and nothing is touched."""
    await migrate(url)
    await inside(url, lambda c: c.execute(text("UPDATE alembic_version SET version_num = 'later'")), write=True)
    for attempt in (migrate, pending, open_store):
        with pytest.raises(StorageError, match="newer Folkmoot"):
            await attempt(url)


async def test_an_interrupted_migration_leaves_nothing_and_is_taken_up_again(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that fails half way is undone whole, on both databases; run again, it succeeds."""
    made = []
    create = op.create_table

    def failing(name: str, *parts: Any, **options: Any) -> Any:
        made.append(name)
        if len(made) == 7:
            raise RuntimeError("the power went")
        return create(name, *parts, **options)

    monkeypatch.setattr(op, "create_table", failing)
    with pytest.raises(RuntimeError, match="the power went"):
        await migrate(url)
    assert await inside(url, tables) == []
    assert await pending(url) == STEPS
    monkeypatch.undo()
    assert (await migrate(url)).steps == STEPS
    assert await inside(url, differences) == []


async def test_two_that_migrate_at_once_take_turns(url: str) -> None:
    """Of two programs started together one takes the steps and the other finds them taken."""
    done = await asyncio.gather(migrate(url), migrate(url))
    assert sorted(len(it.steps) for it in done) == [0, len(STEPS)]
    assert await inside(url, differences) == []


KILLED = """
import asyncio, os, signal, sys
from alembic import op
from storage.migrating import migrate
create, made = op.create_table, []
def dying(name, *parts, **options):
    made.append(name)
    if len(made) == 9:
        os.kill(os.getpid(), signal.SIGKILL)
    return create(name, *parts, **options)
op.create_table = dying
asyncio.run(migrate(sys.argv[1]))
"""


async def test_a_migration_that_was_killed_is_taken_up_again(url: str) -> None:
    """After a kill in the middle of a step nothing of it is there, and the next run takes it."""
    ended = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", KILLED, url], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert await pending(url) == STEPS
    assert (await migrate(url)).steps == STEPS
    assert await inside(url, differences) == []


async def test_a_sqlite_database_is_copied_before_it_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy holds everything that was committed, is only for its owner, and is taken again each time."""
    url, copies = f"sqlite:///{tmp_path / 'kept.db'}", tmp_path / "copies"
    await migrate(url)
    store = await open_store(url)
    await store.commit(Work(owed=[owed("a")]))

    def one_more(_current: str | None) -> tuple[str, ...]:
        return ("9999",)

    monkeypatch.setattr(migrating, "_steps_from", one_more)
    monkeypatch.setattr(migrating, "_upgrade", lambda _: None)
    first, second = [(await migrate(url, backup_dir=copies)).backup for _ in range(2)]
    beside = (await migrate(url)).backup
    await store.close()
    monkeypatch.undo()
    assert first is not None
    assert second is not None
    assert beside is not None
    assert beside.parent == tmp_path
    assert set(copies.iterdir()) == {first, second}
    assert first != second
    assert first.stat().st_mode & 0o077 == 0
    copied = await open_store(f"sqlite:///{first}")
    assert [row.key for row in await copied.waiting()] == ["a"]
    await copied.close()


def test_a_new_database_is_only_for_its_owner(tmp_path: Path) -> None:
    """What people said in private is not for every user of the machine."""
    asyncio.run(migrate(f"sqlite:///{tmp_path / 'kept.db'}"))
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.iterdir())


async def test_where_nothing_can_be_made_it_says_so(tmp_path: Path) -> None:
    """A folder that is not there is an error of ours."""
    with pytest.raises(UnavailableError, match="nowhere"):
        await migrate(f"sqlite:///{tmp_path / 'nowhere' / 'kept.db'}")


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
async def test_a_failed_copy_stops_the_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a copy nothing is changed."""
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    await migrate(url)
    monkeypatch.setattr(migrating, "_steps_from", lambda _: ("9999",))
    monkeypatch.setattr(migrating, "_upgrade", lambda _: pytest.fail("it went on"))
    (tmp_path / "file").write_text("")
    with pytest.raises(UnavailableError):
        await migrate(url, backup_dir=tmp_path / "file")
