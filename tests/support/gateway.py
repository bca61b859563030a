"""A guild in a local Discord, and a client of its gateway that speaks it by bare websockets."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.localcord.happenings import Intent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.localcord.model import Application, Channel, Guild, Message
    from tests.localcord.server import LocalDiscord

PLAIN = Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.GUILD_MESSAGE_REACTIONS | Intent.DIRECT_MESSAGES
ADMINISTRATOR = 8


class Scene:
    """Ada's guild with a channel, Bob, and a bot."""

    def __init__(self, local: LocalDiscord) -> None:
        self.local = local
        self.world = local.world
        self.ada = self.world.new_user("Ada")
        self.bob = self.world.new_user("Bob")
        self.guild: Guild = self.world.new_guild("Orchard", self.ada.id)
        self.world.add_member(self.guild.id, self.bob.id)
        self.channel: Channel = self.world.create_channel(self.ada.id, self.guild.id, {"name": "talk", "type": 0})
        self.bot: Application = self.world.new_application("Bot", privileged={"members", "message_content"})
        self.world.add_bot(self.guild.id, self.bot.id, ADMINISTRATOR)

    async def guilds_on_two_shards(self) -> list[Guild]:
        guilds = [self.guild]
        while len({(guild.id >> 22) % 2 for guild in guilds}) < 2:
            await asyncio.sleep(0.001)  # guilds of the same millisecond are on the same shard
            guilds.append(self.world.new_guild("Meadow", self.ada.id))
            self.world.add_bot(guilds[-1].id, self.bot.id, ADMINISTRATOR)
        return guilds

    def say(self, text: str, *, by: int | None = None, **body: Any) -> Message:
        return self.world.send_message(by or self.ada.id, self.channel.id, {"content": text, **body})


class Client:
    """A gateway client of bare websockets."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.seq: int | None = None
        self.session_id = ""

    async def hear(self) -> dict[str, Any]:
        heard: dict[str, Any] = await self.socket.receive_json(timeout=2)
        self.seq = heard["s"] or self.seq
        return heard

    async def hear_event(self, name: str) -> dict[str, Any]:
        while True:
            heard = await self.hear()
            if heard["t"] == name:
                data: dict[str, Any] = heard["d"]
                return data

    async def hear_op(self, op: int) -> dict[str, Any]:
        while True:
            heard = await self.hear()
            if heard["op"] == op:
                return heard

    async def names(self) -> list[str]:
        """The events that are there by now."""
        await self.say(1, self.seq)
        names = []
        while (heard := await self.hear())["op"] != 11:
            names.append(heard["t"])
        return names

    async def say(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, token: str, intents: int = PLAIN, **more: Any) -> dict[str, Any]:
        assert (await self.hear())["op"] == 10
        await self.say(2, {"token": token, "intents": intents, "properties": {}, **more})
        ready = await self.hear_event("READY")
        self.session_id = ready["session_id"]
        return ready

    async def resume(self, token: str, session_id: str, seq: int | None) -> None:
        assert (await self.hear())["op"] == 10
        await self.say(6, {"token": token, "session_id": session_id, "seq": seq})

    async def close_code(self) -> int | None:
        while not self.socket.closed:
            await self.socket.receive(timeout=2)
        return self.socket.close_code


@asynccontextmanager
async def connected(local: LocalDiscord, query: str = "?v=10&encoding=json") -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session, session.ws_connect(local.gateway_url + query) as socket:
        yield Client(socket)
