"""Coming into an assembly from elsewhere: its room is opened to who asks, and made first where that was arranged.

The rooms that are made on demand are those of a congress (``bot.congress``). Into others whoever runs them lets people.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping

import structlog

from adapters.documents import Document
from adapters.inbound import Invocation
from adapters.platform import ForbiddenError, GoneError, Platform, RejectedError
from adapters.visits import ask_who_runs_it, no_room, not_opened, opened
from bot import letters
from bot.beginning import may_have_room_made
from bot.congress.founding import FOUNDER, NOTES, ON_DEMAND, VENUES
from bot.letters import Visit, platform_of
from bot.roster.enrolment import open_venues
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.federation import Kind as AssemblyKind
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.port import AccountKey, Store

log = structlog.get_logger(__name__)


Bind = Callable[[AssemblyId, VenueId, PersonId], Awaitable[None]]
"""Makes a venue part of an assembly, as somebody wished to come in, and has it prepared; returns when it is durable."""


async def nobody_binds(_assembly: AssemblyId, _venue: VenueId, _person: PersonId) -> None:
    """Bind no venue, where there is nobody to.

    Raises:
        RejectedError: always.
    """
    raise RejectedError("No room can be made here.")


def rooms_on(assembly: Assembly, platform: str) -> list[VenueId]:
    """List the venues on a platform into which people can be let."""
    return [venue for venue in open_venues(assembly) if platform_of(venue) == platform]


class Visiting:
    """Says what becomes of a wish to come in."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def asked(self, item: Invocation, assembly: Assembly, sitting: Sitting) -> Document | None:
        """Owe what is to be done; give the answer where nothing can be."""
        platform = item.account.platform
        person = sitting.people.person(platform, item.account.id)
        notes = await self._store.notes(NOTES)
        ours, on_demand = notes.get(FOUNDER) == assembly.founder, notes.get(VENUES) == ON_DEMAND
        if rooms_on(assembly, platform):
            may = ours or person in assembly.participants or await self._sits_in(person, assembly, sitting)
            if not may:
                return ask_who_runs_it(assembly, platform)
        elif not (ours and on_demand and await self._belongs(person, assembly, sitting)):
            return no_room(assembly, platform, on_demand=ours and on_demand)
        letter = Visit(
            assembly=assembly.id,
            person=person,
            platform=platform,
            account=item.account.id,
            near=await self._near(item, assembly, notes.get(FOUNDER, ""), sitting),
            answering=item.source if item.aside else "",
        )
        sitting.work.owed.append(letters.owed(f"visit:{platform}:{item.source}", letter))
        return None

    async def _belongs(self, person: PersonId, assembly: Assembly, sitting: Sitting) -> bool:
        """Whether somebody takes part in it or in a member of it: else one could have hundreds of rooms made.

        The Electoral Society has no members, and is open to all: for it they are a member in a core assembly.
        """
        if person in assembly.participants:
            return True
        if assembly.kind is AssemblyKind.ELECTORAL_SOCIETY:
            return await may_have_room_made(person, sitting.listings(), sitting.assembly, sitting.now)
        return any(each in assembly.members for each in await self._store.assemblies_of(person))

    async def _sits_in(self, person: PersonId, assembly: Assembly, sitting: Sitting) -> bool:
        """Whether it is a Thing in which an assembly of theirs sits: for them it was called."""
        if assembly.kind is not AssemblyKind.THING:
            return False
        own = [sitting.listing(each) for each in await self._store.assemblies_of(person)]
        return any(sitting.path_up(Peer(each.id, each.slug, each.name), assembly.id) for each in own if each)

    async def _near(self, item: Invocation, assembly: Assembly, founder: str, sitting: Sitting) -> VenueId | None:
        """Name a room of the congress beside which another can be made: where they are, or else one further up.

        Never any room of theirs: anyone may bring the bot into a server of their own.
        """
        here = sitting.at(item.venue)
        at = await sitting.assembly(here) if here is not None else None
        if at is not None and at.founder == founder:
            return item.venue
        return next(_rooms_above(assembly.id, item.account.platform, sitting), None)


def _rooms_above(identifier: AssemblyId, platform: str, sitting: Sitting) -> Iterator[VenueId]:
    seen, queue = {identifier}, deque([identifier])
    while queue:
        listing = sitting.listing(queue.popleft())
        if listing is None:
            continue
        yield from sorted(venue for venue in listing.venues if platform_of(venue) == platform)
        above = [peer.id for peer in listing.member_of if peer.id not in seen]
        seen.update(above)
        queue.extend(above)


class Ushering:
    """Does what was owed to visitors: makes a room, binds it, opens it to them and tells them.

    ``write`` writes a document to an account, under a key, as the answer to an invocation where it can be.
    """

    def __init__(
        self,
        *,
        platforms: Mapping[str, Platform],
        assembly: Callable[[AssemblyId], Awaitable[Assembly | None]],
        bind: Bind,
        write: Callable[[AccountKey, Document, str, str], Awaitable[object]],
    ) -> None:
        self._platforms = platforms
        self._assembly = assembly
        self._bind = bind
        self._write = write

    async def deliver(self, letter: Visit, key: str) -> None:
        """Let a visitor in, and tell them so; tell them too where it cannot be done.

        Raises:
            PlatformError: it may have been done or not; doing it again does no harm.
        """
        assembly, platform = await self._assembly(letter.assembly), self._platforms.get(letter.platform)
        if assembly is None or platform is None:
            raise GoneError(f"{letter.platform} is not configured any more")
        try:
            room = await self._room(letter, assembly, platform)
            await platform.let_in(room, letter.account)
        except (RejectedError, ForbiddenError) as error:
            log.info("visitor not let in", assembly=assembly.id, error=str(error))
            document = not_opened(assembly, str(error))
        else:
            takes_part = letter.person in assembly.participants
            document = opened(assembly, platform.link_to(room), takes_part=takes_part)
        try:
            await self._write(AccountKey(platform.name, letter.account), document, key, letter.answering)
        except ForbiddenError as error:
            # Tried again, they would be let in again, who may have left since.
            log.info("visitor not told", assembly=assembly.id, error=str(error))

    async def _room(self, letter: Visit, assembly: Assembly, platform: Platform) -> VenueId:
        """Give a room to come into, which is made where there is none. Of one key there is one, however often."""
        there = rooms_on(assembly, platform.name)
        if there:
            return there[0]
        name = f"room:{assembly.id}"
        room = await platform.make_venue(assembly.name, assembly.purpose, near=letter.near, key=name)
        await self._bind(assembly.id, room, letter.person)
        return room
