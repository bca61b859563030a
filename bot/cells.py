"""Cells of the tables that the program writes for spreadsheets, which would run what looks like a formula."""

from typing import Final

_DANGEROUS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""


def cell(value: object) -> str:
    """Write a cell. A text that a spreadsheet might run is marked as text by an apostrophe."""
    text = str(value)
    if isinstance(value, str) and (text.lstrip().startswith(_DANGEROUS) or text.startswith(("\t", "\r", "\n"))):
        return f"'{text}"
    return text
