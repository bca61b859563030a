"""Elections that open or end by themselves; who turns out to be another, leaves or is forgotten; and absence."""

from datetime import timedelta
from typing import Final

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.effects import FillOffice
from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap
from tests.support.elections import Electing, called, contested
from tests.support.engine import ROOM, kinds, only

ADA, BEN, CAT, DAN, EVE, FAY = map(PersonId, ("ada", "ben", "cat", "dan", "eve", "fay"))
WEEK: Final = timedelta(days=7)


# --- vacancies


def test_the_election_of_a_successor_opens_by_itself_when_a_term_ends_or_an_officer_is_recalled() -> None:
    """One that never was filled opens none."""
    moot = Electing.here()
    assert not moot.assembly.elections
    moot.elect("ben", by="ada")
    moot.later(days=365).do(cmd.Tick())
    assert (moot.election().office, moot.election().called_by) == ("secretary", None)
    assert moot.verified().sound


def test_joint_holders_are_elected_together_and_an_unwon_seat_is_sought_again() -> None:
    """*Re-open nominations* behaves as a candidate whose election leaves that seat unfilled."""
    moot = Electing.here(election_method="stv").with_office("convenor", seats=2)
    assert moot.election().seats == 2
    moot.stands("eve", "ada", "ben")
    moot.stands("fay", "ada", "cat")
    moot.stands("dan", "cat", "ben")
    moot.at_close()
    moot.at_ballot()
    moot.votes(*((voter, ("eve", "again")) for voter in ("ada", "ben", "cat", "dan", "eve")))
    moot.at_count()
    assert moot.assembly.offices["convenor"].holders == (EVE,)
    assert (moot.election(1).unfilled, moot.election(2).seats) == (1, 1)
    assert moot.verified().sound


def test_fewer_candidates_than_seats_leave_the_rest_to_another_election() -> None:
    """Two seats, one candidate: the other seat is not forgotten."""
    moot = Electing.here(election_method="stv").with_office("convenor", seats=2)
    moot.stands("eve", "ada", "ben")
    moot.at_close()
    moot.block("dan", check=len(moot.assembly.checks))
    moot.at_ballot()
    moot.votes(("ada", ("eve",)))
    moot.at_count()
    assert moot.election(1).elected == (EVE,)
    assert moot.election(2).seats == 1
    assert moot.verified().sound


def test_a_second_vacancy_during_an_election_is_filled_by_the_next() -> None:
    """An election under way is for the seats it was called for."""
    moot = Electing.here().with_office("convenor", seats=2)
    for person in ("dan", "eve"):
        moot.do(cmd.NominateOfficer(actor=ADA, person=PersonId(person), office="convenor"))
        moot.agree(*sorted(moot.assembly.participants), check=len(moot.assembly.checks))
    assert moot.election(1).because == "consensus"
    moot.do(cmd.Resign(actor=DAN, office="convenor"))
    moot.do(cmd.Resign(actor=EVE, office="convenor"))
    assert moot.election(2).seats == 1
    moot.do(cmd.NominateOfficer(actor=ADA, person=FAY, office="convenor"))
    moot.agree(*sorted(moot.assembly.participants), check=len(moot.assembly.checks))
    assert not moot.election(2).is_open
    assert (moot.election(3).seats, moot.election(3).is_open) == (1, True)
    assert moot.verified().sound


def test_an_office_that_ends_ends_its_election() -> None:
    """Nobody is elected to what there is no more."""
    moot = Electing.here().with_office("convenor")
    moot.do(cmd.ProposeOfficeEnd(actor=ADA, office="convenor"))
    moot.agree(*sorted(moot.assembly.participants), check=moot.call(len(moot.assembly.proposals)))
    assert moot.election().because == "office ended"
    assert moot.verified().sound


@pytest.mark.parametrize(("agreed", "seats"), [((EVE, FAY), 1), ((DAN, EVE, FAY), 2)])
def test_where_an_office_comes_to_have_fewer_seats_the_ballot_turns_nobody_out(
    agreed: tuple[PersonId, ...], seats: int
) -> None:
    """Whom consensus put there stays: nobody wins a seat that is no more, nor makes room for nobody."""
    moot = Electing.here().with_office("steward", seats=4)
    for person in ("cat", "dan", "eve", "fay"):
        moot.stands(person)
    moot.at_close()
    for proposal in list(moot.assembly.proposals.values()):
        if isinstance(proposal.effect, FillOffice) and proposal.check is not None:
            if proposal.effect.person in agreed:
                moot.agree(*sorted(moot.check(proposal.check).roll), check=proposal.check)
            else:
                moot.block("ben", check=proposal.check)
    moot.at_ballot()
    moot.do(cmd.ProposeOffice(actor=ADA, office="steward", seats=seats))
    moot.agree(*sorted(moot.assembly.participants), check=moot.call(len(moot.assembly.proposals)))
    names = tuple(str(option.person) for option in moot.assembly.polls[1].options if option.person)
    moot.votes(("ada", names), ("ben", names))
    moot.at_count()
    assert moot.assembly.offices["steward"].holders == moot.election().elected == agreed
    assert moot.verified().sound, moot.verified()


def test_an_election_by_long_rules_takes_as_long_as_they_say_and_stops_no_clock() -> None:
    """What begins by itself is refused to nobody: else the term's end could never be met, nor anything due after it."""
    moot = Electing.here(nomination_period="90d", period="30d", ballot_period="90d", secretary_term="7d")
    moot.do(cmd.NominateOfficer(actor=ADA, office="secretary", person=BEN))
    moot.agree("ada", "ben", "cat", "dan", "eve", "fay")
    assert kinds(moot.at(days=7)) == ["OfficeVacated", "ElectionCalled", "NominationsOpened"]
    times = moot.election().timetable
    assert times.ballot_close - times.nominations_open == timedelta(days=90 + 30 + 90)
    assert moot.verified().sound


# --- people, and absence


def test_two_who_turn_out_to_be_one_stand_once_and_do_not_back_themselves() -> None:
    """A second of one's own falls away; a returning officer who stands returns no more."""
    moot = Electing.here()
    moot.calls("dan", officers=("dan",))
    moot.nominate("eve", "ada")
    moot.second("eve", "ben")
    moot.accept("eve")
    moot.join("ada", "ben")
    assert moot.election().candidates[EVE].seconded_by is None
    moot.second("eve", "cat")
    assert moot.election().standing == (EVE,)
    happened = moot.join("eve", "dan")
    assert only(happened, ev.ReturningPassed).because == "stands"
    moot.join("eve", "ada")
    assert moot.election().candidates[EVE].nominated_by == CAT
    assert moot.election().standing == ()
    assert moot.verified().sound


@pytest.mark.parametrize(("person", "other"), [(EVE, FAY), (FAY, EVE)])
def test_who_was_nominated_twice_and_once_by_themselves_still_stands(person: PersonId, other: PersonId) -> None:
    """Whichever id is the earlier: what one of them put forward is gone, and not what others did."""
    moot = called()
    moot.nominate(person, by=other)
    moot.stands(other, "ada", "ben")
    moot.do(cmd.JoinPeople(person=person, other=other))
    assert moot.election().standing == (person,)
    assert moot.verified().sound


def test_two_candidates_who_turn_out_to_be_one_win_one_seat() -> None:
    """What one person wins twice they hold once; the other seat is sought again."""
    moot = Electing.here(election_method="stv").with_office("convenor", seats=2)
    for person, by in (("dan", "ada"), ("eve", "ada"), ("fay", "cat")):
        moot.stands(person, by, "ben")
    moot.at_close()
    moot.at_ballot()
    moot.votes(*((voter, ("dan", "eve")) for voter in ("ada", "ben", "cat")))
    moot.join("dan", "eve")
    moot.at_count()
    assert moot.assembly.offices["convenor"].holders == (DAN,)
    assert moot.election(2).seats == 1
    assert moot.verified().sound


def test_a_candidate_who_is_forgotten_does_not_stand_and_their_words_are_gone() -> None:
    """So are the words in which they put others forward."""
    moot = called()
    moot.stands("eve", "ada", "ben")
    moot.stands("fay", "eve", "dan")
    moot.do(cmd.ForgetPerson(person=EVE))
    candidates = moot.election().candidates
    assert (candidates[EVE].statement, candidates[EVE].stands) == ("", False)
    assert candidates[FAY].reason == ""
    assert moot.election().standing == (FAY,)
    assert moot.verified().sound


def test_an_absence_of_the_bot_over_the_close_puts_everything_off_by_as_long() -> None:
    """Nobody could stand meanwhile; a short one changes nothing."""
    moot = called()
    before = moot.election().timetable
    moot.later(days=6)
    since = moot.now
    moot.later(days=3)
    moot.do(cmd.NoteAbsence(since=since, until=moot.now))
    after = moot.election().timetable
    assert after.nominations_close - before.nominations_close == timedelta(days=3)
    assert after.ballot_close - before.ballot_close == timedelta(days=3)
    assert moot.do(cmd.Tick()) == []
    assert moot.verified().sound


def test_while_a_venue_cannot_be_heard_nothing_closes_and_the_time_is_made_good() -> None:
    """It does not close on what it cannot know."""
    moot = called()
    moot.later(days=6).do(cmd.LoseVenue(venue=ROOM))
    assert moot.at(days=5) == []
    happened = moot.do(cmd.RegainVenue(venue=ROOM))
    assert only(happened, ev.TimetableMoved).because == "absence"
    assert moot.election().timetable.nominations_close == moot.now + timedelta(days=1)
    assert moot.verified().sound


def test_a_late_tick_does_everything_that_is_due_once() -> None:
    """Twice, early or late: no harm."""
    moot = called()
    moot.stands("eve")
    moot.later(days=20)
    happened = moot.do(cmd.Tick())
    assert kinds(happened) == ["NominationsClosed"]
    assert moot.do(cmd.Tick()) == []
    moot.booth.open()
    assert moot.assembly.polls[1].closes_at == moot.now + WEEK
    assert moot.verified().sound


def test_who_joined_after_the_published_time_does_not_vote() -> None:
    """The roll is of those who had joined by then."""
    moot = contested()
    moot.later(hours=1).do(cmd.Enter(actor=PersonId("gus"), venue=ROOM))
    moot.at_ballot()
    assert PersonId("gus") not in moot.assembly.polls[1].roll
    assert len(moot.assembly.polls[1].roll) == 6


def test_members_who_leave_in_one_wave_are_noted_without_looking_back_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Since when each had taken part is kept with the election, at a cost that grows with their number alone."""
    looked_back: list[PersistentMap[object, object]] = []
    owned = PersistentMap._owned

    def counted(each: PersistentMap[object, object]) -> dict[object, object]:
        if each._data is None:
            looked_back.append(each)
        return owned(each)

    monkeypatch.setattr(PersistentMap, "_owned", counted)
    times: list[int] = []
    for many in (20, 40):
        moot = called()
        moot.enrol(*(f"member {number}" for number in range(many)), days=1)
        looked_back.clear()
        moot.at(days=1)
        assert len(moot.election().left) == many
        times.append(len(looked_back))
    assert times[0] == times[1]


def test_consensus_under_cooling_off_is_settled_by_the_opening_of_the_ballot() -> None:
    """The check by itself leaves room for the cooling off before the ballot."""
    moot = called(cooling_off="5d")
    moot.stands("eve")
    moot.at_close()
    assert moot.check().deadline + timedelta(days=5) == moot.election().timetable.ballot_open
    moot.agree("ada", "ben", "cat", "dan", "eve", "fay")
    assert moot.election().is_open
    moot.at_time(moot.election().timetable.ballot_open)
    assert moot.assembly.secretary == EVE
    assert isinstance(moot.proposal().effect, FillOffice)
    assert moot.verified().sound
