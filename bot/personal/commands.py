"""What somebody wishes that concerns them alone: their accounts, what is known of them, being forgotten."""

from collections.abc import Awaitable, Callable
from typing import Final
from zoneinfo import ZoneInfo

from adapters.documents import Document
from adapters.inbound import Invocation
from adapters.personal.about_me import Standing, about_me
from adapters.personal.answers import my_data
from adapters.request import Personal
from bot.people import People
from bot.personal.forgetting import Forgetting
from bot.personal.joining import Joining, account_of
from bot.personal.linking import Linking
from bot.personal.own_data import own_data
from bot.sitting import Sitting
from deliberation.ids import PersonId
from storage.port import Store

ZONE: Final = "Europe/London"
"""Where the movement is, unless the settings say otherwise."""

Wish = Callable[[Invocation, Personal, Sitting], Awaitable[Document]]


class PersonalWishes:
    """Handles each in a sitting of its own (``bot.items.is_alone``), and gives the answer to whoever has it."""

    def __init__(self, *, store: Store, people: People, zone: str = ZONE) -> None:
        self._store = store
        self._people = people
        self._zone = zone
        linking = Linking(store=store, people=people, joining=Joining(store=store, people=people), zone=zone)
        self._wishes: dict[str, Wish] = {
            "link": linking.link,
            "unlink": linking.unlink,
            "me": self._about_me,
            "my-data": self._my_data,
            "forget-me": Forgetting(store=store, people=people, zone=zone).forget,
        }

    async def asked(self, item: Invocation, wish: Personal, sitting: Sitting) -> Document:
        """Do what somebody wishes, or say why not."""
        return await self._wishes[wish.name](item, wish, sitting)

    async def _about_me(self, item: Invocation, _wish: Personal, sitting: Sitting) -> Document:
        person = self._people.person(item.account.platform, item.account.id)
        found = [await sitting.assembly(each) for each in await self._store.assemblies_of(person)]
        return about_me(
            person,
            [account_of(row) for row in await self._people.accounts(person)],
            await self._standing(person, sitting),
            [assembly for assembly in found if assembly is not None],
            sitting.now,
        )

    async def _standing(self, person: PersonId, sitting: Sitting) -> Standing:
        membership = await self._store.membership(person)
        if membership is None:
            return Standing()
        today = sitting.now.astimezone(ZoneInfo(self._zone)).date()
        return Standing(paid_until=membership.paid_until, current=membership.paid_until >= today)

    async def _my_data(self, item: Invocation, _wish: Personal, sitting: Sitting) -> Document:
        person = self._people.person(item.account.platform, item.account.id)
        return my_data(await own_data(person, sitting.now, store=self._store, people=self._people))
