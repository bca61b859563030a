"""No to what concerns elections."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionUnderWay:
    """An election for that office, or that seat, is open already.

    ``moves``: whoever asked may give it other times, and asked for some; ``ends``: they may call it off, and asked for
    something else than it is.
    """

    election: int
    moves: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeIsAppointed:
    """That office is not elected: its holder is appointed by whoever holds another."""

    office: str
    appointed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyConstituencies:
    """Constituency assemblies alone select candidates for public election."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReturning:
    """Somebody else returns it: the returning officer, the Electoral Society's officers, or who gives procedure.

    ``plainly`` names the office that anyone may put to election by the rules, where it was asked for otherwise.
    """

    election: int | None
    returning: PersonId | None
    officers: tuple[PersonId, ...]
    society: bool
    plainly: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledOffBefore:
    """The election before it was called off and left the office vacant, so that this one goes on to its result."""

    election: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichToFill:
    """Somebody is named and no office, and several could be meant; ``command`` is what was asked with."""

    command: str
    person: PersonId
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturningOfficerStands:
    """Nobody returns an election in which they stand."""

    election: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationsNotOpen:
    """Names cannot be put forward, seconded or accepted now."""

    election: int
    opens: datetime | None
    closed: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyStanding:
    """That person is nominated already."""

    election: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class EnoughNominated:
    """Whoever has put forward as many names as there are seats puts forward no more."""

    election: int
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNominated:
    """That person is not nominated in this election; perhaps it is who asked (``themselves``)."""

    election: int
    person: PersonId
    themselves: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondYourOwn:
    """A nomination is seconded by somebody else than who made it and whom it names."""

    election: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadySeconded:
    """One second is enough, and there is one."""

    election: int
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementNeeded:
    """Whoever stands says why, in a statement."""

    election: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLateForThat:
    """The ballot has opened, or the election is over."""

    election: int
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BadTimetable:
    """The times are not in order.

    ``problem``: ``opened`` (nominations are open already, or closed), ``past`` (nominations would close before now),
    ``nominations`` (they would be open for less than an hour), ``ballot past`` (the ballot would open before now),
    ``consensus`` (less than an hour between nominations and ballot), ``ballot`` (open for less than an hour), ``long``
    (it would take more than half a year), ``joined`` (after the ballot opens), ``voters`` (nominations have opened, and
    who votes is fixed), ``long ago`` (voters must have joined more than a year ago), ``few`` (most who take part could
    not vote), ``shorter`` (less time than was published), ``vacant`` (the one before was called off, and this one would
    be over later than by the rules, or than was published). ``least`` is what there must be, where that is not an hour.
    """

    problem: str
    least: timedelta | None = None
    election: int | None = field(default=None, compare=False)
    """Which election it was for, where there is one already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManySeats:
    """An office, or a seat, is filled by at least one and at most so many."""

    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDecides:
    """The time for consensus is over: the ballot of an election is open, or about to be."""

    election: int
    poll: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoesNotStand:
    """That person was nominated, but does not stand: they are not seconded, have not accepted, or have left.

    ``declined``: they have said that they do not.
    """

    election: int
    person: PersonId
    declined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTheirsToReturn:
    """Whoever an election is about can neither call nor change it: who holds the office, or is nominated for it."""

    election: int | None
    office: str
