"""The state itself, looking things up in it, and telling listeners what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from tests.localcord import permissions as rules
from tests.localcord.happenings import Happening
from tests.localcord.model import Application, Channel, ChannelType, Guild, Invite, Member, Message, Role, User
from tests.localcord.permissions import Permission
from tests.localcord.refusals import Refused, refuse
from tests.localcord.snowflakes import Snowflakes

Body = Mapping[str, Any]
Hear = Callable[[Happening], None]
T = TypeVar("T")


class State:
    """Everything there is. `clock` gives seconds, and is asked only for how long something is remembered."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.snowflakes = Snowflakes()
        self.files_base = "https://cdn.localcord.invalid"
        """What the addresses of attachments begin with; a server sets its own."""
        self.users: dict[int, User] = {}
        self.applications: dict[int, Application] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        """All of them: the guilds' channels, threads, and DMs."""
        self.interactions: dict[int, Any] = {}
        self.invites: dict[str, Invite] = {}
        self.tokens: dict[str, Application] = {}
        self.nonces: dict[tuple[int, int, str], tuple[float, int]] = {}
        """(author, channel, nonce) → when it was used, and for which message."""
        self._hearers: list[Hear] = []

    # Hearing

    def subscribe(self, hear: Hear) -> Callable[[], None]:
        """Call `hear` for everything that happens from now on; calling what this returns ends it."""
        self._hearers.append(hear)
        return lambda: self._hearers.remove(hear)

    def announce(self, happening: Happening) -> None:
        """Tell all listeners, at once and in order. Each gets a payload of its own, to change as it likes."""
        for hear in tuple(self._hearers):
            hear(
                Happening(
                    name=happening.name,
                    data=copied(happening.data),
                    guild_id=happening.guild_id,
                    channel_id=happening.channel_id,
                    only_to=happening.only_to,
                    intent=happening.intent,
                    author_id=happening.author_id,
                )
            )

    def may_hear(self, happening: Happening, user_id: int) -> bool:
        """Whether the user may get this, intents and shards aside; to be asked while it is announced, not later."""
        if happening.only_to is not None and happening.only_to != user_id:
            return False
        if happening.channel_id is not None:
            return self.may_view(user_id, happening.channel_id)
        if happening.only_to is not None:
            return True
        guild = self.guilds.get(happening.guild_id or 0)
        return guild is not None and user_id in guild.members

    # Looking up

    def user(self, user_id: int) -> User:
        """The user, or the refusal "Unknown User"."""
        return found(self.users.get(user_id), 10013)

    def guild(self, guild_id: int) -> Guild:
        """The guild, or the refusal "Unknown Guild"; during an outage the refusal is 503."""
        guild = found(self.guilds.get(guild_id), 10004)
        if guild.unavailable:
            raise Refused(503, 0, "503: Service Unavailable")
        return guild

    def channel(self, channel_id: int) -> Channel:
        """The channel, thread or DM, or the refusal "Unknown Channel"."""
        channel = found(self.channels.get(channel_id), 10003)
        if channel.guild_id is not None:
            self.guild(channel.guild_id)
        return channel

    def member(self, guild_id: int, user_id: int) -> Member:
        """The member, or the refusal "Unknown Member"."""
        self.user(user_id)
        return found(self.guild(guild_id).members.get(user_id), 10007)

    def role(self, guild_id: int, role_id: int) -> Role:
        """The role, or the refusal "Unknown Role"."""
        return found(self.guild(guild_id).roles.get(role_id), 10011)

    def message(self, channel_id: int, message_id: int) -> Message:
        """The message, or the refusal "Unknown Message"; those for one person only are found too."""
        return found(self.channel(channel_id).messages.get(message_id), 10008)

    def application_by_token(self, token: str) -> Application | None:
        """Whose token this is."""
        return self.tokens.get(token)

    def is_bot(self, user_id: int) -> bool:
        """Whether this user is a bot."""
        return user_id in self.applications

    def bots_in(self, guild_id: int) -> list[int]:
        """The bots that are members of the guild."""
        guild = self.guilds.get(guild_id)
        return [user_id for user_id in guild.members if user_id in self.applications] if guild else []

    def guilds_of(self, user_id: int) -> list[Guild]:
        """The guilds in which the user is a member, unavailable ones among them."""
        return [guild for guild in self.guilds.values() if user_id in guild.members]

    # Permissions

    def guild_permissions(self, user_id: int, guild_id: int) -> Permission:
        """What the user may in the guild; nothing if they are no member."""
        guild = self.guilds.get(guild_id)
        member = guild.members.get(user_id) if guild else None
        return rules.in_guild(guild, member) if guild and member else rules.NONE

    def permissions(self, user_id: int, channel_id: int) -> Permission:
        """What the user may in the channel, thread or DM."""
        channel = self.channels.get(channel_id)
        if channel is None:
            return rules.NONE
        if channel.guild_id is None:
            return rules.IN_DMS if user_id in channel.recipients else rules.NONE
        guild = self.guilds[channel.guild_id]
        member = guild.members.get(user_id)
        return rules.in_channel(guild, member, channel) if member else rules.NONE

    def may_view(self, user_id: int, channel_id: int) -> bool:
        """Whether the user sees the channel at all."""
        return Permission.VIEW_CHANNEL in self.permissions(user_id, channel_id)

    def require(self, user_id: int, channel_id: int, needed: Permission = rules.NONE) -> Channel:
        """The channel, if the user may all this there; else Unknown Channel, Missing Access or Missing Permissions."""
        channel = self.channel(channel_id)
        granted = self.permissions(user_id, channel_id)
        if Permission.VIEW_CHANNEL not in granted:
            raise refuse(50001)
        if Permission.READ_MESSAGE_HISTORY in needed and Permission.READ_MESSAGE_HISTORY not in granted:
            raise refuse(50001)
        if needed not in granted:
            raise refuse(50013)
        return channel

    def require_in_guild(self, user_id: int, guild_id: int, needed: Permission = rules.NONE) -> tuple[Guild, Member]:
        """The guild and the acting member, if they may all this; guilds of which one is no member are unknown."""
        guild = self.guild(guild_id)
        member = found(guild.members.get(user_id), 10004)
        if needed not in rules.in_guild(guild, member):
            raise refuse(50013)
        return guild, member

    def require_text(self, user_id: int, channel_id: int, needed: Permission = rules.NONE) -> Channel:
        """As `require`; and messages can be there."""
        channel = self.require(user_id, channel_id, needed)
        if channel.type is ChannelType.CATEGORY:
            raise refuse(50008)
        return channel


def found(thing: T | None, code: int) -> T:
    """The thing, or the refusal with this code where there is none."""
    if thing is None:
        raise refuse(code)
    return thing


def copied(value: Any) -> Any:
    """A deep copy of JSON-like data; copy.deepcopy takes several times as long, and this is done for every event."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
