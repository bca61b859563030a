"""Puts every no into words: what was refused, why, and what to do instead. There is no other place for it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from adapters.cleaning import clean_line
from adapters.documents import Document
from adapters.mistakes import Mistake
from adapters.phrases import Names
from adapters.setting import Setting, say
from adapters.words.ballots import BALLOTS
from adapters.words.donations import DONATIONS
from adapters.words.elections import ELECTIONS
from adapters.words.entering import ENTERING
from adapters.words.federation import FEDERATION
from adapters.words.following_up import FOLLOWING_UP
from adapters.words.mistakes import MISTAKES
from adapters.words.moots import MOOTS
from adapters.words.offices import OFFICES
from adapters.words.polls import POLLS
from adapters.words.refusals import REFUSALS
from adapters.words.things import THINGS
from deliberation.assembly import Assembly
from deliberation.ids import AssemblyId
from deliberation.refusals import Refusal

_NO_LINKS: Final[Mapping[AssemblyId, str]] = MappingProxyType({})

WORDS: Final[Mapping[type, Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        **REFUSALS,
        **BALLOTS,
        **DONATIONS,
        **ELECTIONS,
        **ENTERING,
        **FEDERATION,
        **FOLLOWING_UP,
        **MOOTS,
        **OFFICES,
        **POLLS,
        **THINGS,
        **MISTAKES,
    }
)


def in_words(
    no: Refusal | Mistake,
    assembly: Assembly | None,
    names: Names,
    *,
    private: bool = False,
    links: Mapping[AssemblyId, str] = _NO_LINKS,
) -> Document:
    """Put a refusal or a mistake into words.

    With ``private`` it is read in a private room, outside those of the assembly. ``links`` lead to other assemblies.
    """
    document: Document = WORDS[type(no)](no, Setting(assembly, names, private, links))
    return msgspec.structs.replace(document, failed=True)


def cannot_speak(assembly: Assembly, reason: str) -> Document:
    """What those who give procedure read when the bot lacks a right in one of the assembly's rooms."""
    return say(
        f"I cannot speak in one of the rooms of {assembly.name}, so people there do not see what is being decided."
        f" {clean_line(reason, limit=500)}"
    )
