"""Whether there is deadlock: who asks, about what, and what follows from the answer (design, "Phases")."""

from datetime import timedelta
from fractions import Fraction

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.deciding.things import rules_for
from deliberation.effects import CreateOffice, RuleChange
from deliberation.federation import Overrides, Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.phases import Phase
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance
from deliberation.refusals import (
    AboutYourself,
    DeadlockAsked,
    NoBallots,
    NotConvening,
    NotDeadlocked,
    NotForBallot,
    TooManyOptions,
    Unknown,
    WrongStance,
)
from deliberation.rules import Rules, rules_from
from tests.support.engine import people
from tests.support.polls import Booth, asking, deadlocked, established, four, sound

ADA, BEN, CAT = people("ada", "ben", "cat")


# --- the question of deadlock


def test_deadlock_is_asked_only_after_two_checks_failed() -> None:
    """One failed check is not enough: the refusal says how many it takes."""
    moot = four()
    moot.propose()
    moot.block("ben", check=moot.call())
    moot.at(days=3)
    assert moot.refused(asking(1)) == NotDeadlocked(proposals=(1,), needed=2, failed=1)
    moot.block("ben", check=moot.call())
    moot.at(days=3)
    moot.do(asking(1))
    assert moot.check(3).question == OnDeadlock((1,))
    sound(moot)


def test_where_ballots_are_ruled_out_the_status_quo_stands() -> None:
    """An assembly may rule ballots out; then nobody is even asked."""
    moot = four(ballots="no")
    moot.propose()
    assert moot.refused(asking(1)) == NoBallots()


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({Stance.YES: "ada ben", Stance.NO: "cat dan"}, Outcome.DEADLOCK),
        ({Stance.YES: "ada", Stance.NO: "ben", Stance.STAND_ASIDE: "cat dan"}, Outcome.NO_DEADLOCK),
        ({Stance.YES: "ada ben", Stance.NO: "cat"}, Outcome.DEADLOCK),
        ({Stance.STAND_ASIDE: "ada ben cat dan"}, Outcome.NO_DEADLOCK),
        ({Stance.YES: "ada ben"}, Outcome.INQUORATE),
    ],
)
def test_half_of_those_taking_a_position_establish_deadlock(said: dict[Stance, str], outcome: Outcome) -> None:
    """Half is enough, standing aside counts as a position, and without quorum nothing is established."""
    moot = four()
    check = deadlocked(moot)
    for stance, names in said.items():
        moot.say(stance, *names.split(), check=check)
    for _ in range(3):
        moot.at(days=3)
    assert moot.check(check).outcome is outcome
    phase = Phase.BALLOT if outcome is Outcome.DEADLOCK else Phase.DISCUSSION
    assert moot.proposal().phase is phase
    sound(moot)


def test_only_yes_no_and_standing_aside_answer_the_question() -> None:
    """A block answers a proposal, not whether there is deadlock; and yes answers no proposal."""
    moot = four()
    check = deadlocked(moot)
    asked = cmd.TakePosition(actor=BEN, check=check, stance=Stance.BLOCK)
    assert moot.refused(asked) == WrongStance(check=check, stance=Stance.BLOCK)
    other = moot.call(moot.propose())
    asked = cmd.TakePosition(actor=BEN, check=other, stance=Stance.YES)
    assert moot.refused(asked) == WrongStance(check=other, stance=Stance.YES)


def test_while_it_is_asked_the_proposals_stay_as_they_are() -> None:
    """Nobody amends, calls or asks about what is before the assembly as deadlock."""
    moot = four()
    check = deadlocked(moot, "Buy hay")
    no = DeadlockAsked(proposal=2, check=check, deadline=moot.check(check).deadline)
    assert moot.refused(cmd.Amend(actor=BEN, proposal=2, text="Less.")) == no
    assert moot.refused(cmd.CallConsensus(actor=ADA, proposal=2)) == no
    assert moot.refused(asking(2)) == no


def test_withdrawing_every_proposal_ends_the_question() -> None:
    """Where one of two is withdrawn it is asked about the other; where both are, about nothing."""
    moot = four()
    check = deadlocked(moot, "Buy hay")
    moot.do(cmd.Withdraw(actor=BEN, proposal=2))
    assert moot.check(check).is_open
    moot.do(cmd.Withdraw(actor=ADA, proposal=1))
    assert moot.check(check).outcome is Outcome.WITHDRAWN
    sound(moot)


def test_what_was_withdrawn_meanwhile_is_not_on_the_paper() -> None:
    """The ballot is between what still stands when deadlock is established."""
    moot = four()
    check = deadlocked(moot, "Buy hay", "Buy oats")
    moot.do(cmd.Withdraw(actor=BEN, proposal=2))
    moot.say(Stance.YES, "ada", "ben", "cat", "dan", check=check)
    (poll,) = Booth(moot).open()
    assert {option.proposal for option in poll.options} == {1, 3, None}
    sound(moot)


def test_after_a_no_it_takes_another_failed_check_to_ask_again() -> None:
    """One who does not like the answer cannot ask until it is another."""
    moot = four()
    check = deadlocked(moot)
    moot.say(Stance.NO, "ada", "ben", "cat", "dan", check=check)
    assert moot.refused(asking(1)) == NotDeadlocked(proposals=(1,), needed=2, failed=2, asked_in=check)
    moot.block("ben", check=moot.call())
    moot.at(days=3)
    moot.do(asking(1))
    sound(moot)


def test_only_who_may_call_consensus_may_ask() -> None:
    """With the founder there, it is for her to ask; where anyone calls, anyone asks."""
    moot = four()
    moot.propose("ben")
    assert moot.refused(asking(1, actor=BEN)) == NotConvening(asked="deadlock", conveners=(ADA,))
    free = four(callers="anyone")
    free.propose("ben")
    assert isinstance(free.refused(asking(1, actor=CAT)), NotDeadlocked)


def test_a_ballot_decides_nothing_that_takes_consensus() -> None:
    """A rule changes by consensus only, and an office is filled in an election."""
    moot = four()
    moot.do(cmd.ProposeRule(actor=ADA, rule="cooling-off", value="5d"))
    assert isinstance(moot.proposal().effect, RuleChange)
    no = NotForBallot(proposal=1, why="effect", phase=Phase.DISCUSSION)
    assert moot.refused(asking(1)) == no


def test_neither_what_is_closed_nor_what_there_is_not_can_be_asked_about() -> None:
    """Only what is under discussion can be deadlocked, and ten are the most that a paper holds."""
    moot = four()
    moot.propose()
    moot.do(cmd.Withdraw(actor=ADA, proposal=1))
    assert moot.refused(asking(1)) == NotForBallot(proposal=1, why="phase", phase=Phase.CLOSED)
    assert moot.refused(asking(7)) == Unknown(kind="proposal", number=7, latest=1)
    assert moot.refused(asking(*range(1, 12))) == TooManyOptions(most=10)


def test_nobody_asks_about_the_end_of_their_own_office() -> None:
    """Whoever a proposal is about cannot ask whether to vote on it."""
    moot = four()
    moot.elect("ben", by="ada")
    effect = CreateOffice(office="secretary", seats=2)
    moot._take(ev.ProposalMade(proposal=2, proposer=CAT, title="Two secretaries", text="", effect=effect))
    assert moot.refused(asking(2, actor=BEN)) == AboutYourself(asked="deadlock")


# --- the register


def test_what_would_override_others_is_not_voted_on() -> None:
    """A Thing stands in the place of what its assemblies decided by consensus only, and its rules ask for no less."""
    moot = four()
    leeds = Peer(AssemblyId("a-2"), "leeds", "Leeds")
    moot._take(
        ev.ProposalMade(proposal=1, proposer=ADA, title="Clean the river", text="", overrides=(Overrides(leeds, 3),))
    )
    no = NotForBallot(proposal=1, why="overrides", phase=Phase.DISCUSSION, peers=(leeds,))
    assert moot.refused(asking(1)) == no
    lax = Rules(deadlock_after=1, ballot_period=timedelta(hours=1), referendum_quorum=Fraction(0))
    fair = rules_from(dict(rules_for(lax)))
    assert (fair.deadlock_after, fair.ballot_period, fair.referendum_quorum) == (2, timedelta(days=7), Fraction(1, 5))


def test_members_alone_vote_on_a_deadlock_whatever_the_rules_say_of_elections() -> None:
    """Where nobody is a member all vote, for else nobody could."""
    moot = four()
    established(moot, "Buy hay")
    (poll,) = Booth(moot).open("ada")
    assert set(poll.roll) == set(moot.assembly.participants) - {PersonId("ada")}
    other = four()
    established(other, "Buy hay")
    (poll,) = Booth(other).open(*other.assembly.participants)
    assert set(poll.roll) == set(other.assembly.participants)
