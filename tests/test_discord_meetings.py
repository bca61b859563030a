"""Meetings among a Discord server's events: made once, moved, begun, ended, called off."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.discord.meetings import LONGEST_NAME, LONGEST_TEXT, Meetings
from adapters.discord.places import address_of, place_of
from adapters.platform import BusyError, ForbiddenError, GoneError, Meeting, MeetingState, RejectedError
from deliberation.ids import VenueId
from tests.localcord.model import EventStatus
from tests.localcord.permissions import EVERYONE, Permission
from tests.support.discord_server import Server, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.localcord.model import ScheduledEvent
    from tests.localcord.options import HasId

MAKE = "POST /guilds/{guild_id}/scheduled-events"
CHANGE = "PATCH /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}"
START = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
TALK = Meeting(
    uid="a-1-M1@folkmoot",
    title="M1 · Spring plans",
    text="Leeds Moot\nP1 · Buy *seed* for @everyone",
    starts_at=START,
    ends_at=START + timedelta(hours=1),
    state=MeetingState.AHEAD,
)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Have the bot on a server."""
    async with serving() as started:
        yield started


async def meetings(server: Server) -> Meetings:
    """Give what shows meetings, as a program that was just started has it."""
    made = Meetings(lambda: server.client, server.slips)
    await made.load()
    return made


async def hall(server: Server, name: str = "hall", *, hidden: bool = False) -> VenueId:
    """Have an assembly meet in a channel."""
    insiders = await server.ada.create_role(server.guild, f"{name} insiders")
    seen_by: list[HasId] | None = [insiders, server.bot] if hidden else None
    channel = await server.ada.create_channel(server.guild, name, private_to=seen_by)
    await server.quiet()
    return server.venue(channel)


def only(server: Server) -> ScheduledEvent:
    """Give the only event that there is."""
    (found,) = server.guild.events.values()
    return found


def now(state: MeetingState, starts_at: datetime = START) -> Meeting:
    """Give the meeting as it is in some state, perhaps at another time."""
    return replace(TALK, state=state, starts_at=starts_at, ends_at=starts_at + (TALK.ends_at - START))


async def test_a_meeting_is_an_event_whose_place_is_the_channel(server: Server) -> None:
    """With its name, its times, its agenda as plain text, and the way to the channel."""
    venue = await hall(server)
    await (await meetings(server)).announce(venue, TALK)
    event = only(server)
    assert (event.name, event.location) == ("M1 · Spring plans", address_of(place_of(venue)))
    assert datetime.fromisoformat(event.starts_at) == START
    assert datetime.fromisoformat(event.ends_at) == START + timedelta(hours=1)
    assert event.description == "Leeds Moot\nP1 · Buy \\*seed\\* for \\@everyone"


async def test_it_is_made_once(server: Server) -> None:
    """Announced again, all at once or after a restart, it is the same event, and nothing is changed about it."""
    venue, shows = await hall(server), await meetings(server)
    await asyncio.gather(*(shows.announce(venue, TALK) for _ in range(3)))
    await (await meetings(server)).announce(venue, TALK)
    assert len(server.guild.events) == len(server.discord.requests(MAKE)) == 1
    assert server.discord.requests(CHANGE) == []


async def test_one_whose_answer_was_lost_is_found(server: Server) -> None:
    """Made, but never told of: the next try finds it by its place and name, though the bot was restarted."""
    venue = await hall(server)
    server.discord.faults.cut_after(MAKE, times=9)
    with pytest.raises(BusyError):
        await (await meetings(server)).announce(venue, TALK)
    server.discord.faults.recover()
    made = len(server.guild.events)
    await (await meetings(server)).announce(venue, TALK)
    assert len(server.guild.events) == made >= 1


async def test_meetings_of_one_name_are_each_their_own(server: Server) -> None:
    """In two channels, or two of one assembly, they are several events."""
    one, two, shows = await hall(server, "one"), await hall(server, "two"), await meetings(server)
    other = replace(TALK, uid="a-1-M2@folkmoot", title="M2 · Spring plans")
    for venue, meeting in ((one, TALK), (two, TALK), (one, other)):
        await shows.announce(venue, meeting)
    assert len(server.guild.events) == 3


async def test_moved_it_is_the_same_event_at_another_time(server: Server) -> None:
    """By a program that was restarted since."""
    venue = await hall(server)
    await (await meetings(server)).announce(venue, TALK)
    later = START + timedelta(days=1)
    moved = replace(now(MeetingState.AHEAD, later), ends_at=later + timedelta(hours=2))
    await (await meetings(server)).announce(venue, moved)
    event = only(server)
    assert datetime.fromisoformat(event.starts_at) == later
    assert datetime.fromisoformat(event.ends_at) == later + timedelta(hours=2)


async def test_it_begins_and_ends_as_the_meeting_does(server: Server) -> None:
    """Opened and closed, each of it twice; what is remembered of it is forgotten at its end."""
    venue, shows = await hall(server), await meetings(server)
    await shows.announce(venue, TALK)
    for state, status in ((MeetingState.HELD, EventStatus.ACTIVE), (MeetingState.OVER, EventStatus.COMPLETED)):
        for _ in range(2):
            await shows.announce(venue, now(state))
        assert only(server).status is status
    assert not [key for key in server.slips.kept if key.startswith("meeting:")]


async def test_one_that_opened_and_closed_meanwhile_is_over(server: Server) -> None:
    """However late the letter goes out, it shows how things stand."""
    venue, shows = await hall(server), await meetings(server)
    await shows.announce(venue, TALK)
    await shows.announce(venue, now(MeetingState.OVER))
    assert only(server).status is EventStatus.COMPLETED


@pytest.mark.parametrize(
    ("before", "status"), [(MeetingState.AHEAD, EventStatus.CANCELED), (MeetingState.HELD, EventStatus.COMPLETED)]
)
async def test_called_off_it_is_off(server: Server, before: MeetingState, status: EventStatus) -> None:
    """If Discord has begun it by itself meanwhile, it ends."""
    venue, shows = await hall(server), await meetings(server)
    await shows.announce(venue, TALK)
    await shows.announce(venue, now(before))
    for _ in range(2):
        await shows.announce(venue, now(MeetingState.OFF))
    assert only(server).status is status


async def test_what_was_never_shown_is_not_shown_when_it_is_over(server: Server) -> None:
    """Nor is it while it is held: an event cannot begin in the past."""
    venue, shows = await hall(server), await meetings(server)
    for state in (MeetingState.HELD, MeetingState.OVER, MeetingState.OFF):
        await shows.announce(venue, now(state))
    assert not server.guild.events


async def test_one_that_somebody_deleted_comes_back_with_the_next_change(server: Server) -> None:
    """While the meeting is ahead; and it is the same channel's."""
    venue, shows = await hall(server), await meetings(server)
    await shows.announce(venue, TALK)
    server.discord.world.delete_event(server.ada.id, server.guild.id, only(server).id)
    await shows.announce(venue, TALK)
    assert only(server).location == address_of(place_of(venue))


async def test_an_event_of_somebody_elses_is_left_alone(server: Server) -> None:
    """Even if it has the same name and place."""
    venue = await hall(server)
    body = {
        "name": TALK.title,
        "scheduled_start_time": START.isoformat(),
        "scheduled_end_time": TALK.ends_at.isoformat(),
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": address_of(place_of(venue))},
    }
    server.discord.world.create_event(server.ada.id, server.guild.id, body)
    await (await meetings(server)).announce(venue, TALK)
    assert {event.creator_id for event in server.guild.events.values()} == {server.ada.id, server.bot.id}


async def test_a_hidden_channels_meeting_is_nobody_elses_business(server: Server) -> None:
    """Everybody in a server sees its events: what is said where not everybody is, is not shown there."""
    await (await meetings(server)).announce(await hall(server, hidden=True), TALK)
    assert not server.guild.events


async def test_one_whose_channel_was_hidden_since_is_still_brought_to_its_end(server: Server) -> None:
    """What was shown already is not left standing."""
    venue, shows = await hall(server), await meetings(server)
    await shows.announce(venue, TALK)
    channel, everyone = server.guild.channels[place_of(venue).channel], server.guild.roles[server.guild.id]
    await server.ada.edit_overwrites(channel, server.bot, allow=Permission.VIEW_CHANNEL)
    await server.ada.edit_overwrites(channel, everyone, deny=Permission.VIEW_CHANNEL)
    await server.quiet()
    await shows.announce(venue, now(MeetingState.OFF))
    assert only(server).status is EventStatus.CANCELED


async def test_without_the_right_it_is_said_once() -> None:
    """The meeting stands; given the right, the next change shows it, and taken again, it is said again."""
    allowed = EVERYONE | Permission.MANAGE_ROLES
    async with serving(allowed=int(allowed)) as server:
        venue, shows = await hall(server), await meetings(server)
        with pytest.raises(ForbiddenError, match="Create Events"):
            await shows.announce(venue, TALK)
        await shows.announce(venue, TALK)
        assert server.discord.requests(MAKE) == []


async def test_long_words_are_cut(server: Server) -> None:
    """Discord takes names of 100 characters and texts of 1000."""
    long = replace(TALK, title="M1 · " + "x" * 300, text="*" * 3000)
    venue, shows = await hall(server), await meetings(server)
    for _ in range(2):
        await shows.announce(venue, long)
    event = only(server)
    assert len(event.name) == LONGEST_NAME
    assert len(event.description or "") <= LONGEST_TEXT


async def test_a_time_that_is_over_meanwhile_is_refused(server: Server) -> None:
    """A letter that goes out too late is not tried for ever."""
    past = START - timedelta(days=9)
    with pytest.raises(RejectedError):
        await (await meetings(server)).announce(
            await hall(server), replace(TALK, starts_at=past, ends_at=past + timedelta(hours=1))
        )


async def test_where_there_is_no_channel_there_is_no_event(server: Server) -> None:
    """A private conversation has none, a channel that is gone is gone, and nothing is done before all is remembered."""
    shows = await meetings(server)
    await shows.announce(VenueId("discord:@me/5"), TALK)
    with pytest.raises(GoneError):
        await shows.announce(VenueId(f"discord:{server.guild.id}/5"), TALK)
    with pytest.raises(BusyError):
        await Meetings(lambda: server.client, server.slips).announce(await hall(server), TALK)
