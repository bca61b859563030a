"""The people of the demo in Matrix: real clients, each with an account of its own."""

import asyncio
import html
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nio import (
    AsyncClient,
    AsyncClientConfig,
    Event,
    InviteMemberEvent,
    JoinError,
    LoginError,
    MatrixRoom,
    RoomCreateError,
    RoomGetStateEventError,
    RoomInviteError,
    RoomMessageText,
    RoomPreset,
    RoomPutStateError,
    RoomSendError,
)
from nio.events.room_events import RoomMessageNotice

from bot.demo.voices import CastError, Heard, Voice, Where

if TYPE_CHECKING:
    from collections.abc import Callable


WITHIN: Final = 30.0
"""Seconds that somebody waits for what they should hear."""


class Member:
    """One person with a Matrix client that reads along."""

    def __init__(self, name: str, user: str, homeserver: str, keys: Path, *, bot: str) -> None:
        self.name = name
        self.user = user
        self.bot = bot
        self.room = ""
        """The room of the assembly, once there is one."""
        folder = keys / name
        folder.mkdir(parents=True, exist_ok=True)
        config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
        self._client = AsyncClient(homeserver, user, store_path=str(folder), config=config)
        self._heard: list[Heard] = []
        self._news = asyncio.Condition()
        self._reading: asyncio.Task[None] | None = None
        self.on_heard: Callable[[Member, Heard], None] | None = None

    async def come(self, password: str) -> None:
        """Log in and begin to read.

        Raises:
            CastError: the homeserver refused.
        """
        _checked(await self._client.login(password), LoginError)
        await self._client.set_displayname(self.name)
        self._client.add_event_callback(self._read, RoomMessageText)
        self._client.add_event_callback(self._read, RoomMessageNotice)
        self._client.add_event_callback(self._invited, InviteMemberEvent)  # type: ignore[arg-type]
        self._reading = asyncio.create_task(self._read_along(), name=f"{self.name} reads")

    async def go(self) -> None:
        """Stop reading and close the connection."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._client.close()

    async def _read_along(self) -> None:
        await self._client.sync_forever(timeout=10_000)

    async def _invited(self, room: MatrixRoom, event: Any) -> None:
        if event.state_key == self.user and event.membership == "invite":
            await self._client.join(room.room_id)

    async def _read(self, room: MatrixRoom, event: Event) -> None:
        content = event.source["content"]
        relation = content.get("m.relates_to", {})
        replaces = relation.get("event_id", "") if relation.get("rel_type") == "m.replace" else ""
        words = content.get("m.new_content", content) if replaces else content
        heard = Heard(room.room_id, event.sender, event.event_id, str(words.get("body", "")), replaces)
        async with self._news:
            self._heard.append(heard)
            self._news.notify_all()
        if self.on_heard is not None:
            self.on_heard(self, heard)

    async def wait_for(self, words: str, *, after: int = 0, where: Where = Where.ROOM) -> Heard:
        """Wait until a message of the bot holds these words, among those heard since ``after``.

        Raises:
            CastError: none came in time.
        """
        pattern = re.compile(words, re.IGNORECASE | re.DOTALL)

        def said(heard: Heard) -> bool:
            here = {
                Where.ROOM: heard.room == self.room,
                Where.PRIVATE: self.in_private(heard.room),
                Where.ANYWHERE: True,
            }[where]
            return here and not heard.replaces and heard.sender == self.bot and pattern.search(heard.text) is not None

        def found() -> Heard | None:
            return next((h for h in self._heard[after:] if said(h)), None)

        try:
            async with asyncio.timeout(WITHIN), self._news:
                await self._news.wait_for(lambda: found() is not None)
        except TimeoutError:
            last = "\n---\n".join(h.text for h in self._heard[after:][-6:])
            raise CastError(f"{self.name} waited in vain for {words!r}; heard:\n{last}") from None
        result = found()
        if result is None:
            raise CastError(f"{self.name} lost {words!r}")
        return result

    def in_private(self, room: str) -> bool:
        """Whether a room is one of two people."""
        found = self._client.rooms.get(room)
        return found is not None and len(found.users) + len(found.invited_users) <= len(("the bot", "them"))

    @property
    def so_far(self) -> int:
        """How many messages were heard until now: from here on, ``wait_for`` can look for new ones."""
        return len(self._heard)

    async def open_room(self, name: str, invite: list[str], *, alias: str = "") -> str:
        """Create a room that anyone on the homeserver may join, and invite people; give its id."""
        preset = RoomPreset.public_chat
        answer = await self._client.room_create(name=name, invite=invite, alias=alias or None, preset=preset)
        _checked(answer, RoomCreateError)
        return str(answer.room_id)

    async def invite(self, room: str, user: str) -> None:
        """Invite somebody."""
        _checked(await self._client.room_invite(room, user), RoomInviteError)

    async def empower(self, room: str, user: str, level: int) -> None:
        """Give somebody a power level in a room of one's own."""
        kind = "m.room.power_levels"
        found = await self._client.room_get_state_event(room, kind)
        _checked(found, RoomGetStateEventError)
        users = {**found.content.get("users", {}), user: level}
        _checked(await self._client.room_put_state(room, kind, {**found.content, "users": users}), RoomPutStateError)

    async def join(self, room: str) -> None:
        """Join a room."""
        _checked(await self._client.join(room), JoinError)

    async def says(self, line: str, *, about: Voice | None = None) -> None:
        """Give a command in the room; whoever it names is sent as a pill, as clients do."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": f"!{line}"}
        if isinstance(about, Member):
            pill = f'<a href="https://matrix.to/#/{about.user}">{html.escape(about.name)}</a>'
            content["format"] = "org.matrix.custom.html"
            content["formatted_body"] = html.escape(f"!{line}").replace(html.escape(about.name), pill, 1)
            content["m.mentions"] = {"user_ids": [about.user]}
        await self._send(self.room, "m.room.message", content)

    async def replies(self, heard: Heard, words: str) -> None:
        """Answer a message in plain words."""
        content = {"msgtype": "m.text", "body": words, "m.relates_to": {"m.in_reply_to": {"event_id": heard.event}}}
        await self._send(heard.room, "m.room.message", content)

    async def reacts(self, heard: Heard, key: str) -> None:
        """React to a message."""
        relation = {"rel_type": "m.annotation", "event_id": heard.event, "key": key}
        await self._send(heard.room, "m.reaction", {"m.relates_to": relation})

    async def _send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        answer = await self._client.room_send(room, kind, content, ignore_unverified_devices=True)
        _checked(answer, RoomSendError)
        return str(answer.event_id)


def _checked(answer: object, wrong: type) -> None:
    """Nio gives errors back instead of raising them."""
    if isinstance(answer, wrong):
        raise CastError(str(answer))
