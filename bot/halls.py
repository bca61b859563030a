"""The assemblies at work: as last committed, in memory, and which venue is whose."""

import re
import unicodedata
from collections import OrderedDict
from typing import Final

from adapters.request import ROOM
from deliberation.assembly import Assembly
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.port import AssemblyStore, Held, Listing

MOST_IN_MEMORY: Final = 2000
"""Assemblies kept in memory at once; the least used goes first, and is loaded again when it is needed."""


class Halls:
    """Gives an assembly as last committed. Only the intake changes what it holds, after a commit."""

    def __init__(self, store: AssemblyStore) -> None:
        self._store = store
        self._held: OrderedDict[AssemblyId, Held] = OrderedDict()
        self._by_venue: dict[VenueId, AssemblyId] = {}
        self._by_slug: dict[str, AssemblyId] = {}

    async def learn(self) -> None:
        """Learn which assemblies there are and where they meet; again, where another instance may have founded some."""
        for listing in await self._store.listings():
            self._list(listing)

    def _list(self, listing: Listing) -> None:
        self._by_slug[listing.slug] = listing.id
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
        self._list(Listing(id=assembly.id, slug=assembly.slug, name=assembly.name, venues=assembly.venues))

    def forget(self, assembly: AssemblyId) -> None:
        """Drop an assembly from memory: the store knows better."""
        self._held.pop(assembly, None)

    def at(self, venue: VenueId) -> AssemblyId | None:
        """Say whose a venue is."""
        return self._by_venue.get(venue)

    def named(self, slug: str) -> AssemblyId | None:
        """Say which assembly has that short name."""
        return self._by_slug.get(slug)

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


def people_of(assembly: Assembly) -> set[PersonId]:
    """Name everyone whom a card or an answer about an assembly may have to name."""
    named = set(assembly.participants) | {assembly.founder}
    for check in assembly.checks.values():
        if check.is_open:
            named |= check.roll
    named |= {proposal.proposer for proposal in assembly.proposals.values()}
    named |= {concern.person for concern in assembly.concerns.values()}
    named |= {person for petition in assembly.petitions.values() for person in (petition.officer, petition.starter)}
    return named
