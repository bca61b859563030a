"""What the candidates of a count are called where it is shown, and which of them is nobody."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from adapters.cleaning import NAME, clean_line
from adapters.phrases import listed

REOPEN: Final = "Re-open nominations"
"""The candidate that always stands; the seat to which it is elected stays unfilled."""

_REOPENING: Final = frozenset({"reopennominations", "ron"})


def reopening(names: Sequence[str]) -> frozenset[int]:
    """Say which candidates of a file are *re-open nominations*, however that is spelt: a file says it by name alone.

    Where it is known what each candidate is, their names do not come into it: people are called Ron.
    """
    return frozenset(place for place, name in enumerate(names) if _reopens(name))


def _reopens(name: str) -> bool:
    return "".join(filter(str.isalnum, name.casefold())) in _REOPENING


def shown(candidates: Sequence[str]) -> list[str]:
    """Give the candidates' names on one line each, and not too long; one that shows nothing by its number."""
    return [clean_line(name, limit=NAME) or f"Candidate {number}" for number, name in enumerate(candidates, 1)]


def these(candidates: Iterable[int], names: Sequence[str]) -> str:
    """List candidates by name: ``Ada, Ben and Cy``."""
    return listed([names[each] for each in candidates])


def result(elected: Sequence[int], seats: int, names: Sequence[str], nobody: Collection[int]) -> str:
    """Say in a sentence or two who is elected, in order, and how many seats stay unfilled, and why.

    ``nobody`` are the candidates that are *re-open nominations*.
    """
    people = [each for each in elected if each not in nobody]
    reopened, missing = len(elected) - len(people), seats - len(elected)
    said = [f"Elected: {these(people, names)}." if people else "Nobody is elected."]
    if reopened:
        said.append(f"{_seats(reopened, seats)} unfilled: {REOPEN} is elected to it.")
    if missing > 0:
        said.append(f"{_seats(missing, seats)} unfilled: there were no more candidates.")
    return " ".join(said)


def _seats(some: int, seats: int) -> str:
    if seats == 1:
        return "The seat stays"
    return f"One of the {seats:,} seats stays" if some == 1 else f"{some:,} of the {seats:,} seats stay"


def marked(name: str, marks: Collection[str]) -> str:
    """Write what is to be known of a candidate behind the name, in words: ``Ada (elected)``."""
    return f"{name} ({', '.join(marks)})" if marks else name
