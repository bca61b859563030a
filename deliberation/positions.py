"""Where people stand in a check, and the count of it, kept by the difference and never recounted."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class Stance(StrEnum):
    """What one person on the roll says: the first three to a proposal, the next two (or standing aside) in a recall.

    The last two (or standing aside) answer whether there is deadlock.
    """

    AGREE = "agree"
    STAND_ASIDE = "stand aside"
    BLOCK = "block"
    REMOVE = "remove"
    KEEP = "keep"
    YES = "yes"
    NO = "no"


PROPOSAL_STANCES = frozenset({Stance.AGREE, Stance.STAND_ASIDE, Stance.BLOCK})
RECALL_STANCES = frozenset({Stance.REMOVE, Stance.KEEP, Stance.STAND_ASIDE})
DEADLOCK_STANCES = frozenset({Stance.YES, Stance.NO, Stance.STAND_ASIDE})


@dataclass(frozen=True, slots=True)
class Position:
    """Where one person stands now.

    ``source`` is an opaque name for what expressed it (a reaction, a message): taking that back withdraws the position.
    ``cooling`` marks what was said after the close, while the decision cooled off. ``lapsed`` marks a block that counts
    as standing aside because no reason for it came in time. ``at`` is when it was taken, where that is known.
    ``erased`` marks one whose reason was given and then erased, because its holder asked to be forgotten.
    """

    stance: Stance
    reason: str = ""
    source: str = ""
    cooling: bool = False
    lapsed: bool = False
    at: datetime | None = None
    erased: bool = False

    @property
    def is_reasoned(self) -> bool:
        """Whether a reason was given for it."""
        return bool(self.reason) or self.erased


# As ``events.marks.ADDED``, which cannot be asked for here: it is not written where it is nought.
_ADDED: Final = {"added": True}
_PLACE: Final = {stance: place for place, stance in enumerate(Stance)}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stand where."""

    agree: int = 0
    stand_aside: int = 0
    block: int = 0
    remove: int = 0
    keep: int = 0
    yes: int = field(default=0, metadata=_ADDED)
    no: int = field(default=0, metadata=_ADDED)

    @property
    def taken(self) -> int:
        """How many took a position: what a quorum is measured on."""
        return sum(self._counts)

    def moved(self, before: Stance | None, after: Stance | None) -> "Tally":
        """Give the tally after one person went from ``before`` to ``after``; ``None`` stands for no position."""
        counts = [*self._counts]
        if before is not None:
            counts[_PLACE[before]] -= 1
        if after is not None:
            counts[_PLACE[after]] += 1
        return Tally(*counts)

    def of(self, stance: Stance) -> int:
        """Say how many hold ``stance``."""
        return self._counts[_PLACE[stance]]

    @property
    def _counts(self) -> tuple[int, ...]:
        return (self.agree, self.stand_aside, self.block, self.remove, self.keep, self.yes, self.no)
