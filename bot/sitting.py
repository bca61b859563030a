"""One batch as it is worked out: assemblies as they become, and everything that is owed because of it.

Nothing of it is seen outside before its ``Work`` is committed. What a failing handler began is taken back.
"""

import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Final

import structlog

from adapters.documents import Document
from adapters.notices.notices import CardChanged, Notice, ToPerson, ToVenues, notices
from adapters.references import Kind, read_subject
from bot import letters, meetings, wiping
from bot.beginning import with_sponsors
from bot.donations.keeping import kept_elsewhere
from bot.halls import Halls, listing_of
from bot.letters import platform_of
from bot.naming import people_of, told
from bot.occurrences import Occurrences
from bot.people import People
from bot.polling.following import boxes_emptied, papers_owed
from bot.polling.showing import pictures_owed
from bot.returning import NEED_OFFICERS, election_announced, returning_officers, societies
from bot.roster import placing
from deliberation.assembly import Assembly
from deliberation.between import Errand, errands, unasked
from deliberation.commands import (
    AdmitMember,
    BindVenue,
    Command,
    FoundAssembly,
    NoteOverride,
    RecordDonation,
    SeekStandIns,
    TakePosition,
    TakeRemit,
)
from deliberation.decide import decide
from deliberation.deciding.clockwork import next_due
from deliberation.events import ElectionCalled, Event, PositionTaken
from deliberation.evolve import evolve
from deliberation.federation import Peer, path_up
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.refusals import Refusal
from deliberation.register import Chain, Entry, SealedText, record_event
from deliberation.remits import folded
from storage.port import Change, Held, Listing, Received, Work

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Desk:
    """One assembly in this sitting: as it was, as it is becoming, and the entries that lie between."""

    before: Held | None
    assembly: Assembly | None
    chain: Chain
    entries: list[Entry] = field(default_factory=list)
    sealed: list[SealedText] = field(default_factory=list)


@dataclass(slots=True)
class _Mark:
    """Where a sitting stood, to go back to."""

    desks: dict[AssemblyId, tuple[Assembly | None, Chain, int, int]]
    cards: int
    lengths: dict[str, int]
    """Of the lists of the work."""
    maps: dict[str, dict[Any, Any]]
    """The maps of the work, as they were."""


_LISTS: Final = tuple(part.name for part in fields(Work) if part.default_factory is list)
_MAPS: Final = tuple(part.name for part in fields(Work) if part.default_factory is dict)


class Sitting:
    """Works a batch out."""

    def __init__(
        self, *, halls: Halls, people: People, now: datetime, incomplete: frozenset[str] = frozenset()
    ) -> None:
        self._halls = halls
        self._incomplete = incomplete
        self.occurrences = Occurrences()
        self.people = people
        self.now = now
        self.work = Work()
        self.received: dict[tuple[str, str], Received] = {}
        self.lifted: set[tuple[str, str]] = set()
        self._desks: dict[AssemblyId, Desk] = {}
        self._cards: dict[tuple[AssemblyId, str], None] = {}
        self._touched: dict[AssemblyId, tuple[Assembly | None, Chain, int, int]] = {}
        self._named: set[AssemblyId] = set()

    # --- assemblies

    async def assembly(self, identifier: AssemblyId) -> Assembly | None:
        """Give an assembly as it stands in this sitting."""
        return (await self._desk(identifier)).assembly

    async def _desk(self, identifier: AssemblyId) -> Desk:
        desk = self._desks.get(identifier)
        if desk is None:
            held = await self._halls.held(identifier)
            desk = Desk(held, held.assembly if held else None, held.chain if held else Chain())
            self._desks[identifier] = desk
        return desk

    def at(self, venue: VenueId) -> AssemblyId | None:
        """Say whose a venue is, as it stands in this sitting."""
        for identifier, desk in self._desks.items():
            if desk.assembly is not None and venue in desk.assembly.venues:
                return identifier
        return self._halls.at(venue)

    @property
    def slugs(self) -> frozenset[str]:
        """Every short name in use, those of this sitting's new assemblies too."""
        return self._halls.slugs | {desk.assembly.slug for desk in self._desks.values() if desk.assembly is not None}

    async def carry_out(self, identifier: AssemblyId, command: Command) -> list[Event] | Refusal:
        """Let the engine decide, and take over what it decided: state, register entries, messages owed.

        What follows from it in other assemblies is done with it.
        """
        result, followed = await self._decide(identifier, command)
        await self._run_errands(followed)
        return result

    async def _decide(self, identifier: AssemblyId, command: Command) -> tuple[list[Event] | Refusal, list[Errand]]:
        desk = await self._desk(identifier)
        if desk.assembly is not None:
            command = self._informed(command, desk.assembly)
            command = await self._told_of_others(command, desk.assembly)
        result = decide(desk.assembly, command, self.now)
        if not isinstance(result, list):
            return result, []
        if result:
            self._touch(identifier, desk)
        owed: list[tuple[str, Notice]] = []
        followed: list[Errand] = []
        for event in result:
            if type(event) is not PositionTaken:
                await self._know_names(desk.assembly)
            before = desk.assembly
            owed.extend(await self._happen(desk, identifier, event))
            if desk.assembly is not None:
                followed.extend(errands(event, desk.assembly, self.now, before))
                await self._owe_on_platforms(event, before, desk.assembly, desk.chain)
        if desk.assembly is not None:
            self._owe_notices(desk.assembly, owed)
            # Behind the words: a picture is nothing without them.
            self.work.owed.extend(pictures_owed(result, desk.assembly))
            await self._tell_the_society(result, desk.assembly)
        return result, followed

    async def _told_of_others(self, command: Command, here: Assembly) -> Command:
        """Tell with a command what its assembly cannot know by itself: who is what in others."""
        if isinstance(command, NEED_OFFICERS):
            return replace(command, officers=await returning_officers(list(self.listings()), self.assembly))
        if isinstance(command, RecordDonation):
            return replace(command, elsewhere=await kept_elsewhere(here, list(self.listings()), self.assembly))
        if isinstance(command, BindVenue) and not (command.enacted or here.participants):
            return await with_sponsors(command, here, list(self.listings()), self.assembly, self.now)
        return command

    async def _owe_on_platforms(self, event: Event, before: Assembly | None, after: Assembly, chain: Chain) -> None:
        """Owe what follows beside words: where members may be, what is shown of them, meetings in calendars."""
        self.work.owed.extend(meetings.owed_by(event, after))
        self.work.owed.extend(papers_owed(event, before, after))
        self.work.ballots.extend(boxes_emptied(event, after))
        if before is not None:
            people = placing.concerned(event)
            rows = await self.people.accounts_of(people) if people else []
            self.work.owed.extend(placing.owed_by(event, before, after, rows, f"{after.id}:{chain.number}"))

    async def _tell_the_society(self, happened: Iterable[Event], after: Assembly) -> None:
        """Owe the rooms of the Electoral Society word of an election that was called in another assembly."""
        called = [event.election for event in happened if isinstance(event, ElectionCalled)]
        for society in await societies(list(self.listings()), self.assembly) if called else []:
            for number in called if society.id != after.id else []:
                document = await election_announced(after, number, self.people)
                self.tell_venues(society, ToVenues(document), key=f"election:{after.id}:{number}")

    def may_miss(self, assembly: Assembly | None) -> bool:
        """Whether an assembly has a venue on a platform that may miss something while it is heard."""
        return assembly is not None and any(platform_of(venue) in self._incomplete for venue in assembly.speaking)

    async def _know_names(self, assembly: Assembly | None) -> None:
        if assembly is not None and assembly.id not in self._named:
            self._named.add(assembly.id)
            await self.people.call_by_name(people_of(assembly))

    async def _happen(self, desk: Desk, identifier: AssemblyId, event: Event) -> list[tuple[str, Notice]]:
        before = desk.assembly
        after = evolve(before, event, self.now)
        entry, sealed = record_event(identifier, desk.chain, event, self.now, _salt)
        desk.assembly, desk.chain = after, Chain(entry.number, entry.hash)
        desk.entries.append(entry)
        desk.sealed.extend(sealed)
        chain = desk.chain
        day = self.now.date()
        owed = await told(
            self.people, after, lambda names: notices(before, event, after, names, checkpoint=chain, day=day)
        )
        return [(f"{identifier}:{entry.number}:{number}", notice) for number, notice in enumerate(owed)]

    async def _run_errands(self, found: Iterable[Errand]) -> None:
        """Do elsewhere what follows from what happened, and what follows from that, in the order in which it came."""
        waiting = deque(found)
        while waiting:
            errand = waiting.popleft()
            own = await self._desk(errand.assembly)
            if own.assembly is None and not isinstance(errand.command, FoundAssembly):
                log.error("errand to an assembly that there is not", assembly=errand.assembly)
                continue
            asked = errand.command
            result, followed = await self._decide(errand.assembly, asked)
            if not isinstance(result, list):
                log.warning("errand refused", command=type(asked).__name__, refusal=type(result).__name__)
                continue
            waiting.extend(followed)
            if own.assembly is not None:
                waiting.extend(unasked(asked, result, own.assembly.peer))

    def _informed(self, command: Command, own: Assembly) -> Command:
        """Add to a command what an assembly cannot know by itself: what it missed, and how the others stand."""
        match command:
            case TakePosition() if self.may_miss(own):
                return replace(command, provisional=True)
            case AdmitMember(peer=peer):
                return replace(command, path=self.path_up(own.peer, peer.id))
            case TakeRemit(kind=kind):
                return replace(command, holder=self.holder_of(kind, but=own.id))
            case SeekStandIns(named=named, ended=ended):
                return replace(command, peers=self._called(named), parted=self._called(ended))
            case NoteOverride(peer=peer):
                return replace(command, within=bool(self.path_up(own.peer, peer.id)))
            case _:
                return command

    # --- all the assemblies together

    def listings(self) -> Iterator[Listing]:
        """Give every assembly in brief, as it stands in this sitting."""
        mine = {i: listing_of(desk.assembly) for i, desk in self._desks.items() if desk.assembly is not None}
        yield from mine.values()
        yield from (listing for listing in self._halls.listings() if listing.id not in mine)

    def listing(self, identifier: AssemblyId) -> Listing | None:
        """Give an assembly in brief, as it stands in this sitting."""
        desk = self._desks.get(identifier)
        if desk is not None and desk.assembly is not None:
            return listing_of(desk.assembly)
        return self._halls.listing(identifier)

    def path_up(self, start: Peer, goal: AssemblyId) -> tuple[Peer, ...]:
        """Give a way by which one assembly sits in another; empty where there is none."""
        return path_up(start, goal, self._parents)

    def _parents(self, identifier: AssemblyId) -> tuple[Peer, ...]:
        listing = self.listing(identifier)
        return listing.member_of if listing is not None else ()

    def _called(self, slugs: Iterable[str]) -> tuple[Peer, ...]:
        """Give the assemblies of these short names, as far as there are any."""
        wanted = {slug.casefold() for slug in slugs}
        found = (Peer(each.id, each.slug, each.name) for each in self.listings() if each.slug.casefold() in wanted)
        return tuple(sorted(found))

    def holder_of(self, kind: str, *, but: AssemblyId | None = None) -> Peer | None:
        """Say in which assembly's remit decisions of a kind are, if in any (``but`` that one)."""
        wanted = folded(kind)
        for each in self.listings():
            if each.id != but and any(folded(had) == wanted for had in each.remit):
                return Peer(each.id, each.slug, each.name)
        return None

    # --- what is owed

    def _owe_notices(self, assembly: Assembly, owed: list[tuple[str, Notice]]) -> None:
        # A venue may have come with the last of the events: what the first one owes is said there too.
        for key, notice in owed:
            self._owe_notice(assembly, notice, key)
        if len(owed) > 1:
            self._owe_reminders(assembly, [notice for _, notice in owed])

    def _owe_notice(self, assembly: Assembly, notice: Notice, key: str) -> None:
        match notice:
            case CardChanged():
                self._cards[assembly.id, str(notice.subject)] = None
            case ToVenues():
                self.tell_venues(assembly, notice, key=key)
            case ToPerson(reminder=True):
                pass  # gathered into one letter
            case ToPerson():
                letter = letters.ToPerson(
                    person=notice.person,
                    document=notice.document,
                    assembly=assembly.id,
                    subject=_written(notice.subject),
                )
                self.work.owed.append(letters.owed(f"private:{assembly.id}:{notice.key}", letter))

    def _owe_reminders(self, assembly: Assembly, notices: Iterable[Notice]) -> None:
        by_occasion: dict[str, list[ToPerson]] = {}
        for notice in notices:
            if isinstance(notice, ToPerson) and notice.reminder:
                # Of a moot one may be reminded, and told that it was moved: its key without the person says which.
                by_occasion.setdefault(notice.key.rpartition(":")[0], []).append(notice)
        for occasion, reminders in by_occasion.items():
            people = tuple(reminder.person for reminder in reminders)
            letter = letters.Reminder(people=people, document=reminders[0].document, assembly=assembly.id)
            self.work.owed.append(letters.owed(f"reminder:{assembly.id}:{occasion}", letter))

    def tell_venues(self, assembly: Assembly, notice: ToVenues, *, key: str) -> None:
        """Owe every venue of an assembly, or the one that is named, a message."""
        for venue in sorted(assembly.speaking - frozenset(assembly.silent)):
            if notice.venue in {None, venue}:
                letter = letters.ToVenue(
                    venue=venue, document=notice.document, assembly=assembly.id, subject=_written(notice.subject)
                )
                self.work.owed.append(letters.owed(f"notice:{key}:{venue}", letter))

    def tell_venue(
        self,
        venue: VenueId,
        document: Document,
        *,
        key: str,
        reply_to: str = "",
        assembly: AssemblyId | None = None,
        subject: str = "",
    ) -> None:
        """Owe one venue a message."""
        letter = letters.ToVenue(venue=venue, document=document, assembly=assembly, subject=subject, reply_to=reply_to)
        self.work.owed.append(letters.owed(key, letter))

    def tell_account(
        self,
        platform: str,
        account: str,
        document: Document,
        *,
        key: str,
        assembly: AssemblyId | None = None,
        subject: str = "",
        answering: str = "",
    ) -> None:
        """Owe one account a private message: the answer to something that came from it."""
        letter = letters.ToAccount(
            platform=platform,
            account=account,
            document=document,
            assembly=assembly,
            subject=subject,
            answering=answering,
        )
        self.work.owed.append(letters.owed(f"private:{key}", letter))

    def refresh(self, assembly: AssemblyId, subject: str) -> None:
        """Owe a card its refreshing in every venue."""
        self._cards[assembly, subject] = None

    def tidy(self, assembly: AssemblyId, subject: str, person: PersonId) -> None:
        """Owe the cards on a subject the taking away of somebody's superseded reactions."""
        self.work.owed.append(letters.tidy(assembly, subject, person))

    def reseed(self, assembly: AssemblyId, subject: str, venue: VenueId) -> None:
        """Owe a card its reactions to tap again, from which they were swept."""
        key = f"reseed:{assembly}:{subject}:{venue}:{secrets.token_hex(6)}"
        letter = letters.Reseed(venue=venue, assembly=assembly, subject=subject)
        self.work.owed.append(letters.owed(key, letter))

    def take_down(self, venue: VenueId, message: str) -> None:
        """Owe a venue the taking out of a message that nobody there should read."""
        letter = letters.TakeDown(venue=venue, message=message)
        self.work.owed.append(letters.owed(f"down:{venue}:{message}", letter))

    def house(self, assembly: AssemblyId, person: PersonId, near: VenueId) -> None:
        """Owe an assembly that somebody called a room, made beside another."""
        letter = letters.MakeRoom(assembly=assembly, person=person, near=near)
        self.work.owed.append(letters.owed(f"room:{assembly}", letter))

    def prepare(self, assembly: AssemblyId, venue: VenueId) -> None:
        """Owe a venue what lets people into it."""
        self.work.owed.append(letters.prepare(assembly, venue))

    # --- what came in

    def receive(self, received: Received) -> None:
        """Remember something that came in, so that it counts once."""
        self.received[received.platform, received.source] = received
        self.work.received.append(received)

    def lift(self, platform: str, source: str) -> None:
        """Remember that a reaction was taken away."""
        self.lifted.add((platform, source))
        self.work.lifted.append((platform, source))

    # --- going back, and finishing

    def _touch(self, identifier: AssemblyId, desk: Desk) -> None:
        if identifier not in self._touched:
            self._touched[identifier] = (desk.assembly, desk.chain, len(desk.entries), len(desk.sealed))

    def mark(self) -> _Mark:
        """Note where things stand, before something is handled."""
        self._touched = {}
        lengths = {name: len(getattr(self.work, name)) for name in _LISTS}
        maps = {name: dict(getattr(self.work, name)) for name in _MAPS}
        return _Mark(self._touched, len(self._cards), lengths, maps)

    def back_to(self, mark: _Mark) -> None:
        """Undo everything since ``mark``."""
        for identifier, (assembly, chain, entries, sealed) in mark.desks.items():
            desk = self._desks[identifier]
            desk.assembly, desk.chain = assembly, chain
            del desk.entries[entries:], desk.sealed[sealed:]
        for card in list(self._cards)[mark.cards :]:
            del self._cards[card]
        for row in self.work.received[mark.lengths["received"] :]:
            self.received.pop((row.platform, row.source), None)
        self.lifted.difference_update(self.work.lifted[mark.lengths["lifted"] :])
        for name, length in mark.lengths.items():
            del getattr(self.work, name)[length:]
        for name, was in mark.maps.items():
            setattr(self.work, name, was)

    def touched(self) -> list[AssemblyId]:
        """Name the assemblies that were looked at."""
        return list(self._desks)

    def finish(self) -> Work:
        """Give everything that is to be written."""
        for identifier, subject in self._cards:
            desk = self._desks.get(identifier)
            if desk is not None and desk.assembly is not None:
                before = desk.before.assembly if desk.before is not None else None
                for venue in sorted(desk.assembly.speaking - frozenset(desk.assembly.silent)):
                    changes = before is not None and venue in before.venues and _was_there(before, subject)
                    self.work.owed.append(letters.card(identifier, subject, venue, changes=changes))
        for desk in self._desks.values():
            if desk.entries and desk.assembly is not None:
                self.work.changes.append(
                    Change(
                        before=desk.before,
                        after=Held(desk.assembly, desk.chain),
                        entries=desk.entries,
                        sealed=desk.sealed,
                        next_due=next_due(desk.assembly),
                    )
                )
        wiping.owe(self.work, self.now)
        return self.work


def _was_there(before: Assembly, subject: str) -> bool:
    """Whether what a card is about was there already, so that the card is, or is about to be."""
    found = read_subject(subject)
    if found is None:
        return False
    if found.kind is Kind.CHECK:
        check = before.checks.get(found.number)
        return check is not None and found.round <= check.round
    if found.kind is Kind.ENTRY:
        return found.number <= before.entries_asked
    numbered: dict[Kind, Mapping[int, object]] = {
        Kind.MOOT: before.moots,
        Kind.SENSE: before.senses,
        Kind.ACTION: before.actions,
        Kind.PETITION: before.petitions,
        Kind.POLL: before.polls,
        Kind.ELECTION: before.elections,
    }
    if found.kind is Kind.NOMINATION:
        there = before.elections.get(found.number)
        return there is not None and found.round <= there.nominations
    return found.number in numbered.get(found.kind, {})


def _salt() -> str:
    return secrets.token_hex(16)


def _written(subject: object) -> str:
    return "" if subject is None else str(subject)
