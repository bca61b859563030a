"""Text at the door."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.cleaning import clean, clean_line, cut, unquoted

FORBIDDEN = (
    "\x00\x07\x1b\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u061c\u2060\u3164\u2800\ud800\udfff\ufffe"
)


@given(st.text(st.characters() | st.sampled_from(FORBIDDEN + "\u200d\u200c\t\r\n \u0301")))
@example("\U0001f3f4\U000e0067\U000e0062")
@example("e\u200b\u0301")
@example("\u0600\u200d\u0600")
def test_nothing_forbidden_is_left(text: str) -> None:
    """No control, surrogate, direction or invisible blank gets through, and cleaning again changes nothing."""
    tidy = clean(text)
    assert not set(tidy) & set(FORBIDDEN)
    assert not [each for each in tidy if unicodedata.category(each) in {"Cc", "Cs"} and each != "\n"]
    assert "\n\n\n\n" not in tidy
    assert tidy == tidy.strip()
    tidy.encode()
    assert clean(tidy) == tidy


@pytest.mark.parametrize(
    "text",
    ["👩‍🚒 at work", "🏳️‍🌈", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "می‌خواهم", "क्‍ष", "naïve café", "first\n\nsecond", "🤷🏽‍♀️"],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    """Joined emoji, flags, Persian and Hindi joiners and blank lines come through as they are."""
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("a\tb", "a b"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n\n\n\n\nb", "a\n\n\nb"),
        ("  a  \n b ", "a\n b"),
        ("e\u0301", "é"),
        ("A\u200dda", "Ada"),
        ("A\u200bda\u202e", "Ada"),
        ("\u3164", ""),
        ("Z" + "\u0335" * 40, "Z" + "\u0335" * 6),
        ("hidden\U000e0041\U000e0042", "hidden"),
    ],
)
def test_what_misleads_goes(text: str, tidy: str) -> None:
    """Tabs become spaces, line ends one kind, accents one form, and what hides or towers goes."""
    assert clean(text) == tidy


def test_a_name_is_cut_and_kept_on_one_line() -> None:
    """A shown name has no lines and no more than its length."""
    assert clean_line("Ada\n\n  Lovelace") == "Ada Lovelace"
    assert clean_line("a" * 100, limit=80) == "a" * 79 + "…"
    assert cut("short", 80) == "short"
    assert clean("x" * 100, limit=10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    "typed", ["york", "“york”", '"york"', "‘york’", "'york'", "„york“", "«york»", "york”", " “york” "]
)
def test_a_name_is_meant_without_its_quotation_marks(typed: str) -> None:
    """Curly as phones make them, or straight, or one of the two; an apostrophe at its end is the name's own."""
    assert unquoted(typed) == "york"
    assert unquoted("Workers’") == "Workers’"
    assert unquoted("”") == unquoted("") == ""
    assert unquoted("’") == "’"
