"""What each event owes: messages to the rooms, private ones, cards to be drawn anew.

A position owes nothing but its card, so that a storm of them is not a storm of messages; only a block without a reason
asks its holder for it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from adapters.notices.assembly import ASSEMBLY
from adapters.notices.checks import CHECKS
from adapters.notices.decisions import DECISIONS
from adapters.notices.donations import DONATIONS
from adapters.notices.elections import ANSWERED, ELECTIONS, as_asked
from adapters.notices.entering import ENTERING
from adapters.notices.federation import FEDERATION
from adapters.notices.following_up import FOLLOWING_UP
from adapters.notices.moots import MOOTS
from adapters.notices.notice import CardChanged, Notice, Occasion, ToPerson, ToVenues
from adapters.notices.offices import OFFICES
from adapters.notices.people import PEOPLE
from adapters.notices.polls import POLLS
from adapters.notices.things import THINGS
from adapters.phrases import Names
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.events import Event
from deliberation.ids import AssemblyId
from deliberation.register import Chain

__all__ = ["CardChanged", "Notice", "ToPerson", "ToVenues", "notices"]

_NO_LINKS: Final[Mapping[AssemblyId, str]] = MappingProxyType({})


def notices(
    before: Assembly | None,
    event: Event,
    after: Assembly,
    names: Names,
    *,
    checkpoint: Chain | None = None,
    day: date | None = None,
    links: Mapping[AssemblyId, str] = _NO_LINKS,
) -> list[Notice]:
    """List what an event owes, in order. ``before`` and ``after`` are the assembly on both sides of this very event.

    ``checkpoint`` is where the register ends with it; the messages that tell of a closing carry it. ``day`` is the
    one on which it happened; ``links`` lead to other assemblies.
    """
    owed = _OWED.get(type(event))
    now = Occasion(before, after, Setting(after, names, links=links), checkpoint, day)
    return [*(owed(event, now) if owed else ()), *(as_asked(now) if isinstance(event, ANSWERED) else ())]


_OWED: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        **ASSEMBLY,
        **CHECKS,
        **DECISIONS,
        **DONATIONS,
        **ELECTIONS,
        **ENTERING,
        **FEDERATION,
        **FOLLOWING_UP,
        **MOOTS,
        **OFFICES,
        **PEOPLE,
        **POLLS,
        **THINGS,
    }
)
"""Events that are not here owe nothing: coming and going, members' places, apologies, rooms that can be heard again."""
