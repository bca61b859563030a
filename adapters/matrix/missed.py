"""What a sync leaves out: the events between our token and a timeline that the server cut short."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import structlog

from adapters.matrix.errors import Deed
from adapters.matrix.homeserver import path
from adapters.matrix.shapes import as_list, as_object
from adapters.matrix.translating import is_whole, membership_before
from adapters.platform import ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from adapters.matrix.homeserver import Homeserver, Json
    from adapters.matrix.rooms import Rooms

log = structlog.get_logger()

LOOK_BACK = Deed("read what I missed", "let me read the history")
MOST_MISSED = 5_000
"""Events of one room that are fetched after a gap. Of what is older only the reactions that stand are ever found."""
PAGE = 100


async def missed(
    homeserver: Homeserver, rooms: Rooms, me: str, room: str, since: str, start: str, known: list[Json]
) -> list[Json]:
    """Fetch what a limited timeline leaves out, back to our token or to our joining, oldest first."""
    seen = {event["event_id"] for event in known}
    found: list[Json] = []
    if not start or any(is_our_joining(event, me) for event in known):
        return []
    # So many pages at most: a server may go round in circles.
    for _ in range(2 * MOST_MISSED // PAGE):
        query = {
            "dir": "b",
            "from": start,
            "to": since,
            "limit": str(PAGE),
            "filter": json.dumps({"lazy_load_members": True, "include_redundant_members": True}),
        }
        try:
            page = await homeserver.call("GET", path("rooms", room, "messages"), query=query, deed=LOOK_BACK)
        except (ForbiddenError, GoneError, RejectedError) as error:
            log.warning("matrix.gap_not_filled", room=room, error=str(error))
            break
        for event in events_of({"events": page.get("state")}):
            rooms.notice(room, event)
        new = [event for event in events_of({"events": page.get("chunk")}) if event["event_id"] not in seen]
        seen.update(event["event_id"] for event in new)
        found += new
        end = str(page.get("end") or "")
        if not page.get("chunk") or end in {"", start} or len(found) >= MOST_MISSED:
            break
        if any(is_our_joining(event, me) for event in new):
            break
        start = end
    log.info("matrix.gap_filled", room=room, events=len(found))
    return found[::-1]


def is_our_joining(event: Json, me: str) -> bool:
    """Whether an event is that of the account ``me`` coming into the room."""
    return (
        event.get("type") == "m.room.member"
        and event.get("state_key") == me
        and as_object(event.get("content")).get("membership") == "join"
        and membership_before(event) != "join"
    )


def events_of(section: Any) -> list[Json]:
    """Give the events of a part of a sync; what is no event is left out."""
    return [event for event in as_list(as_object(section).get("events")) if isinstance(event, dict) and is_whole(event)]
