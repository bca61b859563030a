"""Venues opened and closed as members' places begin and end, and the showing of who holds what: owed, and done."""

import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog

from adapters.documents import Document
from adapters.platform import BusyError, ForbiddenError, GoneError, Platform, RejectedError
from adapters.words.places import membership_ended, not_let_in, power_withheld
from bot import letters
from bot.letters import MOST_AT_ONCE, Honour, LetIn, Telling, platform_of
from bot.roster.enrolment import open_venues
from bot.roster.leaving import Leaving
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.convening import matters_about
from deliberation.events import Event
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.port import AccountKey, AccountRow, Owed, Store, Waiting, Work

log = structlog.get_logger(__name__)

_MOST_REFUSALS: Final = 5
"""Attempts after which one account is given up that is refused where others are not."""

_ASKED_AT_ONCE: Final = 1000

_MANY: Final = 2000
_SHOWN_EVERY: Final = 20.0
"""Where so many take part, who is a member is shown once in so many seconds at most: thousands may just become one."""

_SHOWN: Final = (
    *(ev.OfficeFilled, ev.OfficeVacated, ev.OfficeCreated, ev.OfficeEnded),
    *(ev.PeopleJoined, ev.PersonForgotten),
    *(ev.EnrolmentEnded, ev.VenueBound, ev.VenueMoved),
)
"""What changes who is to be shown as what."""

_ASKED: Final = ev.CheckCalled | ev.CheckClosed
"""What changes, beside petitions and elections, whom something under way is about."""


# --- what is owed


def concerned(event: Event) -> tuple[PersonId, ...]:
    """Name those whose accounts ``owed_by`` must know for an event."""
    return event.people if isinstance(event, ev.DoorOpened | ev.EnrolmentEnded) else ()


def owed_by(event: Event, before: Assembly, after: Assembly, rows: Iterable[AccountRow], key: str) -> Iterator[Owed]:
    """Say what follows from an event for where members may be and what is shown of them.

    ``rows`` are the accounts of those who are ``concerned``; ``key`` names the event for ever.
    """
    match event:
        case ev.DoorOpened(people=people, venue=venue):
            yield from _moves(venue, people, after, rows, key, entering=True)
        case ev.EnrolmentEnded(people=people, because=because):
            yield from _places_ended(people, because, before, after, list(rows), key)
        case ev.MembersEnrolled(members=members) if any(_is_new(before, each.person) for each in members):
            yield from _honours(after)
        case _:
            pass
    if isinstance(event, _SHOWN) or _about_others(event, before, after):
        yield from _honours(after)


def _about_others(event: Event, before: Assembly, after: Assembly) -> bool:
    """Whether other officers than before are the subject of something under way: they are to have no power then."""
    same = before.petitions is after.petitions and before.elections is after.elections
    if same and not isinstance(event, _ASKED):
        return False  # looked at with every position that somebody takes
    return _subjects(before) != _subjects(after)


def _subjects(assembly: Assembly) -> frozenset[PersonId]:
    held = {who for office in assembly.offices.values() for who in office.holders}
    return frozenset(held & matters_about(assembly).keys())


def _is_new(before: Assembly, person: PersonId) -> bool:
    here = before.participants.get(person)
    return here is None or here.enrolled_until is None


def _honours(assembly: Assembly) -> Iterator[Owed]:
    yield from (letters.honour(assembly.id, venue) for venue in open_venues(assembly))


def _moves(
    venue: VenueId,
    people: Iterable[PersonId],
    assembly: Assembly,
    rows: Iterable[AccountRow],
    key: str,
    *,
    entering: bool,
) -> Iterator[Owed]:
    wanted, platform = frozenset(people), platform_of(venue)
    accounts = [row.key.id for row in rows if row.person in wanted and row.key.platform == platform]
    for at in range(0, len(accounts), MOST_AT_ONCE):
        letter = LetIn(
            venue=venue, assembly=assembly.id, accounts=tuple(accounts[at : at + MOST_AT_ONCE]), entering=entering
        )
        yield letters.owed(f"let-in:{key}:{venue}:{at}", letter)


def _places_ended(
    people: Sequence[PersonId],
    because: str,
    before: Assembly,
    after: Assembly,
    rows: list[AccountRow],
    key: str,
) -> Iterator[Owed]:
    """Close what was opened to them. That their subscription ended they are told once, in however many assemblies."""
    opened: dict[VenueId, list[PersonId]] = {}
    for person in people:
        here = before.participants[person]
        for venue in here.let_in:
            opened.setdefault(venue, []).append(person)
        if because == "lapsed" and here.enrolled_until is not None:
            named = f"membership-ended:{person}:{here.enrolled_until.isoformat()}"
            yield letters.owed(named, Telling(people=(person,), document=membership_ended()))
    for venue, those in sorted(opened.items()):
        yield from _moves(venue, those, after, rows, key, entering=False)


# --- what is done


class Records(Protocol):
    """Knows assemblies as they stand."""

    async def assembly(self, identifier: AssemblyId) -> Assembly | None:
        """Give an assembly."""


@dataclass(slots=True)
class _Progress:
    """How far a letter has got: how many of its people were seen to, and which accounts were refused and why."""

    done: int = 0
    refused: dict[str, str] = field(default_factory=dict)


class Placing:
    """Delivers letters about places. What it had done of one before it was held up, it does not do again.

    ``write`` writes to somebody in private; ``is_member`` says who is a member by the roster.
    """

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        records: Records,
        write: Callable[[PersonId, Document, str], Awaitable[None]],
        is_member: Callable[[PersonId], bool],
        leaving: Leaving,
    ) -> None:
        self._store = store
        self._leaving = leaving
        self._platforms = platforms
        self._records = records
        self._write = write
        self._is_member = is_member
        self._progress: dict[int, _Progress] = {}
        self._opens: set[VenueId] = set()
        """Venues that the bot has opened to somebody, so that it has the right to."""
        self._shown: dict[VenueId, float] = {}
        """When it was last shown in a large assembly's venue who holds what."""

    async def deliver(self, row: Waiting, letter: LetIn | Telling | Honour) -> None:
        """Deliver one letter.

        Raises:
            PlatformError: not all of it could be done; the rest is done when it is delivered again.
        """
        match letter:
            case LetIn():
                await self._let_all_in(row, letter)
            case Telling():
                await self._tell(row, letter)
            case Honour():
                await self._honour(letter)

    def _platform(self, venue: VenueId) -> Platform:
        try:
            return self._platforms[platform_of(venue)]
        except KeyError:
            raise GoneError(f"{platform_of(venue)} is not configured any more") from None

    async def _tell(self, row: Waiting, letter: Telling) -> None:
        progress = self._progress.setdefault(row.id, _Progress())
        for person in letter.people[progress.done :]:
            try:
                await self._write(person, letter.document, f"{row.key}:{person}")
            except (ForbiddenError, GoneError, RejectedError) as error:
                log.debug("not told of places", person=person, error=str(error))
            progress.done += 1
        del self._progress[row.id]

    # --- doors

    async def _let_all_in(self, row: Waiting, letter: LetIn) -> None:
        platform = self._platform(letter.venue)
        assembly = await self._records.assembly(letter.assembly)
        if assembly is None or letter.venue not in assembly.venues:
            return
        keys = [AccountKey(platform.name, account) for account in letter.accounts]
        people = {key.id: row.person for key, row in (await self._store.people(keys)).items()}
        progress = self._progress.setdefault(row.id, _Progress())
        for account in letter.accounts[progress.done :]:
            # A platform may take minutes for one letter: who has left or come back meanwhile is not moved.
            assembly = await self._records.assembly(letter.assembly) or assembly
            if _is_still_so(assembly, people.get(account), letter):
                await self._move(platform, assembly, letter, account, progress)
            else:
                self._leaving.no_more(letter.venue, account)
            progress.done += 1
        del self._progress[row.id]
        if progress.refused:
            await self._try_again(row, letter, progress.refused)

    async def _move(
        self, platform: Platform, assembly: Assembly, letter: LetIn, account: str, progress: _Progress
    ) -> None:
        try:
            if letter.entering:
                await platform.let_in(letter.venue, account)
            else:
                await platform.put_out(letter.venue, account)
                self._leaving.put_out(letter.venue, account)
        except ForbiddenError as error:
            log.warning("not allowed to move", venue=letter.venue, entering=letter.entering, error=str(error))
            progress.refused[account] = str(error)
        except RejectedError as error:
            log.info("not moved", venue=letter.venue, entering=letter.entering, error=str(error))
            self._leaving.no_more(letter.venue, account)
            if letter.entering:
                await self._explain(platform, assembly, letter.venue, account, str(error))
        else:
            self._opens.add(letter.venue)

    async def _explain(
        self, platform: Platform, assembly: Assembly, venue: VenueId, account: str, problem: str
    ) -> None:
        """Owe somebody word of why a venue cannot be opened to them, once."""
        for row in (await self._store.people([AccountKey(platform.name, account)])).values():
            telling = Telling(people=(row.person,), document=not_let_in(assembly, problem))
            await self._store.commit(Work(owed=[letters.owed(f"not-let-in:{venue}:{account}", telling)]))

    async def _try_again(self, row: Waiting, letter: LetIn, refused: Mapping[str, str]) -> None:
        """Try those again that were refused: all of a letter together, or where others are let in each alone.

        Raises:
            ForbiddenError: the bot lacks a right, as far as can be seen.
        """
        often = row.attempts + 1 >= _MOST_REFUSALS
        alone = len(letter.accounts) == 1
        if alone and often and letter.venue in self._opens:
            log.warning("given up", venue=letter.venue, entering=letter.entering)
            self._leaving.no_more(letter.venue, letter.accounts[0])
            return
        some_moved = len(refused) < len(letter.accounts) or letter.venue in self._opens
        if alone or not (some_moved or often):
            raise ForbiddenError(next(iter(refused.values())))
        singles = [
            LetIn(venue=letter.venue, assembly=letter.assembly, accounts=(account,), entering=letter.entering)
            for account in refused
        ]
        await self._store.commit(
            Work(owed=[letters.owed(f"{row.key}:{single.accounts[0]}", single) for single in singles])
        )

    # --- what is shown

    async def _honour(self, letter: Honour) -> None:
        platform = self._platform(letter.venue)
        assembly = await self._records.assembly(letter.assembly)
        if assembly is None or letter.venue not in assembly.speaking:
            return
        if len(assembly.participants) > _MANY:
            self._not_too_often(letter.venue)
        holders = {name: office.holders for name, office in assembly.offices.items()}
        members = [person for person in assembly.participants if self._is_member(person)]
        accounts: dict[PersonId, list[str]] = {}
        everyone = [*members, *(each for held in holders.values() for each in held)]
        for at in range(0, len(everyone), _ASKED_AT_ONCE):
            for row in await self._store.accounts_of(everyone[at : at + _ASKED_AT_ONCE]):
                if row.key.platform == platform.name:
                    accounts.setdefault(row.person, []).append(row.key.id)
        offices = {
            name: [account for each in held for account in accounts.get(each, ())] for name, held in holders.items()
        }
        withheld = await self._withhold(platform, assembly, accounts)
        offices |= {
            name: [each for each in offices[name] if each not in withheld]
            for name in platform.empowered & offices.keys()
        }
        shown = [account for person in members for account in accounts.get(person, ())]
        await platform.honour(letter.venue, offices, shown)

    async def _withhold(
        self, platform: Platform, assembly: Assembly, accounts: Mapping[PersonId, Sequence[str]]
    ) -> frozenset[str]:
        """Name the accounts that get no power while something under way is about them, and owe each word of it once.

        Who can put people out of a room can lower the count of signatures, and keep people off a roll.
        """
        matters = matters_about(assembly)
        officers = {
            who for name in platform.empowered & assembly.offices.keys() for who in assembly.offices[name].holders
        }
        concerned = sorted(who for who in officers & matters.keys() if accounts.get(who))
        telling = [
            letters.owed(
                f"no-power:{assembly.id}:{matters[person]}:{person}",
                Telling(people=(person,), document=power_withheld(assembly, matters[person])),
            )
            for person in concerned
        ]
        if telling:
            await self._store.commit(Work(owed=telling))
        return frozenset(account for person in concerned for account in accounts[person])

    def _not_too_often(self, venue: VenueId) -> None:
        """See that it was not shown just now.

        Raises:
            BusyError: it was.
        """
        now = time.monotonic()
        wait = self._shown.get(venue, now - _SHOWN_EVERY) + _SHOWN_EVERY - now
        if wait > 0:
            raise BusyError("shown a moment ago", retry_after=wait)
        self._shown[venue] = now


def _is_still_so(assembly: Assembly, person: PersonId | None, letter: LetIn) -> bool:
    """Whether somebody is still to be let in, or out: much may have changed since it was owed."""
    here = assembly.participants.get(person) if person is not None else None
    if letter.entering:
        return here is not None and letter.venue in here.let_in and letter.venue not in here.venues
    if here is None:
        return True
    # Who has a place again keeps what is open to them.
    return letter.venue not in here.let_in and (here.enrolled_until is None or letter.venue not in here.venues)
