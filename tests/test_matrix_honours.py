"""The power that a secretary has in a room: it comes and goes with the office, and is nobody else's business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.matrix.translating import venue_of
from adapters.platform import ForbiddenError, GoneError

if TYPE_CHECKING:
    from tests.support.matrix import Bot, Person, Village

pytestmark = pytest.mark.synapse

LEVELS = "m.room.power_levels"
PUT_LEVELS = f"state/{LEVELS}"


async def users(person: Person, room: str) -> dict[str, Any]:
    """Give the levels that people have by name."""
    return dict((await person.call("GET", f"rooms/{room}/state/{LEVELS}"))["users"])


async def raise_to(person: Person, room: str, who: str, level: int | None) -> None:
    """Have somebody who administers a room set a level by hand."""
    levels = await person.call("GET", f"rooms/{room}/state/{LEVELS}")
    named = {**levels["users"], who: level}
    named = {user: each for user, each in named.items() if each is not None}
    await person.client.room_put_state(room, LEVELS, {**levels, "users": named})


async def changes(person: Person, room: str) -> int:
    """Count how often the levels of a room were set."""
    return sum(event["type"] == LEVELS for event in await person.events(room))


async def hall(village: Village, bot: Bot, host: Person, *others: Person, power: int = 100, **room: Any) -> str:
    """Have a room of a host's in which the bot has some power."""
    override = {"users": {bot.id: power, **room.pop("users", {})}}
    return await village.assembly(bot, *others, host=host, power_level_content_override=override, **room)


async def honour(bot: Bot, room: str, *secretaries: Person) -> None:
    """Have these people be the secretaries."""
    offices = {"secretary": [each.id for each in secretaries], "treasurer": ["@nobody:localhost"]}
    await bot.platform.honour(venue_of(room), offices, [])


async def test_power_follows_the_office(village: Village) -> None:
    """Whoever is secretary has a moderator's power, their successor has it next, and in the end nobody."""
    ada, ben, cleo = [await village.person(name) for name in ("ada", "ben", "cleo")]
    bot = await village.listening()
    room = await hall(village, bot, ada, ben, cleo)
    before = await users(ada, room)
    await honour(bot, room, ben)
    assert bot.platform.empowered == {"secretary"}
    assert await users(ada, room) == {**before, ben.id: 50}
    await honour(bot, room, cleo)
    assert await users(ada, room) == {**before, cleo.id: 50}
    await honour(bot, room)
    assert await users(ada, room) == before


async def test_nothing_is_sent_where_nothing_changes(village: Village) -> None:
    """The same word again sets no level, also after a restart."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada, ben)
    await honour(bot, room)
    assert await changes(ada, room) == 1
    await honour(bot, room, ben)
    await honour(bot, room, ben)
    await bot.stop()
    bot = await village.listening(bot.settings)
    await honour(bot, room, ben)
    assert await changes(ada, room) == 2


async def test_a_restarted_bot_takes_back_what_it_gave(village: Village) -> None:
    """What was given is remembered beside the room, not in the program."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada, ben)
    await honour(bot, room, ben)
    await bot.stop()
    await honour(await village.listening(bot.settings), room)
    assert ben.id not in await users(ada, room)


async def test_what_others_gave_is_not_touched(village: Village) -> None:
    """Who had a level before has it again; who was raised above by hand keeps that, in office and after."""
    ada, ben, cleo = [await village.person(name) for name in ("ada", "ben", "cleo")]
    bot = await village.listening()
    room = await hall(village, bot, ada, ben, cleo, users={ben.id: 25, cleo.id: 75})
    await honour(bot, room, ben, cleo)
    levels = await users(ada, room)
    assert (levels[ben.id], levels[cleo.id]) == (50, 75)
    await honour(bot, room)
    levels = await users(ada, room)
    assert (levels[ben.id], levels[cleo.id]) == (25, 75)
    await honour(bot, room, ben)
    await raise_to(ada, room, ben.id, 60)
    await honour(bot, room)
    assert (await users(ada, room))[ben.id] == 60


async def test_who_made_the_room_needs_no_power(village: Village) -> None:
    """A creator stands above all levels in rooms of version 12, which take none for them."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await hall(village, bot, ada, room_version="12")
    await honour(bot, room, ada)
    assert ada.id not in await users(ada, room)


@pytest.mark.parametrize("version", ["10", "12"])
async def test_the_bot_can_take_back_whatever_it_gives(village: Village, version: str) -> None:
    """It gives no level that it has itself, for it could not take that back; what it lacks is said once."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await village.assembly(
        bot,
        ben,
        host=ada,
        version=version,
        power_level_content_override={"users": {ada.id: 100} if version == "10" else {}, "events": {LEVELS: 50}},
    )
    await raise_to(ada, room, bot.id, 50)
    with pytest.raises(ForbiddenError, match=r"power level 51 \(mine is 50\)"):
        await honour(bot, room, ben)
    await honour(bot, room, ben)
    assert ben.id not in await users(ada, room)
    await raise_to(ada, room, bot.id, 51)
    await honour(bot, room, ben)
    assert (await users(ada, room))[ben.id] == 50
    await honour(bot, room)
    assert ben.id not in await users(ada, room)


async def test_a_room_in_which_it_has_no_power_is_said_once(village: Village) -> None:
    """Without power there nothing is shown, and the one who could change that is named once."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada, ben, power=0)
    with pytest.raises(ForbiddenError, match="a room administrator must give me power level 100"):
        await honour(bot, room, ben)
    await honour(bot, room, ben)
    assert ["a secretary's power" in each for each in await bot.platform.beyond(venue_of(room))] == [False, True]


async def test_a_room_that_replaces_another_is_put_right(village: Village) -> None:
    """An upgraded room begins with the old one's levels: what the bot gave there it takes back here."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada, ben)
    await honour(bot, room, ben)
    upgraded = (await ada.call("POST", f"rooms/{room}/upgrade", {"new_version": "12"}))["replacement_room"]
    await ada.client.room_invite(upgraded, bot.id)
    await bot.until(lambda: [item for item in bot.items if type(item).__name__ == "VenueReplaced"])
    assert (await users(ada, upgraded))[ben.id] == 50
    await honour(bot, upgraded)
    assert ben.id not in await users(ada, upgraded)


async def test_a_room_that_was_left_is_gone(village: Village) -> None:
    """In a room that the bot was put out of, or never was in, it gives no power and does not try for ever."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada, ben)
    await ada.client.room_kick(room, bot.id)
    await bot.until(lambda: [item for item in bot.items if type(item).__name__ == "VenueLost"])
    for where in (room, await ada.make_room()):
        with pytest.raises(GoneError):
            await honour(bot, where, ben)


async def test_it_can_be_turned_off(village: Village) -> None:
    """With a level of 0 the bot leaves everybody's power as it is."""
    ada, ben = await village.person("ada"), await village.person("ben")
    bot = await village.listening(village.settings(officers_power=0))
    room = await hall(village, bot, ada, ben)
    await honour(bot, room, ben)
    assert not bot.platform.empowered
    assert await changes(ada, room) == 1
    assert await bot.platform.beyond(venue_of(room)) == []
