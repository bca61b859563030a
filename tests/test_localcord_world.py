"""Ids, threads, guilds and their members in a local Discord, and who hears of what happens there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.localcord import snowflakes
from tests.localcord.happenings import Happening, Intent
from tests.localcord.model import MessageFlag, Upload
from tests.localcord.permissions import Permission
from tests.localcord.refusals import Refused
from tests.support.place import Place, code_of

pytest_plugins = ["tests.support.localcord_fixtures"]


# Ids


@given(st.integers(1, 2000))
def test_snowflakes_increase(count: int) -> None:
    """Every id is greater than the one before it, and tells a time of today."""
    source = snowflakes.Snowflakes()
    given_out = [source.next() for _ in range(count)]
    assert given_out == sorted(set(given_out))
    assert abs((snowflakes.moment(given_out[-1]) - snowflakes.now()).total_seconds()) < 60


def test_a_refused_message_was_never_there(place: Place) -> None:
    """What is refused for its form is in no history, and nobody hears of it."""
    bodies: list[dict[str, Any]] = [{"content": "x" * 2001}, {"content": "x", "message_reference": {"message_id": "1"}}]
    for body in bodies:
        with pytest.raises(Refused) as refused:
            place.world.send_message(place.bot, place.talk, body)
        assert code_of(refused) == 50035
    assert place.world.history(place.bot, place.talk) == []
    assert place.names() == []


def test_empty_messages_are_refused(place: Place) -> None:
    """White space is no message, and an edit cannot leave one empty; an embed alone is one."""
    empty: list[dict[str, Any]] = [{}, {"content": " \n "}, {"embeds": []}]
    for body in empty:
        with pytest.raises(Refused) as refused:
            place.world.send_message(place.bot, place.talk, body)
        assert code_of(refused) == 50006
    message = place.world.send_message(place.bot, place.talk, {"embeds": [{"title": "t"}]})
    with pytest.raises(Refused):
        place.world.edit_message(place.bot, place.talk, message.id, {"embeds": []})
    assert message.embeds == [{"type": "rich", "title": "t"}]


def test_a_guild_holds_so_many_channels_and_roles(place: Place) -> None:
    """50 channels in a category, 500 with the categories, 250 roles with everybody's: then Discord takes no more."""
    world, owner, guild = place.world, place.ann, place.guild.id
    category = world.create_channel(owner, guild, {"name": "shelf", "type": 4})
    while len(world.guild(guild).roles) < 250:
        world.create_role(owner, guild, {"name": "role"})
    for _ in range(50):
        world.create_channel(owner, guild, {"name": "full", "parent_id": str(category.id)})
    with pytest.raises(Refused) as refused:
        world.create_channel(owner, guild, {"name": "full", "parent_id": str(category.id)})
    assert code_of(refused) == 50035
    while len(world.guild(guild).channels) < 500:
        world.create_channel(owner, guild, {"name": "more"})
    with pytest.raises(Refused) as refused:
        world.create_channel(owner, guild, {"name": "more"})
    assert code_of(refused) == 30013
    with pytest.raises(Refused) as refused:
        world.create_role(owner, guild, {"name": "role"})
    assert code_of(refused) == 30005


def test_requests_may_not_be_too_large(place: Place) -> None:
    """Files of more than 25 MiB together are refused."""
    half = Upload(filename="a.bin", content=bytes(13 * 1024 * 1024))
    assert place.world.send_message(place.ben, place.talk, {}, [half]).attachments[0].filename == "a.bin"
    with pytest.raises(Refused) as refused:
        place.world.send_message(place.ben, place.talk, {}, [half, half])
    assert refused.value.status == 413


# Threads


def test_archived_threads_open_when_written_to(place: Place) -> None:
    """An archived thread takes no edits and no reactions; a message opens it, unless it is locked."""
    thread = place.thread()
    message = place.say(where=thread)
    place.world.edit_channel(place.ben, thread, {"archived": True})
    place.names()
    for act in (
        lambda: place.world.edit_message(place.ben, thread, message, {"content": "x"}),
        lambda: place.world.add_reaction(place.ben, thread, message, "✅"),
        lambda: place.world.edit_channel(place.ben, thread, {"name": "x"}),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) == 50083
    place.say(where=thread)
    assert place.names() == ["THREAD_UPDATE", "MESSAGE_CREATE"]
    place.world.edit_channel(place.ann, thread, {"archived": True, "locked": True})
    with pytest.raises(Refused) as refused:
        place.say(where=thread)
    assert code_of(refused) == 160005
    place.world.delete_message(place.ben, thread, message)


def test_private_threads_are_seen_from_within(place: Place) -> None:
    """Who is not in a private thread does not hear of it; who is added gets it, with all that follows."""
    place.world.kick(place.ann, place.guild.id, place.bot)
    place.world.add_bot(place.guild.id, place.bot)
    place.names()
    thread = place.thread(12)
    place.say(where=thread)
    assert place.names() == []
    place.say(f"come <@{place.bot}>", where=thread)
    assert place.names() == ["THREAD_CREATE", "THREAD_MEMBERS_UPDATE", "MESSAGE_CREATE"]
    place.world.remove_thread_member(place.ben, thread, place.bot)
    assert place.names() == ["THREAD_MEMBERS_UPDATE"]
    with pytest.raises(Refused) as refused:
        place.world.history(place.bot, thread)
    assert code_of(refused) == 50001


def test_a_thread_begins_under_a_message_once(place: Place) -> None:
    """A thread under a message has its id, marks it, and is the only one there."""
    message = place.say()
    place.names()
    thread = place.world.start_thread(place.ben, place.talk, {"name": "more"}, message)
    assert thread.id == message
    assert place.world.message(place.talk, message).flags & MessageFlag.HAS_THREAD
    assert place.names() == ["THREAD_CREATE", "THREAD_MEMBERS_UPDATE", "MESSAGE_UPDATE", "MESSAGE_CREATE"]
    with pytest.raises(Refused) as refused:
        place.world.start_thread(place.ben, place.talk, {"name": "again"}, message)
    assert code_of(refused) == 160004


def test_bots_learn_the_threads_of_channels_that_open(place: Place) -> None:
    """When an overwrite lets a bot into a channel, it is told of the threads there."""
    place.deny(place.bot, Permission.VIEW_CHANNEL)
    thread = place.thread()
    assert "THREAD_CREATE" not in place.names()
    place.world.delete_overwrite(place.ann, place.talk, place.bot)
    synced = next(each for each in place.heard if each.name == "THREAD_LIST_SYNC")
    assert [each["id"] for each in synced.data["threads"]] == [str(thread)]


# Guilds, channels, members


def test_events_stay_within_what_one_sees(place: Place) -> None:
    """A bot hears what happens in channels that it sees, and that the others exist."""
    hidden = {"name": "hidden", "permission_overwrites": [{"id": str(place.bot), "type": 1, "deny": "1024"}]}
    channel = place.world.create_channel(place.ann, place.guild.id, hidden)
    assert place.names() == ["CHANNEL_CREATE"]
    place.say(where=channel.id)
    assert place.names() == []
    place.world.delete_channel(place.ann, channel.id)
    assert place.names() == ["CHANNEL_DELETE"]


def test_bots_hear_of_themselves_without_the_members_intent(place: Place) -> None:
    """A change of a member needs the intent, unless it is the bot itself."""
    place.world.edit_member(place.ann, place.guild.id, place.ben, {"nick": "Benny"})
    place.world.edit_member(place.ann, place.guild.id, place.bot, {"nick": "Botty"})
    assert [each.intent for each in place.heard] == [Intent.GUILD_MEMBERS, 0]


def test_bots_come_and_go(place: Place) -> None:
    """A bot gets the guild when it is added, and loses it when it is put out; of its own coming it hears only so."""
    place.world.kick(place.ann, place.guild.id, place.bot)
    place.say()
    assert place.names() == ["GUILD_DELETE"]
    place.world.add_bot(place.guild.id, place.bot, 8)
    assert place.names() == ["GUILD_ROLE_CREATE", "GUILD_CREATE"]


def test_an_outage_closes_the_guild(place: Place) -> None:
    """During an outage the guild is gone, and every request about it fails; afterwards it is back as it was."""
    place.world.set_unavailable(place.guild.id)
    assert place.heard[-1].data == {"id": str(place.guild.id), "unavailable": True}
    with pytest.raises(Refused) as refused:
        place.say()
    assert refused.value.status == 503
    place.world.set_available(place.guild.id)
    assert place.heard[-1].data["unavailable"] is False
    place.say()


def test_the_banned_stay_out(place: Place) -> None:
    """Who is banned is no member, and cannot come back before the ban is lifted."""
    place.world.ban(place.ann, place.guild.id, place.ben)
    assert place.names() == ["GUILD_BAN_ADD", "GUILD_MEMBER_REMOVE"]
    with pytest.raises(Refused):
        place.world.add_member(place.guild.id, place.ben)
    place.world.unban(place.ann, place.guild.id, place.ben)
    place.world.add_member(place.guild.id, place.ben)


def test_listeners_cannot_disturb_each_other(place: Place) -> None:
    """Each listener has a payload of its own, and one that has left hears nothing more."""
    others: list[Happening] = []
    leave = place.world.subscribe(others.append)
    place.say()
    others[0].data["author"]["id"] = "changed"
    assert place.heard[0].data["author"]["id"] == str(place.ben)
    assert place.world.message(place.talk, int(place.heard[0].data["id"])).author_id == place.ben
    leave()
    place.say()
    assert len(others) == 1


def test_old_tokens_are_worth_nothing(place: Place) -> None:
    """A new token makes the old one invalid."""
    old = place.world.applications[place.bot].token
    new = place.world.reset_token(place.bot)
    assert place.world.application_by_token(old) is None
    assert place.world.application_by_token(new) is place.world.applications[place.bot]
