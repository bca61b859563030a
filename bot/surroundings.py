"""The other assemblies around one: those above and below it, and ways that lead to any."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from adapters.request import Node
from bot.letters import platform_of
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, VenueId
from storage.port import Listing

MOST_COUNTED: Final = 30
"""Assemblies of which it is said how many take part: they must be loaded for it."""

LinkTo = Callable[[VenueId], str]
"""Gives an address that leads to a venue, or an empty text."""


class Links(Mapping[AssemblyId, str]):
    """Addresses that lead to assemblies: to a room on the platform on which they are read, if there is one."""

    def __init__(self, sitting: Sitting, link_to: LinkTo, platform: str) -> None:
        self._sitting = sitting
        self._link_to = link_to
        self._platform = platform

    def __getitem__(self, assembly: AssemblyId) -> str:
        listing = self._sitting.listing(assembly)
        venues = sorted(listing.venues, key=lambda each: (platform_of(each) != self._platform, each)) if listing else []
        address = next(filter(None, map(self._link_to, venues)), "")
        if not address:
            raise KeyError(assembly)
        return address

    def __iter__(self) -> Iterator[AssemblyId]:
        return (listing.id for listing in self._sitting.listings() if listing.id in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


async def federation(assembly: Assembly, sitting: Sitting) -> dict[AssemblyId, Node]:
    """Give the assemblies above one and below it, and what binds them; of the nearest, how many take part in them."""
    listings = {listing.id: listing for listing in sitting.listings()}
    members: defaultdict[AssemblyId, list[AssemblyId]] = defaultdict(list)
    for listing in listings.values():
        for above in listing.member_of:
            members[above.id].append(listing.id)
    around = [
        *_reached(assembly.id, lambda each: [above.id for above in listings[each].member_of], listings),
        *_reached(assembly.id, lambda each: members[each], listings),
    ]
    counted: dict[AssemblyId, int] = {}
    for each in around[:MOST_COUNTED]:
        found = await sitting.assembly(each)
        if found is not None:
            counted[each] = len(found.participants)
    return {each: _node(listings[each], members[each], counted.get(each)) for each in (assembly.id, *around)}


def _reached(
    start: AssemblyId, following: Callable[[AssemblyId], Iterable[AssemblyId]], known: Mapping[AssemblyId, Listing]
) -> list[AssemblyId]:
    """List what is reached from one assembly, the nearest first."""
    seen, queue = {start}, [start]
    for at in queue:
        for each in following(at):
            if each not in seen and each in known:
                seen.add(each)
                queue.append(each)
    return queue[1:]


def _node(listing: Listing, members: Iterable[AssemblyId], people: int | None) -> Node:
    return Node(
        peer=Peer(listing.id, listing.slug, listing.name),
        kind=listing.kind,
        people=people,
        above=tuple(above.id for above in listing.member_of),
        below=tuple(members),
    )
