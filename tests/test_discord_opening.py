"""Opening venues on Discord to those who have a place there, and closing them: by whichever way in there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.discord.opening import Opening
from adapters.discord.places import Place
from adapters.discord.rights import permissions
from adapters.platform import BusyError, ForbiddenError, GoneError, RejectedError
from tests.localcord.permissions import EVERYONE, Permission
from tests.support.discord_server import Server, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from deliberation.ids import VenueId
    from tests.localcord.model import Channel
    from tests.localcord.people import Person

VIEW = Permission.VIEW_CHANNEL
GIVE_ROLE = "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"
TAKE_ROLE = "DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}"
SHOW = "PUT /channels/{channel_id}/permissions/{overwrite_id}"
HIDE = "DELETE /channels/{channel_id}/permissions/{overwrite_id}"
INVITE = "POST /channels/{channel_id}/invites"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Have the bot on a server."""
    async with serving() as started:
        yield started


def opening(server: Server) -> Opening:
    """Give what opens and closes venues."""
    return Opening(server.doors, server.client.guild_of)


def account(person: Person) -> str:
    return str(person.id)


async def hidden(server: Server) -> tuple[Channel, VenueId]:
    """Have an assembly meet in a channel that the owner and Ben see."""
    channel = await server.ada.create_channel(server.guild, "talk", private_to=[server.ben, server.bot])
    await server.quiet()
    return channel, server.venue(channel)


def asked(server: Server, *routes: str) -> list[int]:
    """Count the requests of each route."""
    return [len(server.discord.requests(route)) for route in routes]


async def test_a_door_is_opened_by_its_role(server: Server) -> None:
    """Where a role tells who takes part, it is given and taken, each once, and that is told like anybody's coming."""
    channel = await server.ada.create_channel(server.guild, "square")
    await server.quiet()
    venue, way = server.venue(channel), opening(server)
    with pytest.raises(BusyError, match="being made"):
        await way.let_in(venue, account(server.ben))
    await server.doors.prepare(venue, "Leeds Moot", [])
    await server.presence.members(venue)
    for move in (way.let_in, way.let_in, way.put_out, way.put_out, way.let_in):
        await move(venue, account(server.ben))
    assert asked(server, GIVE_ROLE, TAKE_ROLE) == [2, 1]
    await server.quiet()
    assert server.moves() == [("+", "Ben"), ("-", "Ben"), ("+", "Ben")]


async def test_a_hidden_channel_is_opened_by_a_permission(server: Server) -> None:
    """Who does not see it is shown it, and no more; when it is closed to them, nothing of that is left."""
    channel, venue = await hidden(server)
    await server.presence.members(venue)
    way, cleo = opening(server), account(server.cleo)
    for move in (way.let_in, way.let_in, way.put_out, way.put_out, way.let_in, way.put_out):
        await move(venue, cleo)
    assert asked(server, SHOW, HIDE) == [2, 2]
    assert server.cleo.id not in channel.overwrites
    await server.quiet()
    assert server.moves() == [("+", "Cleo"), ("-", "Cleo")] * 2


async def test_what_else_somebody_may_there_stays(server: Server) -> None:
    """A permission that somebody was given or denied by hand is neither lost nor changed."""
    channel, venue = await hidden(server)
    await server.ada.edit_overwrites(channel, server.cleo, deny=Permission.ATTACH_FILES)
    await server.quiet()
    way, cleo = opening(server), account(server.cleo)
    await way.let_in(venue, cleo)
    assert (channel.overwrites[server.cleo.id].allow, channel.overwrites[server.cleo.id].deny) == (
        VIEW,
        Permission.ATTACH_FILES,
    )
    await way.put_out(venue, cleo)
    assert (channel.overwrites[server.cleo.id].allow, channel.overwrites[server.cleo.id].deny) == (
        0,
        Permission.ATTACH_FILES,
    )


async def test_who_sees_a_channel_otherwise_is_let_be(server: Server) -> None:
    """Somebody who sees a channel by a role of the server's needs nothing, and keeps it."""
    channel, venue = await hidden(server)
    role = await server.ada.create_role(server.guild, "friends")
    await server.ada.edit_overwrites(channel, role, allow=VIEW)
    await server.ada.give_role(server.guild, server.cleo, role)
    await server.quiet()
    way = opening(server)
    await way.let_in(venue, account(server.cleo))
    await way.put_out(venue, account(server.cleo))
    assert asked(server, SHOW, HIDE) == [0, 0]
    assert "Cleo" in await server.names(venue)


async def test_somebody_is_added_to_a_private_thread(server: Server) -> None:
    """In a private thread those are whom somebody added, so they are added; who cannot see its channel is not."""
    talk = await server.ada.create_channel(server.guild, "talk")
    thread = await server.ada.thread(talk, "aside", private=True)
    await server.ada.add_to_thread(thread, server.bot)
    everything = permissions() | type(permissions())(manage_threads=True)
    (own,) = server.guild.members[server.bot.id].roles
    server.discord.world.edit_role(server.ada.id, server.guild.id, own, {"permissions": str(everything.value)})
    await server.quiet()
    venue, way = server.venue(thread), opening(server)
    await server.presence.members(venue)
    for move in (way.let_in, way.let_in, way.put_out, way.put_out, way.let_in):
        await move(venue, account(server.ben))
    assert server.ben.id in (thread.thread.members if thread.thread else {})
    await server.ada.edit_overwrites(talk, server.cleo, deny=VIEW)
    await server.quiet()
    with pytest.raises(RejectedError, match="You cannot see the channel of that thread"):
        await way.let_in(venue, account(server.cleo))


async def test_who_is_not_in_the_server_is_shown_the_way(server: Server) -> None:
    """The refusal has an invitation by which they really come in; it is made once, however many need it."""
    _, venue = await hidden(server)
    await server.ada.create_channel(server.guild, "hall")
    await server.quiet()
    way, dan = opening(server), server.discord.person("Dan")
    with pytest.raises(RejectedError, match=r"not in the server Orchard\. With this invitation") as refused:
        await way.let_in(venue, account(dan))
    with pytest.raises(RejectedError):
        await way.let_in(venue, "987654321")
    assert asked(server, INVITE) == [1]
    await dan.come_by(str(refused.value).rpartition(" ")[2])
    await server.quiet()
    await way.let_in(venue, account(dan))
    assert "Dan" in await server.names(venue)
    await way.put_out(venue, "987654321")


async def test_an_invitation_leads_where_everybody_is(server: Server) -> None:
    """Strangers are invited to a channel that all can see, while there is one."""
    channel, venue = await hidden(server)
    way = opening(server)
    with pytest.raises(RejectedError):
        await way.let_in(venue, "987654321")
    assert server.discord.requests(INVITE)[-1].path == f"/channels/{channel.id}/invites"
    hall = await server.ada.create_channel(server.guild, "hall")
    await server.quiet()
    with pytest.raises(RejectedError):
        await opening(server).let_in(venue, "987654321")
    assert server.discord.requests(INVITE)[-1].path == f"/channels/{hall.id}/invites"


async def test_without_the_right_to_invite_somebody_else_must(server: Server) -> None:
    """Where the bot may make no invitation, or Discord makes none, it says that somebody in the server can."""
    _, venue = await hidden(server)
    server.discord.faults.answer(403, INVITE)
    with pytest.raises(RejectedError, match="Somebody in it can invite you"):
        await opening(server).let_in(venue, "987654321")
    for role in server.guild.roles.values():
        role.permissions &= ~int(Permission.CREATE_INSTANT_INVITE)
    server.discord.world.edit_role(server.ada.id, server.guild.id, server.guild.id, {"name": "everyone"})
    (own,) = server.guild.members[server.bot.id].roles
    server.discord.world.edit_role(server.ada.id, server.guild.id, own, {"hoist": True})
    await server.quiet()
    before = asked(server, INVITE)
    with pytest.raises(RejectedError, match="Somebody in it can invite you"):
        await opening(server).let_in(venue, "987654321")
    assert asked(server, INVITE) == before


async def test_a_right_that_is_wanting_is_named_and_nothing_is_tried(server: Server) -> None:
    """Where the bot may not change who sees a channel, it says what it takes, and does not ask Discord in vain."""
    async with serving(allowed=int(EVERYONE)) as poor:
        channel = await poor.ada.create_channel(poor.guild, "talk", private_to=[poor.ben, poor.bot])
        await poor.quiet()
        with pytest.raises(ForbiddenError, match=r"let people see this channel: .* “Manage Permissions”"):
            await opening(poor).let_in(poor.venue(channel), account(poor.cleo))
        assert asked(poor, SHOW) == [0]


async def test_a_channel_that_is_gone_is_gone(server: Server) -> None:
    """Nobody is let into a channel that was deleted, or into a private conversation."""
    channel, venue = await hidden(server)
    await server.ada.delete_channel(channel)
    await server.quiet()
    with pytest.raises(GoneError):
        await opening(server).let_in(venue, account(server.cleo))
    with pytest.raises(RejectedError, match="private conversation"):
        await opening(server).let_in(Place(0, 5).venue, account(server.cleo))
