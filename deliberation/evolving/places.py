"""What the places of members change, and who takes part no more."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import reduce
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly, Participant
from deliberation.events import Event
from deliberation.evolving import absences, moots, petitions
from deliberation.evolving.changing import change_each
from deliberation.evolving.elections import leaving
from deliberation.ids import PersonId, VenueId
from deliberation.persistent import PersistentMap


def _enrolled(assembly: Assembly, event: ev.MembersEnrolled, at: datetime) -> Assembly:
    participants, waiting = assembly.participants, assembly.waiting
    new = [each.person for each in event.members if each.person not in participants]
    ended: list[datetime | None] = []
    nowhere: frozenset[VenueId] = frozenset()
    for each in event.members:
        if each.person in participants:
            here = participants[each.person]
            ended.append(here.enrolled_until)
            here = replace(here, enrolled_until=each.until)
        else:
            waited = waiting.get(each.person)
            venues = waited.venues if waited is not None else nowhere
            here = Participant(person=each.person, venues=venues, joined_at=at, enrolled_until=each.until)
            waiting = waiting.without(each.person)
        participants = participants.put(each.person, here)
    assembly = petitions.of_back(replace(assembly, participants=participants, waiting=waiting), new)
    assembly = reduce(absences.no_more, new, assembly)
    return with_next_lapse(assembly, ended, {each.until for each in event.members})


def _door_opened(assembly: Assembly, event: ev.DoorOpened, _at: datetime) -> Assembly:
    participants = assembly.participants
    for person in event.people:
        here = participants[person]
        participants = participants.put(person, replace(here, let_in=here.let_in | {event.venue}))
    return replace(assembly, participants=participants)


def _enrolment_ended(assembly: Assembly, event: ev.EnrolmentEnded, at: datetime) -> Assembly:
    """End places, and with them the venues that were opened for them; what people joined by themselves stays."""
    participants, declined = assembly.participants, assembly.declined
    ended: list[datetime | None] = []
    nowhere: list[PersonId] = []
    for person in event.people:
        here = participants[person]
        ended.append(here.enrolled_until)
        here = replace(here, venues=here.venues - here.let_in, enrolled_until=None, let_in=frozenset())
        participants = participants.put(person, here)
        if not here.venues:
            nowhere.append(person)
        if event.because == "declined":
            declined = declined.put(person, at)
    assembly = replace(assembly, participants=participants, declined=declined)
    return gone(with_next_lapse(assembly, ended, []), nowhere)


def gone(assembly: Assembly, people: Collection[PersonId]) -> Assembly:
    """Give the assembly in which these take part no more."""
    participants = assembly.participants
    ended = [participants[person].enrolled_until for person in people]
    since = {person: participants[person].joined_at for person in people}
    elections = change_each(assembly.elections, lambda election: leaving(election, since))
    for person in people:
        participants = participants.without(person)
    without = frozenset(people)
    meetings = change_each(assembly.moots, lambda moot: moots.without(moot, without))
    assembly = replace(assembly, participants=participants, moots=meetings, elections=elections)
    return with_next_lapse(petitions.of_gone(assembly, people), ended, [])


def with_next_lapse(
    assembly: Assembly, ended: Collection[datetime | None], begun: Iterable[datetime | None]
) -> Assembly:
    """Keep in mind when the first place ends. Everybody is looked at only where the first of them ended otherwise."""
    before = assembly.next_lapse
    first = min((at for at in (before, *begun) if at is not None), default=None)
    if before is not None and first == before and before in ended:
        first = _first_lapse(assembly.participants, before)
    return assembly if first == before else replace(assembly, next_lapse=first)


def _first_lapse(people: PersistentMap[PersonId, Participant], least: datetime) -> datetime | None:
    """Find when the first place ends, which is not before ``least``.

    Places are mostly renewed in the order in which they were given, and many end at once: looked for from the last one
    backwards, one that ends at ``least`` is found soon.
    """
    first: datetime | None = None
    for person in reversed(tuple(people)):
        until = people[person].enrolled_until
        if until is not None and (first is None or until < first):
            if until == least:
                return until
            first = until
    return first


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.MembersEnrolled: _enrolled,
        ev.DoorOpened: _door_opened,
        ev.EnrolmentEnded: _enrolment_ended,
    }
)
"""What each of these events makes of an assembly."""
