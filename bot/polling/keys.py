"""The keys with which ballots are sealed: one for each ballot that is open, kept apart from the database.

Whoever has the database, what it wrote ahead, its backups and the log can tell nothing of a ballot without its key, and
that is destroyed once the ballot is counted. So the folder of the keys must not be backed up: with a key and a copy of
the database from the time of the ballot, one could tell who voted how.

The place of the keys has a name, which the database knows: so a folder that is not mounted is not taken for keys that
are lost (``bot.polling.whereabouts``).
"""

import fcntl
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

import structlog

from bot.safe_files import write_privately
from deliberation.ids import AssemblyId

log = structlog.get_logger(__name__)

_BYTES: Final = 32
_CALLED: Final = "name-of-this-folder"
_NAME: Final = re.compile(r"(?P<assembly>[\w-]+)\.(?P<poll>[0-9]+)\.(?P<turn>[0-9]+)\.key")


@dataclass(frozen=True, slots=True)
class Box:
    """One box of ballots: of which assembly's poll, and which of its turns, where it had to begin again."""

    assembly: AssemblyId
    poll: int
    turn: int = 0


class Key:
    """The key of one box. What is derived from it tells nothing of it, nor of what else is."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def derived(self, purpose: str) -> bytes:
        """Give 32 bytes for one purpose."""
        return hmac.digest(self._secret, f"folkmoot {purpose}".encode(), "sha256")

    @property
    def drawn_from(self) -> str:
        """The secret from which lots are drawn (hex), which is published with the count."""
        return self.derived("lot").hex()

    @property
    def lot(self) -> str:
        """The SHA-256 (hex) of that secret's hex digits, which is published when the ballot opens."""
        return sha256(self.drawn_from.encode()).hexdigest()


class KeysAwayError(OSError):
    """The place of the keys is not there, or is another: nothing can be sealed, opened or begun until it is back."""


class Keys(Protocol):
    """Keeps the keys of boxes in one place."""

    def take_up(self) -> str:
        """Make the place, where it is not there, and give its name, on disk before this returns.

        Where it has a name, it keeps that. The name is empty where it need not be known again.

        Raises:
            OSError: it cannot be made.
        """

    def is_place(self, name: str) -> bool:
        """Whether this place is there and has that name; with none, whether it has any, or keys in it.

        Raises:
            OSError: it cannot be told.
        """

    def make(self, box: Box) -> Key:
        """Give a box its key, on disk before this returns; where it has one already, that.

        Raises:
            OSError: it cannot be written, or the place is not there.
        """

    def find(self, box: Box) -> Key | None:
        """Give the key of a box; ``None`` where it is not there.

        Raises:
            OSError: it cannot be told.
        """

    def destroy(self, box: Box) -> None:
        """Destroy the key of a box: nobody can open it again. One that is not there is destroyed already.

        Raises:
            OSError: it cannot be done, or told.
        """

    def all(self) -> list[Box]:
        """List the boxes that have a key.

        Raises:
            OSError: it cannot be told.
        """


class KeysInMemory:
    """Keys that are gone when the program ends: for a rehearsal, and for tests."""

    def __init__(self) -> None:
        self._keys: dict[Box, Key] = {}

    def take_up(self) -> str:
        """As ``Keys.take_up``: no other place is ever meant."""
        return ""

    def is_place(self, name: str) -> bool:
        """As ``Keys.is_place``: it always is."""
        return True

    def make(self, box: Box) -> Key:
        """As ``Keys.make``."""
        return self._keys.setdefault(box, Key(secrets.token_bytes(_BYTES)))

    def find(self, box: Box) -> Key | None:
        """As ``Keys.find``."""
        return self._keys.get(box)

    def destroy(self, box: Box) -> None:
        """As ``Keys.destroy``."""
        self._keys.pop(box, None)

    def all(self) -> list[Box]:
        """As ``Keys.all``."""
        return list(self._keys)


class KeyFolder:
    """Keys in a folder that only the bot's own user may read, a file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take_up(self) -> str:
        """As ``Keys.take_up``."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _held(self._folder):
            name = self._name()
            if not name:
                name = secrets.token_hex(8)
                write_privately(self._folder / _CALLED, name)
        return name

    def is_place(self, name: str) -> bool:
        """As ``Keys.is_place``."""
        there = self._name()
        return there == name if name else bool(there or self.all())

    def _name(self) -> str:
        try:
            return (self._folder / _CALLED).read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return ""

    def make(self, box: Box) -> Key:
        """As ``Keys.make``. It makes no folder: where one is not mounted, the key would be on another disk."""
        with _held(self._folder):
            there = self.find(box)
            if there is not None:
                return there
            secret = secrets.token_bytes(_BYTES)
            write_privately(self._file(box), secret.hex())
        return Key(secret)

    def find(self, box: Box) -> Key | None:
        """As ``Keys.find``. A file that holds no key is as good as none, and the log says so."""
        try:
            secret = bytes.fromhex(self._file(box).read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except ValueError:
            secret = b""
        if len(secret) == _BYTES:
            return Key(secret)
        log.error("not the key of a ballot", file=str(self._file(box)))
        return None

    def destroy(self, box: Box) -> None:
        """As ``Keys.destroy``. It is written over first, for what that is worth: a disk may keep copies of its own."""
        file = self._file(box)
        try:
            try:
                _write_over(file)
            finally:
                file.unlink()  # a full disk may not let it be written over
            _sync(self._folder)
        except FileNotFoundError:
            if not self._name():
                raise  # what is there once the folder is back is still to be destroyed

    def all(self) -> list[Box]:
        """As ``Keys.all``."""
        try:
            files = sorted(each.name for each in self._folder.iterdir())
        except FileNotFoundError:
            return []
        found = map(_NAME.fullmatch, files)
        return [Box(AssemblyId(each["assembly"]), int(each["poll"]), int(each["turn"])) for each in found if each]

    def _file(self, box: Box) -> Path:
        return self._folder / f"{box.assembly}.{box.poll}.{box.turn}.key"


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Keep every other program out of a folder while something is made in it, and see that it is on disk after that.

    Two programs on one database share it, and a ballot falls due in both at the same moment.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_over(file: Path) -> None:
    with file.open("r+b") as out:
        out.write(secrets.token_bytes(max(file.stat().st_size, 2 * _BYTES)))
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    """See to it that a file's coming or going is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
