"""Opens stores on one database, and closes them when the test is over."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from storage.opening import open_store
from tests.support.laid_out import laid_out

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from storage.sql import SqlStore


@asynccontextmanager
async def opening(url: str, *, up_to_date: bool = False) -> AsyncIterator[Callable[[], Awaitable[SqlStore]]]:
    """Bring a database up to date unless it is, and give a function that opens it as often as it is called."""
    if not up_to_date:
        await laid_out(url)
    opened: list[SqlStore] = []

    async def another() -> SqlStore:
        opened.append(await open_store(url))
        return opened[-1]

    yield another
    for store in opened:
        await store.close()
