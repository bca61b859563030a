"""The program at work: the parts, wired, and kept running."""

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from adapters.documents import Document
from adapters.greetings import cannot_speak, cannot_whisper
from adapters.inbound import Batch
from adapters.phrases import name_of
from adapters.platform import ForbiddenError, Platform, PlatformError
from adapters.words.moots import cannot_announce
from adapters.words.places import cannot_place
from bot.alarm import Alarm
from bot.clock import Clock, MovableClock, SystemClock
from bot.contexts import Contexts
from bot.delivering import Deliverer
from bot.drawing import Drawing
from bot.halls import Halls
from bot.handling import Handler
from bot.hearing import Hearing
from bot.intake import Intake
from bot.items import Attend, Internal
from bot.letters import (
    Announce,
    HandOut,
    Honour,
    LetIn,
    Letter,
    MakeRoom,
    MoveAccount,
    Reminder,
    ShowPaper,
    TakeDown,
    Telling,
    Tidy,
    ToAccount,
    ToVenue,
    Visit,
    owed,
    platform_of,
)
from bot.letters import ToPerson as LetterToPerson
from bot.naming import InAssembly
from bot.outbox import EDIT_EVERY, Outbox
from bot.people import People
from bot.personal.commands import ZONE, PersonalWishes
from bot.polling.attending import Attending
from bot.polling.keys import Keys, KeysInMemory
from bot.polling.papers import Papers
from bot.roster.enrolling import Enrolling
from bot.roster.leaving import Leaving
from bot.tidying import Records
from bot.wiping import Wiping
from deliberation.assembly import Assembly
from deliberation.commands import BindVenue, MoveIn, NoteAbsence, Tick
from deliberation.convening import conveners
from deliberation.deciding.clockwork import next_due
from deliberation.federation import members_first
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.port import AccountKey, Change, Owed, Posted, StorageError, Store, Work

log = structlog.get_logger(__name__)

_READ_BACK: Final = 10_000
"""Letters looked through at the start for who is still to be put out of a venue."""


class Program:
    """Folkmoot, from the moment it is started until it is stopped.

    ``halls`` are given where somebody else looks at them too; they are of the same ``store``. ``zone`` is the
    movement's time zone. ``keys`` are those of the ballots; without them, ballots that are open when the program ends
    must begin again.
    """

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        halls: Halls | None = None,
        clock: Clock | None = None,
        edit_every: float = EDIT_EVERY,
        zone: str = ZONE,
        keys: Keys | None = None,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._clock = clock or SystemClock()
        self._halls = halls or Halls(store)
        self._people = People(store)
        self._leaving = Leaving()
        keys = keys or KeysInMemory()
        self._attending = Attending(store=store, keys=keys, zone=ZoneInfo(zone))
        self.intake = self._taking_in(zone, keys)
        self.hearing = Hearing(
            platforms=platforms, store=store, halls=self._halls, clock=self._clock, take=self.intake.take
        )
        self.enrolling = Enrolling(
            store=store,
            halls=self._halls,
            clock=self._clock,
            zone=ZoneInfo(zone),
            take=self.intake.command,
            owe=self._owe,
        )
        self.outbox = self._sending_out(keys, edit_every)
        self.wiping = Wiping(store, self._clock)
        self._alarm = Alarm(self._look)
        self._background: set[asyncio.Task[None]] = set()

    def _taking_in(self, zone: str, keys: Keys) -> Intake:
        """Put together what handles all that comes in."""
        store, people = self._store, self._people
        handler = Handler(
            store=store,
            contexts=Contexts(store=store, halls=self._halls, people=people, link_to=self._link_to),
            personal=PersonalWishes(store=store, people=people, zone=zone),
            look_again=self._look_again,
            leaving=self._leaving,
            attending=self._attending,
            keys=keys,
        )
        return Intake(
            store=store,
            halls=self._halls,
            people=people,
            handler=handler,
            clock=self._clock,
            committed=self._committed,
            incomplete=frozenset(platform.name for platform in self._platforms.values() if not platform.complete),
        )

    def _sending_out(self, keys: Keys, edit_every: float) -> Outbox:
        """Put together what delivers all that is owed."""
        store, halls, people = self._store, self._halls, self._people
        papers = Papers(store=store, halls=halls, people=people, keys=keys)
        deliverer = Deliverer(
            store=store,
            platforms=self._platforms,
            cards=Drawing(store=store, halls=halls, people=people, papers=papers),
            records=Records(store=store, halls=halls),
            is_member=self.enrolling.is_member,
            leaving=self._leaving,
            bind=self._bind,
            move_in=self._move_in,
        )
        return Outbox(
            store=store,
            deliver=deliverer.deliver,
            clock=self._clock,
            posted=self._card_posted,
            refused=self._not_delivered,
            edit_every=edit_every,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Run until ``stop`` is set or a platform cannot go on; then finish what was begun.

        Raises:
            PlatformError: a platform cannot go on without a person's help.
            StorageError: the database cannot be used.
        """
        await self._halls.learn()
        self._leaving.owed(await self._store.waiting(limit=_READ_BACK))
        self._halls.balloting |= await self._attending.sweep()
        await self.hearing.open()
        self._alarm.start()
        self._set(await self._store.next_due())
        # What was handed over is finished before the writers end: listeners stop first.
        writers = [
            asyncio.create_task(self.intake.run(), name="intake"),
            asyncio.create_task(self.outbox.run(), name="outbox"),
        ]
        listeners = [
            asyncio.create_task(platform.listen(self._take), name=f"listen {platform.name}")
            for platform in self._platforms.values()
        ]
        helpers = [
            asyncio.create_task(self.hearing.run(), name="hearing"),
            asyncio.create_task(self._close_after_settling(), name="closing"),
            asyncio.create_task(self.enrolling.run(), name="enrolling"),
        ]
        stopping = asyncio.create_task(_until(stop), name="stopping")
        log.info("running", platforms=sorted(self._platforms), assemblies=len(self._halls.all()))
        try:
            # The writers come first: why they ended is why the others did.
            tasks = [*writers, *helpers, *listeners, stopping]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            self._alarm.stop()
            self.intake.end_soon()
            await asyncio.gather(*(platform.stop() for platform in self._platforms.values()), return_exceptions=True)
            await _ended(listeners)
            await _ended([*helpers, stopping, *self._background])
            await _ended(writers)
            log.info("stopped")

    async def _take(self, batch: Batch) -> None:
        away = self.hearing.heard(batch)
        await self.intake.take(batch, first=self._absences(away) if away else ())

    def _absences(self, away: Mapping[str, datetime]) -> list[Internal]:
        """Make good absences: recorded together with the heartbeat that ends it, each is noted once, come what may."""
        until = self._clock.now()
        since: dict[AssemblyId, datetime] = {}
        for community, last in away.items():
            log.warning("was away", community=community, since=last.isoformat(), until=until.isoformat())
            for assembly in self.hearing.affected(community):
                since[assembly] = min(last, since.get(assembly, last))
        return [Internal(assembly, NoteAbsence(since=last, until=until)) for assembly, last in since.items()]

    def _committed(self, work: Work) -> None:
        if work.owed:
            self._leaving.owed(work.owed)
            self.outbox.wake()
        if work.changes:
            self._spawn(self._set_alarm())
        self.enrolling.committed(work)
        self._attending.committed(work)
        self.wiping.committed(work)
        for change in work.changes:
            # Whose an account is has changed: who is where must be asked again.
            self.hearing.mistrust(change.after.assembly.speaking if work.moved else _not_yet_asked(change))

    async def _owe(self, letters: list[Owed]) -> None:
        await self._store.commit(Work(owed=letters))
        self.outbox.wake()

    async def _bind(self, assembly: AssemblyId, venue: VenueId, person: PersonId) -> None:
        made = BindVenue(actor=person, venue=venue, present=(), administers=False, enacted=True)
        await self.intake.command(Internal(assembly, made))

    async def _move_in(self, assembly: AssemblyId, venue: VenueId) -> None:
        await self.intake.command(Internal(assembly, MoveIn(venue=venue)))

    async def _set_alarm(self) -> None:
        try:
            self._set(await self._store.next_due())
        except StorageError as error:
            # The alarm looks by itself every half minute, so nothing is missed by this.
            log.warning("next deadline not known", error=str(error))

    def _set(self, due: datetime | None) -> None:
        """Set the alarm, which goes by the system's clock, for what is due by ours."""
        self._alarm.set(None if due is None else due + (SystemClock().now() - self._clock.now()))

    async def skip(self, clock: MovableClock, by: timedelta) -> None:
        """Move the clock of a rehearsal on, and do what is due by then."""
        clock.move(by)
        self.hearing.clock_moved(by)
        for platform in self._platforms:
            await self._take(Batch(platform=platform, heard=self.hearing.communities))
        await self.close_what_is_due()

    async def _look(self) -> None:
        """Learn what was founded elsewhere, by another instance or by the operator, and do what is due."""
        self._spawn(self.wiping.look())
        await self._halls.learn()
        await self.close_what_is_due()

    async def close_what_is_due(self) -> None:
        """Do whatever is due in every assembly of which all is known."""
        now = self._clock.now()
        ready = []
        wanted = await self._attending.look(self._halls.balloting, now)
        due = dict.fromkeys([*await self._store.due(now), *wanted])
        for identifier in members_first(list(due), self._halls.parents):
            held = await self._halls.held(identifier)
            if held is not None and not _is_due(held.assembly, now):
                self._halls.forget(identifier)  # another instance has changed it
                held = await self._halls.held(identifier)
            if held is not None and self.hearing.ready(held):
                ready.append(identifier)
        if ready:
            ticks = [Internal(identifier, Tick()) for identifier in ready]
            await self.intake.command(*ticks, *(Attend(identifier) for identifier in ready))

    async def _close_after_settling(self) -> None:
        while True:
            await self.hearing.settled.wait()
            self.hearing.settled.clear()
            try:
                await self.close_what_is_due()
            except StorageError as error:
                # The alarm looks by itself every half minute, so nothing is missed by this.
                log.warning("not known what is due", error=str(error))

    def _look_again(self, venues: Iterable[VenueId]) -> None:
        self.hearing.mistrust(venues)

    def _link_to(self, venue: VenueId) -> str:
        platform = self._platforms.get(platform_of(venue))
        return platform.link_to(venue) if platform is not None else ""

    def _card_posted(self, card: Posted) -> None:
        """Somebody may have reacted to a new card before it was known as ours: look, once."""
        self._spawn(self._look_at(card))

    async def _look_at(self, card: Posted) -> None:
        try:
            await self.hearing.set_right(card.venue, only=card)
        except (PlatformError, StorageError) as error:
            log.warning("new card not looked at", venue=card.venue, error=str(error))
            self.hearing.mistrust([card.venue])

    async def _not_delivered(self, letter: Letter, error: PlatformError) -> None:
        """Tell whoever can mend it, where they can be told, that something could not be."""
        if not isinstance(error, ForbiddenError) or isinstance(
            letter, MakeRoom | Reminder | HandOut | TakeDown | MoveAccount | Visit | Telling
        ):
            return
        # An answer names no assembly; it is that of the room all the same which reads it.
        concerned = letter.assembly or (self._halls.at(letter.venue) if isinstance(letter, ToVenue) else None)
        held = await self._halls.held(concerned) if concerned else None
        if held is None:
            return
        if isinstance(letter, ToAccount | LetterToPerson | ShowPaper):
            telling = await self._cannot_whisper(held.assembly, letter)
        elif isinstance(letter, Announce):
            document = cannot_announce(held.assembly, str(error))
            telling = self._tell_conveners(held.assembly, f"cannot-announce:{letter.venue}", document)
        elif isinstance(letter, LetIn | Honour):
            document = cannot_place(held.assembly, str(error), showing=isinstance(letter, Honour))
            telling = self._tell_conveners(held.assembly, f"cannot-place:{letter.venue}", document)
        else:
            where = letter.subject if isinstance(letter, Tidy) else letter.venue
            telling = self._cannot_speak(held.assembly, where, str(error))
        await self._store.commit(Work(owed=telling))
        self.outbox.wake()

    def _cannot_speak(self, assembly: Assembly, where: str, problem: str) -> list[Owed]:
        """Tell whoever gives procedure, elsewhere, that the bot lacks a right in one of their venues."""
        return self._tell_conveners(assembly, f"cannot-speak:{where}", cannot_speak(assembly, problem))

    def _tell_conveners(self, assembly: Assembly, key: str, document: Document) -> list[Owed]:
        """Tell whoever gives procedure something in private, once a day."""
        day = self._clock.now().date().isoformat()
        return [
            owed(f"{key}:{day}:{person}", LetterToPerson(person=person, document=document))
            for person in conveners(assembly)
        ]

    async def _cannot_whisper(self, assembly: Assembly, letter: ToAccount | LetterToPerson | ShowPaper) -> list[Owed]:
        """Tell somebody who takes no private messages, in a room where they are, that there is one for them."""
        if isinstance(letter, ToAccount):
            rows = await self._store.people([AccountKey(letter.platform, letter.account)])
            if not rows:
                return []
            person = next(iter(rows.values())).person
        else:
            person = letter.person
        here = assembly.participants.get(person) or assembly.waiting.get(person)
        venues = sorted((here.venues if here else frozenset()) & assembly.speaking - frozenset(assembly.silent))
        await self._people.call_by_name([person])
        day = self._clock.now().date().isoformat()
        document = cannot_whisper(assembly, name_of(InAssembly(self._people, assembly), person))
        return [
            owed(f"cannot-whisper:{assembly.id}:{person}:{day}", ToVenue(venue=venue, document=document))
            for venue in venues[:1]
        ]

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background_done)

    def _background_done(self, task: asyncio.Task[None]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed", error=repr(error))


def _is_due(assembly: Assembly, now: datetime) -> bool:
    at = next_due(assembly)
    return at is not None and at <= now


def _not_yet_asked(change: Change) -> Iterator[VenueId]:
    """Name the venues that were taken in from elsewhere: who is in them nobody has told yet."""
    before = change.before.assembly.venues if change.before is not None else frozenset()
    for venue in change.after.assembly.venues - before:
        if not any(venue in each.venues for each in change.after.assembly.participants.values()):
            yield venue


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
