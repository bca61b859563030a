"""What the bot says on Discord: once, to nobody's annoyance, and with plain words where it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.places import Place
from adapters.discord.sending import nonce_of
from adapters.documents import Action, Document, File, heading, paragraph
from adapters.pictures import Picture
from adapters.platform import BusyError, ForbiddenError, GoneError
from tests.localcord.permissions import EVERYONE, Permission
from tests.support.discord_server import Server, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from deliberation.ids import VenueId
    from tests.localcord.model import Channel, Message

CARD = Document((heading("P1"), paragraph("Plant trees")), (Action("agree", "Agree", "✅"),))
PLAIN = Document((paragraph("Ada joined."),))
FILE = File("my data.json", "application/json", '{"name": "Ada ☕"}')
LONG = Document(tuple(paragraph(f"{number} " + "many words " * 90) for number in range(12)))


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Have the bot on a server."""
    async with serving() as started:
        yield started


@pytest.fixture
async def talk(server: Server) -> Channel:
    """Have a channel that everybody sees."""
    channel = await server.ada.create_channel(server.guild, "talk")
    await server.quiet()
    return channel


def venue_of(channel: Channel) -> VenueId:
    """Name a channel as a venue."""
    return Place(channel.guild_id or 0, channel.id).venue


def said(server: Server, channel: Channel) -> list[Message]:
    """List what the bot said in a channel."""
    return [message for message in server.ada.sees(channel) if message.author_id == server.bot.id]


async def test_a_card_is_posted_with_its_seeds_and_buttons(server: Server, talk: Channel) -> None:
    """A card is one message with its buttons, and the bot's reactions are under it in their order."""
    posted = await server.sender.post(venue_of(talk), CARD, key="card", seeds=["✅", "🛑"])
    (message,) = said(server, talk)
    assert str(message.id) == posted
    assert [reaction.emoji.name for reaction in message.reactions] == ["✅", "🛑"]
    assert message.components
    assert server.discord.problems == []


async def test_a_message_is_posted_once(server: Server, talk: Channel) -> None:
    """Sent again under its key a message is the same one, also where nobody knows whether it was sent."""
    server.discord.faults.cut_after("POST /channels/{channel_id}/messages")
    with pytest.raises(BusyError):
        await server.sender.post(venue_of(talk), CARD, key="card", seeds=["✅"])
    first = await server.sender.post(venue_of(talk), CARD, key="card", seeds=["✅"])
    assert await server.sender.post(venue_of(talk), CARD, key="card", seeds=["✅"]) == first
    assert len(said(server, talk)) == 1
    assert await server.sender.post(venue_of(talk), CARD, key="another") != first


async def test_a_long_message_comes_in_parts(server: Server, talk: Channel) -> None:
    """What is too long for one message comes in several, each once, and the first answers what was asked."""
    asked = await server.ben.say(talk, "status?")
    first = await server.sender.post(venue_of(talk), LONG, key="long", reply_to=str(asked.id))
    await server.sender.post(venue_of(talk), LONG, key="long", reply_to=str(asked.id))
    parts = said(server, talk)
    assert len(parts) > 1
    assert str(parts[0].id) == first
    assert [part.reference is not None for part in parts] == [True] + [False] * (len(parts) - 1)
    assert all(f"{number} many" in "".join(part.content for part in parts) for number in range(12))


async def test_files_go_with_a_message_once(server: Server, talk: Channel) -> None:
    """They come with the last part, also where nobody knows whether that was sent; an edit leaves them as they are."""
    long = msgspec.structs.replace(LONG, files=(FILE,))
    server.discord.faults.cut_after("POST /channels/{channel_id}/messages")
    with pytest.raises(BusyError):
        await server.sender.post(venue_of(talk), long, key="long")
    await server.sender.post(venue_of(talk), long, key="long")
    parts = said(server, talk)
    assert [[file.filename for file in part.attachments] for part in parts] == [[]] * (len(parts) - 1) + [
        ["my data.json"]
    ]
    posted = await server.sender.post(venue_of(talk), msgspec.structs.replace(CARD, files=(FILE,)), key="card")
    await server.sender.edit(venue_of(talk), posted, CARD)
    assert [file.content for file in said(server, talk)[-1].attachments] == [FILE.text.encode()]


async def test_files_are_left_out_where_the_bot_may_attach_none(server: Server, talk: Channel) -> None:
    """The message is there all the same, and says what it takes; in private it takes nothing."""
    await server.ada.edit_overwrites(talk, server.bot, deny=Permission.ATTACH_FILES)
    await server.quiet()
    document = msgspec.structs.replace(PLAIN, files=(FILE,))
    await server.sender.post(venue_of(talk), document, key="k")
    (message,) = said(server, talk)
    assert message.attachments == []
    assert "The file my data.json is not here. I may not attach files here" in message.content
    assert "“Attach Files”" in message.content
    await server.sender.whisper(str(server.ben.id), None, document, key="w")
    (private,) = [each for each in server.ben.sees() if each.guild_id is None]
    assert [file.filename for file in private.attachments] == ["my data.json"]


async def test_a_picture_is_sent_once_and_rings_nobodys_bell(server: Server, talk: Channel) -> None:
    """Also where nobody knows whether it was sent; its description is cut to what Discord takes."""
    picture = Picture(png=b"\x89PNG", alt=f"@everyone <@{server.ben.id}> " + "word " * 300, name="B1.png")
    server.discord.faults.cut_after("POST /channels/{channel_id}/messages")
    with pytest.raises(BusyError):
        await server.sender.post_picture(venue_of(talk), picture, key="count")
    posted = await server.sender.post_picture(venue_of(talk), picture, key="count")
    (message,) = said(server, talk)
    ((file,), shown) = message.attachments, (str(message.id), message.content, message.mention_everyone)
    assert shown == (posted, "", False)
    assert (file.filename, file.content) == ("B1.png", b"\x89PNG")
    assert file.description is not None
    assert 1_000 < len(file.description) <= 1_024
    assert server.discord.log[-1].request["allowed_mentions"]["parse"] == []


async def test_where_the_bot_may_attach_nothing_a_picture_is_told(server: Server, talk: Channel) -> None:
    """What it shows is said in words, with what it would take; so nothing waits behind it."""
    await server.ada.edit_overwrites(talk, server.bot, deny=Permission.ATTACH_FILES)
    await server.quiet()
    picture = Picture(png=b"\x89PNG", alt="Ada has 5 points.", name="B1.png")
    for _ in range(2):
        await server.sender.post_picture(venue_of(talk), picture, key="count")
    (message,) = said(server, talk)
    assert message.attachments == []
    assert message.content.startswith("The picture B1.png is not here. I may not attach files here")
    assert message.content.endswith("It shows: Ada has 5 points.")


async def test_an_answer_to_what_is_gone_is_still_said(server: Server, talk: Channel) -> None:
    """A reply to a message that was deleted, or that never was one, is posted without it."""
    await server.sender.post(venue_of(talk), PLAIN, key="a", reply_to="12345")
    (message,) = said(server, talk)
    assert "Ada joined" in message.content


async def test_nobody_is_mentioned(server: Server, talk: Channel) -> None:
    """Neither posting, editing nor whispering rings anybody's bell, whatever the words are."""
    words = Document((paragraph(f"@everyone @here <@{server.ben.id}> <@&{server.guild.id}>"),))
    asked = await server.ben.say(talk, "hello")
    posted = await server.sender.post(venue_of(talk), words, key="a", reply_to=str(asked.id))
    await server.sender.edit(venue_of(talk), posted, words)
    await server.sender.whisper(str(server.ben.id), None, words, key="b")
    theirs = [message for message in server.ben.sees() if message.author_id == server.bot.id]
    assert len(theirs) == 2
    assert [(each.mentions, each.mention_roles, each.mention_everyone) for each in theirs] == [([], [], False)] * 2
    written = [each for each in server.discord.log if each.method in {"POST", "PATCH"} and "/messages" in each.path]
    assert len(written) == 3
    assert all(each.request["allowed_mentions"]["parse"] == [] for each in written)


async def test_an_edit_takes_its_place(server: Server, talk: Channel) -> None:
    """An edited message shows what it says now and nothing of what it said before: no buttons, no embed."""
    posted = await server.sender.post(venue_of(talk), CARD, key="card")
    await server.sender.edit(venue_of(talk), posted, PLAIN)
    (message,) = said(server, talk)
    assert (message.content, message.embeds, message.components) == ("Ada joined.", [], [])
    await server.sender.edit(venue_of(talk), posted, CARD)
    (message,) = said(server, talk)
    assert message.content == ""
    assert message.embeds
    assert message.components


async def test_nothing_is_left_waiting_for_buttons(server: Server, talk: Channel) -> None:
    """discord.py keeps nothing for a message with buttons: they are read from what comes in."""
    posted = await server.sender.post(venue_of(talk), CARD, key="card")
    await server.sender.edit(venue_of(talk), posted, CARD)
    assert not server.client.persistent_views
    assert not server.client._connection._view_store._synced_message_views


async def test_what_is_gone_is_told_as_gone(server: Server, talk: Channel) -> None:
    """A message or channel that was deleted is gone, for editing, seeding and posting."""
    posted = await server.sender.post(venue_of(talk), CARD, key="card")
    server.discord.world.delete_message(server.ada.id, talk.id, int(posted))
    with pytest.raises(GoneError):
        await server.sender.edit(venue_of(talk), posted, CARD)
    with pytest.raises(GoneError):
        await server.sender.seed(venue_of(talk), posted, ["✅"])
    await server.ada.delete_channel(talk)
    with pytest.raises(GoneError):
        await server.sender.post(venue_of(talk), CARD, key="again")


async def test_without_the_right_it_says_which(server: Server, talk: Channel) -> None:
    """A bot that may not write names the channel, the permissions, and who can give them."""
    await server.ada.edit_overwrites(talk, server.bot, deny=Permission.SEND_MESSAGES)
    await server.quiet()
    with pytest.raises(ForbiddenError, match=r"write in #talk: somebody who manages .*“Send Messages”"):
        await server.sender.post(venue_of(talk), CARD, key="card")


async def test_a_card_without_the_right_to_react_is_still_posted(server: Server, talk: Channel) -> None:
    """Where the bot may not react the card is there all the same, for it can be answered otherwise."""
    await server.ada.edit_overwrites(talk, server.bot, deny=Permission.ADD_REACTIONS)
    posted = await server.sender.post(venue_of(talk), CARD, key="card", seeds=["✅", "🛑"])
    (message,) = said(server, talk)
    assert (str(message.id), message.reactions) == (posted, [])


async def test_a_card_without_the_right_to_embed_is_plain(server: Server, talk: Channel) -> None:
    """Where the bot may not embed, the card is written as text."""
    await server.ada.edit_overwrites(talk, server.bot, deny=Permission.EMBED_LINKS)
    await server.quiet()
    posted = await server.sender.post(venue_of(talk), CARD, key="card")
    await server.sender.edit(venue_of(talk), posted, CARD)
    (message,) = said(server, talk)
    assert message.embeds == []
    assert "Plant trees" in message.content


async def test_a_seed_that_discord_does_not_know_is_passed_over(server: Server, talk: Channel) -> None:
    """One reaction that Discord refuses keeps back neither the card nor the others."""
    await server.sender.post(venue_of(talk), CARD, key="card", seeds=["nonsense", "✅"])
    (message,) = said(server, talk)
    assert [reaction.emoji.name for reaction in message.reactions] == ["✅"]


# --- in private


async def test_a_whisper_is_for_one(server: Server) -> None:
    """A direct message is read by the one it is for; the next goes to the same place, or to a new one if that went."""
    venue, first = await server.sender.whisper(str(server.ben.id), None, PLAIN, key="a")
    again, second = await server.sender.whisper(str(server.ben.id), venue, PLAIN, key="b")
    assert venue == again
    assert await server.sender.whisper(str(server.ben.id), Place(0, 12345).venue, PLAIN, key="a") == (venue, first)
    assert [str(message.id) for message in server.ben.sees()] == [first, second]
    assert server.ada.sees() == []


async def test_who_takes_no_whispers_can_read_what_to_do(server: Server) -> None:
    """Somebody who takes no direct messages is told how they can."""
    await server.ben.close_dms()
    with pytest.raises(ForbiddenError, match="must allow direct messages from members of a server"):
        await server.sender.whisper(str(server.ben.id), None, PLAIN, key="a")


async def test_a_whisper_to_nobody_is_gone(server: Server) -> None:
    """There is no writing to an account that does not exist."""
    with pytest.raises(GoneError):
        await server.sender.whisper("12345", None, PLAIN, key="a")


# --- reactions


async def test_a_superseded_reaction_is_taken_away(server: Server, talk: Channel) -> None:
    """Somebody's reaction is taken off, and only theirs; what is there no more is fine."""
    posted = await server.sender.post(venue_of(talk), CARD, key="card", seeds=["✅"])
    (message,) = said(server, talk)
    await server.ben.react(message, "✅")
    await server.cleo.react(message, "✅", burst=True)
    for _ in range(2):
        await server.sender.take_away(venue_of(talk), posted, str(server.ben.id), "✅")
    await server.sender.take_away(venue_of(talk), posted, str(server.cleo.id), "✅ burst")
    (reaction,) = message.reactions
    assert (reaction.normal, reaction.burst) == ([server.bot.id], [])
    await server.sender.take_away(venue_of(talk), "12345", str(server.ben.id), "✅")


async def test_a_reaction_that_may_not_be_taken_away_stays(server: Server, talk: Channel) -> None:
    """Without the right, and in private, a superseded reaction stays to be seen, and nothing fails."""
    posted = await server.sender.post(venue_of(talk), CARD, key="card")
    await server.ada.edit_overwrites(talk, server.bot, deny=Permission.MANAGE_MESSAGES)
    (message,) = said(server, talk)
    await server.ben.react(message, "✅")
    await server.sender.take_away(venue_of(talk), posted, str(server.ben.id), "✅")
    assert message.reactions[0].normal == [server.ben.id]
    venue, whispered = await server.sender.whisper(str(server.ben.id), None, CARD, key="a")
    before = len(server.discord.log)
    await server.sender.take_away(venue, whispered, str(server.ben.id), "✅")
    assert len(server.discord.log) == before


# --- messages of others


async def test_a_message_is_taken_down_where_the_bot_may(server: Server, talk: Channel) -> None:
    """With the right it is deleted, once; without it, and in private, it stays, and nothing fails."""
    ballot, other = [await server.ben.say(talk, words) for words in ("Ada 5, Cleo 3", "Good morning")]
    for _ in range(2):
        await server.sender.take_down(venue_of(talk), str(ballot.id))
    await server.ada.edit_overwrites(talk, server.bot, deny=Permission.MANAGE_MESSAGES)
    await server.sender.take_down(venue_of(talk), str(other.id))
    venue, whispered = await server.sender.whisper(str(server.ben.id), None, CARD, key="a")
    await server.sender.take_down(venue, whispered)
    assert [message.content for message in talk.messages.values()] == ["Good morning"]


# --- threads


async def test_an_archived_thread_is_opened(server: Server, talk: Channel) -> None:
    """Writing, editing and reacting in a thread that went to sleep wakes it up."""
    thread = await server.ada.thread(talk, "aside")
    await server.quiet()
    posted = await server.sender.post(venue_of(thread), CARD, key="card")
    for act in (
        lambda: server.sender.edit(venue_of(thread), posted, CARD),
        lambda: server.sender.seed(venue_of(thread), posted, ["✅"]),
        lambda: server.sender.post(venue_of(thread), PLAIN, key="more"),
    ):
        await server.ada.archive(thread)
        await act()
        assert thread.thread is not None
        assert not thread.thread.archived


async def test_a_locked_thread_says_what_to_do() -> None:
    """A thread that is locked as well stays closed, and it is said who can open it."""
    async with serving(allowed=int(EVERYONE)) as server:
        thread = await server.ada.thread(await server.ada.create_channel(server.guild, "talk"), "aside")
        await server.quiet()
        posted = await server.sender.post(venue_of(thread), CARD, key="card")
        await server.ada.lock(thread)
        await server.ada.archive(thread)
        with pytest.raises(ForbiddenError, match="somebody who manages this server must open it"):
            await server.sender.edit(venue_of(thread), posted, CARD)
        assert thread.thread is not None
        assert thread.thread.archived


# --- keys


@given(st.text(alphabet="abc:2"), st.integers(1, 5), st.text(alphabet="abc:2"), st.integers(1, 5))
def test_a_nonce_fits_and_names_one_message(key: str, part: int, other: str, its: int) -> None:
    """A nonce is at most 25 characters, the same for the same part of a message, and another for any other."""
    assert len(nonce_of(key, part)) <= 25
    assert (nonce_of(key, part) == nonce_of(other, its)) == (_whole(key, part) == _whole(other, its))


def _whole(key: str, part: int) -> str:
    return key if part == 1 else f"{key}:{part}"
