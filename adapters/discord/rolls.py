"""Asks for the members of guilds until all of them came, and knows of which guilds they did.

discord.py counts a guild's members wrongly where somebody comes or goes while the list is sent, and then says for ever
that some are wanting. It also keeps somebody whom an older list brings back after they have left.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from adapters.failures import place

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import discord

log = structlog.get_logger()

WITHIN: Final = 90.0
"""Seconds in which a guild's members should be told. discord.py waits for 30, and before it asks perhaps for a minute,
so as not to ask for too much at once."""
AGAIN_AFTER: Final = 2.0
"""Seconds after which they are asked for again, where that failed at once."""


class Rolls:
    """The lists of members. ``query`` asks for one, ``tell`` is told when it was received in full.

    ``whole`` is kept to hold the ids of the guilds of which that is so.
    """

    def __init__(
        self,
        query: Callable[[discord.Guild], Awaitable[object]],
        tell: Callable[[discord.Guild], None],
        whole: set[int],
    ) -> None:
        self._query = query
        self._tell = tell
        self._whole = whole
        self._asking: dict[int, asyncio.Task[None]] = {}
        self._went: dict[int, set[int]] = {}

    def ask(self, guild: discord.Guild) -> None:
        """Ask for the members of a guild, anew if that was done."""
        self.forget(guild.id)
        self._went[guild.id] = set()
        self._asking[guild.id] = asyncio.get_running_loop().create_task(self._learn(guild))

    def forget(self, guild_id: int) -> None:
        """Take it that a guild's members are not known."""
        self._whole.discard(guild_id)
        self._went.pop(guild_id, None)
        asking = self._asking.pop(guild_id, None)
        if asking is not None:
            asking.cancel()

    def came(self, guild_id: int, user_id: int) -> None:
        """Take note that somebody joined a guild."""
        self._went.get(guild_id, set()).discard(user_id)

    def went(self, guild_id: int, user_id: int) -> None:
        """Take note that somebody left a guild: a list that is on its way may still name them."""
        self._went.get(guild_id, set()).add(user_id)

    async def close(self) -> None:
        """Ask for nothing more."""
        asking = list(self._asking.values())
        for guild_id in list(self._asking):
            self.forget(guild_id)
        await asyncio.gather(*asking, return_exceptions=True)

    async def _learn(self, guild: discord.Guild) -> None:
        while True:
            try:
                async with asyncio.timeout(WITHIN):
                    await self._query(guild)
            except Exception as error:  # noqa: BLE001 (whatever it is, without the list nobody can be told to be there)
                log.warning("discord.members_not_told", guild=guild.id, error=place(error))
                await asyncio.sleep(AGAIN_AFTER)
            else:
                break
        for user_id in self._went.pop(guild.id, set()):
            guild._members.pop(user_id, None)
        self._whole.add(guild.id)
        self._asking.pop(guild.id, None)
        self._tell(guild)
