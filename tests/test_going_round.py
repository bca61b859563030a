"""Go-rounds: those who have not been heard are asked in turn."""

from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.checks import GoRound
from deliberation.deciding.clockwork import next_due
from deliberation.deciding.going_round import MOST
from deliberation.ids import PersonId
from deliberation.refusals import (
    AboutYourself,
    CameLate,
    EverybodyHeard,
    GoRoundTooLong,
    GoRoundUnderWay,
    NotConvening,
    NotTakingPart,
    NotYourTurn,
    Unknown,
)
from tests.support.engine import MONDAY, ROOM, Moot, only, people

ADA, BEN, CY, DEE, EVE = people("ada", "ben", "cy", "dee", "eve")
HOUR = timedelta(hours=1)


@pytest.fixture
def moot() -> Moot:
    """An assembly that is being asked: Ada, who gives procedure, and three who joined after her, Dee first."""
    moot = Moot.founded("ada")
    for name in (DEE, BEN, CY):
        moot.later(minutes=1).do(cmd.Enter(actor=name, venue=ROOM))
    moot.called()
    return moot


def begin(moot: Moot, who: PersonId = ADA, check: int = 1) -> list[ev.Event]:
    """Begin a go-round."""
    return moot.do(cmd.BeginGoRound(actor=who, check=check))


def going(moot: Moot, check: int = 1) -> GoRound:
    """Give the go-round as it stands."""
    found = moot.check(check).go_round
    assert found is not None
    return found


def test_those_not_heard_are_asked_in_the_order_in_which_they_joined(moot: Moot) -> None:
    """The first has the turn at once, for as long as the rules say."""
    moot.agree("cy")
    begun = begin(moot)
    assert begun == [
        ev.GoRoundBegun(check=1, order=(ADA, DEE, BEN), begun_by=ADA),
        ev.TurnCame(check=1, person=ADA, until=moot.now + 4 * HOUR),
    ]
    assert (going(moot).order, going(moot).turn) == ((ADA, DEE, BEN), ADA)
    assert next_due(moot.assembly) == moot.now + 4 * HOUR


def test_it_goes_on_when_the_time_is_over_and_ends_after_the_last(moot: Moot) -> None:
    """Each has their whole time; nobody is asked twice in one round; then it can be begun again."""
    begin(moot)
    for expected in (DEE, BEN, CY, None):
        assert moot.at(hours=3, minutes=59) == []
        assert only(moot.at(minutes=1), ev.TurnCame).person == expected
    assert moot.at(hours=4) == []
    assert only(begin(moot), ev.GoRoundBegun).order == (ADA, DEE, BEN, CY)


def test_it_goes_on_at_once_when_whoever_has_the_turn_speaks(moot: Moot) -> None:
    """And passes over those who spoke before it was their turn."""
    begin(moot)
    moot.agree("dee")
    assert going(moot).turn == ADA
    moot.agree("ada")
    due = next_due(moot.assembly)
    assert due is not None
    assert due <= moot.now
    assert only(moot.do(cmd.Tick()), ev.TurnCame).person == BEN
    assert moot.do(cmd.Tick()) == []


def test_a_turn_is_passed(moot: Moot) -> None:
    """By whoever has it, and nobody else; they can still say where they stand."""
    begin(moot)
    assert moot.refused(cmd.PassTurn(actor=BEN, check=1)) == NotYourTurn(check=1)
    assert only(moot.do(cmd.PassTurn(actor=ADA, check=1)), ev.TurnCame).person == DEE
    assert moot.refused(cmd.PassTurn(actor=ADA, check=1)) == NotYourTurn(check=1)
    moot.agree("ada")
    assert going(moot).turn == DEE


def test_whoever_gives_procedure_begins_it(moot: Moot) -> None:
    """Where nobody does, anyone who takes part may."""
    assert moot.refused(cmd.BeginGoRound(actor=BEN, check=1)) == NotConvening(asked="go-round", conveners=(ADA,))
    assert moot.refused(cmd.BeginGoRound(actor=EVE, check=1)) == NotTakingPart()
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    assert only(begin(moot, BEN), ev.GoRoundBegun).order == (DEE, BEN, CY), "who has left is not asked"


def test_whoever_it_is_about_neither_begins_it_nor_stands_in_the_way(moot: Moot) -> None:
    """In an election it is the candidate, in a recall the officer; then anyone else may."""
    moot.do(cmd.NominateOfficer(actor=BEN, person=ADA, office="secretary"))
    assert moot.refused(cmd.BeginGoRound(actor=ADA, check=2)) == AboutYourself(asked="go-round")
    begin(moot, CY, 2)
    moot.agree("ada", "ben", "cy", "dee", check=2)
    moot.recall("ada", "ben", "cy", "dee")
    assert moot.refused(cmd.BeginGoRound(actor=ADA, check=3)) == AboutYourself(asked="go-round")
    assert only(begin(moot, CY, 3), ev.GoRoundBegun).order == (DEE, BEN, CY)
    assert moot.verified().sound


def test_one_goes_on_at_a_time_on_a_check_that_is_open(moot: Moot) -> None:
    """On something else there is nobody to ask."""
    begin(moot)
    assert moot.refused(cmd.BeginGoRound(actor=ADA, check=1)) == GoRoundUnderWay(check=1)
    assert moot.refused(cmd.BeginGoRound(actor=ADA, check=3)) == Unknown(kind="check", number=3, latest=1)
    moot.agree("ada", "ben", "cy", "dee")
    assert isinstance(moot.refused(cmd.BeginGoRound(actor=ADA, check=1)), CameLate)
    assert isinstance(moot.refused(cmd.PassTurn(actor=ADA, check=1)), CameLate)
    assert moot.at(hours=9) == []


def test_who_is_away_is_not_asked(moot: Moot) -> None:
    """Where all others were heard, everybody has been heard who can be."""
    moot.do(cmd.GiveApologies(actor=CY, until=moot.now + 200 * HOUR))
    number = moot.called()
    assert only(begin(moot, check=number), ev.GoRoundBegun).order == (ADA, DEE, BEN)
    moot.agree("ada", "ben", "dee")
    begin(moot)
    moot.do(cmd.PassTurn(actor=CY, check=1))
    moot.block("cy")
    assert moot.refused(cmd.BeginGoRound(actor=ADA, check=1)) == EverybodyHeard(check=1)


def test_who_leaves_is_passed_over(moot: Moot) -> None:
    """They may still say where they stand."""
    begin(moot)
    moot.do(cmd.Leave(actor=DEE, venue=ROOM))
    assert only(moot.do(cmd.PassTurn(actor=ADA, check=1)), ev.TurnCame).person == BEN


def test_no_turn_outlasts_the_check(moot: Moot) -> None:
    """Whoever comes last has what is left."""
    moot.later(hours=70)
    begin(moot)
    assert going(moot).until == moot.check().deadline


def test_an_amendment_ends_it(moot: Moot) -> None:
    """The text is another: the round begins anew when whoever gives procedure wants it."""
    begin(moot)
    moot.do(cmd.Amend(actor=ADA, proposal=1, text="Nine kilos."))
    assert moot.check().go_round is None
    assert moot.at(hours=5) == []


def test_too_many_are_not_asked_one_by_one() -> None:
    """So many that it would take weeks are refused; as many as may be are asked."""
    names = [f"p{number:02}" for number in range(MOST + 1)]
    moot = Moot.founded(*names)
    moot.call(moot.propose("p00"), who="p00")
    refused = GoRoundTooLong(check=1, people=MOST + 1, most=MOST)
    assert moot.refused(cmd.BeginGoRound(actor=PersonId("p00"), check=1)) == refused
    moot.agree("p07")
    assert len(only(begin(moot, PersonId("p00")), ev.GoRoundBegun).order) == MOST
    assert moot.verified().sound


def test_who_is_two_has_one_turn(moot: Moot) -> None:
    """By whichever id they speak."""
    begin(moot)
    moot.join("dee", "ada")
    assert (going(moot).order, going(moot).turn) == ((DEE, BEN, CY), DEE)
    assert only(moot.do(cmd.PassTurn(actor=ADA, check=1)), ev.TurnCame).person == BEN
    assert moot.verified().sound


def test_it_waits_while_no_room_can_be_heard(moot: Moot) -> None:
    """Nobody's turn goes by unheard."""
    begin(moot)
    moot.do(cmd.LoseVenue(venue=ROOM))
    assert moot.at(hours=9) == []
    moot.do(cmd.RegainVenue(venue=ROOM))
    assert only(moot.do(cmd.Tick()), ev.TurnCame).person == DEE
    assert moot.now > MONDAY
