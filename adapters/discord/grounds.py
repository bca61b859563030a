"""The channels and threads in which people are, as discord.py knows them, or else as Discord tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

from adapters.discord.errors import Deed, doing
from adapters.discord.places import Place
from adapters.platform import BusyError, ForbiddenError, GoneError

if TYPE_CHECKING:
    from adapters.discord.rights import GuildChannel

GuildOf = Callable[[int], discord.Guild | None]
"""Gives a guild as it is known now, ``None`` if the bot is not in it; raises BusyError while that cannot be known."""

SOON: Final = 2.0
"""Seconds after which to ask again what Discord is about to tell."""
LOOK: Final = Deed("see the channel", "let me see it")


@dataclass(frozen=True, slots=True)
class Ground:
    """A channel or thread. ``channel`` is itself or the thread's parent: its permissions are those that count.

    ``closed`` says that it is a private thread, in which those are whom somebody added. ``thread`` may be wanting while
    a thread is archived.
    """

    place: Place
    channel: discord.abc.GuildChannel
    closed: bool = False
    thread: discord.Thread | None = None

    @property
    def guild(self) -> discord.Guild:
        """The guild that it is in."""
        return self.channel.guild

    @property
    def public(self) -> bool:
        """Whether everybody in the guild can see it."""
        return not self.closed and self.channel.permissions_for(self.guild.default_role).view_channel


class Grounds:
    """Finds channels and threads.

    What was once seen of a thread is remembered, for discord.py forgets those that are archived.
    """

    def __init__(self, guild_of: GuildOf) -> None:
        self._guild_of = guild_of
        self._threads: dict[int, tuple[int, bool]] = {}

    def guild(self, guild_id: int) -> discord.Guild:
        """Give a guild with all its members.

        Raises:
            GoneError: the bot is not in it.
            BusyError: not all is known of it yet.
        """
        guild = self._guild_of(guild_id)
        if guild is None:
            raise GoneError("I am no longer in that server.")
        if not guild.chunked:
            raise BusyError("Discord has not told yet who is in that server.", retry_after=SOON)
        return guild

    def is_whole(self, guild_id: int) -> bool:
        """Whether a guild is known with all its members."""
        guild = self._known(guild_id)
        return guild is not None and guild.chunked

    def seen(self, place: Place) -> Ground | None:
        """Give a channel or thread as far as it is known here."""
        guild = self._known(place.guild)
        if guild is None:
            return None
        found = guild.get_channel_or_thread(place.channel)
        if found is not None:
            return self.note(found)
        parent_id, closed = self._threads.get(place.channel, (0, False))
        parent = guild.get_channel(parent_id)
        return Ground(place, parent, closed) if parent is not None else None

    def note(self, channel: GuildChannel) -> Ground | None:
        """Take note of a channel or thread."""
        place = Place(channel.guild.id, channel.id)
        if not isinstance(channel, discord.Thread):
            return Ground(place, channel)
        closed = channel.is_private()
        self._threads[channel.id] = channel.parent_id, closed
        return Ground(place, channel.parent, closed, channel) if channel.parent is not None else None

    async def find(self, place: Place) -> Ground:
        """Give a channel or thread; Discord is asked for one that is not known here.

        Raises:
            GoneError: it is not there, or not for the bot.
            BusyError: not all is known of its guild yet.
        """
        guild = self.guild(place.guild)
        ground = self.seen(place)
        if ground is None or (ground.closed and ground.thread is None):
            try:
                with doing(LOOK):
                    ground = self.note(await guild.fetch_channel(place.channel))
            except ForbiddenError as error:
                raise GoneError(str(error)) from error
        if ground is None:
            raise GoneError("The channel of that thread is no longer there.")
        return ground

    def lineage(self, place: Place) -> frozenset[int]:
        """Name a channel or thread, and the thread's channel as far as it is remembered."""
        return frozenset({place.channel, self._threads.get(place.channel, (0, False))[0]})

    def _known(self, guild_id: int) -> discord.Guild | None:
        try:
            return self._guild_of(guild_id)
        except BusyError:
            return None
