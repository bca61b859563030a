"""No to what concerns proposals, concerns and rules."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.ids import PersonId
from deliberation.phases import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongPhase:
    """The proposal's phase does not allow it. ``asked``: ``call``, ``amend``, ``withdraw`` or ``concern``."""

    proposal: int
    phase: Phase
    asked: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyProposer:
    """Only the proposer may amend or withdraw."""

    proposal: int
    proposer: PersonId
    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyProposed:
    """The very same is asked in a proposal that is still open: a second would be decided twice."""

    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernsStand:
    """Concerns are unresolved; from ``callable_from`` on the check may be called with them on its card."""

    proposal: int
    concerns: tuple[int, ...]
    callable_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernNotYours:
    """Only the one who raised a concern resolves it."""

    concern: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyResolved:
    """The concern is resolved already."""

    concern: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMissing:
    """This assembly asks of a proposal who suffers less by it, and how we would know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedEffect:
    """A proposal that changes a rule or fills an office says what it does: propose another instead of amending it."""

    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchRule:
    """There is no rule of that name."""

    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRuleValue:
    """The rule cannot take that value; ``problem`` is a sentence."""

    rule: str
    problem: str
    example: str
