"""Two people turn out to be one, or an account is to be somebody else's: every assembly that knows them is told.

What changes who is who is worked out in a sitting of its own (``bot.items.is_alone``): the store knows all of it.
"""

from collections.abc import Iterable

from adapters.documents import Document
from adapters.inbound import Account
from adapters.personal.about_me import answers_as_one
from adapters.personal.answers import joined, parted
from bot.people import People, new_person
from bot.sitting import Sitting
from deliberation.commands import Command, JoinPeople, PartPerson
from deliberation.events import Event
from deliberation.ids import AssemblyId, PersonId
from storage.port import AccountKey, AccountMove, AccountRow, Store


class Joining:
    """Joins people, and parts accounts from them."""

    def __init__(self, *, store: Store, people: People) -> None:
        self._store = store
        self._people = people

    async def join(self, person: PersonId, other: PersonId, sitting: Sitting) -> Document:
        """Make ``other`` one with ``person``; give what they are to read with each account."""
        moving = await self._people.accounts(other)
        standing: list[str] = []
        for identifier in await assemblies_of([person, other], self._store):
            before = await sitting.assembly(identifier)
            happened = await carried_out(identifier, JoinPeople(person=person, other=other), sitting)
            after = await sitting.assembly(identifier)
            if happened and before is not None and after is not None:
                standing += answers_as_one(before, after, person, other)
        accounts = [account_of(row) for row in [*await self._people.accounts(person), *moving]]
        sitting.work.moved += [AccountMove(key=row.key, before=other, after=person) for row in moving]
        sitting.work.former[other] = person
        return joined(accounts, standing)

    async def part(self, person: PersonId, key: AccountKey, sitting: Sitting) -> Document:
        """Make an account of ``person``, who has others, somebody else's from now on; give what both are to read."""
        rows = await self._people.accounts(person)
        other = new_person()
        for identifier in await assemblies_of([person], self._store):
            await carried_out(identifier, PartPerson(person=person, other=other), sitting)
        sitting.work.moved.append(AccountMove(key=key, before=person, after=other))
        gone = next(row for row in rows if row.key == key)
        return parted(account_of(gone), [account_of(row) for row in rows if row.key != key])


async def assemblies_of(people: Iterable[PersonId], store: Store) -> list[AssemblyId]:
    """Name every assembly whose register names one of these people."""
    found: dict[AssemblyId, None] = {}
    for person in people:
        found.update(dict.fromkeys(await store.assemblies_naming(person)))
    return list(found)


async def carried_out(identifier: AssemblyId, command: Command, sitting: Sitting) -> list[Event]:
    """Carry out what is the program's own to say, and so is never refused."""
    result = await sitting.carry_out(identifier, command)
    if not isinstance(result, list):
        raise TypeError(f"{type(command).__name__} was refused: {type(result).__name__}")
    return result


def account_of(row: AccountRow) -> Account:
    """Give an account as platforms know it."""
    return Account(row.key.platform, row.key.id, row.name)
