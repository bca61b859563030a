"""What waits in the outbox: a letter to a venue or to one person, or a card that is to show how things stand now."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final

import msgspec

from adapters.documents import Document
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.port import Owed


class ToVenue(msgspec.Struct, frozen=True, tag="venue"):
    """A message to a venue. ``subject`` is what replies to it speak of."""

    venue: VenueId
    document: Document
    assembly: AssemblyId | None = None
    subject: str = ""
    reply_to: str = ""


class ToPerson(msgspec.Struct, frozen=True, tag="person"):
    """A private message to a person, on whichever platform they can be written to."""

    person: PersonId
    document: Document
    assembly: AssemblyId | None = None
    subject: str = ""


class Reminder(msgspec.Struct, frozen=True, tag="reminder"):
    """One private message to many, of whom those get it who have a private room with the bot already.

    It is one letter however many they are: thousands of rows would stand in front of what everyone waits for.
    """

    people: tuple[PersonId, ...]
    document: Document
    assembly: AssemblyId


class ToAccount(msgspec.Struct, frozen=True, tag="account"):
    """A private message to one account: the answer to something that came from it."""

    platform: str
    account: str
    document: Document
    assembly: AssemblyId | None = None
    subject: str = ""
    answering: str = ""


class RefreshCard(msgspec.Struct, frozen=True, tag="card"):
    """A card in a venue, to be posted or edited. What it shows is worked out when it goes out, not before.

    With ``changes`` it was there before, and goes out in a lane of its own: a platform may let few be edited, and what
    the room is to read does not wait for that. A new one takes its place among what the room reads.
    """

    venue: VenueId
    assembly: AssemblyId
    subject: str
    changes: bool = False


class Reseed(msgspec.Struct, frozen=True, tag="reseed"):
    """The reactions to tap, to be put under a card again from which they were swept."""

    venue: VenueId
    assembly: AssemblyId
    subject: str


class Tidy(msgspec.Struct, frozen=True, tag="tidy"):
    """Reactions on the cards of a check to be taken away that a person's latest word superseded."""

    assembly: AssemblyId
    subject: str
    person: PersonId


class Prepare(msgspec.Struct, frozen=True, tag="prepare"):
    """What lets people into a venue, to be made for those who take part there."""

    venue: VenueId
    assembly: AssemblyId


class MoveAccount(msgspec.Struct, frozen=True, tag="move"):
    """An account to be let into a venue or out of it at its own wish; ``done`` is what it reads then."""

    venue: VenueId
    account: str
    entering: bool
    done: Document
    answering: str = ""


Letter = ToVenue | ToPerson | ToAccount | Reminder | RefreshCard | Reseed | Tidy | Prepare | MoveAccount

_DECODER: Final = msgspec.json.Decoder(Letter)
_CARDS: Final = "cards:"
_TIDYING: Final = "tidying:"


class Pace(Enum):
    """How urgent what goes out in a lane is. However much waits of one, it holds up none of the others."""

    WORDS = auto()
    """What people are to read, and all that is as urgent."""
    CARDS = auto()
    """Cards that change: how things stand can also be asked."""
    TIDYING = auto()
    """What makes no difference but to the eye."""


def platform_of(venue: VenueId) -> str:
    """Name the platform that a venue is on."""
    return venue.partition(":")[0]


def owed(key: str, letter: Letter) -> Owed:
    """Write a letter for the outbox under a key that names it for ever (a card's is its own)."""
    body = msgspec.json.encode(letter).decode()
    return Owed(key=key, lane=_lane(letter), body=body, repeats=isinstance(letter, RefreshCard | Tidy | Prepare))


def _lane(letter: Letter) -> str:
    """Name the lane in which a letter goes out: what is slow or refused in one holds up no other."""
    return _LANES[type(letter)](letter)


def _of_account(letter: ToAccount) -> str:
    if letter.answering:
        return f"answer:{letter.account}:{letter.answering}"
    return f"{letter.platform}:{letter.account}"


_LANES: Final[Mapping[type, Callable[[Any], str]]] = MappingProxyType(
    {
        ToVenue: lambda letter: f"answers:{letter.venue}" if letter.reply_to else letter.venue,
        RefreshCard: lambda letter: f"{_CARDS}{letter.venue}" if letter.changes else letter.venue,
        Prepare: lambda letter: f"door:{letter.venue}",
        ToAccount: _of_account,
        ToPerson: lambda letter: f"person:{letter.person}",
        MoveAccount: lambda letter: f"move:{letter.venue}:{letter.account}",
        Reminder: lambda letter: f"reminders:{letter.assembly}",
        Reseed: lambda letter: f"seeds:{letter.venue}",
        Tidy: lambda letter: f"{_TIDYING}{letter.assembly}",
    }
)


def pace_of(lane: str) -> Pace:
    """Say in which company a lane goes."""
    if lane.startswith(_CARDS):
        return Pace.CARDS
    return Pace.TIDYING if lane.startswith(_TIDYING) else Pace.WORDS


def card(assembly: AssemblyId, subject: str, venue: VenueId, *, changes: bool = False) -> Owed:
    """Owe a venue a card, or with ``changes`` the refreshing of one that is there."""
    letter = RefreshCard(venue=venue, assembly=assembly, subject=subject, changes=changes)
    return owed(f"{'edit' if changes else 'card'}:{assembly}:{subject}:{venue}", letter)


def card_in(key: str) -> str:
    """Say which card it is that a ``RefreshCard`` under this key is about."""
    return key.partition(":")[2]


def prepare(assembly: AssemblyId, venue: VenueId) -> Owed:
    """Owe a venue what lets people into it."""
    return owed(f"prepare:{venue}", Prepare(venue=venue, assembly=assembly))


def tidy(assembly: AssemblyId, subject: str, person: PersonId) -> Owed:
    """Owe a card the taking away of a person's superseded reactions."""
    return owed(f"tidy:{assembly}:{subject}:{person}", Tidy(assembly=assembly, subject=subject, person=person))


def read(body: str) -> Letter:
    """Read a letter back from the outbox.

    Raises:
        msgspec.MsgspecError: it is none of ours.
    """
    letter: Letter = _DECODER.decode(body)
    return letter
