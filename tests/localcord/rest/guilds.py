"""Endpoints about guilds, their roles and their channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord import payloads
from tests.localcord.forms import Form
from tests.localcord.refusals import invalid
from tests.localcord.rest import asking, members

if TYPE_CHECKING:
    from tests.localcord.world import World


def routes(world: World) -> list[web.RouteDef]:
    """All of this subject, members too."""
    guilds = _Guilds(world)
    return [
        web.get("/guilds/{guild_id}", guilds.guild),
        web.get("/guilds/{guild_id}/emojis", guilds.emojis),
        web.get("/guilds/{guild_id}/channels", guilds.channels),
        web.post("/guilds/{guild_id}/channels", guilds.create_channel),
        web.get("/guilds/{guild_id}/threads/active", guilds.active_threads),
        web.get("/guilds/{guild_id}/roles", guilds.roles),
        web.post("/guilds/{guild_id}/roles", guilds.create_role),
        web.patch("/guilds/{guild_id}/roles", guilds.move_roles),
        web.get("/guilds/{guild_id}/roles/{role_id}", guilds.role),
        web.patch("/guilds/{guild_id}/roles/{role_id}", guilds.edit_role),
        web.delete("/guilds/{guild_id}/roles/{role_id}", guilds.delete_role),
        *members.routes(world),
    ]


class _Guilds:
    def __init__(self, world: World) -> None:
        self._world = world

    async def guild(self, request: web.Request) -> web.Response:
        guild, _ = self._world.require_in_guild(asking.actor(request), asking.snowflake(request, "guild_id"))
        data = payloads.guild(guild)
        if request.query.get("with_counts", "").lower() in {"1", "true"}:
            data |= {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}
        return asking.answer(data)

    async def emojis(self, request: web.Request) -> web.Response:
        guild, _ = self._world.require_in_guild(asking.actor(request), asking.snowflake(request, "guild_id"))
        return asking.answer([payloads.guild_emoji(emoji) for emoji in guild.emojis.values()])

    async def channels(self, request: web.Request) -> web.Response:
        guild, _ = self._world.require_in_guild(asking.actor(request), asking.snowflake(request, "guild_id"))
        shown = [channel for channel in guild.channels.values() if channel.thread is None]
        return asking.answer([payloads.channel(self._world, channel) for channel in shown])

    async def create_channel(self, request: web.Request) -> web.Response:
        guild_id = asking.snowflake(request, "guild_id")
        channel = self._world.create_channel(asking.actor(request), guild_id, await asking.body(request))
        return asking.answer(payloads.channel(self._world, channel), 201)

    async def active_threads(self, request: web.Request) -> web.Response:
        me = asking.actor(request)
        threads = self._world.active_threads(me, asking.snowflake(request, "guild_id"))
        return asking.answer(payloads.thread_list(self._world, threads, me))

    async def roles(self, request: web.Request) -> web.Response:
        guild, _ = self._world.require_in_guild(asking.actor(request), asking.snowflake(request, "guild_id"))
        return asking.answer([payloads.role(role) for role in guild.roles.values()])

    async def role(self, request: web.Request) -> web.Response:
        guild, _ = self._world.require_in_guild(asking.actor(request), asking.snowflake(request, "guild_id"))
        return asking.answer(payloads.role(self._world.role(guild.id, asking.snowflake(request, "role_id"))))

    async def create_role(self, request: web.Request) -> web.Response:
        guild_id = asking.snowflake(request, "guild_id")
        role = self._world.create_role(asking.actor(request), guild_id, await asking.body(request))
        return asking.answer(payloads.role(role))

    async def edit_role(self, request: web.Request) -> web.Response:
        guild_id, role_id = asking.snowflake(request, "guild_id"), asking.snowflake(request, "role_id")
        role = self._world.edit_role(asking.actor(request), guild_id, role_id, await asking.body(request))
        return asking.answer(payloads.role(role))

    async def move_roles(self, request: web.Request) -> web.Response:
        guild_id = asking.snowflake(request, "guild_id")
        moves = await asking.json_body(request)
        if not isinstance(moves, list):
            raise invalid("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        positions: list[tuple[int, int]] = []
        for index, move in enumerate(moves):
            form = Form(move, str(index))
            role_id, position = form.snowflake("id", required=True), form.whole("position", least=1, most=1 << 31)
            form.settle()
            if role_id is not None and position is not None:
                positions.append((role_id, position))
        roles = self._world.move_roles(asking.actor(request), guild_id, positions)
        return asking.answer([payloads.role(role) for role in roles])

    async def delete_role(self, request: web.Request) -> web.Response:
        guild_id, role_id = asking.snowflake(request, "guild_id"), asking.snowflake(request, "role_id")
        self._world.delete_role(asking.actor(request), guild_id, role_id)
        return asking.nothing()
