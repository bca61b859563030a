"""Turns what discord.py hears into our own words. Nothing is asked of anybody here.

Discord gives reactions no ids: a message, an account and a *mark* name the one that stands now.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

import discord

from adapters.cleaning import clean
from adapters.commands import find
from adapters.discord.accounts import account_of
from adapters.discord.mentions import in_words, person_in
from adapters.discord.places import PLATFORM, Place
from adapters.grammar import read_line
from adapters.inbound import Invocation, MessageDeleted, Reacted, Revised, Said, Swept, Unreacted
from adapters.reactions import folded
from adapters.specs import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adapters.inbound import Account
    from deliberation.ids import VenueId

BURST: Final = " burst"
"""What the mark of a super reaction ends with: somebody may have both kinds of one emoji on a message."""

LONGEST_READ: Final = 20_000
"""Characters of a message that are read: Discord takes 4,000, and whatever is longer than we keep is refused."""

_SEPARATORS: Final = " \n\t,:;–—-"
_ENDS: Final = " \n.!?…"
_MENTION: Final = re.compile(r"<@!?(?P<id>[0-9]{1,20})>")
_SIGNS: Final = re.compile(r"^[/!] *(?=[A-Za-z])")
"""What a command may begin with where it is typed, in this client or elsewhere."""
_SAID: Final = frozenset({discord.MessageType.default, discord.MessageType.reply})


def venue_of(guild: int | None, channel: int) -> VenueId:
    """Give the venue that a channel is; one with no guild is a private conversation."""
    return Place(guild or 0, channel).venue


def token() -> str:
    """Make an id for something that Discord tells without one."""
    return secrets.token_hex(8)


# --- reactions


def mark_of(emoji: discord.PartialEmoji, *, burst: bool) -> str:
    """Give what was put there, as it was put there."""
    raw = emoji.name or ""
    return (f"{raw}:{emoji.id}" if emoji.id else raw) + (BURST if burst else "")


def key_of(emoji: discord.PartialEmoji) -> str:
    """Give the folded reaction; empty for what can mean nothing to us: a guild's own emoji, or no emoji at all."""
    return "" if emoji.id else folded(emoji.name or "")


def reacted(raw: discord.RawReactionActionEvent, account: Account) -> Reacted | None:
    """Translate a reaction; nothing, where it can mean nothing."""
    key = key_of(raw.emoji)
    if not key:
        return None
    venue = venue_of(raw.guild_id, raw.channel_id)
    mark = mark_of(raw.emoji, burst=raw.burst)
    return Reacted(account=account, venue=venue, source="", message=str(raw.message_id), key=key, mark=mark)


def unreacted(raw: discord.RawReactionActionEvent) -> Unreacted | None:
    """Translate a reaction taken away. Discord does not say by whom: a moderator's doing looks like one's own."""
    if not key_of(raw.emoji):
        return None
    return Unreacted(
        platform=PLATFORM,
        venue=venue_of(raw.guild_id, raw.channel_id),
        source=token(),
        lifted="",
        by="",
        message=str(raw.message_id),
        account=str(raw.user_id),
        mark=mark_of(raw.emoji, burst=raw.burst),
    )


def swept(raw: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent) -> Swept | None:
    """Translate that everybody's reactions were taken off a message, all or those of one emoji, of both kinds."""
    marks: tuple[str, ...] = ()
    if isinstance(raw, discord.RawReactionClearEmojiEvent):
        if not key_of(raw.emoji):
            return None
        marks = (mark_of(raw.emoji, burst=False), mark_of(raw.emoji, burst=True))
    venue = venue_of(raw.guild_id, raw.channel_id)
    return Swept(platform=PLATFORM, venue=venue, source=token(), message=str(raw.message_id), marks=marks)


# --- messages


def deleted(guild: int | None, channel: int, messages: Iterable[int]) -> list[MessageDeleted]:
    """Translate that messages were deleted; some may have been cards of ours."""
    venue = venue_of(guild, channel)
    return [
        MessageDeleted(platform=PLATFORM, venue=venue, source=f"deleted:{message}", message=str(message))
        for message in sorted(messages)
    ]


def heard(message: discord.Message, me: int) -> Invocation | Said | None:
    """Give the command or the reply that a message is to the bot, whose id is ``me``; nothing, for other talk.

    A line is for the bot where it begins with a mention of it, or is written in private. Of a reply to the bot with no
    mention, only what is plainly a command is one: other words may be the reason for a block.
    """
    if message.author.bot or message.webhook_id or message.type not in _SAID:
        return None
    private = message.guild is None
    addressed, text = _after_mention(message.content[:LONGEST_READ], me)
    answered, reply_to = _answered(message)
    if answered == me and not addressed:
        if not _is_plainly_a_command(text):
            return _said(message, text, reply_to) if text else None
        text = text.rstrip(_ENDS)
    if not (addressed or private or answered == me):
        return None
    if addressed or private:
        text = _SIGNS.sub("", text)
    # In private nothing is left unanswered, and neither is a bare mention: it is told where to look. "!!!" is talk.
    if not (text[:1].isalnum() or (addressed and not text) or (private and text)):
        return None
    name, arguments = read_line(text)
    return Invocation(
        account=account_of(message.author),
        venue=_venue(message),
        source=str(message.id),
        name=name,
        arguments=_without_markup(name, arguments, message),
        private=private,
        reply_to=reply_to,
    )


def revised(message: discord.Message) -> Revised | None:
    """Translate that somebody changed what they wrote to the bot in private; nothing, for any other change.

    That a link is shown with what is behind it is a change too, and of nobody's making.
    """
    if message.guild is not None or message.author.bot or message.edited_at is None:
        return None
    name, source = str(message.id), f"edited:{message.id}"
    return Revised(account=account_of(message.author), venue=_venue(message), source=source, message=name)


def _said(message: discord.Message, text: str, reply_to: str) -> Said:
    return Said(
        account=account_of(message.author),
        venue=_venue(message),
        source=str(message.id),
        text=clean(in_words(text, message.guild, message.author)),
        reply_to=reply_to,
        private=message.guild is None,
    )


def _venue(message: discord.Message) -> VenueId:
    return venue_of(message.guild.id if message.guild else None, message.channel.id)


def _after_mention(text: str, me: int) -> tuple[bool, str]:
    """Say whether a text begins with a mention of the bot, and give what follows."""
    text = text.lstrip()
    found = _MENTION.match(text)
    if found is None or int(found["id"]) != me:
        return False, text.rstrip()
    return True, text[found.end() :].lstrip(_SEPARATORS).rstrip()


def _answered(message: discord.Message) -> tuple[int, str]:
    """Name the author of the message that is replied to (0 where that is not told) and the message."""
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None or reference.message_id is None:
        return 0, ""
    found = reference.resolved
    return (found.author.id if isinstance(found, discord.Message) else 0), str(reference.message_id)


def _is_plainly_a_command(text: str) -> bool:
    """Whether words mean a command and nothing else: ``agree``, ``agree P1``, ``block because …``.

    "Agree with Ben that this will not do" begins with a command's name too.
    """
    text = text.rstrip(_ENDS)
    name, arguments = read_line(text)
    if find(name) is None:
        return False
    rest = text[len(name) :].strip(_SEPARATORS)
    return not rest or "number" in arguments or rest.casefold().startswith("because ")


def _without_markup(name: str, arguments: Mapping[str, str], message: discord.Message) -> dict[str, str]:
    """Write out what Discord puts into a text as ids. Where a person is asked for, the id is what names them best."""
    spec = find(name)
    people = {each.name for each in spec.parameters if each.kind is Kind.PERSON} if spec else set()
    return {
        parameter: clean(in_words(person_in(text) if parameter in people else text, message.guild, message.author))
        for parameter, text in arguments.items()
    }
