"""Who is who: accounts, the people behind them and what to call them, kept in memory once known."""

import secrets
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from adapters.inbound import Account
from deliberation.ids import PersonId
from storage.port import AccountKey, AccountRow, PeopleStore


class People:
    """Finds the person behind an account, and makes one where it is new.

    A new person counts only once the batch that brought them is committed: ``fresh`` rows are handed to it, and
    ``forget`` drops what was never written.
    """

    def __init__(self, store: PeopleStore) -> None:
        self._store = store
        self._rows: dict[AccountKey, AccountRow] = {}
        self._keys: dict[PersonId, dict[AccountKey, None]] = {}
        self._names: dict[PersonId, str] = {}
        self.names: Mapping[PersonId, str] = MappingProxyType(self._names)

    async def prepare(self, accounts: Iterable[Account]) -> list[AccountRow]:
        """Know all these accounts; give the rows that are new or whose name changed, to be written."""
        wanted = {AccountKey(account.platform, account.id): account for account in accounts}
        unknown = [key for key in wanted if key not in self._rows]
        if unknown:
            for row in (await self._store.people(unknown)).values():
                self._keep(row)
        fresh: list[AccountRow] = []
        for key, account in wanted.items():
            known = self._rows.get(key)
            if known is None or known.name != account.name:
                person = known.person if known else PersonId(secrets.token_hex(8))
                row = AccountRow(key=key, person=person, name=account.name)
                self._keep(row)
                fresh.append(row)
        return fresh

    def person(self, platform: str, account: str) -> PersonId:
        """Give the person behind an account that was prepared.

        Raises:
            KeyError: it was not.
        """
        return self._rows[AccountKey(platform, account)].person

    async def known(self, platform: str, account: str) -> PersonId:
        """Give the person behind an account that was seen before, perhaps long ago.

        Raises:
            KeyError: it never was.
        """
        key = AccountKey(platform, account)
        if key not in self._rows:
            for row in (await self._store.people([key])).values():
                self._keep(row)
        return self._rows[key].person

    def forget(self, rows: Iterable[AccountRow]) -> None:
        """Drop rows that were not written after all."""
        for row in rows:
            self._rows.pop(row.key, None)

    async def call_by_name(self, people: Iterable[PersonId]) -> None:
        """Know the names of these people."""
        unknown = set(people).difference(self._names)
        if unknown:
            for row in await self._store.accounts_of(unknown):
                self._keep(row)

    def rows_of(self, person: PersonId) -> list[AccountRow]:
        """List the accounts of a person whose name is known."""
        return [self._rows[key] for key in self._keys.get(person, ()) if key in self._rows]

    def accounts_in_memory(self) -> Iterable[AccountRow]:
        """List the accounts known so far."""
        return self._rows.values()

    def _keep(self, row: AccountRow) -> None:
        self._rows[row.key] = row
        self._keys.setdefault(row.person, {})[row.key] = None
        self._names[row.person] = row.name
