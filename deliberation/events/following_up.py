"""After a decision, and quick readings of the room: actions, senses, reviews, go-rounds."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.events.marks import beside, sealed
from deliberation.ids import PersonId
from deliberation.senses import Leaning


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSet:
    """Something is to be done by somebody until then."""

    action: int
    decision: int
    text: str
    person: PersonId
    set_by: PersonId
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReminded:
    """Whoever is to do it was reminded: that it will be due, or that it is (``overdue``)."""

    action: int
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone:
    """It is done, says ``person``."""

    action: int
    person: PersonId
    source: str = beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReopened:
    """It is not done after all, says whoever had said that it was."""

    action: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDropped:
    """It is no longer to be done, says who set it or who was to do it."""

    action: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class SenseAsked:
    """The room is asked how it leans; with ``decision``, whether that did what it was meant to (then by nobody)."""

    sense: int
    question: str
    asked_by: PersonId | None
    until: datetime
    decision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaned:
    """Somebody leans so, for now."""

    sense: int
    person: PersonId
    leaning: Leaning
    text: str = sealed()
    source: str = beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaningWithdrawn:
    """Somebody leans no way any more."""

    sense: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class SenseClosed:
    """How the room leant when the time was over. It binds nobody; a review stands beside its decision."""

    sense: int
    yes: int
    unsure: int
    no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoRoundBegun:
    """Those on the roll who have not been heard are asked one after the other, in this order."""

    check: int
    order: tuple[PersonId, ...]
    begun_by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCame:
    """It is somebody's turn until then; ``None``: everybody has been asked."""

    check: int
    person: PersonId | None
    until: datetime
