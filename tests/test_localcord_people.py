"""A local Discord's people: what they write, see, react to and moderate, and what Discord refuses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.localcord.model import Channel, Guild, Message, MessageType
from tests.localcord.people import Person
from tests.localcord.permissions import Permission
from tests.localcord.refusals import Refused
from tests.localcord.world import World

if TYPE_CHECKING:
    from tests.localcord.happenings import Happening


class Home:
    """A guild: ann owns it, ben and eve are members, and there is a bot."""

    def __init__(self) -> None:
        self.world = World()
        self.heard: list[Happening] = []
        self.ann, self.ben, self.eve = (Person.named(self.world, name) for name in ("ann", "ben", "eve"))
        self.guild: Guild = self.world.new_guild("Home", self.ann.id)
        self.app = self.world.new_application("bot")
        self.world.add_bot(self.guild.id, self.app.id)

    async def furnish(self) -> None:
        await self.ben.join(self.guild)
        await self.eve.join(self.guild)
        self.talk: Channel = await self.ann.create_channel(self.guild, "talk")
        self.world.subscribe(self.heard.append)

    def names(self) -> list[str]:
        return [happening.name for happening in self.heard]


@pytest.fixture
async def home() -> Home:
    home = Home()
    await home.furnish()
    return home


def contents(messages: list[Message]) -> list[str]:
    return [message.content for message in messages]


async def refused(code: int, act: object) -> None:
    with pytest.raises(Refused) as told:
        await act  # type: ignore[misc]
    assert told.value.code == code


def test_a_name_is_one_person() -> None:
    """Asking for the same name again gives the same user, and a bot's name is not a person's."""
    world = World()
    bot = world.new_application("ann")
    assert Person.named(world, "ann").id == Person.named(world, "ann").id != bot.id


async def test_what_is_said_is_seen_by_all_who_see_the_channel(home: Home) -> None:
    """Messages are read in their order, in one channel or everywhere, and as they are now."""
    other = await home.ann.create_channel(home.guild, "other")
    first = await home.ben.say(home.talk, "one")
    await home.eve.say(other, "two")
    third = await home.ben.say(home.talk, "three")
    assert contents(home.ann.sees(home.talk)) == ["one", "three"]
    assert contents(home.ann.sees()) == ["one", "two", "three"]
    await home.ben.edit(first, "one, but better")
    await home.ben.delete(third)
    assert contents(home.ann.sees()) == ["one, but better", "two"]
    assert home.eve.now(first) is not None
    assert home.eve.now(third) is None


async def test_a_reply_mentions_unless_it_shall_not(home: Home) -> None:
    """Replies refer to their message, and ping its author only if wanted."""
    question = await home.ben.say(home.talk, "well?")
    loud = await home.ann.say(home.talk, "yes", reply_to=question)
    quiet = await home.ann.say(home.talk, "yes", reply_to=question, ping=False)
    assert (loud.type, loud.mentions) == (MessageType.REPLY, [home.ben.id])
    assert (quiet.type, quiet.mentions) == (MessageType.REPLY, [])
    assert (await home.ann.say(home.talk, f"hey {home.eve.mention}")).mentions == [home.eve.id]


async def test_files_are_sent_along(home: Home) -> None:
    """A file comes as an attachment; a message may consist of nothing else."""
    message = await home.ben.say(home.talk, files=[("a.txt", b"abc"), ("b.txt", b"")])
    assert [(one.filename, one.content) for one in message.attachments] == [("a.txt", b"abc"), ("b.txt", b"")]


async def test_direct_messages_are_between_two(home: Home) -> None:
    """Nobody else reads them, and who has closed theirs gets none."""
    message = await home.ben.dm(home.app, "psst")
    assert home.ben.sees(home.ben.dm_channel(home.app)) == [message]
    assert home.ann.sees() == []
    assert home.heard[-1].guild_id is None
    await home.eve.close_dms()
    await refused(50007, home.ben.dm(home.eve, "hello"))
    with pytest.raises(Refused):
        home.world.send_message(home.app.id, home.world.dm_channel(home.app.id, home.eve.id).id, {"content": "x"})


async def test_reactions_come_and_go(home: Home) -> None:
    """Normal and super reactions are kept apart; a moderator takes one, one emoji's, or all away."""
    message = await home.ann.say(home.talk, "vote")
    await home.ben.react(message, "✅")
    await home.eve.react(message, "✅", burst=True)
    await home.eve.react(message, "❌")
    now = home.ann.now(message)
    assert now is not None
    assert [(one.emoji.name, one.normal, one.burst) for one in now.reactions] == [
        ("✅", [home.ben.id], [home.eve.id]),
        ("❌", [home.eve.id], []),
    ]
    await refused(50013, home.ben.take_reaction(message, "❌", home.eve))
    await refused(50013, home.ben.clear_reactions(message))
    await home.ann.take_reaction(message, "❌", home.eve)
    assert [one.emoji.name for one in message.reactions] == ["✅"]
    await home.ben.unreact(message, "✅")
    await home.ann.clear_reactions(message, "✅")
    await home.ben.react(message, "👍")
    await home.ann.clear_reactions(message)
    assert message.reactions == []
    assert home.names()[-4:] == [
        "MESSAGE_REACTION_REMOVE",
        "MESSAGE_REACTION_REMOVE_EMOJI",
        "MESSAGE_REACTION_ADD",
        "MESSAGE_REACTION_REMOVE_ALL",
    ]


async def test_private_channels_are_for_their_members(home: Home) -> None:
    """Only those to whom it is private, and administrators, see it; overwrites change that."""
    cooks = await home.ann.create_role(home.guild, "Cooks")
    kitchen = await home.ann.create_channel(home.guild, "kitchen", private_to=[home.ben, cooks])
    await home.ben.say(kitchen, "soup")
    assert contents(home.ann.sees(kitchen)) == ["soup"]
    assert home.eve.sees(kitchen) == []
    await refused(50001, home.eve.say(kitchen, "hello?"))
    await home.ann.give_role(home.guild, home.eve, cooks)
    assert contents(home.eve.sees(kitchen)) == ["soup"]
    await home.ann.take_role(home.guild, home.eve, cooks)
    assert home.eve.sees(kitchen) == []
    await home.ann.edit_overwrites(kitchen, home.eve, allow=Permission.VIEW_CHANNEL, deny=Permission.SEND_MESSAGES)
    assert contents(home.eve.sees(kitchen)) == ["soup"]
    await refused(50013, home.eve.say(kitchen, "hello?"))
    await home.ann.delete_channel(kitchen)
    assert home.ben.sees() == []


async def test_moderating_takes_permission(home: Home) -> None:
    """Members do not kick, ban, manage channels and roles, or delete what others wrote; the owner does."""
    message = await home.eve.say(home.talk, "mine")
    for act in (
        home.ben.kick(home.guild, home.eve),
        home.ben.ban(home.guild, home.eve),
        home.ben.create_channel(home.guild, "x"),
        home.ben.delete_channel(home.talk),
        home.ben.create_role(home.guild, "x"),
        home.ben.delete(message),
        home.ben.remove_bot(home.guild, home.app),
    ):
        await refused(50013, act)
    await refused(50005, home.ben.edit(message, "yours"))
    await home.ann.kick(home.guild, home.eve)
    await home.ann.ban(home.guild, home.ben)
    await home.ann.remove_bot(home.guild, home.app)
    await home.ann.delete(message)
    assert list(home.guild.members) == [home.ann.id]


async def test_who_leaves_sees_nothing_more(home: Home) -> None:
    """Leaving and coming back are told, and settle what one reads."""
    await home.ann.say(home.talk, "hello")
    await home.ben.leave(home.guild)
    assert home.ben.sees() == []
    await home.ben.join(home.guild)
    assert contents(home.ben.sees()) == ["hello"]
    assert home.names()[-2:] == ["GUILD_MEMBER_REMOVE", "GUILD_MEMBER_ADD"]


async def test_threads_are_started_closed_and_locked(home: Home) -> None:
    """A closed thread opens when somebody writes, unless it is locked; reactions do not open it."""
    start = await home.ben.say(home.talk, "let us talk")
    thread = await home.ben.thread(home.talk, "talking", message=start)
    said = await home.eve.say(thread, "yes")
    await home.ann.archive(thread)
    await refused(50083, home.eve.react(said, "✅"))
    await refused(50083, home.eve.edit(said, "no"))
    await home.eve.say(thread, "again")
    assert thread.thread is not None
    assert not thread.thread.archived
    await home.ann.lock(thread)
    await home.ann.archive(thread)
    with pytest.raises(Refused):
        await home.eve.say(thread, "and again")
    assert contents(home.eve.sees(thread))[-2:] == ["yes", "again"]


async def test_private_threads_are_for_who_was_added(home: Home) -> None:
    """Only members of a private thread, and who manages threads, see it."""
    thread = await home.ben.thread(home.talk, "quietly", private=True)
    await home.ben.say(thread, "between us")
    assert home.eve.sees(thread) == []
    assert contents(home.ann.sees(thread)) == ["between us"]
    await home.ben.add_to_thread(thread, home.eve)
    assert contents(home.eve.sees(thread)) == ["between us"]


async def test_long_and_empty_messages_are_refused(home: Home) -> None:
    """Discord takes 1 to 2,000 characters."""
    await home.ben.say(home.talk, "x" * 2000)
    await refused(50035, home.ben.say(home.talk, "x" * 2001))
    await refused(50006, home.ben.say(home.talk, "  "))
