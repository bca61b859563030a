"""A local Discord for a test, which must leave no problems behind, and guilds in one."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.localcord.server import LocalDiscord
from tests.support.gateway import Scene
from tests.support.place import Place

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(chance=Random(7)) as local:
        yield local
        assert local.problems == []


@pytest.fixture
def scene(local: LocalDiscord) -> Scene:
    return Scene(local)


@pytest.fixture
def place() -> Place:
    return Place()
