"""Wakes the program when something is due. It keeps nothing: what is due is read from the database.

APScheduler's default misfire limit of one second would skip a late job without a word, so there is none here; and it
keeps its jobs in memory only, so that nothing of them can be stale after a restart.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

LOOK_EVERY: Final = 30
"""Seconds between looks at the database unasked: another instance may have written something that is due."""

_SAME: Final = timedelta(milliseconds=50)
"""Two clocks are never read at quite the same time: what differs by less is one time."""

_JOB: Final = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Alarm:
    """Calls ``ring`` at the time last set, and every half minute besides."""

    def __init__(self, ring: Callable[[], Awaitable[None]]) -> None:
        self._ring = ring
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._set_for: datetime | None = None

    def start(self) -> None:
        """Begin. Needs a running event loop."""
        self._scheduler.add_job(self._ring, IntervalTrigger(seconds=LOOK_EVERY), id="look", **_JOB)
        self._scheduler.start()

    def set(self, at: datetime | None) -> None:
        """Ring at that time (at once where it is past); ``None`` unsets it."""
        if at == self._set_for or (at and self._set_for and abs(at - self._set_for) < _SAME):
            return
        self._set_for = at
        if at is not None:
            self._scheduler.add_job(self._ring, DateTrigger(at), id="due", replace_existing=True, **_JOB)
        elif self._scheduler.get_job("due"):
            self._scheduler.remove_job("due")

    def stop(self) -> None:
        """End."""
        self._scheduler.shutdown(wait=False)
