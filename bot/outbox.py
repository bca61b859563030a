"""Sends what is owed: in order within a lane, lanes side by side, again and again until the platform has it.

A card is edited at most once in ``edit_every`` seconds, and shows how things stand when it goes out: however many
positions arrive meanwhile, it is one edit. Lanes of each pace (``letters.Pace``) have their own number at once: what
people are to read waits for neither cards nor tidying, which a platform may hold up for minutes.
"""

import asyncio
import itertools
import random
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
import structlog

from adapters.failures import place
from adapters.platform import BusyError, ForbiddenError, GoneError, PlatformError, RejectedError
from bot.clock import Clock
from bot.letters import (
    BEGINNINGS,
    HandOut,
    Honour,
    Letter,
    Pace,
    RefreshCard,
    ShowPaper,
    ToAccount,
    ToPerson,
    card_in,
    pace_of,
    read,
)
from storage.port import Posted, StorageError, Store, Waiting

log = structlog.get_logger(__name__)

EDIT_EVERY: Final = 1.0
_LONGEST_PAUSE: Final = 120.0
_FORBIDDEN_PAUSE: Final = 300.0
"""Seconds until a room in which the bot may not write is tried again."""
_MOST_DRAWN: Final = 1000
"""Cards whose last edit is remembered, before those that may be edited again anyway are forgotten."""
_AT_ONCE: Final = {Pace.WORDS: 16, Pace.CARDS: 16, Pace.TIDYING: 4, Pace.VENUES: 8, Pace.PLACES: 4}
"""Lanes at work, by their pace. A platform may keep a lane of cards busy for a minute."""
_IN_ONE_GO: Final = {Pace.WORDS: 500, Pace.CARDS: 10, Pace.TIDYING: 20, Pace.VENUES: 20, Pace.PLACES: 2}
"""What a lane may send before others that wait have their turn."""
_TROUBLED_AT_ONCE: Final = 4
"""Of these, so many may be lanes whose next message has failed before: however many stick, the others go on."""

_ROWS_AT_ONCE: Final = 500
_READS: Final = 2
_LOOK_FAR_EVERY: Final = 1.0
"""Seconds. Reading on behind thousands of letters whose lanes may not set out takes its time."""
_MOST_FAILURES: Final = 5
"""Attempts after which a message that fails in a way that nobody foresaw is given up: its lane must go on."""

_MOST_REFUSALS: Final = 5
"""Attempts after which a private message is given up that somebody's settings keep from them."""

_UNSPOKEN: Final = (ShowPaper, HandOut)
"""Ballot papers: what somebody gave stands on them, and may stand in an error, which is kept and logged."""

Deliver = Callable[[Waiting, Letter], Awaitable[Posted | None]]
"""Sends one letter (``bot.delivering``); gives what was posted, if replies to it could mean something."""


class Outbox:
    """Delivers until stopped. ``posted`` is told of each new card, ``refused`` of what a platform will not take."""

    def __init__(
        self,
        *,
        store: Store,
        deliver: Deliver,
        clock: Clock,
        posted: Callable[[Posted], None],
        refused: Callable[[Letter, PlatformError], Awaitable[None]],
        edit_every: float = EDIT_EVERY,
    ) -> None:
        self._store = store
        self._deliver_letter = deliver
        self._clock = clock
        self._posted = posted
        self._refused = refused
        self._edit_every = edit_every
        self._work = asyncio.Event()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._troubled: set[str] = set()
        self._resting: set[str] = set()
        self._drawn: dict[str, float] = {}
        self._failures: dict[int, int] = {}
        self._look_far_at = 0.0
        self._later: asyncio.TimerHandle | None = None

    def wake(self) -> None:
        """Something is owed."""
        self._work.set()

    async def run(self) -> None:
        """Deliver, for ever. Cancelling it leaves everything undelivered owed."""
        try:
            while True:
                self._work.clear()
                await self._start_lanes()
                await self._work.wait()
        finally:
            if self._later is not None:
                self._later.cancel()
            for task in self._lanes.values():
                task.cancel()
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def idle(self) -> bool:
        """Whether nothing is owed now."""
        return not self._lanes and not await self._store.waiting(limit=1)

    async def _start_lanes(self) -> None:
        """Let lanes set out, as many as may. Far behind thousands that may not it is looked only now and then."""
        passed_over: set[str] = set()
        far = time.monotonic() >= self._look_far_at
        for reads in itertools.count(1):
            free = self._free()
            if not any(free.values()):
                return
            full = [beginning for pace, beginning in BEGINNINGS.items() if not free[pace]]
            try:
                rows = await self._store.waiting(limit=_ROWS_AT_ONCE, busy=[*self._lanes, *passed_over], full=full)
            except StorageError as error:
                log.warning("outbox cannot be read", error=str(error))
                asyncio.get_running_loop().call_later(5, self.wake)
                return
            passed_over |= self._set_out(rows)
            if len(rows) < _ROWS_AT_ONCE:
                return
            if reads < _READS:
                continue
            if not far:
                self._wake_later(self._look_far_at - time.monotonic())
                return
            self._look_far_at = time.monotonic() + _LOOK_FAR_EVERY

    def _set_out(self, rows: list[Waiting]) -> set[str]:
        """Let lanes set out, and name those that may not now."""
        by_lane: defaultdict[str, list[Waiting]] = defaultdict(list)
        for row in rows:
            by_lane[row.lane].append(row)
        free, passed_over = self._free(), set()
        for lane, owed in by_lane.items():
            pace = pace_of(lane)
            too_troubled = owed[0].attempts > 0 and len(self._troubled - self._resting) >= _TROUBLED_AT_ONCE
            if free[pace] <= 0 or too_troubled:
                passed_over.add(lane)
            else:
                free[pace] -= 1
                self._start(lane, owed[: _IN_ONE_GO[pace]])
        return passed_over

    def _free(self) -> dict[Pace, int]:
        """Say how many lanes may set out: one that rests after a failure keeps nobody else waiting."""
        at_work = Counter(map(pace_of, self._lanes.keys() - self._resting))
        return {pace: max(0, most - at_work[pace]) for pace, most in _AT_ONCE.items()}

    def _wake_later(self, seconds: float) -> None:
        if self._later is None:
            self._later = asyncio.get_running_loop().call_later(seconds, self._wake_now)

    def _wake_now(self) -> None:
        self._later = None
        self.wake()

    def _start(self, lane: str, owed: list[Waiting]) -> None:
        if owed[0].attempts:
            self._troubled.add(lane)
        task = asyncio.create_task(self._lane(owed), name=f"lane {lane}")
        self._lanes[lane] = task
        task.add_done_callback(lambda _: self._done(lane))

    def _done(self, lane: str) -> None:
        task = self._lanes.pop(lane)
        self._troubled.discard(lane)
        self._resting.discard(lane)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("lane failed", lane=lane, error=repr(error))
            asyncio.get_running_loop().call_later(5, self.wake)
        else:
            self.wake()

    async def _lane(self, rows: list[Waiting]) -> None:
        early: list[float] = []
        for row in rows:
            wait = self._too_early(row)
            if wait > 0:
                early.append(wait)
                continue
            pause = await self._deliver(row)
            if pause is not None:
                await self._rest(row.lane, pause)
                return
        if early:
            await self._rest(rows[0].lane, min(early))

    async def _rest(self, lane: str, seconds: float) -> None:
        self._resting.add(lane)
        self.wake()
        await asyncio.sleep(seconds)

    def _too_early(self, row: Waiting) -> float:
        """Say for how many seconds a card must wait before it may be edited again."""
        last = self._drawn.get(card_in(row.key))
        return 0.0 if last is None else last + self._edit_every - time.monotonic()

    async def _deliver(self, row: Waiting) -> float | None:
        """Deliver one; give the seconds for which its lane must pause where it could not be."""
        letter: Letter | None = None
        try:
            letter = read(row.body)
            if isinstance(letter, RefreshCard):
                self._note_drawn(card_in(row.key))
            posted = await self._deliver_letter(row, letter)
        except BusyError as error:
            await self._store.failed(row)
            log.info("platform busy", key=row.key, retry_after=error.retry_after, attempts=row.attempts)
            return max(error.retry_after, min(_LONGEST_PAUSE, 2.0 ** min(row.attempts, 7) * random.uniform(0.2, 0.5)))  # noqa: S311
        except ForbiddenError as error:
            # A right can be given back: what was decided must then still be told, so it stays owed.
            return await self._not_allowed(row, letter, error)
        except (GoneError, RejectedError, msgspec.MsgspecError) as error:
            said = _words_of(error, letter)
            log.warning("not delivered", key=row.key, error=said)
            await self._store.settle(row, self._clock.now(), gave_up=said)
            if letter is not None and isinstance(error, PlatformError):
                await self._refused(letter, error)
            return None
        except (PlatformError, StorageError):
            raise  # no fault of this message: the whole lane waits
        except Exception as error:
            if isinstance(letter, _UNSPOKEN):
                log.error("delivery failed", key=row.key, error=place(error))  # noqa: TRY400 - its words may be a ballot's
            else:
                log.exception("delivery failed", key=row.key)
            return await self._failed(row, letter, error)
        await self._store.settle(row, self._clock.now(), posted=posted)
        self._failures.pop(row.id, None)
        if posted is not None and posted.card:
            self._posted(posted)
        return None

    async def _not_allowed(self, row: Waiting, letter: Letter | None, error: ForbiddenError) -> float | None:
        # Nobody waits for signs of office, and in many rooms the bot is not given the right to show them.
        note = log.info if isinstance(letter, Honour) else log.warning
        said = _words_of(error, letter)
        note("not allowed to deliver", key=row.key, error=said, attempts=row.attempts)
        given_up = isinstance(letter, ToAccount | ToPerson) and row.attempts + 1 >= _MOST_REFUSALS
        if given_up:
            await self._store.settle(row, self._clock.now(), gave_up=said)
        else:
            await self._store.failed(row)
        if letter is not None:
            await self._refused(letter, error)
        return None if given_up else _FORBIDDEN_PAUSE

    async def _failed(self, row: Waiting, letter: Letter | None, error: Exception) -> float | None:
        """Try a message again that failed in a way that nobody foresaw, but not for ever."""
        failures = self._failures.pop(row.id, 0) + 1
        if failures < _MOST_FAILURES:
            self._failures[row.id] = failures
            return 2.0 ** (failures - 1)
        said = place(error) if isinstance(letter, _UNSPOKEN) else repr(error)
        await self._store.settle(row, self._clock.now(), gave_up=said)
        return None

    def _note_drawn(self, card: str) -> None:
        now = time.monotonic()
        if len(self._drawn) > _MOST_DRAWN:
            self._drawn = {each: at for each, at in self._drawn.items() if now - at < self._edit_every}
        self._drawn[card] = now


def _words_of(error: Exception, letter: Letter | None) -> str:
    """Say what stood in the way; of a ballot paper only where, for the words may be those on it."""
    return place(error) if isinstance(letter, _UNSPOKEN) else str(error) or type(error).__name__
