"""What happened, in the past tense: the only things that change an assembly, and what the register records.

A field is recorded in the clear unless it is marked. ``sealed`` marks words that a person may have forgotten: the
register keeps a salted commitment to them, and they stand beside it. ``beside`` marks what the register never holds
(opaque names of messages, by which a random id could be tied to an account; what can be worked out from other entries).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from deliberation.assembly import Effect, OnProposal, OnRecall
from deliberation.assessment import Outcome
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.positions import Stance, Tally

SEALED: Final = "sealed"
BESIDE: Final = "beside"


def sealed() -> Any:
    """Declare a text of which the register keeps only a commitment."""
    return field(default="", metadata={SEALED: True})


def beside(default: object = "") -> Any:
    """Declare a value that the register does not keep."""
    return field(default=default, metadata={BESIDE: True})


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyFounded:
    """An assembly began. ``rules`` is every rule in writing, so that no later change of a preset alters history."""

    assembly: AssemblyId
    slug: str
    name: str
    purpose: str
    founder: PersonId
    preset: str
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueBound:
    """A channel or room became a venue of the assembly."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueOffered:
    """Somebody who administers a venue would make it part of the assembly."""

    venue: VenueId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueSilenced:
    """A venue can no longer be heard: deleted, or the bot was put out. Nobody loses their place."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueHeard:
    """A venue that was silent can be heard again."""

    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueMoved:
    """A venue was replaced by another (a room upgrade). People join the new one by joining it."""

    venue: VenueId
    successor: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntered:
    """Somebody joined a venue, and with their first takes part in the assembly."""

    person: PersonId
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft:
    """Somebody left a venue, and with their last the assembly."""

    person: PersonId
    venue: VenueId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApologiesGiven:
    """Somebody will be away until then: the quorum of checks called meanwhile does not count on them."""

    person: PersonId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalMade:
    """A proposal was put to the assembly."""

    proposal: int
    proposer: PersonId
    title: str
    text: str
    suffering: str = ""
    affects: tuple[str, ...] = ()
    review: str = ""
    effect: Effect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRaised:
    """A worry about a proposal was named."""

    concern: int
    proposal: int
    person: PersonId
    text: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernResolved:
    """The one who raised a concern says that it is answered."""

    concern: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAmended:
    """A proposal got a new revision."""

    proposal: int
    revision: int
    title: str
    text: str
    suffering: str = ""
    affects: tuple[str, ...] = ()
    review: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalWithdrawn:
    """The proposer took the proposal back."""

    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCalled:
    """Consensus was called, or (``round`` above 1) the check began again with an amended text.

    The roll is those taking part at that moment, without ``barred`` and with those whose block was carried over; its
    size and hash are recorded, so that a reader of the register can work it out and be sure.
    """

    check: int
    question: OnProposal | OnRecall
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionTaken:
    """Somebody on the roll took a position, or changed it. ``cooling``: after the close, in the cooling off."""

    check: int
    person: PersonId
    stance: Stance
    cooling: bool = False
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


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade:
    """A consensus became a decision, cooling off until then."""

    decision: int
    proposal: int
    check: int
    cooling_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSettled:
    """The cooling off is over, nothing sent the decision back, and what it brings about by itself happens now."""

    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSentBack:
    """A block, or too many objections, in the cooling off sent the proposal back to discussion."""

    decision: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChanged:
    """A rule of the assembly took a new value, by the assembly's decision."""

    rule: str
    value: str
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFilled:
    """Somebody was elected to an office by the assembly's decision, until the end of a term."""

    office: str
    person: PersonId
    until: datetime
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeVacated:
    """An office fell vacant and the election of a successor opened. ``because``: ``recall`` or ``term``."""

    office: str
    person: PersonId
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionStarted:
    """Somebody asked for the recall of an officer."""

    petition: int
    office: str
    officer: PersonId
    starter: PersonId
    unmandated: bool
    until: datetime
    reason: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionSigned:
    """Somebody put their name to a petition."""

    petition: int
    person: PersonId
    source: str = beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureWithdrawn:
    """Somebody took their name off a petition that was still gathering."""

    petition: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionLapsed:
    """A petition ended without a recall. ``because``: ``time`` or ``vacant`` (the officer no longer holds it)."""

    petition: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionSucceeded:
    """A petition reached its threshold. The recall's ``CheckCalled`` follows: nobody's permission is needed."""

    petition: int
    signatures: int
    needed: int


Event = (
    AssemblyFounded
    | VenueBound
    | VenueOffered
    | VenueSilenced
    | VenueHeard
    | VenueMoved
    | PersonEntered
    | PersonLeft
    | ApologiesGiven
    | ProposalMade
    | ConcernRaised
    | ConcernResolved
    | ProposalAmended
    | ProposalWithdrawn
    | CheckCalled
    | PositionTaken
    | PositionWithdrawn
    | PositionCameLate
    | HalfTimeReached
    | DeadlineMoved
    | BlockLapsed
    | CheckClosed
    | DecisionMade
    | DecisionSettled
    | DecisionSentBack
    | RuleChanged
    | OfficeFilled
    | OfficeVacated
    | PetitionStarted
    | PetitionSigned
    | SignatureWithdrawn
    | PetitionLapsed
    | PetitionSucceeded
)
