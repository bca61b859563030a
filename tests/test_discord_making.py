"""Channels that the bot makes for assemblies on Discord: hidden, with a door, each once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.discord import making
from adapters.discord.doors import Doors
from adapters.discord.making import Maker
from adapters.discord.opening import Opening
from adapters.discord.places import Place, address_of, place_of
from adapters.platform import BusyError, ForbiddenError, RejectedError
from tests.localcord import world_channels
from tests.localcord.model import ChannelType
from tests.localcord.permissions import EVERYONE, Permission
from tests.support.discord_server import Server, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from deliberation.ids import VenueId
    from tests.localcord.model import Channel

MAKE = "POST /guilds/{guild_id}/channels"
VIEW = Permission.VIEW_CHANNEL


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Have the bot on a server."""
    async with serving() as started:
        yield started


async def maker(server: Server) -> Maker:
    """Give what makes channels, as a program that was just started has it."""
    doors = Doors(server.slips, server.client.guild_of)
    await doors.load()
    made = Maker(lambda: server.client, server.slips, doors)
    await made.load()
    return made


async def hall(server: Server, name: str = "hall", parent: Channel | None = None) -> VenueId:
    """Have a channel that everybody sees."""
    channel = await server.ada.create_channel(server.guild, name, parent=parent)
    await server.quiet()
    return Place(server.guild.id, channel.id).venue


def channel(server: Server, venue: VenueId) -> Channel:
    """Give the channel of a venue."""
    return server.guild.channels[place_of(venue).channel]


async def test_a_channel_is_what_it_was_asked_for(server: Server) -> None:
    """It has its name and purpose as text; those see it who have its role, and besides only whoever runs the server."""
    near, make = await hall(server), await maker(server)
    venue = await make.make("Leeds Moot", "What *Leeds* decides.\n@everyone", near=near, key="leeds")
    made = channel(server, venue)
    assert (made.name, made.topic) == ("leeds-moot", r"What \*Leeds\* decides. \@everyone")
    world = server.discord.world
    assert [world.may_view(each.id, made.id) for each in (server.ada, server.ben, server.bot)] == [True, False, True]
    (role,) = [role for role in server.guild.roles.values() if role.name == "Leeds Moot"]
    assert (role.permissions, role.mentionable) == (0, False)
    assert address_of(place_of(venue)) == f"https://discord.com/channels/{server.guild.id}/{made.id}"


async def test_its_role_is_its_door(server: Server) -> None:
    """Who is let in has the role and takes part; who only sees the channel, as the owner does, does not."""
    near, make = await hall(server), await maker(server)
    venue = await make.make("Leeds Moot", "", near=near, key="leeds")
    await server.doors.load()
    server.venues.add(venue)
    assert await server.names(venue) == set()
    await Opening(server.doors, server.client.guild_of).let_in(venue, str(server.ben.id))
    assert await server.names(venue) == {"Ben"}
    assert server.discord.world.may_view(server.ben.id, place_of(venue).channel)
    assert await server.doors.prepare(venue, "Leeds Moot", [str(server.cleo.id)], of="a-1") == "Leeds Moot"
    assert await server.names(venue) == {"Ben", "Cleo"}
    assert [role.name for role in server.guild.roles.values()].count("Leeds Moot") == 1


async def test_a_channel_is_made_once(server: Server) -> None:
    """Asked for again, all at once or after a restart, it is the same one; one that was deleted is made anew."""
    near, make = await hall(server), await maker(server)
    venues = await asyncio.gather(*(make.make("Leeds", "", near=near, key="leeds") for _ in range(3)))
    assert len(set(venues)) == 1
    assert await (await maker(server)).make("Leeds", "", near=near, key="leeds") == venues[0]
    await server.ada.delete_channel(channel(server, venues[0]))
    await server.quiet()
    assert await make.make("Leeds", "", near=near, key="leeds") != venues[0]
    assert [role.name for role in server.guild.roles.values()].count("Leeds") == 1


async def test_a_channel_that_somebody_hid_is_the_same_one(server: Server) -> None:
    """Whoever runs the server may take a channel from the bot: no other is made behind their back."""
    near, make = await hall(server), await maker(server)
    venue = await make.make("Leeds", "", near=near, key="leeds")
    await server.ada.edit_overwrites(channel(server, venue), server.bot, deny=VIEW)
    await server.quiet()
    server.client.guilds[0]._channels.pop(place_of(venue).channel)
    assert await make.make("Leeds", "", near=near, key="leeds") == venue


async def test_two_of_one_name_share_nothing(server: Server) -> None:
    """Assemblies of the same name have channels and roles of their own."""
    near, make = await hall(server), await maker(server)
    first, second = [await make.make("Leeds", "", near=near, key=key) for key in ("one", "two")]
    doors = [set(channel(server, venue).overwrites) & set(server.guild.roles) for venue in (first, second)]
    assert doors[0] & doors[1] == {server.guild.id}


@pytest.mark.parametrize("heard", [True, False])
async def test_a_channel_of_which_the_answer_was_lost_is_found(server: Server, heard: bool) -> None:
    """Made, but never told of, or told only by the gateway: the next try finds it, though the bot was restarted."""
    near, make = await hall(server), await maker(server)
    server.discord.faults.cut_after(MAKE, times=9)
    await server.ada.create_channel(server.guild, "Folkmoot", kind=ChannelType.CATEGORY)
    await server.quiet()
    if heard:
        with pytest.raises(BusyError):
            await make.make("Leeds", "", near=near, key="leeds")
    else:
        with server.discord.faults.deaf("CHANNEL_CREATE"), pytest.raises(BusyError):
            await make.make("Leeds", "", near=near, key="leeds")
    server.discord.faults.recover()
    made = [each for each in server.guild.channels.values() if each.name == "leeds"]
    venue = await (await maker(server)).make("Leeds", "", near=near, key="leeds")
    assert place_of(venue).channel in {each.id for each in made}
    assert len([each for each in server.guild.channels.values() if each.name == "leeds"]) == len(made)


async def test_it_stands_beside_the_other(server: Server) -> None:
    """It is in the category of the channel beside it; where there is none, or that is full, in one called Folkmoot."""
    shelf = await server.ada.create_channel(server.guild, "Yorkshire", kind=ChannelType.CATEGORY)
    near, alone = await hall(server, "near", shelf), await hall(server, "alone")
    make = await maker(server)
    assert channel(server, await make.make("A", "", near=near, key="a")).parent_id == shelf.id
    parent = channel(server, await make.make("B", "", near=alone, key="b")).parent_id
    assert server.guild.channels[parent or 0].name == "Folkmoot"
    assert channel(server, await make.make("C", "", near=alone, key="c")).parent_id == parent
    for number in range(48):
        await server.ada.create_channel(server.guild, f"full-{number}", parent=shelf)
    await server.quiet()
    assert channel(server, await make.make("D", "", near=near, key="d")).parent_id == parent


async def test_a_full_category_is_followed_by_another(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the one called Folkmoot is full, there is a second."""
    monkeypatch.setattr(making, "MOST_IN_CATEGORY", 2)
    near, make = await hall(server), await maker(server)
    parents = [channel(server, await make.make(key, "", near=near, key=key)).parent_id for key in "abcde"]
    assert [parents.index(parent) for parent in parents] == [0, 0, 2, 2, 4]


async def test_a_full_server_is_told_so(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Discord takes no more channels, that is said with what to do, before or after asking it."""
    near, make = await hall(server), await maker(server)
    monkeypatch.setattr(world_channels, "MOST_CHANNELS", len(server.guild.channels))
    with pytest.raises(RejectedError, match="as many channels as Discord allows"):
        await make.make("Leeds", "", near=near, key="leeds")
    monkeypatch.setattr(making, "MOST_CHANNELS", len(server.guild.channels))
    with pytest.raises(RejectedError, match="as many channels as Discord allows"):
        await make.make("Leeds", "", near=near, key="leeds")


async def test_a_right_that_is_wanting_is_named() -> None:
    """Without it nothing is made, and it is said which it takes."""
    async with serving(allowed=int(EVERYONE | Permission.MANAGE_ROLES)) as poor:
        near = await hall(poor)
        with pytest.raises(ForbiddenError, match="“Manage Channels” and “Manage Roles”"):
            await (await maker(poor)).make("Leeds", "", near=near, key="leeds")
        assert not poor.discord.requests("POST /guilds/{guild_id}/roles")


async def test_where_it_is_to_be_must_be_known(server: Server) -> None:
    """With one server that is clear; with two it must be said; beside a private conversation there is nothing."""
    make = await maker(server)
    assert place_of(await make.make("Leeds", "", near=None, key="leeds")).guild == server.guild.id
    with pytest.raises(RejectedError, match="private conversation"):
        await make.make("Leeds", "", near=Place(0, 5).venue, key="x")
    away = server.discord.guild("Away", server.ada)
    server.discord.world.add_bot(away.id, server.bot.id, 8)
    await server.quiet()
    with pytest.raises(RejectedError, match="I am in 2 servers"):
        await make.make("Leeds", "", near=None, key="another")


async def test_nothing_is_made_before_it_is_known_what_was(server: Server) -> None:
    """Until what is remembered was read, a channel would be made twice."""
    near = await hall(server)
    with pytest.raises(BusyError):
        await Maker(lambda: server.client, server.slips, server.doors).make("Leeds", "", near=near, key="leeds")
