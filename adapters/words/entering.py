"""The words for the way into a restricted assembly: how one comes in, and what is refused there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.documents import Document, Inline
from adapters.phrases import count, moment
from adapters.setting import Setting, say
from deliberation import refusals as no
from deliberation.assembly import Assembly
from deliberation.refusals import Refusal
from deliberation.rules import Entry


def how_one_comes_in(assembly: Assembly, at: Setting) -> list[Inline | str]:
    """Say what it takes to take part beside being in a room, and what to type."""
    asking = at.type(f"ask @{assembly.slug}")
    if assembly.rules.entry is Entry.DECLARATION:
        return [
            f"To take part in {assembly.name}: ",
            asking,
            f". By this you say that you belong to those for whom {assembly.name} speaks; I ask and keep nothing else.",
        ]
    return [
        f"To take part in {assembly.name}: ",
        asking,
        f". The room then reads that you ask, and no more; once {_who_welcomes(assembly)} you, you take part.",
        " Nobody has to say why they belong.",
    ]


def _who_welcomes(assembly: Assembly) -> str:
    """Count those who must welcome whoever asks: no more than there are."""
    needed = max(1, min(assembly.rules.welcomes, len(assembly.participants)))
    return "somebody who takes part welcomes" if needed == 1 else f"{needed} who take part welcome"


def entry_line(assembly: Assembly) -> str:
    """Say in one line how one comes to take part."""
    many = len(assembly.waiting)
    waiting = f"; {count(many, 'person in a room does', 'people in its rooms do')} not take part" if many else ""
    match assembly.rules.entry:
        case Entry.OPEN:
            return "Whoever joins one of its rooms takes part"
        case Entry.DECLARATION:
            return f"Whoever is in one of its rooms takes part once they say that they belong, by asking{waiting}"
        case Entry.WELCOME:
            return f"Whoever is in one of its rooms and asks takes part once {_who_welcomes(assembly)} them{waiting}"


def _not_in_the_room(_no: no.NotInTheRoom, at: Setting) -> Document:
    return say(
        f"To take part in {at.here} you first come into one of its rooms, and then ask. Join a room of it, and type"
        " there: ",
        at.type("ask"),
    )


def _already(refusal: no.AlreadyTakingPart, at: Setting) -> Document:
    if refusal.person is None:
        return say(f"You take part in {at.here} already. To see what is open: ", at.type("status"))
    return say(f"{at.name(refusal.person)} takes part in {at.here} already; nothing had to be done.")


def _not_asked(refusal: no.NotAsked, at: Setting) -> Document:
    return say(
        f"{at.name(refusal.person)} has not asked to take part in {at.here}, so there is nobody to welcome yet. They"
        " ask by typing in one of its rooms: ",
        at.type("ask"),
    )


def _already_welcomed(refusal: no.AlreadyWelcomed, at: Setting) -> Document:
    who = at.name(refusal.person)
    return say(
        f"You have welcomed {who} already, and that stands. It takes {count(refusal.needed, 'person', 'people')} here;"
        f" somebody else who knows {who} can type: ",
        at.type(f"welcome {who}"),
    )


def _enough_askings(refusal: no.EnoughAskings, at: Setting) -> Document:
    return say(
        f"You have asked {refusal.most} times lately to take part in {at.here} and left its rooms each time, and they"
        " read it each time. You can ask again from ",
        moment(refusal.again_from, at.assembly),
        " on. Who stays in the room need ask only once.",
    )


ENTERING: Final[Mapping[type[Refusal], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        no.NotInTheRoom: _not_in_the_room,
        no.AlreadyTakingPart: _already,
        no.NotAsked: _not_asked,
        no.AlreadyWelcomed: _already_welcomed,
        no.EnoughAskings: _enough_askings,
    }
)
"""By the refusal; ``adapters.words.wording`` has them all."""
