"""What every store is held to about offices and what belongs to them: ballots, their boxes, and donations.

``tests/store_conformance.py`` runs it with the rest.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap
from deliberation.polls import Paper, PollOutcome
from storage.port import BadDataError, BallotPut, BoxEmptied, ConflictError, Work
from tests.store_looking import saved
from tests.store_offices_values import (
    GIVER,
    SOCIETY,
    act,
    counted,
    donation,
    donor,
    election,
    poll,
    tenure,
)
from tests.store_values import (
    ADA,
    BEN,
    CLEO,
    FIRST,
    HARMLESS,
    HOSTILE,
    NOW,
    SECOND,
    assembly,
    change,
    rich_assembly,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from deliberation.polls import Poll
    from storage.port import Held, Store


async def with_poll(store: Store, held: Held, now: Poll) -> Held:
    """Save an assembly with a poll as it is now."""
    polls = held.assembly.polls.put(now.number, now)
    return await saved(store, change(held, replace(held.assembly, polls=polls)))


def put(slot: str, sealed: str, *, poll: int = 1, assembly: Any = FIRST) -> BallotPut:
    """Put a ballot into a box."""
    return BallotPut(assembly, poll, slot, sealed)


class OfficesSuite:
    """Every store's tests about offices and what belongs to them. The fixtures are those of ``StoreSuite``."""

    # --- what the assembly knows

    async def test_offices_and_gifts_change_one_by_one(self, store: Store) -> None:
        """Whatever changes, comes or goes of what officers did, of elections and of gifts is what is loaded."""
        held = await saved(store, change(None, rich_assembly()))
        now = held.assembly
        steps: list[dict[str, Any]] = [
            {"acts": now.acts.put(3, act(3, pence=0)), "elections": now.elections.put(1, election(1))},
            {"donors": now.donors.put(SOCIETY, donor(SOCIETY, name="Renamed")), "acts": now.acts.without(1)},
            {"donations": now.donations.put(1, donation(1, because="time")), "referendums": PersistentMap()},
            {"donors": now.donors.without(GIVER), "stand_ins": PersistentMap({"chair@leeds": (ADA,)})},
            {"stands_in_for": PersistentMap(), "elections": now.elections.without(2)},
            {"offices": now.offices.without("press").put("chair", replace(now.offices["press"], name="chair"))},
            {"offices": now.offices.put("press", replace(now.offices["press"], held=(tenure(BEN), tenure(CLEO))))},
        ]
        for step in steps:
            held = await saved(store, change(held, replace(held.assembly, **step)))
        empty: dict[str, Any] = {
            name: PersistentMap() for name in ("acts", "elections", "polls", "donors", "donations", "offices")
        }
        await saved(store, change(held, replace(held.assembly, **empty)))

    async def test_a_poll_is_kept_from_its_opening_to_its_end(self, store: Store) -> None:
        """Who gives a ballot is added one by one, changes their mind, and what was counted is there in the end."""
        held = await saved(store, change(None, assembly()))
        now = poll(1, secret=False)
        held = await with_poll(store, held, now)
        for person, marks in ((ADA, "5,0,0"), (BEN, ""), (ADA, "0,0,5"), (CLEO, "1,2,3")):
            now = replace(now, given=now.given.put(person, marks))
            held = await with_poll(store, held, now)
        now = replace(now, given=now.given.without(CLEO), reminded=True)
        held = await with_poll(store, held, now)
        over = counted(1, secret=False, given=PersistentMap(dict.fromkeys(now.given, "")))
        held = await with_poll(store, held, over)
        more = replace(over, papers=(Paper((0, 0, 5), 2),), receipts=(), outcome=PollOutcome.INQUORATE)
        held = await with_poll(store, held, more)
        held = await saved(store, change(held, replace(held.assembly, polls=PersistentMap())))
        await with_poll(store, held, poll(1))

    async def test_a_poll_that_begins_again_has_no_ballots(self, store: Store) -> None:
        """Where a poll begins again, nobody has given one, and its roll and rules may be others."""
        held = await saved(store, change(None, assembly()))
        held = await with_poll(store, held, poll(1, given=PersistentMap({ADA: "", BEN: ""})))
        held = await with_poll(store, held, poll(1, begun_again=1, roll=frozenset({CLEO}), lot="1" * 64))
        assert not held.assembly.polls[1].given

    async def test_a_ballot_passes_on_with_whose_it_was(self, store: Store) -> None:
        """Of two who turn out to be one, one has given a ballot."""
        earlier = PersonId("p-adas-other")
        held = await saved(store, change(None, assembly()))
        now = poll(1, roll=frozenset({ADA, earlier}), given=PersistentMap({earlier: "5,0,0", BEN: ""}))
        held = await with_poll(store, held, now)
        joined = replace(now, given=now.given.without(earlier).put(ADA, "5,0,0"), same=PersistentMap({earlier: ADA}))
        await with_poll(store, held, joined)

    async def test_a_large_poll_is_kept(self, store: Store) -> None:
        """The roll, the ballots and their receipts may be thousands."""
        roll = [PersonId(f"p{n}") for n in range(5000)]
        held = await saved(store, change(None, assembly()))
        now = poll(1, roll=frozenset(roll), given=PersistentMap(dict.fromkeys(roll, "1,2,3")))
        held = await with_poll(store, held, now)
        receipts = tuple(f"{n:08}" for n in range(5000))
        papers = tuple(Paper((n % 6, n // 6 % 6, n // 36 % 6), n + 1) for n in range(216))
        await with_poll(store, held, replace(now, papers=papers, receipts=receipts, outcome=PollOutcome.DECIDED))

    @pytest.mark.parametrize("text", HARMLESS)
    async def test_what_people_write_about_offices_is_kept_as_it_is(self, store: Store, text: str) -> None:
        """No word of an act, a gift, a donor or a ballot is changed."""
        now = assembly(
            acts=PersistentMap({1: act(1, text=text)}),
            donors=PersistentMap({GIVER: donor(name=text, facts=text)}),
            polls=PersistentMap({1: poll(1, given=PersistentMap({ADA: text}))}),
        )
        await saved(store, change(None, now))

    # --- ballot boxes

    async def test_ballots_lie_in_their_box_by_slot(self, store: Store) -> None:
        """A box is read in the order of its slots, however the ballots came, and apart from other boxes."""
        await store.commit(Work(ballots=[put("b", "two"), put("a", "one"), put("a", "other", poll=2)]))
        await store.commit(Work(ballots=[put("B", "three"), put("a", "elsewhere", assembly=SECOND)]))
        assert await store.ballots(FIRST, 1) == [("B", "three"), ("a", "one"), ("b", "two")]
        assert await store.ballots(FIRST, 2) == [("a", "other")]
        assert await store.ballots(SECOND, 1) == [("a", "elsewhere")]
        assert await store.ballots(SECOND, 2) == []
        assert await store.ballot(FIRST, 1, "b") == "two"
        assert await store.ballot(FIRST, 2, "b") is None
        assert await store.ballot(FIRST, 1, "b\0") is None
        assert await store.boxes() == [(FIRST, 1), (FIRST, 2), (SECOND, 1)]

    async def test_a_ballot_takes_the_place_of_the_one_in_its_slot(self, store: Store) -> None:
        """Whoever votes again has voted once, in one work too."""
        await store.commit(Work(ballots=[put("a", "first"), put("b", "kept"), put("a", "second")]))
        assert await store.ballots(FIRST, 1) == [("a", "second"), ("b", "kept")]
        await store.commit(Work(ballots=[put("a", "third")]))
        assert await store.ballots(FIRST, 1) == [("a", "third"), ("b", "kept")]

    async def test_a_box_is_emptied_alone(self, store: Store) -> None:
        """Of an emptied box nothing is left, of others everything is, and to empty it again does no harm."""
        await store.commit(Work(ballots=[put("a", "one"), put("a", "two", poll=2), put("a", "3", assembly=SECOND)]))
        for _ in range(2):
            await store.commit(Work(ballots=[BoxEmptied(FIRST, 1)]))
            assert await store.ballots(FIRST, 1) == []
            assert await store.ballot(FIRST, 1, "a") is None
            assert await store.boxes() == [(FIRST, 2), (SECOND, 1)]
        await store.commit(Work(ballots=[BoxEmptied(FIRST, 2), BoxEmptied(SECOND, 1)]))
        assert await store.boxes() == []

    async def test_boxes_are_filled_and_emptied_in_the_order_in_which_it_is_said(self, store: Store) -> None:
        """What is put before the emptying goes with it, what is put after it stays."""
        await store.commit(Work(ballots=[put("old", "0")]))
        await store.commit(
            Work(ballots=[put("a", "1"), put("b", "2", poll=2), BoxEmptied(FIRST, 1), put("c", "3"), put("a", "4")])
        )
        assert await store.ballots(FIRST, 1) == [("a", "4"), ("c", "3")]
        await store.commit(Work(ballots=[put("d", "5"), BoxEmptied(FIRST, 1), BoxEmptied(FIRST, 2)]))
        assert await store.boxes() == []

    async def test_a_ballot_is_written_with_who_gave_one_or_not_at_all(
        self, store: Store, open_another: Callable[[], Awaitable[Store]]
    ) -> None:
        """Where another instance was first, no ballot of the work is in the box, and none is taken out of it."""
        held = await saved(store, change(None, assembly(polls=PersistentMap({1: poll(1)}))))
        await store.commit(Work(ballots=[put("b", "mine")]))
        given = replace(poll(1), given=PersistentMap({ADA: ""}))
        step = change(held, replace(held.assembly, polls=held.assembly.polls.put(1, given)))
        await store.commit(Work(changes=[step], ballots=[put("a", "sealed")]))
        other = await open_another()
        with pytest.raises(ConflictError):
            await other.commit(Work(changes=[step], ballots=[put("a", "late"), BoxEmptied(FIRST, 1), put("c", "")]))
        assert await other.ballots(FIRST, 1) == [("a", "sealed"), ("b", "mine")]

    async def test_many_ballots_are_one_work(self, store: Store) -> None:
        """Thousands of ballots are put and taken out at once."""
        names = [f"{n:05}" for n in range(3000)]
        await store.commit(Work(ballots=[put(name, f"sealed {name}") for name in names[::-1]]))
        assert await store.ballots(FIRST, 1) == [(name, f"sealed {name}") for name in names]
        await store.commit(Work(ballots=[BoxEmptied(FIRST, 1)]))
        assert await store.ballots(FIRST, 1) == []

    # --- where donors live

    async def test_addresses_are_kept_apart_and_erased(self, store: Store) -> None:
        """A donor has one address in an assembly, the last that was said, until it is erased."""
        held = await saved(store, change(None, rich_assembly()))
        await store.commit(Work(addresses={(FIRST, SOCIETY): "2 The Lane\nLeeds", (FIRST, GIVER): "1 The Street"}))
        await store.commit(Work(addresses={(SECOND, GIVER): "Elsewhere", (FIRST, GIVER): ""}))
        assert list((await store.addresses(FIRST)).items()) == [(GIVER, ""), (SOCIETY, "2 The Lane\nLeeds")]
        assert await store.addresses(SECOND) == {GIVER: "Elsewhere"}
        assert await store.load(FIRST) == held
        for _ in range(2):
            await store.commit(Work(addresses={(FIRST, GIVER): None, (FIRST, SOCIETY): "3 The Road"}))
            assert await store.addresses(FIRST) == {SOCIETY: "3 The Road"}
        assert await store.addresses(SECOND) == {GIVER: "Elsewhere"}

    @pytest.mark.parametrize("text", HARMLESS)
    async def test_an_address_is_kept_as_it_was_written(self, store: Store, text: str) -> None:
        """No letter of it is changed, nor of what is sealed."""
        await store.commit(Work(addresses={(FIRST, GIVER): text}, ballots=[put("a", text), put(text, "b", poll=2)]))
        assert await store.addresses(FIRST) == {GIVER: text}
        assert await store.ballot(FIRST, 1, "a") == text
        assert await store.ballots(FIRST, 2) == [(text, "b")]

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
    async def test_what_cannot_be_kept_of_these_is_refused_whole(self, store: Store, text: str) -> None:
        """A text that no store can keep is refused in every place, and nothing else of the work is written."""
        works = [
            Work(ballots=[put("a", text)]),
            Work(ballots=[put(text, "a")]),
            Work(ballots=[put("a", "b", assembly=text)]),
            Work(addresses={(FIRST, GIVER): text}),
            Work(addresses={(FIRST, SOCIETY): "", (text, GIVER): "a"}),  # type: ignore[dict-item]
            Work(changes=[change(None, assembly(acts=PersistentMap({1: act(1, text=text)})))]),
            Work(changes=[change(None, assembly(donors=PersistentMap({GIVER: donor(facts=text)})))]),
            Work(changes=[change(None, assembly(polls=PersistentMap({1: counted(1, receipts=(text,))})))]),
            Work(changes=[change(None, assembly(polls=PersistentMap({1: poll(1, given=PersistentMap({ADA: text}))})))]),
        ]
        for work in works:
            work.heard = {"matrix": NOW}
            with pytest.raises(BadDataError):
                await store.commit(work)
        assert await store.boxes() == []
        assert await store.addresses(FIRST) == {}
        assert await store.load(FIRST) is None
        assert await store.heard("matrix") is None
