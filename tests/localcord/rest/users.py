"""Endpoints about users and the application itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord import payloads
from tests.localcord.forms import Form
from tests.localcord.refusals import refuse
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.world import World


def routes(world: World) -> list[web.RouteDef]:
    """All of this subject."""
    users = _Users(world)
    return [
        web.get("/users/@me", users.myself),
        web.get("/users/@me/guilds", users.my_guilds),
        web.delete("/users/@me/guilds/{guild_id}", users.leave),
        web.post("/users/@me/channels", users.open_dm),
        web.get("/users/{user_id}", users.user),
        web.get("/applications/@me", users.application),
        web.get("/oauth2/applications/@me", users.application),
    ]


class _Users:
    def __init__(self, world: World) -> None:
        self._world = world

    async def myself(self, request: web.Request) -> web.Response:
        return asking.answer(payloads.own_user(asking.asker(request).user))

    async def user(self, request: web.Request) -> web.Response:
        return asking.answer(payloads.user(self._world.user(asking.snowflake(request, "user_id"))))

    async def application(self, request: web.Request) -> web.Response:
        return asking.answer(payloads.application(self._world, asking.asker(request)))

    async def my_guilds(self, request: web.Request) -> web.Response:
        me = asking.actor(request)
        most = asking.limit(request, usual=200, most=200)
        before, after = asking.in_query(request, "before"), asking.in_query(request, "after")
        guilds = sorted(self._world.guilds_of(me), key=lambda guild: guild.id)
        if before is not None:
            chosen = [guild for guild in guilds if guild.id < before][-most:]
        else:
            chosen = [guild for guild in guilds if guild.id > (after or 0)][:most]
        return asking.answer([payloads.guild_of_mine(self._world, guild, me) for guild in chosen])

    async def leave(self, request: web.Request) -> web.Response:
        guild_id, me = asking.snowflake(request, "guild_id"), asking.actor(request)
        self._world.require_in_guild(me, guild_id)
        self._world.remove_member(guild_id, me)
        return asking.nothing()

    async def open_dm(self, request: web.Request) -> web.Response:
        form = Form(await asking.body(request))
        recipient = form.snowflake("recipient_id", required=True)
        form.settle()
        if recipient is None:
            raise refuse(50033)
        me = asking.actor(request)
        return asking.answer(payloads.channel(self._world, self._world.dm_channel(me, recipient), me))
