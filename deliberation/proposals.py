"""What is put to an assembly: texts and their revisions, worries about them, and what was decided."""

from dataclasses import dataclass, field
from datetime import datetime

from deliberation.effects import Effect
from deliberation.federation import Affected, Origin, Overridden, Overrides, Peer, Together
from deliberation.ids import AssemblyId, PersonId
from deliberation.offices import Mandate
from deliberation.persistent import PersistentMap
from deliberation.phases import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The text of a proposal as it stood at one time.

    ``suffering`` says who suffers less by it and how we would know; ``review`` is a calendar date, ``YYYY-MM-DD``.
    """

    number: int
    title: str
    text: str
    suffering: str = ""
    affects: tuple[str, ...] = ()
    review: str = ""
    overrides: tuple[Overrides, ...] = ()
    """The decisions of other assemblies in whose place it would stand: a Thing's alone."""
    mandate: Mandate | None = None
    """What it would empower an office to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Text put to the assembly (``P12``), where it stands, and what it brings about by itself on consensus."""

    number: int
    proposer: PersonId
    made_at: datetime
    revisions: tuple[Revision, ...]
    phase: Phase = Phase.DISCUSSION
    effect: Effect | None = None
    check: int | None = None
    """The latest check called on it, open or closed."""
    decision: int | None = None
    failed_checks: int = 0
    withdrawn: bool = False
    kind: str = ""
    """The kind of decision that it is, for remits; empty where nothing was said."""
    origins: tuple[Origin, ...] = ()
    """From where it was put here, if it was: several where one text comes by several ways."""
    partners: tuple[Peer, ...] = ()
    """The other assemblies with which it is decided jointly."""
    agreed_by: tuple[AssemblyId, ...] = ()
    """Those of the partners that have reached consensus on the text as it stands."""
    agreed_until: datetime | None = None
    """Until when one of them may yet send its decision back: nothing takes effect before."""
    affected: PersistentMap[AssemblyId, Affected] = field(default_factory=PersistentMap)

    @property
    def is_lent(self) -> bool:
        """Whether its text is another assembly's to change or withdraw."""
        return bool(self.origins)

    @property
    def is_asked_above(self) -> bool:
        """Whether what is decided on it here is an answer to an assembly above."""
        return any(origin.how is Together.NESTED for origin in self.origins)

    @property
    def objecting(self) -> tuple[Peer, ...]:
        """Name the affected assemblies that object."""
        return tuple(each.peer for each in self.affected.values() if each.objections)

    @property
    def latest(self) -> Revision:
        """The text as it stands now."""
        return self.revisions[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A worry to be answered before consensus is called (``C3``), resolved by the one who raised it."""

    number: int
    proposal: int
    person: PersonId
    text: str
    raised_at: datetime
    resolved: bool = False
    resolved_at: datetime | None = None
    """When it was; nothing where that was not noted."""

    def stood_at(self, when: datetime) -> bool:
        """Whether it was raised by then, and not resolved yet."""
        resolved = self.resolved and (self.resolved_at is None or self.resolved_at <= when)
        return self.raised_at <= when and not resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a consensus made (``D7``). ``cooling_until`` is set while those who were absent may still speak."""

    number: int
    proposal: int
    check: int
    """The check that made it; 0 where a ballot did."""
    made_at: datetime
    cooling_until: datetime | None = None
    sent_back: bool = False
    review_at: datetime | None = None
    """When the assembly is asked what it did; nothing once it has been."""
    reviewed_in: int | None = None
    """The reading of the room in which it was asked."""
    overridden: Overridden | None = None
    """What stands in its place."""
    waits_for: tuple[Peer, ...] = ()
    """The partners that have not yet reached consensus on the same text; it takes effect once there are none."""
    poll: int = 0
    """The ballot that made it; 0 where a check did."""

    @property
    def due(self) -> datetime | None:
        """When it settles by itself; ``None`` where it has, or waits for a partner."""
        return None if self.waits_for else self.cooling_until

    @property
    def stands(self) -> bool:
        """Whether it is in force (it may be worked on while it cools off)."""
        return not self.sent_back and self.overridden is None
