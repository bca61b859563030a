"""Makes channels for assemblies, each once: hidden, with a role as their door, in the category of the one beside it.

The door is made and remembered first. It is made for this one channel, so a channel that has it among its permissions
is the one that an earlier try made and could not remember.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import discord
import structlog

from adapters.cleaning import clean_line
from adapters.discord import rights, roles
from adapters.discord.errors import Deed, doing, forbidden
from adapters.discord.escaping import leaf
from adapters.discord.grounds import SOON, Grounds
from adapters.discord.noted import of_kind
from adapters.discord.places import Place, place_of
from adapters.platform import BusyError, ForbiddenError, GoneError, RejectedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.discord.client import Client
    from adapters.discord.doors import Doors
    from adapters.platform import Notes
    from deliberation.ids import VenueId

log = structlog.get_logger()

CATEGORY: Final = "Folkmoot"
MOST_CHANNELS: Final = 500
"""Channels and categories that a guild may have."""
MOST_IN_CATEGORY: Final = 50
LONGEST_NAME: Final = 100
LONGEST_TOPIC: Final = 500
NAMELESS: Final = "assembly"
MAKE: Final = Deed("make a channel", "give me the permissions “Manage Channels” and “Manage Roles”")
FIND: Final = Deed("find the channel that I made")

_NOTE: Final = "made"
_WHY: Final = "For an assembly"
_OURS: Final = (rights.SEE, rights.READ, rights.SEND, rights.EMBEDS, rights.REACT, rights.TIDY, rights.ATTACH)
"""What the bot must be able to do there, of what it may."""


class Maker:
    """Makes channels with ``doors``, remembered in ``notes``."""

    def __init__(self, client: Callable[[], Client], notes: Notes, doors: Doors) -> None:
        self._client = client
        self._notes = notes
        self._doors = doors
        self._grounds = Grounds(lambda guild: client().guild_of(guild))
        self._made: dict[tuple[int, str], int] = {}
        self._loaded = False
        self._making: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def load(self) -> None:
        """Read what is remembered; to be done once, before anything is heard."""
        for where, value in of_kind(await self._notes.all(), _NOTE).items():
            self._made[where] = int(value)
        self._loaded = True

    async def make(self, name: str, purpose: str, *, near: VenueId | None, key: str) -> VenueId:
        """As ``Platform.make_venue``."""
        if not (self._loaded and self._doors.loaded):
            raise BusyError("What I have made so far is not known yet.", retry_after=SOON)
        beside = await self._beside(near)
        guild = self._grounds.guild(beside.guild.id) if beside is not None else self._only_guild()
        mark = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
        async with self._making[guild.id]:
            made = self._made.get((guild.id, mark), 0)
            if not made or not await _is_there(guild, made):
                made = await self._make(guild, name, purpose, beside, mark)
            return Place(guild.id, made).venue

    async def _make(
        self, guild: discord.Guild, name: str, purpose: str, beside: discord.abc.GuildChannel | None, mark: str
    ) -> int:
        mine = guild.me.guild_permissions
        if not (mine.manage_channels and mine.manage_roles):
            raise forbidden(MAKE)
        hung = self._doors.is_hung(guild, of=mark)
        door = await self._doors.hang(guild, name, of=mark)
        channel = await _left_over(guild, door) if hung else None
        if channel is None:
            channel = await _made(guild, door, name, purpose, await _category(guild, beside))
        await self._doors.fit(Place(guild.id, channel.id), door)
        await self._notes.put(f"{_NOTE}:{guild.id}/{mark}", str(channel.id))
        self._made[guild.id, mark] = channel.id
        await roles.told(lambda: guild.get_role(door.id) is not None, "of the role that I made")
        return channel.id

    async def _beside(self, near: VenueId | None) -> discord.abc.GuildChannel | None:
        if near is None:
            return None
        place = place_of(near)
        if place.private:
            raise RejectedError("A channel cannot be made beside a private conversation: name one in a server.")
        return (await self._grounds.find(place)).channel

    def _only_guild(self) -> discord.Guild:
        guilds = self._client().guilds
        if len(guilds) != 1:
            raise RejectedError(f"I am in {len(guilds)} servers: say beside which channel this one is to be.")
        return self._grounds.guild(guilds[0].id)


async def _is_there(guild: discord.Guild, channel: int) -> bool:
    """Whether a channel that was made is still there, whether or not Discord has told of it."""
    if guild.get_channel(channel) is not None:
        return True
    try:
        with doing(FIND):
            await guild.fetch_channel(channel)
    except ForbiddenError:  # somebody hid it from us
        return True
    except GoneError:
        return False
    return True


async def _left_over(guild: discord.Guild, door: discord.Role) -> discord.abc.GuildChannel | None:
    """Find the channel that was made for a door, whether or not Discord has told of it yet."""
    with doing(FIND):
        channels = await guild.fetch_channels()
    return next((each for each in channels if any(target.id == door.id for target in each.overwrites)), None)


async def _made(
    guild: discord.Guild, door: discord.Role, name: str, purpose: str, category: discord.CategoryChannel | None
) -> discord.TextChannel:
    mine = guild.me.guild_permissions
    ours = {right.flag: True for right in _OURS if getattr(mine, right.flag)}
    with doing(MAKE):
        channel = await guild.create_text_channel(
            clean_line(name, limit=LONGEST_NAME) or NAMELESS,
            topic=leaf(clean_line(purpose, limit=LONGEST_TOPIC), links=False),
            category=category,
            overwrites={
                guild.default_role: discord.PermissionOverwrite(view_channel=False),
                door: discord.PermissionOverwrite(view_channel=True),
                guild.me: discord.PermissionOverwrite(**ours),
            },
            reason=_WHY,
        )
    log.info("discord.channel_made", guild=guild.id, channel=channel.id)
    return channel


async def _category(guild: discord.Guild, beside: discord.abc.GuildChannel | None) -> discord.CategoryChannel:
    """Give the category of the channel beside which one is made, or another that has room.

    Raises:
        RejectedError: the guild has as many channels as it may.
        PlatformError: a new one could not be made.
    """
    near = beside.category if beside is not None else None
    ours = [each for each in guild.categories if each.name == CATEGORY]
    fitting = [each for each in (near, *ours) if each is not None and _has_room(each)]
    if len(guild.channels) + (0 if fitting else 1) >= MOST_CHANNELS:
        raise RejectedError(
            f"This server has as many channels as Discord allows ({MOST_CHANNELS}, with its categories): somebody who "
            "manages it must delete some."
        )
    if fitting:
        return fitting[0]
    with doing(MAKE):
        return await guild.create_category(CATEGORY, reason=_WHY)


def _has_room(category: discord.CategoryChannel) -> bool:
    mine = category.permissions_for(category.guild.me)
    return len(category.channels) < MOST_IN_CATEGORY and mine.manage_channels and mine.view_channel
