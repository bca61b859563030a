"""Who is who, and who sits in an assembly because they are a member. All but the last come from the program itself."""

from dataclasses import dataclass

from deliberation.events.people import Enrolment
from deliberation.ids import PersonId, VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPeople:
    """Note that ``other`` is ``person``: both sides were proved."""

    person: PersonId
    other: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPerson:
    """Note that an account of ``person`` is ``other`` from now on."""

    person: PersonId
    other: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPerson:
    """Forget somebody, at their own wish."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol:
    """Give members the place that is theirs here, or renew it. Those who gave theirs up are left out."""

    members: tuple[Enrolment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDoor:
    """Note that a venue is being opened to these members."""

    people: tuple[PersonId, ...]
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEnrolment:
    """End the places of members here: they ``moved``, say. Their subscription's end needs no command."""

    people: tuple[PersonId, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUpPlace:
    """Give up the place that one has here as a member."""

    actor: PersonId
