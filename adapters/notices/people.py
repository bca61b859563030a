"""What it owes that two turned out to be one, or that somebody asked to be forgotten: cards, and nothing else.

Who has which place, and why, is told to nobody but themselves. The cards that name them are drawn anew.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.notices.entering import entry_cards
from adapters.notices.notice import CardChanged, Notice, Occasion, card
from adapters.references import Kind, Subject
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnProposal
from deliberation.elections import Election
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.moots import Moot
from deliberation.offices import PetitionState
from deliberation.polls import OnDeadlock, OnReferendum


def _joined(event: ev.PeopleJoined, now: Occasion) -> list[Notice]:
    return _cards(now, {event.person, event.other})


def _parted(event: ev.PersonParted, now: Occasion) -> list[Notice]:
    return _cards(now, {event.person})


def _forgotten(event: ev.PersonForgotten, now: Occasion) -> list[Notice]:
    """Draw also the cards of what is over: their names and reasons go from those too."""
    return _cards(now, {event.person}, over=True)


def _cards(now: Occasion, people: set[PersonId], *, over: bool = False) -> list[Notice]:
    before, after = now.before or now.after, now.after
    # On rolls that were fixed before, somebody stands by the id that they had then.
    people = people | {earlier for earlier, who in before.linked.items() if who in people}
    owed: list[Notice] = [
        card(check)
        for check in after.checks.values()
        if (over or after.takes_word(check.number)) and _names(check, before, people)
    ]
    petitions = [
        each.number
        for each in after.petitions.values()
        if (over or each.state is PetitionState.GATHERING)
        and any(person in {each.officer, each.starter} or person in each.signatures for person in people)
    ]
    owed += [CardChanged(Subject(Kind.PETITION, number)) for number in petitions]
    owed += [CardChanged(subject) for subject in _beside_checks(before, people, over=over)]
    owed += [CardChanged(subject) for subject in _polls(before, people, over=over)]
    return owed + entry_cards(now, _welcomed_by(before, people) | people)


def _beside_checks(assembly: Assembly, people: set[PersonId], *, over: bool) -> Iterator[Subject]:
    """Name the cards of moots, elections, actions and readings of the room that may name one of these people."""
    for moot in assembly.moots.values():
        if (over or not moot.is_over) and not people.isdisjoint(_at_moot(moot, assembly)):
            yield Subject(Kind.MOOT, moot.number)
    for election in assembly.elections.values():
        if (over or election.is_open) and not people.isdisjoint(filter(None, election.people)):
            yield from _of_election(election)
    for action in assembly.actions.values():
        if (over or action.is_open) and not people.isdisjoint({action.person, action.set_by, action.done_by}):
            yield Subject(Kind.ACTION, action.number)
    for sense in assembly.senses.values():
        if (over or sense.closed_at is None) and any(
            each == sense.asked_by or each in sense.leanings for each in people
        ):
            yield Subject(Kind.SENSE, sense.number)


def _of_election(election: Election) -> Iterator[Subject]:
    yield Subject(Kind.ELECTION, election.number)
    yield from (Subject(Kind.NOMINATION, election.number, each.number) for each in election.in_order)


def _polls(assembly: Assembly, people: set[PersonId], *, over: bool) -> Iterator[Subject]:
    """Name the cards of ballots that may name one of these people, or count them among those who can vote."""
    for poll in assembly.polls.values():
        named = {option.person for option in poll.options}
        if isinstance(poll.question, OnReferendum):
            named.add(assembly.referendums[poll.question.referendum].called_by)
        votes = poll.is_open and any(person in poll.roll for person in people)
        if votes or ((over or poll.is_open) and not people.isdisjoint(named)):
            yield Subject(Kind.POLL, poll.number)


def _at_moot(moot: Moot, assembly: Assembly) -> set[PersonId]:
    """Name those whom the card of a moot names: who called it, comes, was there, or has a concern on its agenda."""
    concerned = {each.person for each in assembly.concerns.values() if each.proposal in moot.proposals}
    return {moot.called_by, *moot.coming, *moot.present, *concerned}


def _welcomed_by(assembly: Assembly, people: set[PersonId]) -> set[PersonId]:
    """Name those who wait and were welcomed by one of these people."""
    return {each.person for each in assembly.waiting.values() if not people.isdisjoint(each.welcomed_by)}


def _names(check: Check, assembly: Assembly, people: set[PersonId]) -> bool:
    """Whether the card of a check may name one of these people, or count them as not heard yet."""
    return (
        any(person in check.roll or person in check.positions for person in people)
        or not people.isdisjoint(_concerned(check, assembly))
        or any(not people.isdisjoint(seat.blockers) for seat in check.seats.values())
    )


def _concerned(check: Check, assembly: Assembly) -> Iterator[PersonId]:
    """Name those whom the question itself names: who proposed it, who has a concern about it, who objects to it."""
    if isinstance(check.question, OnDeadlock):
        return
    if not isinstance(check.question, OnProposal):
        petition = assembly.petitions[check.question.petition]
        yield from (petition.officer, petition.starter)
        return
    proposal = assembly.proposals[check.question.proposal]
    yield proposal.proposer
    yield from (concern.person for concern in assembly.concerns.values() if concern.proposal == proposal.number)
    yield from (objection.person for each in proposal.affected.values() for objection in each.objections)


PEOPLE: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {ev.PeopleJoined: _joined, ev.PersonParted: _parted, ev.PersonForgotten: _forgotten}
)
"""Places of members (``MembersEnrolled``, ``DoorOpened``, ``EnrolmentEnded``) owe the rooms nothing at all."""
