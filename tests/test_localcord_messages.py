"""What can be written and read in a local Discord, and by whom."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.localcord import payloads
from tests.localcord.happenings import Intent
from tests.localcord.model import MessageFlag, Upload
from tests.localcord.permissions import Permission
from tests.localcord.refusals import Refused
from tests.support.place import Place, code_of

pytest_plugins = ["tests.support.localcord_fixtures"]


# Who may write, and where


def test_seeing_and_sending_are_two_things(place: Place) -> None:
    """Who does not see the channel lacks access, who sees it but may not send lacks permissions."""
    place.deny(place.bot, Permission.SEND_MESSAGES)
    with pytest.raises(Refused) as refused:
        place.say(by=place.bot)
    assert code_of(refused) == 50013
    place.deny(place.bot, Permission.VIEW_CHANNEL)
    with pytest.raises(Refused) as refused:
        place.say(by=place.bot)
    assert code_of(refused) == 50001
    with pytest.raises(Refused) as refused:
        place.say(where=1)
    assert code_of(refused) == 10003


@pytest.mark.parametrize(
    ("denied", "body", "files"),
    [
        (Permission.EMBED_LINKS, {"embeds": [{"title": "t"}]}, []),
        (Permission.ATTACH_FILES, {}, [Upload(filename="a", content=b"a")]),
    ],
)
def test_embeds_and_files_need_permissions(
    place: Place, denied: Permission, body: dict[str, Any], files: list[Upload]
) -> None:
    """A bot sends embeds and files only where it may."""
    place.world.send_message(place.bot, place.talk, body, files)
    place.deny(place.bot, denied)
    with pytest.raises(Refused) as refused:
        place.world.send_message(place.bot, place.talk, body, files)
    assert code_of(refused) == 50013


def test_only_ones_own_messages_can_be_edited(place: Place) -> None:
    """Nobody edits another's message; deleting it takes a moderator."""
    message = place.say()
    with pytest.raises(Refused) as refused:
        place.world.edit_message(place.bot, place.talk, message, {"content": "no"})
    assert code_of(refused) == 50005
    own = place.say(by=place.bot)
    with pytest.raises(Refused) as refused:
        place.world.delete_message(place.ben, place.talk, own)
    assert code_of(refused) == 50013
    place.names()
    place.world.edit_message(place.ben, place.talk, message, {"content": "yes"})
    place.world.delete_message(place.bot, place.talk, message)
    assert place.names() == ["MESSAGE_UPDATE", "MESSAGE_DELETE"]
    with pytest.raises(Refused) as refused:
        place.world.fetch_message(place.bot, place.talk, message)
    assert code_of(refused) == 10008


def test_people_close_their_dms(place: Place) -> None:
    """A bot reaches those who share a guild with it and take direct messages, and no other bot."""
    direct = place.world.dm_channel(place.bot, place.ben).id
    assert direct == place.world.dm_channel(place.ben, place.bot).id
    place.say(by=place.bot, where=direct)
    place.say(by=place.ben, where=direct)
    assert [(each.name, each.intent, each.guild_id) for each in place.heard] == [
        ("MESSAGE_CREATE", Intent.DIRECT_MESSAGES, None)
    ] * 2
    place.world.close_dms(place.ben)
    stranger = place.world.new_user("stranger").id
    other_bot = place.world.new_application("other").id
    place.world.add_bot(place.guild.id, other_bot)
    for closed in (place.ben, stranger, other_bot):
        with pytest.raises(Refused) as refused:
            place.say(by=place.bot, where=place.world.dm_channel(place.bot, closed).id)
        assert code_of(refused) == 50007


def test_others_dms_are_closed_to_everybody(place: Place) -> None:
    """Nobody reads a conversation of two others, nor hears of it."""
    direct = place.world.dm_channel(place.ann, place.ben).id
    place.say(by=place.ann, where=direct)
    assert place.names() == []
    with pytest.raises(Refused) as refused:
        place.world.history(place.bot, direct)
    assert code_of(refused) == 50001


# Nonces, replies, mentions


def test_a_nonce_is_sent_once(place: Place) -> None:
    """With enforce_nonce a repeated request gives the first message again: for three minutes, to its author."""
    first = place.say("a", nonce="n", enforce_nonce=True)
    assert place.say("b", nonce="n", enforce_nonce=True) == first
    assert place.names() == ["MESSAGE_CREATE"]
    assert place.say("c", nonce="n") != first
    assert place.say("d", by=place.ann, nonce="n", enforce_nonce=True) != first
    again = place.say("e", nonce="m", enforce_nonce=True)
    place.now += 181
    assert place.say("f", nonce="m", enforce_nonce=True) != again


def test_a_nonce_is_not_kept(place: Place) -> None:
    """The event of a new message tells its nonce; reading it later does not."""
    message = place.world.fetch_message(place.ben, place.talk, place.say(nonce="n"))
    assert place.heard[-1].data["nonce"] == "n"
    assert "nonce" not in payloads.message(place.world, message)


def test_replies_know_what_they_answer(place: Place) -> None:
    """A reply carries what it answers, notifies its author unless told not to, and outlives the other."""
    asked = place.say("Well?")
    answer = place.say("Yes.", by=place.ann, message_reference={"message_id": str(asked)})
    quiet = place.say(
        "Yes.", by=place.ann, message_reference={"message_id": str(asked)}, allowed_mentions={"parse": []}
    )
    data = place.heard[-1].data
    assert (data["type"], data["referenced_message"]["content"]) == (19, "Well?")
    assert place.world.message(place.talk, answer).mentions == [place.ben]
    assert place.world.message(place.talk, quiet).mentions == []
    place.world.delete_message(place.ben, place.talk, asked)
    late = payloads.message(place.world, place.world.message(place.talk, answer))
    assert late["referenced_message"] is None
    alone = place.say("What?", message_reference={"message_id": str(asked), "fail_if_not_exists": False})
    assert place.world.message(place.talk, alone).reference is None


def test_mentions_are_those_allowed(place: Place) -> None:
    """Users, roles and everybody are mentioned as far as the author may and wants; in code nobody is."""
    role = place.world.create_role(place.ann, place.guild.id, {"name": "crew"}).id
    text = f"<@{place.ben}> <@!{place.ann}> <@&{role}> @everyone <@1>"

    def mentioned(text: str = text, by: int = place.ann, **body: Any) -> tuple[list[int], list[int], bool]:
        message = place.world.message(place.talk, place.say(text, by=by, **body))
        return message.mentions, message.mention_roles, message.mention_everyone

    assert mentioned() == ([place.ben, place.ann], [role], True)
    assert mentioned(f"`{text}`") == ([], [], False)
    assert mentioned(allowed_mentions={"parse": []}) == ([], [], False)
    assert mentioned(allowed_mentions={"parse": ["roles"], "users": [str(place.ben)]}) == ([place.ben], [role], False)
    place.deny(place.ben, Permission.MENTION_EVERYONE)
    assert mentioned(by=place.ben) == ([place.ben, place.ann], [], False)
    place.world.edit_role(place.ann, place.guild.id, role, {"mentionable": True})
    assert mentioned(by=place.ben) == ([place.ben, place.ann], [role], False)


@given(st.text(st.sampled_from("<@!&>1 e`\\everyonehr"), max_size=60))
def test_who_allows_no_mention_mentions_nobody(text: str) -> None:
    """With an empty `parse` no text whatever mentions anybody."""
    place = Place()
    message = place.world.send_message(
        place.ann, place.talk, {"content": f"x{text}", "allowed_mentions": {"parse": []}}
    )
    assert (message.mentions, message.mention_roles, message.mention_everyone) == ([], [], False)


# Reading


@given(st.integers(0, 30), st.integers(0, 40), st.integers(1, 12))
def test_history_is_paged_like_a_list(count: int, at: int, limit: int) -> None:
    """Before, after and around a message are the nearest ones, newest first."""
    place = Place()
    ids = [place.say(str(number)) for number in range(count)]
    pivot = ids[at % count] if count else 1

    def read(**where: int) -> list[int]:
        return [each.id for each in place.world.history(place.ben, place.talk, limit=limit, **where)]

    older, newer = [each for each in ids if each < pivot], [each for each in ids if each > pivot]
    assert read() == ids[::-1][:limit]
    assert read(before=pivot) == older[::-1][:limit]
    assert read(after=pivot) == newer[:limit][::-1]
    around = read(around=pivot)
    assert around == sorted(around, reverse=True)
    assert (pivot in around) == bool(count)


def test_without_the_history_there_is_nothing_to_read(place: Place) -> None:
    """Who may not read the history gets an empty page, and no single message."""
    message = place.say()
    place.deny(place.bot, Permission.READ_MESSAGE_HISTORY)
    assert place.world.history(place.bot, place.talk) == []
    with pytest.raises(Refused):
        place.world.fetch_message(place.bot, place.talk, message)


def test_what_is_for_one_is_seen_by_nobody_else(place: Place) -> None:
    """An ephemeral message is announced to nobody and found in no history, and cannot be reacted to or answered."""
    message = place.world.post_message(place.bot, place.talk, {"content": "psst"}, ephemeral_for=place.ben)
    assert place.names() == []
    assert place.world.history(place.ben, place.talk) == []
    for act in (
        lambda: place.world.fetch_message(place.bot, place.talk, message.id),
        lambda: place.world.edit_message(place.bot, place.talk, message.id, {"content": "x"}),
        lambda: place.world.add_reaction(place.ben, place.talk, message.id, "✅"),
        lambda: place.say(message_reference={"message_id": str(message.id)}),
    ):
        with pytest.raises(Refused):
            act()


def test_thinking_becomes_an_answer(place: Place) -> None:
    """A message that only said "thinking" has no edit mark once it says something."""
    message = place.world.post_message(place.bot, place.talk, {}, flags=MessageFlag.LOADING, allow_empty=True)
    place.world.revise_message(message, {"content": "done"})
    assert (message.flags, message.edited_at) == (0, None)
    place.world.revise_message(message, {"content": "done!"})
    assert message.edited_at is not None


def test_content_is_hidden_from_bots_without_the_intent(place: Place) -> None:
    """A bot without the privilege reads its own messages and those that mention it; others are empty."""

    def read(by: int, text: str) -> str:
        message = place.world.message(place.talk, place.say(text, by=by))
        shown = payloads.rest_message(place.world, message, place.bot)["content"]
        gateway = payloads.without_content(payloads.gateway_message(place.world, message), place.bot)["content"]
        assert shown == gateway
        return str(shown)

    assert read(place.ben, "hello") == ""
    assert read(place.bot, "hello") == "hello"
    assert read(place.ben, f"hello <@{place.bot}>") == f"hello <@{place.bot}>"
    place.world.applications[place.bot].privileged.add("message_content")
    message = place.world.message(place.talk, place.say("hello"))
    assert payloads.rest_message(place.world, message, place.bot)["content"] == "hello"
