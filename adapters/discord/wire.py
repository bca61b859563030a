"""What goes over discord.py's own connections: requests that end, and to where we were told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import aiohttp
import yarl

if TYPE_CHECKING:
    from collections.abc import Callable

    import discord

ANSWER_WITHIN: Final = 30.0
"""Seconds that a request may take; discord.py itself would wait for five minutes."""

_TO_LOG_IN: Final = frozenset({"/users/@me", "/oauth2/applications/@me"})


def guard(
    http: discord.http.HTTPClient, *, may_speak: Callable[[], bool], address: Callable[[yarl.URL], yarl.URL]
) -> None:
    """See to it that requests fail as lost connections do, and gateways are looked for at their right ``address``."""
    request, connect = http.request, http.ws_connect

    async def requested(route: discord.http.Route, **kwargs: Any) -> Any:
        if not may_speak() and route.path not in _TO_LOG_IN:
            raise aiohttp.ClientConnectionError("not logged in")
        kwargs.setdefault("timeout", aiohttp.ClientTimeout(total=ANSWER_WITHIN))
        try:
            return await request(route, **kwargs)
        except RuntimeError as error:  # aiohttp's word for a session that is closed
            raise aiohttp.ClientConnectionError(str(error)) from error

    async def connected(url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        return _remembering(await connect(str(address(yarl.URL(url))), compress=compress))

    http.request = requested  # type: ignore[method-assign]
    http.ws_connect = connected  # type: ignore[method-assign]


def _remembering(socket: aiohttp.ClientWebSocketResponse) -> aiohttp.ClientWebSocketResponse:
    """Have a connection remember why the server closed it.

    discord.py answers a close with a close of its own. If the server is gone by then, aiohttp puts 1006 in the place of
    the code that says that only a person can mend it, and discord.py would identify again and again.
    """
    close = socket.close

    async def closed(*, code: int = 4000, message: bytes = b"") -> bool:
        received = socket.close_code
        try:
            return await close(code=code, message=message)
        finally:
            if received is not None:
                socket._close_code = received

    socket.close = closed  # type: ignore[method-assign]
    return socket
