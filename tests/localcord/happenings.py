"""What the world tells its listeners: gateway events, with the conditions for getting them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import Any


class Intent(IntFlag):
    """The gateway's intents."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_INTEGRATIONS = 1 << 4
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something happened. `World.may_hear` says which user may get it; intents and shards are the gateway's affair."""

    name: str
    """The gateway's name, such as "MESSAGE_CREATE"."""
    data: dict[str, Any]
    """The payload, complete; each listener has a copy of its own."""
    guild_id: int | None = None
    """None: it happened in a DM, or outside of guilds."""
    channel_id: int | None = None
    """If set, only those who may view this channel get it."""
    only_to: int | None = None
    """If set, only this (bot) user gets it, whether or not it is in the guild."""
    intent: int = 0
    """The intent that is needed; 0: none."""
    author_id: int | None = None
    """Who did it, where that is a user."""
