"""Several assemblies together: what one of them knows of another (design, "Several assemblies together")."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from deliberation.ids import AssemblyId, PersonId
from deliberation.positions import Stance


class Kind(StrEnum):
    """What sort of assembly it is. Members are enrolled by themselves in the core ones and in their constituency's."""

    ORDINARY = "ordinary"
    CORE = "core"
    CONSTITUENCY = "constituency"
    ELECTORAL_SOCIETY = "electoral society"
    THING = "thing"


@dataclass(frozen=True, slots=True, order=True)
class Peer:
    """Another assembly: its id, and what it is called."""

    id: AssemblyId
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The place of a member assembly on a roll.

    ``stance`` is ``None`` while it decides, and where nothing came of it. ``heard`` tells the two apart. ``blockers``
    are the people below whose blocks stand, with ``reasons`` in their words. What it decided may be reopened below
    until ``cooling_until``.
    """

    peer: Peer
    stance: Stance | None = None
    heard: bool = False
    blockers: tuple[PersonId, ...] = ()
    reasons: str = ""
    cooling_until: datetime | None = None
    vacant: bool = False
    """Whether nobody takes part there: then it is not counted on."""
    reopened: bool = False
    """Whether it took back what it had said, and has said nothing since."""


class Together(StrEnum):
    """How a proposal that came from another assembly is decided with it."""

    NESTED = "nested"
    JOINT = "joint"


@dataclass(frozen=True, slots=True)
class Root:
    """One text, wherever it is asked about: the assembly and number of the proposal, the check on it and its round.

    A joint text is the same whatever check is on it: there both are 0.
    """

    assembly: AssemblyId
    proposal: int
    check: int = 0
    round: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """From where a proposal was put here: for a nested one ``check`` and ``round`` name the check that awaits it."""

    peer: Peer
    proposal: int
    how: Together
    root: Root
    check: int = 0
    round: int = 0
    until: datetime | None = None
    """When the check that awaits it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What somebody in an affected assembly holds against a proposal, for it."""

    person: PersonId
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """An assembly that a proposal affects: no check on it ends before ``until``, nor in consensus while it objects."""

    peer: Peer
    until: datetime
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What another assembly would do that affects this one (``N1``), and what is held against it here."""

    number: int
    peer: Peer
    proposal: int
    title: str
    text: str
    told_at: datetime
    until: datetime
    objections: tuple[Objection, ...] = ()
    closed: str = ""
    """How it ended: ``decided`` or ``withdrawn``; empty while it is open."""
    taken_back: tuple[PersonId, ...] = ()
    """Who took back what they objected to this text, each as often as they did."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """A decision of another assembly in whose place something would stand."""

    peer: Peer
    decision: int


@dataclass(frozen=True, slots=True)
class Overridden:
    """What stands in the place of a decision: a decision of a Thing, since then."""

    peer: Peer
    theirs: int
    at: datetime


Parents = Callable[[AssemblyId], Iterable[Peer]]
"""Says of which assemblies one is a member."""


def path_up(start: Peer, goal: AssemblyId, parents: Parents) -> tuple[Peer, ...]:
    """Give a way by which ``start`` sits in ``goal``, from one to the other; empty where there is none.

    The way from an assembly to itself is itself: were ``goal`` made a member of ``start``, the way would be a circle.
    """
    came_from: dict[AssemblyId, Peer | None] = {start.id: None}
    peers = {start.id: start}
    queue = [start]
    for at in queue:
        if at.id == goal:
            return _traced(at, came_from)
        for above in parents(at.id):
            if above.id not in peers:
                peers[above.id], came_from[above.id] = above, at
                queue.append(above)
    return ()


def members_first(assemblies: Iterable[AssemblyId], parents: Parents) -> list[AssemblyId]:
    """Put assemblies in an order in which none comes before one of its members: who is above decides after them."""
    depths: dict[AssemblyId, int] = {}

    def depth(assembly: AssemblyId) -> int:
        if assembly not in depths:
            depths[assembly] = 0  # no circle was ever admitted; were there one, this would end all the same
            depths[assembly] = 1 + max((depth(above.id) for above in parents(assembly)), default=-1)
        return depths[assembly]

    return sorted(assemblies, key=depth, reverse=True)


def _traced(end: Peer, came_from: dict[AssemblyId, Peer | None]) -> tuple[Peer, ...]:
    way: list[Peer] = []
    at: Peer | None = end
    while at is not None:
        way.append(at)
        at = came_from[at.id]
    return tuple(reversed(way))
