"""Turns Matrix events into our own words. Nothing is asked of anybody here, and nothing that is sent makes it raise.

Events are taken as the JSON that they are, since most of what people could send to trouble a bot is events that are not
what a library expects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard
from urllib.parse import quote

import structlog

from adapters.failures import place
from adapters.inbound import Account, Departed, Entered, Inbound, MessageDeleted, Reacted, Revised, Unreacted
from adapters.matrix.wording import meant
from adapters.reactions import folded
from deliberation.ids import VenueId

log = structlog.get_logger()

PLATFORM = "matrix"
LONGEST_NAME = 80
LONGEST_ID = 255

SAID_IN_SECRET = frozenset({"m.room.message", "m.reaction"})
"""What may come out of a ciphertext. State never does, though anybody can encrypt something that looks like it."""

_USER = re.compile(r"@[^:\s]*:[^\s]+")
_MESSAGE = re.compile(r"\$[^\s]+")
_ROOM = re.compile(r"![^\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A text message. Whether it is a command depends on where it was written, which has to be asked."""

    account: Account
    venue: VenueId
    source: str
    text: str
    reply_to: str


Clean = Callable[[str], str]
Names = Callable[[str, str], str]
"""Gives the name that a user (second) shows in a room (first), or an empty text."""


def venue_of(room: str) -> VenueId:
    """Give the venue that a room is."""
    return VenueId(f"{PLATFORM}:{room}")


def room_of(venue: VenueId) -> str:
    """Give the room that a venue is.

    Raises:
        ValueError: it is no venue of this platform.
    """
    platform, _, room = venue.partition(":")
    if platform != PLATFORM or not room:
        raise ValueError(f"{venue} is not in Matrix.")
    return room


def address_of(room: str, *, via: str) -> str:
    """Give an address that leads to a room, found through the server ``via`` and the one that its id names, if any."""
    servers = dict.fromkeys(filter(None, [via, room.partition(":")[2]]))
    query = "&".join(f"via={quote(server, safe=':')}" for server in servers)
    return f"https://matrix.to/#/{quote(room, safe='!:')}?{query}"


def account(user: str, shown: object, clean: Clean) -> Account:
    """Make an account of a user id and of whatever the platform has as its name."""
    name = " ".join(clean(shown).split())[:LONGEST_NAME].rstrip() if isinstance(shown, str) else ""
    return Account(PLATFORM, user, name or user)


class Translator:
    """Translates what others do; what the account ``me`` does itself is no news."""

    def __init__(self, me: str, clean: Clean, names: Names) -> None:
        self._me = me
        self._clean = clean
        self._names = names

    def translate(self, room: str, event: object) -> list[Inbound | Heard]:
        """Give what an event (decrypted, as JSON) means to us: mostly nothing. Never raises."""
        try:
            return self._translate(room, event)
        except Exception as error:  # noqa: BLE001 (one event that nobody foresaw must not stop all that follow)
            log.warning("matrix.bad_event", room=room, error=place(error))
            return []

    def _translate(self, room: str, event: object) -> list[Inbound | Heard]:
        if not isinstance(event, dict) or not is_whole(event) or not _ROOM.fullmatch(room):
            return []
        sender = event["sender"]
        kind, content = event["type"], event["content"]
        if kind == "m.room.member":
            return self._member(room, event, content)
        if sender == self._me:
            return []
        if kind == "m.room.redaction":
            return self._redaction(room, event, content)
        if "state_key" in event:
            return []
        if kind == "m.reaction":
            return self._reaction(room, event, content)
        if kind == "m.room.message":
            return self._message(room, event, content)
        return []

    def _member(self, room: str, event: Mapping[str, Any], content: Mapping[str, Any]) -> list[Inbound | Heard]:
        user = event.get("state_key")
        if not is_user(user) or user == self._me:
            return []
        now, before = content.get("membership"), membership_before(event)
        who, venue, source = account(user, content.get("displayname"), self._clean), venue_of(room), event["event_id"]
        if now == "join" and before != "join":
            return [Entered(account=who, venue=venue, source=source)]
        if now in {"leave", "ban"} and before in {"join", ""}:
            who, by_others = self._account(room, user), event["sender"] not in {user, self._me}
            return [Departed(account=who, venue=venue, source=source, put_out=by_others)]
        return []

    def _redaction(self, room: str, event: Mapping[str, Any], content: Mapping[str, Any]) -> list[Inbound | Heard]:
        # Up to room version 10 it stands outside the content, from 11 in it; servers send either or both.
        target = event.get("redacts") or content.get("redacts")
        if not _is_id(target, _MESSAGE):
            return []
        venue, source = venue_of(room), event["event_id"]
        # What it was cannot be seen here: to whom it was nothing, either is nothing.
        return [
            Unreacted(platform=PLATFORM, venue=venue, source=source, lifted=target, by=event["sender"]),
            MessageDeleted(platform=PLATFORM, venue=venue, source=source, message=target),
        ]

    def _reaction(self, room: str, event: Mapping[str, Any], content: Mapping[str, Any]) -> list[Inbound | Heard]:
        reaction = reaction_of(content)
        if reaction is None:
            return []
        message, key = reaction
        who = self._account(room, event["sender"])
        return [Reacted(account=who, venue=venue_of(room), source=event["event_id"], message=message, key=key)]

    def _message(self, room: str, event: Mapping[str, Any], content: Mapping[str, Any]) -> list[Inbound | Heard]:
        relation = content.get("m.relates_to")
        relation = relation if isinstance(relation, dict) else {}
        # A notice is what bots say, and answering them could go on for ever.
        if content.get("msgtype") != "m.text":
            return []
        if relation.get("rel_type") == "m.replace":
            return self._edit(room, event, relation.get("event_id"))
        reply_to = _replied_to(relation)
        text = self._clean(meant(content, reply=bool(reply_to)))
        if not text:
            return []
        who = self._account(room, event["sender"])
        return [Heard(account=who, venue=venue_of(room), source=event["event_id"], text=text, reply_to=reply_to)]

    def _edit(self, room: str, event: Mapping[str, Any], message: object) -> list[Inbound | Heard]:
        """Give an edit, which comes too late for its message. Whether anybody has to know depends on where it is."""
        if not _is_id(message, _MESSAGE):
            return []
        who = self._account(room, event["sender"])
        return [Revised(account=who, venue=venue_of(room), source=event["event_id"], message=message)]

    def _account(self, room: str, user: str) -> Account:
        return account(user, self._names(room, user), self._clean)


def is_whole(event: Mapping[str, Any]) -> bool:
    """Whether an event has the parts that every event has, and sane ids."""
    return (
        _is_id(event.get("event_id"), _MESSAGE)
        and is_user(event.get("sender"))
        and isinstance(event.get("type"), str)
        and isinstance(event.get("content"), dict)
    )


def is_user(user: object) -> TypeGuard[str]:
    """Whether this is an MXID."""
    return _is_id(user, _USER)


def membership_before(event: Mapping[str, Any]) -> str:
    """Give the membership that an ``m.room.member`` event replaced, empty where it does not say."""
    unsigned = event.get("unsigned")
    before = unsigned.get("prev_content") if isinstance(unsigned, dict) else None
    membership = before.get("membership") if isinstance(before, dict) else None
    return membership if isinstance(membership, str) else ""


def reaction_of(content: Mapping[str, Any]) -> tuple[str, str] | None:
    """Give the message reacted to and the folded key, or nothing for what is no reaction that could matter."""
    relation = content.get("m.relates_to")
    if not isinstance(relation, dict) or relation.get("rel_type") != "m.annotation":
        return None
    message, key = relation.get("event_id"), relation.get("key")
    plain = folded(key) if isinstance(key, str) else ""
    return (message, plain) if plain and _is_id(message, _MESSAGE) else None


def _replied_to(relation: Mapping[str, Any]) -> str:
    """Give the message that is answered. In a thread, that which it began with counts unless another is named."""
    answered = relation.get("m.in_reply_to")
    target = answered.get("event_id") if isinstance(answered, dict) else None
    if relation.get("rel_type") == "m.thread" and (target is None or relation.get("is_falling_back") is True):
        target = relation.get("event_id")
    return target if _is_id(target, _MESSAGE) else ""


def _is_id(value: object, pattern: re.Pattern[str]) -> TypeGuard[str]:
    """Whether this is an id, and one that a database can hold: no NUL, no half of a character."""
    return (
        isinstance(value, str)
        and 1 < len(value) <= LONGEST_ID
        and pattern.fullmatch(value) is not None
        and value.isprintable()
    )
