"""What every store is held to: each sentence of ``storage.port``. The test modules of the stores run it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from deliberation.assembly import Office
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.persistent import PersistentMap
from deliberation.positions import Position, Stance, Tally
from deliberation.register import Chain
from deliberation.rules import PRESETS
from deliberation.senses import Leaning, Leant
from storage.port import AccountKey, BadDataError, Change, ConflictError, Held, SetAside, Store, Waiting, Work
from tests.store_people_conformance import PeopleSuite, listed
from tests.store_values import (
    ADA,
    BEN,
    CLEO,
    DEV,
    FIRST,
    HALL,
    HARMLESS,
    HOSTILE,
    HOUR,
    LEEDS,
    NORTH,
    NOW,
    SECOND,
    YARD,
    YORK,
    account,
    action,
    assembly,
    card,
    change,
    check,
    everything,
    message,
    moot,
    notice,
    outside,
    owed,
    participant,
    proposal,
    reaction,
    rich_assembly,
    sealed,
    seat,
    sense,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

OpenAnother = "Callable[[], Awaitable[Store]]"


async def contents(store: Store) -> list[object]:
    """Read everything that ``everything`` writes."""
    return [
        await store.load(FIRST),
        await store.listings(),
        await store.next_due(),
        await listed(store.entries(FIRST)),
        await listed(store.sealed(FIRST)),
        await store.people([AccountKey("matrix", "@ada")]),
        await store.assemblies_of(ADA),
        await store.already("matrix", ["$r1", "$m1"]),
        await store.live_reactions("matrix", "$card"),
        await store.reaction("matrix", "$r1"),
        await store.waiting(),
        await store.cursor("matrix"),
        await store.heard("matrix"),
        await store.heard_all(),
        await store.notes("matrix"),
        await store.private_venue(AccountKey("matrix", "@ada")),
        await store.put_aside(),
        await store.now_called([PersonId("p-adas-other")]),
        await store.code("7QK"),
        await listed(store.memberships()),
    ]


async def saved(store: Store, step: Change) -> Held:
    """Commit one change, and see that it is what is loaded."""
    await store.commit(Work(changes=[step]))
    assert await store.load(step.after.assembly.id) == step.after
    return step.after


async def keys(store: Store, **question: Any) -> list[str]:
    """Name what is owed, in order."""
    return [row.key for row in await store.waiting(**question)]


async def only(store: Store) -> Waiting:
    """Give the one message that is owed."""
    (row,) = await store.waiting()
    return row


class StoreSuite(PeopleSuite):
    """Every store's tests. A module that runs it gives a fixture ``open_another``, which opens one database again."""

    @pytest.fixture
    async def store(self, open_another: Callable[[], Awaitable[Store]]) -> Store:
        return await open_another()

    # --- assemblies

    async def test_nothing_is_in_a_new_store(self, store: Store) -> None:
        """A new store answers every question with nothing."""
        assert await contents(store) == [
            None,
            [],
            None,
            [],
            [],
            {},
            [],
            set(),
            [],
            None,
            [],
            None,
            None,
            {},
            {},
            None,
            [],
            {},
            None,
            [],
        ]
        assert await store.due(NOW) == []
        await store.commit(Work())

    async def test_an_assembly_is_loaded_as_it_was_saved(self, store: Store) -> None:
        """Every kind of thing in an assembly comes back equal, and so does the end of its register."""
        held = await saved(store, change(None, rich_assembly(), entries=4))
        loaded = await store.load(FIRST)
        assert loaded is not None
        assert loaded.chain == held.chain
        assert [c.number for c in loaded.assembly.checks.values()] == [1, 2, 3]
        assert loaded.assembly.checks[1].positions[BEN].cooling is True
        assert loaded.assembly.checks[2].opened_at.utcoffset() == timedelta(0)
        assert loaded.assembly.checks[2].seats[LEEDS.id].reasons == "It harms"
        assert loaded.assembly.participants[CLEO].let_in == {HALL, YARD}
        assert loaded.assembly.next_lapse == NOW + 800 * HOUR
        assert loaded.assembly.moots[1].length == timedelta(minutes=90, microseconds=1)
        assert loaded.assembly.senses[1].leanings[BEN].text == "Too soon"

    async def test_each_step_is_saved_by_its_difference(self, store: Store) -> None:
        """What is put, changed and taken out between one version and the next is what is loaded after it."""
        held = await saved(store, change(None, rich_assembly()))
        now = held.assembly
        steps = [
            replace(now, participants=now.participants.without(CLEO).put(DEV, participant(DEV))),
            replace(now, name="Renamed", slug="renamed"),
            replace(now, venues=frozenset({YARD}), convener=DEV),
            replace(now, rules=PRESETS["unanimity"]),
            replace(now, offices=now.offices.without("treasurer").put("clerk", Office(name="clerk"))),
            replace(now, proposals=now.proposals.put(4, proposal(4)).put(2, proposal(2))),
            replace(now, concerns=now.concerns.without(1)),
            replace(now, decisions=now.decisions.put(2, replace(now.decisions[2], sent_back=False))),
            replace(now, kind=Kind.THING),
            replace(now, member_of=now.member_of.without(NORTH.id), members=now.members.put(NORTH.id, NORTH)),
            replace(now, remit=now.remit.without("press").put("kitchen", 3)),
            replace(now, linked=now.linked.put(BEN, DEV).without(PersonId("p-adas-other"))),
            replace(now, linked=now.linked.put(BEN, ADA), declined=now.declined.put(BEN, NOW + HOUR).without(DEV)),
            replace(now, declined=now.declined.put(BEN, NOW + 2 * HOUR)),
            replace(now, notices=now.notices.put(3, notice(3)).without(1)),
            replace(now, notices=now.notices.put(3, notice(3, closed="withdrawn"))),
            replace(now, moots=now.moots.put(3, moot(3)).put(2, moot(2, coming=PersistentMap({ADA: "$c"})))),
            replace(now, moots=now.moots.put(1, moot(1, present=PersistentMap({BEN: NOW}))).without(2)),
            replace(now, senses=now.senses.put(1, sense(1, leanings=PersistentMap({BEN: Leant(Leaning.UNSURE)})))),
            replace(now, senses=now.senses.without(1), actions=now.actions.put(1, action(1, dropped=True)).without(2)),
            replace(now, waiting=now.waiting.without(DEV).put(ADA, outside(ADA, HALL))),
            replace(now, next_lapse=None, dissolved_at=None),
            replace(now, next_lapse=NOW),
        ]
        for step in steps:
            held = await saved(store, change(held, step))

    async def test_positions_come_change_and_go(self, store: Store) -> None:
        """Positions and the count of them are saved as they are taken, changed, withdrawn and taken again."""
        held = await saved(store, change(None, assembly(checks=PersistentMap({1: check(1), 2: check(2)}))))
        for moves in (
            [(ADA, Position(Stance.AGREE, source="$1")), (BEN, Position(Stance.BLOCK, "No", "$2"))],
            [(BEN, Position(Stance.BLOCK, "No, because", "$2")), (CLEO, Position(Stance.STAND_ASIDE))],
            [(ADA, None), (BEN, None)],
            [(ADA, Position(Stance.AGREE, cooling=True, lapsed=True)), (CLEO, None)],
        ):
            one = held.assembly.checks[1]
            positions = one.positions
            for person, position in moves:
                positions = positions.without(person) if position is None else positions.put(person, position)
            one = replace(one, positions=positions, tally=Tally(agree=len(positions)))
            held = await saved(store, change(held, replace(held.assembly, checks=held.assembly.checks.put(1, one))))

    async def test_a_check_begins_again_with_other_positions_and_another_roll(self, store: Store) -> None:
        """A check restarted with wholly new positions, roll and rules keeps nothing of the ones before."""
        taken = {ADA: Position(Stance.AGREE), BEN: Position(Stance.AGREE)}
        first = check(1, positions=PersistentMap(taken), tally=Tally(agree=2))
        held = await saved(store, change(None, assembly(checks=PersistentMap({1: first, 2: check(2)}))))
        again = check(
            1,
            (BEN, DEV),
            round=2,
            rules=PRESETS["harmony"],
            excused=frozenset({DEV}),
            positions=PersistentMap({BEN: Position(Stance.BLOCK, "Still no")}),
        )
        held = await saved(store, change(held, replace(held.assembly, checks=held.assembly.checks.put(1, again))))
        await saved(store, change(held, replace(held.assembly, checks=held.assembly.checks.without(1))))

    async def test_member_assemblies_answer_one_by_one(self, store: Store) -> None:
        """Places of assemblies on a roll are saved as they answer, come, and go with their check."""
        called = PersistentMap({peer.id: seat(peer) for peer in (NORTH, LEEDS)})
        checks = PersistentMap({1: check(1, seats=called), 2: check(2)})
        held = await saved(store, change(None, assembly(checks=checks)))
        for seats in (
            called.put(LEEDS.id, seat(LEEDS, heard=True, stance=Stance.AGREE, cooling_until=NOW + HOUR)),
            called.put(LEEDS.id, seat(LEEDS, heard=True, stance=Stance.BLOCK, blockers=(ADA, BEN), reasons="No")),
            called.put(YORK.id, seat(YORK)).without(NORTH.id),
        ):
            one = replace(held.assembly.checks[1], seats=seats)
            held = await saved(store, change(held, replace(held.assembly, checks=held.assembly.checks.put(1, one))))
        await saved(store, change(held, replace(held.assembly, checks=held.assembly.checks.without(1))))

    async def test_members_come_go_and_are_let_in(self, store: Store) -> None:
        """A place that is enrolled, renewed, lapsed, and the venues opened for it, are saved as they change."""
        held = await saved(store, change(None, assembly()))
        enrolled = replace(participant(DEV), venues=frozenset(), enrolled_until=NOW + HOUR)
        for dev in (
            enrolled,
            replace(enrolled, enrolled_until=NOW + 2 * HOUR, let_in=frozenset({HALL})),
            replace(enrolled, venues=frozenset({HALL, YARD}), let_in=frozenset({HALL, YARD})),
            replace(enrolled, enrolled_until=None, venues=frozenset({YARD})),
        ):
            people = held.assembly.participants.put(DEV, dev)
            held = await saved(store, change(held, replace(held.assembly, participants=people)))

    async def test_signatures_come_and_go(self, store: Store) -> None:
        """Signatures of a petition are saved as they are given and withdrawn."""
        held = await saved(store, change(None, rich_assembly()))
        one = held.assembly.petitions[1]
        for signatures in (
            one.signatures.without(ADA).put(DEV, "$d"),
            PersistentMap({BEN: "$new"}),
            PersistentMap[PersonId, str](),
        ):
            petitions = held.assembly.petitions.put(1, replace(one, signatures=signatures))
            held = await saved(store, change(held, replace(held.assembly, petitions=petitions)))

    async def test_a_value_made_anew_is_saved_too(self, store: Store) -> None:
        """The difference is right also between values of which neither came from the other."""
        held = await saved(store, change(None, rich_assembly()))
        held = await saved(store, change(held, assembly()))
        await saved(store, change(held, rich_assembly()))

    async def test_one_work_may_change_an_assembly_twice(self, store: Store) -> None:
        """Two changes of one assembly in a work are one after the other, and the last holds."""
        held = await saved(store, change(None, assembly()))
        one = change(held, replace(held.assembly, participants=held.assembly.participants.put(DEV, participant(DEV))))
        two = change(
            one.after, replace(one.after.assembly, participants=one.after.assembly.participants.without(DEV)), entries=2
        )
        await store.commit(Work(changes=[one, two]))
        assert await store.load(FIRST) == two.after
        assert [entry.number for entry in await listed(store.entries(FIRST))] == [1, 2, 3, 4]

    async def test_a_change_without_entries_moves_only_what_it_says(self, store: Store) -> None:
        """When something falls due may change though nothing was registered."""
        held = await saved(store, change(None, assembly(), next_due=NOW))
        await saved(store, change(held, held.assembly, entries=0, next_due=NOW + HOUR))
        assert await store.next_due() == NOW + HOUR

    async def test_other_time_zones_mean_the_same_moment(self, store: Store) -> None:
        """A time given in another zone comes back as the same moment, in UTC."""
        there = NOW.astimezone(timezone(timedelta(hours=-7, minutes=-30)))
        held = await saved(
            store,
            change(
                None,
                assembly(participants=PersistentMap({ADA: replace(participant(ADA), joined_at=there)})),
                next_due=there,
            ),
        )
        assert held.assembly.participants[ADA].joined_at == NOW
        due = await store.next_due()
        assert due == NOW
        assert due is not None
        assert due.utcoffset() == timedelta(0)

    async def test_listings_are_by_slug(self, store: Store) -> None:
        """Every assembly is listed in brief, by slug, with its venues as they are now."""
        one = change(None, assembly(FIRST, slug="zeta"))
        two = change(None, assembly(SECOND, slug="alpha", venues=frozenset({HALL, YARD})))
        await store.commit(Work(changes=[one, two]))
        found = await store.listings()
        assert [(it.id, it.slug, it.name) for it in found] == [
            (SECOND, "alpha", "The first"),
            (FIRST, "zeta", "The first"),
        ]
        assert [it.venues for it in found] == [frozenset({HALL, YARD}), frozenset({HALL})]
        await store.commit(
            Work(changes=[change(one.after, replace(one.after.assembly, slug="aa", venues=frozenset()))])
        )
        assert next((it.slug, it.venues) for it in await store.listings()) == ("aa", frozenset())

    async def test_listings_tell_where_an_assembly_belongs(self, store: Store) -> None:
        """Kind, what it is a member of and its remit are listed as they are now, in order."""
        plain, rich = change(None, assembly(FIRST, slug="a")), change(None, rich_assembly(SECOND))
        await store.commit(Work(changes=[plain, rich]))
        one, two = await store.listings()
        assert (one.kind, one.member_of, one.remit) == (Kind.ORDINARY, (), ())
        assert (two.kind, two.member_of, two.remit) == (Kind.CONSTITUENCY, (LEEDS, NORTH), ("accounts", "press"))
        now = plain.after.assembly
        joined = replace(now, kind=Kind.CORE, member_of=now.member_of.put(YORK.id, YORK), remit=now.remit.put("b", 1))
        held = await saved(store, change(plain.after, joined))
        (one, _) = await store.listings()
        assert (one.kind, one.member_of, one.remit) == (Kind.CORE, (YORK,), ("b",))
        await saved(store, change(held, replace(joined, member_of=PersistentMap(), remit=PersistentMap())))
        assert [(it.member_of, it.remit) for it in await store.listings()] == [((), ()), (two.member_of, two.remit)]

    async def test_many_are_loaded_at_once(self, store: Store) -> None:
        """Hundreds are given as each by itself would be, and what is not there is left out."""
        names = [AssemblyId(f"a{n}") for n in range(700)]
        steps = [change(None, assembly(name)) for name in names[:-2]]
        steps += [change(None, rich_assembly(name)) for name in names[-2:]]
        await store.commit(Work(changes=steps))
        asked = [*names, SECOND, names[3], *map(AssemblyId, HOSTILE.values())]
        assert await store.load_many(name for name in asked) == {step.after.assembly.id: step.after for step in steps}
        assert await store.load_many([]) == {}
        assert await store.load_many([SECOND]) == {}

    async def test_what_is_due_is_named_earliest_first(self, store: Store) -> None:
        """Due is what is not after now; what has no time is never due."""
        names = [AssemblyId(f"a{n}") for n in range(4)]
        times = [NOW + HOUR, NOW - HOUR, None, NOW]
        first = [change(None, assembly(name), next_due=at) for name, at in zip(names, times, strict=True)]
        await store.commit(Work(changes=first))
        assert await store.due(NOW - timedelta(microseconds=1)) == ["a1"]
        assert await store.due(NOW) == ["a1", "a3"]
        assert await store.due(NOW + 2 * HOUR) == ["a1", "a3", "a0"]
        assert await store.next_due() == NOW - HOUR
        await store.commit(Work(changes=[change(first[1].after, first[1].after.assembly, next_due=None)]))
        assert await store.next_due() == NOW
        assert await store.due(NOW) == ["a3"]

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

    # --- the register

    async def test_the_register_is_read_in_order(self, store: Store) -> None:
        """A register longer than a page is read from its beginning or from behind an entry, and nothing of another."""
        one, two = change(None, assembly(FIRST), entries=2500), change(None, assembly(SECOND), entries=2)
        await store.commit(Work(changes=[one, two]))
        assert await listed(store.entries(FIRST)) == list(one.entries)
        assert await listed(store.entries(FIRST, after=1700)) == list(one.entries[1700:])
        assert await listed(store.entries(FIRST, after=2500)) == []
        assert await listed(store.entries(SECOND)) == list(two.entries)
        further = change(one.after, one.after.assembly, entries=2)
        await store.commit(Work(changes=[further]))
        assert await listed(store.entries(FIRST, after=2500)) == list(further.entries)

    async def test_the_texts_beside_it_are_read_in_order(self, store: Store) -> None:
        """Sealed texts come in the order of their entries, several of one entry too, over more than a page."""
        step = change(None, assembly(), entries=700)
        texts = [sealed(FIRST, n, field, f"{n} {field}") for n in range(1, 701) for field in ("reason", "text")]
        await store.commit(Work(changes=[replace(step, sealed=texts[::-1])]))
        assert await listed(store.sealed(FIRST)) == texts
        assert await listed(store.sealed(FIRST, after=3)) == texts[6:]
        assert await listed(store.sealed(FIRST, after=700)) == []
        assert await listed(store.sealed(SECOND)) == []

    async def test_a_register_can_grow_while_it_is_read(self, store: Store) -> None:
        """Reading a register holds up no write."""
        step = change(None, assembly(), entries=3)
        await store.commit(Work(changes=[step]))
        seen: list[int] = []
        async for entry in store.entries(FIRST):
            if not seen:
                await asyncio.wait_for(store.commit(Work(cursors={"matrix": "s"})), 5)
            seen.append(entry.number)
        assert seen == [1, 2, 3]

    # --- people

    async def test_accounts_are_known_by_platform_and_id(self, store: Store) -> None:
        """Only the accounts that are known are given, many at once too, each with whose it is."""
        rows = [account(f"@{n}", PersonId(f"p{n % 700}"), f"Name {n}") for n in range(3000)]
        rows.append(account("@1", BEN, "Another", platform="discord"))
        await store.commit(Work(accounts=rows))
        found = await store.people([row.key for row in rows] + [AccountKey("matrix", "@unknown")])
        assert found == {row.key: row for row in rows}
        assert await store.people([]) == {}
        assert await store.accounts_of([BEN]) == [rows[-1]]
        assert await store.accounts_of([PersonId("p1"), BEN]) == [rows[-1], rows[1], *rows[701:3000:700]][:1] + sorted(
            rows[1:3000:700], key=lambda row: row.key.id
        )
        assert await store.accounts_of([]) == []

    async def test_saving_an_account_again_updates_its_name(self, store: Store) -> None:
        """The newest name is kept, the last of one work too."""
        await store.commit(Work(accounts=[account("@ada", shown="Old")]))
        await store.commit(Work(accounts=[account("@ada", shown="New"), account("@ada", shown="Newest")]))
        assert await store.accounts_of([ADA]) == [account("@ada", shown="Newest")]

    async def test_an_account_is_one_persons_for_good(self, store: Store) -> None:
        """An account that another instance gave to a person first is a conflict: nobody counts twice."""
        await store.commit(Work(accounts=[account("@ada", ADA)]))
        with pytest.raises(ConflictError):
            await store.commit(
                Work(accounts=[account("@new", BEN), account("@ada", BEN, "Ben")], cursors={"matrix": "s"})
            )
        assert await store.accounts_of([ADA, BEN]) == [account("@ada", ADA)]
        assert await store.cursor("matrix") is None
        with pytest.raises(ConflictError):
            await store.commit(Work(accounts=[account("@two", BEN), account("@two", CLEO)]))

    async def test_a_persons_assemblies_are_named_by_slug(self, store: Store) -> None:
        """The assemblies in which somebody takes part now are named in the order of their slugs."""
        one = change(None, assembly(FIRST, slug="b"))
        two = change(None, assembly(SECOND, slug="a", participants=PersistentMap({ADA: participant(ADA)})))
        await store.commit(Work(changes=[one, two]))
        assert await store.assemblies_of(ADA) == [SECOND, FIRST]
        assert await store.assemblies_of(BEN) == [FIRST]
        gone = replace(one.after.assembly, participants=one.after.assembly.participants.without(BEN))
        await saved(store, change(one.after, gone))
        assert await store.assemblies_of(BEN) == []

    async def test_a_private_room_is_one_accounts_and_the_last_named_counts(self, store: Store) -> None:
        """An account's private room is the last one named, and a room is one account's."""
        ada, ben = AccountKey("matrix", "@ada"), AccountKey("matrix", "@ben")
        await store.commit(Work(private_venues={ada: VenueId("matrix:!1"), ben: VenueId("matrix:!2")}))
        assert await store.private_venue(ada) == "matrix:!1"
        assert await store.private_venue(ben) == "matrix:!2"
        await store.commit(Work(private_venues={ada: VenueId("matrix:!3")}))
        assert await store.private_venue(ada) == "matrix:!3"
        await store.commit(Work(private_venues={ben: VenueId("matrix:!3")}))
        assert await store.private_venue(ben) == "matrix:!3"
        assert await store.private_venue(ada) is None
        assert await store.private_venue(AccountKey("discord", "@ben")) is None

    # --- what came in

    async def test_what_came_in_is_remembered(self, store: Store) -> None:
        """Of many sources those are named that came in before, on that platform."""
        await store.commit(Work(received=[message(f"${n}") for n in range(0, 5000, 2)]))
        asked = [f"${n}" for n in range(5000)]
        assert await store.already("matrix", asked) == {f"${n}" for n in range(0, 5000, 2)}
        assert await store.already("discord", asked) == set()
        assert await store.already("matrix", []) == set()

    async def test_what_came_in_counts_once(self, store: Store) -> None:
        """Receiving a thing that another instance received first is a conflict, and nothing is written."""
        await store.commit(Work(received=[message("$1"), message("$1", "discord")]))
        work = everything()
        work.received.append(message("$1"))
        with pytest.raises(ConflictError):
            await store.commit(work)
        assert await store.load(FIRST) is None
        assert await store.already("matrix", ["$1", "$r1"]) == {"$1"}

    async def test_reactions_are_listed_as_they_came(self, store: Store) -> None:
        """The reactions on a message come in order, of everybody or of one, without what is on other messages."""
        rows = [reaction(f"${9 - n}", by=f"@{n % 3}", key="✅🛑"[n % 2]) for n in range(9)]
        await store.commit(Work(received=[*rows[:4], message("$m"), reaction("$x", target="$other")]))
        await store.commit(Work(received=[*rows[4:], reaction("$9", platform="discord")]))
        assert await store.live_reactions("matrix", "$card") == rows
        assert await store.live_reactions("matrix", "$card", "@1") == rows[1::3]
        assert await store.live_reactions("matrix", "$card", "@nobody") == []
        assert await store.live_reactions("matrix", "") == []
        assert await store.reaction("matrix", "$9") == rows[0]
        assert await store.reaction("matrix", "$m") is None
        assert await store.reaction("matrix", "$unknown") is None

    async def test_a_reaction_taken_away_is_not_live(self, store: Store) -> None:
        """It is no longer listed, but is still known by its id; taking away what nobody knows is nothing."""
        rows = [reaction("$1"), reaction("$2"), reaction("$3")]
        await store.commit(Work(received=rows[:2]))
        await store.commit(Work(received=[rows[2]], lifted=[("matrix", "$3"), ("matrix", "$1"), ("matrix", "$none")]))
        assert await store.live_reactions("matrix", "$card") == [rows[1]]
        assert await store.reaction("matrix", "$1") == rows[0]
        assert await store.already("matrix", ["$1", "$none"]) == {"$1"}
        await store.commit(Work(lifted=[("discord", "$2")]))
        assert await store.live_reactions("matrix", "$card") == [rows[1]]

    async def test_what_stands_of_many_pairs_is_one_question(self, store: Store) -> None:
        """Of thousands of pairs of message and account those reactions are given that stand, in the order they came."""
        rows = [
            reaction(f"{a} on {m} {key}", by=f"@{a}", target=f"${m}", key=key)
            for a in range(100)
            for m in range(50, 0, -1)
            for key in "✅🛑"
        ]
        lifted = [(row.platform, row.source) for row in rows[::7]]
        await store.commit(Work(received=[*rows, message("$m")], lifted=lifted))
        pairs = [(f"${m}", f"@{a}") for m in range(60) for a in range(0, 120, 2)]
        wanted, gone = set(pairs), set(lifted)
        expected = [r for r in rows if (r.target, r.account) in wanted and (r.platform, r.source) not in gone]
        assert len(pairs) == 3600
        assert len(expected) > 4000
        assert await store.standing("matrix", pairs) == expected

    async def test_what_stands_is_of_these_very_pairs(self, store: Store) -> None:
        """One account's reaction on another's message is not meant, nor what is on another platform or no reaction."""
        rows = [reaction(f"{by}{on}{n}", by, on) for n in range(2) for by in ("@a", "@b") for on in ("$1", "$2")]
        await store.commit(Work(received=[*rows, message("$m"), reaction("$x", "@a", "$1", platform="discord")]))
        asked = [("$2", "@b"), ("$1", "@a"), ("$2", "@b"), ("$1", "@nobody"), ("", "@ada"), ("@a", "$1")]
        assert await store.standing("matrix", (pair for pair in asked)) == [rows[0], rows[3], rows[4], rows[7]]
        await store.commit(Work(lifted=[("matrix", rows[0].source), ("matrix", rows[7].source)]))
        assert await store.standing("matrix", asked) == [rows[3], rows[4]]
        assert await store.standing("matrix", [("", "@ada")]) == []
        assert await store.standing("matrix", []) == []

    async def test_what_stands_is_found_whatever_its_names_hold(self, store: Store) -> None:
        """Quotes, escapes and emoji in the name of a message or an account are only part of the name."""
        names = HARMLESS[1:-1]
        rows = [reaction(f"{n}", by=name, target=name) for n, name in enumerate(names)]
        await store.commit(Work(received=rows))
        assert await store.standing("matrix", [(name, name) for name in names]) == rows

    async def test_cursors_and_heartbeats_are_the_last(self, store: Store) -> None:
        """Each platform has a cursor and each community a time of its own, and one does not touch the other."""
        await store.commit(Work(cursors={"matrix": "s1"}, heard={"discord": NOW}))
        assert (await store.cursor("matrix"), await store.cursor("discord")) == ("s1", None)
        assert (await store.heard("matrix"), await store.heard("discord")) == (None, NOW)
        await store.commit(Work(cursors={"matrix": "s2"}, heard={"matrix": NOW, "discord": NOW + HOUR}))
        assert (await store.cursor("matrix"), await store.heard("matrix")) == ("s2", NOW)
        assert await store.heard("discord") == NOW + HOUR

    async def test_every_community_that_was_heard_is_named(self, store: Store) -> None:
        """Hundreds of communities are heard in one work, each at its own time, and a cursor alone is no heartbeat."""
        heard = {f"discord:{n}": NOW + n * HOUR for n in range(700, 0, -1)}
        await store.commit(Work(cursors={"discord": "s1"}, heard=heard))
        assert await store.heard_all() == heard
        assert (await store.heard("discord:2"), await store.heard("discord")) == (NOW + 2 * HOUR, None)
        assert (await store.cursor("discord"), await store.cursor("discord:2")) == ("s1", None)
        there = NOW.astimezone(timezone(timedelta(hours=-7, minutes=-30)))
        await store.commit(Work(heard={"matrix": there, "discord:2": there}))
        found = await store.heard_all()
        assert found == heard | {"matrix": NOW, "discord:2": NOW}
        assert {at.utcoffset() for at in found.values()} == {timedelta(0)}

    # --- what adapters note

    async def test_what_is_noted_is_given_back(self, store: Store) -> None:
        """A note holds its last value until it is emptied; emptying one that is not there is nothing."""
        await store.commit(Work(notes={("discord", "a"): "1", ("discord", "b"): "2", ("discord", "c"): ""}))
        assert await store.notes("discord") == {"a": "1", "b": "2"}
        await store.commit(Work(notes={("discord", "a"): "", ("discord", "b"): "3", ("discord", "d"): "4"}))
        assert await store.notes("discord") == {"b": "3", "d": "4"}
        await store.commit(Work(notes={("discord", "a"): "5"}))
        assert await store.notes("discord") == {"a": "5", "b": "3", "d": "4"}

    async def test_notes_are_a_platforms_own(self, store: Store) -> None:
        """The same key on two platforms is two notes."""
        await store.commit(
            Work(notes={("discord", "k"): "theirs", ("matrix", "k"): "ours", ("matrix", ""): "nameless"})
        )
        await store.commit(Work(notes={("discord", "k"): ""}))
        assert await store.notes("discord") == {}
        assert await store.notes("matrix") == {"k": "ours", "": "nameless"}
        assert await store.notes("console") == {}

    async def test_a_note_is_kept_with_its_work_or_not_at_all(self, store: Store) -> None:
        """A work that is refused notes nothing and deletes no note."""
        await store.commit(Work(notes={("matrix", "old"): "kept"}, received=[message("$1")]))
        refused = Work(notes={("matrix", "old"): "", ("matrix", "new"): "lost"}, received=[message("$1")])
        with pytest.raises(ConflictError):
            await store.commit(refused)
        assert await store.notes("matrix") == {"old": "kept"}

    # --- what is owed

    async def test_what_is_owed_waits_in_the_order_of_its_saving(self, store: Store) -> None:
        """Messages wait oldest first, repeating or not, within a work and from one to the next."""
        await store.commit(Work(owed=[owed("c", repeats=True), owed("a"), owed("b", "yard")]))
        await store.commit(Work(owed=[owed("0", "yard")]))
        rows = await store.waiting()
        assert [(row.key, row.lane, row.body, row.attempts) for row in rows] == [
            ("c", "hall", "body of c", 0),
            ("a", "hall", "body of a", 0),
            ("b", "yard", "body of b", 0),
            ("0", "yard", "body of 0", 0),
        ]
        assert await keys(store, limit=2) == ["c", "a"]
        assert await keys(store, busy=["hall"]) == ["b", "0"]
        assert await keys(store, busy=["hall", "yard"]) == []
        assert await keys(store, busy=["hall"], limit=1) == ["b"]
        assert await keys(store, busy=[f"lane {n}" for n in range(2000)]) == ["c", "a", "b", "0"]
        assert await keys(store, full=["ha", "all"]) == ["b", "0"]
        assert await keys(store, full=["ya"], busy=["hall"]) == []

    async def test_a_key_goes_out_once(self, store: Store) -> None:
        """A message that does not repeat is dropped if its key was ever saved before, owed or gone."""
        await store.commit(Work(owed=[owed("a", body="first"), owed("a", body="second")]))
        await store.commit(Work(owed=[owed("a", body="third")]))
        row = await only(store)
        assert (row.body, row.generation) == ("first", 1)
        await store.settle(row, NOW)
        await store.commit(Work(owed=[owed("a", body="fourth")]))
        assert await store.waiting() == []

    async def test_a_message_given_up_stays_given_up(self, store: Store) -> None:
        """What never will go out is not owed, whatever the reason holds."""
        await store.commit(Work(owed=[owed("a"), owed("b")]))
        first, second = await store.waiting()
        await store.settle(first, NOW, gave_up="no such room")
        await store.settle(second, NOW, gave_up=HOSTILE["nul"] + HOSTILE["half a pair"])
        await store.commit(Work(owed=[owed("a")]))
        assert await store.waiting() == []

    async def test_settling_one_leaves_its_lane(self, store: Store) -> None:
        """The others of the lane are owed as before, in their order."""
        await store.commit(Work(owed=[owed(key) for key in "abcd"]))
        rows = await store.waiting()
        await store.settle(rows[1], NOW)
        await store.settle(rows[1], NOW)
        assert await store.waiting() == [rows[0], *rows[2:]]

    async def test_a_repeating_one_waits_once(self, store: Store) -> None:
        """Saved again while it waits, it keeps its place, takes the new words and its generation grows."""
        await store.commit(Work(owed=[owed("card", body="one", repeats=True), owed("a")]))
        await store.commit(Work(owed=[owed("card", "yard", "two", repeats=True)]))
        await store.commit(Work(owed=[owed("card", "yard", "three", repeats=True)] * 2))
        first, second = await store.waiting()
        assert (first.key, first.lane, first.body, first.generation) == ("card", "yard", "three", 4)
        assert second.key == "a"
        await store.settle(first, NOW)
        assert await keys(store) == ["a"]

    async def test_a_repeating_one_saved_on_its_way_goes_out_once_more(self, store: Store) -> None:
        """Settling the generation that was on its way leaves the one saved meanwhile owed."""
        await store.commit(Work(owed=[owed("card", body="one", repeats=True)]))
        on_its_way = await only(store)
        await store.commit(Work(owed=[owed("card", body="two", repeats=True)]))
        await store.failed(on_its_way)
        await store.settle(on_its_way, NOW, posted=card("$1"))
        again = await only(store)
        assert (again.body, again.attempts) == ("two", 0)
        assert again.generation > on_its_way.generation
        assert await store.posted_as("matrix", "$1") == card("$1")
        await store.settle(again, NOW)
        assert await store.waiting() == []

    async def test_a_repeating_one_that_went_out_is_owed_again_at_the_end(self, store: Store) -> None:
        """Saved after it went out, it goes behind what is owed by now, and its generation has never been before."""
        generations = []
        for turn in range(3):
            await store.commit(Work(owed=[owed("card", body=f"{turn}", repeats=True)]))
            row = await only(store)
            generations.append(row.generation)
            assert (row.body, row.attempts) == (f"{turn}", 0)
            await store.failed(row)
            await store.settle(row, NOW, gave_up="gone" if turn == 1 else "")
        assert generations == sorted(set(generations))
        await store.commit(Work(owed=[owed("a"), owed("card", repeats=True), owed("b")]))
        assert await keys(store) == ["a", "card", "b"]
        (_, again, _) = await store.waiting()
        assert again.generation > generations[-1]

    async def test_a_key_that_repeated_does_not_go_out_as_another(self, store: Store) -> None:
        """A key saved as repeating was saved before, so it is dropped where it does not repeat; the reverse repeats."""
        await store.commit(Work(owed=[owed("k", body="one", repeats=True)]))
        await store.commit(Work(owed=[owed("k", body="two")]))
        row = await only(store)
        assert row.body == "one"
        await store.settle(row, NOW)
        await store.commit(Work(owed=[owed("k", body="three")]))
        assert await store.waiting() == []
        await store.commit(Work(owed=[owed("k", body="four", repeats=True)]))
        assert (await only(store)).body == "four"

    async def test_failures_are_counted(self, store: Store) -> None:
        """Each failed attempt counts one, and changes nothing else."""
        await store.commit(Work(owed=[owed("a"), owed("b")]))
        first, second = await store.waiting()
        await store.failed(first)
        await store.failed(first)
        assert await store.waiting() == [replace(first, attempts=2), second]

    # --- what was posted

    async def test_a_message_of_ours_is_known_by_what_it_speaks_of(self, store: Store) -> None:
        """What went out is found by its message, and its newest card by its subject."""
        await store.commit(Work(owed=[owed(f"k{n}") for n in range(5)]))
        rows = await store.waiting()
        posts = [
            card("$1"),
            replace(card("$2"), card=False),
            card("$3"),
            card("$4", subject="check:2:1"),
            card("$5", venue=YARD),
        ]
        for row, post in zip(rows, posts, strict=True):
            await store.settle(row, NOW, posted=post)
        assert [await store.posted_as("matrix", post.message) for post in posts] == posts
        assert await store.posted_as("discord", "$1") is None
        assert await store.card_of(FIRST, "check:1:1", HALL) == posts[2]
        assert await store.card_of(FIRST, "check:2:1", HALL) == posts[3]
        assert await store.card_of(FIRST, "check:1:1", YARD) == posts[4]
        assert await store.card_of(SECOND, "check:1:1", HALL) is None
        assert await store.cards_in(HALL) == [posts[0], posts[2], posts[3]]
        assert await store.cards_in(VenueId("matrix:!none")) == []

    async def test_a_card_settled_again_is_no_newer(self, store: Store) -> None:
        """Editing an older card does not make it the newest."""
        await store.commit(Work(owed=[owed(f"k{n}") for n in range(3)]))
        rows = await store.waiting()
        for row, message_id in zip(rows, ("$1", "$2", "$1"), strict=True):
            await store.settle(row, NOW, posted=card(message_id))
        assert await store.card_of(FIRST, "check:1:1", HALL) == card("$2")
        assert len(await store.cards_in(HALL)) == 2

    async def test_a_message_deleted_there_is_forgotten_here(self, store: Store) -> None:
        """The card before it is the newest again; forgetting what is not known is nothing."""
        await store.commit(Work(owed=[owed("a"), owed("b")]))
        for row, message_id in zip(await store.waiting(), ("$1", "$2"), strict=True):
            await store.settle(row, NOW, posted=card(message_id))
        await store.commit(Work(forgotten=[("matrix", "$2"), ("matrix", "$none"), ("discord", "$1")]))
        assert await store.posted_as("matrix", "$2") is None
        assert await store.card_of(FIRST, "check:1:1", HALL) == card("$1")

    async def test_a_post_that_cannot_be_kept_is_refused(self, store: Store) -> None:
        """A message whose name no store can hold is refused, and the row stays owed."""
        await store.commit(Work(owed=[owed("a")]))
        row = await only(store)
        with pytest.raises(BadDataError):
            await store.settle(row, NOW, posted=card(HOSTILE["nul"]))
        assert await store.waiting() == [row]

    # --- afterwards

    async def test_all_of_it_is_there_for_another(
        self, store: Store, open_another: Callable[[], Awaitable[Store]]
    ) -> None:
        """What is committed is what another program on the same database reads, after this one is closed too."""
        await store.commit(everything())
        mine = await contents(store)
        assert await contents(await open_another()) == mine
        await store.close()
        assert await contents(await open_another()) == mine

    async def test_many_use_a_store_at_once(self, store: Store) -> None:
        """Writes, loads and questions of many tasks are all answered, and nothing is lost."""
        held = [await saved(store, change(None, rich_assembly(AssemblyId(f"a{n}")))) for n in range(5)]

        async def use(n: int) -> None:
            for turn in range(8):
                work = Work(received=[message(f"${n} {turn}")], owed=[owed(f"{n} {turn}")])
                step = change(held[n], replace(held[n].assembly, name=f"{turn}"))
                work.changes.append(step)
                await store.commit(work)
                held[n] = step.after
                assert await store.load(AssemblyId(f"a{n}")) == held[n]
                assert await store.already("matrix", [f"${n} {turn}"])

        await asyncio.gather(*(use(n) for n in range(5)))
        assert len(await store.waiting()) == 40


def _position(number: int) -> Position:
    return Position(Stance.AGREE, source=f"${number}")
