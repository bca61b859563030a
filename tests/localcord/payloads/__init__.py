"""What Discord sends, as JSON-like data: ids are strings, times ISO 8601."""

from __future__ import annotations

from tests.localcord.payloads.basics import (
    Data,
    application,
    bare_member,
    channel,
    direct,
    emoji,
    guild_emoji,
    member,
    overwrite,
    own_user,
    role,
    text_of,
    thread,
    thread_list,
    thread_member,
    user,
)
from tests.localcord.payloads.events import scheduled_event
from tests.localcord.payloads.guilds import guild, guild_create, guild_of_mine, invite, unavailable_guild
from tests.localcord.payloads.messages import (
    attachment,
    gateway_message,
    is_open_to,
    message,
    reaction,
    referenced,
    rest_message,
    without_content,
)

__all__ = [
    "Data",
    "application",
    "attachment",
    "bare_member",
    "channel",
    "direct",
    "emoji",
    "gateway_message",
    "guild",
    "guild_create",
    "guild_emoji",
    "guild_of_mine",
    "invite",
    "is_open_to",
    "member",
    "message",
    "overwrite",
    "own_user",
    "reaction",
    "referenced",
    "rest_message",
    "role",
    "scheduled_event",
    "text_of",
    "thread",
    "thread_list",
    "thread_member",
    "unavailable_guild",
    "user",
    "without_content",
]
