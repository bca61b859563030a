"""Things: umbrella assemblies for one question."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallThing:
    """Call a Thing of this assembly and these (or, ``everyone``, of just these, in which it sits).

    ``assembly`` is the id for it, ``slug`` its short name, ``title`` what it is called. ``earlier`` says when the same
    person called others, wherever that was.
    """

    actor: PersonId
    assembly: AssemblyId
    slug: str
    title: str
    question: str
    peers: tuple[Peer, ...]
    everyone: bool = False
    earlier: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOverride:
    """Note that a Thing decided otherwise than this assembly's ``decision``.

    ``within``: this assembly sits in the Thing, as its member or by way of one.
    """

    peer: Peer
    decision: int
    theirs: int
    within: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeDissolution:
    """Propose that a Thing end, whatever it has decided; on consensus it does."""

    actor: PersonId
    reason: str = ""
