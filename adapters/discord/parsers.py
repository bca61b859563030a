"""Which of the gateway's events discord.py takes in, and what becomes of one that it cannot read.

Left alone, discord.py ends the whole connection over a single malformed event of whatever kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog

from adapters.failures import place

log = structlog.get_logger()

Parser = Callable[[Any], None]

CACHED: Final = frozenset(
    """READY RESUMED USER_UPDATE GUILD_CREATE GUILD_UPDATE GUILD_DELETE GUILD_ROLE_CREATE GUILD_ROLE_UPDATE
    GUILD_ROLE_DELETE GUILD_MEMBER_ADD GUILD_MEMBER_UPDATE GUILD_MEMBER_REMOVE GUILD_MEMBERS_CHUNK CHANNEL_CREATE
    CHANNEL_UPDATE CHANNEL_DELETE THREAD_CREATE THREAD_UPDATE THREAD_DELETE THREAD_LIST_SYNC THREAD_MEMBER_UPDATE
    THREAD_MEMBERS_UPDATE""".split()  # noqa: SIM905 (names, to be read)
)
"""What discord.py keeps in memory. If one of these is malformed, its memory is wrong, and the session is given up."""

PASSING: Final = frozenset(
    """MESSAGE_CREATE MESSAGE_DELETE MESSAGE_DELETE_BULK MESSAGE_REACTION_ADD MESSAGE_REACTION_REMOVE
    MESSAGE_REACTION_REMOVE_ALL MESSAGE_REACTION_REMOVE_EMOJI INTERACTION_CREATE""".split()  # noqa: SIM905
)
"""What leaves no trace in memory: a malformed one is left out, and its guild is in doubt."""

PRIVATE: Final = frozenset({"MESSAGE_UPDATE"})
"""What is of use from private conversations alone. Of guilds there is far more of it, links that are shown and all."""


def useful(known: Mapping[str, Parser], not_understood: Callable[[int | None], None]) -> dict[str, Parser]:
    """Choose of discord.py's parsers those that are of use; ``not_understood`` is told the guild of a bad event."""
    kept = {name: known[name] for name in CACHED}
    kept |= {name: _guarded(name, known[name], not_understood) for name in PASSING}
    return kept | {name: _guarded(name, _outside_guilds(known[name]), not_understood) for name in PRIVATE}


def _outside_guilds(parse: Parser) -> Parser:
    def parsed(data: Any) -> None:
        if not data.get("guild_id"):
            parse(data)

    return parsed


def _guarded(name: str, parse: Parser, not_understood: Callable[[int | None], None]) -> Parser:
    def parsed(data: Any) -> None:
        try:
            parse(data)
        except Exception as error:  # noqa: BLE001 (one event that nobody foresaw must not stop all that follow)
            log.warning("discord.bad_event", event_name=name, error=place(error))
            guild = str(data.get("guild_id") or "") if isinstance(data, dict) else ""
            not_understood(int(guild) if guild.isdigit() else None)

    return parsed
