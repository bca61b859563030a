"""No to what concerns the way into a restricted assembly."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyTakingPart:
    """Whoever asks, or is welcomed, takes part already (``person`` empty: oneself)."""

    person: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotInTheRoom:
    """One asks to take part from within one of the assembly's rooms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAsked:
    """The person has not asked to take part."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyWelcomed:
    """One welcomes once; others of the assembly must too."""

    person: PersonId
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnoughAskings:
    """Whoever asks to be welcomed has asked ``most`` times lately, and left each time."""

    most: int
    again_from: datetime
