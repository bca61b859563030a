"""The one writer: what is handed over is durable, set aside or refused aloud; nobody waits for nothing."""

import asyncio
from dataclasses import replace

import pytest

from adapters.inbound import Batch, Reacted
from bot import intake
from bot.intake import NotRecordedError
from deliberation.ids import VenueId
from storage.memory import MemoryStore
from storage.port import AccountKey, BadDataError, ConflictError, StorageError, UnavailableError, Work
from tests.support.stage import NAME, FailingStore, Stage, person, room

ADA, BEN, CY = person("ada"), person("ben"), person("cy")


async def test_when_it_ends_everybody_who_waits_is_told() -> None:
    """Those whose turn had not come, and those who come later, do not wait for ever."""
    store = FailingStore()
    async with Stage(store) as stage:
        reached = asyncio.Event()

        async def broken(work: Work) -> None:
            reached.set()
            await asyncio.sleep(0.05)
            raise StorageError("the file is broken")

        store.fails = broken
        first = asyncio.create_task(stage.program.intake.take(Batch(platform=NAME)))
        await reached.wait()
        second = asyncio.create_task(stage.program.intake.take(Batch(platform=NAME)))
        ends = await asyncio.wait_for(asyncio.gather(first, second, return_exceptions=True), 5)
        assert [type(end) for end in ends] == [NotRecordedError, NotRecordedError]
        with pytest.raises(NotRecordedError):
            await asyncio.wait_for(stage.program.intake.take(Batch(platform=NAME)), 5)


async def test_a_broken_database_ends_the_program_though_a_platform_is_handing_over() -> None:
    """It ends with the database's error, for the operator and for whatever starts it again; it does not hang."""
    store = FailingStore()
    async with Stage(store) as stage:

        async def broken(work: Work) -> None:
            await asyncio.sleep(0.05)
            raise StorageError("the file is broken")

        store.fails = broken
        commands = [asyncio.create_task(stage.program.intake.take(Batch(platform=NAME))) for _ in range(3)]
        handing_over = asyncio.create_task(stage.platform.hand_over())
        assert stage.running is not None
        with pytest.raises(StorageError, match="broken"):
            await asyncio.wait_for(stage.running, 5)
        await asyncio.gather(*commands, handing_over, return_exceptions=True)


async def test_a_database_that_is_away_is_waited_for() -> None:
    """What came in while the database could not be reached is recorded once it can."""
    store = FailingStore()
    async with Stage(store) as stage:
        times = 2

        async def away(work: Work) -> None:
            nonlocal times
            if times:
                times -= 1
                raise UnavailableError("locked")

        store.fails = away
        identifier = await stage.found("moot", ADA, BEN)
        assert len((await stage.assembly(identifier)).participants) == 2


async def test_one_that_the_database_refuses_is_set_aside_and_the_others_count() -> None:
    """Of a batch only the one thing that cannot be kept is left out, for the operator to see."""
    store = FailingStore()
    async with Stage(store) as stage:
        identifier = await stage.found("moot", ADA, BEN)

        async def refuses(work: Work) -> None:
            if any(row.source == "$bad" for row in work.received):
                raise BadDataError("it cannot be kept")

        store.fails = refuses
        good = stage.line(ADA, room("moot"), "propose", title="A kettle", text="For tea.")
        bad = replace(stage.line(BEN, room("moot"), "propose", title="Bad", text="Bad."), source="$bad")
        await stage.platform.hand_over(bad, good)
        assert [p.latest.title for p in (await stage.assembly(identifier)).proposals.values()] == ["A kettle"]
        assert [row.source for row in await store.put_aside()] == ["$bad"]


async def test_a_handler_that_fails_leaves_nothing_behind_and_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one thing had begun is taken back, it is set aside, and the next one is handled."""
    async with Stage() as stage:
        identifier = await stage.found("moot", ADA, BEN)
        handle = stage.program.intake._handler.handle

        async def fails_late(item: object, sitting: object) -> None:
            await handle(item, sitting)  # type: ignore[arg-type]
            if getattr(item, "account", None) == BEN:
                raise KeyError("nobody foresaw it")

        monkeypatch.setattr(stage.program.intake._handler, "handle", fails_late)
        await stage.platform.hand_over(
            stage.line(BEN, room("moot"), "propose", title="Lost", text="Lost."),
            stage.line(ADA, room("moot"), "propose", title="A kettle", text="For tea."),
        )
        assembly = await stage.assembly(identifier)
        assert [p.latest.title for p in assembly.proposals.values()] == ["A kettle"]
        assert assembly.proposals[1].proposer in assembly.participants
        assert [row.what for row in await stage.store.put_aside()] == ["Invocation"]
        assert not any("Lost" in row.body for row in await stage.store.waiting())


async def test_two_instances_that_found_under_one_name_both_succeed() -> None:
    """The one that is second takes another short name, instead of trying the same for ever."""
    store = MemoryStore()
    async with Stage(store) as one, Stage(MemoryStore(store)) as other:
        await one.found("moot", ADA)
        another = VenueId(f"{NAME}:!elsewhere")
        line = replace(other.line(BEN, another, "found", name="moot"), administers=True)
        await asyncio.wait_for(other.platform.hand_over(line), 5)
        assert [listing.slug for listing in await store.listings()] == ["moot", "moot-2"]


async def test_what_is_in_conflict_for_ever_is_set_aside_and_holds_up_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One thing that can never be written does not stop the intake: it is kept for the operator."""
    monkeypatch.setattr(intake, "_MOST_CONFLICTS", 5)
    store = FailingStore()
    async with Stage(store) as stage:
        moot = await stage.found("hall", ADA, BEN)

        async def contested(work: Work) -> None:
            if any(row.account == BEN.id for row in work.received):
                raise ConflictError("it came in already")

        store.fails = contested
        stuck, fine = stage.line(BEN, room("hall"), "status"), stage.line(ADA, room("hall"), "propose", title="Go on")
        await asyncio.wait_for(stage.platform.hand_over(stuck, fine), 30)
        assert [aside.source for aside in await store.put_aside()] == [stuck.source]
        assert len((await stage.assembly(moot)).proposals) == 1


async def test_of_a_reaction_on_other_peoples_talk_nothing_is_kept() -> None:
    """Who taps a thumb on ordinary chat is nobody's business, and not in the database."""
    store = MemoryStore()
    async with Stage(store) as stage:
        await stage.found("hall", ADA, BEN)
        thumb = Reacted(account=CY, venue=room("hall"), source="$thumb", message="$chat", key="👍")
        await stage.platform.hand_over(thumb)
        assert await store.people([AccountKey(NAME, CY.id)]) == {}
        assert await store.already(NAME, ["$thumb"]) == set()
