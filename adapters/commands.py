"""Every command there is, by name: what people type, what they read in the help, what platforms offer.

``adapters.grammar`` reads typed lines by it, ``adapters.validating`` makes commands of the engine from it, the help is
written from it, and a platform with menus of commands fills them from it. Nothing here runs.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from adapters.catalogue import (
    assembly,
    ballots,
    deciding,
    donations,
    elections,
    entering,
    federation,
    following_up,
    looking,
    moots,
    officers,
    offices,
    polls,
    positions,
    things,
)
from adapters.catalogue.groups import GROUPS
from adapters.personal import commands as personal
from adapters.specs import ASSEMBLY_ARGUMENT, CommandSpec

__all__ = ["ASSEMBLY_ARGUMENT", "CATALOGUE", "GROUPS", "INSTEAD", "TALK", "TYPED_NAMES", "find", "folded"]

_SPECS: Final[tuple[CommandSpec, ...]] = (
    *deciding.SPECS,
    *positions.SPECS,
    *ballots.SPECS,
    *polls.SPECS,
    *moots.SPECS,
    *following_up.SPECS,
    *looking.SPECS,
    *officers.SPECS,
    *offices.SPECS,
    *elections.SPECS,
    *donations.SPECS,
    *assembly.SPECS,
    *entering.SPECS,
    *federation.SPECS,
    *things.SPECS,
    *personal.SPECS,
)

CATALOGUE: Final[Mapping[str, CommandSpec]] = MappingProxyType({spec.name: spec for spec in _SPECS})
"""Every command, by its name."""


def folded(name: str) -> str:
    """Give a typed name as it is compared: lower case, with hyphens."""
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").replace("‐", " ").replace("–", " ").split())


_BY_ANY_NAME: Final = {
    **{spec.name.replace("-", ""): spec for spec in _SPECS},
    **{alias: spec for spec in _SPECS for alias in spec.aliases},
    **CATALOGUE,
}

TALK: Final = frozenset(
    (
        *("how", "who", "whos", "who's", "what", "whats", "what's", "when", "where", "which"),
        *("i", "we", "can", "could", "may", "please", "want", "need", "is", "are", "do", "does", "did", "has", "my"),
    )
)
"""With what people begin who ask in plain words; what they ask about stands further on."""

TYPED_NAMES: Final = frozenset(_BY_ANY_NAME)
"""Every name that finds a command."""

INSTEAD: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "poll": ("ballot", "sense-check"),
        "position": ("agree", "stand-aside", "block"),
        **dict.fromkeys(("disagree", "oppose", "against"), ("concern", "stand-aside", "block")),
        "unvote": ("retract",),
        "close": ("why", "close-moot"),
        "delete": ("withdraw", "retract"),
        "cancel": ("withdraw", "retract", "cancel-moot"),
        "members": ("assembly", "federation"),
        "roll": ("status",),
        **dict.fromkeys(("result", "results", "winner", "won"), ("why", "polls", "election")),
        "tally": ("status", "why"),
        "voted": ("ballot", "polls"),
        **dict.fromkeys(("candidate", "candidates", "nominee", "nominees", "nomination"), ("election", "nominate")),
        **dict.fromkeys(("nominations", "standing"), ("election",)),
        **dict.fromkeys(("sack", "fire", "dismiss", "impeach", "oust", "no-confidence"), ("recall",)),
        "quorum": ("rules",),
        **dict.fromkeys(("count", "recount"), ("why",)),
        **dict.fromkeys(("accounts", "budget"), ("mandates", "donations")),
        "run": ("nominate", "accept"),
        "make": ("elect", "appoint", "office"),
        "add": ("office", "propose"),
        "rename": ("office",),
        **dict.fromkeys(("treasurer", "secretary", "officer", "chair"), ("officers", "office")),
        **dict.fromkeys(("paid", "pay", "spent", "spend", "bought"), ("act",)),
        "mandate": ("mandates", "propose"),
        **dict.fromkeys(("petitions", "recalls"), ("status", "recall")),
        **dict.fromkeys(("donate", "give", "gave"), ("donations", "donation-record")),
        "undo": ("retract", "withdraw"),
    }
)
"""What people type elsewhere, and which of our commands they may mean: suggested, never guessed."""


def find(name: str) -> CommandSpec | None:
    """Give the command that somebody means by a typed name, if there is one.

    A question may end with its mark, ``officers?``; what would be done is not done at a question.
    """
    found = _BY_ANY_NAME.get(folded(name))
    asked = _BY_ANY_NAME.get(folded(name.rstrip("?!"))) if found is None else None
    return asked if asked is not None and asked.query else found
