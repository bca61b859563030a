"""A bot on a Discord of its own, as its operator sees it: a server, a channel, and what to write into the settings."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.discord.places import Place
from adapters.discord.rights import permissions
from adapters.discord.settings import DiscordSettings
from bot import discord_checkup
from tests.localcord.model import Application, Channel, Guild
from tests.localcord.people import Person
from tests.localcord.server import LocalDiscord
from tests.support.discord_server import DESCRIPTION

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.findings import Finding
    from deliberation.ids import VenueId


@dataclass
class Orchard:
    """A server of Ada's with the bot on it, and a channel that everybody sees."""

    discord: LocalDiscord
    bot: Application
    guild: Guild
    ada: Person
    channel: Channel

    @property
    def settings(self) -> str:
        """What the operator writes into the settings."""
        return f'[discord]\napi_base = "{self.discord.api_base}"\n'

    @property
    def secret(self) -> dict[str, str]:
        """What the operator puts into the environment."""
        return {"FOLKMOOT_DISCORD_TOKEN": self.bot.token}

    def venue(self, channel: Channel | None = None) -> VenueId:
        return Place(self.guild.id, (channel or self.channel).id).venue

    async def found(self, *venues: VenueId, notes: Mapping[str, str] | None = None) -> list[Finding]:
        """Examine the bot with assemblies in these venues."""
        settings = DiscordSettings(token=self.bot.token, api_base=self.discord.api_base)
        return [finding async for finding in discord_checkup.examine_discord(settings, venues, notes or {})]


@asynccontextmanager
async def orchard(
    allowed: int | None = None, *, intents: frozenset[str] = frozenset({"members"})
) -> AsyncIterator[Orchard]:
    """Have the bot on a server, with all permissions that it asks for or only those ``allowed``."""
    async with LocalDiscord(description=DESCRIPTION if DESCRIPTION.exists() else None) as discord:
        ada = discord.person("Ada")
        guild = discord.guild("Orchard", ada)
        bot = discord.application("Folkmoot", intents)
        discord.world.add_bot(guild.id, bot.id, permissions().value if allowed is None else allowed)
        channel = await ada.create_channel(guild, "kitchen")
        yield Orchard(discord, bot, guild, ada, channel)
        assert discord.problems == []
