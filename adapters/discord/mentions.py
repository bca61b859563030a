"""What Discord's client puts into a typed text as ids (mentions, a guild's own emoji), written out again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import discord

from adapters.cleaning import clean_line
from adapters.discord.accounts import account_of

if TYPE_CHECKING:
    from adapters.discord.rights import GuildChannel

_MENTION: Final = re.compile(r"<(?P<sort>@!?|@&|#)(?P<id>[0-9]{1,20})>")
_COMMAND: Final = re.compile(r"</(?P<name>[^:>]{1,100}):[0-9]{1,20}>")
_EMOJI: Final = re.compile(r"<a?:(?P<name>\w{1,64}):[0-9]{1,20}>")


def person_in(text: str) -> str:
    """Give the account that a text mentions, where it does nothing else: no name says as well who is meant."""
    found = _MENTION.fullmatch(text.strip())
    return found["id"] if found and found["sort"] in {"@", "@!"} else text


def in_words(text: str, guild: discord.Guild | None, by: discord.abc.User) -> str:
    """Write mentions of people, roles, channels and commands as names, and own emoji as their names between colons.

    A channel that whoever wrote it does not see keeps its number: they cannot have the bot tell them its name.
    """
    text = _MENTION.sub(lambda found: _named(found, guild, by) or found[0], text)
    return _EMOJI.sub(r":\g<name>:", _COMMAND.sub(r"/\g<name>", text))


def _named(found: re.Match[str], guild: discord.Guild | None, by: discord.abc.User) -> str:
    if guild is None:
        return ""
    sort, number = found["sort"], int(found["id"])
    if sort == "#":
        channel = guild.get_channel_or_thread(number)
        return f"#{clean_line(channel.name)}" if channel and _sees(by, channel) else ""
    if sort == "@&":
        role = guild.get_role(number)
        return f"@{clean_line(role.name).lstrip('@')}" if role else ""
    member = guild.get_member(number)
    return f"@{account_of(member).name}" if member else ""


def _sees(user: discord.abc.User, channel: GuildChannel) -> bool:
    """Whether a user certainly sees a channel. Who was added to a private thread is not always known."""
    if not isinstance(user, discord.Member) or (isinstance(channel, discord.Thread) and _is_hidden(channel)):
        return False
    return channel.permissions_for(user).view_channel


def _is_hidden(thread: discord.Thread) -> bool:
    return thread.is_private() or thread.parent is None
