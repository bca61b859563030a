"""Where an assembly meets and who is there: venues gained, lost and replaced, people who come and go."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

import structlog

from adapters import inbound as came
from adapters.cards.entering import is_waited_on
from adapters.greetings import greeting, private_greeting
from adapters.inbound import Account
from adapters.notices.notices import ToVenues
from adapters.references import Kind, Subject
from adapters.words.places import put_out_meanwhile
from bot.contexts import Contexts
from bot.postings import Postings
from bot.roster.leaving import Leaving
from bot.sitting import Sitting
from deliberation import commands as cmd
from deliberation.assembly import Assembly, Participant, Waiting
from deliberation.convening import matters_about
from deliberation.elections import ElectionState
from deliberation.ids import PersonId, VenueId
from deliberation.offices import PetitionState

log = structlog.get_logger(__name__)

_MOST_AGAIN: Final = 20
_WITHIN: Final = 3600.0
"""Seconds in which a deleted card is posted again so often at most: something may delete each as soon as it is there.

After that it comes back with the next that is said about it.
"""


class Meeting:
    """Handles venues and who is in them."""

    def __init__(
        self,
        *,
        contexts: Contexts,
        postings: Postings,
        look_again: Callable[[Iterable[VenueId]], None],
        leaving: Leaving,
    ) -> None:
        self._contexts = contexts
        self._leaving = leaving
        self._postings = postings
        self._look_again = look_again
        self._again: dict[tuple[str, str, str], deque[float]] = {}
        """When each card was posted again, by assembly, subject and venue."""

    async def entered(self, item: came.Entered, sitting: Sitting) -> None:
        """Take note that somebody came."""
        await self._move(item.account, item.venue, sitting, came_in=True)

    async def departed(self, item: came.Departed, sitting: Sitting) -> None:
        """Take note that somebody left. Of whoever has other accounts on that platform it is asked who is there."""
        platform = item.account.platform
        person = sitting.people.person(platform, item.account.id)
        if item.put_out:
            await self._tell_of_putting_out(item, person, sitting)
        await sitting.people.call_by_name([person])
        if sum(row.key.platform == platform for row in sitting.people.rows_of(person)) > 1:
            self._look_again([item.venue])
        else:
            await self._move(item.account, item.venue, sitting, came_in=False)

    async def _tell_of_putting_out(self, item: came.Departed, person: PersonId, sitting: Sitting) -> None:
        """Tell the rooms, once for each matter, that people are put out while it is about somebody."""
        identifier = sitting.at(item.venue)
        assembly = await sitting.assembly(identifier) if identifier is not None else None
        if assembly is None or person not in assembly.participants:
            return
        for matter in sorted(set(matters_about(assembly).values())):
            notice = ToVenues(put_out_meanwhile(assembly, matter))
            sitting.tell_venues(assembly, notice, key=f"{assembly.id}:put-out:{matter}")

    async def _move(self, account: Account, venue: VenueId, sitting: Sitting, *, came_in: bool) -> None:
        self._leaving.no_more(venue, account.id)
        identifier = sitting.at(venue)
        if identifier is not None:
            person = sitting.people.person(account.platform, account.id)
            kind = cmd.Enter if came_in else cmd.Leave
            await sitting.carry_out(identifier, kind(actor=person, venue=venue))

    async def present(self, item: came.Present, sitting: Sitting) -> None:
        """Set right who is in a venue."""
        identifier = sitting.at(item.venue)
        assembly = await sitting.assembly(identifier) if identifier is not None else None
        if identifier is None or assembly is None:
            return
        here = {sitting.people.person(account.platform, account.id) for account in item.accounts}
        if item.venue in assembly.silent:
            await sitting.carry_out(identifier, cmd.RegainVenue(venue=item.venue))
            for subject in _cards_wanted(assembly):
                sitting.refresh(identifier, subject)
        coming = here - self._on_their_way_out(item, assembly, sitting)
        for person in sorted(coming):
            await sitting.carry_out(identifier, cmd.Enter(actor=person, venue=item.venue))
        known: list[Participant | Waiting] = [*assembly.participants.values(), *assembly.waiting.values()]
        gone = [each.person for each in known if item.venue in each.venues and each.person not in here]
        for person in sorted(gone):
            await sitting.carry_out(identifier, cmd.Leave(actor=person, venue=item.venue))

    def _on_their_way_out(self, item: came.Present, assembly: Assembly, sitting: Sitting) -> set[PersonId]:
        """Name those who are there only as nobody has put them out yet. Who takes part again may stay."""
        self._leaving.owed(sitting.work.owed)
        leaving = self._leaving.among(item.venue, {account.id for account in item.accounts})
        people = {sitting.people.person(item.platform, account) for account in leaving}
        return {person for person in people if person not in assembly.participants}

    async def venue_gained(self, item: came.VenueGained, sitting: Sitting) -> None:
        """Greet a venue, or somebody in private."""
        by = item.invited_by
        if item.private:
            self._contexts.note_private(by, item.venue, sitting)
            sitting.tell_account(by.platform, by.id, private_greeting(), key=f"hello:{by.platform}:{item.venue}")
        elif sitting.at(item.venue) is None:
            sitting.tell_venue(item.venue, greeting(), key=f"hello:{by.platform}:{item.source}")

    async def venue_lost(self, item: came.VenueLost, sitting: Sitting) -> None:
        """Take note that a venue fell silent."""
        identifier = sitting.at(item.venue)
        if identifier is not None:
            await sitting.carry_out(identifier, cmd.LoseVenue(venue=item.venue))

    async def door_lost(self, item: came.DoorLost, sitting: Sitting) -> None:
        """Have what lets people into a venue made anew, for those who take part there."""
        identifier = sitting.at(item.venue)
        if identifier is not None:
            sitting.prepare(identifier, item.venue)

    async def venue_replaced(self, item: came.VenueReplaced, sitting: Sitting) -> None:
        """Follow a venue to its successor."""
        identifier = sitting.at(item.venue)
        if identifier is None:
            return
        if sitting.at(item.successor) not in {None, identifier}:
            # Whoever made both rooms must not take an assembly over by upgrading another room into its own.
            log.warning("successor is another assembly's", venue=item.venue, successor=item.successor)
            return
        present = tuple(sitting.people.person(account.platform, account.id) for account in item.present)
        await sitting.carry_out(identifier, cmd.MoveVenue(venue=item.venue, successor=item.successor, present=present))
        assembly = await sitting.assembly(identifier)
        if assembly is not None:
            for subject in _cards_wanted(assembly):
                sitting.refresh(identifier, subject)

    async def message_deleted(self, item: came.MessageDeleted, sitting: Sitting) -> None:
        """Post a card again that was deleted."""
        posted = await self._postings.find(item.platform, item.message)
        if posted is None:
            return
        self._postings.forget(item.platform, item.message)
        assembly = await sitting.assembly(posted.assembly)
        if posted.card and assembly is not None and posted.subject in _cards_wanted(assembly):
            sitting.work.forgotten.append((item.platform, item.message))
            if self._may_come_again((posted.assembly, posted.subject, posted.venue)):
                sitting.refresh(posted.assembly, posted.subject)
            else:
                log.warning("card deleted again and again", venue=posted.venue, subject=posted.subject)

    def _may_come_again(self, card: tuple[str, str, str]) -> bool:
        now = time.monotonic()
        self._again = {each: times for each, times in self._again.items() if now - times[-1] < _WITHIN}
        times = self._again.setdefault(card, deque(maxlen=_MOST_AGAIN))
        if len(times) == _MOST_AGAIN and now - times[0] < _WITHIN:
            return False
        times.append(now)
        return True


def _cards_wanted(assembly: Assembly) -> list[str]:
    """List the cards that should be there: those of what is open or still cooling off."""
    cards = [
        str(Subject(Kind.CHECK, check.number, check.round))
        for check in assembly.checks.values()
        if assembly.takes_word(check.number)
    ]
    gathering = [p.number for p in assembly.petitions.values() if p.state is PetitionState.GATHERING]
    cards += [str(Subject(Kind.MOOT, moot.number)) for moot in assembly.moots.values() if not moot.is_over]
    cards += [str(Subject(Kind.SENSE, each.number)) for each in assembly.senses.values() if each.closed_at is None]
    cards += [str(Subject(Kind.ACTION, action.number)) for action in assembly.actions.values() if action.is_open]
    for election in (each for each in assembly.elections.values() if each.is_open):
        cards.append(str(Subject(Kind.ELECTION, election.number)))
        if election.state is ElectionState.NOMINATIONS:
            cards += [str(Subject(Kind.NOMINATION, election.number, each.number)) for each in election.in_order]
    cards += [str(Subject(Kind.POLL, poll.number)) for poll in assembly.polls.values() if poll.is_open]
    asked = [each.number for each in assembly.waiting.values() if is_waited_on(assembly, each.number)]
    cards += [str(Subject(Kind.ENTRY, number)) for number in asked]
    return cards + [str(Subject(Kind.PETITION, number)) for number in gathering]
