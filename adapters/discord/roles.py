"""Roles that the bot makes, gives and takes: they let nobody do anything, and mention nobody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NamedTuple

import discord
import structlog

from adapters.cleaning import clean_line
from adapters.discord.errors import Deed, doing, forbidden
from adapters.discord.grounds import SOON
from adapters.platform import BusyError, RejectedError

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger()

LONGEST_NAME: Final = 100
"""Characters of a role's name."""
NAMELESS: Final = "Folkmoot"
MOST: Final = 250
"""Roles that a guild may have."""
TOLD_WITHIN: Final = 10.0
"""Seconds within which Discord should have told what we did ourselves."""
LOOK_EVERY: Final = 0.05


class Sort(NamedTuple):
    """A sort of roles, in words that follow "may not make", and what for."""

    words: str
    why: str

    @property
    def make(self) -> Deed:
        """The making of one."""
        return Deed(f"make {self.words}", self._remedy)

    @property
    def give(self) -> Deed:
        """The giving of one."""
        return Deed(f"give {self.words}", self._remedy)

    @property
    def take(self) -> Deed:
        """The taking of one."""
        return Deed(f"take {self.words}", self._remedy)

    @property
    def _remedy(self) -> str:
        return f"give me the permission “Manage Roles”, and put my own role above {self.words}"


def name_of_role(name: str) -> str:
    """Give the name that a role can have."""
    return clean_line(name, limit=LONGEST_NAME) or NAMELESS


async def make(guild: discord.Guild, name: str, sort: Sort) -> discord.Role:
    """Make a role at the bottom of a guild's list.

    Raises:
        RejectedError: the guild has as many as it may.
        PlatformError: it is not made, or it is not known whether it is.
    """
    if not guild.me.guild_permissions.manage_roles:
        raise forbidden(sort.make)
    if len(guild.roles) >= MOST:
        raise RejectedError(
            f"This server has as many roles as Discord allows ({MOST}), so I cannot make {sort.words}: somebody who "
            "manages it must delete some."
        )
    with doing(sort.make):
        role = await guild.create_role(
            name=name_of_role(name),
            permissions=discord.Permissions.none(),
            hoist=False,
            mentionable=False,
            reason=sort.why,
        )
    log.info("discord.role_made", guild=guild.id, role=role.id)
    return role


async def give(role: discord.Role, member: discord.Member, sort: Sort) -> None:
    """Give a role to somebody.

    Raises:
        PlatformError: it is not done; doing it again mends that.
    """
    insist(role, sort.give)
    with doing(sort.give):
        await member.add_roles(role, reason=sort.why)


async def take(role: discord.Role, member: discord.Member, sort: Sort) -> None:
    """Take a role from somebody.

    Raises:
        PlatformError: it is not done; doing it again mends that.
    """
    insist(role, sort.take)
    with doing(sort.take):
        await member.remove_roles(role, reason=sort.why)


def insist(role: discord.Role, deed: Deed) -> None:
    """See that we may give and take a role: people can ask for it as often as they like, and Discord counts that.

    Raises:
        ForbiddenError: we may not.
    """
    if not may_give(role.guild, role):
        raise forbidden(deed)


def may_give(guild: discord.Guild, role: discord.Role | None) -> bool:
    """Whether we may make roles, and give and take this one if it is there."""
    me = guild.me
    return me.guild_permissions.manage_roles and (role is None or role < me.top_role)


async def told(arrived: Callable[[], bool], what: str) -> None:
    """Wait until Discord has told of what we did; ``what`` follows "has not told yet".

    Raises:
        BusyError: it has not, for a while.
    """
    try:
        async with asyncio.timeout(TOLD_WITHIN):
            while not arrived():  # noqa: ASYNC110 (it is discord.py's memory that changes, and it tells nobody)
                await asyncio.sleep(LOOK_EVERY)
    except TimeoutError:
        raise BusyError(f"Discord has not told yet {what}.", retry_after=SOON) from None
