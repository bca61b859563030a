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


class RefreshCard(msgspec.Struct, frozen=True, tag="card"):
    """A card in a venue, to be posted or edited. What it shows is worked out when it goes out, not before."""

    venue: VenueId
    assembly: AssemblyId
    subject: str


Letter = ToVenue | ToPerson | ToAccount | Reminder | RefreshCard

_DECODER: Final = msgspec.json.Decoder(Letter)


def platform_of(venue: VenueId) -> str:
    """Name the platform that a venue is on."""
    return venue.partition(":")[0]


def owed(key: str, letter: Letter) -> Owed:
    """Write a letter for the outbox under a key that names it for ever (a card's is its own)."""
    body = msgspec.json.encode(letter).decode()
    if isinstance(letter, RefreshCard):
        return Owed(key=key, lane=letter.venue, body=body, repeats=True)
    if isinstance(letter, ToVenue):
        return Owed(key=key, lane=letter.venue, body=body)
    if isinstance(letter, ToAccount):
        return Owed(key=key, lane=f"{letter.platform}:{letter.account}", body=body)
    if isinstance(letter, Reminder):
        return Owed(key=key, lane=f"reminders:{letter.assembly}", body=body)
    return Owed(key=key, lane=f"person:{letter.person}", body=body)


def card(assembly: AssemblyId, subject: str, venue: VenueId) -> Owed:
    """Owe a venue a card, or its refreshing."""
    letter = RefreshCard(venue=venue, assembly=assembly, subject=subject)
    return owed(f"card:{assembly}:{subject}:{venue}", letter)


def read(body: str) -> Letter:
    """Read a letter back from the outbox.

    Raises:
        msgspec.MsgspecError: it is none of ours.
    """
    letter: Letter = _DECODER.decode(body)
    return letter
