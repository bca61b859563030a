"""What Discord sends: users, roles, members, channels, threads, applications as JSON-like data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.localcord import snowflakes
from tests.localcord.model import Application, Channel, ChannelType, Emoji, Member, Overwrite, Role, ThreadState, User

if TYPE_CHECKING:
    from tests.localcord.world_state import State

Data = dict[str, Any]

COUNTED_MEMBERS = 50
"""Beyond this Discord stops counting the members of a thread."""


def user(user: User) -> Data:
    """A user."""
    data: Data = {
        "id": str(user.id),
        "username": user.name,
        # Bots still have a discriminator; for people it is the "0" that Discord has kept.
        "discriminator": f"{user.id % 9999 + 1:04}" if user.bot else "0",
        "global_name": user.global_name,
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
        "collectibles": None,
        "primary_guild": None,
        "public_flags": 0,
        "flags": 0,
    }
    if user.bot:
        data["bot"] = True
    return data


def own_user(owner: User) -> Data:
    """The bot's own user, as in READY and GET /users/@me."""
    return user(owner) | {"mfa_enabled": True, "locale": "en-US", "premium_type": 0, "email": None, "verified": True}


def role(role: Role) -> Data:
    """A role."""
    data: Data = {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": role.colour,
        "colors": {"primary_color": role.colour, "secondary_color": None, "tertiary_color": None},
        "hoist": role.hoist,
        "managed": role.bot_id is not None,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if role.bot_id is not None:
        data["tags"] = {"bot_id": str(role.bot_id)}
    return data


def bare_member(member: Member) -> Data:
    """A member without the user, as within a message that has its author anyway."""
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": member.joined_at,
        "nick": member.nick,
        "pending": False,
        "premium_since": None,
        "roles": [str(role_id) for role_id in sorted(member.roles)],
        "mute": False,
        "deaf": False,
    }


def member(member: Member) -> Data:
    """A member."""
    return bare_member(member) | {"user": user(member.user)}


def emoji(emoji: Emoji) -> Data:
    """An emoji as in reactions and components."""
    data: Data = {"id": None if emoji.id is None else str(emoji.id), "name": emoji.name}
    if emoji.animated:
        data["animated"] = True
    return data


def guild_emoji(emoji: Emoji) -> Data:
    """A guild's own emoji, in full."""
    return {
        "id": str(emoji.id),
        "name": emoji.name,
        "roles": [],
        "require_colons": True,
        "managed": False,
        "animated": emoji.animated,
        "available": True,
    }


def overwrite(overwrite: Overwrite) -> Data:
    """A channel's permissions for a role or member."""
    return {
        "id": str(overwrite.id),
        "type": overwrite.kind,
        "allow": str(overwrite.allow),
        "deny": str(overwrite.deny),
    }


def channel(world: State, channel: Channel, for_user: int | None = None) -> Data:
    """A channel, thread or DM. `for_user` sees their own thread membership, and in a DM the other one."""
    if channel.thread is not None:
        return thread(channel, channel.thread, for_user)
    if channel.guild_id is None:
        return direct(world, channel, for_user)
    data: Data = {
        "id": str(channel.id),
        "type": int(channel.type),
        "guild_id": str(channel.guild_id),
        "name": channel.name,
        "position": channel.position,
        "parent_id": text_of(channel.parent_id),
        "permission_overwrites": [overwrite(each) for each in channel.overwrites.values()],
        "flags": 0,
    }
    if channel.type is not ChannelType.CATEGORY:
        data |= {
            "topic": channel.topic,
            "nsfw": channel.nsfw,
            "last_message_id": text_of(channel.last_message_id),
            "rate_limit_per_user": channel.slowmode_seconds,
        }
    if channel.type is ChannelType.VOICE:
        data |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    return data


def thread(channel: Channel, state: ThreadState, for_user: int | None = None) -> Data:
    """A thread; with `member` if the one for whom it is has joined."""
    metadata = {
        "archived": state.archived,
        "archive_timestamp": state.archive_changed_at,
        "auto_archive_duration": state.auto_archive_minutes,
        "locked": state.locked,
        "create_timestamp": snowflakes.timestamp(snowflakes.moment(channel.id)),
    }
    if channel.type is ChannelType.PRIVATE_THREAD:
        metadata["invitable"] = state.invitable
    data: Data = {
        "id": str(channel.id),
        "type": int(channel.type),
        "guild_id": str(channel.guild_id),
        "parent_id": str(channel.parent_id),
        "owner_id": str(state.owner_id),
        "name": channel.name,
        "last_message_id": text_of(channel.last_message_id),
        "rate_limit_per_user": channel.slowmode_seconds,
        "message_count": len(channel.messages),
        "member_count": min(len(state.members), COUNTED_MEMBERS),
        "total_message_sent": state.total_messages,
        "thread_metadata": metadata,
        "flags": 0,
    }
    if for_user is not None and for_user in state.members:
        data["member"] = thread_member(channel, state, for_user)
    return data


def thread_member(channel: Channel, state: ThreadState, user_id: int) -> Data:
    """Somebody's membership of a thread."""
    return {
        "id": str(channel.id),
        "user_id": str(user_id),
        "join_timestamp": state.members[user_id],
        "flags": 1,
    }


def thread_list(world: State, threads: list[Channel], for_user: int) -> Data:
    """Threads, with the memberships of the one who asks."""
    mine = [(each, each.thread) for each in threads if each.thread is not None and for_user in each.thread.members]
    return {
        "threads": [channel(world, each, for_user) for each in threads],
        "members": [thread_member(each, state, for_user) for each, state in mine],
        "has_more": False,
    }


def direct(world: State, channel: Channel, for_user: int | None = None) -> Data:
    """A DM, as one of the two sees it."""
    others = [user_id for user_id in channel.recipients if user_id != for_user]
    return {
        "id": str(channel.id),
        "type": int(channel.type),
        "last_message_id": text_of(channel.last_message_id),
        "flags": 0,
        "recipients": [user(world.users[user_id]) for user_id in others],
    }


def application(world: State, application: Application) -> Data:
    """The bot's own application, as in GET /applications/@me."""
    return {
        "id": str(application.id),
        "name": application.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(application.user),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": application.flags,
        "flags_new": str(application.flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "event_webhooks_url": None,
        "event_webhooks_status": 1,
        "owner": user(world.users[application.owner_id]),
        "approximate_guild_count": len(world.guilds_of(application.id)),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "integration_types_config": {"0": {}},
        "tags": [],
    }


def text_of(snowflake: int | None) -> str | None:
    """An id as payloads have it, or null."""
    return None if snowflake is None else str(snowflake)
