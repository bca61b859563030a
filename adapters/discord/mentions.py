"""What Discord's client puts into a typed text as ids (mentions, a guild's own emoji), written out again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from adapters.cleaning import clean_line
from adapters.discord.accounts import account_of

if TYPE_CHECKING:
    import discord

_MENTION: Final = re.compile(r"<(?P<sort>@!?|@&|#)(?P<id>[0-9]{1,20})>")
_COMMAND: Final = re.compile(r"</(?P<name>[^:>]{1,100}):[0-9]{1,20}>")
_EMOJI: Final = re.compile(r"<a?:(?P<name>\w{1,64}):[0-9]{1,20}>")


def person_in(text: str) -> str:
    """Give the account that a text mentions, where it does nothing else: no name says as well who is meant."""
    found = _MENTION.fullmatch(text.strip())
    return found["id"] if found and found["sort"] in {"@", "@!"} else text


def in_words(text: str, guild: discord.Guild | None) -> str:
    """Write mentions of people, roles, channels and commands as names, and own emoji as their names between colons."""
    text = _MENTION.sub(lambda found: _named(found, guild) or found[0], text)
    return _EMOJI.sub(r":\g<name>:", _COMMAND.sub(r"/\g<name>", text))


def _named(found: re.Match[str], guild: discord.Guild | None) -> str:
    if guild is None:
        return ""
    sort, number = found["sort"], int(found["id"])
    if sort == "#":
        channel = guild.get_channel_or_thread(number)
        return f"#{clean_line(channel.name)}" if channel else ""
    if sort == "@&":
        role = guild.get_role(number)
        return f"@{clean_line(role.name).lstrip('@')}" if role else ""
    member = guild.get_member(number)
    return f"@{account_of(member).name}" if member else ""
