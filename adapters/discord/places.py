"""Where things are on Discord, as venues: ``discord:<guild>/<channel>``, and ``discord:@me/<channel>`` in private.

That is how Discord's own links are written. Everything of one guild is heard or missed as one: it is a community.
"""

from dataclasses import dataclass
from typing import Final

from deliberation.ids import VenueId

PLATFORM: Final = "discord"
_PRIVATE: Final = "@me"


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or thread, by its ids. ``guild`` is 0 for a private conversation with the bot."""

    guild: int
    channel: int

    @property
    def private(self) -> bool:
        """Whether it is a private conversation with the bot."""
        return not self.guild

    @property
    def venue(self) -> VenueId:
        """The venue that it is."""
        return VenueId(f"{PLATFORM}:{self.guild or _PRIVATE}/{self.channel}")


def place_of(venue: VenueId) -> Place:
    """Read a venue back.

    Raises:
        ValueError: it is none of Discord's.
    """
    platform, _, where = venue.partition(":")
    guild, slash, channel = where.partition("/")
    if platform != PLATFORM or not slash:
        raise ValueError(f"not a venue of Discord's: {venue}")
    return Place(0 if guild == _PRIVATE else int(guild), int(channel))


def community_of(venue: VenueId) -> str:
    """Name the guild of a venue, as the program names what is heard or missed as one."""
    return venue.partition("/")[0]


def address_of(place: Place) -> str:
    """Give the address that leads to a place, in Discord's client or in a browser."""
    return f"https://discord.com/channels/{place.guild or _PRIVATE}/{place.channel}"
