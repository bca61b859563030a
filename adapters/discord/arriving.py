"""What has come in and waits to be handed over: in order, in batches, and again until it is durable.

Discord repeats nothing, so what is in here exists nowhere else: it is never dropped while the program runs.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import structlog

from adapters.backoff import Backoff
from adapters.discord.places import PLATFORM
from adapters.failures import place
from adapters.inbound import Batch, Inbound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from adapters.platform import Deliver
    from deliberation.ids import VenueId

log = structlog.get_logger()

MOST_AT_ONCE: Final = 2_000
"""Things in one batch."""
BEAT_EVERY: Final = 20.0
"""Seconds after which a batch is handed over even if nothing came."""

Coming = Inbound | Coroutine[None, None, Inbound]
"""Something that came in; where something must still be asked about it, that is done when its turn comes."""

Waiting = tuple[Coming, "asyncio.Future[None] | None"]


class Arrivals:
    """The queue before the program. ``heard`` names the communities that are being heard now."""

    def __init__(self, heard: Callable[[], frozenset[str]], *, backoff: Backoff | None = None) -> None:
        self._heard = heard
        self._backoff = backoff or Backoff(first=1.0, most=30.0)
        self._waiting: deque[Waiting] = deque()
        self._gaps: set[VenueId] = set()
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()

    def put(self, item: Coming, done: asyncio.Future[None] | None = None) -> None:
        """Take something that came in (a coroutine that may not fail); ``done`` is resolved once it is durable."""
        self._waiting.append((item, done))
        self._news.set()

    def doubt(self, venues: Iterable[VenueId]) -> None:
        """Take note that something may have been missed in these venues."""
        self._gaps.update(venues)
        self._news.set()

    def stop(self) -> None:
        """Let ``run`` end once what has come in so far is handed over."""
        self._stopping.set()
        self._news.set()

    async def run(self, deliver: Deliver) -> None:
        """Hand over until stopped. What cannot be handed over after that is given up, and logged."""
        while not self._stopping.is_set() or self._waiting:
            await self._something()
            taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
            items = await _all_known([item for item, _ in taken])
            if not await self._handed_over(deliver, tuple(items)):
                self._give_up(items)
                return
            for _, done in taken:
                if done is not None and not done.done():
                    done.set_result(None)

    def _give_up(self, items: list[Inbound]) -> None:
        log.error("discord.not_recorded", items=len(items) + len(self._waiting))
        for item, _ in self._waiting:
            if isinstance(item, Coroutine):
                item.close()

    async def _something(self) -> None:
        """Wait for news, but not for ever."""
        if not self._waiting:
            try:
                async with asyncio.timeout(BEAT_EVERY):
                    await self._news.wait()
            except TimeoutError:
                return
        self._news.clear()

    async def _handed_over(self, deliver: Deliver, items: tuple[Inbound, ...]) -> bool:
        """Hand one batch over, however often it takes; whether it was, before we were stopped."""
        batch = Batch(platform=PLATFORM, items=items)
        while True:
            # What came to be in doubt meanwhile, and who is heard, may not wait for the next batch.
            batch = replace(batch, gaps=batch.gaps | self._gaps, heard=self._heard())
            self._gaps.clear()
            if not (batch.items or batch.gaps or batch.heard):
                return True
            try:
                await deliver(batch)
            except Exception as error:  # noqa: BLE001 (whatever it is, the batch may not be lost)
                pause = self._backoff.next()
                log.warning("discord.not_delivered", seconds=round(pause, 1), error=place(error))
                if await self._stopped_within(pause):
                    return False
            else:
                self._backoff.reset()
                return True

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return False
        return True


async def _all_known(coming: list[Coming]) -> list[Inbound]:
    """Ask what must still be asked, all at once: however much that is, everything else waits no longer than for one."""
    known = iter(await asyncio.gather(*(item for item in coming if isinstance(item, Coroutine))))
    return [next(known) if isinstance(item, Coroutine) else item for item in coming]
