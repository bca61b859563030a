"""The program of a story, in this process and on SQLite."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

from adapters.discord.settings import DiscordSettings
from adapters.platform import Platform
from bot.clock import MovableClock
from bot.halls import Halls
from bot.program import Program
from bot.wiring import discord_platform
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import Store
from tests.stories.server import Server

Platforms = Callable[[Store, Halls], Mapping[str, Platform]]
"""Makes the platforms of a program that has this store and these halls."""


def on_discord(here: Server) -> Platforms:
    """Make Discord's platform."""
    settings = DiscordSettings(token=here.bot.token, api_base=here.discord.api_base)
    return lambda store, halls: {"discord": discord_platform(settings, store=store, halls=halls)}


@contextlib.asynccontextmanager
async def program(
    folder: Path, clock: MovableClock, platforms: Platforms
) -> AsyncIterator[tuple[Program, Store, "asyncio.Future[None]"]]:
    """Run the program; the future is it, running."""
    url = f"sqlite+aiosqlite:///{folder / 'folkmoot.db'}"
    await migrate(url)
    store = await open_store(url)
    halls = Halls(store)
    found = Program(store=store, platforms=platforms(store, halls), halls=halls, clock=clock)
    stop = asyncio.Event()
    running = asyncio.ensure_future(found.run(stop))
    try:
        yield found, store, running
    finally:
        stop.set()
        try:
            await running
        finally:
            await store.close()
