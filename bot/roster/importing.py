"""A roster taken in: read, held beside what is known, and written in steps of which each is whole.

What people have to sit in because of it the running program works out (``bot.roster.enrolling``). It notices by the
note that is written with every step, in whichever process.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from bot.clock import Clock, SystemClock
from bot.roster.comparing import Known, Plan, Step, compare
from bot.roster.invitations import Invitation, Invitations, invite
from bot.roster.reading import Reading, read
from bot.sheets import Record
from deliberation.ids import PersonId
from storage.port import AccountKey, Code, ConflictError, StorageError, Store, Work

T = TypeVar("T")

ROSTER: Final = "roster"
"""The name under which notes about the roster are kept, beside those of the platforms."""

CHANGED: Final = "changed"
"""The note that says another thing after every change of the roster."""

_ASKED_AT_ONCE: Final = 1000
_WRITTEN_AT_ONCE: Final = 2000
"""Members in one transaction: while it is written, nobody else can write."""

_TRIES: Final = 5


def today_in(zone: ZoneInfo, clock: Clock | None = None) -> date:
    """Give the day that it is where the movement is."""
    return (clock or SystemClock()).now().astimezone(zone).date()


Records = Callable[[], Iterable[Record]]
"""Gives the rows of a roster, from their beginning."""


class Importer:
    """Takes rosters in, one at a time. ``changed`` is called once something was written."""

    def __init__(
        self, *, store: Store, clock: Clock, zone: ZoneInfo, changed: Callable[[], None] = lambda: None
    ) -> None:
        self._store = store
        self._clock = clock
        self._zone = zone
        self._changed = changed
        self._lock = asyncio.Lock()

    @property
    def busy(self) -> bool:
        """Whether it is at work."""
        return self._lock.locked()

    async def plan(self, records: Records, *, partial: bool = False, invite_again: bool = False) -> Plan:
        """Work out what a roster would change, and change nothing.

        Raises:
            RosterError: nothing can be made of the roster as a whole.
            StorageError: the database cannot be used.
        """
        # In a thread, as it takes seconds: meanwhile all else goes on.
        reading = await asyncio.to_thread(lambda: read(records()))
        known = await self._known(reading)
        return await asyncio.to_thread(
            lambda: compare(
                reading, known, today_in(self._zone, self._clock), partial=partial, invite_again=invite_again
            )
        )

    async def take(
        self,
        records: Records,
        invitations: Invitations,
        *,
        partial: bool = False,
        invite_again: bool = False,
        may: Callable[[Plan], bool] = lambda plan: plan.holds and not plan.removes_many,
    ) -> tuple[Plan, bool]:
        """Work out what a roster changes, and do it where it ``may`` be done; say whether it was.

        Done again after it was cut short, it goes on where it was.

        Raises:
            RosterError: nothing can be made of the roster as a whole, or invitations cannot be written down.
            StorageError: the database cannot be used.
        """
        async with self._lock:
            tries = 0
            while True:
                plan = await self.plan(records, partial=partial, invite_again=invite_again)
                if not may(plan):
                    return plan, False
                try:
                    await self._write(plan, invitations)
                except ConflictError:
                    # Somebody spoke for the first time while it was worked out, or was forgotten: now that is known.
                    tries += 1
                    if tries == _TRIES:
                        raise
                else:
                    return plan, True

    async def _known(self, reading: Reading) -> Known:
        memberships = {each.reference: each async for each in self._store.memberships()}
        holders = dict[AccountKey, PersonId]()
        for some in in_parts((account for row in reading.rows for account in row.accounts), _ASKED_AT_ONCE):
            holders.update((key, row.person) for key, row in (await self._store.people(some)).items())
        kinds = {listing.slug.casefold(): listing.kind for listing in await self._store.listings()}
        return Known(memberships=memberships, holders=holders, kinds=kinds)

    async def _write(self, plan: Plan, invitations: Invitations) -> None:
        now = self._clock.now()
        for some in in_parts(plan.steps, _WRITTEN_AT_ONCE):
            made, codes = _invited(some, now)
            invitations.add(made)
            try:
                await self._store.commit(_work(some, codes))
            except BaseException:
                if not await self._perhaps_kept(codes):
                    invitations.take_back(made)
                raise
            self._changed()
            await asyncio.sleep(0)

    async def _perhaps_kept(self, codes: Sequence[Code]) -> bool:
        """Whether the codes of a step that failed may have been recorded all the same: they are not made again then."""
        try:
            return bool(codes) and await self._store.code(codes[0].handle) is not None
        except StorageError:
            return True


def _invited(steps: Iterable[Step], now: datetime) -> tuple[list[Invitation], list[Code]]:
    pairs = [invite(step.membership, now) for step in steps if step.invite]
    return [made for made, _ in pairs], [code for _, code in pairs]


def _work(steps: Sequence[Step], codes: Iterable[Code]) -> Work:
    return Work(
        accounts=[account for step in steps for account in step.accounts],
        # Who was forgotten, or whose account went its own way, since it was worked out: then it is worked out anew.
        holders={key: step.membership.person for step in steps for key in step.held},
        memberships=[step.membership for step in steps],
        codes={code.handle: code for code in codes},
        notes={(ROSTER, CHANGED): secrets.token_hex(8)},
    )


def in_parts(things: Iterable[T], most: int) -> Iterator[list[T]]:
    """Divide many things into lists of at most so many."""
    them = iter(things)
    while part := list(islice(them, most)):
        yield part
