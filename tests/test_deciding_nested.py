"""Nested checks: linked checks in member assemblies, and what they say above."""

from datetime import timedelta
from fractions import Fraction

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome, RollSize
from deliberation.federation import Together
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance, Tally
from deliberation.refusals import BadPeriod, LentText
from tests.support.nested import LEEDS, NORTH, YORK, called, north, sound
from tests.support.union import Union

# --- asking


def test_calling_asks_every_member_assembly_with_time_to_spare() -> None:
    """A linked check opens in each member, on the same text, with an earlier deadline, and nobody called it."""
    union = called(north())
    above = union.check("north")
    assert [seat.peer.slug for seat in above.seats.values()] == ["leeds", "york"]
    for name in ("leeds", "york"):
        proposal, below = union.proposal(name), union.check(name)
        assert proposal.latest == union.proposal("north").latest
        assert proposal.proposer == "ada"
        (origin,) = proposal.origins
        assert (origin.peer.slug, origin.proposal, origin.check, origin.how) == ("north", 1, 1, Together.NESTED)
        assert origin.until == above.deadline
        assert below.called_by is None
        assert below.deadline == union.now + timedelta(hours=60) < above.deadline
    sound(union)


def test_a_member_decides_by_its_own_rules_and_roll() -> None:
    """What is agreed below is agreed by those who take part there, by the rules that they gave themselves."""
    union = called(north(leeds={"quorum-minimum": "1", "quorum-share": "0", "agree-share": "1"}))
    assert union.check("leeds").roll == {"dan", "eve", "fay"}
    assert union.check("leeds").rules.agree_share == Fraction(1)
    union.agree("leeds", "dan")
    union.at(hours=60)
    assert union.check("north").seats[LEEDS].stance is Stance.AGREE
    assert union.check("york").outcome is None  # there, nobody spoke: three must, so it has more time
    sound(union)


def test_how_much_time_members_have_is_a_rule() -> None:
    """An assembly chooses what share of a period is its members'."""
    union = called(north(north={"below-share": "1/2"}))
    assert union.check("leeds").deadline - union.now == timedelta(hours=36)


def test_members_always_have_an_hour() -> None:
    """A period that would leave members less than an hour is refused, and is not what an assembly falls back on."""
    union = north(north={"period": "1h"})
    union.propose("north", "ada")
    asked = cmd.CallConsensus(actor=PersonId("ada"), proposal=1, period=timedelta(minutes=71))
    refused = union.refused("north", asked)
    assert isinstance(refused, BadPeriod)
    assert refused.least == timedelta(minutes=72)
    union.call("north", "ada")
    assert union.check("north").deadline - union.now == timedelta(minutes=72)
    assert union.check("leeds").deadline - union.now == timedelta(hours=1)
    sound(union)


def test_a_check_below_may_be_too_short_to_ask_further() -> None:
    """Where an hour is all that is left, those further below are not asked, and the people decide alone."""
    union = Union.of_members(north=NORTH, leeds="dan eve fay @ north", ward="joe kim lea @ leeds")
    union.propose("north", "ada")
    union.call("north", "ada", minutes=80)
    assert not union.check("leeds").seats
    assert not union.of("ward").checks
    union.consent("leeds")
    assert union.check("north").seats[LEEDS].stance is Stance.AGREE
    sound(union)


def test_elections_and_recalls_are_for_those_who_take_part() -> None:
    """In who holds an office, or loses it, member assemblies have no place on the roll."""
    union = north()
    union.do("north", cmd.NominateOfficer(actor=PersonId("ada"), person=PersonId("ben"), office="secretary"))
    assert not union.check("north").seats
    union.consent("north")
    for who in ("ada", "cat"):
        started = cmd.StartRecall(actor=PersonId(who), officer=PersonId("ben"), reason="idle")
        union.do("north", started if who == "ada" else cmd.Sign(actor=PersonId(who), petition=1))
    assert not union.check("north").seats
    assert not union.of("leeds").checks
    sound(union)


def test_an_assembly_has_no_say_in_whether_it_is_parted_with() -> None:
    """Either side ends a membership alone: the one concerned has no place on that roll, the others have."""
    union = north()
    union.do("north", cmd.ProposeParting(actor=PersonId("ada"), peer=union.peer("leeds")))
    union.call("north", "ada")
    assert list(union.check("north").seats) == [YORK]
    sound(union)


# --- what is said above


def test_consensus_below_agrees_above_at_once() -> None:
    """The moment that a member has decided it agrees above; nobody waits for a deadline."""
    union = called(north())
    union.agree("leeds", "dan", "eve", "fay")
    seat = union.check("north").seats[LEEDS]
    assert (seat.stance, seat.heard, seat.blockers) == (Stance.AGREE, True, ())
    assert union.check("north").tally == Tally(agree=1)
    assert union.check("north").undecided_seats == (union.peer("york"),)
    sound(union)


def test_a_check_is_complete_with_the_last_member() -> None:
    """It is due once all people and all members have spoken, and ends with the next look at what is due."""
    union = called(north())
    union.consent("north")
    union.consent("leeds")
    assert union.check("north").is_open
    union.agree("york", "gus", "hal", "ida")
    assert union.check("north").complete
    due = union.next_due()
    assert due is not None
    assert due <= union.now
    union.tick()
    assert union.check("north").outcome is Outcome.CONSENSUS
    assert union.check("north").tally == Tally(agree=5)
    sound(union)


def test_a_block_below_blocks_above_with_its_reasons() -> None:
    """Who blocks below is named above, in their words; and one member is enough."""
    union = called(north())
    union.consent("north")
    union.consent("leeds")
    union.block("york", "hal", reason="The\nriver floods.")
    union.block("york", "gus", reason="It harms.")
    union.at(hours=60)
    seat = union.check("north").seats[YORK]
    assert (seat.stance, seat.blockers, seat.reasons) == (Stance.BLOCK, ("gus", "hal"), "It harms.\nThe river floods.")
    union.at(hours=12)
    assert union.check("north").outcome is Outcome.BLOCKED
    assert union.check("north").tally == Tally(agree=4, block=1)
    sound(union)


@pytest.mark.parametrize("said", [{}, {Stance.STAND_ASIDE: "dan eve fay"}])
def test_what_is_no_consensus_below_takes_no_position(said: dict[Stance, str]) -> None:
    """Where too few spoke, or too few of them agreed, the member takes no position above."""
    union = called(north(leeds={"extension-share": "0"}))
    for stance, names in said.items():
        union.say("leeds", stance, *names.split(), reason="not ours")
    union.at(hours=60)
    assert union.check("leeds").outcome in {Outcome.INQUORATE, Outcome.NOT_CARRIED}
    seat = union.check("north").seats[LEEDS]
    assert (seat.stance, seat.heard) == (None, True)
    assert union.check("north").tally == Tally()
    sound(union)


def test_members_count_for_the_quorum_and_the_roll() -> None:
    """A member assembly is one place on the roll, in the quorum as in the count."""
    union = called(north(north={"quorum-share": "1"}))
    assert union.check("north").roll_size == RollSize(5)
    union.consent("north")
    union.consent("leeds")
    union.at(hours=72)
    assert union.check("north").outcome is None  # four of five: it has more time
    assert union.happened("north", ev.DeadlineMoved)
    sound(union)


def test_a_block_from_below_needs_no_further_reason_and_does_not_lapse() -> None:
    """It was given its reason below; a reasonless block beside it gains nobody time."""
    union = called(north())
    union.block("york", "gus")
    union.block("north", "ben", reason="")
    union.at(hours=72)
    assert union.check("north").outcome is Outcome.BLOCKED
    assert not union.happened("north", ev.DeadlineMoved)
    assert not union.happened("north", ev.BlockLapsed)
    sound(union)


def test_said_twice_it_counts_once_and_said_of_something_else_it_does_not_count() -> None:
    """What comes again, of another round or check, or from one without a place, changes nothing."""
    union = called(north())
    agreed = cmd.HearBelow(peer=union.peer("leeds"), check=1, round=1, stance=Stance.AGREE)
    assert len(union.do("north", agreed)) == 1
    for said in (
        agreed,
        cmd.HearBelow(peer=union.peer("leeds"), check=1, round=2, stance=Stance.BLOCK),
        cmd.HearBelow(peer=union.peer("leeds"), check=9, round=1, stance=Stance.BLOCK),
        cmd.HearBelow(peer=union.peer("north"), check=1, round=1, stance=Stance.BLOCK),
    ):
        assert union.do("north", said) == []
    assert union.check("north").tally == Tally(agree=1)


# --- the text is another's


def test_a_lent_text_is_changed_and_withdrawn_where_it_came_from() -> None:
    """Below, not even its proposer, were they there, changes or withdraws it; concerns may be raised."""
    union = Union.of_members(north="ada ben cat", leeds="ada dan eve @ north")
    called(union)
    for asked in (
        cmd.Amend(actor=PersonId("ada"), proposal=1, text="Five kilos."),
        cmd.Withdraw(actor=PersonId("ada"), proposal=1),
    ):
        assert union.refused("leeds", asked) == LentText(proposal=1, peer=union.peer("north"), theirs=1)
    union.do("leeds", cmd.RaiseConcern(actor=PersonId("dan"), proposal=1, text="How?"))
    sound(union)


def test_withdrawing_above_ends_what_is_open_below() -> None:
    """With the proposal above all checks on it end, down to the last level."""
    union = Union.of_members(north=NORTH, leeds="dan eve fay @ north", ward="joe kim lea @ leeds")
    called(union)
    union.do("north", cmd.Withdraw(actor=PersonId("ada"), proposal=1))
    for name in ("leeds", "ward"):
        assert union.check(name).outcome is Outcome.WITHDRAWN
        assert union.proposal(name).phase is Phase.CLOSED
        assert union.proposal(name).withdrawn
    sound(union)


def test_closing_above_ends_what_is_open_below() -> None:
    """A member that is still deciding when the check above has failed decides on nothing any more."""
    union = called(north(leeds={"extension-share": "1"}))
    union.block("north", "ben")
    union.at(hours=60)
    assert union.check("leeds").deadline - union.check("leeds").opened_at == timedelta(hours=120)
    union.at(hours=12)
    assert union.check("north").outcome is Outcome.BLOCKED
    assert union.check("leeds").outcome is Outcome.WITHDRAWN
    assert union.proposal("leeds").phase is union.proposal("york").phase is Phase.CLOSED
    sound(union)


def test_while_a_decision_above_cools_off_members_may_still_speak() -> None:
    """Only when the decision above has settled does what is still open below end."""
    union = called(north(north={"cooling-off": "5d"}, leeds={"extension-share": "1"}))
    union.consent("north")
    union.at(hours=72)
    assert union.check("north").outcome is Outcome.CONSENSUS
    assert union.check("leeds").is_open
    union.at(hours=48)
    assert union.check("leeds").outcome is Outcome.INQUORATE
    assert union.proposal("leeds").phase is Phase.DISCUSSION
    union.at(hours=72)
    assert union.proposal("north").phase is union.proposal("leeds").phase is Phase.CLOSED
    assert union.proposal("leeds").withdrawn
    sound(union)


# --- amending


def test_amending_above_begins_again_below() -> None:
    """Agreements lapse on every level; blocks stay, below and above, until their holders take them back."""
    union = called(north())
    union.agree("leeds", "dan")
    union.block("leeds", "eve")
    union.block("york", "gus")
    union.at(hours=60)
    union.later(hours=1)
    assert union.check("north").seats[YORK].stance is Stance.BLOCK
    union.amend("north", "ada", "Five kilos.")
    above = union.check("north")
    assert (above.round, above.tally) == (2, Tally(block=2))
    assert [seat.heard for seat in above.seats.values()] == [False, False]
    leeds = union.check("leeds", 1)
    assert union.proposal("leeds").latest.text == "Five kilos."
    assert (leeds.outcome, union.check("leeds").number) == (Outcome.BLOCKED, 2)
    assert union.check("leeds").deadline - union.now == timedelta(hours=60)
    union.consent("york")
    assert union.check("north").tally == Tally(agree=1, block=1)
    sound(union)


def test_who_blocks_below_is_named_above_as_who_they_are_now() -> None:
    """Whoever stands on the roll as somebody that they turned out to be is not known above as that."""
    union = Union.of_members(north="una", leeds="ada ben @ north")
    union.propose("north", "una")
    union.call("north", "una")
    union.do("leeds", cmd.JoinPeople(person=PersonId("zoe"), other=PersonId("ada")))
    union.block("leeds", "zoe", reason="it floods")
    union.at(days=4)
    (seat,) = union.check("north").seats.values()
    assert (seat.blockers, seat.reasons) == ((PersonId("zoe"),), "it floods")
    assert union.problems() == []


def test_amending_above_keeps_the_blocks_in_a_check_that_is_open_below() -> None:
    """A check that is open below begins its next round, with the blocks that stood in it."""
    union = called(north())
    union.agree("leeds", "dan")
    union.block("leeds", "eve")
    union.amend("north", "ada", "Five kilos.")
    below = union.check("leeds")
    assert (below.number, below.round, below.tally) == (1, 2, Tally(block=1))
    assert below.positions.keys() == {"eve"}
    union.at(hours=60)
    assert union.check("north").seats[LEEDS].blockers == ("eve",)
    sound(union)


@pytest.mark.parametrize(("cooling", "proposal"), [("0h", 2), ("5d", 1)])
def test_one_that_had_decided_is_asked_anew_about_an_amended_text(cooling: str, proposal: int) -> None:
    """What was agreed on the earlier text does not stand for the new one, whether it cools off or has settled."""
    union = called(north(leeds={"cooling-off": cooling}))
    union.consent("leeds")
    assert union.check("north").seats[LEEDS].stance is Stance.AGREE
    union.amend("north", "ada", "Five kilos.")
    assert union.check("north").tally == Tally()
    assert union.proposal("leeds").number == proposal
    assert union.check("leeds").number == 2
    assert union.check("leeds").is_open
    assert [back.because for back in union.halls[LEEDS].happened if isinstance(back, ev.DecisionSentBack)] == (
        [] if cooling == "0h" else ["amended"]
    )
    union.consent("leeds")
    assert union.check("north").tally == Tally(agree=1)
    sound(union)


def test_a_text_agreed_to_below_and_cooling_off_is_not_asked_about_again() -> None:
    """When the same text is put to a check again above, a member whose consensus on it cools off agrees at once."""
    union = called(north(leeds={"cooling-off": "30d"}))
    union.consent("leeds")
    union.block("york", "gus")
    union.at(hours=72)
    assert union.check("north").outcome is Outcome.BLOCKED
    union.call("north", "ada", 1)
    assert union.check("north", 2).seats[LEEDS].stance is Stance.AGREE
    assert len(union.of("leeds").checks) == 1
    assert len(union.of("york").proposals) == 2
    sound(union)
