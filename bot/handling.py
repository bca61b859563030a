"""Hands each thing that came in to whoever knows what it means.

Rules live in the engine, words in ``adapters``; ``bot.reacting``, ``bot.speaking`` and ``bot.meeting`` bring them
together.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog

from adapters import inbound as came
from bot.contexts import Contexts
from bot.items import Attend, Internal, Item, Wave
from bot.meeting import Meeting
from bot.personal.commands import PersonalWishes
from bot.polling.attending import Attending
from bot.polling.keys import Keys
from bot.polling.voting import Voting
from bot.postings import Postings
from bot.reacting import Reacting
from bot.roster import waves
from bot.roster.leaving import Leaving
from bot.sitting import Sitting
from bot.speaking import Speaking
from bot.visiting import Visiting
from deliberation.commands import BindVenue
from deliberation.ids import VenueId
from storage.port import Store

log = structlog.get_logger(__name__)


class Handler:
    """Handles one thing after another within a sitting."""

    def __init__(
        self,
        *,
        store: Store,
        contexts: Contexts,
        personal: PersonalWishes,
        look_again: Callable[[Iterable[VenueId]], None],
        leaving: Leaving,
        attending: Attending,
        keys: Keys,
    ) -> None:
        self._postings = Postings(store)
        reacting = Reacting(store=store, contexts=contexts, postings=self._postings)
        speaking = Speaking(
            contexts=contexts,
            postings=self._postings,
            personal=personal,
            visiting=Visiting(store),
            voting=Voting(keys, attending),
        )
        meeting = Meeting(contexts=contexts, postings=self._postings, look_again=look_again, leaving=leaving)

        async def present(item: came.Present, sitting: Sitting) -> None:
            await meeting.present(item, sitting)
            await reacting.looked(item, sitting)

        async def attend(item: Attend, sitting: Sitting) -> None:
            await attending.attend(item.assembly, sitting)

        self._handlers: dict[type[Any], Callable[[Any, Sitting], Awaitable[None]]] = {
            Internal: _internal,
            Wave: waves.carry_out,
            Attend: attend,
            came.Reacted: reacting.reacted,
            came.Unreacted: reacting.unreacted,
            came.Swept: reacting.swept,
            came.Invocation: speaking.invoked,
            came.Said: speaking.said,
            came.Unreadable: speaking.unreadable,
            came.Revised: speaking.revised,
            came.Entered: meeting.entered,
            came.Departed: meeting.departed,
            came.Present: present,
            came.VenueGained: meeting.venue_gained,
            came.VenueLost: meeting.venue_lost,
            came.DoorLost: meeting.door_lost,
            came.VenueReplaced: meeting.venue_replaced,
            came.MessageDeleted: meeting.message_deleted,
        }

    async def handle(self, item: Item, sitting: Sitting) -> None:
        """Handle one thing."""
        await self._handlers[type(item)](item, sitting)

    async def concerns_us(self, item: Item) -> bool:
        """Whether something has to do with us at all: of a reaction on other people's talk nothing is kept."""
        match item:
            case came.Reacted():
                return await self._postings.find(item.account.platform, item.message) is not None
            case came.Unreacted(lifted="") | came.Swept():
                return await self._postings.find(item.platform, item.message) is not None
            case _:
                return True


async def _internal(item: Internal, sitting: Sitting) -> None:
    result = await sitting.carry_out(item.assembly, item.command)
    if not isinstance(result, list):
        log.error("own command refused", assembly=item.assembly, refusal=type(result).__name__)
    elif isinstance(item.command, BindVenue):
        sitting.prepare(item.assembly, item.command.venue)  # with the binding, so that no crash comes between the two
