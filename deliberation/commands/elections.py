"""Elections."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation.ids import PersonId
from deliberation.rules import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What somebody said about a timetable: moments, or how long; what they left out the rules say."""

    nominations_open: datetime | None = None
    nominations_close: datetime | None = None
    nominations_for: timedelta | None = None
    ballot_open: datetime | None = None
    ballot_close: datetime | None = None
    ballot_for: timedelta | None = None
    joined_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallElection:
    """Call an election for an office, or (with ``seat``) the selection of candidates for a public seat.

    ``officers`` are those of the Electoral Society, wherever there is one: they return elections.
    """

    actor: PersonId
    office: str = ""
    seat: str = ""
    seats: int | None = None
    method: Method | None = None
    times: Times = Times()
    officers: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTimetable:
    """Give an election another timetable, before its ballot opens."""

    actor: PersonId
    election: int
    times: Times
    officers: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffElection:
    """End an election without a result, before its ballot opens."""

    actor: PersonId
    election: int
    reason: str
    officers: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOnElection:
    """Become the returning officer of an election that the bot returns."""

    actor: PersonId
    election: int
    officers: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandElectionOver:
    """Be the returning officer no longer: the bot is, until another officer takes it on."""

    actor: PersonId
    election: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominate:
    """Put somebody's name forward."""

    actor: PersonId
    election: int
    person: PersonId
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondNomination:
    """Support a nomination."""

    actor: PersonId
    election: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerNomination:
    """Say whether one stands, and what one has to say; again to change that, or to stand down."""

    actor: PersonId
    election: int
    accepts: bool
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekConsensus:
    """Ask the assembly whether there is consensus on one of those who stand, before the ballot opens."""

    actor: PersonId
    election: int
    person: PersonId
