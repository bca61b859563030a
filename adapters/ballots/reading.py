"""What somebody wrote on a paper, as marks: scores, an order of preference, or yes or no. Nothing is guessed at.

Written as people write it: ``Ada 5, Ben 3``, a line each, ``Ada: 5``, ``2=5``, ``Ada 5 Ben 3``, ``Ada five``, or the
scores alone in the order of the paper; an order as ``Ada, Ben``, ``Ada > Ben``, ``2 1 3`` or ``Ada 1, Ben 2``.
Figures with nothing but spaces between them are asked about where they could be meant in two ways.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.ballots.options import Finder, called, meant
from adapters.mistakes import BallotFault
from adapters.setting import Setting
from deliberation.counting.papers import MOST
from deliberation.polls import SCORED, Marks, Poll
from deliberation.rules import Method

_BLANK: Final = frozenset({"blank", "abstain", "spoil", "empty"})
_PARTS: Final = re.compile(r"[\n,;>]+")
_WITH_FIGURE: Final = re.compile(r"(?P<who>.*?\S)\s*(?:[:=]\s*|\s)(?P<figure>[0-9]{1,6})\s*(?:★|\*|stars?|points?)?")
_ODD_FIGURE: Final = re.compile(r"[\s:=](?:[-−][0-9]+|[-−]?[0-9]+\.[0-9]+)$")
_OUT_OF: Final = re.compile(rf"(?<=[0-9])\s*(?:/|out of)\s*{MOST}$", re.IGNORECASE)
_VARIATION: Final = "\ufe0f"
"""Follows a character that is to be drawn in colours."""
_STARS: Final = re.compile(r"(?<=\s)(?:⭐️?|★|\*){1,9}$")
_IN_WORDS: Final = {word: str(score) for score, word in enumerate(("zero", "one", "two", "three", "four", "five"))}
_RUN_ON: Final = re.compile(r"(?<=[0-9])\s+(?:and\s+)?(?=[^\W\d])")
_FIGURES: Final = re.compile(r"\s*[0-9]{1,6}(?:[\s,;>]+[0-9]{1,6})*\s*")
_SPACED: Final = re.compile(r" *[0-9]{1,6}(?: +[0-9]{1,6})+ *")
"""Figures with nothing else between them that would say what they are."""
_NEXT: Final = re.compile(r"\s*[,;]?\s+(?:and\s+)?then\s+|[\s,;]+(?=[0-9]{1,6}\s*[.)]\s)", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(?P<place>[0-9]{1,6})\s*[.)]\s*(?P<who>.*\S)")


@dataclass(frozen=True, slots=True)
class Unread:
    """A paper that cannot be read: why, and in which of its entries, from 1 (0: in the whole)."""

    fault: BallotFault
    entry: int = 0


def read_paper(text: str, poll: Poll, at: Setting, find: Finder) -> Marks | Unread:
    """Read a paper; ``find`` says whom a name means."""
    word = text.strip().casefold().strip(" .")
    if word in _BLANK:
        if any(called(option, at).casefold().startswith(word) for option in poll.options):
            return Unread(BallotFault.WHO)  # somebody may be called so, or call themselves so to be voted for
        return (0,) * len(poll.options) if poll.method in SCORED else ()
    if poll.method is Method.YES_NO:
        place = meant(text, poll, at, find)
        return Unread(BallotFault.ONE) if place is None else (place,)
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    if not parts:
        return Unread(BallotFault.WHO)
    if poll.method is Method.STV:
        read = _ranking(text, parts, poll, at, find)
        # "1. Ada 2. Ben" in one line, "Ada then Ben"; only where nothing else can be meant.
        again = _ranking(text, _NEXT.split(text.strip()), poll, at, find) if isinstance(read, Unread) else read
        return read if isinstance(again, Unread) else again
    return _scores(text, parts, poll, at, find)


def _scores(text: str, parts: Sequence[str], poll: Poll, at: Setting, find: Finder) -> Marks | Unread:
    # "1 5, 2 3" is two lines of the paper with a score each, and no four scores in their order.
    if _FIGURES.fullmatch(text) and not (len(parts) > 1 and all(len(part.split()) == 2 for part in parts)):
        figures = [int(each) for each in re.findall(r"[0-9]+", text)]
        in_order = _in_their_order(figures, poll)
        two_ways = _SPACED.fullmatch(text) and not isinstance(in_order, Unread) and _are_pairs(figures, len(in_order))
        return Unread(BallotFault.TWO_WAYS) if two_ways else in_order
    read = _scored(parts, poll, at, find)
    if not isinstance(read, Unread):
        return read
    # "Ada 5 Ben 3" has no commas. Only where nothing else can be meant, for a name may hold a figure too.
    apart = [each for part in parts for each in _RUN_ON.split(_in_figures(part))]
    again = _scored(apart, poll, at, find)
    return read if isinstance(again, Unread) else again


def _are_pairs(figures: Sequence[int], lines: int) -> bool:
    """Whether figures may be the numbers of lines, each with its score after it: ``1 5`` on a paper of two lines."""
    named = figures[::2]
    return len(figures) % 2 == 0 and len({*named}) == len(named) and all(1 <= line <= lines for line in named)


def _are_places(figures: Sequence[int]) -> bool:
    """Whether figures may be the places of the lines in their order, and name another order so: ``2 3 1``."""
    if sorted(figures) != list(range(1, len(figures) + 1)):
        return False
    return any(figures[figure - 1] != place for place, figure in enumerate(figures, 1))


def _in_figures(part: str) -> str:
    """Write a score in figures: ``Ada five``, ``Ada 5/5``, ``Ada ⭐⭐⭐``."""
    found = _STARS.search(part)
    if found and not part[: found.start()].rstrip()[-1:].isdigit():
        return f"{part[: found.start()].rstrip()} {len(found[0].replace(_VARIATION, ''))}"
    before, _, last = _OUT_OF.sub("", part).rpartition(" ")
    return f"{before} {_IN_WORDS.get(last.casefold(), last)}".strip()


def _scored(parts: Sequence[str], poll: Poll, at: Setting, find: Finder) -> Marks | Unread:
    marks: dict[int, int] = {}
    for entry, part in enumerate(parts, 1):
        found = _WITH_FIGURE.fullmatch(part)
        if found is None:
            return Unread(BallotFault.SCORE if _ODD_FIGURE.search(part) else BallotFault.NO_FIGURE, entry)
        place, score = meant(found["who"], poll, at, find), int(found["figure"])
        if place is None:
            return Unread(BallotFault.WHO, entry)
        if place in marks or score > MOST:
            return Unread(BallotFault.TWICE if place in marks else BallotFault.SCORE, entry)
        marks[place] = score
    return tuple(marks.get(place, 0) for place in range(len(poll.options)))


def _in_their_order(scores: Sequence[int], poll: Poll) -> Marks | Unread:
    if len(scores) != len(poll.options):
        return Unread(BallotFault.HOW_MANY)
    high = next((entry for entry, score in enumerate(scores, 1) if score > MOST), None)
    return tuple(scores) if high is None else Unread(BallotFault.SCORE, high)


def _ranking(text: str, parts: Sequence[str], poll: Poll, at: Setting, find: Finder) -> Marks | Unread:
    filled = [part for part in parts if not _is_left_empty(part, poll, at, find)]
    if parts and not filled:
        return Unread(BallotFault.NO_PREFERENCE)
    names = re.findall(r"[0-9]+", text) if _FIGURES.fullmatch(text) else _in_order(filled)
    if isinstance(names, Unread):
        return names
    if _SPACED.fullmatch(text) and len(names) <= len(poll.options) and _are_places([int(name) for name in names]):
        return Unread(BallotFault.TWO_WAYS)
    marks: list[int] = []
    for entry, name in enumerate(names, 1):
        place = meant(name, poll, at, find)
        if place is None or place in marks:
            return Unread(BallotFault.WHO if place is None else BallotFault.TWICE, entry)
        marks.append(place)
    return tuple(marks)


def _is_left_empty(part: str, poll: Poll, at: Setting, find: Finder) -> bool:
    """Whether a line is as the form has it for whom no preference was given: ``Ada:``, with no figure after it."""
    if not part.endswith(":") or meant(part, poll, at, find) is not None:
        return False
    return meant(part[:-1].rstrip(), poll, at, find) is not None


def _in_order(parts: Sequence[str]) -> list[str] | Unread:
    """Give the names in the order of preference: as they are written, or by the figures that stand with all of them."""
    numbered = [_NUMBERED.fullmatch(part) for part in parts]
    given = [(int(each["place"]), each["who"]) for each in numbered if each]
    if not given:
        figures = [_WITH_FIGURE.fullmatch(part) for part in parts]
        given = [(int(each["figure"]), each["who"]) for each in figures if each]
    if not given:
        return list(parts)
    if len(given) != len(parts) or sorted(place for place, _ in given) != list(range(1, len(parts) + 1)):
        return Unread(BallotFault.PREFERENCES)
    return [who for _, who in sorted(given)]
