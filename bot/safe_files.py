"""Files that hold secrets: read only where nobody else can, written so that nobody else can."""

import os
import stat
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def others_may_read(file: Path) -> bool:
    """Whether anybody but the file's owner may read it, change it or run it."""
    return bool(file.stat().st_mode & _OTHERS)


def write_privately(file: Path, text: str) -> None:
    """Write a file, whole or not at all, that only its owner can read. One that is there is replaced."""
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
