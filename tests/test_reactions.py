"""Reactions folded to what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.reactions import folded

SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


@pytest.mark.parametrize(
    ("key", "plain"),
    [
        ("✅", "✅"),
        ("✅\ufe0f", "✅"),
        ("✍🏾", "✍"),
        ("✍️", "✍"),
        ("🤷", "🤷"),
        ("🤷🏽‍♀️", "🤷"),
        ("🤷‍♂", "🤷"),
        ("🤷🏿‍⚧️", "🤷"),
        ("🙋‍♀️", "🙋"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("\x00✅\x00", "✅"),
        (" ✅ ", "✅"),
        ("agree", "agree"),
        ("", ""),
        ("✅" * 32, "✅" * 32),
        ("✅" * 33, ""),
        ("\ud83d", ""),
    ],
)
def test_a_reaction_is_folded(key: str, plain: str) -> None:
    """Skin tones, selectors, genders and NUL go, other joined emoji stay, and what can be no emoji is nothing."""
    assert folded(key) == plain


@given(st.text())
def test_folding_twice_is_folding_once(key: str) -> None:
    """What is folded stays as it is, is short, and holds no NUL."""
    once = folded(key)
    assert folded(once) == once
    assert len(once) <= 32
    assert "\x00" not in once


@given(st.sampled_from("✅🤷🛑✍"), st.sampled_from(["", *SKIN_TONES]), st.sampled_from(["", "\ufe0e", "\ufe0f"]))
def test_the_same_answer_in_any_colour(emoji: str, tone: str, selector: str) -> None:
    """However somebody's keyboard draws an answer, it is the same answer."""
    assert folded(emoji + tone + selector) == folded(emoji + selector + tone) == emoji
