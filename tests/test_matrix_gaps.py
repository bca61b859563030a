"""Nothing is lost: not while the bot is away, not when a delivery fails, not when the server forgets."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.documents import Document, paragraph
from adapters.inbound import Departed, Entered, Invocation, Reacted, Unreacted, VenueGained, VenueReplaced
from adapters.matrix.translating import venue_of
from adapters.platform import BusyError

if TYPE_CHECKING:
    from tests.support.matrix import Bot, Village

pytestmark = pytest.mark.synapse

KEYS = ["✅", "🤷", "🛑", "🎉", "👍🏾", "👀", "😀", "😁", "🙈", "🙉"]
CARD = Document((paragraph("P1: plant trees"),))


async def test_what_was_missed_is_found_again(village: Village) -> None:
    """After an absence with more than a sync shows, every command comes, in order, and the reactions are exact."""
    ada, settings = await village.person("ada"), village.settings()
    bot = await village.listening(settings)
    room = await village.assembly(bot, host=ada)
    card = await bot.platform.post(venue_of(room), CARD, key="card", seeds=["✅", "🛑"])
    people = [await village.person("crowd") for _ in range(6)]
    for person in people:
        await ada.client.room_invite(room, person.id)
        await person.join(room)
    await bot.some(Entered, 6)
    await bot.stop()

    async def busy(person_number: int) -> list[str]:
        person = people[person_number]
        reactions = [await person.react(room, card, key) for key in KEYS]
        for number in range(10):
            await person.say(room, f"!said {person_number} {number}")
        return reactions

    reactions = await asyncio.gather(*(busy(number) for number in range(6)))
    await people[0].redact(room, reactions[0][0])
    await ada.redact(room, reactions[1][2])
    await people[5].leave(room)

    again = await village.listening(settings, cursor=bot.cursor)
    await again.some(Departed)
    used = [tuple(one.arguments["text"].split()) for one in again.of(Invocation)]
    assert len(used) == 60
    for number in range(6):
        assert [said for by, said in used if by == str(number)] == [str(count) for count in range(10)]
    lifted = {reactions[0][0], reactions[1][2]}
    assert came(again) == {one for some in reactions for one in some} - lifted
    assert again.gaps == {venue_of(room)}
    standing = await again.platform.true_reactions(venue_of(room), card)
    assert {one.source for one in standing} == {one for some in reactions[:5] for one in some} - lifted
    assert all(one.account.id not in {people[5].id, bot.id} for one in standing)
    assert [one.key for one in standing if one.account.id == people[0].id][-1] == "🙉"
    assert "👍" in {one.key for one in standing}


def came(bot: Bot) -> set[str]:
    """Give the reactions that came and were not taken away after they came.

    What came twice, by the sync and by the page before it, is one thing: the intake goes by its id. A busy Synapse may
    still show a reaction that was taken away (whoever read it meanwhile puts it back into its cache of events): then
    its removal comes after it.
    """
    standing: set[str] = set()
    for item in bot.items:
        if isinstance(item, Reacted):
            standing.add(item.source)
        elif isinstance(item, Unreacted):
            standing.discard(item.lifted)
    return standing


async def test_many_reactions_are_all_counted(village: Village) -> None:
    """The reactions on a message are read page after page, oldest first."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    card = await bot.platform.post(venue_of(room), CARD, key="card")
    sent = [await ada.react(room, card, f"{number}") for number in range(105)]
    standing = await bot.platform.true_reactions(venue_of(room), card)
    assert [one.source for one in standing] == sent


async def test_a_first_start_hands_over_no_old_commands(village: Village) -> None:
    """Without a cursor nothing from before is a command, but every room is to be set right."""
    ada, settings = await village.person("ada"), village.settings()
    bot = await village.listening(settings)
    room = await village.assembly(bot, host=ada)
    await bot.stop()
    await ada.say(room, "!old")
    again = await village.listening(settings)
    assert again.gaps == {venue_of(room)}
    await ada.say(room, "!new")
    assert [used.name for used in await again.some(Invocation)] == ["new"]
    assert not again.of(VenueGained)


async def test_what_could_not_be_stored_is_delivered_again(village: Village) -> None:
    """A delivery that fails is repeated, the same, and nothing after it overtakes it or is lost."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    bot.refuse = 3
    await ada.say(room, "!one")
    await bot.until(lambda: bot.refused)
    await ada.say(room, "!two")
    assert [used.name for used in await bot.some(Invocation, 2)] == ["one", "two"]
    assert len(bot.refused) == 3
    assert all(batch in bot.batches for batch in bot.refused)


async def test_what_was_never_stored_comes_again_after_a_restart(village: Village) -> None:
    """A bot that goes down before a delivery succeeded is told the same again."""
    ada, settings = await village.person("ada"), village.settings()
    bot = await village.listening(settings)
    room = await village.assembly(bot, host=ada)
    bot.refuse = 1_000
    await ada.say(room, "!one")
    await bot.until(lambda: bot.refused)
    await bot.stop()
    again = await village.listening(settings, cursor=bot.cursor)
    assert [used.name for used in await again.some(Invocation)] == ["one"]


async def test_a_cursor_that_the_server_does_not_know_means_a_gap(village: Village) -> None:
    """A homeserver restored from a backup refuses our cursor: the bot begins anew, and rooms are to be set right."""
    ada, settings = await village.person("ada"), village.settings()
    bot = await village.listening(settings)
    room = await village.assembly(bot, host=ada)
    await bot.stop()
    again = await village.listening(settings, cursor="s_nonsense")
    await again.until(lambda: again.batches)
    assert again.gaps == {venue_of(room)}


async def test_an_upgraded_room_is_followed(village: Village) -> None:
    """When somebody who may replaces a room, the bot goes along and says which room is the successor."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada, version="10", preset="public_chat")
    upgraded = await ada.call("POST", f"rooms/{room}/upgrade", {"new_version": "12"})
    successor = upgraded["replacement_room"]
    (replaced,) = await bot.some(VenueReplaced)
    assert (replaced.venue, replaced.successor) == (venue_of(room), venue_of(successor))
    assert [one.id for one in replaced.present] == [ada.id]
    await ada.say(successor, "!still here")
    assert [used.venue for used in await bot.some(Invocation)] == [venue_of(successor)]
    assert len(bot.of(VenueGained)) == 1


async def test_an_upgraded_room_of_invited_people_is_followed(village: Village) -> None:
    """Where the successor lets in only who is invited, the invitation is enough to know it for what it is."""
    ada, settings = await village.person("ada"), village.settings()
    bot = await village.listening(settings)
    room = await village.assembly(bot, host=ada, version="11")
    await bot.stop()
    upgraded = await ada.call("POST", f"rooms/{room}/upgrade", {"new_version": "12"})
    again = await village.listening(settings, cursor=bot.cursor)
    await ada.client.room_invite(upgraded["replacement_room"], bot.id)
    (replaced,) = await again.some(VenueReplaced)
    assert (replaced.venue, replaced.successor) == (venue_of(room), venue_of(upgraded["replacement_room"]))


async def test_a_forged_upgrade_is_not_followed(village: Village) -> None:
    """A tombstone that is no state, or whose successor says nothing of us, replaces nothing."""
    ada, bob, bot = await village.person("ada"), await village.person("bob"), await village.listening()
    room = await village.assembly(bot, bob, host=ada)
    forged = {"predecessor": {"room_id": room, "event_id": "$x"}}
    trap = await bob.make_room(bot.id, preset="public_chat", creation_content=forged)
    stranger = await bob.make_room(preset="public_chat")
    levels = await ada.call("GET", f"rooms/{room}/state/m.room.power_levels")
    await ada.client.room_put_state(room, "m.room.power_levels", {**levels, "users": {bob.id: 50}})
    refused = await bob.client.room_put_state(room, "m.room.tombstone", {"body": "", "replacement_room": trap})
    assert "M_FORBIDDEN" in str(refused)
    await ada.client.room_put_state(room, "m.room.tombstone", {"body": "", "replacement_room": stranger})
    await ada.say(room, "!end")
    await bot.some(Invocation)
    await bot.until(lambda: venue_of(trap) in {gained.venue for gained in bot.of(VenueGained)})
    await asyncio.sleep(1)
    assert not bot.of(VenueReplaced)
    assert venue_of(stranger) not in await bot.platform.joined_venues()


async def test_the_device_stays_the_same(village: Village) -> None:
    """A restart goes on with the same device, whose secrets nobody else can read or see in a log."""
    settings = village.settings()
    bot = await village.listening(settings)
    await bot.stop()
    files = {file.name: file for file in settings.store.iterdir()}
    kept = files["session.json"].read_text()
    assert settings.store.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in files.values()} == {0o600}
    again = await village.listening(settings, cursor=bot.cursor)
    await again.stop()
    assert files["session.json"].read_text() == kept
    assert settings.password not in repr(settings)
    assert "secret" not in repr(replace(settings, access_token="secret"))


async def test_a_homeserver_that_goes_down_and_comes_back_is_heard_again(lone_village: Village) -> None:
    """While the homeserver is away the bot waits; what is said once it is back is handed over."""
    server = lone_village.server
    ada, bot = await lone_village.person("ada"), await lone_village.listening()
    room = await lone_village.assembly(bot, host=ada)
    await asyncio.to_thread(server.kill)
    with pytest.raises(BusyError):
        await bot.platform.post(venue_of(room), CARD, key="card")
    await asyncio.to_thread(server.start)
    await ada.say(room, "!back")
    assert [used.name for used in await bot.some(Invocation)] == ["back"]
    assert await bot.platform.post(venue_of(room), CARD, key="card")
