"""Letting people into rooms of Matrix, and taking them out: once, to nobody's annoyance, and with plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.inbound import Departed
from adapters.matrix.doors import ENDED
from adapters.matrix.translating import venue_of
from adapters.platform import ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from tests.support.matrix import Bot, Person, Village

pytestmark = pytest.mark.synapse

ADMINISTRATOR = 100


async def hall(village: Village, bot: Bot, host: Person, *others: Person, power: int = ADMINISTRATOR) -> str:
    """Have a room of a host's in which the bot has some power."""
    return await village.assembly(bot, *others, host=host, power_level_content_override={"users": {bot.id: power}})


async def membership(person: Person, room: str, who: str) -> str:
    """Say how somebody stands to a room."""
    content = await person.call("GET", f"rooms/{room}/state/m.room.member/{who}")
    return str(content["membership"])


async def invitations(person: Person, room: str, who: str) -> int:
    """Count the invitations that somebody was sent to a room."""
    events = await person.events(room)
    return sum(each.get("state_key") == who and each["content"].get("membership") == "invite" for each in events)


async def test_who_is_invited_is_not_invited_again(village: Village) -> None:
    """One invitation is enough, and whoever is in the room gets none."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada)
    for _ in range(3):
        await bot.platform.let_in(venue_of(room), ben.id)
    assert await invitations(ada, room, ben.id) == 1
    await ben.join(room)
    await bot.platform.let_in(venue_of(room), ben.id)
    assert await invitations(ada, room, ben.id) == 1


async def test_who_declined_is_not_invited_again(village: Village) -> None:
    """Somebody who wanted no invitation is left alone; who had been in the room and left is asked back."""
    ada, ben, cleo = [await village.person(name) for name in ("ada", "ben", "cleo")]
    bot = await village.listening()
    room = await hall(village, bot, ada, cleo)
    await bot.platform.let_in(venue_of(room), ben.id)
    await ben.leave(room)
    with pytest.raises(RejectedError, match="declined the invitation"):
        await bot.platform.let_in(venue_of(room), ben.id)
    assert await invitations(ada, room, ben.id) == 1
    await cleo.leave(room)
    await bot.platform.let_in(venue_of(room), cleo.id)
    assert await membership(ada, room, cleo.id) == "invite"


async def test_who_was_taken_out_can_be_let_in_again(village: Village) -> None:
    """An invitation that the bot took back, and a removal by the bot or a moderator, are no wish of theirs."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada)
    await bot.platform.let_in(venue_of(room), ben.id)
    await bot.platform.put_out(venue_of(room), ben.id)
    assert await membership(ada, room, ben.id) == "leave"
    await bot.platform.let_in(venue_of(room), ben.id)
    await ben.join(room)
    await ada.client.room_kick(room, ben.id)
    await bot.platform.let_in(venue_of(room), ben.id)
    assert await membership(ada, room, ben.id) == "invite"


async def test_who_is_banned_stays_out(village: Village) -> None:
    """A ban is a moderator's word: the bot does not go against it, and leaves it as it is."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada)
    await ada.client.room_ban(room, ben.id)
    with pytest.raises(RejectedError, match="was banned"):
        await bot.platform.let_in(venue_of(room), ben.id)
    await bot.platform.put_out(venue_of(room), ben.id)
    assert await membership(ada, room, ben.id) == "ban"


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("@nobody-at-all:localhost", "There is no account @nobody-at-all:localhost"),
        ("ben", "is not the id of an account"),
        ("@ben:nowhere.invalid", "nowhere.invalid"),
    ],
)
async def test_who_is_not_there_cannot_be_invited(village: Village, account: str, words: str) -> None:
    """An account that does not exist, or cannot be reached from here, is named, and not asked for again and again."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await hall(village, bot, ada)
    with pytest.raises(RejectedError, match=words):
        await bot.platform.let_in(venue_of(room), account)
    await bot.platform.put_out(venue_of(room), account)


async def test_who_is_taken_out_reads_why(village: Village) -> None:
    """The reason stands with the removal, and the program hears of it as of anybody's leaving."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada, ben)
    await bot.platform.put_out(venue_of(room), ben.id)
    (departed,) = await bot.some(Departed)
    assert (departed.account.id, departed.venue) == (ben.id, venue_of(room))
    content = await ada.call("GET", f"rooms/{room}/state/m.room.member/{ben.id}")
    assert content["reason"] == ENDED


async def test_a_power_that_is_wanting_is_named(village: Village) -> None:
    """Without the power to invite or to remove people, the level that it takes is said, and who can give it."""
    ada, ben, cleo = [await village.person(name) for name in ("ada", "ben", "cleo")]
    bot = await village.listening()
    room = await hall(village, bot, ada, ben, power=0)
    with pytest.raises(ForbiddenError, match=r"take people out of the room .* power level 50 \(mine is 0\)"):
        await bot.platform.put_out(venue_of(room), ben.id)
    levels = await ada.call("GET", f"rooms/{room}/state/m.room.power_levels")
    await ada.client.room_put_state(room, "m.room.power_levels", {**levels, "invite": 25})
    with pytest.raises(ForbiddenError, match=r"invite people to the room .* power level 25 \(mine is 0\)"):
        await bot.platform.let_in(venue_of(room), cleo.id)
    assert ["take out those whose place" in each for each in await bot.platform.beyond(venue_of(room))] == [True, False]


async def test_who_has_as_much_power_stays(village: Village) -> None:
    """Somebody who administers the room cannot be taken out by the bot, and that is said rather than tried for ever."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada, ben)
    with pytest.raises(RejectedError, match="as much power"):
        await bot.platform.put_out(venue_of(room), ada.id)


async def test_a_room_that_was_left_is_gone(village: Village) -> None:
    """Where the bot no longer is, it lets nobody in or out."""
    ada, ben, bot = await village.person("ada"), await village.person("ben"), await village.listening()
    room = await hall(village, bot, ada, ben)
    await ada.client.room_kick(room, bot.id)
    await bot.until(lambda: [item for item in bot.items if type(item).__name__ == "VenueLost"])
    for move in (bot.platform.let_in, bot.platform.put_out):
        with pytest.raises(GoneError, match="no longer in"):
            await move(venue_of(room), ben.id)
