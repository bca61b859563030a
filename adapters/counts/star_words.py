"""A count by STAR voting, also for several seats (Bloc STAR), in words and bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.counts.lots import how_to_draw
from adapters.counts.naming import REOPEN, marked, result, shown
from adapters.counts.sections import Section, Told
from adapters.counts.tie_words import broken, by_lot
from adapters.documents import Bar, Block, Paragraph, Strong, Text, heading, paragraph
from adapters.phrases import count
from deliberation.counting.papers import MOST
from deliberation.counting.star import Counted, Round, RunOff

HOW: Final = (
    f"How this works: each paper gives every candidate from 0 to {MOST} points. The two with the most points go into"
    " the run-off, in which each paper is one vote for whichever of the two it gives more points."
)
_FOR_SEVERAL: Final = " For several seats this is done once for each, among those not yet elected."


def told(counted: Counted, *, title: str, nobody: frozenset[int]) -> Told:
    """Put a count into words. Candidates that are ``nobody`` leave their seat unfilled."""
    telling = _Telling(counted, shown(counted.candidates), nobody)
    return Told(
        opening=telling.opening(title),
        sections=tuple(telling.section(number, each) for number, each in enumerate(counted.rounds, 1)),
        called="seat",
        closing=telling.closing(),
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    counted: Counted
    names: Sequence[str]
    nobody: frozenset[int]

    def opening(self, title: str) -> Section:
        counted = self.counted
        most = counted.papers * MOST
        into = {
            each for stage in counted.rounds[:1] if stage.runoff for each in (stage.runoff.first, stage.runoff.second)
        }
        order = sorted(range(len(self.names)), key=lambda each: -counted.totals[each])
        seats, papers = count(counted.seats, "seat", "seats"), count(counted.papers, "paper", "papers")
        return (
            heading(title),
            Paragraph((Strong(result(counted.elected, counted.seats, self.names, self.nobody)),)),
            paragraph(f"{seats}, {papers}."),
            paragraph(HOW + ("" if counted.seats == 1 else _FOR_SEVERAL)),
            paragraph(f"Points, of the {most:,} that one candidate could have:"),
            *(Bar(self._marked(each, into), counted.totals[each], most) for each in order),
        )

    def _marked(self, each: int, into: set[int]) -> str:
        if self.counted.seats > 1:
            return marked(self.names[each], ["elected"] if each in self.counted.elected else [])
        return marked(self.names[each], ["in the run-off"] if each in into else [])

    def section(self, number: int, each: Round) -> Section:
        seat = f"seat {number}"
        title = "The run-off" if self.counted.seats == 1 else seat.capitalize()
        blocks: list[Block] = []
        if each.tie is not None:
            blocks.append(
                paragraph(broken(each.tie, _places(each.tie.places), self.names, f"{seat}, into the run-off"))
            )
        if each.runoff is None:
            alone = Text(f" {self.names[each.elected]} is the only candidate left, so there is no run-off.")
            return (Paragraph((Strong(f"{title}."), alone)), *self._reopened(each), *blocks)
        blocks = [*blocks, *self._runoff(each.runoff, title, seat)]
        return (*blocks, *self._reopened(each))

    def _runoff(self, runoff: RunOff, title: str, seat: str) -> list[Block]:
        first, second, papers = self.names[runoff.first], self.names[runoff.second], self.counted.papers
        most, fewest = sorted((runoff.for_first, runoff.for_second), reverse=True)
        score = f"{count(most, 'paper', 'papers')} to {fewest:,}"
        how = f" They are level, {score}." if most == fewest else f" {self.names[runoff.winner]} wins, by {score}."
        blocks: list[Block] = [
            Paragraph((Strong(f"{title}: {first} against {second}."), Text(how))),
            Bar(f"prefer {first}", runoff.for_first, papers),
            Bar(f"prefer {second}", runoff.for_second, papers),
            Bar("score both the same", runoff.neither, papers),
        ]
        if runoff.tie is not None:
            blocks.append(paragraph(broken(runoff.tie, "the seat", self.names, f"{seat}, run-off")))
        return blocks

    def _reopened(self, each: Round) -> Section:
        if each.elected not in self.nobody:
            return ()
        return (Paragraph((Strong(f"{REOPEN} is elected: this seat stays unfilled."),)),)

    def closing(self) -> Section:
        ties = [tie for each in self.counted.rounds for tie in (each.tie, each.runoff.tie if each.runoff else None)]
        return (paragraph(how_to_draw(self.counted.seed)),) if any(map(by_lot, ties)) else ()


def _places(places: int) -> str:
    return "a place in the run-off" if places == 1 else "the two places in the run-off"
