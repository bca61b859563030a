"""An invitation taken up: whoever types it is the member of the roster for whom it was made."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from adapters.documents import Document
from adapters.inbound import Invocation
from adapters.personal.answers import No, became_member, no
from bot.people import People
from bot.personal.joining import Joining
from bot.roster.invitations import subject_of
from bot.sitting import Sitting
from deliberation.ids import PersonId
from storage.port import Code, Store


class Inviting:
    """Handles the codes that are sent to members whose accounts are not known."""

    def __init__(self, *, store: Store, people: People, joining: Joining, zone: str) -> None:
        self._store = store
        self._people = people
        self._joining = joining
        self._zone = ZoneInfo(zone)

    async def take_up(self, code: Code, item: Invocation, sitting: Sitting) -> Document:
        """Make the member of the roster and whoever typed the code one.

        A member who has an account by now is invited no more: else an old invitation would let somebody act as them.
        """
        member, person = subject_of(code), self._people.person(item.account.platform, item.account.id)
        membership = await self._store.membership(member)
        if membership is None or await self._has_account(member):
            sitting.work.codes[code.handle] = None
            return no(No.ALREADY_ONE if await self._is(member, person) else No.WRONG_CODE)
        await self._joining.join(person, member, sitting)
        sitting.work.memberships.append(replace(membership, person=person, email=""))
        sitting.work.codes[code.handle] = None
        today = sitting.now.astimezone(self._zone).date()
        return became_member(membership.paid_until, current=membership.paid_until >= today)

    async def _has_account(self, member: PersonId) -> bool:
        return bool(await self._store.now_called([member]) or await self._people.accounts(member))

    async def _is(self, member: PersonId, person: PersonId) -> bool:
        return member == person or (await self._store.now_called([member])).get(member) == person
