"""How entries about the way into a restricted assembly are looked at."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.auditing.case import Case, Sentences
from deliberation.auditing.people import back
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.rules import Entry


def _entered(case: Case, event: ev.PersonEntered) -> Sentences:
    yield from ()
    restricted = case.assembly.rules.entry is not Entry.OPEN
    if restricted and event.person not in case.assembly.participants:
        yield f"{event.person} took part by joining {event.venue}, which is not enough here."


def _begun(case: Case, event: ev.WaitingBegun) -> Sentences:
    waiting = case.assembly.waiting.get(event.person)
    if event.person in case.ledger.joined or event.person in case.ledger.forgotten:
        yield f"{event.person} waits to take part, and is somebody else by now or forgotten."
    if event.venue not in case.assembly.venues:
        yield f"{event.person} waits to take part in {event.venue}, which is no venue of the assembly."
    if case.assembly.rules.entry is Entry.OPEN or event.person in case.assembly.participants:
        yield f"{event.person} was made to wait where there is nothing to wait for."
    if waiting is not None and event.venue in waiting.venues:
        yield f"{event.person} began twice to wait in {event.venue}."


def _ended(case: Case, event: ev.WaitingEnded) -> Sentences:
    waiting = case.assembly.waiting.get(event.person)
    if waiting is None or event.venue not in waiting.venues:
        yield f"{event.person} waits no more in {event.venue}, and had not waited there."


def _asked(case: Case, event: ev.EntryAsked) -> Sentences:
    yield from case.next_number("Asking to take part", event.number, case.assembly.entries_asked)
    waiting = case.assembly.waiting.get(event.person)
    if waiting is None or waiting.asked_at is not None:
        yield f"{event.person} asked to take part twice, or without being in a venue."
    if case.assembly.rules.entry is Entry.DECLARATION:
        case.owe(f"{event.person} declared that they belong, and was not let in.", "let in", event.person)


def _welcomed(case: Case, event: ev.Welcomed) -> Sentences:
    yield from case.takes_part(event.by, f"welcomed {event.person}")
    waiting = case.assembly.waiting.get(event.person)
    if waiting is None or waiting.asked_at is None:
        yield f"{event.person} was welcomed without having asked."
    elif event.by in waiting.welcomed_by:
        yield f"{event.by} welcomed {event.person} twice."


def _given(case: Case, event: ev.EntryGiven) -> Sentences:
    case.paid("let in", event.person)
    yield from back(case, event)
    if event.person not in case.assembly.waiting:
        yield f"{event.person} was let in without waiting for it."
    elif not _may_come_in(case.assembly, event.person, event.because):
        yield f"{event.person} was let in ({event.because}) without what the rules ask for that."


def _may_come_in(assembly: Assembly, person: PersonId, because: str) -> bool:
    waiting, entry = assembly.waiting[person], assembly.rules.entry
    match because:
        case "open":
            return entry is Entry.OPEN
        case "declared":
            return entry is Entry.DECLARATION and waiting.asked_at is not None
        case "alone":
            return entry is Entry.WELCOME and waiting.asked_at is not None and not assembly.participants
        case "welcomed":
            return entry is Entry.WELCOME and _is_welcome(assembly, person)
        case _:
            return False


def _is_welcome(assembly: Assembly, person: PersonId) -> bool:
    """Whether so many who take part welcomed somebody as the rules ask; all of them, where there are fewer."""
    welcomed = assembly.participants.keys() & set(assembly.waiting[person].welcomed_by)
    return bool(welcomed) and len(welcomed) >= min(assembly.rules.welcomes, len(assembly.participants))


def note_entries_due(case: Case) -> None:
    """Expect the first for whom all is there to be let in: nobody's further leave is needed.

    With each who comes in there are more who may have to welcome the next.
    """
    asked = sorted((each for each in case.assembly.waiting.values() if each.asked_at), key=lambda each: each.number)
    for waiting in asked:
        if any(_may_come_in(case.assembly, waiting.person, because) for because in ("alone", "welcomed")):
            _owe(case, waiting.person)
            return


def note_all_due(case: Case) -> None:
    """Expect everybody to be let in where being in a venue has become enough."""
    if case.assembly.rules.entry is Entry.OPEN:
        for person in case.assembly.waiting:
            _owe(case, person)


def _owe(case: Case, person: PersonId) -> None:
    case.owe(f"All was there for {person} to take part, and they were not let in.", "let in", person)


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.PersonEntered: _entered,
        ev.WaitingBegun: _begun,
        ev.WaitingEnded: _ended,
        ev.EntryAsked: _asked,
        ev.Welcomed: _welcomed,
        ev.EntryGiven: _given,
    }
)
"""How each kind of entry is looked at, before it is applied."""
