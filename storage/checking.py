"""Tells whether a database can be written to, without writing anything."""

from sqlalchemy import text

from storage.engine import open_engines, parse
from storage.errors import translated


async def check_writable(url: str) -> None:
    """See that a database that is up to date can be written to.

    Raises:
        StorageError: it cannot be; ``UnavailableError`` where another process holds it, or it is read-only.
    """
    engines = open_engines(parse(url))
    try:
        with translated():
            async with engines.writer.connect() as connection, connection.begin() as transaction:
                await connection.execute(text("UPDATE platforms SET cursor = cursor WHERE 1 = 0"))
                await transaction.rollback()
    finally:
        await engines.dispose()
