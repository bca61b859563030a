"""Endpoints about messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord import payloads
from tests.localcord.forms import Form
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.model import Message
    from tests.localcord.world import World

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"


def routes(world: World) -> list[web.RouteDef]:
    """All of this subject."""
    messages = _Messages(world)
    return [
        web.get(MESSAGES, messages.history),
        web.post(MESSAGES, messages.send),
        web.post(MESSAGES + "/bulk-delete", messages.bulk_delete),
        web.get(MESSAGE, messages.message),
        web.patch(MESSAGE, messages.edit),
        web.delete(MESSAGE, messages.delete),
    ]


class _Messages:
    def __init__(self, world: World) -> None:
        self._world = world

    def _shown(self, request: web.Request, message: Message) -> payloads.Data:
        return payloads.rest_message(self._world, message, asking.actor(request))

    async def history(self, request: web.Request) -> web.Response:
        messages = self._world.history(
            asking.actor(request),
            asking.snowflake(request, "channel_id"),
            before=asking.in_query(request, "before"),
            after=asking.in_query(request, "after"),
            around=asking.in_query(request, "around"),
            limit=asking.limit(request, usual=50, most=100),
        )
        return asking.answer([self._shown(request, message) for message in messages])

    async def message(self, request: web.Request) -> web.Response:
        channel_id, message_id = asking.snowflake(request, "channel_id"), asking.snowflake(request, "message_id")
        message = self._world.fetch_message(asking.actor(request), channel_id, message_id)
        return asking.answer(self._shown(request, message))

    async def send(self, request: web.Request) -> web.Response:
        body, files = await asking.body_and_files(request)
        channel_id = asking.snowflake(request, "channel_id")
        message = self._world.send_message(asking.actor(request), channel_id, body, files)
        data = self._shown(request, message)
        if message.nonce is not None:
            data["nonce"] = message.nonce
        return asking.answer(data)

    async def edit(self, request: web.Request) -> web.Response:
        body, files = await asking.body_and_files(request)
        channel_id, message_id = asking.snowflake(request, "channel_id"), asking.snowflake(request, "message_id")
        message = self._world.edit_message(asking.actor(request), channel_id, message_id, body, files)
        return asking.answer(self._shown(request, message))

    async def delete(self, request: web.Request) -> web.Response:
        channel_id, message_id = asking.snowflake(request, "channel_id"), asking.snowflake(request, "message_id")
        self._world.delete_message(asking.actor(request), channel_id, message_id)
        return asking.nothing()

    async def bulk_delete(self, request: web.Request) -> web.Response:
        form = Form(await asking.body(request))
        given = form.items("messages", most=1000, required=True)
        message_ids = [form.as_snowflake(f"messages.{index}", value) or 0 for index, value in enumerate(given)]
        form.settle()
        self._world.bulk_delete(asking.actor(request), asking.snowflake(request, "channel_id"), message_ids)
        return asking.nothing()
