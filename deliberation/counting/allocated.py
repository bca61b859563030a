"""Proportional STAR: Allocated Score, for several seats shared out among the voters.

As the Equal Vote Coalition publishes it (starvoting.org/star-pr; starvoting.org/technical_specifications): in each
round the highest weighted total is elected, and a quota of the papers is used up that gave most to it; at the edge in
part. Exact fractions throughout, and so:

* The quota is Hare's: all papers, those of zeros too, divided by the seats, and not rounded.
* What a paper gave the winner is its score times the weight it still had; those that gave most come first.
* Papers that gave as much as each other are treated alike: where all of them are more than the quota still wants, the
  same share of the weight of each is used up.
* A paper that gave the winner nothing is not used up, even if the quota is not full: it is not represented by them.

For level totals no protocol is published. They are broken as STAR breaks them in the scoring round (see ``ties``), with
each paper counting for as much as its weight: by the preference between those who are level, then by most fives, then
by lot, for the n-th seat drawn for the occasion ``seat n``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deliberation.counting.columns import Columns, check
from deliberation.counting.lots import drawn
from deliberation.counting.papers import MOST, Scored, Scores
from deliberation.counting.ties import Tie, broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One seat filled: the weighted totals, the highest first, and how much weight was used up for it."""

    totals: tuple[tuple[int, Fraction], ...]
    elected: int
    used: Fraction
    tie: Tie | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A whole count. ``elected`` holds candidates by their place on the paper, in order of election."""

    candidates: tuple[str, ...]
    seats: int
    papers: int
    quota: Fraction
    totals: tuple[int, ...]
    """Each candidate's unweighted total over all papers, in the order of the paper."""
    elected: tuple[int, ...]
    rounds: tuple[Round, ...]
    seed: str


def count(candidates: Sequence[str], seats: int, papers: Scored, *, seed: str) -> Counted:
    """Count by Allocated Score.

    Where there are no more candidates than seats, all are elected, in the order of their rounds.

    Raises:
        ValueError: there is no seat, no candidate, or a paper does not score every candidate from 0 to 5.
    """
    check(candidates, seats, papers)
    number = sum(papers.values())
    quota = Fraction(number, seats)
    weights: _Weights = {Fraction(1): papers}
    standing = list(range(len(candidates)))
    rounds: list[Round] = []
    while standing and len(rounds) < seats:
        elected, totals, tie = _elect(weights, standing, candidates, seed, f"seat {len(rounds) + 1}")
        weights, used = _use_up(weights, elected, quota)
        rounds.append(Round(totals=totals, elected=elected, used=used, tie=tie))
        standing.remove(elected)
    unweighted = Columns(papers.items(), len(candidates))
    return Counted(
        candidates=tuple(candidates),
        seats=seats,
        papers=number,
        quota=quota,
        totals=tuple(unweighted.total(each) for each in range(len(candidates))),
        elected=tuple(each.elected for each in rounds),
        rounds=tuple(rounds),
        seed=seed,
    )


_Weights = Mapping[Fraction, Scored]
"""Papers by the weight that is left to them; those without any are left out."""


class _Weighted:
    """What papers say, each counting for its weight."""

    def __init__(self, weights: _Weights, candidates: int) -> None:
        self._parts = [(weight, Columns(papers.items(), candidates)) for weight, papers in weights.items()]

    def total(self, candidate: int) -> Fraction:
        return sum((weight * part.total(candidate) for weight, part in self._parts), Fraction(0))

    def fives(self, candidate: int) -> Fraction:
        return sum((weight * part.fives(candidate) for weight, part in self._parts), Fraction(0))

    def preferring(self, one: int, other: int) -> Fraction:
        return sum((weight * part.preferring(one, other) for weight, part in self._parts), Fraction(0))


def _elect(
    weights: _Weights, standing: Sequence[int], names: Sequence[str], seed: str, seat: str
) -> tuple[int, tuple[tuple[int, Fraction], ...], Tie | None]:
    """Give who has the highest weighted total, all the totals, and how a tie for the highest was broken."""
    papers = _Weighted(weights, len(names))
    totals = sorted(((each, papers.total(each)) for each in standing), key=lambda pair: (-pair[1], pair[0]))
    level = [each for each, total in totals if total == totals[0][1]]
    if len(level) == 1:
        return level[0], tuple(totals), None
    tie = broken(level, 1, papers, drawn(seed, seat, level, names))
    return tie.chosen[0], tuple(totals), tie


def _use_up(weights: _Weights, elected: int, quota: Fraction) -> tuple[_Weights, Fraction]:
    """Give what weights are left when a quota of the papers for ``elected`` is used up; and how much was used."""
    shares, used = _shares(weights, elected, quota)
    left: dict[Fraction, dict[Scores, int]] = {}
    for weight, papers in weights.items():
        parts = [left.setdefault(weight * (1 - shares.get(weight * score, 0)), {}) for score in range(MOST + 1)]
        for paper, alike in papers.items():
            part = parts[paper[elected]]
            part[paper] = part.get(paper, 0) + alike
    return {weight: papers for weight, papers in left.items() if weight and papers}, used


def _shares(weights: _Weights, elected: int, quota: Fraction) -> tuple[dict[Fraction, Fraction], Fraction]:
    """What share of their weight papers lose, by what they gave ``elected``; and how much weight that is in all."""
    giving: dict[Fraction, Fraction] = {}
    for weight, papers in weights.items():
        number = [0] * (MOST + 1)
        for paper, alike in papers.items():
            number[paper[elected]] += alike
        for score in range(1, MOST + 1):
            giving[weight * score] = giving.get(weight * score, Fraction(0)) + weight * number[score]
    shares, used = {}, Fraction(0)
    for gave, weight in sorted(giving.items(), reverse=True):
        if weight:
            shares[gave] = min(quota - used, weight) / weight
            used += shares[gave] * weight
    return shares, used
