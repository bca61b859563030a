"""How STAR voting breaks ties: the Official Tiebreaker Protocol of the Equal Vote Coalition (starvoting.org/ties).

Candidates are level, and some of them have to be chosen. From the top, until as many are left as there are places:

1. *Preference between them.* Each is compared with each of the others who are still level: a match-up is lost by the
   one whom fewer papers score higher; where as many papers prefer either, nobody loses. Those who lost most match-ups
   are out. (Of two, the one whom more papers prefer stays; of more, one who beats all the others always does.)
2. *Most fives.* Where nobody lost more than the others, the places go to those with the most scores of five. Where that
   draws no line between them, those with more fives than anybody at the line are chosen, and those with the fewest of
   all are out.
3. *Lot.* Where all have as many fives too, the one whom the lot draws first is chosen.

After every step it begins again from the top with those who are still level. Where a step would put out so many that
places stayed empty, those whom it keeps are chosen, and those whom it would put out remain level for what is left.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol


class Breaking(StrEnum):
    """By what a tie was broken."""

    PAIRS = "preference between them"
    SCORES = "higher total"
    FIVES = "most fives"
    LOT = "lot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Candidates who were level where ``places`` of them had to be chosen; who were, and by what, step by step."""

    among: tuple[int, ...]
    places: int
    chosen: tuple[int, ...]
    """In the order of the paper."""
    by: tuple[Breaking, ...]
    """Every step that told some of them apart, in the order in which they were taken."""


class Preferences(Protocol):
    """What papers say about candidates; how many papers, or how much weight they have left."""

    def preferring(self, one: int, other: int) -> int | Fraction:
        """How many score one higher than the other."""

    def fives(self, candidate: int) -> int | Fraction:
        """How many give a candidate the highest score."""


def broken(among: Iterable[int], places: int, papers: Preferences, lots: Sequence[int]) -> Tie:
    """Choose for ``places`` (at least one, and fewer than there are candidates ``among`` whom to choose).

    ``lots`` holds the same candidates in the order in which lots draw them.
    """
    level = sorted(among)
    breaking = _Level(level, places, papers, lots)
    return Tie(among=tuple(level), places=places, chosen=tuple(sorted(breaking.chosen)), by=tuple(breaking.by))


class _Level:
    """Those still level, the places still open to them, and who was chosen by which steps."""

    def __init__(self, level: Sequence[int], places: int, papers: Preferences, lots: Sequence[int]) -> None:
        self.level, self.places, self.papers, self.lots = list(level), places, papers, lots
        self.chosen: list[int] = []
        self.by: list[Breaking] = []
        steps: tuple[tuple[Breaking, Callable[[], bool]], ...] = (
            (Breaking.PAIRS, self._pairs),
            (Breaking.FIVES, self._fives),
            (Breaking.LOT, self._lot),
        )
        while len(self.level) > self.places:
            by = next(name for name, step in steps if step())
            if self.by[-1:] != [by]:
                self.by.append(by)
        self._choose(self.level)

    def _choose(self, candidates: Sequence[int]) -> None:
        self.chosen += candidates
        self.places -= len(candidates)
        self.level = [each for each in self.level if each not in candidates]

    def _put_out(self, last: Sequence[int]) -> None:
        """Put out those who came last; or, where places would stay empty, choose the others."""
        rest = [each for each in self.level if each not in last]
        if len(rest) < self.places:
            self._choose(rest)
        else:
            self.level = rest

    def _pairs(self) -> bool:
        lost = {each: sum(self._loses(each, other) for other in self.level) for each in self.level}
        most = max(lost.values())
        if most == min(lost.values()):
            return False
        self._put_out([each for each in self.level if lost[each] == most])
        return True

    def _loses(self, one: int, other: int) -> bool:
        return one != other and self.papers.preferring(one, other) < self.papers.preferring(other, one)

    def _fives(self) -> bool:
        fives = {each: self.papers.fives(each) for each in self.level}
        fewest = min(fives.values())
        if fewest == max(fives.values()):
            return False
        order = sorted(fives.values(), reverse=True)
        line, below = order[self.places - 1], order[self.places]
        if line > below:
            self._choose([each for each in self.level if fives[each] >= line])
            self.level = []
            return True
        above = [each for each in self.level if fives[each] > line]
        if fewest < line:
            self.level = [each for each in self.level if fives[each] > fewest]
        self._choose(above)
        return True

    def _lot(self) -> bool:
        self._choose([next(each for each in self.lots if each in self.level)])
        if not self.places:
            self.level = []
        return True
