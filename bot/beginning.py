"""Who begins an assembly in which nobody takes part: those of the assemblies near it (``deliberation.convening``).

An assembly cannot know them by itself: its register names only those who came to take part in it.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime

from deliberation.assembly import Assembly
from deliberation.commands import BindVenue
from deliberation.convening import beginners
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId
from deliberation.membership import members_now
from storage.port import Listing

Given = Callable[[AssemblyId], Awaitable[Assembly | None]]


async def with_sponsors(
    command: BindVenue, assembly: Assembly, listings: Iterable[Listing], given: Given, now: datetime
) -> BindVenue:
    """Say with the command which assemblies are near, and whether whoever asks may take in a first room by that."""
    found = beginners(await _given(near(assembly, listings), given), now)
    sponsored = any(command.actor in people for people in found.values())
    return replace(command, sponsors=tuple(sorted(found, key=lambda peer: peer.slug)), sponsored=sponsored)


async def may_have_room_made(actor: PersonId, listings: Iterable[Listing], given: Given, now: datetime) -> bool:
    """Whether somebody may have a room of the Electoral Society made: one of the members of a core assembly."""
    cores = await _given(cores_among(listings), given)
    people = [frozenset(members_now(each, now)) for each in cores]
    return actor in frozenset[PersonId]().union(*(people if any(people) else (each.participants for each in cores)))


def near(assembly: Assembly, listings: Iterable[Listing]) -> list[AssemblyId]:
    """Name the assemblies to which one belongs and those that belong to it; near the Society are the core ones."""
    bound = {*assembly.member_of, *assembly.members}
    if not bound and assembly.kind is Kind.ELECTORAL_SOCIETY:
        return cores_among(listings)
    return sorted(bound)


def cores_among(listings: Iterable[Listing]) -> list[AssemblyId]:
    """Name the core assemblies."""
    return [each.id for each in listings if each.kind is Kind.CORE]


async def _given(wanted: Iterable[AssemblyId], given: Given) -> list[Assembly]:
    found = [await given(each) for each in wanted]
    return [each for each in found if each is not None and each.dissolved_at is None]
