"""After a decision, and quick readings of the room: actions, senses, reviews, go-rounds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation.ids import PersonId
from deliberation.senses import Leaning


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAction:
    """Say what is to be done after a decision, by whom and until when."""

    actor: PersonId
    decision: int
    text: str
    person: PersonId
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishAction:
    """Say that it is done."""

    actor: PersonId
    action: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenAction:
    """Say that it is not done after all; with ``source``, only if that reaction had said that it was.

    ``unseen``: that reaction was taken away by nobody knows whom.
    """

    actor: PersonId
    action: int
    source: str = ""
    unseen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DropAction:
    """Say that it is no longer to be done."""

    actor: PersonId
    action: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSense:
    """Ask the room how it leans, for ``period``."""

    actor: PersonId
    question: str
    period: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lean:
    """Say how one leans. ``unkept``: words came with it that are kept and shown in a review only."""

    actor: PersonId
    sense: int
    leaning: Leaning
    text: str = ""
    source: str = ""
    unkept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawLeaning:
    """Lean no way any more; with ``source``, only if that reaction had said it."""

    actor: PersonId
    sense: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginGoRound:
    """Ask everyone on the roll of a check who has not been heard, one after the other."""

    actor: PersonId
    check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassTurn:
    """Let one's turn in a go-round go by."""

    actor: PersonId
    check: int
