"""A count by the single transferable vote as a picture: stage by stage, a bar for every candidate, and the quota."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.counts.canvas import Fill
from adapters.counts.grid import MOST_COLUMNS, MOST_ROWS, Cell, Column, Grid, Row, drawn
from adapters.counts.lettering import labels
from adapters.counts.naming import result
from deliberation.counting.stv import VOTE, Counted, Stage, Step

_HUNDREDTH: Final = VOTE // 100


def picture(counted: Counted, *, title: str, nobody: frozenset[int], withdrawn: frozenset[int] = frozenset()) -> bytes:
    """Draw a count, as a PNG file. Candidates that are ``nobody`` leave their seat unfilled."""
    return drawn(_Drawing(counted, labels(counted.candidates), nobody, withdrawn).grid(title))


def worth_showing(counted: Counted, most: int = MOST_COLUMNS) -> list[Stage]:
    """Choose the stages to be drawn: the first, the last, those at which somebody was elected, then the latest."""
    stages = counted.stages
    order = [stages[0], stages[-1], *(each for each in stages if each.elected), *reversed(stages)]
    chosen = list(dict.fromkeys(each.number for each in order))[:most]
    return [stages[number - 1] for number in sorted(chosen)]


@dataclass(frozen=True, slots=True)
class _Drawing:
    counted: Counted
    names: Sequence[str]
    nobody: frozenset[int]
    withdrawn: frozenset[int]

    def grid(self, title: str) -> Grid:
        counted = self.counted
        stages = worth_showing(counted)
        ranked = self._ranked()
        rows = [self._row(each, stages) for each in ranked[:MOST_ROWS]]
        rows.append(self._non_transferable(stages))
        quota = counted.quota * VOTE
        tallest = max([quota, *(amount for each in stages for amount in (*each.votes, each.non_transferable))])
        return Grid(
            title=title,
            result=result(counted.elected, counted.seats, self.names, self.nobody),
            shows=f"{counted.valid:,} papers. Dashed line: the quota, {counted.quota:,}. ✓ elected at this stage.",
            columns=tuple(self._column(each) for each in stages),
            rows=tuple(rows),
            full=tallest * 21 // 20,
            line=quota,
            left_out=self._left_out(len(stages), len(ranked)),
        )

    def _ranked(self) -> list[int]:
        """Order the candidates: the elected as they were elected, then who was in the count longest."""
        out = {stage.of: stage.number for stage in self.counted.stages if stage.step is Step.EXCLUSION}
        last = self.counted.stages[-1]
        others = [each for each in range(len(self.names)) if each not in self.counted.elected]
        others.sort(key=lambda each: (-out.get(each, len(self.counted.stages) + 1), -last.votes[each]))
        return [*self.counted.elected, *(each for each in others if each not in self.withdrawn)]

    def _row(self, each: int, stages: Sequence[Stage]) -> Row:
        elected = next((stage.number for stage in self.counted.stages if each in stage.elected), None)
        out = next(
            (stage.number for stage in self.counted.stages if stage.step is Step.EXCLUSION and stage.of == each), None
        )
        note = ""
        if elected is not None:
            note = f"{'elected: seat unfilled' if each in self.nobody else 'elected'}, stage {elected}"
        elif out is not None:
            note = f"out, stage {out}"
        cells = tuple(self._cell(each, stage, elected, out) for stage in stages)
        return Row(name=self.names[each], note=note, cells=cells)

    @staticmethod
    def _cell(each: int, stage: Stage, elected: int | None, out: int | None) -> Cell | None:
        if out is not None and stage.number > out:
            return None
        if out == stage.number:
            return Cell(amount=0, text="out", fill=Fill.STANDING)
        votes = stage.votes[each]
        already = elected is not None and elected <= stage.number
        text = _short(votes) + (" ✓" if elected == stage.number else "")
        return Cell(amount=votes, text=text, fill=Fill.ELECTED if already else Fill.STANDING)

    @staticmethod
    def _non_transferable(stages: Sequence[Stage]) -> Row:
        cells = tuple(
            Cell(amount=each.non_transferable, text=_short(each.non_transferable), fill=Fill.NOBODY) for each in stages
        )
        return Row(name="Non-transferable", note="", cells=cells)

    def _column(self, stage: Stage) -> Column:
        title = f"Stage {stage.number}"
        if stage.of is None:
            return Column(title=title, does="first choices", to="")
        does = "surplus of" if stage.step is Step.SURPLUS else "drops out:"
        return Column(title=title, does=does, to=self.names[stage.of])

    def _left_out(self, stages: int, candidates: int) -> tuple[str, ...]:
        said = []
        if (there := len(self.counted.stages)) > stages:
            said.append(f"{stages} of {there} stages are drawn; the count in words has them all.")
        if candidates > MOST_ROWS:
            said.append(f"{candidates - MOST_ROWS:,} more candidates, who dropped out first, are not drawn.")
        return tuple(said)


def _short(units: int) -> str:
    """Write votes with two decimals, the rest ignored: so nobody seems to have a quota who has not."""
    whole, part = divmod(units, VOTE)
    return f"{whole:,}" + (f".{part // _HUNDREDTH:02}" if part else "")
