"""Reactions: giving, taking away, listing."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tests.localcord import payloads
from tests.localcord.happenings import Intent
from tests.localcord.model import Channel, Emoji, Message, Reaction, User
from tests.localcord.permissions import Permission
from tests.localcord.refusals import invalid, refuse
from tests.localcord.world_messages import Messages

MOST_EMOJI: Final = 20
OWN_EMOJI: Final = re.compile(r"(?:a:)?(\w{1,32}):(\d{1,20})")
KEYCAP: Final = re.compile(r"[0-9#*]\ufe0f?\u20e3")
LONGEST_EMOJI: Final = 16
"""In code points: flags of regions and families are long."""


class Reactions(Messages):
    """What is put under messages. An emoji is the emoji itself, or "name:id" for a guild's own.

    As with Discord, ✍ and ✍️ (with a variation selector) are two different emoji.
    """

    def add_reaction(self, by: int, channel_id: int, message_id: int, emoji: str, *, burst: bool = False) -> None:
        """React. A new emoji needs ADD_REACTIONS, joining others only READ_MESSAGE_HISTORY."""
        channel, message = self._reactable(by, channel_id, message_id)
        self.require(by, channel_id, Permission.READ_MESSAGE_HISTORY)
        wanted = self._emoji(emoji)
        reaction = _reaction(message, wanted)
        if reaction is None:
            self.require(by, channel_id, Permission.ADD_REACTIONS)
            if len(message.reactions) >= MOST_EMOJI:
                raise refuse(30010)
            reaction = Reaction(emoji=wanted)
            message.reactions.append(reaction)
        givers = reaction.burst if burst else reaction.normal
        if by in givers:
            return
        givers.append(by)
        data = _event(message, wanted, by, burst=burst)
        data["message_author_id"] = str(message.author_id)
        if burst:
            data["burst_colors"] = []
        if channel.guild_id is not None:
            data["member"] = payloads.member(self.guilds[channel.guild_id].members[by])
        self._tell("MESSAGE_REACTION_ADD", data, channel, by)

    def remove_reaction(
        self, by: int, channel_id: int, message_id: int, emoji: str, user_id: int, *, burst: bool | None = None
    ) -> None:
        """Take back one's own reaction, or as a moderator another's; nobody is told who did it.

        Without `burst` the normal reaction goes if there is one, else the burst one.
        """
        channel, message = self._reactable(by, channel_id, message_id)
        if by != user_id:
            if channel.guild_id is None:
                raise refuse(50003)
            self.require(by, channel_id, Permission.MANAGE_MESSAGES)
        wanted = self._emoji(emoji)
        reaction = _reaction(message, wanted)
        if reaction is None:
            raise refuse(10014)
        is_burst = user_id not in reaction.normal if burst is None else burst
        givers = reaction.burst if is_burst else reaction.normal
        if user_id not in givers:
            return
        givers.remove(user_id)
        _drop_if_empty(message, reaction)
        self._tell("MESSAGE_REACTION_REMOVE", _event(message, wanted, user_id, burst=is_burst), channel, user_id)

    def clear_reactions(self, by: int, channel_id: int, message_id: int, emoji: str | None = None) -> None:
        """A moderator removes all reactions, or all with one emoji."""
        channel, message = self._reactable(by, channel_id, message_id)
        if channel.guild_id is None:
            raise refuse(50003)
        self.require(by, channel_id, Permission.MANAGE_MESSAGES)
        data: payloads.Data = {"channel_id": str(channel_id), "message_id": str(message_id)}
        if emoji is None:
            message.reactions.clear()
            self._tell("MESSAGE_REACTION_REMOVE_ALL", data, channel)
            return
        wanted = self._emoji(emoji)
        reaction = _reaction(message, wanted)
        if reaction is None:
            raise refuse(10014)
        message.reactions.remove(reaction)
        data["emoji"] = payloads.emoji(wanted)
        self._tell("MESSAGE_REACTION_REMOVE_EMOJI", data, channel)

    def reaction_users(
        self,
        by: int,
        channel_id: int,
        message_id: int,
        emoji: str,
        *,
        burst: bool = False,
        after: int = 0,
        limit: int = 25,
    ) -> list[User]:
        """Who reacted so, ordered by id, those after `after`, at most `limit` (1 to 100)."""
        self.require_text(by, channel_id, Permission.READ_MESSAGE_HISTORY)
        message = self.seen_message(channel_id, message_id)
        if not 1 <= limit <= 100:
            raise invalid("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
        reaction = _reaction(message, self._emoji(emoji))
        if reaction is None:
            return []
        givers = sorted(reaction.burst if burst else reaction.normal)
        return [self.users[user_id] for user_id in givers if user_id > after][:limit]

    def _reactable(self, by: int, channel_id: int, message_id: int) -> tuple[Channel, Message]:
        channel = self.require_text(by, channel_id)
        message = self.seen_message(channel_id, message_id)
        if channel.thread is not None and channel.thread.archived:
            raise refuse(50083)
        return channel, message

    def _emoji(self, text: str) -> Emoji:
        own = OWN_EMOJI.fullmatch(text)
        if own is None:
            if not is_unicode_emoji(text):
                raise refuse(10014)
            return Emoji(name=text)
        for guild in self.guilds.values():
            if int(own[2]) in guild.emojis:
                return guild.emojis[int(own[2])]
        raise refuse(10014)

    def _tell(self, name: str, data: payloads.Data, channel: Channel, author_id: int | None = None) -> None:
        self.tell_in_channel(name, data, channel, Intent.GUILD_MESSAGE_REACTIONS, author_id)


def is_unicode_emoji(text: str) -> bool:
    """Whether this may be an emoji: an approximation, without a list of all of them."""
    if KEYCAP.fullmatch(text):
        return True
    parts = [unicodedata.category(character) for character in text]
    return (
        0 < len(text) <= LONGEST_EMOJI
        and "So" in parts
        and not set(parts) - {"So", "Sk", "Mn", "Me", "Cf", "Cn", "Sm", "Po"}
    )


def _reaction(message: Message, emoji: Emoji) -> Reaction | None:
    return next((each for each in message.reactions if each.emoji.key == emoji.key), None)


def _drop_if_empty(message: Message, reaction: Reaction) -> None:
    if not reaction.normal and not reaction.burst:
        message.reactions.remove(reaction)


def _event(message: Message, emoji: Emoji, user_id: int, *, burst: bool) -> payloads.Data:
    return {
        "user_id": str(user_id),
        "channel_id": str(message.channel_id),
        "message_id": str(message.id),
        "emoji": payloads.emoji(emoji),
        "burst": burst,
        "type": int(burst),
    }
