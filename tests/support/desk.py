"""A desk with no program behind it, on a local Discord, for tests of how people are answered there."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord

from adapters.discord.interactions import Desk
from adapters.discord.slash import payloads
from adapters.documents import Action, Document, heading, paragraph
from adapters.platform import BusyError, Choice
from tests.localcord import commanding
from tests.localcord.driving import running
from tests.localcord.interacting import ask
from tests.localcord.interactions import Kind
from tests.localcord.options import Place, filled_in
from tests.localcord.pressed import Pressed
from tests.localcord.server import LocalDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from adapters.inbound import Account, Invocation
    from deliberation.ids import VenueId
    from tests.localcord.model import Message

DESCRIPTION = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json"
CARD_ACTIONS = (Action("agree", "Agree", "✅"), Action("block", "Block", "🛑", asks="reason"))
CARD = Document((heading("P1 · Buy a kettle"), paragraph("Open.")), CARD_ACTIONS)


class Clock:
    """Runs as the real one does, and can be moved on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


class Helper:
    """Helps those who type, or is slow, or fails."""

    def __init__(self) -> None:
        self.choices: Sequence[Choice] = ()
        self.texts: Mapping[str, str] = {}
        self.document: Document | None = None
        self.asked: list[tuple[Any, ...]] = []
        self.wait = 0.0
        self.fails = False

    async def suggest(
        self, account: Account, venue: VenueId, command: str, parameter: str, typed: str, given: Mapping[str, str]
    ) -> Sequence[Choice]:
        await self._help(account.id, venue, command, parameter, typed)
        return self.choices

    async def draft(
        self, account: Account, venue: VenueId, command: str, arguments: Mapping[str, str], reply_to: str
    ) -> Mapping[str, str]:
        await self._help(account.id, venue, command, dict(arguments), reply_to)
        return self.texts

    async def paper(self, account: Account, about: str) -> Document | None:
        await self._help(account.id, about)
        return self.document

    async def _help(self, *asked: Any) -> None:
        self.asked.append(asked)
        await asyncio.sleep(self.wait)
        if self.fails:
            raise ValueError("no help today")


class Bot(discord.AutoShardedClient):
    """Brings interactions to the desk, in order, and does nothing else."""

    desk: Desk

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, members=True), guild_ready_timeout=0.05)

    async def setup_hook(self) -> None:
        assert self.application_id is not None
        await self.http.bulk_upsert_global_commands(self.application_id, payloads())

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)
        if event == "interaction":
            self.desk.take(args[0])


class Stage:
    """Ada (who manages the server), Ben and a bot in a channel; and what the desk handed over."""

    def __init__(self, local: LocalDiscord, clock: Clock) -> None:
        self.local = local
        self.clock = clock
        self.ada, self.ben = local.person("ada"), local.person("ben")
        self.guild = local.guild("Leeds", self.ada)
        self.bot = local.application("Folkmoot", {"members"})
        self.helper = Helper()
        self.handed_over: list[Invocation] = []
        self.recorded: list[asyncio.Future[None]] = []
        self.durable = True
        self.broken = False
        self.lacking: list[str] = []
        self.facts_take = 0.0
        self.present: tuple[Account, ...] | None = ()
        self.client = Bot()
        self.desk = Desk(self.helper, hand_over=self._take, facts=self._facts, lacking=lambda _: self.lacking)
        self.client.desk = self.desk

    async def furnish(self) -> None:
        await self.ben.join(self.guild)
        self.local.world.add_bot(self.guild.id, self.bot.id, permissions=discord.Permissions.text().value)
        self.channel = await self.ada.create_channel(self.guild, "moot")

    @property
    def venue(self) -> str:
        return f"discord:{self.guild.id}/{self.channel.id}"

    async def asked(self, number: int = 1) -> Invocation:
        """Wait for so many invocations; give the last of them."""
        await until(lambda: len(self.handed_over) >= number)
        assert len(self.handed_over) == number
        return self.handed_over[-1]

    async def answer(self, document: Document, *, key: str = "k", number: int = 1) -> str | None:
        """Answer what was asked last, when it has come."""
        invocation = await self.asked(number)
        return await self.desk.answer(invocation.source, invocation.account.id, document, key=key)

    async def found(self, name: str) -> Pressed:
        """Ada uses ``/found``. Its option is called as the parameter of ``Person.command`` that names the command."""
        where = Place(world=self.local.world, user_id=self.ada.id, channel_id=self.channel.id)
        command, words = commanding.find(where, "found")
        data = filled_in(where, command, words, {"name": name})
        made = ask(self.local.world, Kind.COMMAND, self.bot.id, self.ada.id, self.channel.id, data)
        return Pressed(self.local.world, made)

    async def post(self, document: Document) -> Message:
        """Post a card with its buttons; give it as people see it."""
        from adapters.discord.rendering import card

        part = card(document)
        channel = self.client.get_channel(self.channel.id)
        assert isinstance(channel, discord.TextChannel)
        assert part.view is not None
        sent = await channel.send(part.content, embeds=list(part.embeds), view=part.view)
        return self.channel.messages[sent.id]

    def _take(self, invocation: Invocation, recorded: asyncio.Future[None]) -> None:
        if self.broken:
            raise RuntimeError("nobody foresaw this")
        self.handed_over.append(invocation)
        self.recorded.append(recorded)
        if self.durable:
            recorded.set_result(None)

    async def _facts(self, interaction: discord.Interaction[Any]) -> tuple[bool, tuple[Account, ...]]:
        await asyncio.sleep(self.facts_take)
        if self.present is None:
            raise BusyError("The members of this server are still being counted.", retry_after=1)
        return interaction.permissions.manage_guild, self.present


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """Give a stage; afterwards nothing was sent that Discord would not take, and nobody was mentioned."""
    clock = Clock()
    async with LocalDiscord(description=DESCRIPTION if DESCRIPTION.exists() else None, clock=clock) as local:
        local.limits.lift()
        stage = Stage(local, clock)
        await stage.furnish()
        async with running(local, stage.client, stage.bot):
            yield stage
            await stage.desk.close()
    assert local.problems == []


async def until(condition: Callable[[], bool], within: float = 5.0) -> None:
    """Wait for something to become so."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - it may be anything at all
            await asyncio.sleep(0.005)
