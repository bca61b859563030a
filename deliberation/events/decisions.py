"""Decisions and what they bring about by themselves."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.events.marks import added
from deliberation.federation import Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade:
    """A consensus became a decision, cooling off until then; or the winner of a ballot did, which cools off no more.

    ``check`` is 0 where a ``poll`` made it, and the other way round.
    """

    decision: int
    proposal: int
    check: int
    cooling_until: datetime
    waits_for: tuple[Peer, ...] = added(())
    poll: int = added(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSettled:
    """The cooling off is over, nothing sent the decision back, and what it brings about by itself happens now."""

    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSentBack:
    """Something sent the proposal back to discussion.

    ``because``: ``block`` or ``objections`` in the cooling off, ``below`` (a member assembly reopened it), ``affected``
    (an affected assembly objects), ``amended`` or ``withdrawn`` (where the text came from), ``time`` (for a gift it is
    over) or ``stood down`` (whom it would elect did).
    """

    decision: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChanged:
    """A rule of the assembly took a new value, by the assembly's decision."""

    rule: str
    value: str
    decision: int
