"""Reads times as people type them, in the assembly's own zone, and is strict about what the clock really does.

A length of time (``48h``, ``2 days``, ``1h30``), a day (``2026-12-01``, ``1 December``, ``friday``), a point in time (a
day and a time; 18:00 where no time is given). A day that is in no calendar and a time that a clock change skips or
repeats are each refused with a form that works.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import whenever
from pytimeparse.timeparse import timeparse

from adapters.mistakes import BadTime, TimeProblem

EVENING: Final = time(18, 0)
"""The time that a day without one means."""

LAST_MINUTE: Final = time(23, 59)

_LONGEST: Final = 60
_NUMBERS: Final = {word: number for number, word in enumerate(
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2
)}  # fmt: skip
_MONTHS: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                  "november", "december")  # fmt: skip
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME: Final = re.compile(
    r"(?:^|[\st,]|\bat\s)(?:(?P<hour>[0-9]{1,2})[:.h](?P<minute>[0-9]{2})(?::00)?\s*(?P<half>[ap]m)?"
    r"|(?P<only>[0-9]{1,2})\s*(?P<whole>[ap]m)|(?P<noon>noon))$"
)
_ISO: Final = re.compile(r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})")
_BRITISH: Final = re.compile(
    r"(?P<day>[0-9]{1,2})(?:[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})"
    r"|[/.](?P<number>[0-9]{1,2})[/.](?P<short>[0-9]{2}))"
)
"""A year in two figures is one of this century; not with hyphens, where it may as well stand first."""
_SHORT_BRITISH: Final = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})")
"""The day first, as with a year."""
_NAMED: Final = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>[a-z]{3,9})"
    r"|(?P<name>[a-z]{3,9})\s+(?P<number>[0-9]{1,2})(?:st|nd|rd|th)?),?(?:\s+(?P<year>[0-9]{4}|(?:2[5-9]|[3-9][0-9])))?"
)
"""A year in two figures is none that could be an hour: ``1 December 18``."""


def read_length(text: str) -> timedelta | BadTime:
    """Read a length of time: ``48h``, ``2 days``, ``1h30``, ``a week``."""
    typed = _short(" ".join(text.split()))
    words = re.sub(r"^(?:an?|one) ", "1 ", typed.casefold().replace(" and ", " "))
    words = re.sub(r"^(?:1 )?fortnight$", "2 weeks", words)
    words = re.sub(rf"^({'|'.join(_NUMBERS)}) ", lambda found: f"{_NUMBERS[found[1]]} ", words)
    words = re.sub(r"^half an? (?=hour$|day$|week$)", "0.5 ", words)
    if re.fullmatch(r"[0-9]+\s*h(?:ours?)?\s*[0-9]{1,2}", words):
        words += "m"
    if re.fullmatch(r"[0-9]{1,6}", words):
        return BadTime(typed=typed, problem=TimeProblem.NO_UNIT, instead=f"{int(words)}h")
    try:
        seconds = timeparse(words, granularity="minutes")
        if seconds is not None and seconds > 0:
            return timedelta(seconds=float(seconds))
    except (ArithmeticError, ValueError):
        pass  # two decimal points, or longer than time itself
    return BadTime(typed=typed, problem=TimeProblem.UNREADABLE_LENGTH, instead="48h")


def read_day(text: str, *, zone: str, now: datetime) -> date | BadTime:
    """Read a day: ``2026-12-01``, ``1/12/2026``, ``1/12/26``, ``1/12``, ``1 December``, ``tomorrow``, ``friday``.

    Without a year it is the next such day.
    """
    typed = _short(" ".join(text.split()))
    today = now.astimezone(ZoneInfo(zone)).date()
    try:
        found = _day(_plain(typed), today)
        if found is not None and found.year < 1970:
            raise ValueError(found)
    except (ValueError, OverflowError):
        return BadTime(typed=typed, problem=TimeProblem.NO_SUCH_DAY, instead=_in_a_week(today))
    if found is None:
        return BadTime(typed=typed, problem=TimeProblem.UNREADABLE_DAY, instead=_in_a_week(today))
    return found


def names_year(text: str) -> bool:
    """Whether a day that ``read_day`` reads is written with its year, in four figures or in two."""
    words = _plain(_short(" ".join(text.split())))
    if _ISO.fullmatch(words) or _BRITISH.fullmatch(words):
        return True
    found = _NAMED.fullmatch(words)
    return found is not None and found["year"] is not None


def _plain(typed: str) -> str:
    return re.sub(r"^(?:on|the)\s+", "", typed.casefold().rstrip(".,"))


def read_moment(text: str, *, zone: str, now: datetime, at: time = EVENING) -> datetime | BadTime:
    """Read a point in time in a zone: a day, with a time or else the one that ``at`` gives; or a time, the next one."""
    typed = _short(" ".join(text.split()))
    words = typed.casefold().rstrip(".,")
    local = now.astimezone(ZoneInfo(zone))
    instead = f"{_in_a_week(local.date())} {at:%H:%M}"
    found = _TIME.search(words)
    if found is None:
        clock, rest = at, words
    else:
        try:
            clock = _clock(found)
        except ValueError:
            return BadTime(typed=typed, problem=TimeProblem.NO_SUCH_TIME, instead=instead)
        rest = re.sub(r"[\s,]*(?:\bat)?[\s,]*$", "", words[: found.start()])
    if found and not rest:
        day: date | BadTime = local.date() if clock > local.time() else local.date() + timedelta(days=1)
    else:
        day = read_day(rest, zone=zone, now=now)
    if isinstance(day, BadTime):
        problem = TimeProblem.UNREADABLE_TIME if day.problem is TimeProblem.UNREADABLE_DAY else day.problem
        return BadTime(typed=typed, problem=problem, instead=instead, zone=zone)
    return resolved(day, clock, zone)


def resolved(day: date, clock: time, zone: str) -> datetime | BadTime:
    """Give the point in time that a zone's clocks show as this, if there is exactly one."""
    plain = whenever.PlainDateTime(day.year, day.month, day.day, clock.hour, clock.minute)
    try:
        return _utc(plain.assume_tz(zone, disambiguation="raise"))
    except whenever.SkippedTime:
        problem = TimeProblem.SKIPPED
    except whenever.RepeatedTime:
        problem = TimeProblem.REPEATED
    except ValueError:  # the very last hours of the calendar
        return BadTime(typed=f"{day} {clock:%H:%M}", problem=TimeProblem.NO_SUCH_DAY, instead="2026-12-01", zone=zone)
    # An hour after the later reading the change is over, either way.
    later = _utc(plain.assume_tz(zone, disambiguation="later")).astimezone(ZoneInfo(zone))
    after = later if problem is TimeProblem.SKIPPED else later + timedelta(hours=1)
    return BadTime(typed=f"{day} {clock:%H:%M}", problem=problem, instead=f"{after:%Y-%m-%d %H:%M}", zone=zone)


def _utc(at: whenever.ZonedDateTime) -> datetime:
    return at.to_stdlib().astimezone(UTC)


def _clock(found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12, 0)
    hour, half = int(found["hour"] or found["only"]), found["half"] or found["whole"]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, int(found["minute"] or 0))


def _day(words: str, today: date) -> date | None:
    """Read a day, or give ``None`` for what is none.

    Raises:
        ValueError, OverflowError: it is written like one, but no calendar has it.
    """
    near = {"today": 0, "tonight": 0, "tomorrow": 1}
    if words in near:
        return today + timedelta(days=near[words])
    for number, name in enumerate(_DAYS):
        if len(words) >= 3 and name.startswith(words):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    found = _ISO.fullmatch(words)
    if found:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    found = _BRITISH.fullmatch(words)
    if found:
        return date(_year(found["year"] or found["short"]), int(found["month"] or found["number"]), int(found["day"]))
    found = _SHORT_BRITISH.fullmatch(words)
    if found:
        return _next(int(found["day"]), int(found["month"]), today)
    found = _NAMED.fullmatch(words)
    return _named_day(found, today) if found else None


def _named_day(found: re.Match[str], today: date) -> date | None:
    name = found["month"] or found["name"]
    month = next((number for number, full in enumerate(_MONTHS, 1) if full.startswith(name)), None)
    if month is None:
        return None
    day = int(found["day"] or found["number"])
    return date(_year(found["year"]), month, day) if found["year"] else _next(day, month, today)


def _year(figures: str) -> int:
    return int(figures) if len(figures) == 4 else 2000 + int(figures)


def _next(day: int, month: int, today: date) -> date | None:
    """Give the next such day; the 29th of February may be some years off."""
    for year in range(today.year, today.year + 9):
        leap = month == 2 and day == 29 and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
        if not leap and (ahead := date(year, month, day)) >= today:
            return ahead
    return None


def _in_a_week(today: date) -> str:
    return str(today + timedelta(days=7)) if today.year < 9999 else str(today)


def _short(typed: str) -> str:
    return typed if len(typed) <= _LONGEST else typed[: _LONGEST - 1] + "…"
