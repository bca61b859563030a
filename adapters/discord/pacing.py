"""So many requests a second and no more: what Discord allows a bot in all, beside what it allows for each channel.

discord.py learns of a channel's limits from the answers, and of this one only by being refused.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final

import aiohttp

if TYPE_CHECKING:
    import yarl

MOST: Final = 40
"""Requests within ``PER``. Discord allows 50 in a second; some may be on their way for longer than others."""
PER: Final = 1.2
"""Seconds."""

_APART: Final = ("/interactions/", "/webhooks/")
"""Answers to people who used a command or a button are not counted."""


class Allowance:
    """Lets requests go, in the order in which they come."""

    def __init__(self) -> None:
        self._gone: deque[float] = deque(maxlen=MOST)
        """When the last ones went or are to go."""

    async def take(self) -> None:
        """Wait until one more may go."""
        now = time.monotonic()
        at = max(now, self._gone[0] + PER) if len(self._gone) == MOST else now
        self._gone.append(at)
        if at > now:
            await asyncio.sleep(at - now)

    def trace(self) -> aiohttp.TraceConfig:
        """Give what has aiohttp wait before each request; discord.py takes it as ``http_trace``."""
        tracing = aiohttp.TraceConfig()

        async def before(
            _session: aiohttp.ClientSession, _context: Any, request: aiohttp.TraceRequestStartParams
        ) -> None:
            if is_counted(request.url):
                await self.take()

        tracing.on_request_start.append(before)
        return tracing


def is_counted(url: yarl.URL) -> bool:
    """Whether Discord counts a request."""
    return not any(part in url.path for part in _APART)
