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
