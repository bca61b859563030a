"""What the founding, venues, and coming and going change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly, Participant
from deliberation.events import Event
from deliberation.evolving import absences
from deliberation.evolving.petitions import of_back
from deliberation.evolving.places import gone
from deliberation.federation import Kind
from deliberation.ids import PersonId, VenueId
from deliberation.offices import SECRETARY, Office
from deliberation.persistent import PersistentMap
from deliberation.rules import rules_from


def founded(event: ev.AssemblyFounded, at: datetime) -> Assembly:
    """Give the assembly that began."""
    return Assembly(
        id=event.assembly,
        slug=event.slug,
        name=event.name,
        purpose=event.purpose,
        rules=rules_from(dict(event.rules)),
        founder=event.founder,
        founded_at=at,
        convener=None if event.enacted or event.kind is Kind.THING else event.founder,
        kind=event.kind,
        offices=PersistentMap({SECRETARY: Office(name=SECRETARY)}),
    )


def _bound(assembly: Assembly, event: ev.VenueBound, _at: datetime) -> Assembly:
    return replace(_not_offered(assembly, event.venue), venues=assembly.venues | {event.venue})


def _offered(assembly: Assembly, event: ev.VenueOffered, at: datetime) -> Assembly:
    standing = assembly.offers_until(at)
    for venue in [venue for venue in assembly.offered if venue not in standing]:
        assembly = _not_offered(assembly, venue)
    return replace(
        assembly,
        offered=assembly.offered.put(event.venue, event.person),
        offered_at=assembly.offered_at.put(event.venue, at),
    )


def _not_offered(assembly: Assembly, venue: VenueId) -> Assembly:
    return replace(assembly, offered=assembly.offered.without(venue), offered_at=assembly.offered_at.without(venue))


def _silenced(assembly: Assembly, event: ev.VenueSilenced, at: datetime) -> Assembly:
    return replace(assembly, silent=assembly.silent.put(event.venue, at))


def _heard(assembly: Assembly, event: ev.VenueHeard, _at: datetime) -> Assembly:
    return replace(assembly, silent=assembly.silent.without(event.venue))


def _moved(assembly: Assembly, event: ev.VenueMoved, _at: datetime) -> Assembly:
    """Those in the old venue keep their place until they join the new one or leave the old: nobody is dropped by it.

    One that was replaced before and now replaces is spoken to again.
    """
    return replace(
        assembly,
        venues=assembly.venues | {event.successor},
        replaced=assembly.replaced.without(event.successor).put(event.venue, event.successor),
    )


def _released(assembly: Assembly, event: ev.VenueReleased, _at: datetime) -> Assembly:
    return replace(
        assembly,
        venues=assembly.venues - {event.venue},
        replaced=assembly.replaced.without(event.venue),
        silent=assembly.silent.without(event.venue),
    )


def _entered(assembly: Assembly, event: ev.PersonEntered, at: datetime) -> Assembly:
    here = assembly.participants.get(event.person)
    if here is None:
        here = Participant(person=event.person, venues=frozenset({event.venue}), joined_at=event.joined_at or at)
    else:
        left = outgrown(assembly, event.venue)
        let_in = (here.let_in - left) | {event.venue} if here.let_in & left else here.let_in
        here = replace(here, venues=(here.venues - left) | {event.venue}, let_in=let_in)
    here_now = replace(
        assembly,
        participants=assembly.participants.put(event.person, here),
        declined=assembly.declined.without(event.person),
    )
    return of_back(absences.no_more(here_now, event.person), [event.person])


def outgrown(assembly: Assembly, venue: VenueId) -> frozenset[VenueId]:
    """Name the venues in whose place this one came: whoever is here has left them behind."""
    return frozenset(old for old in assembly.replaced if _leads_to(assembly, old, venue))


def _leads_to(assembly: Assembly, venue: VenueId, successor: VenueId) -> bool:
    seen: set[VenueId] = set()
    while venue in assembly.replaced and venue not in seen:
        seen.add(venue)
        venue = assembly.replaced[venue]
    return venue == successor


def _left(assembly: Assembly, event: ev.PersonLeft, at: datetime) -> Assembly:
    after = _gone_from(assembly, event.person, event.venue)
    return after if event.person in after.participants else absences.noted(assembly, after, event.person, at)


def _gone_from(assembly: Assembly, person: PersonId, venue: VenueId) -> Assembly:
    here = assembly.participants[person]
    venues = here.venues - {venue}
    # A member's place is theirs by standing: nobody takes it from them by putting them out of a venue.
    if venues or here.enrolled_until is not None:
        return replace(assembly, participants=assembly.participants.put(person, replace(here, venues=venues)))
    return gone(assembly, [person])


def _apologised(assembly: Assembly, event: ev.ApologiesGiven, _at: datetime) -> Assembly:
    here = replace(assembly.participants[event.person], apologies_until=event.until)
    return replace(assembly, participants=assembly.participants.put(event.person, here))


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.VenueBound: _bound,
        ev.VenueOffered: _offered,
        ev.VenueSilenced: _silenced,
        ev.VenueHeard: _heard,
        ev.VenueMoved: _moved,
        ev.VenueReleased: _released,
        ev.PersonEntered: _entered,
        ev.PersonLeft: _left,
        ev.ApologiesGiven: _apologised,
    }
)
"""What each of these events makes of an assembly."""
