"""Who is in a channel or thread now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.discord.errors import Deed, doing
from adapters.discord.rights import sees
from adapters.platform import ForbiddenError, GoneError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import discord

    from adapters.discord.doors import Doors
    from adapters.discord.grounds import Ground

LOOK: Final = Deed("see who is in this thread", "add me to it")


class Census:
    """Counts who is where: who has the role of its door; in a private thread who was added; else who can see it."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._inside: dict[int, set[int]] = {}
        self._moves: dict[int, int] = {}

    async def learn(self, ground: Ground) -> None:
        """Ask who was added, if it is a private thread.

        Raises:
            GoneError: the bot is not in it.
            PlatformError: that cannot be known now.
        """
        thread = ground.thread
        if not ground.closed or thread is None:
            return
        try:
            while True:
                moves = self._moves.setdefault(thread.id, 0)
                with doing(LOOK):
                    inside = {member.id for member in await thread.fetch_members()}
                if moves == self._moves[thread.id]:
                    break
                # Somebody came or went meanwhile, and the list may be older than that.
        except ForbiddenError as error:
            raise GoneError(str(error)) from error
        self._inside[thread.id] = inside

    def moved(self, thread: int, *, came: frozenset[int] = frozenset(), went: frozenset[int] = frozenset()) -> None:
        """Take note of who was added to a thread, and who is no longer in it."""
        if thread in self._moves:
            self._moves[thread] += 1
        if thread in self._inside:
            self._inside[thread] = self._inside[thread] - went | came

    def here(self, ground: Ground) -> set[int] | None:
        """Name all who are there, or nothing where that cannot be told; all members of the guild must be known."""
        members = self._members(ground)
        return None if members is None else {member.id for member in members if not member.bot}

    def is_here(self, member: discord.Member, ground: Ground) -> bool | None:
        """Whether somebody is there; nothing where that cannot be told."""
        if member.bot:
            return False
        if ground.closed:
            inside = self._inside.get(ground.place.channel)
            return None if inside is None else member.id in inside
        if self._doors.takes_role(ground):
            role = self._doors.role_of(ground)
            return None if role is None else member.get_role(role.id) is not None
        return _may_take_part(member, ground)

    def is_seen(self, ground: Ground) -> bool:
        """Whether the bot sees it."""
        return sees(ground.channel, ground.guild.me)

    def _members(self, ground: Ground) -> Iterable[discord.Member] | None:
        if ground.closed:
            inside = self._inside.get(ground.place.channel)
            return None if inside is None else filter(None, map(ground.guild.get_member, inside))
        if self._doors.takes_role(ground):
            role = self._doors.role_of(ground)
            return None if role is None else role.members
        return (member for member in ground.guild.members if _may_take_part(member, ground))


def _may_take_part(member: discord.Member, ground: Ground) -> bool:
    # Who has not agreed to the server's rules yet can read, but neither write nor react.
    return not member.pending and ground.channel.permissions_for(member).view_channel
