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
        return await connect(str(address(yarl.URL(url))), compress=compress)

    http.request = requested  # type: ignore[method-assign]
    http.ws_connect = connected  # type: ignore[method-assign]
