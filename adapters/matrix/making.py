"""Makes rooms for assemblies, each once: what a room was made for stands in the room, where nobody can change it.

So a bot that was stopped between making a room and hearing which finds it again. A room beside another is put into the
space of that one, where the space says that it belongs there and lets the bot add rooms.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, Final

import structlog

from adapters.cleaning import clean_line
from adapters.matrix.errors import Deed
from adapters.matrix.homeserver import fresh, path
from adapters.matrix.shapes import as_list, as_object
from adapters.platform import BusyError, ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.matrix.homeserver import Homeserver, Json
    from adapters.matrix.rooms import Rooms

log = structlog.get_logger()

MARK: Final = "org.folkmoot.made"
"""The key, in what a room of ours is made with, that says what for."""

MAKE: Final = Deed("make a room")
PUT_IN: Final = Deed("put a room into a space")
LOOK: Final = Deed("find the rooms that I made")
MAKING_TIMEOUT: Final = 90.0
"""Seconds."""
LONGEST_NAME: Final = 100
LONGEST_TOPIC: Final = 500
NAMELESS: Final = "Assembly"
"""What a room is called for want of a name. One without any would pass for a private one."""

_NONE: Final = {"not_types": ["*"]}
_CHILD, _PARENT, _CREATE = "m.space.child", "m.space.parent", "m.room.create"


class Maker:
    """Makes rooms as the account ``me``; ``open_rooms`` says whether anybody may join them."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms, me: str, *, open_rooms: bool) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._me = me
        self._preset = "public_chat" if open_rooms else "private_chat"
        self._made: dict[str, str] | None = None
        self._making = asyncio.Lock()

    async def make(self, name: str, purpose: str, *, near: str, key: str) -> str:
        """Make a room, or find the one that was made for ``key``; ``near`` is a room beside it, or empty.

        Raises:
            RejectedError: it cannot be made; the message says why.
            PlatformError: it is not made, or it is not known whether it is; doing it again mends that.
        """
        mark = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
        async with self._making:
            made = self._made if self._made is not None else await self._look()
            self._made = None  # until it is known what becomes of this one
            room = made.get(mark) or await self._make(name, purpose, mark)
            self._made = {**made, mark: room}
        if near:
            await self._put_beside(room, near)
        return room

    async def _make(self, name: str, purpose: str, mark: str) -> str:
        body: Json = {
            "preset": self._preset,
            "visibility": "private",
            "name": clean_line(name, limit=LONGEST_NAME) or NAMELESS,
            "topic": clean_line(purpose, limit=LONGEST_TOPIC),
            "creation_content": {MARK: mark},
        }
        answer = await self._homeserver.call("POST", path("createRoom"), body=body, timeout=MAKING_TIMEOUT, deed=MAKE)
        room = answer.get("room_id")
        if not isinstance(room, str):
            raise BusyError("The homeserver made a room and does not say which.", retry_after=5)
        log.info("matrix.room_made", room=room)
        return room

    async def _look(self) -> dict[str, str]:
        """Find the rooms in which we are that we have made, by what for."""
        made = {}
        for room, event in await self._told(_CREATE):
            mark = event["content"].get(MARK)
            # Anybody can make a room that says so.
            if isinstance(mark, str) and event.get("sender") == self._me:
                made[mark] = room
        return made

    async def _told(self, kind: str, *, rooms: list[str] | None = None) -> Iterator[tuple[str, Json]]:
        """Read the state of one kind in all rooms at once, or in these ``rooms``."""
        wanted = {
            "account_data": _NONE,
            "ephemeral": _NONE,
            "state": {"types": [kind]},
            "timeline": {"types": [kind], "limit": 10},
        }
        only = {} if rooms is None else {"rooms": rooms}
        query = {"filter": fresh({"presence": _NONE, "room": {**wanted, **only}}), "timeout": "0"}
        told = await self._homeserver.call("GET", path("sync"), query=query, timeout=MAKING_TIMEOUT, deed=LOOK)
        joined = as_object(as_object(told.get("rooms")).get("join"))
        return (
            (room, event)
            for room, news in joined.items()
            for part in ("state", "timeline")
            for event in as_list(as_object(as_object(news).get(part)).get("events"))
            if isinstance(event, dict) and event.get("type") == kind and isinstance(event.get("content"), dict)
        )

    # --- spaces

    async def _put_beside(self, room: str, near: str) -> None:
        """Put a room into the spaces of another, as far as we may; a room is as good without."""
        try:
            for space in await self._spaces_of(near):
                await self._put_into(space, room)
        except (ForbiddenError, GoneError, RejectedError) as error:
            log.warning("matrix.room_in_no_space", room=room, error=str(error))

    async def _spaces_of(self, near: str) -> list[str]:
        """List the spaces that a room says it is in, that say so too, and that let us add rooms."""
        named = dict.fromkeys(event.get("state_key") for _, event in await self._told(_PARENT, rooms=[near]))
        joined = await self._rooms.joined() if named else []
        found = []
        for space in named:
            if space not in joined or not as_object(await self._rooms.state(space, _CHILD, near)).get("via"):
                continue
            powers = await self._rooms.powers(space)
            if powers.level(self._me) >= powers.to_set(_CHILD):
                found.append(space)
        return found

    async def _put_into(self, space: str, room: str) -> None:
        via = {"via": [self._me.partition(":")[2]]}
        for where, kind, which, content in (
            (space, _CHILD, room, via),
            (room, _PARENT, space, {**via, "canonical": True}),
        ):
            if await self._rooms.state(where, kind, which) != content:
                await self._homeserver.call(
                    "PUT", path("rooms", where, "state", kind, which), body=content, deed=PUT_IN
                )
