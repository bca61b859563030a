"""Sees to it that members have their places, whenever the roster or an assembly changes, and at the end of each day."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from bot import letters
from bot.clock import Clock
from bot.halls import Halls
from bot.items import Wave
from bot.letters import platform_of
from bot.roster import enrolment
from bot.roster.enrolment import Standings
from bot.roster.importing import CHANGED, ROSTER, in_parts, today_in
from bot.roster.waves import MOST_AT_ONCE
from deliberation.commands import Command, EndEnrolment, Enrol, OpenDoor
from deliberation.events.people import Enrolment
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.port import Change, Listing, Owed, StorageError, Store, Work

log = structlog.get_logger(__name__)

LOOK_EVERY: Final = 20.0
"""Seconds between looks at whether another process changed the roster, or a day ended."""

CALM: Final = 2.0
"""Seconds that go by after something changed before all is looked through: more may change at once."""

_REST: Final = 8
_LONGEST_REST: Final = 30.0
"""So many times as long as it took to look through all it is left alone, and so many seconds at most."""

_LOOKED_AT_ONCE: Final = 5000
"""People looked at before all else has a turn."""

_OF_MEMBERS: Final = frozenset({Kind.CORE, Kind.CONSTITUENCY})


@dataclass(slots=True)
class _ToDo:
    """What is to be done for one person."""

    enrol: list[tuple[AssemblyId, Enrolment]] = field(default_factory=list)
    end: list[tuple[AssemblyId, str]] = field(default_factory=list)
    doors: list[tuple[AssemblyId, VenueId]] = field(default_factory=list)


class Enrolling:
    """Compares the roster with who sits where, and hands over what is to be changed in waves.

    ``take`` takes a wave and returns when it is durable; ``owe`` does that with letters.
    """

    def __init__(
        self,
        *,
        store: Store,
        halls: Halls,
        clock: Clock,
        zone: ZoneInfo,
        take: Callable[[Wave], Awaitable[None]],
        owe: Callable[[list[Owed]], Awaitable[None]],
        look_every: float = LOOK_EVERY,
        calm: float = CALM,
    ) -> None:
        self._store = store
        self._halls = halls
        self._clock = clock
        self._zone = zone
        self._take = take
        self._owe = owe
        self._look_every = look_every
        self._calm = calm
        self._standings: Standings = {}
        self._seen: object = None
        self._work = asyncio.Event()

    def is_member(self, person: PersonId) -> bool:
        """Whether somebody is a member now, as far as the roster was looked at."""
        standing = self._standings.get(person)
        return standing is not None and standing.until > self._clock.now()

    def wake(self) -> None:
        """The roster changed, or perhaps who has a place where."""
        self._work.set()

    def committed(self, work: Work) -> None:
        """Look at what was committed: an assembly of members that is new or has other venues, accounts that moved.

        Who was forgotten meanwhile may have been given a place by what was looked through before.
        """
        if work.memberships or work.moved or work.erased or any(map(_matters, work.changes)):
            self.wake()

    async def run(self) -> None:
        """Work, for ever. What cannot be done now is done at the next look."""
        due = True
        while True:
            took = 0.0
            try:
                state = await self._state()
                if due or state != self._seen:
                    began = time.monotonic()
                    await self.set_right()
                    due, self._seen, took = False, state, time.monotonic() - began
            except StorageError as error:
                log.warning("places not set right yet", error=str(error))
            due = await self._woken(max(self._calm, min(_REST * took, _LONGEST_REST))) or due

    async def _state(self) -> object:
        """Give something that differs whenever another process, or a day's end, may have changed who belongs where."""
        notes = await self._store.notes(ROSTER)
        assemblies = frozenset((each.id, each.venues) for each in self._halls.listings() if each.kind in _OF_MEMBERS)
        return notes.get(CHANGED, ""), today_in(self._zone, self._clock), assemblies

    async def _woken(self, calm: float) -> bool:
        """Wait until something changed, and for as long as more may; say whether it did."""
        try:
            async with asyncio.timeout(self._look_every):
                await self._work.wait()
        except TimeoutError:
            return False
        await asyncio.sleep(calm)
        self._work.clear()
        return True

    async def set_right(self) -> None:
        """Give every member the places that are theirs, end those that are not, and show who is a member.

        Raises:
            StorageError: the database cannot be used.
        """
        now, rows = self._clock.now(), 0
        standings: Standings = {}
        async for row in self._store.memberships():
            rows += 1
            enrolment.note(standings, row, self._zone, now)
        if not rows and not self._standings:
            return  # there is no roster here
        changed, self._standings = standings != self._standings, standings
        to_do = await self._to_do(standings, now)
        waves = 0
        for people in await asyncio.to_thread(_in_waves, to_do, standings):
            commands = await self._commands({person: to_do.pop(person) for person in people})
            if commands:
                await self._take(Wave(tuple(commands)))
                waves += 1
        if waves:
            log.info("places set right", members=len(standings), waves=waves)
        if changed:
            venues = [(listing.id, venue) for listing in self._halls.listings() for venue in listing.venues]
            await self._owe([letters.honour(*each) for each in venues])

    async def _to_do(self, standings: Standings, now: datetime) -> dict[PersonId, _ToDo]:
        constituencies = enrolment.by_constituency(standings)
        found: defaultdict[PersonId, _ToDo] = defaultdict(_ToDo)
        for listing in [each for each in self._halls.listings() if each.kind in _OF_MEMBERS]:
            places = enrolment.entitled(listing.kind, listing.slug, standings, constituencies)
            await self._look_at(listing, places, standings, now, found)
            await asyncio.sleep(0)
        return dict(found)

    async def _look_at(
        self,
        listing: Listing,
        places: Standings,
        standings: Standings,
        now: datetime,
        found: defaultdict[PersonId, _ToDo],
    ) -> None:
        coming: list[PersonId] = []
        for some in in_parts(places.items(), _LOOKED_AT_ONCE):
            held = await self._halls.held(listing.id)
            if held is None:
                return
            for each in enrolment.lacking(held.assembly, some):
                coming.append(each.person)
                found[each.person].enrol.append((listing.id, each))
            await asyncio.sleep(0)
        held = await self._halls.held(listing.id)
        if held is None:
            return
        # From here on without a pause: whoever came or went meanwhile would change what is gone through.
        ended = dict(enrolment.ending(held.assembly, places, standings, now))
        for person, because in ended.items():
            found[person].end.append((listing.id, because))
        for person, venue in enrolment.closed_doors(held.assembly, coming):
            if person not in ended:
                found[person].doors.append((listing.id, venue))

    async def _commands(self, to_do: dict[PersonId, _ToDo]) -> list[tuple[AssemblyId, Command]]:
        platforms: defaultdict[PersonId, set[str]] = defaultdict(set)
        for row in await self._store.accounts_of([person for person, its in to_do.items() if its.doors]):
            platforms[row.person].add(row.key.platform)
        ends: defaultdict[tuple[AssemblyId, str], list[PersonId]] = defaultdict(list)
        enrols: defaultdict[AssemblyId, list[Enrolment]] = defaultdict(list)
        doors: defaultdict[tuple[AssemblyId, VenueId], list[PersonId]] = defaultdict(list)
        for person, its in to_do.items():
            for end in its.end:
                ends[end].append(person)
            for assembly, enrolled in its.enrol:
                enrols[assembly].append(enrolled)
            for door in its.doors:
                if platform_of(door[1]) in platforms[person]:
                    doors[door].append(person)
        return [
            *((a, EndEnrolment(people=tuple(people), because=why)) for (a, why), people in ends.items()),
            *((a, Enrol(members=tuple(members))) for a, members in enrols.items()),
            *((a, OpenDoor(people=tuple(people), venue=venue)) for (a, venue), people in doors.items()),
        ]


def _in_waves(to_do: Iterable[PersonId], standings: Standings) -> list[list[PersonId]]:
    """Take together those who sit together: then a wave has to do with few assemblies."""

    def where(person: PersonId) -> tuple[str, str]:
        standing = standings.get(person)
        return (standing.constituency if standing else ""), person

    return list(in_parts(sorted(to_do, key=where), MOST_AT_ONCE))


def _matters(change: Change) -> bool:
    """Whether an assembly of members is new, or has venues into which they could not be let before."""
    after = change.after.assembly
    if after.kind not in _OF_MEMBERS:
        return False
    if change.before is None:
        return True
    return not frozenset(enrolment.open_venues(after)) <= frozenset(enrolment.open_venues(change.before.assembly))
