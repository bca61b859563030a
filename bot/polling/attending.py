"""Opens the ballots that are due and counts those that are over: what the engine cannot, for it has no keys.

All of it is part of the batch in which it is done: that a ballot was counted, and that its box is empty, is written at
once or not at all. Only then does the key go.
"""

from typing import Final, TypeGuard
from zoneinfo import ZoneInfo

import structlog

from bot.polling.collecting import BoxLostError, collected
from bot.polling.keys import Box, Key, Keys
from bot.roster.enrolment import Standings, note
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.commands.polls import BeginPollAgain, CountPoll, OpenPoll
from deliberation.deciding.polls import polls_to_count, polls_to_open
from deliberation.ids import AssemblyId, PersonId
from deliberation.polls import Paper, Poll
from deliberation.refusals import CannotCount
from storage.port import BallotPut, BoxEmptied, Store, Work

log = structlog.get_logger(__name__)

_LOST_KEY: Final = "key"
_LOST_BALLOTS: Final = "box"


def box_of(assembly: AssemblyId, poll: Poll) -> Box:
    """Name the box of a poll, in the turn in which it is."""
    return Box(assembly, poll.number, poll.begun_again)


class Attending:
    """Attends to ballots. ``zone`` is the movement's time zone, in which a membership's last day ends.

    ``lacking`` are the assemblies in which a ballot is open whose key is lost.
    """

    def __init__(self, *, store: Store, keys: Keys, zone: ZoneInfo) -> None:
        self._store = store
        self._keys = keys
        self._zone = zone
        self.lacking: set[AssemblyId] = set()

    async def attend(self, identifier: AssemblyId, sitting: Sitting) -> None:
        """Open and count what is due in an assembly. What the keys do not let be done is tried again with the next."""
        try:
            await self._attend(identifier, sitting)
        except OSError as error:
            log.error("keys of ballots not read", assembly=identifier, error=str(error))  # noqa: TRY400 - it says all
        else:
            self.lacking.discard(identifier)

    async def _attend(self, identifier: AssemblyId, sitting: Sitting) -> None:
        assembly = await sitting.assembly(identifier)
        if assembly is None or assembly.dissolved_at is not None:
            return
        for poll in assembly.polls.values():
            if poll.is_open:
                await self.see_to(identifier, poll, sitting)
        await self._open(identifier, sitting)
        assembly = await sitting.assembly(identifier)
        for number in polls_to_count(assembly, sitting.now) if assembly is not None else ():
            await self._count(identifier, number, sitting)

    async def see_to(self, identifier: AssemblyId, poll: Poll, sitting: Sitting) -> None:
        """Have an open ballot begin again if its key is lost: what lies in its box can never be opened.

        Raises:
            OSError: it cannot be told whether the key is there.
        """
        box = box_of(identifier, poll)
        if self._keys.find(box) is None:
            await self._begin_again(box, _LOST_KEY, sitting)

    async def _open(self, identifier: AssemblyId, sitting: Sitting) -> None:
        assembly = await sitting.assembly(identifier)
        due = polls_to_open(assembly, sitting.now) if assembly is not None else ()
        for question in due:
            assembly = await sitting.assembly(identifier)
            if assembly is None:
                return
            key = self._made(Box(identifier, len(assembly.polls) + 1))
            if key is None:
                return
            no_members = await self._no_members(assembly, sitting)
            await _done(sitting, identifier, OpenPoll(question=question, lot=key.lot, no_members=no_members))

    def _made(self, box: Box) -> Key | None:
        """Give a box its key; ``None`` where it cannot be written, and then it is tried again with the next tick."""
        try:
            return self._keys.make(box)
        except OSError as error:
            log.error("key of a ballot not written", box=str(box), error=str(error))  # noqa: TRY400 - it says all
            return None

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
            return  # it is to begin again, and not even the next key can be written
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
        log.error("ballot begins again", assembly=box.assembly, poll=box.poll, because=because)
        assembly = await sitting.assembly(box.assembly)
        again = Box(box.assembly, box.poll, box.turn + 1)
        key = self._made(again)
        if key is not None and assembly is not None and key.lot == assembly.polls[box.poll].lot:
            # The lost key under the name of the next one: with that it would not begin again, but be as it was.
            self._destroy(again)
            key = self._made(again)
        if key is None:
            return
        await _done(sitting, box.assembly, BeginPollAgain(poll=box.poll, lot=key.lot, because=because))

    def committed(self, work: Work) -> None:
        """Destroy the keys of boxes that are open no more."""
        for change in work.changes:
            before = change.before.assembly.polls if change.before is not None else {}
            for number, poll in change.after.assembly.polls.items():
                if before.get(number) is not poll:
                    self._destroy_old(change.after.assembly, poll)

    async def sweep(self) -> set[AssemblyId]:
        """At the start: destroy the keys of what was counted just before the program ended, and look for lost ones.

        Give the assemblies in which a ballot is open.
        """
        try:
            return await self._sweep()
        except OSError as error:
            log.error("keys of ballots not read", error=str(error))  # noqa: TRY400 - it says all
            return set()

    async def _sweep(self) -> set[AssemblyId]:
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
        """Destroy a key; what cannot be destroyed now is with the next start."""
        try:
            self._keys.destroy(box)
        except OSError as error:
            log.error("key of a ballot not destroyed", box=str(box), error=str(error))  # noqa: TRY400 - it says all


def _is_wanted(box: Box, assembly: Assembly, poll: Poll) -> bool:
    """Whether a box is still to be opened."""
    return poll.is_open and box.turn >= poll.begun_again and assembly.dissolved_at is None


def _is_put(change: BallotPut | BoxEmptied, box: Box) -> TypeGuard[BallotPut]:
    return isinstance(change, BallotPut) and (change.assembly, change.poll) == (box.assembly, box.poll)


async def _done(sitting: Sitting, identifier: AssemblyId, command: OpenPoll | BeginPollAgain) -> None:
    result = await sitting.carry_out(identifier, command)
    if not isinstance(result, list):
        raise RuntimeError(f"{type(command).__name__} was refused: {type(result).__name__}")  # noqa: TRY004 - it is our mistake
