"""Offices and who holds them, what they are empowered to do, what they did, and petitions to remove them.

Design, "Offices, mandates, recall": an office gives procedure, never a decision.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap

SECRETARY: Final = "secretary"
"""The office that gives procedure (design, "Offices, mandates, recall")."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who holds an office, or held it, from when until when."""

    holder: PersonId
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A post in the assembly, and who holds it: one person, or several jointly.

    It is elected by the assembly, or its holders are appointed by whoever holds the office ``appointed_by``. Whoever
    holds it stands in where the office ``deputy_to`` is vacant or conflicted.
    """

    name: str
    seats: int = 1
    appointed_by: str = ""
    deputy_to: str = ""
    term: timedelta | None = None
    """How long each holder serves; ``None``: as long as the assembly's rules have a secretary serve."""
    held: tuple[Tenure, ...] = ()
    """Who holds it now, the longest-serving first, each until the end of their term."""
    election_open: bool = False
    """Whether a place in it fell vacant, and a successor is sought."""
    past: tuple[Tenure, ...] = ()

    @property
    def holders(self) -> tuple[PersonId, ...]:
        """Name who holds it now, the longest-serving first."""
        return tuple(tenure.holder for tenure in self.held)

    @property
    def holder(self) -> PersonId | None:
        """Name who holds it, or the longest-serving of those who hold it jointly."""
        return self.held[0].holder if self.held else None

    @property
    def vacancies(self) -> int:
        """Say how many more could hold it."""
        return max(0, self.seats - len(self.held))

    @property
    def until(self) -> datetime | None:
        """Say when the first of the terms that run ends."""
        return min((tenure.until for tenure in self.held), default=None)

    @property
    def is_elected(self) -> bool:
        """Whether the assembly elects its holders, rather than another office appointing them."""
        return not self.appointed_by

    def history(self, now: datetime) -> tuple[Tenure, ...]:
        """List who held it, in the order in which they left it, with whoever holds it now until ``now``."""
        return (*self.past, *(Tenure(tenure.holder, tenure.since, now) for tenure in self.held))

    def makes_room(self, person: PersonId) -> tuple[PersonId, ...]:
        """Name those in whose place somebody would hold it: where every place is taken, the longest-serving."""
        others = [who for who in self.holders if who != person]
        return tuple(others[: max(0, len(others) + 1 - self.seats)])

    def filled(self, person: PersonId, at: datetime, until: datetime) -> "Office":
        """Give the office that somebody holds from ``at`` on, anew or for the first time."""
        leaving = {person, *self.makes_room(person)}
        left = self._without(leaving, at)
        held = (*left.held, Tenure(person, at, until))
        return replace(left, held=held, election_open=self.election_open and len(held) < self.seats)

    def vacated(self, person: PersonId, at: datetime) -> "Office":
        """Give the office that somebody no longer holds; where it is elected, a successor is sought."""
        return replace(self._without({person}, at), election_open=self.is_elected)

    def _without(self, people: Collection[PersonId], at: datetime) -> "Office":
        past = tuple(Tenure(tenure.holder, tenure.since, at) for tenure in self.held if tenure.holder in people)
        held = tuple(tenure for tenure in self.held if tenure.holder not in people)
        return replace(self, held=held, past=(*self.past, *past))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """What a proposal would empower an office to do, or a decision does: a part of the text that is decided on.

    ``pence`` is the most that may be spent under it in all, ``limit`` a limit in words; either, both or neither.
    """

    office: str
    scope: str
    pence: int | None = None
    limit: str = ""
    until: datetime | None = None


class Lack(StrEnum):
    """Why an act has no mandate."""

    NONE_NAMED = "it names no decision"
    NO_MANDATE = "that decision empowers nobody"
    NOT_YET = "that was not decided yet"
    ANOTHER_OFFICE = "that decision empowers another office"
    NOT_STANDING = "that decision does not stand"
    TOO_LATE = "the time of that mandate is over"
    NO_SUM = "that mandate has a limit in money, and the act says no sum"
    """Never recorded: whoever forgot the sum is asked for it."""
    BEYOND_LIMIT = "it goes beyond the limit of that mandate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something an officer did (``O3``), with the decision that mandates it, or without a mandate and why."""

    number: int
    office: str
    officer: PersonId
    text: str
    at: datetime
    decision: int | None = None
    pence: int | None = None
    lacking: Lack | None = None

    @property
    def mandated(self) -> bool:
        """Whether a decision empowered the officer to do it."""
        return self.lacking is None


UNNAMED: Final = "#"
"""With this begins what stands for a name on a petition where a register is read that does not tell it."""


MOST_AWAY: Final = 1000
"""So many who signed a petition and left are kept in mind: who comes and goes by the thousand is not worth more."""


class PetitionState(StrEnum):
    """Where a petition stands."""

    GATHERING = "gathering signatures"
    RECALL_OPEN = "recall open"
    CLOSED = "closed"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """Signatures gathered for the recall of an officer (``R1``). At its threshold it acts by itself."""

    number: int
    office: str
    officer: PersonId
    starter: PersonId
    reason: str
    unmandated: bool
    """Whether it cites an act without a mandate."""
    started_at: datetime
    until: datetime
    signatures: PersistentMap[PersonId, str] = field(default_factory=PersistentMap)
    """Who signed, with the opaque name of what expressed it."""
    state: PetitionState = PetitionState.GATHERING
    check: int | None = None
    act: int | None = None
    """The unmandated act that it cites."""
    statement: str = ""
    """What the officer has to say to it, in their own words."""
    instead: int | None = None
    """The petition about the same whose recall opened first, so that this one ended."""
    parted: tuple[PersonId, ...] = ()
    """The ids under which accounts of the officer went their own way since: a recall is not left behind by that."""
    returns: bool = False
    """Whether a signature counts again once whoever left is back. In older registers it did not."""
    away: PersistentMap[PersonId, str] = field(default_factory=PersistentMap)
    """Who signed and takes part no more, while it gathers: their names do not count, and are nobody's to see."""

    def is_about_the_same(self, other: "Petition") -> bool:
        """Whether another asks for the recall of the same officer from the same office."""
        return other.number != self.number and (other.office, other.officer) == (self.office, self.officer)

    @property
    def is_under_way(self) -> bool:
        """Whether it gathers signatures, or the recall that it opened is not over."""
        return self.state in {PetitionState.GATHERING, PetitionState.RECALL_OPEN}
