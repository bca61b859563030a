"""Endpoints about reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord import payloads
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.world import World

ALL = "/channels/{channel_id}/messages/{message_id}/reactions"
ONE = ALL + "/{emoji_name}"
BURST = "1"


def routes(world: World) -> list[web.RouteDef]:
    """All of this subject."""
    reactions = _Reactions(world)
    return [
        web.put(ONE + "/@me", reactions.add),
        web.delete(ONE + "/@me", reactions.remove_own),
        web.delete(ONE + "/{user_id}", reactions.remove),
        web.get(ONE, reactions.users),
        web.delete(ONE, reactions.clear_emoji),
        web.delete(ALL, reactions.clear),
    ]


def _where(request: web.Request) -> tuple[int, int, int]:
    channel_id, message_id = asking.snowflake(request, "channel_id"), asking.snowflake(request, "message_id")
    return asking.actor(request), channel_id, message_id


class _Reactions:
    def __init__(self, world: World) -> None:
        self._world = world

    async def add(self, request: web.Request) -> web.Response:
        self._world.add_reaction(*_where(request), request.match_info["emoji_name"])
        return asking.nothing()

    async def remove_own(self, request: web.Request) -> web.Response:
        me = asking.actor(request)
        self._world.remove_reaction(*_where(request), request.match_info["emoji_name"], me)
        return asking.nothing()

    async def remove(self, request: web.Request) -> web.Response:
        user_id = asking.snowflake(request, "user_id")
        self._world.remove_reaction(*_where(request), request.match_info["emoji_name"], user_id)
        return asking.nothing()

    async def clear(self, request: web.Request) -> web.Response:
        self._world.clear_reactions(*_where(request))
        return asking.nothing()

    async def clear_emoji(self, request: web.Request) -> web.Response:
        self._world.clear_reactions(*_where(request), request.match_info["emoji_name"])
        return asking.nothing()

    async def users(self, request: web.Request) -> web.Response:
        users = self._world.reaction_users(
            *_where(request),
            request.match_info["emoji_name"],
            burst=request.query.get("type") == BURST,
            after=asking.in_query(request, "after") or 0,
            limit=asking.limit(request, usual=25, most=100),
        )
        return asking.answer([payloads.user(user) for user in users])
