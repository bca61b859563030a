"""The lines of a rehearsal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.console.lines import Instruction, Line, Puzzle, Reacts, Says, Talks, read

PEOPLE = ["ada", "ben"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ada: propose Buy a kettle", Says("ada", "propose Buy a kettle")),
        ("ADA : status", Says("ada", "status")),
        ("ada:agree", Says("ada", "agree")),
        ("ada: concern P1 it: is too dear", Says("ada", "concern P1 it: is too dear")),
        ("ben: +agree", Reacts("ben", "✅", "")),
        ("ben:+ agree", Reacts("ben", "✅", "")),
        ("ben: +✅ 3", Reacts("ben", "✅", "3")),
        ("ben: -block [3]", Reacts("ben", "🛑", "3", away=True)),
        ("ben: +stand_aside", Reacts("ben", "🤷", "")),
        ("ben reacts ✅ 3", Reacts("ben", "✅", "3")),
        ("ben reacts with sign to 3", Reacts("ben", "✍", "3")),
        ("Ben unreacts keep", Reacts("ben", "🤝", "", away=True)),
        ("ben replies 3: because", Says("ben", "because", reply_to="3")),
        ("ben replies to [3]: because", Says("ben", "because", reply_to="3")),
        ("ben privately: status", Says("ben", "status", private=True)),
        ("ben in private: status", Says("ben", "status", private=True)),
        ("ben says: good evening", Talks("ben")),
        ("/time +3d", Instruction("time", "+3d")),
        ("/AS ada", Instruction("as", "ada")),
        ("help", Instruction("help")),
        ("?", Instruction("help")),
        ("quit", Instruction("quit")),
        ("", None),
        ("   # a comment", None),
    ],
)
def test_a_line_is_read(typed: str, meant: Line) -> None:
    """Each form of line means what the help says."""
    assert read(typed, PEOPLE) == meant


def test_a_speaker_needs_no_name() -> None:
    """Lines without a name are the speaker's, also ones with colons in them; another's name still counts."""
    assert read("propose Tea: hot", PEOPLE, "ada") == Says("ada", "propose Tea: hot")
    assert read("propose: Tea", PEOPLE, "ada") == Says("ada", "propose: Tea")
    assert read("+agree", PEOPLE, "ada") == Reacts("ada", "✅", "")
    assert read("ben: +agree", PEOPLE, "ada") == Reacts("ben", "✅", "")


@given(st.text(), st.sampled_from(["", "ada"]))
def test_no_line_breaks_it(typed: str, speaker: str) -> None:
    """Whatever is typed is read as something, or gets advice."""
    meant = read(typed, PEOPLE, speaker)
    assert meant is None or isinstance(meant, Says | Talks | Reacts | Instruction | Puzzle)
    if isinstance(meant, Puzzle):
        assert meant.advice
