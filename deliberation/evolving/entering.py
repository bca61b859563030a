"""What coming into a restricted assembly, and the end of a Thing, change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import ASKINGS_COUNT_FOR, Assembly, Participant, Waiting
from deliberation.events import Event
from deliberation.evolving.absences import no_more
from deliberation.evolving.petitions import of_back
from deliberation.evolving.taking_part import outgrown
from deliberation.federation import Overridden
from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap


def _waiting(assembly: Assembly, event: ev.WaitingBegun, _at: datetime) -> Assembly:
    here = assembly.waiting.get(event.person) or Waiting(person=event.person, venues=frozenset())
    here = replace(here, venues=(here.venues - outgrown(assembly, event.venue)) | {event.venue})
    return replace(assembly, waiting=assembly.waiting.put(event.person, here))


def _waits_no_more(assembly: Assembly, event: ev.WaitingEnded, _at: datetime) -> Assembly:
    here = assembly.waiting[event.person]
    venues = here.venues - {event.venue}
    if venues:
        return replace(assembly, waiting=assembly.waiting.put(event.person, replace(here, venues=venues)))
    return replace(assembly, waiting=assembly.waiting.without(event.person))


def _asked(assembly: Assembly, event: ev.EntryAsked, at: datetime) -> Assembly:
    here = replace(assembly.waiting[event.person], asked_at=at, number=event.number)
    return replace(
        assembly,
        waiting=assembly.waiting.put(event.person, here),
        entries_asked=event.number,
        asked_lately=_lately(assembly, event.person, at),
    )


def _lately(assembly: Assembly, person: PersonId, at: datetime) -> PersistentMap[PersonId, tuple[datetime, ...]]:
    """Add an asking, and forget those of long ago."""
    lately = assembly.asked_lately
    for who, times in list(lately.items()):
        kept = tuple(each for each in times if at - each < ASKINGS_COUNT_FOR)
        if kept != times:
            lately = lately.put(who, kept) if kept else lately.without(who)
    return lately.put(person, (*lately.get(person, ()), at))


def _welcomed(assembly: Assembly, event: ev.Welcomed, _at: datetime) -> Assembly:
    here = assembly.waiting[event.person]
    here = replace(here, welcomed_by=(*here.welcomed_by, event.by))
    return replace(assembly, waiting=assembly.waiting.put(event.person, here))


def _given(assembly: Assembly, event: ev.EntryGiven, at: datetime) -> Assembly:
    venues = assembly.waiting[event.person].venues
    here = Participant(person=event.person, venues=venues, joined_at=event.joined_at or at)
    here_now = replace(
        assembly,
        participants=assembly.participants.put(event.person, here),
        waiting=assembly.waiting.without(event.person),
    )
    return of_back(no_more(here_now, event.person), [event.person])


def _nothing(assembly: Assembly, _event: ev.ThingCalled, _at: datetime) -> Assembly:
    """The Thing has a register of its own."""
    return assembly


def _overridden(assembly: Assembly, event: ev.DecisionOverridden, at: datetime) -> Assembly:
    decision = replace(assembly.decisions[event.decision], overridden=Overridden(event.peer, event.theirs, at))
    return replace(assembly, decisions=assembly.decisions.put(event.decision, decision))


def _dissolved(assembly: Assembly, _event: ev.AssemblyDissolved, at: datetime) -> Assembly:
    return replace(assembly, dissolved_at=at)


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.WaitingBegun: _waiting,
        ev.WaitingEnded: _waits_no_more,
        ev.EntryAsked: _asked,
        ev.Welcomed: _welcomed,
        ev.EntryGiven: _given,
        ev.ThingCalled: _nothing,
        ev.DecisionOverridden: _overridden,
        ev.AssemblyDissolved: _dissolved,
    }
)
"""What each of these events makes of an assembly."""
