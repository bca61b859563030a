"""Who is who, and who sits in an assembly because they are a member."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.ids import PersonId, VenueId


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A member's place in an assembly, until their subscription ends unless it is renewed."""

    person: PersonId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleJoined:
    """Two who were taken for two are one: ``other`` is ``person``, by proof from both sides.

    Places, offices and what they proposed pass to ``person`` at once. A roll that was fixed before stays as it was: who
    is on it twice has one position, and who is on it as ``other`` speaks as that.
    """

    person: PersonId
    other: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonParted:
    """An account was parted from a person: whoever uses it is ``other`` from now on, and on no roll of before."""

    person: PersonId
    other: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForgotten:
    """Somebody asked to be forgotten: they take part no more, their reasons are erased, what they decided stands."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersEnrolled:
    """Members took the place that is theirs here, or had it renewed."""

    members: tuple[Enrolment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorOpened:
    """A venue is being opened to a member because they sit here: it closes again when that ends."""

    people: tuple[PersonId, ...]
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentEnded:
    """Places of members ended.

    ``because``: ``lapsed``, ``moved`` (constituency), ``removed`` (from the roster) or ``declined`` (by themselves).
    """

    people: tuple[PersonId, ...]
    because: str
