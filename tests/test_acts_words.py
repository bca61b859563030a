"""What is typed about acts and mandates, as forgivingly as people type, and what they read of them; to the penny."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cards.card import check_card
from adapters.cards.offices import list_acts, list_mandates
from adapters.mistakes import BadMandate, BadSum, MandateUnbounded, NotDecided
from adapters.notices.notices import notices
from adapters.setting import Setting
from adapters.words.wording import in_words
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.decide import decide
from deliberation.evolve import evolve
from deliberation.mandates import spent
from deliberation.offices import Mandate
from deliberation.refusals import MandateUnnamed, SumMissing, Unknown
from deliberation.rules import RuleValueError, read_money, write_money
from tests.support.empowered import ADA, CY, DEE, empowered
from tests.support.engine import ROOM, Moot
from tests.support.officers import decided
from tests.support.words import NAMES, plain, typed

LIMITED = empowered()
"""The assembly of all tests, for what changes nothing of it."""


@pytest.fixture
def moot() -> Moot:
    """An assembly whose secretary is Ben, with a treasurer whom he appointed, Cy, and a mandate for her in D3."""
    return empowered()


# --- typed


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


@pytest.mark.parametrize(("opens", "closes"), [('"', '"'), ("“", "”"), ("«", "»")])
def test_what_was_done_is_taken_out_of_its_quotation_marks(moot: Moot, opens: str, closes: str) -> None:
    """Also where a bare figure stands behind it; it is shown again in whole ones."""
    asked = typed(f"act {opens}paid the hall{closes} mandate D3 100", moot.assembly, moot)
    assert asked == cmd.RecordAct(actor=ADA, text="paid the hall 100", decision=3)
    assert isinstance(asked, cmd.RecordAct)
    told = plain(in_words(SumMissing(decision=3, left=12_000, text=asked.text), moot.assembly, NAMES))
    assert '`!act "paid the hall" mandate D3 £100`' in told


def test_a_wrong_number_is_asked_about_like_none(moot: Moot) -> None:
    """With the mandates in force, what the decision that was named empowers, and how to insist."""
    for number, empowers in ((1, "nobody"), (4, "the secretary")):
        if number == 4:
            mandate = Mandate(office="secretary", scope="write to all")
            decided(moot, cmd.Propose(actor=ADA, title="Write", mandate=mandate), who="ben")
        told = plain(in_words(moot.refused(acting(number)), moot.assembly, NAMES))
        assert told.startswith(
            f"Nothing is recorded yet. D{number} empowers {empowers}, and as treasurer of The moot you have one mandate"
            " in force. If it was under D3 ("
        )
        assert '`!act "paid the hall" mandate D3 £10`' in told
        assert '`!act "paid the hall" mandate none £10`' in told
    moot.later(days=400)
    told = plain(in_words(moot.refused(acting(1)), moot.assembly, NAMES))
    assert "as treasurer of The moot you have no mandate in force. If there was none, put “none”" in told
    assert moot.act("cy", "paid the hall", decision=3, pence=1_000), "past its time it is recorded at once"


def acting(decision: int) -> cmd.RecordAct:
    """Record as Cy that the hall was paid."""
    return cmd.RecordAct(actor=CY, text="paid the hall", decision=decision, pence=1_000)


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
    assert asked == NotDecided(proposal=4)
    assert "P4 is not decided yet, so it empowers nobody" in plain(in_words(asked, moot.assembly, NAMES))
    assert typed("act bought a boat mandate P9", moot.assembly, moot) == Unknown(kind="proposal", number=9, latest=4)


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


def test_mandates_shows_what_is_spent_and_what_is_left(moot: Moot) -> None:
    """In exact pence; one whose time is over is there no more."""
    acted(moot, "paid the hall", decision=3, pence=4_050)
    at = Setting(moot.assembly, NAMES)
    text = plain(list_mandates(moot.assembly, moot.now, at))
    assert "D3: the treasurer may pay for the hall, up to £120 in all, until" in text
    assert "Spent: £40.50; left: £79.50" in text
    assert '`!act "WHAT YOU DID" mandate D3 £…`' in text  # one that is in force: another decision empowers nobody
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
