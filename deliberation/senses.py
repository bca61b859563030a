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
    """How one person leans, in their words if they gave any, the opaque name of what expressed it, and when it did.

    Without a time it was said before times were kept.
    """

    leaning: Leaning
    text: str = ""
    source: str = ""
    at: datetime | None = None


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


def is_later(one: Leant, two: Leant) -> bool:
    """Whether one was said after the other, as far as can be told."""
    return one.at is not None and (two.at is None or one.at > two.at)
