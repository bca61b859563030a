"""What drivers raise becomes an error of ours, every kind of it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import asyncpg
import pytest
import sqlalchemy.exc as theirs

from storage.engine import open_engines, parse
from storage.errors import translate, translated
from storage.migrating import migrate, pending
from storage.opening import open_store
from storage.port import BadDataError, StorageError, UnavailableError
from storage.sql import SqlStore

if TYPE_CHECKING:
    from pathlib import Path


def of_sqlite(kind: type[sqlite3.Error], code: int) -> theirs.DBAPIError:
    """Make an error as SQLAlchemy hands it on from SQLite."""
    cause = kind("words")
    cause.sqlite_errorcode = code
    return theirs.DBAPIError("SELECT", {}, cause)


class Answer(Exception):
    """An error as SQLAlchemy's adapter of asyncpg makes it."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("words")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY, UnavailableError),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, UnavailableError),
        (sqlite3.SQLITE_LOCKED, UnavailableError),
        (sqlite3.SQLITE_FULL, UnavailableError),
        (sqlite3.SQLITE_IOERR_WRITE, UnavailableError),
        (sqlite3.SQLITE_READONLY, UnavailableError),
        (sqlite3.SQLITE_CANTOPEN, UnavailableError),
        (sqlite3.SQLITE_CONSTRAINT_NOTNULL, BadDataError),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, BadDataError),
        (sqlite3.SQLITE_TOOBIG, BadDataError),
        (sqlite3.SQLITE_CORRUPT, StorageError),
        (sqlite3.SQLITE_NOTADB, StorageError),
        (sqlite3.SQLITE_ERROR, StorageError),
    ],
)
def test_sqlite_is_understood_by_its_codes(code: int, kind: type[StorageError]) -> None:
    """What passes, what is refused and what is broken are told apart."""
    assert type(translate(of_sqlite(sqlite3.OperationalError, code))) is kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (asyncpg.DeadlockDetectedError, UnavailableError),
        (asyncpg.SerializationError, UnavailableError),
        (asyncpg.AdminShutdownError, UnavailableError),
        (asyncpg.CannotConnectNowError, UnavailableError),
        (asyncpg.TooManyConnectionsError, UnavailableError),
        (asyncpg.DiskFullError, UnavailableError),
        (asyncpg.LockNotAvailableError, UnavailableError),
        (asyncpg.ReadOnlySQLTransactionError, UnavailableError),
        (asyncpg.ConnectionDoesNotExistError, UnavailableError),
        (asyncpg.CharacterNotInRepertoireError, BadDataError),
        (asyncpg.NumericValueOutOfRangeError, BadDataError),
        (asyncpg.NotNullViolationError, BadDataError),
        (asyncpg.UndefinedTableError, StorageError),
        (asyncpg.InsufficientPrivilegeError, StorageError),
    ],
)
def test_postgresql_is_understood_by_its_states(error: type[asyncpg.PostgresError], kind: type[StorageError]) -> None:
    """What passes, what is refused and what is broken are told apart."""
    assert type(translate(theirs.DBAPIError("SELECT", {}, Answer(error.sqlstate)))) is kind


def all_kinds(kind: type[Exception]) -> list[type[Exception]]:
    """Name a class of errors and every class below it."""
    return [kind, *(below for each in kind.__subclasses__() for below in all_kinds(each))]


@pytest.mark.parametrize("kind", all_kinds(theirs.SQLAlchemyError), ids=lambda kind: kind.__name__)
def test_no_error_of_sqlalchemy_gets_out(kind: type[Exception]) -> None:
    """Whatever SQLAlchemy can raise, what comes out is an error of ours that was caused by it."""
    error = kind.__new__(kind)
    error.args = ("words",)
    if isinstance(error, theirs.StatementError):
        error.orig = sqlite3.Error("words")
    if isinstance(error, theirs.DBAPIError):
        error.connection_invalidated = False
    with pytest.raises(StorageError) as caught, translated():
        raise error
    assert caught.value.__cause__ is error


def test_an_error_of_ours_stays_as_it_is() -> None:
    """It is not wrapped again."""
    mine = UnavailableError("words")
    with pytest.raises(UnavailableError) as caught, translated():
        raise mine
    assert caught.value is mine


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:secret@host/db",
        "not an address secret",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+psycopg://x/secret",
    ],
)
async def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    """The error says what is supported and no password."""
    with pytest.raises(StorageError) as caught:
        await open_store(url)
    assert "secret" not in str(caught.value)


def test_addresses_need_no_driver() -> None:
    """The plain form and the one with the driver's name mean the same."""
    assert parse("sqlite:////a/b.db") == parse("sqlite+aiosqlite:////a/b.db")
    assert parse("postgresql://me@host/db") == parse("postgresql+asyncpg://me@host/db")


async def test_a_server_that_is_not_there_is_not_available(tmp_path: Path) -> None:
    """Neither a port where nobody listens nor a socket that is not there is anything but an error of ours."""
    for url in ("postgresql://me@127.0.0.1:1/db", f"postgresql://me@/db?host={tmp_path}"):
        for attempt in (migrate, pending, open_store):
            with pytest.raises(UnavailableError):
                await attempt(url)
        store = SqlStore(open_engines(parse(url)))
        with pytest.raises(UnavailableError):
            await store.waiting()
        await store.close()


@pytest.mark.postgres
async def test_a_database_that_is_not_there_is_an_error_of_ours(postgres_url: str) -> None:
    """A server that is there and does not know the database says so in our words."""
    with pytest.raises(StorageError, match="does not exist"):
        await open_store(postgres_url.replace("/test_", "/not_"))


@pytest.mark.parametrize("address", ["sqlite:///unused.db", "postgresql://somebody@db.example.org/moot"])
def test_no_engine_shows_what_a_statement_was_given(address: str) -> None:
    """What is kept are names, addresses, reasons and ballots; an error that quotes them goes to the log."""
    engines = open_engines(parse(address))
    assert engines.writer.sync_engine.hide_parameters
    assert engines.reader.sync_engine.hide_parameters


async def test_an_error_quotes_nothing_of_what_was_to_be_kept(tmp_path: Path) -> None:
    """Neither its own words nor those of what caused it."""
    engines = open_engines(parse(f"sqlite:///{tmp_path / 'moot.db'}"))
    try:
        with pytest.raises(StorageError) as raised, translated():
            async with engines.writer.begin() as connection:
                await connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", ("1 High Street",))
    finally:
        await engines.dispose()
    assert "1 High Street" not in f"{raised.value}{raised.value.__cause__}"
