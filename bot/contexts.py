"""In what light somebody's words are read: who they are, which assembly they mean, whom a name means."""

import secrets
from collections.abc import Iterable
from typing import Final

from adapters.inbound import Account, Invocation, Said
from adapters.references import Kind, Subject
from adapters.validating import Ambiguous, Context
from bot.halls import Halls, free_slug, people_of
from bot.people import People
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.positions import Stance
from storage.port import AccountKey, AccountRow, Posted, Store

_SHORTEST_NUMBER: Final = 15
"""Digits of an account's id where ids are numbers. Nobody's name is one."""


class Contexts:
    """Builds the context of what came in."""

    def __init__(self, *, store: Store, halls: Halls, people: People) -> None:
        self._store = store
        self._halls = halls
        self._people = people

    async def person(self, platform: str, account: str) -> PersonId:
        """Give the person behind an account that was seen before."""
        return await self._people.known(platform, account)

    async def of(self, item: Invocation, posted: Posted | None, named: str, sitting: Sitting) -> Context:
        """Build the context of an invocation. ``named`` is the short name that it names, or empty."""
        actor = self._people.person(item.account.platform, item.account.id)
        mine = await self._assemblies_of(actor, sitting)
        identifier = self._meant(item, posted, named, mine)
        assembly = await sitting.assembly(identifier) if identifier is not None else None
        if assembly is not None:
            await self._people.call_by_name(people_of(assembly))
        return Context(
            actor=actor,
            now=sitting.now,
            directory=AssemblyDirectory(sitting, self._people, assembly),
            assembly=assembly,
            slugs=tuple(sorted(each.slug for each in mine)),
            subject=posted.subject if posted is not None and posted.assembly == identifier else "",
            present=tuple(self._people.person(each.platform, each.id) for each in item.present),
        )

    def _meant(self, item: Invocation, posted: Posted | None, named: str, mine: list[Assembly]) -> AssemblyId | None:
        if named:
            return self._halls.named(named)
        if posted is not None:
            return posted.assembly
        here = self._halls.at(item.venue)
        if here is None and item.private and len(mine) == 1:
            return mine[0].id
        return here

    async def _assemblies_of(self, person: PersonId, sitting: Sitting) -> list[Assembly]:
        found = [await sitting.assembly(identifier) for identifier in await self._store.assemblies_of(person)]
        return [assembly for assembly in found if assembly is not None]

    async def about(self, item: Invocation | Said, assembly: Assembly, subject: Subject, sitting: Sitting) -> Context:
        """Build the context of plain words about one matter."""
        await self._people.call_by_name(people_of(assembly))
        return Context(
            actor=self._people.person(item.account.platform, item.account.id),
            now=sitting.now,
            directory=AssemblyDirectory(sitting, self._people, assembly),
            assembly=assembly,
            slugs=(assembly.slug,),
            subject=str(subject),
        )

    async def reasonless_block(self, item: Invocation | Said, sitting: Sitting) -> tuple[Assembly, Subject] | None:
        """Find the one open check in which somebody blocks and has given no reason; ``None`` if it is not just one."""
        actor = self._people.person(item.account.platform, item.account.id)
        found = [
            (assembly, Subject(Kind.CHECK, check.number, check.round))
            for assembly in await self._assemblies_of(actor, sitting)
            for check in assembly.checks.values()
            if check.is_open
            and (position := check.positions.get(actor)) is not None
            and position.stance is Stance.BLOCK
            and not position.reason
        ]
        return found[0] if len(found) == 1 else None

    def note_private(self, account: Account, venue: VenueId, sitting: Sitting) -> None:
        """Remember where an account can be written to in private."""
        sitting.work.private_venues[AccountKey(account.platform, account.id)] = venue


class AssemblyDirectory:
    """Finds people by what they are called in an assembly, and makes what a new assembly needs."""

    def __init__(self, sitting: Sitting, people: People, assembly: Assembly | None) -> None:
        self._sitting = sitting
        self._people = people
        self._assembly = assembly

    def new_id(self) -> AssemblyId:
        """Make an id for an assembly about to be founded."""
        return AssemblyId(secrets.token_hex(8))

    def free_slug(self, name: str) -> str:
        """Make a short name that no assembly has yet."""
        return free_slug(name, self._sitting.slugs)

    def find_person(self, text: str) -> PersonId | Ambiguous | None:
        """Say whom a name means: an account id first, then ``@localpart`` or a whole name, then a first name."""
        wanted = text.strip().casefold()
        if self._assembly is None or not wanted:
            return None
        rows = [row for person in self._assembly.participants for row in self._people.rows_of(person)]
        bare = wanted.removeprefix("@")
        if _is_account_id(wanted):
            rows = []  # whoever gives an account means that one, not somebody who shows it as their name
        for meant in (
            (row for row in self._people.accounts_in_memory() if row.key.id.casefold() == wanted),
            (row for row in rows if _localpart(row) == bare or row.name.strip().casefold() == bare),
            (row for row in rows if row.name.casefold().split()[:1] == [bare]),
        ):
            people = _one_each(meant)
            if len(people) == 1:
                return next(iter(people))
            if people:
                return Ambiguous(tuple(sorted(f"{row.name} ({row.key.id})" for row in people.values())))
        return None


def _is_account_id(text: str) -> bool:
    if text.isdecimal() and len(text) >= _SHORTEST_NUMBER:
        return True
    localpart, colon, server = text.partition(":")
    return localpart[:1] == "@" and bool(colon and server) and not any(map(str.isspace, text))


def _localpart(row: AccountRow) -> str:
    return row.key.id.casefold().removeprefix("@").partition(":")[0]


def _one_each(rows: Iterable[AccountRow]) -> dict[PersonId, AccountRow]:
    return {row.person: row for row in rows}
