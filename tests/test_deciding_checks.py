"""How a check is called and how it comes out, example by example in the words of the design."""

from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance
from deliberation.refusals import BadPeriod, DeadlinePast, NotConvening, WrongPhase
from deliberation.rules import LONGEST_PERIOD, SHORTEST_PERIOD
from tests.support.engine import ROOM, Moot, kinds, only

ADA, BEN, CAT, ZOE = (PersonId(name) for name in ("ada", "ben", "cat", "zoe"))
TEN = tuple("abcdefghij")


def moot_of_ten(**rules: str) -> Moot:
    """Give an assembly of ten with a check open."""
    moot = Moot.founded(*TEN, rules={name.replace("_", "-"): value for name, value in rules.items()})
    moot.call(moot.propose("a"), who="a")
    return moot


def test_calling_freezes_text_roll_and_rules() -> None:
    """What is proposed, who may speak and by which rules it is decided are fixed when the check is called."""
    moot = moot_of_ten()
    check = moot.check()
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    moot.do(cmd.Leave(actor=PersonId("j"), venue=ROOM))
    assert moot.check().roll == check.roll == frozenset(TEN)
    assert check.deadline == moot.now + timedelta(hours=72)
    assert check.remind_at == moot.now + timedelta(hours=36)


def test_a_period_is_never_under_an_hour() -> None:
    """Neither a period nor a deadline under one hour, over ninety days or in the past is taken."""
    moot = Moot.founded("ada")
    moot.propose()
    for span in (timedelta(minutes=59), timedelta(days=91)):
        bad = BadPeriod(asked=span, least=SHORTEST_PERIOD, most=LONGEST_PERIOD)
        assert moot.refused(cmd.CallConsensus(actor=ADA, proposal=1, period=span)) == bad
        assert moot.refused(cmd.CallConsensus(actor=ADA, proposal=1, deadline=moot.now + span)) == bad
    assert moot.refused(cmd.CallConsensus(actor=ADA, proposal=1, deadline=moot.now)) == DeadlinePast(deadline=moot.now)
    moot.do(cmd.CallConsensus(actor=ADA, proposal=1, deadline=moot.now + timedelta(hours=1)))


@pytest.mark.parametrize(
    ("callers", "may"), [("secretary", {"ada"}), ("proposer", {"ada", "ben"}), ("anyone", {"ada", "ben", "cat"})]
)
def test_who_calls_consensus_is_the_assembly_s_rule(callers: str, may: set[str]) -> None:
    """The convener, the proposer as well, or anyone taking part."""
    for who in ("ada", "ben", "cat"):
        moot = Moot.founded("ada", "ben", "cat", rules={"callers": callers})
        moot.propose("ben")
        command = cmd.CallConsensus(actor=PersonId(who), proposal=1)
        if who in may:
            assert kinds(moot.do(command)) == ["CheckCalled"]
        else:
            assert isinstance(moot.refused(command), NotConvening)


def test_a_second_check_is_not_called_while_one_is_open() -> None:
    """One proposal is in one check at a time."""
    moot = moot_of_ten()
    answer = moot.refused(cmd.CallConsensus(actor=PersonId("a"), proposal=1))
    assert answer == WrongPhase(proposal=1, phase=Phase.CHECK, asked="call")


def test_a_standing_block_blocks() -> None:
    """One is enough, whatever everyone else says, and the proposal goes back to discussion."""
    moot = moot_of_ten()
    moot.agree(*TEN[:9])
    moot.block("j")
    moot.at(hours=72)
    assert moot.check().outcome is Outcome.BLOCKED
    assert moot.proposal().phase is Phase.DISCUSSION
    assert moot.proposal().failed_checks == 1


def test_short_of_quorum_the_deadline_is_extended_once_by_half_the_period() -> None:
    """With too few positions the check goes on for half its period, once, and then is inquorate."""
    moot = moot_of_ten()
    moot.agree("a", "b")
    moved = only(moot.at(hours=72), ev.DeadlineMoved)
    assert moved.because == "quorum"
    assert moved.deadline == moot.now + timedelta(hours=36)
    assert moot.at(hours=35) == []
    moot.at(hours=1)
    assert moot.check().outcome is Outcome.INQUORATE
    assert moot.proposal().failed_checks == 0
    assert moot.proposal().phase is Phase.DISCUSSION


def test_a_quorum_reached_in_the_extension_carries() -> None:
    """Who speaks in the extension counts as who spoke before."""
    moot = moot_of_ten()
    moot.agree("a", "b")
    moot.at(hours=72)
    moot.agree("c")
    moot.at(hours=36)
    assert moot.check().outcome is Outcome.CONSENSUS


def test_an_assembly_may_do_without_the_extension() -> None:
    """With an extension of nothing the check closes at its deadline."""
    moot = moot_of_ten(extension_share="0")
    assert "CheckClosed" in kinds(moot.at(hours=72))


def test_too_lukewarm_is_not_carried() -> None:
    """Fewer than half agreeing, or more than a third standing aside, sends it back to discussion."""
    moot = moot_of_ten()
    moot.agree("a", "b", "c")
    moot.stand_aside("d", "e")
    moot.at(hours=72)
    assert moot.check().outcome is Outcome.NOT_CARRIED
    assert moot.proposal().failed_checks == 1


def test_consensus_makes_a_decision() -> None:
    """What is carried becomes D1, and with no cooling off it is settled at once."""
    moot = moot_of_ten()
    moot.agree("a", "b", "c")
    assert kinds(moot.at(hours=72)) == ["CheckClosed", "DecisionMade", "DecisionSettled"]
    assert moot.decision().stands
    assert moot.proposal().phase is Phase.CLOSED


def test_a_check_closes_early_once_everyone_has_spoken_and_nobody_blocks() -> None:
    """The last of the roll to speak closes it; with a block it stays open to its deadline."""
    moot = Moot.founded("ada", "ben", "cat")
    moot.called()
    moot.block("cat")
    assert kinds(moot.agree("ada", "ben")) == ["PositionTaken", "PositionTaken"]
    assert moot.check().is_open
    assert kinds(moot.stand_aside("cat"))[:2] == ["PositionTaken", "CheckClosed"]
    assert moot.check().outcome is Outcome.CONSENSUS


def test_a_check_closes_early_when_the_outcome_is_no_as_well() -> None:
    """Once everyone on the roll has spoken there is nothing to wait for."""
    moot = Moot.founded("ada", "ben")
    moot.called()
    moot.stand_aside("ada", "ben")
    assert moot.check().outcome is Outcome.NOT_CARRIED


def test_an_assembly_of_one_decides() -> None:
    """A roll of one has a quorum of one."""
    moot = Moot.founded("ada")
    moot.called()
    moot.agree("ada")
    assert moot.check().outcome is Outcome.CONSENSUS


def test_a_block_without_a_reason_moves_the_deadline_once_by_a_day() -> None:
    """Its holder has 24 hours more to say why; then it counts as standing aside and the register says so."""
    moot = moot_of_ten()
    moot.agree("a", "b", "c")
    moot.block("d", reason="")
    moved = only(moot.at(hours=72), ev.DeadlineMoved)
    assert (moved.because, moved.deadline) == ("reason", moot.now + timedelta(hours=24))
    happened = moot.at(hours=24)
    assert kinds(happened)[:2] == ["BlockLapsed", "CheckClosed"]
    assert moot.check().positions[PersonId("d")].stance is Stance.STAND_ASIDE
    assert moot.check().positions[PersonId("d")].lapsed
    assert moot.check().outcome is Outcome.CONSENSUS


def test_a_reason_given_in_the_grace_keeps_the_block() -> None:
    """Once a block has its reason it decides at the moved deadline."""
    moot = moot_of_ten()
    moot.agree("a", "b", "c")
    moot.block("d", reason="")
    moot.at(hours=72)
    moot.block("d", reason="it harms")
    moot.at(hours=24)
    assert moot.check().outcome is Outcome.BLOCKED


def test_a_block_with_its_reason_waits_for_no_other() -> None:
    """Where one block has its reason the outcome is clear, whatever another lacks."""
    moot = moot_of_ten()
    moot.block("a", reason="it harms")
    moot.block("b", reason="")
    moot.at(hours=72)
    assert moot.check().outcome is Outcome.BLOCKED


def test_a_lapsed_block_is_taken_again_with_its_reason() -> None:
    """If time is left for its quorum, a holder whose block lapsed blocks again; the same block come twice does not."""
    moot = moot_of_ten()
    first = cmd.TakePosition(actor=PersonId("d"), check=1, stance=Stance.BLOCK, source="$x")
    moot.do(first)
    moot.at(hours=72)
    assert kinds(moot.at(hours=24)) == ["BlockLapsed", "DeadlineMoved"]
    assert moot.do(first) == []
    assert moot.check().tally.block == 0
    moot.block("d", reason="it harms")
    assert moot.check().tally.block == 1
    moot.at(hours=36)
    assert moot.check().outcome is Outcome.BLOCKED


def test_where_no_grace_is_given_a_block_without_a_reason_lapses_at_the_deadline() -> None:
    """A grace of nothing moves no deadline."""
    moot = moot_of_ten(reason_grace="0h")
    moot.agree("a", "b", "c")
    moot.block("d", reason="")
    assert kinds(moot.at(hours=72))[:2] == ["BlockLapsed", "CheckClosed"]


def test_half_time_is_reached_once() -> None:
    """Those who have taken no position are due their one reminder at half time."""
    moot = moot_of_ten()
    moot.agree("a")
    assert kinds(moot.at(hours=36)) == ["HalfTimeReached"]
    assert moot.check().unheard() == [PersonId(name) for name in TEN[1:]]
    assert moot.at(hours=1) == []


def test_what_arrives_after_the_close_is_late() -> None:
    """It is listed once and not counted, and what was counted before is not listed when it comes again."""
    moot = moot_of_ten()
    counted = cmd.TakePosition(actor=PersonId("a"), check=1, stance=Stance.AGREE, source="$x")
    moot.do(counted)
    moot.agree("b", "c")
    moot.at(hours=72)
    tally = moot.check().tally
    assert kinds(moot.block("j")) == ["PositionCameLate"]
    assert moot.block("j") == []
    assert moot.do(counted) == []
    assert moot.check().tally == tally
    assert moot.check().late == 1


def test_what_arrives_before_the_closing_entry_counts() -> None:
    """The order of receipt counts: past the deadline, but before the close is written, a position is in time."""
    moot = moot_of_ten()
    moot.agree("a", "b", "c")
    moot.later(hours=73)
    moot.block("d")
    moot.do(cmd.Tick())
    assert moot.check().outcome is Outcome.BLOCKED


def test_being_away_over_a_deadline_extends_it_by_the_time_away() -> None:
    """What the bot could not hear it does not close on, and the same absence counts once."""
    moot = moot_of_ten()
    moot.agree("a", "b", "c")
    since = moot.now + timedelta(hours=71)
    moot.later(hours=75)
    away = cmd.NoteAbsence(since=since, until=moot.now)
    moved = only(moot.do(away), ev.DeadlineMoved)
    assert moved.deadline == moot.check().opened_at + timedelta(hours=76)
    assert moot.do(away) == []
    moot.do(cmd.Tick())
    assert moot.check().is_open
    moot.at(hours=1)
    assert moot.check().outcome is Outcome.CONSENSUS


def test_of_a_long_absence_counts_what_came_after_the_call() -> None:
    """Called while nobody was heard, by an assembly above perhaps, it is not given the time before that too."""
    moot = moot_of_ten()
    called = moot.now
    moot.later(days=9)
    away = cmd.NoteAbsence(since=called - timedelta(days=300), until=moot.now)
    assert only(moot.do(away), ev.DeadlineMoved).deadline == moot.now + timedelta(hours=72)
    assert moot.verified().sound


def test_an_absence_that_began_at_the_deadline_counts_once_as_well() -> None:
    """Heard up to the very deadline and away after it, the bot makes that time good once and not again."""
    moot = moot_of_ten()
    since = moot.check().deadline
    moot.later(hours=80)
    away = cmd.NoteAbsence(since=since, until=moot.now)
    assert only(moot.do(away), ev.DeadlineMoved).deadline == moot.now
    assert moot.do(away) == []


def test_a_short_absence_or_one_over_no_deadline_moves_nothing() -> None:
    """Ten minutes or less are not made good, nor is a time in which nothing was to close."""
    moot = moot_of_ten()
    closing = moot.now + timedelta(hours=72)
    moot.later(hours=80)
    ten = timedelta(minutes=10)
    assert moot.do(cmd.NoteAbsence(since=closing - ten / 2, until=closing + ten / 2)) == []
    assert moot.do(cmd.NoteAbsence(since=closing - timedelta(hours=9), until=closing - timedelta(hours=1))) == []


def test_a_tick_that_comes_years_late_does_everything_once() -> None:
    """However late it wakes, each check gets what it is owed, and another tick finds nothing to do."""
    moot = moot_of_ten()
    moot.block("a", reason="")
    moved = only(moot.at(days=1000), ev.DeadlineMoved)
    assert moved.deadline == moot.now + timedelta(hours=24)
    assert moot.do(cmd.Tick()) == []
    moot.at(days=1000)
    moot.at(days=1000)
    assert moot.check().outcome is Outcome.INQUORATE
    assert moot.verified().sound
