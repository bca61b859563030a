"""What is owed goes out, in order in each lane, and one message that cannot go holds up nothing behind it."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from adapters.documents import Document, paragraph
from adapters.inbound import Account, Reacted
from adapters.platform import BusyError, GoneError, PlatformError
from bot import outbox
from bot.letters import Honour, Letter, Pace, Tidy, ToVenue, announce, honour, owed, pace_of, prepare, tidy
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.memory import MemoryStore
from storage.port import AccountKey, Owed, Waiting, Work
from tests.support.clock import FakeClock
from tests.support.stage import NAME, Stage, person, room, until


async def _owe(stage: Stage, *words: str) -> None:
    letters = [owed(each, ToVenue(venue=room("moot"), document=Document((paragraph(each),)))) for each in words]
    await stage.store.commit(Work(owed=letters))
    stage.program.outbox.wake()


async def _gone(stage: Stage) -> None:
    await until(stage.program.outbox.idle, within=10)


def _said(stage: Stage) -> list[str]:
    return [word for _, said in stage.platform.posts for word in ("one", "two", "three") if repr(word) in said]


async def test_a_message_that_fails_as_nobody_foresaw_does_not_stop_its_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """After some attempts it is given up, and what is behind it goes out."""
    monkeypatch.setattr(outbox, "_MOST_FAILURES", 2)
    async with Stage() as stage:
        failures = 0
        post = stage.platform.post

        async def fails(venue: VenueId, document: Document, **more: object) -> str:
            nonlocal failures
            if "two" in repr(document):
                failures += 1
                raise ValueError("nobody foresaw it")
            return await post(venue, document, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(stage.platform, "post", fails)
        await _owe(stage, "one", "two", "three")
        await _gone(stage)
        assert _said(stage) == ["one", "three"]
        assert failures == 2


@pytest.mark.parametrize("error", [BusyError("slow down", retry_after=0.01), PlatformError("the account is locked")])
async def test_a_platform_that_cannot_take_anything_now_loses_nothing(
    error: PlatformError, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it fails, all goes out in the end, in order and once."""
    monkeypatch.setattr(outbox, "_MOST_FAILURES", 1)
    monkeypatch.setattr(outbox, "_LONGEST_PAUSE", 0.1)
    async with Stage() as stage:
        fails = 3

        async def at_first(what: str, venue: VenueId) -> None:
            nonlocal fails
            if fails:
                fails -= 1
                asyncio.get_running_loop().call_later(0.02, stage.program.outbox.wake)
                raise error

        stage.platform.fails = at_first
        await _owe(stage, "one", "two", "three")
        await until(lambda: _all_gone(stage), within=20)
        assert _said(stage) == ["one", "two", "three"]


async def _all_gone(stage: Stage) -> bool:
    return not await stage.store.waiting()


async def test_thousands_are_reminded_by_one_letter_and_only_those_who_let_us(monkeypatch: pytest.MonkeyPatch) -> None:
    """At half time the room reads who is not heard, and of 3,000 people the one with a private room is written to."""
    crowd = [person(f"p{number}") for number in range(3_000)]
    async with Stage() as stage:
        await stage.found("moot", *crowd)
        await stage.call("moot", crowd[0])
        await stage.store.commit(Work(private_venues={AccountKey(NAME, crowd[7].id): room("private")}))
        await _gone(stage)
        owed_at_once: list[int] = []
        commit = stage.store.commit

        async def counting(work: Work) -> None:
            owed_at_once.append(len(work.owed))
            await commit(work)

        whispered: list[str] = []

        async def whisper(account: str, venue: VenueId | None, document: Document, *, key: str) -> tuple[VenueId, str]:
            whispered.append(account)
            return venue or room("new"), f"$whisper-{key}"

        monkeypatch.setattr(stage.store, "commit", counting)
        monkeypatch.setattr(stage.platform, "whisper", whisper)
        await stage.skip(hours=40)
        await _gone(stage)
        assert max(owed_at_once) < 10
        assert whispered == [crowd[7].id]
        assert any("Half of the time" in said for _, said in stage.platform.posts)


def _agreeing(account: Account, card: str, key: str = "✅") -> Reacted:
    return Reacted(account=account, venue=room("moot"), source="", message=card, key=key, mark=key)


async def test_what_the_room_reads_does_not_wait_for_cards_that_change() -> None:
    """A platform that lets a card be edited only in a minute takes a message at once."""
    async with Stage() as stage:
        await stage.found("moot", person("ada"), person("ben"))
        await stage.call("moot", person("ada"))
        await _gone(stage)
        (card,) = await stage.store.cards_in(room("moot"))
        edited, may_go = [], asyncio.Event()

        async def in_a_minute(what: str, venue: VenueId) -> None:
            if what == "edit":
                edited.append(venue)
                await may_go.wait()

        stage.platform.fails = in_a_minute
        await stage.platform.hand_over(_agreeing(person("ada"), card.message))
        await until(lambda: _is(edited))
        await _owe(stage, "one")
        await until(lambda: _is(_said(stage)))
        assert not await stage.program.outbox.idle()
        may_go.set()
        await _gone(stage)


async def test_a_new_card_keeps_its_place_among_what_the_room_reads() -> None:
    """However slow the room, the card stands between what was said before it and what was said after."""
    async with Stage() as stage:
        await stage.found("moot", person("ada"), person("ben"))
        await _gone(stage)
        before, may_go = len(stage.platform.posts), asyncio.Event()

        async def slow(what: str, venue: VenueId) -> None:
            await may_go.wait()

        stage.platform.fails = slow
        ada = person("ada")
        for name, arguments in (
            ("propose", {"title": "A kettle", "text": "For tea."}),
            ("consensus", {"number": "P1"}),
            ("agree", {"number": "P1"}),
            ("propose", {"title": "A pot", "text": "For tea."}),
        ):
            await stage.platform.hand_over(stage.line(ada, room("moot"), name, **arguments))
        may_go.set()
        await _gone(stage)
        posts = [said for _, said in stage.platform.posts[before:]]
        cards = [number for number, said in enumerate(posts) if "Action(" in said]
        proposed = [number for number, said in enumerate(posts) if "A pot" in said]
        assert len(cards) == 1
        assert 0 < cards[0] < proposed[0]


async def test_a_card_that_turns_out_to_be_gone_is_posted_again() -> None:
    """Nobody told that it was deleted: the next change finds out."""
    async with Stage() as stage:
        await stage.found("moot", person("ada"), person("ben"))
        await stage.call("moot", person("ada"))
        await _gone(stage)
        (card,) = await stage.store.cards_in(room("moot"))

        async def gone(what: str, venue: VenueId) -> None:
            if what == "edit":
                raise GoneError("deleted")

        stage.platform.fails = gone
        before = len(stage.platform.posts)
        await stage.platform.hand_over(_agreeing(person("ada"), card.message))
        await _gone(stage)
        (anew,) = await stage.store.cards_in(room("moot"))
        assert anew.message != card.message
        assert len(stage.platform.posts) == before + 1


async def test_reactions_that_are_slow_to_be_taken_away_keep_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """In thirty assemblies somebody changed their mind, and all the same a message goes out, and a card is edited."""
    ada, ben = person("ada"), person("ben")
    async with Stage(complete=False) as stage:
        taking, may_go = [], asyncio.Event()

        async def take_away(venue: VenueId, message: str, account: str, mark: str) -> None:
            taking.append(message)
            await may_go.wait()

        monkeypatch.setattr(stage.platform, "take_away", take_away)
        for number in range(30):
            await stage.found(f"moot-{number}", ada, ben)
            await stage.call(f"moot-{number}", ada)
        await _gone(stage)
        for number in range(30):
            (card,) = await stage.store.cards_in(room(f"moot-{number}"))
            for key in ("✅", "🤷"):
                item = replace(_agreeing(ben, card.message, key), venue=room(f"moot-{number}"))
                await stage.platform.hand_over(item)
        await until(lambda: _is(taking))
        await _owe(stage, "one")
        await until(lambda: _is(_said(stage)))
        await until(lambda: _only_tidying(stage))
        assert len(taking) < 30
        may_go.set()
        await _gone(stage)
        assert len(taking) == 30


async def test_what_waits_behind_thousands_that_may_not_go_is_found() -> None:
    """Of 2,000 reactions in forty assemblies none can be taken away now; what is said after that is said."""
    store, said = MemoryStore(), []

    async def deliver(row: Waiting, letter: Letter) -> None:
        if isinstance(letter, Tidy):
            await asyncio.Event().wait()
        said.append(row.key)

    async def refused(letter: Letter, error: PlatformError) -> None:
        """It does not happen."""

    box = outbox.Outbox(store=store, deliver=deliver, clock=FakeClock(), posted=lambda _: None, refused=refused)
    running = asyncio.create_task(box.run())
    tidying = [
        tidy(AssemblyId(f"assembly-{number // 50}"), "check:1:1", PersonId(f"person-{number}"))
        for number in range(2_000)
    ]
    await store.commit(Work(owed=tidying))
    for words in ("one", "two"):
        await store.commit(Work(owed=[owed(words, ToVenue(venue=room("moot"), document=Document(())))]))
        await until(partial(_found, box, words, said))
    running.cancel()
    await asyncio.wait({running})


@pytest.mark.parametrize("slow", [prepare(AssemblyId("a"), room("b")), announce(AssemblyId("a"), 1, room("b"))])
def test_what_is_made_for_a_venue_does_not_go_in_the_company_of_words(slow: Owed) -> None:
    """A door may be given to thousands one after the other: were there many, nothing else would be said meanwhile."""
    assert pace_of(slow.lane) is Pace.VENUES


async def test_thousands_of_letters_about_places_are_not_read_before_each_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """While no more of their lanes may set out, what is said is read as if they were not there: at once."""
    monkeypatch.setattr(outbox, "_LOOK_FAR_EVERY", 3600.0)
    store, said = MemoryStore(), []

    async def deliver(row: Waiting, letter: Letter) -> None:
        if isinstance(letter, Honour):
            await asyncio.Event().wait()
        said.append(row.key)

    async def refused(letter: Letter, error: PlatformError) -> None:
        """It does not happen."""

    box = outbox.Outbox(store=store, deliver=deliver, clock=FakeClock(), posted=lambda _: None, refused=refused)
    running = asyncio.create_task(box.run())
    await store.commit(Work(owed=[honour(AssemblyId("a"), room(f"room-{number}")) for number in range(2_000)]))
    for words in ("one", "two"):
        await store.commit(Work(owed=[owed(words, ToVenue(venue=room("moot"), document=Document(())))]))
        await until(partial(_found, box, words, said))
    running.cancel()
    await asyncio.wait({running})


async def _found(box: outbox.Outbox, words: str, said: list[str]) -> bool:
    box.wake()  # however often it is woken
    return words in said


async def _is(what: object) -> object:
    return what


async def _only_tidying(stage: Stage) -> bool:
    return all(row.key.startswith("tidy:") for row in await stage.store.waiting())
