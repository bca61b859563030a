"""What the bot must be allowed to do, and the words for what it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.discord import rights
from tests.localcord.permissions import EVERYONE, Permission
from tests.support.discord_server import Server, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.discord.rights import GuildChannel
    from tests.localcord.model import Channel


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Have the bot on a server with no more rights than anybody."""
    async with serving(allowed=0) as started:
        yield started


async def known(server: Server, channel: Channel) -> GuildChannel:
    """Give discord.py's own object of a channel or thread, with all changes so far."""
    await server.quiet()
    found = server.client.guilds[0].get_channel_or_thread(channel.id)
    assert found is not None
    return found


def test_the_invitation_asks_for_what_is_needed_and_no_more() -> None:
    """The link names the application, both scopes and just these permissions: never an administrator's."""
    link = urlsplit(rights.invite_link(123))
    asked = parse_qs(link.query)
    assert (link.hostname, asked["client_id"], asked["scope"]) == (
        "discord.com",
        ["123"],
        ["bot applications.commands"],
    )
    assert int(asked["permissions"][0]) == (
        Permission.VIEW_CHANNEL
        | Permission.READ_MESSAGE_HISTORY
        | Permission.SEND_MESSAGES
        | Permission.SEND_MESSAGES_IN_THREADS
        | Permission.MANAGE_ROLES
        | Permission.EMBED_LINKS
        | Permission.ADD_REACTIONS
        | Permission.MANAGE_MESSAGES
        | Permission.ATTACH_FILES
        | Permission.MANAGE_CHANNELS
        | Permission.CREATE_INSTANT_INVITE
        | Permission.CREATE_EVENTS
    )


async def test_a_bot_that_was_invited_so_lacks_nothing() -> None:
    """With what the invitation asks for, nothing is lacking, nor wanting, in a channel or a thread."""
    async with serving() as server:
        talk = await server.ada.create_channel(server.guild, "talk")
        for channel in (await known(server, talk), await known(server, await server.ada.thread(talk, "aside"))):
            assert rights.lacking(channel, channel.guild.me, public=True) == []
            assert rights.wanting(channel, channel.guild.me) == []
            assert rights.beyond(channel.guild.me) == []


async def test_what_lacks_is_named_with_what_it_is_for(server: Server) -> None:
    """A permission that is wanting is named as Discord calls it; the role's only where a role is needed."""
    channel = await known(server, await server.ada.create_channel(server.guild, "talk"))
    me = channel.guild.me
    assert rights.lacking(channel, me, public=False) == []
    lacking = rights.lacking(channel, me, public=True)
    assert lacking == ["the permission “Manage Roles” (to keep the role of those who take part)"]
    assert rights.request(lacking, to="hold an assembly here") == (
        "To hold an assembly here I need the permission “Manage Roles” (to keep the role of those who take part). "
        "Somebody who manages this server can give me that, under Server Settings, Roles, at my own role, or in the "
        "settings of this channel."
    )
    assert ["Manage Messages" in each for each in rights.wanting(channel, me)] == [True]


async def test_permission_to_change_permissions_makes_no_roles(server: Server) -> None:
    """In one channel the bit of Manage Roles means something else: it does not count there."""
    talk = await server.ada.create_channel(server.guild, "talk")
    await server.ada.edit_overwrites(talk, server.bot, allow=Permission.MANAGE_ROLES)
    channel = await known(server, talk)
    assert rights.lacking(channel, channel.guild.me, public=True)


async def test_threads_need_their_own_right(server: Server) -> None:
    """Writing in a thread takes another permission than writing in its channel."""
    talk = await server.ada.create_channel(server.guild, "talk")
    thread = await server.ada.thread(talk, "aside")
    await server.ada.edit_overwrites(talk, server.bot, deny=Permission.SEND_MESSAGES)
    channel, aside = await known(server, talk), await known(server, thread)
    assert [rights.lacking(each, channel.guild.me, public=False) != [] for each in (channel, aside)] == [True, False]
    await server.ada.edit_overwrites(talk, server.bot, deny=Permission.SEND_MESSAGES_IN_THREADS)
    channel, aside = await known(server, talk), await known(server, thread)
    assert [rights.lacking(each, channel.guild.me, public=False) != [] for each in (channel, aside)] == [False, True]


async def test_a_hidden_channel_lacks_everything(server: Server) -> None:
    """Where the bot sees nothing, all that is needed is asked for, and it does not count as seen."""
    channel = await known(server, await server.ada.create_channel(server.guild, "talk", private_to=[server.ben]))
    me = channel.guild.me
    assert len(rights.lacking(channel, me, public=False)) == 3
    assert not rights.sees(channel, me)
    assert not rights.may(rights.EMBEDS, channel, me)


async def test_who_manages_the_server_administers(server: Server) -> None:
    """The owner and whoever has Manage Server administer; others, whatever else they may do, do not."""
    for right in (Permission.MANAGE_GUILD, EVERYONE | Permission.MANAGE_ROLES | Permission.MANAGE_CHANNELS):
        role = await server.ada.create_role(server.guild, "staff", int(right))
        await server.ada.give_role(server.guild, server.ben if right == Permission.MANAGE_GUILD else server.cleo, role)
    await server.quiet()
    guild = server.client.guilds[0]
    members = [guild.get_member(person.id) for person in (server.ada, server.ben, server.cleo)]
    assert [member is not None and rights.administers(member) for member in members] == [True, True, False]
