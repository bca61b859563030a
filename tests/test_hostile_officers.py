"""Officers who will not go, returning officers who want to win, and whoever would write the register otherwise."""

from datetime import timedelta
from random import Random

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.commands.elections import Times
from deliberation.convening import conveners, matters_about
from deliberation.crosschecking import Crosschecking
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId
from deliberation.offices import Mandate
from deliberation.positions import Stance
from deliberation.refusals import (
    BadPeriod,
    BadSpending,
    BadTimetable,
    NotCited,
    NotTheirsToReturn,
    NotTreasurer,
    RecalledFromIt,
    ReturningOfficerStands,
    WhichOffice,
)
from deliberation.rules import MOST_PENCE, RULES
from deliberation.treasury import treasurers
from deliberation.verifying import verify
from tests.support.elections import EVERYBODY, Electing
from tests.support.engine import ROOM, Moot, only, people, replayed, without_sources
from tests.support.forging import Forgery, added, altered, ended, found, of, opened, rehashed
from tests.support.giving import Giving

ADA, BEN, CAT, DAN, EVE, FAY, ZOE = people("ada", "ben", "cat", "dan", "eve", "fay", "zoe")
WEEK = timedelta(days=7)


def with_secretary(**rules: str) -> Electing:
    """Give an assembly whose secretary is Dan."""
    moot = Electing.here(**rules)
    moot.elect("dan", by="ada")
    return moot


def decided(moot: Moot, command: cmd.Command) -> None:
    """Propose something and have everybody agree to it."""
    moot.do(command)
    caller = next(iter(conveners(moot.assembly, moot.now)), ADA)
    check = moot.call(len(moot.assembly.proposals), who=caller)
    moot.agree(*sorted(moot.assembly.participants), check=check)
    moot.later(minutes=5)


def elected(moot: Moot, office: str, who: PersonId, by: PersonId = ADA) -> None:
    """Elect somebody to an office by everybody's consensus."""
    moot.do(cmd.NominateOfficer(actor=by, person=who, office=office))
    moot.agree(*sorted(moot.assembly.participants), check=len(moot.assembly.checks))
    moot.later(minutes=5)


def removed(moot: Moot, who: PersonId, office: str = "") -> None:
    """Recall somebody, with everybody else for it."""
    others = sorted(moot.assembly.participants.keys() - {who})
    moot.do(cmd.StartRecall(actor=others[0], officer=who, office=office, reason="they did not act as agreed"))
    for person in others[1:3]:
        moot.do(cmd.Sign(actor=person, petition=len(moot.assembly.petitions), source=moot.source()))
    moot.say(Stance.REMOVE, *others, check=len(moot.assembly.checks))
    moot.later(minutes=5)


def with_treasurer() -> Electing:
    """Give an assembly whose secretary Dan appointed Eve treasurer, and an office that is deputy to hers."""
    moot = with_secretary()
    decided(moot, cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="secretary"))
    deputy = cmd.ProposeOffice(actor=ADA, office="bookkeeper", appointed_by="secretary", deputy_to="treasurer")
    decided(moot, deputy)
    moot.do(cmd.Appoint(actor=DAN, person=EVE, office="treasurer"))
    return moot


# --- an officer who will not go


def test_who_was_removed_does_not_act_on_as_their_own_deputy() -> None:
    """Not before the assembly puts them there anew."""
    moot = with_secretary()
    decided(moot, cmd.ProposeOffice(actor=ADA, office="vice secretary", deputy_to="secretary"))
    elected(moot, "vice secretary", DAN)
    removed(moot, DAN, "secretary")
    assert moot.assembly.offices["vice secretary"].holders == (DAN,)
    assert conveners(moot.assembly, moot.now) == (ADA,)
    moot.do(cmd.Resign(actor=DAN, office="vice secretary"))
    elected(moot, "vice secretary", DAN)
    assert conveners(moot.assembly, moot.now) == (DAN,)
    assert moot.verified().sound


def test_who_was_removed_and_elected_again_stands_in_as_any_deputy_does() -> None:
    """What the assembly gives back it gives back whole."""
    moot = with_secretary()
    decided(moot, cmd.ProposeOffice(actor=ADA, office="vice secretary", deputy_to="secretary"))
    elected(moot, "vice secretary", DAN)
    removed(moot, DAN, "secretary")
    elected(moot, "secretary", DAN)
    moot.do(cmd.Resign(actor=DAN, office="secretary"))
    assert conveners(moot.assembly, moot.now) == (DAN,)
    assert moot.verified().sound


def test_who_was_removed_is_not_appointed_to_what_stands_in_for_that_office() -> None:
    """Else a friend who appoints leaves the office empty, and has them fill it as deputy."""
    moot = with_treasurer()
    removed(moot, EVE)
    refusal = moot.refused(cmd.Appoint(actor=DAN, person=EVE, office="bookkeeper"))
    assert isinstance(refusal, RecalledFromIt)
    assert (refusal.office, refusal.recalled_from) == ("bookkeeper", "treasurer")
    assert treasurers(moot.assembly, moot.now) == ()


def test_an_account_that_goes_its_own_way_does_not_leave_a_recall_behind() -> None:
    """Whoever was removed unlinks a second account and is appointed as somebody new: the register knows better."""
    moot = with_treasurer()
    removed(moot, EVE)
    other = PersonId("eve-2")
    moot.do(cmd.PartPerson(person=EVE, other=other))
    moot.do(cmd.Enter(actor=other, venue=ROOM))
    refusal = moot.refused(cmd.Appoint(actor=DAN, person=other, office="treasurer"))
    assert isinstance(refusal, RecalledFromIt)
    moot.join("zoe", other)
    assert isinstance(moot.refused(cmd.Appoint(actor=DAN, person=ZOE, office="treasurer")), RecalledFromIt)
    again = replayed(moot.entries, moot.texts)
    assert again is not None
    assert without_sources(again) == without_sources(moot.assembly)
    assert moot.verified().sound


def test_an_office_that_ends_in_the_middle_of_a_recall_and_is_there_again_is_not_appointed_to_at_once() -> None:
    """As where they had resigned: the recall was never held."""
    moot = with_treasurer()
    moot.recall("eve", "ada", "ben", "cat")
    decided(moot, cmd.ProposeOfficeEnd(actor=ADA, office="treasurer"))
    decided(moot, cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="secretary"))
    again = cmd.Appoint(actor=DAN, person=EVE, office="treasurer")
    assert isinstance(moot.refused(again), RecalledFromIt)
    moot.later(days=14).do(again)
    assert moot.verified().sound


def test_an_act_is_cited_only_in_a_recall_from_the_office_in_which_it_was_done() -> None:
    """The ordinary way, with the ordinary threshold, stays open for any other."""
    moot = with_secretary()
    decided(moot, cmd.ProposeOffice(actor=ADA, office="archivist"))
    elected(moot, "archivist", DAN)
    act = moot.act("dan", "burnt the minutes", office="secretary")
    asked = cmd.StartRecall(actor=ADA, officer=DAN, reason="", office="archivist", act=act)
    elsewhere = NotCited(act=act, why="office", by=DAN, office="secretary", held=True)
    assert moot.refused(asked) == elsewhere
    moot.do(cmd.Resign(actor=DAN, office="secretary"))
    gone = NotCited(act=act, why="office", by=DAN, office="secretary", held=False)
    assert moot.refused(cmd.StartRecall(actor=ADA, officer=DAN, reason="", act=act)) == gone
    moot.do(cmd.StartRecall(actor=ADA, officer=DAN, reason="", office="archivist"))
    assert moot.petition().act is None


def test_who_holds_several_offices_is_recalled_from_the_one_that_is_named() -> None:
    """Not from whichever comes first, while they keep the one that was meant."""
    moot = with_secretary()
    decided(moot, cmd.ProposeOffice(actor=ADA, office="archivist"))
    elected(moot, "archivist", DAN)
    which = WhichOffice(asked="recall", offices=("archivist", "secretary"), person=DAN)
    assert moot.refused(cmd.StartRecall(actor=ADA, officer=DAN, reason="")) == which
    moot.do(cmd.StartRecall(actor=ADA, officer=DAN, reason="", office="secretary"))
    assert moot.petition().office == "secretary"


@pytest.mark.parametrize("pence", [-1, MOST_PENCE + 1])
def test_nobody_spends_less_than_nothing(pence: int) -> None:
    """It would make room under a limit for spending more; and a register with it would not verify."""
    moot = with_secretary()
    mandate = Mandate(office="secretary", scope="pay", pence=100)
    decided(moot, cmd.Propose(actor=ADA, title="Pay", mandate=mandate))
    act = cmd.RecordAct(actor=DAN, text="a refund", decision=2, pence=pence)
    assert moot.refused(act) == BadSpending(most=MOST_PENCE)
    wrong = Mandate(office="secretary", scope="pay", pence=pence)
    assert moot.refused(cmd.Propose(actor=ADA, title="Pay", mandate=wrong)) == BadSpending(most=MOST_PENCE)
    moot.act("dan", "nothing", decision=2, pence=0)
    assert moot.verified().sound


# --- a treasurer who is away


def test_deputies_record_gifts_while_every_treasurer_is_away() -> None:
    """What may not be kept must go back in time. One who is away may record all the same."""
    moot = Giving.with_treasurer("ada", "ben", "cat")
    moot.fill("bookkeeper", "ben", deputy_to="treasurer")
    early = moot.refused(moot.giving(10_00, actor=BEN))
    assert early == NotTreasurer(treasurers=(ADA,), office=True)
    moot.do(cmd.GiveApologies(actor=ADA, until=moot.now + WEEK))
    moot.do(moot.giving(10_00, actor=BEN))
    moot.do(moot.giving(20_00, actor=ADA))
    assert treasurers(moot.assembly, moot.now) == (ADA, BEN)
    moot.later(days=7)
    assert treasurers(moot.assembly, moot.now) == (ADA,)
    assert moot.verified().sound


# --- a returning officer who wants to win


def returned_by(who: PersonId = FAY, **rules: str) -> Electing:
    """Give an election of the secretary that an officer of the Electoral Society returns."""
    moot = Electing.here(**rules)
    moot.calls(who, officers=(who,))
    return moot


def test_whoever_returns_an_election_is_not_elected_in_it_by_consensus_either() -> None:
    """Nobody returns an election in which they stand, by whichever way."""
    moot = returned_by()
    asked = cmd.NominateOfficer(actor=ADA, person=FAY, office="secretary")
    assert moot.refused(asked) == ReturningOfficerStands(election=1, person=FAY)
    moot.do(cmd.HandElectionOver(actor=FAY, election=1))
    moot.do(asked)
    take = cmd.TakeOnElection(actor=FAY, election=1, officers=frozenset({FAY}))
    assert moot.refused(take) == ReturningOfficerStands(election=1, person=FAY)
    off = cmd.CallOffElection(actor=FAY, election=1, reason="", officers=frozenset({FAY}))
    assert moot.refused(off) == NotTheirsToReturn(election=1, office="secretary")
    moot.block("ada")
    moot.at(days=3)
    moot.do(take)
    again = cmd.CallConsensus(actor=ADA, proposal=1)
    assert moot.refused(again) == ReturningOfficerStands(election=1, person=FAY)
    assert moot.verified().sound


def test_nobody_calls_an_election_to_what_it_is_asked_whether_they_are_to_hold() -> None:
    """They would return it against those who stand beside them."""
    moot = Electing.here()
    moot.do(cmd.NominateOfficer(actor=ADA, person=FAY, office="secretary"))
    call = cmd.CallElection(actor=FAY, office="secretary", officers=frozenset({FAY}))
    assert moot.refused(call) == NotTheirsToReturn(election=None, office="secretary")


def test_whoever_turns_out_to_hold_the_office_returns_its_election_no_more() -> None:
    """Else nobody could change it: not they, whom it is about, and nobody else while they return it."""
    moot = with_secretary()
    moot.calls("eve", officers=("eve",))
    moot.join("eve", "dan")
    assert moot.election().returning is None
    moot.do(cmd.TakeOnElection(actor=FAY, election=1, officers=frozenset({FAY})))
    assert moot.verified().sound


@pytest.mark.parametrize(
    "times",
    [
        {"nominations_for": timedelta(days=1)},
        {"ballot_open": timedelta(days=8)},
        {"ballot_for": timedelta(days=1)},
        {
            "nominations_close": timedelta(hours=2),
            "ballot_open": timedelta(hours=4),
            "ballot_close": timedelta(hours=6),
        },
    ],
)
def test_nobody_loses_time_that_was_published(times: dict[str, timedelta]) -> None:
    """No nominations closed as soon as a friend stands, and no vote that is over by the morning."""
    moot = returned_by()
    moot.stands("eve")
    said = {name: span if name.endswith("for") else moot.now + span for name, span in times.items()}
    move = cmd.MoveTimetable(actor=FAY, election=1, times=Times(**said), officers=frozenset({FAY}))  # type: ignore[arg-type]
    assert moot.refused(move) == BadTimetable(problem="shorter")


def test_who_stands_at_last_is_not_left_alone_by_a_timetable_moved_just_before() -> None:
    """Where nobody had stood, a new close leaves as much time as there was."""
    moot = returned_by()
    moot.at(days=9)
    soon = Times(nominations_for=timedelta(hours=2))
    move = cmd.MoveTimetable(actor=FAY, election=1, times=soon, officers=frozenset({FAY}))
    assert moot.refused(move) == BadTimetable(problem="shorter")
    moot.do(cmd.MoveTimetable(actor=FAY, election=1, times=Times(nominations_for=WEEK), officers=frozenset({FAY})))
    assert moot.verified().sound


def test_nominations_are_not_said_to_have_opened_long_ago() -> None:
    """So that nobody could see them open, and they close within the hour."""
    moot = Electing.here()
    opens = moot.now + timedelta(days=10)
    moot.calls("fay", officers=("fay",), times=Times(nominations_open=opens))
    ago, soon = moot.now - timedelta(days=30), moot.now + timedelta(hours=2)
    times = Times(nominations_open=ago, nominations_close=soon, ballot_open=soon + WEEK, ballot_close=soon + 2 * WEEK)
    move = cmd.MoveTimetable(actor=FAY, election=1, times=times, officers=frozenset({FAY}))
    assert moot.refused(move) == BadTimetable(problem="shorter")


def test_an_election_is_not_put_off_again_and_again() -> None:
    """The whole of it takes half a year at most, counted from where it began."""
    moot = returned_by()
    moot.stands("eve")
    longer = Times(nominations_for=timedelta(days=150))
    moot.do(cmd.MoveTimetable(actor=FAY, election=1, times=longer, officers=frozenset({FAY})))
    moot.later(days=140)
    again = Times(nominations_for=timedelta(days=290))
    move = cmd.MoveTimetable(actor=FAY, election=1, times=again, officers=frozenset({FAY}))
    assert moot.refused(move) == BadTimetable(problem="long")
    assert moot.verified().sound


def test_a_timetable_may_be_moved_while_nominations_are_about_to_close() -> None:
    """What is not moved needs no more time."""
    moot = returned_by()
    moot.later(days=6, hours=23, minutes=30)
    later = Times(ballot_open=moot.now + WEEK)
    moot.do(cmd.MoveTimetable(actor=FAY, election=1, times=later, officers=frozenset({FAY})))
    assert moot.verified().sound


def test_no_part_of_an_election_or_referendum_is_shorter_than_the_rules_let_a_check_be() -> None:
    """Between nominations and ballot there is also the time for a decision to settle: consensus is sought first."""
    moot = Electing.here(shortest_period="48h", cooling_off="5d", nomination_period="24h", ballot_period="24h")
    day = timedelta(days=1)
    for problem, times in {
        "nominations": Times(nominations_for=day),
        "consensus": Times(ballot_open=moot.now + 3 * day),
        "ballot": Times(ballot_for=day),
    }.items():
        refusal = moot.refused(cmd.CallElection(actor=ADA, office="secretary", times=times))
        assert refusal == BadTimetable(problem=problem, least=(7 if problem == "consensus" else 2) * day)
    moot.calls()
    times_by_rule = moot.election().timetable
    assert times_by_rule.ballot_close - times_by_rule.ballot_open == 2 * day
    asked = cmd.CallReferendum(actor=ADA, question="Friday?", members_only=False, period=day)
    assert isinstance(moot.refused(asked), BadPeriod)
    moot.do(cmd.CallReferendum(actor=ADA, question="Friday?", members_only=False))
    assert moot.verified().sound


def test_the_day_by_which_voters_had_joined_leaves_the_vote_to_half_of_them_at_least() -> None:
    """And it is no more than a year ago: whoever calls an election does not choose the oldest hands as its voters."""
    moot = Electing.here("ada", "ben", "cat")
    moot.later(days=400)
    for name in ("dan", "eve", "fay"):
        moot.do(cmd.Enter(actor=PersonId(name), venue=ROOM))
    moot.later(days=1)

    def called(ago: timedelta) -> cmd.CallElection:
        opens = moot.now + timedelta(days=1)
        times = Times(nominations_open=opens, joined_by=moot.now - ago)
        return cmd.CallElection(actor=ADA, office="secretary", times=times)

    assert moot.refused(called(timedelta(days=366))) == BadTimetable(problem="long ago")
    moot.do(cmd.Enter(actor=PersonId("gus"), venue=ROOM))
    assert moot.refused(called(timedelta(days=2))) == BadTimetable(problem="few")
    moot.do(called(timedelta(hours=1)))
    move = cmd.MoveTimetable(actor=ADA, election=1, times=Times(joined_by=moot.now - timedelta(days=2)))
    assert moot.refused(move) == BadTimetable(problem="few")
    assert moot.verified().sound


def test_nobody_loses_their_vote_by_being_put_out_of_a_room_for_a_moment() -> None:
    """Whoever was here when the election was called, left and is back has joined by then; a newcomer has not."""
    moot = returned_by()
    moot.stands("eve", "ada", "ben")
    moot.stands("cat", "dan", "ben")
    moot.later(hours=1)
    for name in ("dan", "ben"):
        moot.do(cmd.Leave(actor=PersonId(name), venue=ROOM))
    moot.join("zoe", "ben")
    for name in ("dan", "zoe", "new"):
        moot.do(cmd.Enter(actor=PersonId(name), venue=ROOM))
    moot.at_close()
    moot.at_ballot()
    assert moot.assembly.polls[1].roll == {ADA, CAT, DAN, EVE, FAY, ZOE}
    again = replayed(moot.entries, moot.texts)
    assert again is not None
    assert again.polls[1].roll == moot.assembly.polls[1].roll
    assert moot.verified().sound


def test_nobody_loses_their_vote_by_being_out_as_an_election_is_called() -> None:
    """Who was put out just before and is back within two days had joined when they had; after that they had not."""
    moot = Electing.here()
    for person in (DAN, EVE):
        moot.do(cmd.Leave(actor=person, venue=ROOM))
    moot.later(hours=1).calls()
    moot.later(hours=47)
    back = only(moot.do(cmd.Enter(actor=DAN, venue=ROOM)), ev.PersonEntered)
    assert back.joined_at == moot.assembly.participants[DAN].joined_at == moot.assembly.founded_at
    moot.later(minutes=1)
    assert only(moot.do(cmd.Enter(actor=EVE, venue=ROOM)), ev.PersonEntered).joined_at is None
    moot.stands("fay", "ada", "ben")
    moot.stands("cat", "dan", "ben")
    moot.at_close()
    moot.at_ballot()
    assert moot.assembly.polls[1].roll == {ADA, BEN, CAT, DAN, FAY}
    assert not moot.assembly.gone_lately
    assert replayed(moot.entries, moot.texts) == without_sources(moot.assembly)
    assert moot.verified().sound
    assert "when they had not joined, or left long ago" in judged(moot, back_since("2024-01-01T09:00:00Z"))


def test_a_register_of_before_in_which_who_came_back_was_new_still_verifies() -> None:
    """Neither signature nor day of joining came back with anybody, and it is read as it was then."""
    moot = with_secretary()
    moot.recall("dan", "ada", "ben")
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    moot.later(hours=1).do(cmd.Enter(actor=BEN, venue=ROOM))
    bodies = opened(moot.entries)
    assert bodies[of(bodies, "PetitionStarted")].pop("returns") is True
    assert bodies[-1].pop("joined_at")
    older = verify(rehashed(bodies, AssemblyId("a-1")))
    assert older.sound
    assert older.assembly is not None
    assert older.assembly.participants[BEN].joined_at == moot.now
    assert not older.assembly.petitions[1].away


def test_what_is_under_way_is_about_whoever_it_could_put_in_or_out() -> None:
    """A recall, an election, and consensus that is being sought; what is over, and who declined, no more."""
    moot = with_secretary()
    assert matters_about(moot.assembly) == {}
    moot.do(cmd.NominateOfficer(actor=ADA, person=BEN, office="secretary"))
    assert matters_about(moot.assembly) == {BEN: "P2", DAN: "P2"}
    moot.do(cmd.Withdraw(actor=ADA, proposal=2))
    moot.do(cmd.Propose(actor=ADA, title="Meet on Mondays"))
    moot.call(3, who="dan")
    assert matters_about(moot.assembly) == {}
    moot.calls("fay", officers=("fay",))
    moot.nominate("cat", "ada")
    moot.nominate("eve", "ben")
    moot.do(cmd.AnswerNomination(actor=EVE, election=1, accepts=False))
    assert matters_about(moot.assembly) == {CAT: "E1", DAN: "E1"}
    moot.recall("dan", "ada")
    assert matters_about(moot.assembly) == {CAT: "E1", DAN: "R1"}
    moot.do(cmd.CallOffElection(actor=FAY, election=1, reason="", officers=frozenset({FAY})))
    assert matters_about(moot.assembly) == {DAN: "R1"}
    moot.at(days=14)
    assert matters_about(moot.assembly) == {}


def back_since(when: str) -> Forgery:
    """Have whoever came back last count as joined at another time."""

    def forge(bodies: list[dict[str, object]]) -> None:
        bodies[max(place for place, body in enumerate(bodies) if body["type"] == "PersonEntered")]["joined_at"] = when

    return forge


def test_of_those_who_left_lately_only_so_many_are_kept_in_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of too many those who left first are not, nor is who was forgotten; linked they are kept under one id."""
    monkeypatch.setattr("deliberation.evolving.absences.MOST_GONE", 3)
    moot = Electing.here()
    for person in (ADA, BEN, CAT, DAN):
        moot.later(minutes=1).do(cmd.Leave(actor=person, venue=ROOM))
    assert set(moot.assembly.gone_lately) == {BEN, CAT, DAN}
    moot.do(cmd.ForgetPerson(person=BEN))
    moot.join("zoe", "cat")
    assert set(moot.assembly.gone_lately) == {ZOE, DAN}
    moot.join("eve", "dan")
    assert set(moot.assembly.gone_lately) == {ZOE}
    moot.later(hours=49).do(cmd.Leave(actor=FAY, venue=ROOM))
    assert set(moot.assembly.gone_lately) == {FAY}


# --- whoever would write the register otherwise


def judged(moot: Moot, forgery: Forgery) -> str:
    """Forge a register and say what is found."""
    bodies = opened(moot.entries)
    forgery(bodies)
    return found(verify(rehashed(bodies, AssemblyId("a-1"))))


def moved(**times: str) -> Forgery:
    """Have Ada move the timetable of the first election."""

    def forge(bodies: list[dict[str, object]]) -> None:
        called = bodies[of(bodies, "ElectionCalled")]
        assert isinstance(called["timetable"], dict)
        after = {**called["timetable"], **times}
        added("NominationMade", type="TimetableMoved", election=1, timetable=after, because="moved", by="ada")(bodies)

    return forge


@pytest.mark.parametrize(
    ("forgery", "sentence"),
    [
        (altered("ElectionCalled", called_by="ben"), "neither gives procedure nor returns it"),
        (moved(ballot_close="2026-07-16T09:00:00Z"), "all of it takes more than half a year"),
        (moved(ballot_close="2026-01-16T09:00:00Z"), "less time is left than was published"),
        (
            added("PollCounted", type="PollMoved", poll=1, closes_at="2026-03-02T09:00:00Z", because="absence"),
            "by more or less than an absence could have cost it",
        ),
    ],
)
def test_a_forged_timetable_is_found(forgery: Forgery, sentence: str) -> None:
    """By whom it was called and moved, and by how much."""
    moot = Electing.here()
    moot.calls()
    moot.stands("eve", "ada", "ben")
    moot.stands("fay", "cat", "dan")
    moot.at_close()
    moot.at_ballot()
    moot.votes(("ada", ("eve",)))
    moot.at_count()
    assert moot.verified().sound
    assert sentence in judged(moot, forgery), judged(moot, forgery) or "nothing was found"


def test_a_deadline_moved_by_more_than_an_absence_can_last_is_found() -> None:
    """How long the bot was away only the bot knows; but not for longer than the check had been open."""
    moot = Electing.here()
    moot.called()
    moot.agree("ada", "ben", "cat")
    moot.at(days=3)
    assert moot.verified().sound
    forged = added("CheckClosed", type="DeadlineMoved", check=1, deadline="2026-02-20T09:00:00Z", because="absence")
    assert "by more than an absence could have cost it" in judged(moot, forged)


def test_an_act_cited_against_another_office_is_found() -> None:
    """As the engine would refuse it."""
    moot = with_secretary()
    decided(moot, cmd.ProposeOffice(actor=ADA, office="archivist"))
    elected(moot, "archivist", DAN)
    act = moot.act("dan", "burnt the minutes", office="secretary")
    moot.do(cmd.StartRecall(actor=ADA, officer=DAN, reason="", act=act))
    assert moot.verified().sound
    assert "was not done as archivist" in judged(moot, altered("PetitionStarted", office="archivist"))


def with_society(kind: Kind = Kind.ELECTORAL_SOCIETY) -> tuple[Electing, Moot]:
    """Give an assembly whose election Zoe, an officer of the Electoral Society, took on; and the society."""
    society = Moot.founded("zoe", "yan")
    society.elect("zoe", by="yan")
    bodies = opened(society.entries)
    bodies[0] = {**bodies[0], "assembly": "a-2", "kind": kind.value}
    society.entries = rehashed(bodies, AssemblyId("a-2"))
    moot = Electing.here()
    moot.later(hours=1)
    moot.calls()
    moot.do(cmd.TakeOnElection(actor=ZOE, election=1, officers=frozenset({ZOE})))
    return moot, society


@pytest.mark.parametrize(
    ("forgery", "wrong"),
    [
        (None, False),
        (altered("ReturningPassed", returning="ben"), True),
        (altered("ElectionCalled", called_by="yan", returning="yan"), True),
        (ended(type="ElectionEnded", election=1, elected=[], unfilled=0, because="called off", by="zoe"), False),
    ],
)
def test_registers_together_show_who_is_no_returning_officer(forgery: Forgery | None, wrong: bool) -> None:
    """One register alone cannot tell: the society's names its officers."""
    moot, society = with_society()
    bodies = opened(moot.entries)
    if forgery is not None:
        forgery(bodies)
    crosschecking = Crosschecking()
    for entries in (rehashed(bodies, AssemblyId("a-1")), society.entries):
        assert verify(entries, look=crosschecking.look).sound
    sentences = [each.problem.sentence for each in crosschecking.found([AssemblyId("a-1"), AssemblyId("a-2")])]
    assert any("as an officer of an electoral society, and was none" in each for each in sentences) is wrong
    assert wrong or sentences == []


# --- by chance

_EXTREMES = {
    "period": ("1h", "90d"),
    "shortest-period": ("1h", "48h", "90d"),
    "cooling-off": ("0h", "30d"),
    "nomination-period": ("1h", "90d"),
    "ballot-period": ("1h", "90d"),
    "quorum-share": ("0", "1"),
    "quorum-minimum": ("1", "100000"),
    "extension-share": ("0", "1"),
    "reason-grace": ("0h", "14d"),
    "secretary-term": ("7d", "1096d"),
    "recall-rule": ("majority", "consensus-to-keep", "consensus-to-remove"),
}


@pytest.mark.parametrize("seed", range(12))
def test_no_rules_stop_the_clock_or_keep_an_officer_in_office(seed: int) -> None:
    """What falls due by itself is refused under no rules that an assembly can choose, and a recall removes."""
    chance = Random(seed)
    rules = {name: chance.choice(values) for name, values in _EXTREMES.items()}
    assert rules.keys() <= RULES.keys()
    moot = with_secretary_under(rules)
    moot.recall("dan", "ada", "ben", "cat")
    moot.say(Stance.REMOVE, *(name for name in EVERYBODY if name != "dan"), check=len(moot.assembly.checks))
    assert moot.assembly.secretary is None
    assert any(election.is_open for election in moot.assembly.elections.values())
    for _ in range(30):
        moot.at(days=chance.choice([1, 9, 40]))
        moot.booth.open()
        moot.booth.count()
    assert moot.verified().sound


def with_secretary_under(rules: dict[str, str]) -> Electing:
    """Give an assembly under rules of its own, and Dan its secretary, whatever it takes."""
    moot = Electing.founded(*EVERYBODY, rules=rules)
    moot.do(cmd.NominateOfficer(actor=ADA, person=DAN, office="secretary"))
    moot.agree(*EVERYBODY)
    moot.at_time(moot.now + moot.assembly.rules.cooling_off)
    return moot
