"""Meetings as calendar files, read back by a reader of RFC 5545 that knows nothing of the writer."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.calendar_file import calendar_file
from adapters.cleaning import clean_line
from deliberation import commands as cmd
from deliberation.ids import PersonId
from tests.support.engine import MONDAY, Moot

ADA = PersonId("ada")
HOUR = timedelta(hours=1)
ESCAPES = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


def called(title: str = "Spring", *proposals: str, at: datetime = MONDAY + HOUR, length: timedelta = HOUR) -> Moot:
    """Call a moot on proposals of these titles."""
    moot = Moot.founded("ada", "ben")
    for each in proposals:
        moot.propose(title=each)
    numbers = tuple(range(1, len(proposals) + 1))
    moot.do(cmd.CallMoot(actor=ADA, title=title, proposals=numbers, starts_at=at, length=length))
    return moot


def written(moot: Moot) -> str:
    return calendar_file(moot.assembly, moot.assembly.moots[1]).text


def read(text: str) -> dict[str, str]:
    """Unfold a file, and read the properties of its one event."""
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines.pop() == ""
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    event = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    pairs = [line.split(":", 1) for line in event]
    assert len({name for name, _ in pairs}) == len(pairs), "each property once"
    return {name: re.sub(r"\\.", lambda found: ESCAPES[found[0]], value) for name, value in pairs}


def test_a_calendar_has_the_times_in_utc() -> None:
    """Half past seven in a British summer is half past six everywhere."""
    found = read(written(called(at=datetime(2026, 7, 1, 18, 30, tzinfo=UTC), length=timedelta(minutes=90))))
    assert (found["DTSTART"], found["DTEND"]) == ("20260701T183000Z", "20260701T200000Z")
    assert found["DTSTAMP"] == "20260105T090000Z"
    assert found["STATUS"] == "CONFIRMED"


def test_it_says_what_it_is_about() -> None:
    """The title with the assembly, and the proposals line by line, with whatever signs they have in them."""
    found = read(written(called("Seed; soil, and more", "Buy seed, now", "C:\\ or D:;")))
    assert found["SUMMARY"] == "Seed; soil, and more (The moot)"
    assert found["DESCRIPTION"] == "P1 · Buy seed, now\nP2 · C:\\ or D:;"


def test_moved_it_is_the_same_meeting() -> None:
    """A calendar replaces what it has by the later one, and takes away what was called off."""
    moot = called()
    first = read(written(moot))
    moot.later(minutes=1)
    moot.do(cmd.MoveMoot(actor=ADA, moot=1, starts_at=MONDAY + 2 * HOUR))
    second = read(written(moot))
    moot.later(minutes=1)
    moot.do(cmd.CancelMoot(actor=ADA, moot=1))
    third = read(written(moot))
    assert first["UID"] == second["UID"] == third["UID"] == "a-1-M1@folkmoot"
    assert [each["SEQUENCE"] for each in (first, second, third)] == ["0", "1", "2"]
    assert [each["DTSTAMP"] for each in (first, second, third)] == [f"20260105T09{minute:02}00Z" for minute in range(3)]
    assert third["STATUS"] == "CANCELLED"


def test_it_is_named_for_its_assembly() -> None:
    """Two files in one folder are told apart."""
    moot = called()
    file = calendar_file(moot.assembly, moot.assembly.moots[1])
    assert (file.name, file.kind) == ("moot-M1.ics", "text/calendar")


@given(title=st.text(min_size=1, max_size=200).map(clean_line).filter(bool), other=st.text(max_size=200))
def test_no_line_is_too_long_and_nothing_is_lost(title: str, other: str) -> None:
    """Whatever stands in a title, lines have at most 75 octets, break within no character, and read back the same."""
    text = written(called(title, other or "x"))
    lines = text.split("\r\n")
    assert all(len(line.encode("utf-8")) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    found = read(text)
    assert found["SUMMARY"] == f"{title} (The moot)"
    assert found["DESCRIPTION"] == clean_line(f"P1 · {clean_line(other or 'x')}")
