"""Accounts and private rooms, read from SQL."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Row, bindparam, select

from deliberation.ids import AssemblyId, PersonId, VenueId
from storage import tables
from storage.port import AccountKey, AccountRow
from storage.reading import Reader, among, listed

_accounts, _private = tables.accounts.c, tables.private_venues.c

PEOPLE: Final = select(tables.accounts).where(
    _accounts.platform == bindparam("platform"), _accounts.account.in_(among("accounts"))
)
_ACCOUNTS: Final = (
    select(tables.accounts).where(_accounts.person.in_(among("people"))).order_by(_accounts.platform, _accounts.account)
)
_ASSEMBLIES: Final = (
    select(tables.assemblies.c.id)
    .join(tables.participants, tables.participants.c.assembly == tables.assemblies.c.id)
    .where(tables.participants.c.person == bindparam("person"))
    .order_by(tables.assemblies.c.slug, tables.assemblies.c.id)
)
_VENUE: Final = select(_private.venue).where(
    _private.platform == bindparam("platform"), _private.account == bindparam("account")
)


def _account(row: Row[Any]) -> AccountRow:
    return AccountRow(key=AccountKey(row.platform, row.account), person=PersonId(row.person), name=row.name)


class People(Reader):
    """The ``PeopleStore`` of the SQL store."""

    async def people(self, accounts: Iterable[AccountKey]) -> dict[AccountKey, AccountRow]:
        """Give the rows of those accounts that are known."""
        asked: defaultdict[str, list[str]] = defaultdict(list)
        for account in accounts:
            asked[account.platform].append(account.id)
        found: dict[AccountKey, AccountRow] = {}
        for platform, names in asked.items():
            for row in await self._rows(PEOPLE, {"platform": platform, "accounts": listed(names)}):
                known = _account(row)
                found[known.key] = known
        return found

    async def accounts_of(self, people: Iterable[PersonId]) -> list[AccountRow]:
        """List the accounts of those people."""
        return [_account(row) for row in await self._rows(_ACCOUNTS, {"people": listed(people)})]

    async def assemblies_of(self, person: PersonId) -> list[AssemblyId]:
        """Name the assemblies in which somebody takes part, by their short names' order."""
        return [AssemblyId(row.id) for row in await self._rows(_ASSEMBLIES, {"person": person})]

    async def private_venue(self, account: AccountKey) -> VenueId | None:
        """Say where an account can be written to in private."""
        row = await self._row(_VENUE, {"platform": account.platform, "account": account.id})
        return VenueId(row.venue) if row else None
