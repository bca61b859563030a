"""Sends what is owed: in order within a lane, lanes side by side, again and again until the platform has it.

A card is edited at most once in ``edit_every`` seconds, and shows how things stand when it goes out: however many
positions arrive meanwhile, it is one edit.
"""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Protocol

import msgspec
import structlog

from adapters.documents import Document
from adapters.platform import BusyError, ForbiddenError, GoneError, Platform, PlatformError, RejectedError
from bot.clock import Clock
from bot.letters import Letter, RefreshCard, Reminder, ToAccount, ToPerson, ToVenue, platform_of, read
from deliberation.ids import PersonId, VenueId
from storage.port import AccountKey, Posted, StorageError, Store, Waiting, Work

log = structlog.get_logger(__name__)

EDIT_EVERY: Final = 1.0
_LONGEST_PAUSE: Final = 120.0
_FORBIDDEN_PAUSE: Final = 300.0
"""Seconds until a room in which the bot may not write is tried again."""
_MOST_DRAWN: Final = 1000
"""Cards whose last edit is remembered, before those that may be edited again anyway are forgotten."""
_LANES_AT_ONCE: Final = 16
_TROUBLED_AT_ONCE: Final = 4
"""Of these, so many may be lanes whose next message has failed before: however many stick, the others go on."""

_ROWS_AT_ONCE: Final = 500
_MOST_FAILURES: Final = 5
"""Attempts after which a message that fails in a way that nobody foresaw is given up: its lane must go on."""


class Cards(Protocol):
    """Draws cards as things stand."""

    async def draw(self, letter: RefreshCard) -> tuple[Document, tuple[str, ...]] | None:
        """Give a card and the reactions to put under it; ``None`` where it is no longer wanted."""


class Outbox:
    """Delivers until stopped. ``posted`` is told of each new card, ``refused`` of what a platform will not take."""

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        cards: Cards,
        clock: Clock,
        posted: Callable[[Posted], None],
        refused: Callable[[Letter, PlatformError], Awaitable[None]],
        edit_every: float = EDIT_EVERY,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._cards = cards
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
            for task in self._lanes.values():
                task.cancel()
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def idle(self) -> bool:
        """Whether nothing is owed now."""
        return not self._lanes and not await self._store.waiting(limit=1)

    async def _start_lanes(self) -> None:
        passed_over: set[str] = set()
        while self._busy() < _LANES_AT_ONCE:
            try:
                rows = await self._store.waiting(limit=_ROWS_AT_ONCE, busy=[*self._lanes, *passed_over])
            except StorageError as error:
                log.warning("outbox cannot be read", error=str(error))
                asyncio.get_running_loop().call_later(5, self.wake)
                return
            by_lane: defaultdict[str, list[Waiting]] = defaultdict(list)
            for row in rows:
                by_lane[row.lane].append(row)
            for lane, owed in by_lane.items():
                if owed[0].attempts and len(self._troubled - self._resting) >= _TROUBLED_AT_ONCE:
                    passed_over.add(lane)
                elif self._busy() < _LANES_AT_ONCE:
                    self._start(lane, owed)
            if len(rows) < _ROWS_AT_ONCE:
                return

    def _busy(self) -> int:
        """Count the lanes that are at work: one that rests after a failure keeps nobody else waiting."""
        return len(self._lanes) - len(self._resting)

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
        last = self._drawn.get(row.key)
        return 0.0 if last is None else last + self._edit_every - time.monotonic()

    async def _deliver(self, row: Waiting) -> float | None:
        """Deliver one; give the seconds for which its lane must pause where it could not be."""
        letter: Letter | None = None
        try:
            letter = read(row.body)
            posted = await self._send(row, letter)
        except BusyError as error:
            await self._store.failed(row)
            log.info("platform busy", key=row.key, retry_after=error.retry_after, attempts=row.attempts)
            return max(error.retry_after, min(_LONGEST_PAUSE, 2.0 ** min(row.attempts, 7) * random.uniform(0.2, 0.5)))  # noqa: S311
        except ForbiddenError as error:
            # A right can be given back: what was decided must then still be told, so it stays owed.
            await self._store.failed(row)
            log.warning("not allowed to deliver", key=row.key, error=str(error), attempts=row.attempts)
            if letter is not None:
                await self._refused(letter, error)
            return _FORBIDDEN_PAUSE
        except (GoneError, RejectedError, msgspec.MsgspecError) as error:
            log.warning("not delivered", key=row.key, error=str(error))
            await self._store.settle(row, self._clock.now(), gave_up=str(error) or type(error).__name__)
            if letter is not None and isinstance(error, PlatformError):
                await self._refused(letter, error)
            return None
        except (PlatformError, StorageError):
            raise  # no fault of this message: the whole lane waits
        except Exception as error:
            log.exception("delivery failed", key=row.key)
            return await self._failed(row, error)
        await self._store.settle(row, self._clock.now(), posted=posted)
        if posted is not None and posted.card:
            self._posted(posted)
        return None

    async def _failed(self, row: Waiting, error: Exception) -> float | None:
        """Try a message again that failed in a way that nobody foresaw, but not for ever."""
        failures = self._failures.pop(row.id, 0) + 1
        if failures < _MOST_FAILURES:
            self._failures[row.id] = failures
            return 2.0 ** (failures - 1)
        await self._store.settle(row, self._clock.now(), gave_up=repr(error))
        return None

    async def _send(self, row: Waiting, letter: Letter) -> Posted | None:
        key = f"{row.key}:{row.generation}"
        match letter:
            case ToVenue():
                platform = self._platform(platform_of(letter.venue))
                message = await platform.post(letter.venue, letter.document, key=key, reply_to=letter.reply_to)
                return _posted(platform.name, letter.venue, message, letter)
            case ToAccount():
                return await self._whisper(AccountKey(letter.platform, letter.account), letter, key)
            case ToPerson():
                return await self._whisper(await self._account_for(letter.person), letter, key)
            case Reminder():
                await self._remind(letter, key)
                return None
            case RefreshCard():
                return await self._show(row, letter, key)

    def _note_drawn(self, key: str) -> None:
        now = time.monotonic()
        if len(self._drawn) > _MOST_DRAWN:
            self._drawn = {each: at for each, at in self._drawn.items() if now - at < self._edit_every}
        self._drawn[key] = now

    def _platform(self, name: str) -> Platform:
        try:
            return self._platforms[name]
        except KeyError:
            raise GoneError(f"{name} is not configured any more") from None

    async def _remind(self, letter: Reminder, key: str) -> None:
        """Write to those who let us; begun again after a failure, it writes to nobody twice."""
        for person in letter.people:
            for row in await self._store.accounts_of([person]):
                room = await self._store.private_venue(row.key)
                if room is None or row.key.platform not in self._platforms:
                    continue
                try:
                    await self._platform(row.key.platform).whisper(
                        row.key.id, room, letter.document, key=f"{key}:{person}"
                    )
                except (GoneError, ForbiddenError, RejectedError) as error:
                    log.info("not reminded", person=person, error=str(error))
                break

    async def _account_for(self, person: PersonId) -> AccountKey:
        """Choose where to write to somebody: where they already have a private room, if anywhere."""
        rows = [row.key for row in await self._store.accounts_of([person]) if row.key.platform in self._platforms]
        if not rows:
            raise GoneError("that person has no account on a platform that is configured")
        for key in rows:
            if await self._store.private_venue(key) is not None:
                return key
        return rows[0]

    async def _whisper(self, to: AccountKey, letter: ToAccount | ToPerson, key: str) -> Posted | None:
        platform = self._platform(to.platform)
        room = await self._store.private_venue(to)
        venue, message = await platform.whisper(to.id, room, letter.document, key=key)
        if venue != room:
            await self._store.commit(Work(private_venues={to: venue}))
        return _posted(platform.name, venue, message, letter)

    async def _show(self, row: Waiting, letter: RefreshCard, key: str) -> Posted | None:
        drawn = await self._cards.draw(letter)
        if drawn is None:
            return None
        document, seeds = drawn
        platform = self._platform(platform_of(letter.venue))
        there = await self._store.card_of(letter.assembly, letter.subject, letter.venue)
        self._note_drawn(row.key)
        if there is not None:
            try:
                await platform.edit(letter.venue, there.message, document, key=key)
            except GoneError:
                await self._store.commit(Work(forgotten=[(platform.name, there.message)]))
            else:
                return None
        message = await platform.post(letter.venue, document, key=f"{key}:new", seeds=seeds)
        return Posted(
            platform=platform.name,
            venue=letter.venue,
            message=message,
            assembly=letter.assembly,
            subject=letter.subject,
            card=True,
        )


def _posted(platform: str, venue: VenueId, message: str, letter: ToVenue | ToAccount | ToPerson) -> Posted | None:
    """Note what a message speaks of, where replies to it could mean something."""
    if letter.assembly is None or not letter.subject:
        return None
    return Posted(
        platform=platform,
        venue=venue,
        message=message,
        assembly=letter.assembly,
        subject=letter.subject,
        card=False,
    )
