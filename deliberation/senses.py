"""A quick reading of the room, which binds nobody: a sense-check, or the review of what a decision did."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap


class Leaning(StrEnum):
    """How somebody leans. In a review: it did what it was meant to, partly or not yet to be told, it did not."""

    YES = "yes"
    UNSURE = "unsure"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Leant:
    """How one person leans, in their words if they gave any, and the opaque name of what expressed it."""

    leaning: Leaning
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """A question to the room (``S1``). ``decision`` is the one that it reviews, if it does."""

    number: int
    question: str
    asked_by: PersonId | None
    asked_at: datetime
    until: datetime
    decision: int | None = None
    leanings: PersistentMap[PersonId, Leant] = field(default_factory=PersistentMap)
    closed_at: datetime | None = None

    def count(self, leaning: Leaning) -> int:
        """Say how many lean so."""
        return sum(each.leaning is leaning for each in self.leanings.values())
