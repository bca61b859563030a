"""Leads discord.py to a local Discord. This is the only module here that knows of a library."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import discord
import yarl
from discord.gateway import DiscordWebSocket

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.localcord.server import LocalDiscord


@contextmanager
def led_to(local: LocalDiscord) -> Iterator[None]:
    """Within this, discord.py talks to this Discord.

    The gateway's address has to be given too: discord.py asks for it only once, and falls back on a constant of its own
    when it begins a new session (after op 9, or after a failed reconnect).
    """
    before = discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = local.api_base
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(local.gateway_url)
    try:
        yield
    finally:
        discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
