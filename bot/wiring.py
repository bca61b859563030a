"""Puts together what the program needs: a platform with what all platforms share, and the ways of a roster into it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

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
from bot.clock import SystemClock
from bot.halls import Halls
from bot.notes import StoredNotes
from bot.polling.keys import Keys
from bot.roster.door import MembershipDoor, open_door
from bot.roster.importing import Importer
from bot.roster.watching import Watcher
from bot.settings import Configuration
from deliberation.ids import VenueId
from storage.port import Store


def facts_needed(name: str) -> bool:
    """Say whether a command, by its name as typed, must know who administers the venue and who is in it."""
    spec = find(name)
    return spec is not None and spec.facts


def matrix_platform(settings: MatrixSettings, *, cursor: str) -> MatrixPlatform:
    """Make the Matrix platform, to go on from the last committed ``cursor`` (empty: from now)."""
    return MatrixPlatform(settings, cursor=cursor, read_line=read_line, clean=clean, facts_needed=facts_needed)


def discord_platform(
    settings: DiscordSettings, *, store: Store, halls: Halls, keys: Keys | None = None
) -> DiscordPlatform:
    """Make the Discord platform. ``halls`` and ``keys`` are those of the program that it is for."""

    def venues() -> frozenset[VenueId]:
        return frozenset(venue for venue in halls.venues if venue.startswith(f"{DISCORD}:"))

    return DiscordPlatform(
        settings,
        notes=StoredNotes(store, DISCORD),
        venues=venues,
        assistant=Assistance(store, halls, is_private=lambda venue: place_of(venue).private, keys=keys),
    )


@asynccontextmanager
async def rosters_taken_in(
    configuration: Configuration, token: str, store: Store, changed: Callable[[], None]
) -> AsyncIterator[None]:
    """Take rosters in as the settings say, for as long as this lasts: from a file, over HTTP, both or neither.

    Raises:
        SettingsError: nothing can be served where the settings say.
    """
    roster = configuration.settings.roster
    importer = Importer(store=store, clock=SystemClock(), zone=configuration.zone, changed=changed)
    async with AsyncExitStack() as ways:
        if roster.listen:
            await ways.enter_async_context(open_door(MembershipDoor(importer, token), roster.listen))
        if roster.file:
            watcher = Watcher(file=configuration.beside(roster.file), importer=importer, store=store)
            await ways.enter_async_context(_at_work(watcher))
        yield


@asynccontextmanager
async def _at_work(watcher: Watcher) -> AsyncIterator[None]:
    task = asyncio.create_task(watcher.run(), name="roster")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
