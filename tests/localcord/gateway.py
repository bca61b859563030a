"""The gateway: who connects, identifies, resumes, and is told what."""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from collections import Counter, deque
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from aiohttp import WSMsgType, web

from tests.localcord import intents, member_requests, ready
from tests.localcord.compression import UnknownCompression, packer
from tests.localcord.connections import RATE_LIMITED, Connection
from tests.localcord.sessions import Session, Sessions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.localcord.faults import Faults
    from tests.localcord.happenings import Happening
    from tests.localcord.model import Application
    from tests.localcord.settings import GatewaySettings
    from tests.localcord.world import World

HEARTBEAT: Final = 1
IDENTIFY: Final = 2
PRESENCE: Final = 3
VOICE_STATE: Final = 4
RESUME: Final = 6
RECONNECT: Final = 7
REQUEST_MEMBERS: Final = 8
INVALID_SESSION: Final = 9
HELLO: Final = 10
HEARTBEAT_ACK: Final = 11

UNKNOWN_OPCODE: Final = 4001
DECODE_ERROR: Final = 4002
NOT_AUTHENTICATED: Final = 4003
AUTHENTICATION_FAILED: Final = 4004
ALREADY_AUTHENTICATED: Final = 4005
INVALID_SEQ: Final = 4007
INVALID_SHARD: Final = 4010
SHARDING_REQUIRED: Final = 4011
INVALID_VERSION: Final = 4012

GOODBYES: Final = (1000, 1001)
"""With these codes a client ends its session; with any other it may come back to it."""
LARGEST_PAYLOAD: Final = 4096


class Gateway:
    """All connections and sessions. It hears of the world, and never lets the world wait."""

    def __init__(self, world: World, faults: Faults, settings: GatewaySettings, problem: Callable[[str], None]) -> None:
        self.settings = settings
        self.sessions = Sessions(settings, time.monotonic)
        self.connections: set[Connection] = set()
        self.url = ""
        self._world = world
        self._faults = faults
        self._problem = problem
        self._starts: Counter[int] = Counter()
        self._identified: dict[tuple[int, int], deque[float]] = {}
        faults.attach(self)
        self.leave = world.subscribe(self.hear)

    def starts_left(self, bot_id: int) -> int:
        """How many sessions this bot may still begin."""
        return self.settings.session_starts - self._starts[bot_id]

    # events

    def hear(self, happening: Happening) -> None:
        """Pass on what happened to every session that may know and wants to."""
        told = [
            session
            for session in self.sessions
            if intents.wants(session.intents, happening, session.bot_id)
            and session.covers(happening.guild_id)
            and self._world.may_hear(happening, session.bot_id)
        ]
        for session in told:
            data = intents.as_told(happening, session.intents, session.bot_id)
            for name, bent in self._faults.bend(happening.name, self._faults.miscounted(data)):
                self._faults.in_some_order(session.id, partial(session.dispatch, name, bent))

    # connections

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handle one client from HELLO to the end."""
        query = request.query
        try:
            pack = packer(query.get("compress"))
        except UnknownCompression:
            self._problem(f"gateway: unknown compression {query['compress']!r}")
            return web.Response(status=400)
        if request.transport is None:
            raise ConnectionResetError("the client has gone")
        socket = web.WebSocketResponse(timeout=1.0, max_msg_size=0, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request.transport, pack, self.settings)
        self.connections.add(connection)
        writing = asyncio.create_task(connection.write())
        try:
            await self._listen(connection, socket, query)
        except Exception:  # noqa: BLE001 (told among the problems; the client sees its connection end)
            self._problem(f"gateway: {traceback.format_exc()}")
            connection.abort()
        finally:
            connection.rest()
            self.connections.discard(connection)
            self._lost(connection, ended=not connection.closing and socket.close_code in GOODBYES)
            writing.cancel()
            (trouble,) = await asyncio.gather(writing, return_exceptions=True)
            if isinstance(trouble, Exception):
                self._problem(f"gateway: {trouble!r}")
        return socket

    async def _listen(self, connection: Connection, socket: web.WebSocketResponse, query: Mapping[str, str]) -> None:
        if query.get("v", "10") not in {"9", "10"} or query.get("encoding", "json") != "json":
            connection.close(INVALID_VERSION)
        else:
            connection.say(HELLO, {"heartbeat_interval": int(self.settings.heartbeat_interval * 1000)})
            connection.beat()
        async for message in socket:
            self._take(connection, message.data if message.type is WSMsgType.TEXT else "")

    def _lost(self, connection: Connection, *, ended: bool) -> None:
        session, connection.session = connection.session, None
        if session is not None and ended:
            self.sessions.forget(session)
        elif session is not None:
            session.detach(time.monotonic())

    # what clients say

    def _take(self, connection: Connection, text: str) -> None:
        if connection.closing:
            return
        if not connection.heard(time.monotonic()):
            connection.close(RATE_LIMITED, "You are being rate limited.")
            return
        try:
            said = json.loads(text)
            op, data = said["op"], said.get("d")
        except (ValueError, TypeError, KeyError):
            connection.close(DECODE_ERROR, "Error while decoding payload.")
            return
        if len(text.encode()) > LARGEST_PAYLOAD:
            connection.close(DECODE_ERROR, "Payload too large.")
        else:
            self._do(connection, op, data)

    def _do(self, connection: Connection, op: object, data: Any) -> None:
        if op == HEARTBEAT:
            connection.beat()
            if not self._faults.acks_stopped:
                connection.say(HEARTBEAT_ACK)
        elif op in (IDENTIFY, RESUME):
            self._begin(connection, op, data)
        elif op not in (PRESENCE, VOICE_STATE, REQUEST_MEMBERS):
            connection.close(UNKNOWN_OPCODE, "Unknown opcode.")
        elif connection.session is None:
            connection.close(NOT_AUTHENTICATED, "Not authenticated.")
        elif op == REQUEST_MEMBERS and isinstance(data, dict):
            self._find_members(connection.session, data)

    def _begin(self, connection: Connection, op: object, data: Any) -> None:
        if connection.session is not None:
            connection.close(ALREADY_AUTHENTICATED, "Already authenticated.")
        elif not isinstance(data, dict):
            connection.close(DECODE_ERROR, "Error while decoding payload.")
        elif (application := self._world.application_by_token(str(data.get("token")))) is None:
            connection.close(AUTHENTICATION_FAILED, "Authentication failed.")
        elif op == IDENTIFY:
            self._identify(connection, application, data)
        else:
            self._resume(connection, application, data)

    def _identify(self, connection: Connection, application: Application, data: Mapping[str, Any]) -> None:
        shard = ready.shard_of(data.get("shard", [0, 1]))
        if shard is None:
            connection.close(INVALID_SHARD, "Invalid shard.")
        elif (code := intents.objection(data.get("intents"), application)) is not None:
            words = "Invalid intent(s)." if code == intents.INVALID_INTENTS else "Disallowed intent(s)."
            connection.close(code, words)
        elif len(ready.guilds_of(self._world, application.id, shard)) > self.settings.guilds_per_shard:
            connection.close(SHARDING_REQUIRED, "Sharding required.")
        elif self.starts_left(application.id) <= 0:
            connection.close(AUTHENTICATION_FAILED, "Authentication failed.")
        elif self._is_too_soon(application.id, shard[0]):
            connection.say(INVALID_SESSION, data=False)
        else:
            self._starts[application.id] += 1
            self._welcome(connection, self.sessions.open(application.id, shard, data["intents"]))

    def _is_too_soon(self, bot_id: int, shard_number: int) -> bool:
        place = shard_number % self.settings.max_concurrency
        earlier = self._identified.setdefault((bot_id, place), deque(maxlen=1))
        now = time.monotonic()
        if earlier and now - earlier[0] < self.settings.identify_window:
            return True
        earlier.append(now)
        return False

    def _welcome(self, connection: Connection, session: Session) -> None:
        connection.session = session
        session.attach(connection.send)
        session.dispatch("READY", ready.payload(self._world, session, self.url))
        for guild in ready.guild_creates(self._world, session):
            session.dispatch("GUILD_CREATE", guild)

    def _resume(self, connection: Connection, application: Application, data: Mapping[str, Any]) -> None:
        session, seq = self.sessions.find(data.get("session_id")), data.get("seq")
        if self._faults.resume_is_refused() or session is None or session.bot_id != application.id:
            connection.say(INVALID_SESSION, data=False)
        elif not isinstance(seq, int) or seq > session.seq:
            connection.close(INVALID_SEQ, "Invalid seq.")
        elif (missed := session.since(seq)) is None:
            connection.say(INVALID_SESSION, data=False)
        else:
            self._take_over(connection, session)
            for text in missed:
                connection.send(text)
            session.dispatch("RESUMED", {"_trace": []})

    def _take_over(self, connection: Connection, session: Session) -> None:
        for other in self.connections:
            if other.session is session:
                other.session = None
                other.abort()
        connection.session = session
        session.attach(connection.send)

    def _find_members(self, session: Session, asked: Mapping[str, Any]) -> None:
        try:
            for chunk in member_requests.chunks(self._world, session, asked, self.settings.chunk_size):
                session.dispatch("GUILD_MEMBERS_CHUNK", chunk)
        except member_requests.NotAnswered as why:
            self._problem(f"gateway: {why}")

    # what is done to clients

    def cut(self, *, resumable: bool, code: int | None) -> int:
        """End every connection, abruptly or with a close code."""
        for connection in (gone := list(self.connections)):
            if not resumable:
                self._forget(connection)
            if code is None:
                connection.abort()
                self._lost(connection, ended=False)
            else:
                connection.close(code)
        return len(gone)

    def ask_to_reconnect(self, *, resumable: bool) -> int:
        """Send op 7 to everybody."""
        for connection in self.connections:
            if not resumable:
                self._forget(connection)
            connection.say(RECONNECT)
        return len(self.connections)

    def invalidate(self, *, resumable: bool) -> int:
        """Send op 9 to everybody."""
        for connection in self.connections:
            if not resumable:
                self._forget(connection)
            connection.say(INVALID_SESSION, data=resumable)
        return len(self.connections)

    def ask_for_heartbeat(self) -> int:
        """Send op 1 to everybody."""
        for connection in self.connections:
            connection.say(HEARTBEAT)
        return len(self.connections)

    def forget_sessions(self) -> None:
        """End every session, those without a connection too."""
        for session in self.sessions:
            self.sessions.forget(session)

    def _forget(self, connection: Connection) -> None:
        session, connection.session = connection.session, None
        if session is not None:
            self.sessions.forget(session)
