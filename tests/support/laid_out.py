"""Gives tests a database that is up to date, without taking every step of its making each time."""

import atexit
import shutil
import tempfile
from pathlib import Path

from storage.engine import file_of, parse
from storage.migrating import migrate

_PATTERNS: list[Path] = []


async def laid_out(url: str) -> None:
    """Bring a database up to date. A SQLite file that is not there yet is a copy of one that this process made so."""
    file = file_of(parse(url))
    if file is None or file.exists():
        await migrate(url)
        return
    if not _PATTERNS:
        _PATTERNS.append(await _made())
    shutil.copy(_PATTERNS[0], file)


async def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="folkmoot-pattern-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    pattern = folder / "pattern.db"
    await migrate(f"sqlite:///{pattern}")
    _is_alone(pattern)
    return pattern


def _is_alone(pattern: Path) -> None:
    """What is in a log beside the file would be missing from a copy of it."""
    assert list(pattern.parent.iterdir()) == [pattern]
