"""Who may do what in a room, worked out from its state alone.

Libraries that keep the levels up to date by merging give power to people who have lost it, and none to those who made a
room of version 12.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MODERATOR = 50
ADMINISTRATOR = 100

CREATORS_SINCE = 12
"""The room version in which those who made the room stand above all levels."""
_CREATORS_BY_NAME = {"org.matrix.hydra.11"}


@dataclass(frozen=True, slots=True)
class Powers:
    """The powers in one room: who made it, and the content of its ``m.room.power_levels`` if it has one."""

    version: str
    creators: frozenset[str]
    levels: Mapping[str, Any] | None = None
    _none: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def creators_stand_above(self) -> bool:
        """Whether the room is of a version in which its creators have all power for ever."""
        return self.version in _CREATORS_BY_NAME or (self.version.isdecimal() and int(self.version) >= CREATORS_SINCE)

    def level(self, user: str) -> float:
        """Give a user's level."""
        if user in self.creators and (self.creators_stand_above or self.levels is None):
            return math.inf if self.creators_stand_above else ADMINISTRATOR
        return self._number(self._map("users").get(user), self._number(self._levels.get("users_default"), 0))

    def own_level(self, user: str) -> float | None:
        """Give the level that a user was given by name; nothing, where they have only what everybody has."""
        level = self._number(self._map("users").get(user), math.nan)
        return None if math.isnan(level) else level

    def changed(self, users: Mapping[str, float | None]) -> dict[str, Any]:
        """Write the levels anew with some users' changed; ``None`` leaves a user what everybody has."""
        named = {user: level for user, level in {**self._map("users"), **users}.items() if level is not None}
        return {**self._levels, "users": named}

    def to_set(self, kind: str) -> float:
        """Give the level needed to set the state ``kind``."""
        default = self._number(self._levels.get("state_default"), 0 if self.levels is None else MODERATOR)
        # Without an entry of its own, a tombstone in version 12 is still the room's state like any other.
        return self._number(self._map("events").get(kind), default)

    def to_send(self, kind: str) -> float:
        """Give the level needed to send events of ``kind``."""
        return self._number(self._map("events").get(kind), self._number(self._levels.get("events_default"), 0))

    def to(self, deed: str) -> float:
        """Give the level needed to ``invite``, ``kick``, ``ban`` or ``redact``."""
        return self._number(self._levels.get(deed), 0 if deed == "invite" else MODERATOR)

    def administers(self, user: str) -> bool:
        """Whether a user administers the room: may say who has power in it, and is at least a moderator."""
        return self.level(user) >= max(self.to_set("m.room.power_levels"), MODERATOR)

    @property
    def _levels(self) -> Mapping[str, Any]:
        return self._none if self.levels is None else self.levels

    def _map(self, name: str) -> Mapping[str, Any]:
        found = self._levels.get(name)
        return found if isinstance(found, dict) else self._none

    @staticmethod
    def _number(value: object, default: float) -> float:
        """Read a level: rooms before version 10 may hold them as text."""
        if isinstance(value, bool):
            return default
        if isinstance(value, int | float):
            return value if math.isfinite(value) else default
        if isinstance(value, str):
            try:
                return int(value.strip())
            except ValueError:
                return default
        return default


def from_state(create: Mapping[str, Any], sender: str, levels: Mapping[str, Any] | None) -> Powers:
    """Work out the powers from the content and sender of ``m.room.create``, and the content of the levels."""
    version = str(create.get("room_version") or "1")
    powers = Powers(version, frozenset(), levels)
    if powers.creators_stand_above:
        others = create.get("additional_creators")
        creators = (
            {sender, *(other for other in others if isinstance(other, str))} if isinstance(others, list) else {sender}
        )
    elif version.isdecimal() and int(version) < 11 and isinstance(create.get("creator"), str):
        creators = {create["creator"]}
    else:
        creators = {sender}
    return Powers(version, frozenset(creators), levels)
