"""Whether an assembly can meet in a channel: what the bot may do there, and who administers it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Final

import discord
import structlog

from adapters.discord import rights
from adapters.discord.places import place_of
from adapters.documents import Document, paragraph
from adapters.failures import place

if TYPE_CHECKING:
    from adapters.discord.client import Client
    from adapters.discord.presence import Presence
    from adapters.discord.sending import Sender
    from deliberation.ids import VenueId

log = structlog.get_logger()

TELL_EVERY: Final = 600.0
"""Seconds in which somebody who asks in vain again is not told again: who takes no private messages would have us do
what Discord refuses as often as they like, and for too many of those it shuts a bot out."""

UNSEEN = "the permission “View Channels” (to see what is said and done here)"


class Founding:
    """Looks at channels before an assembly is founded in them, and tells whoever asks in vain."""

    def __init__(self, client: Client, presence: Presence, sender: Sender) -> None:
        self._client = client
        self._presence = presence
        self._sender = sender
        self._telling: set[asyncio.Task[None]] = set()
        self._told: dict[int, float] = {}

    def lacking(self, guild: discord.Guild | None, channel_id: int | None) -> list[str]:
        """Say in words what the bot must be able to do in a channel and cannot; nothing, where all is well."""
        channel = guild.get_channel_or_thread(channel_id) if guild and channel_id else None
        if guild is None or channel is None:
            return [UNSEEN]
        return rights.lacking(channel, guild.me, public=self._presence.is_public(channel))

    def lacking_here(self, interaction: discord.Interaction[Any]) -> list[str]:
        """Say what is lacking where a command was used."""
        return self.lacking(interaction.guild, interaction.channel_id)

    def wanting_in(self, venue: VenueId) -> list[str]:
        """Say what is lacking in a venue, and what would be nice to have.

        Raises:
            BusyError: that cannot be known now.
        """
        where = place_of(venue)
        if where.private:
            return []
        guild = self._client.guild_of(where.guild)
        if guild is None:
            return ["I am not in this server: somebody who manages it must invite me."]
        channel = guild.get_channel_or_thread(where.channel)
        if channel is None:
            return [rights.request([UNSEEN], to="serve this assembly")]
        words = [*self.lacking(guild, where.channel), *rights.wanting(channel, guild.me)]
        return [f"I lack {each}. {rights.WHO}." for each in words]

    def turned_away(self, message: discord.Message) -> bool:
        """Say whether no assembly can meet where a message was written, and tell its author why, in private.

        Whoever does not administer the server is to be told that by the program.
        """
        if message.guild is None or not isinstance(message.author, discord.Member):
            return False
        lacking = self.lacking(message.guild, message.channel.id) if rights.administers(message.author) else []
        if lacking and self._is_to_be_told(message.author.id):
            task = asyncio.get_running_loop().create_task(self._tell(message, lacking))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
        return bool(lacking)

    async def close(self) -> None:
        """Let what is being told be told."""
        if self._telling:
            await asyncio.wait(self._telling, timeout=5)

    def _is_to_be_told(self, account: int) -> bool:
        now = time.monotonic()
        self._told = {each: at for each, at in self._told.items() if now - at < TELL_EVERY}
        return self._told.setdefault(account, now) == now

    async def _tell(self, message: discord.Message, lacking: list[str]) -> None:
        words = Document((paragraph(rights.request(lacking, to="hold an assembly there")),), failed=True)
        try:
            await self._sender.whisper(str(message.author.id), None, words, key=f"lacking:{message.id}")
        except Exception as error:  # noqa: BLE001 (there is no other way to tell them)
            log.warning("discord.not_told_what_lacks", message=message.id, error=place(error))
