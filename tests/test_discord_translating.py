"""What people do on Discord becomes our own values: from true payloads, through discord.py's own objects."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, cast

import discord
import pytest

from adapters.discord import translating
from adapters.discord.accounts import account_of
from adapters.discord.client import Client
from adapters.discord.settings import DiscordSettings
from adapters.inbound import Invocation, MessageDeleted, Reacted, Said, Swept, Unreacted
from tests.localcord import payloads
from tests.localcord.people import Person
from tests.localcord.permissions import Permission
from tests.localcord.world import World

if TYPE_CHECKING:
    from tests.localcord.happenings import Happening
    from tests.localcord.model import Message


class Scene:
    """A guild with Ada, Ben and the bot, of which discord.py is told all that happens."""

    def __init__(self) -> None:
        world = self.world = World()
        self.told: list[tuple[str, Any]] = []
        self.bot = world.new_application("Folkmoot")
        self.ada, self.ben = Person.named(world, "ada"), Person.named(world, "ben")
        self.guild = world.new_guild("Orchard", self.ada.id)
        world.add_member(self.guild.id, self.ben.id)
        world.add_bot(self.guild.id, self.bot.id, permissions=int(Permission.ADMINISTRATOR))
        self.client = Client(DiscordSettings(token="secret"), lambda name, *args: self.told.append((name, args)))

    async def set_up(self) -> Scene:
        self.channel = await self.ada.create_channel(self.guild, "talk")
        state: Any = self.client._connection
        state.user = discord.ClientUser(state=state, data=cast(Any, payloads.own_user(self.bot.user)))
        state._add_guild_from_data(payloads.guild_create(self.world, self.guild, self.bot.id, everybody=True))
        self.world.subscribe(self._tell)
        return self

    def _tell(self, happening: Happening) -> None:
        parse = self.client._connection.parsers.get(happening.name)
        if parse is not None and happening.only_to in {None, self.bot.id}:
            parse(copy.deepcopy(happening.data))

    def last(self, name: str) -> Any:
        """Give what discord.py told last under this name."""
        return next(args[-1] for told, args in reversed(self.told) if told == name)

    async def hear(self, text: str, *, who: Person | None = None, **more: Any) -> Invocation | Said | None:
        """Let somebody write in the channel; give what that means."""
        await (who or self.ben).say(self.channel, text, **more)
        return translating.heard(self.last("message"), self.bot.id)

    def card(self) -> Message:
        """Let the bot write something."""
        return self.world.send_message(self.bot.id, self.channel.id, {"content": "P1 · Buy a kettle"})

    @property
    def at_bot(self) -> str:
        return f"<@{self.bot.id}> "


@pytest.fixture
async def scene() -> Scene:
    return await Scene().set_up()


async def said(scene: Scene, text: str, **more: Any) -> Said:
    item = await scene.hear(text, **more)
    assert isinstance(item, Said)
    return item


async def asked(scene: Scene, text: str, **more: Any) -> Invocation:
    item = await scene.hear(text, **more)
    assert isinstance(item, Invocation)
    return item


@pytest.mark.parametrize("mention", ["<@{}>", "<@!{}>", "  <@{}>,", "<@{}>:", "<@{}>\n"])
async def test_a_line_for_the_bot_begins_with_its_mention(scene: Scene, mention: str) -> None:
    """However a mention is written and followed, what comes after it is the line."""
    item = await asked(scene, f"{mention.format(scene.bot.id)} block P1 because it leaks")
    assert (item.name, item.arguments) == ("block", {"number": "P1", "reason": "it leaks"})
    assert (item.venue, item.private) == (f"discord:{scene.guild.id}/{scene.channel.id}", False)
    assert item.account.id == str(scene.ben.id)


@pytest.mark.parametrize("text", ["agree P1", "thanks {}", "{}!!!", "<@1> agree P1", ""])
async def test_other_talk_is_no_line(scene: Scene, text: str) -> None:
    """Nothing is taken for a command that does not begin with a mention of the bot and then words."""
    if text:
        assert await scene.hear(text.format(scene.at_bot.strip())) is None


async def test_a_bare_mention_is_answered_with_where_to_look(scene: Scene) -> None:
    """It names no command, and is a line all the same."""
    item = await asked(scene, scene.at_bot.strip())
    assert (item.name, item.arguments) == ("", {})


@pytest.mark.parametrize("sign", ["/", "!", "! "])
async def test_what_commands_begin_with_is_left_out(scene: Scene, sign: str) -> None:
    """Somebody to whom Discord offers no command writes it out, as it stands in the help or as elsewhere."""
    item = await asked(scene, f"{scene.at_bot}{sign}status P1")
    assert (item.name, item.arguments) == ("status", {"number": "P1"})
    await scene.ben.dm(scene.bot, f"{sign}status P1")
    private = translating.heard(scene.last("message"), scene.bot.id)
    assert isinstance(private, Invocation)
    assert (private.name, private.arguments) == ("status", {"number": "P1"})


@pytest.mark.parametrize("words", ["?", "“It leaks”", "(it leaks)", "👍"])
async def test_in_private_no_words_are_left_unanswered(scene: Scene, words: str) -> None:
    """Whatever they begin with: they may be the reason for a block, which the bot has asked for."""
    await scene.ben.dm(scene.bot, words)
    item = translating.heard(scene.last("message"), scene.bot.id)
    assert isinstance(item, Invocation)
    assert " ".join(filter(None, (item.name, *item.arguments.values()))) == words


async def test_bots_and_notices_are_not_heard(scene: Scene) -> None:
    """What a bot writes is no command, and neither is a notice that somebody started a thread."""
    other = scene.world.new_application("Other")
    scene.world.add_bot(scene.guild.id, other.id, permissions=int(Permission.ADMINISTRATOR))
    scene.world.send_message(other.id, scene.channel.id, {"content": f"{scene.at_bot}agree P1"})
    assert translating.heard(scene.last("message"), scene.bot.id) is None
    await scene.ada.thread(scene.channel, "Tea")
    assert translating.heard(scene.last("message"), scene.bot.id) is None


async def test_a_reply_is_plain_words_or_plainly_a_command(scene: Scene) -> None:
    """In reply to the bot words are words, unless they can mean nothing but a command."""
    card = scene.card()
    for words in ("The hall has no safe socket.", "Agree with Ben that this will not do", "Why ever not?", "…"):
        item = await said(scene, words, reply_to=card)
        assert (item.text, item.reply_to, item.private) == (words, str(card.id), False)
    for words in ("agree", "Stand aside.", "block because it leaks", "agree P1", "why?"):
        command = await asked(scene, words, reply_to=card)
        assert command.reply_to == str(card.id)
    spoken = await asked(scene, f"{scene.at_bot}agree with Ben", reply_to=card)
    assert (spoken.name, spoken.reply_to) == ("agree", str(card.id))


async def test_a_reply_to_somebody_else_is_not_for_the_bot(scene: Scene) -> None:
    """Only a mention makes a reply to somebody else a command; then it carries what it replies to."""
    message = await scene.ada.say(scene.channel, "Shall we?")
    assert await scene.hear("agree", reply_to=message) is None
    item = await asked(scene, f"{scene.at_bot}agree P1", reply_to=message)
    assert item.reply_to == str(message.id)


async def test_in_private_everything_is_for_the_bot(scene: Scene) -> None:
    """A direct message needs no mention; in reply to the bot, plain words are words there too."""
    await scene.ben.dm(scene.bot, "status")
    item = translating.heard(scene.last("message"), scene.bot.id)
    assert isinstance(item, Invocation)
    room = scene.ben.dm_channel(scene.bot)
    assert (item.name, item.private, item.venue) == ("status", True, f"discord:@me/{room.id}")
    question = scene.world.send_message(scene.bot.id, room.id, {"content": "Why do you block?"})
    await scene.ben.dm(scene.bot, "It leaks", reply_to=question)
    reply = translating.heard(scene.last("message"), scene.bot.id)
    assert isinstance(reply, Said)
    assert (reply.text, reply.private) == ("It leaks", True)


async def test_ids_in_a_text_become_names_and_a_person_their_id(scene: Scene) -> None:
    """Mentions and emoji read as people saw them; where a person is asked for, their id says best who is meant."""
    text = f"propose Tea with <@{scene.ada.id}> in <#{scene.channel.id}> <:cup:42> <@9>"
    item = await asked(scene, scene.at_bot + text)
    assert item.arguments == {"title": "Tea with @ada in #talk :cup: <@9>"}
    elected = await asked(scene, f"{scene.at_bot}elect <@{scene.ada.id}> as secretary")
    assert elected.arguments == {"person": str(scene.ada.id), "office": "secretary"}


async def test_an_account_shows_its_name_made_harmless(scene: Scene) -> None:
    """An account has the name that is shown in the guild, cleaned and cut; its id where nothing is left of it."""
    member = scene.client.get_guild(scene.guild.id).get_member(scene.ben.id)  # type: ignore[union-attr]
    assert member is not None
    names = {"Ben\u202e\x07  B": "Ben B", "\u200b": str(member.id), "x" * 99: "x" * 79 + "…"}
    for nick, shown in names.items():
        member.nick = nick
        assert account_of(member).name == shown


async def test_a_reaction_has_its_mark_and_its_plainest_form(scene: Scene) -> None:
    """A reaction keeps what was put there, a super reaction apart from a normal one, and is folded."""
    card = scene.card()
    for burst, mark in ((False, "🤷🏾‍♀️"), (True, "🤷🏾‍♀️ burst")):
        await scene.ben.react(card, "🤷🏾‍♀️", burst=burst)
        raw = scene.last("raw_reaction_add")
        item = translating.reacted(raw, account_of(raw.member))
        assert isinstance(item, Reacted)
        assert (item.key, item.mark, item.source, item.message) == ("🤷", mark, "", str(card.id))


async def test_taking_a_reaction_away_names_what_stood(scene: Scene) -> None:
    """What is taken away is named by message, account and mark; by whom is not known."""
    card = scene.card()
    await scene.ben.react(card, "✅")
    await scene.ada.take_reaction(card, "✅", scene.ben)
    item = translating.unreacted(scene.last("raw_reaction_remove"))
    assert isinstance(item, Unreacted)
    assert (item.message, item.account, item.mark) == (str(card.id), str(scene.ben.id), "✅")
    assert (item.lifted, item.by) == ("", "")
    again = translating.unreacted(scene.last("raw_reaction_remove"))
    assert again is not None
    assert item.source
    assert item.source != again.source


async def test_a_guilds_own_emoji_means_nothing(scene: Scene) -> None:
    """A guild's own emoji is told in no way, whatever its name."""
    emoji = scene.world.add_emoji(scene.guild.id, "agree")
    card = scene.card()
    await scene.ben.react(card, f"agree:{emoji.id}")
    raw = scene.last("raw_reaction_add")
    assert translating.reacted(raw, account_of(raw.member)) is None
    assert translating.mark_of(raw.emoji, burst=False) == f"agree:{emoji.id}"
    await scene.ben.unreact(card, f"agree:{emoji.id}")
    assert translating.unreacted(scene.last("raw_reaction_remove")) is None


async def test_a_sweep_names_its_marks_of_both_kinds(scene: Scene) -> None:
    """Clearing one emoji names it as a normal and as a super reaction; clearing all names none."""
    card = scene.card()
    await scene.ben.react(card, "✅")
    await scene.ada.clear_reactions(card, "✅")
    item = translating.swept(scene.last("raw_reaction_clear_emoji"))
    assert isinstance(item, Swept)
    assert (item.message, item.marks) == (str(card.id), ("✅", "✅ burst"))
    await scene.ben.react(card, "✅")
    await scene.ada.clear_reactions(card)
    everything = translating.swept(scene.last("raw_reaction_clear"))
    assert isinstance(everything, Swept)
    assert everything.marks == ()


async def test_a_deleted_message_is_told_by_its_id(scene: Scene) -> None:
    """Deleted alone or with others, each message is told for itself, and twice the same is the same."""
    card = scene.card()
    await scene.ada.delete(card)
    raw = scene.last("raw_message_delete")
    items = translating.deleted(raw.guild_id, raw.channel_id, {raw.message_id, 7})
    assert all(isinstance(item, MessageDeleted) for item in items)
    assert [item.source for item in items] == ["deleted:7", f"deleted:{card.id}"]
    assert [item.message for item in items] == ["7", str(card.id)]
