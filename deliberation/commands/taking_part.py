"""Where an assembly meets, who comes and goes, and the clock."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId, PersonId, VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAssembly:
    """Begin an assembly in a venue, with those who are in it. Refused unless the founder administers the venue.

    ``enacted``: the operator founds it for the movement, perhaps without a venue; nobody convenes it as its founder.
    """

    actor: PersonId
    assembly: AssemblyId
    slug: str
    name: str
    purpose: str
    preset: str
    venue: VenueId | None
    present: tuple[PersonId, ...]
    administers: bool
    kind: Kind = Kind.ORDINARY
    enacted: bool = False
    members: tuple[Peer, ...] = ()
    """Of which assemblies it is, if it is a Thing; its ``purpose`` is then its question."""
    among: bool = False
    """Whether the founder takes part in one of them."""
    earlier: tuple[datetime, ...] = ()
    """When the founder called other Things, wherever that was."""
    rules: tuple[tuple[str, str], ...] = ()
    """The rules with which it begins, if they are not those of the preset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BindVenue:
    """Make another channel or room a venue. Only who administers that venue may.

    If they do not give procedure, it is an offer, which whoever does may take up (``TakeRoomIn``). ``enacted``: the
    program made it for the assembly, as the operator arranged, because ``actor`` wished to come in.

    Where nobody takes part yet, nobody here could take an offer up. Then ``sponsors`` are the assemblies near it of
    which somebody may (``deliberation.convening.beginners``), and ``sponsored`` says that ``actor`` is one of those.
    """

    actor: PersonId
    venue: VenueId
    present: tuple[PersonId, ...]
    administers: bool
    enacted: bool = False
    sponsors: tuple[Peer, ...] = ()
    sponsored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRoomIn:
    """Make a venue that is on offer part of the assembly. Only who gives procedure may."""

    actor: PersonId
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveIn:
    """Make a venue that was made for an assembly without one its own. Who is in it comes in once that is known."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseVenue:
    """Give a venue of an assembly that has ended free for another."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseVenue:
    """Note that a venue can no longer be heard."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class RegainVenue:
    """Note that a lost venue can be heard again; deadlines that passed meanwhile are made good."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveVenue:
    """Note that a venue was replaced by another, with those who are in the new one already."""

    venue: VenueId
    successor: VenueId
    present: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter:
    """Note that somebody joined a venue."""

    actor: PersonId
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Note that somebody left a venue, or was put out of it."""

    actor: PersonId
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveApologies:
    """Say that one will be away until then."""

    actor: PersonId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAbsence:
    """Note that the bot could not hear this assembly between two times; deadlines missed by it are made good."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Do whatever is due by now."""
