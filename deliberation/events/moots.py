"""Moots: called, attended, minuted, closed."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.events.marks import beside
from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class MootCalled:
    """A meeting was set, on these proposals or on none in particular. Those who come are reminded at ``remind_at``."""

    moot: int
    title: str
    proposals: tuple[int, ...]
    called_by: PersonId
    starts_at: datetime
    ends_at: datetime
    remind_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MootMoved:
    """A meeting that was set is to be at another time."""

    moot: int
    person: PersonId
    starts_at: datetime
    ends_at: datetime
    remind_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MootCancelled:
    """A meeting that was set will not be. ``person`` is empty where its time went by while nobody could open it."""

    moot: int
    person: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingTold:
    """Somebody says that they will come."""

    moot: int
    person: PersonId
    source: str = beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingWithdrawn:
    """Somebody will not come after all."""

    moot: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class MootReminded:
    """Those who come were reminded, once."""

    moot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MootOpened:
    """A meeting began. ``by`` is empty where its time had come."""

    moot: int
    by: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceNoted:
    """Somebody is there."""

    moot: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandRaised:
    """Somebody wishes to speak."""

    moot: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandLowered:
    """Somebody wishes to speak no more."""

    moot: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerCalled:
    """Somebody has the word now, or nobody."""

    moot: int
    person: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteTaken:
    """Something was noted for the minutes, which are public."""

    moot: int
    person: PersonId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MootClosed:
    """A meeting ended. ``by`` is empty where it ended by itself, long after its planned end or as the next began."""

    moot: int
    by: PersonId | None
