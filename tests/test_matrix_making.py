"""Rooms that the bot makes for assemblies: each once, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from adapters.inbound import VenueGained
from adapters.matrix.making import MARK
from adapters.matrix.translating import room_of, venue_of
from adapters.platform import BusyError

if TYPE_CHECKING:
    from tests.support.matrix import Bot, Person, Village

pytestmark = pytest.mark.synapse

SEEN = "m.room.create"


async def state(person: Person, room: str, kind: str, key: str = "") -> dict[str, Any]:
    """Give a piece of a room's state."""
    return await person.call("GET", f"rooms/{room}/state/{kind}/{key}")


async def space_of(host: Person, bot: Bot, *rooms: str, power: int = 100) -> str:
    """Have a space of a host's with these rooms in it, in which the bot has some power."""
    space = await host.make_room(
        bot.id,
        name="Yorkshire",
        creation_content={"type": "m.space"},
        power_level_content_override={"users": {bot.id: power}},
    )
    await bot.until(lambda: venue_of(space) in {getattr(item, "venue", "") for item in bot.items})
    for room in rooms:
        await host.client.room_put_state(space, "m.space.child", {"via": ["localhost"]}, room)
        await host.client.room_put_state(room, "m.space.parent", {"via": ["localhost"], "canonical": True}, space)
    return space


async def test_a_room_is_what_it_was_asked_for(village: Village) -> None:
    """It has its name and purpose, nobody comes in uninvited, and the program does not hear that it was invited."""
    ben, bot = await village.person("ben"), await village.listening()
    venue = await bot.platform.make_venue("Leeds\u202e Moot", "What Leeds\ndecides.", near=None, key="leeds")
    room = room_of(venue)
    await bot.platform.let_in(venue, ben.id)
    await ben.join(room)
    assert (await state(ben, room, "m.room.name"))["name"] == "Leeds Moot"
    assert (await state(ben, room, "m.room.topic"))["topic"] == "What Leeds decides."
    assert (await state(ben, room, "m.room.join_rules"))["join_rule"] == "invite"
    await bot.until(lambda: venue in bot.gaps)
    assert bot.of(VenueGained) == []


async def test_rooms_can_be_open(village: Village) -> None:
    """Where the operator wants that, anybody may join the rooms that the bot makes."""
    ben, bot = await village.person("ben"), await village.listening(village.settings(open_rooms=True))
    await ben.join(room_of(await bot.platform.make_venue("Leeds", "", near=None, key="leeds")))


async def test_a_room_is_found_again(village: Village) -> None:
    """A bot that was restarted, and remembers nothing, knows which room it made for what; all at once is once."""
    bot = await village.listening()
    venues = await asyncio.gather(*(bot.platform.make_venue("Leeds", "", near=None, key="leeds") for _ in range(3)))
    assert len(set(venues)) == 1
    await bot.stop()
    bot = await village.listening(bot.settings)
    assert await bot.platform.make_venue("Leeds", "", near=None, key="leeds") == venues[0]
    assert len(await bot.platform.joined_venues()) == 1


async def test_a_room_of_which_the_answer_was_lost_is_found(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made, but never told of: the next try finds it rather than making another."""
    bot = await village.listening()
    await bot.platform.make_venue("York", "", near=None, key="york")
    maker = bot.platform._maker
    call = maker._homeserver.call

    async def cut_off(method: str, where: str, **more: Any) -> Any:
        answer = await call(method, where, **more)
        if where.endswith("createRoom"):
            raise BusyError("The homeserver could not be reached.", retry_after=1)
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(maker._homeserver, "call", cut_off)
        with pytest.raises(BusyError):
            await bot.platform.make_venue("Leeds", "", near=None, key="leeds")
    venue = await bot.platform.make_venue("Leeds", "", near=None, key="leeds")
    assert len(await bot.platform.joined_venues()) == 2
    assert venue in await bot.platform.joined_venues()


async def test_nobody_can_pass_a_room_off_as_the_bots(village: Village) -> None:
    """A room that says it was made for something, but by somebody else, is not taken for it."""
    ada, bot = await village.person("ada"), await village.listening()
    venue = await bot.platform.make_venue("Leeds", "", near=None, key="leeds")
    await bot.platform.let_in(venue, ada.id)
    await ada.join(room_of(venue))
    mark = (await state(ada, room_of(venue), SEEN))[MARK]
    false = await ada.make_room(bot.id, creation_content={MARK: mark})
    await bot.until(lambda: any(item.venue == venue_of(false) for item in bot.of(VenueGained)))
    await bot.stop()
    bot = await village.listening(bot.settings)
    assert await bot.platform.make_venue("Leeds", "", near=None, key="leeds") == venue


async def test_a_room_without_a_name_is_not_taken_for_a_private_one(village: Village) -> None:
    """With one person in it, it is still a room for many."""
    ben, bot = await village.person("ben"), await village.listening()
    venue = await bot.platform.make_venue("\u202e", "", near=None, key="leeds")
    await bot.platform.let_in(venue, ben.id)
    await ben.join(room_of(venue))
    assert (await state(ben, room_of(venue), "m.room.name"))["name"] == "Assembly"
    assert not await bot.platform._rooms.private(room_of(venue), direct=False)


async def test_a_room_is_put_into_the_space_beside(village: Village) -> None:
    """Beside a room in a space where the bot may add rooms, the new one is in that space, once however often asked."""
    ada, bot = await village.person("ada"), await village.listening()
    near = await village.assembly(bot, host=ada)
    space = await space_of(ada, bot, near)
    venue = await bot.platform.make_venue("Leeds", "", near=venue_of(near), key="leeds")
    assert (await state(ada, space, "m.space.child", room_of(venue)))["via"] == ["localhost"]
    await bot.platform.let_in(venue, ada.id)
    await ada.join(room_of(venue))
    assert (await state(ada, room_of(venue), "m.space.parent", space))["canonical"] is True
    await bot.platform.make_venue("Leeds", "", near=venue_of(near), key="leeds")
    added = [event for event in await ada.events(space) if event["sender"] == bot.id and "state_key" in event]
    assert [event["type"] for event in added] == ["m.room.member", "m.space.child"]


async def test_a_space_that_is_not_the_bots_to_fill_is_left_alone(village: Village) -> None:
    """Where it may not add rooms, or the space knows nothing of the one beside, the room is made all the same."""
    ada, bot = await village.person("ada"), await village.listening()
    near = await village.assembly(bot, host=ada)
    strict = await space_of(ada, bot, near, power=0)
    unaware = await space_of(ada, bot)
    await ada.client.room_put_state(near, "m.space.parent", {"via": ["localhost"]}, unaware)
    await ada.client.room_put_state(near, "m.space.parent", {"via": ["localhost"]}, "!elsewhere:localhost")
    venue = await bot.platform.make_venue("Leeds", "", near=venue_of(near), key="leeds")
    assert venue in await bot.platform.joined_venues()
    for space in (strict, unaware):
        events = await ada.events(space)
        assert not [each for each in events if each["type"] == "m.space.child" and each["state_key"] == room_of(venue)]


def test_an_address_names_servers_that_know_the_room(village: Village) -> None:
    """The bot's own server is in every room it is in; ids of older rooms name another."""
    bot = village.bot()
    assert bot.platform.link_to(venue_of("!abc")) == "https://matrix.to/#/!abc?via=localhost"
    assert (
        bot.platform.link_to(venue_of("!a/b?c:example.org:8448"))
        == "https://matrix.to/#/!a%2Fb%3Fc:example.org:8448?via=localhost&via=example.org:8448"
    )
