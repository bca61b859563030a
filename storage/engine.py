"""Engines: how a database is opened, and what is asked of it so that what was acknowledged is durable.

SQLite gets one connection that writes and several that read. (Before 3.51.3 it has a rare corruption of the log with
several writers.) A write begins with ``BEGIN IMMEDIATE``, so that it never finds out late that it must wait; a read
sees one moment. ``synchronous=FULL`` syncs the log at every commit.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.port import StorageError

_DRIVERS: Final = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
BUSY_SECONDS: Final = 5.0
"""How long a write waits for another process before it gives up."""

_READERS: Final = 4
_LOG_PAGES: Final = 8000
"""How far SQLite's log grows before it is folded into the database: a storm folds it seldom."""

_DISCREET: Final[dict[str, Any]] = {"hide_parameters": True}
"""Errors go to the log, and what a statement was given are names, addresses, reasons and ballots."""

_CACHE_KIB: Final = 16 * 1024
"""What a connection may keep of the file in memory. Four times as much was not faster, and took that much more."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Where to write and where to read. On PostgreSQL they are one pool, read at one moment."""

    writer: AsyncEngine
    reader: AsyncEngine

    async def dispose(self) -> None:
        """Close every connection."""
        await self.reader.dispose()
        await self.writer.dispose()


def parse(url: str) -> URL:
    """Read a database's address, with or without the driver's name.

    Raises:
        StorageError: it is not the address of a SQLite file or a PostgreSQL database.
    """
    try:
        found = make_url(url)
    except ArgumentError as error:
        # The address is not repeated: it may hold a password.
        raise StorageError("the database's address cannot be read") from error
    plain = found.drivername.partition("+")[0]
    if found.drivername not in {plain, _DRIVERS.get(plain)} or plain not in _DRIVERS:
        raise StorageError(f"{found.drivername!r} is not supported: use sqlite:///path or postgresql://…")
    if plain == "sqlite" and (not found.database or found.database.startswith((":memory:", "file:"))):
        raise StorageError("name a file: sqlite:///path")
    return found.set(drivername=_DRIVERS[plain])


def file_of(url: URL) -> Path | None:
    """Give the file of a SQLite database."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def open_engines(url: URL) -> Engines:
    """Open a database. Nothing is connected until it is used."""
    if file_of(url) is not None:
        return Engines(_sqlite(url, writes=True), _sqlite(url, writes=False))
    writer = create_async_engine(url, pool_size=_READERS, pool_pre_ping=True, **_DISCREET)
    return Engines(writer, writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True))


def _sqlite(url: URL, *, writes: bool) -> AsyncEngine:
    pool = {"pool_size": 1 if writes else _READERS, "max_overflow": 0}
    # No isolation level: else the driver begins transactions itself, and as late as it can.
    engine = create_async_engine(
        url, connect_args={"isolation_level": None, "timeout": BUSY_SECONDS}, **pool, **_DISCREET
    )

    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in _pragmas(writes=writes):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", begin)
    return engine


def _pragmas(*, writes: bool) -> list[str]:
    shared = [f"cache_size=-{_CACHE_KIB}", "foreign_keys=ON"]
    if not writes:
        return [*shared, "query_only=ON"]
    # What is forgotten, and what lay in a ballot box, is not to be found in the file. FAST is not enough: it leaves
    # what was in pages that are given back. All of it costs nothing that can be measured beside a commit's sync.
    return [*shared, "journal_mode=WAL", "synchronous=FULL", f"wal_autocheckpoint={_LOG_PAGES}", "secure_delete=ON"]
