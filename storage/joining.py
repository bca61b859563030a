"""People who were taken for two: whose accounts are whose then, and how earlier ids are followed."""

from collections import defaultdict
from typing import Final

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from storage.people import PEOPLE
from storage.port import ConflictError
from storage.reading import listed
from storage.steps import Row

_former = tables.former_ids.c

_NOW: Final = select(_former.person).where(_former.earlier == bindparam("id"))
_REPOINT: Final = update(tables.former_ids).where(_former.person == bindparam("was")).values(person=bindparam("now"))
# One chain is followed at a time: two instances that each made half of one would not see the other's half.
_LOCK: Final = text("LOCK TABLE former_ids IN SHARE ROW EXCLUSIVE MODE")


async def check_holders(connection: AsyncConnection, rows: list[Row]) -> None:
    """See that each account is still that person's: who was forgotten meanwhile must not come back under their id.

    Raises:
        ConflictError: one is another's, or nobody's any more.
    """
    asked: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for platform, account, person in rows:
        asked[platform][account] = person
    for platform, holders in asked.items():
        found = await connection.execute(PEOPLE, {"platform": platform, "accounts": listed(holders)})
        if {row.account: row.person for row in found} != holders:
            raise ConflictError("an account is not that person's any more")


async def check_owners(connection: AsyncConnection, rows: list[Row]) -> None:
    """See that each account is whose it was said to be: two people made of one would count twice.

    Raises:
        ConflictError: one is another's.
    """
    asked: defaultdict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for platform, account, owner in rows:
        asked[platform][account].add(owner)
    for platform, owners in asked.items():
        found = await connection.execute(PEOPLE, {"platform": platform, "accounts": listed(owners)})
        if any(owners[row.account] != {row.person} for row in found):
            raise ConflictError("an account was given to another person by another instance first")


async def follow(connection: AsyncConnection, rows: list[Row]) -> None:
    """Note earlier ids and who that is now, so that none leads to another earlier one."""
    if connection.dialect.name == "postgresql":
        await connection.execute(_LOCK)
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    for earlier, person in rows:
        now = (await connection.execute(_NOW, {"id": person})).scalar() or person
        if now == earlier:
            continue  # they were joined before, the other way about
        put = insert(tables.former_ids).values(earlier=earlier, person=now)
        await connection.execute(put.on_conflict_do_update(index_elements=["earlier"], set_={"person": now}))
        await connection.execute(_REPOINT, {"was": earlier, "now": now})
