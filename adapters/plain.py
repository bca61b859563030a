"""Documents as plain text that reads well, also aloud: for a terminal, and wherever a platform shows no markup.

Every leaf was perhaps typed by somebody. So each loses what could move a cursor, begin a line of its own or turn the
direction of the text around it.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from adapters import columns
from adapters.addresses import is_link
from adapters.documents import (
    Bar,
    Block,
    Bullets,
    Code,
    Document,
    Heading,
    Inline,
    Link,
    Moment,
    Paragraph,
    Quote,
    Table,
    Text,
    Typed,
)

CELLS: Final = 10
"""The length of a bar."""

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_HARMFUL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def plain(document: Document, *, quoting: bool = False, width: int = columns.ON_A_PHONE) -> str:
    """Write a whole document. With ``quoting``, what is to be typed stands between backticks.

    Tables take up ``width`` columns at most; other lines are as long as they are.
    """
    text = ""
    for number, block in enumerate(document.blocks):
        if number:
            before = document.blocks[number - 1]
            text += "\n" if isinstance(block, Bar) and isinstance(before, Bar) else "\n\n"
        text += plain_block(block, quoting=quoting, width=width)
    return text


def plain_block(block: Block, *, quoting: bool = False, width: int = columns.ON_A_PHONE) -> str:
    """Write one block."""
    match block:
        case Heading(parts) | Paragraph(parts):
            return plain_line(parts, quoting=quoting)
        case Bullets(items):
            return "\n".join(f"• {plain_line(item, quoting=quoting)}" for item in items)
        case Quote(text):
            return "\n".join(f"> {line}".rstrip() for line in tame(text).split("\n"))
        case Bar():
            return bar_line(block)
        case Table():
            return "\n".join(columns.lines(block, width))


def plain_line(parts: Sequence[Inline], *, quoting: bool = False) -> str:
    """Write inline parts as one line."""
    return " ".join(tame("".join(_shown(part, quoting=quoting) for part in parts)).split("\n"))


def _shown(part: Inline, *, quoting: bool) -> str:
    words = words_of(part)
    if isinstance(part, Link) and is_link(part.address):
        return f"{words} ({part.address})"  # nothing can be pressed here: it is to be copied
    return f"`{words}`" if quoting and isinstance(part, Code | Typed) else words


def words_of(part: Inline) -> str:
    """Give the words of a leaf, as they are."""
    return moment(part.at, part.zone) if isinstance(part, Moment) else part.text


def bar_line(bar: Bar) -> str:
    """Draw a bar with its figures: ``████░░░░░░ 4 of 10 agree``."""
    words = f"{bar.figure} of {bar.whole} {plain_line((Text(bar.label),))}"
    if bar.whole <= 0:
        return words
    cells = min(bar.whole, CELLS)
    full = max(0, min(cells, round(bar.figure * cells / bar.whole)))
    # Neither nobody nor everybody is ever drawn where it is not so.
    if 0 < bar.figure < bar.whole:
        full = max(1, min(cells - 1, full))
    # Bars of one whole are of one length: with the label at the end, their figures stand under each other.
    return f"{'█' * full}{'░' * (cells - full)} {words}"


def moment(at: datetime, zone: str) -> str:
    """Write a point in time as people in ``zone`` (UTC where it is none) say it: Tuesday 1 December 2026, 18:00 GMT."""
    try:
        there = at.astimezone(ZoneInfo(zone))
    except (ValueError, OSError, KeyError):  # the zone may be any text at all
        there = at.astimezone(UTC)
    day = f"{_DAYS[there.weekday()]} {there.day} {_MONTHS[there.month - 1]} {there.year}"
    name = there.tzname() or ""
    if not name[:1].isalpha():
        offset = there.utcoffset() or timedelta()
        name = f"UTC{'-' if offset < timedelta() else '+'}{_hours(abs(offset))}"
    return f"{day}, {there.hour:02}:{there.minute:02} {name}"


def _hours(offset: timedelta) -> str:
    hours, minutes = divmod(int(offset.total_seconds()) // 60, 60)
    return f"{hours}:{minutes:02}" if minutes else str(hours)


def tame(text: str) -> str:
    """Take out of a text what does harm unseen; its lines stay."""
    return _HARMFUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
