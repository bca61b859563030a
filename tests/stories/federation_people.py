"""The people of the federation's story: some in Matrix, some on Discord, some on both; and where they can meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from adapters.discord.places import Place, place_of
from adapters.matrix.translating import room_of
from bot.demo.cast import Member
from bot.demo.voices import CastError, Voice
from bot.letters import platform_of
from deliberation.ids import VenueId
from tests.localcord.model import Channel
from tests.stories.discord_cast import DiscordMember, Manner

MATRIX: Final = "matrix"
DISCORD: Final = "discord"
SAYS: Final = MappingProxyType({MATRIX: "in Matrix", DISCORD: "on Discord"})

HOMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "leeds": ("Ada", "Ben"),
        "hull": ("Cleo", "Dan"),
        "york": ("Eve", "Finn"),
        "truro": ("Gale", "Hope"),
        "bristol": ("Iris", "Jack"),
        "exeter": ("Kit", "Lou"),
    }
)
"""Who lives where, by the short name of the constituency."""

REGIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"yorkshire": ("leeds", "hull", "york"), "south-west": ("truro", "bristol", "exeter")}
)

IN_MATRIX: Final = ("Ada", "Ben", "Dan", "Eve", "Iris", "Jack")
ON_DISCORD: Final = ("Cleo", "Dan", "Finn", "Gale", "Hope", "Iris", "Kit", "Lou")
STEWARDS: Final = ("Cleo", "Gale", "Kit")
"""Those who manage the server on Discord, so that they can say to which assembly a channel belongs."""

MANNERS: Final = MappingProxyType({"Dan": Manner.BUTTON, "Hope": Manner.BUTTON})


@dataclass
class Citizen:
    """One person, with a client for each platform that they use."""

    name: str
    voices: Mapping[str, Voice]

    def go_to(self, venue: VenueId) -> Voice:
        """Go to a room; give the voice that one has there.

        Raises:
            CastError: they are not on that platform.
        """
        voice = self.voices.get(platform_of(venue))
        match voice:
            case Member():
                voice.room = room_of(venue)
            case DiscordMember():
                voice.come_to(channel_of(voice, venue))
            case _:
                raise CastError(f"{self.name} cannot go to {venue}")
        return voice

    def can_go_to(self, venue: VenueId) -> bool:
        """Whether they are on the platform of a room."""
        return platform_of(venue) in self.voices


def channel_of(member: DiscordMember, venue: VenueId) -> Channel:
    """Give the channel of a venue."""
    return member.person.world.channels[place_of(venue).channel]


def venue_on_discord(channel: Channel) -> VenueId:
    """Name a channel as the bot does."""
    return Place(int(channel.guild_id or 0), channel.id).venue
