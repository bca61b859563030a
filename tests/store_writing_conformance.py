"""What every store is held to when it is written to: one writer after the other, and no data that cannot be kept.

``tests/store_conformance.py`` runs it with the rest.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.persistent import PersistentMap
from deliberation.positions import Position, Stance
from deliberation.register import Chain
from storage.port import AccountKey, BadDataError, ConflictError, Held, SetAside, Store, Work
from tests.store_looking import contents, keys, listed, only, saved
from tests.store_values import (
    ADA,
    FIRST,
    HALL,
    HARMLESS,
    HOSTILE,
    NOW,
    SECOND,
    account,
    assembly,
    change,
    check,
    everything,
    message,
    owed,
    proposal,
    reaction,
    sealed,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class WritingSuite:
    """Every store's tests about writing. The fixtures are those of ``StoreSuite``."""

    @pytest.mark.parametrize("whole", [False, True])
    async def test_to_overwrite_what_was_deleted_changes_nothing_that_is_kept(
        self, store: Store, *, whole: bool
    ) -> None:
        """Soon or as a whole, with what was deleted and what was not; and the next write is taken."""
        held = await saved(store, change(None, assembly()))
        await store.commit(Work(owed=[owed("k"), owed("l")], received=[message("$m1")]))
        before = await contents(store)
        await store.wipe(whole=whole)
        assert await contents(store) == before
        await saved(store, change(held, replace(held.assembly, name="Later")))
        await store.commit(Work(owed=[owed("m")]))
        assert [row.key for row in await store.waiting()] == ["k", "l", "m"]

    # --- one writer after the other

    async def test_a_register_that_went_on_is_a_conflict(self, store: Store) -> None:
        """A change that begins before the end of the register is refused, with all that came with it."""
        held = await saved(store, change(None, assembly()))
        await saved(store, change(held, replace(held.assembly, name="Theirs")))
        before = await contents(store)
        stale = change(held, replace(held.assembly, name="Ours"))
        with pytest.raises(ConflictError):
            await store.commit(
                Work(changes=[stale], received=[message("$m1")], owed=[owed("k")], cursors={"matrix": "s"})
            )
        assert await contents(store) == before

    async def test_the_same_number_with_another_hash_is_a_conflict(self, store: Store) -> None:
        """Two registers of the same length are not the same register."""
        held = await saved(store, change(None, assembly()))
        forged = Held(held.assembly, Chain(held.chain.number, "f" * 64))
        with pytest.raises(ConflictError):
            await store.commit(Work(changes=[change(forged, replace(held.assembly, name="Ours"))]))

    async def test_an_assembly_is_founded_once(self, store: Store) -> None:
        """Founding an assembly that is there is a conflict, and so is changing one that is not."""
        held = await saved(store, change(None, assembly()))
        with pytest.raises(ConflictError):
            await store.commit(Work(changes=[change(None, assembly(name="Another"))]))
        absent = Held(assembly(SECOND), held.chain)
        with pytest.raises(ConflictError):
            await store.commit(Work(changes=[change(absent, assembly(SECOND, name="Changed"))]))
        assert await store.load(SECOND) is None

    async def test_a_short_name_is_given_once(self, store: Store) -> None:
        """Two instances that found assemblies of one short name at once: the second is told of the conflict."""
        await store.commit(Work(changes=[change(None, assembly(FIRST, slug="leeds"))]))
        with pytest.raises(ConflictError):
            await store.commit(Work(changes=[change(None, assembly(SECOND, slug="leeds"))]))
        assert [listing.id for listing in await store.listings()] == [FIRST]

    async def test_a_conflict_in_one_assembly_undoes_the_others(self, store: Store) -> None:
        """One work is one whole: no assembly moves when another of it cannot."""
        one, two = change(None, assembly(FIRST)), change(None, assembly(SECOND))
        await store.commit(Work(changes=[one, two]))
        await saved(store, change(two.after, replace(two.after.assembly, name="Theirs")))
        both = [
            change(was.after, replace(was.after.assembly, name="Ours", participants=PersistentMap()))
            for was in (one, two)
        ]
        with pytest.raises(ConflictError):
            await store.commit(Work(changes=both))
        assert await store.load(FIRST) == one.after
        assert len(await listed(store.entries(FIRST))) == 1

    async def test_of_two_instances_the_second_must_load_again(
        self, store: Store, open_another: Callable[[], Awaitable[Store]]
    ) -> None:
        """Two programs on one database cannot both continue a register; the second loads and goes on from there."""
        other = await open_another()
        await saved(store, change(None, assembly()))
        mine, theirs = await store.load(FIRST), await other.load(FIRST)
        assert mine is not None
        assert theirs is not None
        await store.commit(Work(changes=[change(mine, replace(mine.assembly, name="Mine"))]))
        with pytest.raises(ConflictError):
            await other.commit(Work(changes=[change(theirs, replace(theirs.assembly, name="Theirs"))]))
        again = await other.load(FIRST)
        assert again is not None
        await saved(other, change(again, replace(again.assembly, name=again.assembly.name + " and theirs")))
        last = await store.load(FIRST)
        assert last is not None
        assert (last.assembly.name, last.chain.number) == ("Mine and theirs", 3)

    async def test_of_many_at_once_exactly_one_goes_on(
        self, store: Store, open_another: Callable[[], Awaitable[Store]]
    ) -> None:
        """Of many commits on one register at the same time one is written, and every other is told of the conflict."""
        other = await open_another()
        held = await saved(store, change(None, assembly()))
        attempts = [
            (store, other)[n % 2].commit(Work(changes=[change(held, replace(held.assembly, name=f"Try {n}"))]))
            for n in range(10)
        ]
        done = await asyncio.gather(*attempts, return_exceptions=True)
        assert done.count(None) == 1
        assert all(isinstance(it, ConflictError) for it in done if it is not None)
        assert len(await listed(store.entries(FIRST))) == 2

    async def test_a_load_sees_one_moment(self, store: Store, open_another: Callable[[], Awaitable[Store]]) -> None:
        """What is loaded while another writes is a whole version, never half of one and half of the next."""
        other = await open_another()
        held = await saved(store, change(None, assembly(checks=PersistentMap({1: check(1)}))))

        async def write() -> None:
            nonlocal held
            for n in range(2, 30):
                named = replace(held.assembly.checks[1], round=n, positions=PersistentMap({ADA: _position(n)}))
                now = replace(held.assembly, name=str(n), checks=held.assembly.checks.put(1, named))
                step = change(held, now)
                await store.commit(Work(changes=[step]))
                held = step.after

        writing = asyncio.create_task(write())
        while not writing.done():
            seen = await other.load(FIRST)
            assert seen is not None
            if seen.chain.number > 1:
                its = seen.assembly.checks[1]
                assert (seen.assembly.name, its.round, its.positions[ADA]) == (
                    str(seen.chain.number),
                    seen.chain.number,
                    _position(seen.chain.number),
                )
            await asyncio.sleep(0)
        await writing

    async def test_a_cancelled_commit_leaves_the_store_in_order(self, store: Store) -> None:
        """After a commit was cancelled at any moment, it is there or not there, whole, and the next one is written."""
        held = await saved(store, change(None, assembly()))
        for turns in range(12):
            step = change(held, replace(held.assembly, name=f"Turn {turns}"))
            task = asyncio.create_task(store.commit(Work(changes=[step], cursors={"matrix": str(turns)})))
            for _ in range(turns):
                await asyncio.sleep(0.0005)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            found = await store.load(FIRST)
            assert found in {0: held, 1: step.after}.values()
            assert found is not None
            assert (await store.cursor("matrix") == str(turns)) == (found == step.after)
            held = await saved(store, change(found, replace(found.assembly, purpose=f"After {turns}")))

    # --- data that cannot be kept

    async def test_a_work_whose_last_part_is_bad_leaves_nothing(self, store: Store) -> None:
        """When one part of a work cannot be kept, no part of it is."""
        work = everything()
        work.forgotten.append(("matrix", HOSTILE["nul"]))
        empty = await contents(store)
        with pytest.raises(BadDataError):
            await store.commit(work)
        assert await contents(store) == empty
        work.forgotten.clear()
        work.received.append(message("$m1"))
        with pytest.raises(BadDataError):
            await store.commit(work)
        assert await contents(store) == empty
        work.received.pop()
        await store.commit(work)
        assert await contents(store) != empty

    @pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
    async def test_a_text_that_cannot_be_kept_is_refused_wherever_it_is(self, store: Store, hostile: str) -> None:
        """A NUL or half of a surrogate pair is refused in every place alike, and nothing is written."""
        position = check(1, positions=PersistentMap({ADA: Position(Stance.BLOCK, hostile)}))
        revision = replace(proposal(1).latest, title=hostile)
        works = [
            Work(changes=[change(None, assembly(name=hostile))]),
            Work(changes=[change(None, assembly(purpose=hostile))]),
            Work(changes=[change(None, assembly(venues=frozenset({VenueId(hostile)})))]),
            Work(changes=[change(None, assembly(checks=PersistentMap({1: position})))]),
            Work(changes=[change(None, assembly(proposals=PersistentMap({1: proposal(1, revisions=(revision,))})))]),
            Work(changes=[replace(change(None, assembly()), sealed=[sealed(FIRST, 1, text=hostile)])]),
            Work(accounts=[account("@ada", shown=hostile)]),
            Work(received=[reaction("$1", key=hostile)]),
            Work(received=[message(hostile)]),
            Work(owed=[owed("k", body=hostile)]),
            Work(cursors={"matrix": hostile}),
            Work(heard={hostile: NOW}),
            Work(private_venues={AccountKey("matrix", hostile): HALL}),
            Work(notes={("matrix", "key"): hostile}),
            Work(notes={("matrix", hostile): "value"}),
            Work(notes={(hostile, "key"): ""}),
        ]
        empty = await contents(store)
        for work in works:
            with pytest.raises(BadDataError):
                await store.commit(work)
        assert await contents(store) == empty

    async def test_a_nul_hidden_in_json_is_refused(self, store: Store) -> None:
        """A NUL written as an escape in an entry's record is a NUL."""
        with pytest.raises(BadDataError):
            await store.commit(Work(changes=[change(None, assembly(), record='{"reason":"a\\\\\\u0000"}')]))
        await store.commit(Work(changes=[change(None, assembly(), record='{"reason":"a\\\\u0000"}')]))

    @pytest.mark.parametrize("text", HARMLESS, ids=range(len(HARMLESS)))
    async def test_any_other_text_is_kept_faithfully(self, store: Store, text: str) -> None:
        """Quotes, escapes, emoji, control characters and length change nothing: what is read is what was written."""
        where = VenueId(f"matrix:{text}")
        step = change(
            None,
            assembly(
                name=text,
                purpose=text,
                venues=frozenset({where}),
                proposals=PersistentMap({1: proposal(1, revisions=(replace(proposal(1).latest, text=text),))}),
                checks=PersistentMap({1: check(1, positions=PersistentMap({ADA: Position(Stance.BLOCK, text, text)}))}),
            ),
        )
        texts = [sealed(FIRST, 1, text=text)]
        work = Work(changes=[replace(step, sealed=texts)], accounts=[account("@a", shown=text)])
        work.owed.append(owed("k", f"lane {text[:50]}", text or "-"))
        work.cursors["matrix"] = text
        work.heard[text] = NOW
        work.notes = {("matrix", text[:500]): text or "-", (text, "key"): "of a platform"}
        await store.commit(work)
        assert await store.load(FIRST) == step.after
        assert await store.heard_all() == {text: NOW}
        assert await store.notes("matrix") == {text[:500]: text or "-"}
        assert await store.notes(text) == {"key": "of a platform"}
        assert await listed(store.sealed(FIRST)) == texts
        assert (await store.people([AccountKey("matrix", "@a")]))[AccountKey("matrix", "@a")].name == text
        assert (await only(store)).body == (text or "-")
        assert await store.cursor("matrix") == text

    async def test_entries_that_do_not_continue_the_register_are_refused(self, store: Store) -> None:
        """A program that is wrong cannot write a broken register."""
        good = change(None, assembly(), entries=3)
        works = [
            replace(good, entries=good.entries[:2]),
            replace(good, entries=good.entries[1:]),
            replace(good, entries=[good.entries[0], good.entries[2], good.entries[1]]),
            replace(good, entries=[*good.entries[:2], replace(good.entries[2], assembly=SECOND)]),
            replace(good, entries=()),
        ]
        for step in works:
            with pytest.raises(BadDataError):
                await store.commit(Work(changes=[step]))
        assert await store.load(FIRST) is None
        held = await saved(store, good)
        with pytest.raises(BadDataError):
            await store.commit(Work(changes=[change(held, assembly(SECOND))]))

    async def test_a_time_without_a_zone_is_refused(self, store: Store) -> None:
        """Nobody can tell which moment it means."""
        naive = datetime(2026, 1, 1)  # noqa: DTZ001
        for work in (Work(heard={"matrix": naive}), Work(changes=[change(None, assembly(), next_due=naive)])):
            with pytest.raises(BadDataError):
                await store.commit(work)
        assert await store.heard("matrix") is None

    async def test_what_is_set_aside_is_never_refused(self, store: Store) -> None:
        """What could not be handled is kept for the operator in order, whatever it holds."""
        rows = [
            SetAside(platform="matrix", source=f"$1{text}", what=text, error=text, at=NOW)
            for text in (*HOSTILE.values(), *HARMLESS[:-1])
        ]
        await store.commit(Work(set_aside=rows))
        kept = await store.put_aside()
        assert [row.what for row in kept] == ["before\\x00after", "before\\ud83dafter", *HARMLESS[:-1]]
        assert kept[2:] == rows[2:]

    async def test_questions_with_such_texts_find_nothing(self, store: Store) -> None:
        """Asking for what cannot be kept is no error: it is not there."""
        await store.commit(everything())
        for text in HOSTILE.values():
            assert await store.load(AssemblyId(text)) is None
            assert await store.already("matrix", ["$m1", text]) == {"$m1"}
            assert await store.live_reactions("matrix", text) == []
            assert await store.reaction("matrix", text) is None
            assert await store.posted_as("matrix", text) is None
            assert await store.card_of(FIRST, text, HALL) is None
            assert await store.people([AccountKey("matrix", text), AccountKey("matrix", "@ada")]) == {
                AccountKey("matrix", "@ada"): account("@ada")
            }
            assert await store.accounts_of([PersonId(text)]) == []
            assert await store.standing("matrix", [("$card", text), (text, "@ada")]) == []
            assert await store.standing(text, [("$card", "@ada")]) == []
            assert await store.cursor(text) is None
            assert await store.heard(text) is None
            assert await store.notes(text) == {}
            assert await keys(store, busy=[text]) == ["k1", "card"]


def _position(number: int) -> Position:
    return Position(Stance.AGREE, source=f"${number}")
