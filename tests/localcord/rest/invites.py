"""Endpoints about invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord import payloads
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.world import World


def routes(world: World) -> list[web.RouteDef]:
    """POST /channels/{channel_id}/invites."""

    async def create(request: web.Request) -> web.Response:
        channel_id = asking.snowflake(request, "channel_id")
        invite = world.create_invite(asking.actor(request), channel_id, await asking.body(request))
        return asking.answer(payloads.invite(world, invite))

    return [web.post("/channels/{channel_id}/invites", create)]
