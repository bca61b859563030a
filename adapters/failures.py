"""How an error that nobody foresaw is logged: what it was and where, without the words that people said."""

from __future__ import annotations

import traceback
from pathlib import Path


def place(error: BaseException) -> str:
    """Say what an error is and where it arose, innermost first.

    Its own message and the variables around it are left out: they hold what it was that could not be handled.
    """
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {where}"
