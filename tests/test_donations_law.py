"""The dated table of what the law says of gifts, and which of its thresholds a gift reaches."""

import tomllib
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from adapters.donations.law import LENGTHS, SUMS, NoFigureError, law, read
from adapters.donations.reaching import Quarter, Reached, in_words, quarter_of, reached, report_due
from deliberation.donations import NOT_PERMITTED, DonorKind
from tests.support.giving import UNITE, From, Giving

FIRST, SECOND, FOURTH = Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 4)


def table() -> dict[str, Any]:
    """Read the table as it stands in its file."""
    return tomllib.loads(files("adapters.donations").joinpath("thresholds.toml").read_text(encoding="utf-8"))


def test_every_figure_has_a_date_and_a_source_and_the_dates_ascend() -> None:
    """So that whoever doubts one can look it up, and a new one is added at the end."""
    found = law()
    assert found.figures.keys() == {*SUMS, *LENGTHS}
    for rows in found.figures.values():
        assert [row.since for row in rows] == sorted({row.since for row in rows})
        assert all(row.source.startswith("PPERA s.") and row.value > 0 for row in rows)
    for basis in found.bases:
        assert basis.source.startswith("PPERA s.54")
        assert basis.note
        assert basis.words
    assert {each.name for each in found.bases} >= NOT_PERMITTED
    assert [each.name for each in found.bases if each.person] == ["individual"]


@pytest.mark.parametrize("spoilt", ["turned round", "twice", "no source"])
def test_a_table_that_is_not_in_order_is_not_read(spoilt: str) -> None:
    """A date out of order would make a figure apply when it does not."""
    found = table()
    if spoilt == "turned round":
        found["reported"].reverse()
    elif spoilt == "twice":
        found["reported"].append(found["reported"][-1])
    else:
        del found["counts"][0]["source"]
    with pytest.raises((KeyError, ValueError)):
        read(found)


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("counts", date(2009, 12, 31), 200_00),
        ("counts", date(2010, 1, 1), 500_00),
        ("reported", date(2023, 12, 31), 7_500_00),
        ("reported", date(2024, 1, 1), 11_180_00),
        ("reported_again", date(2023, 12, 31), 1_500_00),
        ("reported_again", date(2024, 1, 1), 2_230_00),
        ("return_days", date(2026, 1, 1), 30),
    ],
)
def test_the_figure_is_that_of_the_day(name: str, day: date, value: int) -> None:
    """The day on which a figure changes has the new one."""
    assert law().figure(name, day).value == value


def test_before_the_table_begins_there_is_no_figure() -> None:
    """Nothing is made up for it."""
    with pytest.raises(NoFigureError):
        law().figure("counts", date(2001, 2, 15))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 4, 1), date(2026, 7, 30)),
        (date(2026, 9, 30), date(2026, 10, 30)),
        (date(2026, 12, 1), date(2027, 1, 30)),
    ],
)
def test_a_quarter_is_reported_within_thirty_days(day: date, due: date) -> None:
    """The Electoral Commission's own days."""
    assert report_due(quarter_of(day)) == due


# --- what a gift reaches


def accepted(*gifts: tuple[int, date]) -> list[Reached]:
    """Record gifts of one union, let the members agree to each, and say what each reaches."""
    moot = Giving.with_treasurer(rules={"gift-limit": "£100,000"})
    for pence, day in gifts:
        moot.later(days=max(0, (day - moot.now.date()).days))
        moot.give(pence, source=UNITE, given_on=day)
    return [reached(moot.assembly, gift) for gift in moot.assembly.donations.values()]


def test_five_hundred_pounds_are_no_donation_in_law_and_a_penny_more_is() -> None:
    """Small ones are not counted together either."""
    small, more = accepted((500_00, date(2026, 1, 6)), (500_01, date(2026, 1, 7)))
    assert small == Reached(counts=False)
    assert more == Reached(counts=True)


def test_what_is_not_more_than_a_threshold_is_not_reported() -> None:
    """More than £2,230 and more than £11,180: the sums themselves are not."""
    assert accepted((2_230_00, date(2026, 1, 6))) == [Reached(counts=True)]
    assert accepted((2_230_01, date(2026, 1, 6))) == [Reached(counts=True, unit=FIRST)]
    assert accepted((11_180_00, date(2026, 1, 6))) == [Reached(counts=True, unit=FIRST)]
    assert accepted((11_180_01, date(2026, 1, 6))) == [Reached(counts=True, unit=FIRST, party=FIRST)]


def test_gifts_of_one_source_add_up_within_the_year() -> None:
    """They are reported together in the quarter in which they pass the threshold; after it a lower one holds."""
    found = accepted(
        (6_000_00, date(2026, 1, 6)),
        (6_000_00, date(2026, 4, 2)),
        (2_000_00, date(2026, 10, 1)),
        (400_00, date(2026, 10, 2)),
        (600_00, date(2026, 10, 3)),
    )
    assert [each.party for each in found] == [SECOND, SECOND, FOURTH, None, FOURTH]
    assert [each.unit for each in found] == [FIRST, SECOND, FOURTH, None, FOURTH]


def test_another_year_begins_anew() -> None:
    """What was given in the year before is not added."""
    assert accepted((11_000_00, date(2025, 12, 31)), (11_000_00, date(2026, 1, 6)))[1].party is None


def test_what_is_held_reaches_nothing_until_it_is_accepted() -> None:
    """And then in the quarter in which the members agreed."""
    moot = Giving.with_treasurer()
    moot.later(days=80)
    check = moot.hold(12_000_00)
    gift = moot.assembly.donations[1]
    assert reached(moot.assembly, gift) == Reached(counts=True)
    moot.later(days=2)
    moot.agree("ada", "ben", "cat", check=check)
    assert reached(moot.assembly, moot.assembly.donations[1]).party == FIRST


def test_what_may_not_be_kept_is_for_the_report_too() -> None:
    """Above what counts as a donation, that is; and it is said in words."""
    moot = Giving.with_treasurer()
    stranger = From(name="Jean Petit", basis="not permitted", facts="lives in France", kind=DonorKind.PERSON)
    moot.give(500_01, source=stranger)
    moot.give(500_00, source=stranger, given_on=moot.now.date() - timedelta(days=1))
    large, small = moot.assembly.donations.values()
    assert reached(moot.assembly, large).impermissible
    assert not reached(moot.assembly, small).impermissible
    assert any("may not be kept" in each for each in in_words(moot.assembly, large))
    assert in_words(moot.assembly, small) == []


def test_the_words_name_sum_quarter_and_day() -> None:
    """As the treasurer reads them."""
    moot = Giving.with_treasurer(rules={"gift-limit": "£100,000"})
    moot.give(12_000_00, source=UNITE)
    said = " ".join(in_words(moot.assembly, moot.assembly.donations[1]))
    assert "more than £11,180 is reportable by a central party: this one in the quarter January to March 2026" in said
    assert "by 2026-04-30" in said
