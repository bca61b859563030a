"""The loop that follows the homeserver: every sync becomes one batch, and is behind us only once it is durable.

Each step may fail, and is then tried again without repeating those before it: ask for a sync; take in its keys, which
can be done only once; translate it, which may need further questions; deliver it; go on from its token.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import structlog

from adapters.failures import place
from adapters.inbound import Batch, Inbound, Revised, Unreadable, VenueLost
from adapters.matrix.arriving import Arrivals
from adapters.matrix.encryption import Encryption
from adapters.matrix.errors import Deed
from adapters.matrix.hearing import Ear
from adapters.matrix.homeserver import Homeserver, Json, fresh, path
from adapters.matrix.missed import PAGE, events_of, is_our_joining, missed
from adapters.matrix.private import PrivateRooms
from adapters.matrix.rooms import Rooms
from adapters.matrix.shapes import as_list, as_object
from adapters.matrix.translating import (
    PLATFORM,
    SAID_IN_SECRET,
    Clean,
    Heard,
    Translator,
    account,
    membership_before,
    venue_of,
)
from adapters.platform import BusyError, ForbiddenError, GoneError, PlatformError, RejectedError
from deliberation.ids import VenueId

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.backoff import Backoff
    from adapters.platform import Deliver

log = structlog.get_logger()

T = TypeVar("T")

SYNC = Deed("listen")
LONG_POLL = 30.0
"""Seconds that a homeserver may wait for something to happen."""
KEY_WITHIN = 10.0
"""Seconds in which the key to a message may still arrive."""
IDLE = 0.5
"""Seconds that syncs with nothing in them take at least, but for the first."""
REFUSALS = 3
"""Times that a server must refuse a token before we believe it."""
BEAT_EVERY = 60.0
"""Seconds after which a batch is handed over even if nothing came: the heartbeat, by which we are known to hear."""

_NONE = {"not_types": ["*"]}
# Members come with the events that they send (for their names), again after a restart too; not all of them ever.
_STATE = {
    "types": ["m.room.member", "m.room.encryption"],
    "lazy_load_members": True,
    "include_redundant_members": True,
}
_FILTER: Json = {
    "presence": _NONE,
    "account_data": {"types": ["m.direct"]},
    "room": {"account_data": _NONE, "ephemeral": _NONE, "state": _STATE, "timeline": {"limit": PAGE}},
}
_FIRST_FILTER: Json = {**_FILTER, "room": {**_FILTER["room"], "timeline": {"limit": 1}}}


@dataclass(slots=True)
class _Sealed:
    """A message whose key has not arrived, or behind one of its sender's. From ``since`` on it would be told again."""

    room: str
    event: Json
    since: str
    until: float


@dataclass(slots=True)
class _Found:
    """What a sync came to."""

    items: list[Inbound] = field(default_factory=list)
    gaps: set[VenueId] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a listener works with: the account ``me``, and all that knows something about its homeserver."""

    me: str
    clean: Clean
    homeserver: Homeserver
    rooms: Rooms
    private: PrivateRooms
    encryption: Encryption
    arrivals: Arrivals
    ear: Ear


class Listener:
    """Follows the homeserver from the token ``cursor`` (empty: from now). ``prepare`` sees that we are logged in."""

    def __init__(self, parts: Parts, *, cursor: str, backoff: Backoff, prepare: Callable[[], Awaitable[None]]) -> None:
        self._me = parts.me
        self._clean = parts.clean
        self._homeserver = parts.homeserver
        self._rooms = parts.rooms
        self._private = parts.private
        self._encryption = parts.encryption
        self._arrivals = parts.arrivals
        self._ear = parts.ear
        self._translator = Translator(parts.me, parts.clean, parts.rooms.name)
        self._since = cursor
        self._backoff = backoff
        self._prepare = prepare
        self._sealed: list[_Sealed] = []
        self._refused = 0
        self._idle = 0
        self._handed_over = -math.inf
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Stop after what is being delivered."""
        self._stopped.set()

    async def run(self, deliver: Deliver) -> None:
        """Listen until stopped.

        Raises:
            PlatformError: the account cannot be used; the message says what to do.
        """
        if self._since:
            await self._arrivals.catch_up()
        while not self._stopped.is_set():
            began = time.monotonic()
            sync = await self._patiently(self._ask)
            if sync is None:
                return
            self._encryption.receive(sync)
            found = await self._patiently(partial(self._understand, sync))
            if found is None:
                return
            token = str(sync["next_batch"])
            if not await self._hand_over(deliver, found, token):
                return
            self._since = token
            await self._upkeep()
            # A long poll that comes back at once with nothing, again and again, would be a tight loop.
            idle = not sync.get("rooms") and not sync.get("to_device") and time.monotonic() - began < IDLE
            self._idle = self._idle + 1 if idle else 0
            if self._idle > 1:
                await self._pause(IDLE)

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """Do something until it succeeds, waiting longer and longer; nothing, once we are stopped."""
        while not self._stopped.is_set():
            task = asyncio.ensure_future(work())
            stopping = asyncio.ensure_future(self._stopped.wait())
            try:
                await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not task.done():
                    return None
                result = task.result()
            except (BusyError, ForbiddenError, GoneError, RejectedError) as error:
                await self._failed(error)
            else:
                self._backoff.reset()
                return result
            finally:
                for leftover in (task, stopping):
                    leftover.cancel()
                await asyncio.gather(task, stopping, return_exceptions=True)
        return None

    async def _failed(self, error: PlatformError) -> None:
        wait = self._backoff.next(error.retry_after if isinstance(error, BusyError) else 0)
        log.warning("matrix.waiting", seconds=round(wait, 1), error=str(error))
        await self._pause(wait)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        except TimeoutError:
            return

    async def _ask(self) -> Json:
        """Ask for what is new."""
        wait = LONG_POLL if self._since else 0.0
        if self._sealed:
            wait = min(wait, max(0.5, min(sealed.until for sealed in self._sealed) - time.monotonic()))
        query = {"timeout": str(int(wait * 1000)), "filter": json.dumps(_FILTER)}
        if self._since:
            query["since"] = self._since
        else:
            query["filter"] = fresh(_FIRST_FILTER)
        await self._prepare()
        try:
            sync = await self._homeserver.call("GET", path("sync"), query=query, timeout=wait + 60, deed=SYNC)
        except RejectedError:
            self._refused += 1
            if self._since and self._refused >= REFUSALS:
                # The server does not know this token: perhaps it was restored from a backup. Begin anew, with gaps.
                log.warning("matrix.cursor_refused")
                self._since = ""
            raise
        self._refused = 0
        if not isinstance(sync.get("next_batch"), str):
            raise BusyError("The homeserver's answer makes no sense.", retry_after=1)
        return sync

    async def _understand(self, sync: Json) -> _Found:
        """Translate a sync. An error leaves all as it was, so that it can be tried again."""
        sealed = list(self._sealed)
        try:
            return await self._translated(sync)
        except BaseException:
            self._sealed = sealed
            raise

    async def _translated(self, sync: Json) -> _Found:
        found = _Found()
        for event in as_list(as_object(sync.get("account_data")).get("events")):
            self._private.notice(event)
        rooms = as_object(sync.get("rooms"))
        for room in as_object(rooms.get("invite")):
            self._arrivals.invited(room)
        found.items += await self._opened()
        for room, news in as_object(rooms.get("join")).items():
            await self._joined(room, as_object(news), found)
        for room, news in as_object(rooms.get("leave")).items():
            await self._left(room, as_object(news), found, str(sync["next_batch"]))
        return found

    async def _joined(self, room: str, news: Json, found: _Found) -> None:
        timeline = as_object(news.get("timeline"))
        events = events_of(timeline)
        limited = timeline.get("limited") is True
        for event in events_of(news.get("state")):
            self._rooms.notice(room, event)
        if limited or not self._since:
            # Who came and went in between may not be told.
            self._encryption.members_changed(room)
            self._rooms.changed(room)
            found.gaps.add(venue_of(room))
        if not self._since:
            return
        if limited:
            events = (
                await missed(
                    self._homeserver,
                    self._rooms,
                    self._me,
                    room,
                    self._since,
                    str(timeline.get("prev_batch") or ""),
                    events,
                )
                + events
            )
        for event in self._since_we_came(events):
            found.items += await self._event(room, event)
            if is_our_joining(event, self._me):
                found.gaps.add(venue_of(room))

    async def _left(self, room: str, news: Json, found: _Found, token: str) -> None:
        timeline, state = events_of(news.get("timeline")), events_of(news.get("state"))
        going = [e for e in state + timeline if e["type"] == "m.room.member" and e.get("state_key") == self._me]
        for event in timeline:
            if event not in going:
                found.items += await self._event(room, event)
        # Rooms of version 12 come without a state section, and some servers say nothing but the room.
        source = going[-1]["event_id"] if going else f"left {room} {token}"
        before = membership_before(going[-1]) if going else ""
        self._rooms.forget(room)
        self._encryption.members_changed(room)
        self._sealed = [sealed for sealed in self._sealed if sealed.room != room]
        if before in {"join", ""}:
            found.items.append(VenueLost(platform=PLATFORM, venue=venue_of(room), source=source))

    async def _event(self, room: str, event: Json) -> list[Inbound]:
        """Translate one event, whichever way it came."""
        return await self._survived(room, event, self._one(room, event))

    async def _survived(self, room: str, event: Json, work: Awaitable[list[Inbound]]) -> list[Inbound]:
        """Give what comes of one event; nothing, where it can never be handled."""
        try:
            return await work
        except (ForbiddenError, GoneError, RejectedError) as error:
            # What must be asked about it will never be answered: it may not hold up every other room.
            log.warning("matrix.event_left_out", room=room, event_id=event["event_id"], error=str(error))
            return []
        except PlatformError:
            raise
        except Exception as error:  # noqa: BLE001 (one event that nobody foresaw must not stop all that follow)
            log.warning("matrix.bad_event", room=room, event_id=event["event_id"], error=place(error))
            return []

    async def _one(self, room: str, event: Json) -> list[Inbound]:
        kind = event["type"]
        if "state_key" in event:
            self._rooms.notice(room, event)
            self._rooms.changed(room, kind)
            if kind in {"m.room.member", "m.room.encryption"}:
                self._encryption.members_changed(room)
        if is_our_joining(event, self._me):
            return await self._arrivals.arrived(room, event)
        if kind == "m.room.tombstone" and event.get("state_key") == "":
            return await self._arrivals.replaced(room, event)
        if kind == "m.room.encrypted" and event["sender"] != self._me and "state_key" not in event:
            return await self._encrypted(room, event)
        if event["sender"] == self._me and kind in {"m.room.message", "m.room.encrypted"}:
            self._ear.spoke(event["event_id"])
        return await self._plain(room, event)

    async def _plain(self, room: str, event: Json) -> list[Inbound]:
        items: list[Inbound] = []
        for item in self._translator.translate(room, event):
            if isinstance(item, Heard):
                items += await self._ear.understand(item)
            elif not isinstance(item, Revised) or await self._ear.alone(room):
                items.append(item)
        return items

    async def _encrypted(self, room: str, event: Json) -> list[Inbound]:
        opened = self._encryption.decrypt(room, event)
        behind = any((each.room, each.event["sender"]) == (room, event["sender"]) for each in self._sealed)
        if opened is not None and not behind:
            return await self._said_in_secret(room, opened)
        if all(sealed.event["event_id"] != event["event_id"] for sealed in self._sealed):
            if opened is None:
                self._encryption.request_key(room, event)
            self._sealed.append(_Sealed(room, event, self._since, time.monotonic() + KEY_WITHIN))
        return []

    async def _opened(self) -> list[Inbound]:
        """Try again what could not be read before; whose time is up is reported.

        Each waits for what the same person said before it in that room: a ballot changed since would else be changed
        back, once the key to the first came.
        """
        items: list[Inbound] = []
        waiting: list[_Sealed] = []
        held: set[tuple[str, str]] = set()
        for sealed in self._sealed:
            who = (sealed.room, sealed.event["sender"])
            opened = None if who in held else self._encryption.decrypt(sealed.room, sealed.event)
            if opened is not None:
                said = self._said_in_secret(sealed.room, opened)
                items += await self._survived(sealed.room, sealed.event, said)
            elif who in held or time.monotonic() < sealed.until:
                waiting.append(sealed)
                held.add(who)
            else:
                items += await self._survived(sealed.room, sealed.event, self._unreadable(sealed))
        self._sealed = waiting
        return items

    async def _said_in_secret(self, room: str, opened: Json) -> list[Inbound]:
        return await self._plain(room, opened) if opened["type"] in SAID_IN_SECRET else []

    async def _unreadable(self, sealed: _Sealed) -> list[Inbound]:
        """Report what nobody here can read."""
        room, sender = sealed.room, sealed.event["sender"]
        who = account(sender, self._rooms.name(room, sender), self._clean)
        private = await self._ear.alone(room)
        return [Unreadable(account=who, venue=venue_of(room), source=sealed.event["event_id"], private=private)]

    def _since_we_came(self, events: list[Json]) -> list[Json]:
        """Leave out what was said before we joined: it was not said to us."""
        start = max((at for at, event in enumerate(events) if is_our_joining(event, self._me)), default=0)
        return events[start:]

    async def _hand_over(self, deliver: Deliver, found: _Found, token: str) -> bool:
        """Deliver what was found, however often it takes; whether it was."""
        # Until the key to a message has come or is given up, a restart must be told of that message again.
        cursor = self._sealed[0].since if self._sealed else token
        # In a quiet night a homeserver gives the same token again and again: that, too, is being heard.
        beat = time.monotonic() - self._handed_over > BEAT_EVERY
        if not (found.items or found.gaps or beat):
            return True
        batch = Batch(
            platform=PLATFORM,
            items=tuple(found.items),
            cursor=cursor,
            gaps=frozenset(found.gaps),
            heard=frozenset({PLATFORM}),
        )
        while True:
            try:
                await deliver(batch)
            except Exception as error:  # noqa: BLE001 (whatever it is, the batch may not be lost)
                wait = self._backoff.next()
                log.warning("matrix.not_delivered", seconds=round(wait, 1), error=place(error))
                await self._pause(wait)
                if self._stopped.is_set():
                    return False
            else:
                self._backoff.reset()
                self._handed_over = time.monotonic()
                return True

    async def _upkeep(self) -> None:
        try:
            await self._encryption.upkeep()
        except (BusyError, ForbiddenError, GoneError, RejectedError) as error:
            log.warning("matrix.keys_not_kept_up", error=str(error))
