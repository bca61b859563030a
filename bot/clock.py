"""Where time comes from. Rehearsals, the demo and tests move a clock of their own."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the time now, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the time now, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that runs, and can be moved on by hand: for rehearsals, which cannot wait for three days."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """Give the time now, in UTC."""
        return self._clock.now() + self._ahead

    def move(self, by: timedelta) -> None:
        """Move it on.

        Raises:
            ValueError: time does not run backwards.
        """
        if by < timedelta(0):
            raise ValueError("time does not run backwards")
        self._ahead += by
