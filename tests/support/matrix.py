"""People with real Matrix clients, and the bot's adapter with what it handed over."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import nio
import pytest

from adapters.backoff import Backoff
from adapters.matrix import MatrixPlatform, MatrixSettings
from adapters.matrix.translating import venue_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from adapters.inbound import Batch, Inbound
    from bot.demo.synapse import Synapse
    from deliberation.ids import VenueId

T = TypeVar("T")

PASSWORD = "password"
WITHIN = 15.0

_numbers = itertools.count(1)


def unique(name: str) -> str:
    """Make a user name that nobody has yet on a shared homeserver."""
    return f"{name}{next(_numbers)}"


def read_line(line: str) -> tuple[str, dict[str, str]]:
    """Split a line as simply as can be."""
    name, _, rest = line.partition(" ")
    return name, {"text": rest} if rest else {}


def clean(text: str) -> str:
    """Leave out what no database takes."""
    return "".join(character for character in text if character == "\n" or character.isprintable())


class Person:
    """Somebody with a client of their own; encryption only where they were given a folder for its keys."""

    def __init__(self, server: Synapse, name: str, folder: Path | None) -> None:
        self.id = server.register(unique(name), PASSWORD)
        encrypted = folder is not None
        if folder is not None:
            folder = folder / self.id[1:].partition(":")[0]
            folder.mkdir(parents=True)
        self.client = nio.AsyncClient(
            server.url,
            self.id,
            store_path=str(folder or ""),
            config=nio.AsyncClientConfig(encryption_enabled=encrypted, store_sync_tokens=False),
        )

    async def log_in(self) -> None:
        good(await self.client.login(PASSWORD), nio.LoginResponse)
        if self.client.olm:
            await self.sync()

    async def sync(self) -> nio.SyncResponse:
        """Hear what is new, and do with the keys what nio's own loop does."""
        heard = good(await self.client.sync(full_state=True), nio.SyncResponse)
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        if self.client.should_claim_keys:
            await self.client.keys_claim(self.client.get_users_for_key_claiming())
        await self.client.send_to_device_messages()
        return heard

    async def call(self, method: str, where: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the homeserver for something, whatever nio makes of it."""
        reply = await self.client.send(
            method,
            f"/_matrix/client/v3/{where}",
            None if body is None else nio.Api.to_json(body),
            {"Authorization": f"Bearer {self.client.access_token}", "Content-Type": "application/json"},
        )
        answer = await reply.json()
        assert reply.status == 200, answer
        return answer  # type: ignore[no-any-return]

    async def make_room(self, *invite: str, version: str | None = None, name: str = "Assembly", **more: Any) -> str:
        body = {"invite": list(invite), "name": name, **more}
        if version:
            body["room_version"] = version
        return str((await self.call("POST", "createRoom", {k: v for k, v in body.items() if v}))["room_id"])

    async def send(self, room: str, kind: str, content: dict[str, Any]) -> str:
        if self.client.olm:
            await self.sync()
        sent = await self.client.room_send(room, kind, content, ignore_unverified_devices=True)
        return good(sent, nio.RoomSendResponse).event_id

    async def say(self, room: str, text: str, **more: Any) -> str:
        return await self.send(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    async def reply(self, room: str, to: str, text: str) -> str:
        return await self.say(room, text, **{"m.relates_to": {"m.in_reply_to": {"event_id": to}}})

    async def react(self, room: str, to: str, key: str) -> str:
        return await self.send(
            room, "m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": to, "key": key}}
        )

    async def redact(self, room: str, event: str) -> str:
        return good(await self.client.room_redact(room, event), nio.RoomRedactResponse).event_id

    async def join(self, room: str) -> None:
        good(await self.client.join(room), nio.JoinResponse)

    async def leave(self, room: str) -> None:
        good(await self.client.room_leave(room), nio.RoomLeaveResponse)

    async def events(self, room: str, limit: int = 100) -> list[dict[str, Any]]:
        """Give the latest events of a room as raw JSON, oldest first."""
        answer = await self.call("GET", f"rooms/{quote(room, safe='')}/messages?dir=b&limit={limit}")
        return list(reversed(answer["chunk"]))

    async def messages(self, room: str, sender: str) -> list[dict[str, Any]]:
        """Give the messages (not edits) of somebody in a room, as raw JSON."""
        kinds = {"m.room.message", "m.room.encrypted"}
        return [event for event in await self.events(room) if event["sender"] == sender and event["type"] in kinds]

    async def read(self, room: str, sender: str) -> list[Any]:
        """Give what somebody did in a room as this person's client reads it: decrypted, where it has the key."""
        page = good(await self.client.room_messages(room, "", limit=100), nio.RoomMessagesResponse)
        return [event for event in reversed(page.chunk) if getattr(event, "sender", "") == sender]

    def lose_the_key(self, room: str) -> None:
        """Write from now on with a key that nobody else is given."""
        assert self.client.olm is not None
        self.client.olm.create_outbound_group_session(room)
        self.client.olm.outbound_group_sessions[room].shared = True


def good(answer: Any, kind: type[T]) -> T:
    """Insist that nio did what it was asked."""
    assert isinstance(answer, kind), answer
    return answer


class Bot:
    """The adapter, and all that it handed over. ``refuse`` makes so many deliveries fail."""

    def __init__(self, settings: MatrixSettings, cursor: str = "", facts: bool = False) -> None:
        self.settings = settings
        self.id = settings.user_id
        self.platform = MatrixPlatform(
            settings,
            cursor=cursor,
            read_line=read_line,
            clean=clean,
            facts_needed=lambda _: facts,
            backoff=Backoff(first=0.05, most=0.2),
        )
        self._began = cursor
        self.batches: list[Batch] = []
        self.refuse = 0
        self.refused: list[Batch] = []
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def cursor(self) -> str:
        """The cursor that a program would have committed."""
        return self.batches[-1].cursor if self.batches else self._began

    @property
    def items(self) -> list[Inbound]:
        return [item for batch in self.batches for item in batch.items]

    @property
    def gaps(self) -> set[VenueId]:
        return {venue for batch in self.batches for venue in batch.gaps}

    def of(self, kind: type[T], room: str = "") -> list[T]:
        """Give what came of one kind, perhaps of one room."""
        return [item for item in self.items if isinstance(item, kind) and (not room or item.venue == venue_of(room))]

    async def deliver(self, batch: Batch) -> None:
        if self.refuse:
            self.refuse -= 1
            self.refused.append(batch)
            message = "the disk is full"
            raise OSError(message)
        self.batches.append(batch)
        self._news.set()

    async def start(self) -> None:
        """Begin to listen; without a cursor, wait until what comes now counts."""
        self._task = asyncio.create_task(self.platform.listen(self.deliver))
        if not self._began:
            await self.until(lambda: self.batches)

    async def until(self, true: Callable[[], object], within: float = WITHIN) -> None:
        """Wait until something is true of what was handed over."""
        deadline = time.monotonic() + within
        while not true():
            if self._task is not None and self._task.done():
                self._task.result()
            assert time.monotonic() < deadline, f"it never happened; there were {self.items}"
            self._news.clear()
            try:
                async with asyncio.timeout(0.2):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def some(self, kind: type[T], number: int = 1, room: str = "") -> list[T]:
        """Wait for so many of one kind."""
        await self.until(lambda: len(self.of(kind, room)) >= number)
        return self.of(kind, room)

    async def stop(self) -> None:
        await self.platform.stop()
        if self._task is not None:
            await self._task
            self._task = None


class Village:
    """A homeserver, people and bots for one test; all are sent home at its end."""

    def __init__(self, server: Synapse, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self._people: list[Person] = []
        self._bots: list[Bot] = []

    async def person(self, name: str = "ada", *, encrypted: bool = False) -> Person:
        person = Person(self.server, name, self.folder / "people" if encrypted else None)
        self._people.append(person)
        await person.log_in()
        return person

    def settings(self, name: str = "folkmoot", **more: Any) -> MatrixSettings:
        user = self.server.register(unique(name), PASSWORD)
        folder = self.folder / "bots" / user[1:].partition(":")[0]
        return MatrixSettings(homeserver=self.server.url, user_id=user, password=PASSWORD, store=folder, **more)

    def bot(self, settings: MatrixSettings | None = None, **more: Any) -> Bot:
        bot = Bot(settings or self.settings(), **more)
        self._bots.append(bot)
        return bot

    async def listening(self, settings: MatrixSettings | None = None, **more: Any) -> Bot:
        bot = self.bot(settings, **more)
        await bot.start()
        return bot

    async def assembly(self, bot: Bot, *others: Person, host: Person, **more: Any) -> str:
        """Make a room of a host, with the bot and others in it."""
        room = await host.make_room(bot.id, *(other.id for other in others), **more)
        await bot.until(lambda: venue_of(room) in {getattr(item, "venue", "") for item in bot.items})
        for other in others:
            await other.join(room)
        return room

    async def disperse(self) -> None:
        for bot in self._bots:
            await bot.stop()
        for person in self._people:
            await person.client.close()


@pytest.fixture
async def village(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Village]:
    """Yield people and bots on the shared homeserver, for one test."""
    people = Village(synapse, tmp_path)
    yield people
    await people.disperse()


@pytest.fixture
async def limited_village(start_synapse: Callable[..., Synapse], tmp_path: Path) -> AsyncIterator[Village]:
    """Yield people and bots on a homeserver of their own, with limits on what is sent, as Synapse has them."""
    people = Village(start_synapse(rate_limited=True), tmp_path)
    yield people
    await people.disperse()


@pytest.fixture
async def lone_village(own_synapse: Synapse, tmp_path: Path) -> AsyncIterator[Village]:
    """Yield people and bots on a homeserver that the test may stop and restart."""
    people = Village(own_synapse, tmp_path)
    yield people
    await people.disperse()
