"""Answers that say no. They are expected, change nothing, and are put into words in one place (``adapters.wording``).

Each says enough to tell a person what was refused, why, and what to do instead.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTakingPart:
    """Only those taking part in the assembly may do this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdministering:
    """Founding or binding a venue needs one who administers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyBound:
    """The venue is an assembly's already."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """There is nothing of that kind (``proposal``, ``concern``, ``petition``, ``check``) and number here."""

    kind: str
    number: int
    latest: int


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
class NotOffered:
    """That room is not, or no longer, on offer to the assembly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotConvening:
    """Only who gives procedure may do this. ``conveners`` is empty where anyone taking part may."""

    asked: str
    conveners: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutYourself:
    """Whoever a petition, election or recall is about can neither call, close, change nor count it."""

    asked: str


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


class OffRoll(StrEnum):
    """Why somebody is not on a roll."""

    JOINED_LATER = "joined later"
    SUBJECT = "subject"
    NOT_TAKING_PART = "not taking part"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOnRoll:
    """The roll was fixed when the check was called, and this person is not on it."""

    check: int
    why: OffRoll
    called_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingOpen:
    """No check is open on this proposal, so there is nothing to take a position on or to take back."""

    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CameLate:
    """The check has closed: what comes now is not counted."""

    check: int
    closed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongStance:
    """That position does not answer this question."""

    check: int
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPosition:
    """There is no position to withdraw."""

    check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockStands:
    """Taking a reaction away does not withdraw a block; only its holder's own word does."""

    check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionStands:
    """A reaction that vanished by an unknown hand still counts, in a matter that is about a person.

    One of ``check`` and ``petition`` is given.
    """

    check: int = 0
    petition: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPeriod:
    """A check cannot be that short or that long."""

    asked: timedelta
    least: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePast:
    """The deadline asked for is over already."""

    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BadApologies:
    """Apologies are for a time ahead, and not for ever."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoll:
    """Nobody would be on the roll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMissing:
    """This assembly asks of a proposal who suffers less by it, and how we would know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingChanged:
    """The amendment leaves the text as it was, or the rule has that value already."""

    what: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NotParticipant:
    """The person named takes no part in the assembly."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchOffice:
    """The assembly has no office of that name."""

    office: str
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyNominated:
    """A check on that very election is open, or the person holds the office now."""

    office: str
    person: PersonId
    proposal: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OneNameEach:
    """Whoever has put a name forward for an office waits for that check before putting forward another."""

    office: str
    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnOfficer:
    """The person named holds no office here."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallUnderWay:
    """A petition against that officer is open already."""

    petition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadySigned:
    """One name, once."""

    petition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSigned:
    """There is no signature to take back."""

    petition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionOver:
    """The petition no longer gathers signatures: it lapsed, or the recall has opened."""

    petition: int


Refusal = (
    NotTakingPart
    | NotAdministering
    | AlreadyBound
    | Unknown
    | WrongPhase
    | OnlyProposer
    | NotConvening
    | NotOffered
    | AboutYourself
    | ConcernsStand
    | ConcernNotYours
    | AlreadyResolved
    | NotOnRoll
    | NothingOpen
    | CameLate
    | WrongStance
    | NoPosition
    | BlockStands
    | ReactionStands
    | BadPeriod
    | DeadlinePast
    | BadApologies
    | NoRoll
    | StatementMissing
    | NothingChanged
    | FixedEffect
    | NoSuchRule
    | BadRuleValue
    | NotParticipant
    | NoSuchOffice
    | AlreadyNominated
    | OneNameEach
    | NotAnOfficer
    | RecallUnderWay
    | AlreadySigned
    | NotSigned
    | PetitionOver
)


class Refused(Exception):
    """Carries a refusal out of the depths of ``decide``, which gives it back as a value; it never leaves the engine."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(type(refusal).__name__)
        self.refusal = refusal
