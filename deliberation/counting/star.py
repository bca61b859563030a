"""STAR voting: score, then automatic run-off; Bloc STAR for several seats.

As the Equal Vote Coalition publishes it (starvoting.org/technical_specifications, starvoting.org/multi_winner): scores
from 0 to 5; the two highest totals go into the run-off, in which each paper is one vote for whichever of the two it
scores higher, and none where it scores them alike. Bloc STAR does that once for every seat, on the same papers, among
those not yet elected. A paper of zeros is a paper: it is counted, and prefers nobody.

Ties by the Official Tiebreaker Protocol (starvoting.org/ties). Level totals:

* Two who share the highest total both go into the run-off, and there is no tie to break.
* Otherwise, whoever is level for the last place, or for both, is told apart by the preference of the papers between
  them, then by most fives, then by lot, step by step as ``ties`` says.

Level in the run-off: the higher total wins, then most fives, then the lot.

The lot for places in the run-off of the n-th seat is drawn for the occasion ``seat n, into the run-off``, that of the
run-off itself for ``seat n, run-off`` (see ``lots``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from deliberation.counting.columns import Columns, check
from deliberation.counting.lots import drawn
from deliberation.counting.papers import Scored
from deliberation.counting.ties import Breaking, Tie, broken

__all__ = ["Breaking", "Counted", "Round", "RunOff", "Tie", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOff:
    """The two who were compared, how many papers prefer each, and how many prefer neither.

    ``first`` has the higher total, or where both have the same stands first on the paper.
    """

    first: int
    second: int
    for_first: int
    for_second: int
    neither: int
    winner: int
    tie: Tie | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One seat filled: the totals of those who stood in it, the run-off, and how ties for it were broken.

    ``runoff`` is ``None`` only where a single candidate is left.
    """

    totals: tuple[tuple[int, int], ...]
    """Candidate and total, the highest first."""
    runoff: RunOff | None
    elected: int
    tie: Tie | None = None
    """How those who went into the run-off were told apart, where their totals did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A whole count. ``elected`` holds candidates by their place on the paper, in order of election."""

    candidates: tuple[str, ...]
    seats: int
    papers: int
    totals: tuple[int, ...]
    """Each candidate's total over all papers, in the order of the paper."""
    elected: tuple[int, ...]
    rounds: tuple[Round, ...]
    seed: str


def count(candidates: Sequence[str], seats: int, papers: Scored, *, seed: str) -> Counted:
    """Count by STAR; for several seats by Bloc STAR: a round for each, among those not yet elected.

    Where there are no more candidates than seats, all are elected, in the order of their rounds.

    Raises:
        ValueError: there is no seat, no candidate, or a paper does not score every candidate from 0 to 5.
    """
    check(candidates, seats, papers)
    return _Count(candidates, papers, seed).run(seats)


class _Count:
    """One count under way."""

    def __init__(self, candidates: Sequence[str], papers: Scored, seed: str) -> None:
        self.names = tuple(candidates)
        self.papers = Columns(papers.items(), len(self.names))
        self.totals = tuple(self.papers.total(each) for each in range(len(self.names)))
        self.seed = seed

    def run(self, seats: int) -> Counted:
        rounds: list[Round] = []
        standing = list(range(len(self.names)))
        while standing and len(rounds) < seats:
            rounds.append(self._round(standing, f"seat {len(rounds) + 1}"))
            standing.remove(rounds[-1].elected)
        return Counted(
            candidates=self.names,
            seats=seats,
            papers=self.papers.papers,
            totals=self.totals,
            elected=tuple(each.elected for each in rounds),
            rounds=tuple(rounds),
            seed=self.seed,
        )

    def _round(self, standing: Sequence[int], seat: str) -> Round:
        by_total = sorted(standing, key=lambda each: (-self.totals[each], each))
        totals = tuple((each, self.totals[each]) for each in by_total)
        if len(by_total) == 1:
            return Round(totals=totals, runoff=None, elected=by_total[0])
        (first, second), tie = self._into_the_runoff(by_total, seat)
        runoff = self._runoff(first, second, seat)
        return Round(totals=totals, runoff=runoff, elected=runoff.winner, tie=tie)

    def _into_the_runoff(self, by_total: Sequence[int], seat: str) -> tuple[Sequence[int], Tie | None]:
        """Those with the two highest totals, the higher first, and how a tie for that was broken."""
        line = self.totals[by_total[1]]
        above = [each for each in by_total if self.totals[each] > line]
        level = [each for each in by_total if self.totals[each] == line]
        places = 2 - len(above)
        if len(level) == places:
            return above + level, None
        lots = drawn(self.seed, f"{seat}, into the run-off", level, self.names)
        tie = broken(level, places, self.papers, lots)
        return [*above, *tie.chosen], tie

    def _runoff(self, first: int, second: int, seat: str) -> RunOff:
        for_first = self.papers.preferring(first, second)
        for_second = self.papers.preferring(second, first)
        tie = None
        if for_first == for_second:
            tie = self._level_in_the_runoff(first, second, seat)
            winner = tie.chosen[0]
        else:
            winner = first if for_first > for_second else second
        return RunOff(
            first=first,
            second=second,
            for_first=for_first,
            for_second=for_second,
            neither=self.papers.papers - for_first - for_second,
            winner=winner,
            tie=tie,
        )

    def _level_in_the_runoff(self, first: int, second: int, seat: str) -> Tie:
        two = sorted((first, second))
        by = Breaking.LOT
        winner = drawn(self.seed, f"{seat}, run-off", two, self.names)[0]
        for step, measure in ((Breaking.SCORES, self.totals.__getitem__), (Breaking.FIVES, self.papers.fives)):
            if measure(first) != measure(second):
                by, winner = step, max(two, key=measure)
                break
        return Tie(among=tuple(two), places=1, chosen=(winner,), by=(by,))
