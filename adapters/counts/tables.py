"""A count as a document, by whichever method: who is elected, and everything that led to it, in words and tables."""

from typing import Final

from adapters.counts import allocated_words, star_words, stv_words
from adapters.counts.naming import reopening
from adapters.counts.sections import Told
from adapters.documents import Document, File
from adapters.plain import plain
from deliberation.counting import allocated, star, stv

Count = stv.Counted | star.Counted | allocated.Counted

IN_CHAT: Final = 3_600
"""Characters of a count that are posted: one message on Discord, a few screens of a telephone."""

_WIDE: Final = 80


def document(
    count: Count,
    *,
    title: str,
    withdrawn: frozenset[int] = frozenset(),
    nobody: frozenset[int] | None = None,
    most: int | None = None,
    rest: str = "",
) -> Document:
    """Show a count; with ``most``, in about so many characters.

    What there is no room for is left out stage by stage, and ``rest``, a sentence, says where it is. Of an STV count,
    ``withdrawn`` candidates were passed over. ``nobody`` are those that are *re-open nominations*; without it they are
    known by name.
    """
    words = told(count, title=title, withdrawn=withdrawn, nobody=nobody)
    return Document(words.whole if most is None else words.within(most, rest))


def file(
    count: Count, *, title: str, withdrawn: frozenset[int] = frozenset(), nobody: frozenset[int] | None = None
) -> File:
    """Give the whole count as a text file, to go with a document that was cut short."""
    text = plain(document(count, title=title, withdrawn=withdrawn, nobody=nobody), width=_WIDE)
    return File("count.txt", "text/plain", f"{text}\n")


def told(
    count: Count, *, title: str, withdrawn: frozenset[int] = frozenset(), nobody: frozenset[int] | None = None
) -> Told:
    """Put a count into words, stage by stage; see ``document``."""
    reopened = reopening(count.candidates) if nobody is None else nobody
    match count:
        case stv.Counted():
            return stv_words.told(count, title=title, nobody=reopened, withdrawn=withdrawn)
        case star.Counted():
            return star_words.told(count, title=title, nobody=reopened)
        case allocated.Counted():
            return allocated_words.told(count, title=title, nobody=reopened)
