"""How the bot comes into rooms: invited by somebody, or following a room to the one that replaces it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from adapters.backoff import Backoff
from adapters.failures import place
from adapters.inbound import Account, VenueGained, VenueReplaced
from adapters.matrix import making
from adapters.matrix.homeserver import fresh, path
from adapters.matrix.private import MARK
from adapters.matrix.translating import PLATFORM, account, is_user, membership_before, venue_of
from adapters.platform import BusyError, ForbiddenError, GoneError, PlatformError, RejectedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.inbound import Inbound
    from adapters.matrix.homeserver import Homeserver, Json
    from adapters.matrix.private import PrivateRooms
    from adapters.matrix.rooms import Rooms
    from adapters.matrix.translating import Clean

log = structlog.get_logger()

TRIES = 8
JOINS_AT_ONCE = 4
_NONE = {"not_types": ["*"]}
_FIRST_LOOK = {
    "presence": _NONE,
    "account_data": _NONE,
    "room": {
        "account_data": _NONE,
        "ephemeral": _NONE,
        "state": {"types": ["m.room.tombstone"]},
        "timeline": {"types": ["m.room.tombstone"], "limit": 1},
    },
}


class Arrivals:
    """Joins what the account ``me`` is invited to, and what replaces its rooms."""

    def __init__(
        self, homeserver: Homeserver, rooms: Rooms, private: PrivateRooms, me: str, clean: Clean, backoff: Backoff
    ) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._private = private
        self._me = me
        self._clean = clean
        self._backoff = backoff
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(JOINS_AT_ONCE)

    def invited(self, room: str) -> None:
        """Join a room in the background. What comes of it is seen when our joining comes back in a sync."""
        self._begin(room, partial(self._join, room))

    async def catch_up(self) -> None:
        """Look once for invitations and replaced rooms: those from before the cursor are never told again."""
        self._begin("", self._look)

    async def stop(self) -> None:
        """Give up what has not succeeded yet; it is found again at the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def arrived(self, room: str, event: Json) -> list[Inbound]:
        """Say what it means that we have joined a room.

        Raises:
            BusyError: the homeserver could not be asked; try again.
        """
        if membership_before(event) == "join":
            return []
        try:
            return await self._arrived(room, event)
        except (ForbiddenError, GoneError, RejectedError):
            log.info("matrix.gone_again", room=room)
            return []

    async def replaced(self, room: str, event: Json) -> list[Inbound]:
        """Follow a room that is said to be replaced, if that is genuine.

        Raises:
            BusyError: the homeserver could not be asked; try again.
        """
        try:
            successor, sender = await self._rooms.successor(room)
            if not successor:
                return []
            if successor not in await self._rooms.joined():
                self._begin(successor, partial(self._follow, room, successor, sender))
                return []
            return await self._replacement(room, successor, event)
        except (ForbiddenError, GoneError, RejectedError):
            return []

    async def _arrived(self, room: str, event: Json) -> list[Inbound]:
        before = await self._rooms.predecessor(room)
        if before and await self._rooms.replaces(room, before):
            return await self._replacement(before, room, event)
        create = await self._rooms.state(room, "m.room.create") or {}
        of_ours = {MARK, making.MARK} & create.keys()
        if of_ours and (await self._rooms.powers(room)).creators == {self._me}:
            if is_user(create.get(MARK)):
                await self._private.adopt(create[MARK], room)
            return []
        inviter = await self._inviter(room, event)
        unsigned = event.get("unsigned")
        invitation = unsigned.get("prev_content") if isinstance(unsigned, dict) else None
        direct = isinstance(invitation, dict) and invitation.get("is_direct") is True
        private = await self._rooms.private(room, direct=direct)
        if private:
            await self._private.adopt(inviter.id, room)
        return [VenueGained(invited_by=inviter, venue=venue_of(room), source=event["event_id"], private=private)]

    async def _replacement(self, room: str, successor: str, event: Json) -> list[Inbound]:
        if not await self._rooms.replaces(successor, room):
            log.warning("matrix.replacement_not_genuine", room=room, successor=successor)
            return []
        return [
            VenueReplaced(
                platform=PLATFORM,
                venue=venue_of(room),
                successor=venue_of(successor),
                source=event["event_id"],
                present=tuple(await self._rooms.members(successor)),
            )
        ]

    async def _inviter(self, room: str, event: Json) -> Account:
        """Find who invited us: the sender of the event that our joining replaced, or else whoever made the room."""
        unsigned: Any = event.get("unsigned")
        unsigned = unsigned if isinstance(unsigned, dict) else {}
        user = unsigned.get("prev_sender")
        replaced = unsigned.get("replaces_state")
        if not is_user(user) and isinstance(replaced, str):
            try:
                user = (await self._homeserver.call("GET", path("rooms", room, "event", replaced))).get("sender")
            except (GoneError, ForbiddenError):
                user = None
        if not is_user(user) or membership_before(event) != "invite":
            user = min((await self._rooms.powers(room)).creators)
        shown = (await self._rooms.state(room, "m.room.member", user) or {}).get("displayname")
        return account(user, shown, self._clean)

    def _begin(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        if name in self._tasks:
            return
        task = asyncio.create_task(self._patiently(name, work))
        self._tasks[name] = task
        task.add_done_callback(lambda _: self._tasks.pop(name, None))

    async def _patiently(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            async with self._turns:
                await work()
        except PlatformError as error:
            log.warning("matrix.not_joined", room=name, error=str(error))
        except Exception as error:  # noqa: BLE001 (a task of its own: nobody else would ever hear of it)
            log.warning("matrix.not_joined", room=name, error=place(error))

    async def _join(self, room: str, via: str = "") -> None:
        backoff = Backoff(self._backoff.first, self._backoff.most)
        for _ in range(TRIES):
            try:
                await self._rooms.join(room, via=via)
            except BusyError as error:
                await asyncio.sleep(backoff.next(error.retry_after))
            else:
                log.info("matrix.joined", room=room)
                return
        log.warning("matrix.not_joined", room=room)

    async def _follow(self, room: str, successor: str, sender: str) -> None:
        await self._join(successor, via=sender.partition(":")[2])
        if await self._rooms.predecessor(successor) != room:
            log.warning("matrix.replacement_not_genuine", room=room, successor=successor)
            await self._rooms.leave(successor)

    async def _look(self) -> None:
        backoff = Backoff(self._backoff.first, self._backoff.most)
        seen: Json | None = None
        while seen is None:
            try:
                query = {"filter": fresh(_FIRST_LOOK), "timeout": "0"}
                seen = await self._homeserver.call("GET", path("sync"), query=query, timeout=120)
            except BusyError as error:
                await asyncio.sleep(backoff.next(error.retry_after))
        rooms: Any = seen.get("rooms")
        rooms = rooms if isinstance(rooms, dict) else {}
        for room in rooms.get("invite") or {}:
            self.invited(room)
        joined = rooms.get("join") or {}
        for room, news in joined.items():
            if news.get("state", {}).get("events") or news.get("timeline", {}).get("events"):
                successor, sender = await self._rooms.successor(room)
                if successor and successor not in joined:
                    self._begin(successor, partial(self._follow, room, successor, sender))
