"""Keeps a connection to Discord: a new session after each that ended, until we are stopped or a person must help."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import structlog

from adapters.backoff import Backoff
from adapters.discord.client import Client, SessionsSpentError
from adapters.discord.errors import needs_a_person
from adapters.failures import place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from adapters.discord.arriving import Arrivals
    from adapters.platform import Deliver

log = structlog.get_logger()

PATIENCE: Final = 180.0
"""Seconds for which a connection may be down before everything is begun anew: discord.py itself may wait for longer."""
LOOK_EVERY: Final = 5.0
"""Seconds between two looks at that."""
HEED_WITHIN: Final = 0.5
"""Seconds after which a session is told again to end: discord.py lets it pass while it connects a shard again."""
GOOD: Final = 60.0
"""Seconds after which a session counts as a success."""


class Listener:
    """Sees to it that ``client`` listens, and that what came in is handed over.

    ``prepare`` is done first, ``in_doubt`` whenever a session has ended, ``at_last`` before the connection is given up
    for good.
    """

    def __init__(
        self,
        client: Client,
        arrivals: Arrivals,
        *,
        prepare: Callable[[], Awaitable[None]],
        in_doubt: Callable[[], None],
        at_last: Callable[[], Awaitable[None]],
        backoff: Backoff | None = None,
    ) -> None:
        self._client = client
        self._arrivals = arrivals
        self._prepare = prepare
        self._in_doubt = in_doubt
        self._at_last = at_last
        self._backoff = backoff or Backoff(first=1.0, most=60.0)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Hand over what has come in, and stop listening."""
        self._stopping.set()

    async def run(self, deliver: Deliver) -> None:
        """Listen until stopped.

        Raises:
            PlatformError: Discord will not have us; the message says what to do.
        """
        await self._prepared()
        handing_over = asyncio.ensure_future(self._arrivals.run(deliver))
        handing_over.add_done_callback(lambda _: self.stop())  # with nobody to hand over to, hearing is no use
        try:
            while not self._stopping.is_set():
                async with self._session() as session:
                    await self._until_down(session)
                    if self._stopping.is_set():
                        await self._finish(handing_over)
                        return
                self._in_doubt()
                await self._pause(self._wait_after(session))
        finally:
            await self._finish(handing_over)

    async def _prepared(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._prepare()
            except Exception as error:  # noqa: BLE001 (what we remember may not be there to be read yet)
                pause = self._backoff.next()
                log.warning("discord.not_prepared", error=place(error), seconds=round(pause, 1))
                await self._pause(pause)
            else:
                self._backoff.reset()
                return

    async def _finish(self, handing_over: asyncio.Future[None]) -> None:
        """End while what came in can still be answered. Done again, it does nothing."""
        self._arrivals.stop()
        await handing_over
        await self._at_last()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[asyncio.Future[None]]:
        began = time.monotonic()
        session = asyncio.ensure_future(self._client.session())
        try:
            yield session
        finally:
            session.cancel()
            while not (await asyncio.wait({session}, timeout=HEED_WITHIN))[0]:
                if self._client.speaks:  # else it is hanging up already
                    session.cancel()
            if time.monotonic() - began > GOOD:
                self._backoff.reset()

    async def _until_down(self, session: asyncio.Future[None]) -> None:
        """Return when the session has ended, we are stopped, or the connection has been down for too long."""
        up, before = time.monotonic(), 0
        while time.monotonic() - up < PATIENCE:
            stopping = asyncio.ensure_future(self._stopped())
            done, _ = await asyncio.wait({session, stopping}, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if done:
                return
            # Many connections take their time: one after the other may be made, every five seconds.
            if self._client.listens or self._client.connections > before:
                up = time.monotonic()
            before = max(before, self._client.connections)
        log.warning("discord.connection_down", seconds=round(time.monotonic() - up))

    def _wait_after(self, session: asyncio.Future[None]) -> float:
        """Give the time to wait after a session.

        Raises:
            PlatformError: it is of no use to try again before a person has done something.
        """
        pause = self._backoff.next()
        ended = None if session.cancelled() else session.exception()
        if isinstance(ended, SessionsSpentError):
            pause = max(pause, ended.seconds)
            log.error("discord.sessions_spent", seconds=round(pause))
        elif ended is not None:
            word = needs_a_person(ended)
            if word is not None:
                raise word from ended
            log.warning("discord.session_ended", error=place(ended), seconds=round(pause, 1))
        else:
            log.warning("discord.session_ended", seconds=round(pause, 1))
        return pause

    async def _stopped(self) -> None:
        await self._stopping.wait()

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
