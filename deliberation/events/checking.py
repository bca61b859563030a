"""Checks, and where people stand in them."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.assessment import Outcome
from deliberation.checks import OnProposal, OnRecall
from deliberation.events.marks import added, beside, sealed
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCalled:
    """Consensus was called, or (``round`` above 1) the check began again with an amended text.

    The roll is those taking part at that moment, without ``barred`` and with those whose block was carried over; its
    size and hash are recorded, so that a reader of the register can work it out and be sure. ``seats`` are the member
    assemblies, which have a place on the roll each. It does not end before ``not_before``, for those it affects.
    ``election`` is the open one of which it would fill a seat, and whose ballot waits for it (0: none, or older).
    """

    check: int
    question: OnProposal | OnRecall | OnDeadlock
    round: int
    text_hash: str
    rules: tuple[tuple[str, str], ...]
    roll_size: int
    roll_hash: str
    barred: tuple[PersonId, ...]
    carried_over: tuple[PersonId, ...]
    excused: tuple[PersonId, ...]
    called_by: PersonId | None
    remind_at: datetime
    deadline: datetime
    seats: tuple[Peer, ...] = added(())
    objecting: tuple[AssemblyId, ...] = added(())
    not_before: datetime | None = added(None)
    election: int = added(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionTaken:
    """Somebody on the roll took a position, or changed it. ``cooling``: after the close, in the cooling off.

    ``since`` is given where nobody said anything new: it was taken then by another place on the roll that turned out to
    be the same person's, and passes to the one by which they speak.
    """

    check: int
    person: PersonId
    stance: Stance
    cooling: bool = False
    since: datetime | None = added(None)
    reason: str = sealed()
    source: str = beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionWithdrawn:
    """Somebody took their position back and has none now."""

    check: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionCameLate:
    """A position arrived after the close: listed, not counted."""

    check: int
    person: PersonId
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfTimeReached:
    """Half the period is over: those not yet heard are reminded, once."""

    check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMoved:
    """The deadline moved. ``because``: ``quorum``, ``reason`` (a block has none yet) or ``absence`` (of the bot)."""

    check: int
    deadline: datetime
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLapsed:
    """A block for which no reason came in time counts as standing aside from here on."""

    check: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckClosed:
    """A check ended. What arrives after this entry is late."""

    check: int
    outcome: Outcome
    tally: Tally
