"""Brings a database up to date, in one transaction: whole or not at all, so that after an interruption one tries again.

A SQLite database that holds something is copied first.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from sqlalchemy import URL, Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Engines, file_of, open_engines, parse
from storage.errors import translated
from storage.port import StorageError

_LOCK: Final = 7_016_545_180_431_003
"""The number under which PostgreSQL lets one instance migrate at a time. It means nothing."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done: the steps taken, and the copy made before them if there was anything to copy."""

    steps: tuple[str, ...]
    backup: Path | None


async def migrate(url: str, *, backup_dir: Path | None = None) -> Migrated:
    """Bring a database up to date, making it where it is a SQLite file that is not there yet.

    A copy of a SQLite database goes into ``backup_dir``, or beside it where none is named.

    Raises:
        StorageError: the database was made by a newer Folkmoot, or a step failed: nothing of it was done.
        UnavailableError: it cannot be reached, or another process is writing to it.
    """
    where = parse(url)
    file = file_of(where)
    with translated():
        if file is not None and not file.exists():
            # What people said in private is in it.
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
        async with _opened(where) as engines, engines.writer.begin() as connection:
            if file is None:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            current = await connection.run_sync(_current)
            steps = _steps_from(current)
            backup = None
            if steps and current is not None and file is not None:
                # The transaction has begun, so nobody else writes; a reader sees what was there before it.
                backup = await asyncio.to_thread(_copy, file, backup_dir or file.parent, current)
            if steps:
                await connection.run_sync(_upgrade)
    return Migrated(steps, backup)


async def pending(url: str) -> tuple[str, ...]:
    """Name the steps that a database still needs, in order; none when it is up to date. Nothing is made.

    Raises:
        StorageError: the database was made by a newer Folkmoot.
        UnavailableError: it cannot be reached.
    """
    where = parse(url)
    file = file_of(where)
    if file is not None and not file.exists():
        return _steps_from(None)
    async with _opened(where) as engines:
        return await pending_in(engines)


async def pending_in(engines: Engines) -> tuple[str, ...]:
    """Name the steps that an opened database still needs.

    Raises:
        StorageError: as ``pending``.
    """
    with translated():
        async with engines.reader.connect() as connection:
            return await _pending(connection)


async def _pending(connection: AsyncConnection) -> tuple[str, ...]:
    return _steps_from(await connection.run_sync(_current))


@asynccontextmanager
async def _opened(url: URL) -> AsyncIterator[Engines]:
    engines = open_engines(url)
    try:
        yield engines
    finally:
        await engines.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _steps_from(current: str | None) -> tuple[str, ...]:
    scripts = ScriptDirectory.from_config(_config())
    try:
        steps = [script.revision for script in scripts.iterate_revisions("head", current or "base")]
    except RevisionError as error:
        raise StorageError(f"the database was made by another, newer Folkmoot (it is at {current})") from error
    return tuple(reversed(steps))


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _copy(file: Path, folder: Path, revision: str) -> Path:
    """Copy a database, whole or not at all, under a name that is not taken."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    copy = folder / f"{file.name}.{revision}-{stamp}.backup"
    unfinished = copy.with_suffix(".unfinished")
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    with unfinished.open("rb") as finished:
        os.fsync(finished.fileno())
    return unfinished.rename(copy)
