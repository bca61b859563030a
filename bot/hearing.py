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
from adapters.platform import ForbiddenError, GoneError, Platform, PlatformError
from adapters.references import Kind, read_subject
from bot.clock import Clock
from bot.halls import Halls
from bot.letters import platform_of
from deliberation.assembly import Assembly, PetitionState
from deliberation.ids import AssemblyId, VenueId
from storage.port import Held, Posted, StorageError, Store

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
        self._doubts: dict[VenueId, int] = {}
        """The venues that are not settled, and how often they came to be in doubt since they last were."""
        self._before: dict[str, datetime] = {}
        self._last: dict[str, datetime] = {}
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
        for venue in venues:
            if platform_of(venue) in self._platforms:
                self._doubts[venue] = self._doubts.get(venue, 0) + 1
                self._work.set()

    def heard(self, batch: Batch) -> datetime | None:
        """Note that a platform was heard, and what it may have kept from us before; say since when, if it was long."""
        now = self._clock.now()
        last = self._last.get(batch.platform) or self._before.get(batch.platform)
        away = last if last is not None and now - last > LONG_SILENCE else None
        if away is not None:
            self.mistrust(venue for venue in self._halls.venues if platform_of(venue) == batch.platform)
        self._last[batch.platform] = now
        for item in batch.items:
            if isinstance(item, Entered | Departed):
                self._moves[item.venue] += 1
        self.mistrust(batch.gaps & self._halls.venues)
        return away

    def clock_moved(self, by: timedelta) -> None:
        """Somebody moved the clock by hand, in a rehearsal: that was no silence."""
        self._last = {platform: at + by for platform, at in self._last.items()}

    def ready(self, assembly: Assembly) -> bool:
        """Whether all is known that is needed to close what is due in an assembly."""
        venues = [venue for venue in assembly.speaking if venue not in assembly.silent]
        platforms = {platform_of(venue) for venue in venues}
        return all(self.is_settled(venue) for venue in venues) and all(self._hears(each) for each in platforms)

    def is_settled(self, venue: VenueId) -> bool:
        """Whether nothing is in doubt about a venue."""
        return venue not in self._doubts

    def _hears(self, platform: str) -> bool:
        last = self._last.get(platform)
        return last is not None and self._clock.now() - last <= STALE

    def affected(self, platform: str) -> list[AssemblyId]:
        """Name the assemblies that meet on a platform."""
        found = (self._halls.at(venue) for venue in self._halls.venues if platform_of(venue) == platform)
        return sorted({assembly for assembly in found if assembly is not None})

    async def run(self) -> None:
        """Settle what is in doubt, for ever. One venue that cannot be settled holds up no other."""
        failed: set[VenueId] = set()
        pause, again_at = _FIRST_PAUSE, None
        while True:
            if not await self._woken(again_at):
                failed, again_at = set(), None
            for venue in sorted(self._doubts.keys() - failed):
                if not await self._settle(venue):
                    failed.add(venue)
            self.settled.set()
            if not failed:
                pause, again_at = _FIRST_PAUSE, None
            elif again_at is None:
                again_at = asyncio.get_running_loop().time() + pause
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _woken(self, before: float | None) -> bool:
        """Wait for fresh doubts; say whether they came before that time of the loop."""
        try:
            async with asyncio.timeout_at(before):
                await self._work.wait()
        except TimeoutError:
            return False
        self._work.clear()
        return True

    async def _settle(self, venue: VenueId) -> bool:
        doubts = self._doubts[venue]
        try:
            await self._set_right_or_lose(venue)
        except (PlatformError, StorageError) as error:
            log.warning("venue not settled yet", venue=venue, error=str(error))
            return False
        except Exception:
            log.exception("venue not settled", venue=venue)
            return False
        if self._doubts.get(venue) == doubts:  # else something may have been missed while we asked: once more
            del self._doubts[venue]
        return True

    async def _set_right_or_lose(self, venue: VenueId) -> None:
        try:
            await self.set_right(venue)
        except GoneError as error:
            # It will be reported as lost by the platform itself; there is nothing to ask it.
            log.warning("venue gone", venue=venue, error=str(error))
        except ForbiddenError:
            # Nothing is asked of a venue known to be lost. If we come back, it is in doubt again.
            held = await self._held_at(venue)
            if held is None or venue not in held.assembly.silent:
                raise

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
        held = await self._held_at(venue)
        if held is None:
            return []
        return [card for card in await self._store.cards_in(venue) if _still_counts(held.assembly, card.subject)]

    async def _held_at(self, venue: VenueId) -> Held | None:
        identifier = self._halls.at(venue)
        return await self._halls.held(identifier) if identifier is not None else None

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
        return check is not None and check.round == found.round and assembly.takes_word(check.number)
    petition = assembly.petitions.get(found.number) if found.kind is Kind.PETITION else None
    return petition is not None and petition.state is PetitionState.GATHERING
