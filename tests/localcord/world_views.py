"""Telling bots of the threads in channels that they have just come to see."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.localcord import payloads
from tests.localcord.happenings import Happening, Intent
from tests.localcord.world_state import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.localcord.model import Guild


class Views(State):
    """Who comes to see what."""

    @contextmanager
    def views_changing(self, guild: Guild) -> Iterator[None]:
        """Around a change of roles or overwrites: afterwards each bot hears of the threads in channels new to it."""
        before = self._viewed(guild)
        yield
        for bot, viewed in self._viewed(guild).items():
            gained = viewed - before.get(bot, set())
            if gained:
                self._sync_threads(guild, bot, gained)

    def _viewed(self, guild: Guild) -> dict[int, set[int]]:
        parents = [channel.id for channel in guild.channels.values() if channel.thread is None]
        return {
            bot: {channel_id for channel_id in parents if self.may_view(bot, channel_id)}
            for bot in self.bots_in(guild.id)
        }

    def _sync_threads(self, guild: Guild, bot: int, channel_ids: set[int]) -> None:
        threads: list[payloads.Data] = []
        memberships: list[payloads.Data] = []
        for channel in guild.channels.values():
            if channel.thread is None or channel.thread.archived or channel.parent_id not in channel_ids:
                continue
            if self.may_view(bot, channel.id):
                threads.append(payloads.channel(self, channel))
                if bot in channel.thread.members:
                    memberships.append(payloads.thread_member(channel, channel.thread, bot))
        data: dict[str, Any] = {
            "guild_id": str(guild.id),
            "channel_ids": [str(channel_id) for channel_id in sorted(channel_ids)],
            "threads": threads,
            "members": memberships,
        }
        self.announce(
            Happening(name="THREAD_LIST_SYNC", data=data, guild_id=guild.id, only_to=bot, intent=Intent.GUILDS)
        )

    def announce_to_bots(
        self,
        name: str,
        data: payloads.Data,
        guild_id: int,
        *,
        exempt: frozenset[int],
        intent: int = Intent.GUILD_MEMBERS,
    ) -> None:
        """Tell the guild's bots; those concerned themselves (`exempt`) do not need the intent."""
        for bot in self.bots_in(guild_id):
            needed = 0 if bot in exempt else intent
            self.announce(Happening(name=name, data=data, guild_id=guild_id, only_to=bot, intent=needed))
