"""The Electoral Society: who its officers are, and what its rooms are told of elections elsewhere.

An assembly cannot know them by itself: its register names only those who came to return an election of its own.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from adapters.documents import Document
from adapters.notices.elections import for_the_society
from adapters.notices.notice import Occasion
from adapters.setting import Setting
from bot.naming import told
from bot.people import People
from deliberation.assembly import Assembly
from deliberation.commands import CallElection, CallOffElection, MoveTimetable, TakeOnElection
from deliberation.convening import officers
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId
from storage.port import Listing

NEED_OFFICERS = CallElection | MoveTimetable | CallOffElection | TakeOnElection
"""The commands that are told who the officers of the Electoral Society are."""

_FOR_RETURNING: Final = frozenset({"election", "timetable", "call-off", "take-on"})

Given = Callable[[AssemblyId], Awaitable[Assembly | None]]


async def societies(listings: Iterable[Listing], given: Given) -> list[Assembly]:
    """Give the Electoral Society; there may be several, or none."""
    found = [await given(each.id) for each in listings if each.kind is Kind.ELECTORAL_SOCIETY]
    return [each for each in found if each is not None and each.dissolved_at is None]


async def returning_officers(listings: Iterable[Listing], given: Given) -> frozenset[PersonId]:
    """Name the officers of the Electoral Society."""
    return frozenset[PersonId]().union(*(officers(society) for society in await societies(listings, given)))


async def returns(command: str, person: PersonId, listings: Iterable[Listing], given: Given) -> bool:
    """Whether a command is for whoever returns elections, and somebody does, in assemblies that they are no part of."""
    return command in _FOR_RETURNING and person in await returning_officers(listings, given)


async def election_announced(after: Assembly, number: int, people: People) -> Document:
    """Write what the Electoral Society's rooms are told of an election that was called."""
    election = after.elections[number]
    return await told(
        people, after, lambda names: for_the_society(election, Occasion(None, after, Setting(after, names), None))
    )
