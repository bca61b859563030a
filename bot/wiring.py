"""Puts a platform together with what all platforms share."""

from adapters.cleaning import clean
from adapters.commands import find
from adapters.discord.places import PLATFORM as DISCORD
from adapters.discord.places import place_of
from adapters.discord.platform import DiscordPlatform
from adapters.discord.settings import DiscordSettings
from adapters.grammar import read_line
from adapters.matrix.platform import MatrixPlatform
from adapters.matrix.settings import MatrixSettings
from bot.assisting import Assistance
from bot.halls import Halls
from bot.notes import StoredNotes
from deliberation.ids import VenueId
from storage.port import Store


def facts_needed(name: str) -> bool:
    """Say whether a command, by its name as typed, must know who administers the venue and who is in it."""
    spec = find(name)
    return spec is not None and spec.facts


def matrix_platform(settings: MatrixSettings, *, cursor: str) -> MatrixPlatform:
    """Make the Matrix platform, to go on from the last committed ``cursor`` (empty: from now)."""
    return MatrixPlatform(settings, cursor=cursor, read_line=read_line, clean=clean, facts_needed=facts_needed)


def discord_platform(settings: DiscordSettings, *, store: Store, halls: Halls) -> DiscordPlatform:
    """Make the Discord platform. ``halls`` are those of the program that it is for: ``Program(…, halls=halls)``."""

    def venues() -> frozenset[VenueId]:
        return frozenset(venue for venue in halls.venues if venue.startswith(f"{DISCORD}:"))

    return DiscordPlatform(
        settings,
        notes=StoredNotes(store, DISCORD),
        venues=venues,
        assistant=Assistance(store, halls, is_private=lambda venue: place_of(venue).private),
    )
