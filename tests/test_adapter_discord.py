"""Discord keeps the contract, with the real library against a Discord of our own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pytest

from adapters.documents import Action, Document
from adapters.inbound import Departed, DoorLost, Entered, Invocation, MessageDeleted, Reacted, Revised, Swept, Unreacted
from adapters.platform import BusyError
from deliberation.ids import VenueId
from tests.adapter_conformance import CARD, AdapterConformance, Shown
from tests.localcord.modals import Modal
from tests.localcord.server import LocalDiscord
from tests.support.discord_bot import Orchard, as_read, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.platform import Platform
    from tests.localcord.people import Person

T = TypeVar("T")

DESCRIPTION: Final = Path(__file__).parents[2] / "shared" / "discord" / "openapi.json"


class DiscordStage:
    """A private channel in a guild, with people who use Discord's client."""

    def __init__(self, orchard: Orchard) -> None:
        self.platform = orchard.bot.platform
        self.room: VenueId = orchard.room
        self.prefix = f"<@{orchard.bot.id}> "
        self.orchard = orchard
        self._people: dict[str, Person] = {"ada": orchard.ada, "ben": orchard.ben, "cleo": orchard.cleo}

    def account(self, who: str) -> str:
        return str(self._people[who].id)

    async def say(self, who: str, text: str, *, reply_to: str = "") -> None:
        message = self.orchard.message(reply_to) if reply_to else None
        await self._people[who].say(self.orchard.channel, text, reply_to=message)

    async def say_privately(self, who: str, text: str) -> None:
        await self._people[who].dm(self.orchard.bot, text)

    async def react(self, who: str, message: str, key: str) -> None:
        await self._people[who].react(self.orchard.message(message), key)

    async def unreact(self, who: str, message: str, key: str) -> None:
        await self._people[who].unreact(self.orchard.message(message), key)

    async def join(self, who: str) -> None:
        await self.orchard.ada.give_role(self.orchard.guild, self._people[who], self.orchard.role)

    async def leave(self, who: str) -> None:
        await self.orchard.ada.take_role(self.orchard.guild, self._people[who], self.orchard.role)

    async def accept(self, who: str, venue: VenueId) -> None:
        """Whoever is let in is in."""

    async def files(self, who: str) -> list[tuple[str, str]]:
        messages = [each for each in self._people[who].sees() if each.author_id == self.orchard.bot.id]
        return [(file.filename, file.content.decode()) for each in messages for file in each.attachments]

    async def pictures(self, who: str) -> list[tuple[str, bytes]]:
        messages = [each for each in self._people[who].sees() if each.author_id == self.orchard.bot.id]
        return [(file.description or "", file.content) for each in messages for file in each.attachments]

    async def seen(self, who: str) -> list[Shown]:
        messages = self._people[who].sees()
        return [Shown(str(each.id), as_read(each)) for each in messages if each.author_id == self.orchard.bot.id]

    async def heard(self, kind: type[T], number: int = 1) -> list[T]:
        return await self.orchard.bot.some(kind, number)

    async def communities(self) -> frozenset[str]:
        return self.orchard.bot.heard

    def refuse(self, times: int) -> None:
        self.orchard.bot.refuse = times


@pytest.fixture
async def orchard() -> AsyncIterator[Orchard]:
    """A guild with the bot in it, which knows who is where."""
    async with LocalDiscord(description=DESCRIPTION if DESCRIPTION.exists() else None) as local:
        local.limits.lift()
        orchard = await Orchard.planted(local)
        async with running(orchard.bot, orchard.guild):
            await orchard.bot.platform.members(orchard.room)
            yield orchard
        assert not local.problems


class TestDiscord(AdapterConformance):
    """The Discord adapter passes the suite."""

    @pytest.fixture
    async def stage(self, orchard: Orchard) -> DiscordStage:
        orchard.bot.batches.clear()
        return DiscordStage(orchard)

    async def test_a_reaction_is_named_by_what_stands(self, stage: DiscordStage) -> None:
        """A reaction has no id: message, account and mark name it, also when it is taken away."""
        card = await stage.platform.post(stage.room, CARD, key="card")
        await stage.react("ben", card, "🤷🏾‍♀️")
        await stage.unreact("ben", card, "🤷🏾‍♀️")
        (given,), (taken,) = await stage.heard(Reacted), await stage.heard(Unreacted)
        assert (given.source, taken.lifted, taken.by) == ("", "", "")
        stood = (card, stage.account("ben"), "🤷🏾‍♀️")
        assert (given.message, given.account.id, given.mark) == (taken.message, taken.account, taken.mark) == stood

    async def test_a_superseded_reaction_is_taken_away(self, stage: DiscordStage) -> None:
        """What is taken off a message is seen no more, and that is told like anything else that is taken away."""
        card = await stage.platform.post(stage.room, CARD, key="card", seeds=["✅"])
        await stage.react("ben", card, "✅")
        (given,) = await stage.heard(Reacted)
        await stage.platform.take_away(stage.room, card, stage.account("ben"), given.mark)
        (taken,) = await stage.heard(Unreacted)
        assert (taken.account, taken.mark) == (stage.account("ben"), "✅")
        assert await stage.platform.true_reactions(stage.room, card) == []

    async def test_a_button_is_its_command_in_reply(self, stage: DiscordStage) -> None:
        """Pressing a button of a card asks for its command about that card."""
        document = Document(CARD.blocks, (Action("agree", "Agree", "✅"), Action("block", "Block", "🛑", "reason")))
        card = await stage.platform.post(stage.room, document, key="card")
        await stage.orchard.ben.press(stage.orchard.message(card), "Agree")
        (invocation,) = await stage.heard(Invocation)
        assert (invocation.name, invocation.arguments, invocation.reply_to) == ("agree", {}, card)
        assert (invocation.aside, invocation.venue, invocation.account.id) == (True, stage.room, stage.account("ben"))

    async def test_a_button_that_asks_opens_a_form(self, stage: DiscordStage) -> None:
        """What a button asks for is written in a form, and comes with its command."""
        document = Document(CARD.blocks, (Action("block", "Block", "🛑", "reason"),))
        card = await stage.platform.post(stage.room, document, key="card")
        pressed = await stage.orchard.ben.press(stage.orchard.message(card), "Block")
        form = await pressed.answer()
        assert isinstance(form, Modal)
        await stage.orchard.ben.submit(form, reason="No safe socket.")
        (invocation,) = await stage.heard(Invocation)
        assert (invocation.name, invocation.arguments, invocation.reply_to) == (
            "block",
            {"reason": "No safe socket."},
            card,
        )

    @pytest.mark.parametrize(
        ("line", "name", "options"),
        [
            ("agree P1 because it helps", "agree", {"number": "P1", "reason": "it helps"}),
            ("apologies for 10 days", "apologies", {"length": "10 days"}),
            ("status", "status", {}),
        ],
    )
    async def test_a_used_command_is_a_typed_line(
        self, stage: DiscordStage, line: str, name: str, options: dict[str, Any]
    ) -> None:
        """A slash command comes in just as the same line would, typed."""
        await stage.say("ben", stage.prefix + line)
        await stage.orchard.ben.command(stage.orchard.channel, name, **options)
        typed, used = await stage.heard(Invocation, 2)
        assert (used.name, dict(used.arguments)) == (typed.name, dict(typed.arguments))
        assert (used.venue, used.account, used.aside, typed.aside) == (typed.venue, typed.account, True, False)

    async def test_where_everybody_sees_a_channel_a_role_lets_in(self, stage: DiscordStage) -> None:
        """In a channel that all can see those take part who took its role; taken and given back, that is told."""
        orchard, platform = stage.orchard, stage.platform
        square = await orchard.ada.create_channel(orchard.guild, "square")
        room = VenueId(f"discord:{orchard.guild.id}/{square.id}")
        orchard.bot.venues.add(room)
        await orchard.bot.until(lambda: orchard.bot.platform._client.get_channel(square.id))
        with pytest.raises(BusyError):
            await platform.members(room)
        founders = [stage.account("ada"), stage.account("ben")]
        assert await platform.prepare(room, "Leeds Moot", founders) == "Leeds Moot"
        assert [each.id for each in await platform.members(room)] == founders
        await platform.prepare(room, "Leeds Moot", founders)
        assert [role.name for role in orchard.guild.roles.values()].count("Leeds Moot") == 1
        await platform.admit(room, stage.account("cleo"))
        (entered,) = await stage.heard(Entered)
        assert (entered.account.id, entered.venue) == (stage.account("cleo"), room)
        await platform.dismiss(room, stage.account("ben"))
        (departed,) = await stage.heard(Departed)
        assert (departed.account.id, departed.venue) == (stage.account("ben"), room)

    async def test_a_deleted_role_must_be_made_anew(self, stage: DiscordStage) -> None:
        """Nobody leaves when the role is deleted: that it is gone is told, and it can be made again."""
        orchard, platform = stage.orchard, stage.platform
        square = await orchard.ada.create_channel(orchard.guild, "square")
        room = VenueId(f"discord:{orchard.guild.id}/{square.id}")
        orchard.bot.venues.add(room)
        await orchard.bot.until(lambda: orchard.bot.platform._client.get_channel(square.id))
        await platform.prepare(room, "Leeds Moot", [stage.account("ben")])
        await platform.members(room)
        role = next(role for role in orchard.guild.roles.values() if role.name == "Leeds Moot")
        await orchard.ada.delete_role(orchard.guild, role)
        (lost,) = await stage.heard(DoorLost)
        assert lost.venue == room
        assert not [item for item in orchard.bot.items if isinstance(item, Departed)]
        await platform.prepare(room, "Leeds Moot", [stage.account("ben")])
        assert [each.id for each in await platform.members(room)] == [stage.account("ben")]

    async def test_a_card_that_was_deleted_is_told(self, stage: DiscordStage) -> None:
        """A message of the bot's that somebody deletes is told, so that it can be posted again."""
        card = await stage.platform.post(stage.room, CARD, key="card")
        await stage.orchard.ada.delete(stage.orchard.message(card))
        (deleted,) = await stage.heard(MessageDeleted)
        assert (deleted.message, deleted.venue) == (card, stage.room)

    async def test_what_is_changed_in_a_private_message_is_told_without_its_words(self, stage: DiscordStage) -> None:
        """That somebody edited what they wrote to the bot alone is told; an edit in a channel is not."""
        ben, bot = stage.orchard.ben, stage.orchard.bot
        spoken = await ben.say(stage.orchard.channel, f"<@{bot.id}> status")
        await ben.edit(spoken, f"<@{bot.id}> help")
        written = await ben.dm(bot, "ballot B1 yes")
        await ben.edit(written, "ballot B1 no")
        (revised,) = await stage.heard(Revised)
        assert (revised.message, revised.account.id) == (str(written.id), stage.account("ben"))
        assert len(await stage.heard(Invocation, 2)) == 2

    async def test_a_swept_card_is_told(self, stage: DiscordStage) -> None:
        """Everybody's reactions taken off a card at once are told as that."""
        card = await stage.platform.post(stage.room, CARD, key="card", seeds=["✅", "🛑"])
        await stage.orchard.ada.clear_reactions(stage.orchard.message(card), "✅")
        await stage.orchard.ada.clear_reactions(stage.orchard.message(card))
        one, everything = await stage.heard(Swept, 2)
        assert (one.message, one.marks, everything.marks) == (card, ("✅", "✅ burst"), ())

    def test_it_is_a_platform(self, stage: DiscordStage) -> None:
        """What the program needs of a platform is all there."""
        platform: Platform = stage.platform
        assert (platform.name, platform.complete) == ("discord", False)
        assert platform.community_of(stage.room) == f"discord:{stage.orchard.guild.id}"
