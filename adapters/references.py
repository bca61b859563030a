"""How things are referred to: what people type (``P12``, ``12``, ``P12@leeds``), what a posted message speaks of."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

PROPOSAL: Final = "P"
CONCERN: Final = "C"
PETITION: Final = "R"
DECISION: Final = "D"
NOTICE: Final = "N"
MOOT: Final = "M"
SENSE: Final = "S"
ACTION: Final = "A"
ACT: Final = "O"
ELECTION: Final = "E"
POLL: Final = "B"
REFERENDUM: Final = "V"
DONATION: Final = "G"

KINDS: Final = {
    PROPOSAL: "proposal",
    CONCERN: "concern",
    PETITION: "petition",
    DECISION: "decision",
    NOTICE: "notice",
    MOOT: "moot",
    SENSE: "sense-check",
    ACTION: "action",
    ACT: "act",
    ELECTION: "election",
    POLL: "ballot",
    REFERENDUM: "referendum",
    DONATION: "donation",
}
"""What each letter stands for."""

_WORDS: Final = {
    **{word: letter for letter, word in KINDS.items()},
    "recall": PETITION,
    "sense check": SENSE,
    "gift": DONATION,
}

_REFERENCE: Final = re.compile(
    r"\s*(?:(?P<letter>[pcrdnm])\s?|(?P<close>[saoebvg])(?=[0-9])"  # "a 10 minute walk" is no action
    r"|(?P<word>proposal|concern|petition|recall|decision|notice|moot|sense[- ]check|action|act|election|ballot"
    r"|referendum|donation|gift)\s+|\#\s?)?"
    r"(?P<number>[0-9]{1,9})(?:@(?P<slug>[\w-]{1,80}))?"
    r"(?=$|[\s:,;)\]]|[.!?](?:\s|$)|[—–-](?:\s|$))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What somebody typed to mean one thing. ``letter`` is empty where they typed a bare number."""

    number: int
    letter: str = ""
    slug: str = ""

    def __str__(self) -> str:
        return f"{self.letter or '#'}{self.number}"


def split_reference(text: str) -> tuple[str, str]:
    """Split a reference from the beginning of a text: ``("P12", "because …")``, or ``("", text)`` if it has none."""
    found = _REFERENCE.match(text)
    return (found[0].strip(), text[found.end() :]) if found else ("", text)


def read_reference(text: str) -> Reference | None:
    """Read a reference that is the whole text, or give ``None``."""
    found = _REFERENCE.fullmatch(text.rstrip())
    if found is None:
        return None
    letter = (found["letter"] or found["close"] or "").upper() or _WORDS.get((found["word"] or "").lower(), "")
    return Reference(int(found["number"]), letter, (found["slug"] or "").casefold())


_LETTERED: Final = re.compile(rf"[{''.join(KINDS)}][0-9]{{1,9}}(?:@[\w-]{{1,80}})?", re.IGNORECASE)


def is_lettered(word: str) -> bool:
    """Whether a word is the number of a thing, with its letter: ``E1``, ``P3@leeds``."""
    return _LETTERED.fullmatch(word) is not None


class Kind(StrEnum):
    """What a posted message can speak of."""

    PROPOSAL = "proposal"
    CHECK = "check"
    CONCERN = "concern"
    PETITION = "petition"
    DECISION = "decision"
    NOTICE = "notice"
    MOOT = "moot"
    ENTRY = "entry"
    """Somebody who asks to take part. Nobody types its number."""
    SENSE = "sense-check"
    ACTION = "action"
    ACT = "act"
    ELECTION = "election"
    NOMINATION = "nomination"
    """A name put forward in an election. Nobody types its number."""
    POLL = "ballot"
    REFERENDUM = "referendum"
    DONATION = "donation"


_IN_ROUNDS: Final = frozenset({Kind.CHECK, Kind.NOMINATION})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a posted message speaks of, within its assembly.

    Every round of a check has a card of its own, and in an election every nomination, by its number there (``round``).
    """

    kind: Kind
    number: int
    round: int = 0

    def __str__(self) -> str:
        written = f"{self.kind.value}:{self.number}"
        return f"{written}:{self.round}" if self.kind in _IN_ROUNDS else written


@lru_cache(maxsize=10_000)
def read_subject(text: str) -> Subject | None:
    """Read back what ``str(subject)`` wrote, or give ``None``."""
    kind, *numbers = text.split(":")
    wanted = 2 if kind in _IN_ROUNDS else 1
    if kind not in list(Kind) or len(numbers) != wanted:
        return None
    if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in numbers):
        return None
    return Subject(Kind(kind), *map(int, numbers))
