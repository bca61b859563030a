"""What a line means that is typed into a rehearsal: who does what, or what the one who sits there wants.

ada: propose Buy a kettle      Ada types a command
ben: +agree                    Ben taps a reaction
/time +3d                      an instruction to the rehearsal itself
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from adapters.cards.card import KEYS, SIGN
from adapters.commands import find
from deliberation.positions import Stance


@dataclass(frozen=True, slots=True)
class Says:
    """Somebody types something to the bot: a command, or an answer to one of its messages."""

    who: str
    text: str
    reply_to: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Talks:
    """Somebody says something to the others."""

    who: str


@dataclass(frozen=True, slots=True)
class Reacts:
    """Somebody puts a reaction on a message, or takes it away. No ``message`` means the newest that it fits."""

    who: str
    key: str
    message: str
    away: bool = False


@dataclass(frozen=True, slots=True)
class Instruction:
    """Something for the rehearsal itself: ``/join cleo``."""

    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A line that means nothing here; ``advice`` says what to type instead."""

    advice: str


Line = Says | Talks | Reacts | Instruction | Puzzle | None

REACTIONS: Final = {
    "agree": KEYS[Stance.AGREE],
    "aside": KEYS[Stance.STAND_ASIDE],
    "stand-aside": KEYS[Stance.STAND_ASIDE],
    "block": KEYS[Stance.BLOCK],
    "remove": KEYS[Stance.REMOVE],
    "keep": KEYS[Stance.KEEP],
    "sign": SIGN,
}
"""Words for reactions, which not every keyboard has."""

INSTRUCTIONS: Final = ("as", "delete", "help", "join", "leave", "people", "quit", "show", "time")

_SPEECH: Final = re.compile(r"(?P<who>[^\s:/]+)(?:\s+(?P<how>[^:]{1,40}?))?\s*:\s*(?P<text>.*)", re.DOTALL)
_TAP: Final = re.compile(r"(?P<sign>[+-])\s*(?P<key>\S+)(?:\s+\[?#?(?P<message>\d+)\]?)?\s*")
_REACTS: Final = re.compile(
    r"(?P<who>[^\s:/]+)\s+(?P<verb>reacts|unreacts)(?:\s+with)?\s+(?P<key>\S+?)(?:\s+(?:to\s+)?\[?#?(?P<message>\d+)\]?)?\s*",
    re.IGNORECASE,
)
_REPLIES: Final = re.compile(r"repl(?:ies|y)(?:\s+to)?\s+\[?#?(?P<message>\d+)\]?", re.IGNORECASE)


def read(line: str, people: Collection[str], speaker: str = "") -> Line:
    """Read a line. ``people`` are the account ids of everybody there; lines without a name are ``speaker``'s."""
    text = line.strip()
    if not text or text.startswith("#"):
        return None
    if text.startswith("/"):
        return _instruction(text[1:])
    if text.casefold() in {"help", "?", "quit", "exit"}:
        return Instruction("help" if text.casefold() in {"help", "?"} else "quit")
    found = _REACTS.fullmatch(text)
    if found and found["who"].casefold() in people:
        return _reacts(found["who"].casefold(), found, away=found["verb"].casefold() == "unreacts")
    speech = _SPEECH.fullmatch(text)
    if speech and speech["who"].casefold() in people:
        return _speech(speech["who"].casefold(), speech["how"] or "", speech["text"])
    stranger = speech["who"] if speech and not speech["how"] and not find(speech["who"]) else ""
    if stranger and text.startswith(f"{stranger}:"):
        return Puzzle(f"There is nobody called {stranger} here. To let them in, type /join {stranger}")
    if speaker:
        return _speech(speaker, "", text)
    return Puzzle(f"Who says that? Begin with a name: {next(iter(people), 'ada')}: {text}")


def _instruction(text: str) -> Line:
    name, _, rest = text.partition(" ")
    name = name.casefold()
    if name not in INSTRUCTIONS:
        known = ", ".join(f"/{each}" for each in INSTRUCTIONS)
        return Puzzle(f"There is no /{name}. There are {known}.")
    return Instruction(name, rest.strip())


def _speech(who: str, how: str, text: str) -> Line:
    how = " ".join(how.casefold().split())
    tap = _TAP.fullmatch(text)
    if tap and not how:
        return _reacts(who, tap, away=tap["sign"] == "-")
    replies = _REPLIES.fullmatch(how)
    if how == "says":
        return Talks(who)
    if not text.strip():
        return Puzzle(f"What does {who} say? For example: {who}: status")
    if replies:
        return Says(who, text, reply_to=replies["message"])
    if how in {"privately", "in private", "to bot", "to the bot", "whispers"}:
        return Says(who, text, private=True)
    if how:
        return Puzzle(
            f"After a name there is a colon, or one of these: {who} privately: status, "
            f"{who} replies 3: because …, {who} says: good evening, {who} reacts agree 3"
        )
    return Says(who, text)


def _reacts(who: str, found: re.Match[str], *, away: bool) -> Reacts:
    typed = found["key"]
    key = REACTIONS.get(typed.casefold().replace("_", "-"), typed)
    return Reacts(who, key, found["message"] or "", away=away)
