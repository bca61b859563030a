"""Assemblies and their registers, read from SQL."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select, tuple_

from deliberation.ids import AssemblyId
from deliberation.register import Entry, SealedText
from storage import loading, tables
from storage.codec import read_venues
from storage.port import Held, Listing
from storage.reading import Reader
from storage.texts import fits

PAGE: Final = 1000
"""How many entries are held in memory at a time."""

_assemblies, _register, _sealed = tables.assemblies.c, tables.register.c, tables.sealed.c

_LISTINGS: Final = select(_assemblies.id, _assemblies.slug, _assemblies.name, _assemblies.venues).order_by(
    _assemblies.slug, _assemblies.id
)
_DUE: Final = (
    select(_assemblies.id)
    .where(_assemblies.next_due <= bindparam("now", type_=tables.UtcDateTime))
    .order_by(_assemblies.next_due, _assemblies.id)
)
_NEXT_DUE: Final = select(func.min(_assemblies.next_due, type_=tables.UtcDateTime()))
_ENTRIES: Final = (
    select(_register.number, _register.record, _register.hash)
    .where(_register.assembly == bindparam("assembly"), _register.number > bindparam("after"))
    .order_by(_register.number)
    .limit(PAGE)
)
_SEALED: Final = (
    select(_sealed.entry, _sealed.field, _sealed.salt, _sealed.text)
    .where(
        _sealed.assembly == bindparam("assembly"),
        tuple_(_sealed.entry, _sealed.field) > tuple_(bindparam("entry", type_=tables.Number), bindparam("field")),
    )
    .order_by(_sealed.entry, _sealed.field)
    .limit(PAGE)
)


class Assemblies(Reader):
    """The ``AssemblyStore`` of the SQL store."""

    async def load(self, assembly: AssemblyId) -> Held | None:
        """Give an assembly as last committed, whole, or ``None``."""
        if not fits(assembly):
            return None
        async with self._reading() as connection:
            return await loading.load(connection, assembly)

    async def listings(self) -> list[Listing]:
        """List every assembly, by slug."""
        return [
            Listing(id=AssemblyId(row.id), slug=row.slug, name=row.name, venues=read_venues(row.venues))
            for row in await self._rows(_LISTINGS)
        ]

    async def due(self, now: datetime) -> list[AssemblyId]:
        """Name the assemblies whose ``next_due`` is not after ``now``, the earliest first."""
        return [AssemblyId(row.id) for row in await self._rows(_DUE, {"now": now})]

    async def next_due(self) -> datetime | None:
        """Say when something next falls due anywhere."""
        row = await self._row(_NEXT_DUE)
        return row[0] if row else None

    async def entries(self, assembly: AssemblyId, *, after: int = 0) -> AsyncIterator[Entry]:
        """Read the register in order, from behind entry ``after``, a page at a time."""
        while rows := await self._rows(_ENTRIES, {"assembly": assembly, "after": after}):
            for number, record, link in rows:
                yield Entry(assembly, number, record, link)
            after = rows[-1].number

    async def sealed(self, assembly: AssemblyId, *, after: int = 0) -> AsyncIterator[SealedText]:
        """Read the texts beside the register, in the order of their entries, a page at a time."""
        # No field has an empty name, so the first page begins with the entry behind ``after``.
        place = {"entry": after + 1, "field": ""}
        while rows := await self._rows(_SEALED, {"assembly": assembly, **place}):
            for entry, name, salt, text in rows:
                yield SealedText(assembly, entry, name, salt, text)
            place = {"entry": rows[-1].entry, "field": rows[-1].field}
