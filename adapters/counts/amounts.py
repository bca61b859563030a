"""Votes and points as people read them: whole where they are whole, else with five decimals, the rest ignored."""

from fractions import Fraction
from typing import Final

from deliberation.counting.stv import VOTE

_DECIMALS: Final = 5


def votes(units: int) -> str:
    """Write votes in ``VOTE`` units: ``1,234``, ``12.50000``."""
    whole, part = divmod(abs(units), VOTE)
    return f"{'−' if units < 0 else ''}{whole:,}" + (f".{part:0{_DECIMALS}}" if part else "")


def moved(units: int) -> str:
    """Write by how much votes changed, in ``VOTE`` units: ``+12.50000``, ``−3``; nothing where they did not."""
    return f"{'+' if units > 0 else ''}{votes(units)}" if units else ""


def points(amount: Fraction) -> str:
    """Write points or papers that may be parts of one: ``12``, ``12.33333``."""
    return votes(amount.numerator * VOTE // amount.denominator)
