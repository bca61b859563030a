"""The keys with which ballots are sealed: one for each ballot that is open, kept apart from the database.

Whoever has the database, what it wrote ahead, its backups and the log can tell nothing of a ballot without its key, and
that is destroyed once the ballot is counted. So the folder of the keys must not be backed up: with a key and a copy of
the database from the time of the ballot, one could tell who voted how.
"""

import hmac
import os
import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

import structlog

from bot.safe_files import write_privately
from deliberation.ids import AssemblyId

log = structlog.get_logger(__name__)

_BYTES: Final = 32
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


class Keys(Protocol):
    """Keeps the keys of boxes."""

    def make(self, box: Box) -> Key:
        """Give a box its key, on disk before this returns; where it has one already, that.

        Raises:
            OSError: it cannot be written.
        """

    def find(self, box: Box) -> Key | None:
        """Give the key of a box; ``None`` where it is lost, or was destroyed."""

    def destroy(self, box: Box) -> None:
        """Destroy the key of a box: nobody can open it again."""

    def all(self) -> list[Box]:
        """List the boxes that have a key."""


class KeysInMemory:
    """Keys that are gone when the program ends: for a rehearsal, and for tests."""

    def __init__(self) -> None:
        self._keys: dict[Box, Key] = {}

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

    def make(self, box: Box) -> Key:
        """As ``Keys.make``."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = self.find(box)
        if there is not None:
            return there
        secret = secrets.token_bytes(_BYTES)
        write_privately(self._file(box), secret.hex())
        _sync(self._folder)
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
            with file.open("r+b") as out:
                out.write(secrets.token_bytes(max(file.stat().st_size, 2 * _BYTES)))
                out.flush()
                os.fsync(out.fileno())
            file.unlink()
            _sync(self._folder)
        except FileNotFoundError:
            return

    def all(self) -> list[Box]:
        """As ``Keys.all``."""
        found = (_NAME.fullmatch(file.name) for file in sorted(self._folder.glob("*.key")))
        return [Box(AssemblyId(each["assembly"]), int(each["poll"]), int(each["turn"])) for each in found if each]

    def _file(self, box: Box) -> Path:
        return self._folder / f"{box.assembly}.{box.poll}.{box.turn}.key"


def _sync(folder: Path) -> None:
    """See to it that a file's coming or going is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
