"""Things: umbrella assemblies for one question, whose decisions override others (design, "Words")."""

from dataclasses import dataclass

from deliberation.federation import Peer
from deliberation.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingCalled:
    """Somebody here called a Thing: ``peer`` is the umbrella assembly, ``members`` are those of which it is."""

    peer: Peer
    called_by: PersonId
    question: str
    members: tuple[Peer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionOverridden:
    """A Thing in which this assembly has its place decided otherwise: its decision ``theirs`` stands instead."""

    decision: int
    peer: Peer
    theirs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyDissolved:
    """The assembly has ended, and decides nothing any more. Its register stays.

    ``because``: ``decided`` (it answered its question) or ``agreed`` (it decided to end).
    """

    because: str
