"""Counts to be shown: small ones that somebody could follow by hand, and any at all for property tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from deliberation.counting import allocated, star, stv

if TYPE_CHECKING:
    from adapters.counts.tables import Count

NAMES: Final = ("Ada", "Ben", "Cleo", "Re-open nominations")
LONG: Final = "Benjamin Featherstonehaugh-Cholmondeley of Upper Slaughter and Lower Peover"
CHINESE: Final = "李小龍"


def by_stv(seats: int = 2) -> stv.Counted:
    """Three stages: Ada has a surplus, Re-open nominations drops out, then Ben has the quota."""
    papers = {(0, 1): 9, (0, 2): 3, (1,): 5, (2, 1): 4, (3, 1): 2}
    return stv.count(NAMES, seats, papers, seed="seed")


def unfilled() -> stv.Counted:
    """Nobody wants either: the one seat stays unfilled."""
    return stv.count(NAMES, 1, {(0,): 1, (3,): 5, (2,): 1}, seed="seed")


def by_lot() -> stv.Counted:
    """Ben and Cleo are level from the first, so that a lot says who drops out."""
    return stv.count(NAMES[:3], 1, {(0,): 2, (1, 0): 1, (2, 0): 1}, seed="seed")


def by_star(seats: int = 1) -> star.Counted:
    """Ada has the most points, and Ben beats her in the run-off."""
    papers: dict[tuple[int, ...], int] = {(5, 0, 0, 0): 2, (3, 4, 1, 0): 3, (0, 0, 2, 5): 1}
    return star.count(NAMES, seats, papers, seed="seed")


def by_allocated(seats: int = 2) -> allocated.Counted:
    """The majority has the first seat, and the others the second."""
    papers: dict[tuple[int, ...], int] = {(5, 4, 0, 0): 4, (0, 0, 5, 1): 3}
    return allocated.count(NAMES, seats, papers, seed="seed")


def many_stages(candidates: int = 30) -> stv.Counted:
    """Everybody has more votes than the next, so that one after another drops out; the names are long."""
    names = [f"{number}. {LONG}" for number in range(candidates)]
    papers: dict[tuple[int, ...], int] = {(each, (each + 7) % candidates): 100 + 3 * each for each in range(candidates)}
    return stv.count(names, 3, papers, seed="seed")


@st.composite
def counts(draw: st.DrawFn) -> Count:
    """Draw a count by any method, of candidates by any names."""
    name = st.text(max_size=60) | st.sampled_from(
        [*NAMES, LONG, CHINESE, "Siân Ŵyn", "@everyone", "```", "Ada 🌹", " "]
    )
    names = draw(st.lists(name, min_size=1, max_size=6, unique=True))
    seats, seed = draw(st.integers(1, 4)), draw(st.text(max_size=5).filter(lambda text: text.isascii()))
    size = len(names)
    if draw(st.booleans()):
        ranking = st.lists(st.integers(0, size - 1), unique=True, max_size=size).map(tuple)
        return stv.count(names, seats, draw(st.dictionaries(ranking, st.integers(1, 10**6), max_size=8)), seed=seed)
    score = st.tuples(*[st.integers(0, 5)] * size)
    papers = draw(st.dictionaries(score, st.integers(1, 10**6), min_size=1, max_size=8))
    if draw(st.booleans()):
        return star.count(names, seats, papers, seed=seed)
    return allocated.count(names, seats, papers, seed=seed)
