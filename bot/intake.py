"""Takes everything that comes in, in order, in batches: one transaction each.

Whoever hands something over learns that it is durable when ``take`` returns. What came in before counts once. What
cannot be handled is set aside for the operator, loudly, and never tried for ever.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from adapters.failures import place
from adapters.inbound import Batch
from bot.clock import Clock
from bot.halls import Halls
from bot.handling import Handler
from bot.items import Attend, Internal, Item, Wave, accounts_in, parts_of, source_of
from bot.people import People
from bot.polling.votes import may_be_ballot, not_taken
from bot.sitting import Sitting
from storage.port import BadDataError, ConflictError, SetAside, Store, UnavailableError, Work

log = structlog.get_logger(__name__)

MOST_AT_ONCE: Final = 2000
"""Items in one transaction. More would hold up answers; far fewer would spend the time on commits."""

LAST_TRIES: Final = 3.0
"""Seconds for which a database that is away is still tried once the program is to end."""

_LONGEST_TURN: Final = 0.02
"""Seconds for which a batch is worked out before all else has a turn: heartbeats, and what else comes in."""

_LONGEST_PAUSE: Final = 30.0
_MOST_CONFLICTS: Final = 20


@dataclass(slots=True)
class Delivery:
    """Something handed over, and the promise to its giver that it is durable."""

    items: tuple[Item, ...]
    platform: str = ""
    cursor: str = ""
    heard: frozenset[str] = frozenset()
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class NotRecordedError(Exception):
    """What was handed over is not durable, and the intake has ended."""


class Intake:
    """The one writer. ``committed`` is called after each commit, with what was written."""

    def __init__(
        self,
        *,
        store: Store,
        halls: Halls,
        people: People,
        handler: Handler,
        clock: Clock,
        committed: Callable[[Work], None],
        incomplete: frozenset[str] = frozenset(),
    ) -> None:
        self._store = store
        self._halls = halls
        self._people = people
        self._handler = handler
        self._clock = clock
        self._committed = committed
        self._incomplete = incomplete
        self._queue: asyncio.Queue[Delivery] = asyncio.Queue(maxsize=1000)
        self._ended: BaseException | None = None
        self._ending = asyncio.Event()
        self._last_try = 0.0

    async def take(self, batch: Batch, *, first: Sequence[Internal] = ()) -> None:
        """Take what came in from a platform, after commands of our own that belong to it; return when it is durable.

        Raises:
            NotRecordedError: it is not, and will not be: the intake has ended.
        """
        await self._hand_over(Delivery((*first, *batch.items), batch.platform, batch.cursor, batch.heard))

    async def command(self, *commands: Internal | Wave | Attend) -> None:
        """Take commands of the program's own; return when they are durable.

        Raises:
            NotRecordedError: as ``take``.
        """
        await self._hand_over(Delivery(commands))

    async def _hand_over(self, delivery: Delivery) -> None:
        await self._queue.put(delivery)
        if self._ended is not None:
            self._fail([delivery], self._ended)
        await delivery.done

    def end_soon(self) -> None:
        """Wait no longer for a database that is away: whoever waits for it is to be told while that can be done."""
        self._last_try = asyncio.get_running_loop().time() + LAST_TRIES
        self._ending.set()

    async def run(self) -> None:
        """Work, for ever. Cancelling it between two transactions loses nothing that was promised.

        However it ends, whoever waits for it is told, and so is whoever comes later: nobody waits for nothing.
        """
        try:
            while True:
                await self._work_off(await self._queue.get())
        except BaseException as error:
            self._ended = error
            while not self._queue.empty():
                self._fail([self._queue.get_nowait()], error)
            raise

    async def _work_off(self, delivery: Delivery) -> None:
        """Take one delivery, with what else has come meanwhile."""
        deliveries, size = [delivery], len(delivery.items)
        while size < MOST_AT_ONCE and not self._queue.empty():
            deliveries.append(self._queue.get_nowait())
            size += len(deliveries[-1].items)
        try:
            await self._commit_all(deliveries)
        except BaseException as error:
            self._fail(deliveries, error)
            raise
        for each in deliveries:
            if not each.done.done():
                each.done.set_result(None)

    def _fail(self, deliveries: Iterable[Delivery], error: BaseException) -> None:
        for delivery in deliveries:
            if not delivery.done.done():
                delivery.done.set_exception(NotRecordedError(f"not recorded: {error!r}"))

    async def _commit_all(self, deliveries: list[Delivery]) -> None:
        items = [item for delivery in deliveries for item in delivery.items]
        cursors = {d.platform: d.cursor for d in deliveries if d.cursor}
        heard = dict.fromkeys(frozenset().union(*(d.heard for d in deliveries)), self._clock.now())
        parts = parts_of(items)
        for number, part in enumerate(parts, 1):
            # An absence is noted with the heartbeat that ends it, first of all; where to go on from, last of all.
            beside = Work(heard=heard if number == 1 else {}, cursors=cursors if number == len(parts) else {})
            await self._commit_part(part, beside)

    async def _commit_part(self, items: list[Item], beside: Work) -> None:
        try:
            await self._commit(items, beside)
        except BadDataError as error:
            log.warning("batch refused by the database", items=len(items), error=str(error))
            for item in items:
                await self._commit_alone(item)
            await self._commit([], beside)

    async def _commit_alone(self, item: Item) -> None:
        """Find the one that the database refuses, and set it aside."""
        try:
            await self._commit([item], Work())
        except BadDataError as error:
            await self._commit([], Work(set_aside=[self._set_aside(item, error)], owed=not_taken(item)))

    async def _commit(self, items: list[Item], beside: Work) -> None:
        pause, conflicts = 0.05, 0
        while True:
            sitting = Sitting(
                halls=self._halls, people=self._people, now=self._clock.now(), incomplete=self._incomplete
            )
            try:
                if conflicts:
                    await self._halls.learn()
                ours = [item for item in items if await self._handler.concerns_us(item)]
                fresh = await self._people.prepare(accounts_in(ours))
                work = await self._work_out(ours, sitting)
                work.accounts[:0] = fresh
                work.cursors, work.heard = beside.cursors, beside.heard
                work.set_aside.extend(beside.set_aside)
                work.owed.extend(beside.owed)
                await self._store.commit(work)
            except ConflictError as error:
                log.warning("another instance wrote first", error=str(error))
                self._take_back(sitting)
                conflicts += 1
                if conflicts >= _MOST_CONFLICTS:
                    # No other instance writes that often at just that moment: it is this very data.
                    raise BadDataError(f"in conflict {conflicts} times: {error}") from error
                await asyncio.sleep(random.uniform(0, 0.02 * conflicts))  # noqa: S311 (so that two instances part)
            except UnavailableError as error:
                log.warning("database not available", error=str(error), again_in=pause)
                self._take_back(sitting)
                await self._wait_for_database(pause, error)
                pause = min(pause * 2, _LONGEST_PAUSE)
            except BaseException:
                self._take_back(sitting)
                raise
            else:
                for change in work.changes:
                    self._halls.keep(change.after)
                self._people.committed(work)
                self._committed(work)
                return

    async def _wait_for_database(self, pause: float, error: UnavailableError) -> None:
        if not self._ending.is_set():
            try:
                async with asyncio.timeout(pause):
                    await self._ending.wait()
            except TimeoutError:
                return
        if asyncio.get_running_loop().time() > self._last_try:
            raise error
        await asyncio.sleep(min(pause, LAST_TRIES / 10))

    def _take_back(self, sitting: Sitting) -> None:
        """Believe the store alone: it may have been written to, by us without our knowing or by another instance."""
        self._people.distrust()
        for identifier in sitting.touched():
            self._halls.forget(identifier)

    async def _work_out(self, items: list[Item], sitting: Sitting) -> Work:
        already = await self._already(items)
        await sitting.occurrences.learn(self._store, items)
        turn_began = time.perf_counter()
        for each in items:
            if time.perf_counter() - turn_began > _LONGEST_TURN:
                await asyncio.sleep(0)
                turn_began = time.perf_counter()
            item = sitting.occurrences.named(each)
            if item is None:
                continue
            source = source_of(item)
            if source in already or (source is not None and source in sitting.received):
                continue
            mark = sitting.mark()
            try:
                await self._handler.handle(item, sitting)
            except (ConflictError, UnavailableError, BadDataError):
                raise
            except Exception as error:
                sitting.back_to(mark)
                sitting.work.set_aside.append(self._set_aside(item, error))
                sitting.work.owed.extend(not_taken(item))
                if may_be_ballot(item):
                    # Neither its words nor what was worked out from them may stand anywhere but in the box.
                    log.error("could not be handled", kind=type(item).__name__, source=source, error=place(error))  # noqa: TRY400
                else:
                    log.exception("could not be handled", kind=type(item).__name__, source=source)
        return sitting.finish()

    async def _already(self, items: list[Item]) -> set[tuple[str, str]]:
        sources: dict[str, list[str]] = {}
        for item in items:
            named = source_of(item)
            if named is not None:
                sources.setdefault(named[0], []).append(named[1])
        found: set[tuple[str, str]] = set()
        for platform, names in sources.items():
            found.update((platform, name) for name in await self._store.already(platform, names))
        return found

    def _set_aside(self, item: Item, error: Exception) -> SetAside:
        platform, source = source_of(item) or ("", "")
        return SetAside(
            platform=platform,
            source=source,
            what=type(item).__name__,
            error=place(error) if may_be_ballot(item) else f"{type(error).__name__}: {error}"[:2000],
            at=self._clock.now(),
        )
