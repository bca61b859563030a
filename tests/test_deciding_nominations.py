"""Names put forward, seconded, accepted or declined; and what becomes of an election in which nobody stands."""

from datetime import timedelta
from typing import Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.deciding.clockwork import next_due
from deliberation.ids import PersonId
from deliberation.refusals import (
    AboutYourself,
    AlreadySeconded,
    AlreadyStanding,
    DoesNotStand,
    EnoughNominated,
    NominationsNotOpen,
    NothingChanged,
    NotNominated,
    SecondYourOwn,
    StatementNeeded,
)
from tests.support.elections import Electing, called, contested
from tests.support.engine import ROOM, kinds, only

ADA, BEN, CAT, DAN, EVE, FAY = map(PersonId, ("ada", "ben", "cat", "dan", "eve", "fay"))
WEEK: Final = timedelta(days=7)


# --- nominations


def test_a_candidate_is_nominated_by_one_seconded_by_another_and_accepts() -> None:
    """Only with all three does a name stand."""
    moot = called()
    moot.nominate("eve", "ada")
    assert moot.election().standing == ()
    own = cmd.SecondNomination(actor=ADA, election=1, person=EVE)
    assert moot.refused(own) == SecondYourOwn(election=1, person=EVE)
    assert moot.refused(cmd.SecondNomination(actor=EVE, election=1, person=EVE)) == SecondYourOwn(
        election=1, person=EVE
    )
    moot.second("eve", "ben")
    assert moot.second("eve", "ben") == []
    assert moot.refused(cmd.SecondNomination(actor=CAT, election=1, person=EVE)) == AlreadySeconded(
        election=1, person=EVE
    )
    bare = cmd.AnswerNomination(actor=EVE, election=1, accepts=True)
    assert moot.refused(bare) == StatementNeeded(election=1)
    moot.accept("eve")
    assert moot.election().standing == (EVE,)
    assert moot.refused(bare) == NothingChanged(what="you stand in E1")


def test_nobody_nominates_themselves_or_more_names_than_there_are_seats() -> None:
    """One who declined makes room for another name."""
    moot = called()
    assert moot.refused(cmd.Nominate(actor=ADA, election=1, person=ADA)) == AboutYourself(asked="elect")
    moot.nominate("eve", "ada")
    assert moot.refused(cmd.Nominate(actor=BEN, election=1, person=EVE)) == AlreadyStanding(election=1, person=EVE)
    more = cmd.Nominate(actor=ADA, election=1, person=FAY)
    assert moot.refused(more) == EnoughNominated(election=1, seats=1)
    moot.decline("eve")
    moot.do(more)
    assert moot.refused(cmd.AnswerNomination(actor=BEN, election=1, accepts=True)) == NotNominated(
        election=1, person=BEN
    )


def test_who_stands_down_before_the_ballot_is_neither_asked_about_nor_on_the_paper() -> None:
    """The check that the election opened about them ends; after nominations nobody comes back."""
    moot = called()
    moot.stands("eve")
    moot.at_close()
    assert kinds(moot.decline("eve")) == ["NominationAnswered", "CheckClosed", "ProposalWithdrawn"]
    again = cmd.AnswerNomination(actor=EVE, election=1, accepts=True, statement="after all")
    assert isinstance(moot.refused(again), NominationsNotOpen)
    happened = moot.at(days=3)
    assert kinds(happened) == ["ElectionEnded", "ElectionCalled", "NominationsOpened"]
    assert moot.verified().sound


def test_who_stands_down_while_what_was_agreed_cools_off_is_not_elected_all_the_same() -> None:
    """Consensus on them is taken back, whoever asked for it, and the proposal is closed."""
    moot = called(cooling_off="5d")
    moot.stands("eve")
    moot.at_close()
    moot.agree("ada", "ben", "cat", "dan", "eve", "fay")
    assert kinds(moot.decline("eve")) == ["NominationAnswered", "DecisionSentBack", "ProposalWithdrawn"]
    moot.at(days=9)
    assert (moot.assembly.secretary, moot.election().because, moot.election().unfilled) == (None, "consensus", 1)
    assert moot.verified().sound
    moot = called()
    moot.stands("eve")
    moot.do(cmd.SeekConsensus(actor=DAN, election=1, person=EVE))
    assert kinds(moot.decline("eve")) == ["NominationAnswered", "CheckClosed", "ProposalWithdrawn"]
    assert moot.verified().sound


def test_nobody_asks_for_consensus_on_who_has_said_that_they_do_not_stand() -> None:
    """In the election or beside it, for the first time or again: it would elect them all the same."""
    moot = called()
    moot.do(cmd.NominateOfficer(actor=BEN, office="secretary", person=EVE))
    moot.block("cat", check=1)
    moot.at(days=3)
    moot.nominate("eve", "ada")
    moot.decline("eve")
    refusal = DoesNotStand(election=1, person=EVE, declined=True)
    assert moot.refused(cmd.NominateOfficer(actor=BEN, office="secretary", person=EVE)) == refusal
    assert moot.refused(cmd.SeekConsensus(actor=BEN, election=1, person=EVE)) == refusal
    assert moot.refused(cmd.CallConsensus(actor=ADA, proposal=1)) == refusal


def test_a_candidate_who_left_is_not_on_the_paper() -> None:
    """And one who leaves during the ballot and wins is put nowhere: that seat stays unfilled."""
    moot = contested(election_method="stv")
    moot.do(cmd.Leave(actor=FAY, venue=ROOM))
    moot.at_ballot()
    assert [option.person for option in moot.assembly.polls[1].options] == [EVE, None]
    moot.votes(("ada", ("eve",)))
    moot.do(cmd.Leave(actor=EVE, venue=ROOM))
    moot.at_count()
    assert (moot.election().elected, moot.election().unfilled) == ((), 1)
    assert moot.election(2).is_open
    assert moot.verified().sound


def test_who_has_not_answered_is_reminded_once_a_day_before_nominations_close() -> None:
    """Not where all have answered, and not again by a late tick."""
    moot = called()
    moot.nominate("eve", "ada")
    moot.stands("fay", "cat", "dan")
    assert next_due(moot.assembly) == moot.election().timetable.nominations_close - timedelta(days=1)
    assert only(moot.at(days=6), ev.CandidatesReminded).people == (EVE,)
    assert moot.at(hours=1) == []
    assert moot.verified().sound


# --- nobody stands


def test_where_nobody_stands_nominations_stay_open_silently_until_somebody_does() -> None:
    """Nothing is due and nothing is said again and again; then the timetable begins anew."""
    moot = called()
    assert kinds(moot.at(days=7)) == ["NominationsKeptOpen"]
    assert next_due(moot.assembly) is None
    assert moot.at(days=100) == []
    moot.nominate("eve", "ada")
    moot.second("eve", "ben")
    assert kinds(moot.accept("eve")) == ["NominationAnswered", "TimetableMoved"]
    times = moot.election().timetable
    assert times.nominations_close == moot.now + WEEK
    assert times.joined_by == moot.now
    assert moot.verified().sound


def test_an_assembly_of_one_waits_in_silence_and_one_of_none_opens_nothing() -> None:
    """Re-opening never loops."""
    moot = Electing.here("ada", "ben")
    moot.elect("ben", by="ada")
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    moot.later(days=365).do(cmd.Tick())
    assert len(moot.assembly.elections) == 1
    moot.at(days=7)
    for _ in range(20):
        assert moot.at(days=30) == []
    other = Electing.here("ada", "ben")
    other.elect("ben", by="ada")
    for person in (ADA, BEN):
        other.do(cmd.Leave(actor=person, venue=ROOM))
    other.later(days=365).do(cmd.Tick())
    assert not other.assembly.elections
    assert next_due(other.assembly) is None


def test_nobody_voting_elects_nobody_and_the_next_round_waits() -> None:
    """Without a single paper no lot decides; without candidates nothing follows."""
    moot = contested()
    moot.at_ballot()
    moot.at_count()
    assert moot.assembly.secretary is None
    moot.at(days=7)
    assert moot.election(2).waiting
    assert next_due(moot.assembly) is None
    assert moot.verified().sound
