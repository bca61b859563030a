"""The document tree: commands in it are written by each platform in its own form."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from adapters.discord.slash_forms import slash_form
from adapters.documents import (
    Bar,
    Bullets,
    Code,
    Document,
    Moment,
    Quote,
    Strong,
    Typed,
    heading,
    inlines,
    paragraph,
    written,
)
from adapters.greetings import greeting
from adapters.markdown import markdown
from adapters.plain import plain
from bot.letters import ToVenue, owed, read
from deliberation.ids import VenueId

AT = Moment(datetime(2026, 1, 5, 9, tzinfo=UTC), "Europe/London")
BESIDE = (Quote("agree P1"), Bar("agree", 1, 4))
UNWRITTEN = Document(
    (
        heading("To type: ", Typed("block")),
        paragraph(Strong("Until "), AT, ", type ", Typed("agree P1"), " or ", Code("4:ab12")),
        Bullets((inlines("nothing here"), inlines(Typed("why P1"), ": why"))),
        *BESIDE,
    )
)


def discord(words: str) -> str:
    """Write a command in a form that is no mere prefix."""
    name, _, number = words.partition(" ")
    return f"/{name} number:{number}" if number else f"/{name}"


def test_each_command_is_written_in_the_form_asked_for() -> None:
    """Commands become code wherever they stand; all else stays as it is, in its order."""
    assert written(UNWRITTEN, discord) == Document(
        (
            heading("To type: ", Code("/block")),
            paragraph(Strong("Until "), AT, ", type ", Code("/agree number:P1"), " or ", Code("4:ab12")),
            Bullets((inlines("nothing here"), inlines(Code("/why number:P1"), ": why"))),
            *BESIDE,
        )
    )


def test_an_example_of_several_lines_is_one_line_or_fields() -> None:
    """Where lines are typed they are told apart; where there are fields, each stands in its own."""
    document = Document((paragraph(Typed("found Hull with harmony rules\nMutual aid in Hull")),))
    assert plain(written(document, lambda words: f"!{words}"), quoting=True) == (
        "`!found Hull with harmony rules`, and on the lines below it: Mutual aid in Hull"
    )
    assert plain(written(document, slash_form)) == "/found name:Hull rules:harmony purpose:Mutual aid in Hull"


def test_a_document_without_commands_is_not_copied() -> None:
    """Nothing is made anew where there is nothing to write, nor when it is written already."""
    once = written(UNWRITTEN, discord)
    assert written(once, lambda _words: pytest.fail("there is nothing to write")) is once


def test_a_block_without_commands_is_not_copied() -> None:
    """Beside what is written, the other blocks are the same ones."""
    bare = paragraph("bare")
    assert written(Document((bare, paragraph(Typed("help")))), discord).blocks[0] is bare


def test_what_was_not_written_shows_its_words() -> None:
    """As plain text and as Markdown, a command that no platform wrote is the words that the grammar reads."""
    document = Document((paragraph("Type ", Typed("agree P1")),))
    assert plain(document) == "Type agree P1"
    assert plain(document, quoting=True) == "Type `agree P1`"
    assert markdown(document) == "Type `agree P1`\n"


def test_a_document_that_waits_keeps_what_is_still_to_be_written() -> None:
    """It comes out of JSON as it went in; what it begins with is not known before it goes out."""
    assert msgspec.json.decode(msgspec.json.encode(UNWRITTEN), type=Document) == UNWRITTEN
    letter = ToVenue(VenueId("matrix:!a"), UNWRITTEN)
    waiting = owed("k", letter)
    assert read(waiting.body) == letter
    assert Typed("agree P1").text in waiting.body
    assert "!agree" not in waiting.body


def test_one_greeting_goes_to_every_platform() -> None:
    """The same document reads as people type there."""
    assert "`!help`" in plain(written(greeting(), lambda words: f"!{words}"), quoting=True)
    assert "`/help`" in plain(written(greeting(), discord), quoting=True)
