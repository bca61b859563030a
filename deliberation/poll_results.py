"""How a ballot comes out: pure functions of the poll, its papers and what lots were drawn from.

Whoever has what was published can work all of it out again: the papers, the options in their order, and the secret.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil

from deliberation.counting import allocated, star, stv
from deliberation.polls import Marks, OnReferendum, Paper, Poll, PollOutcome, read_marks, written_marks
from deliberation.rules import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo:
    """The count of one question. Blank papers count for the turnout and for nothing else."""

    yes: int
    no: int
    blank: int
    on_roll: int
    quorum: int
    """How many of the roll must vote."""
    threshold: Fraction
    """The share of yes and no together that yes must be more than."""

    @property
    def papers(self) -> int:
        """How many voted."""
        return self.yes + self.no + self.blank

    @property
    def quorate(self) -> bool:
        """Whether enough voted."""
        return self.papers >= self.quorum

    @property
    def carried(self) -> bool:
        """Whether yes is more than its share; where that is the whole, whether everybody who chose said yes."""
        if self.threshold == 1:
            return self.yes > 0 and self.no == 0
        return self.yes > self.threshold * (self.yes + self.no)


Count = star.Counted | allocated.Counted | stv.Counted | YesNo
"""A whole count, by whichever method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a poll comes out: which options win, by their place and in order; and the count that says so."""

    outcome: PollOutcome
    elected: tuple[int, ...]
    count: Count | None
    """``None`` where no paper says anything, so that nothing can be counted but lots."""


def lot_of(drawn_from: str) -> str:
    """Give the SHA-256 (hex) of a secret, as it is published when a poll opens: of its text in UTF-8."""
    return sha256(drawn_from.encode()).hexdigest()


def sorted_papers(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Put papers in the order in which they are published: by what they say, with all that say the same together."""
    many: Counter[Marks] = Counter()
    for paper in papers:
        many[paper.marks] += paper.many
    return tuple(Paper(marks, many[marks]) for marks in sorted(many))


def seed_of(poll: Poll, papers: Iterable[Paper], drawn_from: str) -> str:
    r"""Give the seed from which all lots in a count are drawn, 64 hex digits.

    It is the SHA-256 of these lines in UTF-8, with ``\n`` between them and none at the end: the number of the poll
    (``B4``), the secret ``drawn_from`` as it is published, then one line for each sort of paper, its marks with commas
    between, a colon and how many there are (``0,5,3:12``), sorted by the marks as numbers from the left (a shorter
    paper before a longer one that begins so).

    The secret was fixed before anybody voted (``Poll.lot`` is its hash), and the papers are nobody's alone to choose:
    so neither who runs the program nor a voter can choose the lots.
    """
    lines = [f"{written_marks(paper.marks)}:{paper.many}" for paper in sorted_papers(papers)]
    return sha256("\n".join([f"B{poll.number}", drawn_from, *lines]).encode()).hexdigest()


def open_papers(poll: Poll) -> tuple[Paper, ...]:
    """Give the papers of an open ballot, which stand in it."""
    return sorted_papers(Paper(read_marks(marks), 1) for marks in poll.given.values())


def result_of(poll: Poll, papers: Iterable[Paper], drawn_from: str) -> Result:
    """Count a poll.

    The design names no quorum for elections and deadlocks, and there is none; but where not one paper says anything
    (no vote, or blank ones alone), nothing wins, rather than that a lot decides.

    Raises:
        ValueError: a paper is not one of this poll (``fault_of``).
    """
    found = sorted_papers(papers)
    many = {paper.marks: paper.many for paper in found}
    if poll.method is Method.YES_NO:
        return _answered(poll, many)
    if not any(any(marks) if poll.method is not Method.STV else marks for marks in many):
        return Result(outcome=PollOutcome.INQUORATE, elected=(), count=None)
    counted = _counted(poll, many, seed_of(poll, found, drawn_from))
    return Result(outcome=PollOutcome.DECIDED, elected=counted.elected, count=counted)


def _counted(poll: Poll, many: Mapping[Marks, int], seed: str) -> star.Counted | allocated.Counted | stv.Counted:
    names = [option.key for option in poll.options]
    if poll.method is Method.STV:
        return stv.count(names, poll.seats, many, seed=seed)
    if poll.method is Method.PROPORTIONAL:
        return allocated.count(names, poll.seats, many, seed=seed)
    return star.count(names, poll.seats, many, seed=seed)


def _answered(poll: Poll, many: Mapping[Marks, int]) -> Result:
    count = YesNo(
        yes=many.get((0,), 0),
        no=many.get((1,), 0),
        blank=many.get((), 0),
        on_roll=len(poll.roll),
        quorum=quorum_of(poll),
        threshold=poll.rules.referendum_threshold,
    )
    if count.papers != sum(many.values()):
        raise ValueError("a paper says neither yes nor no, nor is blank")
    if not count.quorate:
        return Result(outcome=PollOutcome.INQUORATE, elected=(), count=count)
    if not count.carried:
        return Result(outcome=PollOutcome.NOT_CARRIED, elected=(), count=count)
    return Result(outcome=PollOutcome.DECIDED, elected=(0,), count=count)


def quorum_of(poll: Poll) -> int:
    """Say how many must vote: in a referendum a share of the roll, and never under one; else there is no quorum."""
    if not isinstance(poll.question, OnReferendum):
        return 0
    return max(1, ceil(poll.rules.referendum_quorum * len(poll.roll)))
