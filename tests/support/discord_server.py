"""A server on a local Discord, with the bot on it, and what the adapter makes of what happens there."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.discord.client import Client
from adapters.discord.doors import Doors
from adapters.discord.places import Place
from adapters.discord.presence import Changes, Presence
from adapters.discord.rights import permissions
from adapters.discord.sending import Sender
from adapters.discord.settings import DiscordSettings
from adapters.inbound import Departed, Entered, Inbound
from deliberation.ids import VenueId
from tests.localcord.model import Application, Guild
from tests.localcord.people import Person
from tests.localcord.server import LocalDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.localcord.model import Channel

T = TypeVar("T")

DESCRIPTION = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json"
"""Discord's own description of its REST API: where it is there, all that the bot sends is checked against it."""


class Slips:
    """Notes kept in memory."""

    def __init__(self, kept: dict[str, str] | None = None) -> None:
        self.kept = {} if kept is None else kept

    async def all(self) -> dict[str, str]:
        return dict(self.kept)

    async def put(self, key: str, value: str) -> None:
        self.kept[key] = value
        if not value:
            del self.kept[key]


@dataclass
class Server:
    """The guild that Ada owns, in which Ben and Cleo are; the bot's parts; and what was made of all that happened."""

    discord: LocalDiscord
    bot: Application
    guild: Guild
    ada: Person
    ben: Person
    cleo: Person
    slips: Slips
    venues: set[VenueId] = field(default_factory=set)
    items: list[Inbound] = field(default_factory=list)
    gaps: list[VenueId] = field(default_factory=list)
    whole: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        settings = DiscordSettings(token=self.bot.token, api_base=self.discord.api_base)
        self.client = Client(settings, self._hear)
        self.doors = Doors(self.slips, self.client.guild_of)
        self.presence = Presence(self.doors, lambda: frozenset(self.venues), self.client.guild_of)
        self.sender = Sender(lambda: self.client)

    def venue(self, channel: Channel) -> VenueId:
        """Have an assembly meet in a channel."""
        venue = Place(self.guild.id, channel.id).venue
        self.venues.add(venue)
        return venue

    async def told(self, kind: type[T], number: int = 1) -> list[T]:
        """Wait until so much of a kind was told; give all of that kind."""
        with suppress(TimeoutError):
            await until(lambda: len(self._of(kind)) >= number)
        return self._of(kind)

    async def quiet(self) -> None:
        """Wait until what happened so far was heard of: a role made last of all."""
        made = await self.ada.create_role(self.guild, "signal")
        await until(lambda: self.client.guilds[0].get_role(made.id) is not None)

    async def in_doubt(self, venue: VenueId) -> None:
        """Wait until something may have been missed in a venue."""
        await until(lambda: venue in self.gaps)

    def _of(self, kind: type[T]) -> list[T]:
        return [item for item in self.items if isinstance(item, kind)]

    def moves(self) -> list[tuple[str, str]]:
        """List who came (+) and went (-), by name."""
        signs = {Entered: "+", Departed: "-"}
        return [(signs[type(item)], item.account.name) for item in self.items if isinstance(item, Entered | Departed)]

    async def names(self, venue: VenueId) -> set[str]:
        """Name who is in a venue."""
        return {account.name for account in await self.presence.members(venue)}

    def _hear(self, event: str, *args: Any) -> None:
        if event == "guild_whole":
            self.whole.set()
        if event in _HEARD:
            changes = _HEARD[event](self.presence, *args)
            self.items.extend(changes.items)
            self.gaps.extend(changes.gaps)


def _thread_left(presence: Presence, raw: Any) -> Changes:
    return presence.thread_left(raw.guild_id, raw.thread_id, [int(each) for each in raw.data["removed_member_ids"]])


_HEARD: dict[str, Callable[..., Changes]] = {
    "guild_there": lambda presence, guild, _: presence.guild_back(guild),
    "guild_whole": Presence.guild_back,
    "guild_remove": lambda presence, guild: presence.guild_gone(guild.id),
    "guild_update": lambda presence, _, guild: presence.guild_changed(guild),
    "guild_role_update": Presence.role_changed,
    "guild_role_delete": Presence.role_gone,
    "member_join": Presence.member_changed,
    "member_update": lambda presence, _, member: presence.member_changed(member),
    "raw_member_remove": lambda presence, raw: presence.member_gone(raw.guild_id, raw.user),
    "guild_channel_create": Presence.channel_changed,
    "guild_channel_update": lambda presence, _, channel: presence.channel_changed(channel),
    "guild_channel_delete": lambda presence, channel: presence.channel_gone(channel.guild.id, channel.id),
    "thread_create": Presence.channel_changed,
    "thread_join": Presence.channel_changed,
    "thread_update": lambda presence, _, thread: presence.channel_changed(thread),
    "thread_remove": Presence.thread_away,
    "raw_thread_delete": lambda presence, raw: presence.channel_gone(raw.guild_id, raw.thread_id),
    "thread_member_join": Presence.thread_entered,
    "raw_thread_member_remove": _thread_left,
}


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so, but not for ever."""
    async with asyncio.timeout(3):
        while not true():  # noqa: ASYNC110 (what is waited for tells nobody)
            await asyncio.sleep(0.005)


@asynccontextmanager
async def serving(kept: dict[str, str] | None = None, *, allowed: int | None = None) -> AsyncIterator[Server]:
    """Have the bot on a server, with all permissions that it asks for or only those ``allowed``."""
    async with LocalDiscord(description=DESCRIPTION if DESCRIPTION.exists() else None) as discord:
        discord.limits.lift()
        ada, ben, cleo = map(discord.person, ("Ada", "Ben", "Cleo"))
        guild = discord.guild("Orchard", ada)
        for each in (ben, cleo):
            await each.join(guild)
        bot = discord.application("Folkmoot", {"members"})
        discord.world.add_bot(guild.id, bot.id, permissions().value if allowed is None else allowed)
        server = Server(discord, bot, guild, ada, ben, cleo, Slips(kept))
        await server.doors.load()
        session = asyncio.create_task(server.client.session())
        try:
            async with asyncio.timeout(10):
                await asyncio.wait(
                    {session, asyncio.create_task(server.whole.wait())}, return_when=asyncio.FIRST_COMPLETED
                )
            if session.done():
                await session
            yield server
        finally:
            session.cancel()
            await asyncio.wait({session})
        assert discord.problems == []
