"""No to what concerns moots."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class MootClash:
    """Another moot of this assembly is at that time."""

    moot: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BadMootTime:
    """A moot is set for a time ahead (not further than a year), for at least ``least`` and at most ``most``."""

    starts_at: datetime
    length: timedelta
    least: timedelta
    most: timedelta
    past: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMootOpen:
    """No moot is open now; ``coming`` is the next one, if one is set."""

    coming: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MootOver:
    """That moot was held or called off, or has begun already."""

    moot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFacilitating:
    """Only who called the moot, or who gives procedure, may do this."""

    moot: int
    facilitators: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyWaits:
    """Nobody asks for the word."""

    moot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandAlreadyUp:
    """Whoever asks for the word already waits, at that place in the order."""

    moot: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandNotUp:
    """Whoever would take back their hand has not raised it."""

    moot: int
