"""What the law says of gifts, read from ``thresholds.toml``: dated, with the source of each figure.

None of it is legal advice, and nothing of it is a constant of the program (design, "Donations").
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

NO_ADVICE: Final = "Folkmoot files nothing and gives no legal advice."
"""Said wherever it matters."""

SUMS: Final = ("counts", "reported", "reported_again")
"""The figures that are sums of money, in pence."""
LENGTHS: Final = {"return_days": "days", "report_days": "days", "kept_years": "years"}
"""The figures that are lengths of time, and in what."""


class NoFigureError(LookupError):
    """The table begins only after that day."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is so from a day on: a sum in pence or a number of days or years, and where that is laid down."""

    since: date
    value: int
    source: str


@dataclass(frozen=True, slots=True)
class Basis:
    """A ground on which a source may give, or none; how it is typed; what must be noted of it, in words."""

    name: str
    person: bool
    words: tuple[str, ...]
    note: str
    source: str
    since: date


@dataclass(frozen=True, slots=True)
class Law:
    """The whole table."""

    figures: dict[str, tuple[Figure, ...]]
    bases: tuple[Basis, ...]

    def figure(self, name: str, on: date) -> Figure:
        """Give the figure that applies on a day.

        Raises:
            NoFigureError: the table begins only after that.
        """
        found = [figure for figure in self.figures[name] if figure.since <= on]
        if not found:
            raise NoFigureError(f"{name} on {on}")
        return found[-1]

    def basis(self, name: str) -> Basis | None:
        """Give the ground of that name, if there is one."""
        return next((each for each in self.bases if each.name == name), None)


@cache
def law() -> Law:
    """Read the table, once."""
    return read(tomllib.loads(files("adapters.donations").joinpath("thresholds.toml").read_text(encoding="utf-8")))


def read(table: dict[str, Any]) -> Law:
    """Make sense of the table's text.

    Raises:
        KeyError, ValueError: it is not of its form: a figure has no source, or its dates do not ascend.
    """
    figures = {
        name: tuple(Figure(row["from"], row[LENGTHS.get(name, "pence")], row["source"]) for row in table[name])
        for name in (*SUMS, *LENGTHS)
    }
    for name, rows in figures.items():
        if [row.since for row in rows] != sorted({row.since for row in rows}):
            raise ValueError(f"the dates of {name} do not ascend")
    bases = tuple(
        Basis(row["name"], row.get("person", False), tuple(row["words"]), row["note"], row["source"], row["from"])
        for row in table["basis"]
    )
    return Law(figures, bases)
