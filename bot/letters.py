"""What waits in the outbox: a letter to a venue or to one person, or a card that is to show how things stand now."""

from typing import Final

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
    """A card in a venue, to be posted or edited. What it shows is worked out when it goes out, not before."""

    venue: VenueId
    assembly: AssemblyId
    subject: str


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


def platform_of(venue: VenueId) -> str:
    """Name the platform that a venue is on."""
    return venue.partition(":")[0]


def owed(key: str, letter: Letter) -> Owed:
    """Write a letter for the outbox under a key that names it for ever (a card's is its own)."""
    body = msgspec.json.encode(letter).decode()
    return Owed(key=key, lane=_lane(letter), body=body, repeats=isinstance(letter, RefreshCard | Tidy | Prepare))


def _lane(letter: Letter) -> str:
    """Name the lane in which a letter goes out: what is slow or refused in one holds up no other."""
    match letter:
        case ToVenue() | RefreshCard() | Prepare():
            return letter.venue
        case ToAccount(answering=""):
            return f"{letter.platform}:{letter.account}"
        case ToAccount() | MoveAccount():
            return f"answer:{letter.account}:{letter.answering}"
        case Reminder():
            return f"reminders:{letter.assembly}"
        case Reseed() | Tidy():
            return f"reactions:{letter.assembly}:{letter.subject}"
        case ToPerson():
            return f"person:{letter.person}"


def card(assembly: AssemblyId, subject: str, venue: VenueId) -> Owed:
    """Owe a venue a card, or its refreshing."""
    letter = RefreshCard(venue=venue, assembly=assembly, subject=subject)
    return owed(f"card:{assembly}:{subject}:{venue}", letter)


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
