"""Recall: petitions that act by themselves at their threshold, in the words of the design."""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.convening import conveners
from deliberation.deciding.recalling import signatures_needed
from deliberation.evolve import evolve
from deliberation.evolving.petitions import of_back, of_gone
from deliberation.ids import PersonId
from deliberation.offices import MOST_AWAY, PetitionState
from deliberation.persistent import PersistentMap
from deliberation.positions import Stance
from deliberation.refusals import (
    AboutYourself,
    AlreadySigned,
    NotAnOfficer,
    NotOnRoll,
    NotSigned,
    NotTakingPart,
    OffRoll,
    PetitionOver,
    RecallUnderWay,
    Unknown,
    WrongStance,
)
from tests.support.engine import ROOM, SUCCESSOR, Moot, kinds, only

ADA, BEN, CAT, DAN, ZOE = (PersonId(name) for name in ("ada", "ben", "cat", "dan", "zoe"))
SIX = ("ada", "ben", "cat", "dan", "eve", "fay")


def with_secretary(*names: str, who: str = "fay", **rules: str) -> Moot:
    """Give an assembly with an elected secretary."""
    everyone = names or SIX
    own = {name.replace("_", "-"): value for name, value in rules.items()}
    moot = Moot.founded(*everyone, rules=own)
    moot.elect(who, by=next(name for name in everyone if name != who))
    return moot


@pytest.mark.parametrize(
    ("size", "unmandated", "needed"),
    [(6, False, 3), (6, True, 2), (30, False, 3), (31, False, 4), (31, True, 2), (3, False, 2), (2, False, 1)],
)
def test_the_threshold_is_a_tenth_and_at_least_three(size: int, unmandated: bool, needed: int) -> None:
    """A tenth of the participants, at least three; two for an unmandated act; never more than could sign."""
    moot = with_secretary(*[f"p{n:02}" for n in range(size)], who="p00")
    moot.recall("p00", "p01", unmandated=unmandated)
    assert signatures_needed(moot.assembly, moot.petition()) == needed
    assert (moot.petition().state is PetitionState.RECALL_OPEN) is (needed == 1)


def test_whoever_starts_a_petition_signs_it() -> None:
    """The starter's name is the first on it, and the reason is kept with it."""
    moot = with_secretary()
    moot.recall("fay", "ada")
    assert list(moot.petition().signatures) == [ADA]
    assert moot.petition().reason == "they did not act as agreed"
    assert moot.petition().until == moot.now + timedelta(days=14)


def test_at_the_threshold_the_recall_opens_by_itself() -> None:
    """Roll frozen, called by nobody, the officer not on it."""
    moot = with_secretary()
    moot.recall("fay", "ada", "ben")
    happened = moot.do(cmd.Sign(actor=CAT, petition=1))
    assert kinds(happened) == ["PetitionSigned", "PetitionSucceeded", "CheckCalled"]
    check = moot.check(2)
    assert check.called_by is None
    assert check.roll == frozenset(PersonId(name) for name in SIX) - {"fay"}
    assert moot.petition().state is PetitionState.RECALL_OPEN
    answer = moot.refused(cmd.TakePosition(actor=PersonId("fay"), check=2, stance=Stance.KEEP))
    assert answer == NotOnRoll(check=2, why=OffRoll.SUBJECT, called_at=moot.now)
    assert moot.refused(cmd.TakePosition(actor=ADA, check=2, stance=Stance.AGREE)) == WrongStance(
        check=2, stance=Stance.AGREE
    )


def test_a_petition_lapses_when_its_time_is_over() -> None:
    """After fourteen days without the signatures it is over, and another may be started."""
    moot = with_secretary()
    moot.recall("fay", "ada", "ben")
    assert moot.at(days=13) == []
    assert only(moot.at(days=1), ev.PetitionLapsed).because == "time"
    assert moot.refused(cmd.Sign(actor=CAT, petition=1)) == PetitionOver(petition=1)
    moot.recall("fay", "ada")


def test_a_signature_is_taken_off_while_it_gathers() -> None:
    """By word, or by taking away the very reaction that gave it, and never after the threshold."""
    moot = with_secretary()
    moot.recall("fay", "ada")
    moot.do(cmd.Sign(actor=BEN, petition=1, source="$s"))
    assert moot.do(cmd.Sign(actor=BEN, petition=1, source="$s")) == []
    assert moot.refused(cmd.Sign(actor=BEN, petition=1, source="$t")) == AlreadySigned(petition=1)
    assert moot.do(cmd.Unsign(actor=BEN, petition=1, source="$t")) == []
    assert kinds(moot.do(cmd.Unsign(actor=BEN, petition=1, source="$s"))) == ["SignatureWithdrawn"]
    assert moot.refused(cmd.Unsign(actor=BEN, petition=1)) == NotSigned(petition=1)
    moot.do(cmd.Sign(actor=BEN, petition=1, source="$u"))
    moot.do(cmd.Sign(actor=CAT, petition=1))
    assert moot.refused(cmd.Unsign(actor=BEN, petition=1)) == PetitionOver(petition=1)
    assert moot.do(cmd.Unsign(actor=BEN, petition=1, source="$u")) == []


def test_who_may_not_start_or_sign_is_refused() -> None:
    """Neither the officer nor one who takes no part signs; only an officer is recalled, once at a time."""
    moot = with_secretary()
    fay = PersonId("fay")
    assert moot.refused(cmd.StartRecall(actor=fay, officer=fay, reason="")) == AboutYourself(asked="recall")
    assert moot.refused(cmd.StartRecall(actor=ADA, officer=BEN, reason="")) == NotAnOfficer(person=BEN)
    assert moot.refused(cmd.StartRecall(actor=ZOE, officer=fay, reason="")) == NotTakingPart()
    moot.recall("fay", "ada")
    assert moot.refused(cmd.StartRecall(actor=BEN, officer=fay, reason="")) == RecallUnderWay(petition=1)
    assert moot.refused(cmd.Sign(actor=fay, petition=1)) == AboutYourself(asked="sign")
    assert moot.refused(cmd.Sign(actor=ZOE, petition=1)) == NotTakingPart()
    assert moot.refused(cmd.Sign(actor=ADA, petition=9)) == Unknown(kind="petition", number=9, latest=1)


def test_a_name_counts_while_its_owner_takes_part() -> None:
    """Who leaves takes their name along for as long as they are out, put out or not, and brings it back with them."""
    moot = with_secretary()
    moot.recall("fay", "ada", "ben")
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    assert list(moot.petition().signatures) == [ADA]
    moot.do(cmd.Sign(actor=CAT, petition=1))
    assert moot.petition().state is PetitionState.GATHERING
    happened = moot.do(cmd.Enter(actor=BEN, venue=ROOM))
    assert kinds(happened) == ["PersonEntered", "PetitionSucceeded", "CheckCalled"]
    assert only(happened, ev.PetitionSucceeded).signers == (ADA, BEN, CAT)
    assert moot.verified().sound


def test_nobody_loses_a_signature_by_being_put_out_and_let_in_again() -> None:
    """Where the room is restricted it is back with their place, and the register tells of it to nobody."""
    moot = with_secretary(welcomes="1")
    moot.do(cmd.ProposeRule(actor=ADA, rule="entry", value="welcome"))
    moot.agree(*SIX, check=moot.call(2, who="fay"))
    moot.recall("fay", "ada", "ben")
    for person in (ADA, BEN):
        moot.do(cmd.Leave(actor=person, venue=ROOM))
        moot.do(cmd.Enter(actor=person, venue=ROOM))
    assert not moot.petition().signatures
    for person in (ADA, BEN):
        moot.do(cmd.AskEntry(actor=person))
        assert kinds(moot.do(cmd.Welcome(actor=CAT, person=person))) == ["Welcomed", "EntryGiven"]
    assert set(moot.petition().signatures) == {ADA, BEN}
    assert not moot.petition().away
    assert moot.verified().sound


def test_who_left_takes_their_name_off_all_the_same() -> None:
    """By word, or by the reaction that gave it: then it does not come back with them. It ends with the petition."""
    moot = with_secretary()
    moot.recall("fay", "ada")
    moot.do(cmd.Sign(actor=BEN, petition=1, source="$b"))
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    assert moot.do(cmd.Unsign(actor=BEN, petition=1, source="$a")) == []
    assert kinds(moot.do(cmd.Unsign(actor=BEN, petition=1, source="$b"))) == ["SignatureWithdrawn"]
    moot.do(cmd.Enter(actor=BEN, venue=ROOM))
    assert list(moot.petition().signatures) == [ADA]
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    assert list(moot.petition().away) == [ADA]
    moot.at(days=14)
    assert moot.petition().state is PetitionState.LAPSED
    assert not moot.petition().away
    assert moot.verified().sound


def test_what_somebody_signed_who_left_is_theirs_by_whichever_id() -> None:
    """Linked it is under the one that counts, and counts if that one is here; forgotten it is gone."""
    moot = with_secretary()
    moot.recall("fay", "ada", "ben")
    for person in (ADA, BEN):
        moot.do(cmd.Leave(actor=person, venue=ROOM))
    moot.join("dan", "ada")
    assert list(moot.petition().signatures) == [DAN]
    moot.do(cmd.ForgetPerson(person=BEN))
    assert not moot.petition().away
    assert moot.verified().sound


def test_where_thousands_who_signed_leave_at_once_it_takes_no_longer_than_it_must() -> None:
    """Their places as members lapse together: each name is looked up once."""
    moot = with_secretary()
    moot.recall("fay", "ada")
    people = [PersonId(f"p{number}") for number in range(10_000)]
    signed = replace(moot.petition(), signatures=PersistentMap(dict.fromkeys(people, "")))
    before = replace(moot.assembly, petitions=moot.assembly.petitions.put(1, signed))
    began = perf_counter()
    left = of_gone(before, people)
    assert perf_counter() - began < 2
    assert (len(left.petitions[1].signatures), len(left.petitions[1].away)) == (0, MOST_AWAY)
    assert len(of_back(left, people).petitions[1].signatures) == MOST_AWAY


def test_in_a_petition_of_before_a_signature_does_not_come_back() -> None:
    """What its register told then it tells today: who was out and is back had to sign again."""
    moot = with_secretary()
    moot.recall("fay", "ada", "ben")
    old = replace(moot.petition(), returns=False)
    before = replace(moot.assembly, petitions=moot.assembly.petitions.put(1, old))
    left = evolve(before, ev.PersonLeft(person=BEN, venue=ROOM), moot.now)
    back = evolve(left, ev.PersonEntered(person=BEN, venue=ROOM), moot.now)
    assert list(back.petitions[1].signatures) == [ADA]
    assert not left.petitions[1].away


def test_fewer_participants_need_fewer_signatures() -> None:
    """Where people leave, a petition may reach its threshold by that."""
    moot = with_secretary("ada", "ben", "cat", "fay")
    moot.recall("fay", "ada", "ben")
    assert moot.petition().state is PetitionState.GATHERING
    happened = moot.do(cmd.Leave(actor=CAT, venue=ROOM))
    assert kinds(happened) == ["PersonLeft", "PetitionSucceeded", "CheckCalled"]


def test_a_rule_that_asks_for_fewer_signatures_opens_the_recall() -> None:
    """Where the assembly lowers the threshold, a petition that has it now acts by itself."""
    moot = with_secretary(recall_minimum="5")
    moot.recall("fay", "ada", "ben")
    moot.do(cmd.ProposeRule(actor=ADA, rule="recall-minimum", value="2"))
    happened = moot.agree(*SIX, check=moot.call(2, who="ada"))
    assert kinds(happened)[-3:] == ["RuleChanged", "PetitionSucceeded", "CheckCalled"]
    assert moot.verified().sound


@pytest.mark.parametrize(
    ("rule", "remove", "keep", "aside", "outcome"),
    [
        ("majority", 2, 1, 0, Outcome.REMOVED),
        ("majority", 2, 2, 1, Outcome.KEPT),
        ("majority", 1, 0, 4, Outcome.REMOVED),
        ("majority", 2, 0, 0, Outcome.INQUORATE),
        ("consensus-to-keep", 1, 4, 0, Outcome.REMOVED),
        ("consensus-to-keep", 0, 4, 1, Outcome.KEPT),
        ("consensus-to-remove", 4, 1, 0, Outcome.KEPT),
        ("consensus-to-remove", 4, 0, 1, Outcome.REMOVED),
        ("consensus-to-remove", 2, 0, 3, Outcome.KEPT),
    ],
)
def test_three_rules_of_removal(rule: str, remove: int, keep: int, aside: int, outcome: Outcome) -> None:
    """By majority, by consensus to keep or by consensus to remove, and never without quorum."""
    moot = with_secretary(recall_rule=rule)
    moot.recall("fay", "ada", "ben", "cat")
    saying = [Stance.REMOVE] * remove + [Stance.KEEP] * keep + [Stance.STAND_ASIDE] * aside
    for name, stance in zip(SIX, saying, strict=False):
        moot.say(stance, name, check=2)
    moot.at(hours=72)
    moot.at(hours=36)
    assert moot.check(2).outcome is outcome
    assert (moot.assembly.secretary is None) is (outcome is Outcome.REMOVED)
    assert moot.petition().state is PetitionState.CLOSED
    assert moot.verified().sound


def test_on_removal_the_office_is_vacant_at_once_and_its_election_open() -> None:
    """Nobody has to do anything more, and another petition finds no officer."""
    moot = with_secretary()
    moot.recall("fay", "ada", "ben", "cat")
    happened = moot.say(Stance.REMOVE, "ada", "ben", "cat", "dan", "eve", check=2)
    assert kinds(happened)[-4:] == ["CheckClosed", "OfficeVacated", *SUCCESSOR]
    assert moot.office.holder is None
    assert moot.office.election_open
    assert moot.refused(cmd.StartRecall(actor=ADA, officer=PersonId("fay"), reason="")) == NotAnOfficer(
        person=PersonId("fay")
    )


def test_a_founder_who_was_removed_does_not_get_procedure_back() -> None:
    """Where the founder was secretary and is recalled, procedure falls to anyone taking part."""
    moot = with_secretary(who="ada")
    moot.recall("ada", "ben", "cat", "dan")
    moot.say(Stance.REMOVE, "ben", "cat", "dan", "eve", "fay", check=2)
    assert conveners(moot.assembly) == ()
    moot.call(moot.propose("ben"), who="ben")


@pytest.mark.parametrize("signed", [2, 3])
def test_leaving_is_no_way_out_of_a_recall(signed: int) -> None:
    """The officer holds the office still, so the petition gathers on, or the recall stays open."""
    moot = with_secretary()
    number = moot.recall("fay", *SIX[:signed])
    moot.do(cmd.Leave(actor=PersonId("fay"), venue=ROOM))
    expected = PetitionState.RECALL_OPEN if signed == 3 else PetitionState.GATHERING
    assert moot.petition(number).state is expected
    assert moot.assembly.secretary == PersonId("fay")
    assert moot.verified().sound


def test_when_the_term_ends_the_recall_ends_with_it() -> None:
    """A recall that is open when the term is over is closed as withdrawn; what falls due with it counts first."""
    moot = with_secretary(secretary_term="7d")
    moot.later(days=6)
    moot.recall("fay", "ada", "ben", "cat")
    happened = moot.at(days=1)
    assert kinds(happened) == ["CheckClosed", "OfficeVacated", *SUCCESSOR]
    assert only(happened, ev.CheckClosed).outcome is Outcome.WITHDRAWN
    assert moot.verified().sound


def test_when_another_is_elected_the_petition_ends() -> None:
    """Who no longer holds the office is not recalled from it."""
    moot = with_secretary()
    moot.recall("fay", "ada")
    moot.elect("dan", by="ben")
    assert moot.petition().state is PetitionState.LAPSED


def test_electing_the_same_officer_again_ends_no_petition() -> None:
    """A second consensus on whoever holds the office renews the term, and leaves a petition against them open."""
    moot = Moot.founded(*SIX)
    for _ in range(2):
        moot.do(cmd.NominateOfficer(actor=ADA, person=DAN, office="secretary"))
        if len(moot.assembly.checks) == 1:
            moot.block("ben")
            moot.at(hours=72)
    moot.agree(*SIX, check=2)
    moot.recall("dan", "ada", "ben")
    moot.agree(*SIX, check=moot.call(1, who="ada"))
    assert moot.assembly.secretary == DAN
    assert moot.petition().state is PetitionState.GATHERING
    assert moot.verified().sound
