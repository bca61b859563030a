"""Guilds, as REST and the gateway send them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.localcord import snowflakes
from tests.localcord.payloads import basics

if TYPE_CHECKING:
    from tests.localcord.model import Channel, Guild, Invite
    from tests.localcord.payloads.basics import Data
    from tests.localcord.world_state import State

LARGE_MEMBERS = 250
"""From here on a guild is called large: the highest threshold that a bot may ask for."""


def guild(guild: Guild) -> Data:
    """A guild as GET /guilds/{id} gives it."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "roles": [basics.role(each) for each in guild.roles.values()],
        "emojis": [basics.guild_emoji(each) for each in guild.emojis.values()],
        "stickers": [],
        "features": [],
        "icon": None,
        "banner": None,
        "splash": None,
        "discovery_splash": None,
        "home_header": None,
        "description": None,
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "incidents_data": None,
    }


def invite(state: State, invite: Invite) -> Data:
    """An invitation, as its maker gets it."""
    guild, channel = state.guilds[invite.guild_id], state.channels[invite.channel_id]
    until = invite.created_at + timedelta(seconds=invite.max_age) if invite.max_age else None
    return {
        "type": 0,
        "code": invite.code,
        "guild_id": str(guild.id),
        "guild": {
            "id": str(guild.id),
            "name": guild.name,
            "splash": None,
            "banner": None,
            "description": None,
            "icon": None,
            "features": [],
            "verification_level": 0,
            "vanity_url_code": None,
            "nsfw_level": 0,
            "nsfw": False,
            "premium_subscription_count": 0,
        },
        "channel": {"id": str(channel.id), "type": int(channel.type), "name": channel.name},
        "inviter": basics.user(state.users[invite.by]),
        "uses": invite.uses,
        "max_uses": invite.max_uses,
        "max_age": invite.max_age,
        "temporary": False,
        "created_at": snowflakes.timestamp(invite.created_at),
        "expires_at": snowflakes.timestamp(until) if until else None,
    }


def guild_create(world: State, source: Guild, for_bot: int, *, joined: bool = False, everybody: bool = False) -> Data:
    """A guild as GUILD_CREATE gives it to a bot.

    `joined`: the bot has just been added (then "unavailable" is left out, by which libraries tell it from a guild that
    became available). Only the bot itself is among the members; with `everybody` all are, as Discord does for small
    guilds if the bot has the presences intent.
    """
    shown = source.members.values() if everybody else [source.members[for_bot]]
    data = guild(source) | {
        "joined_at": source.members[for_bot].joined_at,
        "large": len(source.members) >= LARGE_MEMBERS,
        "member_count": len(source.members),
        "members": [basics.member(member) for member in shown],
        "channels": [basics.channel(world, each) for each in source.channels.values() if each.thread is None],
        "threads": [
            basics.channel(world, each, for_bot) for each in source.channels.values() if _listed(world, each, for_bot)
        ],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
    if not joined:
        data["unavailable"] = False
    return data


def _listed(world: State, channel: Channel, for_user: int) -> bool:
    return channel.thread is not None and not channel.thread.archived and world.may_view(for_user, channel.id)


def unavailable_guild(guild: Guild, *, outage: bool = True) -> Data:
    """A guild of which no more is told; without `outage` as GUILD_DELETE has it after the bot was removed."""
    return {"id": str(guild.id), "unavailable": True} if outage else {"id": str(guild.id)}


def guild_of_mine(world: State, guild: Guild, user_id: int) -> Data:
    """A guild as in GET /users/@me/guilds."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "banner": None,
        "owner": guild.owner_id == user_id,
        "permissions": str(int(world.guild_permissions(user_id, guild.id))),
        "features": [],
        "approximate_member_count": len(guild.members),
        "approximate_presence_count": len(guild.members),
    }
