"""The words above and below what a picture of a count shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.counts.canvas import MARGIN, Canvas
from adapters.counts.lettering import Weight, fitted, type_of

_MOST_LINES: Final = 4


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    size: int
    weight: Weight


class Caption:
    """Lines of words across a picture that is so many pixels wide."""

    def __init__(self, wide: int) -> None:
        self._room = wide - 2 * MARGIN
        self._lines: list[_Line] = []

    def add(self, sentences: Sequence[str], size: int = 27, weight: Weight = "Regular") -> "Caption":
        """Add sentences, each from a line of its own on."""
        font = type_of(size, weight)
        for sentence in sentences:
            self._lines += [_Line(words, size, weight) for words in fitted(sentence, font, self._room, _MOST_LINES)]
        return self

    @property
    def high(self) -> int:
        """How many pixels high the lines are together."""
        return sum(map(_step, self._lines))

    def written(self, canvas: Canvas, y: int) -> int:
        """Write the lines from ``y`` on, and give where they end."""
        for line in self._lines:
            canvas.text(MARGIN, y, line.words, line.size, weight=line.weight)
            y += _step(line)
        return y


def above(wide: int, title: str, result: str, sentence: str) -> Caption:
    """Give what stands above a picture: a title, who is elected, and what is to be seen."""
    return Caption(wide).add([title], 40, "Semibold").add([result], 29, "Semibold").add([sentence])


def _step(line: _Line) -> int:
    return line.size * 4 // 3
