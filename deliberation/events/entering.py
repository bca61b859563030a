"""How one comes into an assembly that is restricted to those it speaks for. Nobody's characteristics are stored."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.events.marks import added
from deliberation.ids import PersonId, VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingBegun:
    """Somebody came into a venue of a restricted assembly, and does not take part yet."""

    person: PersonId
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEnded:
    """Somebody who did not take part left a venue."""

    person: PersonId
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAsked:
    """Somebody asks to take part, as the ``number``-th who does; where self-declaration is enough, that is one."""

    person: PersonId
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcomed:
    """Somebody who takes part welcomes somebody who asked."""

    person: PersonId
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryGiven:
    """Somebody takes part from now on, in the venues in which they waited.

    ``because``: ``declared``, ``welcomed``, ``alone`` (nobody was there to welcome them) or ``open`` (by now being in a
    venue is enough). ``joined_at``: as in ``PersonEntered``.
    """

    person: PersonId
    because: str
    joined_at: datetime | None = added(None)
