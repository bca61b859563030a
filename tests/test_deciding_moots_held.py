"""What is done at a meeting: speaking, minutes, its end; and who turns out to be another, or leaves."""

from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.ids import PersonId
from deliberation.moots import MootState
from deliberation.refusals import (
    HandAlreadyUp,
    HandNotUp,
    MootOver,
    NobodyWaits,
    NoMootOpen,
    NotFacilitating,
    NotTakingPart,
)
from tests.support.engine import HALL, ROOM, Moot, only
from tests.support.meetings import ADA, BEN, CY, DEE, EVE, call, hands, held, meeting, with_proposal


@pytest.fixture
def moot() -> Moot:
    """An assembly of four, with a proposal; Ada gives procedure."""
    return with_proposal()


# --- speaking


def test_who_speaks_for_the_first_time_goes_first(moot: Moot) -> None:
    """Then in the order in which they asked; nobody left to speak takes the word from whoever had it."""
    held(moot)
    hands(moot, BEN, CY)
    assert only(moot.do(cmd.NextSpeaker(actor=BEN)), ev.SpeakerCalled).person == BEN
    hands(moot, BEN, DEE)
    assert meeting(moot).order == (CY, DEE, BEN)
    spoke = [only(moot.do(cmd.NextSpeaker(actor=BEN)), ev.SpeakerCalled).person for _ in range(4)]
    assert spoke == [CY, DEE, BEN, None]
    assert moot.refused(cmd.NextSpeaker(actor=BEN)) == NobodyWaits(moot=1)


def test_a_hand_is_up_once(moot: Moot) -> None:
    """Raised again, it is answered with its place in the order; lowered twice, with that it is not up."""
    held(moot)
    hands(moot, BEN, CY)
    assert moot.refused(cmd.RaiseHand(actor=CY)) == HandAlreadyUp(moot=1, place=2)
    moot.do(cmd.LowerHand(actor=BEN))
    assert meeting(moot).order == (CY,)
    assert moot.refused(cmd.LowerHand(actor=BEN)) == HandNotUp(moot=1)


def test_whoever_speaks_passes_the_word_on(moot: Moot) -> None:
    """Others who neither called the moot nor give procedure do not."""
    held(moot)
    hands(moot, CY, DEE)
    assert moot.refused(cmd.NextSpeaker(actor=CY)) == NotFacilitating(moot=1, facilitators=(BEN, ADA))
    moot.do(cmd.NextSpeaker(actor=ADA))
    assert ADA in meeting(moot).present, "whoever gives the word is there"
    assert only(moot.do(cmd.NextSpeaker(actor=CY)), ev.SpeakerCalled).person == DEE


def test_the_hand_of_whoever_left_is_down(moot: Moot) -> None:
    """The order closes up, and so does the word of whoever was speaking."""
    held(moot)
    hands(moot, CY, DEE)
    moot.do(cmd.NextSpeaker(actor=BEN))
    hands(moot, ADA)
    for name in (CY, DEE):
        moot.do(cmd.Leave(actor=name, venue=ROOM))
    assert (meeting(moot).speaker, meeting(moot).order) == (None, (ADA,))
    assert CY in meeting(moot).present


def test_leaving_one_of_two_rooms_lowers_no_hand(moot: Moot) -> None:
    """Whoever is still in another room of the assembly still takes part."""
    moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(CY,), administers=True))
    held(moot)
    hands(moot, CY)
    moot.do(cmd.Leave(actor=CY, venue=ROOM))
    assert meeting(moot).order == (CY,)


def test_nothing_is_said_at_a_moot_that_is_not_held(moot: Moot) -> None:
    """The next one that is set is named: the first in time."""
    commands: list[cmd.Command] = [
        cmd.RaiseHand(actor=BEN),
        cmd.LowerHand(actor=BEN),
        cmd.NextSpeaker(actor=BEN),
        cmd.TakeMinute(actor=BEN, text="x"),
        cmd.CloseMoot(actor=BEN),
    ]
    assert [moot.refused(each) for each in commands] == [NoMootOpen(coming=None)] * 5
    call(moot)
    call(moot, after=24)
    assert [moot.refused(each) for each in commands] == [NoMootOpen(coming=2)] * 5


def test_who_says_something_is_there(moot: Moot) -> None:
    """By saying so, by asking for the word, by taking a minute: each once."""
    held(moot)
    moot.do(cmd.TellComing(actor=ADA, moot=1, source="$r"))
    assert moot.do(cmd.TellComing(actor=ADA, moot=1)) == []
    hands(moot, BEN)
    moot.do(cmd.TakeMinute(actor=CY, text="We begin."))
    moot.do(cmd.TakeMinute(actor=CY, text="We go on."))
    assert list(meeting(moot).present) == [ADA, BEN, CY]


# --- minutes, and the end


def test_minutes_are_kept_in_their_order_with_their_time(moot: Moot) -> None:
    """Whoever takes part takes them; outside, nobody does."""
    held(moot)
    moot.do(cmd.TakeMinute(actor=CY, text="One."))
    moot.later(minutes=5)
    moot.do(cmd.TakeMinute(actor=DEE, text="Two."))
    assert moot.refused(cmd.TakeMinute(actor=EVE, text="Three.")) == NotTakingPart()
    assert [(each.person, each.text) for each in meeting(moot).minutes] == [(CY, "One."), (DEE, "Two.")]
    assert meeting(moot).minutes[1].at - meeting(moot).minutes[0].at == timedelta(minutes=5)


def test_whoever_may_closes_it(moot: Moot) -> None:
    """With nobody's hand up and nobody speaking; named, it must be the one that is held."""
    held(moot)
    call(moot)
    hands(moot, CY)
    assert isinstance(moot.refused(cmd.CloseMoot(actor=CY)), NotFacilitating)
    assert moot.refused(cmd.CloseMoot(actor=BEN, moot=2)) == NoMootOpen(coming=2)
    moot.do(cmd.CloseMoot(actor=BEN, moot=1))
    found = meeting(moot)
    assert (found.state, found.hands, found.speaker) == (MootState.CLOSED, (), None)
    assert moot.refused(cmd.CloseMoot(actor=BEN, moot=1)) == MootOver(moot=1)


def test_consensus_is_called_at_a_moot_as_always(moot: Moot) -> None:
    """A moot changes nothing of how a check is called or answered."""
    held(moot)
    number = moot.call(1)
    moot.do(cmd.CloseMoot(actor=ADA))
    moot.agree("ada", "ben", "cy", "dee", check=number)
    assert moot.assembly.decisions[1].check == number


# --- who is who


def test_who_is_two_comes_and_speaks_as_one(moot: Moot) -> None:
    """One place among those who come and who were there, one hand, and all they spoke counted together."""
    call(moot)
    for name in (CY, DEE):
        moot.do(cmd.TellComing(actor=name, moot=1))
    moot.at(hours=48)
    hands(moot, CY, DEE, BEN)
    moot.do(cmd.NextSpeaker(actor=BEN))
    hands(moot, CY)
    moot.do(cmd.TakeMinute(actor=DEE, text="Noted."))
    moot.join("cy", "dee")
    found = meeting(moot)
    assert set(found.coming) == {BEN, CY}
    assert set(found.present) == {CY, BEN}
    assert found.order == (BEN, CY), "Cy has spoken, and Dee is Cy"
    assert found.minutes[0].person == CY
    assert moot.refused(cmd.RaiseHand(actor=DEE)) == HandAlreadyUp(moot=1, place=2)


def test_who_is_forgotten_comes_no_more(moot: Moot) -> None:
    """Neither do they wait for the word; that they were there stands by an id that says nothing."""
    held(moot)
    hands(moot, CY)
    moot.do(cmd.ForgetPerson(person=CY))
    assert (meeting(moot).order, CY in meeting(moot).present) == ((), True)


def test_a_member_whose_place_ends_has_no_hand_up(moot: Moot) -> None:
    """They take part no more, unless they are in a room of their own accord."""
    moot.enrol("fay", hours=48.5)
    held(moot)
    hands(moot, PersonId("fay"))
    moot.at(minutes=40)
    assert meeting(moot).order == ()
