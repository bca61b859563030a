"""Mandates that decisions give, and what officers do by them or without."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.mandates import in_force, left, spent
from deliberation.offices import Act, Lack, Mandate
from deliberation.refusals import (
    DeadlinePast,
    MandateUnnamed,
    NoOfficeHeld,
    NoSuchOffice,
    NothingChanged,
    SumMissing,
    Unknown,
    WhichOffice,
)
from deliberation.register import revision_hash
from tests.support.engine import Moot, only, people, replayed, without_sources
from tests.support.officers import FIVE, appointed, decided, with_office

ADA, BEN, DAN, EVE = people("ada", "ben", "dan", "eve")
HALL = Mandate(office="treasurer", scope="pay for the hall", pence=12_000)


def empowered(mandate: Mandate | None, moot: Moot | None = None) -> Moot:
    """Give an assembly whose treasurer is Eve, and that has agreed to a mandate, the last of its decisions."""
    moot = moot or appointed()
    decided(moot, cmd.Propose(actor=ADA, title="Pay the hall", mandate=mandate), who="dan")
    return moot


def recorded(moot: Moot, text: str, **more: object) -> Act:
    """Have Eve record an act; give it as it stands."""
    number = moot.act("eve", text, **more)  # type: ignore[arg-type]
    return moot.assembly.acts[number]


def test_a_mandate_is_a_part_of_the_text_that_is_decided_on() -> None:
    """It is hashed with it, amending keeps it or changes it, and there must be such an office."""
    moot = appointed()
    unknown = Mandate(office="clerk", scope="write")
    refusal = NoSuchOffice(office="clerk", offices=("secretary", "treasurer"))
    assert moot.refused(cmd.Propose(actor=ADA, title="Write", mandate=unknown)) == refusal
    past = Mandate(office="treasurer", scope="pay", until=moot.now)
    assert moot.refused(cmd.Propose(actor=ADA, title="Pay", mandate=past)) == DeadlinePast(deadline=moot.now)
    moot.do(cmd.Propose(actor=ADA, title="Pay", mandate=HALL))
    number = len(moot.assembly.proposals)
    hashes = {revision_hash(moot.proposal(number).latest)}
    moot.do(cmd.Amend(actor=ADA, proposal=number, text="The hall."))
    assert moot.proposal(number).latest.mandate == HALL
    moot.do(cmd.Amend(actor=ADA, proposal=number, mandate=Mandate(office="treasurer", scope="pay", pence=1)))
    hashes |= {revision_hash(revision) for revision in moot.proposal(number).revisions}
    moot.do(cmd.Amend(actor=ADA, proposal=number, unmandated=True))
    assert moot.proposal(number).latest.mandate is None
    assert len(hashes) == 3
    assert moot.verified().sound


def test_acts_within_a_mandate_are_covered_until_its_limit() -> None:
    """By the sum of all of them; what goes beyond is recorded as unmandated and counts for nothing."""
    moot = empowered(HALL)
    number = len(moot.assembly.decisions)
    for pence, lacking in (
        (10_000, None),
        (2_001, Lack.BEYOND_LIMIT),
        (2_000, None),
        (1, Lack.BEYOND_LIMIT),
        (0, None),
    ):
        happened = moot.do(cmd.RecordAct(actor=EVE, text=f"paid {pence}", decision=number, pence=pence))
        assert only(happened, ev.ActRecorded).lacking is lacking
    assert spent(moot.assembly, number) == 12_000
    assert left(moot.assembly, moot.decision(number)) == 0
    assert moot.verified().sound


def test_an_act_without_a_sum_is_asked_for_it_where_the_mandate_is_limited_in_money() -> None:
    """Nobody is put down as acting without a mandate for what they forgot to say."""
    moot = empowered(HALL)
    number = len(moot.assembly.decisions)
    refusal = SumMissing(decision=number, left=12_000, text="paid")
    assert moot.refused(cmd.RecordAct(actor=EVE, text="paid", decision=number)) == refusal


@pytest.mark.parametrize(
    ("mandate", "spent_pence", "lacking"),
    [
        (None, 5, Lack.NO_MANDATE),
        (Mandate(office="secretary", scope="write"), 5, Lack.ANOTHER_OFFICE),
        (Mandate(office="treasurer", scope="pay", until=datetime(2026, 1, 20, tzinfo=UTC)), 5, Lack.TOO_LATE),
        (Mandate(office="treasurer", scope="pay", limit="a fair price"), 5, None),
        (Mandate(office="treasurer", scope="pay", limit="a fair price"), None, None),
    ],
)
def test_what_an_act_lacks_is_recorded(mandate: Mandate | None, spent_pence: int | None, lacking: Lack | None) -> None:
    """Why it has no mandate stands beside it for good."""
    moot = empowered(mandate)
    moot.later(days=60)
    # Who names a decision that empowers no office of theirs is asked first, and believed where they insist.
    insists = lacking in {Lack.NO_MANDATE, Lack.ANOTHER_OFFICE}
    decision = len(moot.assembly.decisions)
    asked = cmd.RecordAct(actor=EVE, text="paid", decision=decision, pence=spent_pence)
    if insists:
        assert moot.refused(asked) == MandateUnnamed(
            text="paid",
            decisions=(),
            offices=("treasurer",),
            pence=spent_pence,
            named=decision,
            empowers=mandate.office if mandate is not None else "",
        )
    act = only(moot.do(replace(asked, unmandated=insists)), ev.ActRecorded)
    assert act.lacking is lacking
    assert moot.verified().sound


def test_an_act_without_a_decision_is_unmandated() -> None:
    """And what no decision has that number is asked about again."""
    moot = appointed()
    assert recorded(moot, "bought a boat").lacking is Lack.NONE_NAMED
    wrong = cmd.RecordAct(actor=EVE, text="bought a boat", decision=99)
    assert moot.refused(wrong) == Unknown(kind="decision", number=99, latest=len(moot.assembly.decisions))


def test_an_act_that_names_no_decision_is_asked_about_while_there_is_one_that_may_be_meant() -> None:
    """It would stand as unmandated for good; who says that there was none is believed, and so is who has none."""
    moot = empowered(HALL)
    number = len(moot.assembly.decisions)
    forgotten = cmd.RecordAct(actor=EVE, text="paid", pence=500)
    asked = MandateUnnamed(text="paid", decisions=(number,), offices=("treasurer",), pence=500)
    assert moot.refused(forgotten) == asked
    assert moot.refused(replace(forgotten, office="treasurer")) == replace(asked, office="treasurer")
    for said in (replace(forgotten, unmandated=True), cmd.RecordAct(actor=DAN, text="wrote")):
        assert only(moot.do(said), ev.ActRecorded).lacking is Lack.NONE_NAMED
    assert recorded(moot, "paid", decision=number, pence=500).mandated


def test_a_decision_that_cools_off_may_be_worked_on_and_one_sent_back_not() -> None:
    """What was done before it was sent back stays mandated."""
    moot = Moot.founded(*FIVE, "fay", rules={"cooling-off": "5d"})
    moot.do(cmd.NominateOfficer(actor=ADA, person=DAN, office="secretary"))
    moot.agree(*FIVE, "fay")
    moot.at(days=5)
    mandate = Mandate(office="secretary", scope="write to all")
    moot.do(cmd.Propose(actor=ADA, title="Write", mandate=mandate))
    check = moot.call(2, who="dan")
    moot.agree("ada", "ben", "cat", check=check)
    moot.at(hours=72)
    early = moot.act("dan", "wrote", decision=2)
    moot.block("eve", check=check)
    late = moot.act("dan", "wrote again", decision=2)
    assert (moot.assembly.acts[early].lacking, moot.assembly.acts[late].lacking) == (None, Lack.NOT_STANDING)
    assert in_force(moot.assembly, moot.now) == []
    assert moot.verified().sound


def test_only_officers_record_acts_in_an_office_of_theirs() -> None:
    """With several offices it is the one that the mandate empowers, or they say which."""
    moot = with_office(appointed_by="secretary")
    decided(moot, cmd.ProposeOffice(actor=ADA, office="clerk", appointed_by="secretary"), who="dan")
    for office in ("clerk", "treasurer"):
        moot.do(cmd.Appoint(actor=DAN, person=EVE, office=office))
    assert moot.refused(cmd.RecordAct(actor=BEN, text="x")) == NoOfficeHeld(asked="act")
    assert moot.refused(cmd.RecordAct(actor=DAN, text="x", office="clerk")) == NoOfficeHeld(asked="act", office="clerk")
    assert moot.refused(cmd.RecordAct(actor=EVE, text="x")) == WhichOffice(asked="act", offices=("clerk", "treasurer"))
    empowered(HALL, moot)
    assert recorded(moot, "paid", decision=len(moot.assembly.decisions), pence=1).office == "treasurer"
    assert recorded(moot, "wrote", office="clerk").office == "clerk"


def test_the_same_words_within_a_minute_are_recorded_once() -> None:
    """A second tap is no second act; a minute later it may be one."""
    moot = appointed()
    moot.act("eve", "bought stamps", pence=90)
    again = cmd.RecordAct(actor=EVE, text="bought stamps", pence=90)
    assert moot.refused(again) == NothingChanged(what="it is there as O1", there="O1")
    moot.later(minutes=1)
    assert moot.act("eve", "bought stamps", pence=90) == 2


def test_mandates_in_force_are_those_that_stand_and_whose_time_runs() -> None:
    """An overdue one is none any more, nor is one for an office that has ended."""
    moot = appointed()
    until = moot.now + timedelta(days=30)
    for mandate in (HALL, Mandate(office="treasurer", scope="buy stamps", until=until)):
        empowered(mandate, moot)
    assert [mandate.scope for _, mandate in in_force(moot.assembly, moot.now)] == ["pay for the hall", "buy stamps"]
    assert [mandate.scope for _, mandate in in_force(moot.assembly, until)] == ["pay for the hall"]
    decided(moot, cmd.ProposeOfficeEnd(actor=ADA, office="treasurer"), who="dan")
    assert in_force(moot.assembly, moot.now) == []


def test_the_register_gives_offices_mandates_and_acts_back() -> None:
    """Replayed from its first entry, with the words that stand beside it."""
    moot = empowered(HALL)
    moot.act("eve", "paid the hall", decision=len(moot.assembly.decisions), pence=100)
    moot.recall("eve", "ada", "ben", unmandated=True)
    moot.do(cmd.MakeStatement(actor=EVE, petition=1, text="It floats."))
    assert replayed(moot.entries, moot.texts) == without_sources(moot.assembly)
