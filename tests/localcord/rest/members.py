"""Endpoints about members and bans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord import payloads
from tests.localcord.permissions import NONE, Permission
from tests.localcord.refusals import invalid, refuse
from tests.localcord.rest import asking
from tests.localcord.world_state import found

if TYPE_CHECKING:
    from tests.localcord.model import Guild
    from tests.localcord.world import World

MEMBER = "/guilds/{guild_id}/members/{user_id}"


def routes(world: World) -> list[web.RouteDef]:
    """All of this subject."""
    members = _Members(world)
    return [
        web.get("/guilds/{guild_id}/members", members.listed),
        web.get("/guilds/{guild_id}/members/search", members.searched),
        web.patch("/guilds/{guild_id}/members/@me", members.edit_myself),
        web.get(MEMBER, members.member),
        web.patch(MEMBER, members.edit),
        web.delete(MEMBER, members.kick),
        web.put(MEMBER + "/roles/{role_id}", members.give_role),
        web.delete(MEMBER + "/roles/{role_id}", members.take_role),
        web.get("/guilds/{guild_id}/bans", members.bans),
        web.get("/guilds/{guild_id}/bans/{user_id}", members.find_ban),
        web.put("/guilds/{guild_id}/bans/{user_id}", members.ban),
        web.delete("/guilds/{guild_id}/bans/{user_id}", members.unban),
    ]


class _Members:
    def __init__(self, world: World) -> None:
        self._world = world

    def _guild(self, request: web.Request, needed: Permission = NONE) -> Guild:
        guild_id = asking.snowflake(request, "guild_id")
        return self._world.require_in_guild(asking.actor(request), guild_id, needed)[0]

    async def listed(self, request: web.Request) -> web.Response:
        guild = self._guild(request)
        # Whatever intents the bot uses at the gateway: for this list its application has to have the privilege.
        if "members" not in asking.asker(request).privileged:
            raise refuse(50001)
        after = asking.in_query(request, "after") or 0
        most = asking.limit(request, usual=1, most=1000)
        chosen = [guild.members[user_id] for user_id in sorted(guild.members) if user_id > after][:most]
        return asking.answer([payloads.member(member) for member in chosen])

    async def searched(self, request: web.Request) -> web.Response:
        guild = self._guild(request)
        wanted = request.query.get("query", "").casefold()
        if not wanted:
            raise invalid("query", "BASE_TYPE_REQUIRED", "This field is required")
        most = asking.limit(request, usual=1, most=1000)
        chosen = [
            member
            for member in guild.members.values()
            if any((name or "").casefold().startswith(wanted) for name in (member.user.name, member.nick))
        ]
        return asking.answer([payloads.member(member) for member in chosen[:most]])

    async def member(self, request: web.Request) -> web.Response:
        member = self._world.member(self._guild(request).id, asking.snowflake(request, "user_id"))
        return asking.answer(payloads.member(member))

    async def edit(self, request: web.Request) -> web.Response:
        guild_id, user_id = asking.snowflake(request, "guild_id"), asking.snowflake(request, "user_id")
        member = self._world.edit_member(asking.actor(request), guild_id, user_id, await asking.body(request))
        return asking.answer(payloads.member(member))

    async def edit_myself(self, request: web.Request) -> web.Response:
        guild_id, me = asking.snowflake(request, "guild_id"), asking.actor(request)
        body = await asking.body(request)
        # Of oneself one can change the name only, not the roles.
        member = self._world.edit_member(me, guild_id, me, {key: body[key] for key in ("nick",) if key in body})
        return asking.answer(payloads.member(member))

    async def kick(self, request: web.Request) -> web.Response:
        guild_id, user_id = asking.snowflake(request, "guild_id"), asking.snowflake(request, "user_id")
        self._world.kick(asking.actor(request), guild_id, user_id)
        return asking.nothing()

    async def give_role(self, request: web.Request) -> web.Response:
        guild_id, user_id = asking.snowflake(request, "guild_id"), asking.snowflake(request, "user_id")
        self._world.give_role(asking.actor(request), guild_id, user_id, asking.snowflake(request, "role_id"))
        return asking.nothing()

    async def take_role(self, request: web.Request) -> web.Response:
        guild_id, user_id = asking.snowflake(request, "guild_id"), asking.snowflake(request, "user_id")
        self._world.take_role(asking.actor(request), guild_id, user_id, asking.snowflake(request, "role_id"))
        return asking.nothing()

    async def bans(self, request: web.Request) -> web.Response:
        guild = self._guild(request, Permission.BAN_MEMBERS)
        after = asking.in_query(request, "after") or 0
        most = asking.limit(request, usual=1000, most=1000)
        return asking.answer([self._ban(user_id) for user_id in sorted(guild.bans) if user_id > after][:most])

    async def find_ban(self, request: web.Request) -> web.Response:
        guild = self._guild(request, Permission.BAN_MEMBERS)
        user_id = asking.snowflake(request, "user_id")
        return asking.answer(self._ban(found(user_id if user_id in guild.bans else None, 10026)))

    async def ban(self, request: web.Request) -> web.Response:
        guild_id, user_id = asking.snowflake(request, "guild_id"), asking.snowflake(request, "user_id")
        self._world.ban(asking.actor(request), guild_id, user_id)
        return asking.nothing()

    async def unban(self, request: web.Request) -> web.Response:
        guild_id, user_id = asking.snowflake(request, "guild_id"), asking.snowflake(request, "user_id")
        self._world.unban(asking.actor(request), guild_id, user_id)
        return asking.nothing()

    def _ban(self, user_id: int) -> payloads.Data:
        return {"user": payloads.user(self._world.user(user_id)), "reason": None}
