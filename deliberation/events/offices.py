"""Offices, and petitions for the recall of who holds them."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.events.marks import beside, sealed
from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFilled:
    """Somebody was elected to an office by the assembly's decision, until the end of a term."""

    office: str
    person: PersonId
    until: datetime
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeVacated:
    """An office fell vacant and the election of a successor opened.

    ``because``: ``recall``, ``term`` or ``forgotten`` (its holder was, at their own wish).
    """

    office: str
    person: PersonId
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionStarted:
    """Somebody asked for the recall of an officer."""

    petition: int
    office: str
    officer: PersonId
    starter: PersonId
    unmandated: bool
    until: datetime
    reason: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionSigned:
    """Somebody put their name to a petition."""

    petition: int
    person: PersonId
    source: str = beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureWithdrawn:
    """Somebody took their name off a petition that was still gathering."""

    petition: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionLapsed:
    """A petition ended without a recall. ``because``: ``time`` or ``vacant`` (the officer no longer holds it)."""

    petition: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionSucceeded:
    """A petition reached its threshold. The recall's ``CheckCalled`` follows: nobody's permission is needed."""

    petition: int
    signatures: int
    needed: int
