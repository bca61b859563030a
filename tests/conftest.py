"""Makes the shared fixtures known to every test, and what fails in a conformance suite."""

import pytest

pytest.register_assert_rewrite("tests.adapter_conformance", "tests.store_conformance", "tests.store_people_conformance")

pytest_plugins = [
    "tests.support.profiles",
    "tests.support.postgres",
    "tests.support.synapse",
    "tests.support.matrix",
    "tests.support.moot",
]

LONG = ("test_killed", "test_moot_", "test_sto")
"""How the names begin of modules with tests that take long."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first: left to the end, one worker would have it while the others are done."""
    items.sort(key=lambda item: not item.path.name.startswith(LONG))
