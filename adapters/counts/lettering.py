"""Names and words as they fit into a picture: in letters that the picture's type has, and no wider than there is room.

The type is Source Sans Pro: Latin with the marks of Welsh, Polish or Vietnamese, Greek and Cyrillic. A name that is
written otherwise is given by the candidate's number, and the words beside the picture say whose that is. Nothing is
taken from the machine's own type, and text is laid out by Pillow alone: a count gives the same picture everywhere.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final, Literal

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

from adapters.cleaning import clean_line

Weight = Literal["Regular", "Semibold"]

_PROBE: Final = 24
_UNKNOWN: Final = "\U0010fffe"
"""No type has a letter for this; what is drawn in its place stands for every other that it has not."""
_ELLIPSIS: Final = "…"


@cache
def type_of(size: int, weight: Weight = "Regular") -> FreeTypeFont:
    """Give the type in a size in pixels."""
    return ImageFont.truetype(BytesIO(_file(weight)), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _file(weight: Weight) -> bytes:
    return files("font_source_sans_pro").joinpath("files", f"SourceSansPro-{weight}.ttf").read_bytes()


def width(text: str, font: FreeTypeFont) -> int:
    """Say how wide a text is, in pixels."""
    return round(font.getlength(text))


def labels(names: Sequence[str]) -> list[str]:
    """Give what stands for each candidate in a picture: the name, or the number if the name cannot be drawn."""
    return [drawable(name) or number(place) for place, name in enumerate(names)]


def number(place: int) -> str:
    """Give what stands for a candidate whose name cannot be drawn; ``place`` is that on the paper, from 0."""
    return f"Candidate {place + 1}"


def drawable(text: str) -> str:
    """Give a text without its pictographs, if all the rest of it can be drawn; else nothing."""
    words = clean_line("".join(each for each in clean_line(text) if not _is_pictograph(each)))
    return words if all(map(_has, words)) else ""


def _is_pictograph(letter: str) -> bool:
    return unicodedata.category(letter) in {"So", "Sk"} or letter in "\u200d\ufe0f"


@cache
def _has(letter: str) -> bool:
    return letter == " " or _looks(letter) != _looks(_UNKNOWN)


@cache
def _looks(letter: str) -> tuple[float, bytes]:
    font = type_of(_PROBE)
    return font.getlength(letter), bytes(font.getmask(letter))


def fitted(text: str, font: FreeTypeFont, room: int, lines: int = 1) -> list[str]:
    """Break a text into so many lines at most, none wider than ``room`` pixels; what is too long ends with ``…``."""
    broken: list[str] = []
    rest = text
    while rest:
        if len(broken) == lines - 1:
            return [*broken, _cut(rest, font, room)]
        line, rest = _first_line(rest, font, room)
        broken.append(line)
    return broken or [""]


def _first_line(text: str, font: FreeTypeFont, room: int) -> tuple[str, str]:
    """Part off as many words as fit on a line; of a word that is too long by itself, as many letters."""
    fits = _fitting(text, font, room)
    if fits >= len(text):
        return text, ""
    at = max(text.rfind(" ", 0, fits + 1), text.rfind("-", 0, fits) + 1)
    at = at if at > 0 else fits
    return text[:at].rstrip(), text[at:].lstrip()


def _cut(text: str, font: FreeTypeFont, room: int) -> str:
    if width(text, font) <= room:
        return text
    return text[: _fitting(text, font, room - width(_ELLIPSIS, font))].rstrip() + _ELLIPSIS


def _fitting(text: str, font: FreeTypeFont, room: int) -> int:
    """Say how many of the first letters fit; one at least."""
    fits, too_many = 1, len(text) + 1
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if width(text[:middle], font) <= room:
            fits = middle
        else:
            too_many = middle
    return fits
