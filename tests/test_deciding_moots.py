"""Meetings as the engine decides them: called, attended, spoken at, minuted, closed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.commands import Command
from deliberation.deciding.clockwork import next_due
from deliberation.events.people import Enrolment
from deliberation.ids import PersonId
from deliberation.moots import Moot as Meeting
from deliberation.moots import MootState
from deliberation.refusals import (
    BadMootTime,
    HandAlreadyUp,
    HandNotUp,
    MootClash,
    MootOver,
    NobodyWaits,
    NoMootOpen,
    NotFacilitating,
    NothingChanged,
    NotTakingPart,
    Unknown,
)
from deliberation.verifying import verify
from tests.support.engine import HALL, MONDAY, ROOM, Moot, kinds, only, people, replayed

ADA, BEN, CY, DEE, EVE = people("ada", "ben", "cy", "dee", "eve")
HOUR = timedelta(hours=1)


@pytest.fixture
def moot() -> Moot:
    """An assembly of four, with a proposal; Ada gives procedure."""
    moot = Moot.founded("ada", "ben", "cy", "dee")
    moot.propose("ben")
    return moot


def call(moot: Moot, who: PersonId = BEN, *, after: float = 48, hours: float = 1, title: str = "Spring") -> int:
    """Call a meeting so many hours ahead; give its number."""
    moot.do(
        cmd.CallMoot(
            actor=who,
            title=title,
            proposals=(1,),
            starts_at=moot.now + timedelta(hours=after),
            length=timedelta(hours=hours),
        )
    )
    return len(moot.assembly.moots)


def held(moot: Moot, who: PersonId = BEN) -> None:
    """Call a meeting and let it begin."""
    call(moot, who)
    moot.at(hours=48)
    assert moot.assembly.open_moot is not None


def meeting(moot: Moot, number: int = 1) -> Meeting:
    """Give a meeting."""
    return moot.assembly.moots[number]


def hands(moot: Moot, *names: PersonId) -> None:
    """Let people ask for the word, one after the other."""
    for name in names:
        moot.do(cmd.RaiseHand(actor=name))


# --- calling, moving, calling off


def test_whoever_takes_part_calls_a_moot_and_comes(moot: Moot) -> None:
    """It stands in the assembly with its time, its agenda and whoever called it as the first who comes."""
    call(moot)
    found = meeting(moot)
    assert (found.title, found.proposals, found.state) == ("Spring", (1,), MootState.ANNOUNCED)
    assert (found.starts_at, found.ends_at) == (MONDAY + 48 * HOUR, MONDAY + 49 * HOUR)
    assert list(found.coming) == [BEN]


def test_who_does_not_take_part_calls_none(moot: Moot) -> None:
    """A moot is the assembly's own."""
    command = cmd.CallMoot(actor=EVE, title="x", proposals=(), starts_at=MONDAY + HOUR, length=HOUR)
    assert moot.refused(command) == NotTakingPart()


def test_a_moot_is_on_proposals_that_there_are(moot: Moot) -> None:
    """Named twice, one is on the agenda once."""
    command = cmd.CallMoot(actor=BEN, title="x", proposals=(1, 7), starts_at=MONDAY + HOUR, length=HOUR)
    assert moot.refused(command) == Unknown(kind="proposal", number=7, latest=1)
    moot.do(cmd.CallMoot(actor=BEN, title="x", proposals=(1, 1), starts_at=MONDAY + HOUR, length=HOUR))
    assert meeting(moot).proposals == (1,)


@pytest.mark.parametrize(
    ("after", "length"),
    [
        (timedelta(0), HOUR),
        (-HOUR, HOUR),
        (timedelta(days=400), HOUR),
        (HOUR, timedelta(minutes=4)),
        (HOUR, timedelta(days=4)),
    ],
)
def test_a_moot_is_set_for_a_time_ahead(moot: Moot, after: timedelta, length: timedelta) -> None:
    """Not for the past, not for beyond a year, neither for a moment nor for a week."""
    command = cmd.CallMoot(actor=BEN, title="x", proposals=(), starts_at=MONDAY + after, length=length)
    assert isinstance(moot.refused(command), BadMootTime)


def test_two_moots_are_not_at_the_same_time(moot: Moot) -> None:
    """The one that is in the way is named; right after it is fine, and so is the time of one that was called off."""
    call(moot)
    again = cmd.CallMoot(actor=CY, title="x", proposals=(), starts_at=MONDAY + 48.5 * HOUR, length=HOUR)
    assert moot.refused(again) == MootClash(moot=1, starts_at=MONDAY + 48 * HOUR, ends_at=MONDAY + 49 * HOUR)
    assert call(moot, CY, after=49) == 2
    moot.do(cmd.CancelMoot(actor=BEN, moot=1))
    assert call(moot, CY) == 3


def test_it_is_moved_by_whoever_called_it_or_gives_procedure(moot: Moot) -> None:
    """With its length unless another is given, and the reminder with it; to where it is already changes nothing."""
    call(moot)
    there = MONDAY + 50 * HOUR
    assert moot.refused(cmd.MoveMoot(actor=CY, moot=1, starts_at=there)) == NotFacilitating(
        moot=1, facilitators=(BEN, ADA)
    )
    moot.do(cmd.MoveMoot(actor=ADA, moot=1, starts_at=there))
    found = meeting(moot)
    assert (found.starts_at, found.length, found.remind_at) == (there, HOUR, there - HOUR)
    moot.do(cmd.MoveMoot(actor=BEN, moot=1, starts_at=there, length=2 * HOUR))
    assert meeting(moot).ends_at == there + 2 * HOUR
    assert meeting(moot).moved_at == (MONDAY, MONDAY)
    assert moot.refused(cmd.MoveMoot(actor=BEN, moot=1, starts_at=there)) == NothingChanged(what="M1 is at that time")


def test_who_comes_still_comes_when_it_is_moved(moot: Moot) -> None:
    """They are told, and say so if they cannot."""
    call(moot)
    moot.do(cmd.TellComing(actor=CY, moot=1, source="$r"))
    moot.do(cmd.MoveMoot(actor=BEN, moot=1, starts_at=MONDAY + 72 * HOUR))
    assert set(meeting(moot).coming) == {BEN, CY}


def test_anyone_facilitates_where_nobody_is_left_to(moot: Moot) -> None:
    """Nobody's absence stops an assembly."""
    call(moot)
    for name in (ADA, BEN):
        moot.do(cmd.Leave(actor=name, venue=ROOM))
    assert kinds(moot.do(cmd.CancelMoot(actor=DEE, moot=1))) == ["MootCancelled"]


def test_what_is_called_off_stays_so(moot: Moot) -> None:
    """It is neither moved nor opened nor attended any more, and its time goes by."""
    call(moot)
    moot.do(cmd.CancelMoot(actor=BEN, moot=1))
    commands: list[Command] = [
        cmd.CancelMoot(actor=BEN, moot=1),
        cmd.MoveMoot(actor=BEN, moot=1, starts_at=MONDAY + HOUR),
        cmd.OpenMoot(actor=BEN, moot=1),
        cmd.TellComing(actor=CY, moot=1),
        cmd.WithdrawComing(actor=BEN, moot=1),
        cmd.CloseMoot(actor=BEN, moot=1),
    ]
    assert [moot.refused(each) for each in commands] == [MootOver(moot=1)] * 6
    assert next_due(moot.assembly) is None
    assert moot.at(hours=48) == []


def test_a_moot_that_there_is_not(moot: Moot) -> None:
    """Its number is answered with the latest."""
    assert moot.refused(cmd.TellComing(actor=BEN, moot=3)) == Unknown(kind="moot", number=3, latest=0)


# --- coming


def test_said_twice_one_comes_once(moot: Moot) -> None:
    """By a reaction, and typed: the reaction is what it rests on."""
    call(moot)
    assert kinds(moot.do(cmd.TellComing(actor=CY, moot=1, source="$r"))) == ["ComingTold"]
    assert moot.do(cmd.TellComing(actor=CY, moot=1, source="$again")) == []
    assert meeting(moot).coming[CY] == "$r"


def test_only_the_reaction_that_said_it_takes_it_back(moot: Moot) -> None:
    """Another one taken away says nothing; a typed word always does, and twice does no harm."""
    call(moot)
    moot.do(cmd.TellComing(actor=CY, moot=1, source="$r"))
    assert moot.do(cmd.WithdrawComing(actor=CY, moot=1, source="$other")) == []
    assert kinds(moot.do(cmd.WithdrawComing(actor=CY, moot=1, source="$r"))) == ["ComingWithdrawn"]
    assert moot.do(cmd.WithdrawComing(actor=CY, moot=1)) == []
    assert list(meeting(moot).coming) == [BEN]


def test_a_reaction_taken_away_while_it_is_held_says_nothing(moot: Moot) -> None:
    """Who said that they would come, had said so; typed, it is answered that it is too late."""
    held(moot)
    assert moot.do(cmd.WithdrawComing(actor=BEN, moot=1, source="$r")) == []
    assert moot.refused(cmd.WithdrawComing(actor=BEN, moot=1)) == MootOver(moot=1)


def test_who_leaves_does_not_come_any_more(moot: Moot) -> None:
    """Leaving the assembly is not coming, not speaking and not waiting to; coming back changes nothing of that."""
    call(moot)
    moot.do(cmd.TellComing(actor=CY, moot=1))
    moot.do(cmd.Leave(actor=CY, venue=ROOM))
    moot.do(cmd.Enter(actor=CY, venue=ROOM))
    assert list(meeting(moot).coming) == [BEN]


# --- the clock


def test_who_comes_is_reminded_once(moot: Moot) -> None:
    """An hour before, or however long the assembly wants; a late tick does it once too."""
    call(moot)
    assert next_due(moot.assembly) == MONDAY + 47 * HOUR
    assert kinds(moot.at(hours=47, minutes=20)) == ["MootReminded"]
    assert moot.at(minutes=1) == []
    assert next_due(moot.assembly) == MONDAY + 48 * HOUR


def test_nobody_is_reminded_of_what_has_just_been_told(moot: Moot) -> None:
    """A moot within the hour has no reminder; moved further off, it has one again."""
    call(moot, after=0.5)
    assert moot.at(minutes=1) == []
    moot.do(cmd.MoveMoot(actor=BEN, moot=1, starts_at=MONDAY + 5 * HOUR))
    assert kinds(moot.at(hours=4)) == ["MootReminded"]


def test_it_opens_by_itself_and_closes_long_after_its_end(moot: Moot) -> None:
    """Nobody has to be awake for either; twice does no harm."""
    call(moot)
    assert kinds(moot.at(hours=48)) == ["MootOpened"]
    assert moot.at() == []
    assert moot.at(hours=3, minutes=59) == []
    assert moot.at(minutes=1) == [ev.MootClosed(moot=1, by=None)]
    assert next_due(moot.assembly) is None


def test_one_that_nobody_could_open_in_time_opens_late(moot: Moot) -> None:
    """Where the bot comes back within its time; without the reminder, which is of no use any more."""
    call(moot)
    assert kinds(moot.at(hours=48, minutes=59)) == ["MootOpened"]


def test_one_that_nobody_could_open_is_called_off(moot: Moot) -> None:
    """Where the bot comes back when its time is over: by nobody."""
    call(moot)
    assert moot.at(hours=49) == [ev.MootCancelled(moot=1, person=None)]


def test_of_two_that_fell_due_while_away_the_later_is_held(moot: Moot) -> None:
    """In their order, whichever was called first."""
    call(moot, after=50)
    call(moot, after=48)
    happened = moot.at(hours=50, minutes=10)
    assert happened == [ev.MootCancelled(moot=2, person=None), ev.MootOpened(moot=1, by=None)]


def test_one_ends_as_the_next_begins(moot: Moot) -> None:
    """One is held at a time; what overran gives way."""
    call(moot)
    call(moot, after=49.5)
    moot.at(hours=48)
    assert moot.at(hours=1, minutes=30) == [ev.MootClosed(moot=1, by=None), ev.MootOpened(moot=2, by=None)]


def test_nothing_begins_where_nobody_can_hear(moot: Moot) -> None:
    """With its only room lost the assembly's moot waits, and is called off if that takes too long."""
    call(moot)
    moot.do(cmd.LoseVenue(venue=ROOM))
    assert next_due(moot.assembly) is None
    assert moot.at(hours=48) == []
    moot.do(cmd.RegainVenue(venue=ROOM))
    assert kinds(moot.at(minutes=30)) == ["MootOpened"]


def test_whoever_may_opens_it_early(moot: Moot) -> None:
    """They are there; but not over another that would have to begin meanwhile, nor while one is held."""
    call(moot)
    call(moot, after=0.5, title="Other")
    clash = MootClash(moot=2, starts_at=MONDAY + HOUR / 2, ends_at=MONDAY + 1.5 * HOUR)
    assert moot.refused(cmd.OpenMoot(actor=BEN, moot=1)) == clash
    assert isinstance(moot.refused(cmd.OpenMoot(actor=CY, moot=2)), NotFacilitating)
    assert kinds(moot.do(cmd.OpenMoot(actor=BEN, moot=2))) == ["MootOpened", "PresenceNoted"]
    assert moot.refused(cmd.OpenMoot(actor=BEN, moot=2)) == MootOver(moot=2)
    assert isinstance(moot.refused(cmd.OpenMoot(actor=BEN, moot=1)), MootClash)
    now = cmd.CallMoot(actor=CY, title="x", proposals=(), starts_at=MONDAY + HOUR / 2, length=HOUR)
    assert moot.refused(now) == MootClash(moot=2, starts_at=MONDAY, ends_at=MONDAY + HOUR)


def test_opened_days_early_it_takes_no_longer_than_planned(moot: Moot) -> None:
    """It ends its length after it began: others can be set and held then, and it closes by itself when it is due."""
    call(moot)
    call(moot, after=24, title="Between")
    moot.do(cmd.OpenMoot(actor=BEN, moot=1))
    assert meeting(moot).ends_at == MONDAY + HOUR
    call(moot, after=1, title="Right after")
    assert next_due(moot.assembly) == MONDAY + HOUR
    assert moot.at(hours=1) == [ev.MootClosed(moot=1, by=None), ev.MootOpened(moot=3, by=None)]
    assert moot.verified().problems == ()


def test_opened_early_and_left_it_closes_three_hours_after_its_end(moot: Moot) -> None:
    """The clock wakes for it then, not three hours after the end that was first planned."""
    call(moot)
    moot.do(cmd.OpenMoot(actor=BEN, moot=1))
    assert next_due(moot.assembly) == MONDAY + 4 * HOUR
    assert moot.at(hours=4) == [ev.MootClosed(moot=1, by=None)]
    assert moot.verified().problems == ()


def test_what_overran_ends_as_another_is_opened_early(moot: Moot) -> None:
    """One is held at a time, by hand as by the clock."""
    call(moot)
    call(moot, after=72, title="Other")
    moot.do(cmd.OpenMoot(actor=BEN, moot=1))
    moot.later(hours=2)
    assert kinds(moot.do(cmd.OpenMoot(actor=BEN, moot=2))) == ["MootClosed", "MootOpened", "PresenceNoted"]
    assert meeting(moot).state is MootState.CLOSED
    assert moot.verified().problems == ()


def test_opened_late_it_takes_as_long_as_planned_and_gives_way(moot: Moot) -> None:
    """Its end moves with its beginning; another whose time comes before that begins all the same."""
    call(moot, hours=2)
    call(moot, after=50, title="Next")
    moot.do(cmd.LoseVenue(venue=ROOM))
    moot.at(hours=49)
    moot.do(cmd.RegainVenue(venue=ROOM))
    moot.do(cmd.Tick())
    assert meeting(moot).ends_at == MONDAY + 51 * HOUR
    assert moot.at(hours=1) == [ev.MootClosed(moot=1, by=None), ev.MootOpened(moot=2, by=None)]
    assert moot.verified().problems == ()


def test_called_twice_within_a_minute_it_is_one(moot: Moot) -> None:
    """The same words by the same person: they are told its number; another's, or another hour, is another moot."""
    call(moot)
    moot.later(seconds=30)
    again = cmd.CallMoot(actor=BEN, title="Spring", proposals=(1,), starts_at=moot.now + 48 * HOUR, length=HOUR)
    assert moot.refused(again) == NothingChanged(what="it is there as M1", there="M1")
    assert isinstance(moot.refused(replace(again, actor=CY)), MootClash)
    moot.do(replace(again, starts_at=moot.now + 72 * HOUR))
    moot.later(minutes=1)
    assert isinstance(moot.refused(again), MootClash)


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
    commands: list[Command] = [
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


# --- the register


def told_in_full(moot: Moot) -> Moot:
    """Let everything happen that can happen at moots."""
    call(moot)
    moot.do(cmd.TellComing(actor=CY, moot=1, source="$r"))
    moot.do(cmd.WithdrawComing(actor=CY, moot=1))
    moot.do(cmd.MoveMoot(actor=BEN, moot=1, starts_at=MONDAY + 30 * HOUR))
    call(moot, after=72)
    call(moot, after=80)
    moot.do(cmd.CancelMoot(actor=BEN, moot=3))
    moot.at(hours=29)
    moot.at(hours=1)
    hands(moot, CY, DEE)
    moot.do(cmd.LowerHand(actor=DEE))
    moot.do(cmd.NextSpeaker(actor=BEN))
    moot.do(cmd.TakeMinute(actor=DEE, text="Noted."))
    moot.do(cmd.NextSpeaker(actor=BEN))
    moot.do(cmd.CloseMoot(actor=BEN))
    moot.do(cmd.OpenMoot(actor=ADA, moot=2))
    moot.at(days=9)
    return moot


def test_the_register_of_it_verifies_and_gives_it_back(moot: Moot) -> None:
    """Every kind of entry is there, is found right, and makes the same moots when it is read again."""
    told_in_full(moot)
    of_moots = {kind for kind in vars(ev).values() if getattr(kind, "__module__", "") == "deliberation.events.moots"}
    assert {kind.__name__ for kind in of_moots} <= set(kinds(moot.happened))
    assert [str(problem) for problem in moot.verified().problems] == []
    again = replayed(moot.entries, moot.texts)
    assert again is not None
    assert {n: (m.state, m.minutes, m.present) for n, m in again.moots.items()} == {
        n: (m.state, m.minutes, m.present) for n, m in moot.assembly.moots.items()
    }


class Forger(Moot):
    """Writes into the register what nobody decided."""

    def forge(self, *events: ev.Event) -> None:
        """Let something have happened."""
        for event in events:
            self._take(event)


def _forged(*events: ev.Event, at: float = 0, before: tuple[Command, ...] = ()) -> list[str]:
    forger = Forger.founded("ada", "ben", "cy", "dee")
    call_it = cmd.CallMoot(actor=BEN, title="Spring", proposals=(), starts_at=MONDAY + 48 * HOUR, length=HOUR)
    forger.do(call_it)
    forger.at(hours=at)
    for command in before:
        forger.do(command)
    forger.forge(*events)
    return [problem.sentence for problem in verify(forger.entries).problems]


def _called(**changes: object) -> ev.MootCalled:
    usual: dict[str, object] = {
        "moot": 2,
        "title": "x",
        "proposals": (),
        "called_by": CY,
        "starts_at": MONDAY + 60 * HOUR,
        "ends_at": MONDAY + 61 * HOUR,
        "remind_at": MONDAY + 59 * HOUR,
    }
    return ev.MootCalled(**(usual | changes))  # type: ignore[arg-type]


def _moved(person: PersonId, starts_at: datetime) -> ev.MootMoved:
    return ev.MootMoved(moot=1, person=person, starts_at=starts_at, ends_at=starts_at + HOUR, remind_at=starts_at)


@pytest.mark.parametrize(
    ("event", "at", "problem"),
    [
        (_called(moot=4), 0, "comes after 1 of them"),
        (_called(called_by=EVE), 0, "eve called M2 without taking part"),
        (_called(proposals=(3,)), 0, "a proposal that there is not"),
        (_called(starts_at=MONDAY), 0, "for a time that was over"),
        (_called(remind_at=MONDAY + 99 * HOUR), 0, "reminded at the wrong time"),
        (_called(starts_at=MONDAY + 48.5 * HOUR, remind_at=MONDAY), 0, "for the time of M1"),
        (_moved(CY, MONDAY + 50 * HOUR), 0, "for whoever called it or gives procedure"),
        (_moved(BEN, MONDAY + 50 * HOUR), 48, "after it had begun"),
        (ev.MootCancelled(moot=1, person=None), 0, "by nobody before its time was over"),
        (ev.MootCancelled(moot=1, person=CY), 0, "for whoever called it or gives procedure"),
        (ev.ComingTold(moot=1, person=BEN), 0, "a second time"),
        (ev.ComingTold(moot=1, person=EVE), 0, "without taking part"),
        (ev.ComingWithdrawn(moot=1, person=CY), 0, "had not said so"),
        (ev.MootReminded(moot=1), 1, "at the wrong time"),
        (ev.MootOpened(moot=1, by=None), 1, "outside its time"),
        (ev.MootOpened(moot=1, by=CY), 1, "for whoever called it or gives procedure"),
        (ev.PresenceNoted(moot=1, person=CY), 1, "while it was not held"),
        (ev.PresenceNoted(moot=1, person=EVE), 48, "without taking part"),
        (ev.HandRaised(moot=1, person=EVE), 48, "without taking part"),
        (ev.HandLowered(moot=1, person=CY), 48, "a hand that was not raised"),
        (ev.SpeakerCalled(moot=1, person=CY), 48, "not given to whoever was next"),
        (ev.MinuteTaken(moot=1, person=BEN, text="x"), 1, "while it was not held"),
        (ev.MinuteTaken(moot=1, person=EVE, text="x"), 48, "without taking part"),
        (ev.MootClosed(moot=1, by=None), 48, "closed by itself before its end"),
        (ev.MootClosed(moot=1, by=CY), 48, "for whoever called it or gives procedure"),
    ],
)
def test_a_forged_entry_is_found(event: ev.Event, at: float, problem: str) -> None:
    """Whoever rewrites the register's account of a moot is found by what it cannot have been."""
    assert any(problem in sentence for sentence in _forged(event, at=at))


def test_a_forged_order_of_speaking_is_found() -> None:
    """Somebody who has spoken does not go before somebody who has not."""
    before = (
        cmd.RaiseHand(actor=BEN),
        cmd.NextSpeaker(actor=BEN),
        cmd.RaiseHand(actor=BEN),
        cmd.RaiseHand(actor=CY),
    )
    assert _forged(ev.SpeakerCalled(moot=1, person=CY), at=48, before=before) == []
    assert _forged(ev.SpeakerCalled(moot=1, person=BEN), at=48, before=before) != []


# --- whatever happens

NAMES = ("ada", "ben", "cy", "dee", "eve")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("call", "move", "cancel", "open", "come", "stay", "hand", "lower", "next", "minute", "close"),
                *("enter", "leave", "join", "forget", "enrol", "later"),
            )
        ),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.integers(1, 6),
    ),
    max_size=60,
)


def _command(step: str, who: PersonId, other: PersonId, number: int, now: datetime) -> Command:
    begins, length = now + number * HOUR, timedelta(minutes=20 * number)
    commands: dict[str, Command] = {
        "call": cmd.CallMoot(actor=who, title="x", proposals=(), starts_at=begins, length=length),
        "move": cmd.MoveMoot(actor=who, moot=number, starts_at=begins + HOUR),
        "cancel": cmd.CancelMoot(actor=who, moot=number),
        "open": cmd.OpenMoot(actor=who, moot=number),
        "come": cmd.TellComing(actor=who, moot=number, source="$r"),
        "stay": cmd.WithdrawComing(actor=who, moot=number),
        "hand": cmd.RaiseHand(actor=who),
        "lower": cmd.LowerHand(actor=who),
        "next": cmd.NextSpeaker(actor=who),
        "minute": cmd.TakeMinute(actor=who, text="x"),
        "close": cmd.CloseMoot(actor=who),
        "enter": cmd.Enter(actor=who, venue=ROOM),
        "leave": cmd.Leave(actor=who, venue=ROOM),
        "join": cmd.JoinPeople(person=who, other=other),
        "forget": cmd.ForgetPerson(person=who),
        "enrol": cmd.Enrol(members=(Enrolment(who, begins),)),
        "later": cmd.Tick(),
    }
    return commands[step]


@settings(max_examples=150)
@given(steps=STEPS)
def test_whatever_is_done_the_order_is_of_those_who_are_there(steps: list[tuple[str, str, str, int]]) -> None:
    """One is held at a time, nobody has two hands or two places, who speaks takes part, and the register verifies."""
    moot = Moot.founded("ada", "ben", "cy")
    forgotten: set[PersonId] = set()
    for step, who, other, number in steps:
        now = {moot.assembly.linked.get(each, each) for each in people(who, other)}
        if now & forgotten:
            continue  # whoever comes back is somebody new
        if step == "later":
            moot.later(minutes=25 * number)
        if step == "forget":
            forgotten.add(moot.assembly.linked.get(PersonId(who), PersonId(who)))
        moot.ask(_command(step, PersonId(who), PersonId(other), number, moot.now))
        here, linked = moot.assembly.participants, moot.assembly.linked
        found = [each for each in moot.assembly.moots.values() if not each.is_over]
        assert sum(each.state is MootState.OPEN for each in found) <= 1
        for each in found:
            assert len(set(each.hands)) == len(each.hands)
            assert {*each.hands, *each.coming} <= set(here)
            assert each.speaker is None or each.speaker in here
            assert linked.keys().isdisjoint({*each.hands, *each.coming, *each.present, *each.spoken})
            assert not each.hands or each.state is MootState.OPEN
        due = next_due(moot.assembly)
        assert due is None or not found or due <= min(each.ends_at for each in found) + 3 * HOUR
    assert [problem.sentence for problem in moot.verified().problems] == []
