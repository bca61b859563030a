"""Meetings through the whole program: reactions, restarts, people who leave, letters that are held up."""

from dataclasses import replace
from datetime import timedelta

from adapters.inbound import Account, Departed, MessageDeleted, Reacted, Swept, Unreacted
from adapters.platform import BusyError, ForbiddenError
from deliberation import events as ev
from deliberation.ids import AssemblyId, VenueId
from deliberation.moots import Moot, MootState
from deliberation.register import read_event
from deliberation.verifying import verify
from storage.memory import MemoryStore
from tests.support.clock import FakeClock
from tests.support.stage import NAME, Stage, person, room, until

ADA, BEN, CY = person("ada"), person("ben"), person("cy")
HALL = room("hall")


async def called(stage: Stage, **more: str) -> AssemblyId:
    """Found an assembly, and call a moot for Wednesday evening; wait for its card."""
    identifier = await stage.found("hall", ADA, BEN, CY)
    when = {"when": "2026-01-07 19:30", **more}
    await stage.platform.hand_over(stage.line(ADA, HALL, "moot", about="Spring plans", **when))
    await until(lambda: stage.store.card_of(identifier, "moot:1", HALL))
    return identifier


async def card(stage: Stage, identifier: AssemblyId) -> str:
    """Name the message that is the card."""
    found = await stage.store.card_of(identifier, "moot:1", HALL)
    assert found is not None
    return found.message


async def meeting(stage: Stage, identifier: AssemblyId) -> Moot:
    """Give the moot as recorded."""
    return (await stage.assembly(identifier)).moots[1]


async def coming(stage: Stage, identifier: AssemblyId) -> set[str]:
    """Name who comes."""
    found = await stage.store.accounts_of((await meeting(stage, identifier)).coming)
    return {row.name for row in found}


async def react(stage: Stage, identifier: AssemblyId, who: Account, source: str, key: str = "🙋") -> None:
    """Put a reaction on the card."""
    message = await card(stage, identifier)
    await stage.platform.hand_over(Reacted(account=who, venue=HALL, source=source, message=message, key=key))


async def lift(stage: Stage, source: str, by: Account | None) -> None:
    """Take a reaction away."""
    lifted = Unreacted(platform=NAME, venue=HALL, source=f"-{source}", lifted=source, by=by.id if by else "")
    await stage.platform.hand_over(lifted)


def whispered(stage: Stage, who: Account) -> list[str]:
    """List what somebody was told in private."""
    return [did[-1] for did in stage.platform.did if did[:2] == ("whisper", who.id)]


async def verified(stage: Stage, identifier: AssemblyId) -> None:
    """Compute the register again."""
    assert verify([entry async for entry in stage.store.entries(identifier)]).problems == ()


async def test_one_comes_by_a_reaction_and_not_by_taking_it_away() -> None:
    """Delivered twice it counts once, another sign says nothing, and only its owner's hand takes it back."""
    async with Stage() as stage:
        identifier = await called(stage)
        for _ in range(2):
            await react(stage, identifier, BEN, "$ben")
        await react(stage, identifier, CY, "$cy", "🎉")
        assert await coming(stage, identifier) == {"Ada", "Ben"}
        await lift(stage, "$ben", ADA)
        assert await coming(stage, identifier) == {"Ada", "Ben"}
        await until(lambda: _read(stage, BEN, "not-coming M1"))
        await verified(stage, identifier)


async def _read(stage: Stage, who: Account, words: str) -> bool:
    return any(words in text for text in whispered(stage, who))


async def test_its_own_hand_takes_it_back() -> None:
    """So does one that the platform does not tell of: coming is no vote."""
    async with Stage() as stage:
        identifier = await called(stage)
        await react(stage, identifier, BEN, "$ben")
        await react(stage, identifier, CY, "$cy")
        await lift(stage, "$ben", BEN)
        await lift(stage, "$cy", None)
        assert await coming(stage, identifier) == {"Ada"}


async def test_swept_reactions_leave_who_comes() -> None:
    """The room is told that they still come, and the card has its sign to tap again."""
    async with Stage() as stage:
        identifier = await called(stage)
        await react(stage, identifier, BEN, "$ben")
        message = await card(stage, identifier)
        await stage.platform.hand_over(Swept(platform=NAME, venue=HALL, source="$sweep", message=message))
        assert await coming(stage, identifier) == {"Ada", "Ben"}
        await until(lambda: _did(stage, "seed"))
        await until(lambda: _said(stage, "took the reactions off the card of M1. What they said still counts."))


async def _did(stage: Stage, what: str) -> list[tuple[str, ...]]:
    return [each for each in stage.platform.did if each[0] == what]


async def _said(stage: Stage, words: str) -> bool:
    return any(words in text for venue, text in stage.platform.posts if venue == HALL)


async def test_what_was_tapped_while_the_bot_was_away_counts() -> None:
    """After a restart the true lists are asked for, and who tapped meanwhile comes."""
    store, clock = MemoryStore(), FakeClock()
    async with Stage(store, clock) as stage:
        identifier = await called(stage)
        await react(stage, identifier, BEN, "$ben")
        message = await card(stage, identifier)
    again = Stage(store, clock)
    again.platform.here[HALL] = [ADA, BEN, CY]
    again.platform.reactions[message] = [Reacted(account=CY, venue=HALL, source="$cy", message=message, key="🙋")]
    async with again:
        await until(lambda: again.settled("hall"))
        assert await coming(again, identifier) == {"Ada", "Cy"}


async def test_a_card_that_was_deleted_comes_back() -> None:
    """While the moot is ahead."""
    async with Stage() as stage:
        identifier = await called(stage)
        message, before = await card(stage, identifier), len(stage.platform.posts)
        await stage.platform.hand_over(MessageDeleted(platform=NAME, venue=HALL, source="$del", message=message))
        await until(lambda: _posted_since(stage, before))


async def _posted_since(stage: Stage, before: int) -> bool:
    return len(stage.platform.posts) > before


async def test_it_is_held_by_the_clock_and_told() -> None:
    """Reminder, opening, speaking, minutes, close: all of it said in the room, and kept in the register."""
    async with Stage() as stage:
        identifier = await called(stage)
        await stage.skip(days=2, hours=9, minutes=45)
        await until(lambda: _said(stage, "So far 1 person says that they come"))
        await stage.skip(minutes=50)
        await until(lambda: _said(stage, "Its time has come"))
        for who, name, words in (
            (BEN, "hand", {}),
            (CY, "hand", {}),
            (ADA, "next", {}),
            (ADA, "minute", {"text": "We ask the council."}),
            (BEN, "next", {}),
        ):
            await stage.platform.hand_over(stage.line(who, HALL, name, **words))
        await until(lambda: _said(stage, "Cy has the word. Nobody else asks for it."))
        await stage.platform.hand_over(Departed(account=CY, venue=HALL, source="$left"))
        assert (await meeting(stage, identifier)).speaker is None
        await stage.platform.hand_over(stage.line(ADA, HALL, "close-moot"))
        await until(lambda: _said(stage, "Minutes of M1"))
        found = await meeting(stage, identifier)
        assert (found.state, len(found.present), len(found.minutes)) == (MootState.CLOSED, 3, 1)
        await verified(stage, identifier)


async def test_a_moot_missed_while_the_program_was_stopped() -> None:
    """Started again within its time, it opens late; after it, it is called off with a word."""
    store, clock = MemoryStore(), FakeClock()
    async with Stage(store, clock) as stage:
        identifier = await called(stage)
        await stage.platform.hand_over(stage.line(ADA, HALL, "moot", about="Later", when="2026-01-09 19:30"))
    clock.move(days=2, hours=11)
    again = Stage(store, clock)
    again.platform.here[HALL] = [ADA, BEN, CY]
    async with again:
        await until(lambda: _state(again, identifier, 1, MootState.OPEN))
    clock.move(days=5)
    last = Stage(store, clock)
    last.platform.here[HALL] = [ADA, BEN, CY]
    async with last:
        await until(lambda: _state(last, identifier, 1, MootState.CLOSED))
        await until(lambda: _state(last, identifier, 2, MootState.CANCELLED))
        await until(lambda: _said(last, "I was away then and could not open it"))
        await verified(last, identifier)


async def _state(stage: Stage, identifier: AssemblyId, number: int, state: MootState) -> bool:
    await stage.platform.hand_over()
    await stage.program.close_what_is_due()
    return (await stage.assembly(identifier)).moots[number].state is state


async def test_those_who_let_us_are_told_each_time() -> None:
    """Moved, moved again, reminded: in private, each once, though it is about one moot."""
    async with Stage() as stage:
        identifier = await called(stage)
        await react(stage, identifier, CY, "$cy")
        await lift(stage, "$cy", ADA)  # writing to Cy about it makes a private room
        await until(lambda: _read(stage, CY, "not-coming M1"))
        for day in ("08", "09"):
            moved = stage.line(ADA, HALL, "move-moot", number="M1", when=f"2026-01-{day} 19:30")
            await stage.platform.hand_over(moved)
        await until(lambda: _times(stage, CY, "another time", 2))
        await stage.skip(days=4, hours=9, minutes=45)
        await until(lambda: _times(stage, CY, "You said that you come", 1))
        assert await _times(stage, CY, "another time", 2)


async def _times(stage: Stage, who: Account, words: str, number: int) -> bool:
    return sum(words in text for text in whispered(stage, who)) == number


async def test_the_platform_shows_it_as_it_stands_however_late() -> None:
    """A platform that is busy gets it when it can; moved meanwhile, it is shown where it is now."""
    async with Stage() as stage:
        busy = True

        async def fails(asked: str, _venue: VenueId) -> None:
            if asked == "announce" and busy:
                raise BusyError("wait", retry_after=0.05)

        stage.platform.fails = fails
        await called(stage)
        await stage.platform.hand_over(stage.line(ADA, HALL, "cancel-moot", number="M1"))
        busy = False
        await until(lambda: _did(stage, "announce"))
        await until(stage.program.outbox.idle)
        shown = await _did(stage, "announce")
        assert {each[-1] for each in shown} == {"off"}


async def test_a_right_that_is_wanting_is_told_once_and_the_moot_stands() -> None:
    """Whoever gives procedure is told in private; the card is there all the same."""
    async with Stage() as stage:
        refused = 0

        async def fails(asked: str, _venue: VenueId) -> None:
            nonlocal refused
            if asked == "announce":
                refused += 1
                raise ForbiddenError("I may not make events.")

        stage.platform.fails = fails
        identifier = await called(stage)
        await until(lambda: _read(stage, ADA, "I cannot show a moot of hall in the server's list of events."))
        assert (await meeting(stage, identifier)).state is MootState.ANNOUNCED
        assert refused == 1


async def test_nothing_of_it_is_kept_twice() -> None:
    """Each thing that was done stands in the register once."""
    async with Stage() as stage:
        identifier = await called(stage)
        line = stage.line(BEN, HALL, "coming", number="M1")
        for _ in range(3):
            await stage.platform.hand_over(line)
        await stage.platform.hand_over(stage.line(BEN, HALL, "coming", number="M1"))
        events = [read_event(entry)[0] async for entry in stage.store.entries(identifier)]
        assert sum(isinstance(each, ev.ComingTold) for each in events) == 2
        assert (await meeting(stage, identifier)).length == timedelta(hours=1)


async def test_a_room_that_is_bound_later_has_the_meeting_too() -> None:
    """Its card, with its sign, and its place among what a server shows; and a reaction there counts."""
    async with Stage() as stage:
        identifier = await called(stage)
        annex = room("annex")
        bound = replace(stage.line(ADA, annex, "bind", assembly="hall"), administers=True, present=(ADA, BEN))
        await stage.platform.hand_over(bound)
        await until(lambda: stage.store.card_of(identifier, "moot:1", annex))
        await until(stage.program.outbox.idle)
        assert [did[:2] for did in await _did(stage, "announce")] == [("announce", HALL), ("announce", annex)]
        assert len([venue for venue, text in stage.platform.posts if venue == HALL and "It begins " in text]) == 1
        found = await stage.store.card_of(identifier, "moot:1", annex)
        assert found is not None
        tap = Reacted(account=BEN, venue=annex, source="$there", message=found.message, key="🙋")
        await stage.platform.hand_over(tap)
        assert await coming(stage, identifier) == {"Ada", "Ben"}
