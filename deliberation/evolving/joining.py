"""What changes when two turn out to be one, or an account goes its own way."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly, Participant, Waiting
from deliberation.checks import Check
from deliberation.events import Event
from deliberation.evolving.changing import change_each
from deliberation.evolving.passing_on import passed_on
from deliberation.evolving.petitions import of_back
from deliberation.evolving.places import with_next_lapse
from deliberation.evolving.polls import votes_joined
from deliberation.federation import Seat
from deliberation.ids import PersonId
from deliberation.offices import Petition
from deliberation.persistent import PersistentMap
from deliberation.voices import about, taking_word, with_one_voice, without_voice


def _joined(assembly: Assembly, event: ev.PeopleJoined, _at: datetime) -> Assembly:
    person, other = event.person, event.other
    assembly = replace(
        assembly,
        checks=_spoken_by_one(assembly, person, other),
        polls=votes_joined(assembly.polls, person, other),
    )
    assembly = _seated_together(assembly, person, other)
    assembly = passed_on(_waiting_together(assembly, person, other), person, other)
    return of_back(assembly, [person]) if person in assembly.participants else assembly


def _spoken_by_one(assembly: Assembly, person: PersonId, other: PersonId) -> PersistentMap[int, Check]:
    """Leave each roll as it was fixed, and each of them with one voice where something said may still count."""
    checks = assembly.checks
    for check in taking_word(assembly):
        to_one = without_voice if about(assembly, check, person, other) else with_one_voice
        joined = _asked_once(check, to_one(check, person, other))
        checks = checks.put(check.number, joined)
    return change_each(checks, lambda check: _blocked_in(check, person, other))


def _asked_once(before: Check, check: Check) -> Check:
    """Ask nobody twice in a go-round: whose turn it is keeps it, and else one is asked by the first of their places."""
    going = check.go_round
    if going is None or check.same is before.same:
        return check

    def speaks_by(place: PersonId) -> PersonId:
        to = check.same.get(place, place)
        return to if to in check.roll else place

    turn = None if going.turn is None else speaks_by(going.turn)
    asked = (
        speaks_by(place)
        for place in going.order
        if place == going.turn or (speaks_by(place) != turn and check.same.get(place) != place)
    )
    return replace(check, go_round=replace(going, order=tuple(dict.fromkeys(asked)), turn=turn))


def _blocked_in(check: Check, person: PersonId, other: PersonId) -> Check:
    seats = change_each(check.seats, lambda seat: _blocked_by(seat, person, other))
    return check if seats is check.seats else replace(check, seats=seats)


def _blocked_by(seat: Seat, person: PersonId, other: PersonId) -> Seat:
    if other not in seat.blockers:
        return seat
    return replace(seat, blockers=tuple(dict.fromkeys(person if who == other else who for who in seat.blockers)))


def _seated_together(assembly: Assembly, person: PersonId, other: PersonId) -> Assembly:
    one, two = assembly.participants.get(person), assembly.participants.get(other)
    participants, declined = assembly.participants.without(other), assembly.declined.without(other)
    here = one if two is None else replace(two, person=person) if one is None else _both(one, two)
    if here is not None and here is not one:
        participants = participants.put(person, here)
    said_no = [at for at in (assembly.declined.get(person), assembly.declined.get(other)) if at is not None]
    if here is not None and here.enrolled_until is not None:
        declined = declined.without(person)
    elif said_no:
        declined = declined.put(person, max(said_no))
    assembly = replace(assembly, participants=participants, declined=declined)
    ended = [each.enrolled_until for each in (one, two) if each is not None and each is not here]
    return with_next_lapse(assembly, ended, [here.enrolled_until] if here is not None else [])


def _waiting_together(assembly: Assembly, person: PersonId, other: PersonId) -> Assembly:
    """Let nobody wait for what they have: where either takes part, the venues in which the other waited are theirs."""
    one, two = assembly.waiting.get(person), assembly.waiting.get(other)
    waiting, participants = assembly.waiting.without(other), assembly.participants
    here = participants.get(person)
    if here is not None:
        waiting = waiting.without(person)
        waited = frozenset(venue for each in (one, two) if each is not None for venue in each.venues)
        if waited:
            here = replace(here, venues=here.venues | waited, let_in=here.let_in - waited)
            participants = participants.put(person, here)
    elif two is not None:
        both = replace(two, person=person) if one is None else _both_waiting(one, two)
        waiting = waiting.put(person, both)
    waiting = change_each(waiting, lambda each: _welcomed_by(each, person, other))
    lately = assembly.asked_lately
    if other in lately:
        lately = lately.without(other).put(person, tuple(sorted((*lately[other], *lately.get(person, ())))))
    return replace(assembly, waiting=waiting, participants=participants, asked_lately=lately)


def _both_waiting(one: Waiting, two: Waiting) -> Waiting:
    """Let one wait for two: as the one of them who asked first."""
    asked = [(each.asked_at, each.number) for each in (one, two) if each.asked_at is not None]
    asked_at, number = min(asked, default=(None, 0))
    welcomed = tuple(dict.fromkeys((*one.welcomed_by, *two.welcomed_by)))
    return replace(one, venues=one.venues | two.venues, asked_at=asked_at, number=number, welcomed_by=welcomed)


def _welcomed_by(waiting: Waiting, person: PersonId, other: PersonId) -> Waiting:
    if other not in waiting.welcomed_by:
        return waiting
    welcomed = dict.fromkeys(person if who == other else who for who in waiting.welcomed_by)
    return replace(waiting, welcomed_by=tuple(welcomed))


def _both(one: Participant, two: Participant) -> Participant:
    """Make one participant of two: what either joined by themselves is no venue that only a place opened to them."""
    by_themselves = (one.venues - one.let_in) | (two.venues - two.let_in)
    return replace(
        one,
        venues=one.venues | two.venues,
        joined_at=min(one.joined_at, two.joined_at),
        apologies_until=_later(one.apologies_until, two.apologies_until),
        enrolled_until=_later(one.enrolled_until, two.enrolled_until),
        let_in=(one.let_in | two.let_in) - by_themselves,
    )


def _later(one: datetime | None, two: datetime | None) -> datetime | None:
    return max((at for at in (one, two) if at is not None), default=None)


def _person_parted(assembly: Assembly, event: ev.PersonParted, _at: datetime) -> Assembly:
    """Remember it with the recalls of who they were. The new one is on no roll of before; venues say where they are."""
    return replace(assembly, petitions=change_each(assembly.petitions, lambda each: _also_of(each, event)))


def _also_of(petition: Petition, event: ev.PersonParted) -> Petition:
    if event.person not in {petition.officer, *petition.parted}:
        return petition
    return replace(petition, parted=(*petition.parted, event.other))


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.PeopleJoined: _joined,
        ev.PersonParted: _person_parted,
    }
)
"""What each of these events makes of an assembly."""
