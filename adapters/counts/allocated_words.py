"""A count by Allocated Score, which shares several seats out among the voters, in words and tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from adapters.counts.amounts import points
from adapters.counts.lots import how_to_draw
from adapters.counts.naming import REOPEN, marked, result, shown
from adapters.counts.sections import Section, Told
from adapters.counts.tie_words import broken, by_lot
from adapters.documents import Block, Paragraph, Strong, Table, Text, heading, paragraph
from adapters.phrases import count
from deliberation.counting.allocated import Counted, Round
from deliberation.counting.papers import MOST

HOW: Final = (
    f"How this works: each paper gives every candidate from 0 to {MOST} points. Whoever has the most points is elected;"
    " then the papers that gave them the most points are used up, a quota of them, so that the next seat is for"
    " everybody else. Papers at the edge of the quota are used up in part, and count on with the rest. The count is"
    " exact; parts are shown with five decimals."
)


def told(counted: Counted, *, title: str, nobody: frozenset[int]) -> Told:
    """Put a count into words. Candidates that are ``nobody`` leave their seat unfilled."""
    telling = _Telling(counted, shown(counted.candidates), nobody)
    lots = any(by_lot(each.tie) for each in counted.rounds)
    return Told(
        opening=telling.opening(title),
        sections=tuple(telling.section(number, each) for number, each in enumerate(counted.rounds, 1)),
        called="seat",
        closing=(paragraph(how_to_draw(counted.seed)),) if lots else (),
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    counted: Counted
    names: Sequence[str]
    nobody: frozenset[int]

    def opening(self, title: str) -> Section:
        counted = self.counted
        seats, papers = count(counted.seats, "seat", "seats"), count(counted.papers, "paper", "papers")
        quota = f"Quota: {_papers(counted.quota)}, which is what all papers are, shared among the seats."
        return (
            heading(title),
            Paragraph((Strong(result(counted.elected, counted.seats, self.names, self.nobody)),)),
            paragraph(f"{seats}, {papers}. {quota}"),
            paragraph(HOW),
        )

    def section(self, number: int, each: Round) -> Section:
        name = self.names[each.elected]
        used = f" {name} has the most points. Used up for this seat: {_papers(each.used)}."
        rows = tuple(
            (marked(self.names[one], ["elected"] if one == each.elected else []), points(total))
            for one, total in each.totals
        )
        blocks: list[Block] = [Paragraph((Strong(f"Seat {number}: {name}."), Text(used)))]
        if each.tie is not None:
            blocks.append(paragraph(broken(each.tie, "the seat", self.names, f"seat {number}")))
        blocks.append(Table(("Candidate", "Points"), rows))
        if each.elected in self.nobody:
            blocks.append(Paragraph((Strong(f"{REOPEN} is elected: this seat stays unfilled."),)))
        return tuple(blocks)


def _papers(amount: Fraction) -> str:
    return f"{points(amount)} {'paper' if amount == 1 else 'papers'}"
