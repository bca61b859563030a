"""What somebody may mean whose first word is no command: a slip, a word from elsewhere, a question in plain words."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from adapters import commands as catalogue
from adapters.mistakes import UnknownCommand
from adapters.references import is_lettered

_MARKS: Final = "?!.,;:\"'“”‘’"


def unknown(name: str, others: Sequence[str]) -> UnknownCommand:
    """Say that there is no such command, and which may be meant; ``others`` are the words that follow."""
    typed = catalogue.folded(name)
    if typed in catalogue.TALK:
        number = next((word for each in others if (word := each.strip(_MARKS)) and is_lettered(word)), "")
        return UnknownCommand(name=number or name, nearest=() if number else _asked_about(others))
    nearest = catalogue.INSTEAD.get(typed, ())
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
