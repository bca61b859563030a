"""A count step by step as a picture: a line for each candidate, a column for each step, and a bar in each.

Where there are more columns than fit beside each other they go on below, with those candidates who are still in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from adapters.counts.canvas import MARGIN, SOFT, Canvas, Fill
from adapters.counts.captions import Caption, above
from adapters.counts.lettering import fitted, type_of, width

MOST_COLUMNS: Final = 10
MOST_ROWS: Final = 30

_WIDE: Final = 1200
_NAMES: Final = 300
_BESIDE: Final = 5
_GAP: Final = 22
_HEAD: Final = 118
_ROW: Final = 72
_BAR: Final = 22
_FEW: Final = 16
_LOW_ROW: Final = 68
_LOW_BAR: Final = 16
"""Where there are more than a few rows they are lower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A bar as long as ``amount``, in the picture's measure, and the ``text`` above it."""

    amount: int
    text: str
    fill: Fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A candidate: the name, a word below it, and a cell for each column (``None`` once out of it)."""

    name: str
    note: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A step: what it is called, what it does, and to whom."""

    title: str
    does: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A whole picture. ``full`` is what the longest bar stands for.

    ``line`` is where a dashed line stands across all bars, if anywhere. ``left_out`` says what is not drawn.
    """

    title: str
    result: str
    shows: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    full: int
    line: int | None
    left_out: tuple[str, ...]


def drawn(grid: Grid) -> bytes:
    """Draw it, as a PNG file."""
    bands = _bands(grid)
    caption, below = above(_WIDE, grid.title, grid.result, grid.shows), Caption(_WIDE).add(grid.left_out)
    row, bar = (_ROW, _BAR) if len(grid.rows) <= _FEW else (_LOW_ROW, _LOW_BAR)
    high = sum(_HEAD + row * len(rows) + _GAP for _, rows in bands)
    canvas = Canvas(_WIDE, 2 * MARGIN + caption.high + _GAP + high + below.high)
    y = caption.written(canvas, MARGIN) + _GAP
    for columns, rows in bands:
        _Band(canvas, grid, columns, _room(grid), row, bar).drawn(rows, y)
        y += _HEAD + row * len(rows) + _GAP
    below.written(canvas, y)
    return canvas.png()


def _beside(grid: Grid) -> int:
    """Say how many columns stand beside each other, so that no row of them is much shorter than another."""
    return ceil(len(grid.columns) / ceil(len(grid.columns) / _BESIDE))


def _room(grid: Grid) -> int:
    """Say how wide a column is, the gap before it included."""
    return (_WIDE - 2 * MARGIN - _NAMES) // max(2, _beside(grid))


def _bands(grid: Grid) -> list[tuple[range, list[Row]]]:
    """Part the columns into those beside each other, each with the rows that have anything in them."""
    step = _beside(grid)
    bands = [range(start, min(start + step, len(grid.columns))) for start in range(0, len(grid.columns), step)]
    return [(band, [row for row in grid.rows if any(row.cells[at] is not None for at in band)]) for band in bands]


@dataclass(frozen=True, slots=True)
class _Band:
    """Columns beside each other; each has ``room`` pixels, each row ``row``, and each bar is ``bar`` pixels high."""

    canvas: Canvas
    grid: Grid
    columns: range
    room: int
    row: int
    bar: int

    def drawn(self, rows: Sequence[Row], top: int) -> None:
        """Draw the columns' heads and the rows below them."""
        for place, at in enumerate(self.columns):
            self._head(self.grid.columns[at], self._left(place), top)
        right = self._left(len(self.columns) - 1) + self.room - _GAP
        for number, row in enumerate(rows):
            y = top + _HEAD + number * self.row
            self.canvas.rule(y, MARGIN, right)
            self._name(row, y)
            for place, at in enumerate(self.columns):
                cell = row.cells[at]
                if cell is not None:
                    self._cell(cell, self._left(place), y)

    def _left(self, place: int) -> int:
        return MARGIN + _NAMES + _GAP + place * self.room

    def _head(self, column: Column, left: int, top: int) -> None:
        room = self.room - _GAP
        self.canvas.text(left, top, column.title, 28, weight="Semibold")
        self.canvas.text(left, top + 36, column.does, 24, colour=SOFT)
        (to,) = fitted(column.to, type_of(24), room)
        self.canvas.text(left, top + 66, to, 24, colour=SOFT)

    def _name(self, row: Row, y: int) -> None:
        """Write a name; a long one smaller, on two lines."""
        fits = width(row.name, type_of(27, "Semibold")) <= _NAMES
        size, step, note, lines = (27, 31, 23, 1) if fits else (20, 20, 19, 2)
        y += 3
        for line in fitted(row.name, type_of(size, "Semibold"), _NAMES, lines):
            self.canvas.text(MARGIN, y, line, size, weight="Semibold")
            y += step
        if row.note:
            self.canvas.text(MARGIN, y, row.note, note, colour=SOFT)

    def _cell(self, cell: Cell, left: int, y: int) -> None:
        top, full = y + self.row - self.bar - 9, self.room - _GAP
        self.canvas.text(left, y + 4, cell.text, 25)
        self.canvas.track(left, top, left + full, top + self.bar)
        long = full * cell.amount // max(1, self.grid.full)
        self.canvas.bar(left, top, left + max(long, 2 if cell.amount else 0), top + self.bar, cell.fill)
        if self.grid.line is not None:
            at = left + full * self.grid.line // max(1, self.grid.full)
            self.canvas.dashes(at, top - 6, top + self.bar + 7)
