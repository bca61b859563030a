"""Whether every venue is heard in full, and how it is set right where it was not.

After a start, a gap or a silence the bot does not know who reacted, joined or left meanwhile. It asks the platform for
the true lists, hands over the differences like anything else that comes in, and only then lets what is due be closed.
Of a platform that may miss something unknowingly, it asks before every close.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from adapters.inbound import (
    Account,
    Batch,
    Departed,
    Entered,
    Inbound,
    MessageDeleted,
    Present,
    Reacted,
    Swept,
    Unreacted,
    VenueLost,
)
from adapters.platform import ForbiddenError, GoneError, Platform, PlatformError
from adapters.references import read_subject
from bot.clock import Clock
from bot.halls import Halls
from bot.letters import platform_of
from bot.matters import takes_reactions
from bot.occurrences import named_in, what_stands
from deliberation.assembly import Assembly
from deliberation.deciding.clockwork import last_due
from deliberation.ids import AssemblyId, VenueId
from storage.port import Held, Posted, StorageError, Store

log = structlog.get_logger(__name__)

STALE: Final = timedelta(minutes=3)
"""A community from which nothing came for so long (not even an empty answer) is not being heard."""

LONG_SILENCE: Final = timedelta(minutes=10)
"""The design's limit: a longer absence moves the deadlines that fell into it."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class Look:
    """When a venue was last asked for its true lists, and which checks (number and round) were complete then."""

    at: datetime
    complete: frozenset[tuple[int, int]]


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
        self._looks: dict[VenueId, Look] = {}
        self._before: dict[str, datetime] = {}
        self._last: dict[str, datetime] = {}
        self._lost: set[VenueId] = set()
        """Venues that were found gone: a word from one of them says that it is back."""
        self._watches: list[Watch] = []
        self._work = asyncio.Event()
        self.settled = asyncio.Event()
        """Set whenever something was settled: what is due may be closed now."""

    async def open(self) -> None:
        """Begin with nothing known of what went on while the program was not running."""
        self._before = await self._store.heard_all()
        self.mistrust(self._halls.venues)

    def mistrust(self, venues: Iterable[VenueId]) -> None:
        """Something may have been missed in these venues."""
        for venue in venues:
            if platform_of(venue) in self._platforms:
                self._doubts[venue] = self._doubts.get(venue, 0) + 1
                self._work.set()

    def heard(self, batch: Batch) -> dict[str, datetime]:
        """Note which communities were heard; say of those from which nothing had come for long since when."""
        now = self._clock.now()
        away: dict[str, datetime] = {}
        for community in batch.heard:
            last = self._last.get(community) or self._before.get(community)
            if last is not None and now - last > LONG_SILENCE:
                away[community] = last
            self._last[community] = now
        if away:
            self.mistrust(venue for venue in self._halls.venues if self._community(venue) in away)
        for item in batch.items:
            self._note(item)
        self.mistrust(batch.gaps & self._halls.venues)
        return away

    def _note(self, item: Inbound) -> None:
        for watch in self._watches:
            watch.note(item)
        if item.venue in self._lost and not isinstance(item, VenueLost):
            self._lost.discard(item.venue)
            self.mistrust([item.venue])

    def clock_moved(self, by: timedelta) -> None:
        """Somebody moved the clock by hand, in a rehearsal: that was no silence."""
        self._last = {community: at + by for community, at in self._last.items()}

    @property
    def communities(self) -> frozenset[str]:
        """Name the communities heard so far."""
        return frozenset(self._last)

    def ready(self, held: Held) -> bool:
        """Whether all is known that is needed to close what is due in an assembly; if not, it is being found out."""
        assembly = held.assembly
        venues = [venue for venue in assembly.speaking if venue not in assembly.silent]
        unsure = [venue for venue in venues if self.is_settled(venue) and not self._confirmed(venue, held)]
        self.mistrust(unsure)
        communities = {self._community(venue) for venue in venues}
        return all(map(self.is_settled, venues)) and all(map(self._hears, communities))

    def is_settled(self, venue: VenueId) -> bool:
        """Whether nothing is in doubt about a venue."""
        return venue not in self._doubts

    def _confirmed(self, venue: VenueId, held: Held) -> bool:
        """Whether a venue's true lists were asked for late enough, where more may be missed than is known."""
        platform = self._platforms.get(platform_of(venue))
        if platform is None or platform.complete:
            return True
        look = self._looks.get(venue)
        if look is None:
            return False
        if not _complete(held.assembly) <= look.complete:
            return False  # one became complete only after the look
        due = last_due(held.assembly, self._clock.now())
        return due is None or look.at >= due

    def _hears(self, community: str) -> bool:
        last = self._last.get(community)
        return last is not None and self._clock.now() - last <= STALE

    def _community(self, venue: VenueId) -> str:
        platform = self._platforms.get(platform_of(venue))
        return platform.community_of(venue) if platform is not None else ""

    def affected(self, community: str) -> list[AssemblyId]:
        """Name the assemblies that meet in a community."""
        found = (self._halls.at(venue) for venue in self._halls.venues if self._community(venue) == community)
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
            held = await self._held_at(venue)
            look = Look(self._clock.now(), _complete(held.assembly) if held is not None else frozenset())
            await self._set_right_or_lose(venue)
        except (PlatformError, StorageError) as error:
            log.warning("venue not settled yet", venue=venue, error=str(error))
            return False
        except Exception:
            log.exception("venue not settled", venue=venue)
            return False
        if self._doubts.get(venue) == doubts:  # else something may have been missed while we asked: once more
            del self._doubts[venue]
            self._looks[venue] = look
        return True

    async def _set_right_or_lose(self, venue: VenueId) -> None:
        try:
            await self.set_right(venue)
        except GoneError as error:
            log.warning("venue gone", venue=venue, error=str(error))
            source = f"gone:{venue}:{secrets.token_hex(8)}"
            lost = VenueLost(platform=platform_of(venue), venue=venue, source=source)
            await self._take(Batch(platform=lost.platform, items=(lost,)))
            self._lost.add(venue)
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
        with self._watching() as watch:
            present = {account.id: account for account in await platform.members(venue)}
            items: list[Inbound] = []
            for card in [only] if only else await self._cards(venue):
                items.extend(await self._differences(platform, card, watch, present))
            # Not asked for again: somebody who comes and goes all the time would never let it end.
            items = [item for item in items if not watch.outdates(item)]
            if only is None:
                accounts = watch.now_in(venue, present)
                items.insert(0, Present(platform=platform.name, venue=venue, accounts=accounts))
            # In one step with what was said of the watch just now: nothing taken away may come in before this does.
            await self._take(Batch(platform=platform.name, items=tuple(items)))

    @contextmanager
    def _watching(self) -> Iterator["Watch"]:
        watch = Watch()
        self._watches.append(watch)
        try:
            yield watch
        finally:
            self._watches.remove(watch)

    async def _cards(self, venue: VenueId) -> list[Posted]:
        held = await self._held_at(venue)
        if held is None:
            return []
        cards = ((card, read_subject(card.subject)) for card in await self._store.cards_in(venue))
        return [card for card, subject in cards if subject is not None and takes_reactions(held.assembly, subject)]

    async def _held_at(self, venue: VenueId) -> Held | None:
        identifier = self._halls.at(venue)
        return await self._halls.held(identifier) if identifier is not None else None

    async def _differences(
        self, platform: Platform, card: Posted, watch: "Watch", present: Mapping[str, Account]
    ) -> list[Inbound]:
        known = {_name(row.source): row for row in await self._store.live_reactions(platform.name, card.message)}
        try:
            true = await platform.true_reactions(card.venue, card.message)
        except GoneError:
            return [_deleted(card)]
        standing = {_name_of(reaction) for reaction in true}
        items: list[Inbound] = [reaction for reaction in true if _name_of(reaction) not in known]
        for name, row in known.items():
            # The list leaves out those who left the venue; what they said before stands.
            if name not in standing and row.account in present and not watch.has_moved(card.venue, row.account):
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


class Watch:
    """What was taken away and who moved while the true lists were asked for: the lists may be older than that."""

    def __init__(self) -> None:
        self._lifted: set[str] = set()
        self._swept: set[str] = set()
        self._moved: dict[VenueId, dict[str, Account | None]] = {}
        """Who came (their account) or went (nothing) last, by venue and account."""

    def note(self, item: Inbound) -> None:
        """Take note of something that came in meanwhile."""
        if isinstance(item, Unreacted) and not item.lifted:
            self._lifted.add(what_stands(item.message, item.account, item.mark))
        elif isinstance(item, Swept):
            self._swept.add(item.message)
        elif isinstance(item, Entered | Departed):
            here = item.account if isinstance(item, Entered) else None
            self._moved.setdefault(item.venue, {})[item.account.id] = here

    def has_moved(self, venue: VenueId, account: str) -> bool:
        """Whether somebody came or went: a list without a reaction of theirs may be so for that."""
        return account in self._moved.get(venue, {})

    def now_in(self, venue: VenueId, listed: Mapping[str, Account]) -> tuple[Account, ...]:
        """Say who is in a venue, of which a list was asked for, and somebody may have come or gone since."""
        now = {**listed, **self._moved.get(venue, {})}
        return tuple(account for account in now.values() if account is not None)

    def outdates(self, item: Inbound) -> bool:
        """Whether a reaction in the lists may be gone by now. If it is not, it was put there anew, and will come in."""
        return isinstance(item, Reacted) and (item.message in self._swept or _name_of(item) in self._lifted)


def _complete(assembly: Assembly) -> frozenset[tuple[int, int]]:
    return frozenset((check.number, check.round) for check in assembly.checks.values() if check.complete)


def _name(source: str) -> str:
    """Name a reaction that was received: by its id, or where that is one of ours, by what it names."""
    return named_in(source) or source


def _name_of(reaction: Reacted) -> str:
    return reaction.source or what_stands(reaction.message, reaction.account.id, reaction.mark)


def _deleted(card: Posted) -> MessageDeleted:
    return MessageDeleted(
        platform=card.platform, venue=card.venue, source=f"deleted:{card.message}", message=card.message
    )
