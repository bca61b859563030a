"""Papers with scores, turned on their side: what is added up and compared is a column for each candidate."""

from collections.abc import Iterable, Sequence
from itertools import compress
from operator import gt, mul

from deliberation.counting.papers import MOST, Scored, Scores


class Columns:
    """The scores of some papers, candidate by candidate, and how many papers each line of them stands for."""

    def __init__(self, papers: Iterable[tuple[Scores, int]], candidates: int) -> None:
        rows, times = [], []
        for paper, alike in papers:
            rows.append(paper)
            times.append(alike)
        self._columns: list[tuple[int, ...]] = list(zip(*rows, strict=True)) if rows else [()] * candidates
        self._times = times
        self._preferring: dict[tuple[int, int], int] = {}

    @property
    def papers(self) -> int:
        """How many papers there are."""
        return sum(self._times)

    def total(self, candidate: int) -> int:
        """What all papers give a candidate."""
        return sum(map(mul, self._columns[candidate], self._times))

    def fives(self, candidate: int) -> int:
        """How many papers give a candidate the highest score."""
        return sum(compress(self._times, map(MOST.__eq__, self._columns[candidate])))

    def preferring(self, one: int, other: int) -> int:
        """How many papers score one candidate higher than another."""
        pair = one, other
        if pair not in self._preferring:
            higher = map(gt, self._columns[one], self._columns[other])
            self._preferring[pair] = sum(compress(self._times, higher))
        return self._preferring[pair]


def check(candidates: Sequence[str], seats: int, papers: Scored) -> None:
    """Refuse what cannot be counted.

    Raises:
        ValueError: there is no seat, no candidate, or a paper does not score every candidate from 0 to 5.
    """
    if seats < 1:
        raise ValueError("there is no seat to fill")
    if not candidates:
        raise ValueError("there is no candidate")
    for paper, alike in papers.items():
        if len(paper) != len(candidates) or min(paper) < 0 or max(paper) > MOST:
            raise ValueError(f"a paper scores every candidate from 0 to {MOST}, and this one does not: {paper}")
        if alike < 0:
            raise ValueError(f"no paper can be there {alike} times")
