"""A room for a Thing that was called where it has none: made by the platform, given to it, and told of.

It is owed with the calling, in one transaction; done again it makes no second room and tells nothing twice.
"""

from collections.abc import Awaitable, Callable, Mapping

import structlog

from adapters.notices.things import meeting_place, no_room_made
from adapters.platform import ForbiddenError, GoneError, Platform, RejectedError
from adapters.setting import Setting
from bot import letters
from bot.letters import MakeRoom, platform_of
from deliberation.assembly import Assembly
from deliberation.ids import AssemblyId, VenueId
from storage.port import Owed, Store, Work

log = structlog.get_logger(__name__)

MoveIn = Callable[[AssemblyId, VenueId], Awaitable[None]]
"""Gives an assembly that has no venue this one, and returns when that is durable."""


async def nobody_moves(_assembly: AssemblyId, _venue: VenueId) -> None:
    """Give no assembly a venue, where there is nobody to.

    Raises:
        RejectedError: always.
    """
    raise RejectedError("No room can be made here.")


class Housing:
    """Does what is owed to a Thing without a room."""

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        assembly: Callable[[AssemblyId], Awaitable[Assembly | None]],
        move_in: MoveIn,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._assembly = assembly
        self._move_in = move_in

    async def deliver(self, letter: MakeRoom) -> None:
        """Make the room and tell the members of the Thing where it is; else tell who called it that there is none.

        Raises:
            PlatformError: it may have been done or not; doing it again does no harm.
        """
        thing = await self._assembly(letter.assembly)
        if thing is None or thing.dissolved_at is not None:
            return
        if not thing.venues:
            try:
                await self._furnish(letter, thing)
            except (RejectedError, ForbiddenError, GoneError) as error:
                log.warning("no room for a thing", assembly=thing.id, error=str(error))
                document = no_room_made(thing, str(error))
                told = letters.ToPerson(person=letter.person, document=document, assembly=thing.id)
                await self._owe([letters.owed(f"no-room:{thing.id}", told)])
                return
        furnished = await self._assembly(letter.assembly)
        if furnished is not None:
            await self._owe([letters.prepare(furnished.id, venue) for venue in furnished.venues])

    async def _furnish(self, letter: MakeRoom, thing: Assembly) -> None:
        platform = self._platforms.get(platform_of(letter.near))
        if platform is None:
            raise GoneError(f"{platform_of(letter.near)} is not configured any more.")
        room = await platform.make_venue(thing.name, thing.purpose, near=letter.near, key=f"room:{thing.id}")
        # What tells of it comes first: once the room is the Thing's, all this is not done again.
        await self._owe(await self._told(thing, platform.link_to(room)))
        await self._move_in(thing.id, room)

    async def _told(self, thing: Assembly, address: str) -> list[Owed]:
        owed: list[Owed] = []
        for peer in thing.members.values():
            member = await self._assembly(peer.id)
            for venue in sorted(member.speaking - frozenset(member.silent)) if member is not None else []:
                at = Setting(member, {}, links={thing.id: address} if address else {})
                letter = letters.ToVenue(venue=venue, document=meeting_place(thing.peer, at), assembly=peer.id)
                owed.append(letters.owed(f"thing-room:{thing.id}:{venue}", letter))
        return owed

    async def _owe(self, owed: list[Owed]) -> None:
        if owed:
            await self._store.commit(Work(owed=owed))
