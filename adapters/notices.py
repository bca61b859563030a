"""What each event owes: messages to the rooms, private ones, cards to be drawn anew.

A position owes nothing but its card, so that a storm of them is not a storm of messages; only a block without a reason
asks its holder for it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.assembly_notices import ASSEMBLY
from adapters.check_notices import CHECKS
from adapters.decision_notices import DECISIONS
from adapters.notice import CardChanged, Notice, Occasion, ToPerson, ToVenues
from adapters.phrases import Names
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.events import Event
from deliberation.register import Chain

__all__ = ["CardChanged", "Notice", "ToPerson", "ToVenues", "notices"]


def notices(
    before: Assembly | None,
    event: Event,
    after: Assembly,
    names: Names,
    *,
    checkpoint: Chain | None = None,
) -> list[Notice]:
    """List what an event owes, in order. ``before`` and ``after`` are the assembly on both sides of this very event.

    ``checkpoint`` is where the register ends with it; the messages that tell of a closing carry it.
    """
    owed = _OWED.get(type(event))
    return owed(event, Occasion(before, after, Setting(after, names), checkpoint)) if owed else []


_OWED: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {**ASSEMBLY, **CHECKS, **DECISIONS}
)
"""Events that are not here owe nothing: coming and going, apologies, rooms that can be heard again."""
