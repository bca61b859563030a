"""Sees to it that one account is used by one running program: two would answer everything twice."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.complaints import SettingsError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder for this process. However the process ends, even killed, the hold ends with it.

    Raises:
        SettingsError: another process holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "in-use").open("w") as hold:
        try:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(
                f"Folkmoot runs already with the keys in {folder}, and a second one would say everything twice. "
                "Stop the other first."
            ) from None
        yield
