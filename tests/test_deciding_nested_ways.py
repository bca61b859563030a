"""Nested checks over several levels and by several ways, among assemblies that are empty, part or keep silent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation.assessment import Outcome, RollSize
from deliberation.ids import AssemblyId, PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance, Tally
from tests.support.nested import LEEDS, NORTH, WARD, YORK, called, diamond, north, sound
from tests.support.union import Union, room

# --- several levels, several ways


def test_blocks_of_grandchildren_are_carried_up_with_their_reasons() -> None:
    """Who blocks on the lowest level is named on the highest, beside those who block between."""
    union = Union.of_members(north=NORTH, leeds="dan eve fay @ north", ward="joe kim lea @ leeds")
    called(union)
    assert union.check("ward").deadline - union.now == timedelta(hours=50)
    union.block("ward", "joe", reason="Floods.")
    union.block("leeds", "dan", reason="Costs.")
    union.at(hours=60)
    seat = union.check("north").seats[LEEDS]
    assert (seat.blockers, seat.reasons) == (("dan", "joe"), "Costs.\nFloods.")
    sound(union)


def test_one_reached_by_several_ways_is_asked_once_and_answers_all() -> None:
    """One text is one question, by whatever ways it comes."""
    union = called(diamond())
    assert len(union.of("ward").proposals) == len(union.of("ward").checks) == 1
    assert {origin.peer.slug for origin in union.proposal("ward").origins} == {"north", "leeds", "york"}
    union.consent("ward")
    for name in ("north", "leeds", "york"):
        assert union.check(name).seats[WARD].stance is Stance.AGREE
    union.consent("leeds")
    union.consent("york")
    union.consent("north")
    assert union.check("north").outcome is Outcome.CONSENSUS
    assert union.check("north").tally == Tally(agree=6)
    sound(union)


def test_one_reached_by_several_ways_is_heard_before_those_who_await_it_close() -> None:
    """Where deadlines fall together, who is below ends first, and is counted."""
    union = called(diamond())
    union.agree("leeds", "dan", "eve", "fay")
    union.block("ward", "joe")
    assert union.check("ward").deadline == union.check("leeds").deadline
    union.at(hours=60)
    assert union.check("leeds").outcome is Outcome.BLOCKED
    assert union.check("north").seats[LEEDS].blockers == union.check("north").seats[WARD].blockers == ("joe",)
    sound(union)


def test_one_reached_by_several_ways_goes_on_until_the_last_awaits_it_no_more() -> None:
    """When one of those who await it is done, the others still hear it; with the last it ends."""
    rules = {"leeds": {"extension-share": "0"}, "ward": {"extension-share": "0"}}
    union = Union.of_members(
        rules, north=NORTH, leeds="dan eve fay @ north", york="gus hal ida @ north", ward="joe kim lea @ leeds york"
    )
    called(union)
    union.at(hours=60)
    assert union.check("leeds").outcome is Outcome.INQUORATE
    awaiting = {each.peer.slug for each in union.proposal("ward").origins if each.until is not None}
    assert awaiting == {"york"}
    union.call("ward", "joe", 1)
    union.consent("ward")
    assert union.check("york").seats[WARD].stance is Stance.AGREE
    assert union.check("leeds").seats[WARD].stance is None
    union.at(hours=100)
    assert all(origin.until is None for origin in union.proposal("ward").origins)
    sound(union)


def test_amending_reaches_one_by_several_ways_once() -> None:
    """An amended text is one new round for who is reached by several ways."""
    union = called(diamond())
    union.agree("ward", "joe")
    union.amend("north", "ada", "Five kilos.")
    assert (union.check("ward").number, union.check("ward").round) == (1, 2)
    assert len(union.proposal("ward").origins) == 3
    union.consent("ward")
    for name in ("north", "leeds", "york"):
        assert union.check(name).seats[WARD].stance is Stance.AGREE
    sound(union)


def test_one_asked_by_a_new_way_about_a_new_text_is_no_longer_awaited_on_the_old() -> None:
    """Where an amended text comes by another way first, whoever asked about the earlier one awaits that no longer."""
    union = Union.of_members(
        {"ward": {"extension-share": "0"}},
        north=NORTH,
        leeds="dan eve fay @ north",
        york="gus hal ida @ north",
        ward="joe kim lea @ york",
    )
    called(union)
    union.at(hours=50)
    assert union.proposal("ward", 1).phase is Phase.DISCUSSION
    union.affiliate("ward", "leeds")
    union.amend("north", "ada", "Five kilos.", proposal=1)
    earlier, later = union.proposal("ward", 1), union.proposal("ward")
    assert (earlier.latest.text, later.latest.text) == ("Ten kilos.", "Five kilos.")
    assert [origin.until for origin in earlier.origins] == [None]
    assert earlier.phase is Phase.CLOSED
    assert {origin.peer.slug for origin in later.origins} == {"leeds", "york"}
    sound(union)


def test_asked_anew_about_the_same_text_under_discussion_it_opens_a_check() -> None:
    """What came to nothing below, and is asked about once more, is a further check on the same revision."""
    union = called(north(leeds={"extension-share": "0"}))
    union.at(hours=60)
    assert union.proposal("leeds").phase is Phase.DISCUSSION
    (origin,) = union.proposal("leeds").origins
    union.do(
        "leeds",
        cmd.OpenBelow(
            origin=replace(origin, root=replace(origin.root, round=7)),
            proposer=PersonId("ada"),
            revision=union.proposal("north").latest,
            period=timedelta(hours=2),
        ),
    )
    assert len(union.proposal("leeds").revisions) == 1
    assert union.check("leeds").number == 2
    assert union.check("leeds").is_open


# --- nobody there


def test_where_nobody_takes_part_nobody_is_counted_on() -> None:
    """An empty member is not asked, and neither quorum nor early closing waits for it."""
    union = Union.of_members({"north": {"quorum-share": "1"}}, north=NORTH, void="@ north")
    called(union)
    seat = union.check("north").seats[AssemblyId("a-void")]
    assert (seat.vacant, seat.heard, seat.stance) == (True, True, None)
    assert union.check("north").roll_size == RollSize(3)
    assert not union.of("void").proposals
    union.consent("north")
    assert union.check("north").outcome is Outcome.CONSENSUS
    sound(union)


def test_an_assembly_without_people_of_its_own_decides_by_its_members() -> None:
    """A region in which nobody sits is the sum of its members, and speaks above for them."""
    union = Union.of_members(
        {"hub": {"quorum-minimum": "1"}},
        north=NORTH,
        hub="@ north",
        leeds="dan eve fay @ hub",
        york="gus hal ida @ hub",
    )
    called(union)
    assert not union.check("hub").roll
    union.consent("leeds")
    union.consent("york")
    assert union.check("hub").outcome is Outcome.CONSENSUS
    assert union.check("north").tally == Tally(agree=1)
    sound(union)


def test_where_nobody_takes_part_on_any_level_it_is_said_at_once() -> None:
    """Nobody waits for a region that is empty down to its last member."""
    union = Union.of_members(north=NORTH, hub="@ north", void="@ hub", waste="@ hub")
    called(union)
    seat = union.check("north").seats[AssemblyId("a-hub")]
    assert (seat.vacant, seat.heard) == (True, True)
    assert union.check("hub").outcome is Outcome.INQUORATE
    union.consent("north")
    assert union.check("north").outcome is Outcome.CONSENSUS
    sound(union)


def test_one_that_comes_to_life_is_asked_when_there_is_more_time() -> None:
    """A member in which somebody takes part by then is asked when the check above goes on, and counts again."""
    union = Union.of_members({"void": {"quorum-minimum": "1"}}, north=NORTH, void="@ north")
    called(union)
    union.do("void", cmd.Enter(actor=PersonId("zoe"), venue=room("void")))
    union.at(hours=73)
    assert union.check("void").roll == {"zoe"}
    union.consent("void")
    assert union.check("north").tally == Tally(agree=1)
    assert union.check("north").roll_size == RollSize(4)
    sound(union)


def test_one_that_everybody_left_is_no_longer_awaited() -> None:
    """When a text is amended and nobody is left below, what was open there ends, and above it is not counted on."""
    union = called(north())
    for who in ("dan", "eve", "fay"):
        union.do("leeds", cmd.Leave(actor=PersonId(who), venue=room("leeds")))
    union.amend("north", "ada", "Five kilos.")
    assert union.check("leeds").outcome is Outcome.WITHDRAWN
    assert union.proposal("leeds").withdrawn
    assert union.check("north").seats[LEEDS].vacant
    sound(union)


# --- parting, and ending whatever happens


def test_a_place_on_an_open_roll_stays_when_assemblies_part() -> None:
    """The roll is frozen: who had a place when the check was called speaks in it, member or not."""
    union = called(north())
    union.do("leeds", cmd.ProposeParting(actor=PersonId("dan"), peer=union.peer("north")))
    union.call("leeds", "dan", 2)
    union.consent("leeds", check=2)
    assert LEEDS not in union.of("north").members
    union.consent("leeds", check=1)
    assert union.check("north").seats[LEEDS].stance is Stance.AGREE
    sound(union)


def test_who_has_parted_is_not_asked_about_an_amended_text() -> None:
    """With the next round the roll is drawn anew, and what was open with one that has left ends."""
    union = called(north())
    union.block("leeds", "fay")
    union.at(hours=60)
    union.do("north", cmd.ProposeParting(actor=PersonId("ada"), peer=union.peer("leeds")))
    union.call("north", "ada", 2, hours=2)
    union.consent("north")
    union.at(hours=2)
    assert LEEDS not in union.of("north").members
    union.amend("north", "ada", "Five kilos.", proposal=1)
    assert list(union.check("north", 1).seats) == [YORK]
    assert union.check("north", 1).tally == Tally()
    assert union.proposal("leeds").phase is Phase.CLOSED
    sound(union)


@pytest.mark.parametrize("silenced", ["", "leeds", "york", "leeds york", "north"])
def test_every_nested_check_ends_whatever_its_children_do(silenced: str) -> None:
    """Children that never answer, or cannot be heard, keep nobody above waiting; and what is above ends them."""
    union = diamond()
    called(union)
    for name in silenced.split():
        union.do(name, cmd.LoseVenue(venue=room(name)))
    union.at(days=30)
    left = {name for name, _check in union.open_checks()}
    assert left <= ({"north", "leeds", "york", "ward"} if "north" in silenced else set())
    for name in silenced.split():
        union.do(name, cmd.RegainVenue(venue=room(name)))
    union.at(days=90)
    assert not list(union.open_checks())
    assert {union.proposal(name).phase for name in ("leeds", "york", "ward")} == {Phase.CLOSED}
    sound(union)


def test_objections_in_the_cooling_off_are_measured_on_the_whole_roll() -> None:
    """More than a tenth of the roll is more than a tenth of its people and members together."""
    union = Union.of_members(
        {"north": {"cooling-off": "5d", "objection-share": "1/4"}},
        north="ada ben cat dan eve",
        **{f"m{number}": f"p{number} @ north" for number in range(4)},
    )
    called(union)
    union.agree("north", "ada", "ben", "cat")
    union.at(hours=72)
    assert union.check("north").outcome is Outcome.CONSENSUS
    union.say("north", Stance.STAND_ASIDE, "dan", "eve", reason="not mine")
    assert not union.of("north").decisions[1].sent_back
    sound(union)
