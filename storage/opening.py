"""Opens the store that an address names."""

from storage.engine import file_of, open_engines, parse
from storage.migrating import pending_in
from storage.port import StorageError
from storage.sql import SqlStore


async def open_store(url: str) -> SqlStore:
    """Open the store on ``sqlite:///path`` or ``postgresql://…``, which must be up to date.

    Raises:
        StorageError: the address cannot be read, or the database must be migrated first.
        UnavailableError: the database cannot be reached.
    """
    where = parse(url)
    file = file_of(where)
    if file is not None and not file.exists():
        raise StorageError(f"there is no database at {file}: run `folkmoot migrate`")
    engines = open_engines(where)
    try:
        if steps := await pending_in(engines):
            raise StorageError(f"the database is not up to date ({', '.join(steps)}): run `folkmoot migrate`")
    except BaseException:
        await engines.dispose()
        raise
    return SqlStore(engines)
