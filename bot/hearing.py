"""Whether every venue is heard in full, and how it is set right where it was not.

After a start, a gap or a silence the bot does not know who reacted, joined or left meanwhile. It asks the platform for
the true lists, hands over the differences like anything else that comes in, and only then lets what is due be closed.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog

from adapters.inbound import Batch, Departed, Entered, Inbound, Present, Unreacted
from adapters.platform import GoneError, Platform, PlatformError
from adapters.references import Kind, read_subject
from bot.clock import Clock
from bot.halls import Halls
from bot.letters import platform_of
from deliberation.assembly import Assembly, PetitionState
from deliberation.ids import AssemblyId, VenueId
from storage.port import Posted, Store

log = structlog.get_logger(__name__)

STALE: Final = timedelta(minutes=3)
"""A platform from which nothing came for so long (not even an empty answer) is not being heard."""

LONG_SILENCE: Final = timedelta(minutes=10)
"""The design's limit: a longer absence moves the deadlines that fell into it."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class Hearing:
    """Keeps which venues are unsettled, and settles them."""

    def __init__(
        self,
        *,
        platforms: Mapping[str, Platform],
        store: Store,
        halls: Halls,
        clock: Clock,
        take: Callable[[Batch], Awaitable[None]],
    ) -> None:
        self._platforms = platforms
        self._store = store
        self._halls = halls
        self._clock = clock
        self._take = take
        self._unsettled: set[VenueId] = set()
        self._before: dict[str, datetime] = {}
        self._last: dict[str, datetime] = {}
        self._absent_since: dict[str, datetime] = {}
        self._moves: Counter[VenueId] = Counter()
        self._work = asyncio.Event()
        self.settled = asyncio.Event()
        """Set whenever something was settled: what is due may be closed now."""

    async def open(self) -> None:
        """Begin with nothing known of what went on while the program was not running."""
        for platform in self._platforms:
            heard = await self._store.heard(platform)
            if heard is not None:
                self._before[platform] = heard
        self.mistrust(self._halls.venues)

    def mistrust(self, venues: Iterable[VenueId]) -> None:
        """Something may have been missed in these venues."""
        fresh = {venue for venue in venues if platform_of(venue) in self._platforms}
        if fresh:
            self._unsettled |= fresh
            self._work.set()

    def heard(self, batch: Batch) -> None:
        """Note that a platform was heard, and what it may have kept from us before."""
        now = self._clock.now()
        last = self._last.get(batch.platform) or self._before.get(batch.platform)
        if last is not None and now - last > LONG_SILENCE:
            self._absent_since.setdefault(batch.platform, last)
            self.mistrust(venue for venue in self._halls.venues if platform_of(venue) == batch.platform)
        self._last[batch.platform] = now
        for item in batch.items:
            if isinstance(item, Entered | Departed):
                self._moves[item.venue] += 1
        self.mistrust(batch.gaps & self._halls.venues)

    def clock_moved(self, by: timedelta) -> None:
        """Somebody moved the clock by hand, in a rehearsal: that was no silence."""
        self._last = {platform: at + by for platform, at in self._last.items()}

    def ready(self, assembly: Assembly) -> bool:
        """Whether all is known that is needed to close what is due in an assembly."""
        venues = [venue for venue in assembly.speaking if venue not in assembly.silent]
        platforms = {platform_of(venue) for venue in venues}
        return (
            not any(venue in self._unsettled for venue in venues)
            and not any(platform in self._absent_since for platform in platforms)
            and all(self._hears(platform) for platform in platforms)
        )

    def _hears(self, platform: str) -> bool:
        last = self._last.get(platform)
        return last is not None and self._clock.now() - last <= STALE

    def absences_over(self) -> list[tuple[str, datetime]]:
        """Give, once, the platforms that were absent long, since when, and of which all venues are settled by now."""
        over = [
            (platform, since)
            for platform, since in self._absent_since.items()
            if not any(platform_of(venue) == platform for venue in self._unsettled)
        ]
        for platform, _ in over:
            del self._absent_since[platform]
        return over

    def affected(self, platform: str) -> list[AssemblyId]:
        """Name the assemblies that meet on a platform."""
        found = (self._halls.at(venue) for venue in self._halls.venues if platform_of(venue) == platform)
        return sorted({assembly for assembly in found if assembly is not None})

    async def run(self) -> None:
        """Settle what is unsettled, for ever."""
        pause = _FIRST_PAUSE
        while True:
            await self._work.wait()
            self._work.clear()
            failed = [venue for venue in sorted(self._unsettled) if not await self._settle(venue)]
            self.settled.set()
            if failed:
                self._work.set()
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                pause = _FIRST_PAUSE

    async def _settle(self, venue: VenueId) -> bool:
        try:
            await self.set_right(venue)
        except GoneError as error:
            # It will be reported as lost by the platform itself; there is nothing to ask it.
            log.warning("venue gone", venue=venue, error=str(error))
        except PlatformError as error:
            log.warning("venue not settled yet", venue=venue, error=str(error))
            return False
        self._unsettled.discard(venue)
        return True

    async def set_right(self, venue: VenueId, only: Posted | None = None) -> None:
        """Hand over what a platform's true lists differ by from what was received, in one venue (or on one card).

        Raises:
            PlatformError: the platform did not tell.
        """
        platform = self._platforms[platform_of(venue)]
        while True:
            moves = self._moves[venue]
            members = await platform.members(venue)
            present = {account.id for account in members}
            items: list[Inbound] = []
            for card in [only] if only else await self._cards(venue):
                items.extend(await self._differences(platform, card, present))
            if moves == self._moves[venue]:
                break
            # Somebody came or went while the list was fetched: it may be older than what we heard, so ask again.
        if only is None:
            items.insert(0, Present(platform=platform.name, venue=venue, accounts=tuple(members)))
        await self._take(Batch(platform=platform.name, items=tuple(items)))

    async def _cards(self, venue: VenueId) -> list[Posted]:
        identifier = self._halls.at(venue)
        held = await self._halls.held(identifier) if identifier is not None else None
        if held is None:
            return []
        return [card for card in await self._store.cards_in(venue) if _still_counts(held.assembly, card.subject)]

    async def _differences(self, platform: Platform, card: Posted, present: set[str]) -> list[Inbound]:
        known = {row.source: row for row in await self._store.live_reactions(platform.name, card.message)}
        true = await platform.true_reactions(card.venue, card.message)
        standing = {reaction.source for reaction in true}
        items: list[Inbound] = [reaction for reaction in true if reaction.source not in known]
        for row in known.values():
            # The list leaves out those who left the venue; what they said before stands.
            if row.source not in standing and row.account in present:
                by = await platform.lifted_by(card.venue, row.source)
                items.append(
                    Unreacted(
                        platform=platform.name,
                        venue=card.venue,
                        source=f"missed:{row.source}",
                        lifted=row.source,
                        by=by,
                    )
                )
        return items


def _still_counts(assembly: Assembly, subject: str) -> bool:
    """Whether a card's reactions still change anything."""
    found = read_subject(subject)
    if found is None:
        return False
    if found.kind is Kind.CHECK:
        check = assembly.checks.get(found.number)
        if check is None or check.round != found.round:
            return False
        cooling = any(d.check == check.number and d.cooling_until for d in assembly.decisions.values())
        return check.is_open or cooling
    petition = assembly.petitions.get(found.number) if found.kind is Kind.PETITION else None
    return petition is not None and petition.state is PetitionState.GATHERING
