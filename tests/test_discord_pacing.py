"""No more requests a second than Discord allows a bot in all."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
import yarl

from adapters.discord import pacing
from adapters.discord.pacing import Allowance, is_counted
from tests.support.discord_server import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.discord_server import Server


async def test_so_many_go_at_once_and_the_next_ones_when_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """In no stretch of that length do more go, and who came first goes first."""
    monkeypatch.setattr(pacing, "MOST", 5)
    monkeypatch.setattr(pacing, "PER", 0.1)
    allowance, went = Allowance(), []

    async def go(number: int) -> None:
        await allowance.take()
        went.append((time.monotonic(), number))

    began = time.monotonic()
    await asyncio.gather(*map(go, range(12)))
    times = [at for at, _ in went]
    assert [number // 5 for _, number in went] == [number // 5 for number in range(12)]
    assert times[4] - began < 0.08
    assert all(later - earlier > 0.095 for earlier, later in zip(times, times[5:], strict=False))


@pytest.mark.parametrize(
    ("path", "counted"),
    [
        ("/api/v10/channels/1/messages", True),
        ("/api/v10/interactions/1/token/callback", False),
        ("/api/v10/webhooks/1/token/messages/@original", False),
    ],
)
def test_answers_to_interactions_are_not_counted(path: str, counted: bool) -> None:
    """Whoever used a command waits for no other work of the bot's."""
    assert is_counted(yarl.URL("https://discord.com") / path.lstrip("/")) is counted


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as server:
        yield server


async def test_discord_refuses_none_however_much_there_is_to_ask(server: Server) -> None:
    """Twelve channels are asked for at once, five times each, which is more than a bot has in a second."""
    channels = [await server.ada.create_channel(server.guild, f"moot-{number}") for number in range(12)]
    server.discord.limits.lift(lifted=False)
    asked = [server.client.http.get_channel(channel.id) for channel in channels for _ in range(5)]
    await asyncio.gather(*asked)
    assert not server.discord.limits.refused
