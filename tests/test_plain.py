"""Documents as plain text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.documents import (
    Bar,
    Bullets,
    Code,
    Document,
    Link,
    Moment,
    Paragraph,
    Quote,
    Strong,
    Text,
    heading,
    paragraph,
)
from adapters.plain import bar_line, moment, plain, tame


def test_a_document_reads_from_top_to_bottom() -> None:
    """Blocks stand apart, bars of one count close together; what is to be typed can be marked."""
    document = Document(
        (
            heading("P1 · Buy a kettle"),
            Paragraph((Text("To agree, type "), Code("!agree P1"), Text("."))),
            Bullets(((Text("one"),), (Strong("two"),))),
            Quote("tea\n\nat meetings"),
            Bar("agree", 1, 2),
            Bar("block", 0, 2),
        )
    )
    assert plain(document) == (
        "P1 · Buy a kettle\n\nTo agree, type !agree P1.\n\n• one\n• two\n\n> tea\n>\n> at meetings\n\n"
        "█░ 1 of 2 agree\n░░ 0 of 2 block"
    )
    assert "type `!agree P1`." in plain(document, quoting=True)


@pytest.mark.parametrize(
    ("figure", "whole", "drawn"),
    [(0, 0, "0 of 0 x"), (1, 1000, "█░░░░░░░░░ 1 of 1000 x"), (999, 1000, "█████████░ 999 of 1000 x"),
     (5, 5, "█████ 5 of 5 x"), (7, 3, "███ 7 of 3 x")],
)  # fmt: skip
def test_a_bar_never_says_all_or_nobody_where_it_is_not_so(figure: int, whole: int, drawn: str) -> None:
    """One of a thousand is seen, and one who is missing of a thousand too."""
    assert bar_line(Bar("x", figure, whole)) == drawn


def test_a_time_is_written_as_people_there_say_it() -> None:
    """In the zone's own time, with its name; a zone that is none means UTC."""
    at = datetime(2026, 7, 1, 17, 5, tzinfo=UTC)
    assert moment(at, "Europe/London") == "Wednesday 1 July 2026, 18:05 BST"
    assert moment(at, "Asia/Kathmandu") == "Wednesday 1 July 2026, 22:50 UTC+5:45"
    assert moment(at, "../../etc/passwd") == "Wednesday 1 July 2026, 17:05 UTC"


@given(st.text())
def test_no_leaf_begins_a_line_or_moves_a_cursor(text: str) -> None:
    """Whatever a leaf holds, a paragraph is one line, and nothing unseen is left in it."""
    line = plain(Document((paragraph("a ", Strong(text), Code(text)),)))
    assert "\n" not in line
    assert not any(sign in line for sign in "\x1b\x07\x00\x9b\u202e\u2066\ufeff")


@given(st.text())
def test_taming_twice_changes_nothing_more(text: str) -> None:
    """What is tame stays as it is."""
    assert tame(tame(text)) == tame(text)


def test_a_link_is_written_with_its_address() -> None:
    """Where nothing can be pressed, the address stands beside the name; what is no address of the web does not."""
    link = Link("https://matrix.to/#/!moot", "Leeds Moot")
    assert plain(Document((paragraph("See ", link, "."),))) == "See Leeds Moot (https://matrix.to/#/!moot)."
    assert plain(Document((paragraph(Link("javascript:alert(1)", "Leeds Moot")),))) == "Leeds Moot"


def test_a_document_of_nothing_is_empty() -> None:
    """A document without blocks is no text; so is a moment's label left alone."""
    assert plain(Document(())) == ""
    assert plain(Document((Paragraph((Moment(datetime(2026, 1, 5, tzinfo=UTC), "UTC"),)),))).startswith("Monday")
