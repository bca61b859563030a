"""What the Discord adapter must be told."""

from dataclasses import dataclass, field
from typing import Final

API_BASE: Final = "https://discord.com/api/v10"
"""Discord's own REST API."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """The bot's account on Discord, and how to reach it.

    ``token`` is the bot's secret from Discord's developer portal. ``api_base`` and ``gateway_url`` are for speaking
    through a REST proxy or to a compatible server; an empty ``gateway_url`` takes the one that the REST API names.
    ``shards`` is the number of connections; 0 takes as many as Discord recommends.
    """

    token: str = field(repr=False)
    api_base: str = API_BASE
    gateway_url: str = ""
    shards: int = 0
