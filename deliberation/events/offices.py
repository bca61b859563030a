"""Offices, and petitions for the recall of who holds them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation.events.marks import added, beside, sealed
from deliberation.federation import Peer
from deliberation.ids import PersonId
from deliberation.offices import Lack


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFilled:
    """Somebody came to hold an office until the end of a term: by a decision (0 for none), a ballot, or appointment."""

    office: str
    person: PersonId
    until: datetime
    decision: int
    election: int = added(0)
    appointed_by: PersonId | None = added(None)
    """Who appointed them, where the office is filled so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeVacated:
    """A place in an office fell vacant; the election of a successor, if one is sought, is an entry of its own.

    ``because``: ``recall``, ``term``, ``resignation``, ``forgotten`` (its holder was, at their own wish), ``succeeded``
    (somebody won it in a ballot) or ``ended`` (the office was): for the last two nobody is sought. A place in an office
    that is appointed waits to be filled by who appoints.
    """

    office: str
    person: PersonId
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCreated:
    """By a decision there is such an office, or the one that there was is filled like this from now on."""

    office: str
    seats: int
    appointed_by: str
    deputy_to: str
    term: timedelta | None
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeEnded:
    """By a decision there is no such office any more. Whoever held it was relieved of it just before."""

    office: str
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRecorded:
    """An officer recorded something that they did, with the decision that mandates it; or why it has no mandate."""

    act: int
    office: str
    officer: PersonId
    decision: int | None = None
    pence: int | None = None
    lacking: Lack | None = None
    text: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMade:
    """The officer whom a petition is about said what they have to say to it, anew or for the first time."""

    petition: int
    officer: PersonId
    text: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInsSought:
    """The assemblies an office of which may give procedure here were asked who holds it; ``ended``: no more."""

    peers: tuple[Peer, ...]
    ended: tuple[Peer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsInFor:
    """Another assembly asked to be told who holds the offices of this one; ``ended``: no more."""

    peer: Peer
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInsNoted:
    """Another assembly told who holds an office of its own that the rules here name for procedure."""

    peer: Peer
    office: str
    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionStarted:
    """Somebody asked for the recall of an officer."""

    petition: int
    office: str
    officer: PersonId
    starter: PersonId
    unmandated: bool
    until: datetime
    act: int | None = added(None)
    """The unmandated act that it cites."""
    returns: bool = added(False)
    """Whether a signature whose owner left counts again once they are back; in older registers it did not."""
    reason: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionSigned:
    """Somebody put their name to a petition. Who it was the register does not tell before the threshold is reached.

    In the oldest registers it is in the clear, as ``person``.
    """

    petition: int
    person: PersonId = added(PersonId(""))
    signer: str = sealed()
    source: str = beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureWithdrawn:
    """Somebody took their name off a petition that was still gathering: who, as in ``PetitionSigned``."""

    petition: int
    person: PersonId = added(PersonId(""))
    signer: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionLapsed:
    """A petition ended without a recall.

    ``because``: ``time``, ``vacant`` (the officer no longer holds it) or ``another`` (the recall opened that
    petition ``instead`` asked for, about the same officer and office).
    """

    petition: int
    because: str
    instead: int = added(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionSucceeded:
    """A petition reached its threshold. The recall's ``CheckCalled`` follows: nobody's permission is needed."""

    petition: int
    signatures: int
    needed: int
    signers: tuple[PersonId, ...] = added(())
    """Whose they are, from now on for all to see, in no particular order (that of their ids)."""
