"""Ballots: the last resort after deadlock, and in elections; and referendums (design, "Elections").

What is decided by ballot is a *poll* (``B4``). Its roll is frozen when it opens. A secret ballot never comes into this
state: it is kept apart, sealed, without time or order, and only when the poll is over do all papers come in at once, as
many alike together. Here stands only who has given one.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from deliberation import rolls
from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap
from deliberation.rules import Method, Rules

Marks = tuple[int, ...]
"""What one paper says: a score for every option in their order (STAR), options by their place from 0, the most
preferred first (STV), or a single option by its place (yes or no)."""


SCORED: Final = frozenset({Method.STAR, Method.PROPORTIONAL})
"""The methods by which a paper gives every option a score."""


class OptionKind(StrEnum):
    """What one can vote for."""

    PERSON = "person"
    PROPOSAL = "proposal"
    REOPEN = "re-open nominations"
    STATUS_QUO = "leave things as they are"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the paper."""

    kind: OptionKind
    person: PersonId | None = None
    proposal: int | None = None

    @property
    def key(self) -> str:
        """Name it as lots and the register do: the same whoever reads it."""
        if self.kind is OptionKind.PERSON:
            return f"person:{self.person}"
        return f"P{self.proposal}" if self.kind is OptionKind.PROPOSAL else self.kind.value


@dataclass(frozen=True, slots=True)
class OnElection:
    """A poll that fills the seats which an election is about."""

    election: int


@dataclass(frozen=True, slots=True)
class OnDeadlock:
    """Competing proposals: whether there is deadlock about them (a check asks that), and then which it is to be."""

    proposals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OnReferendum:
    """A poll on one question to everyone on the roll."""

    referendum: int


PollQuestion = OnElection | OnDeadlock | OnReferendum


class PollOutcome(StrEnum):
    """How a poll came out."""

    DECIDED = "decided"
    NOT_CARRIED = "not carried"
    INQUORATE = "too few voted"
    CALLED_OFF = "called off"


@dataclass(frozen=True, slots=True)
class Paper:
    """Papers that say the same, and how many there are."""

    marks: Marks
    many: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A ballot that is open, or was (``B4``).

    ``rules`` are those in force when it opened. ``lot`` is the SHA-256 (hex) of the secret from which lots are drawn,
    which nobody knows until the count: then it is published, and the seed is worked out from it and the papers.
    """

    number: int
    question: PollQuestion
    options: tuple[Option, ...]
    method: Method
    seats: int
    secret: bool
    rules: Rules
    roll: frozenset[PersonId]
    opened_at: datetime
    remind_at: datetime
    closes_at: datetime
    lot: str
    members_only: bool = False
    """Whether people who take part were kept off the roll because they are no members."""
    given: PersistentMap[PersonId, str] = field(default_factory=PersistentMap)
    """Who has given a ballot, each by the place by which they vote; in an open poll with what it says.

    ``written_marks`` writes that. Who gave two and turned out to be one person has given one: that of the id they keep.
    """
    same: PersistentMap[PersonId, PersonId] = field(default_factory=PersistentMap)
    """Who on the roll turned out to be somebody else since it opened, and who that is: one voice, as in a check."""
    reminded: bool = False
    begun_again: int = 0
    """How often it had to begin again, because the ballots could not be opened."""
    outcome: PollOutcome | None = None
    closed_at: datetime | None = None
    papers: tuple[Paper, ...] = ()
    """What was counted, in a fixed order that says nothing of when or by whom."""
    receipts: tuple[str, ...] = ()
    """The codes of all the ballots that were counted, sorted: they prove that one's ballot is among them, not what it
    says."""
    drawn_from: str = ""
    """The secret from which lots were drawn (hex), once it is published."""
    elected: tuple[int, ...] = ()
    """The options that won, by their place, in the order in which they did."""

    @property
    def is_open(self) -> bool:
        """Whether it still takes ballots."""
        return self.outcome is None

    @property
    def turnout(self) -> int:
        """How many have voted."""
        return len(self.given)

    def places(self, person: PersonId) -> tuple[PersonId, ...]:
        """List the places on the roll that are somebody's, the one by which they vote first."""
        return rolls.places(self.roll, self.same, person)

    def silent(self) -> list[PersonId]:
        """Name those on the roll who have given no ballot, in a fixed order."""
        return rolls.silent(self.roll, self.same, self.given)

    def voice(self, person: PersonId) -> PersonId | None:
        """Say as whom on the roll somebody votes; ``None``: not at all. One person has one ballot."""
        return rolls.voice(self.roll, self.same, person)


def written_marks(marks: Marks) -> str:
    """Write what a paper says: numbers with commas between."""
    return ",".join(map(str, marks))


def read_marks(text: str) -> Marks:
    """Read what ``written_marks`` wrote.

    Raises:
        ValueError: it did not.
    """
    return tuple(int(part) for part in text.split(",")) if text else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Referendum:
    """One question to the whole membership, or to all who take part (``V2``). ``poll`` is 0 until it has opened."""

    number: int
    question: str
    called_by: PersonId
    called_at: datetime
    members_only: bool
    secret: bool
    closes_at: datetime
    poll: int = 0
