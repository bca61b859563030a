"""What is typed about offices, mandates and acts, as forgivingly as people type, and what they read of it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.about import about_assembly
from adapters.cards.card import check_card
from adapters.cards.offices import list_acts, list_mandates, list_officers
from adapters.cards.petitions import petition_card
from adapters.lookups import status
from adapters.mistakes import BadMandate, BadNumber, BadSum, MandateUnbounded, MissingText, OfficeUnclear
from adapters.notices.notices import notices
from adapters.setting import Setting
from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.decide import decide
from deliberation.evolve import evolve
from deliberation.ids import PersonId
from deliberation.mandates import spent
from deliberation.offices import Mandate
from deliberation.refusals import MandateUnnamed, NoSuchOffice, Unknown
from deliberation.rules import RuleValueError, read_money, write_money
from tests.support.engine import ROOM, Moot
from tests.support.words import NAMES, plain, typed

ADA, BEN, CY, DEE = (PersonId(name) for name in ("ada", "ben", "cy", "dee"))
FOUR = ("ada", "ben", "cy", "dee")


@pytest.fixture
def moot() -> Moot:
    """An assembly whose secretary is Ben, with a treasurer whom he appointed, Cy, and a mandate for her in D3."""
    moot = Moot.founded(*FOUR)
    moot.elect("ben", by="ada")
    decided(moot, cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="secretary"))
    moot.do(cmd.Appoint(actor=BEN, person=CY, office="treasurer"))
    until = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    mandate = Mandate(office="treasurer", scope="pay for the hall", pence=12_000, until=until)
    decided(moot, cmd.Propose(actor=ADA, title="Pay the hall", mandate=mandate))
    return moot


def decided(moot: Moot, command: cmd.Command) -> None:
    """Propose something, call consensus and let everyone agree."""
    moot.do(command)
    moot.agree(*FOUR, check=moot.call(len(moot.assembly.proposals), who="ben"))


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
    "name", ["chair by rotation", "tresurer", "appointments officer", "co-treasurer", "vice secretary", "press officer"]
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


@pytest.mark.parametrize(
    "line",
    [
        'act "paid the hall" mandate D2 £120.00',
        "act paid the hall £120 mandate D2",
        "act paid the hall for 120 pounds mandate D2",
        "act D2 £120 paid the hall",
        "act £120 paid the hall under D2",
        "act paid the hall, £120.00 by D2",
        "act paid the hall, £120, by D2",
        "act mandate D2 £120 paid the hall",
        "act paid the hall mandate d2 12000p",
        "act paid the hall mandate D2\nSum: £120",
    ],
)
def test_an_act_is_typed_in_whatever_order(moot: Moot, line: str) -> None:
    """What was done, by which decision, for how much."""
    wanted = cmd.RecordAct(actor=ADA, text="paid the hall", decision=2, pence=12_000)
    assert typed(line, moot.assembly, moot) == wanted


@pytest.mark.parametrize(
    "line",
    [
        'act "paid the hall" mandate none £120',
        "act paid the hall £120 mandate: none",
        'act "paid the hall" mandate none, £120.00',
        "act paid the hall £120 without a mandate",
        'act £120 "paid the hall" without mandate',
        "act paid the hall £120 unmandated",
        "act paid the hall for £120 with no mandate",
        "act paid the hall mandate no\nSum: £120",
    ],
)
def test_that_there_was_no_mandate_can_be_said(moot: Moot, line: str) -> None:
    """In so many words, so that nobody asks; it is no part of what was done."""
    wanted = cmd.RecordAct(actor=ADA, text="paid the hall", pence=12_000, unmandated=True)
    assert typed(line, moot.assembly, moot) == wanted


@pytest.mark.parametrize("done", ["paid the hall", 'paid "our" hall', "paid £120 to the porter", "told them no"])
@pytest.mark.parametrize("pence", [None, 12_000])
def test_the_lines_that_are_shown_for_an_act_record_it(moot: Moot, done: str, pence: int | None) -> None:
    """As it was typed, under the decision or under none: they are there to be copied."""
    refusal = MandateUnnamed(text=done, decisions=(2,), offices=("treasurer",), office="treasurer", pence=pence)
    words = plain(in_words(refusal, moot.assembly, {}))
    shown = re.findall(r"`!(act [^`]*)`", words)
    assert "put D2 as the mandate" in words, "on Discord the line is a form, and says no more than that"
    assert "put “none” as the mandate" in words
    wanted = cmd.RecordAct(actor=ADA, text=done, office="treasurer", pence=12_000 if "£" in done else pence)
    read = [typed(line, moot.assembly, moot) for line in shown]
    assert read == [replace(wanted, decision=2), replace(wanted, unmandated=True)]


@pytest.mark.parametrize(
    "line", ["act as treasurer paid £5", "act as the treasurer: paid £5", "act paid £5 as treasurer"]
)
def test_an_act_says_first_or_last_in_which_office_it_was_done(moot: Moot, line: str) -> None:
    """That is no part of what was done."""
    wanted = cmd.RecordAct(actor=ADA, text="paid", office="treasurer", pence=500)
    assert typed(line, moot.assembly, moot) == wanted


def test_an_act_is_shown_by_its_number(moot: Moot) -> None:
    """Where the list is asked for, too."""
    acted(moot, "bought a boat")
    assert typed("acts O1", moot.assembly, moot) == typed("status O1", moot.assembly, moot)


def test_an_act_may_name_the_proposal_that_became_the_decision(moot: Moot) -> None:
    """What is written there is a number of something, and only one decision came of it; of none, it is asked."""
    decision = moot.assembly.proposals[3].decision
    assert typed("act paid the hall mandate P3 £5", moot.assembly, moot) == cmd.RecordAct(
        actor=ADA, text="paid the hall", decision=decision, pence=500
    )
    moot.do(cmd.Propose(actor=ADA, title="Buy a boat"))
    asked = typed("act bought a boat mandate P4 £5", moot.assembly, moot)
    assert isinstance(asked, BadNumber)


@pytest.mark.parametrize(
    ("line", "text", "pence"),
    [
        ("act bought stamps 50p", "bought stamps", 50),
        ("act paid £5 to the porter", "paid £5 to the porter", 500),
        ("act wrote to all 3 wards", "wrote to all 3 wards", None),
        ("act bought a boat as secretary", "bought a boat", None),
    ],
)
def test_a_sum_in_the_middle_of_a_sentence_stays_in_it(moot: Moot, line: str, text: str, pence: int | None) -> None:
    """And a number that is no sum is none."""
    asked = typed(line, moot.assembly, moot)
    assert isinstance(asked, cmd.RecordAct)
    assert (asked.text, asked.pence) == (text, pence)


@pytest.mark.parametrize(
    ("line", "pence", "until"),
    [
        ("treasurer may pay for the hall until 1/12 up to £50", 5_000, True),
        ("treasurer may pay for the hall up to 50 pounds until 1 December", 5_000, True),
        ("treasurer may pay for the hall, up to £50", 5_000, False),
    ],
)
def test_a_mandates_limits_stand_in_whatever_order(moot: Moot, line: str, pence: int, until: bool) -> None:
    """With or without a comma."""
    asked = typed(f"propose Pay\nMandate: {line}", moot.assembly, moot)
    assert isinstance(asked, cmd.Propose)
    assert asked.mandate is not None
    assert (asked.mandate.scope, asked.mandate.pence) == ("pay for the hall", pence)
    assert (asked.mandate.until is not None) is until


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("Pay\nMandate: treasurer may pay for the hall, up to 120", BadSum),
        ("Pay\nMandate: treasurer may pay for the hall, up to 5k", BadSum),
        ("Pay\nMandate treasurer may pay for the hall, up to £120", BadMandate),
        ("Pay the hall. Mandate: the treasurer may pay for it", BadMandate),
        ("Pay\nMandate: treasurer may pay £50 for the hall", MandateUnbounded),
    ],
)
def test_a_mandate_that_would_bound_nothing_or_be_none_is_asked_about(moot: Moot, text: str, mistake: type) -> None:
    """A figure without its pounds would be no limit in money, and a line without its colon mere text."""
    asked = typed(f"propose {text}", moot.assembly, moot)
    assert isinstance(asked, BadSum | BadMandate | MandateUnbounded)
    assert isinstance(asked, mistake)
    assert "`Mandate: treasurer may pay for the hall, up to £120" in plain(in_words(asked, moot.assembly, NAMES))
    for fine in ("The mandate of the treasurer ends.", "Mandate: treasurer may pay the £5 fee, up to £60"):
        assert isinstance(typed(f"propose Pay\n{fine}", moot.assembly, moot), cmd.Propose)


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


def test_what_cannot_be_told_is_asked(moot: Moot) -> None:
    """Two sums, one with a third of a penny, no text, no office in a mandate."""
    kinds = {
        line: type(typed(line, moot.assembly, moot)).__name__
        for line in (
            "act paid £20 deposit of £120",
            "act paid £1.333 for string",
            "act paid £5k for a boat",
            "act paid £1e9 for a boat",
            "act paid £2 million for a boat",
            "act paid -£5 for a boat",
            "act mandate D2 £5",
            "act paid mandate D2@hull £5",
            "act paid £5 by D2@hull",
            "recall Cy unmandated O1@hull because of the boat",
            "act paid mandate soon",
            "propose Pay\nMandate: up to £120",
            "propose Pay\nMandate: treasurer may pay, up to £5k",
            "propose Pay\nMandate: treasurer may pay until someday",
            "office",
            "office create clerk term long",
            "recall Cy unmandated because of the boat",
        )
    }
    assert list(kinds.values()) == [
        "SeveralSums",
        *("BadSum",) * 5,
        "MissingText",
        *("NameAssembly",) * 3,
        *("BadNumber", "BadMandate", "BadSum", "BadTime"),
        *("MissingText", "BadTime", "NoActRecorded"),
    ]


@pytest.mark.parametrize(
    ("line", "mandate"),
    [
        (
            "treasurer may pay for the hall, up to £120, until 31 December 2026",
            Mandate(office="treasurer", scope="pay for the hall", pence=12_000, until=datetime(2027, 1, 1, tzinfo=UTC)),
        ),
        (
            "the Treasurer can pay for the hall until 1 July 2026 and up to £1,200.50",
            Mandate(
                office="treasurer", scope="pay for the hall", pence=120_050, until=datetime(2026, 7, 1, 23, tzinfo=UTC)
            ),
        ),
        (
            "treasurer: buy stamps, at most two books",
            Mandate(office="treasurer", scope="buy stamps", limit="two books"),
        ),
        ("treasurer is to write to all wards", Mandate(office="treasurer", scope="write to all wards")),
    ],
)
def test_a_mandate_is_a_line_of_a_proposal(moot: Moot, line: str, mandate: Mandate) -> None:
    """Who may do what, up to what, until the end of which day where the assembly is."""
    asked = typed(f"propose Pay the hall\nWe meet there.\nMandate: {line}", moot.assembly, moot)
    assert isinstance(asked, cmd.Propose)
    assert (asked.mandate, asked.text) == (mandate, "We meet there.")


def test_amending_changes_a_mandate_or_takes_it_out(moot: Moot) -> None:
    """And leaves it alone where nothing is said of it."""
    changed = typed("amend P3\nMandate: treasurer may pay, up to £5", moot.assembly, moot)
    assert isinstance(changed, cmd.Amend)
    assert changed.mandate == Mandate(office="treasurer", scope="pay", pence=500)
    taken = typed("amend P3\nMandate: none", moot.assembly, moot)
    assert isinstance(taken, cmd.Amend)
    assert (taken.mandate, taken.unmandated) == (None, True)
    kept = typed("amend P3 Another title", moot.assembly, moot)
    assert isinstance(kept, cmd.Amend)
    assert (kept.mandate, kept.unmandated) == (None, False)


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
    decided(moot, cmd.ProposeOffice(actor=ADA, office="treasurer", seats=2))
    moot.do(cmd.Appoint(actor=BEN, person=DEE, office="treasurer"))
    assert typed("recall O1 because nobody agreed", moot.assembly, moot) == by_office, "of two, whoever did it"


def test_where_one_thing_alone_can_be_meant_it_needs_no_number(moot: Moot) -> None:
    """An officer's statement, a signature, and the office to which somebody is appointed."""
    moot.do(cmd.StartRecall(actor=ADA, officer=CY, reason="No accounts"))
    says = cmd.MakeStatement(actor=CY, petition=1, text="Here they are.")
    assert typed("statement Here they are.", moot.assembly, moot, CY) == says
    assert typed("sign", moot.assembly, moot, DEE) == cmd.Sign(actor=DEE, petition=1, source="$typed")
    appointed = cmd.Appoint(actor=BEN, person=DEE, office="treasurer")
    assert typed("appoint Dee treasurer", moot.assembly, moot, BEN) == appointed


# --- read


def said(before: Assembly, event: ev.Event, moot: Moot) -> str:
    """Give all that is owed to rooms for an event, as people read it."""
    after = evolve(before, event, moot.now)
    owed = notices(before, event, after, NAMES)
    return "\n".join(plain(each.document) for each in owed if hasattr(each, "document"))


def acted(moot: Moot, text: str, **more: int) -> str:
    """Have Cy record an act; give what the room reads of it."""
    before = moot.assembly
    decision = more.get("decision")
    act = cmd.RecordAct(actor=CY, text=text, decision=decision, pence=more.get("pence"), unmandated=decision is None)
    (event,) = moot.do(act)
    return said(before, event, moot)


def test_an_unmandated_act_is_told_with_the_way_to_a_recall(moot: Moot) -> None:
    """The very command stands beside it, and is understood."""
    told = acted(moot, "bought a boat", pence=4_000)
    assert "Unmandated: it names no decision." in told
    assert "“bought a boat”, £40" in told
    assert "needs 2 signatures" in told
    assert "recall treasurer unmandated O1 because …" in told
    asked = typed("recall treasurer unmandated O1 because …", moot.assembly, moot)
    assert isinstance(asked, cmd.StartRecall)
    assert (asked.officer, asked.act, asked.office) == (CY, 1, "treasurer")
    assert "recall" not in acted(moot, "paid the hall", decision=3, pence=5_000)


def test_where_few_could_sign_a_recall_it_is_said_that_fewer_are_needed(moot: Moot) -> None:
    """In an assembly of two, the other's signature alone opens it."""
    for person in (ADA, DEE):
        moot.do(cmd.Leave(actor=person, venue=ROOM))
    assert "needs 1 signature in all" in acted(moot, "bought a boat", pence=4_000)


def test_officers_lists_holders_terms_vacancies_and_how_they_are_filled(moot: Moot) -> None:
    """Who stands in, too."""
    moot.do(cmd.Resign(actor=CY))
    decided(moot, cmd.ProposeOffice(actor=ADA, office="vice secretary", deputy_to="secretary", seats=2))
    text = plain(list_officers(moot.assembly, moot.now, Setting(moot.assembly, NAMES)))
    assert "secretary: Ben until 5 January 2027" in text
    assert "treasurer: vacant (for Ben to fill: `!appoint NAME as treasurer`)" in text
    assert "vice secretary: vacant (E1 is open; how it stands: `!status E1`)" in text
    assert "held by up to 2 people jointly, standing in for the secretary" in text
    assert "Procedure (calling consensus, seeing to moots) is with Ben now." in text


def test_mandates_shows_what_is_spent_and_what_is_left(moot: Moot) -> None:
    """In exact pence; one whose time is over is there no more."""
    acted(moot, "paid the hall", decision=3, pence=4_050)
    at = Setting(moot.assembly, NAMES)
    text = plain(list_mandates(moot.assembly, moot.now, at))
    assert "D3: the treasurer may pay for the hall, up to £120 in all, until" in text
    assert "Spent: £40.50; left: £79.50" in text
    assert '`!act "WHAT YOU DID" mandate D3`' in text  # one that is in force: another decision empowers nobody
    assert "No mandate is in force" in plain(list_mandates(moot.assembly, datetime(2027, 1, 2, tzinfo=UTC), at))


def test_acts_shows_those_of_all_or_of_one(moot: Moot) -> None:
    """The newest first, each with its mandate or why it has none."""
    acted(moot, "paid the hall", decision=3, pence=4_050)
    acted(moot, "bought a boat")
    moot.act("ben", "wrote to all")
    at = Setting(moot.assembly, NAMES)
    whole = plain(list_acts(moot.assembly, "", at))
    assert whole.index("O3") < whole.index("O2") < whole.index("O1")
    assert "3 recorded, 2 of them unmandated" in whole
    assert "By the mandate of D3." in whole
    assert "O3" not in plain(list_acts(moot.assembly, "treasurer", at))
    assert "O1" not in plain(list_acts(moot.assembly, "@ben", at))


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


def test_the_mandate_stands_on_the_proposal(moot: Moot) -> None:
    """Where it is asked about."""
    text = plain(check_card(moot.assembly, moot.check(3), NAMES))
    assert "Mandate: the treasurer may pay for the hall, up to £120 in all, until" in text


# --- money


@given(pence=st.integers(0, 10**10))
def test_money_is_never_rounded(pence: int) -> None:
    """Whatever is written is read back to the penny."""
    assert read_money(write_money(pence)) == pence


@pytest.mark.parametrize("text", ["£1.5", "£1.234", "1e3", "-£5", "£", "about £5", "£5.-", "½", "£1,23", "٣"])
def test_what_is_no_exact_sum_is_refused(text: str) -> None:
    """Rather than guessed at."""
    with pytest.raises(RuleValueError):
        read_money(text)


@given(sums=st.lists(st.integers(0, 15_000), min_size=1, max_size=12))
def test_mandated_acts_never_add_up_to_more_than_the_limit(sums: list[int]) -> None:
    """In whatever order they come, whatever else was recorded between them; and whatever fits is covered."""
    moot = LIMITED
    assembly = moot.assembly
    total = 0
    for number, pence in enumerate(sums):
        at = moot.now + timedelta(minutes=2 * number)
        events = decide(assembly, cmd.RecordAct(actor=CY, text="paid", decision=3, pence=pence), at)
        assert isinstance(events, list)
        for event in events:
            assembly = evolve(assembly, event, at)
        fits = total + pence <= 12_000
        assert assembly.acts[number + 1].mandated is fits
        total += pence if fits else 0
    assert spent(assembly, 3) == total <= 12_000


def limited() -> Moot:
    """Give the assembly of the other tests, once for all."""
    moot = Moot.founded(*FOUR)
    moot.elect("ben", by="ada")
    moot.do(cmd.ProposeOffice(actor=ADA, office="treasurer", appointed_by="secretary"))
    moot.agree(*FOUR, check=moot.call(2, who="ben"))
    moot.do(cmd.Appoint(actor=BEN, person=CY, office="treasurer"))
    mandate = Mandate(office="treasurer", scope="pay", pence=12_000)
    moot.do(cmd.Propose(actor=ADA, title="Pay", mandate=mandate))
    moot.agree(*FOUR, check=moot.call(3, who="ben"))
    return moot


LIMITED = limited()


def test_whoever_stands_in_is_named_wherever_it_is_asked_who_gives_procedure(moot: Moot) -> None:
    """While the secretary is away the deputy does; and a vacant office is filled the same way in every answer."""
    decided(moot, cmd.ProposeOffice(actor=ADA, office="vice secretary", deputy_to="secretary"))
    moot.do(cmd.NominateOfficer(actor=ADA, person=DEE, office="vice secretary"))
    moot.agree(*FOUR, check=len(moot.assembly.checks))
    decided(moot, cmd.ProposeOffice(actor=ADA, office="clerk", appointed_by="secretary"))
    moot.do(cmd.GiveApologies(actor=BEN, until=moot.now + timedelta(days=7)))
    at = Setting(moot.assembly, NAMES)
    told = plain(about_assembly(moot.assembly, moot.now, at))
    listed = plain(list_officers(moot.assembly, moot.now, at))
    assert "Procedure is with Dee and Ben, the secretary and vice secretary" in told
    assert "is with Dee and Ben now" in listed
    assert "No clerk; for Dee and Ben to fill: " in told
    assert "(for Dee and Ben to fill: " in listed
    assert "- clerk; for Ben to fill: " in plain(status(moot.assembly, None, at))
