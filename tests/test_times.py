"""Times as people type them, in London."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mistakes import BadTime, TimeProblem
from adapters.times import LAST_MINUTE, names_year, read_day, read_length, read_moment

LONDON = "Europe/London"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A Monday."""


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("48h", 48),
        ("2 days", 48),
        ("1h30", 1.5),
        ("1:30", 1.5),
        ("90m", 1.5),
        ("a week", 168),
        ("half an hour", 0.5),
        ("half a day", 12),
        ("1 day and 2 hours", 26),
        ("1.5 days", 36),
        ("2 Weeks", 336),
        ("two weeks", 336),
        ("a fortnight", 336),
    ],
)
def test_lengths_of_time(text: str, hours: float) -> None:
    """Hours, days and weeks, long or short, together or alone."""
    assert read_length(text) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "problem", "instead"),
    [
        ("72", TimeProblem.NO_UNIT, "72h"),
        ("-2h", TimeProblem.UNREADABLE_LENGTH, "48h"),
        ("0h", TimeProblem.UNREADABLE_LENGTH, "48h"),
        ("soon", TimeProblem.UNREADABLE_LENGTH, "48h"),
        ("1..5h", TimeProblem.UNREADABLE_LENGTH, "48h"),
        ("9" * 40 + "d", TimeProblem.UNREADABLE_LENGTH, "48h"),
    ],
)
def test_bad_lengths_of_time(text: str, problem: TimeProblem, instead: str) -> None:
    """What is no length of time is refused with one that is."""
    found = read_length(text)
    assert isinstance(found, BadTime)
    assert (found.problem, found.instead) == (problem, instead)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-12-01 18:00", datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("2026-12-01", datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("2026-12-01T18:00", datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("01-12-2026 18:30", datetime(2026, 12, 1, 18, 30, tzinfo=UTC)),
        ("1/12 18:30", datetime(2026, 12, 1, 18, 30, tzinfo=UTC)),
        ("1/12/2026 18:30", datetime(2026, 12, 1, 18, 30, tzinfo=UTC)),
        ("31/12/26", datetime(2026, 12, 31, 18, tzinfo=UTC)),
        ("3.11.27 9am", datetime(2027, 11, 3, 9, tzinfo=UTC)),
        ("2 Nov 27", datetime(2027, 11, 2, 18, tzinfo=UTC)),
        ("1 December at 6.30pm", datetime(2026, 12, 1, 18, 30, tzinfo=UTC)),
        ("Dec 1 2026, 18:00", datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("tomorrow 18:00", datetime(2026, 11, 24, 18, tzinfo=UTC)),
        ("friday 9am", datetime(2026, 11, 27, 9, tzinfo=UTC)),
        ("monday", datetime(2026, 11, 30, 18, tzinfo=UTC)),
        ("18:00", datetime(2026, 11, 23, 18, tzinfo=UTC)),
        ("11:00", datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ("noon", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("2027-07-01 18:00", datetime(2027, 7, 1, 17, tzinfo=UTC)),
        ("29 February", datetime(2028, 2, 29, 18, tzinfo=UTC)),
    ],
)
def test_points_in_time(text: str, at: datetime) -> None:
    """A day and a time in the assembly's zone; 18:00 where no time is given; the next such time where no day is."""
    assert read_moment(text, zone=LONDON, now=NOW) == at


def test_the_end_of_a_day_can_be_meant() -> None:
    """Apologies until a day mean until its end."""
    assert read_moment("2026-12-10", zone=LONDON, now=NOW, at=LAST_MINUTE) == datetime(2026, 12, 10, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "problem", "instead"),
    [
        ("2026-02-30", TimeProblem.NO_SUCH_DAY, "2026-11-30 18:00"),
        ("31 February 18:00", TimeProblem.NO_SUCH_DAY, "2026-11-30 18:00"),
        ("0001-01-01", TimeProblem.NO_SUCH_DAY, "2026-11-30 18:00"),
        ("2026-12-01 25:00", TimeProblem.NO_SUCH_TIME, "2026-11-30 18:00"),
        ("13pm", TimeProblem.NO_SUCH_TIME, "2026-11-30 18:00"),
        ("2027-03-28 01:30", TimeProblem.SKIPPED, "2027-03-28 02:30"),
        ("2026-10-25 01:30", TimeProblem.REPEATED, "2026-10-25 02:30"),
        ("next week", TimeProblem.UNREADABLE_TIME, "2026-11-30 18:00"),
        ("26-12-01", TimeProblem.UNREADABLE_TIME, "2026-11-30 18:00"),
        ("1 December 18", TimeProblem.UNREADABLE_TIME, "2026-11-30 18:00"),
        ("31/13/26", TimeProblem.NO_SUCH_DAY, "2026-11-30 18:00"),
        ("", TimeProblem.UNREADABLE_TIME, "2026-11-30 18:00"),
    ],
)
def test_bad_points_in_time(text: str, problem: TimeProblem, instead: str) -> None:
    """A day in no calendar, a time on no clock, one skipped, one repeated: each its own answer, with a right form."""
    found = read_moment(text, zone=LONDON, now=NOW)
    assert isinstance(found, BadTime)
    assert (found.problem, found.instead) == (problem, instead)
    assert not isinstance(read_moment(found.instead, zone=LONDON, now=NOW), BadTime)


@pytest.mark.parametrize(
    ("text", "says"),
    [("2026-12-01", True), ("1/12/26", True), ("on 1 March 27", True), ("March 1, 2027", True)]
    + [(text, False) for text in ("1/12", "1 December", "friday", "yesterday", "12.30")],
)
def test_a_day_with_its_year_is_told_from_one_without(text: str, says: bool) -> None:
    """In four figures or two, however it is written."""
    assert names_year(text) is says


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Midway", "America/St_Johns"])
def test_a_day_is_the_day_of_the_zone(zone: str) -> None:
    """Tomorrow is the day after the one that it is there, not here."""
    day = read_day("tomorrow", zone=zone, now=NOW)
    assert isinstance(day, date)
    there = read_day("today", zone=zone, now=NOW)
    assert isinstance(there, date)
    assert day - there == timedelta(days=1)


@given(
    st.text(max_size=80)
    | st.from_regex(r"[0-9]{1,5}[-/.][0-9]{1,3}[-/.][0-9]{1,5}( [0-9]{1,3}[:.][0-9]{1,3})?", fullmatch=True)
    | st.from_regex(r"[0-9.]{1,9} ?(h|d|days|w|m)( [0-9.]{1,9}m)?", fullmatch=True),
    st.sampled_from([LONDON, "Pacific/Kiritimati", "America/Santiago", "UTC"]),
)
def test_reading_any_time_is_safe(text: str, zone: str) -> None:
    """Whatever is typed where a time belongs, it is read or refused, never a crash."""
    for found in (read_length(text), read_moment(text, zone=zone, now=NOW), read_day(text, zone=zone, now=NOW)):
        assert isinstance(found, BadTime | timedelta | datetime | date)
