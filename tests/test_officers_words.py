"""What is typed about offices and recalls, as forgivingly as people type, and what they read of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.about import about_assembly
from adapters.cards.card import check_card
from adapters.cards.offices import list_officers
from adapters.cards.petitions import petition_card
from adapters.lookups import status
from adapters.mistakes import MissingNumber, MissingText, OfficeHeldBy, OfficeRenamed, OfficeUnclear
from adapters.setting import Setting
from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation.refusals import NoSuchOffice, Unknown
from tests.support.empowered import ADA, BEN, CY, DEE, FOUR, empowered
from tests.support.engine import ROOM, Moot
from tests.support.officers import decided
from tests.support.words import NAMES, plain, typed


@pytest.fixture
def moot() -> Moot:
    """An assembly whose secretary is Ben, with a treasurer whom he appointed, Cy, and a mandate for her in D3."""
    return empowered()


# --- typed


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        (
            "office create treasurer appointed by general secretary term 2y seats 2 deputy to secretary",
            cmd.ProposeOffice(
                actor=ADA,
                office="treasurer",
                seats=2,
                appointed_by="general secretary",
                deputy_to="secretary",
                term=timedelta(days=730),
            ),
        ),
        ("office treasurer", cmd.ProposeOffice(actor=ADA, office="treasurer")),
        ("create office of the Treasurer", cmd.ProposeOffice(actor=ADA, office="treasurer")),
        ("office new joint chair with 3 seats", cmd.ProposeOffice(actor=ADA, office="joint chair", seats=3)),
        ("office chair held by 2 people", cmd.ProposeOffice(actor=ADA, office="chair", seats=2)),
        ("office change treasurer elected", cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="")),
        ("office treasurer appointed by elected", cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="")),
        (
            "office create the clerk, for a term of 18 months: someone must write",
            cmd.ProposeOffice(actor=ADA, office="clerk", term=timedelta(days=540), reason="someone must write"),
        ),
        ("office end treasurer", cmd.ProposeOfficeEnd(actor=ADA, office="treasurer")),
        (
            "office abolish the office of treasurer because nobody pays",
            cmd.ProposeOfficeEnd(actor=ADA, office="treasurer", reason="nobody pays"),
        ),
        ("appoint Ben as treasurer", cmd.Appoint(actor=ADA, person=BEN, office="treasurer")),
        ("appoint treasurer Ben", cmd.Appoint(actor=ADA, person=BEN, office="treasurer")),
        ("appoint @ben to be the treasurer", cmd.Appoint(actor=ADA, person=BEN, office="treasurer")),
        ("resign", cmd.Resign(actor=ADA)),
        ("resign as the Treasurer", cmd.Resign(actor=ADA, office="treasurer")),
        ("step down from treasurer", cmd.Resign(actor=ADA, office="treasurer")),
        ("statement R1 I paid it back.", cmd.MakeStatement(actor=ADA, petition=1, text="I paid it back.")),
    ],
)
def test_offices_are_typed_as_a_secretary_would(moot: Moot, line: str, asked: cmd.Command) -> None:
    """Whatever order, article or capital."""
    assert typed(line, moot.assembly, moot) == asked


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("office create clark apointed by secretary", "office create clark appointed by secretary"),
        ("office create tresurer apointed by secretery", "office create tresurer appointed by secretary"),
        ("office create chair by the secretary", "office create chair appointed by secretary"),
        ("office create chair appointed", "office create chair appointed by secretary"),
        (
            "office create chair appointed secretary term 2 years",
            "office create chair appointed by secretary term 2 years",
        ),
        ("office create chair elcted", "office create chair elected"),
        ("office create chair, elected by members", "office create chair elected"),
        ("office create chair seats many", "office create chair seats 2"),
        ("office create chair appointed by", "office create chair appointed by secretary"),
        ("office create chair deputy to", "office create chair deputy to secretary"),
        ("office create chair term", "office create chair term 2 years"),
        ("office create chair term -3 years", "office create chair term 2 years"),
        ("office create chair for two years", "office create chair term two years"),
        ("office chair end", "office end chair"),
        ("office tresurer seats 2", "office change treasurer seats 2"),
        ("office create secretery appointed by treasurer", "office change secretary appointed by treasurer"),
    ],
)
def test_the_name_of_an_office_that_says_more_than_a_name_is_asked_about(moot: Moot, line: str, instead: str) -> None:
    """With the line that is more likely meant, which is then understood."""
    asked = typed(line, moot.assembly, moot)
    assert isinstance(asked, OfficeUnclear)
    assert asked.instead == instead.replace("tresurer", "treasurer")
    assert isinstance(typed(asked.instead, moot.assembly, moot), cmd.ProposeOffice | cmd.ProposeOfficeEnd)


@pytest.mark.parametrize(
    ("line", "asked", "said"),
    [
        ("rename secretary bursar", OfficeRenamed(office="secretary", name="bursar"), "`!office create bursar`"),
        ("rename secretary to chair", OfficeRenamed(office="secretary", name="chair"), "`!office create chair`"),
        ("rename the treasurer to bursar", OfficeRenamed(office="treasurer", name="bursar"), "`!office end treasurer`"),
        ("create chair with Ben", OfficeHeldBy(office="chair", typed="Ben"), "`!elect Ben as chair`"),
        ("create chair for Ben", OfficeHeldBy(office="chair", typed="Ben"), "`!office create chair`"),
        ("treasurer with Ben", OfficeHeldBy(office="treasurer", typed="Ben"), "`!appoint Ben as treasurer`"),
    ],
)
def test_an_office_is_neither_renamed_nor_filled_as_it_is_made(moot: Moot, line: str, asked: object, said: str) -> None:
    """What one types instead is shown."""
    found = typed(f"office {line}", moot.assembly, moot)
    assert found == asked
    assert said in plain(in_words(found, moot.assembly, NAMES))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "chair by rotation",
        "tresurer",
        "appointments officer",
        "co-treasurer",
        "vice secretary",
        "press officer",
        "for young people",
    ],
)
def test_an_office_may_be_called_anything(moot: Moot, name: str) -> None:
    """In quotation marks whatever it is, and without them what is plainly a name."""
    line = f'office create "{name}"'
    asked = cmd.ProposeOffice(actor=ADA, office=name)
    assert typed(line, moot.assembly, moot) == asked
    plain_name = isinstance(typed(line.replace('"', ""), moot.assembly, moot), cmd.ProposeOffice)
    assert plain_name is (name not in {"chair by rotation", "tresurer"})


def test_what_is_said_of_an_office_that_there_is_not_makes_none(moot: Moot) -> None:
    """To change one, it must be there; a line typed twice over is one; and the last word may end it."""
    refusal = NoSuchOffice(office="clerk", offices=("secretary", "treasurer"))
    assert typed("office change clerk seats 2", moot.assembly, moot) == refusal
    twice = typed("office create office create clerk", moot.assembly, moot)
    assert twice == cmd.ProposeOffice(actor=ADA, office="clerk")
    ended = typed("office treasurer end", moot.assembly, moot)
    assert ended == cmd.ProposeOfficeEnd(actor=ADA, office="treasurer")


def test_a_recall_without_its_because_is_asked_for_it(moot: Moot) -> None:
    """Not told that nobody is called so."""
    for who in ("Cy", "treasurer"):
        asked = typed(f"recall {who} no minutes were kept", moot.assembly, moot)
        assert asked == MissingText(command="recall", parameter="reason")


def test_a_statement_names_a_petition_that_there_is(moot: Moot) -> None:
    """Before it is asked what is to be said; once it is there, that is asked."""
    assert typed("statement R1", moot.assembly, moot) == Unknown(kind="petition", number=1, latest=0)
    moot.do(cmd.StartRecall(actor=BEN, officer=CY, reason="No minutes."))
    asked = typed("statement R1", moot.assembly, moot)
    assert asked == MissingText(command="statement", parameter="text")


def test_a_recall_cites_an_act_by_its_number_or_the_only_one_there_is(moot: Moot) -> None:
    """By name or by office; with several it is asked which."""
    act = moot.act("cy", "bought a boat")
    wanted = cmd.StartRecall(actor=ADA, officer=CY, reason="of the boat", act=act, source="$typed")
    assert typed("recall Cy unmandated O1 because of the boat", moot.assembly, moot) == wanted
    assert typed("recall Cy unmandated because of the boat", moot.assembly, moot) == wanted
    by_reason = typed("recall Cy for unmandated act O1: of the boat", moot.assembly, moot)
    assert by_reason == wanted
    moot.act("cy", "bought another")
    which = typed("recall Cy unmandated because of the boats", moot.assembly, moot)
    assert type(which).__name__ == "WhichAct"


def test_a_recall_names_the_office_of_somebody_who_holds_several(moot: Moot) -> None:
    """As one would say it; an act is looked for among those done in that office."""
    asked = typed("recall Cy as the treasurer because of the boat", moot.assembly, moot)
    assert asked == cmd.StartRecall(actor=ADA, officer=CY, office="treasurer", reason="of the boat", source="$typed")
    moot.do(cmd.Resign(actor=BEN))
    moot.elect("cy", by="ada")
    moot.act("cy", "bought a boat", office="treasurer")
    own = moot.act("cy", "wrote to all", office="secretary")
    cited = typed("recall Cy as secretary unmandated because nobody agreed", moot.assembly, moot)
    assert isinstance(cited, cmd.StartRecall)
    assert (cited.office, cited.act) == ("secretary", own)


def test_a_recall_may_name_the_act_alone_or_beside_the_name(moot: Moot) -> None:
    """As people do who have just read of it."""
    act = moot.act("cy", "bought a boat")
    wanted = cmd.StartRecall(actor=ADA, officer=CY, reason="nobody agreed", act=act, source="$typed")
    assert typed("recall Cy O1 because nobody agreed", moot.assembly, moot) == wanted
    by_office = replace(wanted, office="treasurer")
    assert typed("recall O1 because nobody agreed", moot.assembly, moot) == by_office
    assert typed("recall treasurer act O1: nobody agreed", moot.assembly, moot) == by_office
    assert typed("recall Cy because of O1", moot.assembly, moot) == replace(wanted, reason="O1")
    decided(moot, cmd.ProposeOffice(actor=ADA, office="treasurer", seats=2), who="ben")
    moot.do(cmd.Appoint(actor=BEN, person=DEE, office="treasurer"))
    assert typed("recall O1 because nobody agreed", moot.assembly, moot) == by_office, "of two, whoever did it"


def test_where_one_thing_alone_can_be_meant_it_needs_no_number(moot: Moot) -> None:
    """An officer's statement, a signature, and the office to which somebody is appointed."""
    moot.do(cmd.StartRecall(actor=ADA, officer=CY, reason="No accounts"))
    says = cmd.MakeStatement(actor=CY, petition=1, text="Here they are.")
    assert typed("statement Here they are.", moot.assembly, moot, CY) == says
    assert typed("sign", moot.assembly, moot, DEE) == cmd.Sign(actor=DEE, petition=1, source="$typed")
    moot.do(cmd.StartRecall(actor=DEE, officer=BEN, reason="No minutes"))
    assert typed("unsign", moot.assembly, moot) == cmd.Unsign(actor=ADA, petition=1), "the only one that they signed"
    moot.do(cmd.Leave(actor=ADA, venue=ROOM))
    assert typed("unsign", moot.assembly, moot) == cmd.Unsign(actor=ADA, petition=1), "where they are out as well"
    moot.do(cmd.Enter(actor=ADA, venue=ROOM))
    moot.do(cmd.Sign(actor=ADA, petition=2))
    assert isinstance(typed("unsign", moot.assembly, moot), MissingNumber)
    appointed = cmd.Appoint(actor=BEN, person=DEE, office="treasurer")
    assert typed("appoint Dee treasurer", moot.assembly, moot, BEN) == appointed


def test_who_would_recall_from_a_vacant_office_or_from_none_is_told_so(moot: Moot) -> None:
    """Nobody is looked for who would be called like the office."""

    def told(line: str) -> str:
        asked = typed(line, moot.assembly, moot)
        assert not isinstance(asked, cmd.StartRecall)
        return plain(in_words(asked, moot.assembly, NAMES))  # type: ignore[arg-type]

    moot.do(cmd.Resign(actor=CY))
    for line in ("recall treasurer because he is late", "recall the Treasurer: he is late"):
        assert told(line).startswith("The office of treasurer is vacant, so there is nobody to recall.")
    missing = told("recall chair because he is late")
    assert missing.startswith("The moot has no office of “chair”, and I know nobody here of that name.")
    assert "Its offices: secretary and treasurer." in missing
    assert told("recall Ben as chair because he is late").startswith("The moot has no office of “chair”.")
    assert "Perhaps you mean secretary" in told("recall secretry because he is late")


# --- read


def test_officers_lists_holders_terms_vacancies_and_how_they_are_filled(moot: Moot) -> None:
    """Who stands in, too."""
    moot.do(cmd.Resign(actor=CY))
    decided(moot, cmd.ProposeOffice(actor=ADA, office="vice secretary", deputy_to="secretary", seats=2), who="ben")
    text = plain(list_officers(moot.assembly, moot.now, Setting(moot.assembly, NAMES)))
    assert "secretary: Ben until 5 January 2027" in text
    assert "treasurer: vacant (for Ben to fill: `!appoint NAME as treasurer`)" in text
    assert "vice secretary: vacant (E1 is open; how it stands: `!status E1`)" in text
    assert "held by up to 2 people jointly, standing in for the secretary" in text
    assert "Procedure (calling consensus, seeing to moots) is with Ben now." in text


def test_the_statement_stands_on_the_petition_and_on_the_recall(moot: Moot) -> None:
    """With the act that is cited; who signed stands nowhere."""
    act = moot.act("cy", "bought a boat")
    moot.do(cmd.StartRecall(actor=ADA, officer=CY, reason="A boat!", act=act))
    moot.do(cmd.MakeStatement(actor=CY, petition=1, text="It floats."))
    card = plain(petition_card(moot.assembly, moot.petition(), NAMES))
    assert "O1: “bought a boat”" in card
    assert "It floats." in card
    moot.do(cmd.Sign(actor=DEE, petition=1))
    recall = plain(check_card(moot.assembly, moot.check(moot.petition().check or 0), NAMES))
    assert "It floats." in recall
    assert "It is about something done without a decision behind it, O1: “bought a boat”." in recall
    assert "Dee" not in card


def test_whoever_stands_in_is_named_wherever_it_is_asked_who_gives_procedure(moot: Moot) -> None:
    """While the secretary is away the deputy does; and a vacant office is filled the same way in every answer."""
    decided(moot, cmd.ProposeOffice(actor=ADA, office="vice secretary", deputy_to="secretary"), who="ben")
    moot.do(cmd.NominateOfficer(actor=ADA, person=DEE, office="vice secretary"))
    moot.agree(*FOUR, check=len(moot.assembly.checks))
    decided(moot, cmd.ProposeOffice(actor=ADA, office="clerk", appointed_by="secretary"), who="ben")
    moot.do(cmd.GiveApologies(actor=BEN, until=moot.now + timedelta(days=7)))
    at = Setting(moot.assembly, NAMES)
    told = plain(about_assembly(moot.assembly, moot.now, at))
    listed = plain(list_officers(moot.assembly, moot.now, at))
    assert "Procedure is with Dee and Ben, the secretary and vice secretary" in told
    assert "is with Dee and Ben now" in listed
    assert "No clerk; for Dee and Ben to fill: " in told
    assert "(for Dee and Ben to fill: " in listed
    assert "- clerk; for Ben to fill: " in plain(status(moot.assembly, None, at))
