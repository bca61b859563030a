"""Calling consensus, and saying where one stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation.ids import PersonId
from deliberation.positions import Stance


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
