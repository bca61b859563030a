"""Reads what somebody says of a timetable: ``7d``, ``until 1 December``, ``5 December to 12 December``."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from adapters.mistakes import BadTime, TimeProblem
from adapters.request import Request, mistaken, timely
from adapters.times import LAST_MINUTE, read_length, read_moment
from deliberation.commands.elections import Times

MORNING: Final = time(9, 0)
"""When nominations or a ballot open on a day that is given without a time; they close with the day."""

_OPENS: Final = r"(?:from|opens?|opening|starts?|starting|begins?|beginning|since)"
_CLOSES: Final = r"(?:until|till|to|closes?|closing|ends?|ending|by|-|–|—)"
_FILLER: Final = r"(?:\s+(?:on|at|the))?\s+"
_FROM: Final = re.compile(rf"^{_OPENS}{_FILLER}(?P<rest>.+)$", re.IGNORECASE)
_UNTIL: Final = re.compile(rf"(?:^|[\s,;]+(?:and\s+)?){_CLOSES}{_FILLER}(?P<close>.+)$", re.IGNORECASE)
_FOR: Final = re.compile(r"(?:^|[\s,;]+)(?:for|of|lasting)\s+(?P<length>.+)$", re.IGNORECASE)
_FAR: Final = timedelta(days=60)
_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, or how long; each may be missing."""

    opens: datetime | None = None
    closes: datetime | None = None
    length: timedelta | None = None


def read_times(request: Request) -> Times:
    """Read all that was said of a timetable."""
    nominations = _span(request, "nominations", bare_is_close=True)
    ballot = _span(request, "ballot", bare_is_close=False)
    return Times(
        nominations_open=nominations.opens,
        nominations_close=nominations.closes,
        nominations_for=nominations.length,
        ballot_open=ballot.opens,
        ballot_close=ballot.closes,
        ballot_for=ballot.length,
        joined_by=_joined(request),
    )


def _span(request: Request, parameter: str, *, bare_is_close: bool) -> Span:
    """Read from when until when something is open. A single day is when it closes, or else when it opens."""
    text = request.text(parameter).strip(" ,;.:")
    if not text:
        return Span()
    opens, closes, length = _parts(text)
    if not closes and not length and opens and not _FROM.match(text):
        found = read_length(opens)
        if not isinstance(found, BadTime):
            return Span(length=found)
        if found.problem is TimeProblem.NO_UNIT:
            mistaken(replace(found, instead=f"{int(opens)}d"))
        if bare_is_close:
            opens, closes = "", opens
    return Span(
        opens=_moment(request, opens, MORNING) if opens else None,
        closes=_moment(request, closes, LAST_MINUTE) if closes else None,
        length=timely(read_length(length)) if length else None,
    )


def _parts(text: str) -> tuple[str, str, str]:
    """Split a text into when it opens, when it closes and how long it is, each perhaps empty."""
    closes = length = ""
    if found := _UNTIL.search(text):
        closes, text = found["close"], text[: found.start()]
    elif found := _FOR.search(text):
        length, text = found["length"], text[: found.start()]
    opening = _FROM.match(text)
    return (opening["rest"] if opening else text).strip(" ,;"), closes.strip(" ,;"), length.strip(" ,;")


def _moment(request: Request, text: str, at: time) -> datetime:
    now = request.context.now
    if text.casefold() in {"now", "today", "at once"} and at is MORNING:
        return now
    return timely(read_moment(text, zone=request.zone, now=now, at=at))


def _joined(request: Request) -> datetime | None:
    """Read the day by which one must have joined, which is often over: one far ahead means the last of its name."""
    text = request.text("joined").strip(" ,;.:")
    now, zone = request.context.now, request.zone
    if not text:
        return None
    if text.casefold() in {"now", "today"}:
        return now
    ahead = timely(read_moment(text, zone=zone, now=now, at=LAST_MINUTE))
    if ahead - now < _FAR:
        return ahead
    before = read_moment(text, zone=zone, now=now - _YEAR, at=LAST_MINUTE)
    return before if isinstance(before, datetime) and before <= now else ahead
