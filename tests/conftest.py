"""Makes the shared fixtures known to every test."""

pytest_plugins = [
    "tests.support.profiles",
    "tests.support.postgres",
    "tests.support.synapse",
    "tests.support.matrix",
    "tests.support.moot",
]
