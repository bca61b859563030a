"""Who takes part in a channel of Discord, and the roles that say so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.discord import doors, roles
from adapters.discord.places import Place
from adapters.discord.presence import Changes, Presence
from adapters.inbound import Departed, DoorLost, Entered, VenueLost
from adapters.platform import BusyError, ForbiddenError, GoneError, RejectedError
from tests.localcord.permissions import EVERYONE, Permission
from tests.support.discord_server import Server, serving, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from deliberation.ids import VenueId
    from tests.localcord.people import Person

VIEW = Permission.VIEW_CHANNEL


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Have the bot on a server."""
    async with serving() as started:
        yield started


async def hidden(server: Server) -> VenueId:
    """Have an assembly meet in a channel which the owner and Ben see."""
    channel = await server.ada.create_channel(server.guild, "talk", private_to=[server.ben, server.bot])
    await server.quiet()
    return server.venue(channel)


async def square(server: Server, *who: str) -> VenueId:
    """Have an assembly meet in a channel that everybody sees; those take part."""
    channel = await server.ada.create_channel(server.guild, "square")
    await server.quiet()
    venue = server.venue(channel)
    await server.doors.prepare(venue, "Leeds Moot", who)
    return venue


def ids(*people: Person) -> list[str]:
    """Give the ids of people as accounts."""
    return [str(person.id) for person in people]


def channel_of(server: Server, venue: VenueId) -> int:
    """Give the channel of a venue."""
    return int(venue.rpartition("/")[2])


# --- who is there


async def test_who_sees_a_hidden_channel_takes_part(server: Server) -> None:
    """In a channel that not everybody sees, whoever sees it is there; bots are not counted."""
    venue = await hidden(server)
    assert await server.names(venue) == {"Ada", "Ben"}
    assert {account.name for account in await server.presence.present(venue)} == {"Ada", "Ben"}


async def test_nobody_takes_part_in_the_open_by_merely_seeing(server: Server) -> None:
    """In a channel that everybody sees nobody is there yet, and who is cannot be said before there is a role."""
    channel = await server.ada.create_channel(server.guild, "square")
    await server.quiet()
    venue = server.venue(channel)
    assert await server.presence.present(venue) == ()
    with pytest.raises(BusyError, match="being made"):
        await server.presence.members(venue)


async def test_being_let_in_and_put_out_is_told(server: Server) -> None:
    """Seeing a hidden channel from now on is coming, and not seeing it any more is going."""
    venue = await hidden(server)
    await server.presence.members(venue)
    channel = channel_of(server, venue)
    await server.ada.edit_overwrites(channel, server.cleo, allow=VIEW)
    await server.ada.edit_overwrites(channel, server.ben, deny=VIEW)
    await server.quiet()
    assert server.moves() == [("+", "Cleo"), ("-", "Ben")]
    assert await server.names(venue) == {"Ada", "Cleo"}


async def test_a_role_lets_in_and_out(server: Server) -> None:
    """Being given a role that sees the channel, losing it, and what the role itself may see are told alike."""
    venue = await hidden(server)
    role = await server.ada.create_role(server.guild, "friends")
    await server.ada.edit_overwrites(channel_of(server, venue), role, allow=VIEW)
    await server.quiet()
    await server.presence.members(venue)
    await server.ada.give_role(server.guild, server.cleo, role)
    await server.ada.take_role(server.guild, server.cleo, role)
    watchers = await server.ada.create_role(server.guild, "watchers")
    await server.ada.give_role(server.guild, server.cleo, watchers)
    server.discord.world.edit_role(
        server.ada.id, server.guild.id, watchers.id, {"permissions": str(int(Permission.ADMINISTRATOR))}
    )
    await server.ada.delete_role(server.guild, watchers)
    await server.quiet()
    assert server.moves() == [("+", "Cleo"), ("-", "Cleo")] * 2


async def test_leaving_the_server_is_leaving_the_channel(server: Server) -> None:
    """Who leaves the server, or is put out of it, is gone from its venues; who comes back is there again."""
    venue = await hidden(server)
    await server.presence.members(venue)
    await server.ben.leave(server.guild)
    await server.ben.join(server.guild)
    await server.ada.kick(server.guild, server.ben)
    await server.cleo.leave(server.guild)
    await server.quiet()
    assert server.moves() == [("-", "Ben"), ("+", "Ben"), ("-", "Ben")]


async def test_whoever_owns_the_server_sees_everything(server: Server) -> None:
    """Handing the server over lets the new owner into all its channels; no other change of it lets anybody in."""
    venue = await hidden(server)
    await server.presence.members(venue)
    server.guild.owner_id = server.cleo.id
    guild = server.client.guilds[0]
    guild.owner_id = server.cleo.id
    changes = server.presence.guild_changed(guild)
    assert [type(item) for item in changes.items] == [Departed, Entered]
    assert server.presence.guild_changed(guild) == Changes()


async def test_a_server_that_is_not_known_whole_puts_nobody_out(server: Server) -> None:
    """While not all members are known nobody can be said to be gone, only that something may have been missed."""
    venue = await hidden(server)
    guild = server.client.guilds[0]
    presence = Presence(server.doors, lambda: frozenset({venue}), server.client.get_guild)
    guild._member_count = len(guild.members)
    assert len(await presence.members(venue)) == 2
    guild._member_count += 1
    guild._members.pop(server.ben.id)
    channel = guild.get_channel(channel_of(server, venue))
    assert channel is not None
    assert presence.channel_changed(channel) == Changes(gaps=frozenset({venue}))
    with pytest.raises(BusyError):
        await presence.members(venue)


async def test_each_coming_has_a_source_of_its_own(server: Server) -> None:
    """Coming twice is two things: nothing makes the second look like the first."""
    venue = await hidden(server)
    await server.presence.members(venue)
    for _ in range(2):
        await server.ben.leave(server.guild)
        await server.ben.join(server.guild)
    await server.quiet()
    sources = {getattr(item, "source", "") for item in server.items}
    assert len(sources) == len(server.items) == 4


async def test_who_has_not_agreed_to_the_server_s_rules_does_not_take_part_yet(server: Server) -> None:
    """Somebody who sees the channel but may not write yet comes in when they have agreed to the rules."""
    venue = await hidden(server)
    ben = server.client.guilds[0].get_member(server.ben.id)
    assert ben is not None
    ben.pending = True
    assert await server.names(venue) == {"Ada"}
    ben.pending = False
    assert [type(item) for item in server.presence.member_changed(ben).items] == [Entered]


async def test_what_is_no_venue_is_no_news(server: Server) -> None:
    """Comings and goings where no assembly meets are not told."""
    channel = await server.ada.create_channel(server.guild, "other", private_to=[server.bot])
    await server.quiet()
    await server.ada.edit_overwrites(channel, server.cleo, allow=VIEW)
    await server.cleo.leave(server.guild)
    await server.quiet()
    assert server.items == []


async def test_a_channel_is_watched_as_soon_as_somebody_asks_who_is_there(server: Server) -> None:
    """Who comes between the founding of an assembly and its being written down is not missed."""
    channel = await server.ada.create_channel(server.guild, "talk", private_to=[server.bot])
    await server.quiet()
    await server.presence.present(Place(server.guild.id, channel.id).venue)
    await server.ada.edit_overwrites(channel, server.cleo, allow=VIEW)
    await server.quiet()
    assert server.moves() == [("+", "Cleo")]


# --- doors


async def test_a_role_is_made_and_given(server: Server) -> None:
    """The role is named after the assembly, gives no right, rings nobody, and is with those who take part."""
    venue = await square(server, *ids(server.ada, server.ben))
    (role,) = [role for role in server.guild.roles.values() if role.name == "Leeds Moot"]
    assert (role.permissions, role.hoist, role.mentionable) == (0, False, False)
    assert await server.names(venue) == {"Ada", "Ben"}


async def test_made_again_nothing_changes(server: Server) -> None:
    """Preparing a venue twice, or at once, makes one role and gives it once."""
    venue = await square(server, *ids(server.ada))
    before = len(server.discord.log)
    assert await server.doors.prepare(venue, "Leeds Moot", ids(server.ada)) == "Leeds Moot"
    assert len(server.discord.log) == before
    other = server.venue(await server.ada.create_channel(server.guild, "other"))
    await server.quiet()
    await asyncio.gather(*(server.doors.prepare(other, "York Moot", ids(server.ben)) for _ in range(3)))
    assert [role.name for role in server.guild.roles.values()].count("York Moot") == 1


async def test_a_door_is_known_after_a_restart(server: Server) -> None:
    """Which role says who takes part is remembered."""
    venue = await square(server, *ids(server.ben))
    again = doors.Doors(server.slips, server.client.guild_of)
    await again.load()
    there = Presence(again, lambda: frozenset({venue}), server.client.guild_of)
    assert {account.name for account in await there.members(venue)} == {"Ben"}


async def test_two_venues_of_an_assembly_share_a_role(server: Server) -> None:
    """A second channel of the same assembly takes the role that is there; another assembly's has its own."""
    await square(server, *ids(server.ada))
    second = await server.ada.create_channel(server.guild, "second")
    other = await server.ada.create_channel(server.guild, "other")
    await server.quiet()
    await server.doors.prepare(server.venue(second), "Leeds Moot", ids(server.ben))
    await server.doors.prepare(server.venue(other), "York Moot", ids(server.cleo))
    assert await server.names(server.venue(second)) == {"Ada", "Ben"}
    assert await server.names(server.venue(other)) == {"Cleo"}


async def test_a_role_that_could_not_be_remembered_is_found_again(server: Server) -> None:
    """A try that broke off when the role was just made leaves no second role behind."""
    channel = await server.ada.create_channel(server.guild, "square")
    await server.quiet()
    server.discord.faults.cut_after("POST /guilds/{guild_id}/roles")
    with pytest.raises(BusyError):
        await server.doors.prepare(server.venue(channel), "Leeds Moot", ids(server.ben))
    await server.quiet()
    await server.doors.prepare(server.venue(channel), "Leeds Moot", ids(server.ben))
    assert [role.name for role in server.guild.roles.values()].count("Leeds Moot") == 1


async def test_a_role_of_the_name_that_somebody_has_is_left_alone(server: Server) -> None:
    """A role that is called like the assembly but was made by people does not make its holders take part."""
    theirs = await server.ada.create_role(server.guild, "Leeds Moot")
    await server.ada.give_role(server.guild, server.cleo, theirs)
    await server.quiet()
    venue = await square(server, *ids(server.ben))
    assert await server.names(venue) == {"Ben"}


async def test_a_half_given_role_lets_nobody_pass_for_all(server: Server) -> None:
    """Until everybody has the role it cannot be said who takes part: else the others would have gone."""
    channel = await server.ada.create_channel(server.guild, "square")
    await server.quiet()
    venue = server.venue(channel)
    giving = asyncio.create_task(server.doors.prepare(venue, "Leeds Moot", ids(server.ben, server.cleo)))
    server.discord.faults.slow(0.2, "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}", times=2)
    await asyncio.sleep(0.3)
    assert any(member.roles for member in (server.guild.members[server.ben.id], server.guild.members[server.cleo.id]))
    with pytest.raises(BusyError):
        await server.presence.members(venue)
    await giving
    assert await server.names(venue) == {"Ben", "Cleo"}
    assert server.moves() == []


async def test_what_discord_has_not_told_yet_is_waited_for(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A role that was given counts when it was told that it was: until then the list would leave its holder out."""
    monkeypatch.setattr(roles, "TOLD_WITHIN", 0.1)
    channel = await server.ada.create_channel(server.guild, "square")
    await server.quiet()
    venue = server.venue(channel)
    with server.discord.faults.deaf("GUILD_MEMBER_UPDATE"), pytest.raises(BusyError, match="not told yet"):
        await server.doors.prepare(venue, "Leeds Moot", ids(server.ben))
    with pytest.raises(BusyError):
        await server.presence.members(venue)


async def test_who_left_the_server_needs_no_role(server: Server) -> None:
    """Accounts that are not on the server are passed over."""
    venue = await square(server, *ids(server.ben), "99")
    assert await server.names(venue) == {"Ben"}


async def test_letting_in_and_out_is_told_as_coming_and_going(server: Server) -> None:
    """Who joins is given the role, who leaves loses it, and both are told like anybody's coming and going."""
    venue = await square(server, *ids(server.ada))
    await server.presence.members(venue)
    await server.doors.admit(venue, str(server.ben.id))
    await server.doors.dismiss(venue, str(server.ben.id))
    await server.quiet()
    assert server.moves() == [("+", "Ben"), ("-", "Ben")]


async def test_a_hidden_channel_says_how_one_comes_and_goes(server: Server) -> None:
    """Where seeing is taking part, nobody is let in or out by the bot."""
    venue = await hidden(server)
    assert await server.doors.prepare(venue, "Leeds Moot", ids(server.ben)) == ""
    with pytest.raises(RejectedError, match="already"):
        await server.doors.admit(venue, str(server.ben.id))
    with pytest.raises(RejectedError, match="ask whoever manages"):
        await server.doors.dismiss(venue, str(server.ben.id))
    with pytest.raises(RejectedError, match="where the assembly meets"):
        await server.doors.admit(Place(0, 5).venue, str(server.ben.id))


async def test_nobody_lets_themselves_into_what_they_cannot_see(server: Server) -> None:
    """A channel that is hidden later stays closed to those who do not see it, whatever role they ask for."""
    venue = await square(server, *ids(server.ada))
    await server.ada.edit_overwrites(channel_of(server, venue), server.guild.roles[server.guild.id], deny=VIEW)
    await server.quiet()
    with pytest.raises(RejectedError, match="cannot see"):
        await server.doors.admit(venue, str(server.cleo.id))


async def test_hiding_a_channel_for_a_while_puts_nobody_out(server: Server) -> None:
    """Once it is a role that says who takes part, hiding the channel and showing it again changes nothing."""
    venue = await square(server, *ids(server.ada, server.ben))
    await server.presence.members(venue)
    everyone = server.guild.roles[server.guild.id]
    channel = channel_of(server, venue)
    await server.ada.edit_overwrites(channel, server.bot, allow=VIEW)
    await server.ada.edit_overwrites(channel, everyone, deny=VIEW)
    await server.ada.edit_overwrites(channel, everyone)
    await server.quiet()
    assert server.items == []
    assert await server.names(venue) == {"Ada", "Ben"}


async def test_showing_a_hidden_channel_asks_for_a_role(server: Server) -> None:
    """When everybody comes to see a channel, its assembly needs a role: nobody joined or left by that."""
    venue = await hidden(server)
    await server.presence.members(venue)
    await server.ada.edit_overwrites(channel_of(server, venue), server.guild.roles[server.guild.id])
    (lost,) = await server.told(DoorLost)
    assert (lost.venue, server.moves()) == (venue, [])
    await server.doors.prepare(venue, "Leeds Moot", ids(server.ada, server.ben))
    assert await server.names(venue) == {"Ada", "Ben"}


async def test_a_deleted_role_is_no_departure(server: Server) -> None:
    """If the role is deleted nobody has gone: it is told that the door is lost, and it is made anew."""
    venue = await square(server, *ids(server.ada, server.ben))
    await server.presence.members(venue)
    (role,) = [role for role in server.guild.roles.values() if role.name == "Leeds Moot"]
    await server.ada.delete_role(server.guild, role)
    await server.ada.edit_channel(channel_of(server, venue), topic="tea")
    await server.quiet()
    (lost,) = await server.told(DoorLost)
    assert (lost.venue, server.moves()) == (venue, [])
    with pytest.raises(BusyError):
        await server.presence.members(venue)
    await server.doors.prepare(venue, "Leeds Moot", ids(server.ada, server.ben))
    assert await server.names(venue) == {"Ada", "Ben"}
    assert server.moves() == []


async def test_a_role_that_is_taken_from_all_and_then_deleted_is_no_departure(server: Server) -> None:
    """Should Discord take a role from its holders and only then delete it, they are back; who left before is not."""
    venue = await square(server, *ids(server.ada, server.ben, server.cleo))
    await server.presence.members(venue)
    await server.doors.dismiss(venue, str(server.cleo.id))
    (role,) = [role for role in server.guild.roles.values() if role.name == "Leeds Moot"]
    for person in (server.ada, server.ben):
        await server.ada.take_role(server.guild, person, role)
    await server.ada.delete_role(server.guild, role)
    await server.told(DoorLost)
    assert server.moves() == [("-", "Cleo"), ("-", "Ada"), ("-", "Ben"), ("+", "Ada"), ("+", "Ben")]
    assert isinstance(server.items[-1], DoorLost)


async def test_a_role_deleted_while_we_were_away_is_missed(server: Server) -> None:
    """After a start, a door that is wanting is told again."""
    venue = await square(server, *ids(server.ada))
    (role,) = [role for role in server.guild.roles.values() if role.name == "Leeds Moot"]
    await server.ada.delete_role(server.guild, role)
    await server.quiet()
    server.items.clear()
    changes = server.presence.guild_back(server.client.guilds[0])
    assert [type(item) for item in changes.items] == [DoorLost]
    assert venue in changes.gaps


async def test_without_the_right_it_says_which(server: Server) -> None:
    """A bot that may keep no roles names the permission, and who can give it."""
    async with serving(allowed=int(EVERYONE)) as poor:
        channel = await poor.ada.create_channel(poor.guild, "square")
        await poor.quiet()
        with pytest.raises(ForbiddenError, match=r"somebody who manages this server must give me .*Manage Roles"):
            await poor.doors.prepare(poor.venue(channel), "Leeds Moot", ids(poor.ben))


# --- threads


async def test_a_thread_has_its_channel_s_people(server: Server) -> None:
    """In a thread of a hidden channel those are who see the channel; a thread of an open one needs a role."""
    talk = await server.ada.create_channel(server.guild, "talk", private_to=[server.ben, server.bot])
    thread = await server.ada.thread(talk, "aside")
    open_thread = await server.ada.thread(await server.ada.create_channel(server.guild, "square"), "aside")
    await server.quiet()
    assert await server.names(server.venue(thread)) == {"Ada", "Ben"}
    await server.doors.prepare(server.venue(open_thread), "Leeds Moot", ids(server.cleo))
    assert await server.names(server.venue(open_thread)) == {"Cleo"}


async def test_a_thread_whose_role_is_deleted_does_not_take_its_channel_s(server: Server) -> None:
    """While a thread's own role is being made anew, those of its channel do not pass for its people."""
    above = await square(server, *ids(server.cleo))
    thread = await server.ada.thread(channel_of(server, above), "aside")
    await server.quiet()
    venue = server.venue(thread)
    assert await server.names(venue) == {"Cleo"}
    await server.doors.prepare(venue, "York Moot", ids(server.ben))
    assert await server.names(venue) == {"Ben"}
    (role,) = [role for role in server.guild.roles.values() if role.name == "York Moot"]
    await server.ada.delete_role(server.guild, role)
    (lost,) = await server.told(DoorLost)
    assert lost.venue == venue
    with pytest.raises(BusyError):
        await server.presence.members(venue)


async def test_an_archived_thread_is_still_a_venue(server: Server) -> None:
    """discord.py forgets a thread that is archived; its people are known all the same, and it is not lost."""
    talk = await server.ada.create_channel(server.guild, "talk", private_to=[server.ben, server.bot])
    thread = await server.ada.thread(talk, "aside")
    await server.quiet()
    venue = server.venue(thread)
    await server.presence.members(venue)
    await server.ada.archive(thread)
    await server.ada.edit_overwrites(talk, server.cleo, allow=VIEW)
    await server.quiet()
    assert server.moves() == [("+", "Cleo")]
    assert await server.names(venue) == {"Ada", "Ben", "Cleo"}


async def test_a_private_thread_has_those_who_were_added(server: Server) -> None:
    """Being added to a private thread and leaving it are told; others who see the channel are not in it."""
    square_ = await server.ada.create_channel(server.guild, "square")
    thread = await server.ada.thread(square_, "quiet", private=True)
    await server.ada.add_to_thread(thread, server.bot)
    await server.quiet()
    venue = server.venue(thread)
    assert await server.names(venue) == {"Ada"}
    await server.ada.add_to_thread(thread, server.ben)
    await server.quiet()
    server.discord.world.remove_thread_member(server.ben.id, thread.id, server.ben.id)
    await server.quiet()
    assert server.moves() == [("+", "Ben"), ("-", "Ben")]
    assert await server.names(venue) == {"Ada"}
    with pytest.raises(RejectedError, match="can add you"):
        await server.doors.admit(venue, str(server.ben.id))


async def test_a_private_thread_without_the_bot_is_lost(server: Server) -> None:
    """Put out of a private thread the bot has lost the venue; taken in again, it may have missed something."""
    square_ = await server.ada.create_channel(server.guild, "square")
    thread = await server.ada.thread(square_, "quiet", private=True)
    await server.ada.add_to_thread(thread, server.bot)
    await server.quiet()
    venue = server.venue(thread)
    await server.presence.members(venue)
    server.discord.world.remove_thread_member(server.ada.id, thread.id, server.bot.id)
    (lost,) = await server.told(VenueLost)
    assert lost.venue == venue
    server.gaps.clear()
    await server.ada.add_to_thread(thread, server.bot)
    await server.in_doubt(venue)


async def test_leaving_a_private_thread(server: Server) -> None:
    """Who leaves an assembly in a private thread is taken out of it, if the bot may; else it says what it needs."""
    square_ = await server.ada.create_channel(server.guild, "square")
    thread = await server.ada.thread(square_, "quiet", private=True)
    for each in (server.bot, server.ben):
        await server.ada.add_to_thread(thread, each)
    await server.quiet()
    with pytest.raises(ForbiddenError, match="Manage Threads"):
        await server.doors.dismiss(server.venue(thread), str(server.ben.id))
    role = await server.ada.create_role(server.guild, "threads", int(Permission.MANAGE_THREADS))
    await server.ada.give_role(server.guild, server.bot, role)
    await server.doors.dismiss(server.venue(thread), str(server.ben.id))
    assert thread.thread is not None
    assert server.ben.id not in thread.thread.members


# --- what is lost and comes back


async def test_a_deleted_channel_is_lost_with_its_threads(server: Server) -> None:
    """A channel that is deleted takes its threads along, archived ones too."""
    talk = await server.ada.create_channel(server.guild, "talk", private_to=[server.bot])
    thread = await server.ada.thread(talk, "aside")
    await server.quiet()
    venues = {server.venue(talk), server.venue(thread)}
    for venue in venues:
        await server.presence.members(venue)
    await server.ada.archive(thread)
    await server.ada.delete_channel(talk)
    await server.quiet()
    assert {item.venue for item in await server.told(VenueLost, 2)} == venues
    for venue in venues:
        with pytest.raises(GoneError):
            await server.presence.members(venue)
    assert server.moves() == []


@pytest.mark.parametrize("right", [Permission.VIEW_CHANNEL, Permission.READ_MESSAGE_HISTORY])
async def test_a_channel_that_the_bot_does_not_see_is_lost(server: Server, right: Permission) -> None:
    """Losing sight of a channel, or of what was said there, loses the venue, not its people; later it is in doubt."""
    venue = await hidden(server)
    await server.presence.members(venue)
    channel = channel_of(server, venue)
    await server.ada.edit_overwrites(channel, server.bot, deny=right)
    await server.ada.edit_overwrites(channel, server.cleo, allow=VIEW)
    await server.ada.edit_overwrites(channel, server.cleo)
    (lost,) = await server.told(VenueLost)
    with pytest.raises(GoneError):
        await server.presence.members(venue)
    server.gaps.clear()
    await server.ada.edit_overwrites(channel, server.bot, allow=right | VIEW)
    await server.in_doubt(venue)
    assert (lost.venue, server.moves()) == (venue, [])
    assert len(await server.told(VenueLost)) == 1
    assert await server.names(venue) == {"Ada", "Ben"}


async def test_a_channel_that_was_not_seen_from_the_start_is_in_doubt_when_it_is(server: Server) -> None:
    """A venue that is gone when it is first asked for may come back, and then something may have been missed."""
    channel = await server.ada.create_channel(server.guild, "talk", private_to=[server.ben])
    await server.quiet()
    venue = server.venue(channel)
    with pytest.raises(GoneError):
        await server.presence.members(venue)
    await server.ada.edit_overwrites(channel, server.bot, allow=VIEW)
    await server.in_doubt(venue)


async def test_a_server_that_puts_the_bot_out_is_lost(server: Server) -> None:
    """Without the bot on the server all its venues are lost, and asked for they are gone."""
    venues = {await hidden(server), await square(server, *ids(server.ben))}
    await server.ada.remove_bot(server.guild, server.bot)
    assert {item.venue for item in await server.told(VenueLost, 2)} == venues
    for venue in venues:
        with pytest.raises(GoneError):
            await server.presence.members(venue)


async def test_an_outage_of_the_server_is_nobody_s_departure(server: Server) -> None:
    """While Discord does not tell of the server nothing is known; who left meanwhile is not in the list after it."""
    venue = await hidden(server)
    await server.presence.members(venue)
    server.discord.world.set_unavailable(server.guild.id)
    await until(lambda: server.client.guilds[0].unavailable)
    with pytest.raises(BusyError):
        await server.presence.members(venue)
    del server.guild.members[server.ben.id]
    server.whole.clear()
    server.gaps.clear()
    server.discord.world.set_available(server.guild.id)
    await asyncio.wait_for(server.whole.wait(), 3)
    assert venue in server.gaps
    assert await server.names(venue) == {"Ada"}
    assert server.moves() == []
