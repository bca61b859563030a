"""A meeting as a calendar file (iCalendar, RFC 5545): one event, its times in UTC, which no calendar can misread.

It is written here and not by a library: a dozen fixed lines, of which only folding and escaping are to be got right.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from adapters.cleaning import clean_line
from adapters.documents import File
from deliberation.assembly import Assembly
from deliberation.moots import Moot, MootState

_LONGEST_LINE: Final = 75
"""Octets, without the line's end (RFC 5545, section 3.1)."""

_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
"""Section 3.3.11."""


def calendar_file(assembly: Assembly, moot: Moot) -> File:
    """Write a meeting as it stands. The same meeting, moved or called off, replaces itself in whoever's calendar."""
    text = "".join(_folded(line) for line in _lines(assembly, moot))
    return File(f"{assembly.slug}-M{moot.number}.ics", "text/calendar", text)


def uid(assembly: Assembly, moot: Moot) -> str:
    """Name a meeting for ever, unlike any other anywhere."""
    return f"{assembly.id}-M{moot.number}@folkmoot"


def _lines(assembly: Assembly, moot: Moot) -> Iterator[str]:
    cancelled = moot.state is MootState.CANCELLED
    changed = max([moot.called_at, *moot.moved_at, *([moot.closed_at] if cancelled and moot.closed_at else [])])
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Folkmoot//Folkmoot//EN", "BEGIN:VEVENT")
    yield f"UID:{uid(assembly, moot)}"
    yield f"SEQUENCE:{len(moot.moved_at) + cancelled}"
    yield f"DTSTAMP:{_stamp(changed)}"
    yield f"DTSTART:{_stamp(moot.starts_at)}"
    yield f"DTEND:{_stamp(moot.ends_at)}"
    yield f"SUMMARY:{_escaped(f'{clean_line(moot.title)} ({clean_line(assembly.name)})')}"
    if moot.proposals:
        agenda = [f"P{number} · {assembly.proposals[number].latest.title}" for number in moot.proposals]
        yield f"DESCRIPTION:{_escaped(chr(10).join(map(clean_line, agenda)))}"
    yield f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}"
    yield from ("END:VEVENT", "END:VCALENDAR")


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Fold a line so that no part has more than 75 octets, and none ends within a character."""
    parts: list[str] = [""]
    room = _LONGEST_LINE
    for character in line:
        size = len(character.encode("utf-8", "replace"))
        if size > room:
            parts.append("")
            room = _LONGEST_LINE - 1  # a folded line begins with a space
        parts[-1] += character
        room -= size
    return "\r\n ".join(parts) + "\r\n"
