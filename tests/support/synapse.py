"""Homeservers for tests: one that a whole run shares, and ones that a test may stop, kill and slow down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.synapse import Synapse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def synapse() -> Iterator[Synapse]:
    """Yield a running homeserver shared by all tests of a worker: register people of your own, and leave it running."""
    with Synapse() as server:
        yield server


@pytest.fixture
def start_synapse() -> Iterator[Callable[..., Synapse]]:
    """Yield a function that starts a homeserver for this test alone, with the arguments that `Synapse` takes."""
    servers: list[Synapse] = []

    def start(**arguments: object) -> Synapse:
        server = Synapse(**arguments)  # type: ignore[arg-type]
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def own_synapse(start_synapse: Callable[..., Synapse]) -> Synapse:
    """Return a running homeserver for this test alone."""
    return start_synapse()
