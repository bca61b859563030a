"""What people do in rooms on a real homeserver, and what the adapter makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.documents import Document, paragraph
from adapters.inbound import (
    Departed,
    Entered,
    Inbound,
    Invocation,
    MessageDeleted,
    Reacted,
    Said,
    Unreacted,
    VenueGained,
    VenueLost,
)
from adapters.matrix.translating import venue_of

if TYPE_CHECKING:
    from tests.support.matrix import Village

pytestmark = pytest.mark.synapse

CARD = Document((paragraph("P1: plant trees"),))


async def test_a_command_is_handed_over_with_who_used_it_and_where(village: Village) -> None:
    """A line with the prefix becomes an invocation, with the name that its author shows."""
    ada, bot = await village.person("ada"), await village.listening()
    await ada.client.set_displayname("Ada Lovelace")
    room = await village.assembly(bot, host=ada)
    sent = await ada.say(room, "!propose  Plant trees\nin every street")
    (used,) = await bot.some(Invocation)
    assert (used.name, used.source, used.venue) == ("propose", sent, venue_of(room))
    assert used.arguments == {"text": " Plant trees\nin every street"}
    assert (used.account.id, used.account.name) == (ada.id, "Ada Lovelace")
    assert not used.private
    assert not used.administers
    assert used.present == ()


async def test_talk_is_none_of_our_business(village: Village) -> None:
    """Only commands are handed over: no talk, no notice, no edit, no exclamation, nothing that the bot says itself."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    first = await ada.say(room, "good morning")
    await ada.say(room, "!!!")
    await ada.say(room, "!")
    await ada.say(room, "!agree", msgtype="m.notice")
    edit = {"m.new_content": {"msgtype": "m.text", "body": "!agree"}, "m.relates_to": {"rel_type": "m.replace"}}
    edit["m.relates_to"]["event_id"] = first
    await ada.say(room, "!agree", **edit)
    await ada.reply(room, first, "> <@ada:localhost> !agree\n\nindeed")
    await bot.platform.post(venue_of(room), Document((paragraph("!agree"),)), key="k")
    await ada.say(room, "!end")
    assert [used.name for used in await bot.some(Invocation)] == ["end"]
    assert not bot.of(Said)


async def test_a_reply_to_the_bot_is_heard(village: Village) -> None:
    """A reply to a message of ours is handed over without its quotation; with the prefix it is a command."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    card = await bot.platform.post(venue_of(room), CARD, key="card")
    await ada.reply(room, card, "> <@folkmoot:localhost> P1: plant trees\n> and more\n\nThe roots break the pavement")
    await ada.reply(room, card, "!block too expensive")
    (said,), (used,) = await bot.some(Said), await bot.some(Invocation)
    assert (said.text, said.reply_to) == ("The roots break the pavement", card)
    assert (used.name, used.reply_to) == ("block", card)


async def test_a_reply_to_a_message_from_before_a_restart_is_heard(village: Village) -> None:
    """Which messages are ours is known of the homeserver, not only of memory."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    card = await bot.platform.post(venue_of(room), CARD, key="card")
    await bot.stop()
    again = await village.listening(bot.settings)
    await ada.reply(room, card, "too expensive")
    assert [said.reply_to for said in await again.some(Said)] == [card]


async def test_a_mention_becomes_the_name_that_is_exact(village: Village) -> None:
    """A name that was picked from the list of members arrives as the MXID that it stands for."""
    ada, bob, bot = await village.person("ada"), await village.person("bob"), await village.listening()
    room = await village.assembly(bot, bob, host=ada)
    pill = f'!elect <a href="https://matrix.to/#/{bob.id}">Bob &amp; Co</a> secretary'
    await ada.say(room, "!elect Bob & Co secretary", format="org.matrix.custom.html", formatted_body=pill)
    (used,) = await bot.some(Invocation)
    assert used.arguments == {"text": f"{bob.id} secretary"}


async def test_reactions_come_and_go(village: Village) -> None:
    """A reaction is folded; its removal names who did it, be it the person themselves or a moderator."""
    ada, bob, bot = await village.person("ada"), await village.person("bob"), await village.listening()
    room = await village.assembly(bot, bob, host=ada)
    card = await bot.platform.post(venue_of(room), CARD, key="card", seeds=["✅", "🤷", "🛑"])
    first = await bob.react(room, card, "🤷🏽‍♀️")
    second = await bob.react(room, card, "✅")
    await bot.some(Reacted, 2)  # one that is taken away before it is fetched comes without its emoji
    await bob.redact(room, first)
    await ada.redact(room, second)
    lifted = await bot.some(Unreacted, 2)
    assert [(one.account.id, one.key, one.message, one.source) for one in bot.of(Reacted)] == [
        (bob.id, "🤷", card, first),
        (bob.id, "✅", card, second),
    ]
    assert [(one.lifted, one.by) for one in lifted] == [(first, bob.id), (second, ada.id)]
    assert await bot.platform.lifted_by(venue_of(room), first) == bob.id
    assert await bot.platform.lifted_by(venue_of(room), second) == ada.id
    assert await bot.platform.lifted_by(venue_of(room), card) == ""
    assert await bot.platform.lifted_by(venue_of(room), "$nothing") == ""


async def test_a_card_that_a_moderator_deletes_is_missed(village: Village) -> None:
    """The deletion of a message of ours is handed over."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    card = await bot.platform.post(venue_of(room), CARD, key="card")
    await ada.redact(room, card)
    assert [gone.message for gone in await bot.some(MessageDeleted)] == [card]


@pytest.mark.parametrize("version", ["10", "12"])
async def test_who_comes_and_goes_is_told(village: Village, version: str) -> None:
    """Joining enters; leaving, being kicked and being banned departs; a new name does neither."""
    ada, bob, bot = await village.person("ada"), await village.person("bob"), await village.listening()
    room = await village.assembly(bot, bob, host=ada, version=version)
    await bot.some(Entered)
    await bob.client.set_displayname("Robert")
    await bob.leave(room)
    await bot.some(Departed)
    for put_out in (ada.client.room_kick, ada.client.room_ban):
        before = len(bot.of(Departed))
        await ada.client.room_invite(room, bob.id)
        await bob.join(room)
        await put_out(room, bob.id)
        await bot.some(Departed, before + 1)
    moves: list[Inbound] = [item for item in bot.items if isinstance(item, Entered | Departed)]
    assert [type(move) for move in moves] == [Entered, Departed] * 3
    assert {move.account.id for move in moves if isinstance(move, Entered | Departed)} == {bob.id}
    assert [member.id for member in await bot.platform.members(venue_of(room))] == [ada.id]


@pytest.mark.parametrize("version", ["10", "12"])
async def test_the_bot_is_invited_and_put_out(village: Village, version: str) -> None:
    """An invitation gains a venue, with who sent it; a kick or a ban loses it, with what was said before it."""
    ada, bot = await village.person("ada"), await village.listening()
    await ada.client.set_displayname("Ada")
    room = await village.assembly(bot, host=ada, version=version)
    (gained,) = bot.of(VenueGained)
    assert (gained.invited_by.id, gained.invited_by.name, gained.private) == (ada.id, "Ada", False)
    assert await bot.platform.joined_venues() == [venue_of(room)]
    await ada.say(room, "!last words")
    await ada.client.room_kick(room, bot.id)
    await bot.some(VenueLost)
    assert [type(item) for item in bot.items] == [VenueGained, Invocation, VenueLost]
    await ada.client.room_invite(room, bot.id)
    await bot.some(VenueGained, 2)
    await ada.client.room_ban(room, bot.id)
    assert {lost.venue for lost in await bot.some(VenueLost, 2)} == {venue_of(room)}
    assert await bot.platform.joined_venues() == []


async def test_what_was_said_before_the_bot_came_is_not_for_it(village: Village) -> None:
    """Commands from before the joining are not handed over, though the room's history can be read."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await ada.make_room()
    for _ in range(3):
        await ada.say(room, "!agree")
    await ada.client.room_invite(room, bot.id)
    await bot.some(VenueGained)
    await ada.say(room, "!now")
    assert [used.name for used in await bot.some(Invocation)] == ["now"]


async def test_an_invitation_from_while_the_bot_was_away_is_followed(village: Village) -> None:
    """Invitations are found at a start, also those that the cursor is already past."""
    ada, settings = await village.person("ada"), village.settings()
    bot = await village.listening(settings)
    await bot.stop()
    room = await ada.make_room(settings.user_id)
    again = await village.listening(settings, cursor=bot.cursor)
    assert [gained.venue for gained in await again.some(VenueGained)] == [venue_of(room)]


async def test_in_a_private_room_no_prefix_is_needed(village: Village) -> None:
    """A direct room is private, and what is written there is a command, until a third person comes."""
    ada, bob, bot = await village.person("ada"), await village.person("bob"), await village.listening()
    room = await ada.make_room(bot.id, name="", is_direct=True)
    (gained,) = await bot.some(VenueGained)
    assert gained.private
    await ada.say(room, "help me")
    (used,) = await bot.some(Invocation)
    assert (used.name, used.arguments, used.private) == ("help", {"text": "me"}, True)
    await ada.client.room_invite(room, bob.id)
    await ada.say(room, "help me again")
    await ada.say(room, "!end")
    assert [(used.name, used.private) for used in (await bot.some(Invocation, 2))[1:]] == [("end", False)]


async def test_a_named_room_of_two_is_an_assembly_in_the_making(village: Village) -> None:
    """A room with a name is not private, though only its founder and the bot are in it yet."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada, name="Gardeners")
    await ada.say(room, "hello")
    await ada.say(room, "!found Gardeners")
    (used,) = await bot.some(Invocation)
    assert (used.name, used.private) == ("found", False)


@pytest.mark.parametrize("version", ["10", "12"])
async def test_who_administers_is_asked_of_the_room(village: Village, version: str) -> None:
    """Power is read from the room's state: a creator has it; who is promoted gains it, and who is removed loses it."""
    ada, bob, bot = await village.person("ada"), await village.person("bob"), await village.listening(facts=True)
    room = await village.assembly(bot, bob, host=ada, version=version)
    await ada.say(room, "!one")
    await bob.say(room, "!two")
    await bot.some(Invocation, 2)
    levels = await ada.call("GET", f"rooms/{room}/state/m.room.power_levels")
    users = dict(levels["users"])
    await ada.client.room_put_state(room, "m.room.power_levels", {**levels, "users": {**users, bob.id: 100}})
    await bob.say(room, "!three")
    await bot.some(Invocation, 3)
    await bob.client.room_put_state(room, "m.room.power_levels", {**levels, "users": users})
    await bob.say(room, "!four")
    await ada.say(room, "!five")
    used = await bot.some(Invocation, 5)
    assert [(one.name, one.administers) for one in used] == [
        ("one", True),
        ("two", False),
        ("three", True),
        ("four", False),
        ("five", True),
    ]
    assert {member.id for member in used[0].present} == {ada.id, bob.id}
