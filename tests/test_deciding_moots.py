"""Meetings as the engine decides them: called, attended, opened and closed by the clock."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.deciding.clockwork import next_due
from deliberation.moots import MootState
from deliberation.refusals import (
    BadMootTime,
    MootClash,
    MootOver,
    NotFacilitating,
    NothingChanged,
    NotTakingPart,
    Unknown,
)
from tests.support.engine import MONDAY, ROOM, Moot, kinds
from tests.support.meetings import ADA, BEN, CY, DEE, EVE, HOUR, call, held, meeting, with_proposal


@pytest.fixture
def moot() -> Moot:
    """An assembly of four, with a proposal; Ada gives procedure."""
    return with_proposal()


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
    commands: list[cmd.Command] = [
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
