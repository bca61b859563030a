"""Where Discord's description of its API and its real behaviour are known to differ, each with the reason.

These are data: `checking` lets pass what one of them covers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One difference. In each pattern * stands for anything, also for nothing."""

    reason: str
    route: str = "*"
    """With nameless parameters: "PUT /guilds/{}/bans/{}"."""
    part: str = "*"
    """Which part of the exchange: "route", "query", "request", or "response"."""
    place: str = "*"
    """Where in the body ("$.author.email"), or the name of a parameter."""
    message: str = "*"
    """What is complained of."""

    def covers(self, route: str, part: str, place: str, message: str) -> bool:
        """Whether it is this that was found."""
        found = ((self.route, route), (self.part, part), (self.place, place), (self.message, message))
        return all(fnmatchcase(_literal(text), _literal(pattern)) for pattern, text in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Something that Discord reads in requests in another form too; it writes it only as described."""

    reason: str
    schema: Mapping[str, Any]


def _literal(pattern: str) -> str:
    """Without the brackets of array indices, which fnmatch would take for a set of characters."""
    return pattern.replace("[", "(").replace("]", ")")


READINGS: Final[Mapping[str, Reading]] = {
    "SnowflakeType": Reading(
        reason="Described as a string. Discord reads numbers as well, and discord.py sends ids as numbers.",
        schema={"type": ["string", "integer"], "pattern": r"^(0|[1-9][0-9]*)$", "minimum": 0},
    ),
}
"""By the name of the schema in the description."""

GAPS: Final[tuple[Gap, ...]] = (
    *(
        Gap(
            reason="Described as an integer. Since v8 permissions are strings both ways; numbers are read as well.",
            route=route,
            part="request",
            place=place,
            message="* is not of type 'integer', 'null'",
        )
        for route, place in (
            ("* /guilds/{}/roles*", "$.permissions"),
            ("PUT /channels/{}/permissions/{}", "$.allow"),
            ("PUT /channels/{}/permissions/{}", "$.deny"),
            ("*/channels*", "$.permission_overwrites[*].allow"),
            ("*/channels*", "$.permission_overwrites[*].deny"),
            ("*/commands*", "*default_member_permissions"),
        )
    ),
    Gap(
        reason="Described as needing a body. A ban is lifted without one, and discord.py sends none.",
        route="DELETE /guilds/{}/bans/{}",
        part="request",
        message="there is no body",
    ),
    Gap(
        reason="Described as needing a body. discord.py sends how much to delete in the query, and bans.",
        route="PUT /guilds/{}/bans/{}",
        part="request",
        message="there is no body",
    ),
    Gap(
        reason="Described in the body only. discord.py sends it in the query.",
        route="PUT /guilds/{}/bans/{}",
        part="query",
        place="delete_message_seconds",
        message="unknown",
    ),
)
