"""Ballot boxes, read from SQL."""

from typing import Final

from sqlalchemy import bindparam, select, tuple_

from deliberation.ids import AssemblyId
from storage import tables
from storage.reading import Reader

_ballots = tables.ballots.c

_IN_BOX: Final = (
    select(_ballots.slot, _ballots.sealed)
    .where(_ballots.assembly == bindparam("assembly"), _ballots.poll == bindparam("poll"))
    .order_by(_ballots.slot)
)
_IN_SLOT: Final = select(_ballots.sealed).where(
    _ballots.assembly == bindparam("assembly"),
    _ballots.poll == bindparam("poll"),
    _ballots.slot == bindparam("slot"),
)
# From one box to the next: to read which there are out of every ballot would take as long as to read them all.
_NEXT_BOX: Final = (
    select(_ballots.assembly, _ballots.poll)
    .where(
        tuple_(_ballots.assembly, _ballots.poll) > tuple_(bindparam("assembly"), bindparam("poll", type_=tables.Number))
    )
    .order_by(_ballots.assembly, _ballots.poll)
    .limit(1)
)


class Boxes(Reader):
    """The ``BoxStore`` of the SQL store."""

    async def ballots(self, assembly: AssemblyId, poll: int) -> list[tuple[str, str]]:
        """Give what lies in a poll's box: slots and what is sealed in them, sorted by slot."""
        # Python orders texts by their letters everywhere; PostgreSQL does as its locale has it.
        return sorted((row.slot, row.sealed) for row in await self._rows(_IN_BOX, {"assembly": assembly, "poll": poll}))

    async def ballot(self, assembly: AssemblyId, poll: int, slot: str) -> str | None:
        """Give what is sealed in one slot of a poll's box, if anything is."""
        row = await self._row(_IN_SLOT, {"assembly": assembly, "poll": poll, "slot": slot})
        return row.sealed if row else None

    async def boxes(self) -> list[tuple[AssemblyId, int]]:
        """Say in which polls' boxes anything lies."""
        found: list[tuple[AssemblyId, int]] = []
        last = {"assembly": "", "poll": 0}
        async with self._reading() as connection:
            while (row := (await connection.execute(_NEXT_BOX, last)).first()) is not None:
                last = {"assembly": row.assembly, "poll": row.poll}
                found.append((AssemblyId(row.assembly), row.poll))
        return sorted(found)
