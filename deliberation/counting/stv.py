"""The single transferable vote, as Scotland elects its councillors.

Scottish Local Government Elections Order 2011 (SSI 2011/399), schedule 1, rules 46 to 53: Droop quota, weighted
inclusive Gregory, transfer values to five decimal places with any remainder ignored. Votes are integers in
hundred-thousandths of a vote: ``100_000`` is one vote.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from deliberation.counting.lots import drawn
from deliberation.counting.papers import Ranked, Ranking

VOTE: Final = 100_000
"""One vote, in the units in which votes are counted."""


class Step(StrEnum):
    """What a stage does."""

    FIRST = "first preferences"
    SURPLUS = "transfer of a surplus"
    EXCLUSION = "exclusion"


class Breaking(StrEnum):
    """By what a tie was broken."""

    EARLIER_STAGE = "an earlier stage"
    LOT = "lot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Candidates who were level when one of them had to be chosen; who was, and by what."""

    among: tuple[int, ...]
    chosen: int
    by: Breaking
    stage: int | None = None
    """The earlier stage (from 1) at which they were not level; ``None`` for a lot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of the count. All that is counted stands as it is at its end, in ``VOTE`` units."""

    number: int
    step: Step
    of: int | None
    """Whose surplus, or who was excluded; ``None`` for first preferences."""
    votes: tuple[int, ...]
    """Each candidate's votes, in the order of the paper; whoever was excluded has none."""
    moved: tuple[int, ...]
    """By how much each candidate's votes changed in this stage."""
    non_transferable: int
    """Votes that went to nobody, so far: papers that name nobody further, and what truncation ignored."""
    elected: tuple[int, ...]
    """Who was deemed elected at this stage, in order of their votes, the highest first."""
    tie: Tie | None = None
    """How it was settled whose surplus or who was excluded, where that was not clear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A whole count. ``elected`` holds candidates by their place on the paper, in order of election."""

    candidates: tuple[str, ...]
    seats: int
    valid: int
    """How many papers were counted, in papers."""
    quota: int
    """In whole votes."""
    elected: tuple[int, ...]
    stages: tuple[Stage, ...]
    seed: str


def count(
    candidates: Sequence[str], seats: int, papers: Ranked, *, seed: str, withdrawn: frozenset[int] = frozenset()
) -> Counted:
    """Count ``papers`` for ``seats`` seats. ``withdrawn`` candidates are passed over, as if nobody had named them.

    A paper on which nobody is named who stands has no first preference: it is not valid, and not in ``valid``. Where
    there are no more candidates than seats, all are elected at the first stage.

    Raises:
        ValueError: there is no seat, no candidate, or a paper names one twice or one that there is not.
    """
    _in_order(candidates, seats, papers, withdrawn)
    counting = _Counting(names=tuple(candidates), seats=seats, seed=seed)
    counting.sort_first_preferences(papers, set(range(len(candidates))) - withdrawn)
    while counting.continuing and len(counting.elected) < seats:
        counting.take_next_step()
    return Counted(
        candidates=counting.names,
        seats=seats,
        valid=counting.valid,
        quota=counting.quota,
        elected=tuple(counting.elected),
        stages=tuple(counting.stages),
        seed=seed,
    )


def _in_order(candidates: Sequence[str], seats: int, papers: Ranked, withdrawn: frozenset[int]) -> None:
    there = frozenset(range(len(candidates)))
    if seats < 1:
        raise ValueError("There is no seat to fill.")
    if not withdrawn <= there:
        raise ValueError("One who is not a candidate is said to have withdrawn.")
    if not there - withdrawn:
        raise ValueError("There is no candidate.")
    for ranking, times in papers.items():
        if not there.issuperset(ranking):
            raise ValueError(f"A paper names one who is not a candidate: {ranking}.")
        if len(set(ranking)) < len(ranking):
            raise ValueError(f"A paper names a candidate twice: {ranking}.")
        if times < 0:
            raise ValueError(f"There are fewer than no papers alike: {ranking}.")


_Parcels = dict[int, list[tuple[Ranking, int, int]]]
"""Papers by the value at which they were received: a ranking, how many papers have it, and the next place to look at.

Whoever was passed over once is never available again, so nobody needs to go back to the first preference.
"""


@dataclass(slots=True, kw_only=True)
class _Counting:
    """How far a count has come."""

    names: tuple[str, ...]
    seats: int
    seed: str
    valid: int = 0
    quota: int = 0
    continuing: set[int] = field(default_factory=set)
    elected: list[int] = field(default_factory=list)
    surpluses: set[int] = field(default_factory=set)
    """Who was elected with more than the quota, and holds it still."""
    parcels: list[_Parcels] = field(default_factory=list)
    votes: list[int] = field(default_factory=list)
    non_transferable: int = 0
    stages: list[Stage] = field(default_factory=list)

    def sort_first_preferences(self, papers: Ranked, standing: set[int]) -> None:
        """Rules 46 and 47: sort the papers, credit one vote for each, and find the quota."""
        self.continuing = standing
        self.parcels = [{} for _ in self.names]
        self.votes = [0] * len(self.names)
        # No paper gives less than a vote here; whatever names nobody is not valid.
        self._hand_on({VOTE: [(ranking, times, 0) for ranking, times in papers.items()]}, lambda value: value)
        self.valid = sum(self.votes) // VOTE
        self.quota = self.valid // (self.seats + 1) + 1
        self._end_stage(Step.FIRST, of=None, before=[0] * len(self.names), tie=None)

    def take_next_step(self) -> None:
        """Transfer the largest surplus (rule 50); where there is none, exclude whoever has the fewest votes."""
        before = self.votes.copy()
        if self.surpluses:
            of, tie = self._chosen(self.surpluses, max)
            self._transfer_surplus(of)
            self._end_stage(Step.SURPLUS, of=of, before=before, tie=tie)
        else:
            of, tie = self._chosen(self.continuing, min)
            self._exclude(of)
            self._end_stage(Step.EXCLUSION, of=of, before=before, tie=tie)

    def _transfer_surplus(self, of: int) -> None:
        """Rule 49: every paper goes on, at surplus x value when received / votes credited, to five decimal places."""
        self.surpluses.remove(of)
        votes, quota = self.votes[of], self.quota * VOTE
        surplus = votes - quota
        self.votes[of] = quota
        credited = self._hand_on(self.parcels[of], lambda value: surplus * value // votes)
        self.parcels[of] = {}
        self.non_transferable += surplus - credited

    def _exclude(self, of: int) -> None:
        """Rule 51: every paper goes on at the value at which it was received."""
        self.continuing.remove(of)
        votes, self.votes[of] = self.votes[of], 0
        credited = self._hand_on(self.parcels[of], lambda value: value)
        self.parcels[of] = {}
        self.non_transferable += votes - credited

    def _hand_on(self, parcels: _Parcels, worth: Callable[[int], int]) -> int:
        """Give each paper to the next candidate on it who continues; give the votes credited to all of them."""
        credited = 0
        for value, papers in parcels.items():
            given = worth(value)
            for ranking, times, start in papers:
                for place in range(start, len(ranking)):
                    candidate = ranking[place]
                    if candidate in self.continuing:
                        self.parcels[candidate].setdefault(given, []).append((ranking, times, place + 1))
                        self.votes[candidate] += times * given
                        credited += times * given
                        break
        return credited

    def _end_stage(self, step: Step, *, of: int | None, before: list[int], tie: Tie | None) -> None:
        self.stages.append(
            Stage(
                number=len(self.stages) + 1,
                step=step,
                of=of,
                votes=tuple(self.votes),
                moved=tuple(now - then for now, then in zip(self.votes, before, strict=True)),
                non_transferable=self.non_transferable,
                elected=self._deemed_elected(),
                tie=tie,
            )
        )

    def _deemed_elected(self) -> tuple[int, ...]:
        """Rule 48, whoever has the quota; then rule 53, everybody left where as many vacancies are left.

        Rule 53 is looked at when a stage has ended: the papers of the last who was excluded are transferred too, as
        electronic counts do and the Order allows (SSI 2021/437). It changes nobody's election.
        """
        new = {candidate for candidate in self.continuing if self.votes[candidate] >= self.quota * VOTE}
        self.surpluses |= {candidate for candidate in new if self.votes[candidate] > self.quota * VOTE}
        if len(self.continuing) <= self.seats - len(self.elected):
            new = self.continuing.copy()
        self.continuing -= new
        ordered = tuple(sorted(new, key=self._rank))
        self.elected += ordered
        return ordered

    def _rank(self, candidate: int) -> tuple[list[int], int]:
        """The most votes first, now and then at each stage before; who was level throughout, as on the paper."""
        before = (-stage.votes[candidate] for stage in reversed(self.stages))
        return [-self.votes[candidate], *before], candidate

    def _chosen(self, among: Iterable[int], edge: Callable[[Iterator[int]], int]) -> tuple[int, Tie | None]:
        """Choose whoever has the most, or the fewest, votes; by the latest stage that tells them apart, or by lot.

        Rules 50 and 52. The Order has regard to the most recent preceding stage at which those who are level were
        not. Where that leaves several, they are level still, and it is asked of them again.
        """
        level = sorted(among)
        tied: tuple[int, ...] | None = None
        for stage in reversed(self.stages):
            best = edge(stage.votes[candidate] for candidate in level)
            level = [candidate for candidate in level if stage.votes[candidate] == best]
            if len(level) == 1:
                (chosen,) = level
                if tied is None:
                    return chosen, None
                return chosen, Tie(among=tied, chosen=chosen, by=Breaking.EARLIER_STAGE, stage=stage.number)
            tied = tied or tuple(level)
        chosen = drawn(self.seed, f"stage {len(self.stages) + 1}", level, self.names)[0]
        return chosen, Tie(among=tied or (), chosen=chosen, by=Breaking.LOT)
