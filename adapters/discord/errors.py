"""What Discord or the way to it answers when something fails, as the errors that the program knows.

This is the one place where that is translated. One error more than the program's own tree has::

    PlatformError
    └── ForbiddenError
        └── AsleepError   the thread is archived; unless it is locked too, we can open it and do the same once more

Discord's own numbers are listed at https://docs.discord.com/developers/topics/opcodes-and-status-codes.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple

import aiohttp
import discord

from adapters.platform import BusyError, ForbiddenError, GoneError, PlatformError, RejectedError

if TYPE_CHECKING:
    from collections.abc import Iterator

RETRY_AFTER: Final = 1.0
"""Seconds to wait where Discord says nothing better, the first time."""
LONGEST_RETRY_AFTER: Final = 3600.0


class AsleepError(ForbiddenError):
    """The thread is archived."""


class Deed(NamedTuple):
    """What was being done, in words that follow "may not", and what whoever manages the server can do to allow it."""

    words: str
    remedy: str = ""


NOTHING: Final = Deed("do that")

_UNKNOWN: Final = (
    "Discord does not know the bot's token. Reset it in Discord's developer portal, under Bot, put the new one into "
    "the configuration, and start me again."
)
_SHARDS: Final = (
    "Discord does not take this number of connections: set `shards` to 0 in the configuration, and start me again."
)
_OLD: Final = "Discord no longer speaks with this version of the program: update it, and start it again."
_CLOSED: Final = {
    4004: _UNKNOWN,
    4010: _SHARDS,
    4011: _SHARDS,
    4012: _OLD,
    4013: _OLD,
    4014: "Discord will not tell me who is in a server: turn on Server Members Intent in Discord's developer portal, "
    "under Bot, and start me again.",
}
"""The reasons for which Discord closes a connection that only a person can mend."""

_WHO: Final = "Somebody who manages this server can change that."
_FORBIDDEN: Final = {
    20012: "I may not act on this application.",
    30005: "This server has as many roles as Discord allows: somebody who manages it must delete one.",
    40001: "",
    40007: "They are banned from this server.",
    50001: "",
    50007: "Discord does not let me write to them in private: they must allow direct messages from members of a server "
    "that we share (in its menu, under Privacy Settings), or write to me first.",
    50009: f"This server asks for more verification than I have. {_WHO}",
    50013: "",
    50278: "Discord does not let me write to them in private, for we share no server any more.",
    60003: "This server asks its moderators for two-factor authentication: the owner of my application must turn it on "
    "in their own account.",
    90001: "They have blocked me, so I cannot react to their message.",
    160005: "The thread is locked: somebody who manages threads here must unlock it.",
    200000: f"This server's AutoMod stopped my message. {_WHO}",
    200001: f"This server's AutoMod does not like that title. {_WHO}",
}
"""Codes for a right that is wanting, with their own words; empty where it is just the deed that may not be done."""
_ARCHIVED: Final = 50083
_BUSY: Final = {20016, 20022, 20028, 20029, 30046, 40062, 110000, 130000}
_GONE: Final = {50027, 50033}
"""A webhook token that has run out (that of an interaction, after 15 minutes), and somebody who is not on Discord."""
_REFUSED: Final = {10014}
"""An emoji that does not exist is no message that is gone."""
_FULL: Final = {
    30013: "This server has as many channels as Discord allows: somebody who manages it must delete some.",
    40005: "That is larger than Discord takes.",
}
"""Codes for what would be too much, with their own words."""


def from_exception(error: BaseException, deed: Deed = NOTHING) -> PlatformError:
    """Translate whatever discord.py raises, or the connection beneath it."""
    if isinstance(error, PlatformError):
        return error
    wants_a_person = needs_a_person(error)
    if wants_a_person is not None:
        return wants_a_person
    if isinstance(error, discord.HTTPException):
        return _from_reply(error, deed)
    if isinstance(error, discord.InvalidData):
        return RejectedError(f"What Discord told makes no sense, so I cannot {deed.words}.")
    if isinstance(error, discord.RateLimited):
        return BusyError("Discord asks me to wait.", retry_after=_sane(error.retry_after))
    name = type(error).__name__
    return BusyError(f"Discord could not be reached to {deed.words}. ({name})", retry_after=RETRY_AFTER)


def needs_a_person(error: BaseException) -> PlatformError | None:
    """Give the words for a failure that no trying again will mend: a wrong token, an intent that is not turned on."""
    words = ""
    if isinstance(error, discord.LoginFailure):
        words = _UNKNOWN
    elif isinstance(error, discord.PrivilegedIntentsRequired):
        words = _CLOSED[4014]
    elif isinstance(error, discord.ConnectionClosed):
        words = _CLOSED.get(error.code, "")
    elif isinstance(error, discord.HTTPException) and error.status == HTTPStatus.UNAUTHORIZED:
        # The token of an interaction that has run out is answered like this too.
        words = "" if error.code in _GONE else _UNKNOWN
    return PlatformError(words) if words else None


def forbidden(deed: Deed) -> ForbiddenError:
    """Give the error for what is known not to be allowed: for asking too often in vain, Discord shuts a bot out."""
    return ForbiddenError(_may_not(deed))


@contextmanager
def doing(deed: Deed) -> Iterator[None]:
    """Translate what fails inside.

    Raises:
        PlatformError: it failed.
    """
    try:
        yield
    # A client that was closed has a session that raises RuntimeError.
    except (discord.DiscordException, aiohttp.ClientError, OSError, RuntimeError) as error:
        raise from_exception(error, deed) from error


def _from_reply(error: discord.HTTPException, deed: Deed) -> PlatformError:
    code, status = error.code, error.status
    said = f"(Discord's code {code})" if code else f"(HTTP {status})"
    if code == _ARCHIVED:
        return AsleepError(f"I may not {deed.words}: the thread is closed. Write something in it, and it opens. {said}")
    if code in _FORBIDDEN:
        return ForbiddenError(f"{_FORBIDDEN[code] or _may_not(deed)} {said}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS or code in _BUSY:
        return BusyError(f"Discord asks me to wait. {said}", retry_after=_retry_after(error))
    if code in _REFUSED | _FULL.keys():
        return RejectedError(f"{_FULL.get(code) or f'Discord will not let me {deed.words}.'} {said}")
    if status == HTTPStatus.NOT_FOUND or code in _GONE:
        return GoneError(f"What is needed to {deed.words} is not there any more. {said}")
    if status == HTTPStatus.FORBIDDEN:
        return ForbiddenError(f"{_may_not(deed)} {said}")
    return RejectedError(f"Discord will not let me {deed.words}. {said}")


def _may_not(deed: Deed) -> str:
    remedy = f": somebody who manages this server must {deed.remedy}" if deed.remedy else ""
    return f"I may not {deed.words}{remedy}."


def _retry_after(error: discord.HTTPException) -> float:
    headers = getattr(error.response, "headers", {})
    try:
        return _sane(float(headers.get("Retry-After", RETRY_AFTER)))
    except ValueError:
        return RETRY_AFTER


def _sane(seconds: float) -> float:
    return min(seconds, LONGEST_RETRY_AFTER) if math.isfinite(seconds) and seconds > 0 else RETRY_AFTER
