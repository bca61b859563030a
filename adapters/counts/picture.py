"""A count as a picture, by whichever method, with the sentence that stands for it where it is not seen."""

from collections.abc import Sequence
from typing import Final

from adapters.cleaning import cut
from adapters.counts import allocated_picture, star_picture, stv_picture
from adapters.counts.lettering import drawable, number
from adapters.counts.naming import reopening, result, shown
from adapters.counts.tables import Count
from adapters.phrases import count as counted
from adapters.phrases import listed
from adapters.pictures import Picture
from deliberation.counting import allocated, star, stv

LONGEST_ALT: Final = 1_000
"""Characters; Discord takes no more than 1,024."""

_NO_TITLE: Final = "The count"
_NAME: Final = "count.png"


def drawn(
    count: Count, *, title: str, withdrawn: frozenset[int] = frozenset(), nobody: frozenset[int] | None = None
) -> Picture:
    """Draw a count. The same count gives the same bytes. Of an STV count, ``withdrawn`` were passed over.

    ``nobody`` are the candidates that are *re-open nominations*; without it they are known by name.
    """
    reopened = reopening(count.candidates) if nobody is None else nobody
    png = _png(count, drawable(title) or _NO_TITLE, withdrawn, reopened)
    return Picture(png=png, alt=alt(count, title=title, nobody=reopened), name=_NAME)


def _png(count: Count, title: str, withdrawn: frozenset[int], nobody: frozenset[int]) -> bytes:
    match count:
        case stv.Counted():
            return stv_picture.picture(count, title=title, nobody=nobody, withdrawn=withdrawn)
        case star.Counted():
            return star_picture.picture(count, title=title, nobody=nobody)
        case allocated.Counted():
            return allocated_picture.picture(count, title=title, nobody=nobody)


def alt(count: Count, *, title: str, nobody: frozenset[int] | None = None) -> str:
    """Say what the picture of a count shows, and whose names stand in it as numbers."""
    reopened = reopening(count.candidates) if nobody is None else nobody
    names = shown(count.candidates)
    said = [_shows(count, names, title), result(count.elected, count.seats, names, reopened)]
    nameless = [place for place, name in enumerate(count.candidates) if not drawable(name)]
    if nameless:
        said.append(f"In the picture, {listed([f'{number(each)} is {names[each]}' for each in nameless])}.")
    return cut(" ".join(said), LONGEST_ALT)


def _shows(count: Count, names: Sequence[str], title: str) -> str:
    match count:
        case stv.Counted():
            stages = counted(len(count.stages), "stage", "stages")
            return f"Bars of all votes in the {stages} of the count “{title}”, with the quota of {count.quota:,}."
        case star.Counted():
            points = listed([f"{names[each]} {count.totals[each]:,}" for each in _by_points(count)[:5]])
            return f"Bars of the points in the count “{title}”: {points}.{_runoff(count, names)}"
        case allocated.Counted():
            seats = counted(len(count.rounds), "seat", "seats")
            return f"Bars of the points that count for each of {seats} in the count “{title}”."


def _by_points(count: star.Counted) -> list[int]:
    return sorted(range(len(count.candidates)), key=lambda each: -count.totals[each])


def _runoff(count: star.Counted, names: Sequence[str]) -> str:
    runoff = count.rounds[0].runoff
    if runoff is None or count.seats > 1:
        return ""
    preferred = counted(runoff.for_first, "paper prefers", "papers prefer")
    return f" In the run-off {preferred} {names[runoff.first]}, and {runoff.for_second:,} {names[runoff.second]}."
