"""What somebody meant by a message."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.wording import meant

HTML = "org.matrix.custom.html"


def said(body: str, formatted: str, *, reply: bool = False) -> str:
    return meant({"body": body, "format": HTML, "formatted_body": formatted}, reply=reply)


@pytest.mark.parametrize(
    ("body", "formatted", "text"),
    [
        ("!elect Ada", '!elect <a href="https://matrix.to/#/@ada:a.org">Ada</a>', "!elect @ada:a.org"),
        ("!elect @Ada", '!elect @<a href="https://matrix.to/#/@ada:a.org">Ada</a>', "!elect @ada:a.org"),
        ("!elect @Ada", '!elect <a href="https://matrix.to/#/@ada:a.org">@Ada</a>', "!elect @ada:a.org"),
        ("!elect Ada", '!elect <a href="https://matrix.to/#/%40ada%3Aa.org?via=b">Ada</a>', "!elect @ada:a.org"),
        ("!elect Ada", '!elect <a href="matrix:u/ada:a.org">Ada</a>', "!elect @ada:a.org"),
        ("Ada or Bob", '<a href="https://matrix.to/#/@b:a">Ada</a> or Bob', "@b:a or Bob"),
        (
            "!elect A B",
            '!elect <a href="https://matrix.to/#/@a:x">A</a> <a href="https://matrix.to/#/@b:x">B</a>',
            "!elect @a:x @b:x",
        ),
        ("!see Room", '!see <a href="https://matrix.to/#/!room:a">Room</a>', "!see Room"),
        ("!see #room", '!see <a href="https://matrix.to/#/#room:a">#room</a>', "!see #room"),
        ("!see Ada", '!see <a href="https://evil.org/#/@ada:a">Ada</a>', "!see Ada"),
        ("!see Ada", '!see <a href="https://matrix.to/#/@ada:a">Nobody</a>', "!see Ada"),
        ("!see Ada", '!see <a href="https://matrix.to/#/@ada:a"></a>', "!see Ada"),
        ("!see Ada", '!see <a href="https://matrix.to/#/@ada:a">Ada', "!see Ada"),
        ("!see Ada", "<a><a href>< <!-- <![CDATA[ </a>", "!see Ada"),
    ],
)
def test_mentions_become_exact(body: str, formatted: str, text: str) -> None:
    """A mention of a user becomes their MXID where its name stands; anything else is left as it is."""
    assert said(body, formatted) == text


def test_a_mention_in_the_quotation_is_not_one_of_the_answer() -> None:
    """What a reply quotes is taken out of both forms of it."""
    quoted = '<mx-reply><blockquote><a href="https://matrix.to/#/@eve:e">Ada</a></blockquote></mx-reply>'
    answer = quoted + '!elect <a href="https://matrix.to/#/@ada:a">Ada</a>'
    assert said("> <@eve:e> Ada\n> more\n\n!elect Ada", answer, reply=True) == "!elect @ada:a"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("> <@eve:e> hello\n\nno", "no"),
        ("> <@eve:e> hello\n>\n> more\nno", "no"),
        ("> only a quotation", ""),
        ("no > <@eve:e>\n> x", "no > <@eve:e>\n> x"),
        (">no", ">no"),
    ],
)
def test_a_reply_loses_its_quotation(body: str, text: str) -> None:
    """The lines that repeat what is answered go, in replies only."""
    assert meant({"body": body}, reply=True) == text
    assert meant({"body": body}, reply=False) == body


@given(st.dictionaries(st.sampled_from(["body", "format", "formatted_body"]), st.text() | st.just(HTML) | st.none()))
def test_nothing_raises(content: dict[str, object]) -> None:
    """Whatever a message holds, there is a text."""
    assert isinstance(meant(content, reply=True), str)


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<a ", "<![", "&", "</", '<a href="', "<a href='https://matrix.to/#/@a:b'>a", "<mx-reply>"]
)
def test_a_hostile_message_takes_no_time(piece: str) -> None:
    """The longest message that a homeserver takes, made to be slow to read, is read in a moment."""
    hostile = (piece * 65_000)[:65_000] + "matrix.to/#/"
    began = time.perf_counter()
    said("a" * 65_000, hostile)
    assert time.perf_counter() - began < 1
