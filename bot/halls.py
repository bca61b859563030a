"""The assemblies at work: as last committed, in memory, and which venue is whose."""

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from adapters.request import ROOM
from bot.naming import people_of
from deliberation.assembly import Assembly
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, VenueId
from storage.port import AssemblyStore, Held, Listing

__all__ = ["Halls", "free_slug", "listing_of", "people_of"]

MOST_IN_MEMORY: Final = 2000
"""Assemblies kept in memory at once; the least used goes first, and is loaded again when it is needed."""


class Halls:
    """Gives an assembly as last committed. Only the intake changes what it holds, after a commit."""

    def __init__(self, store: AssemblyStore) -> None:
        self._store = store
        self._held: OrderedDict[AssemblyId, Held] = OrderedDict()
        self._by_venue: dict[VenueId, AssemblyId] = {}
        self._by_slug: dict[str, AssemblyId] = {}
        self._listings: dict[AssemblyId, Listing] = {}
        self.balloting: set[AssemblyId] = set()
        """The assemblies in which a ballot is open, as far as they were read; others are to be added at the start."""

    async def learn(self) -> None:
        """Learn which assemblies there are and where they meet; again, where somebody else may have founded some."""
        before = dict(self._listings)
        for listing in await self._store.listings():
            if self._listings.get(listing.id) is before.get(listing.id):  # not committed while this was being read
                self._list(listing)

    def _list(self, listing: Listing) -> None:
        self._by_slug[listing.slug] = listing.id
        self._listings[listing.id] = listing
        for venue in listing.venues:
            self._by_venue[venue] = listing.id

    async def held(self, assembly: AssemblyId) -> Held | None:
        """Give an assembly and the end of its register."""
        held = self._held.get(assembly)
        if held is None:
            held = await self._store.load(assembly)
            if held is None:
                return None
            kept = self._held.get(assembly)
            if kept is not None and kept.chain.number >= held.chain.number:
                held = kept  # committed while this was being read
            self._note_ballots(held.assembly)
        self._remember(held)
        return held

    def _remember(self, held: Held) -> None:
        self._held[held.assembly.id] = held
        self._held.move_to_end(held.assembly.id)
        if len(self._held) > MOST_IN_MEMORY:
            self._held.popitem(last=False)

    def keep(self, held: Held) -> None:
        """Take over an assembly as it was just committed."""
        assembly = held.assembly
        self._remember(held)
        self._list(listing_of(assembly))
        self._note_ballots(assembly)

    def _note_ballots(self, assembly: Assembly) -> None:
        if any(poll.is_open for poll in assembly.polls.values()):
            self.balloting.add(assembly.id)
        else:
            self.balloting.discard(assembly.id)

    def forget(self, assembly: AssemblyId) -> None:
        """Drop an assembly from memory: the store knows better."""
        self._held.pop(assembly, None)

    def at(self, venue: VenueId) -> AssemblyId | None:
        """Say whose a venue is."""
        return self._by_venue.get(venue)

    def named(self, slug: str) -> AssemblyId | None:
        """Say which assembly has that short name."""
        return self._by_slug.get(slug)

    def listing(self, assembly: AssemblyId) -> Listing | None:
        """Give an assembly in brief."""
        return self._listings.get(assembly)

    def listings(self) -> Iterable[Listing]:
        """Give every assembly in brief."""
        return self._listings.values()

    def parents(self, assembly: AssemblyId) -> tuple[Peer, ...]:
        """Say of which assemblies one is a member."""
        listing = self._listings.get(assembly)
        return listing.member_of if listing is not None else ()

    @property
    def slugs(self) -> frozenset[str]:
        """Every short name in use."""
        return frozenset(self._by_slug)

    @property
    def venues(self) -> frozenset[VenueId]:
        """Every venue of every assembly."""
        return frozenset(self._by_venue)

    def all(self) -> list[AssemblyId]:
        """Name every assembly."""
        return list(self._by_slug.values())

    def free_slug(self, name: str) -> str:
        """Make a short name out of a name: ``Leeds Moot`` → ``leeds-moot``, or ``leeds-moot-2`` where that is taken."""
        return free_slug(name, self.slugs)


def listing_of(assembly: Assembly) -> Listing:
    """Give an assembly in brief."""
    return Listing(
        id=assembly.id,
        slug=assembly.slug,
        name=assembly.name,
        venues=assembly.venues,
        kind=assembly.kind,
        member_of=tuple(assembly.member_of.values()),
        remit=tuple(assembly.remit),
    )


def free_slug(name: str, taken: frozenset[str]) -> str:
    """Make a short name that is not among those taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "assembly"
    if base.startswith(ROOM):
        base = f"the-{base}"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
