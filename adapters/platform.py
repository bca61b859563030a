"""What the program needs of a platform. Every adapter passes ``tests/adapter_conformance.py``.

The errors that a platform raises; an adapter translates its library's errors into these in one place::

    PlatformError
    ├── BusyError        try again, not before ``retry_after`` seconds (rate limits, server errors, no connection)
    ├── GoneError        the venue or message is no longer there
    ├── ForbiddenError   the bot lacks a right; the message says which, and who can give it
    └── RejectedError    the platform will never take this (too long, malformed)
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from adapters.documents import Document
from adapters.inbound import Account, Batch, Reacted
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


Deliver = Callable[[Batch], Awaitable[None]]
"""Takes a batch and returns when it is durable. If it raises, the adapter delivers the same batch again later."""


class Platform(Protocol):
    """One platform, listened and spoken to. ``key`` makes a message idempotent: sent twice, it appears once."""

    name: str

    async def listen(self, deliver: Deliver) -> None:
        """Hand over all that comes in, until stopped. Reconnects by itself; returns only after ``stop``.

        While the platform is heard, a batch is handed over at least every minute or so, an empty one if nothing came:
        what is due is closed only while batches come.

        Raises:
            PlatformError: it cannot go on without a person's help (a wrong password, say); the message says what to do.
        """

    async def stop(self) -> None:
        """Stop listening; what was handed over is finished first."""

    async def post(
        self, venue: VenueId, document: Document, *, key: str, reply_to: str = "", seeds: Sequence[str] = ()
    ) -> str:
        """Post a message, and under it the reactions ``seeds``; give its id."""

    async def edit(self, venue: VenueId, message: str, document: Document, *, key: str) -> None:
        """Replace a message of ours, in place."""

    async def whisper(self, account: str, room: VenueId | None, document: Document, *, key: str) -> tuple[VenueId, str]:
        """Write to one account in private: in ``room`` if that is still good, else in a new one; say where."""

    async def true_reactions(self, venue: VenueId, message: str) -> list[Reacted]:
        """List the reactions that stand on a message now, of people who are in the venue, oldest first."""

    async def lifted_by(self, venue: VenueId, reaction: str) -> str:
        """Say which account took a reaction away; empty where that cannot be known."""

    async def members(self, venue: VenueId) -> list[Account]:
        """List who is in a venue now, without the bot."""
