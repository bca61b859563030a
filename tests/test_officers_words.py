"""What is typed about offices, mandates and acts, as forgivingly as people type, and what they read of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cards.card import check_card
from adapters.cards.offices import list_acts, list_mandates, list_officers
from adapters.cards.petitions import petition_card
from adapters.notices.notices import notices
from adapters.setting import Setting
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.decide import decide
from deliberation.evolve import evolve
from deliberation.ids import PersonId
from deliberation.mandates import spent
from deliberation.offices import Mandate
from deliberation.rules import RuleValueError, read_money, write_money
from tests.support.engine import Moot
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


def test_a_recall_may_name_the_act_alone_or_beside_the_name(moot: Moot) -> None:
    """As people do who have just read of it."""
    act = moot.act("cy", "bought a boat")
    wanted = cmd.StartRecall(actor=ADA, officer=CY, reason="nobody agreed", act=act, source="$typed")
    assert typed("recall Cy O1 because nobody agreed", moot.assembly, moot) == wanted
    by_office = replace(wanted, office="treasurer")
    assert typed("recall O1 because nobody agreed", moot.assembly, moot) == by_office
    assert typed("recall treasurer act O1: nobody agreed", moot.assembly, moot) == by_office
    assert typed("recall Cy because of O1", moot.assembly, moot) == replace(wanted, reason="O1")


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
    (event,) = moot.do(cmd.RecordAct(actor=CY, text=text, decision=more.get("decision"), pence=more.get("pence")))
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
