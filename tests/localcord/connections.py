"""One client's connection to the gateway: what goes out waits in a queue of its own, what comes in is counted."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from aiohttp import web

    from tests.localcord.compression import Pack
    from tests.localcord.sessions import Session
    from tests.localcord.settings import GatewaySettings

TIMED_OUT: Final = 4009
RATE_LIMITED: Final = 4008
_PATIENCE: Final = 1.5  # heartbeat intervals


@dataclass(frozen=True, slots=True)
class _Close:
    code: int
    reason: str


class Connection:
    """A websocket with its outgoing queue: whoever says something never waits for the client to read it."""

    def __init__(
        self, socket: web.WebSocketResponse, transport: asyncio.Transport, pack: Pack, settings: GatewaySettings
    ) -> None:
        self.session: Session | None = None
        self._socket = socket
        self._transport = transport
        self._pack = pack
        self._settings = settings
        self._outgoing: asyncio.Queue[str | _Close] = asyncio.Queue()
        self._received: deque[float] = deque()
        self._watch: asyncio.TimerHandle | None = None
        self.closing = False

    def say(self, op: int, data: Any = None) -> None:
        """Send something that is not an event."""
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def send(self, text: str) -> None:
        """Send a payload, after those that wait already."""
        self._outgoing.put_nowait(text)

    def close(self, code: int, reason: str = "") -> None:
        """Close the connection, after all that waits has been sent."""
        self.closing = True
        self._outgoing.put_nowait(_Close(code, reason))

    def abort(self) -> None:
        """Cut the connection: no close frame, nothing of what waits."""
        self.closing = True
        self._transport.abort()

    async def write(self) -> None:
        """Send what is said, until the connection ends."""
        while True:
            outgoing = await self._outgoing.get()
            if isinstance(outgoing, _Close):
                await self._socket.close(code=outgoing.code, message=outgoing.reason.encode())
                return
            frame = self._pack(outgoing)
            try:
                await (self._socket.send_str(frame) if isinstance(frame, str) else self._socket.send_bytes(frame))
            except ConnectionError:
                return  # the reading side sees the same end and tidies up

    def heard(self, now: float) -> bool:
        """Count a payload from the client; False if that is one too many."""
        self._received.append(now)
        while self._received[0] <= now - self._settings.sends_window:
            self._received.popleft()
        return len(self._received) <= self._settings.sends_allowed

    def beat(self) -> None:
        """The client has given a sign of life: wait for the next."""
        self.rest()
        loop = asyncio.get_running_loop()
        wait = self._settings.heartbeat_interval * _PATIENCE
        self._watch = loop.call_later(wait, self.close, TIMED_OUT, "Session timed out.")

    def rest(self) -> None:
        """Wait for no more signs of life."""
        if self._watch is not None:
            self._watch.cancel()
