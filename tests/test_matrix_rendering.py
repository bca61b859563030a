"""Documents as Matrix messages."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.addresses import is_link
from adapters.documents import (
    Bar,
    Bullets,
    Code,
    Document,
    Heading,
    Inline,
    Link,
    Moment,
    Paragraph,
    Quote,
    Strong,
    Text,
    Typed,
    heading,
    inlines,
    paragraph,
    written,
)
from adapters.matrix.rendering import BUDGET, BUDGET_OF_FALLBACK, message, replacement, tame
from adapters.plain import moment

ALLOWED = {"h4", "p", "strong", "code", "ul", "li", "blockquote", "br", "a"}
ROOM = "https://matrix.to/#/!abc:example.org?via=example.org&via=two.example"


def test_a_document_reads_well_as_text_and_as_html() -> None:
    """Each block has its place in the plain text and its tag in the HTML."""
    at = datetime(2026, 12, 1, 18, tzinfo=UTC)
    document = Document(
        (
            heading("P12: Plant trees"),
            paragraph("Closes on ", Moment(at, "Europe/London"), ". ", Strong("Say so:"), " ", Code("!agree P12")),
            Bullets((inlines("one"), inlines("two & three"))),
            Quote("The roots\nbreak it"),
            Bar("Agree", 4, 6),
        )
    )
    content = message(document)
    assert content == {
        "msgtype": "m.notice",
        "format": "org.matrix.custom.html",
        "m.mentions": {},
        "body": (
            "P12: Plant trees\n\n"
            "Closes on Tuesday 1 December 2026, 18:00 GMT. Say so: !agree P12\n\n"
            "• one\n• two & three\n\n"
            "> The roots\n> break it\n\n"
            "████░░ 4 of 6 Agree"
        ),
        "formatted_body": (
            "<h4>P12: Plant trees</h4>"
            "<p>Closes on Tuesday 1 December 2026, 18:00 GMT. <strong>Say so:</strong> <code>!agree P12</code></p>"
            "<ul><li>one</li><li>two &amp; three</li></ul>"
            "<blockquote>The roots<br>break it</blockquote>"
            "<p>████░░ 4 of 6 Agree</p>"
        ),
    }


def test_a_command_to_type_stands_as_code_with_its_prefix() -> None:
    """What is to be typed begins as the room's commands do; one that nothing wrote is code all the same."""
    document = Document((paragraph("Say so: ", Typed("agree P1")),))
    content = message(written(document, lambda words: f"!{words}"))
    assert content["formatted_body"] == "<p>Say so: <code>!agree P1</code></p>"
    assert content["body"] == "Say so: !agree P1"
    assert message(document)["formatted_body"] == "<p>Say so: <code>agree P1</code></p>"


@pytest.mark.parametrize(
    ("link", "marked", "body"),
    [
        (
            Link(ROOM, "Leeds & <York>"),
            f'<a href="{ROOM.replace("&", "&amp;")}">Leeds &amp; &lt;York&gt;</a>',
            f"Leeds & <York> ({ROOM})",
        ),
        (Link("https://a.b", "\u200b"), '<a href="https://a.b">https://a.b</a>', "https://a.b"),
        (Link("javascript:alert(1)", "here"), "here", "here"),
        (Link('https://a.b/"onclick="x', "here"), "here", "here"),
        (Link("http://a.b", "here"), "here", "here"),
    ],
)
def test_a_link_leads_where_it_says(link: Link, marked: str, body: str) -> None:
    """A link is its words, and in the plain text its address beside them; what is no good address is only words."""
    content = message(Document((paragraph(link, "."),)))
    assert content["formatted_body"] == f"<p>{marked}.</p>"
    assert content["body"] == f"{body}."


def test_a_link_is_not_cut_in_two() -> None:
    """Where there is no room for all of it, a link is left out."""
    long = message(Document((paragraph("a" * 500, Link(ROOM, "Leeds " * 100), "b"),)), budget=1500)
    assert "<a " not in long["formatted_body"]
    assert long["body"] == "a" * 500 + "\n\n… (shortened)"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "Wednesday 1 July 2026, 19:30 BST"),
        ("Asia/Kolkata", "Thursday 2 July 2026, 00:00 IST"),
        ("America/Sao_Paulo", "Wednesday 1 July 2026, 15:30 UTC-3"),
        ("Asia/Kathmandu", "Thursday 2 July 2026, 00:15 UTC+5:45"),
        ("Nowhere/At all", "Wednesday 1 July 2026, 18:30 UTC"),
        ("../../etc/passwd", "Wednesday 1 July 2026, 18:30 UTC"),
        ("", "Wednesday 1 July 2026, 18:30 UTC"),
        ("\x00", "Wednesday 1 July 2026, 18:30 UTC"),
    ],
)
def test_a_time_is_said_as_people_there_say_it(zone: str, words: str) -> None:
    """A moment is shown in its zone with the zone's name, and in UTC where there is no such zone."""
    assert moment(datetime(2026, 7, 1, 18, 30, tzinfo=UTC), zone) == words


@pytest.mark.parametrize(
    ("figure", "whole", "words"),
    [
        (0, 0, "0 of 0 x"),
        (0, 3, "░░░ 0 of 3 x"),
        (3, 3, "███ 3 of 3 x"),
        (1, 1000, "█░░░░░░░░░ 1 of 1000 x"),
        (999, 1000, "█████████░ 999 of 1000 x"),
        (1000, 1000, "██████████ 1000 of 1000 x"),
        (7, 3, "███ 7 of 3 x"),
    ],
)
def test_a_bar_never_draws_nobody_or_everybody_where_it_is_not_so(figure: int, whole: int, words: str) -> None:
    """The figures are always there in words, and the bar is empty or full only where they are."""
    assert message(Document((Bar("x", figure, whole),)))["body"] == words


def test_bars_stand_together() -> None:
    """Bars that follow each other are lines of one paragraph; what stands between others parts them."""
    bars = [Bar("agree", 2, 3), Bar("block", 0, 3)]
    content = message(Document((paragraph("so far"), *bars, paragraph("and"), Bar("signed", 1, 3))))
    assert content["formatted_body"] == (
        "<p>so far</p><p>██░ 2 of 3 agree<br>░░░ 0 of 3 block</p><p>and</p><p>█░░ 1 of 3 signed</p>"
    )
    assert content["body"] == "so far\n\n██░ 2 of 3 agree\n░░░ 0 of 3 block\n\nand\n\n█░░ 1 of 3 signed"


def test_an_edit_names_its_message_and_mentions_nobody() -> None:
    """An edit carries the new content whole, and a short fallback for clients that know no edits."""
    edited = replacement(Document((paragraph("new"),)), "$card")
    assert edited["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$card"}
    assert edited["m.new_content"]["body"] == "new"
    assert edited["body"] == "* new"
    assert edited["m.mentions"] == edited["m.new_content"]["m.mentions"] == {}


def test_what_is_too_long_ends_at_a_block() -> None:
    """The blocks that fit are whole, the next is cut, and the last words say that more was there."""
    document = Document((heading("P1"), paragraph("a" * 1000), paragraph("b" * 1000), paragraph("end")))
    body = message(document, budget=3000)["body"]
    first, second, third, last = body.split("\n\n")
    assert (first, second, last) == ("P1", "a" * 1000, "… (shortened)")
    assert set(third) == {"b"}
    listed = Document((Bullets(tuple(inlines(f"item {number}") for number in range(10_000))),))
    lines = message(listed)["body"].removesuffix("\n\n… (shortened)").split("\n")
    assert lines == [f"• item {number}" for number in range(len(lines))]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


NASTY = st.text() | st.lists(
    st.sampled_from(["<b>", "&amp;", "@room", "@Room", "\u202e", "\x00", "\n", "\r\n", "</p>", '"', "'", "\ud800", "a"])
).map("".join)
ADDRESSES = st.sampled_from(["https://a.b", ROOM, "https://a.b/'(x)[y]", "javascript:x"]) | NASTY
INLINES: st.SearchStrategy[Inline] = st.one_of(
    st.builds(Link, ADDRESSES, NASTY),
    NASTY.map(Text),
    NASTY.map(Strong),
    NASTY.map(Code),
    NASTY.map(Typed),
    st.builds(Moment, st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)), NASTY),  # noqa: DTZ001
)
LINES = st.lists(INLINES, max_size=4).map(tuple)
BLOCKS = st.one_of(
    LINES.map(Heading),
    LINES.map(Paragraph),
    st.lists(LINES, max_size=4).map(lambda items: Bullets(tuple(items))),
    NASTY.map(Quote),
    st.builds(Bar, NASTY, st.integers(), st.integers()),
)
DOCUMENTS = st.lists(BLOCKS, max_size=6).map(lambda blocks: Document(tuple(blocks)))


@given(DOCUMENTS)
def test_nothing_in_a_document_gets_out_of_its_leaf(document: Document) -> None:
    """Whatever a document holds, only our tags are tags, without attributes, and nothing pings or hides."""
    content = message(document)
    reader = _Reader()
    reader.feed(content["formatted_body"])
    reader.close()
    assert reader.tags <= ALLOWED
    assert all(name == "href" and is_link(str(value)) for name, value in reader.attributes)
    whole = content["body"] + reader.text
    assert "@room" not in whole.lower()
    assert not set(whole) & set("\x00\r\u202e\u2066\ufeff\ud800")
    json.dumps(content, ensure_ascii=False).encode()
    assert content["m.mentions"] == {}


@given(DOCUMENTS, st.integers(min_value=300, max_value=3000))
def test_a_message_stays_within_its_budget(document: Document, budget: int) -> None:
    """However a document is made, its message is no longer than it may be."""
    assert len(json.dumps(message(document, budget=budget), ensure_ascii=False).encode()) <= budget


@pytest.mark.parametrize("text", ["a", '"', "\n", "\U0001f600", "ж", "<", "@room "])
def test_the_longest_edit_fits_into_an_encrypted_event(text: str) -> None:
    """An edit of the longest document, a third longer for its encryption, leaves room in 65,536 bytes."""
    edited = replacement(Document((Quote(text * 60_000),)), "$" + "x" * 43)
    size = len(json.dumps(edited, ensure_ascii=False).encode())
    assert BUDGET < size <= BUDGET + BUDGET_OF_FALLBACK + 200
    assert size * 4 / 3 < 60_000


def test_taming_keeps_what_people_write() -> None:
    """Other alphabets, marks of direction and line ends stay."""
    kept = "שלום \u200f مرحبا é 👨‍👩‍👧\n\tend"
    assert tame(kept) == kept
    assert html.unescape(message(Document((paragraph(kept),)))["formatted_body"]).count("👨‍👩‍👧") == 1
