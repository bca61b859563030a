"""What else is somebody's when two turn out to be one; accounts that go their own way; who is forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Waiting
from deliberation.assessment import Outcome
from deliberation.convening import conveners
from deliberation.evolve import evolve
from deliberation.federation import Affected, Objection, Peer, Seat
from deliberation.ids import AssemblyId, PersonId
from deliberation.offices import PetitionState
from deliberation.persistent import PersistentMap
from deliberation.positions import Stance
from deliberation.refusals import (
    NotOnRoll,
    OffRoll,
)
from deliberation.senses import Leaning, Leant
from tests.support.engine import HALL, MONDAY, ROOM, SUCCESSOR, Moot, kinds, only, people
from tests.test_deciding_people import EVERYONE, sound, stances, take, with_secretary

ADA, BEN, CAT, DAN, EVE, FAY, ZOE = people("ada", "ben", "cat", "dan", "eve", "fay", "zoe")
LEEDS = Peer(AssemblyId("a-2"), "leeds", "Leeds")


# --- two are one: everything else


def test_places_offices_and_what_they_proposed_pass_to_who_they_are() -> None:
    """Joined earlier, away longer, in the venues of both; the earlier id is nobody's any more."""
    moot = Moot.founded(*EVERYONE)
    moot.elect("ben", by="ada")
    moot.later(days=1).do(cmd.Enter(actor=ZOE, venue=ROOM))
    moot.propose("ben")
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=2, text="How?"))
    moot.do(cmd.GiveApologies(actor=BEN, until=moot.now + timedelta(days=2)))
    moot.do(cmd.GiveApologies(actor=ZOE, until=moot.now + timedelta(days=1)))
    moot.do(cmd.BindVenue(actor=BEN, venue=HALL, present=(), administers=True))
    moot.join("zoe", "ben")
    assembly = moot.assembly
    assert assembly.secretary == ZOE
    assert assembly.proposals[2].proposer == ZOE
    assert assembly.concerns[1].person == ZOE
    here = assembly.participants[ZOE]
    assert here.joined_at == MONDAY
    assert here.venues == {ROOM, HALL}
    assert here.apologies_until == moot.now + timedelta(days=2)
    assert BEN not in assembly.participants
    assert dict(assembly.linked) == {BEN: ZOE}
    moot.do(cmd.Amend(actor=ZOE, proposal=2, text="Nine kilos."))
    moot.do(cmd.ResolveConcern(actor=ZOE, concern=1))
    moot.join("ada", "zoe")
    assert dict(moot.assembly.linked) == {BEN: ADA, ZOE: ADA}
    assert (moot.assembly.secretary, conveners(moot.assembly)) == (ADA, (ADA,))
    sound(moot)


def test_the_founder_who_turns_out_to_be_another_still_convenes() -> None:
    """Procedure, and an offer of a venue, pass on like everything else."""
    moot = Moot.founded(*EVERYONE)
    moot.do(cmd.BindVenue(actor=BEN, venue=HALL, present=(), administers=True))
    moot.join("cat", "ben")
    moot.join("dan", "ada")
    assert moot.assembly.founder == moot.assembly.convener == DAN
    assert dict(moot.assembly.offered) == {HALL: CAT}
    moot.do(cmd.TakeRoomIn(actor=DAN, venue=HALL))
    sound(moot)


def test_a_tenure_that_is_over_is_theirs_too() -> None:
    """Who held an office is told by who they are now."""
    moot = Moot.founded(*EVERYONE)
    moot.elect("ben", by="ada")
    moot.elect("cat", by="ada")
    moot.join("zoe", "ben")
    assert [tenure.holder for tenure in moot.office.past] == [ZOE]
    sound(moot)


def test_nothing_happens_where_neither_is_known_or_it_is_known_already() -> None:
    """Told twice, the other way round, or to an assembly that has nothing to do with either: no entry."""
    moot = Moot.founded(*EVERYONE)
    assert moot.join("zoe", "yan") == []
    assert kinds(moot.join("ada", "ben")) == ["PeopleJoined"]
    assert moot.join("ada", "ben") == moot.join("ben", "ada") == moot.join("ada", "ada") == []
    assert kinds(moot.join("ben", "cat")) == ["PeopleJoined"]
    assert dict(moot.assembly.linked) == {BEN: ADA, CAT: ADA}


def test_an_assembly_that_knows_only_the_one_who_stays_notes_it() -> None:
    """The other id may yet be named to it."""
    moot = Moot.founded("ada")
    assert kinds(moot.join("ada", "zoe")) == ["PeopleJoined"]
    assert set(moot.assembly.participants) == {ADA}
    sound(moot)


def test_one_is_known_who_has_left() -> None:
    """On a roll, as a proposer, as an officer: somebody is known without taking part any more."""
    moot = Moot.founded(*EVERYONE)
    moot.propose("ben")
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    assert kinds(moot.join("zoe", "ben")) == ["PeopleJoined"]
    assert moot.proposal().proposer == ZOE
    sound(moot)


def test_objections_and_blocks_from_below_are_of_who_they_are_now() -> None:
    """Two objections of one person are one; whose block a member assembly carries up is named as they are now."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    objections = (Objection(person=BEN, text="no"), Objection(person=ZOE, text="never"), Objection(person=CAT))
    affected = Affected(peer=LEEDS, until=MONDAY, objections=objections)
    proposal = replace(moot.proposal(), affected=PersistentMap({LEEDS.id: affected}))
    seat = Seat(peer=LEEDS, stance=Stance.BLOCK, heard=True, blockers=(BEN, ZOE), reasons="no")
    check = replace(moot.check(), seats=PersistentMap({LEEDS.id: seat}))
    assembly = replace(
        moot.assembly,
        proposals=moot.assembly.proposals.put(1, proposal),
        checks=moot.assembly.checks.put(1, check),
    )
    after = evolve(assembly, ev.PeopleJoined(person=ZOE, other=BEN), moot.now)
    assert after.proposals[1].affected[LEEDS.id].objections == (
        Objection(person=ZOE, text="never"),
        Objection(person=CAT),
    )
    assert after.checks[1].seats[LEEDS.id].blockers == (ZOE,)
    assert evolve(assembly, ev.PeopleJoined(person=DAN, other=EVE), moot.now).checks[1].seats is check.seats


# --- two are one: recalls and elections


def test_an_officer_on_the_roll_of_their_own_recall_has_no_voice_there() -> None:
    """What their other self said falls, by whichever id they are known from now on."""
    for stays, goes in (("fay", "eve"), ("eve", "fay")):
        moot = with_secretary()
        moot.recall("fay", "ada", "ben", "cat")
        moot.say(Stance.KEEP, "eve", check=2)
        happened = moot.join(stays, goes)
        assert kinds(happened) == ["PositionWithdrawn", "PeopleJoined"]
        assert moot.check(2).tally.taken == 0
        assert moot.petition().officer == stays
        subject = NotOnRoll(check=2, why=OffRoll.SUBJECT, called_at=moot.now)
        for who in (EVE, FAY):
            assert moot.refused(cmd.TakePosition(actor=who, check=2, stance=Stance.KEEP)) == subject
            assert moot.refused(cmd.Retract(actor=who, check=2)) == subject
            assert moot.do(cmd.LiftExpression(actor=who, check=2, source="$1")) == []
            assert moot.check(2).voice(who) is None
        assert moot.check(2).unheard() == [ADA, BEN, CAT, DAN]
        assert moot.join("dan", stays)
        assert moot.check(2).unheard() == [ADA, BEN, CAT]
        moot.say(Stance.REMOVE, "ada", "ben", "cat", check=2)
        assert only(moot.at(hours=72), ev.OfficeVacated).person == DAN
        sound(moot)


def test_a_petition_counts_one_signature_of_one_person_and_none_of_its_officer() -> None:
    """Signed twice, or by the officer's other self."""
    moot = with_secretary()
    moot.recall("fay", "ada", "ben")
    moot.join("ada", "ben")
    assert list(moot.petition().signatures) == [ADA]
    moot.do(cmd.Sign(actor=CAT, petition=1))
    moot.join("cat", "fay")
    assert list(moot.petition().signatures) == [ADA]
    assert moot.petition().officer == CAT
    assert moot.petition().state is PetitionState.GATHERING
    sound(moot)


def test_a_petition_that_the_officers_other_self_started_goes_on() -> None:
    """It was started: only its signature by the officer falls."""
    moot = with_secretary()
    moot.recall("fay", "ada")
    moot.join("fay", "ada")
    assert (moot.petition().starter, moot.petition().officer) == (FAY, FAY)
    assert dict(moot.petition().signatures) == {}
    for who in (BEN, CAT, DAN):
        moot.do(cmd.Sign(actor=who, petition=1))
    assert moot.petition().state is PetitionState.RECALL_OPEN
    assert FAY not in moot.check(2).roll
    sound(moot)


def test_fewer_people_may_need_fewer_signatures() -> None:
    """Where two of three turn out to be one, the signature of the only other one opens the recall."""
    moot = Moot.founded("ada", "ben", "cat")
    moot.elect("cat", by="ada")
    moot.recall("cat", "ada")
    happened = moot.join("cat", "ben")
    assert kinds(happened) == ["PeopleJoined", "PetitionSucceeded", "CheckCalled"]
    sound(moot)


def test_a_nomination_by_ones_other_self_stands() -> None:
    """It was proposed and is the assembly's to decide; the office goes to who they are now."""
    moot = Moot.founded(*EVERYONE)
    moot.do(cmd.NominateOfficer(actor=ADA, person=BEN, office="secretary"))
    moot.join("ada", "ben")
    moot.agree("ada", "cat", "dan")
    assert only(moot.at(hours=72), ev.OfficeFilled).person == ADA
    assert moot.assembly.secretary == ADA
    sound(moot)


# --- two are one: moots, readings of the room, actions, go-rounds, and the way in


def test_whoever_comes_to_a_moot_twice_comes_once() -> None:
    """Who is there, who wishes to speak and who has spoken is told of one person; so is what they minuted."""
    moot = Moot.founded(*EVERYONE)
    at = moot.now + timedelta(hours=1)
    moot.do(cmd.CallMoot(actor=BEN, title="Seed", proposals=(), starts_at=at, length=timedelta(hours=1)))
    moot.do(cmd.TellComing(actor=ADA, moot=1, source="$a"))
    moot.at(hours=1)
    moot.do(cmd.RaiseHand(actor=BEN))
    moot.do(cmd.NextSpeaker(actor=BEN))
    moot.later(minutes=1)
    for who in (CAT, BEN, ADA):
        moot.do(cmd.RaiseHand(actor=who))
    moot.do(cmd.TakeMinute(actor=BEN, text="Ten kilos."))
    moot.join("ada", "ben")
    held = moot.assembly.moots[1]
    assert (held.called_by, held.speaker, held.hands) == (ADA, ADA, (CAT, ADA))
    assert dict(held.coming) == {ADA: "$a"}
    assert dict(held.present) == {ADA: at, CAT: moot.now}
    assert dict(held.spoken) == {ADA: 1}
    assert [minute.person for minute in held.minutes] == [ADA]
    moot.do(cmd.ForgetPerson(person=ADA))
    held = moot.assembly.moots[1]
    assert (held.hands, dict(held.coming)) == ((CAT,), {})
    assert [minute.text for minute in held.minutes] == ["Ten kilos."]
    sound(moot)


def test_whoever_leans_twice_leans_once_and_is_forgotten_with_their_words() -> None:
    """While the room is asked one leaning stands, of two at one time who stays's; what was counted stays counted."""
    moot = Moot.founded(*EVERYONE)
    for _ in range(2):
        moot.do(cmd.AskSense(actor=BEN, question="Seed?", period=timedelta(hours=1)))
        number = len(moot.assembly.senses)
        moot.do(cmd.Lean(actor=ADA, sense=number, leaning=Leaning.YES, source="$a"))
        moot.do(cmd.Lean(actor=BEN, sense=number, leaning=Leaning.NO, text="It is late.", source="$b"))
        if number == 1:
            moot.at(hours=1)
    assert kinds(moot.join("ada", "ben")) == ["LeaningWithdrawn", "PeopleJoined"]
    assert moot.assembly.senses[2].leanings == {ADA: Leant(Leaning.YES, source="$a", at=moot.now)}
    assert moot.assembly.senses[2].asked_by == ADA
    assert set(moot.assembly.senses[1].leanings) == {ADA, BEN}
    sound(moot)
    moot.join("cat", "ada")
    assert set(moot.assembly.senses[2].leanings) == {CAT}
    moot.do(cmd.ForgetPerson(person=CAT))
    forgotten = {BEN: Leant(Leaning.NO, at=MONDAY), CAT: Leant(Leaning.YES, at=moot.now)}
    assert {**moot.assembly.senses[1].leanings, **moot.assembly.senses[2].leanings} == forgotten
    assert moot.verified().sound


@pytest.mark.parametrize(("first", "then"), [(ADA, BEN), (BEN, ADA)])
def test_of_two_leanings_the_later_stands(first: PersonId, then: PersonId) -> None:
    """Whichever of the two ids it was said by, as with positions."""
    moot = Moot.founded(*EVERYONE)
    moot.do(cmd.AskSense(actor=CAT, question="Seed?"))
    moot.do(cmd.Lean(actor=first, sense=1, leaning=Leaning.YES, source="$a"))
    moot.later(minutes=1)
    moot.do(cmd.Lean(actor=then, sense=1, leaning=Leaning.NO, text="No.", source="$b"))
    said = moot.now
    moot.later(minutes=1).join("ada", "ben")
    assert moot.assembly.senses[1].leanings == {ADA: Leant(Leaning.NO, "No.", "$b", said)}
    sound(moot)


def test_what_is_to_be_done_is_to_be_done_by_who_they_are() -> None:
    """Whoever was to do it, set it or did it."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.agree(*EVERYONE)
    due = moot.now + timedelta(days=9)
    moot.do(cmd.SetAction(actor=BEN, decision=1, text="Buy it.", person=BEN, due=due))
    moot.join("ada", "ben")
    moot.do(cmd.SetAction(actor=CAT, decision=1, text="Sow it.", person=BEN, due=due))
    moot.do(cmd.FinishAction(actor=ADA, action=1, source="$a"))
    moot.join("cat", "ada")
    done, other = moot.assembly.actions[1], moot.assembly.actions[2]
    assert (done.person, done.set_by, done.done_by, done.source) == (CAT, CAT, CAT, "$a")
    assert (other.person, other.set_by) == (CAT, CAT)
    moot.do(cmd.ForgetPerson(person=CAT))
    assert moot.assembly.actions[1].source == ""
    sound(moot)


def test_a_go_round_asks_nobody_twice() -> None:
    """Whose turn it is keeps it by whichever place they speak; the officer's other self is not asked in a recall."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.do(cmd.BeginGoRound(actor=ADA, check=1))
    moot.do(cmd.PassTurn(actor=ADA, check=1))
    moot.join("dan", "ben")
    going = moot.check().go_round
    assert going is not None
    assert (going.order, going.turn) == ((ADA, DAN, CAT), DAN)
    moot.do(cmd.PassTurn(actor=DAN, check=1))
    moot.join("cat", "ada")
    going = moot.check().go_round
    assert going is not None
    assert (going.order, going.turn) == ((DAN, CAT), CAT)
    sound(moot)


def test_the_officers_other_self_is_not_asked_in_a_go_round() -> None:
    """They have no voice in their own recall."""
    moot = with_secretary()
    moot.recall("fay", "ada", "ben", "cat")
    moot.do(cmd.BeginGoRound(actor=ADA, check=2))
    moot.join("fay", "dan")
    going = moot.check(2).go_round
    assert going is not None
    assert going.order == (ADA, BEN, CAT, EVE)
    sound(moot)


def test_nobody_waits_for_what_they_have() -> None:
    """One who waits at the door of an assembly turns out to take part, or to wait twice."""
    assembly = Moot.founded(*EVERYONE).assembly
    waits = {
        BEN: Waiting(person=BEN, venues=frozenset({HALL})),
        EVE: Waiting(person=EVE, venues=frozenset({ROOM}), asked_at=MONDAY, welcomed_by=(BEN, CAT)),
        FAY: Waiting(person=FAY, venues=frozenset({HALL}), welcomed_by=(CAT,)),
    }
    assembly = replace(assembly, waiting=PersistentMap(waits))
    assembly = evolve(assembly, ev.PeopleJoined(person=EVE, other=FAY), MONDAY)
    both = Waiting(person=EVE, venues=frozenset({ROOM, HALL}), asked_at=MONDAY, welcomed_by=(BEN, CAT))
    assert assembly.waiting[EVE] == both
    assembly = evolve(assembly, ev.PeopleJoined(person=CAT, other=BEN), MONDAY)
    assert assembly.waiting == {EVE: replace(both, welcomed_by=(CAT,))}
    assert assembly.participants[CAT].venues == {ROOM, HALL}
    assembly = evolve(assembly, ev.PeopleJoined(person=ZOE, other=EVE), MONDAY)
    assert assembly.waiting == {ZOE: replace(both, person=ZOE, welcomed_by=(CAT,))}
    assert evolve(assembly, ev.PersonForgotten(person=ZOE), MONDAY).waiting == {}
    assembly = evolve(assembly, ev.PeopleJoined(person=ADA, other=ZOE), MONDAY)
    assert assembly.waiting == {}
    assert assembly.participants[ADA].venues == {ROOM, HALL}


# --- parted, and forgotten


def test_an_account_that_goes_its_own_way_is_on_no_roll_of_before() -> None:
    """Whoever stays keeps the one voice, even if it was by the place of that account; the new one has none."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.join("zoe", "ben")
    new = PersonId("new")
    assert kinds(moot.do(cmd.PartPerson(person=ZOE, other=new))) == ["PersonParted"]
    moot.do(cmd.Enter(actor=new, venue=ROOM))
    joined_later = NotOnRoll(check=1, why=OffRoll.JOINED_LATER, called_at=MONDAY)
    assert moot.refused(cmd.TakePosition(actor=new, check=1, stance=Stance.AGREE)) == joined_later
    take(moot, ZOE, Stance.AGREE)
    assert stances(moot) == {BEN: Stance.AGREE}
    moot.join("zoe", "new")
    assert stances(moot) == {BEN: Stance.AGREE}
    assert moot.do(cmd.PartPerson(person=EVE, other=FAY)) == []
    sound(moot)


def test_who_was_parted_from_one_who_signed_may_sign() -> None:
    """They are somebody else now."""
    moot = with_secretary()
    moot.recall("fay", "ada")
    new = PersonId("new")
    moot.do(cmd.PartPerson(person=ADA, other=new))
    moot.do(cmd.Enter(actor=new, venue=ROOM))
    moot.do(cmd.Sign(actor=new, petition=1))
    assert set(moot.petition().signatures) == {ADA, new}
    sound(moot)


def test_to_be_forgotten_erases_what_one_said_and_leaves_what_was_decided() -> None:
    """Reasons, concerns and what expressed them go; positions and decisions stand, and the register verifies."""
    moot = Moot.founded(*EVERYONE)
    moot.elect("ben", by="ada")
    moot.propose("ada")
    moot.do(cmd.RaiseConcern(actor=BEN, proposal=2, text="How?"))
    moot.do(cmd.ResolveConcern(actor=BEN, concern=1))
    moot.call(2, who="ben")
    take(moot, BEN, Stance.BLOCK, "$b", "it harms me", check=2)
    take(moot, CAT, Stance.STAND_ASIDE, "$c", "not mine", check=2)
    happened = moot.do(cmd.ForgetPerson(person=BEN))
    assert kinds(happened) == ["PersonForgotten", "OfficeVacated", *SUCCESSOR]
    vacated = only(happened, ev.OfficeVacated)
    assert (vacated.person, vacated.because) == (BEN, "forgotten")
    assert moot.office.election_open
    assert BEN not in moot.assembly.participants
    held = moot.check(2).positions[BEN]
    assert (held.stance, held.reason, held.source) == (Stance.BLOCK, "", "")
    assert moot.check(2).positions[CAT].reason == "not mine"
    assert moot.assembly.concerns[1].text == ""
    assert only(moot.at(hours=72), ev.CheckClosed).outcome is Outcome.BLOCKED
    assert moot.do(cmd.ForgetPerson(person=ZOE)) == []
    sound(moot)


def test_a_block_without_a_reason_lapses_also_when_its_holder_is_forgotten() -> None:
    """That there was none is not made good by asking to be forgotten."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.block("ben", reason="")
    moot.agree("ada", "cat", "dan")
    moot.do(cmd.ForgetPerson(person=BEN))
    assert only(moot.at(hours=72), ev.DeadlineMoved).because == "reason"
    assert "BlockLapsed" in kinds(moot.at(hours=24))
    sound(moot)


def test_what_an_earlier_self_said_is_forgotten_too() -> None:
    """Also in a check that was closed before the two were joined, and what a member assembly carried up of theirs."""
    moot = Moot.founded(*EVERYONE)
    moot.called()
    moot.say(Stance.STAND_ASIDE, "ben", reason="not mine")
    moot.agree("ada", "cat", "dan")
    moot.join("zoe", "ben")
    seat = Seat(peer=LEEDS, stance=Stance.BLOCK, heard=True, blockers=(BEN,), reasons="no")
    objections = (Objection(person=ZOE, text="no"), Objection(person=CAT, text="never"))
    affected = Affected(peer=LEEDS, until=MONDAY, objections=objections)
    assembly = replace(
        moot.assembly,
        checks=moot.assembly.checks.put(1, replace(moot.check(), seats=PersistentMap({LEEDS.id: seat}))),
        proposals=moot.assembly.proposals.put(
            1, replace(moot.proposal(), affected=PersistentMap({LEEDS.id: affected}))
        ),
    )
    after = evolve(assembly, ev.PersonForgotten(person=ZOE), moot.now)
    assert after.checks[1].positions[BEN].reason == ""
    assert after.checks[1].seats[LEEDS.id].reasons == ""
    assert after.checks[1].seats[LEEDS.id].stance is Stance.BLOCK
    assert [each.text for each in after.proposals[1].affected[LEEDS.id].objections] == ["", "never"]


def test_a_petition_goes_on_without_the_words_and_the_name_of_one_who_is_forgotten() -> None:
    """Its reason is erased with who gave it, and their signature falls as if they had left."""
    moot = with_secretary()
    moot.recall("fay", "ada", "ben")
    moot.do(cmd.ForgetPerson(person=ADA))
    assert moot.petition().reason == ""
    assert list(moot.petition().signatures) == [BEN]
    moot.do(cmd.ForgetPerson(person=FAY))
    assert moot.petition().state is PetitionState.LAPSED
    sound(moot)


def test_a_recall_of_one_who_is_forgotten_ends() -> None:
    """The office is vacant: there is nobody to remove."""
    moot = with_secretary()
    moot.recall("fay", "ada", "ben", "cat")
    happened = moot.do(cmd.ForgetPerson(person=FAY))
    assert kinds(happened) == ["PersonForgotten", "CheckClosed", "OfficeVacated", *SUCCESSOR]
    assert only(happened, ev.CheckClosed).outcome is Outcome.WITHDRAWN
    sound(moot)
