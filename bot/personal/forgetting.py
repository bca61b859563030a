"""``forget-me``: somebody's names, accounts and reasons are erased; what was decided stands, and the chain verifies."""

from collections.abc import Sequence

from adapters.documents import Document
from adapters.inbound import Invocation
from adapters.personal import answers
from adapters.personal.answers import No, no
from adapters.personal.asking import ANSWER
from adapters.request import Personal
from bot.people import People
from bot.personal.joining import account_of, assemblies_of, carried_out
from bot.personal.live_codes import FORGET, NOTES, LiveCodes
from bot.personal.own_words import own_words
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
        ids = [person, *await self._store.earlier_ids(person)]
        assemblies = await assemblies_of(ids, self._store)
        if ANSWER not in asked.words:
            return await self._warn(key, person, assemblies, sitting)
        if not (item.private or item.aside):
            return no(No.ONLY_IN_PRIVATE)  # to answer elsewhere than it was asked, it would be noted where
        warned = await self._codes.noted(FORGET, key, sitting)
        if warned is None or warned.subject != await self._shown(person):
            return no(No.NOT_ASKED_TO_FORGET)
        return await self._forget(ids, assemblies, sitting)

    async def _warn(
        self, key: AccountKey, person: PersonId, assemblies: Sequence[AssemblyId], sitting: Sitting
    ) -> Document:
        until = self._codes.note(FORGET, key, await self._shown(person), sitting)
        accounts = [account_of(row) for row in await self._people.accounts(person)]
        return answers.before_forgetting(len(assemblies), accounts, until, self._zone)

    async def _shown(self, person: PersonId) -> str:
        """Name the accounts that somebody reads will go: a yes is to these, and not to one that was joined since."""
        return " ".join(f"{row.key.platform}:{row.key.id}" for row in await self._people.accounts(person))

    async def _forget(self, ids: Sequence[PersonId], assemblies: Sequence[AssemblyId], sitting: Sitting) -> Document:
        person = ids[0]
        for identifier in assemblies:
            await self._forget_in(identifier, ids, sitting)
        texts = [(own.entry.assembly, own.entry.number, own.sealed.field) for own in await own_words(ids, self._store)]
        for row in await self._people.accounts(person):
            await self._codes.end_made(row.key, sitting)
            for about in NOTES:
                self._codes.strike(about, row.key, sitting)
        sitting.work.unsealed += texts
        sitting.work.erased.append(person)
        return answers.forgotten(len(assemblies))

    async def _forget_in(self, identifier: AssemblyId, ids: Sequence[PersonId], sitting: Sitting) -> None:
        """Forget somebody in an assembly.

        By each id that stands for itself there: it may know only an earlier one, and not who that is now.
        """
        before = await sitting.assembly(identifier)
        if before is None:
            return
        for each in ids:
            if before.linked.get(each, each) == each:
                await carried_out(identifier, ForgetPerson(person=each), sitting)
