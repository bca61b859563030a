"""The PostgreSQL that tests run on."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine

pytestmark = pytest.mark.postgres


async def test_a_database_answers(postgres_url: str) -> None:
    """A real PostgreSQL answers at the address that a test is given."""
    engine = create_async_engine(postgres_url)
    async with engine.connect() as connection:
        version = await connection.scalar(text("SELECT version()"))
    await engine.dispose()
    assert str(version).startswith("PostgreSQL 18")


@pytest.mark.parametrize("time", ["first", "second"])
async def test_each_test_has_a_database_of_its_own(postgres_url: str, time: str) -> None:
    """What one test leaves behind, the next does not find."""
    engine = create_async_engine(postgres_url)
    with pytest.raises(ProgrammingError, match="does not exist"):
        async with engine.connect() as connection:
            await connection.execute(text("SELECT * FROM left_behind"))
    async with engine.begin() as connection:
        await connection.execute(text(f"CREATE TABLE left_behind AS SELECT '{time}'"))
    await engine.dispose()
