"""Coming into an assembly from elsewhere, by a room that is there or is made for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.platform import BusyError, ForbiddenError, RejectedError
from bot.congress.founding import NONE, ON_DEMAND, Founding, Order
from bot.congress.reading import Sheet
from bot.items import Internal
from bot.program import Program
from deliberation import commands as cmd
from deliberation.events import Enrolment
from deliberation.verifying import verify
from storage.port import AccountKey
from tests.support.stage import NAME, Stage, StagePlatform, person, room, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.inbound import Account
    from deliberation.assembly import Assembly
    from deliberation.ids import AssemblyId, PersonId, VenueId

ADA, BEN = person("ada"), person("ben")
PLACES = b"name,region\nLeeds,Yorkshire\nTruro,South West\n"
PRIVATE = room("private")


class Making(StagePlatform):
    """A platform that remembers which rooms it made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[tuple[str, VenueId | None]] = []

    async def make_venue(self, name: str, purpose: str, *, near: VenueId | None, key: str) -> VenueId:
        made = await super().make_venue(name, purpose, near=near, key=key)
        await self.fails("make", made)
        self.made.append((name, near))
        return made


class Movement(Stage):
    """A program that runs, with a congress in which Ada has a place in Leeds."""

    def __init__(self) -> None:
        super().__init__()
        self.platform: Making = Making()
        self.program = Program(store=self.store, platforms={NAME: self.platform}, clock=self.clock, edit_every=0)

    async def congress(self, venues: str) -> None:
        wanted = Order(constituencies=Sheet(name="places.csv", data=PLACES), national="Harmony", venues=venues)
        await Founding(self.store, self.clock).carry_out(wanted, lambda _done, _total: None)
        await self.program.close_what_is_due()
        await self.program._look()  # as it does by itself every half minute
        await self.say(ADA, "help")
        place = Enrolment(await self.who(ADA), self.clock.now() + timedelta(days=300))
        await self.program.intake.command(Internal(await self.id("leeds"), cmd.Enrol(members=(place,))))

    async def id(self, slug: str) -> AssemblyId:
        return next(each.id for each in await self.store.listings() if each.slug == slug)

    async def named(self, slug: str) -> Assembly:
        return await self.assembly(await self.id(slug))

    async def who(self, account: Account) -> PersonId:
        key = AccountKey(NAME, account.id)
        return (await self.store.people([key]))[key].person

    async def say(self, account: Account, name: str, assembly: str = "", venue: VenueId = PRIVATE) -> None:
        line = self.line(account, venue, name, **({"assembly": assembly} if assembly else {}))
        await self.platform.hand_over(replace(line, private=venue == PRIVATE))

    async def read(self, words: str) -> None:
        """Wait until somebody reads something, in private or in a room."""

        async def said() -> bool:
            return any(words in str(each) for each in [*self.platform.did, *self.platform.posts])

        await until(said)


@pytest.fixture
async def movement() -> AsyncIterator[Movement]:
    stage = Movement()
    async with stage:
        yield stage


async def test_a_room_is_made_when_it_is_first_wanted(movement: Movement) -> None:
    """Who has a place in a constituency without a room has one made, is let in and told; the room is the assembly's."""
    await movement.congress(ON_DEMAND)
    await movement.say(ADA, "join", "@leeds")
    await movement.read("A room of Leeds is open to you")
    made = room(f"room:{await movement.id('leeds')}")
    assert movement.platform.made == [("Leeds", None)]
    assert ("let in", made, ADA.id) in movement.platform.did
    assert (await movement.named("leeds")).venues == {made}
    await movement.read("Leeds begins here.")
    report = verify([entry async for entry in movement.store.entries(await movement.id("leeds"))])
    assert report.problems == ()


async def test_a_room_that_was_made_is_prepared_whatever_happens_once_it_is_bound(movement: Movement) -> None:
    """It is owed with the binding, in one transaction: were it owed afterwards, a crash could come between the two."""
    await movement.congress(ON_DEMAND)
    made = cmd.BindVenue(actor=await movement.who(ADA), venue=room("made"), present=(), administers=False, enacted=True)
    await movement.program.intake.command(Internal(await movement.id("leeds"), made))
    await movement.read("('prepare', 'stage:!made', 'Leeds'")


async def test_the_room_is_made_once(movement: Movement) -> None:
    """Later visitors come into the room that there is, also if they ask at the same time."""
    await movement.congress(ON_DEMAND)
    one, two = (movement.line(ADA, PRIVATE, "join", assembly="leeds") for _ in range(2))
    await movement.platform.hand_over(replace(one, private=True), replace(two, private=True))
    await movement.read("A room of Leeds is open to you")
    await movement.say(BEN, "join", "leeds")

    async def ben_is_in() -> bool:
        return any(each[0] == "let in" and each[2] == BEN.id for each in movement.platform.did)

    await until(ben_is_in)
    assert len(movement.platform.made) == 1
    assert len((await movement.named("leeds")).venues) == 1


async def test_who_wants_a_room_must_belong_there(movement: Movement) -> None:
    """Somebody without a place is told how there comes to be a room, and makes none: else one could make hundreds."""
    await movement.congress(ON_DEMAND)
    await movement.say(BEN, "join", "leeds")
    await movement.read("Leeds has no room on Stage yet. One is made as soon as somebody wants to come in who")
    assert movement.platform.made == []


async def test_a_region_gets_its_room_from_those_in_its_constituencies(movement: Movement) -> None:
    """Nobody has a place in a region by themselves; whoever has one in a member of it belongs there too."""
    await movement.congress(ON_DEMAND)
    await movement.say(ADA, "join", "yorkshire")
    await movement.read("A room of Yorkshire is open to you")
    await movement.say(ADA, "join", "south-west")
    await movement.read("South West has no room on Stage yet.")
    assert [name for name, _near in movement.platform.made] == ["Yorkshire"]


async def test_no_room_is_made_unless_that_was_arranged(movement: Movement) -> None:
    """Without ``--venues on-demand`` it is for people to make rooms, and said how."""
    await movement.congress(NONE)
    await movement.say(ADA, "join", "leeds")
    await movement.read("bind leeds")
    assert movement.platform.made == []


async def test_a_room_is_made_beside_those_of_the_movement(movement: Movement) -> None:
    """It is put beside the room where it was asked for or the nearest above, never in whatever place the bot is in."""
    await movement.congress(ON_DEMAND)
    above = cmd.BindVenue(actor=await movement.who(ADA), venue=room("top"), present=(), administers=False, enacted=True)
    await movement.program.intake.command(Internal(await movement.id("harmony"), above))
    await movement.say(ADA, "join", "leeds", venue=room("a room of Mallory's"))
    await movement.read("A room of Leeds is open to you")
    await movement.say(ADA, "join", "yorkshire", venue=room(f"room:{await movement.id('leeds')}"))
    await movement.read("A room of Yorkshire is open to you")
    leeds = room(f"room:{await movement.id('leeds')}")
    assert movement.platform.made == [("Leeds", room("top")), ("Yorkshire", leeds)]


async def test_rooms_of_others_are_opened_by_whoever_runs_them(movement: Movement) -> None:
    """Nobody comes by the bot into a room that its own people run, unless they take part in the assembly already."""
    await movement.congress(ON_DEMAND)
    await movement.found("Cooks", ADA)
    await movement.say(BEN, "join", "cooks")
    await movement.read("The room of Cooks on Stage is opened by whoever runs it")
    await movement.say(ADA, "join", "cooks")
    await movement.read("A room of Cooks is open to you")
    assert [each[2] for each in movement.platform.did if each[0] == "let in"] == [ADA.id]


@pytest.mark.parametrize("error", [RejectedError("There are 500 channels already."), ForbiddenError("I may not.")])
async def test_what_a_platform_will_not_do_is_told(movement: Movement, error: Exception) -> None:
    """Where no room can be made, whoever wanted it reads why, and the assembly has none."""

    async def fails(asked: str, _venue: VenueId) -> None:
        if asked == "make":
            raise error

    await movement.congress(ON_DEMAND)
    movement.platform.fails = fails
    await movement.say(ADA, "join", "leeds")
    await movement.read(f"I could not let you into a room of Leeds. {error}")
    assert (await movement.named("leeds")).venues == frozenset()


async def test_a_room_that_was_made_and_not_noted_is_used_when_tried_again(movement: Movement) -> None:
    """A platform that is busy after the room was made is asked again under the same key: there is one room."""
    failed: list[str] = []

    async def fails(asked: str, _venue: VenueId) -> None:
        if asked == "make" and not failed:
            failed.append(asked)
            raise BusyError("later", retry_after=0.01)

    await movement.congress(ON_DEMAND)
    movement.platform.fails = fails
    await movement.say(ADA, "join", "leeds")
    await movement.read("A room of Leeds is open to you")
    assert failed
    assert (await movement.named("leeds")).venues == {room(f"room:{await movement.id('leeds')}")}


async def test_an_assembly_that_there_is_not(movement: Movement) -> None:
    """A name that no assembly has is answered, and nothing is made."""
    await movement.congress(ON_DEMAND)
    await movement.say(ADA, "join", "atlantis")
    await movement.read("atlantis")
    assert movement.platform.made == []
