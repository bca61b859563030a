"""Nobody keeps a recall away that cites an act without a mandate: by a petition that cites none, or at a bad time."""

import pytest

from adapters.answers.records import minutes
from adapters.cards.card import check_card
from adapters.cards.petitions import petition_card
from adapters.reasons import why
from adapters.references import Kind, Subject
from adapters.setting import Setting
from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.ids import AssemblyId, PersonId
from deliberation.offices import PetitionState
from deliberation.positions import Stance
from deliberation.recalls import not_appointed_until
from deliberation.refusals import NotCited, RecallUnderWay
from deliberation.verifying import verify
from tests.support.engine import ROOM, Moot, kinds, only
from tests.support.forging import Forgery, altered, dropped, found, lacking, opened, rehashed
from tests.support.words import NAMES, Telling, plain

ADA, BEN, CAT, DAN, EVE, FAY = (PersonId(name) for name in ("ada", "ben", "cat", "dan", "eve", "fay"))
KNOWN = {**NAMES, DAN: "Dan"}
FORTY = tuple(f"p{n:02}" for n in range(34))


def an_officer(*names: str) -> Telling:
    """Give an assembly whose secretary, Dan, bought a boat that nobody had agreed to, and has a friend, Fay."""
    moot = Telling.founded("ada", "ben", "cat", "dan", "eve", "fay", *names)
    moot.elect("dan", by="ada")
    moot.act("dan", "bought a boat")
    return moot


def asked(who: PersonId, act: int | None = None) -> cmd.StartRecall:
    """Ask for the recall of Dan."""
    return cmd.StartRecall(actor=who, officer=DAN, reason="", act=act)


def beside(*names: str) -> Telling:
    """Give an assembly in which Fay gathers for R1, which cites nothing, and Ada for R2, which cites the act."""
    moot = an_officer(*names)
    moot.do(asked(FAY))
    moot.do(asked(ADA, act=1))
    return moot


def forged(moot: Moot, *forgeries: Forgery) -> str:
    """Forge a register and say what is found."""
    bodies = opened(moot.entries)
    for forgery in forgeries:
        forgery(bodies)
    return found(verify(rehashed(bodies, AssemblyId("a-1"))))


# --- beside a petition that cites no act


def test_a_friends_petition_does_not_keep_the_shorter_way_closed() -> None:
    """One that cites an act begins beside it; its recall ends the other, which never tells who signed."""
    moot = beside(*FORTY)
    happened = moot.do(cmd.Sign(actor=BEN, petition=2))
    assert kinds(happened) == ["PetitionSigned", "PetitionSucceeded", "CheckCalled", "PetitionLapsed"]
    assert only(happened, ev.PetitionSucceeded).signers == (ADA, BEN)
    ended = moot.petition(1)
    assert (ended.state, ended.instead) == (PetitionState.LAPSED, 2)
    assert moot.refused(asked(FAY)) == RecallUnderWay(petition=2)
    assert moot.verified().sound


def test_the_first_of_two_petitions_to_reach_its_threshold_opens_the_only_recall() -> None:
    """Where that is the one that cites nothing, the act is not used up by it."""
    moot = beside()
    moot.do(cmd.Sign(actor=EVE, petition=1))
    moot.do(cmd.Sign(actor=CAT, petition=1))
    assert [each.state for each in moot.assembly.petitions.values()] == [
        PetitionState.RECALL_OPEN,
        PetitionState.LAPSED,
    ]
    moot.say(Stance.KEEP, "ada", "ben", "cat", "eve", "fay", check=2)
    moot.do(asked(ADA, act=1))
    assert moot.verified().sound


def test_where_both_reach_their_threshold_at_once_one_recall_opens() -> None:
    """As people leave, fewer signatures are needed for either; the older petition has its way."""
    moot = Telling.founded("ada", "ben", "cat", "dan", "eve", "fay", rules={"recall-minimum-unmandated": "3"})
    moot.elect("dan", by="ada")
    act = moot.act("dan", "bought a boat")
    for starter, other, cited in ((FAY, ADA, None), (ADA, FAY, act)):
        moot.do(asked(starter, act=cited))
        moot.do(cmd.Sign(actor=other, petition=len(moot.assembly.petitions)))
    for person in (BEN, CAT):
        moot.do(cmd.Leave(actor=person, venue=ROOM))
    happened = moot.do(cmd.Leave(actor=EVE, venue=ROOM))
    assert kinds(happened) == ["PersonLeft", "PetitionSucceeded", "CheckCalled", "PetitionLapsed"]
    assert only(happened, ev.PetitionLapsed).instead == 1
    assert moot.verified().sound


def test_no_third_petition_begins_beside_two() -> None:
    """Nor one that cites nothing beside one that cites an act, which needs fewer signatures; each is named."""
    moot = beside(*FORTY)
    moot.act("dan", "bought another")
    assert moot.refused(asked(BEN)) == RecallUnderWay(petition=2)
    assert moot.refused(asked(BEN, act=2)) == RecallUnderWay(petition=2)
    alone = an_officer(*FORTY)
    alone.do(asked(ADA, act=1))
    assert alone.refused(asked(FAY)) == RecallUnderWay(petition=1)


def test_who_was_kept_and_resigns_later_did_not_leave_while_the_other_petition_gathered() -> None:
    """It had ended when the recall opened."""
    moot = beside()
    moot.do(cmd.Sign(actor=BEN, petition=2))
    moot.say(Stance.KEEP, "ada", "ben", "cat", "eve", "fay", check=2)
    moot.do(cmd.Resign(actor=DAN))
    assert not_appointed_until(moot.assembly, "secretary", DAN) is None


def test_each_card_names_the_other_petition_and_tells_how_it_ended() -> None:
    """Both are drawn anew; nobody is named who signed."""
    moot = an_officer(*FORTY)
    moot.do(asked(FAY))
    moot.quiet().do(asked(ADA, act=1))
    assert {"petition:1", "petition:2"} <= {each.partition("/")[0] for each in moot.cards}
    card = plain(petition_card(moot.assembly, moot.petition(1), KNOWN))
    assert "R2 asks for the same and cites O1, and needs 2 signatures." in card
    card = plain(petition_card(moot.assembly, moot.petition(2), KNOWN))
    assert "R1 asks for the same, and needs 4 signatures." in card
    moot.quiet().do(cmd.Sign(actor=BEN, petition=2))
    assert moot.said[-1] == "The petition R1 is over: R2, about the same, has opened the recall."
    card = plain(petition_card(moot.assembly, moot.petition(1), KNOWN))
    assert "This petition is over: R2, about the same, opened the recall." in card
    assert "asks for the same" not in plain(petition_card(moot.assembly, moot.petition(2), KNOWN))
    told = plain(minutes(moot.assembly, None, Setting(moot.assembly, KNOWN)))
    assert "ended when R2, about the same, opened the recall" in told


def test_who_is_refused_a_second_petition_is_shown_the_one_that_may_begin_beside_it() -> None:
    """Where there is an act to cite, and only then."""
    moot = an_officer(*FORTY)
    moot.do(asked(FAY))
    told = plain(in_words(moot.refused(asked(ADA)), moot.assembly, KNOWN))
    assert "`!recall Dan as secretary unmandated O1 because …`" in told
    moot.do(asked(ADA, act=1))
    assert "unmandated" not in plain(in_words(moot.refused(asked(BEN)), moot.assembly, KNOWN))


@pytest.mark.parametrize(
    ("forgeries", "sentence"),
    [
        ((dropped("PetitionLapsed"),), "R1 went on beside the recall that R2 opened"),
        ((altered("PetitionLapsed", instead=1),), "R1 gave way to R1, which opened no recall of that officer"),
        ((altered("PetitionLapsed", because="time"),), "lapsed before its time was over"),
        (
            (lacking("PetitionStarted", "act", 1), altered("PetitionStarted", 1, unmandated=False)),
            "R2 was started while R1 was under way",
        ),
        (
            (altered("PetitionStarted", 1, petition=1), altered("PetitionSucceeded", petition=1)),
            "Petition 1 comes after 1 of them",
        ),
    ],
)
def test_a_lie_about_petitions_beside_each_other_is_found(forgeries: tuple[Forgery, ...], sentence: str) -> None:
    """One goes on, ends by nothing, begins beside another of its kind, or beside itself."""
    moot = beside(*FORTY)
    moot.do(cmd.Sign(actor=BEN, petition=2))
    told = forged(moot, *forgeries)
    assert sentence in told, told or "nothing was found"


# --- at a bad time


def unanswered() -> Telling:
    """Give an assembly in which two friends cited the act at a bad time, and nobody answered."""
    moot = an_officer()
    moot.do(asked(FAY, act=1))
    moot.do(cmd.Sign(actor=EVE, petition=1))
    moot.at(hours=72)
    moot.at(hours=36)
    assert moot.check(2).outcome is Outcome.INQUORATE
    return moot


def test_an_act_is_cited_again_where_too_few_answered() -> None:
    """After as long as signatures are gathered, so that two people cannot ask everybody without end."""
    moot = unanswered()
    until = moot.now + moot.assembly.rules.recall_window
    refusal = moot.refused(asked(ADA, act=1))
    assert refusal == NotCited(act=1, why="unanswered", by=DAN, until=until)
    assert "it can be cited again, but not before 2026-" in plain(in_words(refusal, moot.assembly, KNOWN))
    moot.later(days=14).do(asked(ADA, act=1))
    moot.do(cmd.Sign(actor=BEN, petition=2))
    moot.say(Stance.KEEP, "ada", "ben", "cat", "eve", "fay", check=3)
    assert moot.verified().sound
    moot.later(days=60)
    assert moot.refused(asked(ADA, act=1)) == NotCited(act=1, why="recalled", by=DAN)


def test_citing_an_act_again_too_soon_is_found() -> None:
    """Whoever keeps the register could else ask everybody again and again."""
    moot = unanswered()
    moot.later(days=14).do(asked(ADA, act=1))
    bodies = opened(moot.entries)
    soon = {"at": bodies[-3]["at"], "until": "2026-01-25T00:00:00Z"}
    bodies[-2].update(soon)
    bodies[-1].update(at=soon["at"])
    assert "so soon after a recall because of it" in found(verify(rehashed(bodies, AssemblyId("a-1"))))


# --- a recall that the officer's leaving ends


def test_a_recall_that_ends_with_the_office_says_so() -> None:
    """Nobody withdraws a recall."""
    moot = an_officer()
    moot.do(asked(ADA, act=1))
    moot.do(cmd.Sign(actor=BEN, petition=1))
    moot.do(cmd.Resign(actor=DAN))
    at = Setting(moot.assembly, KNOWN)
    card = plain(check_card(moot.assembly, moot.check(2), KNOWN))
    assert card.startswith("# R1 · Recall of")
    assert card.splitlines()[0].endswith(" · over")
    assert "Over: the officer no longer holds the office." in card
    working = plain(why(moot.assembly, Subject(Kind.PETITION, 1), at))
    assert "It ended before it closed: the officer no longer holds the office." in working
    told = plain(minutes(moot.assembly, None, at))
    assert "R1 is over: the officer no longer holds the office" in told
    assert not any("withdrawn" in each.lower() for each in (card, working, told))
