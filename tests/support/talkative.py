"""The log, caught at its most talkative."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot import logs


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """A log at its most talkative."""
    root, stream = logging.getLogger(), io.StringIO()
    level, handlers = root.level, list(root.handlers)
    logs.configure(level="debug", stream=stream)
    yield stream
    root.setLevel(level)
    root.handlers[:] = handlers
