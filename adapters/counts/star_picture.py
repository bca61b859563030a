"""A count by STAR voting as a picture: a bar for every candidate's points, and each run-off as one bar in parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from adapters.counts.canvas import MARGIN, SOFT, Canvas, Fill
from adapters.counts.captions import Caption, above
from adapters.counts.lettering import Weight, fitted, labels, type_of, width
from adapters.counts.naming import result
from adapters.phrases import listed
from deliberation.counting.papers import MOST
from deliberation.counting.star import Counted, Round, RunOff
from deliberation.counting.ties import Breaking

MOST_ROWS: Final = 30
MOST_RUN_OFFS: Final = 9

_BY: Final[Mapping[Breaking, str]] = MappingProxyType(
    {
        Breaking.PAIRS: "comparing pairs",
        Breaking.SCORES: "more points",
        Breaking.FIVES: "more fives",
        Breaking.LOT: "lot",
    }
)

_WIDE: Final = 1080
_NAMES: Final = 330
_FIGURES: Final = 130
_ROW: Final = 66
_RUN_OFF: Final = 168
_GAP: Final = 14
_BAR: Final = 30


def picture(counted: Counted, *, title: str, nobody: frozenset[int]) -> bytes:
    """Draw a count, as a PNG file. Candidates that are ``nobody`` leave their seat unfilled."""
    return _Drawing(counted, labels(counted.candidates), nobody).drawn(title)


@dataclass(frozen=True, slots=True)
class _Drawing:
    counted: Counted
    names: Sequence[str]
    nobody: frozenset[int]

    def drawn(self, title: str) -> bytes:
        order = self._order()
        runoffs = [each for each in self.counted.rounds if each.runoff is not None]
        won = result(self.counted.elected, self.counted.seats, self.names, self.nobody)
        caption = above(_WIDE, title, won, self._shows())
        below = Caption(_WIDE).add(self._left_out(len(order), len(runoffs)))
        rows, parts = min(len(order), MOST_ROWS), min(len(runoffs), MOST_RUN_OFFS)
        canvas = Canvas(_WIDE, 2 * MARGIN + caption.high + _GAP + _ROW * rows + _RUN_OFF * parts + below.high)
        y = caption.written(canvas, MARGIN) + _GAP
        for each in order[:MOST_ROWS]:
            self._row(canvas, each, y)
            y += _ROW
        for part in runoffs[:MOST_RUN_OFFS]:
            self._round(canvas, part, y)
            y += _RUN_OFF
        below.written(canvas, y)
        return canvas.png()

    def _order(self) -> list[int]:
        """Order the candidates by their points, whoever is elected before others who have as many."""
        elected = {each: place for place, each in enumerate(self.counted.elected)}
        return sorted(
            range(len(self.names)),
            key=lambda each: (-self.counted.totals[each], elected.get(each, len(elected)), each),
        )

    def _shows(self) -> str:
        papers = self.counted.papers
        return f"{papers:,} papers. Points, of {papers * MOST:,} that one candidate could have:"

    @staticmethod
    def _left_out(candidates: int, runoffs: int) -> list[str]:
        said = []
        if candidates > MOST_ROWS:
            said.append(f"{candidates - MOST_ROWS:,} more candidates, with fewer points, are not drawn.")
        if runoffs > MOST_RUN_OFFS:
            said.append(f"{MOST_RUN_OFFS} of {runoffs} run-offs are drawn; the count in words has them all.")
        return said

    def _note(self, each: int) -> str:
        """Say below a name what became of it."""
        if each in self.counted.elected:
            what = "elected: seat unfilled" if each in self.nobody else "elected"
            return what if self.counted.seats == 1 else f"{what}, seat {self.counted.elected.index(each) + 1}"
        first = self.counted.rounds[0].runoff
        finalist = self.counted.seats == 1 and first is not None and each in {first.first, first.second}
        return "in the run-off" if finalist else ""

    def _row(self, canvas: Canvas, each: int, y: int) -> None:
        self._name(canvas, each, y)
        left, right = MARGIN + _NAMES + 20, _WIDE - MARGIN - _FIGURES
        top = y + (_ROW - _BAR) // 2
        canvas.track(left, top, right, top + _BAR)
        total = self.counted.totals[each]
        long = (right - left) * total // max(1, self.counted.papers * MOST)
        fill = Fill.ELECTED if each in self.counted.elected else Fill.STANDING
        canvas.bar(left, top, left + max(long, 2 if total else 0), top + _BAR, fill)
        mark = " ✓" if each in self.counted.elected else ""
        canvas.text(right + 16, y + 15, f"{total:,}{mark}", 28, weight="Semibold")

    def _name(self, canvas: Canvas, each: int, y: int) -> None:
        """Write a name; a long one smaller, on two lines."""
        name, note = self.names[each], self._note(each)
        fits = width(name, type_of(27, "Semibold")) <= _NAMES
        size, step, lines = (27, 30, 1) if fits else (20, 20, 2)
        broken = fitted(name, type_of(size, "Semibold"), _NAMES, lines)
        y += (_ROW - step * len(broken) - (24 if note else 0)) // 2 - 3
        for line in broken:
            canvas.text(MARGIN, y, line, size, weight="Semibold")
            y += step
        if note:
            canvas.text(MARGIN, y, note, 23 if fits else 19, colour=SOFT)

    def _round(self, canvas: Canvas, each: Round, y: int) -> None:
        if each.runoff is None:
            return
        canvas.rule(y + 12, MARGIN, _WIDE - MARGIN)
        title = "Run-off" if self.counted.seats == 1 else f"Run-off for seat {self.counted.rounds.index(each) + 1}"
        level = f", level: decided by {listed([_BY[step] for step in each.runoff.tie.by])}" if each.runoff.tie else ""
        canvas.text(MARGIN, y + 24, title + level, 28, weight="Semibold")
        self._sides(canvas, each.runoff, y + 66)
        self._parts(canvas, each.runoff, y + 104)

    def _sides(self, canvas: Canvas, runoff: RunOff, y: int) -> None:
        """Write who is preferred by how many, each on the side of the part that shows it."""
        middle = f"both the same: {runoff.neither:,}" if runoff.neither else ""
        wide = width(middle, type_of(25))
        room = (_WIDE - 2 * MARGIN - wide) // 2 - 24
        for each, votes, right in ((runoff.first, runoff.for_first, False), (runoff.second, runoff.for_second, True)):
            won = runoff.winner == each
            figure = f": {votes:,}{' ✓' if won else ''}"
            weight: Weight = "Semibold" if won else "Regular"
            font = type_of(25, weight)
            (name,) = fitted(self.names[each], font, room - width(figure, font))
            canvas.text(_WIDE - MARGIN if right else MARGIN, y, name + figure, 25, weight=weight, right=right)
        canvas.text((_WIDE - wide) // 2, y, middle, 25, colour=SOFT)

    def _parts(self, canvas: Canvas, runoff: RunOff, top: int) -> None:
        """Draw one bar of all papers: those for the one, those for neither, those for the other."""
        papers = max(1, self.counted.papers)
        first = (_WIDE - 2 * MARGIN) * runoff.for_first // papers
        second = (_WIDE - 2 * MARGIN) * runoff.for_second // papers
        left, right, bottom = MARGIN, _WIDE - MARGIN, top + 44
        canvas.track(left, top, right, bottom)
        won = runoff.winner == runoff.first
        canvas.bar(left + first, top, right - second, bottom, Fill.NOBODY)
        canvas.bar(left, top, left + first, bottom, Fill.ELECTED if won else Fill.STANDING)
        canvas.bar(right - second, top, right, bottom, Fill.STANDING if won else Fill.ELECTED)
