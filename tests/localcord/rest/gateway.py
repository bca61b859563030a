"""GET /gateway and /gateway/bot: where the gateway is, and how to begin there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.gateway import Gateway


def routes(gateway: Gateway) -> list[web.RouteDef]:
    """The endpoints of this subject."""

    async def get_gateway(_: web.Request) -> web.Response:
        return asking.answer({"url": gateway.url})

    async def get_bot_gateway(request: web.Request) -> web.Response:
        settings = gateway.settings
        limit = {
            "total": settings.session_starts,
            "remaining": gateway.starts_left(asking.asker(request).id),
            "reset_after": 0,
            "max_concurrency": settings.max_concurrency,
        }
        return asking.answer({"url": gateway.url, "shards": settings.shards, "session_start_limit": limit})

    return [web.get("/gateway", get_gateway), web.get("/gateway/bot", get_bot_gateway)]
