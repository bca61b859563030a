"""Documents as Discord messages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import columns
from adapters.addresses import is_link, words_for
from adapters.cleaning import clean
from adapters.discord.escaping import code, escaped
from adapters.discord.rendering import LARGEST_FILES, MOST_MESSAGES, NOTHING, Rendered, card, messages
from adapters.discord.slash_forms import slash_form
from adapters.documents import (
    Action,
    Bar,
    Block,
    Bullets,
    Code,
    Document,
    File,
    Heading,
    Inline,
    Link,
    Moment,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    Tone,
    Typed,
    heading,
    inlines,
    paragraph,
    written,
)
from adapters.plain import bar_line, moment, tame
from tests.localcord.drafts import read_draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EVENING = datetime(2026, 12, 1, 18, tzinfo=UTC)
UNIX = 1_796_148_000
ACTIONS = (Action("agree", "Agree", "✅"), Action("block", "Block", "🛑", "reason"))
SHORTENED = "… (shortened)"


# --- reading Discord's Markdown, as strictly as the strictest of its clients

TOKEN = re.compile(
    r"\\(?P<plain>[^0-9A-Za-z\s])"
    r"|\*\*(?P<strong>(?:\\.|[^\\*])+)\*\*(?!\*)"
    r"|`(?P<code>[^`]+)`(?!`)"
    r"|<t:(?P<time>-?[0-9]{1,17}):[FfR]>"
    r"|\[(?P<label>(?:\\.|[^\\\[\]])*)\]\(<(?P<to>https://[^ <>()]+)>\)"
    r"|<(?P<link>https?://[^ <>]+)>"
    r"|(?P<other>.)",
    re.DOTALL,
)
BEGINS = re.compile(r"\s*(?:[-+>#]|\*(?!\*)|[0-9]+\.)")
PREFIXES = ("### ", "- ", "> ")


def read(line: str, *, title: bool = False) -> str:
    """Give what a line shows. It fails at any mark that is not whole, or not one that we use."""
    shown = ""
    for found in TOKEN.finditer(line):
        assert not (title and (found["link"] or found["to"] or found["time"] or found["strong"])), line
        if found["strong"] is not None:
            assert not BEGINS.match(found["strong"]), line
            shown += read(found["strong"])
        elif found["label"] is not None:
            assert found["label"], line
            shown += read(found["label"])
        elif found["other"] is not None:
            assert found["other"] not in "\\`*_~|<>[]#@", (found["other"], line)
            assert found["other"] != ":" or not line[found.end() : found.end() + 1].strip(), line
            shown += found["other"]
        else:
            shown += next(text for text in found.groups() if text is not None)
    return shown


def read_all(text: str) -> list[tuple[str, str]]:
    """Give the lines of a message that show anything: what they begin with, and what they show without its spaces."""
    lines = []
    for line in text.split("\n"):
        prefix = next((each for each in PREFIXES if line.startswith(each)), "")
        rest = line.removeprefix(prefix)
        assert not BEGINS.match(rest), line
        lines.append((prefix, squeezed(read(rest))))
    return [line for line in lines if line[1]]


def squeezed(text: str) -> str:
    return "".join(clean(text).split())


# --- what a document should show


def words(parts: Iterable[Inline], *, times: str) -> str:
    said = ""
    for part in parts:
        match part:
            case Moment(at):
                said += times.format(int(at.timestamp() // 1))
            case Typed(text) | Code(text):
                said += (slash_form(text) if isinstance(part, Typed) else text).replace("`", "ˋ")
            case Link(address, text) if is_link(address):
                said += words_for(address, text).translate(str.maketrans("[]", "()"))
            case Text(text) | Strong(text) | Link(_, text):
                said += text
    return squeezed(tame(said))


def lines_of(block: Block) -> list[tuple[str, str]]:
    match block:
        case Heading(parts):
            return [("### ", words(parts, times="{}"))]
        case Paragraph(parts):
            return [("", words(parts, times="{0}({0})"))]
        case Bullets(items):
            return [("- ", words(item, times="{}")) for item in items]
        case Quote(text):
            return [("> ", squeezed(line)) for line in tame(text).split("\n")]
        case Bar():
            return [("", squeezed(tame(bar_line(block))))]
        case Table():
            return [("", squeezed(tame(line))) for line in columns.lines(block)]


def expected(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    return [line for block in blocks for line in lines_of(block) if line[1]]


def body(rendered: Rendered) -> str:
    return (rendered.embeds[0].description or "") if rendered.embeds else rendered.content


def within_limits(rendered: Rendered) -> None:
    """Let the local Discord judge a message, and count as UTF-16 does besides."""
    embeds = [dict(embed.to_dict()) for embed in rendered.embeds]
    drafted: dict[str, Any] = {"content": rendered.content, "embeds": embeds}
    if rendered.view is not None:
        drafted["components"] = rendered.view.to_components()
    read_draft(drafted)
    title = rendered.embeds[0].title or "" if rendered.embeds else ""
    assert len(title.encode("utf-16-le")) // 2 <= 256
    assert len(body(rendered).encode("utf-16-le")) // 2 <= (4096 if rendered.embeds else 2000)
    assert clean(title + body(rendered)).strip()


# --- examples

EXAMPLE = Document(
    (
        heading("P12: Plant *trees*"),
        paragraph("Closes on ", Moment(EVENING, "Europe/London"), ". ", Strong("Say so."), " ", Typed("agree P12")),
        Bullets((inlines("one"), inlines("two & three"))),
        Quote("The roots\n\nbreak it"),
        Bar("agree", 4, 6),
        Bar("block", 0, 6),
    ),
    ACTIONS,
)
EXAMPLE_TEXT = (
    f"Closes on <t:{UNIX}:F> (<t:{UNIX}:R>). **Say so.** `/agree number:P12`\n\n"
    "- one\n- two & three\n\n"
    "> The roots\n> \n> break it\n\n"
    "████░░ 4 of 6 agree\n░░░░░░ 0 of 6 block"
)


def test_a_document_with_a_heading_is_an_embed() -> None:
    """The heading is its title, the rest its description, and the ways to answer are buttons."""
    rendered = card(EXAMPLE)
    [embed] = rendered.embeds
    assert (rendered.content, embed.title, embed.description) == ("", "P12: Plant \\*trees\\*", EXAMPLE_TEXT)
    assert rendered.view is not None
    assert [len(row["components"]) for row in rendered.view.to_components()] == [2]


def test_where_no_embeds_may_be_sent_all_of_it_is_content() -> None:
    """Without the right to embed links nothing is lost."""
    rendered = card(EXAMPLE, embeds=False)
    assert rendered.embeds == ()
    assert rendered.content == f"### P12: Plant \\*trees\\*\n{EXAMPLE_TEXT}"
    assert rendered.view is not None


def test_a_document_without_a_heading_is_plain_content() -> None:
    """A sentence in answer to somebody needs no frame."""
    rendered = card(Document((paragraph("Agreed. "), paragraph("Heard."))))
    assert (rendered.content, rendered.embeds, rendered.view) == ("Agreed.\n\nHeard.", (), None)


def test_the_colour_says_what_kind_of_message_it_is() -> None:
    """What failed is red, what is open blue, what was carried green, what is over otherwise grey; all else has none."""
    failed = card(Document((paragraph("No."),), failed=True)).embeds[0].colour
    assert failed is not None
    assert failed.r > max(failed.g, failed.b)
    tones: dict[Tone, Any] = {}
    for tone in get_args(Tone):
        tones[tone] = card(Document((heading("x"),), ACTIONS, tone=tone)).embeds[0].colour
    assert tones.pop("plain") is None
    found = [colour for colour in tones.values() if colour is not None]
    assert len({colour.value for colour in found} | {failed.value}) == len(tones) + 1
    assert tones["open"] is not None
    assert tones["open"].b > tones["open"].r


def test_a_time_is_each_readers_own() -> None:
    """In a sentence it says how long it is until then too; in a title Discord shows no times, so it is in words."""
    at = Moment(EVENING, "Europe/London")
    rendered = card(Document((heading("Until ", at), paragraph(at), Bullets(((at,),)))))
    [embed] = rendered.embeds
    assert embed.title == escaped(f"Until {moment(EVENING, 'Europe/London')}")
    assert embed.description == f"<t:{UNIX}:F> (<t:{UNIX}:R>)\n\n- <t:{UNIX}:f>"


def test_a_title_that_is_too_long_stands_above_the_text() -> None:
    """A proposal's title of 200 characters may need twice as many with its marks; none of it is lost."""
    rendered = card(Document((heading("*" * 200), paragraph("text"))))
    [embed] = rendered.embeds
    assert embed.title is None
    assert embed.description == "### " + r"\*" * 200 + "\ntext"


def test_an_address_in_a_title_is_text() -> None:
    """Discord shows the marks of a link there as they are."""
    assert card(Document((heading("See https://a.example"),))).embeds[0].title == r"See https\://a.example"


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        (
            Link("https://discord.com/channels/1/2", "Leeds [north] *"),
            r"[Leeds (north) \*](<https://discord.com/channels/1/2>)",
        ),
        (Link("https://a.b/(x)", "\u200b"), r"[https\://a.b/(x)](<https://a.b/%28x%29>)"),
        (Link("https://a.b", "https://c.d"), r"[https\://c.d](<https://a.b>)"),
        (Link("https://a.b/ c", "here"), "here"),
        (Link("javascript:alert(1)", "[here](https://a.b)"), r"\[here\](https\://a.b)"),
    ],
)
def test_a_link_leads_where_it_says(link: Link, shown: str) -> None:
    """A link is its words over its address, whatever stands in them; what is no good address is only words."""
    assert card(Document((paragraph("See ", link, "."),))).content == f"See {shown}."


def test_a_link_in_a_title_is_its_words() -> None:
    """A title shows no links."""
    link = Link("https://discord.com/channels/1/2", "Leeds [north]")
    assert card(Document((heading("In ", link), paragraph("text")))).embeds[0].title == r"In Leeds \[north\]"


def test_files_go_with_the_last_message() -> None:
    """They are sent once, with the buttons, under fit names; a document that is cut to a card has them too."""
    files = (File("../my data.json", "application/json", '{"é": 1}'), File("b.ics", "text/calendar", "B"))
    document = Document((heading("Title"), *(paragraph(str(number) * 3000) for number in range(3))), files=files)
    parts = messages(document)
    assert [len(part.files) for part in parts] == [0, 0, 2]
    assert len(card(document).files) == 2
    first, second = parts[-1].attachments
    assert (first.filename, first.fp.read()) == ("my data.json", '{"é": 1}'.encode())
    assert (second.filename, second.fp.read()) == ("b.ics", b"B")


def test_files_that_are_too_large_are_left_out() -> None:
    """What Discord would not take is named in the message, and the rest goes."""
    files = (File("big.txt", "text/plain", "x" * (LARGEST_FILES + 1)), File("small.txt", "text/plain", "x"))
    (rendered,) = messages(Document((paragraph("Here:"),), files=files))
    assert [each.name for each in rendered.files] == ["small.txt"]
    assert "The file big.txt is not here. It is more than Discord takes" in rendered.content
    many = Document((paragraph("Here:"),), files=tuple(File(f"{n}.txt", "text/plain", "x") for n in range(12)))
    assert len(messages(many)[0].files) == 10


def test_spans_side_by_side_stay_apart() -> None:
    """Marks that meet would be read as one longer mark, also over a part that shows nothing."""
    parts = (Strong("a"), Text(""), Strong("b "), Code("c"), Code("\x00"), Typed("status"), Strong(" "), Text("*"))
    assert card(Document((Paragraph(parts),))).content == r"**ab** `c` `/status` \*"


@pytest.mark.parametrize(
    "document", [Document(()), Document((paragraph(""),)), Document((heading("\u200b"), Quote(" ")))]
)
def test_a_document_that_shows_nothing_says_so(document: Document) -> None:
    """Discord refuses empty messages, and what waits behind one would wait for ever."""
    for rendered in (card(document), card(document, embeds=False), *messages(document)):
        assert body(rendered) == NOTHING


# --- escaping


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("*a* _b_ ~~c~~ ||d|| `e`", r"\*a\* \_b\_ \~\~c\~\~ \|\|d\|\| \`e\`"),
        ("# big", r"\# big"),
        ("-# small", r"\-\# small"),
        ("> said\n>>> more", "\\> said\n\\>\\>\\> more"),
        ("- one\n  * two\n+ three\n10. four", "\\- one\n  \\* two\n\\+ three\n10\\. four"),
        ("stand-aside, 3.5 + 1", "stand-aside, 3.5 + 1"),
        ("[see](https://a.example)", r"\[see\](<https://a.example>)"),
        ("<@1> <@&2> <#3> <t:4> <:a:5> </b:6>", r"\<\@1\> \<\@&2\> \<\#3\> \<t\:4\> \<\:a\:5\> \</b\:6\>"),
        ("@everyone @here a@b.example", r"\@everyone \@here a\@b.example"),
        (":tada: at 18:00: tea", r"\:tada: at 18\:00: tea"),
        ("\\*a\\*", r"\\\*a\\\*"),
        ("¯\\_(ツ)_/¯", r"¯\\\_(ツ)\_/¯"),
        ("discord.gg/abc Discord.com/invite/abc", r"discord\.gg/abc Discord\.com/invite/abc"),
        ("steam://run discord://x", r"steam\://run discord\://x"),
        ("a\u202eb\x00c\r\nd", "abc\nd"),
    ],
)
def test_what_was_typed_stays_text(text: str, written: str) -> None:
    """No mark, mention, emoji, link or list of Discord's comes of it; what is none is left alone."""
    assert escaped(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://a.example/b_c*.", "<https://a.example/b_c>\\*."),
        ("(see https://a.example/x)", "(see <https://a.example/x>)"),
        ("https://a.example/x_(y)!", "<https://a.example/x_(y)>!"),
        ("<https://a.example>", r"\<<https://a.example>\>"),
        ("HTTP://a.example?b=1&c=@d#e, f", "<HTTP://a.example?b=1&c=@d#e>, f"),
        ("https://a.example/`b`c", r"https\://a.example/\`b\`c"),
        ("https://a.example/||b||c", r"https\://a.example/\|\|b\|\|c"),
        ("https:// x", r"https\:// x"),
        ("https://)", r"https\://)"),
        ("https://пример.example/ж", "<https://пример.example/ж>"),
    ],
)
def test_addresses_stay_usable_without_a_preview(text: str, written: str) -> None:
    """What follows an address is the sentence's; one that could end its link early is text."""
    assert escaped(text) == written


@pytest.mark.parametrize(("text", "written"), [("a `b`", "`a ˋbˋ`"), ("`", "`ˋ`"), ("a\n b\\", "`a b\\`"), (" \n", "")])
def test_nothing_ends_a_code_span_early(text: str, written: str) -> None:
    """A backtick within is one that only looks like it."""
    assert code(text) == written


# --- anything whatever

NASTY = st.text(max_size=40) | st.lists(
    st.sampled_from(
        [
            *("*", "**", "_", "__", "~~", "||", "`", "```", "\\", "#", "-#", "- ", "+ ", "> ", ">>> ", "1", ". ", ":"),
            *("<@1>", "@everyone", "<t:1>", "[a](https://b.c)", "https://a.b/", "http://", "<", ">", ")", "\n", " "),
            *("\r\n", "\x00", "\u202e", "\ud800", "\u3000", "\U0001f600", "a", "gg/", "discord."),
        ]
    ),
    max_size=12,
).map("".join)
MOMENTS = st.builds(Moment, st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)), NASTY)  # noqa: DTZ001
ADDRESSES = st.sampled_from(["https://discord.com/channels/1/2", "https://a.b/(x)", "javascript:x"]) | NASTY
INLINES: st.SearchStrategy[Inline] = st.one_of(
    NASTY.map(Text), NASTY.map(Strong), NASTY.map(Code), NASTY.map(Typed), MOMENTS, st.builds(Link, ADDRESSES, NASTY)
)
LINES = st.lists(INLINES, max_size=4).map(tuple)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    LINES.map(Heading),
    LINES.map(Paragraph),
    st.lists(LINES, max_size=4).map(lambda items: Bullets(tuple(items))),
    NASTY.map(Quote),
    st.builds(Bar, NASTY, st.integers(), st.integers()),
)
DOCUMENTS = st.lists(BLOCKS, max_size=5).map(lambda blocks: Document(tuple(blocks), ACTIONS))


@given(DOCUMENTS)
def test_a_message_shows_what_the_document_holds_and_no_mark_besides_ours(document: Document) -> None:
    """Read back line by line, every word stands where it should, as text."""
    content = body(card(document, embeds=False))
    if content in {NOTHING, ""} or content.endswith(SHORTENED):
        return
    assert read_all(content) == expected(written(document, slash_form).blocks)


@given(DOCUMENTS)
def test_an_embed_shows_what_the_document_holds_and_no_mark_besides_ours(document: Document) -> None:
    """Its title is one line of text; its description is as content is."""
    rendered = card(Document((heading("Title"), *document.blocks)))
    [embed] = rendered.embeds
    assert embed.title == "Title"
    if not (embed.description or "").endswith(SHORTENED):
        assert read_all(embed.description or "") == expected(written(document, slash_form).blocks)


@given(LINES)
def test_a_title_is_text(parts: tuple[Inline, ...]) -> None:
    """Whatever stands in a heading, it is read as what it says, without links and times."""
    [embed] = card(Document((Heading(parts), paragraph("text")))).embeds
    (title,) = written(Document((Heading(parts),)), slash_form).blocks
    assert isinstance(title, Heading)
    said = [_as_text(part) for part in title.parts]
    if embed.title is not None:
        assert squeezed(read(embed.title, title=True)) == words(said, times="")


def _as_text(part: Inline) -> Inline:
    if isinstance(part, Moment):
        return Text(moment(part.at, part.zone))
    return Text(part.text) if isinstance(part, Link) else part


def _stretched(parts: tuple[Inline, ...], times: int) -> tuple[Inline, ...]:
    return tuple(
        part if isinstance(part, Moment) else msgspec.structs.replace(part, text=part.text * times) for part in parts
    )


TIMES = st.sampled_from([1, 30, 300])
LONG_BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(lambda parts, times: Paragraph(_stretched(parts, times)), LINES, TIMES),
    st.builds(lambda parts, times: Heading(_stretched(parts, times)), LINES, TIMES),
    st.builds(lambda parts, times: Bullets((parts, _stretched(parts, times), *([parts] * times))), LINES, TIMES),
    st.builds(lambda text, times: Quote(text * times), NASTY, TIMES),
    st.builds(lambda text, times: Bar(text * times, 1, 3), NASTY, TIMES),
)
LONG = st.lists(LONG_BLOCKS, min_size=1, max_size=3).map(lambda blocks: Document(tuple(blocks), ACTIONS))


@settings(max_examples=40, deadline=None)
@given(LONG, st.booleans())
def test_any_document_is_taken(document: Document, embeds: bool) -> None:
    """However long and strange, each message of it is within Discord's limits and never empty."""
    within_limits(card(document, embeds=embeds))
    for part in messages(document, embeds=embeds):
        within_limits(part)


@settings(max_examples=40, deadline=None)
@given(LONG)
def test_nothing_of_a_long_document_is_lost(document: Document) -> None:
    """Its messages together show all of its words in order, or the beginning where that would flood a channel."""
    parts = [body(part) for part in messages(document, embeds=False)]
    shown = clean("".join(text for part in parts if part != NOTHING for _, text in read_all(part)))
    said = clean("".join(text for _, text in expected(written(document, slash_form).blocks)))
    cut_off = len(parts) == MOST_MESSAGES and shown.endswith(squeezed(SHORTENED))
    assert said.startswith(shown.removesuffix(squeezed(SHORTENED))) if cut_off else shown == said


# --- long ones


def test_what_is_too_long_for_a_card_says_so() -> None:
    """The blocks that fit are whole, the next ends at a word, and the last words say that more was there."""
    document = Document((paragraph("a" * 1000), paragraph("word " * 300), paragraph("end")))
    first, second, last = card(document).content.split("\n\n")
    assert (first, last) == ("a" * 1000, SHORTENED)
    assert re.fullmatch("(word )*word", second)
    assert 900 < len(second) < 1000


def test_a_long_document_is_parted_between_its_blocks() -> None:
    """Each block that fits into a message is whole in one; the title is on the first and the buttons under the last."""
    blocks = [paragraph(str(number) * 1500) for number in range(1, 6)]
    parts = messages(Document((heading("Title"), *blocks), ACTIONS))
    assert [part.embeds[0].title for part in parts] == ["Title", None, None]
    assert [part.view is not None for part in parts] == [False, False, True]
    assert [[text[0] for text in body(part).split("\n\n")] for part in parts] == [["1", "2"], ["3", "4"], ["5"]]


def test_a_long_block_is_parted_at_its_lines() -> None:
    """A quotation goes on as a quotation, from line to line."""
    lines = [f"line {number} " + "x" * 90 for number in range(100)]
    parts = [part.content for part in messages(Document((Quote("\n".join(lines)),)))]
    assert [line for part in parts for line in part.split("\n")] == [f"> {line}" for line in lines]
    assert len(parts) < 8


def test_a_command_to_type_is_not_parted() -> None:
    """Half of something to type misleads: it stands whole, in the one message or in the next."""
    document = Document((paragraph("word " * 398, Typed("agree P1 because it helps"), " now. " * 100),))
    form = "`/agree number:P1 reason:it helps`"
    first, second = (part.content for part in messages(document))
    assert "`" not in first
    assert second.startswith(form)
    assert form not in card(document).content


def test_the_largest_document_is_drawn_at_once() -> None:
    """A text far beyond what anybody may write costs no time worth speaking of."""
    document = Document((heading("P1"), Quote("word *_ https://a.example/b " * 3_000), *([Bar("x", 1, 3)] * 200)))
    began = datetime.now(UTC)
    card(document)
    messages(document)
    assert (datetime.now(UTC) - began).total_seconds() < 3


@pytest.mark.parametrize("block", [Quote("word " * 2_000_000), paragraph("word " * 2_000_000)])
def test_no_text_floods_a_channel(block: Block) -> None:
    """However long a text is, it is a few messages that say at their end that it was shortened."""
    found = messages(Document((heading("x"), block)))
    assert len(found) == MOST_MESSAGES
    assert (found[-1].embeds[0].description or "").endswith(SHORTENED)
