"""An operator's folder: settings, a database with an assembly that has decided something, and the command line."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import structlog
from click.testing import CliRunner, Result

from bot.cli import main
from bot.rehearsal import Rehearsal
from storage.opening import open_store
from tests.support.laid_out import laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORY = (
    "ada: found Leeds Moot",
    "ben: propose =1+1 kettle\nWe need *tea*.",
    "ada: consensus P1",
    "ada: +agree",
    "ben: +agree",
    "cleo: block P1 because of the socket",
    "/time +4d",
    "ben: propose Cake",
    "ada: consensus P2",
    "ada: +agree",
    "ben: +agree",
    "cleo: +agree",
)


class Operator:
    """Somebody with a folder, who types commands in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "folkmoot.toml"
        self.database = folder / "folkmoot.db"

    def settle(self, text: str = "") -> None:
        """Write the settings."""
        self.config.write_text(text, encoding="utf-8")
        self.config.chmod(0o600)

    def run(self, *words: str, typed: str = "", **environ: str) -> Result:
        """Run a subcommand that takes ``--config``."""
        command = [*words, "--config", str(self.config)]
        return CliRunner().invoke(main, command, input=typed, env=environ, catch_exceptions=False)

    async def play(self, *lines: str, url: str = "") -> None:
        """Put what is played into the database."""
        url = url or f"sqlite:///{self.database}"
        await laid_out(url)
        store = await open_store(url)
        rehearsal = Rehearsal(store, ["ada", "ben", "cleo"], _nowhere, datetime(2026, 1, 5, 9, tzinfo=UTC))
        try:
            await rehearsal.begin()
            for line in lines or STORY:
                await rehearsal.take(line)
        finally:
            await rehearsal.end()
            await store.close()


def _nowhere(text: str) -> None:
    """Tell nobody."""


@pytest.fixture
def log_as_before() -> Iterator[None]:
    """Leave the process's log as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture
def operator(tmp_path: Path, log_as_before: None) -> Operator:
    """Give an operator with settings and nothing else."""
    someone = Operator(tmp_path)
    someone.settle()
    return someone


@pytest.fixture
def experienced(operator: Operator) -> Operator:
    """Give an operator whose database holds an assembly with one blocked check and one decision."""
    asyncio.run(operator.play())
    return operator
