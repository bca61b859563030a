"""What every store is held to about assemblies: what is saved is what is loaded, and its register can be read.

``tests/store_conformance.py`` runs it with the rest.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta, timezone

from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId
from deliberation.offices import Office
from deliberation.persistent import PersistentMap
from deliberation.positions import Position, Stance, Tally
from deliberation.rules import PRESETS
from deliberation.senses import Leaning, Leant
from storage.port import Store, Work
from tests.store_looking import listed, saved
from tests.store_values import (
    ADA,
    BEN,
    CLEO,
    DEV,
    FIRST,
    HALL,
    HOSTILE,
    HOUR,
    LEEDS,
    NORTH,
    NOW,
    SECOND,
    YARD,
    YORK,
    action,
    assembly,
    change,
    check,
    moot,
    notice,
    outside,
    participant,
    proposal,
    rich_assembly,
    sealed,
    seat,
    sense,
)


class AssembliesSuite:
    """Every store's tests about assemblies. The fixtures are those of ``StoreSuite``."""

    # --- assemblies

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
