"""Venues that are in doubt: settled again and again until they are, one without holding up another."""

import asyncio
from datetime import timedelta

import pytest

from adapters.platform import BusyError, ForbiddenError
from bot import hearing
from bot.items import Internal
from deliberation.commands import LoseVenue
from deliberation.ids import VenueId
from storage.port import UnavailableError
from tests.support.stage import NAME, FailingStore, Stage, person, room, until

ADA, BEN, CY = person("ada"), person("ben"), person("cy")


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "_FIRST_PAUSE", 0.05)
    monkeypatch.setattr(hearing, "_LONGEST_PAUSE", 0.05)


async def test_a_doubt_that_arises_while_a_venue_is_asked_is_settled_after_it() -> None:
    """A second gap during the questions about the first one is not forgotten with it."""
    async with Stage() as stage:
        await stage.found("moot", ADA, BEN, CY)
        asked, go_on = asyncio.Event(), asyncio.Event()
        times = 0

        async def slowly(what: str, venue: VenueId) -> None:
            nonlocal times
            times += what == "members"
            asked.set()
            await go_on.wait()

        stage.platform.fails = slowly
        await stage.platform.hand_over(gaps=[room("moot")])
        await asked.wait()
        await stage.platform.hand_over(gaps=[room("moot")])
        go_on.set()

        await until(lambda: stage.settled("moot"))
        assert times == 2


async def test_a_room_that_cannot_be_asked_holds_up_no_other_after_an_absence() -> None:
    """Whoever puts the bot out of their own room while it is away does not stop the decisions of everybody else."""
    async with Stage() as stage:
        await stage.found("shut", ADA, BEN, CY)
        other = await stage.found("moot", ADA, BEN, CY)
        await stage.call("moot", ADA)

        async def shut(what: str, venue: VenueId) -> None:
            if venue == room("shut"):
                raise ForbiddenError("put out")

        stage.platform.fails = shut
        stage.clock.move(hours=2)
        await stage.platform.hand_over()

        await until(lambda: stage.settled("moot"))
        assert not stage.program.hearing.is_settled(room("shut"))
        await stage.skip(hours=73)
        await stage.skip(hours=73)
        assert not (await stage.assembly(other)).checks[1].is_open


async def test_a_venue_known_to_be_lost_is_not_asked_for_ever() -> None:
    """Once its assembly knows that the bot was put out of a venue, there is nothing more to settle in it."""
    async with Stage() as stage:
        identifier = await stage.found("moot", ADA, BEN, CY)

        async def shut(what: str, venue: VenueId) -> None:
            raise ForbiddenError("put out")

        stage.platform.fails = shut
        await stage.platform.hand_over(gaps=[room("moot")])
        await asyncio.sleep(0.2)
        assert not stage.program.hearing.is_settled(room("moot"))
        await stage.program.intake.command(Internal(identifier, LoseVenue(venue=room("moot"))))

        await until(lambda: stage.settled("moot"))


@pytest.mark.parametrize("error", [UnavailableError("locked"), BusyError("slow", retry_after=0), KeyError("nonsense")])
async def test_settling_goes_on_after_any_failure(error: Exception) -> None:
    """A database or a platform that fails for a moment, or talks nonsense, ends nothing."""
    async with Stage() as stage:
        await stage.found("moot", ADA, BEN, CY)
        fails = 2

        async def sometimes(what: str, venue: VenueId) -> None:
            nonlocal fails
            if fails:
                fails -= 1
                raise error

        stage.platform.fails = sometimes
        await stage.platform.hand_over(gaps=[room("moot")])

        await until(lambda: stage.settled("moot"))
        assert not fails
        assert stage.running is not None
        assert not stage.running.done()


async def test_an_absence_is_recorded_with_the_heartbeat_that_ends_it() -> None:
    """A crash can come before both or after both: the deadline is moved once, never twice and never not at all."""
    store = FailingStore()
    async with Stage(store) as stage:
        identifier = await stage.found("moot", ADA, BEN, CY)
        await stage.call("moot", ADA)
        deadline = (await stage.assembly(identifier)).checks[1].deadline
        await stage.skip(hours=71)
        store.works.clear()
        stage.clock.move(hours=3)
        await stage.platform.hand_over()
        work = store.works[0]
        assert NAME in work.heard
        moved = work.changes[0].after.assembly.checks[1].deadline
        assert moved == deadline + timedelta(hours=3)
        await stage.platform.hand_over()
        assert (await stage.assembly(identifier)).checks[1].deadline == moved
