"""What the homeserver knows about rooms: who is in them, who has power there, what became of them.

All is asked of the server when it is needed; only what does not change by itself is remembered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from adapters.matrix.errors import Deed
from adapters.matrix.homeserver import path
from adapters.matrix.powers import Powers, from_state
from adapters.matrix.translating import account, is_user
from adapters.platform import ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from adapters.inbound import Account
    from adapters.matrix.homeserver import Homeserver, Json
    from adapters.matrix.translating import Clean

log = structlog.get_logger()

READ = Deed("read the state of the room", "let me stay in it")
JOIN = Deed("join the room", "invite me")
JOIN_TIMEOUT = 90.0
"""Seconds. Joining a room on other servers takes its time."""

_SAYS_WHAT_IT_IS = {"m.room.name", "m.room.canonical_alias", "m.room.join_rules"}


class Rooms:
    """The rooms as the account ``me`` sees them."""

    def __init__(self, homeserver: Homeserver, me: str, clean: Clean) -> None:
        self._homeserver = homeserver
        self._me = me
        self._clean = clean
        self._names: dict[str, dict[str, str]] = {}
        self._encrypted: set[str] = set()
        self._plain: set[str] = set()
        self._unnamed: dict[str, bool] = {}
        self._pairs: dict[str, bool] = {}

    def notice(self, room: str, event: object) -> None:
        """Take note of a state event of a room, be it new or not."""
        if not isinstance(event, dict) or "state_key" not in event:
            return
        kind, content, key = event.get("type"), event.get("content"), event["state_key"]
        if kind == "m.room.member" and isinstance(content, dict) and is_user(key):
            shown = content.get("displayname")
            if isinstance(shown, str) and content.get("membership") in {"join", "invite"}:
                self._names.setdefault(room, {})[key] = shown
        elif kind == "m.room.encryption":
            self._encrypted.add(room)

    def changed(self, room: str, kind: str = "") -> None:
        """Ask again what may have changed in a room: through a state event of ``kind``, or altogether."""
        if kind in {"m.room.member", ""}:
            self._pairs.pop(room, None)
        if kind in {*_SAYS_WHAT_IT_IS, ""}:
            self._unnamed.pop(room, None)

    def forget(self, room: str) -> None:
        """Forget all about a room that the bot is no longer in. That it was encrypted is not forgotten."""
        self._names.pop(room, None)
        self._plain.discard(room)
        self.changed(room)

    def name(self, room: str, user: str) -> str:
        """Give the name that a user shows in a room, as far as it was heard of."""
        return self._names.get(room, {}).get(user, "")

    async def joined(self) -> list[str]:
        """List the rooms that the bot is in."""
        answer = await self._homeserver.call("GET", path("joined_rooms"), deed=READ)
        return [room for room in answer.get("joined_rooms", []) if isinstance(room, str)]

    async def state(self, room: str, kind: str, key: str = "") -> Json | None:
        """Give the content of a state event, or nothing where there is none.

        Raises:
            ForbiddenError: the bot is not in the room.
        """
        try:
            return await self._homeserver.call("GET", path("rooms", room, "state", kind, key), deed=READ)
        except GoneError:
            return None

    async def members(self, room: str) -> list[Account]:
        """List who has joined a room, without the bot."""
        answer = await self._homeserver.call("GET", path("rooms", room, "joined_members"), deed=READ)
        joined: Any = answer.get("joined")
        found = []
        for user, profile in joined.items() if isinstance(joined, dict) else ():
            if is_user(user) and user != self._me:
                shown = profile.get("display_name") if isinstance(profile, dict) else None
                found.append(account(user, shown, self._clean))
        return found

    async def readers(self, room: str) -> set[str]:
        """Name everybody who may read what is written in a room: who has joined, and who is invited."""
        return {user for user, now in (await self._memberships(room)).items() if now in {"join", "invite"}}

    async def membership(self, room: str, user: str) -> str:
        """Give a user's membership of a room, empty where there is none or the bot cannot see it."""
        try:
            content = await self.state(room, "m.room.member", user)
        except ForbiddenError:
            return ""
        return str((content or {}).get("membership") or "")

    async def encrypted(self, room: str) -> bool:
        """Whether what is said in a room is encrypted. Once it was, it is for ever, whatever a server says later."""
        if room not in self._encrypted and room not in self._plain:
            found = await self.state(room, "m.room.encryption")
            (self._plain if found is None else self._encrypted).add(room)
        return room in self._encrypted

    async def private(self, room: str, *, direct: bool) -> bool:
        """Whether a room is private between the bot and one other: only those two, ``direct`` or without a name.

        A room that has a name or can be joined by anybody is an assembly in the making, however few are there yet.
        """
        if not direct and not await self._is_unnamed(room):
            return False
        if room not in self._pairs:
            self._pairs[room] = len(await self.readers(room)) == 2
        return self._pairs[room]

    async def powers(self, room: str) -> Powers:
        """Work out who has what power in a room."""
        where = path("rooms", room, "state", "m.room.create", "")
        event = await self._homeserver.call("GET", where, query={"format": "event"}, deed=READ)
        create, sender = event.get("content"), event.get("sender")
        if not isinstance(create, dict) or not isinstance(sender, str):
            create, sender = await self._creation(room)
        return from_state(create, sender, await self.state(room, "m.room.power_levels"))

    async def administers(self, room: str, user: str) -> bool:
        """Whether a user administers a room; nobody does where the bot cannot see it."""
        try:
            return (await self.powers(room)).administers(user)
        except (ForbiddenError, GoneError):
            return False

    async def join(self, room: str, *, via: str = "") -> None:
        """Join a room, through the server ``via`` if ours does not know it."""
        # Older servers know the first, newer ones the second.
        query = {"server_name": via, "via": via} if via else None
        await self._homeserver.call("POST", path("join", room), body={}, query=query, timeout=JOIN_TIMEOUT, deed=JOIN)

    async def leave(self, room: str) -> None:
        """Leave a room."""
        await self._homeserver.call("POST", path("rooms", room, "leave"), body={}, deed=Deed("leave the room"))

    async def successor(self, room: str) -> tuple[str, str]:
        """Give the room that this one's tombstone points to, and who set it up; empty where there is no genuine one.

        It is genuine if it is the room's state, and was set by somebody who still may.
        """
        events = await self._whole_state(room)
        for event in events:
            if event.get("type") == "m.room.tombstone" and event.get("state_key") == "":
                content, sender = event.get("content"), event.get("sender")
                target = content.get("replacement_room") if isinstance(content, dict) else None
                powers = await self.powers(room)
                if isinstance(target, str) and target and isinstance(sender, str):
                    if powers.level(sender) >= powers.to_set("m.room.tombstone"):
                        return target, sender
                    log.warning("matrix.tombstone_not_allowed", room=room, sender=sender)
        return "", ""

    async def predecessor(self, room: str) -> str:
        """Give the room that this one says it replaces, empty where it says none."""
        create = await self.state(room, "m.room.create")
        before = (create or {}).get("predecessor")
        named = before.get("room_id") if isinstance(before, dict) else None
        return named if isinstance(named, str) else ""

    async def replaces(self, successor: str, room: str) -> bool:
        """Whether one room genuinely replaces another: both say so. Only for rooms that the bot is in."""
        try:
            return await self.predecessor(successor) == room and (await self.successor(room))[0] == successor
        except (ForbiddenError, GoneError, RejectedError):
            return False

    async def _is_unnamed(self, room: str) -> bool:
        if room not in self._unnamed:
            name = (await self.state(room, "m.room.name") or {}).get("name")
            alias = (await self.state(room, "m.room.canonical_alias") or {}).get("alias")
            rule = (await self.state(room, "m.room.join_rules") or {}).get("join_rule", "invite")
            self._unnamed[room] = not name and not alias and rule == "invite"
        return self._unnamed[room]

    async def _memberships(self, room: str) -> dict[str, str]:
        answer = await self._homeserver.call(
            "GET", path("rooms", room, "members"), query={"not_membership": "leave"}, deed=READ
        )
        found = {}
        for event in answer.get("chunk", []):
            content = event.get("content") if isinstance(event, dict) else None
            if isinstance(content, dict) and is_user(event.get("state_key")):
                found[event["state_key"]] = str(content.get("membership"))
        return found

    async def _creation(self, room: str) -> tuple[Json, str]:
        for event in await self._whole_state(room):
            if event.get("type") == "m.room.create" and isinstance(event.get("content"), dict):
                return event["content"], str(event.get("sender"))
        raise RejectedError(f"The room {room} has no beginning.")

    async def _whole_state(self, room: str) -> list[Json]:
        answer = await self._homeserver.call("GET", path("rooms", room, "state"), deed=READ)
        return [event for event in answer.get("list", []) if isinstance(event, dict)]
