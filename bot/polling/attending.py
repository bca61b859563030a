"""Opens the ballots that are due and counts those that are over: what the engine cannot, for it has no keys.

All of it is part of the batch in which it is done: that a ballot was counted, and that its box is empty, is written at
once or not at all. Only then does the key go. While the place of the keys is away, all of it waits
(``bot.polling.whereabouts``).
"""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final, TypeGuard
from zoneinfo import ZoneInfo

import structlog

from adapters.notices.notices import ToVenues
from adapters.words.ballots import keys_away
from bot.polling.collecting import BoxLostError, collected
from bot.polling.keys import Box, Keys, KeysAwayError
from bot.polling.whereabouts import SAID_EVERY, Whereabouts
from bot.roster.enrolment import Standings, note
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.commands.polls import BeginPollAgain, CountPoll, KeepPollOpen, OpenPoll
from deliberation.deciding.closing import SHORT_ABSENCE
from deliberation.deciding.polls import polls_to_count, polls_to_open
from deliberation.ids import AssemblyId, PersonId
from deliberation.polls import Paper, Poll
from deliberation.refusals import CannotCount
from storage.port import BallotPut, BoxEmptied, Store, Work

log = structlog.get_logger(__name__)

_LOST_KEY: Final = "key"
_LOST_BALLOTS: Final = "box"
_WHAT_TO_DO: Final = (
    "open ballots wait: bring the folder of the keys back, with its name and rights, and it goes on by itself; if it is"
    " gone for good, run `folkmoot keys-lost`"
)


def box_of(assembly: AssemblyId, poll: Poll) -> Box:
    """Name the box of a poll, in the turn in which it is."""
    return Box(assembly, poll.number, poll.begun_again)


class Attending:
    """Attends to ballots. ``zone`` is the movement's time zone, in which a membership's last day ends.

    ``lacking`` are the assemblies in which a ballot is open whose key is lost, or away.
    """

    def __init__(self, *, store: Store, keys: Keys, zone: ZoneInfo) -> None:
        self._store = store
        self._keys = keys
        self._zone = zone
        self._whereabouts = Whereabouts(store, keys)
        self.lacking: set[AssemblyId] = set()
        self._unswept = False
        self._said_at: datetime | None = None

    async def look(self, balloting: AbstractSet[AssemblyId], now: datetime) -> frozenset[AssemblyId]:
        """Name the assemblies to attend to though the clock asks for none; ``balloting`` are those with a ballot open.

        Once the keys are back, those are destroyed first that were to be while they were away.
        """
        if not (balloting or self.lacking or self._unswept or self._said_at):
            return frozenset()
        try:
            await self._whereabouts.check()
            if self._unswept:
                self._unswept = False  # before: what cannot be destroyed now either is still to be
                await self._sweep()
        except OSError as error:
            self._away(error, now)
            return frozenset(self.lacking | balloting)
        waiting = frozenset(self.lacking | self._whereabouts.waiting)
        if self._said_at is not None and not waiting:
            self._said_at = None
            log.info("keys of ballots are back")
        return waiting

    async def attend(self, identifier: AssemblyId, sitting: Sitting) -> None:
        """Open and count what is due in an assembly. What the keys do not let be done is tried again with the next."""
        try:
            await self._attend(identifier, sitting)
        except OSError as error:
            await self.wait(identifier, error, sitting)
        else:
            self.lacking.discard(identifier)

    async def _attend(self, identifier: AssemblyId, sitting: Sitting) -> None:
        assembly = await sitting.assembly(identifier)
        if assembly is None or assembly.dissolved_at is not None:
            self._whereabouts.waits_no_more(identifier, sitting.work.notes)
            return
        for poll in assembly.polls.values():
            if poll.is_open:
                await self.see_to(identifier, poll, sitting)
        await self._make_good(identifier, sitting)
        await self._open(identifier, sitting)
        assembly = await sitting.assembly(identifier)
        for number in polls_to_count(assembly, sitting.now) if assembly is not None else ():
            await self._count(identifier, number, sitting)

    async def see_to(self, identifier: AssemblyId, poll: Poll, sitting: Sitting) -> None:
        """Have an open ballot begin again if its key is lost: what lies in its box can never be opened.

        Raises:
            KeysAwayError, OSError: it cannot be told whether the key is there.
        """
        await self._whereabouts.take_up(sitting.work.notes)
        box = box_of(identifier, poll)
        if self._keys.find(box) is None:
            await self._whereabouts.check()  # it may have gone as we looked
            await self._begin_again(box, _LOST_KEY, sitting)

    def _away(self, error: OSError, now: datetime) -> None:
        """Tell the operator, at once and again while it lasts, that the keys cannot be reached."""
        self._unswept = True
        if self._said_at is None or now - self._said_at >= SAID_EVERY:
            self._said_at = now
            log.error("keys of ballots away", error=str(error), what_to_do=_WHAT_TO_DO)

    async def wait(self, identifier: AssemblyId, error: OSError, sitting: Sitting) -> None:
        """Note that an assembly waits for the keys, and tell its rooms of what is due, once."""
        self._away(error, sitting.now)
        self.lacking.add(identifier)
        assembly = await sitting.assembly(identifier)
        if assembly is None:
            return
        since = self._whereabouts.waits(identifier, sitting.now, sitting.work.notes).isoformat()
        for number in polls_to_count(assembly, sitting.now):
            document = keys_away(f"B{number} cannot be counted yet")
            sitting.tell_venues(assembly, ToVenues(document), key=f"keys-away:{identifier}:{since}:B{number}")
        if waiting := len(polls_to_open(assembly, sitting.now)):
            document = keys_away("A ballot cannot open yet")
            # One word for all that wait: another that comes to wait later is told of again.
            sitting.tell_venues(assembly, ToVenues(document), key=f"keys-away:{identifier}:{since}:{waiting} to open")

    async def _make_good(self, identifier: AssemblyId, sitting: Sitting) -> None:
        """Keep ballots open for as long as nobody could vote in them, where they were to close meanwhile."""
        since = self._whereabouts.waits_no_more(identifier, sitting.work.notes)
        assembly = await sitting.assembly(identifier)
        if since is None or assembly is None:
            return
        for number in polls_to_count(assembly, sitting.now):
            poll = assembly.polls[number]
            if poll.secret and since <= poll.closes_at and sitting.now - since > SHORT_ABSENCE:
                await _done(sitting, identifier, KeepPollOpen(poll=number, since=since))

    async def _open(self, identifier: AssemblyId, sitting: Sitting) -> None:
        assembly = await sitting.assembly(identifier)
        due = polls_to_open(assembly, sitting.now) if assembly is not None else ()
        if due:
            await self._whereabouts.take_up(sitting.work.notes, first=True)
        for question in due:
            assembly = await sitting.assembly(identifier)
            if assembly is None:
                return
            key = self._keys.make(Box(identifier, len(assembly.polls) + 1))
            no_members = await self._no_members(assembly, sitting)
            await _done(sitting, identifier, OpenPoll(question=question, lot=key.lot, no_members=no_members))

    async def _no_members(self, assembly: Assembly, sitting: Sitting) -> frozenset[PersonId]:
        """Say who takes part and is no member now, by the roster as it is."""
        in_question = {
            person
            for person, here in assembly.participants.items()
            if here.enrolled_until is None or here.enrolled_until <= sitting.now
        }
        if not in_question:
            return frozenset()
        standings: Standings = {}
        async for row in self._store.memberships():
            if row.person in in_question:
                note(standings, row, self._zone, sitting.now)
        return frozenset(in_question - standings.keys())

    async def _count(self, identifier: AssemblyId, number: int, sitting: Sitting) -> None:
        assembly = await sitting.assembly(identifier)
        if assembly is None:
            return
        poll = assembly.polls[number]
        box = box_of(identifier, poll)
        key = self._keys.find(box)
        if key is None:
            raise KeysAwayError(f"the key of B{number} was there a moment ago")
        papers: tuple[Paper, ...] = ()
        receipts: tuple[str, ...] = ()
        if poll.secret:
            try:
                papers, receipts = collected(key, box, poll, await self._lying(box, sitting))
            except BoxLostError as error:
                log.error("not counted", assembly=identifier, poll=number, error=str(error))  # noqa: TRY400 - it says all
                await self._begin_again(box, _LOST_BALLOTS, sitting)
                return
        count = CountPoll(poll=number, drawn_from=key.drawn_from, papers=papers, receipts=receipts)
        result = await sitting.carry_out(identifier, count)
        if isinstance(result, CannotCount):
            log.error("not counted", assembly=identifier, poll=number, error=result.what)
            await self._begin_again(box, _LOST_BALLOTS, sitting)
        elif not isinstance(result, list):
            raise RuntimeError(f"CountPoll was refused: {type(result).__name__}")  # noqa: TRY004 - it is our mistake

    async def _lying(self, box: Box, sitting: Sitting) -> dict[str, str]:
        """Give what lies in a box, by slot, with what was put there in this very batch."""
        return {
            **dict(await self._store.ballots(box.assembly, box.poll)),
            **{put.slot: put.sealed for put in sitting.work.ballots if _is_put(put, box)},
        }

    async def _begin_again(self, box: Box, because: str, sitting: Sitting) -> None:
        """Have everybody vote once more: a count without some of the ballots would be none."""
        again = Box(box.assembly, box.poll, box.turn + 1)
        key = self._keys.make(again)
        log.error("ballot begins again", assembly=box.assembly, poll=box.poll, because=because)
        assembly = await sitting.assembly(box.assembly)
        if assembly is not None and key.lot == assembly.polls[box.poll].lot:
            # The lost key under the name of the next one: with that it would not begin again, but be as it was.
            self._keys.destroy(again)
            key = self._keys.make(again)
        await _done(sitting, box.assembly, BeginPollAgain(poll=box.poll, lot=key.lot, because=because))

    def committed(self, work: Work) -> None:
        """Destroy the keys of boxes that are open no more."""
        self._whereabouts.committed(work)
        for change in work.changes:
            before = change.before.assembly.polls if change.before is not None else {}
            for number, poll in change.after.assembly.polls.items():
                if before.get(number) is not poll:
                    self._destroy_old(change.after.assembly, poll)

    async def sweep(self) -> set[AssemblyId]:
        """At the start: destroy the keys of what was counted just before the program ended, and look for lost ones.

        Give the assemblies in which a ballot is open.
        """
        used = await self._whereabouts.learn()
        try:
            await self._whereabouts.check()
            return await self._sweep()
        except OSError as error:
            if not used and not await self._store.boxes():
                return set()  # there was no ballot yet
            self._unswept = True
            log.error("keys of ballots away", error=str(error), what_to_do=_WHAT_TO_DO)  # noqa: TRY400 - it says all
            return await self._open_anywhere()

    async def _open_anywhere(self) -> set[AssemblyId]:
        """Name the assemblies in which a ballot is open, where no key tells."""
        found = set()
        for listing in await self._store.listings():
            held = await self._store.load(listing.id)
            if held is not None and any(poll.is_open for poll in held.assembly.polls.values()):
                found.add(listing.id)
        self.lacking |= found
        return found

    async def _sweep(self) -> set[AssemblyId]:
        """Destroy the keys that nobody needs any more; name the assemblies in which a ballot is open."""
        wanted = set()
        for box in self._keys.all():
            held = await self._store.load(box.assembly)
            poll = held.assembly.polls.get(box.poll) if held is not None else None
            if held is not None and poll is not None and not _is_wanted(box, held.assembly, poll):
                self._destroy(box)
            elif poll is not None:
                wanted.add(box.assembly)
        self.lacking = {box.assembly for box in await self.lost()}
        return wanted | self.lacking

    async def lost(self) -> list[Box]:
        """List the boxes in which ballots lie that nobody can open, for their keys are lost."""
        found = []
        for identifier, number in await self._store.boxes():
            held = await self._store.load(identifier)
            poll = held.assembly.polls.get(number) if held is not None else None
            if held is not None and poll is not None and poll.is_open and held.assembly.dissolved_at is None:
                box = box_of(identifier, poll)
                if self._keys.find(box) is None:
                    found.append(box)
        return found

    def _destroy_old(self, assembly: Assembly, poll: Poll) -> None:
        past = poll.begun_again if poll.is_open else poll.begun_again + 1
        for turn in range(past):
            self._destroy(Box(assembly.id, poll.number, turn))

    def _destroy(self, box: Box) -> None:
        """Destroy a key; what cannot be destroyed now is with a later look, or with the next start."""
        try:
            self._keys.destroy(box)
        except OSError as error:
            self._unswept = True
            log.error("key of a ballot not destroyed", box=str(box), error=str(error))  # noqa: TRY400 - it says all


def _is_wanted(box: Box, assembly: Assembly, poll: Poll) -> bool:
    """Whether a box is still to be opened."""
    return poll.is_open and box.turn >= poll.begun_again and assembly.dissolved_at is None


def _is_put(change: BallotPut | BoxEmptied, box: Box) -> TypeGuard[BallotPut]:
    return isinstance(change, BallotPut) and (change.assembly, change.poll) == (box.assembly, box.poll)


async def _done(sitting: Sitting, identifier: AssemblyId, command: OpenPoll | BeginPollAgain | KeepPollOpen) -> None:
    result = await sitting.carry_out(identifier, command)
    if not isinstance(result, list):
        raise RuntimeError(f"{type(command).__name__} was refused: {type(result).__name__}")  # noqa: TRY004 - it is our mistake
