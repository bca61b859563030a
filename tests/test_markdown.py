"""Minutes as Markdown: what people typed stays text."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from adapters.documents import (
    Bar,
    Block,
    Bullets,
    Code,
    Document,
    Heading,
    Link,
    Moment,
    Paragraph,
    Quote,
    Strong,
    Text,
    Typed,
    heading,
)
from adapters.markdown import markdown
from adapters.plain import tame

HOSTILE = [
    "# heading", "- item", "+ item", "1. item", "2) item", "> quote", "---", "===", "***", "    code", "\tcode",
    "```\ncode\n```", "~~~", "<script>alert(1)</script>", "<!-- -->", "&lt;b&gt;", "[l](javascript:1)", "![i](x)",
    "[r]: https://a.b", "*a* **b** _c_ __d__", "~~x~~", "`code`", "\\", "a\\", "| a | b |\n|---|---|", "https://a.b",
    "www.a.b", "a@b.org", "mailto:a@b.org", "<https://a.b>", "$x$", "[ ] task", ":smile:", "\x1b[31m", "\u202eturned",
]  # fmt: skip


class Tags(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(document: Document) -> Tags:
    """Show a document's Markdown as a page, with everything of GitHub's dialect that could be switched on."""
    page = Tags()
    page.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown(document)))
    return page


def squeezed(text: str) -> str:
    return "".join(tame(text).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_becomes_no_markup(text: str) -> None:
    """In every kind of leaf, typed markup comes out as the letters that were typed."""
    cases: list[tuple[Block, list[str]]] = [
        (Paragraph((Text(text),)), ["p"]),
        (Heading((Text(text),)), ["h2"]),
        (Bullets(((Text(text),),)), ["ul", "li"]),
        (Bar(text, 1, 2), ["p"]),
    ]
    for block, tags in cases:
        page = shown(Document((block,)))
        assert page.tags == tags
        assert squeezed(text) in squeezed(page.text)
    quote = shown(Document((Quote(text),)))
    assert set(quote.tags) <= {"blockquote", "p", "br"}
    assert squeezed(quote.text) == squeezed(text)


def test_a_link_of_ours_leads_somewhere_and_no_other_does() -> None:
    """An address of the web becomes a link, whatever its name holds; anything else is only its name."""
    name = "Leeds [Moot](https://evil.example)"
    page = shown(Document((Paragraph((Link("https://matrix.to/#/!moot:example.org", name),)),)))
    assert page.tags == ["p", "a"]
    assert page.text.strip() == name
    assert "https://matrix.to/#/!moot:example.org" in markdown(
        Document((Paragraph((Link("https://matrix.to/#/!moot:example.org", name),)),))
    )
    assert shown(Document((Paragraph((Link("javascript:alert(1)", name),)),))).tags == ["p"]


@given(st.lists(st.text(alphabet="ab`*_[]()<>#&|~\\- 1.\n"), min_size=1, max_size=4))
def test_leaves_that_meet_make_no_markup_together(texts: list[str]) -> None:
    """Plain, strong and typed leaves side by side keep every letter, and only our own tags appear."""
    kinds: list[type[Text | Strong | Code | Typed]] = [Text, Strong, Code, Typed]
    parts = tuple(kind(f"x{text}x") for kind, text in zip(kinds, texts, strict=False))
    page = shown(Document((Paragraph(parts),)))
    assert set(page.tags) <= {"p", "strong", "code"}
    assert squeezed(page.text).replace("*", "") == squeezed("".join(part.text for part in parts)).replace("*", "")


@pytest.mark.parametrize("text", ["https://a.b/c", "http://a.b", "www.a.b", "a@b.org", "ftp://a.b"])
def test_an_address_becomes_no_link(text: str) -> None:
    """Where bare addresses are made into links, these are not."""
    assert "\\" in markdown(Document((Paragraph((Text(text),)),)))


def test_minutes_read_well() -> None:
    """A usual document is usual Markdown."""
    document = Document(
        (
            heading("Minutes of Leeds Moot"),
            Paragraph((Text("Held on "), Moment(datetime(2026, 1, 5, 9, tzinfo=UTC), "Europe/London"), Text("."))),
            Bullets(((Text("P1 "), Strong("carried")), (Text("see "), Code("why P1")))),
            Quote("One\n\nTwo"),
            Bar("agree", 1, 4),
        )
    )
    assert markdown(document) == (
        "## Minutes of Leeds Moot\n\n"
        "Held on Monday 5 January 2026, 09:00 GMT.\n\n"
        "- P1 **carried**\n- see `why P1`\n\n"
        "> One\\\n>\\\n> Two\n\n"
        "█░░░ 1 of 4 agree\n"
    )
