"""Which channels and threads are watched, and who left them a moment ago."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Final

from adapters.discord.places import Place, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from adapters.inbound import Account
    from deliberation.ids import VenueId

LATELY: Final = 60.0
"""Seconds."""


class Watch:
    """The ``venues``, those that were ``lost`` and may come back, and what may be about to become one.

    That is where somebody asked lately who is there, for instance to found an assembly.
    """

    def __init__(self, venues: Callable[[], frozenset[VenueId]]) -> None:
        self._venues = venues
        self._indexed: frozenset[VenueId] = frozenset()
        self._by_guild: dict[int, list[Place]] = {}
        self._asked: dict[VenueId, float] = {}
        self.lost: set[VenueId] = set()

    def ask(self, venue: VenueId) -> None:
        """Watch a channel for a while."""
        self._asked[venue] = time.monotonic()

    def places(self, guild_id: int) -> list[Place]:
        """List what is watched in a guild."""
        oldest = time.monotonic() - LATELY
        self._asked = {venue: asked for venue, asked in self._asked.items() if asked > oldest}
        venues = self._venues()
        if venues != self._indexed:
            self._indexed, self._by_guild = venues, _by_guild(venues)
        others = [place_of(venue) for venue in {*self._asked, *self.lost} - venues]
        return self._by_guild.get(guild_id, []) + [place for place in others if place.guild == guild_id]

    def at(self, guild_id: int, channel_id: int) -> list[Place]:
        """Give one channel or thread, if it is watched."""
        return [place for place in self.places(guild_id) if place.channel == channel_id]


class Leavers:
    """Who lost the role of a door lately.

    Discord may take a role that somebody deletes from its holders first, and only then tell that it is gone. What
    looked like everybody's leaving was none.
    """

    def __init__(self) -> None:
        self._left: dict[int, deque[tuple[float, VenueId, Account]]] = {}

    def note(self, role: int, venue: VenueId, account: Account) -> None:
        """Take note that somebody left a venue by losing the role."""
        oldest = time.monotonic() - LATELY
        self._left = {each: left for each, left in self._left.items() if left[-1][0] > oldest}
        left = self._left.setdefault(role, deque())
        left.append((time.monotonic(), venue, account))
        while left[0][0] <= oldest:
            left.popleft()

    def of(self, role: int) -> list[tuple[VenueId, Account]]:
        """List who left which venue by losing a role lately."""
        oldest = time.monotonic() - LATELY
        return [(venue, account) for when, venue, account in self._left.pop(role, ()) if when > oldest]


def _by_guild(venues: Iterable[VenueId]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    for place in map(place_of, sorted(venues)):
        found.setdefault(place.guild, []).append(place)
    return found
