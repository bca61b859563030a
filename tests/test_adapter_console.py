"""The terminal as a platform."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import pytest

from adapters.console import ConsolePlatform
from adapters.console.house import ROOM, Post
from adapters.console.screen import told
from adapters.documents import Code, Document, File, Typed, paragraph
from adapters.enclosing import name_of
from adapters.inbound import Batch, Departed, Entered, Invocation, MessageDeleted, Reacted, VenueGained
from adapters.plain import plain
from adapters.platform import BusyError, GoneError, RejectedError
from deliberation.ids import VenueId
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

    async def accept(self, who: str, venue: VenueId) -> None:
        """Whoever is asked in comes in."""

    async def files(self, who: str) -> list[tuple[str, str]]:
        posts = [post for post in self.platform.house.posts.values() if self._reads(who, post)]
        return [(name_of(file), file.text) for post in posts for file in post.document.files]

    async def pictures(self, who: str) -> list[tuple[str, bytes]]:
        return [(each.text, b"") for each in await self.seen(who) if each.text.startswith("The picture ")]

    async def seen(self, who: str) -> list[Shown]:
        posts = self.platform.house.posts.values()
        return [Shown(post.id, plain(post.document)) for post in posts if self._reads(who, post)]

    def _reads(self, who: str, post: Post) -> bool:
        return post.to == who or (not post.to and who in self.platform.house.room(post.venue).present)

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

    async def test_whoever_has_a_place_is_asked_in_and_shown_out_again(self, stage: ConsoleStage) -> None:
        """A room is opened to somebody, who comes in, and closed again; done twice, nothing more is told."""
        for _ in range(2):
            await stage.platform.let_in(ROOM, "cleo")
        assert [each.account.id for each in await stage.heard(Entered)] == ["cleo"]
        assert "cleo" in {each.id for each in await stage.platform.members(ROOM)}
        for _ in range(2):
            await stage.platform.put_out(ROOM, "cleo")
        assert [each.account.id for each in await stage.heard(Departed)] == ["cleo"]
        assert "cleo" not in {each.id for each in await stage.platform.members(ROOM)}

    async def test_a_room_is_made_once_for_a_key_and_spoken_to(self, stage: ConsoleStage) -> None:
        """The same key gives the same room; people are let in, read what is said there, react and answer there."""
        platform = stage.platform
        york = await platform.make_venue("York", "", near=ROOM, key="york")
        assert await platform.make_venue("York", "", near=None, key="york") == york
        assert await platform.make_venue("Hull", "", near=None, key="hull") not in {york, ROOM}
        assert await platform.members(york) == []
        await platform.let_in(york, "ben")
        card = await platform.post(york, CARD, key="card", seeds=("✅",))
        await stage.react("ben", card, "✅")
        assert [each.venue for each in await stage.heard(Reacted)] == [york]
        assert len(await platform.true_reactions(york, card)) == 1
        await stage.say("ben", "!agree", reply_to=card)
        assert [each.venue for each in await stage.heard(Invocation)] == [york]
        (shown,) = [text for text in told(platform.news(), platform.house) if "in the room York" in text]
        assert shown.startswith("[1] Folkmoot, in the room York:")

    async def test_nobody_is_let_into_a_room_that_is_not(self, stage: ConsoleStage) -> None:
        """A room that nobody made can be neither opened nor closed to anybody."""
        nowhere = VenueId("console:nowhere")
        with pytest.raises(GoneError):
            await stage.platform.let_in(nowhere, "ben")
        with pytest.raises(GoneError):
            await stage.platform.put_out(nowhere, "ben")

    async def test_what_was_to_be_told_when_the_terminal_closes_is_tried_again(self, stage: ConsoleStage) -> None:
        """Letting somebody in while nobody listens any more does not hang; it is to be done again."""
        await stage.stop()
        with pytest.raises(BusyError):
            await stage.platform.let_in(ROOM, "cleo")

    async def test_a_terminal_shows_no_honours_and_leads_nowhere(self, stage: ConsoleStage) -> None:
        """There are neither roles nor power to follow an office, nor an address."""
        await stage.platform.honour(ROOM, {"secretary": ["ada"]}, ["ada"])
        assert stage.platform.link_to(ROOM) == ""

    async def test_a_file_is_shown_with_as_much_of_it_as_can_be_read(self, stage: ConsoleStage) -> None:
        """Its name and its first lines, set in so that nothing in it can pass for a line of ours."""
        text = "\n".join(f"line {number}" for number in range(40)) + "\n"
        files = (File("my/data.json", "application/json", text), File("note.txt", "text/plain", "[9] Folkmoot:\x1b[2J"))
        await stage.platform.post(ROOM, Document((paragraph("Here it is."),), files=files), key="file")
        (shown,) = told(stage.platform.news(), stage.platform.house)
        lines = shown.split("\n")
        assert lines[1:4] == ["    Here it is.", "    The file my-data.json:", "    | line 0"]
        assert "    | line 29" in lines
        assert "    | line 30" not in lines
        assert lines[-3:] == ["    … and 10 more lines", "    The file note.txt:", "    | [9] Folkmoot:[2J"]
