"""Discord's ids: 64 bits, the upper 42 of them milliseconds since 2015."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final

EPOCH_MS: Final = 1_420_070_400_000


class Snowflakes:
    """Gives ids that strictly increase and tell the time at which they were given."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        """A new id, greater than every one before it."""
        now = (time.time_ns() // 1_000_000 - EPOCH_MS) << 22
        # The lower 22 bits count on within a millisecond; should they overflow, the time runs ahead by a millisecond.
        self._last = max(now, self._last + 1)
        return self._last


def moment(snowflake: int) -> datetime:
    """When this id was given, in UTC."""
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC)


def timestamp(when: datetime) -> str:
    """A time as Discord writes it: ISO 8601 with microseconds and offset."""
    return when.isoformat(timespec="microseconds")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
