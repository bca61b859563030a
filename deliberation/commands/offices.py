"""Offices and who holds them, what officers did, and petitions for their recall."""

from dataclasses import dataclass
from datetime import timedelta

from deliberation.federation import Peer
from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeOffice:
    """Propose an office, or that one be filled otherwise; what is ``None`` is as it was, or as it mostly is.

    An empty ``appointed_by`` says that it is elected, an empty ``deputy_to`` that it stands in for no other.
    """

    actor: PersonId
    office: str
    seats: int | None = None
    appointed_by: str | None = None
    deputy_to: str | None = None
    term: timedelta | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeOfficeEnd:
    """Propose that there be an office no more."""

    actor: PersonId
    office: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint:
    """Appoint somebody to an office, as the holder of the one that appoints to it."""

    actor: PersonId
    person: PersonId
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resign:
    """Give an office up; empty where there is only one."""

    actor: PersonId
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAct:
    """Record something that was done as an officer, with the decision that mandates it, for so many pence.

    ``unmandated`` says in so many words that no decision does; else one that is left out may have been forgotten.
    """

    actor: PersonId
    text: str
    office: str = ""
    decision: int | None = None
    pence: int | None = None
    unmandated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeStatement:
    """Say what one has to say to the petition that is about oneself."""

    actor: PersonId
    petition: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekStandIns:
    """Ask who holds the offices of other assemblies that the rules name for procedure: by the short names of those.

    ``peers`` are those of the ``named`` that there are, and ``parted`` those of the ``ended``, which are named no more.
    """

    named: tuple[str, ...]
    ended: tuple[str, ...] = ()
    peers: tuple[Peer, ...] = ()
    parted: tuple[Peer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TellStandIns:
    """Tell another assembly from now on who holds the offices here; ``ended``: no more."""

    peer: Peer
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteStandIns:
    """Note who holds an office of another assembly."""

    peer: Peer
    office: str
    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRecall:
    """Begin a petition for the recall of an officer, and sign it.

    It is about the ``office`` that is named, or the one whose unmandated ``act`` is cited, or the one that they hold.
    """

    actor: PersonId
    officer: PersonId
    reason: str
    office: str = ""
    act: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Sign a petition."""

    actor: PersonId
    petition: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsign:
    """Take one's name off a petition; with ``source``, only if it was given by that reaction, which was taken away.

    ``unseen``: as in ``LiftExpression``.
    """

    actor: PersonId
    petition: int
    source: str = ""
    unseen: bool = False
