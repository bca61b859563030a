"""What goes when somebody is forgotten: whatever tells who they are, outside the assemblies' own values.

It happens seldom and may read through whole tables: an index on whose account each thing came from would cost something
with every reaction.
"""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Executable, and_, bindparam, delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from deliberation.register import canonical
from storage import tables
from storage.naming import names
from storage.reading import among, holds, listed
from storage.steps import Row

_accounts, _received, _outbox = tables.accounts.c, tables.received.c, tables.outbox.c
_private, _posted, _aside = tables.private_venues.c, tables.posted.c, tables.set_aside.c
_former, _codes, _memberships = tables.former_ids.c, tables.codes.c, tables.memberships.c
_notes = tables.notes.c

_EARLIER: Final = select(_former.earlier).where(_former.person == bindparam("person"))
_ACCOUNTS: Final = select(_accounts.platform, _accounts.account).where(_accounts.person.in_(among("people")))
_ROOMS: Final = select(_private.venue).where(_private.platform == bindparam("on"), _private.account == bindparam("by"))
_REFERENCES: Final = select(_memberships.reference).where(_memberships.person.in_(among("people")))

_by_account = and_(_received.platform == bindparam("on"), _received.account == bindparam("by"))
_OF_ACCOUNT: Final[tuple[Executable, ...]] = (
    delete(tables.posted).where(_posted.venue.in_(_ROOMS)),
    delete(tables.private_venues).where(_private.platform == bindparam("on"), _private.account == bindparam("by")),
    # The name of a reaction may hold the account's; of all else it only says that it came in before.
    delete(tables.received).where(_by_account, _received.target.is_not(None)),
    update(tables.received).where(_by_account).values(account=""),
    update(tables.set_aside)
    .where(_aside.platform == bindparam("on"), or_(holds(_aside.source, "by"), holds(_aside.error, "by")))
    .values(
        source=func.replace(_aside.source, bindparam("by"), ""),
        error=func.replace(_aside.error, bindparam("by"), literal("…")),
    ),
)
_OF_PEOPLE: Final[tuple[Executable, ...]] = (
    delete(tables.accounts).where(_accounts.person.in_(among("people"))),
    delete(tables.memberships).where(_memberships.person.in_(among("people"))),
    delete(tables.former_ids).where(_former.person.in_(among("people"))),
)
_CODES_ABOUT: Final = select(_codes.handle, _codes.subject).where(holds(_codes.subject, "name"))
_DROP_CODES: Final = delete(tables.codes).where(_codes.handle.in_(among("handles")))
_NOTES_ABOUT: Final = select(_notes.key, _notes.value).where(
    _notes.platform == bindparam("on"), holds(_notes.value, "by")
)
_DROP_NOTES: Final = delete(tables.notes).where(_notes.platform == bindparam("on"), _notes.key.in_(among("keys")))
_OWED_TO: Final = select(_outbox.id, _outbox.key, _outbox.lane).where(
    or_(holds(_outbox.lane, "name"), holds(_outbox.key, "name"))
)
# What was given up is kept whole for the operator. It is JSON, and may name many.
_BLANK: Final = (
    update(tables.outbox).where(_outbox.settled_at.is_not(None), holds(_outbox.body, "quoted")).values(body="")
)
_DROP_OWED: Final = delete(tables.outbox).where(_outbox.id == bindparam("row"))


async def forget(connection: AsyncConnection, rows: list[Row]) -> None:
    """Delete what tells who people are."""
    for (person,) in rows:
        await _forget(connection, person)


async def _forget(connection: AsyncConnection, person: str) -> None:
    people = [person, *(await connection.execute(_EARLIER, {"person": person})).scalars()]
    asked = {"people": listed(people)}
    accounts = (await connection.execute(_ACCOUNTS, asked)).fetchall()
    references = list((await connection.execute(_REFERENCES, asked)).scalars())
    rooms: list[str] = []
    for platform, account in accounts:
        rooms += (await connection.execute(_ROOMS, {"on": platform, "by": account})).scalars()
        for statement in _OF_ACCOUNT:
            await connection.execute(statement, {"on": platform, "by": account})
        await connection.execute(_BLANK, {"quoted": canonical(account)})
        await _drop_notes(connection, platform, account)
    called = [row.account for row in accounts]
    await _drop_owed(connection, [*people, *rooms], called)
    await _drop_codes(connection, [*people, *called, *references])
    for statement in _OF_PEOPLE:
        await connection.execute(statement, asked)


async def _drop_notes(connection: AsyncConnection, platform: str, account: str) -> None:
    """Drop what a platform's adapter has noted of an account: whom it shows as what, it notes again as it is then."""
    found = await connection.execute(_NOTES_ABOUT, {"on": platform, "by": account})
    keys = [key for key, value in found if names(value, account)]
    if keys:
        await connection.execute(_DROP_NOTES, {"on": platform, "keys": listed(keys)})


async def _drop_owed(connection: AsyncConnection, theirs: Iterable[str], accounts: Iterable[str]) -> None:
    """Drop what is or was owed to somebody: its lane is theirs or their room's, or its key names their account."""
    found: set[int] = set()
    for name, in_key in [*((each, False) for each in theirs), *((each, True) for each in accounts)]:
        for row, key, lane in await connection.execute(_OWED_TO, {"name": name}):
            if names(lane, name) or (in_key and names(key, name)):
                found.add(row)
    if found:
        await connection.execute(_DROP_OWED, [{"row": row} for row in sorted(found)])


async def _drop_codes(connection: AsyncConnection, ids: Iterable[str]) -> None:
    handles: list[Any] = []
    for name in ids:
        found = await connection.execute(_CODES_ABOUT, {"name": name})
        handles.extend(handle for handle, subject in found if names(subject, name))
    await connection.execute(_DROP_CODES, {"handles": listed(handles)})
