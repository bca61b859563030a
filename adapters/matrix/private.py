"""The private rooms between the bot and one other person.

Which they are stands in the account's ``m.direct`` data, as other clients keep it, so that a room is found again by a
bot that has lost everything else.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

import structlog

from adapters.matrix.encryption import ALGORITHM
from adapters.matrix.errors import Deed
from adapters.matrix.homeserver import path
from adapters.matrix.translating import is_user
from adapters.platform import ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from adapters.matrix.homeserver import Homeserver, Json
    from adapters.matrix.rooms import Rooms

log = structlog.get_logger()

DIRECT = Deed("keep the list of private rooms")
OPEN = Deed("open a private room")
INVITE = Deed("invite them to a private room")
MARK = "org.folkmoot.private"
"""The key, in what a private room of ours is made with, that names whom it is for."""


class PrivateRooms:
    """The private rooms of the account ``me``."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms, me: str, *, encrypt: bool) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._me = me
        self._encrypt = encrypt
        self._known: dict[str, list[str]] | None = None
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._writing = asyncio.Lock()

    def notice(self, event: object) -> None:
        """Take note of a change of the account's data, perhaps made by another client of the same account."""
        if isinstance(event, dict) and event.get("type") == "m.direct":
            self._known = _read(event.get("content"))

    async def includes(self, room: str) -> bool:
        """Whether a room is known as a private one."""
        return any(room in rooms for rooms in (await self._all()).values())

    async def room_for(self, user: str, preferred: str) -> str:
        """Give the private room with a user: ``preferred`` if that is still good, or another, or a new one.

        It is good while nobody but the two of us is in it, or invited.

        Raises:
            PlatformError: there is none, and none could be made.
        """
        async with self._locks[user]:
            known = reversed((await self._all()).get(user, []))
            for room in dict.fromkeys(filter(None, [preferred, *known])):
                if await self._is_good(room, user):
                    return room
            room = await self._open(user)
            # Remembered before anybody is invited: should that fail, it is this room to which they are invited again.
            await self.adopt(user, room)
            await self._invite(room, user)
            return room

    async def keeps(self, room: str, user: str) -> bool:
        """Whether a user has not left a room, nor declined to come.

        Raises:
            BusyError: the homeserver could not be asked; try again.
        """
        try:
            return user in await self._rooms.readers(room)
        except (ForbiddenError, GoneError, RejectedError):
            return False

    async def adopt(self, user: str, room: str) -> None:
        """Remember a room as private with a user."""
        async with self._writing:
            known = await self._all()
            if room in known.get(user, []):
                return
            # The other client's word may be newer than what we know, so it is read again before it is replaced.
            self._known = None
            known = {**await self._all()}
            known[user] = [*known.get(user, []), room]
            where = path("user", self._me, "account_data", "m.direct")
            await self._homeserver.call("PUT", where, body=dict(known), deed=DIRECT)
            self._known = known

    async def _is_good(self, room: str, user: str) -> bool:
        """Whether to write to a user there; who has left, or never came, is asked back.

        Raises:
            PlatformError: they cannot be asked into a room of our own, nor into another like it.
        """
        try:
            readers = await self._rooms.readers(room)
            if readers != {self._me}:
                return readers == {self._me, user}
            ours = (await self._rooms.state(room, "m.room.create") or {}).get(MARK) == user
        except (ForbiddenError, GoneError, RejectedError):
            return False
        try:
            await self._invite(room, user)
        except (ForbiddenError, GoneError, RejectedError):
            if ours:
                raise
            return False
        return True

    async def _invite(self, room: str, user: str) -> None:
        # By the state itself, for only so an invitation says that it is to a direct room.
        where = path("rooms", room, "state", "m.room.member", user)
        body = {"membership": "invite", "is_direct": True}
        await self._homeserver.call("PUT", where, body=body, deed=INVITE)

    async def _open(self, user: str) -> str:
        body: Json = {
            "preset": "private_chat",
            "visibility": "private",
            "creation_content": {MARK: user},
            # What I answer here can be a ballot: whoever it is for may delete it.
            "power_level_content_override": {"redact": 0},
        }
        if self._encrypt:
            body["initial_state"] = [
                {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": ALGORITHM}}
            ]
        answer = await self._homeserver.call("POST", path("createRoom"), body=body, deed=OPEN)
        room = answer.get("room_id")
        if not isinstance(room, str):
            raise RejectedError("The homeserver made a private room and does not say which.")
        log.info("matrix.private_room_opened", room=room)
        return room

    async def _all(self) -> dict[str, list[str]]:
        if self._known is None:
            try:
                where = path("user", self._me, "account_data", "m.direct")
                self._known = _read(await self._homeserver.call("GET", where, deed=DIRECT))
            except GoneError:
                self._known = {}
        return self._known


def _read(content: object) -> dict[str, list[str]]:
    if not isinstance(content, dict):
        return {}
    return {
        user: [room for room in rooms if isinstance(room, str)]
        for user, rooms in content.items()
        if is_user(user) and isinstance(rooms, list)
    }
