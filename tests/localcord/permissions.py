"""Discord's permissions, and how they are worked out.

The order is Discord's: the owner may everything; then @everyone and the roles are put together; ADMINISTRATOR overrules
every channel; then the channel's overwrites for @everyone, for the roles (all denials, then all allowances), and for
the member. At last come the implicit denials.
"""

from __future__ import annotations

from enum import IntFlag
from typing import Final

from tests.localcord.model import Channel, ChannelType, Guild, Member


class Permission(IntFlag):
    """The permission bits."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    PRIORITY_SPEAKER = 1 << 8
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    VIEW_GUILD_INSIGHTS = 1 << 19
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    REQUEST_TO_SPEAK = 1 << 32
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EMBEDDED_ACTIVITIES = 1 << 39
    MODERATE_MEMBERS = 1 << 40
    USE_SOUNDBOARD = 1 << 42
    CREATE_GUILD_EXPRESSIONS = 1 << 43
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_SOUNDS = 1 << 45
    SEND_VOICE_MESSAGES = 1 << 46
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


NONE: Final = Permission(0)
ALL: Final = ~NONE

EVERYONE: Final = (
    Permission.CREATE_INSTANT_INVITE
    | Permission.ADD_REACTIONS
    | Permission.STREAM
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.USE_VAD
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.USE_EXTERNAL_STICKERS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.USE_EMBEDDED_ACTIVITIES
    | Permission.SEND_POLLS
    | Permission.USE_EXTERNAL_APPS
)
"""What @everyone may in a new guild."""

IN_DMS: Final = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.MENTION_EVERYONE
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.USE_APPLICATION_COMMANDS
)
"""What both may in a direct conversation."""

WITH_SENDING: Final = (
    Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES | Permission.EMBED_LINKS
)
"""What nobody may who may not send."""


def in_guild(guild: Guild, member: Member) -> Permission:
    """What the member may in the guild, before any channel has its say."""
    if guild.owner_id == member.user.id:
        return ALL
    granted = Permission(guild.roles[guild.id].permissions)
    for role_id in member.roles:
        granted |= guild.roles[role_id].permissions
    return ALL if Permission.ADMINISTRATOR in granted else granted


def in_channel(guild: Guild, member: Member, channel: Channel) -> Permission:
    """What the member may in the channel; a thread takes its parent's permissions."""
    granted = in_guild(guild, member)
    ruling = channel if channel.thread is None else guild.channels[channel.parent_id or 0]
    if granted != ALL:
        granted = _overwritten(granted, guild, member, ruling)
        granted = _without_implied(granted, channel)
    if not _let_in(granted, member, channel):
        return NONE
    return granted


def _overwritten(granted: Permission, guild: Guild, member: Member, channel: Channel) -> Permission:
    everyone = channel.overwrites.get(guild.id)
    if everyone:
        granted = granted & ~everyone.deny | everyone.allow
    of_roles = [channel.overwrites[role] for role in member.roles if role in channel.overwrites]
    for overwrite in of_roles:
        granted &= ~overwrite.deny
    for overwrite in of_roles:
        granted |= overwrite.allow
    own = channel.overwrites.get(member.user.id)
    if own:
        granted = granted & ~own.deny | own.allow
    return Permission(granted)


def _without_implied(granted: Permission, channel: Channel) -> Permission:
    if Permission.VIEW_CHANNEL not in granted:
        return NONE
    if to_send(channel) not in granted:
        granted &= ~WITH_SENDING
    return granted


def _let_in(granted: Permission, member: Member, channel: Channel) -> bool:
    """Whether a private thread lets this member in; everything else does."""
    if channel.type is not ChannelType.PRIVATE_THREAD or channel.thread is None:
        return True
    return member.user.id in channel.thread.members or Permission.MANAGE_THREADS in granted


def to_send(channel: Channel) -> Permission:
    """The permission that sending there needs."""
    return Permission.SEND_MESSAGES if channel.thread is None else Permission.SEND_MESSAGES_IN_THREADS


def rank(guild: Guild, member: Member) -> tuple[int, int]:
    """How high the member stands: above everybody with a lower rank.

    Of two roles at one position the older one is higher.
    """
    if guild.owner_id == member.user.id:
        return (1 << 31, 0)
    return max(((guild.roles[role].position, -role) for role in member.roles), default=(0, 0))
