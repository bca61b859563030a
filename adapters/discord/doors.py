"""The roles that say who takes part where everybody can see the channel: made, given, taken, remembered.

Such a role is the *door* of a venue. A thread has its own, or else its channel's. Once a venue has a door, that is what
counts, also while the channel is hidden for a time. Where there is none, whoever can see the channel takes part, unless
that is everybody: then a door is wanting.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord
import structlog

from adapters.discord import roles
from adapters.discord.errors import Deed, doing
from adapters.discord.grounds import SOON, Grounds
from adapters.discord.noted import of_kind
from adapters.discord.places import Place, place_of
from adapters.platform import BusyError, GoneError, RejectedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.discord.grounds import Ground, GuildOf
    from adapters.platform import Notes
    from deliberation.ids import VenueId

log = structlog.get_logger()

A_TRY: Final = timedelta(minutes=10)
"""How old a role may be that was made by a try of ours which broke off before it was remembered."""

DOOR: Final = roles.Sort("the role of those who take part", "Taking part in an assembly")
PUT_OUT: Final = Deed("take you out of this thread", "give me the permission “Manage Threads”")


class Doors:
    """The doors of all venues, remembered in ``notes``."""

    def __init__(self, notes: Notes, guild_of: GuildOf) -> None:
        self._notes = notes
        self._grounds = Grounds(guild_of)
        self._doors: dict[Place, int] = {}
        self._named: dict[tuple[int, str], int] = {}
        self._making: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._let_out: set[tuple[int, int]] = set()
        self.loaded = False

    async def load(self) -> None:
        """Read what is remembered; to be done once, before anything is heard."""
        notes = await self._notes.all()
        for (guild, which), value in of_kind(notes, "door").items():
            self._doors[Place(guild, int(which))] = int(value)
        for where, value in of_kind(notes, "role").items():
            self._named[where] = int(value)
        self.loaded = True

    def takes_role(self, ground: Ground) -> bool:
        """Whether it is a role that tells who is in a venue, be it there or not."""
        return not ground.closed and (ground.public or self.id_of(ground) != 0)

    def id_of(self, ground: Ground) -> int:
        """Give the id of a venue's own role, even if that was deleted, or else of its channel's; 0 for none."""
        own = self._doors.get(ground.place, 0)
        return own or self._doors.get(Place(ground.guild.id, ground.channel.id), 0)

    def role_of(self, ground: Ground) -> discord.Role | None:
        """Give the role that tells who is in a venue, if there is one."""
        return ground.guild.get_role(self.id_of(ground))

    def is_wanting(self, ground: Ground) -> bool:
        """Whether a venue needs a role that it has not."""
        return self.loaded and self.takes_role(ground) and self.role_of(ground) is None

    def is_behind(self, ground: Ground, role: int) -> bool:
        """Whether a role, which may have been deleted, tells who is in a venue."""
        return not ground.closed and self.id_of(ground) == role

    def let_out(self, role: int, account: int) -> bool:
        """Whether an account lost a role by our doing: by its own wish, or because its place ended."""
        return (role, account) in self._let_out

    async def prepare(self, venue: VenueId, name: str, accounts: Sequence[str], *, of: str = "") -> str:
        """As ``Platform.prepare``. Afterwards who is in the venue is in doubt: hand in a gap for it.

        Raises:
            PlatformError: not everybody has the role yet; doing it again mends that.
        """
        place = place_of(venue)
        if place.private:
            return ""
        ground = await self._grounds.find(place)
        if not self.takes_role(ground):
            return ""
        guild = ground.guild
        async with self._making[guild.id]:
            own = guild.get_role(self._doors.get(place, 0))
            role = own or self._remembered(guild, name, of) or await self._make(guild, name, of)
            members = [guild.get_member(int(account)) for account in accounts]
            await self._give_all(role, [member for member in members if member is not None])
            # Only now: until everybody has the role, who has it would pass for all who take part.
            await self._remember(place, role)
        return roles.name_of_role(role.name)

    def is_hung(self, guild: discord.Guild, *, of: str) -> bool:
        """Whether a door was made before for the venue that ``of`` names."""
        return guild.get_role(self._named.get((guild.id, of), 0)) is not None

    async def hang(self, guild: discord.Guild, name: str, *, of: str) -> discord.Role:
        """Make a door for a venue that is yet to be, or give the one that was made before; ``of`` tells it from others.

        Raises:
            PlatformError: it is not made; doing it again mends that.
        """
        async with self._making[guild.id]:
            return self._remembered(guild, name, of) or await self._make(guild, name, of)

    async def fit(self, place: Place, role: discord.Role) -> None:
        """Take a role for the door of a venue."""
        async with self._making[place.guild]:
            await self._remember(place, role)

    async def admit(self, venue: VenueId, account: str) -> None:
        """As ``Platform.admit``."""
        ground, member = await self._meet(venue, account)
        if ground.closed:
            raise RejectedError("Whoever was added to this thread takes part. Somebody who is in it can add you.")
        role = self.role_of(ground)
        if not self.takes_role(ground):
            raise RejectedError("Whoever can see this channel takes part already, so there is nothing more to do.")
        if not ground.channel.permissions_for(member).view_channel:
            raise RejectedError("You cannot see that channel. Ask whoever manages this server to let you in.")
        if role is None:
            raise _being_made()
        await self._open(role, member)

    async def let_in(self, ground: Ground, member: discord.Member) -> None:
        """Give somebody the role of a venue that has one, unless they have it.

        Raises:
            PlatformError: it is not done; doing it again mends that.
        """
        role = self.role_of(ground)
        if role is None:
            raise _being_made()
        if member.get_role(role.id) is None:
            await self._open(role, member)
            # Closing it again must find that they have it, however soon that is.
            await roles.told(lambda: self._has_all(role, [member]), "who has the role of those who take part")

    async def put_out(self, ground: Ground, member: discord.Member) -> None:
        """Take the role of a venue from somebody who has it.

        Raises:
            PlatformError: it is not done; doing it again mends that.
        """
        role = self.role_of(ground)
        if role is not None and member.get_role(role.id) is not None:
            await self._close(role, member)
            await roles.told(lambda: not self._has(role, member), "who has the role of those who take part")

    async def dismiss(self, venue: VenueId, account: str) -> None:
        """As ``Platform.dismiss``."""
        ground, member = await self._meet(venue, account)
        role = self.role_of(ground)
        if ground.closed and ground.thread is not None:
            with doing(PUT_OUT):
                await ground.thread.remove_user(member)
        elif role is not None:
            await self._close(role, member)
        elif self.takes_role(ground):
            raise _being_made()
        else:
            raise RejectedError(
                "Whoever can see this channel takes part. To leave the assembly, ask whoever manages this server to "
                "take you out of the channel."
            )

    async def _meet(self, venue: VenueId, account: str) -> tuple[Ground, discord.Member]:
        place = place_of(venue)
        if place.private:
            raise RejectedError("Do this in the channel where the assembly meets: there I can let you in and out.")
        ground = await self._grounds.find(place)
        member = ground.guild.get_member(int(account))
        if member is None:
            raise GoneError("You are no longer in that server.")
        return ground, member

    # --- roles

    async def _open(self, role: discord.Role, member: discord.Member) -> None:
        self._let_out.discard((role.id, member.id))
        await roles.give(role, member, DOOR)

    async def _close(self, role: discord.Role, member: discord.Member) -> None:
        roles.insist(role, DOOR.take)
        self._let_out.add((role.id, member.id))
        await roles.take(role, member, DOOR)

    def _remembered(self, guild: discord.Guild, name: str, of: str) -> discord.Role | None:
        return guild.get_role(self._named.get((guild.id, of or name), 0)) or self._left_over(
            guild, roles.name_of_role(name)
        )

    def _left_over(self, guild: discord.Guild, name: str) -> discord.Role | None:
        """Find a role that an earlier try made and could not remember: nobody has it, and it gives nothing."""
        claimed = {*self._doors.values(), *self._named.values(), guild.id}
        for role in guild.roles:
            new = discord.utils.utcnow() - role.created_at < A_TRY
            if role.name == name and new and not role.permissions.value and role.id not in claimed and not role.members:
                return role
        return None

    async def _make(self, guild: discord.Guild, name: str, of: str) -> discord.Role:
        role = await roles.make(guild, name, DOOR)
        self._named[guild.id, of or name] = role.id
        await self._notes.put(f"role:{guild.id}/{of or name}", str(role.id))
        return role

    async def _remember(self, place: Place, role: discord.Role) -> None:
        if self._doors.get(place) != role.id:
            await self._notes.put(f"door:{place.guild}/{place.channel}", str(role.id))
            self._doors[place] = role.id

    async def _give_all(self, role: discord.Role, members: Sequence[discord.Member]) -> None:
        """Give a role to members, and wait until Discord has told of it: who is in a venue is what it told."""
        for member in members:
            if member.get_role(role.id) is None:
                try:
                    await roles.give(role, member, DOOR)
                except GoneError as error:
                    if role.guild.get_member(member.id) is not None and role.guild.get_role(role.id) is None:
                        raise BusyError("The role of those who take part was deleted.", retry_after=SOON) from error
                    log.info("discord.member_gone", guild=role.guild.id, account=member.id)
        await roles.told(lambda: self._has_all(role, members), "who has the role of those who take part")

    def _has(self, role: discord.Role, member: discord.Member) -> bool:
        now = self._grounds.guild(role.guild.id).get_member(member.id)
        return now is not None and now.get_role(role.id) is not None

    def _has_all(self, role: discord.Role, members: Sequence[discord.Member]) -> bool:
        guild = self._grounds.guild(role.guild.id)
        now = [guild.get_member(member.id) for member in members]
        return guild.get_role(role.id) is not None and all(
            member.get_role(role.id) is not None for member in now if member is not None
        )


def _being_made() -> BusyError:
    return BusyError(
        "The role of those who take part here is being made. Please do it again in a moment.", retry_after=SOON
    )
