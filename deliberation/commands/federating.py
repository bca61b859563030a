"""Assemblies within assemblies, remits, and what is decided together.

What comes from another assembly says in ``peer`` which one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deliberation.federation import Origin, Peer, Root
from deliberation.ids import PersonId
from deliberation.positions import Stance
from deliberation.proposals import Revision

# --- said by people


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeAffiliation:
    """Propose to become a member of another assembly. ``path`` is the circle that it would make, if it would."""

    actor: PersonId
    peer: Peer
    path: tuple[Peer, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeParting:
    """Propose to end the membership of one of two assemblies in the other."""

    actor: PersonId
    peer: Peer
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeRemit:
    """Propose that decisions of a kind be this assembly's alone. ``holder`` is the assembly that has them, if any."""

    actor: PersonId
    kind: str
    holder: Peer | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeRelease:
    """Propose that decisions of a kind be this assembly's alone no longer."""

    actor: PersonId
    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposePurpose:
    """Propose what the assembly is for."""

    actor: PersonId
    purpose: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """Object, for this assembly, to what another would do."""

    actor: PersonId
    notice: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawObjection:
    """Take back one's objection; or propose that the assembly take back those of people who take part no longer."""

    actor: PersonId
    notice: int


# --- from one assembly to another


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsiderAdmission:
    """Ask whether ``peer``, which has agreed to it, is to be a member: a check on it opens at once."""

    peer: Peer
    proposer: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitMember:
    """Make ``peer`` a member as both have agreed. ``path`` is the circle that it would make by now, if it would."""

    peer: Peer
    path: tuple[Peer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAffiliation:
    """Note that this assembly is a member of ``peer`` now, or with ``path`` that it is not, because of that circle."""

    peer: Peer
    path: tuple[Peer, ...] = ()
    thing: bool = False
    """Whether it is by the call of a Thing, which needs no consensus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteNotAdmitted:
    """Note that ``peer``, which was asked for membership, has not agreed; ``because`` as in the event."""

    peer: Peer
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteParting:
    """Note that ``peer`` ended what bound the two; ``dissolved``: because it ended itself."""

    peer: Peer
    dissolved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRemit:
    """Take a kind of decision on, as was agreed, unless ``holder`` has it by now."""

    kind: str
    decision: int
    holder: Peer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBelow:
    """Ask this member assembly about a text, for ``period``. Asked again about the same, it says only what it said."""

    origin: Origin
    proposer: PersonId
    revision: Revision
    period: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class EndBelow:
    """Note that ``peer`` no longer awaits an answer on its proposal."""

    peer: Peer
    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HearBelow:
    """Hear what a member assembly says in a check, in that round: agree, block, or (``stance`` empty) nothing."""

    peer: Peer
    check: int
    round: int
    stance: Stance | None = None
    reopened: bool = False
    vacant: bool = False
    blockers: tuple[PersonId, ...] = ()
    reasons: str = ""
    cooling_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUpJoint:
    """Take up a text that is to be decided jointly, or its new revision. ``partners`` are all the others."""

    origin: Origin
    proposer: PersonId
    revision: Revision
    partners: tuple[Peer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndJoint:
    """Note that a joint proposal was withdrawn where it was made."""

    root: Root


@dataclass(frozen=True, slots=True, kw_only=True)
class HearPartner:
    """Hear that a partner agreed to a joint text (``text_hash``), or no longer does.

    It may send its decision back until ``cooling_until``.
    """

    peer: Peer
    root: Root
    text_hash: str
    agreed: bool
    cooling_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNotice:
    """Note that ``peer`` would do something that affects this assembly, which may object until it is decided."""

    peer: Peer
    proposal: int
    title: str
    text: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseNotice:
    """Note that what ``peer`` would do is over: ``decided`` or ``withdrawn``."""

    peer: Peer
    proposal: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HearObjection:
    """Hear that somebody in an affected assembly objects, or (``lifted``) no longer does."""

    peer: Peer
    proposal: int
    person: PersonId
    text: str = ""
    lifted: bool = False
    because: str = ""
    """Why it was taken back, where whoever objected did not do so."""
