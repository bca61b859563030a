"""Opens venues to those who have a place there, and closes them again: whichever way in a venue has is the one taken.

That is the role of its door, where it has one; in a private thread being added; in a hidden channel a permission of
one's own. Who is not in the server is shown the way in, if we may make an invitation.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import structlog

from adapters.cleaning import clean_line
from adapters.discord import roles
from adapters.discord.errors import Deed, doing, forbidden
from adapters.discord.grounds import Grounds
from adapters.discord.places import place_of
from adapters.discord.rights import ROLES, WAY_IN, may
from adapters.platform import BusyError, GoneError, PlatformError, RejectedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import discord

    from adapters.discord.doors import Doors
    from adapters.discord.grounds import Ground, GuildOf
    from deliberation.ids import VenueId

log = structlog.get_logger()

_IN_THREAD: Final = "give me the permission “Manage Threads” there, and add me to the thread"
_IN_CHANNEL: Final = "give me the permission “Manage Permissions” in its settings"
ADD: Final = Deed("add people to this thread", _IN_THREAD)
REMOVE: Final = Deed("take people out of this thread", _IN_THREAD)
OPEN: Final = Deed("let people see this channel", _IN_CHANNEL)
CLOSE: Final = Deed("take the sight of this channel from people", _IN_CHANNEL)
INVITE: Final = Deed("make an invitation to this server")

GOOD_FOR: Final = 7 * 24 * 3600
"""Seconds for which an invitation to a server is good."""
SHOWN_FOR: Final = 3600.0
"""Seconds for which one that was made is shown again, without asking Discord for it."""
_NAME: Final = 80
_WHY: Final = "A place in an assembly"


class Opening:
    """Opens and closes venues, through their ``doors`` where they have one."""

    def __init__(self, doors: Doors, guild_of: GuildOf) -> None:
        self._doors = doors
        self._grounds = Grounds(guild_of)
        self._ways_in: dict[int, tuple[float, str]] = {}

    async def let_in(self, venue: VenueId, account: str) -> None:
        """As ``Platform.let_in``."""
        ground = await self._ground(venue)
        member = _member(ground, account)
        if member is None:
            raise RejectedError(await self._not_here(ground))
        if ground.closed:
            await _add(ground, member)
        elif self._doors.takes_role(ground):
            await self._doors.let_in(ground, member)
        elif not ground.channel.permissions_for(member).view_channel:
            await _show(ground.channel, member)
            await self._told(ground, member, shown=True)

    async def put_out(self, venue: VenueId, account: str) -> None:
        """As ``Platform.put_out``. Who sees a channel by another role goes on seeing it."""
        ground = await self._ground(venue)
        member = _member(ground, account)
        if member is None:
            return
        if ground.closed:
            await _remove(ground, member)
        elif self._doors.takes_role(ground):
            await self._doors.put_out(ground, member)
        elif _is_shown(ground.channel, member):
            await _hide(ground.channel, member)
            await self._told(ground, member, shown=False)

    async def _told(self, ground: Ground, member: discord.Member, *, shown: bool) -> None:
        """Wait until Discord tells of what we did, so that what is done next is done to what is there."""

        def is_told() -> bool:
            channel = self._grounds.guild(ground.guild.id).get_channel(ground.channel.id)
            return channel is None or _is_shown(channel, member) == shown

        await roles.told(is_told, "who may see that channel")

    async def _ground(self, venue: VenueId) -> Ground:
        place = place_of(venue)
        if place.private:
            raise RejectedError("A private conversation is between two, and nobody else can be let in.")
        return await self._grounds.find(place)

    async def _not_here(self, ground: Ground) -> str:
        """Tell somebody that they are not in the server, and how they come in."""
        words = f"Your account there is not in the server {clean_line(ground.guild.name, limit=_NAME)}."
        way_in = await self._way_in(ground)
        if way_in:
            return f"{words} With this invitation you can come in: {way_in}"
        return f"{words} Somebody in it can invite you."

    async def _way_in(self, ground: Ground) -> str:
        """Give an invitation to the server; nothing, where we may make none."""
        guild, now = ground.guild, time.monotonic()
        until, shown = self._ways_in.get(guild.id, (0.0, ""))
        if now < until:
            return shown
        channel = next(_entrances(ground), None)
        if channel is None:
            return ""
        try:
            with doing(INVITE):
                # Not a unique one: Discord gives the one that it gave us before, as long as that is good.
                made = await channel.create_invite(max_age=GOOD_FOR, unique=False, reason=_WHY)
        except BusyError:
            raise
        except PlatformError as error:
            log.warning("discord.no_invitation", guild=guild.id, error=str(error))
            return ""
        self._ways_in[guild.id] = now + SHOWN_FOR, made.url
        return made.url


def _member(ground: Ground, account: str) -> discord.Member | None:
    return ground.guild.get_member(int(account)) if account.isdecimal() else None


def _entrances(ground: Ground) -> Iterator[discord.abc.GuildChannel]:
    """List the channels to which we may invite, those first that everybody sees."""
    guild = ground.guild
    first = [each for each in (guild.rules_channel, guild.system_channel, *guild.text_channels) if each is not None]
    seen = [each for each in first if each.permissions_for(guild.default_role).view_channel]
    yield from (each for each in (*seen, ground.channel) if may(WAY_IN, each, guild.me))


async def _add(ground: Ground, member: discord.Member) -> None:
    if not ground.channel.permissions_for(member).view_channel:
        raise RejectedError("You cannot see the channel of that thread: whoever manages the server can let you.")
    if ground.thread is not None:
        with doing(ADD):
            await ground.thread.add_user(member)


async def _remove(ground: Ground, member: discord.Member) -> None:
    if ground.thread is None:
        return
    try:
        with doing(REMOVE):
            await ground.thread.remove_user(member)
    except GoneError as error:  # they are not in it
        log.info("discord.not_in_thread", thread=ground.thread.id, error=str(error))


async def _show(channel: discord.abc.GuildChannel, member: discord.Member) -> None:
    _insist(channel, OPEN)
    own = channel.overwrites_for(member)
    own.update(view_channel=True)
    with doing(OPEN):
        await channel.set_permissions(member, overwrite=own, reason=_WHY)


def _is_shown(channel: discord.abc.GuildChannel, member: discord.Member) -> bool:
    return channel.overwrites_for(member).view_channel is True


async def _hide(channel: discord.abc.GuildChannel, member: discord.Member) -> None:
    own = channel.overwrites_for(member)
    _insist(channel, CLOSE)
    own.update(view_channel=None)
    with doing(CLOSE):
        await channel.set_permissions(member, overwrite=None if own.is_empty() else own, reason=_WHY)


def _insist(channel: discord.abc.GuildChannel, deed: Deed) -> None:
    if not may(ROLES, channel, channel.guild.me):
        raise forbidden(deed)
