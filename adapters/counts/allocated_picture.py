"""A count by Allocated Score as a picture: seat by seat, a bar for everyone who is not elected yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from adapters.counts.canvas import Fill
from adapters.counts.grid import MOST_COLUMNS, MOST_ROWS, Cell, Column, Grid, Row, drawn
from adapters.counts.lettering import labels
from adapters.counts.naming import result
from deliberation.counting.allocated import Counted

_PARTS: Final = 100


def picture(counted: Counted, *, title: str, nobody: frozenset[int]) -> bytes:
    """Draw a count, as a PNG file. Candidates that are ``nobody`` leave their seat unfilled."""
    return drawn(_Drawing(counted, labels(counted.candidates), nobody).grid(title))


@dataclass(frozen=True, slots=True)
class _Drawing:
    counted: Counted
    names: Sequence[str]
    nobody: frozenset[int]

    def grid(self, title: str) -> Grid:
        counted, names = self.counted, self.names
        rounds = counted.rounds[:MOST_COLUMNS]
        tables = [dict(each.totals) for each in rounds]
        last = dict(counted.rounds[-1].totals)
        others = sorted((each for each in last if each not in counted.elected), key=lambda each: (-last[each], each))
        order = [*counted.elected, *others]
        return Grid(
            title=title,
            result=result(counted.elected, counted.seats, names, self.nobody),
            shows=f"{counted.papers:,} papers. The points that count for each seat; ✓ elected to it.",
            columns=tuple(
                Column(title=f"Seat {number}", does="goes to", to=names[each.elected])
                for number, each in enumerate(rounds, 1)
            ),
            rows=tuple(self._row(each, tables) for each in order[:MOST_ROWS]),
            full=max([1, *(_measure(total) for table in tables for total in table.values())]),
            line=None,
            left_out=self._left_out(len(order)),
        )

    def _row(self, each: int, tables: Sequence[dict[int, Fraction]]) -> Row:
        note = ""
        if each in self.counted.elected:
            seat = self.counted.elected.index(each) + 1
            note = f"{'elected: unfilled' if each in self.nobody else 'elected'}, seat {seat}"
        return Row(
            name=self.names[each],
            note=note,
            cells=tuple(map(self._cell, [each] * len(tables), range(len(tables)), tables)),
        )

    def _cell(self, each: int, place: int, table: dict[int, Fraction]) -> Cell | None:
        if each not in table:
            return None
        here = self.counted.rounds[place].elected == each
        text = _short(table[each]) + (" ✓" if here else "")
        return Cell(amount=_measure(table[each]), text=text, fill=Fill.ELECTED if here else Fill.STANDING)

    def _left_out(self, candidates: int) -> tuple[str, ...]:
        said = []
        if len(self.counted.rounds) > MOST_COLUMNS:
            said.append(
                f"{MOST_COLUMNS} of {len(self.counted.rounds)} seats are drawn; the count in words has them all."
            )
        if candidates > MOST_ROWS:
            said.append(f"{candidates - MOST_ROWS:,} more candidates are not drawn.")
        return tuple(said)


def _measure(points: Fraction) -> int:
    return points.numerator * _PARTS // points.denominator


def _short(points: Fraction) -> str:
    whole, part = divmod(_measure(points), _PARTS)
    return f"{whole:,}" + (f".{part:02}" if points.denominator > 1 else "")
