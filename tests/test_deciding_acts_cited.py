"""Recalls that cite an unmandated act, the officer's statement, what is private about petitions; who may do what."""

import json
from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.convening import conveners, facilitators
from deliberation.deciding.recalling import signatures_needed
from deliberation.ids import PersonId
from deliberation.offices import Mandate, PetitionState
from deliberation.positions import Stance
from deliberation.refusals import (
    AboutYourself,
    NotAnOfficer,
    NotCited,
    NotConvening,
    NotFacilitating,
    NothingChanged,
    OnlyTheOfficer,
    RecallOver,
    Unknown,
)
from deliberation.verifying import verify
from tests.support.engine import HALL, ROOM, Moot, kinds, only, replayed

ADA, BEN, CAT, DAN, ZOE = (PersonId(name) for name in ("ada", "ben", "cat", "dan", "zoe"))
MANY = tuple(f"p{n:02}" for n in range(40))


def with_secretary(*names: str, **rules: str) -> Moot:
    """Give an assembly whose secretary is Dan, and its founder Ada."""
    own = {name.replace("_", "-"): value for name, value in rules.items()}
    moot = Moot.founded("ada", "ben", "cat", "dan", "eve", "fay", *names, rules=own)
    moot.elect("dan", by="ada")
    return moot


# --- the shorter way


def test_two_signatures_are_enough_where_an_unmandated_act_is_cited() -> None:
    """However many take part; without it a tenth of them is needed."""
    moot = with_secretary(*MANY)
    act = moot.act("dan", "bought a boat")
    moot.do(cmd.StartRecall(actor=ADA, officer=DAN, reason="a boat", act=act))
    assert (moot.petition().act, moot.petition().unmandated) == (act, True)
    assert signatures_needed(moot.assembly, moot.petition()) == 2
    happened = moot.do(cmd.Sign(actor=BEN, petition=1))
    assert kinds(happened) == ["PetitionSigned", "PetitionSucceeded", "CheckCalled"]
    assert moot.verified().sound


def test_only_an_unmandated_act_of_that_officer_is_cited() -> None:
    """One that there is, that is theirs, and on which no recall was held before."""
    moot = with_secretary()
    moot.do(cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="secretary"))
    moot.agree("ada", "ben", "cat", "dan", "eve", "fay", check=moot.call(2, who="dan"))
    moot.do(cmd.Appoint(actor=DAN, person=PersonId("eve"), office="treasurer"))
    theirs = moot.act("eve", "bought a boat")
    refusal = NotCited(act=theirs, why="another", by=PersonId("eve"))
    assert moot.refused(cmd.StartRecall(actor=ADA, officer=DAN, reason="", act=theirs)) == refusal
    unknown = Unknown(kind="act", number=9, latest=1)
    assert moot.refused(cmd.StartRecall(actor=ADA, officer=DAN, reason="", act=9)) == unknown
    own = moot.act("dan", "bought another")
    moot.do(cmd.StartRecall(actor=ADA, officer=DAN, reason="", act=own))
    moot.do(cmd.Sign(actor=BEN, petition=1))
    for name in ("ada", "ben", "cat", "eve", "fay"):
        moot.say(Stance.KEEP, name, check=3)
    again = NotCited(act=own, why="recalled", by=DAN)
    assert moot.refused(cmd.StartRecall(actor=ADA, officer=DAN, reason="", act=own)) == again


def test_an_act_is_cited_again_where_the_officer_ended_the_recall_by_resigning() -> None:
    """One act is put to the assembly once; but that recall never was."""
    moot = with_secretary()
    moot.recall("dan", "ada", "ben", unmandated=True)
    moot.do(cmd.Resign(actor=DAN))
    moot.elect("dan", by="ada")
    moot.do(cmd.StartRecall(actor=ADA, officer=DAN, reason="the boat", act=1))
    moot.do(cmd.Sign(actor=BEN, petition=2))
    assert moot.petition(2).state is PetitionState.RECALL_OPEN
    assert moot.verified().sound


def test_a_mandated_act_is_no_ground_for_the_shorter_way() -> None:
    """The assembly agreed to it."""
    moot = with_secretary()
    mandate = Mandate(office="secretary", scope="write to all")
    moot.do(cmd.Propose(actor=ADA, title="Write", mandate=mandate))
    moot.agree("ada", "ben", "cat", "dan", "eve", "fay", check=moot.call(2, who="dan"))
    act = moot.act("dan", "wrote to all", decision=2)
    refusal = NotCited(act=act, why="mandated", by=DAN)
    assert moot.refused(cmd.StartRecall(actor=ADA, officer=DAN, reason="", act=act)) == refusal


def test_a_recall_is_about_the_office_that_is_named() -> None:
    """Or the one in which the act was done; nobody is recalled from what they do not hold."""
    moot = with_secretary()
    moot.do(cmd.ProposeOffice(actor=ADA, office="archivist"))
    moot.agree("ada", "ben", "cat", "dan", "eve", "fay", check=moot.call(2, who="dan"))
    moot.do(cmd.NominateOfficer(actor=ADA, person=DAN, office="archivist"))
    moot.agree("ada", "ben", "cat", "dan", "eve", "fay", check=len(moot.assembly.checks))
    act = moot.act("dan", "burnt the minutes", office="secretary")
    moot.do(cmd.StartRecall(actor=ADA, officer=DAN, reason="", act=act))
    assert moot.petition(1).office == "secretary"
    moot.do(cmd.StartRecall(actor=ADA, officer=DAN, reason="", office="archivist"))
    assert moot.petition(2).office == "archivist"
    wrong = cmd.StartRecall(actor=ADA, officer=DAN, reason="", office="treasurer")
    assert moot.refused(wrong) == NotAnOfficer(person=DAN)


# --- the statement


def test_the_officer_alone_makes_a_statement_and_changes_it_while_it_is_open() -> None:
    """The words stand beside the register, and the last of them count."""
    moot = with_secretary()
    moot.recall("dan", "ada", "ben")
    assert moot.refused(cmd.MakeStatement(actor=ADA, petition=1, text="No.")) == OnlyTheOfficer(petition=1, officer=DAN)
    for text in ("I paid it back.", "I paid it back the same day."):
        moot.do(cmd.MakeStatement(actor=DAN, petition=1, text=text))
    assert moot.petition().statement == "I paid it back the same day."
    same = cmd.MakeStatement(actor=DAN, petition=1, text="I paid it back the same day.")
    assert moot.refused(same) == NothingChanged(what="your statement on R1")
    assert all("paid" not in entry.record for entry in moot.entries)
    moot.do(cmd.Sign(actor=CAT, petition=1))
    moot.do(cmd.MakeStatement(actor=DAN, petition=1, text="Really."))
    for name in ("ada", "ben", "cat", "eve", "fay"):
        moot.say(Stance.KEEP, name, check=2)
    assert moot.refused(cmd.MakeStatement(actor=DAN, petition=1, text="Thank you.")) == RecallOver(petition=1)
    assert moot.verified().sound


def test_who_is_forgotten_leaves_acts_and_statements_without_words() -> None:
    """That they were recorded stays."""
    moot = with_secretary()
    act = moot.act("dan", "bought a boat")
    moot.recall("dan", "ada")
    moot.do(cmd.MakeStatement(actor=DAN, petition=1, text="It floats."))
    moot.do(cmd.ForgetPerson(person=DAN))
    assert (moot.assembly.acts[act].text, moot.petition().statement) == ("", "")
    assert not moot.assembly.acts[act].mandated


# --- who signed


def records(moot: Moot, kind: str) -> list[dict[str, object]]:
    """Read what the register holds of one kind of entry."""
    bodies = (json.loads(entry.record) for entry in moot.entries)
    return [body for body in bodies if body["type"] == kind]


def test_the_register_tells_who_signed_only_at_the_threshold() -> None:
    """Before, each signature stands in it under a commitment; a petition that lapses keeps its names for good."""
    moot = with_secretary()
    moot.recall("dan", "ada", "ben")
    assert all(
        "person" not in body and body["signer"] not in {"ada", "ben"} for body in records(moot, "PetitionSigned")
    )
    assert len({body["signer"] for body in records(moot, "PetitionSigned")}) == 2
    moot.do(cmd.Unsign(actor=BEN, petition=1))
    assert "person" not in records(moot, "SignatureWithdrawn")[0]
    moot.do(cmd.Sign(actor=CAT, petition=1))
    moot.do(cmd.Sign(actor=BEN, petition=1))
    assert records(moot, "PetitionSucceeded")[0]["signers"] == ["ada", "ben", "cat"]
    assert moot.verified().sound


def test_a_register_without_names_counts_the_signatures_all_the_same() -> None:
    """Whoever reads it without what stands beside it sees how many signed, and the names once they are told."""
    moot = with_secretary()
    moot.recall("dan", "ada", "ben")
    blind = replayed(moot.entries, {})
    assert blind is not None
    assert len(blind.petitions[1].signatures) == 2
    assert not {"ada", "ben"} & set(blind.petitions[1].signatures)
    moot.do(cmd.Sign(actor=CAT, petition=1))
    told = replayed(moot.entries, {})
    assert told is not None
    assert set(told.petitions[1].signatures) == {"ada", "ben", "cat"}


def test_signers_who_leave_take_their_names_along_and_the_register_stays_sound() -> None:
    """It cannot tell whose name went, and finds no fault in that; nor in a threshold that is reached later."""
    moot = with_secretary()
    moot.recall("dan", "ada", "ben")
    moot.do(cmd.Leave(actor=BEN, venue=ROOM))
    moot.do(cmd.Sign(actor=CAT, petition=1))
    assert moot.petition().state is PetitionState.GATHERING
    assert moot.verified().sound
    happened = moot.do(cmd.Sign(actor=PersonId("fay"), petition=1))
    assert only(happened, ev.PetitionSucceeded).signers == ("ada", "cat", "fay")
    assert moot.verified().sound


def test_a_petition_that_ends_without_a_recall_never_tells_who_signed() -> None:
    """Not when its time is over, and not when the officer is gone."""
    moot = with_secretary()
    moot.recall("dan", "ada", "ben")
    moot.at(days=14)
    assert moot.petition().state is PetitionState.LAPSED
    assert not records(moot, "PetitionSucceeded")
    assert verify(moot.entries).sound


# --- nobody in what is about themselves


def test_an_officer_whose_recall_is_asked_for_does_not_change_how_officers_are_recalled() -> None:
    """They neither propose it nor call consensus on it; any other rule they may."""
    moot = with_secretary()
    moot.do(cmd.ProposeRule(actor=DAN, rule="recall-share", value="1/2"))
    moot.recall("dan", "ada")
    wanted = cmd.ProposeRule(actor=DAN, rule="recall-minimum", value="100")
    assert moot.refused(wanted) == AboutYourself(asked="rule")
    assert moot.refused(cmd.CallConsensus(actor=DAN, proposal=2)) == AboutYourself(asked="call")
    moot.do(cmd.ProposeRule(actor=DAN, rule="period", value="48h"))
    moot.call(3, who="dan")
    moot.call(2, who="ada")
    assert moot.verified().sound


def test_an_officer_whose_recall_is_asked_for_lets_nobody_in() -> None:
    """Each who comes in raises the number of signatures; others welcome them, and take rooms in."""
    moot = with_secretary(entry="welcome")
    moot.do(cmd.Enter(actor=ZOE, venue=ROOM))
    moot.do(cmd.AskEntry(actor=ZOE))
    moot.recall("dan", "ada")
    assert moot.refused(cmd.Welcome(actor=DAN, person=ZOE)) == AboutYourself(asked="welcome")
    bound = moot.do(cmd.BindVenue(actor=DAN, venue=HALL, administers=True, present=(DAN,)))
    assert kinds(bound) == ["VenueOffered"]
    taken = moot.refused(cmd.TakeRoomIn(actor=DAN, venue=HALL))
    assert taken == NotConvening(asked="bind", conveners=(ADA,))
    moot.do(cmd.Welcome(actor=BEN, person=ZOE))
    assert ZOE in moot.assembly.participants


def test_nobody_sees_to_a_moot_that_speaks_of_themselves() -> None:
    """While their recall is open, or a proposal about them is on its agenda, it falls to the next."""
    moot = with_secretary()
    begins = moot.now + timedelta(hours=5)
    moot.do(cmd.CallMoot(actor=DAN, title="Talk", proposals=(), starts_at=begins, length=timedelta(hours=1)))
    meeting = moot.assembly.moots[1]
    assert facilitators(moot.assembly, meeting, moot.now) == (DAN,)
    moot.recall("dan", "ada", "ben", "cat")
    assert facilitators(moot.assembly, meeting, moot.now) == (ADA,)
    refusal = NotFacilitating(moot=1, facilitators=(ADA,))
    assert moot.refused(cmd.CancelMoot(actor=DAN, moot=1)) == refusal
    moot.do(cmd.OpenMoot(actor=ADA, moot=1))
    assert moot.verified().sound


def test_where_a_moot_falls_to_anyone_it_does_not_fall_to_whom_it_speaks_of() -> None:
    """The founder is the secretary and called it: nobody else gives procedure, and still they do not see to it."""
    moot = Moot.founded("ada", "ben", "cat", "dan")
    moot.elect("ada", by="ben")
    begins = moot.now + timedelta(hours=5)
    moot.do(cmd.CallMoot(actor=ADA, title="Talk", proposals=(), starts_at=begins, length=timedelta(hours=1)))
    moot.recall("ada", "ben", "cat", "dan")
    assert moot.refused(cmd.OpenMoot(actor=ADA, moot=1)) == AboutYourself(asked="moot")
    moot.do(cmd.OpenMoot(actor=BEN, moot=1))
    assert moot.verified().sound


def test_a_go_round_in_a_recall_falls_to_the_next() -> None:
    """The officer has no part in it, and the founder begins it."""
    moot = with_secretary()
    moot.recall("dan", "ada", "ben", "cat")
    assert moot.refused(cmd.BeginGoRound(actor=DAN, check=2)) == AboutYourself(asked="go-round")
    assert moot.refused(cmd.BeginGoRound(actor=BEN, check=2)) == NotConvening(asked="go-round", conveners=(ADA,))
    moot.do(cmd.BeginGoRound(actor=ADA, check=2))
    assert moot.verified().sound


@pytest.mark.parametrize("gone", [(), ("dan",), ("dan", "ada")])
def test_nobodys_absence_stops_a_recall(gone: tuple[str, ...]) -> None:
    """With the secretary gone, or the founder too, two who sign open it by themselves."""
    moot = with_secretary()
    act = moot.act("dan", "bought a boat")
    for name in gone:
        moot.do(cmd.Leave(actor=PersonId(name), venue=ROOM))
    moot.do(cmd.StartRecall(actor=BEN, officer=DAN, reason="", act=act))
    moot.do(cmd.Sign(actor=CAT, petition=1))
    assert moot.petition().state is PetitionState.RECALL_OPEN
    assert DAN not in conveners(moot.assembly, moot.now, frozenset({DAN}))
    assert moot.verified().sound
