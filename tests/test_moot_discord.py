"""The whole program on a local Discord, under what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)


@pytest.fixture
async def moot(tmp_path: Path) -> AsyncIterator[Moot]:
    async with mooting(tmp_path, "ben", "cleo") as moot:
        yield moot


async def test_smoke(moot: Moot) -> None:
    import time
    t = time.monotonic()
    await moot.gather()
    print("gather", time.monotonic() - t)
    check, card = await moot.call("Buy a kettle")
    print("call", time.monotonic() - t)
    await moot.people["ben"].react(card, "✅")
    await moot.until(lambda a: a.checks[check].tally.agree == 1)
    print("react", time.monotonic() - t)
    await moot.reconcile()
    print("reconcile", time.monotonic() - t)
    await moot.restart()
    print("restart", time.monotonic() - t)
    await moot.reconcile()
    print("reconcile", time.monotonic() - t)
    for each in moot.said(): print("-----", each)
    await moot.verified()
    await moot.nothing_amiss()
