"""Ballots opened, given and counted, and what becomes of what won (design, "Elections")."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.deciding.clockwork import next_due
from deliberation.deciding.polls import fault_of, polls_to_count, polls_to_open
from deliberation.deciding.things import is_over
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.persistent import PersistentMap
from deliberation.phases import Phase
from deliberation.poll_results import lot_of, result_of, seed_of
from deliberation.polls import OnDeadlock, OptionKind, Paper, PollOutcome
from deliberation.positions import Stance
from deliberation.proposals import Decision, Proposal, Revision
from deliberation.refusals import (
    BadPaper,
    CannotCount,
    NotForBallot,
    NothingChanged,
    NothingToOpen,
    NoVote,
    NoVoteWhy,
    PollNotOver,
    PollOver,
    Unknown,
    WrongPhase,
)
from deliberation.rules import Method
from tests.support.engine import ROOM, Moot, kinds, only, people
from tests.support.polls import Booth, asked, asking, counted, established, four, referendum, secret_of, sound, voted
from tests.support.words import plain

ADA, BEN, CAT, DAN, EVE = people("ada", "ben", "cat", "dan", "eve")


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


def test_who_was_out_as_the_ballot_opened_is_told_that() -> None:
    """Not that they joined later, nor, where nobody was left out, that they are no member."""
    moot = four(electorate="members")
    established(moot)
    moot.do(cmd.Leave(actor=DAN, venue=ROOM))
    Booth(moot.later(hours=1)).open()
    moot.later(hours=1).do(cmd.Enter(actor=DAN, venue=ROOM))
    refusal = moot.refused(cmd.GiveBallot(actor=DAN, poll=1, marks=(5, 0)))
    assert refusal == NoVote(poll=1, why=NoVoteWhy.AWAY, joined_by=moot.assembly.polls[1].opened_at)
    assert "just when B1 opened" in plain(in_words(refusal, moot.assembly, {}))


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


def test_time_in_which_nobody_could_vote_is_made_good_once_the_ballot_is_over() -> None:
    """For as long as they could not; not before its end, nor for a short time, nor for what came after it."""
    moot, booth = asked()
    poll = moot.assembly.polls[1]
    before = cmd.KeepPollOpen(poll=1, since=poll.closes_at - timedelta(hours=2))
    assert isinstance(moot.refused(before), PollNotOver)
    moot.at(days=7, minutes=5)
    for since in (poll.closes_at - timedelta(minutes=4), poll.closes_at + timedelta(minutes=1)):
        assert isinstance(moot.refused(cmd.KeepPollOpen(poll=1, since=since)), NothingChanged)
    moved = only(moot.do(before), ev.PollMoved)
    assert (moved.because, moved.closes_at) == ("keys", moot.now + timedelta(hours=2))
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


def _nothing(moot: Moot) -> Proposal:
    return Proposal(number=1, proposer=ADA, made_at=moot.now, revisions=(Revision(number=1, title="x", text=""),))


def test_a_thing_that_votes_does_not_end_before_it_has() -> None:
    """What is asked of everybody is not cut short."""
    moot = four()
    moot.do(referendum())
    thing = replace(moot.assembly, kind=Kind.THING)
    over = replace(thing, decisions=thing.decisions.put(1, Decision(number=1, proposal=1, check=0, made_at=moot.now)))
    over = replace(over, proposals=over.proposals.put(1, _nothing(moot)))
    assert not is_over(over)
    assert is_over(replace(over, referendums=PersistentMap()))
