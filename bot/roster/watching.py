"""A roster in a file that somebody else writes: taken in whenever it changed and nobody is writing any more."""

import asyncio
import re
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

import structlog

from bot.roster.comparing import Plan, What
from bot.roster.importing import ROSTER, Importer
from bot.roster.invitations import InvitationFile
from bot.roster.operating import contents
from bot.roster.records import RosterError, in_csv
from storage.port import StorageError, Store, Work

log = structlog.get_logger(__name__)

LOOK_EVERY: Final = 15.0
"""Seconds. A file that is as it was at the look before is taken to be written to its end."""

_TAKEN: Final = "file"
"""The note that says which contents were taken in last, over restarts: whoever imported since is not overruled."""

_LINES: Final = 20
_QUOTED: Final = re.compile("“[^”]*”")

_Stamp = tuple[int, int]


class Watcher:
    """Looks at the file. What is wrong with its contents, the log is told once."""

    def __init__(self, *, file: Path, importer: Importer, store: Store, look_every: float = LOOK_EVERY) -> None:
        self._file = file
        self._importer = importer
        self._store = store
        self._look_every = look_every
        self._before: _Stamp | None = None
        self._seen_to: _Stamp | None = None
        self._absent = False
        self._unreadable = False
        self._refused = ""

    async def run(self) -> None:
        """Look, for ever."""
        while True:
            try:
                await self.look()
            except StorageError as error:
                log.warning("roster not taken in yet", error=str(error))
            except Exception:
                log.exception("roster not taken in")
            await asyncio.sleep(self._look_every)

    async def look(self) -> None:
        """Look once, and take the file in if there is reason to.

        Raises:
            StorageError: the database cannot be used.
        """
        stamp = self._stamp()
        if stamp is None or stamp == self._seen_to:
            return
        if stamp != self._before:
            self._before = stamp
            return
        try:
            data = await asyncio.to_thread(contents, self._file)
        except RosterError as error:
            # It is tried again: to be given a right to read does not change a file's stamp.
            if not self._unreadable:
                self._unreadable = True
                log.warning("roster cannot be read; members stay as they are", error=str(error))
            return
        self._unreadable = False
        if self._stamp() == stamp:
            await self._take(data)
            self._seen_to = stamp

    def _stamp(self) -> _Stamp | None:
        try:
            found = self._file.stat()
        except OSError as error:
            if not self._absent:
                self._absent = True
                log.warning("there is no roster; members stay as they are", file=str(self._file), error=error.strerror)
            return None
        self._absent = False
        return found.st_mtime_ns, found.st_size

    async def _take(self, data: bytes) -> None:
        digest = sha256(data).hexdigest()
        if digest in {self._refused, (await self._store.notes(ROSTER)).get(_TAKEN)}:
            return
        invitations = InvitationFile(beside=self._file)
        try:
            plan, done = await self._importer.take(partial(in_csv, data), invitations)
        except RosterError as error:
            # What is quoted may be somebody's name, and names do not go into the log.
            self._refuse(digest, problem=_QUOTED.sub("…", str(error)))
            return
        finally:
            invitations.close()
        if not done:
            self._refuse(digest, **_why(plan))
            return
        await self._store.commit(Work(notes={(ROSTER, _TAKEN): digest}))
        told = {what.value: plan.counts[what] for what in What}
        written = str(invitations.file) if invitations.file is not None else None
        log.info("roster taken in", rows=plan.rows, members=plan.members, invitations=written, **told)

    def _refuse(self, digest: str, **why: object) -> None:
        self._refused = digest
        log.error("roster refused; members stay as they are", to_see=f"folkmoot roster import {self._file}", **why)


def _why(plan: Plan) -> dict[str, object]:
    if plan.holds:
        return {"problem": f"{plan.removed} of {plan.before} members are missing", "if_meant": "--remove-many --yes"}
    return {"refused": plan.refused, "lines": sorted({each.line for each in plan.complaints})[:_LINES]}
