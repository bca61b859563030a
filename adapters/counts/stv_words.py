"""A count by the single transferable vote in words and tables, for readers who have never heard of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.counts.amounts import moved, votes
from adapters.counts.lots import how_to_draw
from adapters.counts.naming import REOPEN, marked, result, shown, these
from adapters.counts.sections import Section, Told
from adapters.documents import Block, Paragraph, Strong, Table, Text, heading, paragraph
from adapters.phrases import count
from deliberation.counting.stv import VOTE, Breaking, Counted, Stage, Step, Tie

HOW: Final = (
    "How this works: each paper is one vote, and counts for its first choice. Whoever reaches the quota is elected, and"
    " what they have beyond it, their surplus, goes on to the next choices on their papers, as parts of a vote. Where"
    " there is no surplus, whoever has the fewest votes drops out, and their papers go on to the next choices. A vote"
    " is non-transferable once its paper names nobody further who is still in the count."
)

_NON_TRANSFERABLE: Final = "Non-transferable"
_TOTAL: Final = "Total"


def told(counted: Counted, *, title: str, nobody: frozenset[int], withdrawn: frozenset[int] = frozenset()) -> Told:
    """Put a count into words. ``withdrawn`` were passed over; what is ``nobody`` leaves its seat unfilled."""
    telling = _Telling(counted, shown(counted.candidates), nobody, withdrawn)
    return Told(
        opening=telling.opening(title),
        sections=tuple(telling.section(stage) for stage in counted.stages),
        called="stage",
        closing=telling.closing(),
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    counted: Counted
    names: Sequence[str]
    nobody: frozenset[int]
    withdrawn: frozenset[int]

    def opening(self, title: str) -> Section:
        counted = self.counted
        seats, papers = count(counted.seats, "seat", "seats"), count(counted.valid, "valid paper", "valid papers")
        sharing = "" if counted.seats == 1 else f" No more than {counted.seats:,} candidates can have so many."
        blocks: list[Block] = [
            heading(title),
            Paragraph((Strong(result(counted.elected, counted.seats, self.names, self.nobody)),)),
            paragraph(f"{seats}, {papers}. Quota: {count(counted.quota, 'vote', 'votes')}.{sharing}"),
        ]
        if self.withdrawn:
            gone = these(sorted(self.withdrawn), self.names)
            blocks.append(paragraph(f"Withdrawn, and passed over wherever a paper names them: {gone}."))
        return (*blocks, paragraph(HOW))

    def section(self, stage: Stage) -> Section:
        blocks: list[Block] = [
            Paragraph((Strong(f"Stage {stage.number}: {self._title(stage)}"), Text(self._what(stage))))
        ]
        if stage.tie is not None:
            blocks.append(paragraph(self._broken(stage, stage.tie)))
        blocks.append(self._table(stage))
        if stage.elected:
            blocks += self._elected(stage)
        return tuple(blocks)

    def closing(self) -> Section:
        lots = [stage for stage in self.counted.stages if stage.tie is not None and stage.tie.by is Breaking.LOT]
        return (paragraph(how_to_draw(self.counted.seed)),) if lots else ()

    def _title(self, stage: Stage) -> str:
        if stage.of is None:
            return "first choices."
        name = self.names[stage.of]
        if stage.step is Step.SURPLUS:
            return f"the surplus of {name} goes on."
        before = self._before(stage).votes[stage.of]
        return f"{name} drops out, with {f'the fewest votes ({votes(before)})' if before else 'no votes'}."

    def _what(self, stage: Stage) -> str:
        if stage.of is None:
            return f" {count(self.counted.valid, 'paper counts', 'papers count')} one vote each."
        before = self._before(stage).votes[stage.of]
        if stage.step is Step.EXCLUSION:
            return " The papers go on to the next choices on them, each worth what it was." if before else ""
        surplus = before - self.counted.quota * VOTE
        part = votes(surplus * VOTE // before)
        return (
            f" That is {votes(surplus)} beyond the quota. The papers go on to the next choices on them, each worth"
            f" {part} of what it was."
        )

    def _before(self, stage: Stage) -> Stage:
        return self.counted.stages[stage.number - 2]

    def _broken(self, stage: Stage, tie: Tie) -> str:
        level, chosen = these(tie.among, self.names), self.names[tie.chosen]
        does = "goes on first" if stage.step is Step.SURPLUS else "drops out"
        whose = f"the surplus of {chosen}" if stage.step is Step.SURPLUS else chosen
        if tie.by is Breaking.LOT:
            occasion = f"(occasion: stage {stage.number})"
            return f"{level} were level, at every earlier stage too. By lot, {whose} {does} {occasion}."
        most = "most" if stage.step is Step.SURPLUS else "fewest"
        return f"{level} were level. At stage {tie.stage} {chosen} had the {most} votes of them, so {whose} {does}."

    def _table(self, stage: Stage) -> Table:
        first = stage.number == 1
        before = 0 if first else self._before(stage).non_transferable
        rows = [self._row(stage, each) for each in self._standing(stage)]
        rows.append((_NON_TRANSFERABLE, votes(stage.non_transferable), moved(stage.non_transferable - before)))
        rows.append((_TOTAL, votes(sum(stage.votes) + stage.non_transferable), ""))
        heads = ("Candidate", "Votes", "Change")
        return Table(heads[:2], tuple(row[:2] for row in rows)) if first else Table(heads, tuple(rows))

    def _standing(self, stage: Stage) -> list[int]:
        """List who is still in the count as a stage begins, the most votes first."""
        earlier = self.counted.stages[: stage.number - 1]
        out = {each.of for each in earlier if each.step is Step.EXCLUSION} | self.withdrawn
        standing = [each for each in range(len(self.names)) if each not in out]
        return sorted(standing, key=lambda each: -stage.votes[each])

    def _row(self, stage: Stage, each: int) -> tuple[str, str, str]:
        marks = []
        if any(each in up_to_here.elected for up_to_here in self.counted.stages[: stage.number]):
            marks.append("elected")
        if stage.step is Step.EXCLUSION and stage.of == each:
            marks.append("out")
        return marked(self.names[each], marks), votes(stage.votes[each]), moved(stage.moved[each])

    def _elected(self, stage: Stage) -> list[Block]:
        quota = self.counted.quota * VOTE
        short = [each for each in stage.elected if stage.votes[each] < quota]
        why = "" if not short else " No more candidates are left than seats, so the quota need not be reached."
        blocks: list[Block] = []
        if people := [each for each in stage.elected if each not in self.nobody]:
            blocks.append(Paragraph((Strong(f"Elected at this stage: {these(people, self.names)}."), Text(why))))
        if len(people) < len(stage.elected):
            blocks.append(
                Paragraph((Strong(f"{REOPEN} is elected: this seat stays unfilled."), Text("" if people else why)))
            )
        return blocks
