"""Who is who: accounts, the people behind them and what to call them, kept in memory once known."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from adapters.inbound import Account
from bot.likeness import look
from deliberation.ids import PersonId
from storage.port import AccountKey, AccountRow, PeopleStore, Work


class People:
    """Finds the person behind an account, and makes one where it is new.

    A new person counts only once the batch that brought them is committed: ``fresh`` rows are handed to it. That an
    account passed to somebody else, or that somebody was forgotten, is learned of a batch that is ``committed``, and of
    no other. Where it is not known what was written, ``distrust`` drops all, to be read again.
    """

    def __init__(self, store: PeopleStore) -> None:
        self._store = store
        self._rows: dict[AccountKey, AccountRow] = {}
        self._keys: dict[PersonId, dict[AccountKey, None]] = {}
        self._names: dict[PersonId, str] = {}
        self._looks: dict[str, dict[PersonId, None]] = {}
        self._read: set[PersonId] = set()
        """The people all of whose accounts are known."""
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
                person = known.person if known else new_person()
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
            KeyError: it never was, or its owner was forgotten.
        """
        key = AccountKey(platform, account)
        if key not in self._rows:
            for row in (await self._store.people([key])).values():
                self._keep(row)
        return self._rows[key].person

    # --- what is written, or was not

    def committed(self, work: Work) -> None:
        """Take over what was written of who is who."""
        for move in work.moved:
            self._read -= {move.before, move.after}
            row = self._drop(move.key)
            if row is not None:
                self._keep(replace(row, person=move.after))
        for person in work.erased:
            for key in list(self._keys.get(person, ())):
                self._drop(key)

    def distrust(self) -> None:
        """Drop all that is known: something else may have been written."""
        for everything in (self._rows, self._keys, self._names, self._looks, self._read):
            everything.clear()

    # --- what to call them

    async def call_by_name(self, people: Iterable[PersonId]) -> None:
        """Know the names of these people, and their accounts."""
        unknown = set(people) - self._read
        if unknown:
            await self._read_in(unknown)

    async def accounts(self, person: PersonId) -> list[AccountRow]:
        """List all accounts of a person, those that are about to be written too."""
        await self._read_in({person})
        return self.rows_of(person)

    async def accounts_of(self, people: Iterable[PersonId]) -> list[AccountRow]:
        """List the accounts of many people, as they were last written, without keeping them in mind."""
        return await self._store.accounts_of(people)

    async def _read_in(self, people: set[PersonId]) -> None:
        for row in await self._store.accounts_of(people):
            if row.key not in self._rows:  # else what is known is newer
                self._keep(row)
        self._read |= people

    def rows_of(self, person: PersonId) -> list[AccountRow]:
        """List the accounts of a person whose name is known, in a fixed order."""
        keys: Collection[AccountKey] = self._keys.get(person, ())
        if len(keys) > 1:
            keys = sorted(keys, key=lambda key: (key.platform, key.id))
        return [self._rows[key] for key in keys]

    def alike(self, name: str) -> Collection[PersonId]:
        """Name the people, of those known so far, whom a name could mean by its looks."""
        return self._looks.get(look(name), {}).keys()

    # --- keeping

    def _keep(self, row: AccountRow) -> None:
        if row.key in self._rows:
            self._drop(row.key)
        self._rows[row.key] = row
        self._keys.setdefault(row.person, {})[row.key] = None
        self._looks.setdefault(look(row.name), {})[row.person] = None
        self._name(row.person)

    def _drop(self, key: AccountKey) -> AccountRow | None:
        row = self._rows.pop(key, None)
        if row is None:
            return None
        keys = self._keys[row.person]
        del keys[key]
        if all(look(self._rows[other].name) != look(row.name) for other in keys):
            alike = self._looks[look(row.name)]
            del alike[row.person]
            if not alike:
                del self._looks[look(row.name)]
        if not keys:
            del self._keys[row.person]
        self._name(row.person)
        return row

    def _name(self, person: PersonId) -> None:
        rows = self.rows_of(person)
        if rows:
            self._names[person] = rows[0].name
        else:
            self._names.pop(person, None)


def new_person() -> PersonId:
    """Make an id for somebody new. It says nothing of them."""
    return PersonId(secrets.token_hex(8))
