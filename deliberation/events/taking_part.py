"""An assembly begins, where it meets, who comes and goes."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.events.marks import added, beside
from deliberation.federation import Kind, Peer
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
    """A channel or room became a venue of the assembly.

    ``begun_by`` is who took in the first room of one in which nobody took part: somebody of an assembly near it.
    """

    venue: VenueId
    begun_by: PersonId | None = added(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueOffered:
    """Somebody who administers a venue would make it part of the assembly.

    Where nobody takes part in it yet, somebody of one of the ``sponsors`` is to take it in.
    """

    venue: VenueId
    person: PersonId
    sponsors: tuple[Peer, ...] = beside(())


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
    """Somebody joined a venue, and with their first takes part in the assembly.

    ``joined_at``: they left lately and are back, and count as having joined then. In older registers they did not.
    """

    person: PersonId
    venue: VenueId
    joined_at: datetime | None = added(None)


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
