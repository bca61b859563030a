"""The files of messages.

These addresses are no part of the API: they stand below the server's root, and need no token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.localcord.refusals import not_found
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.model import Attachment
    from tests.localcord.world import World


def routes(world: World) -> list[web.RouteDef]:
    """GET /attachments/…, as in the payloads of attachments if `world.files_base` is the server's root."""

    async def download(request: web.Request) -> web.Response:
        channel_id, file_id = asking.snowflake(request, "channel_id"), asking.snowflake(request, "file_id")
        attached = _find(world, channel_id, file_id)
        if attached is None:
            return asking.refusal(not_found())
        return web.Response(body=attached.content, content_type=attached.content_type or "application/octet-stream")

    return [web.get("/attachments/{channel_id}/{file_id}/{filename}", download)]


def _find(world: World, channel_id: int, file_id: int) -> Attachment | None:
    channel = world.channels.get(channel_id)
    messages = channel.messages.values() if channel else ()
    return next((file for message in messages for file in message.attachments if file.id == file_id), None)
