"""How the fields of events are marked: which the register keeps, which it keeps a commitment to, which not at all."""

from dataclasses import field
from typing import Any, Final

SEALED: Final = "sealed"
BESIDE: Final = "beside"
ADDED: Final = "added"


def sealed() -> Any:
    """Declare a text of which the register keeps only a commitment."""
    return field(default="", metadata={SEALED: True})


def beside(default: object = "") -> Any:
    """Declare a value that the register does not keep."""
    return field(default=default, metadata={BESIDE: True})


def added(default: object) -> Any:
    """Declare a field that came later: where it has its default it is not written, so that older registers verify."""
    return field(default=default, metadata={ADDED: True})
