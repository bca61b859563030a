"""Calling a moot, coming to it, speaking, taking minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMoot:
    """Set a meeting."""

    actor: PersonId
    title: str
    proposals: tuple[int, ...]
    starts_at: datetime
    length: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMoot:
    """Set a meeting to another time."""

    actor: PersonId
    moot: int
    starts_at: datetime
    length: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelMoot:
    """Call a meeting off."""

    actor: PersonId
    moot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TellComing:
    """Say that one will come; once it is open, that one is there."""

    actor: PersonId
    moot: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawComing:
    """Say that one will not come after all; with ``source``, only if that reaction had said so."""

    actor: PersonId
    moot: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMoot:
    """Begin a meeting before its time. At its time it opens by itself."""

    actor: PersonId
    moot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseHand:
    """Ask for the word at the meeting that is open."""

    actor: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerHand:
    """Ask for the word no more."""

    actor: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSpeaker:
    """Give the word to the next: first-time speakers first."""

    actor: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMinute:
    """Note something for the minutes of the meeting that is open."""

    actor: PersonId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMoot:
    """End the meeting that is open; where one is named, that one."""

    actor: PersonId
    moot: int | None = None
