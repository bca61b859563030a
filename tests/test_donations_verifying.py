"""Verifying what concerns gifts: each kind of forgery is found, with every hash right."""

from datetime import timedelta

import pytest

from deliberation import commands as cmd
from deliberation.federation import Kind
from deliberation.ids import AssemblyId
from deliberation.verifying import verify
from tests.support.forging import Body, Forgery, added, altered, dropped, ended, found, of, opened, rehashed
from tests.support.giving import ADA, UNITE, Giving


def a_history() -> Giving:
    """Give a register in which gifts were taken, refused, asked about, sent back, and forgotten of."""
    moot = Giving.with_treasurer("ada", "ben", "cat", "dan", kind=Kind.CORE)
    moot.enrol("ben", "cat", "dan", days=900)
    moot.give(300_00)  # G1
    moot.give(200_00, given_on=moot.now.date() - timedelta(days=1))  # G2: refused
    moot.agree("ben", "cat", "dan", check=moot.hold())  # G3: accepted
    check = moot.hold(900_00)  # G4
    moot.block("dan", check=check)
    moot.at(days=3)
    moot.later(days=24)
    moot.give(5_000_00, source=UNITE)  # G5: refused for its time
    moot.give(300_00, name="Grace B. Hopper")  # G6
    one, _, two = moot.assembly.donors
    moot.do(cmd.JoinDonors(actor=ADA, donor=one, other=two))
    moot.at(days=2)
    moot.do(cmd.NoteReturn(actor=ADA, donation=2))
    moot.give(700_00, source=UNITE, given_on=moot.now.date() - timedelta(days=40))  # G7
    moot.give(12_00, name="Alan Turing")  # G8
    moot.do(cmd.StrikeGift(actor=ADA, donation=8))
    moot.later(days=1)
    return moot


def test_an_honest_register_of_gifts_has_no_problem() -> None:
    """All that can happen to gifts is in it, and its last entries are not about them."""
    moot = a_history()
    report = moot.verified()
    assert report.sound, found(report)
    assert {body["type"] for body in opened(moot.entries)} >= {
        *("DonorNoted", "DonorsJoined", "GiftRecorded", "GiftAccepted", "GiftRefused", "GiftReturnDue", "GiftReturned"),
        "GiftStruck",
    }


def _without_question(bodies: list[Body]) -> None:
    """Leave out that the members were asked."""
    held = of(bodies, "GiftRecorded", 2)
    assert [bodies[held + 1]["type"], bodies[held + 2]["type"]] == ["ProposalMade", "CheckCalled"]
    del bodies[held + 1 : held + 3]


def _nth_check_on_a_gift(bodies: list[Body]) -> int:
    return of(bodies, "GiftRecorded", 2) + 2


def _called_by_somebody(bodies: list[Body]) -> None:
    bodies[_nth_check_on_a_gift(bodies)]["called_by"] = "ben"


def _everybody_asked(bodies: list[Body]) -> None:
    bodies[_nth_check_on_a_gift(bodies)]["barred"] = []


FORGERIES: dict[str, tuple[Forgery, str]] = {
    "taken over the limit": (
        altered("GiftRecorded", 1, state="accepted", because=""),
        "G2 is recorded as accepted, but comes out as refused (limit)",
    ),
    "a smaller sum so far": (altered("GiftRecorded", 1, so_far=0), "but it was 30000"),
    "refused for nothing": (
        altered("GiftRecorded", 0, state="refused", because="limit"),
        "G1 is recorded as refused (limit), but comes out as accepted",
    ),
    "more days": (altered("GiftRecorded", 0, days=60), "but its 60 days end on"),
    "no sum": (altered("GiftRecorded", 0, pence=0), "G1 is of no sum"),
    "by another": (altered("GiftRecorded", 0, recorded_by="ben"), "ben recorded G1 without being treasurer"),
    "out of number": (altered("GiftRecorded", 1, donation=3), "Gift 3 comes after 1 of them"),
    "taken without asking": (
        altered("GiftRecorded", 2, state="accepted", proposal=None),
        "G3 is recorded as accepted, but comes out as held",
    ),
    "held, but nobody asked": (_without_question, "G3 is held, but the members were not asked"),
    "the members called by one": (_called_by_somebody, "did not open by itself as the gift was recorded"),
    "all asked, not the members": (_everybody_asked, "is not that of the members"),
    "never accepted": (dropped("GiftAccepted"), "accepted no gift, as it should have"),
    "accepted for nothing": (
        added("GiftRefused", type="GiftAccepted", donation=4, decision=1),
        "G4 was accepted without the members' consent just settled",
    ),
    "never refused": (dropped("GiftRefused"), "The members did not agree to G4, but it was not refused"),
    "refused early": (altered("GiftRefused", because="time"), "G4 was refused because of time, which there was not"),
    "a reminder too many": (ended(type="GiftReturnDue", donation=1), "too soon, twice or wrongly that G1"),
    "sent back by another": (altered("GiftReturned", by="ben"), "ben sent back G2 without being treasurer"),
    "sent back before it came": (altered("GiftReturned", returned_on="2025-12-01"), "G2 went back before it was given"),
    "sent back twice": (
        ended(type="GiftReturned", donation=2, returned_on="2026-02-04", by="ada"),
        "while it was returned",
    ),
    "struck out by another": (altered("GiftStruck", by="ben"), "ben struck out G8 without being treasurer"),
    "struck out twice": (ended(type="GiftStruck", donation=8, by="ada"), "G8 was struck out while it was recorded by"),
    "a person is a union": (
        altered("DonorNoted", 1, kind="person"),
        "comes out as refused (limit)",
    ),
    "a donor of no ground": (altered("DonorNoted", 0, basis=""), "has no basis on which it may give"),
    "one with themselves": (
        altered("DonorsJoined", donor="0000000000000001", other="0000000000000001"),
        "cannot be donor",
    ),
    "made one by another": (altered("DonorsJoined", by="ben"), "ben made donors"),
    "erased too soon": (ended(type="DonorErased", donor="0000000000000001"), "was erased before 6 years were over"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_found(name: str) -> None:
    """Whoever alters what became of a gift is found out by anyone who reads the register."""
    forge, sentence = FORGERIES[name]
    bodies = opened(a_history().entries)
    forge(bodies)
    report = verify(rehashed(bodies, AssemblyId("a-1")))
    assert sentence in found(report)
