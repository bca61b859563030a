"""Assemblies within assemblies, remits, and what is decided together."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.events.marks import added, sealed
from deliberation.federation import Origin, Peer
from deliberation.ids import PersonId
from deliberation.positions import Stance

# --- membership and remits


@dataclass(frozen=True, slots=True, kw_only=True)
class AffiliationSought:
    """This assembly agreed to become a member of another, which is now asked."""

    peer: Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionAgreed:
    """This assembly agreed to take another, which agreed before, as its member."""

    peer: Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdmitted:
    """Another assembly became a member of this one."""

    peer: Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliated:
    """This assembly became a member of another; of a ``thing``, because somebody called it."""

    peer: Peer
    thing: bool = added(False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AffiliationRefused:
    """It did not come about: ``path`` shows the circle that there would have been (design: cycles are refused)."""

    peer: Peer
    path: tuple[Peer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdmitted:
    """Another assembly, which was asked to take this one as its member, has not agreed to it.

    ``because``: how its check came out, ``withdrawn``, ``sent back``, or ``not asked`` where none opened.
    """

    peer: Peer
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssembliesParted:
    """Neither assembly is a member of the other any more; ``dissolved``: because the other, a Thing, has ended."""

    peer: Peer
    dissolved: bool = added(False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemitAgreed:
    """This assembly agreed to take on decisions of a kind; whether another has them is looked at next."""

    kind: str
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemitTaken:
    """Decisions of a kind are this assembly's alone."""

    kind: str
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemitRefused:
    """Another assembly took that kind of decision on before."""

    kind: str
    holder: Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class RemitReleased:
    """Decisions of a kind are no longer this assembly's alone."""

    kind: str
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeRestated:
    """The assembly agreed what it is for."""

    purpose: str
    decision: int


# --- nested checks


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatAnswered:
    """A member assembly decided, or (``stance`` empty) came to nothing, or ``reopened`` what it had said.

    ``blockers`` are those whose blocks stand there: when its check is closed, or while that goes on longer than was
    meant. ``vacant``: nobody takes part there, so it is not counted on.
    """

    check: int
    peer: Peer
    stance: Stance | None = None
    reopened: bool = False
    vacant: bool = False
    blockers: tuple[PersonId, ...] = ()
    cooling_until: datetime | None = None
    reasons: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLinked:
    """A text that was put here already is awaited from yet another side, or by a later round of the same check."""

    proposal: int
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalUnlinked:
    """An assembly no longer awaits what is decided on a proposal here."""

    proposal: int
    peer: Peer


# --- joint proposals


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAgreed:
    """A partner reached consensus on the text as it stands. It may be sent back there until ``cooling_until``."""

    proposal: int
    peer: Peer
    cooling_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReopened:
    """A partner's consensus no longer stands."""

    proposal: int
    peer: Peer


# --- affected assemblies


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionHeard:
    """Somebody in an affected assembly objects, for it."""

    proposal: int
    peer: Peer
    person: PersonId
    text: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionLifted:
    """An objection from an affected assembly was taken back there; ``because`` as in ``ObjectionWithdrawn``."""

    proposal: int
    peer: Peer
    person: PersonId
    because: str = added("")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven:
    """Another assembly would do something that affects this one. A number given before means that the text changed."""

    notice: int
    peer: Peer
    proposal: int
    title: str
    text: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionMade:
    """Somebody objects, for this assembly, to what another would do."""

    notice: int
    person: PersonId
    text: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionWithdrawn:
    """Somebody took their objection back; or it was taken back for them.

    ``because``: empty, or ``agreed`` (they take part no longer, and the assembly decided it) or ``ended`` (the assembly
    is a Thing, and has ended).
    """

    notice: int
    person: PersonId
    because: str = added("")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeClosed:
    """What was given notice of is over. ``because``: ``decided`` or ``withdrawn``."""

    notice: int
    because: str
