"""Elections: called and returned, by their timetable, consensus first, then the ballot (design, "Elections")."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.auditing.returning import as_officer
from deliberation.commands.elections import Times
from deliberation.deciding.clockwork import next_due
from deliberation.deciding.polls import polls_to_open
from deliberation.elections import ElectionState
from deliberation.federation import Kind
from deliberation.ids import PersonId
from deliberation.refusals import (
    BadPeriod,
    BadTimetable,
    BallotDecides,
    CalledOffBefore,
    ElectionUnderWay,
    NominationsNotOpen,
    NothingChanged,
    NotReturning,
    NotTakingPart,
    NotTheirsToReturn,
    OfficeIsAppointed,
    OnlyConstituencies,
    ReturningOfficerStands,
    TooLateForThat,
    TooManySeats,
)
from deliberation.rules import Method
from tests.support.elections import Electing, called, contested
from tests.support.engine import ROOM, kinds, only

ADA, BEN, CAT, DAN, EVE, FAY = map(PersonId, ("ada", "ben", "cat", "dan", "eve", "fay"))
WEEK: Final = timedelta(days=7)


# --- the whole way


def test_an_election_goes_from_the_call_to_the_declaration_by_its_timetable() -> None:
    """Nominations, consensus first, the ballot, and the winner holds the office for a term."""
    moot = contested(election_method="stv")
    assert moot.election().state is ElectionState.CONSENSUS
    moot.at_ballot()
    assert moot.election().state is ElectionState.BALLOT
    moot.votes(("ada", ("eve",)), ("ben", ("eve", "fay")), ("cat", ("fay",)), ("dan", ("eve",)))
    happened = moot.at_count()
    assert kinds(happened) == ["PollCounted", "OfficeFilled", "ElectionEnded"]
    assert moot.assembly.secretary == EVE
    assert (moot.election().elected, moot.election().unfilled, moot.election().because) == ((EVE,), 0, "ballot")
    assert moot.verified().sound, moot.verified()


def test_by_the_rules_alone_there_is_a_week_to_nominate_three_days_to_agree_and_a_week_to_vote() -> None:
    """What is not said the rules say, and only who had joined by the call votes."""
    moot = called()
    times = moot.election().timetable
    assert times.nominations_open == times.joined_by == moot.now
    assert times.nominations_close - moot.now == WEEK
    assert times.ballot_open - times.nominations_close == timedelta(days=3)
    assert times.ballot_close - times.ballot_open == WEEK


def test_who_stands_unopposed_is_asked_about_first_and_elected_by_consensus() -> None:
    """Consensus first: the check opens by itself as nominations close, and no ballot is needed."""
    moot = called()
    moot.stands("eve")
    happened = moot.at_close()
    assert kinds(happened) == ["NominationsClosed", "ProposalMade", "CheckCalled"]
    assert moot.check().deadline == moot.election().timetable.ballot_open
    assert moot.check().called_by is None
    assert kinds(moot.agree("ada", "ben", "cat", "dan", "eve", "fay"))[-2:] == ["OfficeFilled", "ElectionEnded"]
    assert moot.assembly.secretary == EVE
    assert moot.election().because == "consensus"
    assert moot.verified().sound


def test_failing_consensus_the_ballot_decides_against_reopening_nominations() -> None:
    """Somebody who stands alone is elected only against *re-open nominations*, and else nominations re-open."""
    moot = called(election_method="stv")
    moot.stands("eve")
    moot.at_close()
    moot.block("ada")
    moot.at_ballot()
    assert moot.check().outcome is Outcome.BLOCKED
    assert len(moot.assembly.polls[1].options) == 2
    moot.votes(("ada", ("again",)), ("ben", ("again",)), ("cat", ("eve",)))
    happened = moot.at_count()
    closed = "ProposalWithdrawn"  # the question on which there was no consensus: the result has answered it
    assert kinds(happened) == ["PollCounted", "ElectionEnded", closed, "ElectionCalled", "NominationsOpened"]
    assert moot.assembly.proposals[1].withdrawn
    assert moot.assembly.secretary is None
    assert moot.election(1).unfilled == 1
    assert moot.election(2).state is ElectionState.NOMINATIONS
    assert moot.election(2).called_by is None
    assert moot.verified().sound


def test_a_check_still_open_when_the_ballot_should_open_delays_it() -> None:
    """What the assembly is being asked is not taken out of its hands by the clock."""
    moot = contested()
    moot.later(days=2).do(cmd.NominateOfficer(actor=BEN, person=EVE, office="secretary"))
    moot.at(days=1)
    assert polls_to_open(moot.assembly, moot.now) == ()
    moot.block("ada")
    assert kinds(moot.at(days=2)) == ["CheckClosed"]
    assert len(polls_to_open(moot.assembly, moot.now)) == 1


def test_once_the_ballot_is_due_or_open_consensus_is_not_asked_for_any_more() -> None:
    """Else anybody could put a ballot off again and again by asking about one more name."""
    moot = contested()
    moot.at(days=3)
    elect = cmd.NominateOfficer(actor=BEN, person=EVE, office="secretary")
    assert moot.refused(elect) == BallotDecides(election=1, poll=None)
    moot.booth.open()
    assert moot.refused(elect) == BallotDecides(election=1, poll=1)
    assert moot.refused(cmd.SeekConsensus(actor=BEN, election=1, person=EVE)) == BallotDecides(election=1, poll=1)


def test_consensus_on_one_name_can_be_sought_while_an_election_is_open() -> None:
    """``elect`` stays; when it fills the last seat the election ends."""
    moot = called()
    moot.elect("fay", by="ben")
    assert moot.election().because == "consensus"
    assert moot.election().elected == (FAY,)
    assert next_due(moot.assembly) == moot.office.until
    assert moot.verified().sound


# --- who calls it


def test_the_electoral_society_s_officers_call_elections_and_return_them() -> None:
    """Where there is a society it is theirs; whoever of them calls one is its returning officer."""
    moot = Electing.here()
    asked = cmd.CallElection(actor=ADA, office="secretary", officers=frozenset({FAY, EVE}))
    assert moot.refused(asked) == NotReturning(election=None, returning=None, officers=(EVE, FAY), society=True)
    moot.calls("fay", officers=("fay", "eve"))
    assert (moot.election().called_by, moot.election().returning) == (FAY, FAY)
    move = cmd.MoveTimetable(actor=EVE, election=1, times=Times(ballot_for=WEEK * 2), officers=frozenset({FAY, EVE}))
    assert moot.refused(move) == NotReturning(election=1, returning=FAY, officers=(FAY,), society=True)


def test_an_officer_of_the_society_need_not_take_part_in_the_assembly() -> None:
    """Returning officers come from outside; anybody else must take part."""
    moot = Electing.here("ada", "ben")
    moot.calls("eve", officers=("eve",))
    assert moot.election().returning == EVE
    other = Electing.here("ada", "ben")
    assert other.refused(cmd.CallElection(actor=EVE, office="secretary")) == NotTakingPart()


def test_without_a_society_whoever_gives_procedure_calls_it_and_the_bot_returns_it() -> None:
    """Nobody is the returning officer then."""
    moot = Electing.here()
    asked = cmd.CallElection(actor=BEN, office="secretary")
    assert moot.refused(asked) == NotReturning(election=None, returning=None, officers=(ADA,), society=False)
    moot.calls("ada")
    assert moot.election().returning is None
    # There is nobody to be sent to: the bot returns it already.
    none = NotReturning(election=1, returning=None, officers=(), society=False)
    assert moot.refused(cmd.HandElectionOver(actor=ADA, election=1)) == none


def test_whoever_holds_the_office_neither_calls_nor_moves_nor_ends_its_election() -> None:
    """It is about them; then it falls to the next, and in the end to anyone."""
    moot = Electing.here()
    moot.elect("ben", by="ada")
    asked = cmd.CallElection(actor=BEN, office="secretary")
    assert moot.refused(asked) == NotTheirsToReturn(election=None, office="secretary")
    moot.calls("ada")
    off = cmd.CallOffElection(actor=BEN, election=1, reason="I like it")
    assert moot.refused(off) == NotTheirsToReturn(election=1, office="secretary")


def test_appointed_offices_are_not_elected_and_the_refusal_says_who_appoints() -> None:
    """The treasurer is appointed by the secretary."""
    moot = Electing.here().with_office("treasurer", appointed_by="secretary")
    asked = cmd.CallElection(actor=ADA, office="treasurer")
    assert moot.refused(asked) == OfficeIsAppointed(office="treasurer", appointed_by="secretary")


def selecting() -> Electing:
    """Give a constituency assembly in which Dan and Eve stand for a public seat, and nominations have closed."""
    moot = Electing.here().of_kind(Kind.CONSTITUENCY)
    moot.do(cmd.CallElection(actor=ADA, seat="Leeds North"))
    moot.stands("dan", "ada", "ben")
    moot.stands("eve", "cat", "ben")
    moot.at_close()
    return moot


def test_members_alone_select_candidates_for_public_election() -> None:
    """The roll of a selection is of the members in the constituency, also where all elect its officers."""
    moot = selecting()
    moot.at_time(moot.election().timetable.ballot_open)
    (poll,) = moot.booth.open("ada", "cat")
    assert set(poll.roll) == {"ben", "dan", "eve", "fay"}


def test_candidates_for_public_election_are_selected_by_constituency_assemblies_alone() -> None:
    """Any other is refused; there, those who win are selected and hold nothing."""
    asked = cmd.CallElection(actor=ADA, seat="Leeds North", seats=2, method=Method.STV)
    assert Electing.here().refused(asked) == OnlyConstituencies()
    moot = Electing.here().of_kind(Kind.CONSTITUENCY)
    moot.do(asked)
    for person, by in (("dan", "ada"), ("eve", "ada"), ("fay", "cat")):
        moot.stands(person, by, "ben")
    moot.at_close()
    moot.at_ballot()
    moot.votes(("ada", ("dan", "eve")), ("ben", ("dan", "eve")), ("cat", ("eve", "dan")), ("fay", ("fay",)))
    moot.at_count()
    assert set(moot.election().elected) == {DAN, EVE}
    assert moot.assembly.secretary is None


def test_consensus_can_be_sought_on_a_candidate_for_public_election() -> None:
    """Consensus first holds for selections too."""
    moot = selecting()
    moot.do(cmd.SeekConsensus(actor=BEN, election=1, person=DAN))
    moot.agree("ada", "ben", "cat", "dan", "eve", "fay")
    assert (moot.election().elected, moot.election().because) == ((DAN,), "consensus")


def test_one_election_for_an_office_at_a_time_and_not_for_more_seats_than_it_has() -> None:
    """A second is pointed to the first; said again at once it is the same."""
    moot = called()
    again = cmd.CallElection(actor=ADA, office="secretary")
    assert moot.refused(again) == NothingChanged(what="it is there as E1", there="E1")
    moot.later(hours=1)
    assert moot.refused(again) == ElectionUnderWay(election=1)
    other = Electing.here()
    assert other.refused(cmd.CallElection(actor=ADA, office="secretary", seats=2)) == TooManySeats(most=1)
    assert other.refused(cmd.CallElection(actor=ADA, office="secretary", seats=0)) == TooManySeats(most=1)


def test_an_election_is_taken_on_and_handed_over_by_the_society_s_officers() -> None:
    """Never by whoever stands, nor from an officer who still is one; from one who is none any more it can be."""
    moot = called()
    moot.nominate("eve", "ada")
    officers = frozenset({CAT, DAN, EVE})

    def take(who: PersonId, known: frozenset[PersonId] = officers) -> cmd.TakeOnElection:
        return cmd.TakeOnElection(actor=who, election=1, officers=known)

    assert moot.refused(take(EVE)) == ReturningOfficerStands(election=1, person=EVE)
    assert isinstance(moot.refused(take(FAY)), NotReturning)
    moot.do(take(CAT))
    assert isinstance(moot.refused(take(DAN)), NotReturning)
    moot.do(take(DAN, frozenset({DAN})))
    assert moot.election().returning == DAN
    assert moot.refused(cmd.Nominate(actor=BEN, election=1, person=DAN)) == ReturningOfficerStands(
        election=1, person=DAN
    )
    moot.do(cmd.HandElectionOver(actor=DAN, election=1))
    assert moot.election().returning is None
    assert moot.verified().sound


def test_a_returning_officer_who_leaves_or_is_forgotten_leaves_it_to_the_bot() -> None:
    """Nobody's absence stops an election."""
    moot = Electing.here()
    moot.calls("fay", officers=("fay",))
    happened = moot.do(cmd.Leave(actor=FAY, venue=ROOM))
    assert only(happened, ev.ReturningPassed).because == "left"
    other = Electing.here()
    other.calls("fay", officers=("fay",))
    assert only(other.do(cmd.ForgetPerson(person=FAY)), ev.ReturningPassed).because == "forgotten"
    assert moot.verified().sound
    assert other.verified().sound


# --- the timetable


@pytest.mark.parametrize(
    ("times", "problem"),
    [
        ({"nominations_close": timedelta(hours=-1)}, "past"),
        ({"nominations_close": timedelta(minutes=30)}, "nominations"),
        ({"nominations_open": timedelta(days=8), "nominations_close": timedelta(days=8)}, "nominations"),
        ({"ballot_open": timedelta(days=7)}, "consensus"),
        ({"ballot_open": timedelta(days=12), "ballot_close": timedelta(days=12)}, "ballot"),
        ({"ballot_close": timedelta(days=200)}, "long"),
        ({"joined_by": timedelta(days=11)}, "joined"),
    ],
)
def test_a_timetable_that_is_not_in_order_is_refused_with_what_is_wrong(
    times: dict[str, timedelta], problem: str
) -> None:
    """Each fault has a name, so that the answer can say it."""
    moot = Electing.here()
    said = replace(Times(), **{name: moot.now + span for name, span in times.items()})  # type: ignore[arg-type]
    assert moot.refused(cmd.CallElection(actor=ADA, office="secretary", times=said)) == BadTimetable(problem=problem)


def test_nominations_that_open_later_open_by_themselves() -> None:
    """Before that no name can be put forward, and the answer says when it can."""
    moot = Electing.here()
    opens = moot.now + timedelta(days=1)
    moot.calls(times=Times(nominations_open=opens, nominations_for=timedelta(days=2)))
    early = cmd.Nominate(actor=ADA, election=1, person=BEN)
    assert moot.refused(early) == NominationsNotOpen(election=1, opens=opens, closed=None)
    assert next_due(moot.assembly) == opens
    assert kinds(moot.at(days=1)) == ["NominationsOpened"]
    moot.do(early)
    assert moot.election().timetable.nominations_close == opens + timedelta(days=2)


def test_whoever_returns_an_election_does_not_choose_its_voters_once_names_can_be_known() -> None:
    """The day by which voters had joined stands from the opening of nominations: for no puppets, and against nobody."""
    moot = called()
    for span in (-WEEK, WEEK):
        chosen = cmd.MoveTimetable(actor=ADA, election=1, times=Times(joined_by=moot.now + span))
        assert moot.refused(chosen) == BadTimetable(problem="voters")


def test_moving_the_close_moves_what_comes_after_it_and_the_past_stays() -> None:
    """Half an election cannot be moved by accident; once nominations have closed they stay closed."""
    moot = called()
    before = moot.election().timetable
    later = Times(nominations_close=before.nominations_close + WEEK)
    moot.do(cmd.MoveTimetable(actor=ADA, election=1, times=later))
    after = moot.election().timetable
    assert after.ballot_open - before.ballot_open == after.ballot_close - before.ballot_close == WEEK
    assert after.joined_by == before.joined_by
    assert moot.refused(cmd.MoveTimetable(actor=ADA, election=1, times=later)) == NothingChanged(
        what="that is the timetable of E1"
    )
    moot.stands("eve")
    moot.at_close()
    assert moot.refused(cmd.MoveTimetable(actor=ADA, election=1, times=later)) == BadTimetable(problem="opened")
    put_off = Times(ballot_open=moot.now + timedelta(days=4))
    moot.do(cmd.MoveTimetable(actor=ADA, election=1, times=put_off))
    assert moot.election().timetable.nominations_close == moot.now
    assert moot.verified().sound


def test_calling_off_ends_it_and_opens_no_other_by_itself() -> None:
    """It says why; once the ballot is open it is too late."""
    moot = called()
    moot.do(cmd.CallOffElection(actor=ADA, election=1, reason="the office is being changed"))
    assert (moot.election().because, moot.election().reason) == ("called off", "the office is being changed")
    assert len(moot.assembly.elections) == 1
    other = contested()
    other.at_ballot()
    off = cmd.CallOffElection(actor=ADA, election=1, reason="no")
    assert other.refused(off) == TooLateForThat(election=1, over=False)
    assert moot.verified().sound


# --- an office that nobody keeps vacant


def off(by: PersonId, election: int, *officers: PersonId) -> cmd.CallOffElection:
    """Ask for an election to be called off."""
    return cmd.CallOffElection(actor=by, election=election, reason="not now", officers=frozenset(officers))


def vacant() -> Electing:
    """Give an assembly whose secretary resigned, so that an election opened by itself, and Ada called it off."""
    moot = Electing.here()
    moot.elect("ben", by="ada")
    moot.do(cmd.Resign(actor=BEN))
    moot.do(off(ADA, 1))
    return moot


def test_after_a_call_off_that_leaves_an_office_vacant_anybody_calls_the_next_and_nobody_calls_it_off() -> None:
    """Whoever gives procedure while an office is vacant could keep it vacant for ever."""
    moot = vacant()
    moot.do(cmd.CallElection(actor=CAT, office="secretary"))
    assert (moot.election(2).called_by, moot.election(2).seats) == (CAT, 1)
    assert moot.refused(off(ADA, 2)) == CalledOffBefore(election=2, before=1)
    assert moot.refused(off(EVE, 2, EVE)) == CalledOffBefore(election=2, before=1)
    moot.stands("dan", election=2)
    moot.at_close(2)
    moot.agree("ada", "ben", "cat", "dan", "eve", "fay", check=2)
    assert moot.assembly.secretary == DAN
    moot.do(cmd.Resign(actor=DAN))  # one has run to its result, so that the next can be called off
    moot.do(off(ADA, 3))
    assert moot.verified().sound, moot.verified()


def test_whoever_calls_it_only_because_anybody_may_calls_it_by_the_rules() -> None:
    """Who votes, how it is counted and by when is not for whoever comes first; who may call it anyway chooses."""
    moot = vacant()
    asked = cmd.CallElection(actor=CAT, office="secretary")
    no = NotReturning(election=None, returning=None, officers=(ADA,), society=False, plainly="secretary")
    assert moot.refused(replace(asked, times=Times(ballot_for=WEEK * 9))) == no
    assert moot.refused(replace(asked, method=Method.STV)) == no
    assert moot.refused(replace(asked, officers=frozenset({EVE}), seats=2)) == replace(
        no, officers=(EVE,), society=True
    )
    moot.do(replace(asked, actor=ADA, method=Method.STV))
    assert moot.refused(off(ADA, 2)) == CalledOffBefore(election=2, before=1)
    assert moot.verified().sound


def test_the_election_after_a_call_off_is_over_by_the_rules_time_and_is_not_put_off() -> None:
    """Else whoever gives procedure would keep the office vacant by time; sooner than that they may choose."""
    moot = vacant()
    late, asked = BadTimetable(problem="vacant"), cmd.CallElection(actor=ADA, office="secretary")
    assert moot.refused(replace(asked, times=Times(nominations_for=WEEK * 20))) == late
    moot.do(replace(asked, method=Method.STV))
    close = moot.election(2).timetable.ballot_close
    moved = cmd.MoveTimetable(actor=ADA, election=2, times=Times(ballot_close=close + WEEK))
    assert moot.refused(moved) == late
    assert moot.election(2).timetable.ballot_close == close
    assert moot.verified().sound


def test_another_called_in_its_place_is_no_call_off_and_can_be_called_off_once() -> None:
    """It leaves no moment in which nothing is open; calling that one off does."""
    moot = Electing.here()
    moot.elect("ben", by="ada")
    moot.do(cmd.Resign(actor=BEN))
    moot.calls(times=Times(nominations_for=WEEK * 3))
    assert (moot.election(1).because, moot.election(1).unfilled) == ("called off", 0)
    moot.do(off(ADA, 2))
    assert moot.election(2).unfilled == 1
    moot.do(cmd.CallElection(actor=CAT, office="secretary"))
    assert moot.refused(off(ADA, 3)) == CalledOffBefore(election=3, before=2)
    assert moot.verified().sound


def test_where_the_office_is_held_its_election_is_called_off_as_often_as_somebody_likes() -> None:
    """Nothing is kept vacant by that, and only who may calls the next."""
    moot = Electing.here()
    moot.elect("ben", by="ada")
    for number in (1, 2):
        moot.calls("ada")
        moot.do(off(ADA, number))
    assert isinstance(moot.refused(cmd.CallElection(actor=CAT, office="secretary")), NotReturning)
    assert moot.verified().sound


# --- what is asked again, and by whom


def failed_once() -> Electing:
    """Give an assembly in which Eve and Fay stand, and there was no consensus on Eve while names were taken."""
    moot = called()
    moot.do(cmd.NominateOfficer(actor=BEN, person=EVE, office="secretary"))
    moot.block("ada")
    moot.at(days=3)
    moot.stands("eve", "ada", "ben")
    moot.stands("fay", "cat", "dan")
    return moot


def test_consensus_called_again_on_a_name_is_over_by_the_time_the_ballot_opens() -> None:
    """It could put the ballot off by 90 days and more; at the last minute it takes the shortest period."""
    moot = failed_once()
    hour, asked = timedelta(hours=1), timedelta(days=90)
    long = cmd.CallConsensus(actor=ADA, proposal=1, period=asked)
    left = moot.election().timetable.ballot_open - moot.now
    assert moot.refused(long) == BadPeriod(asked=asked, least=hour, most=left)
    moot.at_close()
    assert moot.refused(long) == BadPeriod(asked=asked, least=hour, most=timedelta(days=3))
    moot.at(days=2, hours=23, minutes=55)
    assert moot.refused(long) == BadPeriod(asked=asked, least=hour, most=hour)
    (again,) = moot.do(cmd.CallConsensus(actor=ADA, proposal=1))
    assert isinstance(again, ev.CheckCalled)
    assert (again.deadline, again.election) == (moot.now + hour, 1)
    assert moot.verified().sound, moot.verified()


def test_where_nobody_stood_consensus_is_called_again_for_no_longer_than_names_would_take() -> None:
    """Somebody may stand in the next hour, and then the timetable begins anew."""
    moot = called()
    moot.do(cmd.NominateOfficer(actor=BEN, person=EVE, office="secretary"))
    moot.block("ada")
    moot.at_close()
    assert moot.election().waiting
    refused = moot.refused(cmd.CallConsensus(actor=ADA, proposal=1, period=timedelta(days=90)))
    assert refused == BadPeriod(asked=timedelta(days=90), least=timedelta(hours=1), most=timedelta(days=10))
    moot.do(cmd.CallConsensus(actor=ADA, proposal=1))
    assert moot.verified().sound, moot.verified()


def test_who_is_an_officer_of_the_society_no_more_returns_nothing() -> None:
    """It passes to the bot, and another officer sees to it; several registers tell who was none."""
    moot = Electing.here()
    moot.calls("fay", officers=("fay",))
    no = NotReturning(election=1, returning=None, officers=(EVE,), society=True)
    move = cmd.MoveTimetable(actor=FAY, election=1, times=Times(ballot_for=WEEK * 2), officers=frozenset({EVE}))
    assert moot.refused(off(FAY, 1, EVE)) == moot.refused(move) == no
    before, ended = moot.assembly, ev.ElectionEnded(election=1, elected=(), unfilled=1, because="called off", by=FAY)
    assert as_officer(ended, before, moot.now) == (1, FAY)
    assert kinds(moot.do(replace(move, actor=EVE))) == ["ReturningPassed", "TimetableMoved"]
    assert moot.election().returning is None
    moot.do(cmd.TakeOnElection(actor=EVE, election=1, officers=frozenset({EVE})))
    assert moot.verified().sound, moot.verified()


def test_a_second_call_is_pointed_to_an_election_that_has_long_waited_for_somebody_to_stand() -> None:
    """The times that are asked for are no worse for it: they count from now."""
    moot = called()
    moot.at(days=200)
    assert moot.election().waiting
    times = Times(nominations_close=moot.now + WEEK)
    asked = cmd.CallElection(actor=ADA, office="secretary", times=times)
    assert moot.refused(asked) == ElectionUnderWay(election=1, moves=True, ends=True)


def test_a_second_call_in_other_words_is_not_the_first_said_again() -> None:
    """What was asked for is not there; whoever may reads how to get it."""
    moot = called()
    again = cmd.CallElection(actor=ADA, office="secretary")
    both = ElectionUnderWay(election=1, moves=True, ends=True)
    assert moot.refused(replace(again, times=Times(ballot_for=timedelta(days=1)))) == both
    assert moot.refused(replace(again, method=Method.STV)) == ElectionUnderWay(election=1, ends=True)
    assert moot.refused(replace(again, actor=CAT, method=Method.STV)) == ElectionUnderWay(election=1)
    assert moot.refused(replace(again, times=Times(ballot_for=WEEK))) == NothingChanged(
        what="it is there as E1", there="E1"
    )
    other = vacant()
    other.calls("ada")
    timed = cmd.CallElection(actor=ADA, office="secretary", times=Times(ballot_for=timedelta(days=1)))
    assert other.refused(timed) == ElectionUnderWay(election=2, moves=True)
