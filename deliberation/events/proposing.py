"""Proposals and the concerns about them."""

from dataclasses import dataclass

from deliberation.effects import Effect
from deliberation.events.marks import added, sealed
from deliberation.federation import Affected, Origin, Overrides, Peer
from deliberation.ids import PersonId
from deliberation.offices import Mandate


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalMade:
    """A proposal was put to the assembly. With ``origin`` its text is another assembly's."""

    proposal: int
    proposer: PersonId
    title: str
    text: str
    suffering: str = ""
    affects: tuple[str, ...] = ()
    review: str = ""
    effect: Effect | None = None
    kind: str = added("")
    origin: Origin | None = added(None)
    partners: tuple[Peer, ...] = added(())
    affected: tuple[Affected, ...] = added(())
    overrides: tuple[Overrides, ...] = added(())
    mandate: Mandate | None = added(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRaised:
    """A worry about a proposal was named."""

    concern: int
    proposal: int
    person: PersonId
    text: str = sealed()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernResolved:
    """The one who raised a concern says that it is answered."""

    concern: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAmended:
    """A proposal got a new revision."""

    proposal: int
    revision: int
    title: str
    text: str
    suffering: str = ""
    affects: tuple[str, ...] = ()
    review: str = ""
    affected: tuple[Affected, ...] = added(())
    overrides: tuple[Overrides, ...] = added(())
    mandate: Mandate | None = added(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalWithdrawn:
    """The proposer took the proposal back."""

    proposal: int
