"""Offices created, changed and ended by consensus; held jointly, appointed to and resigned from."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.ids import PersonId
from deliberation.positions import Stance
from deliberation.refusals import (
    AboutYourself,
    AlreadyProposed,
    BadOffice,
    HoldsItAlready,
    NoOfficeHeld,
    NoSuchOffice,
    NotAppointing,
    NotConvening,
    NothingChanged,
    NotParticipant,
    OfficeFull,
    OfficeIsAppointed,
    OfficeIsElected,
    OfficeNeeded,
    RecalledFromIt,
    WhichOffice,
)
from tests.support.engine import ROOM, Moot, kinds, only, people
from tests.support.officers import FIVE, appointed, decided, with_office

ADA, BEN, CAT, DAN, EVE, ZOE = people("ada", "ben", "cat", "dan", "eve", "zoe")


# --- offices


def test_an_office_is_created_by_consensus_and_filled_as_was_said() -> None:
    """Nobody can create one alone; what was decided about it stands in it."""
    moot = Moot.founded(*FIVE)
    moot.do(cmd.ProposeOffice(actor=BEN, office="treasurer", appointed_by="secretary", term=timedelta(days=730)))
    assert "treasurer" not in moot.assembly.offices
    happened = moot.agree(*FIVE, check=moot.call())
    assert kinds(happened)[-2:] == ["DecisionSettled", "OfficeCreated"]
    office = moot.assembly.offices["treasurer"]
    assert (office.appointed_by, office.term, office.seats) == ("secretary", timedelta(days=730), 1)
    assert not office.election_open
    assert moot.verified().sound


def test_the_election_to_a_new_office_that_is_elected_is_open() -> None:
    """As it is where a place falls vacant."""
    moot = with_office()
    assert moot.assembly.offices["treasurer"].election_open


def test_what_is_not_said_of_an_office_stays_as_it_is() -> None:
    """A second seat leaves its holder, the term and who appoints alone."""
    moot = appointed()
    decided(moot, cmd.ProposeOffice(actor=ADA, office="treasurer", seats=2), who="dan")
    office = moot.assembly.offices["treasurer"]
    assert (office.seats, office.appointed_by, office.holders, office.vacancies) == (2, "secretary", (EVE,), 1)
    same = cmd.ProposeOffice(actor=ADA, office="treasurer", seats=2)
    assert moot.refused(same) == NothingChanged(what="the office of treasurer is filled like that")
    assert moot.verified().sound


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"office": "treasurer", "appointed_by": "treasurer"}, BadOffice(office="treasurer", why="itself")),
        ({"office": "treasurer", "deputy_to": "treasurer"}, BadOffice(office="treasurer", why="itself")),
        ({"office": "secretary", "appointed_by": "treasurer"}, BadOffice(office="secretary", why="secretary")),
        ({"office": "chair@harmony"}, BadOffice(office="chair@harmony", why="name")),
        ({"office": "chair, clerk"}, BadOffice(office="chair, clerk", why="name")),
        ({"office": "clerk", "seats": 0}, BadOffice(office="clerk", why="seats")),
        ({"office": "clerk", "seats": 21}, BadOffice(office="clerk", why="seats")),
        ({"office": "clerk", "term": timedelta(days=6)}, BadOffice(office="clerk", why="term")),
        ({"office": "clerk", "term": timedelta(days=2000)}, BadOffice(office="clerk", why="term")),
        (
            {"office": "clerk", "appointed_by": "chair"},
            NoSuchOffice(office="chair", offices=("secretary", "treasurer")),
        ),
    ],
)
def test_an_office_that_could_not_be_filled_is_refused(terms: dict[str, object], refusal: object) -> None:
    """Before anybody is asked about it."""
    moot = with_office()
    assert moot.refused(cmd.ProposeOffice(actor=ADA, **terms)) == refusal  # type: ignore[arg-type]


def test_offices_do_not_appoint_each_other_in_a_circle() -> None:
    """None of them could ever be filled."""
    moot = with_office("clerk")
    decided(moot, cmd.ProposeOffice(actor=ADA, office="porter", appointed_by="clerk"), who="dan")
    circle = cmd.ProposeOffice(actor=ADA, office="clerk", appointed_by="porter")
    assert moot.refused(circle) == BadOffice(office="clerk", why="circle")


def test_a_circle_that_two_decisions_make_together_is_broken() -> None:
    """Each was sound when it was proposed; the later one leaves its office elected."""
    moot = with_office("clerk")
    decided(moot, cmd.ProposeOffice(actor=ADA, office="porter"), who="dan")
    moot.do(cmd.ProposeOffice(actor=ADA, office="clerk", appointed_by="porter"))
    moot.do(cmd.ProposeOffice(actor=ADA, office="porter", appointed_by="clerk"))
    first, second = len(moot.assembly.proposals) - 1, len(moot.assembly.proposals)
    for number in (first, second):
        moot.agree(*FIVE, check=moot.call(number, who="dan"))
    assert moot.assembly.offices["clerk"].appointed_by == "porter"
    assert moot.assembly.offices["porter"].is_elected
    assert moot.verified().sound


def test_an_office_that_ends_relieves_its_holder_and_frees_what_rested_on_it() -> None:
    """What it appointed is elected from then on; the register still tells who held it."""
    moot = appointed()
    decided(moot, cmd.ProposeOffice(actor=ADA, office="clerk", appointed_by="treasurer"), who="dan")
    happened = decided(moot, cmd.ProposeOfficeEnd(actor=ADA, office="treasurer"), who="dan")
    assert [event for event in kinds(happened) if event.startswith("Office")] == ["OfficeVacated", "OfficeEnded"]
    assert "treasurer" not in moot.assembly.offices
    assert moot.assembly.offices["clerk"].is_elected
    assert moot.verified().sound


def test_the_secretarys_office_stays() -> None:
    """It gives procedure."""
    moot = Moot.founded(*FIVE)
    assert moot.refused(cmd.ProposeOfficeEnd(actor=ADA, office="secretary")) == OfficeNeeded(office="secretary")


def test_who_holds_an_office_does_not_call_consensus_on_ending_it() -> None:
    """Nor on changing it: that falls to whoever is next."""
    moot = with_office()
    moot.do(cmd.ProposeOffice(actor=BEN, office="secretary", seats=2))
    number = len(moot.assembly.proposals)
    assert moot.refused(cmd.CallConsensus(actor=DAN, proposal=number)) == AboutYourself(asked="call")
    assert moot.refused(cmd.CallConsensus(actor=BEN, proposal=number)) == NotConvening(asked="call", conveners=(ADA,))
    moot.call(number, who="ada")
    assert moot.verified().sound


# --- held jointly


def test_several_hold_an_office_jointly_and_each_until_the_end_of_their_own_term() -> None:
    """The second is added to the first, and when one's term ends the other stays."""
    moot = with_office(seats=2)
    for name in ("ben", "cat"):
        moot.do(cmd.NominateOfficer(actor=ADA, person=PersonId(name), office="treasurer"))
        moot.agree(*FIVE, check=len(moot.assembly.checks))
        moot.at(days=10)
    office = moot.assembly.offices["treasurer"]
    assert (office.holders, office.vacancies, office.election_open) == ((BEN, CAT), 0, False)
    moot.at(days=346)
    assert moot.assembly.offices["treasurer"].holders == (CAT,)
    assert moot.assembly.offices["treasurer"].election_open
    assert moot.verified().sound


def test_where_every_place_is_taken_the_longest_serving_makes_room() -> None:
    """As one secretary makes room for the next."""
    moot = with_office(seats=2)
    for name in ("ben", "cat", "eve"):
        moot.do(cmd.NominateOfficer(actor=ADA, person=PersonId(name), office="treasurer"))
        moot.agree(*FIVE, check=len(moot.assembly.checks))
        moot.later(days=1)
    assert moot.assembly.offices["treasurer"].holders == (CAT, EVE)
    assert [each.holder for each in moot.assembly.offices["treasurer"].past] == [BEN]
    assert moot.verified().sound


def test_the_recall_of_one_joint_holder_leaves_the_other() -> None:
    """And a petition about the other goes on."""
    moot = with_office(seats=2)
    for name in ("ben", "cat"):
        moot.do(cmd.NominateOfficer(actor=ADA, person=PersonId(name), office="treasurer"))
        moot.agree(*FIVE, check=len(moot.assembly.checks))
    moot.recall("cat", "ada", "dan")
    moot.recall("ben", "ada", "dan", "eve")
    recall = moot.petition(2).check
    assert recall is not None
    moot.do(cmd.TakePosition(actor=CAT, check=recall, stance=Stance.KEEP))
    for name in ("ada", "dan", "eve"):
        moot.do(cmd.TakePosition(actor=PersonId(name), check=recall, stance=Stance.REMOVE))
    assert moot.assembly.offices["treasurer"].holders == (CAT,)
    assert moot.petition(1).check is None
    assert moot.verified().sound


def test_two_holders_who_are_one_person_hold_one_place() -> None:
    """And the other place is vacant."""
    moot = with_office(seats=2)
    for name in ("ben", "cat"):
        moot.do(cmd.NominateOfficer(actor=ADA, person=PersonId(name), office="treasurer"))
        moot.agree(*FIVE, check=len(moot.assembly.checks))
    moot.join("ben", "cat")
    office = moot.assembly.offices["treasurer"]
    assert (office.holders, office.vacancies, office.election_open) == ((BEN,), 1, True)
    assert moot.verified().sound


# --- appointed, and resigned


def test_the_holder_of_the_appointing_office_appoints_at_once() -> None:
    """Until the end of the term; it stands in the register who did."""
    moot = with_office(appointed_by="secretary", term=timedelta(days=100))
    filled = only(moot.do(cmd.Appoint(actor=DAN, person=EVE, office="treasurer")), ev.OfficeFilled)
    assert (filled.person, filled.appointed_by, filled.until) == (EVE, DAN, moot.now + timedelta(days=100))
    assert moot.assembly.offices["treasurer"].holders == (EVE,)
    moot.at(days=100)
    office = moot.assembly.offices["treasurer"]
    assert (office.holders, office.election_open) == ((), False)
    assert moot.verified().sound


@pytest.mark.parametrize(
    ("actor", "person", "office", "refusal"),
    [
        (ADA, EVE, "treasurer", NotAppointing(office="treasurer", appointing="secretary", able=(DAN,))),
        (DAN, DAN, "treasurer", AboutYourself(asked="appoint")),
        (DAN, ZOE, "treasurer", NotParticipant(person=ZOE)),
        (DAN, EVE, "secretary", OfficeIsElected(office="secretary")),
        (DAN, EVE, "clerk", NoSuchOffice(office="clerk", offices=("secretary", "treasurer"))),
    ],
)
def test_who_may_not_appoint_cannot(actor: PersonId, person: PersonId, office: str, refusal: object) -> None:
    """Only the holder of the appointing office, nobody themselves, and only those taking part."""
    moot = with_office(appointed_by="secretary")
    assert moot.refused(cmd.Appoint(actor=actor, person=person, office=office)) == refusal


def test_an_office_that_is_held_is_not_appointed_to_again() -> None:
    """Whoever appoints does not relieve anybody: that takes a term, a resignation or a recall."""
    moot = appointed()
    again = cmd.Appoint(actor=DAN, person=EVE, office="treasurer")
    assert moot.refused(again) == HoldsItAlready(office="treasurer", person=EVE)
    other = cmd.Appoint(actor=DAN, person=BEN, office="treasurer")
    assert moot.refused(other) == OfficeFull(office="treasurer", holders=(EVE,))


def test_an_appointed_office_is_not_elected() -> None:
    """Not while the assembly leaves it to another office."""
    moot = with_office(appointed_by="secretary")
    refusal = OfficeIsAppointed(office="treasurer", appointed_by="secretary")
    assert moot.refused(cmd.NominateOfficer(actor=ADA, person=EVE, office="treasurer")) == refusal


@pytest.mark.parametrize(
    "meanwhile",
    [
        cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="secretary"),
        cmd.ProposeOfficeEnd(actor=ADA, office="treasurer"),
    ],
)
def test_nobody_is_elected_to_what_came_to_be_appointed_or_ended_meanwhile(meanwhile: cmd.Command) -> None:
    """The later word of the assembly about that office holds, and the register is sound."""
    moot = with_office()
    moot.do(cmd.NominateOfficer(actor=ADA, person=EVE, office="treasurer"))
    election = len(moot.assembly.checks)
    decided(moot, meanwhile, who="dan")
    moot.agree(*FIVE, check=election)
    office = moot.assembly.offices.get("treasurer")
    assert office is None or not office.held
    assert moot.verified().sound


def test_where_the_appointing_office_is_vacant_its_deputy_appoints() -> None:
    """And without a deputy it is to be filled first."""
    moot = with_office(appointed_by="secretary")
    decided(moot, cmd.ProposeOffice(actor=ADA, office="vice secretary", deputy_to="secretary"), who="dan")
    moot.do(cmd.Resign(actor=DAN))
    empty = NotAppointing(office="treasurer", appointing="secretary", able=())
    assert moot.refused(cmd.Appoint(actor=ADA, person=EVE, office="treasurer")) == empty
    moot.do(cmd.NominateOfficer(actor=ADA, person=CAT, office="vice secretary"))
    moot.agree(*FIVE, check=len(moot.assembly.checks))
    moot.do(cmd.Appoint(actor=CAT, person=EVE, office="treasurer"))
    assert moot.assembly.offices["treasurer"].holders == (EVE,)
    assert moot.verified().sound


def test_who_resigns_is_relieved_at_once_and_a_petition_about_it_ends() -> None:
    """Nobody need agree; the election of a successor is open."""
    moot = Moot.founded(*FIVE)
    moot.elect("dan", by="ada")
    moot.recall("dan", "ada")
    happened = moot.do(cmd.Resign(actor=DAN))
    assert kinds(happened)[:2] == ["PetitionLapsed", "OfficeVacated"]
    assert only(happened, ev.OfficeVacated).because == "resignation"
    assert (moot.office.holders, moot.office.election_open) == ((), True)
    assert moot.verified().sound


def test_who_was_recalled_is_not_appointed_again_within_a_term() -> None:
    """The recall is the assembly's: whoever appoints does not undo it; the assembly could elect whom it will."""
    moot = appointed()
    moot.recall("eve", "ada", "ben", "cat")
    for name in ("ada", "ben", "cat", "dan"):
        moot.say(Stance.REMOVE, name, check=len(moot.assembly.checks))
    assert moot.assembly.offices["treasurer"].holders == ()
    again = cmd.Appoint(actor=DAN, person=EVE, office="treasurer")
    until = moot.now + timedelta(days=365)
    assert moot.refused(again) == RecalledFromIt(office="treasurer", person=EVE, petition=1, until=until)
    moot.do(cmd.Appoint(actor=DAN, person=BEN, office="treasurer"))
    assert moot.verified().sound


@pytest.mark.parametrize("signers", [("ada",), ("ada", "ben", "cat")])
def test_who_leaves_an_office_while_their_recall_is_asked_for_is_not_appointed_again_at_once(
    signers: tuple[str, ...],
) -> None:
    """Else a friend who appoints ends every petition, by a word from each of the two."""
    moot = appointed()
    moot.recall("eve", *signers)
    moot.do(cmd.Resign(actor=EVE))
    again = cmd.Appoint(actor=DAN, person=EVE, office="treasurer")
    until = moot.now + timedelta(days=14)
    assert moot.refused(again) == RecalledFromIt(office="treasurer", person=EVE, petition=1, until=until)
    moot.later(days=14).do(again)
    assert moot.verified().sound


def test_a_petition_that_came_to_nothing_keeps_nobody_from_being_appointed_again() -> None:
    """Nor does a recall in which the assembly kept them."""
    moot = appointed()
    moot.recall("eve", "ada")
    moot.at(days=15)
    moot.recall("eve", "ada", "ben", "cat")
    for name in ("ada", "ben", "cat", "dan"):
        moot.say(Stance.KEEP, name, check=len(moot.assembly.checks))
    moot.do(cmd.Resign(actor=EVE))
    moot.do(cmd.Appoint(actor=DAN, person=EVE, office="treasurer"))
    assert moot.verified().sound


def test_who_holds_several_offices_says_which_they_resign_from() -> None:
    """And nobody resigns from what they do not hold."""
    moot = with_office(appointed_by="secretary")
    decided(moot, cmd.ProposeOffice(actor=ADA, office="clerk", appointed_by="secretary"), who="dan")
    for office in ("clerk", "treasurer"):
        moot.do(cmd.Appoint(actor=DAN, person=EVE, office=office))
    assert moot.refused(cmd.Resign(actor=EVE)) == WhichOffice(asked="resign", offices=("clerk", "treasurer"))
    assert moot.refused(cmd.Resign(actor=EVE, office="secretary")) == NoOfficeHeld(asked="resign", office="secretary")
    assert moot.refused(cmd.Resign(actor=BEN)) == NoOfficeHeld(asked="resign")
    moot.do(cmd.Resign(actor=EVE, office="clerk"))
    assert moot.assembly.offices["treasurer"].holders == (EVE,)


# --- mandates


def test_what_is_open_is_not_proposed_again() -> None:
    """By anybody, until it is decided or withdrawn; something else about the same office is."""
    moot = appointed()
    clerk, end = cmd.ProposeOffice(actor=ADA, office="clerk"), cmd.ProposeOfficeEnd(actor=ADA, office="treasurer")
    for command in (clerk, end):
        moot.do(command)
        number = len(moot.assembly.proposals)
        assert moot.refused(replace(command, actor=BEN, reason="For us.")) == AlreadyProposed(proposal=number)
        moot.do(cmd.Withdraw(actor=ADA, proposal=number))
        moot.do(replace(command, actor=BEN))
        assert len(moot.assembly.proposals) == number + 1
    moot.do(replace(clerk, seats=2))
    moot.do(cmd.ProposeRule(actor=ADA, rule="cooling-off", value="5d"))
    number = len(moot.assembly.proposals)
    assert moot.refused(cmd.ProposeRule(actor=ADA, rule="cooling-off", value="120h")) == AlreadyProposed(
        proposal=number
    )


def test_nobody_keeps_others_from_asking_what_they_asked_first() -> None:
    """Only who proposed can withdraw: whoever does so before each answer, asks for what fails, or goes, asks alone."""
    mine, theirs = (cmd.ProposeRule(actor=who, rule="cooling-off", value="5d") for who in (BEN, CAT))

    def decoy() -> Moot:
        moot = Moot.founded(*FIVE)
        moot.do(mine)
        assert moot.refused(theirs) == AlreadyProposed(proposal=1)
        return moot

    taken_back = decoy()
    taken_back.do(cmd.Withdraw(actor=BEN, proposal=1))
    taken_back.do(mine)
    taken_back.do(theirs)
    failed = decoy()
    failed.block("ada", check=failed.call(1, "ada"))
    failed.at(days=4)
    assert failed.assembly.proposals[1].failed_checks == 1
    assert failed.refused(mine) == AlreadyProposed(proposal=1)
    failed.do(theirs)
    assert failed.refused(replace(theirs, actor=ADA)) == AlreadyProposed(proposal=2)
    left = decoy()
    left.do(cmd.Leave(actor=BEN, venue=ROOM))
    left.do(theirs)
    for moot in (taken_back, failed, left):
        assert moot.verified().sound
