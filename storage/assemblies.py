"""Assemblies and their registers, read from SQL."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, exists, func, select, tuple_

from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId
from deliberation.register import Entry, SealedText, canonical
from storage import loading, tables
from storage.codec import read_counts, read_peers, read_venues
from storage.port import Held, Listing
from storage.reading import Reader, holds
from storage.texts import fits

PAGE: Final = 1000
"""How many entries are held in memory at a time."""

_assemblies, _register, _sealed = tables.assemblies.c, tables.register.c, tables.sealed.c

_LOADED_AT_ONCE: Final = 500
"""Assemblies in one question: a driver takes only so many parameters."""

_LISTINGS: Final = select(
    *(_assemblies.id, _assemblies.slug, _assemblies.name, _assemblies.venues),
    *(_assemblies.kind, _assemblies.member_of, _assemblies.remit),
).order_by(_assemblies.slug, _assemblies.id)
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
_named = holds(_register.record, "person")
_NAMING: Final = (
    select(_assemblies.id)
    .where(exists().where(_register.assembly == _assemblies.id, _named))
    .order_by(_assemblies.slug, _assemblies.id)
)
_SEALED_NAMING: Final = (
    select(_register.assembly, _register.number, _register.record, _register.hash)
    .add_columns(_sealed.field, _sealed.salt, _sealed.text)
    .join_from(
        tables.sealed,
        tables.register,
        and_(_register.assembly == _sealed.assembly, _register.number == _sealed.entry),
    )
    .where(_named)
    .order_by(_sealed.assembly, _sealed.entry, _sealed.field)
)


class Assemblies(Reader):
    """The ``AssemblyStore`` of the SQL store."""

    async def load(self, assembly: AssemblyId) -> Held | None:
        """Give an assembly as last committed, whole, or ``None``."""
        return (await self.load_many([assembly])).get(assembly)

    async def load_many(self, assemblies: Iterable[AssemblyId]) -> dict[AssemblyId, Held]:
        """Give those of these assemblies that there are, whole and all at one moment."""
        asked = [assembly for assembly in dict.fromkeys(assemblies) if fits(assembly)]
        found: dict[AssemblyId, Held] = {}
        if asked:
            async with self._reading() as connection:
                for start in range(0, len(asked), _LOADED_AT_ONCE):
                    found |= await loading.load(connection, asked[start : start + _LOADED_AT_ONCE])
        return found

    async def listings(self) -> list[Listing]:
        """List every assembly, by slug."""
        return [
            Listing(
                id=AssemblyId(row.id),
                slug=row.slug,
                name=row.name,
                venues=read_venues(row.venues),
                kind=Kind(row.kind),
                member_of=read_peers(row.member_of),
                remit=tuple(sorted(read_counts(row.remit))),
            )
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

    async def assemblies_naming(self, person: PersonId) -> list[AssemblyId]:
        """Name the assemblies whose register names somebody, by their short names' order."""
        return [AssemblyId(row.id) for row in await self._rows(_NAMING, {"person": canonical(person)})]

    async def sealed_naming(self, person: PersonId) -> list[tuple[Entry, SealedText]]:
        """List the texts that stand beside entries that name somebody, with those entries."""
        return [
            (Entry(assembly, number, record, link), SealedText(assembly, number, field, salt, text))
            for assembly, number, record, link, field, salt, text in await self._rows(
                _SEALED_NAMING, {"person": canonical(person)}
            )
        ]
