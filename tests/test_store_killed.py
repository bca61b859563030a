"""What a store acknowledged is there after a kill, whole."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from storage.migrating import migrate
from storage.opening import open_store
from tests.store_values import FIRST

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 6
COMMITTING = """
import asyncio, sys
from dataclasses import replace
from storage.opening import open_store
from storage.port import Work
from tests.store_values import FIRST, assembly, change, message, owed

async def main():
    store = await open_store(sys.argv[1])
    held = await store.load(FIRST)
    while True:
        number = held.chain.number + 1 if held else 1
        now = replace(held.assembly if held else assembly(), name=str(number))
        step = change(held, now)
        work = Work(changes=[step], received=[message(str(number))], owed=[owed(str(number))])
        work.cursors["matrix"] = str(number)
        await store.commit(work)
        held = step.after
        print(number, flush=True)

asyncio.run(main())
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kept.db'}"
    address: str = request.getfixturevalue("postgres_url")
    return address


def commit_until_killed(url: str, seconds: float) -> int:
    """Let a program commit, kill it, and say what it last acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-c", COMMITTING, url], stdout=subprocess.PIPE, text=True, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        first = running.stdout.readline()
        assert first, running.stderr.read()
        time.sleep(seconds)
        running.kill()
        return int([first, *running.stdout.read().split("\n")[:-1]][-1])


async def test_what_was_acknowledged_survives_a_kill(url: str) -> None:
    """Killed at any moment, the store holds every acknowledged commit, and of the one under way all or nothing."""
    await migrate(url)
    chance = random.Random(7)
    for _ in range(ROUNDS):
        acknowledged = await asyncio.to_thread(commit_until_killed, url, chance.uniform(0.02, 0.3))
        store = await open_store(url)
        try:
            held = await store.load(FIRST)
            assert held is not None
            last = held.chain.number
            assert last in {acknowledged, acknowledged + 1}
            numbers = [str(n) for n in range(1, last + 1)]
            assert held.assembly.name == numbers[-1]
            assert [str(entry.number) async for entry in store.entries(FIRST)] == numbers
            assert await store.already("matrix", [*numbers, str(last + 1)]) == set(numbers)
            assert [row.key for row in await store.waiting(limit=last + 1)] == numbers
            assert await store.cursor("matrix") == numbers[-1]
        finally:
            await store.close()
