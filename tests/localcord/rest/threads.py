"""Endpoints about threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord import payloads
from tests.localcord.refusals import refuse
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.model import Channel
    from tests.localcord.world import World

MEMBERS = "/channels/{channel_id}/thread-members"


def routes(world: World) -> list[web.RouteDef]:
    """All of this subject."""
    threads = _Threads(world)
    return [
        web.post("/channels/{channel_id}/threads", threads.start),
        web.post("/channels/{channel_id}/messages/{message_id}/threads", threads.start_under),
        web.get("/channels/{channel_id}/threads/archived/public", threads.archived_public),
        web.get("/channels/{channel_id}/threads/archived/private", threads.archived_private),
        web.get("/channels/{channel_id}/users/@me/threads/archived/private", threads.archived_joined),
        web.get(MEMBERS, threads.members),
        web.put(MEMBERS + "/@me", threads.join),
        web.delete(MEMBERS + "/@me", threads.leave),
        web.get(MEMBERS + "/{user_id}", threads.member),
        web.put(MEMBERS + "/{user_id}", threads.add),
        web.delete(MEMBERS + "/{user_id}", threads.remove),
    ]


class _Threads:
    def __init__(self, world: World) -> None:
        self._world = world

    async def start(self, request: web.Request) -> web.Response:
        return await self._started(request, None)

    async def start_under(self, request: web.Request) -> web.Response:
        return await self._started(request, asking.snowflake(request, "message_id"))

    async def _started(self, request: web.Request, message_id: int | None) -> web.Response:
        me, channel_id = asking.actor(request), asking.snowflake(request, "channel_id")
        thread = self._world.start_thread(me, channel_id, await asking.body(request), message_id)
        return asking.answer(payloads.channel(self._world, thread, me), 201)

    async def archived_public(self, request: web.Request) -> web.Response:
        me, channel_id = asking.actor(request), asking.snowflake(request, "channel_id")
        return self._page(request, self._world.archived_threads(me, channel_id, private=False))

    async def archived_private(self, request: web.Request) -> web.Response:
        me, channel_id = asking.actor(request), asking.snowflake(request, "channel_id")
        return self._page(request, self._world.archived_threads(me, channel_id, private=True))

    async def archived_joined(self, request: web.Request) -> web.Response:
        me, channel_id = asking.actor(request), asking.snowflake(request, "channel_id")
        threads = self._world.archived_threads(me, channel_id, private=True, joined=True)
        before = asking.in_query(request, "before")
        threads = sorted((each for each in threads if before is None or each.id < before), key=lambda each: -each.id)
        return self._listed(request, threads)

    def _page(self, request: web.Request, threads: list[Channel]) -> web.Response:
        before = request.query.get("before")
        if before is not None:
            threads = [each for each in threads if each.thread and each.thread.archive_changed_at < before]
        return self._listed(request, threads)

    def _listed(self, request: web.Request, threads: list[Channel]) -> web.Response:
        most = asking.limit(request, usual=50, most=100)
        data = payloads.thread_list(self._world, threads[:most], asking.actor(request))
        return asking.answer(data | {"has_more": len(threads) > most})

    async def members(self, request: web.Request) -> web.Response:
        me, thread_id = asking.actor(request), asking.snowflake(request, "channel_id")
        if "members" not in asking.asker(request).privileged:
            raise refuse(50001)
        user_ids = self._world.thread_members(me, thread_id)
        return asking.answer([self._membership(request, thread_id, user_id) for user_id in user_ids])

    async def member(self, request: web.Request) -> web.Response:
        thread_id, user_id = asking.snowflake(request, "channel_id"), asking.snowflake(request, "user_id")
        if user_id not in self._world.thread_members(asking.actor(request), thread_id):
            raise refuse(10007)
        return asking.answer(self._membership(request, thread_id, user_id))

    def _membership(self, request: web.Request, thread_id: int, user_id: int) -> payloads.Data:
        thread = self._world.channel(thread_id)
        if thread.thread is None or thread.guild_id is None:
            raise refuse(50024)
        data = payloads.thread_member(thread, thread.thread, user_id)
        if request.query.get("with_member", "").lower() in {"1", "true"}:
            data["member"] = payloads.member(self._world.member(thread.guild_id, user_id))
        return data

    async def join(self, request: web.Request) -> web.Response:
        me = asking.actor(request)
        self._world.add_thread_member(me, asking.snowflake(request, "channel_id"), me)
        return asking.nothing()

    async def leave(self, request: web.Request) -> web.Response:
        me = asking.actor(request)
        self._world.remove_thread_member(me, asking.snowflake(request, "channel_id"), me)
        return asking.nothing()

    async def add(self, request: web.Request) -> web.Response:
        thread_id, user_id = asking.snowflake(request, "channel_id"), asking.snowflake(request, "user_id")
        self._world.add_thread_member(asking.actor(request), thread_id, user_id)
        return asking.nothing()

    async def remove(self, request: web.Request) -> web.Response:
        thread_id, user_id = asking.snowflake(request, "channel_id"), asking.snowflake(request, "user_id")
        self._world.remove_thread_member(asking.actor(request), thread_id, user_id)
        return asking.nothing()
