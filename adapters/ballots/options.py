"""What the lines of a paper are called, and which of them somebody means."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from adapters.cleaning import clean_line
from adapters.request import Ambiguous
from adapters.setting import Setting
from deliberation.ids import PersonId
from deliberation.polls import Option, OptionKind, Poll

Finder = Callable[[str], PersonId | Ambiguous | None]
"""Says whom a name means."""

_CALLED: Final[Mapping[OptionKind, str]] = MappingProxyType(
    {
        OptionKind.REOPEN: "Re-open nominations",
        OptionKind.STATUS_QUO: "Leave things as they are",
        OptionKind.YES: "Yes",
        OptionKind.NO: "No",
    }
)

_ALSO: Final[Mapping[str, OptionKind]] = MappingProxyType(
    {
        "ron": OptionKind.REOPEN,
        "r.o.n.": OptionKind.REOPEN,
        "reopen": OptionKind.REOPEN,
        "re-open": OptionKind.REOPEN,
        "reopen nominations": OptionKind.REOPEN,
        "re-open nominations": OptionKind.REOPEN,
        "none of them": OptionKind.REOPEN,
        "leave": OptionKind.STATUS_QUO,
        "status quo": OptionKind.STATUS_QUO,
        "leave things as they are": OptionKind.STATUS_QUO,
        "yes": OptionKind.YES,
        "y": OptionKind.YES,
        "aye": OptionKind.YES,
        "no": OptionKind.NO,
        "n": OptionKind.NO,
    }
)

_LONGEST_TITLE: Final = 120


def called(option: Option, at: Setting) -> str:
    """Say what an option is called."""
    if option.kind is OptionKind.PERSON and option.person is not None:
        return at.in_full(option.person)
    if option.kind is OptionKind.PROPOSAL and option.proposal is not None:
        proposal = at.assembly.proposals.get(option.proposal) if at.assembly else None
        title = clean_line(proposal.latest.title, limit=_LONGEST_TITLE) if proposal else ""
        return f"P{option.proposal} · {title}" if title else f"P{option.proposal}"
    return _CALLED[option.kind]


def nobody(poll: Poll) -> frozenset[int]:
    """Say which options, by their place, leave a seat unfilled: by what they are, for people may be called anything."""
    return frozenset(place for place, option in enumerate(poll.options) if option.kind is OptionKind.REOPEN)


def meant(typed: str, poll: Poll, at: Setting, find: Finder) -> int | None:
    """Say which option (by its place) somebody means by its number on the paper, its name or a word for it.

    What may mean two of them means neither: somebody called Ron may stand against re-opening nominations.
    """
    word = " ".join(typed.casefold().split()).strip(" .")
    if word.isascii() and word.isdigit():
        place = int(word) - 1 if len(word) < 6 else -1
        return place if 0 <= place < len(poll.options) else None
    by_word = _by_word(word, poll)
    if by_word is None:
        return _by_name(typed.strip(), word, poll, at, find)
    others = {place: called(option, at).casefold() for place, option in enumerate(poll.options) if place != by_word}
    same = any(name.startswith(word) or _titled(poll, place, name, word) for place, name in others.items())
    return None if same else by_word


def _by_word(word: str, poll: Poll) -> int | None:
    kind = _ALSO.get(word)
    for place, option in enumerate(poll.options):
        if kind is not None and option.kind is kind:
            return place
        if option.kind is OptionKind.PROPOSAL and word == f"p{option.proposal}":
            return place
    return None


def _by_name(typed: str, word: str, poll: Poll, at: Setting, find: Finder) -> int | None:
    names = [called(option, at).casefold() for option in poll.options]
    if word and names.count(word) == 1:
        return names.index(word)
    beginning = [place for place, name in enumerate(names) if name.startswith(word) or _titled(poll, place, name, word)]
    if len(beginning) == 1 and word:
        return beginning[0]
    found = find(typed) if typed else None
    if found is None or isinstance(found, Ambiguous):
        return None
    places = [place for place, option in enumerate(poll.options) if option.person is not None]
    return next((place for place in places if at.called(_person(poll, place)) == at.called(PersonId(found))), None)


def _titled(poll: Poll, place: int, name: str, word: str) -> bool:
    """Whether a line of the paper is a proposal with a title that begins so."""
    return poll.options[place].kind is OptionKind.PROPOSAL and name.partition(" · ")[2].startswith(word)


def _person(poll: Poll, place: int) -> PersonId:
    person = poll.options[place].person
    if person is None:
        raise ValueError(f"option {place} is nobody")
    return person
