"""Reads which reactions stand on a message, all of them, whatever number Discord says there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from adapters.discord.errors import Deed, doing
from adapters.discord.places import place_of
from adapters.discord.translating import key_of, mark_of
from adapters.inbound import Account, Reacted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from deliberation.ids import VenueId

LOOK: Final = Deed("read the reactions here", "give me the permissions “View Channels” and “Read Message History”")
PAGE: Final = 100
"""Users that Discord gives at once."""

_KINDS: Final = ((discord.ReactionType.normal, False), (discord.ReactionType.burst, True))


async def standing(
    http: discord.http.HTTPClient, venue: VenueId, message: str, present: Mapping[str, Account]
) -> list[Reacted]:
    """List the reactions that stand on a message now, of the accounts ``present``, as its emoji follow each other.

    Raises:
        GoneError: the message is no longer there.
        PlatformError: they could not all be read.
    """
    channel = place_of(venue).channel
    with doing(LOOK):
        found: list[Reacted] = []
        for reaction in (await http.get_message(channel, int(message))).get("reactions", []):
            emoji = discord.PartialEmoji.from_dict(reaction["emoji"])
            key = key_of(emoji)
            if not key:
                continue
            for kind, burst in _KINDS:
                mark = mark_of(emoji, burst=burst)
                async for user in _users(http, channel, int(message), str(emoji), kind):
                    if user in present:
                        who = present[user]
                        found.append(Reacted(account=who, venue=venue, source="", message=message, key=key, mark=mark))
        return found


async def _users(
    http: discord.http.HTTPClient, channel: int, message: int, emoji: str, kind: discord.ReactionType
) -> AsyncIterator[str]:
    """Go through everybody who put an emoji there, page by page, until there is none left."""
    after: int | None = None
    while True:
        page: list[Any] = await http.get_reaction_users(channel, message, emoji, PAGE, after, type=kind.value)
        for user in page:
            yield str(user["id"])
        if not page:
            return
        after = int(page[-1]["id"])
