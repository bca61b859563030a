"""A moot: a meeting of an assembly at a set time, announced, attended and minuted (design, "Words")."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap


class MootState(StrEnum):
    """Where a moot stands."""

    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Minute:
    """Something noted at a moot, in the clear: minutes are public."""

    at: datetime
    person: PersonId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moot:
    """A meeting (``M1``), with what is on its agenda and who comes, and once it is open who is there and who speaks.

    ``hands`` are those who wish to speak, as they raised them; ``order`` is that in which they get to.
    """

    number: int
    title: str
    proposals: tuple[int, ...]
    called_by: PersonId
    called_at: datetime
    starts_at: datetime
    length: timedelta
    remind_at: datetime
    state: MootState = MootState.ANNOUNCED
    reminded: bool = False
    coming: PersistentMap[PersonId, str] = field(default_factory=PersistentMap)
    """Who said that they come, with the opaque name of what expressed it."""
    present: PersistentMap[PersonId, datetime] = field(default_factory=PersistentMap)
    hands: tuple[PersonId, ...] = ()
    speaker: PersonId | None = None
    spoken: PersistentMap[PersonId, int] = field(default_factory=PersistentMap)
    """How often each has spoken."""
    minutes: tuple[Minute, ...] = ()
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    moved_at: tuple[datetime, ...] = ()
    """When it was set to another time."""

    @property
    def ends_at(self) -> datetime:
        """When it is planned to end: its length after it began, early or late."""
        return self.began + self.length

    @property
    def began(self) -> datetime:
        """When it began, or is planned to."""
        return self.opened_at or self.starts_at

    @property
    def order(self) -> tuple[PersonId, ...]:
        """Those who ask for the word, in the order in which they get it: first-time speakers first."""
        return tuple(sorted(self.hands, key=lambda person: self.spoken.get(person, 0) > 0))

    @property
    def is_over(self) -> bool:
        """Whether it was held or cancelled."""
        return self.state in {MootState.CLOSED, MootState.CANCELLED}
