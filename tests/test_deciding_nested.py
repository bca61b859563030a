"""Nested checks: linked checks in member assemblies, and what they say above."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome, RollSize
from deliberation.federation import Together
from deliberation.ids import AssemblyId, PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance, Tally
from deliberation.refusals import BadPeriod, EnoughCalls, EnoughChanges, LentText, NoLongerAwaited
from tests.support.union import Union, room

LEEDS, YORK, WARD = AssemblyId("a-leeds"), AssemblyId("a-york"), AssemblyId("a-ward")
NORTH = "ada ben cat"
COOLING = {"cooling-off": "9d", "quorum-minimum": "2"}


def north(**rules: dict[str, str]) -> Union:
    """Give two assemblies that are members of a third."""
    return Union.of_members(rules, north=NORTH, leeds="dan eve fay @ north", york="gus hal ida @ north")


def called(union: Union, name: str = "north", who: str = "ada") -> Union:
    """Propose something above, and call consensus on it."""
    union.propose(name, who)
    union.call(name, who)
    return union


def sound(union: Union) -> None:
    """Look at what must hold in the end: every register is in order, and nothing was refused between assemblies."""
    assert union.problems() == []
    assert union.refused_errands == []


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


# --- reopening and calling again


def test_reopening_below_takes_the_position_back_above() -> None:
    """While the check above is open, a member whose decision is sent back has no position there any more."""
    union = called(north(leeds=COOLING))
    union.agree("leeds", "dan", "eve")
    union.at(hours=60)
    assert union.check("north").tally == Tally(agree=1)
    union.block("leeds", "fay")
    seat = union.check("north").seats[LEEDS]
    assert (seat.stance, seat.heard, seat.cooling_until) == (None, False, None)
    assert union.check("north").tally == Tally()
    union.call("leeds", "dan", 1, hours=2)
    union.consent("leeds")
    assert union.check("north").tally == Tally(agree=1)
    sound(union)


def test_reopening_below_reopens_above() -> None:
    """The cooling off above lasts at least as long as those below; what is reopened below sends it back."""
    union = called(north(leeds=COOLING))
    union.agree("leeds", "dan", "eve")
    union.at(hours=60)
    below = union.of("leeds").decisions[1].cooling_until
    union.consent("north")
    union.at(hours=12)
    decision = union.of("north").decisions[1]
    assert decision.cooling_until == below
    union.block("leeds", "fay")
    assert union.of("north").decisions[1].sent_back
    assert union.proposal("north").phase is Phase.DISCUSSION
    assert union.proposal("leeds").phase is Phase.CLOSED  # nobody awaits it now
    (back,) = union.happened("north", ev.DecisionSentBack)
    assert back == ev.DecisionSentBack(decision=1, because="below")
    sound(union)


def test_reopening_goes_up_through_every_level() -> None:
    """A decision of grandchildren that is sent back sends back those that rest on it, up to the top."""
    union = Union.of_members({"ward": COOLING}, north=NORTH, leeds="dan eve fay @ north", ward="joe kim lea @ leeds")
    called(union)
    union.agree("ward", "joe", "kim")
    union.at(hours=50)
    for name in ("leeds", "north"):
        union.consent(name)
        assert union.of(name).decisions[1].cooling_until == union.of("ward").decisions[1].cooling_until
    union.block("ward", "lea")
    assert union.of("leeds").decisions[1].sent_back
    assert union.of("north").decisions[1].sent_back
    sound(union)


def test_a_long_cooling_off_below_holds_up_no_other_for_ever() -> None:
    """One waits for its members for 14 days at most, unless its own cooling off is longer; then it stands."""
    long = {"cooling-off": "60d", "quorum-minimum": "2"}
    for own, days in (("0h", 14), ("5d", 14), ("20d", 20)):
        union = called(north(north={"cooling-off": own}, leeds=long))
        union.agree("leeds", "dan", "eve")
        union.consent("north")
        union.at(hours=72)
        decision = union.of("north").decisions[1]
        assert decision.cooling_until == decision.made_at + timedelta(days=days)
        union.at(days=days)
        assert union.proposal("north").phase is Phase.CLOSED
        union.block("leeds", "fay")
        assert union.of("leeds").decisions[1].sent_back
        assert union.proposal("leeds").phase is union.proposal("north").phase is Phase.CLOSED
        assert not union.of("north").decisions[1].sent_back
        sound(union)


def test_nothing_reopens_what_has_settled_above() -> None:
    """A member that sends its own decision back after everything above is over changes nothing there."""
    union = called(north(leeds={"cooling-off": "5d", "quorum-minimum": "2"}))
    union.agree("leeds", "dan", "eve")
    union.block("york", "gus")
    union.at(hours=72)
    assert union.check("north").outcome is Outcome.BLOCKED
    assert union.proposal("leeds").phase is Phase.COOLING_OFF
    before = union.of("north")
    union.block("leeds", "fay")
    assert union.of("leeds").decisions[1].sent_back
    assert union.proposal("leeds").phase is Phase.CLOSED  # there is nobody who awaits another answer
    assert union.of("north") is before
    sound(union)


def test_a_member_s_agreement_after_the_close_is_not_counted_and_its_block_sends_back() -> None:
    """In the cooling off above a member that had no position may still block; its agreement is late."""
    rules = {"extension-share": "1"}
    union = called(north(north={"cooling-off": "5d"}, leeds=rules, york=rules))
    union.consent("north")
    union.at(hours=72)
    decision = union.of("north").decisions[1]
    union.consent("leeds")
    assert union.of("north").decisions[1] == decision
    assert union.check("north").seats[LEEDS].stance is None
    union.block("york", "gus")
    assert union.of("north").decisions[1].sent_back
    assert union.check("north").tally == Tally(agree=3)
    sound(union)


def test_a_member_may_call_again_while_it_is_awaited() -> None:
    """The newest word counts; no further check is called for longer than the one above lasts."""
    union = called(north(leeds={"extension-share": "0"}))
    union.at(hours=60)
    assert union.check("leeds").outcome is Outcome.INQUORATE
    too_long = cmd.CallConsensus(actor=PersonId("dan"), proposal=1, period=timedelta(hours=13))
    refused = union.refused("leeds", too_long)
    assert isinstance(refused, BadPeriod)
    assert refused.most == timedelta(hours=12)
    union.call("leeds", "dan", 1)
    assert union.check("leeds").deadline == union.check("north").deadline
    union.consent("leeds")
    assert union.check("north").tally == Tally(agree=1)
    sound(union)


def test_what_nobody_awaits_any_more_is_not_called_again() -> None:
    """With less than an hour to go above there is no further check below."""
    union = called(north(leeds={"extension-share": "0"}))
    union.at(hours=71.5)
    asked = cmd.CallConsensus(actor=PersonId("dan"), proposal=1)
    assert union.refused("leeds", asked) == NoLongerAwaited(proposal=1, peer=union.peer("north"))
    sound(union)


def test_more_time_above_is_more_time_to_call_again_below() -> None:
    """When the check above is extended its members know, and may call again until then."""
    union = called(north(leeds={"extension-share": "0"}))
    union.at(hours=73)
    assert union.check("north").quorum_extended
    assert union.proposal("leeds").origins[0].until == union.check("north").deadline
    union.call("leeds", "dan", 1)
    union.consent("leeds")
    assert union.check("north").tally == Tally(agree=1)
    sound(union)


def test_a_block_is_not_made_to_fall_by_calling_again_at_night() -> None:
    """A further check below in which too few spoke says nothing new: the block above stays until its holder speaks."""
    union = called(north(leeds={"extension-share": "0"}))
    union.block("leeds", "fay")
    union.at(hours=60)
    union.call("leeds", "dan", 1, hours=1)
    union.at(hours=1)
    assert union.check("leeds").outcome is Outcome.INQUORATE
    assert union.check("north").seats[LEEDS].blockers == ("fay",)
    union.call("leeds", "dan", 1, hours=1)
    union.agree("leeds", "fay")
    union.at(hours=1)
    assert union.check("leeds").outcome is Outcome.INQUORATE
    assert union.check("north").tally == Tally()
    sound(union)


# --- checks below that go on longer


def test_a_block_below_counts_above_although_it_has_no_reason_yet() -> None:
    """A block stands at once: if the check below goes on to wait for its reason, it blocks above meanwhile."""
    union = called(north())
    union.consent("north")
    union.agree("leeds", "dan", "eve")
    union.block("leeds", "fay", reason="")
    union.at(hours=60)
    assert union.check("leeds").reason_extended
    seat = union.check("north").seats[LEEDS]
    assert (seat.stance, seat.blockers, seat.reasons) == (Stance.BLOCK, ("fay",), "")
    union.block("leeds", "fay", reason="The river floods.")
    assert union.check("north").seats[LEEDS].reasons == "The river floods."
    union.do("leeds", cmd.Retract(actor=PersonId("fay"), check=1))
    seat = union.check("north").seats[LEEDS]
    assert (seat.stance, seat.heard) == (None, False)
    union.block("leeds", "fay", reason="The river floods.")
    union.at(hours=12)
    assert union.check("north").outcome is Outcome.BLOCKED
    sound(union)


def test_a_block_that_comes_in_the_extension_below_counts_above() -> None:
    """A check below that is extended for its quorum may end after the one above: a block in it is heard before."""
    union = called(north())
    union.consent("north")
    union.at(hours=61)
    assert union.check("leeds").quorum_extended
    union.block("leeds", "fay", reason="")
    assert union.check("north").tally == Tally(agree=3, block=1)
    union.at(hours=11)
    assert union.check("north").outcome is Outcome.BLOCKED
    assert union.check("leeds").outcome is Outcome.WITHDRAWN
    sound(union)


def test_such_a_block_goes_up_through_every_level() -> None:
    """A block of grandchildren is heard at the top, however long those between go on."""
    union = Union.of_members(north=NORTH, leeds="dan eve fay @ north", ward="joe kim lea @ leeds")
    called(union)
    union.consent("north")
    union.at(hours=61)
    union.block("ward", "joe", reason="Floods.")
    seat = union.check("north").seats[LEEDS]
    assert (seat.stance, seat.blockers, seat.reasons) == (Stance.BLOCK, ("joe",), "Floods.")
    union.do("ward", cmd.Retract(actor=PersonId("joe"), check=1))
    assert union.check("north").seats[LEEDS].stance is None
    sound(union)


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


def diamond() -> Union:
    """Give an assembly that is reached by two ways, one of them longer."""
    return Union.of_members(
        north=NORTH, leeds="dan eve fay @ north", york="gus hal ida @ north", ward="joe kim lea @ leeds york north"
    )


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


# --- asked again and again


def test_one_person_does_not_have_the_members_asked_all_day() -> None:
    """Where nobody convenes, six checks a day; whoever's office it is calls what there is to call."""
    union = Union.of_members(north="ada ben", leeds="dan eve @ north")
    for number in range(1, 7):
        union.propose("north", "ada")
        union.call("north", "ada")
        union.do("north", cmd.Withdraw(actor=PersonId("ada"), proposal=number))
    union.propose("north", "ada")
    again = cmd.CallConsensus(actor=PersonId("ada"), proposal=7)
    again_from = union.now + timedelta(days=1)
    assert union.refused("north", again) == EnoughCalls(most=6, again_from=again_from)
    union.do("north", cmd.CallConsensus(actor=PersonId("ben"), proposal=7))
    union.propose("leeds", "dan")
    union.call("leeds", "dan")
    union.now = again_from
    union.propose("north", "ada")
    union.call("north", "ada")
    assert union.problems() == []


def test_a_check_below_is_not_begun_anew_all_day() -> None:
    """Each change asks all the members again: six rounds a day, however old the proposal is."""
    union = Union.of_members(north="ada ben", leeds="dan eve @ north")
    union.propose("north", "ada")
    union.later(days=40)
    union.call("north", "ada")
    for number in range(5):
        union.amend("north", "ada", f"{number} kilos.")
    again = cmd.Amend(actor=PersonId("ada"), proposal=1, text="Dam it.")
    assert union.check("north").round == 6
    assert union.refused("north", again) == EnoughChanges(proposal=1, again_from=union.now + timedelta(days=1))
    assert union.problems() == []
