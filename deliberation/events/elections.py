"""Elections: called, candidates named, consensus sought, and how they ended."""

from dataclasses import dataclass

from deliberation.elections import Timetable
from deliberation.events.marks import sealed
from deliberation.ids import PersonId
from deliberation.rules import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionCalled:
    """The filling of an office, or the selection of candidates for a public seat, began, on a published timetable.

    ``called_by`` is empty where it began by itself; ``returning`` is the returning officer, empty where the bot is.
    """

    election: int
    office: str
    seat: str
    seats: int
    method: Method
    timetable: Timetable
    called_by: PersonId | None
    returning: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationsOpened:
    """From here on names can be put forward."""

    election: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationMade:
    """Somebody's name was put forward, as the ``number``-th in this election."""

    election: int
    number: int
    person: PersonId
    by: PersonId
    reason: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationSeconded:
    """Somebody else supports a nomination."""

    election: int
    person: PersonId
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationAnswered:
    """Whoever was nominated says whether they stand, and what they have to say; the latest answer counts."""

    election: int
    person: PersonId
    accepts: bool
    statement: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatesReminded:
    """Nominations close before long, and these people have not said whether they stand."""

    election: int
    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationsKeptOpen:
    """Nobody stood when nominations were to close: they stay open until somebody does."""

    election: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableMoved:
    """The timetable changed.

    ``because``: ``moved`` (``by`` whoever returns it), ``stands`` (somebody does at last) or ``absence`` (of the bot).
    """

    election: int
    timetable: Timetable
    because: str
    by: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationsClosed:
    """Who stands is settled; now the assembly seeks consensus, until the ballot opens."""

    election: int
    standing: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturningPassed:
    """Somebody else is the returning officer, or the bot itself (``None``).

    ``because``: ``handed over``, ``taken on``, ``left``, ``forgotten`` or ``stands`` (as it turned out).
    """

    election: int
    returning: PersonId | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateSelected:
    """The assembly selected somebody for the seat that an election is about, by its consensus or in a ballot."""

    election: int
    person: PersonId
    decision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionEnded:
    """An election is over: who was elected in it, and how many seats nobody won.

    ``because``: ``ballot``, ``consensus``, ``called off`` (``by`` somebody) or ``office ended`` (no longer elected).
    Where it is called off and no other takes its place, ``unfilled`` are the places that it leaves vacant (older: 0).
    """

    election: int
    elected: tuple[PersonId, ...]
    unfilled: int
    because: str
    by: PersonId | None = None
    reason: str = sealed()
