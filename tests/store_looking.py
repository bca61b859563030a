"""What tests of stores look at, and what they commit in passing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deliberation.ids import PersonId
from storage.port import AccountKey, Change, Held, Store, Waiting, Work
from tests.store_values import ADA, FIRST

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def listed(stream: AsyncIterator[Any]) -> list[Any]:
    """Read a stream to its end."""
    return [item async for item in stream]


async def contents(store: Store) -> list[object]:
    """Read everything that ``everything`` writes."""
    return [
        await store.load(FIRST),
        await store.listings(),
        await store.next_due(),
        await listed(store.entries(FIRST)),
        await listed(store.sealed(FIRST)),
        await store.people([AccountKey("matrix", "@ada")]),
        await store.assemblies_of(ADA),
        await store.already("matrix", ["$r1", "$m1"]),
        await store.live_reactions("matrix", "$card"),
        await store.reaction("matrix", "$r1"),
        await store.waiting(),
        await store.cursor("matrix"),
        await store.heard("matrix"),
        await store.heard_all(),
        await store.notes("matrix"),
        await store.private_venue(AccountKey("matrix", "@ada")),
        await store.put_aside(),
        await store.now_called([PersonId("p-adas-other")]),
        await store.code("7QK"),
        await listed(store.memberships()),
        await store.ballots(FIRST, 3),
        await store.ballot(FIRST, 3, "slot"),
        await store.boxes(),
        await store.addresses(FIRST),
    ]


async def saved(store: Store, step: Change) -> Held:
    """Commit one change, and see that it is what is loaded."""
    await store.commit(Work(changes=[step]))
    assert await store.load(step.after.assembly.id) == step.after
    return step.after


async def keys(store: Store, **question: Any) -> list[str]:
    """Name what is owed, in order."""
    return [row.key for row in await store.waiting(**question)]


async def only(store: Store) -> Waiting:
    """Give the one message that is owed."""
    (row,) = await store.waiting()
    return row
