"""What can be said and done in a local Discord, and who hears of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.localcord import payloads, snowflakes
from tests.localcord.happenings import Happening, Intent
from tests.localcord.model import MessageFlag, Upload
from tests.localcord.permissions import Permission
from tests.localcord.refusals import Refused
from tests.localcord.world import World

POWERS = int(Permission.MANAGE_MESSAGES | Permission.MANAGE_THREADS)


class Place:
    """A guild of Ann's with Ben and a bot, and a channel; what the bot may hear is recorded."""

    def __init__(self) -> None:
        self.now = 0.0
        self.world = World(lambda: self.now)
        self.ann, self.ben = self.world.new_user("ann").id, self.world.new_user("ben").id
        self.bot = self.world.new_application("bot").id
        self.guild = self.world.new_guild("Guild", self.ann)
        self.world.add_member(self.guild.id, self.ben)
        self.world.add_bot(self.guild.id, self.bot, POWERS)
        self.talk = self.world.create_channel(self.ann, self.guild.id, {"name": "Small Talk"}).id
        self.heard: list[Happening] = []
        self.world.subscribe(self._hear)

    def _hear(self, happening: Happening) -> None:
        if self.world.may_hear(happening, self.bot):
            self.heard.append(happening)

    def names(self) -> list[str]:
        """The names of what the bot has heard since the last call."""
        names = [happening.name for happening in self.heard]
        self.heard.clear()
        return names

    def say(self, text: str = "hello", *, by: int | None = None, where: int | None = None, **body: Any) -> int:
        """The id of a new message, Ben's if nobody else is named."""
        return self.world.send_message(by or self.ben, where or self.talk, {"content": text, **body}).id

    def thread(self, kind: int = 11) -> int:
        """A new thread of Ben's."""
        return self.world.start_thread(self.ben, self.talk, {"name": "thread", "type": kind}).id

    def deny(self, who: int, *bits: Permission) -> None:
        """Take permissions from a member in the channel."""
        self.world.set_overwrite(self.ann, self.talk, who, kind=1, deny=int(sum(bits)))


@pytest.fixture
def place() -> Place:
    return Place()


def code_of(refused: pytest.ExceptionInfo[Refused]) -> int:
    return refused.value.code


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


# Reactions


def test_reactions_are_counted_by_kind(place: Place) -> None:
    """Normal and burst reactions are two lists; each person is once in each, and pages are ordered by id."""
    message = place.say()
    for who in (place.ben, place.ann, place.ben):
        place.world.add_reaction(who, place.talk, message, "✅")
    place.world.add_reaction(place.ben, place.talk, message, "✅", burst=True)
    assert place.names() == ["MESSAGE_CREATE"] + ["MESSAGE_REACTION_ADD"] * 3
    shown = payloads.message(place.world, place.world.message(place.talk, message), place.ann)["reactions"]
    assert [(each["count"], each["count_details"], each["me"], each["me_burst"]) for each in shown] == [
        (3, {"normal": 2, "burst": 1}, True, False)
    ]

    def page(**how: Any) -> list[int]:
        return [each.id for each in place.world.reaction_users(place.bot, place.talk, message, "✅", **how)]

    assert page() == sorted([place.ann, place.ben])
    assert page(limit=1) == [place.ann]
    assert page(after=place.ann) == [place.ben]
    assert page(burst=True) == [place.ben]
    place.world.remove_reaction(place.ben, place.talk, message, "✅", place.ben)
    place.world.remove_reaction(place.ben, place.talk, message, "✅", place.ben)
    assert [each.data["burst"] for each in place.heard] == [False, True]
    assert page() == [place.ann]


def test_new_emoji_need_a_permission_and_joining_does_not(place: Place) -> None:
    """Without ADD_REACTIONS one joins what others began; at twenty emoji there is an end."""
    message = place.say()
    place.deny(place.bot, Permission.ADD_REACTIONS)
    with pytest.raises(Refused) as refused:
        place.world.add_reaction(place.bot, place.talk, message, "✅")
    assert code_of(refused) == 50013
    for number in range(20):
        place.world.add_reaction(place.ben, place.talk, message, chr(0x1F600 + number))
    place.world.add_reaction(place.bot, place.talk, message, chr(0x1F600))
    with pytest.raises(Refused) as refused:
        place.world.add_reaction(place.ben, place.talk, message, "✅")
    assert code_of(refused) == 30010


def test_moderators_remove_reactions_unnamed(place: Place) -> None:
    """A moderator's removal looks like the person's own; clearing all, or one emoji, has events of its own."""
    message = place.say()
    for emoji in ("✅", "❌", "👍"):
        place.world.add_reaction(place.ben, place.talk, message, emoji)
    with pytest.raises(Refused):
        place.world.remove_reaction(place.ben, place.talk, message, "✅", place.ann, burst=False)
    place.names()
    place.world.remove_reaction(place.bot, place.talk, message, "✅", place.ben)
    assert place.heard[0].data["user_id"] == str(place.ben)
    assert str(place.bot) not in place.heard[0].data.values()
    place.world.clear_reactions(place.bot, place.talk, message, "❌")
    place.world.clear_reactions(place.bot, place.talk, message)
    assert place.names() == [
        "MESSAGE_REACTION_REMOVE",
        "MESSAGE_REACTION_REMOVE_EMOJI",
        "MESSAGE_REACTION_REMOVE_ALL",
    ]
    assert place.world.message(place.talk, message).reactions == []


@pytest.mark.parametrize("emoji", ["x", "", "name:1", "hello", "✅x", "12"])
def test_what_is_no_emoji_is_refused(place: Place, emoji: str) -> None:
    """Words and unknown emoji are no reactions."""
    with pytest.raises(Refused) as refused:
        place.world.add_reaction(place.ben, place.talk, place.say(), emoji)
    assert code_of(refused) == 10014


def test_emoji_are_what_was_typed(place: Place) -> None:
    """A guild's own emoji, keycaps and flags are emoji; with a variation selector it is another one."""
    own = place.world.add_emoji(place.guild.id, "kettle")
    message = place.say()
    for emoji in (f"kettle:{own.id}", "1️⃣", "🇬🇧", "👩‍👩‍👧", "✍", "✍️"):
        place.world.add_reaction(place.ben, place.talk, message, emoji)
    assert len(place.world.message(place.talk, message).reactions) == 6


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
