"""A clock for tests: it stands still until it is moved."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Tells the time it was set to."""

    def __init__(self, at: datetime | None = None) -> None:
        self._now = at or datetime(2026, 1, 5, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """Give the time, in UTC."""
        return self._now

    def move(self, **by: float) -> datetime:
        """Move it on, by days, hours, minutes …; give the time it then is."""
        self._now += timedelta(**by)
        return self._now
