"""What the program needs of a platform. Every adapter passes ``tests/adapter_conformance.py``.

The errors that a platform raises; an adapter translates its library's errors into these in one place::

    PlatformError
    ├── BusyError        try again, not before ``retry_after`` seconds (rate limits, server errors, no connection)
    ├── GoneError        the venue or message is no longer there
    ├── ForbiddenError   the bot lacks a right; the message says which, and who can give it
    └── RejectedError    the platform will never take this (too long, malformed)
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from adapters.documents import Document
from adapters.inbound import Account, Batch, Reacted
from adapters.pictures import Picture
from deliberation.ids import VenueId


class PlatformError(Exception):
    """A platform failed; see the tree above."""


class BusyError(PlatformError):
    """Try again later."""

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class GoneError(PlatformError):
    """The venue or message is no longer there."""


class ForbiddenError(PlatformError):
    """The bot lacks a right."""


class RejectedError(PlatformError):
    """The platform will never take this."""


class MeetingState(StrEnum):
    """How a meeting stands."""

    AHEAD = "ahead"
    HELD = "held"
    OVER = "over"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting that platforms may show beside the card: ``uid`` names it for ever, ``text`` says what it is about."""

    uid: str
    title: str
    text: str
    starts_at: datetime
    ends_at: datetime
    state: MeetingState


Deliver = Callable[[Batch], Awaitable[None]]
"""Takes a batch and returns when it is durable. If it raises, the adapter delivers the same batch again later."""


class Platform(Protocol):
    """One platform, listened and spoken to. ``key`` makes a message idempotent: sent twice, it appears once."""

    name: str
    complete: bool
    """Whether nothing is missed of a community while it is heard. Else the true lists are asked for before a close."""
    empowered: frozenset[str]
    """The offices whose holders ``honour`` gives power over others in a venue."""

    def community_of(self, venue: VenueId) -> str:
        """Name the part of the platform that is heard or missed as one, to which a venue belongs."""

    async def listen(self, deliver: Deliver) -> None:
        """Hand over all that comes in, until stopped. Reconnects by itself; returns only after ``stop``.

        While a community is heard, a batch that says so is handed over at least every minute or so, an empty one if
        nothing came: what is due is closed only while batches come.

        Raises:
            PlatformError: it cannot go on without a person's help (a wrong password, say); the message says what to do.
        """

    async def stop(self) -> None:
        """Stop listening; what was handed over is finished first."""

    async def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Sequence[str] = ()
    ) -> str:
        """Post a message, and under it the reactions ``seeds``; give its id."""

    async def post_picture(self, venue: VenueId, picture: Picture, *, key: str) -> str:
        """Post a picture with the words that stand for it (``alt``), as a message of its own; give its id.

        Where messages can be posted and no pictures, it is said in words what it shows, and why it is not there.
        """

    async def edit(self, venue: VenueId, message: str, document: Document, *, key: str) -> None:
        """Replace a message of ours, in place."""

    async def whisper(
        self, account: str, room: VenueId | None, document: Document, *, key: str, answering: str = ""
    ) -> tuple[VenueId | None, str]:
        """Write to one account in private: in ``room`` if that is still good, else in a new one; say where.

        Where it can still be shown to the asker alone as the answer to the invocation ``answering`` (``aside``), that
        is done instead, and there is no room to name.
        """

    async def is_with_us(self, venue: VenueId, account: str) -> bool:
        """Whether somebody has not left or declined the private venue that the bot has with them.

        ``whisper`` asks them back: that is right for an answer, and not for what goes out to many.
        """

    async def seed(self, venue: VenueId, message: str, seeds: Sequence[str], *, key: str) -> None:
        """Put the reactions ``seeds`` under a message of ours, where they are not there."""

    async def take_away(self, venue: VenueId, message: str, account: str, mark: str) -> None:
        """Take somebody's reaction, which their later word superseded, off a message, if this platform does that."""

    async def take_down(self, venue: VenueId, message: str) -> None:
        """Take somebody's message out of a venue, as nobody there should read it. Done again, it changes nothing.

        Where the bot may not, or a platform does no such thing, it stays.
        """

    async def prepare(self, venue: VenueId, name: str, accounts: Sequence[str], *, of: str = "") -> str:
        """Make what lets people into a venue of the assembly ``name``, if it needs something; let ``accounts`` in.

        ``of`` tells the assembly from others of its name, with which it shares nothing that lets people in. Give the
        name of what one takes to come in (a role), or an empty text where being in the venue is all it takes. Done
        again, it changes nothing.
        """

    async def admit(self, venue: VenueId, account: str) -> None:
        """Let an account into a venue at its own wish.

        Raises:
            RejectedError: one does not come into this venue like that; the message says how.
        """

    async def dismiss(self, venue: VenueId, account: str) -> None:
        """Let an account out of a venue at its own wish.

        Raises:
            RejectedError: one does not leave this venue like that; the message says how.
        """

    async def let_in(self, venue: VenueId, account: str) -> None:
        """Open a venue to an account that has a place there (an invitation, a role). Done again, it changes nothing.

        Raises:
            RejectedError: it cannot be opened to them (they are not in that server, say); the message says why.
        """

    async def put_out(self, venue: VenueId, account: str) -> None:
        """Close a venue to an account whose place there has ended. Done again, it changes nothing."""

    async def honour(self, venue: VenueId, offices: Mapping[str, Sequence[str]], members: Sequence[str]) -> None:
        """Show in a venue who holds which office (accounts by its name) and who is a member, as this platform shows it.

        A role of that name, more power in the room: it follows what was decided, and takes away what went before. A
        platform that shows no such thing does nothing.
        """

    async def announce(self, venue: VenueId, meeting: Meeting, *, key: str) -> None:
        """Show a meeting in a venue's community, as it stands, the way this platform shows what is going to be.

        A platform that has no such way does nothing. Done again, it changes nothing; a meeting that was moved or called
        off is the same one, by its ``uid``.
        """

    async def make_venue(self, name: str, purpose: str, *, near: VenueId | None, key: str) -> VenueId:
        """Make a venue for an assembly, on the server of ``near`` where that is given. The same key: the same venue.

        Raises:
            RejectedError: it cannot be made there; the message says why.
        """

    def link_to(self, venue: VenueId) -> str:
        """Give an address that leads to a venue, or an empty text where there is none."""

    async def true_reactions(self, venue: VenueId, message: str) -> list[Reacted]:
        """List the reactions that stand on a message now, of people who are in the venue, oldest first.

        Raises:
            GoneError: the message is no longer there.
        """

    async def lifted_by(self, venue: VenueId, reaction: str) -> str:
        """Say which account took a reaction away; empty where that cannot be known."""

    async def members(self, venue: VenueId) -> list[Account]:
        """List who is in a venue now, without the bot.

        Raises:
            GoneError: the venue is no longer there, or the bot no longer in it.
        """


class Notes(Protocol):
    """What an adapter must remember over a restart, and nobody else needs to know: small texts by key."""

    async def all(self) -> dict[str, str]:
        """Give every note of this platform."""

    async def put(self, key: str, value: str) -> None:
        """Keep a note; it is durable when this returns. An empty value takes it away."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose for a parameter: what is typed for it, and what is shown."""

    value: str
    label: str


class Assistant(Protocol):
    """Helps somebody who is still typing. It changes nothing, and answers from memory or not at all."""

    async def suggest(
        self, account: Account, venue: VenueId, command: str, parameter: str, typed: str, given: Mapping[str, str]
    ) -> Sequence[Choice]:
        """List what may be meant for a parameter, the likeliest first; of assemblies that the account may read of.

        ``given`` are the other parameters, as far as they are filled in.
        """

    async def draft(
        self, account: Account, venue: VenueId, command: str, arguments: Mapping[str, str], reply_to: str
    ) -> Mapping[str, str]:
        """Give the texts that a form begins with, by parameter: an amendment begins with the text as it is."""

    async def paper(self, account: Account, about: str) -> Document | None:
        """Draw the ballot paper that a message is about (``Document.about``), as it stands for an account.

        One that is over has no ``lists``. ``None`` where there is none: the account has no vote in it.
        """
