"""What a congress lacks: the assemblies that are wanted and not there, and the memberships between them.

An assembly is known by its short name. What people have taken up is theirs: once somebody takes part in an assembly, or
anything was proposed there, it becomes a member of another, or takes one, by its own consensus alone.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from bot.congress.reading import A_REGION, SHORT_NAME, Complaint, Reading, Wanted, folded
from bot.sheets import quoted
from deliberation.assembly import Assembly
from deliberation.federation import Kind, Peer, path_up
from deliberation.ids import AssemblyId
from storage.port import Listing

Look = Callable[[AssemblyId], Awaitable[Assembly | None]]
"""Gives an assembly as it is."""


@dataclass(frozen=True, slots=True)
class Bond:
    """A membership that there is to be."""

    member: Wanted
    above: Wanted


@dataclass(frozen=True, slots=True)
class Unbound:
    """A membership that is not for the program to make: these have been taken up, or it would make a circle."""

    bond: Bond
    taken_up: tuple[Peer, ...]
    path: tuple[Peer, ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A constituency that is a member of others than its region in the files. It stays so."""

    bond: Bond
    others: tuple[Peer, ...]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """An assembly that is there already and is called otherwise than the files say. It stays as it is."""

    wanted: Wanted
    there: Peer


@dataclass(slots=True, kw_only=True)
class Plan:
    """What is to be done, and what is only told."""

    reading: Reading
    there: dict[str, Peer] = field(default_factory=dict)
    """What is there already, by the short name that the files give it."""
    found: list[Wanted] = field(default_factory=list)
    bind: list[Bond] = field(default_factory=list)
    unbound: list[Unbound] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    otherwise: list[Otherwise] = field(default_factory=list)
    unnamed: list[Peer] = field(default_factory=list)
    """Constituencies that are there and that the files do not name."""

    @property
    def nothing_to_do(self) -> bool:
        """Whether all that may be done is done."""
        return not self.found and not self.bind


async def plan(reading: Reading, listings: Iterable[Listing], look: Look) -> Plan:
    """Compare what is wanted with what is there. Complaints are added to those of the reading."""
    there = {listing.slug: listing for listing in listings}
    named = {wanted.slug for wanted in reading.wanted}
    unclaimed = [listing for listing in there.values() if listing.slug not in named]
    planned, known = Plan(reading=reading), set[AssemblyId]()
    for wanted in reading.wanted:
        listing = there.get(wanted.slug) or _renamed(wanted, unclaimed)
        if listing is None:
            planned.found.append(wanted)
        elif listing.kind is not wanted.kind:
            reading.complaints.append(_taken(wanted, listing))
        else:
            known.add(listing.id)
            planned.there[wanted.slug] = _peer(listing)
            if (listing.slug, folded(listing.name)) != (wanted.slug, folded(wanted.name)):
                planned.otherwise.append(Otherwise(wanted, _peer(listing)))
    planned.unnamed = [
        _peer(each) for each in there.values() if each.kind is Kind.CONSTITUENCY and each.id not in known
    ]
    await _Binding(planned, there.values(), look).work_out()
    return planned


def _renamed(wanted: Wanted, unclaimed: Iterable[Listing]) -> Listing | None:
    """Find what is wanted where the files changed its short name: by its name and kind.

    Not a region: whoever founds an assembly of that name in a room of theirs has not founded the region.
    """
    if wanted.kind is Kind.ORDINARY:
        return None
    same = (each for each in unclaimed if each.kind is wanted.kind and folded(each.name) == folded(wanted.name))
    return next(same, None)


def _taken(wanted: Wanted, listing: Listing) -> Complaint:
    problem = f"the short name {wanted.slug} is that of {quoted(listing.name)}, which is no {wanted.what}"
    return Complaint(wanted.place, problem, f"give it another in the column “{SHORT_NAME}”")


def _peer(listing: Listing) -> Peer:
    return Peer(listing.id, listing.slug, listing.name)


class _Binding:
    """Works out which memberships there are to be."""

    def __init__(self, planned: Plan, there: Iterable[Listing], look: Look) -> None:
        self._planned = planned
        self._look = look
        self._parents = {listing.id: listing.member_of for listing in there}
        self._free: dict[AssemblyId, bool] = {}

    async def work_out(self) -> None:
        by_slug = {wanted.slug: wanted for wanted in self._planned.reading.wanted}
        for member in self._planned.reading.wanted:
            for slug in member.above:
                await self._bond(Bond(member, by_slug[slug]))

    async def _bond(self, bond: Bond) -> None:
        member, above = self._there(bond.member), self._there(bond.above)
        has = self._parents.get(member.id, ()) if member is not None else ()
        if above is not None and any(peer.id == above.id for peer in has):
            return
        others = self._others(bond, has)
        taken_up = tuple([peer for peer in (member, above) if peer is not None and not await self._is_free(peer)])
        path = path_up(above, member.id, self._parents_of) if above is not None and member is not None else ()
        if bond.above.what == A_REGION and others:
            self._planned.elsewhere.append(Elsewhere(bond, others))
        elif taken_up or path:
            self._planned.unbound.append(Unbound(bond, taken_up, path))
        else:
            self._planned.bind.append(bond)

    def _there(self, wanted: Wanted) -> Peer | None:
        return self._planned.there.get(wanted.slug)

    def _others(self, bond: Bond, has: Iterable[Peer]) -> tuple[Peer, ...]:
        """Name those of which it is a member although the files do not say so."""
        meant = {self._planned.there[slug].id for slug in bond.member.above if slug in self._planned.there}
        return tuple(peer for peer in has if peer.id not in meant)

    def _parents_of(self, identifier: AssemblyId) -> Iterable[Peer]:
        return self._parents.get(identifier, ())

    async def _is_free(self, peer: Peer) -> bool:
        """Whether nobody has taken it up yet."""
        if peer.id not in self._free:
            assembly = await self._look(peer.id)
            self._free[peer.id] = assembly is not None and not (assembly.participants or assembly.proposals)
        return self._free[peer.id]
