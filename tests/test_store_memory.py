"""The store in memory keeps the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.memory import MemoryStore
from tests.store_conformance import StoreSuite

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.port import Store


class TestMemoryStore(StoreSuite):
    """The suite, in memory."""

    @pytest.fixture
    def open_another(self) -> Callable[[], Awaitable[Store]]:
        kept = MemoryStore()

        async def another() -> Store:
            return MemoryStore(shared=kept)

        return another
