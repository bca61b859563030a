"""An assembly begins, where it meets, who comes and goes."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.events.marks import added
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId, VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyFounded:
    """An assembly began. ``rules`` is every rule in writing, so that no later change of a preset alters history.

    ``enacted``: the operator founded it for the movement, and nobody convenes it as its founder.
    """

    assembly: AssemblyId
    slug: str
    name: str
    purpose: str
    founder: PersonId
    preset: str
    rules: tuple[tuple[str, str], ...]
    kind: Kind = added(Kind.ORDINARY)
    enacted: bool = added(False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueBound:
    """A channel or room became a venue of the assembly."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueOffered:
    """Somebody who administers a venue would make it part of the assembly."""

    venue: VenueId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueSilenced:
    """A venue can no longer be heard: deleted, or the bot was put out. Nobody loses their place."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueHeard:
    """A venue that was silent can be heard again."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueMoved:
    """A venue was replaced by another (a room upgrade). People join the new one by joining it."""

    venue: VenueId
    successor: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueReleased:
    """A venue of an assembly that has ended is free for another."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntered:
    """Somebody joined a venue, and with their first takes part in the assembly."""

    person: PersonId
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft:
    """Somebody left a venue, and with their last the assembly."""

    person: PersonId
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologiesGiven:
    """Somebody will be away until then: the quorum of checks called meanwhile does not count on them."""

    person: PersonId
    until: datetime
