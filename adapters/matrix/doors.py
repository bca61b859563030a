"""Lets people into rooms and closes rooms to them: invitations, and taking out whose place has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from adapters.matrix.errors import Deed
from adapters.matrix.homeserver import path
from adapters.matrix.translating import is_user
from adapters.platform import ForbiddenError, GoneError, PlatformError, RejectedError

if TYPE_CHECKING:
    from adapters.matrix.homeserver import Homeserver, Json
    from adapters.matrix.rooms import Rooms

log = structlog.get_logger()

INVITE: Final = Deed("invite people to the room")
TAKE_OUT: Final = Deed("take people out of the room")
LOOK_UP: Final = Deed("look up an account")
INSIDE: Final = frozenset({"join", "invite"})

ENDED: Final = "The place that you had in this room as a member has ended."
"""What somebody reads who is taken out of a room."""


class Doors:
    """Opens and closes rooms as the account ``me``."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms, me: str) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._me = me

    async def let_in(self, room: str, user: str) -> None:
        """Invite somebody, once: who is inside or invited already is not invited again, nor who has declined.

        Raises:
            RejectedError: they cannot be invited; the message says why.
            GoneError: the bot is no longer in the room.
            PlatformError: it is not done; doing it again mends that.
        """
        if not is_user(user):
            raise RejectedError(f"{user} is not the id of an account in Matrix.")
        if await self._is_inside(room, user):
            await self._insist_on_being_there(room)
            return
        await self._insist_on_somebody(user)
        body = {"user_id": user}
        try:
            await self._homeserver.call("POST", path("rooms", room, "invite"), body=body, deed=INVITE)
        except ForbiddenError as error:
            if await self._now(room, user) not in INSIDE:  # else they came by themselves meanwhile
                raise await self._explained(room, "invite", error) from error
        except GoneError as error:
            raise RejectedError(f"There is no account {user}.") from error

    async def put_out(self, room: str, user: str) -> None:
        """Take somebody out, or take their invitation back. Whoever is not inside is left alone.

        Raises:
            RejectedError: they cannot be taken out, for they have as much power there as the bot.
            GoneError: the bot is no longer in the room.
            PlatformError: it is not done; doing it again mends that.
        """
        if not is_user(user) or await self._now(room, user) not in INSIDE:
            return
        body = {"user_id": user, "reason": ENDED}
        try:
            await self._homeserver.call("POST", path("rooms", room, "kick"), body=body, deed=TAKE_OUT)
        except ForbiddenError as error:
            if await self._now(room, user) in INSIDE:  # else they left meanwhile
                raise await self._explained(room, "kick", error, user) from error

    async def _is_inside(self, room: str, user: str) -> bool:
        """Whether somebody is in a room, or invited.

        Raises:
            RejectedError: they were put out for good, or wanted no invitation.
        """
        event = await self._standing(room, user)
        now = _membership(event)
        if now == "ban":
            raise RejectedError(
                f"Your account {user} was banned from that room: whoever administers it can take the ban back."
            )
        if now == "leave" and event.get("sender") == user and await self._declined(room, event):
            raise RejectedError(
                f"Your account {user} declined the invitation to that room: somebody in it can invite you again."
            )
        return now in INSIDE

    async def _declined(self, room: str, event: Json) -> bool:
        """Whether somebody who left by themselves had only been invited."""
        unsigned = event.get("unsigned")
        replaced = unsigned.get("replaces_state") if isinstance(unsigned, dict) else None
        if not isinstance(replaced, str):
            return False
        try:
            before = await self._homeserver.call("GET", path("rooms", room, "event", replaced))
        except (ForbiddenError, GoneError):
            return False
        return _membership(before) == "invite"

    async def _standing(self, room: str, user: str) -> Json:
        """Give the event that says how somebody stands to a room; nothing, where there is none.

        Raises:
            GoneError: the bot is no longer in the room.
        """
        where = path("rooms", room, "state", "m.room.member", user)
        try:
            event = await self._homeserver.call("GET", where, query={"format": "event"})
        except GoneError:
            return {}
        except ForbiddenError as error:
            raise GoneError(f"I am no longer in {room}.") from error
        # A homeserver that does not know that form gives the content alone.
        return event if isinstance(event.get("content"), dict) else {"content": event}

    async def _insist_on_being_there(self, room: str) -> None:
        """See that we are in a room: of one that we have left, a homeserver tells how it was then.

        Raises:
            GoneError: we are not.
        """
        if room not in await self._rooms.joined():
            raise GoneError(f"I am no longer in {room}.")

    async def _now(self, room: str, user: str) -> str:
        return _membership(await self._standing(room, user))

    async def _insist_on_somebody(self, user: str) -> None:
        """See that an account of our own homeserver exists: it would take an invitation for any.

        Raises:
            RejectedError: there is no such account.
        """
        if user.partition(":")[2] != self._me.partition(":")[2]:
            return
        try:
            await self._homeserver.call("GET", path("profile", user), deed=LOOK_UP)
        except GoneError as error:
            raise RejectedError(f"There is no account {user}.") from error
        except (ForbiddenError, RejectedError) as error:
            log.info("matrix.profile_not_shown", error=str(error))

    async def _explained(self, room: str, deed: str, error: ForbiddenError, user: str = "") -> PlatformError:
        """Say why it was refused: which power is wanting, or that no power of ours would be enough.

        Raises:
            GoneError: the bot is no longer in the room.
        """
        await self._insist_on_being_there(room)
        powers = await self._rooms.powers(room)
        needed, mine = powers.to(deed), powers.level(self._me)
        if mine < needed:
            words = INVITE.words if deed == "invite" else TAKE_OUT.words
            return ForbiddenError(
                f"I may not {words} ({room}): a room administrator must give me power level {needed:g} "
                f"(mine is {mine:g})."
            )
        if user and powers.level(user) >= mine:
            return RejectedError(f"{user} has as much power in {room} as I: somebody with more must take them out.")
        return RejectedError(str(error))


def _membership(event: Json) -> str:
    content = event.get("content")
    return str(content.get("membership") or "") if isinstance(content, dict) else ""
