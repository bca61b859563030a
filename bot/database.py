"""The operator's database: opened only when it is up to date, made where there is none, migrated when they say so."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.settings import Configuration
from storage.migrating import migrate, pending
from storage.opening import open_store
from storage.port import StorageError, Store

Tell = Callable[[str], None]


async def opened(configuration: Configuration, tell: Tell) -> Store:
    """Open the store. A new SQLite database is made at once; one that is not up to date is refused.

    Raises:
        StorageError: the database must be migrated first, or cannot be reached.
    """
    if is_new(configuration):
        _has_folder(configuration)
        await migrate(configuration.database_url)
        tell(f"A new database was made: {configuration.shown_database}")
    return await _existing(configuration)


@asynccontextmanager
async def existing(configuration: Configuration) -> AsyncIterator[Store]:
    """Open the store of a database that must be there, for as long as it is used.

    Raises:
        StorageError: it is not there, must be migrated first, or cannot be reached.
    """
    store = await _existing(configuration)
    try:
        yield store
    finally:
        await store.close()


async def _existing(configuration: Configuration) -> Store:
    if is_new(configuration):
        raise StorageError(f"There is no database at {configuration.shown_database} yet. `folkmoot run` makes it.")
    steps = await pending(configuration.database_url)
    if steps:
        raise StorageError(
            f"The database {configuration.shown_database} is not up to date (it lacks {', '.join(steps)}). End the bot "
            "where it is running, and run `folkmoot migrate`."
        )
    return await open_store(configuration.database_url)


def is_new(configuration: Configuration) -> bool:
    """Whether it is a SQLite database that is not there yet, or an empty file."""
    file = configuration.database_file
    return file is not None and (not file.exists() or file.stat().st_size == 0)


def _has_folder(configuration: Configuration) -> None:
    file = configuration.database_file
    if file is not None and not file.parent.is_dir():
        raise StorageError(
            f"There is no folder {file.parent} for the database: make it, or change url in [database] of "
            f"{configuration.file}."
        )


async def bring_up_to_date(configuration: Configuration, tell: Tell, *, backups: Path | None = None) -> None:
    """Migrate the database, telling what is done; a SQLite database is copied first.

    Raises:
        StorageError: it cannot be reached, or was made by a newer Folkmoot; nothing was done.
    """
    _has_folder(configuration)
    new = is_new(configuration)
    steps = await pending(configuration.database_url)
    if not steps:
        tell(f"The database {configuration.shown_database} is up to date: there is nothing to do.")
        return
    tell(f"To do: {', '.join(steps)}.")
    done = await migrate(configuration.database_url, backup_dir=backups)
    if done.backup is not None:
        tell(f"A copy of the database as it was is at {done.backup}")
    if new:
        tell(f"A new database was made: {configuration.shown_database}")
    else:
        tell(f"Done: the database {configuration.shown_database} is up to date.")
