"""Assemblies of members, rosters, and stores to put them into."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.halls import Halls
from bot.people import People
from bot.sitting import Sitting
from deliberation.commands import FoundAssembly
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.memory import MemoryStore
from storage.opening import open_store
from tests.support.laid_out import laid_out

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.port import Membership, Store

HEADER = "person,accounts,email,constituency,paid_until"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def roster(*rows: str) -> bytes:
    """Write a roster."""
    return "".join(f"{row}\n" for row in (HEADER, *rows)).encode()


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[Store]:
    """Give a store of a kind: in ``memory`` or on ``sqlite``."""
    if kind == "memory":
        yield MemoryStore()
        return
    url = f"sqlite:///{folder / 'folkmoot.db'}"
    await laid_out(url)
    store = await open_store(url)
    yield store
    await store.close()


async def found(
    store: Store, slug: str, kind: Kind = Kind.CONSTITUENCY, *, venue: VenueId | None = None, at: datetime = NOW
) -> AssemblyId:
    """Found an assembly for the movement, with nobody in it."""
    halls = Halls(store)
    await halls.learn()
    sitting = Sitting(halls=halls, people=People(store), now=at)
    identifier = AssemblyId(f"id-{slug}")
    command = FoundAssembly(
        actor=PersonId("founder"),
        assembly=identifier,
        slug=slug,
        name=slug.title(),
        purpose="To decide together.",
        preset="folkmoot",
        venue=venue,
        present=(),
        administers=False,
        kind=kind,
        enacted=True,
    )
    assert isinstance(await sitting.carry_out(identifier, command), list)
    await store.commit(sitting.finish())
    return identifier


async def on_roster(store: Store) -> dict[str, Membership]:
    """Give the roster as it is kept, by reference."""
    return {each.reference: each async for each in store.memberships()}
