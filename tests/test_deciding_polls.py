"""Ballots: opened, given, changed, counted; deadlock and referendums."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import CreateOffice, Decision, Proposal, Revision, RuleChange
from deliberation.assessment import Outcome
from deliberation.deciding.clockwork import next_due
from deliberation.deciding.polls import fault_of, polls_to_count, polls_to_open
from deliberation.deciding.things import is_over, rules_for
from deliberation.federation import Kind, Overrides, Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.persistent import PersistentMap
from deliberation.phases import Phase
from deliberation.poll_results import lot_of, result_of, seed_of
from deliberation.polls import OnDeadlock, OptionKind, Paper, PollOutcome
from deliberation.positions import Stance
from deliberation.refusals import (
    AboutYourself,
    BadPaper,
    BadPeriod,
    CannotCount,
    DeadlockAsked,
    EnoughReferendums,
    NoBallots,
    NotConvening,
    NotDeadlocked,
    NotForBallot,
    NothingChanged,
    NothingToOpen,
    NoVote,
    NoVoteWhy,
    OnlyInCore,
    PollNotOver,
    PollOver,
    TooManyOptions,
    Unknown,
    WrongPhase,
    WrongStance,
)
from deliberation.rules import Method, Rules, rules_from
from tests.support.engine import MONDAY, ROOM, Moot, kinds, only, people, replayed, without_sources
from tests.support.polls import Booth, counted, deadlocked, established, secret_of

ADA, BEN, CAT, DAN, EVE = people("ada", "ben", "cat", "dan", "eve")


def four(**rules: str) -> Moot:
    """Found an assembly of four, of which Ada is the founder."""
    return Moot.founded("ada", "ben", "cat", "dan", rules={name.replace("_", "-"): rules[name] for name in rules})


def asking(*proposals: int, actor: PersonId = ADA) -> cmd.AskDeadlock:
    """Ask whether there is deadlock."""
    return cmd.AskDeadlock(actor=actor, proposals=proposals)


def referendum(question: str = "Shall we?", **terms: object) -> cmd.CallReferendum:
    """Call a referendum among those who take part."""
    return replace(cmd.CallReferendum(actor=ADA, question=question, members_only=False), **terms)  # type: ignore[arg-type]


def sound(moot: Moot) -> None:
    """Hold the register against the rules, and read the assembly back from it."""
    assert moot.verified().problems == ()
    again = replayed(moot.entries, moot.texts)
    assert again is not None
    assert without_sources(again) == without_sources(moot.assembly)


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


# --- opened


def test_the_ballot_that_follows_is_star_between_the_proposals_and_the_status_quo() -> None:
    """One seat, whatever the method of elections; the status quo stands last; open for the rules' period."""
    moot = four(election_method="stv", ballot_period="3d")
    established(moot, "Buy hay")
    assert moot.proposal(2).phase is Phase.BALLOT
    assert polls_to_open(moot.assembly, moot.now) == (OnDeadlock((1, 2)),)
    (poll,) = Booth(moot).open()
    assert (poll.method, poll.seats, poll.secret) == (Method.STAR, 1, True)
    assert poll.closes_at - moot.now == timedelta(days=3)
    assert poll.options[-1].kind is OptionKind.STATUS_QUO
    assert poll.roll == frozenset({ADA, BEN, CAT, DAN})
    assert polls_to_open(moot.assembly, moot.now) == ()
    assert moot.refused(cmd.OpenPoll(question=OnDeadlock((1, 2)), lot="00")) == NothingToOpen()
    sound(moot)


def test_the_order_of_the_paper_is_drawn_by_lot() -> None:
    """Another lot, another order: over many lots each proposal comes first."""
    first = set()
    for turn in range(12):
        moot = four()
        established(moot, "Buy hay", "Buy oats")
        lot = lot_of(secret_of(1, turn))
        moot.do(cmd.OpenPoll(question=OnDeadlock((1, 2, 3)), lot=lot))
        first.add(moot.assembly.polls[1].options[0].proposal)
    assert first == {1, 2, 3}


def test_what_is_due_stays_due_until_the_program_has_done_it() -> None:
    """A tick neither opens nor counts: the next due time lies in the past until somebody with the key does."""
    moot = four()
    established(moot)
    since = moot.now
    moot.at(hours=1)
    assert next_due(moot.assembly) == since
    booth = Booth(moot)
    (poll,) = booth.open()
    assert next_due(moot.assembly) == poll.remind_at
    moot.at(days=4)
    moot.at(days=3)
    assert (next_due(moot.assembly), polls_to_count(moot.assembly, moot.now)) == (poll.closes_at, (1,))
    booth.count()
    assert next_due(moot.assembly) is None


def test_members_alone_vote_where_the_rules_say_so() -> None:
    """Who is no member is told so; who joined after the opening is told that."""
    moot = four(electorate="members")
    established(moot)
    (poll,) = Booth(moot).open("dan")
    assert poll.roll == frozenset({ADA, BEN, CAT})
    moot.later(hours=1).do(cmd.Enter(actor=EVE, venue=ROOM))
    no = NoVote(poll=1, why=NoVoteWhy.NO_MEMBER, joined_by=poll.opened_at)
    assert moot.refused(cmd.GiveBallot(actor=DAN, poll=1, marks=(5, 0))) == no
    late = moot.refused(cmd.GiveBallot(actor=EVE, poll=1, marks=(5, 0)))
    assert late == replace(no, why=NoVoteWhy.JOINED_LATER)
    stranger = moot.refused(cmd.GiveBallot(actor=PersonId("zoe"), poll=1, marks=(5, 0)))
    assert stranger == replace(no, why=NoVoteWhy.NOT_TAKING_PART)
    sound(moot)


def test_where_nobody_is_a_member_all_vote() -> None:
    """An installation without a roster is not without a vote."""
    moot = four(electorate="members")
    established(moot)
    (poll,) = Booth(moot).open("ada", "ben", "cat", "dan")
    assert len(poll.roll) == 4
    sound(moot)


def test_an_assembly_without_anybody_opens_nothing() -> None:
    """A ballot that nobody could give waits until somebody comes."""
    moot = four()
    moot.do(referendum())
    for person in (ADA, BEN, CAT, DAN):
        moot.do(cmd.Leave(actor=person, venue=ROOM))
    assert polls_to_open(moot.assembly, moot.now) == ()
    assert next_due(moot.assembly) is None
    moot.do(cmd.Enter(actor=EVE, venue=ROOM))
    (poll,) = Booth(moot).open()
    assert poll.roll == frozenset({EVE})
    sound(moot)


# --- given


def asked(**rules: str) -> tuple[Moot, Booth]:
    """Give an assembly in which a secret referendum is open."""
    moot = four(**rules)
    moot.do(referendum())
    booth = Booth(moot)
    booth.open()
    return moot, booth


def test_a_secret_ballot_is_recorded_once_and_never_what_it_says() -> None:
    """A changed one is taken, and leaves no trace at all."""
    moot, booth = asked()
    assert only(booth.vote("ben", 0), ev.BallotGiven).marks is None
    assert booth.vote("ben", 1) == []
    assert moot.assembly.polls[1].turnout == 1
    assert all("marks" not in entry.record or '"marks":null' in entry.record for entry in moot.entries)


def test_an_open_ballot_stands_in_the_register_and_the_latest_counts() -> None:
    """Said twice it counts once; changed it is recorded anew."""
    moot = four()
    moot.do(referendum(secret=False))
    booth = Booth(moot)
    booth.open()
    booth.vote("ben", 0)
    assert booth.vote("ben", 0) == []
    assert only(booth.vote("ben", 1), ev.BallotGiven).marks == (1,)
    booth.vote("cat", 1)
    moot.at(days=7)
    assert counted(booth.count()).papers == (Paper((1,), 2),)
    sound(moot)


@pytest.mark.parametrize(
    ("method", "marks", "fault"),
    [
        (Method.STAR, (5, 0, 3), ""),
        (Method.STAR, (0, 0, 0), ""),
        (Method.STAR, (6, 0, 0), "score"),
        (Method.STAR, (-1, 0, 0), "score"),
        (Method.STAR, (5, 0), "length"),
        (Method.STAR, (), "length"),
        (Method.STV, (2, 0), ""),
        (Method.STV, (), ""),
        (Method.STV, (0, 0), "twice"),
        (Method.STV, (3,), "unknown"),
        (Method.YES_NO, (1,), ""),
        (Method.YES_NO, (), ""),
        (Method.YES_NO, (0, 1), "length"),
        (Method.YES_NO, (3,), "unknown"),
    ],
)
def test_a_paper_is_right_or_its_fault_is_named(method: Method, marks: tuple[int, ...], fault: str) -> None:
    """Blank papers are papers; a ranking may end early."""
    moot = four()
    established(moot, "Buy hay")
    (poll,) = Booth(moot).open()
    assert fault_of(replace(poll, method=method), marks) == fault


def test_a_faulty_paper_and_a_late_one_are_refused() -> None:
    """What cannot be counted is not taken; nor is what comes at the very close."""
    moot, booth = asked()
    no = BadPaper(poll=1, fault="unknown", options=2)
    assert moot.refused(cmd.GiveBallot(actor=BEN, poll=1, marks=(2,))) == no
    closes_at = moot.assembly.polls[1].closes_at
    moot.at(days=7)
    late = cmd.GiveBallot(actor=BEN, poll=1, marks=(0,))
    assert moot.refused(late) == PollOver(poll=1, closed_at=closes_at, counted=False)
    booth.count()
    assert moot.refused(late) == PollOver(poll=1, closed_at=moot.now, counted=True)
    assert moot.refused(replace(late, poll=4)) == Unknown(kind="ballot", number=4, latest=1)


def test_half_time_reminds_once() -> None:
    """By the clock alone, and not after the close."""
    moot, _booth = asked()
    moot.at(days=3)
    assert kinds(moot.at(days=1)) == ["PollHalfTimeReached"]
    assert moot.at(hours=1) == []
    sound(moot)


def test_one_who_left_still_has_their_vote() -> None:
    """A roll that was frozen stays as it was."""
    moot, booth = asked()
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    booth.vote("ben", 0)
    moot.at(days=7)
    booth.count()
    sound(moot)


# --- one person, one ballot


def test_two_who_turn_out_to_be_one_have_one_ballot() -> None:
    """Both had voted: that of the id they keep stands, and the count has one paper fewer."""
    moot, booth = asked()
    booth.vote("ben", 0)
    booth.vote("cat", 1)
    moot.join("ben", "cat")
    assert dict(moot.assembly.polls[1].given) == {BEN: ""}
    booth.vote("dan", 1)
    moot.at(days=7)
    assert counted(booth.count()).papers == (Paper((0,), 1), Paper((1,), 1))
    sound(moot)


def test_a_ballot_given_by_the_id_that_goes_passes_on_and_can_be_changed() -> None:
    """The one of two who had voted has voted for both; voting again replaces it."""
    moot, booth = asked()
    booth.vote("cat", 1)
    moot.join("ben", "cat")
    assert booth.vote("cat", 0) == []
    assert booth.vote("ben", 0) == []
    moot.at(days=7)
    assert counted(booth.count()).papers == (Paper((0,), 1),)
    sound(moot)


def test_one_who_turns_out_to_be_on_the_roll_as_another_votes_by_that_place() -> None:
    """Eve came later, and is Ben: she has Ben's vote and no other."""
    moot, booth = asked()
    moot.later(hours=1).do(cmd.Enter(actor=EVE, venue=ROOM))
    booth.vote("ben", 1)
    moot.join("eve", "ben")
    assert booth.vote("eve", 0) == []
    moot.at(days=7)
    assert counted(booth.count()).papers == (Paper((0,), 1),)
    sound(moot)


def test_a_forgotten_person_has_voted_all_the_same() -> None:
    """What they decided stands; nothing they said is in it."""
    moot, booth = asked()
    booth.vote("ben", 0)
    moot.do(cmd.ForgetPerson(person=BEN))
    moot.at(days=7)
    assert counted(booth.count()).papers == (Paper((0,), 1),)
    sound(moot)


# --- counted


def voted(*papers: tuple[int, ...], others: tuple[str, ...] = ("Buy hay",), **rules: str) -> tuple[Moot, Booth]:
    """Have Ada, Ben, Cat and Dan score in a deadlock ballot, by the options in the order of their number."""
    moot = four(**rules)
    established(moot, *others)
    booth = Booth(moot)
    (poll,) = booth.open()
    numbers = [(option.proposal or 99) - 1 for option in poll.options]
    for person, scores in zip(("ada", "ben", "cat", "dan"), papers, strict=False):
        marks = [scores[min(number, len(scores) - 1)] for number in numbers]
        booth.vote(person, *marks)
    moot.at(days=7)
    return moot, booth


def test_the_winner_is_the_decision_and_the_others_are_closed() -> None:
    """Decided by the ballot, settled at once; actions can follow from it as from any decision."""
    moot, booth = voted((5, 0, 1), (4, 5, 0), (5, 1, 0))
    assert kinds(booth.count()) == ["PollCounted", "DecisionMade", "DecisionSettled"]
    decision = moot.decision()
    assert (decision.proposal, decision.check, decision.poll, decision.cooling_until) == (1, 0, 1, None)
    assert [each.phase for each in moot.assembly.proposals.values()] == [Phase.CLOSED, Phase.CLOSED]
    assert (moot.proposal(1).decision, moot.proposal(2).decision) == (1, None)
    due = moot.now + timedelta(days=2)
    moot.do(cmd.SetAction(actor=BEN, decision=1, text="Fetch it", person=CAT, due=due))
    sound(moot)


def test_a_decision_by_ballot_is_reviewed_on_its_day() -> None:
    """It is asked what it did, in the words of its text."""
    moot = four()
    made = cmd.Propose(actor=ADA, title="Buy seed", text="", suffering="Fewer are hungry.", review="2026-03-01")
    moot.do(made)
    for _ in range(2):
        moot.block("ben", check=moot.call())
        moot.at(days=3)
    moot.do(asking(1))
    moot.say(Stance.YES, "ada", "ben", "cat", "dan", check=3)
    booth = Booth(moot)
    booth.open()
    booth.vote("ada", 5, 0)
    moot.at(days=7)
    booth.count()
    review = only(moot.at(days=60), ev.SenseAsked)
    assert (review.decision, review.question) == (1, "Fewer are hungry.")
    sound(moot)


def test_what_a_proposal_brings_about_happens_when_it_wins() -> None:
    """A purpose that was deadlocked is restated by the ballot."""
    moot = four()
    moot.do(cmd.ProposePurpose(actor=ADA, purpose="To grow food."))
    for _ in range(2):
        moot.block("ben", check=moot.call())
        moot.at(days=3)
    moot.do(asking(1))
    moot.say(Stance.YES, "ada", "ben", "cat", "dan", check=3)
    booth = Booth(moot)
    booth.open()
    booth.vote("ada", 5, 0)
    moot.at(days=7)
    booth.count()
    assert moot.assembly.purpose == "To grow food."
    sound(moot)


def test_where_the_status_quo_wins_all_are_closed_without_a_decision() -> None:
    """Leave things as they are is an answer too."""
    moot, booth = voted((0, 0, 5), (1, 0, 5), (5, 0, 0))
    assert kinds(booth.count()) == ["PollCounted"]
    assert moot.assembly.polls[1].outcome is PollOutcome.DECIDED
    assert not moot.assembly.decisions
    assert {each.phase for each in moot.assembly.proposals.values()} == {Phase.CLOSED}
    sound(moot)


@pytest.mark.parametrize("papers", [[], [(0, 0, 0)]])
def test_where_no_paper_says_anything_nothing_wins(papers: list[tuple[int, ...]]) -> None:
    """A lot between proposals for which nobody voted would decide by silence."""
    moot, booth = voted(*papers)
    booth.count()
    poll = moot.assembly.polls[1]
    assert (poll.outcome, poll.elected, poll.turnout) == (PollOutcome.INQUORATE, (), len(papers))
    assert not moot.assembly.decisions
    sound(moot)


def test_a_tie_is_broken_by_the_published_secret() -> None:
    """Level all the way, the lot decides: who knows papers and secret draws it again."""
    moot, booth = voted((5, 5, 0))
    event = counted(booth.count())
    poll = moot.assembly.polls[1]
    again = result_of(poll, reversed(event.papers), event.drawn_from)
    assert (again.outcome, again.elected) == (event.outcome, event.elected)
    assert seed_of(poll, event.papers, event.drawn_from) != seed_of(poll, event.papers, "another")
    sound(moot)


def test_what_is_not_what_was_given_is_not_counted() -> None:
    """Another secret, a paper too many or too few, a faulty one, a receipt missing or twice: refused, all of it."""
    moot, booth = voted((5, 0, 1), (4, 5, 0))
    right = booth.counting(1)
    one, other = right.papers
    for wrong, what in (
        (replace(right, drawn_from="guessed"), "lot"),
        (replace(right, papers=(one,)), "papers"),
        (replace(right, papers=(one, other, Paper((1, 1, 1), 1))), "papers"),
        (replace(right, papers=(one, Paper((9, 9, 9), 1))), "papers"),
        (replace(right, papers=(one, other, Paper((1, 1, 1), 0))), "papers"),
        (replace(right, receipts=right.receipts[:1]), "receipts"),
        (replace(right, receipts=right.receipts[:1] * 2), "receipts"),
    ):
        assert moot.refused(wrong) == CannotCount(poll=1, what=what)
    moot.do(right)
    assert isinstance(moot.refused(right), PollOver)


def test_nothing_is_counted_before_its_time() -> None:
    """Not even by the program."""
    moot, booth = asked()
    assert moot.refused(booth.counting(1)) == PollNotOver(poll=1, closes_at=moot.assembly.polls[1].closes_at)


def test_what_an_affected_assembly_objects_to_is_not_decided() -> None:
    """Nothing about you without you: asked about with an objection it is refused."""
    moot = four()
    hull = Peer(AssemblyId("a-2"), "hull", "Hull")
    moot.do(cmd.Propose(actor=ADA, title="Dam the river", text="", suffering="-", affected=(hull,)))
    moot.do(cmd.HearObjection(peer=hull, proposal=1, person=EVE, text="We drink it."))
    no = NotForBallot(proposal=1, why="affected", phase=Phase.DISCUSSION, peers=(hull,))
    assert moot.refused(asking(1)) == no


def test_an_objection_during_the_ballot_stops_the_decision() -> None:
    """The ballot is counted all the same, and does not overrule those whom it affects."""
    moot = four()
    hull = Peer(AssemblyId("a-2"), "hull", "Hull")
    moot.do(cmd.Propose(actor=ADA, title="Dam the river", text="", suffering="-", affected=(hull,)))
    for _ in range(2):
        moot.block("ben", check=moot.call())
        moot.at(days=3)
    moot.do(asking(1))
    moot.say(Stance.YES, "ada", "ben", "cat", "dan", check=3)
    booth = Booth(moot)
    booth.open()
    booth.vote("ada", 5, 0)
    moot.do(cmd.HearObjection(peer=hull, proposal=1, person=EVE, text="We drink it."))
    moot.at(days=7)
    assert kinds(booth.count()) == ["PollCounted"]
    assert not moot.assembly.decisions
    sound(moot)


def test_in_the_ballot_nobody_amends_or_withdraws() -> None:
    """What is being voted on is no longer its proposer's alone."""
    moot = four()
    established(moot)
    assert isinstance(moot.refused(cmd.Withdraw(actor=ADA, proposal=1)), WrongPhase)
    assert isinstance(moot.refused(cmd.Amend(actor=ADA, proposal=1, text="x")), WrongPhase)


# --- referendums


def test_all_members_are_asked_in_a_core_assembly_only() -> None:
    """Elsewhere not all of them sit; where one is known, it is named."""
    moot = four()
    core = Peer(AssemblyId("a-9"), "harmony", "Harmony")
    command = referendum(members_only=True, cores=(core,))
    assert moot.refused(command) == OnlyInCore(cores=(core,))
    moot._assembly = replace(moot.assembly, kind=Kind.CORE)
    moot.do(command)
    (poll,) = Booth(moot).open("cat")
    assert poll.roll == frozenset({ADA, BEN, DAN})


@pytest.mark.parametrize(
    ("votes", "rules", "outcome"),
    [
        ([(0,), (0,), (1,)], {}, PollOutcome.DECIDED),
        ([(0,), (1,)], {}, PollOutcome.NOT_CARRIED),
        ([(0,), (), ()], {}, PollOutcome.DECIDED),
        ([(), ()], {}, PollOutcome.NOT_CARRIED),
        ([], {}, PollOutcome.INQUORATE),
        ([(0,)], {"referendum_quorum": "1/2"}, PollOutcome.INQUORATE),
        ([(0,), (1,), ()], {"referendum_quorum": "3/4", "referendum_threshold": "1/3"}, PollOutcome.DECIDED),
        ([(0,), (0,), (1,)], {"referendum_threshold": "2/3"}, PollOutcome.NOT_CARRIED),
        ([(0,), ()], {"referendum_threshold": "1"}, PollOutcome.DECIDED),
        ([(0,), (0,), (1,)], {"referendum_threshold": "1"}, PollOutcome.NOT_CARRIED),
    ],
)
def test_a_referendum_needs_its_quorum_and_more_than_its_share(
    votes: list[tuple[int, ...]], rules: dict[str, str], outcome: PollOutcome
) -> None:
    """Quorum is of the roll, blank papers with it; the share is of yes and no alone, and must be exceeded."""
    moot, booth = asked(**rules)
    for person, marks in zip(("ada", "ben", "cat", "dan"), votes, strict=False):
        booth.vote(person, *marks)
    moot.at(days=7)
    booth.count()
    assert moot.assembly.polls[1].outcome is outcome
    sound(moot)


def test_a_referendum_is_called_by_whoever_gives_procedure_and_not_too_often() -> None:
    """Three at once, six in a week; what is asked twice in a moment is there already."""
    moot = four()
    assert moot.refused(referendum(actor=BEN)) == NotConvening(asked="referendum", conveners=(ADA,))
    assert isinstance(moot.refused(referendum(period=timedelta(minutes=5))), BadPeriod)
    for number in range(3):
        moot.do(referendum(f"Shall we {number}?", period=timedelta(hours=1)))
    assert isinstance(moot.refused(referendum("Shall we 2?", period=timedelta(hours=1))), NothingChanged)
    assert moot.refused(referendum("More?")) == EnoughReferendums(referendums=(1, 2, 3))
    booth = Booth(moot)
    for number in range(3, 6):
        booth.open()
        moot.at(hours=1)
        booth.count()
        moot.do(referendum(f"Shall we {number}?", period=timedelta(hours=1)))
        booth.open()
        moot.at(hours=1)
        booth.count()
    no = moot.refused(referendum("More?"))
    assert isinstance(no, EnoughReferendums)
    assert no.again_from is not None
    sound(moot)


def test_a_referendum_that_opens_late_is_open_for_as_long() -> None:
    """The bot was away when it was to open: nobody loses time by it."""
    moot = four()
    moot.do(referendum(period=timedelta(days=2)))
    moot.later(days=1)
    (poll,) = Booth(moot).open()
    assert poll.closes_at - moot.now == timedelta(days=2)
    sound(moot)


# --- away, lost, unheard


def test_an_absence_of_the_bot_over_the_close_is_made_good() -> None:
    """As for a check; a short one moves nothing."""
    moot, booth = asked()
    poll = moot.assembly.polls[1]
    moot.later(days=7, hours=2)
    since = poll.closes_at - timedelta(hours=1)
    moved = only(moot.do(cmd.NoteAbsence(since=since, until=moot.now)), ev.PollMoved)
    assert moved.closes_at == poll.closes_at + timedelta(hours=3)
    assert polls_to_count(moot.assembly, moot.now) == ()
    booth.vote("ben", 0)
    moot.at(hours=3)
    booth.count()
    sound(moot)


def test_while_nothing_can_be_heard_nothing_opens_or_is_counted() -> None:
    """It does not count what it may not know."""
    moot, booth = asked()
    moot.do(cmd.LoseVenue(venue=ROOM))
    moot.later(days=8)
    assert polls_to_count(moot.assembly, moot.now) == ()
    assert isinstance(moot.refused(booth.counting(1)), PollNotOver)
    assert next_due(moot.assembly) is None
    moot.do(cmd.RegainVenue(venue=ROOM))
    assert moot.assembly.polls[1].closes_at > moot.now
    sound(moot)


def test_a_ballot_whose_box_is_lost_begins_again() -> None:
    """For its full time, with another lot, and what was given before does not count."""
    moot, booth = asked()
    booth.vote("ben", 0)
    moot.at(days=7)
    again = cmd.BeginPollAgain(poll=1, lot=lot_of(secret_of(1, 1)), because="key")
    assert isinstance(moot.refused(replace(again, lot=moot.assembly.polls[1].lot)), NothingChanged)
    moot.do(again)
    poll = moot.assembly.polls[1]
    assert (poll.turnout, poll.begun_again, poll.closes_at - moot.now) == (0, 1, timedelta(days=7))
    booth.vote("cat", 1)
    moot.at(days=7)
    assert counted(booth.count()).papers == (Paper((1,), 1),)
    assert isinstance(moot.refused(again), PollOver)
    sound(moot)


# --- the register


def test_older_tallies_are_written_as_they_were() -> None:
    """The two new counts are not written where they are nought, so that older registers verify."""
    moot = four()
    moot.agree("ada", "ben", "cat", "dan", check=moot.called())
    closing = next(entry.record for entry in moot.entries if '"type":"CheckClosed"' in entry.record)
    assert '"yes"' not in closing
    made = next(entry.record for entry in moot.entries if '"type":"DecisionMade"' in entry.record)
    assert '"poll"' not in made


def forged(moot: Moot, kind: type, **changes: object) -> tuple[str, ...]:
    """Say what a verifier finds where the last event of a kind had said something else."""
    again = Moot()
    last = max(place for place, event in enumerate(moot.happened) if isinstance(event, kind))
    for place, (entry, event) in enumerate(zip(moot.entries, moot.happened, strict=True)):
        again.now = _when(entry.record)
        altered = replace(event, **changes) if place == last else event  # type: ignore[arg-type]
        again._take(altered)
    return tuple(problem.sentence for problem in again.verified().problems)


def _when(record: str) -> datetime:
    return datetime.fromisoformat(json.loads(record)["at"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"elected": (1,)}, "comes out as"),
        ({"outcome": PollOutcome.NOT_CARRIED}, "comes out as"),
        ({"papers": (Paper((5, 0, 1), 1),)}, "papers, but"),
        ({"drawn_from": "another"}, "lots"),
        ({"receipts": ()}, "receipt"),
        ({"receipts": ("1-0", "1-1", "1-1")}, "receipt"),
        ({"papers": (Paper((9, 0, 1), 2),)}, "cannot be counted"),
    ],
)
def test_a_count_that_was_altered_is_found(changes: dict[str, object], said: str) -> None:
    """Every poll is counted again from the register alone."""
    moot, booth = voted((5, 0, 1), (5, 0, 1))
    booth.count()
    elected = moot.assembly.polls[1].elected
    if changes.get("elected") == elected:
        changes = {"elected": (0,)}
    found = forged(moot, ev.PollCounted, **changes)
    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        (ev.PollOpened, {"without": (DAN,)}, "not only members vote"),
        (ev.PollOpened, {"secret": False}, "secrecy"),
        (ev.PollOpened, {"seats": 2}, "seats"),
        (ev.PollOpened, {"lot": "0" * 64}, "lots"),
        (ev.BallotGiven, {"person": EVE}, "without being on its roll"),
        (ev.BallotGiven, {"marks": (5, 0, 0)}, "secret"),
        (ev.DecisionMade, {"proposal": 2}, "another proposal"),
    ],
)
def test_a_poll_that_was_not_held_rightly_is_found(kind: type, changes: dict[str, object], said: str) -> None:
    """Roll, secrecy, lots, who voted and what was decided."""
    moot, booth = voted((5, 0, 1), (5, 0, 1))
    booth.count()
    found = forged(moot, kind, **changes)
    assert any(said in sentence for sentence in found), found


def test_the_shares_of_a_referendum_are_fractions() -> None:
    """No figure of a count is ever a float."""
    moot, _booth = asked()
    rules = moot.assembly.polls[1].rules
    assert isinstance(rules.referendum_threshold, Fraction)
    assert isinstance(rules.referendum_quorum, Fraction)


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


def test_a_thing_that_votes_does_not_end_before_it_has() -> None:
    """What is asked of everybody is not cut short."""
    moot = four()
    moot.do(referendum())
    thing = replace(moot.assembly, kind=Kind.THING)
    over = replace(thing, decisions=thing.decisions.put(1, Decision(number=1, proposal=1, check=0, made_at=moot.now)))
    over = replace(over, proposals=over.proposals.put(1, _nothing(moot)))
    assert not is_over(over)
    assert is_over(replace(over, referendums=PersistentMap()))


def _nothing(moot: Moot) -> Proposal:
    return Proposal(number=1, proposer=ADA, made_at=moot.now, revisions=(Revision(number=1, title="x", text=""),))


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        (ev.CheckCalled, {"question": OnDeadlock((1, 1))}, "one twice"),
        (ev.CheckCalled, {"question": OnDeadlock((2,))}, "before enough checks had failed"),
        (ev.CheckCalled, {"text_hash": "0" * 64}, "other texts"),
        (ev.CheckCalled, {"called_by": BEN}, "may not call it"),
        (ev.CheckCalled, {"called_by": None}, "nobody who takes part"),
        (ev.PositionTaken, {"stance": Stance.BLOCK}, "does not answer"),
        (ev.CheckClosed, {"outcome": Outcome.NO_DEADLOCK}, "comes out as deadlock"),
        (ev.PollOpened, {"question": OnDeadlock((1,))}, "just these proposals"),
        (ev.PollOpened, {"method": Method.STV}, "method"),
    ],
)
def test_a_deadlock_that_was_not_asked_rightly_is_found(kind: type, changes: dict[str, object], said: str) -> None:
    """What is asked, by whom, of which texts, and what comes of it."""
    moot = four()
    established(moot, "Buy hay")
    Booth(moot).open()
    moot.at(days=4)
    found = forged(moot, kind, **changes)
    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        (ev.ReferendumCalled, {"called_by": BEN}, "does not give procedure"),
        (ev.ReferendumCalled, {"members_only": True}, "do not all sit"),
        (ev.ReferendumCalled, {"closes_at": MONDAY}, "less than 1 hour"),
        (ev.PollOpened, {"closes_at": MONDAY + timedelta(days=30)}, "as was published"),
        (ev.PollMoved, {"because": "fun"}, "no reason"),
        (ev.PollBegunAgain, {"because": "fun"}, "no reason"),
        (ev.PollBegunAgain, {"lot": lot_of(secret_of(1))}, "lot that it had"),
        (ev.PollBegunAgain, {"closes_at": MONDAY + timedelta(days=30)}, "its full one"),
    ],
)
def test_a_referendum_that_was_not_held_rightly_is_found(kind: type, changes: dict[str, object], said: str) -> None:
    """Who called it and whom it asks; when it opens, is moved, or begins again."""
    moot, booth = asked()
    closes_at = moot.assembly.polls[1].closes_at
    moot.later(days=7, hours=1)
    moot.do(cmd.NoteAbsence(since=closes_at - timedelta(hours=1), until=moot.now))
    moot.do(cmd.BeginPollAgain(poll=1, lot=lot_of(secret_of(1, 1)), because="box"))
    moot.at(days=7)
    booth.count()
    sound(moot)
    found = forged(moot, kind, **changes)
    assert any(said in sentence for sentence in found), found
