"""What a homeserver or the connection to it answers when something fails, as the errors that the program knows.

This is the one place where that is translated. Two errors more than the program's own tree has::

    PlatformError
    ├── LoggedOutError        the access token is no longer good; the session logs in again, and nobody else sees it
    └── ForbiddenError
        └── ProofWantedError  the account's password is wanted for this request
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from adapters.platform import BusyError, ForbiddenError, GoneError, PlatformError, RejectedError

if TYPE_CHECKING:
    from collections.abc import Mapping

RETRY_AFTER = 1.0
"""Seconds to wait where the server says nothing better, the first time."""
LONGEST_RETRY_AFTER = 3600.0


class LoggedOutError(PlatformError):
    """The access token is no longer good."""


class ProofWantedError(ForbiddenError):
    """The account's password is wanted for this request; ``session`` is to be sent with it."""

    def __init__(self, message: str, *, session: str) -> None:
        super().__init__(message)
        self.session = session


class Deed(NamedTuple):
    """What was being done, in words that follow "may not", and what a room administrator can do to allow it."""

    words: str
    remedy: str = ""


NOTHING = Deed("do that")

_ACCOUNT_CODES = {
    "M_USER_DEACTIVATED": "The bot's account was deactivated: make a new one and put it into the configuration.",
    "M_USER_SUSPENDED": "The bot's account is suspended: ask the homeserver's administrator to lift that.",
    "M_USER_LOCKED": "The bot's account is locked: ask the homeserver's administrator to unlock it.",
}
_LOGGED_OUT_CODES = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"}
_BUSY_CODES = {"M_LIMIT_EXCEEDED", "M_RESOURCE_LIMIT_EXCEEDED"}
_GONE_CODES = {"M_NOT_FOUND"}
_FORBIDDEN_CODES = {"M_FORBIDDEN", "M_UNAUTHORIZED", "M_CONSENT_NOT_GIVEN", "M_CANNOT_LEAVE_SERVER_NOTICE_ROOM"}


def from_reply(status: int, body: Mapping[str, object], deed: Deed = NOTHING) -> PlatformError:
    """Translate a refusal: its HTTP status and JSON body (empty where it had none)."""
    code = str(body.get("errcode") or "")
    said = f"{code} {body.get('error') or ''}".strip() or f"HTTP {status}"
    if code in _ACCOUNT_CODES:
        return PlatformError(f"{_ACCOUNT_CODES[code]} ({said})")
    if code in _LOGGED_OUT_CODES:
        return LoggedOutError(f"The homeserver no longer accepts the bot's access token. ({said})")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS or code in _BUSY_CODES:
        return BusyError(f"The homeserver asks us to wait. ({said})", retry_after=_retry_after(body))
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return PlatformError("The homeserver's address only points to another one: put that into the configuration.")
    if status == HTTPStatus.NOT_FOUND or code in _GONE_CODES:
        return GoneError(f"What is needed to {deed.words} is not there. ({said})")
    if status == HTTPStatus.UNAUTHORIZED and "flows" in body:
        return ProofWantedError(f"I may not {deed.words} without the password.", session=str(body.get("session") or ""))
    if code in _FORBIDDEN_CODES or status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        remedy = f": a room administrator must {deed.remedy}" if deed.remedy else ""
        return ForbiddenError(f"I may not {deed.words}{remedy}. ({said})")
    return RejectedError(f"The homeserver will not let me {deed.words}. ({said})")


def from_exception(error: Exception, deed: Deed = NOTHING) -> PlatformError:
    """Translate a failing connection: refused, broken off, timed out, or answering what is no JSON."""
    return BusyError(
        f"The homeserver could not be reached to {deed.words}. ({type(error).__name__})", retry_after=RETRY_AFTER
    )


def _retry_after(body: Mapping[str, object]) -> float:
    milliseconds = body.get("retry_after_ms")
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float) or not milliseconds > 0:
        return RETRY_AFTER
    return min(milliseconds / 1000, LONGEST_RETRY_AFTER)
