"""Puts a platform together with what all platforms share."""

from adapters.cleaning import clean
from adapters.commands import find
from adapters.grammar import read_line
from adapters.matrix.platform import MatrixPlatform
from adapters.matrix.settings import MatrixSettings


def facts_needed(name: str) -> bool:
    """Say whether a command, by its name as typed, must know who administers the venue and who is in it."""
    spec = find(name)
    return spec is not None and spec.facts


def matrix_platform(settings: MatrixSettings, *, cursor: str) -> MatrixPlatform:
    """Make the Matrix platform, to go on from the last committed ``cursor`` (empty: from now)."""
    return MatrixPlatform(settings, cursor=cursor, read_line=read_line, clean=clean, facts_needed=facts_needed)
