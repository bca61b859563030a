"""Assemblies and taking part, example by example in the words of the design."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import MOST_OFFERED, OFFER_STANDS
from deliberation.assessment import Outcome
from deliberation.convening import conveners
from deliberation.decide import decide
from deliberation.deciding.clockwork import next_due
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.refusals import (
    AlreadyBound,
    BadApologies,
    NobodyHereYet,
    NotAdministering,
    NotConvening,
    NotOffered,
    NotTakingPart,
    TooManyOffered,
)
from deliberation.verifying import verify
from tests.support.engine import FORUM, HALL, MONDAY, ROOM, Moot, kinds, only
from tests.support.forging import altered, found, opened, rehashed

ADA, BEN, CAT, ZOE = (PersonId(name) for name in ("ada", "ben", "cat", "zoe"))


def founding(*, administers: bool = True) -> cmd.FoundAssembly:
    """Ask to found an assembly."""
    return cmd.FoundAssembly(
        actor=ADA,
        assembly=AssemblyId("a-1"),
        slug="moot",
        name="The moot",
        purpose="",
        preset="folkmoot",
        venue=ROOM,
        present=(ADA, BEN, BEN),
        administers=administers,
    )


def test_an_assembly_is_founded_with_those_in_its_venue() -> None:
    """Those who are in the venue take part from the first moment, each once."""
    answer = decide(None, founding(), MONDAY)
    assert isinstance(answer, list)
    assert kinds(answer) == ["AssemblyFounded", "VenueBound", "PersonEntered", "PersonEntered"]
    assert set(Moot.founded("ada", "ben").assembly.participants) == {ADA, BEN}


def test_only_who_administers_a_venue_founds_an_assembly_there() -> None:
    """Founding needs one who administers the venue, and a venue has one assembly."""
    assert decide(None, founding(administers=False), MONDAY) == NotAdministering()
    assert Moot.founded("ada").refused(founding()) == AlreadyBound(name="The moot")
    with pytest.raises(ValueError, match="needs an assembly"):
        decide(None, cmd.Tick(), MONDAY)


def test_joining_a_venue_joins_the_assembly_and_leaving_its_last_venue_leaves_it() -> None:
    """Who is in two venues takes part until they have left both."""
    moot = Moot.founded("ada", "ben")
    moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(BEN,), administers=True))
    moot.do(cmd.Enter(actor=CAT, venue=HALL))
    assert CAT in moot.assembly.participants
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    assert BEN in moot.assembly.participants
    moot.do(cmd.Leave(actor=BEN, venue=HALL))
    assert BEN not in moot.assembly.participants


def test_a_join_or_leave_reported_twice_counts_once() -> None:
    """A second report of the same, or one about a venue that is not ours, changes nothing."""
    moot = Moot.founded("ada")
    assert moot.do(cmd.Enter(actor=ADA, venue=ROOM)) == []
    assert moot.do(cmd.Enter(actor=ADA, venue=FORUM)) == []
    assert moot.do(cmd.Leave(actor=ZOE, venue=ROOM)) == []
    assert moot.do(cmd.Leave(actor=ADA, venue=FORUM)) == []


def test_a_venue_is_bound_by_who_administers_it_and_who_gives_procedure() -> None:
    """In one person it is bound at once; a venue is bound once, and by nobody who does not administer it."""
    moot = Moot.founded("ada", "ben")
    assert moot.refused(cmd.BindVenue(actor=ADA, venue=HALL, present=(), administers=False)) == NotAdministering()
    assert moot.refused(cmd.BindVenue(actor=ADA, venue=ROOM, present=(), administers=True)) == AlreadyBound(
        name="The moot"
    )
    moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(ZOE,), administers=True))
    assert moot.assembly.venues == {ROOM, HALL}
    assert ZOE in moot.assembly.participants


def test_a_venue_on_offer_is_taken_in_by_who_gives_procedure() -> None:
    """Whoever administers a venue but gives no procedure offers it; only the other makes it part of the assembly."""
    moot = Moot.founded("ada", "ben")
    offer = cmd.BindVenue(actor=ZOE, venue=HALL, present=(ZOE,), administers=True)
    assert moot.do(offer) == [ev.VenueOffered(venue=HALL, person=ZOE)]
    assert moot.do(offer) == []
    assert moot.assembly.venues == {ROOM}
    assert ZOE not in moot.assembly.participants
    take = cmd.TakeRoomIn(actor=BEN, venue=HALL)
    assert moot.refused(take) == NotConvening(asked="bind", conveners=(ADA,))
    assert moot.refused(cmd.TakeRoomIn(actor=ADA, venue=FORUM)) == NotOffered()
    assert moot.do(cmd.TakeRoomIn(actor=ADA, venue=HALL)) == [ev.VenueBound(venue=HALL)]
    assert moot.assembly.venues == {ROOM, HALL}
    assert not moot.assembly.offered
    assert moot.refused(cmd.TakeRoomIn(actor=ADA, venue=HALL)) == AlreadyBound(name="The moot")


def test_an_offer_that_nobody_takes_up_lapses_and_so_many_stand_at_once() -> None:
    """Strangers can offer: what they can ring with is limited, and makes room again within days."""
    moot = Moot.founded("ada")
    began = moot.now

    def offer(number: int) -> cmd.BindVenue:
        return cmd.BindVenue(actor=ZOE, venue=VenueId(f"console:{number}"), present=(), administers=True)

    for number in range(MOST_OFFERED):
        assert only(moot.do(offer(number)), ev.VenueOffered).person == ZOE
    full = TooManyOffered(name="The moot", most=MOST_OFFERED, until=began + OFFER_STANDS, conveners=(ADA,))
    assert moot.refused(offer(6)) == full
    assert moot.do(offer(1)) == []
    moot.at(days=7)
    assert moot.refused(cmd.TakeRoomIn(actor=ADA, venue=VenueId("console:1"))) == NotOffered()
    assert only(moot.do(offer(6)), ev.VenueOffered).person == ZOE
    assert set(moot.assembly.offered) == set(moot.assembly.offered_at) == {VenueId("console:6")}


def test_strangers_keep_nobody_who_takes_part_from_offering_a_venue() -> None:
    """Those who take part are held to their own offers; and what is on offer is told once, whoever types it too."""
    moot = Moot.founded("ada", "ben")
    for number in range(MOST_OFFERED):
        venue = VenueId(f"console:{number}")
        moot.do(cmd.BindVenue(actor=ZOE, venue=venue, present=(), administers=True))
    again = cmd.BindVenue(actor=CAT, venue=VenueId("console:1"), present=(), administers=True)
    assert moot.do(again) == []
    assert isinstance(moot.refused(replace(again, venue=HALL)), TooManyOffered)
    assert only(moot.do(replace(again, actor=BEN, venue=HALL)), ev.VenueOffered).person == BEN


def test_an_assembly_in_which_nobody_takes_part_is_begun_by_somebody_near_it() -> None:
    """One who administers a room offers it, another takes it in by the same command there; a stranger never does."""
    moot = Moot.founded("ada")
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    harmony = Peer(AssemblyId("a-9"), "harmony", "Harmony")
    offer = cmd.BindVenue(actor=ZOE, venue=HALL, present=(), administers=True, sponsors=(harmony,))
    taken = cmd.BindVenue(actor=BEN, venue=HALL, present=(ZOE,), administers=False, sponsors=(harmony,), sponsored=True)
    assert moot.refused(replace(offer, sponsors=())) == NobodyHereYet(sponsors=())
    assert moot.refused(taken) == NotAdministering()
    assert only(moot.do(offer), ev.VenueOffered).sponsors == (harmony,)
    assert moot.refused(offer) == NobodyHereYet(sponsors=(harmony,))
    assert moot.do(taken)[0] == ev.VenueBound(venue=HALL, begun_by=BEN)
    assert set(moot.assembly.participants) == {BEN, ZOE}
    assert moot.verified().sound
    again = replace(taken, actor=CAT, venue=FORUM, administers=True)
    assert only(moot.do(again), ev.VenueOffered).sponsors == (), "people take part by now, and answer for it"


def test_offers_to_an_assembly_in_which_nobody_takes_part_are_limited_too() -> None:
    """Somebody near it who administers a room needs no offer."""
    moot = Moot.founded("ada")
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    near = (Peer(AssemblyId("a-9"), "harmony", "Harmony"),)
    for number in range(MOST_OFFERED):
        room = VenueId(f"console:{number}")
        moot.do(cmd.BindVenue(actor=ZOE, venue=room, present=(), administers=True, sponsors=near))
    more = cmd.BindVenue(actor=ZOE, venue=HALL, present=(), administers=True, sponsors=near)
    assert moot.refused(more) == NobodyHereYet(sponsors=near, full_until=moot.now + OFFER_STANDS)
    moot.do(replace(more, actor=BEN, sponsored=True))
    assert set(moot.assembly.participants) == {BEN}


def test_a_register_in_which_somebody_begins_what_has_begun_is_found() -> None:
    """A room is taken in by somebody of another assembly only where nobody takes part."""
    moot = Moot.founded("ada")
    moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(), administers=True))
    bodies = opened(moot.entries)
    altered("VenueBound", 1, begun_by="zoe")(bodies)
    assert "took in console:hall as a first room" in found(verify(rehashed(bodies, moot.assembly.id)))


def test_where_nobody_gives_procedure_anyone_taking_part_takes_a_venue_in() -> None:
    """With the founder gone and no secretary, a participant answers for the assembly, and no stranger does."""
    moot = Moot.founded("ada", "ben")
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    moot.do(cmd.BindVenue(actor=ZOE, venue=HALL, present=(), administers=True))
    assert moot.refused(cmd.TakeRoomIn(actor=ZOE, venue=HALL)) == NotTakingPart()
    moot.do(cmd.TakeRoomIn(actor=BEN, venue=HALL))
    assert moot.assembly.venues == {ROOM, HALL}


def test_a_venue_that_was_replaced_keeps_its_people_until_they_move() -> None:
    """After a room upgrade nobody is dropped, and who joins the new room has left the old one."""
    moot = Moot.founded("ada", "ben", "cat")
    moot.do(cmd.MoveVenue(venue=ROOM, successor=HALL, present=(ADA,)))
    assert set(moot.assembly.participants) == {ADA, BEN, CAT}
    assert moot.assembly.speaking == {HALL}
    assert moot.assembly.participants[ADA].venues == {HALL}
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    assert BEN not in moot.assembly.participants


def test_no_upgrade_leaves_an_assembly_nowhere_to_speak() -> None:
    """A room that claims to be its own successor, or to be replaced by one that it replaced, silences nobody."""
    moot = Moot.founded("ada")
    assert moot.do(cmd.MoveVenue(venue=ROOM, successor=ROOM, present=())) == []
    assert moot.do(cmd.MoveVenue(venue=FORUM, successor=HALL, present=())) == []
    moot.do(cmd.MoveVenue(venue=ROOM, successor=HALL, present=()))
    assert moot.do(cmd.MoveVenue(venue=ROOM, successor=FORUM, present=())) == []
    moot.do(cmd.MoveVenue(venue=HALL, successor=ROOM, present=(ADA,)))
    assert moot.assembly.speaking == {ROOM}
    assert moot.assembly.participants[ADA].venues == {ROOM}


def test_putting_the_bot_out_takes_nobody_s_place_and_closes_nothing() -> None:
    """While no venue can be heard nothing falls due, and the time is made good when one can."""
    moot = Moot.founded("ada", "ben", "cat", "dan")
    moot.called()
    moot.agree("ada", "ben", "cat")
    moot.at(hours=71)
    moot.do(cmd.LoseVenue(venue=ROOM))
    assert moot.do(cmd.LoseVenue(venue=ROOM)) == []
    assert next_due(moot.assembly) is None
    assert moot.at(hours=48) == []
    assert len(moot.assembly.participants) == 4
    moved = only(moot.do(cmd.RegainVenue(venue=ROOM)), ev.DeadlineMoved)
    assert moved.because == "absence"
    assert moved.deadline == moot.check().opened_at + timedelta(hours=72 + 48)
    assert moot.do(cmd.RegainVenue(venue=ROOM)) == []
    assert moot.check().is_open


@pytest.mark.parametrize("way", ["bind", "move"])
def test_an_assembly_heard_again_in_another_venue_is_made_good_too(way: str) -> None:
    """Where a silent assembly gets another venue, its deadlines move as if the first were heard again."""
    moot = Moot.founded("ada", "ben")
    moot.called()
    moot.do(cmd.LoseVenue(venue=ROOM))
    moot.later(hours=80)
    if way == "bind":
        happened = moot.do(cmd.BindVenue(actor=ADA, venue=HALL, present=(), administers=True))
    else:
        happened = moot.do(cmd.MoveVenue(venue=ROOM, successor=HALL, present=(ADA,)))
    assert only(happened, ev.DeadlineMoved).deadline == moot.check().opened_at + timedelta(hours=152)


def test_where_nobody_convenes_anyone_may() -> None:
    """When the founder has left and there is no secretary, procedure falls to anyone taking part."""
    moot = Moot.founded("ada", "ben")
    assert conveners(moot.assembly) == (ADA,)
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    assert conveners(moot.assembly) == ()
    moot.call(moot.propose("ben"), who="ben")
    moot.do(cmd.Enter(actor=ADA, venue=ROOM))
    assert conveners(moot.assembly) == (ADA,)


def test_apologies_are_for_a_time_ahead_and_not_for_ever() -> None:
    """Apologies for the past, for ever, or by one who takes no part are refused."""
    moot = Moot.founded("ada")
    for days in (0, -1, 400):
        until = moot.now + timedelta(days=days)
        assert moot.refused(cmd.GiveApologies(actor=ADA, until=until)) == BadApologies(until=until)
    until = moot.now + timedelta(days=1)
    assert moot.refused(cmd.GiveApologies(actor=ZOE, until=until)) == NotTakingPart()


def test_apologies_given_beforehand_shrink_the_quorum_base_and_not_the_roll() -> None:
    """Twenty on the roll need four positions; with five of them excused, three do."""
    names = [f"p{n:02}" for n in range(20)]
    moot = Moot.founded(*names)
    for name in names[:5]:
        moot.do(cmd.GiveApologies(actor=PersonId(name), until=moot.now + timedelta(days=2)))
    check = moot.call(moot.propose("p00"), who="p00")
    assert len(moot.check(check).roll) == 20
    assert len(moot.check(check).excused) == 5
    moot.agree("p10", "p11", "p12", check=check)
    moot.at(hours=72)
    assert moot.check(check).outcome is Outcome.CONSENSUS


def test_apologies_given_after_the_call_or_run_out_before_it_change_nothing() -> None:
    """Only those who are away when the check is called are excused from it."""
    moot = Moot.founded("ada", "ben", "cat")
    moot.do(cmd.GiveApologies(actor=BEN, until=moot.now + timedelta(hours=1)))
    moot.later(hours=1)
    moot.called()
    moot.do(cmd.GiveApologies(actor=CAT, until=moot.now + timedelta(days=9)))
    assert moot.check().excused == frozenset()


def test_a_venue_that_was_replaced_makes_nobody_take_part_anew() -> None:
    """Who moved on is in the new venue only, though they are seen in the old one; strangers there stay strangers."""
    moot = Moot.founded("ada", "ben")
    moot.do(cmd.MoveVenue(venue=ROOM, successor=HALL, present=(BEN,)))
    moot.do(cmd.Enter(actor=BEN, venue=ROOM))
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    assert moot.assembly.participants[BEN].venues == {HALL}
    assert moot.assembly.participants[ADA].venues == {ROOM}
    assert ZOE not in moot.assembly.participants
    assert moot.verified().sound
