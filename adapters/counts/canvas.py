"""A sheet to draw counts on: its colours, its bars, and how it becomes a PNG.

The sheet has a ground of its own, so that it reads on dark and light alike. Whoever sees no colours tells its bars
apart by how dark they are, by outlines and by hatching, and nothing is said by them alone.
"""

from enum import Enum
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from adapters.counts.lettering import Weight, type_of, width

GROUND: Final = "#fbfaf6"
INK: Final = "#1b1f24"
SOFT: Final = "#55606b"
RULE: Final = "#dedbd2"
_TRACK: Final = "#efece5"
_BLUE: Final = "#0b5fa5"
_PALE: Final = "#b9c6d3"

_COLOURS: Final = 64
"""More than there are, with the shades at the edges of letters: fewer bytes."""


class Fill(Enum):
    """How a bar is drawn."""

    ELECTED = "solid and dark"
    STANDING = "pale, with an outline"
    NOBODY = "hatched"


MARGIN: Final = 44
"""Pixels left free around what is drawn."""


class Canvas:
    """A sheet of so many pixels."""

    def __init__(self, wide: int, high: int) -> None:
        self._image = Image.new("RGB", (wide, high), GROUND)
        self._draw = ImageDraw.Draw(self._image)
        self.wide = wide

    def text(
        self,
        x: int,
        y: int,
        words: str,
        size: int,
        *,
        weight: Weight = "Regular",
        colour: str = INK,
        right: bool = False,
    ) -> None:
        """Write a line whose upper edge is at ``y``, from ``x`` on, or with ``right`` up to it."""
        font = type_of(size, weight)
        self._draw.text((x - width(words, font) if right else x, y), words, fill=colour, font=font)

    def rule(self, y: int, left: int, right: int) -> None:
        """Draw a thin line across."""
        self._draw.line((left, y, right, y), fill=RULE, width=2)

    def track(self, left: int, top: int, right: int, bottom: int) -> None:
        """Draw the length that a bar could have."""
        self._draw.rectangle((left, top, right - 1, bottom - 1), fill=_TRACK)

    def bar(self, left: int, top: int, right: int, bottom: int, fill: Fill) -> None:
        """Draw a bar; none, where it has no length."""
        if right <= left:
            return
        box = (left, top, right - 1, bottom - 1)
        match fill:
            case Fill.ELECTED:
                self._draw.rectangle(box, fill=_BLUE)
            case Fill.STANDING:
                self._draw.rectangle(box, fill=_PALE, outline=SOFT, width=2)
            case Fill.NOBODY:
                self._hatched(left, top, right, bottom)

    def dashes(self, x: int, top: int, bottom: int) -> None:
        """Draw a dashed line downwards, which is seen on the darkest bar too."""
        self._draw.line((x, top, x, bottom), fill=GROUND, width=6)
        for y in range(top, bottom, 10):
            self._draw.line((x, y, x, min(y + 5, bottom)), fill=INK, width=2)

    def png(self) -> bytes:
        """Give the sheet as a PNG file; the same sheet gives the same bytes."""
        fewer = self._image.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        file = BytesIO()
        fewer.save(file, "PNG")
        return file.getvalue()

    def _hatched(self, left: int, top: int, right: int, bottom: int) -> None:
        high = bottom - top
        patch = Image.new("RGB", (right - left, high), GROUND)
        lines = ImageDraw.Draw(patch)
        for x in range(-high, right - left, 9):
            lines.line((x, high, x + high, 0), fill=SOFT, width=2)
        lines.rectangle((0, 0, right - left - 1, high - 1), outline=SOFT, width=2)
        self._image.paste(patch, (left, top))
