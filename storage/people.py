"""Accounts, private rooms, earlier ids, codes and the roster, read from SQL."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, bindparam, func, or_, select

from deliberation.ids import AssemblyId, PersonId, VenueId
from storage import tables
from storage.naming import folded, goes_by, local_part
from storage.port import AccountKey, AccountRow, Code, Membership
from storage.reading import Reader, among, listed

_PAGE: Final = 1000
"""How many rows of the roster are held in memory at a time."""

_accounts, _private = tables.accounts.c, tables.private_venues.c
_former, _codes, _memberships = tables.former_ids.c, tables.codes.c, tables.memberships.c

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
_NAMED: Final = (
    select(tables.accounts)
    .where(or_(_accounts.folded == bindparam("folded"), _accounts.local == bindparam("local")))
    .order_by(_accounts.platform, _accounts.account)
)
_NOW_CALLED: Final = select(tables.former_ids).where(_former.earlier.in_(among("people")))
_EARLIER: Final = select(_former.earlier).where(_former.person == bindparam("person")).order_by(_former.earlier)
_CODE: Final = select(tables.codes).where(_codes.handle == bindparam("handle"))
_MEMBERSHIP: Final = (
    select(tables.memberships)
    .where(
        or_(
            _memberships.person == bindparam("person"),
            _memberships.person.in_(select(_former.earlier).where(_former.person == bindparam("person"))),
        )
    )
    .order_by(_memberships.paid_until.desc(), _memberships.reference)
    .limit(1)
)
_ROSTER: Final = (
    select(
        _memberships.reference,
        func.coalesce(_former.person, _memberships.person).label("person"),
        *(_memberships.constituency, _memberships.paid_until, _memberships.email),
    )
    .select_from(tables.memberships.outerjoin(tables.former_ids, _former.earlier == _memberships.person))
    .order_by(_memberships.reference)
    .limit(_PAGE)
)
_ROSTER_AFTER: Final = _ROSTER.where(_memberships.reference > bindparam("after"))


def _account(row: Row[Any]) -> AccountRow:
    return AccountRow(key=AccountKey(row.platform, row.account), person=PersonId(row.person), name=row.name)


def _membership(row: Row[Any], person: PersonId) -> Membership:
    return Membership(
        reference=row.reference,
        person=person,
        constituency=row.constituency,
        paid_until=date.fromisoformat(row.paid_until),
        email=row.email,
    )


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

    async def accounts_named(self, name: str) -> list[AccountRow]:
        """List the accounts that show a name, in whatever case, or whose id is that or begins with ``@name:``."""
        if not name:
            return []
        rows = await self._rows(_NAMED, {"folded": folded(name), "local": local_part(name)})
        return [_account(row) for row in rows if goes_by(row.account, row.name, name)]

    async def now_called(self, people: Iterable[PersonId]) -> dict[PersonId, PersonId]:
        """Say, of those of these ids that are earlier ones, who that is now."""
        rows = await self._rows(_NOW_CALLED, {"people": listed(people)})
        return {PersonId(row.earlier): PersonId(row.person) for row in rows}

    async def earlier_ids(self, person: PersonId) -> list[PersonId]:
        """List the earlier ids of somebody."""
        return [PersonId(row.earlier) for row in await self._rows(_EARLIER, {"person": person})]

    async def code(self, handle: str) -> Code | None:
        """Give a one-time code."""
        row = await self._row(_CODE, {"handle": handle})
        return Code(**row._mapping) if row else None

    async def membership(self, person: PersonId) -> Membership | None:
        """Give somebody's row of the roster, the one paid for longest where there are several."""
        now = (await self.now_called([person])).get(person, person)
        row = await self._row(_MEMBERSHIP, {"person": now})
        return _membership(row, now) if row else None

    async def memberships(self) -> AsyncIterator[Membership]:
        """Read the roster in the order of its references, a page at a time."""
        rows = await self._rows(_ROSTER)
        while rows:
            for row in rows:
                yield _membership(row, PersonId(row.person))
            rows = await self._rows(_ROSTER_AFTER, {"after": rows[-1].reference})
