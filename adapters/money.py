"""Sums of money as people type them within a sentence. Exact pence; nothing is ever rounded."""

import re
from typing import Final

from deliberation.rules import RuleValueError, read_money

_SUM: Final = re.compile(
    r"(?<![\w£.])(?:(?<![\w)])[-−](?=[£0-9]))?"
    r"(?:£\s?[-−]?[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?(?:\s?(?:pounds?|quid|gbp|hundred|thousand|grand|[mb]illion|[km]|bn)\b|\w+)?"
    r"|(?:gbp\s?)?[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?\s?(?:pounds?|quid|gbp|pence|penny|pennies|p)\b)",
    re.IGNORECASE,
)
"""With what would make another sum of it: ``£5k``, ``£1e9`` and ``-£5`` are like one, and not £5 or £1."""
_LONGEST: Final = 2_000
"""Characters of a text in which a sum is looked for."""


def sums_in(text: str) -> list[tuple[re.Match[str], int | None]]:
    """Find the sums in a text, each with its pence; ``None`` where it is like one and cannot be read."""
    return [(found, _pence(found[0])) for found in _SUM.finditer(text[:_LONGEST])]


def _pence(typed: str) -> int | None:
    try:
        return read_money(typed)
    except RuleValueError:
        return None
