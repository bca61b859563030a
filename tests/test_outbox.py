"""What is owed goes out, in order in each lane, and one message that cannot go holds up nothing behind it."""

import asyncio

import pytest

from adapters.documents import Document, paragraph
from adapters.platform import BusyError, PlatformError
from bot import outbox
from bot.letters import ToVenue, owed
from deliberation.ids import VenueId
from storage.port import AccountKey, Work
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
