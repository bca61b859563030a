"""Turns what drivers and SQLAlchemy raise into the errors of ``storage.port``, in one place."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from storage.port import BadDataError, StorageError, UnavailableError

_REFUSED_CLASSES: Final = frozenset({"22", "23"})
"""SQLSTATE classes that speak of the data: data exception, integrity constraint violation."""

_PASSING_CLASSES: Final = frozenset({"08", "40", "53", "55", "57"})
"""Connection, rolled back (a deadlock), too few resources, locked, stopped by an operator."""

_PASSING_STATES: Final = frozenset({"25006", "25P03"})
"""Read-only for now (a standby), and idle for too long."""

_REFUSED_CODES: Final = frozenset({sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH})
_PASSING_CODES: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)


@contextmanager
def translated() -> Iterator[None]:
    """Raise a ``StorageError`` for whatever the database raises within.

    Raises:
        UnavailableError: it cannot be reached, is locked or full: wait and try again.
        BadDataError: it refuses this very data.
        StorageError: anything else, such as a broken file or a missing table.
    """
    try:
        yield
    except StorageError:
        raise
    except (SQLAlchemyError, sqlite3.Error, OSError, OverflowError, UnicodeError, ValueError) as error:
        raise translate(error) from error


def translate(error: Exception) -> StorageError:
    """Give the error of ours that stands for one of theirs."""
    words = str(getattr(error, "orig", None) or error)
    if isinstance(error, OverflowError | UnicodeError | ValueError):
        return BadDataError(words)
    if isinstance(error, OSError | PoolTimeoutError):
        return UnavailableError(words or type(error).__name__)
    if isinstance(error, DBAPIError | sqlite3.Error):
        return _of_driver(error)(words)
    return StorageError(words)


def _of_driver(error: DBAPIError | sqlite3.Error) -> type[StorageError]:
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None) or ""
    code = getattr(cause, "sqlite_errorcode", None)
    if state[:2] in _REFUSED_CLASSES:
        return BadDataError
    if state[:2] in _PASSING_CLASSES or state in _PASSING_STATES:
        return UnavailableError
    # An extended code of SQLite holds the plain one in its low byte.
    if code is not None and code & 0xFF in _REFUSED_CODES:
        return BadDataError
    if code is not None and code & 0xFF in _PASSING_CODES:
        return UnavailableError
    if (isinstance(error, DBAPIError) and error.connection_invalidated) or type(cause).__name__ == "InterfaceError":
        return _without_code(cause)
    if type(cause).__name__ == "DataError":
        return BadDataError
    return StorageError


def _without_code(cause: BaseException | None) -> type[StorageError]:
    """Tell a connection that is gone from a value that the driver itself refused: asyncpg calls both one thing."""
    inner = cause.__cause__ if cause else None
    refused = any(kind.__name__ == "DataError" for kind in type(inner).__mro__) or isinstance(inner, ValueError)
    return BadDataError if refused else UnavailableError
