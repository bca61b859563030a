"""Checks: what the assembly is asked, on which roll, and where everybody stands."""

from dataclasses import dataclass, field
from datetime import datetime

from deliberation import rolls
from deliberation.assessment import Outcome, RollSize
from deliberation.federation import Peer, Seat
from deliberation.ids import AssemblyId, PersonId
from deliberation.persistent import PersistentMap
from deliberation.polls import OnDeadlock
from deliberation.positions import DEADLOCK_STANCES, PROPOSAL_STANCES, RECALL_STANCES, Position, Stance, Tally
from deliberation.rules import Rules


@dataclass(frozen=True, slots=True)
class OnProposal:
    """A check that asks for consensus on one revision of a proposal."""

    proposal: int
    revision: int


@dataclass(frozen=True, slots=True)
class OnRecall:
    """A check that asks whether an officer is to be removed."""

    petition: int


Question = OnProposal | OnRecall | OnDeadlock


def stances_on(question: Question) -> frozenset[Stance]:
    """Say what one can say to a question."""
    if isinstance(question, OnProposal):
        return PROPOSAL_STANCES
    return RECALL_STANCES if isinstance(question, OnRecall) else DEADLOCK_STANCES


@dataclass(frozen=True, slots=True, kw_only=True)
class GoRound:
    """Those who are asked one after the other; whose turn it is, and until when. It is over when it is nobody's."""

    order: tuple[PersonId, ...]
    begun_by: PersonId
    turn: PersonId | None
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A call for consensus: text, roll and rules frozen, deadline set.

    ``rules`` are those in force when it was called. ``round`` counts the times that an amendment began it again; each
    round has a card of its own. ``cooling_tally`` counts what was said after the close while the decision cooled off.
    """

    number: int
    question: Question
    round: int
    text_hash: str
    rules: Rules
    roll: frozenset[PersonId]
    excused: frozenset[PersonId]
    called_by: PersonId | None
    opened_at: datetime
    remind_at: datetime
    deadline: datetime
    positions: PersistentMap[PersonId, Position] = field(default_factory=PersistentMap)
    tally: Tally = field(default_factory=Tally)
    cooling_tally: Tally = field(default_factory=Tally)
    late_answers: PersistentMap[PersonId, Stance] = field(default_factory=PersistentMap)
    """What those on the roll said first after the close: listed, not counted."""
    reminded: bool = False
    quorum_extended: bool = False
    reason_extended: bool = False
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    begun_before: tuple[datetime, ...] = ()
    """When the earlier rounds began."""
    seats: PersistentMap[AssemblyId, Seat] = field(default_factory=PersistentMap)
    """The places of the member assemblies on the roll."""
    same: PersistentMap[PersonId, PersonId] = field(default_factory=PersistentMap)
    """Who on the roll turned out, since the call, to be somebody else, and who that is (``rolls``).

    A place of the person whom the check is about speaks for nobody.
    """
    objecting: frozenset[AssemblyId] = frozenset()
    """The affected assemblies that object: while one does there is no consensus."""
    go_round: GoRound | None = None
    members_only: bool = False
    """Whether people who take part were kept off the roll because they are no members."""
    not_before: datetime | None = None
    """Before this it does not end: those whom it affects are given so much time to object."""

    @property
    def is_open(self) -> bool:
        """Whether it still takes positions."""
        return self.outcome is None

    @property
    def late(self) -> int:
        """How many spoke too late."""
        return len(self.late_answers)

    @property
    def roll_size(self) -> RollSize:
        """The size of the roll, as an assessment wants it."""
        return RollSize(len(self.roll) + self.counted_seats, len(self.excused))

    @property
    def counted_seats(self) -> int:
        """How many member assemblies are on the roll, without those in which nobody takes part."""
        return sum(not seat.vacant for seat in self.seats.values())

    @property
    def complete(self) -> bool:
        """Whether it is open, everyone on the roll has taken a position, and nobody blocks or objects."""
        everyone = self.tally.taken == len(self.roll) + self.counted_seats > 0
        return self.outcome is None and everyone and not self.tally.block and not self.objecting

    def voice(self, person: PersonId) -> PersonId | None:
        """Say as whom on the roll somebody speaks; ``None``: not at all."""
        return rolls.voice(self.roll, self.same, person)

    def position_of(self, person: PersonId) -> Position | None:
        """Give where somebody stands, if they have said so."""
        voice = self.voice(person)
        return self.positions.get(voice) if voice is not None else None

    def unheard(self) -> list[PersonId]:
        """Name those on the roll who have taken no position, in a fixed order."""
        return rolls.silent(self.roll, self.same, self.positions)

    @property
    def undecided_seats(self) -> tuple[Peer, ...]:
        """Name the member assemblies that are still deciding."""
        return tuple(seat.peer for seat in self.seats.values() if not seat.heard)
