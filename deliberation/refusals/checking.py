"""No to what concerns checks and positions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from deliberation.positions import Stance


class OffRoll(StrEnum):
    """Why somebody is not on a roll."""

    JOINED_LATER = "joined later"
    AWAY = "away"
    """They had joined before, were out when it was called, and are back."""
    SUBJECT = "subject"
    NO_MEMBER = "no member"
    NOT_TAKING_PART = "not taking part"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOnRoll:
    """The roll was fixed when the check was called, and this person is not on it."""

    check: int
    why: OffRoll
    called_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingOpen:
    """No check is open on this proposal, so there is nothing to take a position on or to take back."""

    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CameLate:
    """The check has closed: what comes now is not counted."""

    check: int
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongStance:
    """That position does not answer this question."""

    check: int
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPosition:
    """There is no position to withdraw."""

    check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockStands:
    """Taking a reaction away does not withdraw a block; only its holder's own word does."""

    check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionStands:
    """A reaction that vanished by an unknown hand still counts, in a matter that is about a person.

    One of ``check`` and ``petition`` is given.
    """

    check: int = 0
    petition: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPeriod:
    """A check cannot be that short or that long, nor a referendum; ``command`` asks for either."""

    asked: timedelta
    least: timedelta
    most: timedelta
    command: str = "consensus"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePast:
    """The deadline asked for is over already."""

    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoll:
    """Nobody would be on the roll."""
