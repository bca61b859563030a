"""What a proposal brings about by itself once it is decided: its effect."""

from dataclasses import dataclass
from datetime import timedelta

from deliberation.federation import Peer
from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True)
class RuleChange:
    """An effect: on consensus the rule takes the value, by itself."""

    rule: str
    value: str


@dataclass(frozen=True, slots=True)
class FillOffice:
    """An effect: on consensus the person holds the office, by itself."""

    office: str
    person: PersonId


@dataclass(frozen=True, slots=True)
class Affiliate:
    """An effect: on consensus the other assembly is asked to take this one as its member."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Admit:
    """An effect: on consensus the other assembly, which has agreed to it already, is a member of this one."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Part:
    """An effect: on consensus neither assembly is a member of the other any more."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class ClaimRemit:
    """An effect: on consensus decisions of this kind are this assembly's alone."""

    kind: str


@dataclass(frozen=True, slots=True)
class ReleaseRemit:
    """An effect: on consensus decisions of this kind are no longer this assembly's alone."""

    kind: str


@dataclass(frozen=True, slots=True)
class RestatePurpose:
    """An effect: on consensus this is what the assembly is for."""

    purpose: str


@dataclass(frozen=True, slots=True)
class Dissolution:
    """An effect: on consensus the assembly, which is a Thing, ends, whatever it has decided."""


@dataclass(frozen=True, slots=True)
class LiftObjections:
    """An effect: on consensus what those hold against a notice who take part no longer is taken back for them."""

    notice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOffice:
    """An effect: on consensus there is such an office (see ``Office``), vacant, or it is changed to this."""

    office: str
    seats: int = 1
    appointed_by: str = ""
    deputy_to: str = ""
    term: timedelta | None = None


@dataclass(frozen=True, slots=True)
class EndOffice:
    """An effect: on consensus there is no such office any more."""

    office: str


@dataclass(frozen=True, slots=True)
class SelectCandidate:
    """An effect: on consensus the person is selected as a candidate in the election (``E3``) for a public seat."""

    election: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class AcceptDonation:
    """An effect: on consensus of the members, that sum is taken from that source."""

    donation: int


Effect = (
    RuleChange
    | FillOffice
    | CreateOffice
    | EndOffice
    | SelectCandidate
    | AcceptDonation
    | Affiliate
    | Admit
    | Part
    | ClaimRemit
    | ReleaseRemit
    | RestatePurpose
    | Dissolution
    | LiftObjections
)
