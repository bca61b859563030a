"""Roles on Discord that show who holds an office and who is a member: they follow what was decided, and do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.discord import roles
from adapters.discord.honours import Honours
from adapters.discord.places import Place
from adapters.platform import BusyError, ForbiddenError, RejectedError
from tests.localcord.permissions import EVERYONE
from tests.support.discord_server import Server, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from deliberation.ids import VenueId
    from tests.localcord.model import Role
    from tests.localcord.people import Person

MAKE = "POST /guilds/{guild_id}/roles"
GIVE = "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"
TAKE = "DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Have the bot on a server."""
    async with serving() as started:
        yield started


async def honours(server: Server) -> Honours:
    """Give what shows honours, as a program that was just started has it."""
    made = Honours(server.slips, server.client.guild_of, lambda: frozenset(server.venues))
    await made.load()
    return made


async def hall(server: Server, name: str = "hall") -> VenueId:
    """Have an assembly meet in a channel."""
    channel = await server.ada.create_channel(server.guild, name)
    await server.quiet()
    return server.venue(channel)


def ids(*people: Person) -> list[str]:
    return [str(person.id) for person in people]


def found(server: Server, name: str) -> list[Role]:
    """List the roles of a name."""
    return [role for role in server.guild.roles.values() if role.name == name]


def shown(server: Server, name: str) -> set[str]:
    """Name those who have the only role of a name."""
    (role,) = found(server, name)
    return {member.user.name for member in server.guild.members.values() if role.id in member.roles}


def asked(server: Server) -> list[int]:
    """Count the roles that were made, given and taken."""
    return [len(server.discord.requests(route)) for route in (MAKE, GIVE, TAKE)]


async def test_roles_follow_what_was_decided(server: Server) -> None:
    """An office and membership are shown by roles that are given and taken exactly as it is; nothing is asked twice."""
    venue, showing = await hall(server), await honours(server)
    for _ in range(2):
        await showing.honour(venue, {"secretary": ids(server.ben), "treasurer": []}, ids(server.ben, server.cleo))
    assert (shown(server, "Secretary"), shown(server, "Member")) == ({"Ben"}, {"Ben", "Cleo"})
    assert asked(server) == [2, 3, 0]
    await showing.honour(venue, {"secretary": ids(server.cleo)}, ids(server.cleo))
    assert (shown(server, "Secretary"), shown(server, "Member")) == ({"Cleo"}, {"Cleo"})
    await showing.honour(venue, {}, [])
    assert (shown(server, "Secretary"), shown(server, "Member")) == (set(), set())
    assert asked(server) == [2, 4, 4]
    assert not found(server, "Treasurer")


async def test_the_roles_let_nobody_do_anything(server: Server) -> None:
    """They have no permissions, cannot be mentioned, and stand apart from nobody; a name is a role's name whatever."""
    venue, showing = await hall(server), await honours(server)
    await showing.honour(venue, {"secretary": ids(server.ben), "x" * 200: ids(server.ben)}, [])
    made = [role for role in server.guild.roles.values() if role.name == "Secretary" or role.name.startswith("Xxx")]
    assert len(made) == 2
    assert all((role.permissions, role.mentionable, role.hoist) == (0, False, False) for role in made)


async def test_a_role_of_that_name_is_not_taken_for_ours(server: Server) -> None:
    """Somebody may have made one that lets its holders do things: it is given to nobody."""
    venue, showing = await hall(server), await honours(server)
    theirs = await server.ada.create_role(server.guild, "Secretary", int(EVERYONE))
    await server.quiet()
    await showing.honour(venue, {"secretary": ids(server.ben)}, [])
    assert not [member for member in server.guild.members.values() if theirs.id in member.roles]
    assert len(found(server, "Secretary")) == 2


async def test_a_deleted_role_is_made_anew(server: Server) -> None:
    """Whoever deletes it takes it from nobody for good."""
    venue, showing = await hall(server), await honours(server)
    await showing.honour(venue, {"secretary": ids(server.ben)}, [])
    await server.ada.delete_role(server.guild, found(server, "Secretary")[0])
    await server.quiet()
    await showing.honour(venue, {"secretary": ids(server.ben)}, [])
    assert shown(server, "Secretary") == {"Ben"}


async def test_what_somebody_gave_by_hand_is_taken_again(server: Server) -> None:
    """Nobody is shown to be what they are not."""
    venue, showing = await hall(server), await honours(server)
    await showing.honour(venue, {}, ids(server.ben))
    await server.ada.give_role(server.guild, server.cleo, found(server, "Member")[0])
    await server.quiet()
    await showing.honour(venue, {}, ids(server.ben))
    assert shown(server, "Member") == {"Ben"}


async def test_a_server_has_one_role_for_all_its_assemblies(server: Server) -> None:
    """Somebody keeps a role while one assembly of the server gives it to them, also over a restart of the bot."""
    first, second = await hall(server, "leeds"), await hall(server, "york")
    showing = await honours(server)
    await showing.honour(first, {"secretary": ids(server.ben)}, ids(server.ben, server.cleo))
    await showing.honour(second, {"secretary": ids(server.cleo)}, ids(server.ben))
    assert shown(server, "Secretary") == {"Ben", "Cleo"}
    showing = await honours(server)
    await showing.honour(first, {}, [])
    assert (shown(server, "Secretary"), shown(server, "Member")) == ({"Cleo"}, {"Ben"})


async def test_a_venue_that_is_none_any_more_shows_nothing(server: Server) -> None:
    """What an assembly showed that meets here no longer is forgotten when there is something else to show."""
    first, second = await hall(server, "leeds"), await hall(server, "york")
    showing = await honours(server)
    await showing.honour(first, {"secretary": ids(server.ben)}, [])
    server.venues.discard(first)
    await showing.honour(second, {}, [])
    assert shown(server, "Secretary") == set()
    assert not [key for key in server.slips.kept if key.startswith("shown:")]


async def test_who_is_not_there_is_passed_over(server: Server) -> None:
    """Accounts that are not in the server, or are none, do no harm; a private conversation shows nothing."""
    venue, showing = await hall(server), await honours(server)
    await showing.honour(venue, {"secretary": ["987654321", "@ben:example.org"]}, ["", *ids(server.ben)])
    assert shown(server, "Member") == {"Ben"}
    assert not found(server, "Secretary")
    await showing.honour(Place(0, 5).venue, {"secretary": ids(server.ben)}, [])


async def test_a_right_that_is_wanting_is_named_once() -> None:
    """Without the right, nothing is asked of Discord; it is said once for each server, and again after it was given."""
    async with serving(allowed=int(EVERYONE)) as poor:
        venue, showing = await hall(poor), await honours(poor)
        with pytest.raises(ForbiddenError, match=r"give the roles that show .* “Manage Roles”"):
            await showing.honour(venue, {"secretary": ids(poor.ben)}, [])
        await showing.honour(venue, {"secretary": ids(poor.ben)}, [])
        assert asked(poor) == [0, 0, 0]


async def test_a_role_above_the_bots_own_cannot_be_given(server: Server) -> None:
    """Somebody who drags it above the bot's is told what to do, and nothing is tried in vain."""
    venue, showing = await hall(server), await honours(server)
    await showing.honour(venue, {}, ids(server.ben))
    role = found(server, "Member")[0]
    server.discord.world.move_roles(server.ada.id, server.guild.id, [(role.id, 9)])
    await server.quiet()
    with pytest.raises(ForbiddenError, match="put my own role above"):
        await showing.honour(venue, {}, ids(server.cleo))
    assert asked(server) == [1, 1, 0]


async def test_a_full_server_is_told_so(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room for one more role, that is said, with what to do."""
    monkeypatch.setattr(roles, "MOST", len(server.guild.roles) + 1)
    venue, showing = await hall(server), await honours(server)
    with pytest.raises(RejectedError, match="as many roles as Discord allows"):
        await showing.honour(venue, {}, ids(server.ben))


async def test_what_broke_off_is_finished(server: Server) -> None:
    """Where Discord fails half way, doing it again does the rest."""
    venue, showing = await hall(server), await honours(server)
    server.discord.faults.answer(503, GIVE, times=9)
    with pytest.raises(BusyError):
        await showing.honour(venue, {"secretary": ids(server.ben)}, ids(server.ben, server.cleo))
    server.discord.faults.recover()
    showing = await honours(server)
    await showing.honour(venue, {"secretary": ids(server.ben)}, ids(server.ben, server.cleo))
    assert (shown(server, "Secretary"), shown(server, "Member")) == ({"Ben"}, {"Ben", "Cleo"})


async def test_nothing_is_shown_before_it_is_known_what_was(server: Server) -> None:
    """Until what is remembered was read, the roles that there are would be taken for somebody else's."""
    venue = await hall(server)
    early = Honours(server.slips, server.client.guild_of, lambda: frozenset(server.venues))
    with pytest.raises(BusyError):
        await early.honour(venue, {"secretary": ids(server.ben)}, [])
