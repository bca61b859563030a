"""Puts a platform together with what all platforms share."""

from collections.abc import Collection

from adapters.cleaning import clean
from adapters.commands import find
from adapters.grammar import read_line
from adapters.matrix.platform import MatrixPlatform
from adapters.matrix.settings import MatrixSettings

_FACTS = frozenset({"administers", "present"})


def facts_needed(name: str) -> Collection[str]:
    """Say what a command, by its name as typed, must know of the platform beside what was typed."""
    spec = find(name)
    return _FACTS if spec is not None and spec.facts else ()


def matrix_platform(settings: MatrixSettings, *, cursor: str) -> MatrixPlatform:
    """Make the Matrix platform, to go on from the last committed ``cursor`` (empty: from now)."""
    return MatrixPlatform(settings, cursor=cursor, read_line=read_line, clean=clean, facts_needed=facts_needed)
