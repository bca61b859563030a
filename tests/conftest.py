"""Makes the shared fixtures known to every test, and what fails in a conformance suite."""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

pytest.register_assert_rewrite(
    "tests.adapter_conformance",
    "tests.store_conformance",
    "tests.store_assemblies_conformance",
    "tests.store_messages_conformance",
    "tests.store_offices_conformance",
    "tests.store_people_conformance",
    "tests.store_writing_conformance",
    "tests.store_looking",
    "tests.support.nested",
)

pytest_plugins = [
    "tests.support.profiles",
    "tests.support.postgres",
    "tests.support.synapse",
    "tests.support.matrix",
    "tests.support.moot",
]

MEMORY = Path("/dev/shm")
"""What is written there stays in memory, on Linux."""
ROOM = 2 * 1024**3
"""Bytes that must be free there."""

LONG = ("test_killed", "test_moot_", "test_sto")
"""How the names begin of modules with tests that take long."""


def pytest_configure() -> None:
    """Have tests write to memory, where there is room: a commit on a disk takes milliseconds, and there are many.

    What they write need not survive a power cut. It does survive a kill.
    """
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first: left to the end, one worker would have it while the others are done."""
    items.sort(key=lambda item: not item.path.name.startswith(LONG))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without searching for waste, and spare every later search what was collected, for it stays.

    With thousands of tests each such search takes a third of a second, and there would be one every second.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
