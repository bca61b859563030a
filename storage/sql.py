"""The store on SQLite or PostgreSQL: ``storage.port``, in SQL."""

import asyncio
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from storage.addresses import Addresses
from storage.assemblies import Assemblies
from storage.boxes import Boxes
from storage.engine import file_of
from storage.errors import translated
from storage.forgetting import forget
from storage.intake import Intake
from storage.joining import check_holders, check_owners, follow
from storage.notes import Notes
from storage.outbox import Outbox
from storage.people import People
from storage.port import ConflictError, Work
from storage.saving import steps_of
from storage.statements import Prepared
from storage.steps import Step, Verb
from storage.wiping import empty_boxes, erase_addresses, wipe_file

_CONTESTED: Final = {
    tables.assemblies: "an assembly of that id or short name was founded",
    tables.register: "the register was written to",
    tables.received: "something came in",
}
"""Where a row that is there already means that another instance was first."""

_CONDITIONAL: Final = {
    Verb.MOVE_HEAD: "another instance wrote to the register first",
    Verb.MOVE_ACCOUNT: "an account is not that person's any more",
}
"""What changes a row only if it still has what it had: if it has not, another instance was first."""

_BY_HAND: Final = {
    Verb.HOLD: check_holders,
    Verb.OWN: check_owners,
    Verb.FOLLOW: follow,
    Verb.FORGET: forget,
    Verb.EMPTY_BOX: empty_boxes,
    Verb.ERASE_ADDRESS: erase_addresses,
}
"""What must look at what is there."""


class SqlStore(Assemblies, People, Intake, Outbox, Boxes, Addresses, Notes):
    """A ``Store`` on a database that ``storage.migrating`` has brought up to date."""

    async def commit(self, work: Work) -> None:
        """Write everything, whole or not at all, and return only when it is durable.

        Raises:
            ConflictError, UnavailableError, BadDataError: as ``storage.port`` says.
        """
        steps = steps_of(work)
        if not steps:
            return
        with translated():
            async with self._engines.writer.begin() as connection:
                for step in steps:
                    if step.verb in _BY_HAND:
                        await _BY_HAND[step.verb](connection, step.rows)
                    else:
                        await _take(connection, step, self._statements.of(step))

    async def wipe(self, *, whole: bool = False) -> bool:
        """Overwrite what a SQLite file still holds of what was deleted, as ``storage.port`` says."""
        file = file_of(self._engines.writer.url)
        if file is None:
            return False
        with translated():
            await asyncio.to_thread(wipe_file, file, whole=whole)
        return True

    async def close(self) -> None:
        """Let go of the database."""
        await self._engines.dispose()


async def _take(connection: AsyncConnection, step: Step, statement: Prepared) -> None:
    rows = statement.rows(step.rows)
    if step.verb in _CONDITIONAL:
        for row in rows:
            # One at a time: asyncpg does not say how many rows many updates have changed.
            if (await connection.exec_driver_sql(statement.sql, row)).rowcount != 1:
                raise ConflictError(_CONDITIONAL[step.verb])
        return
    try:
        await connection.exec_driver_sql(statement.sql, rows)
    except IntegrityError as error:
        if step.verb is Verb.ADD and step.table in _CONTESTED:
            raise ConflictError(f"{_CONTESTED[step.table]} by another instance first") from error
        raise
