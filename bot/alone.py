"""Sees to it that one account is used by one running program: two would answer everything twice."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

import structlog

from bot.complaints import SettingsError

log = structlog.get_logger(__name__)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder of keys for this process. However the process ends, even killed, the hold ends with it.

    Raises:
        SettingsError: another process holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _held(folder / "in-use", f"with the keys in {folder}"):
        yield


@contextmanager
def alone_with(secret: str, folder: Path) -> Iterator[None]:
    """Hold an account that has no keys but a ``secret``, among the programs that keep things in ``folder``.

    Where nothing can be written there, nobody is kept out, and the log says so.

    Raises:
        SettingsError: another process holds it.
    """
    if not os.access(folder, os.W_OK):
        log.warning("nobody kept out", folder=str(folder))
        yield
        return
    # Bots of several names may share a folder. Nobody can tell the secret from this.
    name = blake2b(secret.encode(), digest_size=6).hexdigest()
    with _held(folder / f".in-use-{name}", "with this token"):
        yield


@contextmanager
def _held(file: Path, how: str) -> Iterator[None]:
    with file.open("w") as hold:
        try:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(
                f"Folkmoot runs already {how}, and a second one would say everything twice. Stop the other first."
            ) from None
        yield
