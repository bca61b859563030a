"""What the way into a restricted assembly owes.

Who waits is told so in private, and again when they come back on another day. The rooms read that somebody asks to be
welcomed, and that they were; of who came in by saying that they belong they read nothing, as of anybody's coming.
"""

from collections.abc import Callable, Container, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.documents import Document, paragraph
from adapters.notices.notice import CardChanged, Notice, Occasion, ToPerson, told
from adapters.references import Kind, Subject
from adapters.words.entering import how_one_comes_in
from deliberation import events as ev
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.rules import Entry


def _card(number: int) -> CardChanged:
    return CardChanged(Subject(Kind.ENTRY, number))


def entry_cards(now: Occasion, people: Container[PersonId] | None = None) -> list[Notice]:
    """Owe the cards of those who asked before, of everybody or of these people."""
    before = (now.before or now.after).waiting.values()
    return [
        _card(each.number) for each in before if each.asked_at is not None and (people is None or each.person in people)
    ]


def _how(now: Occasion, person: PersonId, first: str) -> ToPerson:
    """Tell somebody how one comes in. Of one way they are told once a day, however often they come and go."""
    assembly = now.after
    document = Document((paragraph(first), paragraph(*how_one_comes_in(assembly, now.at))))
    return ToPerson(person, document, None, f"entry:{assembly.rules.entry}:{now.day or 0}:{person}")


def _waits(event: ev.WaitingBegun, now: Occasion) -> list[Notice]:
    if now.before is not None and event.person in now.before.waiting:
        return []
    first = (
        f"You are in a room of {now.after.name}, and can read what is decided there. Being in the room is not yet"
        " taking part: what is decided is for those for whom it speaks."
    )
    return [_how(now, event.person, first)]


def _left(event: ev.WaitingEnded, now: Occasion) -> list[Notice]:
    return [] if event.person in now.after.waiting else entry_cards(now, {event.person})


def _asked(event: ev.EntryAsked, now: Occasion) -> list[Notice]:
    return [_card(event.number)] if now.after.rules.entry is Entry.WELCOME else []


def _welcomed(event: ev.Welcomed, now: Occasion) -> list[Notice]:
    return entry_cards(now, {event.person})


def _given(event: ev.EntryGiven, now: Occasion) -> list[Notice]:
    if event.because == "declared":
        return []  # they read it in answer
    cards = entry_cards(now, {event.person})
    number = now.checkpoint.number if now.checkpoint else 0
    mine = ToPerson(event.person, Document((_in(event, now),)), None, f"let-in:{number}:{event.person}")
    if event.because == "open":
        return [mine, *cards]  # the room has read that the rule changed
    by = _welcomers(event, now)
    said = f"{now.at.name(event.person)} takes part in {now.after.name} now{f', welcomed by {by}' if by else ''}."
    return [told(paragraph(said)), mine, *cards]


def _in(event: ev.EntryGiven, now: Occasion) -> Any:
    why = {
        "welcomed": f"you have been welcomed by {_welcomers(event, now)}",
        "alone": "nobody else takes part who could have welcomed you",
        "open": "being in one of its rooms is enough now",
    }[event.because]
    return paragraph(
        f"You take part in {now.after.name}: {why}. To see what is open: ",
        now.at.type(f"status @{now.after.slug}"),
    )


def _welcomers(event: ev.EntryGiven, now: Occasion) -> str:
    waiting = now.before.waiting.get(event.person) if now.before else None
    given = waiting.welcomed_by if waiting is not None else ()
    return now.at.people([each for each in given if each in now.after.participants])


def _enrolled(event: ev.MembersEnrolled, now: Occasion) -> list[Notice]:
    """Their place came to them otherwise: who asked to be welcomed need not wait any more."""
    if now.before is None or not now.before.waiting:
        return []
    return entry_cards(now, {each.person for each in event.members})


def entry_changed(event: ev.RuleChanged, now: Occasion) -> list[Notice]:
    """Tell those who wait what it takes from now on, where that has changed."""
    if event.rule not in {"entry", "welcomes"}:
        return []
    owed = entry_cards(now)
    if event.rule == "entry" and now.after.rules.entry is not Entry.OPEN:
        first = f"How one comes to take part in {now.after.name} has changed."
        owed += [_how(now, person, first) for person in now.after.waiting]
    return owed


ENTERING: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.WaitingBegun: _waits,
        ev.WaitingEnded: _left,
        ev.EntryAsked: _asked,
        ev.Welcomed: _welcomed,
        ev.EntryGiven: _given,
        ev.MembersEnrolled: _enrolled,
    }
)
