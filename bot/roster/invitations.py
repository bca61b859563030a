"""Invitations for members whose accounts are not known: codes that they type to the bot. Somebody else sends them."""

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TextIO

from bot.cells import cell
from bot.personal.codes import MEMBER, new_code
from bot.roster.records import RosterError
from deliberation.ids import PersonId
from storage.port import Code, Membership

LASTING: Final = timedelta(days=60)

_COLUMNS: Final = ("person", "email", "type this to the bot in private", "valid until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What is to be sent to whom. Nobody can read the text from the database afterwards."""

    person: str
    email: str
    text: str
    until: datetime

    @property
    def to_type(self) -> str:
        """What they type to the bot, in private."""
        return f"link {self.text}"


def invite(membership: Membership, now: datetime) -> tuple[Invitation, Code]:
    """Invite a member."""
    text, code = new_code(MEMBER, membership.person, now, LASTING)
    made = Invitation(person=membership.reference, email=membership.email, text=text, until=code.expires_at)
    return made, code


def subject_of(code: Code) -> PersonId:
    """Say in whose place on the roster a code puts whoever types it."""
    return PersonId(code.subject)


class Invitations:
    """Keeps the invitations that were made, for whoever sends them."""

    def __init__(self) -> None:
        self.made: list[Invitation] = []

    def add(self, invitations: Sequence[Invitation]) -> None:
        """Keep these, whose codes are about to be recorded."""
        self.made.extend(invitations)

    def take_back(self, invitations: Sequence[Invitation]) -> None:
        """Drop the last ones again: their codes were not recorded."""
        del self.made[len(self.made) - len(invitations) :]


class InvitationFile(Invitations):
    """Keeps them in a file that only its owner can read, which is made with the first of them."""

    def __init__(self, beside: Path) -> None:
        super().__init__()
        self._folder = beside.parent
        self._out: TextIO | None = None
        self.file: Path | None = None
        """Where they are, once there are any."""

    def add(self, invitations: Sequence[Invitation]) -> None:
        """Write these before their codes are recorded: a code that nobody can read any more would help nobody.

        Raises:
            RosterError: no file can be written there.
        """
        if not invitations:
            return
        super().add(invitations)
        out = self._out or self._opened()
        out.write(_written([(each.person, each.email, each.to_type, _day(each.until)) for each in invitations]))
        out.flush()
        os.fsync(out.fileno())

    def take_back(self, invitations: Sequence[Invitation]) -> None:
        """Cut the last ones off again."""
        if not invitations or self._out is None:
            return
        super().take_back(invitations)
        rows = _written([(each.person, each.email, each.to_type, _day(each.until)) for each in invitations])
        self._out.truncate(os.fstat(self._out.fileno()).st_size - len(rows.encode()))
        self._out.seek(0, io.SEEK_END)

    def close(self) -> None:
        """Be done with the file; where it holds none after all, there is none."""
        if self._out is None or self.file is None:
            return
        self._out.close()
        if not self.made:
            self.file.unlink()
            self.file = None

    def _opened(self) -> TextIO:
        """Open a file of a name that is free: codes that were perhaps not sent yet are never written over."""
        number = 1
        while True:
            file = self._folder / (f"invitations-{number}.csv" if number > 1 else "invitations.csv")
            try:
                descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                number += 1
                continue
            except OSError as error:
                raise RosterError(f"{file} cannot be written: {error.strerror or error}.") from error
            self._out, self.file = os.fdopen(descriptor, "w", encoding="utf-8", newline=""), file
            self._out.write(_written([_COLUMNS]))
            return self._out


def _written(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([cell(text) for text in row] for row in rows)
    return out.getvalue()


def _day(at: datetime) -> str:
    return at.date().isoformat()
