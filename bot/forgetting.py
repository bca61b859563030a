"""``forget-me``: somebody's names, accounts and reasons are erased; what was decided stands, and the chain verifies."""

from collections.abc import Sequence

from adapters.documents import Document
from adapters.inbound import Invocation
from adapters.personal import answers
from adapters.personal.answers import No, no
from adapters.personal.asking import ANSWER
from adapters.request import Personal
from bot.joining import account_of, assemblies_of, carried_out
from bot.live_codes import FORGET, NOTES, LiveCodes
from bot.own_words import own_words
from bot.people import People
from bot.sitting import Sitting
from deliberation.commands import ForgetPerson
from deliberation.ids import AssemblyId, PersonId
from storage.port import AccountKey, Store


class Forgetting:
    """Erases people, at their own wish."""

    def __init__(self, *, store: Store, people: People, zone: str) -> None:
        self._store = store
        self._people = people
        self._codes = LiveCodes(store)
        self._zone = zone

    async def forget(self, item: Invocation, asked: Personal, sitting: Sitting) -> Document:
        """Say what will go and what stays; asked again with a yes, do it."""
        key = AccountKey(item.account.platform, item.account.id)
        person = self._people.person(key.platform, key.id)
        assemblies = await assemblies_of([person], self._store)
        if ANSWER not in asked.words:
            return await self._warn(key, person, assemblies, sitting)
        if not (item.private or item.aside):
            return no(No.ONLY_IN_PRIVATE)  # to answer elsewhere than it was asked, it would be noted where
        if await self._codes.noted(FORGET, key, sitting) is None:
            return no(No.NOT_ASKED_TO_FORGET)
        return await self._forget(person, assemblies, sitting)

    async def _warn(
        self, key: AccountKey, person: PersonId, assemblies: Sequence[AssemblyId], sitting: Sitting
    ) -> Document:
        until = self._codes.note(FORGET, key, "", sitting)
        accounts = [account_of(row) for row in await self._people.accounts(person)]
        return answers.before_forgetting(len(assemblies), accounts, until, self._zone)

    async def _forget(self, person: PersonId, assemblies: Sequence[AssemblyId], sitting: Sitting) -> Document:
        ids = [person, *await self._store.earlier_ids(person)]
        known = 0
        for identifier in assemblies:
            known += bool(await carried_out(identifier, ForgetPerson(person=person), sitting))
        texts = [(own.entry.assembly, own.entry.number, own.sealed.field) for own in await own_words(ids, self._store)]
        for row in await self._people.accounts(person):
            await self._codes.end_made(row.key, sitting)
            for about in NOTES:
                self._codes.strike(about, row.key, sitting)
        sitting.work.unsealed += texts
        sitting.work.erased.append(person)
        return answers.forgotten(known)
