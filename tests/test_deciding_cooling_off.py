"""Cooling off: the days in which those who were absent may still speak, in the words of the design."""

from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance
from deliberation.refusals import CameLate, WrongPhase
from tests.support.engine import Moot, kinds, only

TWENTY = tuple(f"p{n:02}" for n in range(20))


@pytest.fixture
def moot() -> Moot:
    """Twenty people whose consensus cools off for five days."""
    moot = Moot.founded(*TWENTY, rules={"cooling-off": "5d"})
    moot.call(moot.propose("p00"), who="p00")
    moot.agree(*TWENTY[:6])
    moot.at(hours=72)
    return moot


def test_a_consensus_cools_off_before_it_settles(moot: Moot) -> None:
    """The decision stands meanwhile, and settles when the days are over."""
    assert moot.proposal().phase is Phase.COOLING_OFF
    assert moot.decision().stands
    assert moot.decision().cooling_until == moot.now + timedelta(days=5)
    assert moot.at(days=4) == []
    assert kinds(moot.at(days=1)) == ["DecisionSettled"]
    assert moot.proposal().phase is Phase.CLOSED


def test_those_who_were_silent_may_still_speak(moot: Moot) -> None:
    """Their word is written beside the outcome, which stays as it was."""
    tally = moot.check().tally
    assert only(moot.agree("p10"), ev.PositionTaken).cooling
    assert moot.check().tally == tally
    assert moot.check().cooling_tally.agree == 1
    assert moot.check().outcome is Outcome.CONSENSUS


def test_those_who_spoke_before_do_not_speak_again(moot: Moot) -> None:
    """In the cooling off a change of mind by one who spoke is late: listed, not counted."""
    assert kinds(moot.block("p00")) == ["PositionCameLate"]
    assert moot.decision().stands
    assert isinstance(moot.refused(cmd.Retract(actor=PersonId("p00"), check=1)), CameLate)


def test_a_block_in_the_cooling_off_sends_it_back(moot: Moot) -> None:
    """One who was absent blocks, and the proposal is in discussion again, its decision not in force."""
    happened = moot.block("p10")
    assert only(happened, ev.DecisionSentBack).because == "block"
    assert moot.proposal().phase is Phase.DISCUSSION
    assert moot.proposal().decision is None
    assert not moot.decision().stands
    assert moot.at(days=9) == []
    assert kinds(moot.agree("p11")) == ["PositionCameLate"]


def test_objections_from_more_than_a_tenth_send_it_back(moot: Moot) -> None:
    """Two of twenty are a tenth and not more; the third sends it back."""
    moot.stand_aside("p10", "p11")
    assert moot.decision().stands
    assert only(moot.stand_aside("p12"), ev.DecisionSentBack).because == "objections"


def test_an_objection_may_be_taken_back_while_it_cools_off(moot: Moot) -> None:
    """What was said in the cooling off may change in it, and counts as it is at the time."""
    moot.stand_aside("p10", "p11")
    moot.do(cmd.Retract(actor=PersonId("p10"), check=1))
    moot.agree("p11")
    moot.stand_aside("p12")
    assert moot.check().cooling_tally.stand_aside == 1
    source = moot.check().positions[PersonId("p12")].source
    moot.do(cmd.LiftExpression(actor=PersonId("p12"), check=1, source=source))
    assert moot.check().cooling_tally.taken == 1
    assert moot.decision().stands


def test_after_the_cooling_off_nothing_is_heard_or_taken_back(moot: Moot) -> None:
    """Once settled, a word is late and what was said stays."""
    moot.agree("p10")
    moot.at(days=5)
    assert kinds(moot.block("p11")) == ["PositionCameLate"]
    assert isinstance(moot.refused(cmd.Retract(actor=PersonId("p10"), check=1)), CameLate)


def test_a_decision_that_cools_off_is_not_withdrawn(moot: Moot) -> None:
    """The proposer does not take back what the assembly has decided."""
    refusal = moot.refused(cmd.Withdraw(actor=PersonId("p00"), proposal=1))
    assert refusal == WrongPhase(proposal=1, phase=Phase.COOLING_OFF, asked="withdraw")


def test_what_was_sent_back_is_called_again(moot: Moot) -> None:
    """The next check on it has a number, a roll and a decision of its own."""
    moot.block("p10")
    check = moot.call(1, who="p00")
    moot.agree(*TWENTY, check=check)
    assert check == 2
    assert moot.proposal().decision == 2
    assert [decision.stands for decision in moot.assembly.decisions.values()] == [False, True]
    assert moot.verified().sound


def test_the_first_of_several_stark_words_sends_it_back_once(moot: Moot) -> None:
    """A second block finds nothing that cools off."""
    moot.block("p10")
    assert kinds(moot.say(Stance.BLOCK, "p11")) == ["PositionCameLate"]
