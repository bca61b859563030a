"""The store on SQLite or PostgreSQL: ``storage.port``, in SQL."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from storage.assemblies import Assemblies
from storage.errors import translated
from storage.intake import Intake
from storage.notes import Notes
from storage.outbox import Outbox
from storage.people import PEOPLE, People
from storage.port import AccountRow, ConflictError, Work
from storage.reading import listed
from storage.saving import Step, Verb, steps_of
from storage.statements import Prepared

_CONTESTED: Final = {
    tables.assemblies: "an assembly of that id or short name was founded",
    tables.register: "the register was written to",
    tables.received: "something came in",
}
"""Where a row that is there already means that another instance was first."""


class SqlStore(Assemblies, People, Intake, Outbox, Notes):
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
                    await _take(connection, step, self._statements.of(step))
                await _check_owners(connection, work.accounts)

    async def close(self) -> None:
        """Let go of the database."""
        await self._engines.dispose()


async def _check_owners(connection: AsyncConnection, accounts: Sequence[AccountRow]) -> None:
    """See that each account is whose it was said to be: two people made of one would count twice."""
    asked: defaultdict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in accounts:
        asked[row.key.platform][row.key.id].add(row.person)
    for platform, owners in asked.items():
        found = await connection.execute(PEOPLE, {"platform": platform, "accounts": listed(owners)})
        if any(owners[row.account] != {row.person} for row in found):
            raise ConflictError("an account was given to another person by another instance first")


async def _take(connection: AsyncConnection, step: Step, statement: Prepared) -> None:
    rows = statement.rows(step.rows)
    if step.verb is Verb.MOVE_HEAD:
        for row in rows:
            # One at a time: asyncpg does not say how many rows many updates have changed.
            if (await connection.exec_driver_sql(statement.sql, row)).rowcount != 1:
                raise ConflictError("another instance wrote to the register first")
        return
    try:
        await connection.exec_driver_sql(statement.sql, rows)
    except IntegrityError as error:
        if step.verb is Verb.ADD and step.table in _CONTESTED:
            raise ConflictError(f"{_CONTESTED[step.table]} by another instance first") from error
        raise
