"""What moots owe: cards, what the rooms are told, and reminders to those who come."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

import msgspec

from adapters.calendar_file import calendar_file
from adapters.cards.moots import agenda, minute_blocks, moot_minutes, name_of_moot, waiting_to_speak
from adapters.documents import Block, Document, Inline, heading, paragraph
from adapters.notices.notice import CardChanged, Notice, Occasion, ToPerson, ToVenues
from adapters.outcomes import checkpointed
from adapters.phrases import count, length, moment
from adapters.references import Kind, Subject
from adapters.setting import Setting
from deliberation import events as ev
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.moots import Moot, MootState


def _subject(number: int) -> Subject:
    return Subject(Kind.MOOT, number)


def _card_only(event: Any, now: Occasion) -> list[Notice]:
    return [CardChanged(_subject(event.moot))]


def _told(event: Any, *blocks: Block, **more: Any) -> list[Notice]:
    """Owe the rooms a message, and the card."""
    return [ToVenues(Document(tuple(blocks), **more), _subject(event.moot)), CardChanged(_subject(event.moot))]


def _to_those_who_come(
    moot: Moot, what: str, document: Document, now: Occasion, *, but: PersonId | None = None
) -> list[Notice]:
    """Write to those who said that they come, if they let us, ``but`` not to whoever did it."""
    subject = _subject(moot.number)
    return [
        ToPerson(now.at.called(person), document, subject, f"{what}:{subject}:{person}", reminder=True)
        for person in sorted(moot.coming)
        if person != but
    ]


def _times(moot: Moot, now: Occasion) -> list[Inline | str]:
    begins, ends = moment(moot.starts_at, now.after), moment(moot.ends_at, now.after)
    return [begins, f", for {length(moot.length)}, until ", ends]


def _moved(event: ev.MootMoved, now: Occasion) -> list[Notice]:
    moot = now.after.moots[event.moot]
    who = now.at.name(event.person)
    said: list[Inline | str] = [f"{who} has set {name_of_moot(moot)} to another time: it begins ", *_times(moot, now)]
    file = calendar_file(now.after, moot)
    room = paragraph(*said, ". Whoever comes still does; if you cannot: ", now.at.type(f"not-coming M{moot.number}"))
    typed = f"not-coming M{moot.number}@{now.after.slug}"
    alone = paragraph(f"In {now.after.name}: ", *said, ". If you cannot come then: ", now.at.type(typed))
    private = Document((alone,), files=(file,))
    what = f"moot-moved-{len(moot.moved_at)}"
    return [*_told(event, room, files=(file,)), *_to_those_who_come(moot, what, private, now, but=event.person)]


def _cancelled(event: ev.MootCancelled, now: Occasion) -> list[Notice]:
    moot = now.after.moots[event.moot]
    said = _called_off(event, moot, now.at)
    alone = _called_off(event, moot, replace(now.at, private=True))
    file = calendar_file(now.after, moot)
    private = Document((paragraph(f"In {now.after.name}: ", *alone),), files=(file,))
    return [
        *_told(event, paragraph(*said), files=(file,)),
        *_to_those_who_come(moot, "moot-off", private, now, but=event.person),
    ]


def _called_off(event: ev.MootCancelled, moot: Moot, at: Setting) -> list[Inline | str]:
    if event.person is not None:
        when = moment(moot.starts_at, at.assembly)
        return [f"{at.name(event.person)} has called off {name_of_moot(moot)}, which was to begin ", when, "."]
    return [
        f"{name_of_moot(moot)} was to be held from ",
        moment(moot.starts_at, at.assembly),
        ". I was away then and could not open it, and its time is over: it is called off. To call another: ",
        at.form("moot"),
    ]


def _reminded(event: ev.MootReminded, now: Occasion) -> list[Notice]:
    moot = now.after.moots[event.moot]
    coming = count(len(moot.coming), "person says that they come", "people say that they come")
    begins = moment(moot.starts_at, now.after)
    room = paragraph(f"{name_of_moot(moot)} begins ", begins, f". So far {coming}.")
    typed = f"not-coming M{moot.number}@{now.after.slug}"
    private = Document(
        (
            paragraph(f"You said that you come to {name_of_moot(moot)} of {now.after.name}. It begins ",
                      *_times(moot, now), ". If you cannot after all: ", now.at.type(typed)),
        )
    )  # fmt: skip
    what = f"moot-soon-{len(moot.moved_at)}"
    return [ToVenues(Document((room,)), _subject(event.moot)), *_to_those_who_come(moot, what, private, now)]


def _opened(event: ev.MootOpened, now: Occasion) -> list[Notice]:
    moot = now.after.moots[event.moot]
    by = f"{now.at.name(event.by)} has opened it before its time." if event.by is not None else "Its time has come."
    coming = sorted(moot.coming, key=lambda person: (now.at.name(person).casefold(), person))
    who = f"They said that they would come: {now.at.people(coming)}." if coming else "Nobody had said that they come."
    return _told(
        event,
        heading(f"{name_of_moot(moot)} · open"),
        paragraph(f"{by} It is planned until ", moment(moot.ends_at, now.after), f". {who}"),
        *agenda(moot, now.at),
        paragraph(
            "Say that you are here: ",
            now.at.type(f"coming M{moot.number}"),
            ". Ask for the word: ",
            now.at.type("hand"),
            "; whoever has not spoken yet goes first. Note what matters: ",
            now.at.type("minute …"),
        ),
    )


def _speaker(event: ev.SpeakerCalled, now: Occasion) -> list[Notice]:
    moot = now.after.moots[event.moot]
    if event.person is None:
        return _told(event, paragraph("Nobody asks for the word now. Whoever would speak: ", now.at.type("hand")))
    return _told(event, paragraph(f"{now.at.name(event.person)} has the word. {waiting_to_speak(moot, now.at)}"))


def _minute(event: ev.MinuteTaken, now: Occasion) -> list[Notice]:
    moot = now.after.moots[event.moot]
    number, minute = len(moot.minutes), moot.minutes[-1]
    first, *others = minute_blocks(moot, number, minute, now.at)
    opening = f"Minute of M{moot.number}, no. "
    parts = getattr(first, "parts", ())
    return _told(event, paragraph(opening, *parts), *others)


def _closed(event: ev.MootClosed, now: Occasion) -> list[Notice]:
    moot = now.after.moots[event.moot]
    by = f"{name_of_moot(moot)} has ended by itself: its time is over and nobody had closed it."
    if event.by is not None:
        by = f"{now.at.name(event.by)} has closed {name_of_moot(moot)}."
    minutes = moot_minutes(now.after, moot, now.at)
    blocks = (*minutes.blocks, paragraph(by), *checkpointed(now.checkpoint))
    return [
        ToVenues(msgspec.structs.replace(minutes, blocks=blocks), _subject(event.moot)),
        CardChanged(_subject(event.moot)),
    ]


def _left(event: ev.PersonLeft, now: Occasion) -> list[Notice]:
    """Draw anew the cards of moots to which somebody who left does not come, or at which they do not speak any more."""
    if now.before is None:
        return []
    changed = (each for number, each in now.after.moots.items() if each is not now.before.moots.get(number))
    return [CardChanged(_subject(each.number)) for each in changed if each.state is not MootState.CLOSED]


MOOTS: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.MootCalled: _card_only,
        ev.MootMoved: _moved,
        ev.MootCancelled: _cancelled,
        ev.ComingTold: _card_only,
        ev.ComingWithdrawn: _card_only,
        ev.MootReminded: _reminded,
        ev.MootOpened: _opened,
        ev.PresenceNoted: _card_only,
        ev.HandRaised: _card_only,
        ev.HandLowered: _card_only,
        ev.SpeakerCalled: _speaker,
        ev.MinuteTaken: _minute,
        ev.MootClosed: _closed,
        ev.PersonLeft: _left,
    }
)
