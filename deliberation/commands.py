"""What somebody, or the clock, asks of an assembly: imperative, typed, already validated for form.

Whether it may be done, and what comes of it, is for ``decide`` to say. ``actor`` is who asks. ``source`` is an opaque
name for the message or reaction that asks, so that taking it back can be told from taking back another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.positions import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAssembly:
    """Begin an assembly in a venue, with those who are in it. Refused unless the founder administers the venue."""

    actor: PersonId
    assembly: AssemblyId
    slug: str
    name: str
    purpose: str
    preset: str
    venue: VenueId
    present: tuple[PersonId, ...]
    administers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BindVenue:
    """Make another channel or room a venue. Only who administers that venue may.

    If they do not give procedure, it is an offer, which whoever does may take up (``TakeRoomIn``).
    """

    actor: PersonId
    venue: VenueId
    present: tuple[PersonId, ...]
    administers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRoomIn:
    """Make a venue that is on offer part of the assembly. Only who gives procedure may."""

    actor: PersonId
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
class Propose:
    """Put a proposal to the assembly."""

    actor: PersonId
    title: str
    text: str = ""
    suffering: str = ""
    affects: tuple[str, ...] = ()
    review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeRule:
    """Propose that a rule take another value; on consensus it does, by itself."""

    actor: PersonId
    rule: str
    value: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NominateOfficer:
    """Put a name forward for an office: a check on it opens at once, nobody's permission being needed."""

    actor: PersonId
    person: PersonId
    office: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseConcern:
    """Name a worry about a proposal."""

    actor: PersonId
    proposal: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveConcern:
    """Say that one's concern is answered."""

    actor: PersonId
    concern: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Replace a proposal's text. An empty ``title`` keeps the one it has; so do the other fields left ``None``."""

    actor: PersonId
    proposal: int
    title: str = ""
    text: str = ""
    suffering: str | None = None
    affects: tuple[str, ...] | None = None
    review: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take one's proposal back."""

    actor: PersonId
    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallConsensus:
    """Call consensus. Give ``period`` or ``deadline`` (not both), or neither for the assembly's own period."""

    actor: PersonId
    proposal: int
    period: timedelta | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePosition:
    """Agree, stand aside or block (or, in a recall, remove, keep or stand aside).

    ``provisional``: what others said may not all have come in. Then a check that looks complete is not closed at once;
    it is due, and whoever sends the tick first makes sure of what was said.
    """

    actor: PersonId
    check: int
    stance: Stance
    reason: str = ""
    source: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Retract:
    """Withdraw one's position, also a block, in so many words."""

    actor: PersonId
    check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftExpression:
    """Note that a reaction was taken away: withdraws what it expressed, unless that is a block.

    ``unseen``: whoever took it away cannot be known, so it may have been somebody with power over the room.
    """

    actor: PersonId
    check: int
    source: str
    unseen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRecall:
    """Begin a petition for the recall of an officer, and sign it."""

    actor: PersonId
    officer: PersonId
    reason: str
    unmandated: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Sign a petition."""

    actor: PersonId
    petition: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsign:
    """Take one's name off a petition; with ``source``, only if it was given by that reaction, which was taken away.

    ``unseen``: as in ``LiftExpression``.
    """

    actor: PersonId
    petition: int
    source: str = ""
    unseen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAbsence:
    """Note that the bot could not hear this assembly between two times; deadlines missed by it are made good."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Do whatever is due by now."""


Command = (
    FoundAssembly
    | BindVenue
    | LoseVenue
    | TakeRoomIn
    | RegainVenue
    | MoveVenue
    | Enter
    | Leave
    | GiveApologies
    | Propose
    | ProposeRule
    | NominateOfficer
    | RaiseConcern
    | ResolveConcern
    | Amend
    | Withdraw
    | CallConsensus
    | TakePosition
    | Retract
    | LiftExpression
    | StartRecall
    | Sign
    | Unsign
    | NoteAbsence
    | Tick
)
