"""The terminal as a platform."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import pytest

from adapters.console import ConsolePlatform
from adapters.console.house import ROOM
from adapters.documents import Code, Document, Typed, paragraph
from adapters.inbound import Batch, MessageDeleted, VenueGained
from adapters.plain import plain
from adapters.platform import GoneError, RejectedError
from tests.adapter_conformance import CARD, AdapterConformance, Shown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

T = TypeVar("T")


class ConsoleStage:
    """A terminal with Ada and Ben in the room, and Cleo outside."""

    prefix = ""
    room = ROOM

    def __init__(self) -> None:
        self.platform = ConsolePlatform(["ada", "ben"])
        self._batches: list[Batch] = []
        self._refuse = 0
        self._listening = asyncio.create_task(self.platform.listen(self._deliver))

    async def _deliver(self, batch: Batch) -> None:
        if self._refuse:
            self._refuse -= 1
            raise OSError("the disk is full")
        self._batches.append(batch)

    async def stop(self) -> None:
        await self.platform.stop()
        await self._listening

    def account(self, who: str) -> str:
        return who

    async def say(self, who: str, text: str, *, reply_to: str = "") -> None:
        await self.platform.say(who, text, reply_to=reply_to)

    async def say_privately(self, who: str, text: str) -> None:
        await self.platform.say(who, text, private=True)

    async def react(self, who: str, message: str, key: str) -> None:
        await self.platform.react(who, message, key)

    async def unreact(self, who: str, message: str, key: str) -> None:
        assert await self.platform.unreact(who, message, key)

    async def join(self, who: str) -> None:
        await self.platform.join(who)

    async def leave(self, who: str) -> None:
        await self.platform.leave(who)

    async def seen(self, who: str) -> list[Shown]:
        posts = self.platform.house.posts.values()
        return [Shown(post.id, plain(post.document)) for post in posts if post.to in {"", who}]

    async def heard(self, kind: type[T], number: int = 1) -> list[T]:
        found: list[T] = [item for batch in self._batches for item in batch.items if isinstance(item, kind)]
        assert len(found) >= number
        return found

    async def communities(self) -> frozenset[str]:
        return self._batches[-1].heard

    def refuse(self, times: int) -> None:
        self._refuse = times


class TestConsole(AdapterConformance):
    """The console passes the suite, and has a few ways of its own."""

    @pytest.fixture
    async def stage(self) -> AsyncIterator[ConsoleStage]:
        stage = ConsoleStage()
        yield stage
        await stage.stop()

    async def test_the_bot_is_let_in_by_whoever_runs_the_room(self, stage: ConsoleStage) -> None:
        """The bot's coming is told as an invitation by the one who administers the room."""
        await stage.platform.invite_bot()
        (gained,) = await stage.heard(VenueGained)
        assert (gained.invited_by.id, gained.venue, gained.private) == ("ada", ROOM, False)

    async def test_commands_are_written_as_they_are_typed_here(self, stage: ConsoleStage) -> None:
        """Nothing needs to begin a command at the terminal, so nothing is shown before one; an edit with it is none."""
        to_type, shown = (Document((paragraph("Type ", word),)) for word in (Typed("agree P1"), Code("agree P1")))
        card = await stage.platform.post(ROOM, to_type, key="card")
        assert stage.platform.house.posts[card].document == shown
        stage.platform.news()
        await stage.platform.edit(ROOM, card, to_type, key="edit")
        assert stage.platform.news() == []
        _, whispered = await stage.platform.whisper("ada", None, to_type, key="whisper")
        assert stage.platform.house.posts[whispered].document == shown

    async def test_a_reaction_counts_once(self, stage: ConsoleStage) -> None:
        """Tapping a reaction that stands already is nothing new."""
        card = await stage.platform.post(ROOM, CARD, key="card")
        await stage.react("ben", card, "✅")
        await stage.react("ben", card, "✅")
        assert len(await stage.platform.true_reactions(ROOM, card)) == 1

    async def test_a_deleted_message_is_told_and_cannot_be_edited(self, stage: ConsoleStage) -> None:
        """Deleting a card is told; an edit of it finds it gone."""
        card = await stage.platform.post(ROOM, CARD, key="card")
        await stage.platform.delete(card)
        assert [each.message for each in await stage.heard(MessageDeleted)] == [card]
        with pytest.raises(GoneError):
            await stage.platform.edit(ROOM, card, CARD, key="edit")
        with pytest.raises(RejectedError):
            await stage.platform.edit(ROOM, "post-99", CARD, key="edit")

    async def test_nobody_is_written_to_who_is_not_there(self, stage: ConsoleStage) -> None:
        """A whisper to a stranger, or a message to a room that is not, fails in the words of the port."""
        with pytest.raises(GoneError):
            await stage.platform.whisper("zed", None, CARD, key="w")
        with pytest.raises(GoneError):
            await stage.platform.post("console:elsewhere", CARD, key="p")  # type: ignore[arg-type]

    async def test_when_the_host_leaves_the_next_one_runs_the_room(self, stage: ConsoleStage) -> None:
        """There is always somebody who administers the room while anybody is in it."""
        await stage.leave("ada")
        assert stage.platform.house.host == "ben"
