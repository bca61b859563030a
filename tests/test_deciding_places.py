"""The places that members have by right: given, renewed, opened, ended, given up."""

from datetime import datetime, timedelta
from time import perf_counter

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.deciding.clockwork import last_due, next_due
from deliberation.evolve import evolve
from deliberation.ids import PersonId
from deliberation.positions import Stance
from deliberation.refusals import (
    NoPlace,
    NotTakingPart,
)
from tests.support.engine import FORUM, HALL, MONDAY, ROOM, Moot, kinds, only, people
from tests.test_deciding_people import EVERYONE, sound, stances, with_secretary

ADA, BEN, CAT, DAN, ZOE = people("ada", "ben", "cat", "dan", "zoe")


def test_a_member_takes_part_without_having_joined_a_venue() -> None:
    """They are on the roll, may propose and sign, and count for the threshold of a recall."""
    moot = Moot.founded("ada", "ben")
    happened = moot.enrol("zoe", days=30)
    assert kinds(happened) == ["MembersEnrolled"]
    here = moot.assembly.participants[ZOE]
    assert (here.venues, here.joined_at, here.enrolled_until) == (frozenset(), MONDAY, MONDAY + timedelta(days=30))
    moot.propose("zoe")
    moot.call()
    assert moot.check().roll == {ADA, BEN, ZOE}
    sound(moot)


def test_only_what_changes_is_recorded() -> None:
    """A new place, a longer one; neither the same again, nor one that is over, nor the same person twice."""
    moot = Moot.founded("ada", "ben")
    moot.enrol("ada", "zoe", days=30)
    assert moot.enrol("ada", "zoe", days=30) == []
    assert moot.enrol("ada", days=20) == []
    assert moot.enrol("cat", days=0) == []
    assert [each.person for each in only(moot.enrol("ada", "cat", days=30), ev.MembersEnrolled).members] == [CAT]
    twice = (ev.Enrolment(ADA, MONDAY + timedelta(days=60)), ev.Enrolment(ADA, MONDAY + timedelta(days=40)))
    happened = moot.do(cmd.Enrol(members=twice))
    assert only(happened, ev.MembersEnrolled).members == twice[:1]
    sound(moot)


def test_a_place_ends_by_its_date_and_what_was_joined_stays() -> None:
    """The clock alone ends it, for all whose time is over, in one entry; the next one is kept in mind."""
    moot = Moot.founded("ada", "ben")
    moot.enrol("zoe", "ada", "cat", days=1)
    moot.enrol("dan", days=2)
    assert moot.assembly.next_lapse == next_due(moot.assembly) == MONDAY + timedelta(days=1)
    assert last_due(moot.assembly, MONDAY + timedelta(days=1)) is None
    assert moot.at(hours=23) == []
    ended = only(moot.at(hours=1), ev.EnrolmentEnded)
    assert (ended.people, ended.because) == ((ADA, CAT, ZOE), "lapsed")
    assert set(moot.assembly.participants) == {ADA, BEN, DAN}
    assert moot.assembly.next_lapse == MONDAY + timedelta(days=2)
    assert kinds(moot.at(days=1)) == ["EnrolmentEnded"]
    assert next_due(moot.assembly) is None
    assert moot.at(days=1) == []
    sound(moot)


def test_a_place_ends_by_its_date_also_while_no_venue_can_be_heard() -> None:
    """It does not rest on anything that somebody might be saying."""
    moot = Moot.founded("ada", "ben")
    moot.enrol("zoe", days=1)
    moot.called()
    moot.do(cmd.LoseVenue(venue=ROOM))
    assert next_due(moot.assembly) == MONDAY + timedelta(days=1)
    assert kinds(moot.at(days=5)) == ["EnrolmentEnded"]
    assert next_due(moot.assembly) is None
    sound(moot)


def test_one_whose_place_ends_during_a_check_is_on_its_roll_to_the_end() -> None:
    """The roll was fixed when it was called; on the next they are not."""
    moot = Moot.founded(*EVERYONE)
    moot.enrol("zoe", days=1)
    moot.called()
    moot.at(days=1)
    assert moot.refused(cmd.RaiseConcern(actor=ZOE, proposal=1, text="And I?")) == NotTakingPart()
    moot.block("zoe")
    assert stances(moot) == {ZOE: Stance.BLOCK}
    assert ZOE not in moot.check(moot.called()).roll
    sound(moot)


def test_renewed_in_time_a_place_does_not_end() -> None:
    """And the clock is set to the next that does."""
    moot = Moot.founded("ada", "ben")
    moot.enrol("zoe", days=1)
    moot.enrol("cat", days=3)
    moot.enrol("zoe", days=5)
    assert moot.assembly.next_lapse == MONDAY + timedelta(days=3)
    assert moot.at(days=1) == []
    assert ZOE in moot.assembly.participants
    sound(moot)


def test_nobody_takes_a_members_place_by_putting_them_out_of_a_venue() -> None:
    """Their place is by standing, and their signature stays with it."""
    moot = with_secretary()
    moot.enrol("ben", days=30)
    moot.recall("fay", "ben")
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    assert moot.assembly.participants[BEN].venues == frozenset()
    assert list(moot.petition().signatures) == [BEN]
    moot.do(cmd.Enter(actor=BEN, venue=ROOM))
    assert moot.assembly.participants[BEN].venues == {ROOM}
    sound(moot)


def test_a_venue_that_was_opened_for_a_place_closes_with_it() -> None:
    """Who was in it before by themselves keeps it, and so does who joined another by themselves."""
    moot = Moot.founded("ada", "ben")
    moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(), administers=True))
    moot.enrol("ben", "zoe", "cat", days=1)
    opened = cmd.OpenDoor(people=(ADA, BEN, CAT, DAN, ZOE), venue=ROOM)
    assert only(moot.do(opened), ev.DoorOpened).people == (CAT, ZOE)
    assert moot.do(opened) == []
    assert moot.do(cmd.OpenDoor(people=(ZOE,), venue=FORUM)) == []
    for who, venue in ((ZOE, ROOM), (CAT, ROOM), (CAT, HALL)):
        moot.do(cmd.Enter(actor=who, venue=venue))
    moot.do(cmd.Leave(actor=ZOE, venue=ROOM))
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    moot.at(days=1)
    venues = {person: here.venues for person, here in moot.assembly.participants.items()}
    assert venues == {ADA: {ROOM, HALL}, BEN: {ROOM}, CAT: {HALL}}
    assert moot.assembly.participants[CAT].let_in == frozenset()
    sound(moot)


def test_what_was_opened_is_opened_also_where_another_room_replaces_it() -> None:
    """Following a room upgrade is not joining by oneself."""
    moot = Moot.founded("ada", "ben")
    moot.enrol("zoe", days=1)
    moot.do(cmd.OpenDoor(people=(ZOE,), venue=ROOM))
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    moot.do(cmd.MoveVenue(venue=ROOM, successor=HALL, present=(ADA, ZOE)))
    assert moot.assembly.participants[ZOE].let_in == {HALL}
    moot.at(days=1)
    assert ZOE not in moot.assembly.participants
    assert moot.assembly.participants[ADA].venues == {HALL}
    sound(moot)


@pytest.mark.parametrize("because", ["moved", "removed"])
def test_a_member_who_moved_or_is_on_no_roster_any_more_loses_only_the_place(because: str) -> None:
    """What they joined by themselves stays. Told of somebody who has none, nothing happens."""
    moot = Moot.founded("ada", "ben")
    moot.enrol("zoe", "ada")
    ended = only(moot.do(cmd.EndEnrolment(people=(ZOE, ADA, BEN, CAT), because=because)), ev.EnrolmentEnded)
    assert (ended.people, ended.because) == ((ZOE, ADA), because)
    assert moot.do(cmd.EndEnrolment(people=(ZOE, BEN), because=because)) == []
    assert set(moot.assembly.participants) == {ADA, BEN}
    moot.enrol("zoe")
    assert ZOE in moot.assembly.participants
    sound(moot)


def test_who_gives_their_place_up_is_not_given_it_again() -> None:
    """Until they join by themselves."""
    moot = Moot.founded("ada", "ben")
    moot.enrol("zoe")
    assert moot.refused(cmd.GiveUpPlace(actor=ADA)) == NoPlace()
    ended = only(moot.do(cmd.GiveUpPlace(actor=ZOE)), ev.EnrolmentEnded)
    assert (ended.people, ended.because) == ((ZOE,), "declined")
    assert moot.refused(cmd.GiveUpPlace(actor=ZOE)) == NoPlace()
    assert dict(moot.assembly.declined) == {ZOE: MONDAY}
    assert moot.enrol("zoe") == []
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    assert dict(moot.assembly.declined) == {}
    assert kinds(moot.enrol("zoe")) == ["MembersEnrolled"]
    sound(moot)


def test_a_place_that_ends_may_bring_a_petition_to_its_threshold() -> None:
    """Fewer people taking part need fewer signatures, and names of those who are gone do not count."""
    moot = Moot.founded("ada", "ben")
    moot.enrol("cat", "dan", days=1)
    moot.elect("ben", by="ada")
    moot.recall("ben", "ada", "cat")
    happened = moot.at(days=1)
    assert kinds(happened) == ["EnrolmentEnded", "PetitionSucceeded", "CheckCalled"]
    assert only(happened, ev.PetitionSucceeded).signatures == 1
    sound(moot)


def test_of_two_who_are_one_the_better_place_stays_and_what_either_joined() -> None:
    """The later end; a venue that one of them joined by themselves does not close with the place of the other."""
    moot = Moot.founded("ada", "ben")
    moot.enrol("ada", days=1)
    moot.enrol("zoe", days=3)
    moot.do(cmd.OpenDoor(people=(ZOE,), venue=ROOM))
    moot.join("zoe", "ada")
    here = moot.assembly.participants[ZOE]
    assert here.venues == {ROOM}
    assert here.let_in == set()
    assert here.enrolled_until == MONDAY + timedelta(days=3)
    assert moot.assembly.next_lapse == MONDAY + timedelta(days=3)
    moot.at(days=3)
    assert moot.assembly.participants[ZOE].venues == {ROOM}
    sound(moot)


@pytest.mark.parametrize(("enrolled", "declined"), [(True, {}), (False, {ADA: MONDAY})])
def test_a_place_that_one_self_gave_up_is_not_given_to_the_other_who_has_none(
    enrolled: bool, declined: dict[PersonId, datetime]
) -> None:
    """But one that the other has is not taken by it."""
    moot = Moot.founded("ben")
    moot.enrol("zoe")
    moot.do(cmd.GiveUpPlace(actor=ZOE))
    moot.propose("ben")
    if enrolled:
        moot.enrol("ada")
    moot.join("ada", "zoe")
    assert dict(moot.assembly.declined) == declined
    assert (moot.enrol("ada", days=400) != []) is enrolled
    sound(moot)


def test_a_place_is_given_to_who_somebody_is_now() -> None:
    """The roster may know them by an earlier id."""
    moot = Moot.founded("ada", "ben")
    moot.join("ada", "ben")
    happened = moot.enrol("ben", "ada")
    assert [each.person for each in only(happened, ev.MembersEnrolled).members] == [ADA]
    assert kinds(moot.do(cmd.EndEnrolment(people=(BEN,), because="moved"))) == ["EnrolmentEnded"]
    sound(moot)


def test_among_many_members_places_are_given_as_quickly_as_among_few() -> None:
    """A thousand places cost no more once there are a hundred thousand."""
    assembly = Moot.founded("ada").assembly
    until = MONDAY + timedelta(days=365)
    spent = []
    for first in range(0, 100_000, 1000):
        members = tuple(ev.Enrolment(PersonId(f"p{n:06}"), until) for n in range(first, first + 1000))
        began = perf_counter()
        assembly = evolve(assembly, ev.MembersEnrolled(members=members), MONDAY)
        spent.append(perf_counter() - began)
    assert len(assembly.participants) == 100_001
    assert assembly.next_lapse == until
    assert min(spent[-20:]) < 5 * min(spent[:20])
