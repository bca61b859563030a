"""Meetings among a server's events: an event of its own for each, whose place is the channel.

Everybody in a server sees its events, so only meetings in channels that everybody sees are shown there. What was made
is remembered; an event that an earlier try made and could not remember is known by its place and name.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import discord
import structlog

from adapters.cleaning import clean_line, cut
from adapters.discord.errors import Deed, doing, forbidden
from adapters.discord.escaping import leaf
from adapters.discord.grounds import SOON, Grounds
from adapters.discord.noted import of_kind
from adapters.discord.places import Place, address_of, place_of
from adapters.platform import BusyError, GoneError, MeetingState

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.discord.client import Client
    from adapters.platform import Meeting, Notes
    from deliberation.ids import VenueId

log = structlog.get_logger()

LONGEST_NAME: Final = 100
LONGEST_TEXT: Final = 1000

SHOW: Final = Deed("make events", "give me the permission “Create Events”")
_NOTE: Final = "meeting"
_OPEN: Final = {discord.EventStatus.scheduled, discord.EventStatus.active}


class Meetings:
    """Shows meetings as events, remembered in ``notes``."""

    def __init__(self, client: Callable[[], Client], notes: Notes) -> None:
        self._notes = notes
        self._grounds = Grounds(lambda guild: client().guild_of(guild))
        self._made: dict[tuple[int, str], int] = {}
        self._told: set[int] = set()
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._loaded = False

    async def load(self) -> None:
        """Read what is remembered; to be done once, before anything is heard."""
        for where, value in of_kind(await self._notes.all(), _NOTE).items():
            self._made[where] = int(value)
        self._loaded = True

    async def announce(self, venue: VenueId, meeting: Meeting) -> None:
        """As ``Platform.announce``. That the bot may not do it is said once for each guild."""
        place = place_of(venue)
        if place.private:
            return
        if not self._loaded:
            raise BusyError("What I have shown so far is not known yet.", retry_after=SOON)
        ground = await self._grounds.find(place)
        mark = hashlib.sha256(f"{place.channel} {meeting.uid}".encode()).hexdigest()[:32]
        async with self._locks[place.guild]:
            there = await self._found(ground.guild, place, meeting, mark)
            if there is None and (meeting.state is not MeetingState.AHEAD or not ground.public):
                return
            if not self._may(ground.guild):
                return
            if there is None:
                there = await self._make(ground.guild, place, meeting, mark)
            await _brought_up(there, meeting)
            if meeting.state in {MeetingState.OVER, MeetingState.OFF}:
                await self._forget(place.guild, mark)

    def _may(self, guild: discord.Guild) -> bool:
        """Say whether we may make events.

        Raises:
            ForbiddenError: we may not, and that was not said before.
        """
        mine = guild.me.guild_permissions
        if mine.create_events or mine.manage_events:
            self._told.discard(guild.id)
            return True
        if guild.id in self._told:
            log.info("discord.meeting_not_shown", guild=guild.id)
            return False
        self._told.add(guild.id)
        raise forbidden(SHOW)

    async def _found(
        self, guild: discord.Guild, place: Place, meeting: Meeting, mark: str
    ) -> discord.ScheduledEvent | None:
        """Find the event of a meeting, if it is there and not over."""
        known = self._made.get((guild.id, mark))
        if known is None:
            with doing(SHOW):
                events = await guild.fetch_scheduled_events(with_counts=False)
            ours = (each for each in events if each.creator_id == guild.me.id and each.status in _OPEN)
            where, name = address_of(place), _name(meeting)
            return next((each for each in ours if (each.location, each.name) == (where, name)), None)
        try:
            with doing(SHOW):
                there = await guild.fetch_scheduled_event(known, with_counts=False)
        except GoneError:
            await self._forget(guild.id, mark)
            return None
        return there if there.status in _OPEN else None

    async def _make(self, guild: discord.Guild, place: Place, meeting: Meeting, mark: str) -> discord.ScheduledEvent:
        with doing(SHOW):
            made = await guild.create_scheduled_event(
                name=_name(meeting),
                description=_text(meeting),
                start_time=meeting.starts_at,
                end_time=meeting.ends_at,
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
                location=address_of(place),
            )
        await self._notes.put(f"{_NOTE}:{guild.id}/{mark}", str(made.id))
        self._made[guild.id, mark] = made.id
        return made

    async def _forget(self, guild: int, mark: str) -> None:
        if self._made.pop((guild, mark), None) is not None:
            await self._notes.put(f"{_NOTE}:{guild}/{mark}", "")


async def _brought_up(event: discord.ScheduledEvent, meeting: Meeting) -> None:
    """Make an event say what the meeting is now. What has begun can only end, what has not can only begin or be off."""
    waiting = event.status is discord.EventStatus.scheduled
    with doing(SHOW):
        match meeting.state:
            case MeetingState.AHEAD if waiting and _differs(event, meeting):
                await event.edit(description=_text(meeting), start_time=meeting.starts_at, end_time=meeting.ends_at)
            case MeetingState.HELD if waiting:
                await event.start()
            case MeetingState.OVER:
                begun = await event.start() if waiting else event
                await begun.end()
            case MeetingState.OFF:
                await (event.cancel() if waiting else event.end())


def _differs(event: discord.ScheduledEvent, meeting: Meeting) -> bool:
    there = (event.start_time, event.end_time, event.description or "")
    return there != (meeting.starts_at, meeting.ends_at, _text(meeting))


def _name(meeting: Meeting) -> str:
    return clean_line(meeting.title, limit=LONGEST_NAME)


def _text(meeting: Meeting) -> str:
    lines = [leaf(clean_line(line), links=False) for line in meeting.text.split("\n")]
    return cut("\n".join(lines), LONGEST_TEXT)
