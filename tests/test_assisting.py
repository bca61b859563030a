"""What is offered to those who are still typing, from what the running program knows: only what they may read."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.assisting import Assistance
from bot.halls import Halls
from bot.notes import StoredNotes
from bot.program import Program
from storage.memory import MemoryStore
from tests.support.stage import NAME, Stage, StagePlatform, person, room, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.inbound import Account
    from deliberation.ids import VenueId

ADA, BEN, CY, DOT = map(person, ("ada", "ben", "cy", "dot"))
HALL, YARD, ELSEWHERE, PRIVATE = map(room, ("moot", "yard", "elsewhere", "private-ada"))
TEXTS = {
    "title": "A kettle",
    "text": "For *tea*.\n\nAnd more tea.",
    "suffering": "who is cold",
    "affects": "Hull, York",
    "review": "2030-01-05",
}


class Wall(StagePlatform):
    """A platform that remembers which messages were posted."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    async def post(self, *given: Any, **more: Any) -> str:
        self.messages.append(await super().post(*given, **more))
        return self.messages[-1]


class Scene(Stage):
    """A program, and the assistance that looks at what it knows."""

    def __init__(self) -> None:
        super().__init__()
        self.wall = self.platform = Wall()
        halls = Halls(self.store)
        self.program = Program(
            store=self.store, platforms={NAME: self.platform}, halls=halls, clock=self.clock, edit_every=0
        )
        self.assistance = Assistance(self.store, halls, is_private=lambda venue: "private" in venue)

    async def does(self, account: Account, venue: VenueId, name: str, /, **arguments: str) -> None:
        await self.platform.hand_over(self.line(account, venue, name, **arguments))

    async def offered(
        self, account: Account, venue: VenueId, command: str, parameter: str = "number", typed: str = ""
    ) -> list[str]:
        return [each.value for each in await self.assistance.suggest(account, venue, command, parameter, typed, {})]

    async def message_on(self, subject: str) -> str:
        """Give the first message that speaks of something."""
        for message in self.wall.messages:
            posted = await self.store.posted_as(NAME, message)
            if posted is not None and posted.subject == subject:
                return message
        raise AssertionError(subject)

    async def draft(self, account: Account, venue: VenueId, reply_to: str = "", /, **arguments: str) -> dict[str, str]:
        return dict(await self.assistance.draft(account, venue, "amend", arguments, reply_to))


@asynccontextmanager
async def scene() -> AsyncIterator[Scene]:
    """Have Ada and Ben in the moot, where a kettle is proposed, and Ben and Cy in the yard, where a tree is."""
    moot = Scene()
    async with moot:
        await moot.found("moot", ADA, BEN)
        await moot.found("yard", BEN, CY)
        await moot.does(ADA, HALL, "propose", **TEXTS)
        await moot.does(BEN, YARD, "propose", title="A tree")
        yield moot


async def test_numbers_are_those_of_the_venues_assembly() -> None:
    """In a venue what may be meant is its assembly's, as it is now, and only what makes sense for who types."""
    async with scene() as moot:
        (choice,) = await moot.assistance.suggest(BEN, HALL, "consensus", "number", "", {})
        assert (choice.value, choice.label) == ("P1", "P1 · A kettle")
        assert await moot.offered(ADA, HALL, "amend") == ["P1"]
        assert await moot.offered(BEN, HALL, "amend") == []
        await moot.does(ADA, HALL, "withdraw", number="P1")
        assert await moot.offered(BEN, HALL, "consensus") == []


async def test_an_assembly_that_is_filled_in_is_meant() -> None:
    """Whoever named the assembly first is offered its numbers, and nothing of one that they may not read of."""
    async with scene() as moot:
        (choice,) = await moot.assistance.suggest(BEN, HALL, "status", "number", "", {"assembly": "yard"})
        assert choice.label.startswith("P1 · A tree")
        assert not await moot.assistance.suggest(ADA, HALL, "status", "number", "", {"assembly": "yard"})


async def test_the_assemblies_that_fit_a_command_are_offered() -> None:
    """One leaves one's own; where there is no Thing there is nothing to dissolve."""
    async with scene() as moot:
        assert await moot.offered(BEN, HALL, "leave", "assembly") == ["moot", "yard"]
        assert await moot.offered(BEN, HALL, "dissolve", "assembly") == []


async def test_people_are_offered_by_name() -> None:
    """Whom one may put forward is offered by the name that they show, without oneself."""
    async with scene() as moot:
        assert await moot.offered(ADA, HALL, "elect", "person") == ["Ben"]
        assert await moot.offered(BEN, HALL, "elect", "person", "a") == ["Ada"]


async def test_in_private_the_only_assembly_is_meant() -> None:
    """Alone with the bot, the one assembly in which somebody takes part need not be named."""
    async with scene() as moot:
        assert await moot.offered(ADA, PRIVATE, "status") == ["P1"]
        assert await moot.draft(ADA, PRIVATE, number="p1") == TEXTS


async def test_of_several_assemblies_numbers_say_whose_they_are() -> None:
    """Who takes part in two is offered the numbers of both, each with its assembly's short name, as is typed."""
    async with scene() as moot:
        assert await moot.offered(BEN, PRIVATE, "consensus") == ["P1@moot", "P1@yard"]
        assert await moot.offered(BEN, PRIVATE, "consensus", typed="p1@y") == ["P1@yard"]
        assert await moot.offered(BEN, PRIVATE, "consensus", typed="tree") == ["P1@yard"]
        assert await moot.offered(BEN, HALL, "consensus", typed="P1@yard") == ["P1@yard"]
        assert await moot.offered(BEN, PRIVATE, "elect", "person") == []


async def test_where_no_assembly_meets_numbers_say_whose_they_are() -> None:
    """In a channel that is nobody's, one's only assembly is not meant unless it is named."""
    async with scene() as moot:
        assert await moot.offered(ADA, ELSEWHERE, "status") == ["P1@moot"]
        assert await moot.draft(ADA, ELSEWHERE, number="P1") == {}
        assert await moot.draft(ADA, ELSEWHERE, number="P1@moot") == TEXTS


async def test_nothing_is_told_of_what_one_may_not_read() -> None:
    """Whoever does not take part is offered nothing outside the assembly's own venues, by no spelling."""
    async with scene() as moot:
        for account in (CY, DOT):
            assert await moot.offered(account, ELSEWHERE, "status", typed="P1@moot") == []
            assert await moot.draft(account, ELSEWHERE, number="P1@moot") == {}
            assert await moot.draft(account, ELSEWHERE, number="P1", assembly="moot") == {}
        assert await moot.offered(CY, ELSEWHERE, "minutes", "assembly") == ["yard"]
        assert await moot.offered(DOT, ELSEWHERE, "minutes", "assembly") == []
        assert await moot.draft(CY, PRIVATE, "$x", number="") == {}


async def test_who_was_never_met_reads_what_the_venue_shows() -> None:
    """Somebody new in a venue can look things up there, and has nothing of their own."""
    async with scene() as moot:
        assert await moot.offered(DOT, HALL, "status") == ["P1"]
        assert await moot.offered(DOT, HALL, "withdraw") == []
        assert await moot.offered(DOT, HALL, "minutes", "assembly") == ["moot"]


async def test_an_amendment_begins_with_the_text_as_it_is() -> None:
    """The form holds the newest revision, by number, with or without its letter; other commands have no draft."""
    async with scene() as moot:
        assert await moot.draft(ADA, HALL, number="1") == TEXTS
        await moot.does(ADA, HALL, "amend", number="P1", title="Two kettles")
        assert await moot.draft(ADA, HALL, number="P1") == {**TEXTS, "title": "Two kettles"}
        assert await moot.assistance.draft(ADA, HALL, "propose", {}, "") == {}


async def test_an_amendment_by_reply_begins_with_what_was_replied_to() -> None:
    """What the bot posted tells which proposal is meant, a check's card too; a typed number goes first."""
    async with scene() as moot:
        await moot.does(ADA, HALL, "propose", title="A lamp")
        await moot.does(ADA, HALL, "consensus", number="P1")
        await until(lambda: _posted(moot, "check:1:1"))
        (card,) = [each.message for each in await moot.store.cards_in(HALL)]
        assert await moot.draft(ADA, HALL, card) == TEXTS
        assert await moot.draft(ADA, ELSEWHERE, card) == TEXTS
        assert (await moot.draft(ADA, HALL, card, number="P2"))["title"] == "A lamp"
        assert await moot.draft(CY, ELSEWHERE, card) == {}
        lamp = await moot.message_on("proposal:2")
        assert (await moot.draft(ADA, HALL, lamp))["title"] == "A lamp"


async def _posted(moot: Scene, subject: str) -> bool:
    return subject in {each.subject for each in await moot.store.cards_in(HALL)}


async def test_what_is_unknown_has_no_answer() -> None:
    """Unknown commands, parameters, numbers, assemblies and messages are met with nothing, never with an error."""
    async with scene() as moot:
        assert await moot.offered(ADA, HALL, "dance") == []
        assert await moot.offered(ADA, HALL, "agree", "partner") == []
        assert await moot.offered(ADA, HALL, "status", typed="@@\x00") == []
        for number in ("", "P9", "C1", "R1", "D1", "P", "kettle", "P1@hull", "1" * 40, "\x00"):
            assert await moot.draft(ADA, HALL, number=number) == {}
        assert await moot.draft(ADA, HALL, "$nowhere") == {}
        assert await moot.draft(ADA, HALL, number="P1", assembly="hull") == {}


async def test_notes_are_a_platforms_own() -> None:
    """What one platform notes is read back by it alone, over a restart; an empty value takes a note away."""
    store = MemoryStore()
    notes = StoredNotes(store, "discord")
    await notes.put("door:1/2", "3")
    await notes.put("commands", "a")
    await StoredNotes(store, "matrix").put("door:1/2", "4")
    await notes.put("commands", "")
    assert await StoredNotes(store, "discord").all() == {"door:1/2": "3"}
