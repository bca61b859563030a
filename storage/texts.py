"""Which texts can be kept. Every store refuses the same ones, before anything is written.

PostgreSQL cannot hold a NUL, SQLite holds it and then miscounts, and neither can hold half of a surrogate pair.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from storage.port import BadDataError

# In JSON a NUL is written \u0000; the same six characters behind an odd backslash are only somebody's text.
_JSON_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def fits(text: str) -> bool:
    """Say whether a text can be kept."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_fits(rows: Iterable[Sequence[object]]) -> None:
    """Look at every text of many rows at once, which is quick.

    Raises:
        BadDataError: one of them cannot be kept.
    """
    if not fits("\n".join([value for row in rows for value in row if isinstance(value, str)])):
        raise BadDataError("a text holds a NUL or half of a surrogate pair")


def check_json(texts: Iterable[str]) -> None:
    """Look for NULs hidden in JSON.

    Raises:
        BadDataError: there is one.
    """
    for text in texts:
        if "\\u0000" in text and _JSON_NUL.search(text):
            raise BadDataError("a text holds a NUL")


def legible(text: str) -> str:
    """Give a text that can be kept, with what cannot be written as an escape: for what only an operator reads."""
    return text.replace("\0", "\\x00").encode(errors="backslashreplace").decode()
