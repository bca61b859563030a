"""No to what concerns several assemblies."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.federation import Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """Neither can become a member of the other: ``path`` leads from the one above down to it again."""

    path: tuple[Peer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyAffiliated:
    """The one is a member of the other already, or that is being decided in ``proposal`` here."""

    peer: Peer
    proposal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLately:
    """The other was asked already to take this one as its member, and may be asked anew from then on."""

    peer: Peer
    again_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EnoughAsked:
    """So many have been asked lately, without this being their member, or are about to be by one's own call.

    ``again_from`` says when the first of them counts no longer; nothing where only open checks count.
    """

    most: int
    again_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAffiliated:
    """Neither is a member of the other."""

    peer: Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class InAnothersRemit:
    """Decisions of that kind are another assembly's alone."""

    kind: str
    holder: Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class RemitHeld:
    """This assembly has that kind of decision already (``holder`` empty), or another has."""

    kind: str
    holder: Peer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemitNotHeld:
    """This assembly does not have that kind of decision. It has these."""

    kind: str
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LentText:
    """The text is another assembly's: it is changed or withdrawn there."""

    proposal: int
    peer: Peer
    theirs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLongerAwaited:
    """Nobody awaits what is decided on this proposal any more: it was decided above."""

    proposal: int
    peer: Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePeriodRuns:
    """An affected assembly has been told, and no check on this ends before ``until``."""

    proposal: int
    peer: Peer
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOver:
    """What was given notice of is over: ``decided`` or ``withdrawn``."""

    notice: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyObjected:
    """One objects once, and can say more in the room."""

    notice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectedOften:
    """So often one has objected to this text and taken it back; others can object to it, and oneself to the next."""

    notice: int
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoObjection:
    """There is no objection of one's own to take back."""

    notice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotWithItself:
    """An assembly is not its own partner, nor affected by itself, nor its own member."""

    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnoughAbroad:
    """So many proposals of one's own that concern other assemblies are open already; those come first.

    With ``again_from``: so many were made lately, whatever became of them, and another can be from then on.
    """

    proposals: tuple[int, ...]
    again_from: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnoughChanges:
    """The text was changed so often, and each change is read in other assemblies; the next can be made from then on."""

    proposal: int
    again_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EnoughCalls:
    """One person called so many checks in a day about which member assemblies are asked; others follow from then on."""

    most: int
    again_from: datetime
