"""What is erased when somebody asked to be forgotten: where they stood and what was decided stands."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeVar

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.events import Event
from deliberation.evolving.changing import change_each
from deliberation.evolving.elections import unsaid
from deliberation.evolving.moots import without
from deliberation.evolving.places import gone
from deliberation.federation import Affected, Notice
from deliberation.ids import PersonId
from deliberation.moots import Moot
from deliberation.offices import Petition
from deliberation.proposals import Proposal
from deliberation.senses import Sense

Held = TypeVar("Held", Affected, Notice)


def _forgotten(assembly: Assembly, event: ev.PersonForgotten, _at: datetime) -> Assembly:
    person = event.person
    selves = frozenset({person, *(earlier for earlier, now in assembly.linked.items() if now == person)})
    if person in assembly.participants:
        assembly = gone(assembly, [person])
    return replace(
        assembly,
        declined=assembly.declined.without(person),
        checks=change_each(assembly.checks, lambda check: _unreasoned(check, selves)),
        concerns=change_each(
            assembly.concerns, lambda each: replace(each, text="") if each.person == person and each.text else each
        ),
        petitions=change_each(assembly.petitions, lambda each: _unsaid(each, person)),
        acts=change_each(
            assembly.acts, lambda each: replace(each, text="") if each.officer == person and each.text else each
        ),
        proposals=change_each(assembly.proposals, lambda each: _unobjected(each, person)),
        notices=change_each(assembly.notices, lambda each: _without_words(each, person)),
        moots=change_each(assembly.moots, lambda each: _not_coming(each, person)),
        senses=change_each(assembly.senses, lambda each: _leaning_unsaid(each, selves)),
        actions=change_each(
            assembly.actions, lambda each: replace(each, source="") if each.done_by == person and each.source else each
        ),
        elections=change_each(assembly.elections, lambda each: unsaid(each, person)),
        # Who gave must be accounted for, and stays in the treasurer's records; whose account that is does not.
        donors=change_each(
            assembly.donors, lambda donor: replace(donor, person=None) if donor.person == person else donor
        ),
        waiting=assembly.waiting.without(person),
        asked_lately=assembly.asked_lately.without(person),
        gone_lately=assembly.gone_lately.without(person),
    )


def _unreasoned(check: Check, selves: frozenset[PersonId]) -> Check:
    """Erase somebody's words from a check, and what they expressed them by; where they stand stays."""
    positions = check.positions
    for place in selves:
        held = positions.get(place)
        if held is not None:
            positions = positions.put(place, replace(held, reason="", source="", erased=held.is_reasoned))
    seats = change_each(
        check.seats, lambda seat: replace(seat, reasons="") if seat.reasons and selves & {*seat.blockers} else seat
    )
    if positions is check.positions and seats is check.seats:
        return check
    return replace(check, positions=positions, seats=seats)


def _unsaid(petition: Petition, person: PersonId) -> Petition:
    signatures, away = petition.signatures, petition.away.without(person)
    if signatures.get(person):
        signatures = signatures.put(person, "")
    reason = "" if petition.starter == person else petition.reason
    statement = "" if petition.officer == person else petition.statement
    same = (reason, statement) == (petition.reason, petition.statement)
    if same and signatures is petition.signatures and away is petition.away:
        return petition
    return replace(petition, reason=reason, statement=statement, signatures=signatures, away=away)


def _unobjected(proposal: Proposal, person: PersonId) -> Proposal:
    affected = change_each(proposal.affected, lambda each: _without_words(each, person))
    return proposal if affected is proposal.affected else replace(proposal, affected=affected)


def _without_words(held: Held, person: PersonId) -> Held:
    if all(each.person != person or not each.text for each in held.objections):
        return held
    unsaid = (replace(each, text="") if each.person == person else each for each in held.objections)
    return replace(held, objections=tuple(unsaid))


def _not_coming(moot: Moot, person: PersonId) -> Moot:
    """Expect somebody no more at a moot. Who was there, and what was minuted in the clear, stays."""
    if moot.is_over and moot.coming.get(person):
        return replace(moot, coming=moot.coming.put(person, ""))
    return without(moot, frozenset({person}))


def _leaning_unsaid(sense: Sense, selves: frozenset[PersonId]) -> Sense:
    leanings = sense.leanings
    for each in selves:
        leant = leanings.get(each)
        if leant is not None:
            leanings = leanings.put(each, replace(leant, text="", source=""))
    return sense if leanings is sense.leanings else replace(sense, leanings=leanings)


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {ev.PersonForgotten: _forgotten}
)
"""What each of these events makes of an assembly."""
