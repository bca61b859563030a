"""Running a discord.py client against a local Discord."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.localcord.discordpy import led_to

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import discord

    from tests.localcord.model import Application
    from tests.localcord.server import LocalDiscord


@asynccontextmanager
async def running(
    local: LocalDiscord, client: discord.AutoShardedClient, application: Application, *, within: float = 10
) -> AsyncIterator[None]:
    """The client is logged in and ready, and is closed afterwards. What it fails with, this raises.

    Raises TimeoutError if it is not ready in `within` seconds. Clients made with a small `guild_ready_timeout` are
    ready sooner: discord.py waits that long (2 s) for further guilds.
    """
    with led_to(local):
        async with client:
            connected = asyncio.create_task(client.start(application.token))
            ready = asyncio.create_task(client.wait_until_ready())
            try:
                async with asyncio.timeout(within):
                    await asyncio.wait({connected, ready}, return_when=asyncio.FIRST_COMPLETED)
                if connected.done():
                    await connected
                yield
            finally:
                ready.cancel()
                await client.close()
                await connected
