"""What somebody may mean whose first word is no command: a slip, a word from elsewhere, a question in plain words."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from adapters import commands as catalogue
from adapters.cleaning import cut
from adapters.mistakes import Advice, UnknownCommand
from adapters.references import is_lettered
from adapters.specs import CommandSpec

_MARKS: Final = "?!.,;:\"'“”‘’"


_CALLED_OFF: Final = re.compile(
    r"(?:cancel|stop|abort|end)-(?:(?:the|a|this)-)?(?:referendum|vote|ballot|poll)(?:-.*)?"
)
_ELECTION_CALLED_OFF: Final = re.compile(r"(?:cancel|stop|abort|end)-(?:(?:the|an|this)-)?(?:election|e[0-9]+)(?:-.*)?")
_I_WANT: Final = r"(?:(?:i-)?(?:want|wish|would-like)|i['’]?d-like)-to-"
_WOULD_STAND: Final = re.compile(
    rf"{_I_WANT}(?:(?:stand|run)(?:-(?:as|for|in)(?:-(?:the|a|an|our))?(?:-(?P<office>.+))?)?"
    r"|(?:be|become)-(?:(?:the|a|an|our)-(?P<held>.+)|(?P<one>(?!(?:able|in|on|out|sure|told)-)[^-]+(?:-[^-]+)?)))"
)
_WOULD_NOT: Final = re.compile(rf"{_I_WANT}(?:stand|step)-down(?:-.*)?")
_WHO_VOTES: Final = re.compile(r"(?:who|whos|who's|when|when's|whens)-(?:.*-)?(?:vote|votes|voting|ballot)(?:-.*)?")
"""What people say in several words, as they are folded (``catalogue.folded``)."""
_NO_CONFIDENCE: Final = MappingProxyType(
    {
        "no": re.compile(r"confidence(?:\s+(?:in|vote|motion)\b|\W*$)", re.IGNORECASE),
        "ballot": re.compile(r"of no confidence\b", re.IGNORECASE),
    }
)
"""By command, what follows it where both together begin other words; a reason may begin with "confidence" too."""


def unknown(name: str, others: Sequence[str]) -> UnknownCommand:
    """Say that there is no such command, and which may be meant; ``others`` are the words that follow."""
    return _by_phrase(name, others) or _by_word(name, others)


def otherwise_meant(spec: CommandSpec, arguments: Mapping[str, str]) -> UnknownCommand | None:
    """Say what is meant by words that begin with a command and mean another: ``no confidence in Ben``."""
    opening = _NO_CONFIDENCE.get(spec.name)
    if opening is None or "number" in arguments or not any(map(opening.match, arguments.values())):
        return None
    return UnknownCommand(name="no confidence", nearest=("recall",))


def _by_phrase(name: str, others: Sequence[str]) -> UnknownCommand | None:
    said = catalogue.folded(" ".join(word.strip(_MARKS) for word in (name, *others)))
    if _CALLED_OFF.fullmatch(said):
        return UnknownCommand(name=name, advice=Advice.RUNS_OUT)
    if _ELECTION_CALLED_OFF.fullmatch(said):
        return UnknownCommand(name=name, nearest=("call-off",))
    if (found := _WOULD_STAND.fullmatch(said)) is not None:
        office = cut((found["office"] or found["held"] or found["one"] or "").replace("-", " "), 80)
        return UnknownCommand(name=name, advice=Advice.NOMINATED, office=office)
    if _WOULD_NOT.fullmatch(said):
        return UnknownCommand(name=name, nearest=("decline", "resign"))
    return UnknownCommand(name=name, nearest=("polls",)) if _WHO_VOTES.fullmatch(said) else None


def _by_word(name: str, others: Sequence[str]) -> UnknownCommand:
    typed = catalogue.folded(name)
    if typed in catalogue.TALK:
        number = next((word for each in others if (word := each.strip(_MARKS)) and is_lettered(word)), "")
        return UnknownCommand(name=number or name, nearest=() if number else _asked_about(others))
    nearest = catalogue.INSTEAD.get(typed.strip(_MARKS), ())
    if not nearest:
        close = get_close_matches(typed, sorted(catalogue.TYPED_NAMES), n=2, cutoff=0.7)
        nearest = tuple(dict.fromkeys(spec.name for word in close if (spec := catalogue.find(word))))
    return UnknownCommand(name=name, nearest=nearest)


def _asked_about(words: Sequence[str]) -> tuple[str, ...]:
    """Say which commands somebody may mean who asks in plain words: ``how do I stand?``, ``who is the treasurer?``."""
    for word in words:
        typed = catalogue.folded(word.strip(_MARKS))
        spec = catalogue.find(typed)
        if typed in catalogue.TALK:
            continue
        if spec is not None or typed in catalogue.INSTEAD:
            return (spec.name,) if spec is not None else catalogue.INSTEAD[typed]
    return ()
