"""No to what concerns venues, and who takes part."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.federation import Peer
from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdministering:
    """Founding or binding a venue needs one who administers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyBound:
    """The venue is an assembly's already."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered:
    """That room is not, or no longer, on offer to the assembly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyOffered:
    """So many rooms are on offer to the assembly that no more is taken; the first of them lapses at ``until``."""

    name: str
    most: int
    until: datetime
    conveners: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyHereYet:
    """Nobody takes part, so somebody of one of the ``sponsors`` takes in the first room; without any, nobody can yet.

    Where ``full_until`` is given, no more rooms are on offer until then, and they must administer the room themselves.
    """

    sponsors: tuple[Peer, ...]
    full_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadApologies:
    """Apologies are for a time ahead, and not for ever."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotParticipant:
    """The person named takes no part in the assembly."""

    person: PersonId
