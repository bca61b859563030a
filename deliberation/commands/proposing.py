"""Proposals and the concerns about them."""

from dataclasses import dataclass

from deliberation.federation import Overrides, Peer
from deliberation.ids import PersonId
from deliberation.offices import Mandate


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Put a proposal to the assembly.

    ``kind`` is the kind of decision, and ``holder`` the assembly in whose remit that kind is, if any is. ``affected``
    are those of ``affects`` that are assemblies; with ``partners`` it is decided jointly.
    """

    actor: PersonId
    title: str
    text: str = ""
    suffering: str = ""
    affects: tuple[str, ...] = ()
    review: str = ""
    kind: str = ""
    holder: Peer | None = None
    affected: tuple[Peer, ...] = ()
    partners: tuple[Peer, ...] = ()
    overrides: tuple[Overrides, ...] = ()
    beyond: tuple[Overrides, ...] = ()
    """Those of ``overrides`` that are no decision that stands in an assembly within this one."""
    mandate: Mandate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeRule:
    """Propose that a rule take another value; on consensus it does, by itself."""

    actor: PersonId
    rule: str
    value: str
    reason: str = ""
    unknown: tuple[str, ...] = ()
    """The short names in the value that are of no assembly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NominateOfficer:
    """Put a name forward for an office: a check on it opens at once, nobody's permission being needed."""

    actor: PersonId
    person: PersonId
    office: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseConcern:
    """Name a worry about a proposal."""

    actor: PersonId
    proposal: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveConcern:
    """Say that one's concern is answered."""

    actor: PersonId
    concern: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Replace a proposal's text. An empty ``title`` keeps the one it has; so do the other fields left ``None``."""

    actor: PersonId
    proposal: int
    title: str = ""
    text: str = ""
    suffering: str | None = None
    affects: tuple[str, ...] | None = None
    review: str | None = None
    affected: tuple[Peer, ...] = ()
    overrides: tuple[Overrides, ...] | None = None
    beyond: tuple[Overrides, ...] = ()
    """As in ``Propose``."""
    mandate: Mandate | None = None
    unmandated: bool = False
    """Whether it is to empower nobody any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take one's proposal back."""

    actor: PersonId
    proposal: int
