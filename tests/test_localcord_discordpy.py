"""The real discord.py on the local Discord: it connects, resumes, begins anew and is refused."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import discord
import pytest

from tests.localcord.discordpy import led_to
from tests.localcord.server import LocalDiscord
from tests.localcord.settings import GatewaySettings
from tests.support.gateway import Scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

pytest_plugins = ["tests.support.localcord_fixtures"]


class Listener(discord.AutoShardedClient):
    """A bot that notes what it hears, and answers "ping"."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, members=True, messages=True, message_content=True, reactions=True)
        super().__init__(intents=intents, guild_ready_timeout=0.05)  # else it waits two seconds for guilds
        self.heard: list[str] = []
        self._news = asyncio.Event()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the five seconds that discord.py waits here for Discord's sake."""

    async def on_ready(self) -> None:
        self._note("ready")

    async def on_resumed(self) -> None:
        self._note("resumed")

    async def on_message(self, message: discord.Message) -> None:
        self._note(message.content)
        if message.content == "ping":
            await message.reply("pong")

    def _note(self, heard: str) -> None:
        self.heard.append(heard)
        self._news.set()

    async def until(self, *heard: str) -> None:
        async with asyncio.timeout(5):
            while not set(heard) <= set(self.heard):
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def running(local: LocalDiscord, token: str) -> AsyncIterator[Listener]:
    with led_to(local):
        async with Listener() as listener:
            task = asyncio.create_task(listener.start(token))
            waiting = asyncio.create_task(listener.until("ready"))
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                waiting.cancel()
            await (task if task.done() else waiting)
            yield listener
        await task


async def test_discordpy_connects_and_answers(local: LocalDiscord, scene: Scene) -> None:
    """The real library gets ready, knows the guild and all its members, hears a message and replies to it."""
    async with running(local, scene.bot.token) as bot:
        guild = bot.get_guild(scene.guild.id)
        assert guild is not None
        assert {member.name for member in guild.members} == {"Ada", "Bob", "Bot"}
        scene.say("ping")
        await bot.until("ping", "pong")
    assert [message.content for message in scene.channel.messages.values()] == ["ping", "pong"]


@pytest.mark.parametrize(
    "trouble",
    [
        lambda local: local.faults.drop_connections(),
        lambda local: local.faults.drop_connections(code=4000),
        lambda local: local.faults.drop_connections(ask=True),
        lambda local: local.faults.invalidate_sessions(resumable=True),
    ],
    ids=["cut", "closed", "op 7", "op 9 true"],
)
async def test_discordpy_resumes(local: LocalDiscord, scene: Scene, trouble: Callable[[LocalDiscord], int]) -> None:
    """After a cut, a close, op 7 and a resumable op 9 the library resumes and hears what it missed."""
    async with running(local, scene.bot.token) as bot:
        assert trouble(local) == 1
        scene.say("meanwhile")
        await bot.until("resumed", "meanwhile")
        assert bot.heard.count("ready") == 1


@pytest.mark.parametrize("how", ["op 9", "refused"])
async def test_discordpy_begins_anew(local: LocalDiscord, scene: Scene, how: str) -> None:
    """After op 9 and after a refused RESUME the library identifies anew; what was said meanwhile is lost."""
    async with running(local, scene.bot.token) as bot:
        bot.heard.clear()
        if how == "op 9":
            local.faults.invalidate_sessions()
        else:
            local.faults.drop_connections(resumable=False)
        scene.say("meanwhile")
        await bot.until("ready")
        scene.say("again")
        await bot.until("again")
        assert "meanwhile" not in bot.heard


async def test_discordpy_is_told_of_wrong_intents_and_tokens(local: LocalDiscord) -> None:
    """The library's own errors come of intents that are not switched on (4014), and of a wrong token (401)."""
    application = local.application("Plain")
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(local, application.token):
            pass
    with pytest.raises(discord.LoginFailure):
        async with running(local, "wrong"):
            pass


async def test_discordpy_shards() -> None:
    """With two shards recommended, the library identifies twice and has the guilds of both."""
    async with LocalDiscord(settings=GatewaySettings(shards=2)) as local:
        scene = Scene(local)
        guilds = await scene.guilds_on_two_shards()
        async with running(local, scene.bot.token) as bot:
            assert bot.shard_count == 2
            assert {guild.id for guild in bot.guilds} == {guild.id for guild in guilds}
        assert local.problems == []
