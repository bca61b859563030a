"""The SQL store keeps the contract on PostgreSQL, and what is special to it there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.port import StorageError, Work
from tests.store_conformance import StoreSuite
from tests.store_values import message
from tests.support.stores import opening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from storage.sql import SqlStore

pytestmark = pytest.mark.postgres


@pytest.fixture
async def open_another(up_to_date_postgres_url: str) -> AsyncIterator[Callable[[], Awaitable[SqlStore]]]:
    async with opening(up_to_date_postgres_url, up_to_date=True) as another:
        yield another


class TestPostgresStore(StoreSuite):
    """The suite, on PostgreSQL."""


async def test_it_goes_on_after_its_connections_were_cut(
    open_another: Callable[[], Awaitable[SqlStore]], up_to_date_postgres_url: str
) -> None:
    """A server that was restarted costs at most one error of ours."""
    store = await open_another()
    await store.commit(Work(received=[message("$1")]))
    operator = create_async_engine(up_to_date_postgres_url)
    async with operator.connect() as connection:
        await connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        )
    await operator.dispose()
    for _ in range(3):
        try:
            await store.commit(Work(received=[message("$2")]))
            break
        except StorageError:
            await asyncio.sleep(0.05)
    assert await store.already("matrix", ["$1", "$2"]) == {"$1", "$2"}
