"""No to what concerns actions, readings of the room and go-rounds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNotInForce:
    """The decision was sent back or overridden: nothing is to be done by it."""

    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadDueTime:
    """What is to be done is due at a time ahead, within ten years."""

    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionNotYours:
    """Only whoever is to do it, set it, or gives procedure may say that."""

    action: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOver:
    """It is done, or no longer to be done."""

    action: int
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionNotDone:
    """It was never said to be done."""

    action: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStands:
    """Its reaction is gone, by nobody knows whose hand; it still counts as done."""

    action: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReview:
    """The assembly has not been asked what the decision did: it will be then, if a day was set."""

    decision: int
    review_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SenseOver:
    """The reading of the room is closed."""

    sense: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLeaning:
    """There is nothing of one's own to take back."""

    sense: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadSensePeriod:
    """The room is asked for at least ``least`` and at most ``most``."""

    asked: timedelta
    least: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class GoRoundUnderWay:
    """A go-round on that check is under way."""

    check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoRoundTooLong:
    """More people have not been heard than can be asked one after the other."""

    check: int
    people: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EverybodyHeard:
    """Everybody on the roll has been heard already."""

    check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYourTurn:
    """It is not one's turn in a go-round on that check."""

    check: int
