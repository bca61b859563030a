"""How the gateway of a local Discord behaves, as far as a test may want to choose it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """All times in seconds. The defaults are Discord's, but for `identify_window` (see there)."""

    shards: int = 1
    """How many shards GET /gateway/bot recommends."""
    heartbeat_interval: float = 41.25
    """Told in HELLO. A client that has not beaten for one and a half of it is closed with 4009."""
    session_lifetime: float = 180.0
    """For how long a session outlives its connection. Discord does not say; a few minutes is what people see."""
    kept_events: int = 10_000
    """How many of its last events a session keeps for RESUME."""
    max_concurrency: int = 1
    """How many shards may identify within `identify_window`."""
    identify_window: float = 0.0
    """Discord's is 5: an IDENTIFY that comes too soon gets op 9. 0: not enforced, as tests restart bots often."""
    session_starts: int = 1000
    """How many IDENTIFYs a bot has; when they are used up it gets 4004."""
    sends_allowed: int = 120
    """More payloads from one client within `sends_window` close its connection with 4008."""
    sends_window: float = 60.0
    guilds_per_shard: int = 2500
    """An IDENTIFY for a shard with more guilds gets 4011."""
    chunk_size: int = 1000
    """Members in one GUILD_MEMBERS_CHUNK."""
