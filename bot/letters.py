"""What waits in the outbox: a letter to a venue or to one person, or a card that is to show how things stand now."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final
from zlib import crc32

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


class ShowPaper(msgspec.Struct, frozen=True, tag="paper"):
    """A ballot paper for one account, with what its person has given, if anything.

    What it says is worked out when it goes out: no ballot ever waits in the outbox. ``given`` says that it answers the
    giving of one.
    """

    platform: str
    account: str
    assembly: AssemblyId
    poll: int
    person: PersonId
    answering: str = ""
    given: bool = False


class HandOut(msgspec.Struct, frozen=True, tag="papers"):
    """The paper of a ballot for many, of whom those get it who have a private room with the bot already.

    ``turn`` is that of the ballot; in a later one it is wanted no more.
    """

    people: tuple[PersonId, ...]
    assembly: AssemblyId
    poll: int
    turn: int


class RefreshCard(msgspec.Struct, frozen=True, tag="card"):
    """A card in a venue, to be posted or edited. What it shows is worked out when it goes out, not before.

    With ``changes`` it was there before, and goes out in a lane of its own: a platform may let few be edited, and what
    the room is to read does not wait for that. A new one takes its place among what the room reads.
    """

    venue: VenueId
    assembly: AssemblyId
    subject: str
    changes: bool = False


class ShowCount(msgspec.Struct, frozen=True, tag="count"):
    """The picture of a ballot's count, for a venue. It is drawn when it goes out, and only what it is of waits here."""

    venue: VenueId
    assembly: AssemblyId
    poll: int


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


class TakeDown(msgspec.Struct, frozen=True, tag="take-down"):
    """Somebody's message to be taken out of a venue, where the bot may: a secret ballot that others there can read."""

    venue: VenueId
    message: str


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


class LetIn(msgspec.Struct, frozen=True, tag="let-in"):
    """A venue to be opened to accounts whose people have a place there, or closed to them as that has ended.

    What is done for each is worked out when it goes out: who has a place again by then is not put out.
    """

    venue: VenueId
    assembly: AssemblyId
    accounts: tuple[str, ...]
    entering: bool


class Telling(msgspec.Struct, frozen=True, tag="telling"):
    """One private message to people whose places changed, however many: nobody else's messages wait behind it."""

    people: tuple[PersonId, ...]
    document: Document


class Announce(msgspec.Struct, frozen=True, tag="announce"):
    """A meeting to be shown as its platform shows meetings, as it stands when the letter goes out."""

    venue: VenueId
    assembly: AssemblyId
    moot: int


class Honour(msgspec.Struct, frozen=True, tag="honour"):
    """Who holds an office and who is a member, to be shown in a venue as it stands when it goes out."""

    venue: VenueId
    assembly: AssemblyId


class Visit(msgspec.Struct, frozen=True, tag="visit"):
    """An account to be let into a room of an assembly from elsewhere: it is made beside ``near`` if there is none."""

    assembly: AssemblyId
    person: PersonId
    platform: str
    account: str
    near: VenueId | None = None
    answering: str = ""


class MakeRoom(msgspec.Struct, frozen=True, tag="room"):
    """A room to be made, beside ``near``, for an assembly that ``person`` called and that has none."""

    assembly: AssemblyId
    person: PersonId
    near: VenueId


Letter = (
    ToVenue
    | MakeRoom
    | ToPerson
    | ToAccount
    | ShowPaper
    | HandOut
    | Reminder
    | RefreshCard
    | ShowCount
    | Reseed
    | Tidy
    | TakeDown
    | Prepare
    | MoveAccount
    | Visit
    | LetIn
    | Telling
    | Honour
    | Announce
)

_DECODER: Final = msgspec.json.Decoder(Letter)
_CARDS: Final = "cards:"
_TIDYING: Final = "tidying:"
_PLACES: Final = "places:"
_VENUES: Final = "venues:"

MOST_AT_ONCE: Final = 50
"""People in one letter about places."""

_TELLING_LANES: Final = 2


class Pace(Enum):
    """How urgent what goes out in a lane is. However much waits of one, it holds up none of the others."""

    WORDS = auto()
    """What people are to read, and all that is as urgent."""
    CARDS = auto()
    """Cards that change: how things stand can also be asked."""
    TIDYING = auto()
    """What makes no difference but to the eye."""
    VENUES = auto()
    """What is made for a venue: rooms, doors, meetings. A door may be given to thousands, one after the other."""
    PLACES = auto()
    """What follows from who is a member: there may be a hundred thousand of it, and none of it is pressing."""


def platform_of(venue: VenueId) -> str:
    """Name the platform that a venue is on."""
    return venue.partition(":")[0]


def owed(key: str, letter: Letter) -> Owed:
    """Write a letter for the outbox under a key that names it for ever (a card's is its own)."""
    body = msgspec.json.encode(letter).decode()
    repeats = isinstance(letter, RefreshCard | Tidy | Prepare | Honour | Announce)
    return Owed(key=key, lane=_lane(letter), body=body, repeats=repeats)


def _lane(letter: Letter) -> str:
    """Name the lane in which a letter goes out: what is slow or refused in one holds up no other."""
    return _LANES[type(letter)](letter)


def _of_account(letter: ToAccount | ShowPaper) -> str:
    if letter.answering:
        return f"answer:{letter.account}:{letter.answering}"
    return f"{letter.platform}:{letter.account}"


def _of_places(letter: LetIn) -> str:
    """Give one account a lane of its own: where it is refused, only it waits."""
    alone = f":{letter.accounts[0]}" if len(letter.accounts) == 1 else ""
    return f"{_PLACES}{letter.venue}{alone}"


def _of_telling(letter: Telling) -> str:
    return f"{_PLACES}telling:{crc32(letter.people[0].encode()) % _TELLING_LANES}"


_LANES: Final[Mapping[type, Callable[[Any], str]]] = MappingProxyType(
    {
        ToVenue: lambda letter: f"answers:{letter.venue}" if letter.reply_to else letter.venue,
        RefreshCard: lambda letter: f"{_CARDS}{letter.venue}" if letter.changes else letter.venue,
        ShowCount: lambda letter: letter.venue,
        Prepare: lambda letter: f"{_VENUES}door:{letter.venue}",
        ToAccount: _of_account,
        ShowPaper: _of_account,
        ToPerson: lambda letter: f"person:{letter.person}",
        MoveAccount: lambda letter: f"move:{letter.venue}:{letter.account}",
        MakeRoom: lambda letter: f"{_VENUES}room:{letter.assembly}",
        Visit: lambda letter: f"{_VENUES}visit:{letter.assembly}:{letter.platform}:{letter.account}",
        Reminder: lambda letter: f"reminders:{letter.assembly}",
        HandOut: lambda letter: f"papers:{letter.assembly}",
        Reseed: lambda letter: f"seeds:{letter.venue}",
        Tidy: lambda letter: f"{_TIDYING}{letter.assembly}",
        TakeDown: lambda letter: f"down:{letter.venue}",
        LetIn: _of_places,
        Telling: _of_telling,
        Announce: lambda letter: f"{_VENUES}meeting:{letter.venue}",
        Honour: lambda letter: f"{_PLACES}honour:{letter.venue}",
    }
)


BEGINNINGS: Final[Mapping[Pace, str]] = MappingProxyType(
    {Pace.CARDS: _CARDS, Pace.TIDYING: _TIDYING, Pace.VENUES: _VENUES, Pace.PLACES: _PLACES}
)
"""How the lanes of a pace begin. Those of words begin in any other way."""


def pace_of(lane: str) -> Pace:
    """Say in which company a lane goes."""
    return next((pace for pace, beginning in BEGINNINGS.items() if lane.startswith(beginning)), Pace.WORDS)


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


def honour(assembly: AssemblyId, venue: VenueId) -> Owed:
    """Owe a venue the showing of who holds an office there and who is a member."""
    return owed(f"honour:{venue}", Honour(venue=venue, assembly=assembly))


def announce(assembly: AssemblyId, moot: int, venue: VenueId) -> Owed:
    """Owe a venue the showing of a meeting."""
    letter = Announce(venue=venue, assembly=assembly, moot=moot)
    return owed(f"announce:{assembly}:{moot}:{venue}", letter)


def show_count(assembly: AssemblyId, poll: int, venue: VenueId) -> Owed:
    """Owe a venue the picture of a count, once."""
    return owed(f"count:{assembly}:{poll}:{venue}", ShowCount(venue=venue, assembly=assembly, poll=poll))


def read(body: str) -> Letter:
    """Read a letter back from the outbox.

    Raises:
        msgspec.MsgspecError: it is none of ours.
    """
    letter: Letter = _DECODER.decode(body)
    return letter
