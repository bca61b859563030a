"""Takes ballots out of their boxes, and addresses out of their table, so that the file does not go on holding them.

SQLite overwrites a row that is deleted and a page that is given back (``secure_delete``), but not the copies of rows
that stay behind in a page when it passes some on to another. So what remains of such a table is written anew, once all
its pages were given back: both tables are small most of the time, and seldom is anything taken out of them.

Somebody who is forgotten was in many tables, and in the large ones. For them the whole file is written anew, but not
with each: ``wipe_file`` is for a quiet hour. What was written ahead holds all of it until it is folded into the file.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Table, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from storage.engine import BUSY_SECONDS
from storage.port import UnavailableError
from storage.steps import Row

_IN_MEMORY: Final = 64 * 1024 * 1024
"""Bytes. A larger database is copied on disk when it is written anew, where SQLite keeps its temporary files."""

_ballots, _addresses = tables.ballots.c, tables.donor_addresses.c
_EMPTY: Final = delete(tables.ballots).where(
    _ballots.assembly == bindparam("its_assembly"), _ballots.poll == bindparam("its_poll")
)
_ERASE: Final = delete(tables.donor_addresses).where(
    _addresses.assembly == bindparam("its_assembly"), _addresses.donor == bindparam("its_donor")
)


async def empty_boxes(connection: AsyncConnection, rows: list[Row]) -> None:
    """Take all ballots out of polls' boxes: assembly and poll."""
    await connection.execute(_EMPTY, [{"its_assembly": assembly, "its_poll": poll} for assembly, poll in rows])
    await _write_anew(connection, tables.ballots)


async def erase_addresses(connection: AsyncConnection, rows: list[Row]) -> None:
    """Erase donors' addresses: assembly and donor."""
    await connection.execute(_ERASE, [{"its_assembly": assembly, "its_donor": donor} for assembly, donor in rows])
    await _write_anew(connection, tables.donor_addresses)


async def _write_anew(connection: AsyncConnection, table: Table) -> None:
    if connection.dialect.name != "sqlite":
        return
    rows = [dict(row) for row in (await connection.execute(select(table))).mappings()]
    await connection.execute(delete(table))
    if rows:
        await connection.execute(insert(table), rows)


def wipe_file(file: Path, *, whole: bool) -> None:
    """Fold what was written ahead into a SQLite file, leaving nothing of it; or with ``whole`` write the file anew.

    Raises:
        UnavailableError: somebody reads what was there before, or somebody else writes.
        sqlite3.Error: it failed; the database is as it was.
    """
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        if whole:
            small = file.stat().st_size <= _IN_MEMORY
            connection.execute(f"PRAGMA temp_store={'MEMORY' if small else 'FILE'}")
            connection.execute("VACUUM")
            return
        # It syncs the file before the log is cut off.
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise UnavailableError("what was written ahead is still being read")
