"""Endpoints about channels, overwrites and typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord import payloads
from tests.localcord.forms import Form
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.world import World


def routes(world: World) -> list[web.RouteDef]:
    """All of this subject."""
    channels = _Channels(world)
    return [
        web.get("/channels/{channel_id}", channels.channel),
        web.patch("/channels/{channel_id}", channels.edit),
        web.delete("/channels/{channel_id}", channels.delete),
        web.put("/channels/{channel_id}/permissions/{overwrite_id}", channels.set_overwrite),
        web.delete("/channels/{channel_id}/permissions/{overwrite_id}", channels.delete_overwrite),
        web.post("/channels/{channel_id}/typing", channels.typing),
    ]


class _Channels:
    def __init__(self, world: World) -> None:
        self._world = world

    async def channel(self, request: web.Request) -> web.Response:
        me = asking.actor(request)
        channel = self._world.require(me, asking.snowflake(request, "channel_id"))
        return asking.answer(payloads.channel(self._world, channel, me))

    async def edit(self, request: web.Request) -> web.Response:
        me = asking.actor(request)
        channel_id = asking.snowflake(request, "channel_id")
        channel = self._world.edit_channel(me, channel_id, await asking.body(request))
        return asking.answer(payloads.channel(self._world, channel, me))

    async def delete(self, request: web.Request) -> web.Response:
        me = asking.actor(request)
        channel = self._world.delete_channel(me, asking.snowflake(request, "channel_id"))
        return asking.answer(payloads.channel(self._world, channel, me))

    async def set_overwrite(self, request: web.Request) -> web.Response:
        form = Form(await asking.body(request))
        kind = form.whole("type", least=0, most=1, required=True)
        allow, deny = (form.whole(key, least=0, most=(1 << 63) - 1) for key in ("allow", "deny"))
        form.settle()
        self._world.set_overwrite(
            asking.actor(request),
            asking.snowflake(request, "channel_id"),
            asking.snowflake(request, "overwrite_id"),
            kind=kind or 0,
            allow=allow or 0,
            deny=deny or 0,
        )
        return asking.nothing()

    async def delete_overwrite(self, request: web.Request) -> web.Response:
        channel_id, target = asking.snowflake(request, "channel_id"), asking.snowflake(request, "overwrite_id")
        self._world.delete_overwrite(asking.actor(request), channel_id, target)
        return asking.nothing()

    async def typing(self, request: web.Request) -> web.Response:
        self._world.start_typing(asking.actor(request), asking.snowflake(request, "channel_id"))
        return asking.nothing()
