"""Verifying elections: each kind of lie about one is found, though every hash is right."""

from datetime import timedelta
from functools import cache

import pytest

from deliberation import commands as cmd
from deliberation.ids import AssemblyId
from deliberation.register import roll_hash
from deliberation.verifying import verify
from tests.support.elections import Electing, contested
from tests.support.engine import ROOM, people
from tests.support.forging import Body, Forgery, added, altered, dropped, found, of, opened, rehashed

ADA, DAN, EVE, FAY = people("ada", "dan", "eve", "fay")


@cache
def a_history() -> tuple[Electing, ...]:
    """An election by ballot, then one that is called off; and beside it one that consensus decides."""
    by_ballot = Electing.here(election_method="stv")
    by_ballot.calls()
    by_ballot.stands("eve", "ada", "ben")
    by_ballot.stands("fay", "cat", "dan")
    by_ballot.at_close()
    by_ballot.at_ballot()
    by_ballot.votes(("ada", ("eve",)), ("ben", ("eve",)), ("cat", ("fay",)))
    by_ballot.at_count()
    by_consensus = Electing.here()
    by_consensus.calls("fay", officers=("fay",))
    by_consensus.nominate("dan", "ada")
    by_consensus.stands("eve", "cat", "ben")
    by_consensus.at(days=6)
    by_consensus.at_close()
    by_consensus.agree("ada", "ben", "cat", "dan", "eve", "fay")
    return by_ballot, by_consensus


def judged(which: int, forgery: Forgery) -> str:
    """Forge a history and say what is found."""
    bodies = opened(a_history()[which].entries)
    forgery(bodies)
    return found(verify(rehashed(bodies, AssemblyId("a-1"))))


def times(**changes: str) -> Forgery:
    """Alter the timetable."""

    def forge(bodies: list[Body]) -> None:
        bodies[of(bodies, "ElectionCalled")]["timetable"].update(changes)

    return forge


def other_voters(bodies: list[Body]) -> None:
    """Have those vote who had joined by another day, once it is known who stands."""
    called = bodies[of(bodies, "ElectionCalled")]
    moved = {**called["timetable"], "joined_by": "2025-12-24T09:00:00Z"}
    forge = added("NominationsClosed", type="TimetableMoved", election=1, timetable=moved, because="moved", by="ada")
    forge(bodies)


@pytest.mark.parametrize("which", [0, 1])
def test_an_honest_election_has_no_problem(which: int) -> None:
    """By ballot and by consensus."""
    assert verify(a_history()[which].entries).sound


def test_an_older_register_in_which_who_came_back_had_no_vote_still_verifies() -> None:
    """Its ballot was counted by the roll of then; with a roll that is neither, it does not verify."""
    moot = contested(election_method="stv")
    moot.do(cmd.Leave(actor=DAN, venue=ROOM))
    moot.later(hours=49).do(cmd.Enter(actor=DAN, venue=ROOM))
    moot.at_ballot()
    roll = moot.assembly.polls[1].roll
    assert DAN in roll
    moot.votes(("ada", ("eve",)), ("ben", ("eve",)), ("cat", ("fay",)))
    moot.at_count()
    assert moot.verified().sound
    bodies = opened(moot.entries)
    poll = bodies[of(bodies, "PollOpened")]
    assert poll.pop("returned")
    assert "roll of ballot B1" in found(verify(rehashed(bodies, AssemblyId("a-1"))))
    poll.update(roll_size=len(roll) - 1, roll_hash=roll_hash(roll - {DAN}))
    older = verify(rehashed(bodies, AssemblyId("a-1")))
    assert older.sound
    assert older.assembly is not None
    assert older.assembly.polls[1].roll == roll - {DAN}


@pytest.mark.parametrize(
    ("forgery", "sentence"),
    [
        (altered("ElectionCalled", election=2), "Election 2 comes after 0"),
        (altered("ElectionCalled", seats=2), "for 2 seats, and there are 1"),
        (altered("ElectionCalled", office="", seat="Leeds"), "which constituency assemblies alone do"),
        (altered("ElectionCalled", office="treasurer"), "which is not elected"),
        (altered("ElectionCalled", called_by=None), "called by nobody, though no place was vacant"),
        (altered("ElectionCalled", called_by="zoe"), "without taking part"),
        (altered("ElectionCalled", returning="ben"), "for ben to return it"),
        (times(ballot_open="2026-01-12T09:30:00Z"), "less than an hour for something"),
        (times(joined_by="2026-02-12T09:00:00Z"), "or is not in order"),
        (other_voters, "was changed after nominations had opened"),
        (dropped("NominationsOpened"), "were to open at once, and did not"),
        (altered("NominationMade", by="eve"), "eve nominates themselves"),
        (altered("NominationMade", number=2), "comes after 0"),
        (altered("NominationMade", person="zoe"), "was named in nomination 1 of E1 without taking part"),
        (altered("NominationMade", 1, by="ada"), "puts forward more names than there are seats"),
        (altered("NominationSeconded", by="ada"), "what they had put forward"),
        (altered("NominationSeconded", by="eve"), "or themselves"),
        (dropped("NominationSeconded"), "not those who were nominated, seconded and accepted"),
        (altered("NominationAnswered", accepts=False), "not those who were nominated, seconded and accepted"),
        (altered("NominationAnswered", person="ben"), "without being nominated"),
        (altered("NominationsClosed", standing=["eve"]), "not those who were nominated, seconded and accepted"),
        (altered("OfficeFilled", person="fay"), "which did not elect them to it"),
        (dropped("OfficeFilled"), "won a seat in E1 and was not put into it"),
        (dropped("ElectionEnded"), "did not end with the count of its ballot"),
        (altered("ElectionEnded", elected=["fay"]), "with others elected than were put into its seats"),
        (altered("ElectionEnded", because="called off"), "by called off, which it could not"),
        (altered("ElectionEnded", unfilled=1), "Nominations did not re-open"),
        (added("NominationsClosed", type="NominationsKeptOpen", election=1), "though somebody stood"),
        (
            added("PollOpened", type="NominationSeconded", election=1, person="eve", by="fay"),
            "came while nominations were not open",
        ),
        (
            added("NominationsClosed", type="ReturningPassed", election=1, returning="eve", because="taken on"),
            "because of taken on, which there was not",
        ),
        (
            added("PollOpened", type="CandidateSelected", election=1, person="eve", decision=0),
            "without having won its ballot",
        ),
    ],
)
def test_a_lie_about_an_election_by_ballot_is_found(forgery: Forgery, sentence: str) -> None:
    """Who called it, when, who stood, who won: nothing can be told otherwise."""
    told = judged(0, forgery)
    assert sentence in told, told or "nothing was found"


@pytest.mark.parametrize(
    ("forgery", "sentence"),
    [
        (altered("NominationMade", person="fay"), "the returning officer is nominated"),
        (altered("CandidatesReminded", people=["eve"]), "others were reminded"),
        (dropped("CheckCalled"), "stands unopposed in E1, and consensus was not sought"),
        (altered("CheckCalled", called_by="zoe"), "was called by nobody who takes part"),
        (altered("ElectionEnded", because="ballot"), "by ballot, which it could not"),
        (altered("ElectionEnded", because="office ended"), "by office ended, which it could not"),
    ],
)
def test_a_lie_about_an_election_by_consensus_is_found(forgery: Forgery, sentence: str) -> None:
    """Who returned it, who was asked, how it ended."""
    told = judged(1, forgery)
    assert sentence in told, told or "nothing was found"


def test_a_timetable_moves_only_by_whom_it_is_not_about_and_never_back() -> None:
    """What is still ahead, by whoever returns it, or by as much as an absence cost."""
    bodies = opened(a_history()[1].entries)
    moved = dict(bodies[of(bodies, "ElectionCalled")]["timetable"])
    later = {**moved, "ballot_close": "2026-02-22T09:00:00Z"}
    for because, by, table, sentence in (
        ("moved", "ben", later, "while fay returned it"),
        ("moved", None, later, "moved by nobody"),
        ("moved", "fay", moved, "moved to what it was"),
        ("absence", None, later, "by more than an absence could have cost it"),
        ("stands", None, later, "waited for nobody to stand"),
        ("whim", None, later, "for no reason that there is"),
    ):
        forged = added("NominationsClosed", type="TimetableMoved", election=1, timetable=table, because=because, by=by)
        assert sentence in judged(1, forged)


def test_a_decision_is_taken_back_only_where_whom_it_would_elect_stood_down() -> None:
    """Nobody's election is undone by a word that they never said, and what is taken back is closed."""
    moot = Electing.here(cooling_off="5d")
    moot.calls()
    moot.stands("eve")
    moot.at_close()
    moot.agree("ada", "ben", "cat", "dan", "eve", "fay")
    moot.decline("eve")
    assert moot.verified().sound
    for forgery, sentence in (
        (dropped("NominationAnswered", 1), "because somebody stands no more, which nobody said"),
        (dropped("ProposalWithdrawn"), "was taken back, but P1 was not closed"),
    ):
        bodies = opened(moot.entries)
        forgery(bodies)
        assert sentence in found(verify(rehashed(bodies, AssemblyId("a-1"))))


def says(moot: Electing, *forgeries: Forgery) -> str:
    """Forge what happened in an assembly, and say what is found."""
    bodies = opened(moot.entries)
    for forgery in forgeries:
        forgery(bodies)
    return found(verify(rehashed(bodies, AssemblyId("a-1"))))


@cache
def kept_vacant() -> Electing:
    """An office whose election was called off; anybody called the next."""
    moot = Electing.here().with_office("treasurer", seats=2)
    moot.do(cmd.CallOffElection(actor=ADA, election=1, reason="not now"))
    moot.later(hours=1).do(cmd.CallElection(actor=DAN, office="treasurer"))
    return moot


@pytest.mark.parametrize(
    ("forgery", "sentence"),
    [
        (altered("ElectionCalled", 0, seats=1), "called by nobody for 1 seats, and others were to be filled"),
        (altered("ElectionCalled", 1, seats=1), "by whoever came first, otherwise than by the rules"),
        (altered("ElectionCalled", 1, method="stv"), "by whoever came first, otherwise than by the rules"),
        (altered("ElectionEnded", unfilled=0), "called by dan, who neither gives procedure nor returns it"),
        (altered("ElectionEnded", unfilled=1), "ended by called off, which it could not"),
    ],
)
def test_a_lie_about_an_election_after_one_that_was_called_off_is_found(forgery: Forgery, sentence: str) -> None:
    """Anybody calls it, by the rules, where a call-off left the office vacant; else only who may."""
    assert verify(kept_vacant().entries).sound
    assert sentence in says(kept_vacant(), forgery)


def test_a_second_call_off_that_keeps_an_office_vacant_is_found_and_an_older_register_is_sound() -> None:
    """Older ones do not say what a call-off left vacant."""
    bodies = opened(kept_vacant().entries)
    first = bodies[of(bodies, "ElectionEnded")]
    second = {**first, "election": 2, "at": bodies[-1]["at"], "unfilled": 2}
    assert "so that the office stayed vacant" in says(kept_vacant(), lambda all_of_it: all_of_it.append(second))
    moot = Electing.here().with_office("treasurer", seats=2)
    moot.do(cmd.CallOffElection(actor=ADA, election=1, reason="not now"))
    moot.later(hours=1).do(cmd.CallElection(actor=ADA, office="treasurer"))
    older = {**second, "unfilled": 0, "at": opened(moot.entries)[-1]["at"]}
    assert says(moot, altered("ElectionEnded", unfilled=0), lambda all_of_it: all_of_it.append(older)) == ""


def test_seats_that_nobody_won_are_the_seats_of_the_next() -> None:
    """Neither is one left unfilled, nor does anybody make room for one more."""
    moot = Electing.here(election_method="stv").with_office("treasurer", seats=2)
    moot.do(cmd.NominateOfficer(actor=ADA, person=DAN, office="treasurer"))
    moot.agree(*sorted(moot.assembly.participants), check=2)
    moot.stands("eve", "ada", "ben")
    moot.stands("fay", "cat", "ben")
    moot.at_close()
    moot.at_ballot()
    moot.votes(("ada", ("again",)), ("ben", ("again",)))
    moot.at_count()
    assert moot.election(2).seats == 1
    assert verify(moot.entries).sound
    assert "for 2 seats, and others were to be filled" in says(moot, altered("ElectionCalled", 1, seats=2))


def test_a_check_that_puts_a_ballot_off_for_longer_than_is_left_is_found() -> None:
    """Older registers do not name the election, and are sound."""
    moot = Electing.here()
    moot.calls()
    moot.do(cmd.NominateOfficer(actor=DAN, person=EVE, office="secretary"))
    moot.block("ada")
    moot.at(days=4)
    moot.do(cmd.CallConsensus(actor=ADA, proposal=1, period=timedelta(days=5)))
    longer = altered("CheckCalled", 1, deadline="2026-02-08T09:00:00Z", remind_at="2026-01-24T09:00:00Z")
    assert "for longer than is left until the ballot of E1" in says(moot, longer)
    assert says(moot, longer, lambda bodies: bodies[of(bodies, "CheckCalled", 1)].pop("election")) == ""
    assert "would fill no seat of E2" in says(moot, altered("CheckCalled", 1, election=2))
