"""Founds what a congress lacks: all of it in one transaction, so that a crash leaves nothing half done.

The founder is nobody: a random id that is made for the first run and remembered, as are the national assembly and
whether rooms are made when they are first wanted.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.clock import Clock
from bot.congress import reading
from bot.congress.planning import Plan, plan
from bot.congress.reading import Sheet, Wanted
from bot.halls import Halls
from bot.people import People
from bot.sheets import SheetError
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.commands import AdmitMember, Command, FoundAssembly
from deliberation.federation import Peer
from deliberation.ids import AssemblyId, PersonId
from storage.port import ConflictError, Store, Work

NOTES: Final = "congress"
"""Under this name the store keeps what a congress remembers."""

FOUNDER, TOP, VENUES = "founder", "national", "venues"
ON_DEMAND, NONE = "on-demand", "none"

_MOST_CONFLICTS: Final = 10
_TELL_EVERY: Final = 100

Progress = Callable[[int, int], None]
"""Is told how many assemblies of how many are worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody asked for. Without ``national`` or ``venues`` it is what was said before."""

    constituencies: Sheet
    regions: Sheet | None = None
    national: str = ""
    society: str = ""
    """What the Electoral Society is to be called, where there is to be one."""
    preset: str = "folkmoot"
    venues: str = ""


class Founding:
    """Works an order out, and carries it out."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._halls = Halls(store)
        self._notes: dict[str, str] = {}

    async def plan(self, order: Order) -> Plan:
        """Say what is to be done for an order, and what is wrong with it.

        Raises:
            SheetError: nothing can be made of a file, or there is no national assembly.
        """
        self._halls = Halls(self._store)
        await self._halls.learn()
        self._notes = await self._store.notes(NOTES)
        beside = [reading.electoral_society(order.society)] if order.society else []
        read = reading.read(self._national(order.national), order.constituencies, order.regions, *beside)
        return await plan(read, self._halls.listings(), self._look)

    def _national(self, name: str) -> Wanted:
        """Want the national assembly that there is already, whatever it is called now; else one of that name."""
        there = self._halls.listing(AssemblyId(self._notes.get(TOP, "")))
        if there is not None:
            return reading.national(name or there.name, there.slug)
        if not name.strip():
            raise SheetError("What is the national assembly called? Say so: --national NAME")
        return reading.national(name)

    async def _look(self, identifier: AssemblyId) -> Assembly | None:
        held = await self._halls.held(identifier)
        return held.assembly if held is not None else None

    async def carry_out(self, order: Order, progress: Progress) -> Plan:
        """Do what is to be done for an order, unless something is wrong with it; give what was done.

        Raises:
            SheetError: as ``plan``.
            StorageError: the database cannot be used. Nothing was done.
        """
        for _ in range(_MOST_CONFLICTS):
            planned = await self.plan(order)
            if planned.reading.complaints:
                return planned
            work = await self._work(planned, order, progress)
            try:
                await self._store.commit(work)
            except ConflictError:
                continue  # the program runs, and wrote to one of them just now: look again
            return planned
        raise ConflictError("The assemblies change all the time just now. Nothing was founded: try again later.")

    async def _work(self, planned: Plan, order: Order, progress: Progress) -> Work:
        sitting = Sitting(halls=self._halls, people=People(self._store), now=self._clock.now())
        founder = PersonId(self._notes.get(FOUNDER) or secrets.token_hex(8))
        peers = dict(planned.there)
        total = len(planned.found) + len(planned.bind)
        done = 0
        for wanted in planned.found:
            peer = Peer(AssemblyId(secrets.token_hex(8)), wanted.slug, wanted.name)
            peers[wanted.slug] = peer
            await _carried_out(sitting, peer.id, _founded(wanted, peer.id, founder, order.preset))
            done = _told(done, total, progress)
        for bond in planned.bind:
            member, above = peers[bond.member.slug], peers[bond.above.slug]
            await _carried_out(sitting, above.id, AdmitMember(peer=member))
            done = _told(done, total, progress)
        work = sitting.finish()
        work.notes.update({(NOTES, FOUNDER): founder, (NOTES, TOP): peers[planned.reading.wanted[0].slug].id})
        if order.venues:
            work.notes[NOTES, VENUES] = order.venues
        return work


def _founded(wanted: Wanted, identifier: AssemblyId, founder: PersonId, preset: str) -> FoundAssembly:
    return FoundAssembly(
        actor=founder,
        assembly=identifier,
        slug=wanted.slug,
        name=wanted.name,
        purpose=wanted.purpose,
        preset=preset,
        venue=None,
        present=(),
        administers=False,
        kind=wanted.kind,
        enacted=True,
    )


async def _carried_out(sitting: Sitting, identifier: AssemblyId, command: Command) -> None:
    match await sitting.carry_out(identifier, command):
        case list():
            return
        case refusal:
            raise RuntimeError(f"{type(command).__name__} was refused: {refusal}")


def _told(done: int, total: int, progress: Progress) -> int:
    done += 1
    if done % _TELL_EVERY == 0 or done == total:
        progress(done, total)
    return done
