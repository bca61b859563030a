"""Tables in letters of one width: for a terminal, and for platforms that have no tables of their own."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from adapters.cleaning import clean_line, cut
from adapters.documents import Table

ON_A_PHONE: Final = 40
"""So many letters of one width stand beside each other on a telephone held upright."""

_LONGEST_CELL: Final = 100
_NARROWEST: Final = 10
"""Letters that names need; where figures leave them fewer, they stand below the names."""
_GAP: Final = "  "
_FIGURE: Final = re.compile(r"[+−-]?[0-9][0-9,]*(?:\.(?P<after>[0-9]+))?")


def lines(table: Table, width: int = ON_A_PHONE) -> list[str]:
    """Write a table, its headings first: names to the left, broken where they are long; figures under each other.

    No line is longer than ``width``, unless a word of a heading is.
    """
    heads, *rows = ([cell(each) for each in row] for row in (table.heads, *table.rows))
    columns = [_aligned(column) for column in list(zip_longest(*rows, fillvalue=""))[1:]]
    widths = [max(map(breadth, (head, *column))) for head, column in zip_longest(heads[1:], columns, fillvalue="")]
    names = width - sum(each + len(_GAP) for each in widths)
    if names < _NARROWEST:
        return [line for row in rows for line in _below(heads, row, width)]
    names = min(names, max(breadth(row[0]) for row in (heads, *rows)))
    figures = zip(*columns, strict=True) if columns else [() for _ in rows]
    drawn = _beside(heads[0], heads[1:], names, widths)
    drawn.append("─" * (names + sum(each + len(_GAP) for each in widths)))
    for row, beside in zip(rows, figures, strict=True):
        drawn += _beside(row[0], beside, names, widths)
    return drawn


def cell(text: str) -> str:
    """Give the words of a cell, on one line and not too long."""
    return cut(clean_line(text), _LONGEST_CELL)


def breadth(text: str) -> int:
    """Say how many columns a text takes up: two for each letter of Chinese and its like, none for a mark upon one."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def wrapped(line: str, width: int) -> str:
    """Break a line that is wider than ``width`` between its words, each part behind the margin that it began with."""
    margin = line[: len(line) - len(line.lstrip())]
    if breadth(line) <= width or len(margin) > width // 2:
        return line
    return "\n".join(f"{margin}{part}" for part in _broken(line, width - len(margin)))


def _aligned(column: Sequence[str]) -> list[str]:
    """Fill figures up behind, so that their decimal points stand under each other."""
    after = [len(found["after"] or "") if (found := _FIGURE.fullmatch(each)) else None for each in column]
    most = max((each for each in after if each is not None), default=0)
    if not most:
        return list(column)
    return [
        text if decimals is None else text + " " * (most - decimals + (0 if decimals else 1))
        for text, decimals in zip(column, after, strict=True)
    ]


def _beside(name: str, figures: Sequence[str], names: int, widths: Sequence[int]) -> list[str]:
    """Write one row: the name broken into lines, and the figures beside the last of them."""
    *above, last = _broken(name, names)
    beside = "".join(_GAP + _right(each, width) for each, width in zip(figures, widths, strict=False))
    return [*above, (last + " " * (names - breadth(last)) + beside).rstrip()]


def _below(heads: Sequence[str], row: Sequence[str], width: int) -> list[str]:
    """Write one row as a short list: the name, and below it each figure with its heading."""
    figures = [f"  {head}: {text}" for head, text in zip_longest(heads[1:], row[1:], fillvalue="") if text]
    return [*_broken(row[0], width), *figures]


def _right(text: str, width: int) -> str:
    return " " * (width - breadth(text)) + text


def _broken(text: str, width: int) -> list[str]:
    """Break a text into lines, between words where that can be; it has at least one line."""
    broken = [""]
    for word in text.split():
        rest = word
        if broken[-1] and breadth(broken[-1]) + 1 + breadth(rest) <= width:
            broken[-1] += f" {rest}"
            continue
        if broken[-1]:
            broken.append("")
        while breadth(rest) > width:
            fits = _first(rest, width)
            fits = rest.rfind("-", 0, fits) + 1 or fits
            broken[-1] = rest[:fits]
            broken.append("")
            rest = rest[fits:]
        broken[-1] = rest
    return broken


def _first(text: str, width: int) -> int:
    """Say how many of a text's first characters fit; one at least."""
    fits = 1
    while fits < len(text) and breadth(text[: fits + 1]) <= width:
        fits += 1
    return fits
