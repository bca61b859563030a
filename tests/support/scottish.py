"""A count under the Scottish rules once more, naively: paper by paper, in fractions, as the Order tells it.

Written from schedule 1 of the Scottish Local Government Elections Order 2011 and from nothing else, so that the count
of the program can be held against it, stage by stage. It shares only the lots, which no law prescribes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from random import Random

Lot = Callable[[int, Sequence[int]], int]
"""Whom the returning officer draws, at a stage, among those."""


@dataclass
class Paper:
    """One ballot paper: whom it names in order, whose parcel it lies in, and with what value it came there."""

    names: tuple[int, ...]
    held_by: int | None = None
    value: Fraction = Fraction(1)


@dataclass(frozen=True)
class Recorded:
    """What the returning officer records of a stage."""

    does: str
    of: int | None
    votes: tuple[Fraction, ...]
    to_nobody: Fraction
    elected: tuple[int, ...]
    level: tuple[int, ...] | None
    """Who were level when one had to be chosen."""
    settled_at: int | None
    """The earlier stage that told them apart; ``None``: none did."""


@dataclass
class Officer:
    """The returning officer at the table."""

    candidates: int
    vacancies: int
    papers: list[Paper]
    lot: Lot
    continuing: list[int]
    quota: int = 0
    elected: list[int] = field(default_factory=list)
    left_with_quota: list[int] = field(default_factory=list)
    """Whose surplus has been transferred: they keep the quota and nothing else."""
    record: list[Recorded] = field(default_factory=list)

    def count(self) -> list[Recorded]:
        """Count, until every vacancy is filled."""
        for paper in self.papers:
            self.move(paper)
        self.papers = [paper for paper in self.papers if paper.held_by is not None]
        self.quota = len(self.papers) // (self.vacancies + 1) + 1  # rule 47
        self.end_stage("first preferences", None)
        while len(self.elected) < self.vacancies and self.continuing:
            over = [who for who in self.elected if self.votes(who) > self.quota]
            if over:
                who, level, settled_at = self.choose(over, highest=True)  # rule 50
                self.transfer_surplus(who)
                self.end_stage("transfer of a surplus", who, level, settled_at)
            else:
                who, level, settled_at = self.choose(self.continuing, highest=False)  # rules 51 and 52
                self.exclude(who)
                self.end_stage("exclusion", who, level, settled_at)
        return self.record

    def votes(self, who: int) -> Fraction:
        """Give the votes credited to somebody now."""
        if who in self.left_with_quota:
            return Fraction(self.quota)
        return sum((paper.value for paper in self.papers if paper.held_by == who), Fraction(0))

    def move(self, paper: Paper) -> None:
        """Put a paper into the parcel of the next available preference on it."""
        available = [who for who in paper.names if who in self.continuing]
        paper.held_by = available[0] if available else None

    def transfer_surplus(self, who: int) -> None:
        """Rule 49: the surplus times the value when received, by the votes credited, to five decimal places."""
        votes = self.votes(who)
        surplus = votes - self.quota
        for paper in [paper for paper in self.papers if paper.held_by == who]:
            paper.value = Fraction(floor(surplus * paper.value / votes * 100_000), 100_000)
            self.move(paper)
        self.left_with_quota.append(who)

    def exclude(self, who: int) -> None:
        """Rule 51: the papers go on with the value that they have."""
        self.continuing.remove(who)
        for paper in [paper for paper in self.papers if paper.held_by == who]:
            self.move(paper)

    def choose(self, among: list[int], *, highest: bool) -> tuple[int, tuple[int, ...] | None, int | None]:
        """Choose who has most or fewest votes; who had at the last stage that tells them apart; or by lot."""
        sign = 1 if highest else -1
        most = max(sign * self.votes(who) for who in among)
        level = sorted(who for who in among if sign * self.votes(who) == most)
        if len(level) == 1:
            return level[0], None, None
        left = level
        while True:
            unequal = [at for at, stage in enumerate(self.record) if len({stage.votes[who] for who in left}) > 1]
            if not unequal:
                return self.lot(len(self.record) + 1, left), tuple(level), None
            votes = self.record[unequal[-1]].votes
            best = max(sign * votes[who] for who in left)
            left = [who for who in left if sign * votes[who] == best]
            if len(left) == 1:
                return left[0], tuple(level), unequal[-1] + 1

    def end_stage(
        self, does: str, of: int | None, level: tuple[int, ...] | None = None, settled_at: int | None = None
    ) -> None:
        """Rules 48 and 53: say who is deemed elected, and record the stage."""
        votes = tuple(self.votes(who) for who in range(self.candidates))
        history = [stage.votes for stage in self.record] + [votes]
        new = [who for who in self.continuing if votes[who] >= self.quota]
        if len(self.continuing) <= self.vacancies - len(self.elected):
            new = list(self.continuing)
        new.sort()
        new.sort(key=lambda who: [earlier[who] for earlier in history[::-1]], reverse=True)
        self.elected += new
        self.continuing = [who for who in self.continuing if who not in new]
        to_nobody = len(self.papers) - sum(votes, Fraction(0))
        self.record.append(Recorded(does, of, votes, to_nobody, tuple(new), level, settled_at))


def made_up(
    chance: Random, *, larger: bool = False
) -> tuple[list[str], int, dict[tuple[int, ...], int], frozenset[int]]:
    """Make up an election: candidates, seats, papers, and who withdrew. In small ones ties and surpluses come often."""
    candidates = chance.randint(1, 10 if larger else 6)
    seats = chance.randint(1, 5)
    favour = [chance.choice((1, 1, 2, 6)) for _ in range(candidates)]
    papers: dict[tuple[int, ...], int] = {}
    for _ in range(chance.choice((20, 40, 80) if larger else (0, 1, 3, 6, 10, 15))):
        named: list[int] = []
        for who in chance.choices(range(candidates), favour, k=chance.randint(0, candidates + 1)):
            if who not in named:
                named.append(who)
        papers[tuple(named)] = papers.get(tuple(named), 0) + chance.choice((1, 1, 2, 5))
    withdrawn = frozenset({chance.randrange(candidates)} if candidates > 1 and chance.random() < 0.1 else ())
    return [f"Candidate {chr(65 + who)}" for who in range(candidates)], seats, papers, withdrawn
