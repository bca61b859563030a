"""Elections: nominations, consensus first, then a ballot, on a published timetable (design, "Elections")."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap
from deliberation.rules import Method


class ElectionState(StrEnum):
    """Where an election stands."""

    ANNOUNCED = "announced"
    NOMINATIONS = "nominations open"
    CONSENSUS = "seeking consensus"
    BALLOT = "ballot open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Timetable:
    """When nominations open and close and the ballot opens and closes; only who had joined by ``joined_by`` votes."""

    nominations_open: datetime
    nominations_close: datetime
    ballot_open: datetime
    ballot_close: datetime
    joined_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidacy:
    """Somebody whose name was put forward: by whom, who seconded it, and whether they stand."""

    person: PersonId
    nominated_by: PersonId
    number: int = 0
    """Which of the names put forward in the election it was, from 1."""
    seconded_by: PersonId | None = None
    reason: str = ""
    """Why they were put forward, in the nominator's words."""
    statement: str = ""
    """What they have to say themselves."""
    accepted: bool | None = None
    """``None`` until they answered."""

    @property
    def stands(self) -> bool:
        """Whether their name goes on the paper."""
        return self.accepted is True and self.seconded_by is not None

    @property
    def declined(self) -> bool:
        """Whether they have said that they do not stand."""
        return self.accepted is False


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """The filling of an office, or the selection of candidates for public election (``E3``).

    Either ``office`` is set, or ``seat``: the public seat for which a constituency assembly selects. ``returning`` is
    the returning officer, who cannot stand; ``None``: the bot itself.
    """

    number: int
    office: str = ""
    seat: str = ""
    seats: int
    method: Method
    timetable: Timetable
    called_by: PersonId | None
    returning: PersonId | None
    opened_at: datetime
    candidates: PersistentMap[PersonId, Candidacy] = field(default_factory=PersistentMap)
    state: ElectionState = ElectionState.ANNOUNCED
    waiting: bool = False
    """Whether nobody stood when nominations were to close: they stay open until somebody does."""
    nominations: int = 0
    """How many names were put forward so far."""
    reminded: bool = False
    """Whether those who had not answered were reminded before nominations close."""
    poll: int | None = None
    elected: tuple[PersonId, ...] = ()
    """Whom consensus or the ballot put where this election is about, in order."""
    unfilled: int = 0
    """How many seats *re-open nominations* won, or nobody did; called off, how many places it left vacant."""
    ended_at: datetime | None = None
    because: str = ""
    """How it ended: ``ballot``, ``consensus``, ``called off`` or ``office ended``."""
    reason: str = ""
    """Why it was called off, in the words of whoever did."""
    ended_by: PersonId | None = None
    """Who called it off."""
    left: PersistentMap[PersonId, datetime] = field(default_factory=PersistentMap)
    """Who took part no more before its ballot opened, with when they had joined: whoever is back has joined by then."""

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.state is not ElectionState.OVER

    @property
    def standing(self) -> tuple[PersonId, ...]:
        """Name those whose names go on the paper, in a fixed order."""
        return tuple(sorted(each.person for each in self.candidates.values() if each.stands))

    @property
    def named(self) -> frozenset[PersonId]:
        """Name those whose names were put forward and who have not declined: it is about them."""
        return frozenset(each.person for each in self.candidates.values() if not each.declined)

    @property
    def unanswered(self) -> tuple[PersonId, ...]:
        """Name those who have not said whether they stand, in a fixed order."""
        return tuple(sorted(each.person for each in self.candidates.values() if each.accepted is None))

    def has_declined(self, person: PersonId) -> bool:
        """Whether somebody has said that they do not stand."""
        candidacy = self.candidates.get(person)
        return candidacy is not None and candidacy.declined

    def joined_at(self, person: PersonId, at: datetime) -> datetime:
        """Say since when somebody counts as joined who joined ``at``: nobody loses a vote by being put out and back."""
        return min(at, self.left.get(person, at))

    @property
    def in_order(self) -> tuple[Candidacy, ...]:
        """List the candidacies in the order in which the names were put forward."""
        return tuple(sorted(self.candidates.values(), key=lambda each: each.number))

    def numbered(self, number: int) -> Candidacy | None:
        """Give the candidacy that was put forward as the n-th name."""
        return next((each for each in self.candidates.values() if each.number == number), None)

    @property
    def people(self) -> Iterator[PersonId | None]:
        """Name everybody who has to do with it: who called, returns, stands, nominated or seconded, or was elected."""
        yield from (self.called_by, self.returning, self.ended_by, *self.elected)
        for each in self.candidates.values():
            yield from (each.person, each.nominated_by, each.seconded_by)
