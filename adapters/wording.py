"""Puts every no into words: what was refused, why, and what to do instead. There is no other place for it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from adapters.cleaning import clean_line
from adapters.documents import Document
from adapters.mistake_words import MISTAKES
from adapters.mistakes import Mistake
from adapters.phrases import Names
from adapters.refusal_words import REFUSALS
from adapters.setting import Setting, say
from deliberation.assembly import Assembly
from deliberation.refusals import Refusal

WORDS: Final[Mapping[type, Callable[[Any, Setting], Document]]] = MappingProxyType({**REFUSALS, **MISTAKES})


def in_words(no: Refusal | Mistake, assembly: Assembly | None, names: Names, *, private: bool = False) -> Document:
    """Put a refusal or a mistake into words.

    With ``private`` it is read in a private room, outside those of the assembly.
    """
    document: Document = WORDS[type(no)](no, Setting(assembly, names, private))
    return msgspec.structs.replace(document, failed=True)


def cannot_speak(assembly: Assembly, reason: str) -> Document:
    """What those who give procedure read when the bot lacks a right in one of the assembly's rooms."""
    return say(
        f"I cannot speak in one of the rooms of {assembly.name}, so people there do not see what is being decided."
        f" {clean_line(reason, limit=500)}"
    )
