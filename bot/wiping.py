"""Has what was deleted overwritten too: soon in what the database wrote ahead, and in a while wherever a copy may be.

When somebody is forgotten, the file as a whole is written anew, for which everybody waits a moment. So it is done for
all together who are forgotten within an hour, and once a day at most.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.clock import Clock
from storage.port import BoxEmptied, StorageError, Store, Work

log = structlog.get_logger(__name__)

NOTES: Final = "wiping"
_OWED, _DONE = "owed since", "done at"
AFTER: Final = timedelta(hours=1)
EVERY: Final = timedelta(days=1)
_FAILURES: Final = 11
"""So many in a row, and it is tried once a day."""


def owe(work: Work, now: datetime) -> None:
    """Note, with what is deleted, that the file is to be written anew: whenever the program ends, it is known."""
    if work.erased or work.unsealed:
        work.notes[NOTES, _OWED] = now.isoformat()


class Wiping:
    """Sees to it that what was deleted is overwritten."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._fold = True  # the program may have ended just before it was done
        self._busy = False
        self._since: datetime | None = None
        self._more = False
        self._failed = 0
        self._again_from: datetime | None = None

    def committed(self, work: Work) -> None:
        """Take note of what was deleted."""
        emptied = any(isinstance(each, BoxEmptied) for each in work.ballots)
        erased = bool(work.erased or work.unsealed) or any(each is None for each in work.addresses.values())
        self._fold |= emptied or erased
        self._more |= bool(work.erased or work.unsealed)

    async def look(self) -> None:
        """Do what is due; what cannot be done now is with the next look."""
        if self._busy:
            return
        self._busy = True
        try:
            await self._look()
        except StorageError as error:
            log.info("not overwritten yet", error=str(error))
        finally:
            self._busy = False

    async def _look(self) -> None:
        now, notes = self._clock.now(), await self._store.notes(NOTES)
        due = self._due(notes)
        if due is not None and max(due, self._again_from or due) <= now:
            self._fold = True
            await self._try_whole(now)
        if self._fold:
            self._fold = False
            await self._folded()

    async def _try_whole(self, now: datetime) -> None:
        """Write the whole anew. Where that fails, it keeps nothing else waiting, and less and less often everybody."""
        try:
            await self._whole(now)
        except StorageError as error:
            self._failed += 1
            self._again_from = now + min(EVERY, (2 ** min(self._failed, _FAILURES) - 2) * timedelta(minutes=1))
            log.warning("database not written anew", error=str(error), again_from=self._again_from.isoformat())
        else:
            self._failed, self._again_from = 0, None

    async def _whole(self, now: datetime) -> None:
        self._more = False
        if await self._store.wipe(whole=True):
            log.info("what was deleted is overwritten")
        await self._store.commit(Work(notes={(NOTES, _DONE): now.isoformat(), (NOTES, _OWED): ""}))
        self._since = None
        if self._more:  # of somebody who was forgotten meanwhile
            await self._store.commit(Work(notes={(NOTES, _OWED): now.isoformat()}))

    async def _folded(self) -> None:
        try:
            await self._store.wipe()
        except StorageError:
            self._fold = True
            raise

    def _due(self, notes: dict[str, str]) -> datetime | None:
        """Say when the whole is to be done: whoever is forgotten later does not put it off."""
        if _OWED not in notes:
            return None
        self._since = self._since or datetime.fromisoformat(notes[_OWED])
        after = self._since + AFTER
        return max(after, datetime.fromisoformat(notes[_DONE]) + EVERY) if _DONE in notes else after
