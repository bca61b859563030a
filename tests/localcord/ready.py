"""What a client gets first: READY, and the guilds of its shard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.localcord import payloads
from tests.localcord.happenings import Intent
from tests.localcord.payloads.guilds import LARGE_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.localcord.model import Guild
    from tests.localcord.sessions import Session
    from tests.localcord.world import World


def shard_of(said: object) -> tuple[int, int] | None:
    """The shard that an IDENTIFY names (its number and how many there are), or None if there is no such shard."""
    match said:
        case [int(number), int(count)] if 0 <= number < count:
            return number, count
    return None


def guilds_of(world: World, bot_id: int, shard: tuple[int, int]) -> list[Guild]:
    """The bot's guilds on this shard."""
    number, count = shard
    return [guild for guild in world.guilds_of(bot_id) if (guild.id >> 22) % count == number]


def payload(world: World, session: Session, gateway_url: str) -> dict[str, Any]:
    """READY."""
    application = world.applications[session.bot_id]
    return {
        "v": 10,
        "user_settings": {},
        "user": payloads.own_user(application.user),
        "session_type": "normal",
        "session_id": session.id,
        "resume_gateway_url": gateway_url,
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guilds": [payloads.unavailable_guild(guild) for guild in guilds_of(world, session.bot_id, session.shard)],
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "auth": {},
        "application": {"id": str(application.id), "flags": application.flags},
        "shard": list(session.shard),
        "_trace": [],
    }


def guild_creates(world: World, session: Session) -> Iterator[dict[str, Any]]:
    """A GUILD_CREATE for each guild of the shard that is available."""
    if not session.intents & Intent.GUILDS:
        return
    for guild in guilds_of(world, session.bot_id, session.shard):
        if not guild.unavailable:
            everybody = bool(session.intents & Intent.GUILD_PRESENCES) and len(guild.members) < LARGE_MEMBERS
            yield payloads.guild_create(world, guild, session.bot_id, everybody=everybody)
