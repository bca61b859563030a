"""Whatever happens to the connection with Discord, nothing is lost unknowingly, and it is mended without a person."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord import arriving, client, listening, rolls
from adapters.discord.publishing import NOTE
from adapters.documents import Document, paragraph
from adapters.inbound import Departed, Entered, Invocation, Reacted, VenueGained, VenueLost
from adapters.platform import BusyError, GoneError, PlatformError
from deliberation.ids import VenueId
from tests.localcord import member_requests
from tests.localcord.model import ChannelType, Message
from tests.localcord.server import LocalDiscord
from tests.localcord.settings import GatewaySettings
from tests.support.discord_bot import Bot, Orchard, as_read, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.localcord.pressed import Pressed

CARD = Document((paragraph("P1 · Buy a kettle"),))
COMMANDS = "PUT /applications/{application_id}/commands"


@pytest.fixture(autouse=True)
def _swift(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    monkeypatch.setattr(client, "IDENTIFY_EVERY", 0.05)
    monkeypatch.setattr(rolls, "WITHIN", 0.3)
    monkeypatch.setattr(rolls, "AGAIN_AFTER", 0.05)
    monkeypatch.setattr(listening, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(arriving, "BEAT_EVERY", 0.1)


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord() as local:
        local.limits.lift()
        yield local


@pytest.fixture
async def orchard(local: LocalDiscord) -> AsyncIterator[Orchard]:
    """A guild with the bot in it, which hears everything; what it told at its start is forgotten."""
    orchard = await Orchard.planted(local)
    async with running(orchard.bot, orchard.guild):
        await orchard.bot.platform.members(orchard.room)
        orchard.bot.batches.clear()
        yield orchard


async def reacted(orchard: Orchard, number: int = 1) -> list[str]:
    """Give the marks that came in."""
    return [item.mark for item in await orchard.bot.some(Reacted, number)]


async def card(orchard: Orchard) -> str:
    return await orchard.bot.platform.post(orchard.room, CARD, key="card")


async def in_full_again(orchard: Orchard) -> None:
    """Wait until the venue came to be in doubt, and everything is heard again after that."""
    await orchard.bot.until(lambda: orchard.room in orchard.bot.gaps)
    await orchard.bot.hears(orchard.guild)


async def answered(pressed: Pressed) -> str:
    """Give what the asker reads."""
    answer = await pressed.answer()
    assert isinstance(answer, Message)
    return as_read(answer)


# --- a start


async def test_at_a_start_everything_is_in_doubt_before_anything_is_heard(local: LocalDiscord) -> None:
    """A community is told to be heard only with or after the word that something may have been missed there."""
    orchard = await Orchard.planted(local)
    async with running(orchard.bot, orchard.guild):
        first = next(batch for batch in orchard.bot.batches if batch.heard)
        before = orchard.bot.batches[: orchard.bot.batches.index(first) + 1]
        assert orchard.room in {venue for batch in before for venue in batch.gaps}
        assert first.heard == {orchard.bot.platform.community_of(orchard.room)}


async def test_a_wrong_token_is_put_into_words(local: LocalDiscord) -> None:
    """With a token that Discord does not know, it ends and says what to do."""
    orchard = await Orchard.planted(local)
    orchard.bot.settings = {"token": "wrong"}
    orchard.bot.__post_init__()
    with pytest.raises(PlatformError, match=r"token.*developer portal"):
        await orchard.bot.platform.listen(orchard.bot.deliver)


async def test_an_intent_that_is_not_turned_on_is_put_into_words(local: LocalDiscord) -> None:
    """Without the intent to know who is in a guild, it ends and says where to turn it on."""
    orchard = await Orchard.planted(local)
    orchard.bot.application.privileged.clear()
    with pytest.raises(PlatformError, match=r"Server Members Intent"):
        async with asyncio.timeout(5):
            await orchard.bot.platform.listen(orchard.bot.deliver)


async def test_no_session_is_begun_beyond_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """When Discord lets us begin no more sessions, none is begun: it would take the token away."""
    waits: list[float] = []

    async def pause(_: object, seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0.05)

    monkeypatch.setattr(listening.Listener, "_pause", pause)
    async with LocalDiscord(settings=GatewaySettings(session_starts=0)) as local:
        orchard = await Orchard.planted(local)
        async with running(orchard.bot):
            await orchard.bot.until(lambda: waits)
            assert not list(local.gateway.sessions)


async def test_notes_that_cannot_be_read_are_read_again(local: LocalDiscord) -> None:
    """A database that is not there yet only delays the start."""
    orchard = await Orchard.planted(local)
    orchard.bot.notes.fails = 1
    async with running(orchard.bot, orchard.guild):
        assert not orchard.bot.notes.fails


async def test_commands_are_published_when_they_are_others(local: LocalDiscord) -> None:
    """Discord is told the commands once; again only for another application or when they changed."""
    orchard = await Orchard.planted(local)
    for told in (1, 1):
        async with running(Bot(local, orchard.bot.application, orchard.bot.notes), orchard.guild) as bot:
            await bot.until(lambda: NOTE in bot.notes.notes)
            assert len(local.requests(COMMANDS)) == told
    orchard.bot.notes.notes[NOTE] = "of other commands"
    async with running(Bot(local, orchard.bot.application, orchard.bot.notes)) as bot:
        await bot.until(lambda: len(local.requests(COMMANDS)) == 2)
    other = local.application("Other", {"members"})
    async with running(Bot(local, other, orchard.bot.notes)) as bot:
        await bot.until(lambda: len(local.requests(COMMANDS)) == 3)


# --- connections that break


async def test_what_came_while_the_connection_was_cut_comes_in(orchard: Orchard) -> None:
    """After a cut that Discord bridges nothing is missing, nothing comes twice, and nothing is in doubt."""
    message = await card(orchard)
    orchard.local.faults.drop_connections()
    for mark in ("✅", "🤷", "🛑"):
        await orchard.ben.react(orchard.message(message), mark)
    assert await reacted(orchard, 3) == ["✅", "🤷", "🛑"]
    await asyncio.sleep(0.3)
    assert await reacted(orchard, 3) == ["✅", "🤷", "🛑"]
    assert not orchard.bot.gaps


async def test_who_came_while_the_connection_was_cut_comes_in(orchard: Orchard) -> None:
    """Coming and going that Discord tells again after a cut is told, though it comes before all is as before."""
    orchard.local.faults.drop_connections()
    await orchard.ada.give_role(orchard.guild, orchard.cleo, orchard.role)
    await orchard.ada.take_role(orchard.guild, orchard.ben, orchard.role)
    (entered,), (departed,) = await orchard.bot.some(Entered), await orchard.bot.some(Departed)
    assert (entered.account.name, departed.account.name) == ("cleo", "ben")
    assert not orchard.bot.gaps


async def test_a_session_that_cannot_be_resumed_leaves_a_doubt(orchard: Orchard) -> None:
    """What went on in between is found in the true lists."""
    message = await card(orchard)
    orchard.local.faults.drop_connections(resumable=False)
    await orchard.ben.react(orchard.message(message), "✅")
    await in_full_again(orchard)
    assert [each.mark for each in await orchard.bot.platform.true_reactions(orchard.room, message)] == ["✅"]
    await orchard.ben.react(orchard.message(message), "🛑")
    assert "🛑" in await reacted(orchard)


@pytest.mark.parametrize("code", [None, 1000, 4000, 4008, 4009])
async def test_a_connection_that_is_closed_is_made_again(orchard: Orchard, code: int | None) -> None:
    """However Discord closes the connection, it is made again and everything is heard."""
    message = await card(orchard)
    orchard.local.faults.drop_connections(code=code)
    await asyncio.sleep(0.1)
    await orchard.ben.react(orchard.message(message), "✅")
    assert await reacted(orchard) == ["✅"]


async def test_an_outage_of_discord_is_waited_out(orchard: Orchard, monkeypatch: pytest.MonkeyPatch) -> None:
    """While Discord is away nothing is said to be heard; when it is back, all is in doubt and then heard."""
    monkeypatch.setattr(listening, "PATIENCE", 0.3)
    await orchard.local.stop(forget_sessions=True)
    await asyncio.sleep(0.5)
    assert not orchard.bot.platform._ear.heard()
    with pytest.raises(BusyError):
        await card(orchard)
    with pytest.raises(BusyError):
        await orchard.bot.platform.members(orchard.room)
    orchard.bot.batches.clear()
    await orchard.local.start()
    await in_full_again(orchard)
    message = await card(orchard)
    await orchard.ben.react(orchard.message(message), "✅")
    assert await reacted(orchard) == ["✅"]


async def test_a_malformed_reaction_stops_nothing(orchard: Orchard) -> None:
    """An event that cannot be read puts its guild in doubt; those after it are heard over the same connection."""
    message = await card(orchard)
    orchard.local.faults.malformed("MESSAGE_REACTION_ADD", "emoji")
    for mark in ("✅", "🛑"):
        await orchard.ben.react(orchard.message(message), mark)
    assert await reacted(orchard) == ["🛑"]
    assert orchard.bot.gaps == {orchard.room}


async def test_a_malformed_guild_begins_everything_anew(orchard: Orchard) -> None:
    """What spoils the library's memory ends the session; a fresh one hears everything."""
    orchard.local.faults.malformed("GUILD_ROLE_CREATE", "role")
    await orchard.ada.create_role(orchard.guild, "spoiled")
    await in_full_again(orchard)
    message = await card(orchard)
    await orchard.ben.react(orchard.message(message), "✅")
    assert await reacted(orchard) == ["✅"]


async def test_a_fault_of_our_own_stops_nothing(orchard: Orchard, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event over which the adapter itself stumbles puts all in doubt, and what follows is heard."""
    message = await card(orchard)
    with monkeypatch.context() as patch:
        patch.setattr("adapters.discord.translating.reacted", None)
        await orchard.ben.react(orchard.message(message), "✅")
        await orchard.bot.until(lambda: orchard.room in orchard.bot.gaps)
    await orchard.ben.react(orchard.message(message), "🛑")
    assert await reacted(orchard) == ["🛑"]


# --- guilds


async def test_a_guild_out_of_order_is_not_heard(orchard: Orchard) -> None:
    """While a guild is out of order it is not heard; afterwards it is in doubt, and who left meanwhile is not there."""
    orchard.local.world.set_unavailable(orchard.guild.id)
    await orchard.bot.until(lambda: not orchard.bot.platform._ear.heard())
    with pytest.raises(BusyError):
        await orchard.bot.platform.members(orchard.room)
    del orchard.guild.members[orchard.ben.id]
    orchard.bot.batches.clear()
    orchard.local.world.set_available(orchard.guild.id)
    await in_full_again(orchard)
    assert [each.name for each in await orchard.bot.platform.members(orchard.room)] == ["ada"]


async def test_a_guild_that_stays_out_of_order_is_in_doubt(orchard: Orchard) -> None:
    """After a new session a guild is in doubt also while nothing can be heard of it."""
    orchard.local.world.set_unavailable(orchard.guild.id)
    orchard.local.faults.drop_connections(resumable=False)
    await orchard.bot.until(lambda: orchard.room in orchard.bot.gaps)
    assert not orchard.bot.heard


async def test_being_put_out_of_a_guild_loses_its_venues(orchard: Orchard) -> None:
    """A guild that puts the bot out is told as lost venues, and is no longer heard."""
    await orchard.ada.remove_bot(orchard.guild, orchard.bot)
    (lost,) = await orchard.bot.some(VenueLost)
    assert lost.venue == orchard.room
    assert not orchard.bot.platform._ear.heard()
    with pytest.raises(GoneError):
        await orchard.bot.platform.members(orchard.room)


async def test_being_put_out_while_away_loses_the_venues(local: LocalDiscord) -> None:
    """Put out while the program was not running, the bot finds its venues lost at its start."""
    orchard = await Orchard.planted(local)
    await orchard.ada.remove_bot(orchard.guild, orchard.bot)
    async with running(orchard.bot):
        (lost,) = await orchard.bot.some(VenueLost)
        assert lost.venue == orchard.room


async def test_being_put_out_during_a_cut_loses_the_venues(orchard: Orchard) -> None:
    """Put out while the connection was down for too long, it is not taken in by what it remembers."""
    orchard.local.faults.drop_connections(resumable=False)
    await orchard.ada.remove_bot(orchard.guild, orchard.bot)
    (lost,) = await orchard.bot.some(VenueLost)
    assert lost.venue == orchard.room
    with pytest.raises(GoneError):
        await orchard.bot.platform.members(orchard.room)


async def test_a_guild_that_takes_the_bot_in_is_greeted_once(orchard: Orchard) -> None:
    """A new guild is told with its first channel in which the bot can speak; a restart is no new guild."""
    guild = orchard.local.guild("Meadow", orchard.cleo)
    await orchard.cleo.create_channel(guild, "secret", private_to=[orchard.cleo])
    talk = await orchard.cleo.create_channel(guild, "talk")
    orchard.local.world.add_bot(guild.id, orchard.bot.id)
    (gained,) = await orchard.bot.some(VenueGained)
    assert gained.venue == f"discord:{guild.id}/{talk.id}"
    assert gained.invited_by.id == str(orchard.cleo.id)
    orchard.local.faults.drop_connections(resumable=False)
    await in_full_again(orchard)
    await orchard.bot.hears(guild)
    assert len(await orchard.bot.some(VenueGained)) == 1


async def test_who_is_there_is_not_guessed(local: LocalDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the whole list of members has come, nobody is told to be there; a list that is lost is asked for again."""
    orchard = await Orchard.planted(local)
    asked: list[object] = []

    def nothing(*request: object) -> list[dict[str, Any]]:
        asked.append(request)
        return []

    with monkeypatch.context() as lost:
        lost.setattr(member_requests, "chunks", nothing)
        orchard.bot.start()
        await orchard.bot.until(lambda: asked)
        with pytest.raises(BusyError):
            await orchard.bot.platform.members(orchard.room)
    await orchard.bot.hears(orchard.guild)
    assert {each.name for each in await orchard.bot.platform.members(orchard.room)} == {"ada", "ben"}
    await orchard.bot.stop()


async def test_a_list_on_its_way_brings_nobody_back(local: LocalDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who leaves while the list of members is sent is not there, though the list names them."""
    orchard = await Orchard.planted(local)
    in_truth = member_requests.chunks

    def late(*request: Any) -> list[dict[str, Any]]:
        chunks = list(in_truth(*request))
        if orchard.ben.id in orchard.guild.members:
            local.world.remove_member(orchard.guild.id, orchard.ben.id)
        return chunks

    monkeypatch.setattr(member_requests, "chunks", late)
    async with running(orchard.bot, orchard.guild):
        assert [each.name for each in await orchard.bot.platform.members(orchard.room)] == ["ada"]


async def test_what_is_told_twice_counts_once(orchard: Orchard) -> None:
    """Coming and going that Discord tells twice is told once, and who is there stays known."""
    dora = orchard.local.person("dora")
    orchard.local.faults.duplicate(1_000)
    await dora.join(orchard.guild)
    await orchard.ada.give_role(orchard.guild, dora, orchard.role)
    await orchard.ben.leave(orchard.guild)
    (entered,), (departed,) = await orchard.bot.some(Entered), await orchard.bot.some(Departed)
    assert (entered.account.name, departed.account.name) == ("dora", "ben")
    assert {each.name for each in await orchard.bot.platform.members(orchard.room)} == {"ada", "dora"}


async def test_several_connections_are_as_good_as_one(local: LocalDiscord) -> None:
    """With guilds on two shards, one that begins anew puts only its own guilds in doubt."""
    orchard = await Orchard.planted(local, settings={"shards": 2})
    other = await a_guild_elsewhere(orchard)
    async with running(orchard.bot, orchard.guild, other):
        await orchard.bot.until(lambda: len(orchard.bot.heard) == 2)
        orchard.bot.batches.clear()
        for session in local.gateway.sessions:
            if session.covers(orchard.guild.id):
                local.gateway.sessions.forget(session)
        local.faults.drop_connections()
        await in_full_again(orchard)
        assert orchard.bot.gaps == {orchard.room}


async def a_guild_elsewhere(orchard: Orchard) -> Any:
    """Make a guild with a venue whose events come over the other of two connections."""
    while True:
        guild = orchard.local.guild("Elsewhere", orchard.cleo)
        if (guild.id ^ orchard.guild.id) >> 22 & 1:
            break
        await asyncio.sleep(0.001)
    channel = await orchard.cleo.create_channel(guild, "talk")
    orchard.local.world.add_bot(guild.id, orchard.bot.id, permissions=8)
    orchard.bot.venues.add(VenueId(f"discord:{guild.id}/{channel.id}"))
    return guild


# --- true lists


async def test_the_true_reactions_are_all_there_are(orchard: Orchard) -> None:
    """However many there are, and however many Discord says there are, every reaction of a member is listed once."""
    message = await card(orchard)
    crowd = [orchard.local.person(f"person{number}") for number in range(130)]
    for person in crowd:
        await person.join(orchard.guild)
        await orchard.ada.give_role(orchard.guild, person, orchard.role)
        await person.react(orchard.message(message), "✅")
    await orchard.cleo.join(orchard.guild)
    for person in crowd[:3]:
        await person.react(orchard.message(message), "✅", burst=True)
        await person.react(orchard.message(message), "🛑")
    orchard.local.faults.miscount(int(message), "✅", -100)
    async with asyncio.timeout(10):
        while len(await orchard.bot.platform.members(orchard.room)) < 132:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    found = await orchard.bot.platform.true_reactions(orchard.room, message)
    assert [each.mark for each in found] == ["✅"] * 130 + ["✅ burst"] * 3 + ["🛑"] * 3
    assert {each.source for each in found} == {""}
    told = {replace(each, source="") for each in await orchard.bot.some(Reacted, 136)}
    assert told == set(found)


async def test_a_message_that_is_gone_is_said_to_be(orchard: Orchard) -> None:
    """Asked for the reactions on what was deleted, or in a channel that was, it says that it is gone."""
    message = await card(orchard)
    await orchard.ada.delete(orchard.message(message))
    with pytest.raises(GoneError):
        await orchard.bot.platform.true_reactions(orchard.room, message)
    await orchard.ada.delete_channel(orchard.channel)
    await orchard.bot.some(VenueLost)
    with pytest.raises(GoneError):
        await orchard.bot.platform.members(orchard.room)


# --- order, and the end


async def test_giving_and_taking_keep_their_order(orchard: Orchard) -> None:
    """However fast reactions are given and taken back, they come in as it was done."""
    message = orchard.message(await card(orchard))
    for _ in range(20):
        await orchard.ben.react(message, "✅")
        await orchard.ben.unreact(message, "✅")
    await orchard.bot.until(lambda: len(orchard.bot.items) >= 40)
    assert [type(item).__name__ for item in orchard.bot.items] == ["Reacted", "Unreacted"] * 20


async def test_what_was_asked_is_durable_before_the_end(orchard: Orchard) -> None:
    """Stopped right after something came in, the bot hands it over before it goes."""
    await orchard.ben.say(orchard.channel, f"<@{orchard.bot.id}> status")
    await orchard.ben.command(orchard.channel, "status")
    await orchard.bot.until(lambda: orchard.bot.platform._arrivals._waiting or orchard.bot.items)
    await orchard.bot.stop()
    assert [item.name for item in await orchard.bot.some(Invocation, 2)] == ["status", "status"]


async def test_what_was_not_recorded_is_said_before_the_end(orchard: Orchard) -> None:
    """Whoever used a command that could not be recorded is told so when the program stops."""
    orchard.bot.refuse = 1_000
    pressed = await orchard.ben.command(orchard.channel, "status")
    await orchard.bot.until(lambda: orchard.bot.refuse < 1_000)
    await orchard.bot.stop()
    assert "not recorded" in await answered(pressed)


async def test_an_answer_is_for_the_asker_alone_and_later_a_message(orchard: Orchard) -> None:
    """A command is answered where only its asker sees it; after a restart, when that cannot be, in private."""
    pressed = await orchard.ben.command(orchard.channel, "status")
    (invocation,) = await orchard.bot.some(Invocation)
    assert (invocation.aside, invocation.venue) == (True, orchard.room)
    answer = {"key": "answer", "answering": invocation.source}
    venue, _ = await orchard.bot.platform.whisper(str(orchard.ben.id), None, CARD, **answer)
    assert venue is None
    assert "kettle" in await answered(pressed)
    assert not [each for each in orchard.ada.sees() if "kettle" in each.content]
    await orchard.bot.stop()
    async with running(Bot(orchard.local, orchard.bot.application, orchard.bot.notes), orchard.guild) as bot:
        venue, _ = await bot.platform.whisper(str(orchard.ben.id), None, CARD, **answer)
        assert venue == f"discord:@me/{orchard.ben.dm_channel(bot).id}"


async def test_no_assembly_is_founded_where_the_bot_cannot_serve_it(orchard: Orchard) -> None:
    """Asked in a channel where it lacks a right, the bot says in private which, and hands nothing over."""
    public = await orchard.ada.create_channel(orchard.guild, "square", kind=ChannelType.TEXT)
    own = next(role for role in orchard.guild.roles.values() if role.bot_id)
    orchard.local.world.edit_role(orchard.ada.id, orchard.guild.id, own.id, {"permissions": "1024"})
    await asyncio.sleep(0.1)
    await orchard.ada.say(public, f"<@{orchard.bot.id}> found Leeds Moot")
    room = orchard.ada.dm_channel(orchard.bot)
    await orchard.bot.until(lambda: room.messages)
    assert "Manage Roles" in as_read(orchard.ada.sees(room)[-1])
    assert not [item for item in orchard.bot.items if isinstance(item, Invocation)]
