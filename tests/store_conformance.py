"""What every store is held to: each sentence of ``storage.port``. The test modules of the stores run it.

By subject it is in the modules of this name beside it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.persistent import PersistentMap
from storage.port import AccountKey, ConflictError, Store, Work
from tests.store_assemblies_conformance import AssembliesSuite
from tests.store_looking import contents, saved
from tests.store_messages_conformance import MessagesSuite
from tests.store_offices_conformance import OfficesSuite
from tests.store_people_conformance import PeopleSuite
from tests.store_values import (
    ADA,
    BEN,
    CLEO,
    FIRST,
    NOW,
    SECOND,
    account,
    assembly,
    change,
    everything,
    message,
    owed,
    participant,
    rich_assembly,
)
from tests.store_writing_conformance import WritingSuite

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class StoreSuite(AssembliesSuite, WritingSuite, PeopleSuite, OfficesSuite, MessagesSuite):
    """Every store's tests. A module that runs it gives a fixture ``open_another``, which opens one database again."""

    @pytest.fixture
    async def store(self, open_another: Callable[[], Awaitable[Store]]) -> Store:
        return await open_another()

    async def test_nothing_is_in_a_new_store(self, store: Store) -> None:
        """A new store answers every question with nothing."""
        assert await contents(store) == [
            None,
            [],
            None,
            [],
            [],
            {},
            [],
            set(),
            [],
            None,
            [],
            None,
            None,
            {},
            {},
            None,
            [],
            {},
            None,
            [],
            [],
            None,
            [],
            {},
        ]
        assert await store.due(NOW) == []
        await store.commit(Work())

    # --- people

    async def test_accounts_are_known_by_platform_and_id(self, store: Store) -> None:
        """Only the accounts that are known are given, many at once too, each with whose it is."""
        rows = [account(f"@{n}", PersonId(f"p{n % 700}"), f"Name {n}") for n in range(3000)]
        rows.append(account("@1", BEN, "Another", platform="discord"))
        await store.commit(Work(accounts=rows))
        found = await store.people([row.key for row in rows] + [AccountKey("matrix", "@unknown")])
        assert found == {row.key: row for row in rows}
        assert await store.people([]) == {}
        assert await store.accounts_of([BEN]) == [rows[-1]]
        assert await store.accounts_of([PersonId("p1"), BEN]) == [rows[-1], rows[1], *rows[701:3000:700]][:1] + sorted(
            rows[1:3000:700], key=lambda row: row.key.id
        )
        assert await store.accounts_of([]) == []

    async def test_saving_an_account_again_updates_its_name(self, store: Store) -> None:
        """The newest name is kept, the last of one work too."""
        await store.commit(Work(accounts=[account("@ada", shown="Old")]))
        await store.commit(Work(accounts=[account("@ada", shown="New"), account("@ada", shown="Newest")]))
        assert await store.accounts_of([ADA]) == [account("@ada", shown="Newest")]

    async def test_an_account_is_one_persons_for_good(self, store: Store) -> None:
        """An account that another instance gave to a person first is a conflict: nobody counts twice."""
        await store.commit(Work(accounts=[account("@ada", ADA)]))
        with pytest.raises(ConflictError):
            await store.commit(
                Work(accounts=[account("@new", BEN), account("@ada", BEN, "Ben")], cursors={"matrix": "s"})
            )
        assert await store.accounts_of([ADA, BEN]) == [account("@ada", ADA)]
        assert await store.cursor("matrix") is None
        with pytest.raises(ConflictError):
            await store.commit(Work(accounts=[account("@two", BEN), account("@two", CLEO)]))

    async def test_a_persons_assemblies_are_named_by_slug(self, store: Store) -> None:
        """The assemblies in which somebody takes part now are named in the order of their slugs."""
        one = change(None, assembly(FIRST, slug="b"))
        two = change(None, assembly(SECOND, slug="a", participants=PersistentMap({ADA: participant(ADA)})))
        await store.commit(Work(changes=[one, two]))
        assert await store.assemblies_of(ADA) == [SECOND, FIRST]
        assert await store.assemblies_of(BEN) == [FIRST]
        gone = replace(one.after.assembly, participants=one.after.assembly.participants.without(BEN))
        await saved(store, change(one.after, gone))
        assert await store.assemblies_of(BEN) == []

    async def test_a_private_room_is_one_accounts_and_the_last_named_counts(self, store: Store) -> None:
        """An account's private room is the last one named, and a room is one account's."""
        ada, ben = AccountKey("matrix", "@ada"), AccountKey("matrix", "@ben")
        await store.commit(Work(private_venues={ada: VenueId("matrix:!1"), ben: VenueId("matrix:!2")}))
        assert await store.private_venue(ada) == "matrix:!1"
        assert await store.private_venue(ben) == "matrix:!2"
        await store.commit(Work(private_venues={ada: VenueId("matrix:!3")}))
        assert await store.private_venue(ada) == "matrix:!3"
        await store.commit(Work(private_venues={ben: VenueId("matrix:!3")}))
        assert await store.private_venue(ben) == "matrix:!3"
        assert await store.private_venue(ada) is None
        assert await store.private_venue(AccountKey("discord", "@ben")) is None

    # --- afterwards

    async def test_all_of_it_is_there_for_another(
        self, store: Store, open_another: Callable[[], Awaitable[Store]]
    ) -> None:
        """What is committed is what another program on the same database reads, after this one is closed too."""
        await store.commit(everything())
        mine = await contents(store)
        assert await contents(await open_another()) == mine
        await store.close()
        assert await contents(await open_another()) == mine

    async def test_many_use_a_store_at_once(self, store: Store) -> None:
        """Writes, loads and questions of many tasks are all answered, and nothing is lost."""
        held = [await saved(store, change(None, rich_assembly(AssemblyId(f"a{n}")))) for n in range(5)]

        async def use(n: int) -> None:
            for turn in range(8):
                work = Work(received=[message(f"${n} {turn}")], owed=[owed(f"{n} {turn}")])
                step = change(held[n], replace(held[n].assembly, name=f"{turn}"))
                work.changes.append(step)
                await store.commit(work)
                held[n] = step.after
                assert await store.load(AssemblyId(f"a{n}")) == held[n]
                assert await store.already("matrix", [f"${n} {turn}"])

        await asyncio.gather(*(use(n) for n in range(5)))
        assert len(await store.waiting()) == 40
