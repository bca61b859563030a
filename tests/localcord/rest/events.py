"""Endpoints about a guild's scheduled events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord import payloads
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.world import World

_ALL = "/guilds/{guild_id}/scheduled-events"
_ONE = f"{_ALL}/{{guild_scheduled_event_id}}"


def routes(world: World) -> list[web.RouteDef]:
    """All of this subject."""
    events = _Events(world)
    return [
        web.get(_ALL, events.all),
        web.post(_ALL, events.create),
        web.get(_ONE, events.one),
        web.patch(_ONE, events.edit),
        web.delete(_ONE, events.delete),
    ]


def _which(request: web.Request) -> tuple[int, int, int]:
    ids = (asking.snowflake(request, name) for name in ("guild_id", "guild_scheduled_event_id"))
    guild_id, event_id = ids
    return asking.actor(request), guild_id, event_id


class _Events:
    def __init__(self, world: World) -> None:
        self._world = world

    async def all(self, request: web.Request) -> web.Response:
        events = self._world.scheduled_events(asking.actor(request), asking.snowflake(request, "guild_id"))
        return asking.answer([payloads.scheduled_event(event) for event in events])

    async def create(self, request: web.Request) -> web.Response:
        guild_id = asking.snowflake(request, "guild_id")
        event = self._world.create_event(asking.actor(request), guild_id, await asking.body(request))
        return asking.answer(payloads.scheduled_event(event))

    async def one(self, request: web.Request) -> web.Response:
        return asking.answer(payloads.scheduled_event(self._world.scheduled_event(*_which(request))))

    async def edit(self, request: web.Request) -> web.Response:
        event = self._world.edit_event(*_which(request), await asking.body(request))
        return asking.answer(payloads.scheduled_event(event))

    async def delete(self, request: web.Request) -> web.Response:
        self._world.delete_event(*_which(request))
        return asking.nothing()
