"""What is done for each kind of letter: what it says goes out through its platform. ``bot.outbox`` sees to when."""

from collections.abc import Callable, Mapping
from typing import Protocol

import structlog

from adapters.documents import Document
from adapters.failures import place
from adapters.greetings import how_to_join, not_moved
from adapters.pictures import Picture
from adapters.platform import ForbiddenError, GoneError, Platform, RejectedError
from adapters.references import Kind, Subject
from bot import letters
from bot.housing import Housing, MoveIn, nobody_moves
from bot.letters import (
    Announce,
    HandOut,
    Honour,
    LetIn,
    Letter,
    MakeRoom,
    MoveAccount,
    Prepare,
    RefreshCard,
    Reminder,
    Reseed,
    ShowCount,
    ShowPaper,
    TakeDown,
    Telling,
    Tidy,
    ToAccount,
    ToPerson,
    ToVenue,
    Visit,
    platform_of,
)
from bot.meetings import meeting_of
from bot.roster.leaving import Leaving
from bot.roster.placing import Placing
from bot.tidying import Superseded
from bot.visiting import Bind, Ushering, nobody_binds
from deliberation.assembly import Assembly
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.port import AccountKey, Posted, Store, Waiting, Work

log = structlog.get_logger(__name__)


class Cards(Protocol):
    """Draws cards as things stand."""

    async def draw(self, letter: RefreshCard | Reseed) -> tuple[Document, tuple[str, ...]] | None:
        """Give a card and the reactions to put under it; ``None`` where it is no longer wanted."""

    async def paper(self, letter: ShowPaper) -> Document | None:
        """Give a ballot paper as it stands; ``None`` where it is no longer wanted."""

    async def papers(self, letter: HandOut, person: PersonId) -> Document | None:
        """Give the paper that goes out to somebody by itself; ``None`` where it is wanted no more."""

    async def count(self, letter: ShowCount) -> Picture | None:
        """Draw a count; ``None`` where it is wanted no more."""


class Records(Protocol):
    """Knows assemblies as they stand."""

    async def assembly(self, identifier: AssemblyId) -> Assembly | None:
        """Give an assembly."""

    async def superseded(self, letter: Tidy) -> list[Superseded]:
        """List the reactions of a person that their latest word on a check superseded."""


class Deliverer:
    """Delivers letters. What a platform cannot do, it raises as a ``PlatformError``."""

    def __init__(
        self,
        *,
        store: Store,
        platforms: Mapping[str, Platform],
        cards: Cards,
        records: Records,
        is_member: Callable[[PersonId], bool] = lambda _person: False,
        leaving: Leaving | None = None,
        bind: Bind = nobody_binds,
        move_in: MoveIn = nobody_moves,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._cards = cards
        self._records = records
        self._placing = Placing(
            store=store,
            platforms=platforms,
            records=records,
            write=self._tell,
            is_member=is_member,
            leaving=leaving or Leaving(),
        )
        self._ushering = Ushering(platforms=platforms, assembly=records.assembly, bind=bind, write=self._write)
        self._housing = Housing(store=store, platforms=platforms, assembly=records.assembly, move_in=move_in)

    async def deliver(self, row: Waiting, letter: Letter) -> Posted | None:
        """Deliver one letter; give what was posted, where replies or reactions to it could mean something.

        Raises:
            PlatformError: it may have been delivered or not; delivering it again does no harm.
        """
        key = f"{row.key}:{row.generation}"
        match letter:
            case ToVenue():
                platform = self._platform(platform_of(letter.venue))
                message = await platform.post(letter.venue, letter.document, key=key, reply_to=letter.reply_to)
                return _posted(platform.name, letter.venue, message, letter)
            case ToAccount():
                return await self._whisper(AccountKey(letter.platform, letter.account), letter, key, letter.answering)
            case ToPerson():
                return await self._whisper(await self._account_for(letter.person), letter, key)
            case RefreshCard() | ShowPaper() | ShowCount():
                return await self._draw(letter, key)
            case LetIn() | Telling() | Honour():
                await self._placing.deliver(row, letter)
            case Announce():
                await self._announce(letter, key)
            case MakeRoom():
                await self._housing.deliver(letter)
            case Visit():
                await self._ushering.deliver(letter, key)
            case _:
                await self._do(letter, key)
        return None

    async def _draw(self, letter: RefreshCard | ShowPaper | ShowCount, key: str) -> Posted | None:
        """Show what is drawn only when it goes out."""
        match letter:
            case RefreshCard():
                return await self._show(letter, key)
            case ShowPaper():
                return await self._hand_out(letter, key)
            case ShowCount():
                return await self._show_count(letter, key)

    async def _do(
        self, letter: Reminder | HandOut | Reseed | Tidy | TakeDown | Prepare | MoveAccount, key: str
    ) -> None:
        """Do what posts nothing to which a reply could mean something."""
        match letter:
            case Reminder():
                await self._remind(letter, key)
            case HandOut():
                await self._hand_out_all(letter, key)
            case Reseed():
                await self._reseed(letter, key)
            case Tidy():
                await self._tidy(letter)
            case TakeDown():
                await self._platform(platform_of(letter.venue)).take_down(letter.venue, letter.message)
            case Prepare():
                await self._prepare(letter)
            case MoveAccount():
                await self._move(letter, key)

    def _platform(self, name: str) -> Platform:
        try:
            return self._platforms[name]
        except KeyError:
            raise GoneError(f"{name} is not configured any more") from None

    # --- words

    async def _whisper(
        self, to: AccountKey, letter: ToAccount | ToPerson, key: str, answering: str = ""
    ) -> Posted | None:
        venue, message = await self._write(to, letter.document, key, answering)
        return None if venue is None else _posted(to.platform, venue, message, letter)

    async def _write(self, to: AccountKey, document: Document, key: str, answering: str) -> tuple[VenueId | None, str]:
        """Write to an account in private, and remember where."""
        platform = self._platform(to.platform)
        room = await self._store.private_venue(to)
        venue, message = await platform.whisper(to.id, room, document, key=key, answering=answering)
        if venue not in {room, None}:
            await self._store.commit(Work(private_venues={to: venue}))
        return venue, message

    async def _hand_out(self, letter: ShowPaper, key: str) -> Posted | None:
        document = await self._cards.paper(letter)
        if document is None:
            return None
        to = AccountKey(letter.platform, letter.account)
        venue, message = await self._write(to, document, key, letter.answering)
        if venue is None:
            return None
        subject = str(Subject(Kind.POLL, letter.poll))
        return Posted(
            platform=to.platform, venue=venue, message=message, assembly=letter.assembly, subject=subject, card=False
        )

    async def _tell(self, person: PersonId, document: Document, key: str) -> None:
        """Write to somebody in private, wherever they can be written to."""
        await self._write(await self._account_for(person), document, key, "")

    async def _remind(self, letter: Reminder, key: str) -> None:
        """Write to those who let us; begun again after a failure, it writes to nobody twice."""
        for person in letter.people:
            room = await self._private_room(person)
            if room is not None:
                await self._write_unasked(person, room, letter.document, f"{key}:{person}")

    async def _hand_out_all(self, letter: HandOut, key: str) -> None:
        """Give those who let us their ballot papers; begun again after a failure, it gives nobody two."""
        for person in letter.people:
            room = await self._private_room(person)
            if room is None:
                continue
            document = await self._cards.papers(letter, person)
            if document is not None:
                await self._write_unasked(person, room, document, f"{key}:{person}")

    async def _write_unasked(
        self, person: PersonId, to: tuple[AccountKey, VenueId], document: Document, key: str
    ) -> None:
        """Write to somebody in the private room that they have with the bot; nothing, where they have left it."""
        account, room = to
        platform = self._platform(account.platform)
        try:
            if await platform.is_with_us(room, account.id):
                await platform.whisper(account.id, room, document, key=key)
        except (GoneError, ForbiddenError, RejectedError) as error:
            log.info("not written to", person=person, error=place(error))  # it may be a ballot paper

    async def _private_room(self, person: PersonId) -> tuple[AccountKey, VenueId] | None:
        for row in await self._store.accounts_of([person]):
            room = await self._store.private_venue(row.key)
            if room is not None and row.key.platform in self._platforms:
                return row.key, room
        return None

    async def _account_for(self, person: PersonId) -> AccountKey:
        """Choose where to write to somebody: where they already have a private room, if anywhere."""
        rows = [row.key for row in await self._store.accounts_of([person]) if row.key.platform in self._platforms]
        if not rows:
            raise GoneError("that person has no account on a platform that is configured")
        for key in rows:
            if await self._store.private_venue(key) is not None:
                return key
        return rows[0]

    # --- cards and what is under them

    async def _show(self, letter: RefreshCard, key: str) -> Posted | None:
        drawn = await self._cards.draw(letter)
        if drawn is None:
            return None
        document, seeds = drawn
        platform = self._platform(platform_of(letter.venue))
        there = await self._store.card_of(letter.assembly, letter.subject, letter.venue)
        if there is not None:
            try:
                await platform.edit(letter.venue, there.message, document, key=key)
            except GoneError:
                await self._store.commit(Work(forgotten=[(platform.name, there.message)]))
            else:
                return None
        if letter.changes:
            # It is not there yet, or no more: then it takes its place among what the room reads.
            anew = letters.card(letter.assembly, letter.subject, letter.venue)
            await self._store.commit(Work(owed=[anew]))
            return None
        message = await platform.post(letter.venue, document, key=f"{key}:new", seeds=seeds)
        return Posted(
            platform=platform.name,
            venue=letter.venue,
            message=message,
            assembly=letter.assembly,
            subject=letter.subject,
            card=True,
        )

    async def _show_count(self, letter: ShowCount, key: str) -> Posted | None:
        picture = await self._cards.count(letter)
        if picture is None:
            return None
        platform = self._platform(platform_of(letter.venue))
        message = await platform.post_picture(letter.venue, picture, key=key)
        return Posted(
            platform=platform.name,
            venue=letter.venue,
            message=message,
            assembly=letter.assembly,
            subject=str(Subject(Kind.POLL, letter.poll)),
            card=False,
        )

    async def _reseed(self, letter: Reseed, key: str) -> None:
        drawn = await self._cards.draw(letter)
        there = await self._store.card_of(letter.assembly, letter.subject, letter.venue)
        if drawn is not None and there is not None:
            await self._platform(platform_of(letter.venue)).seed(letter.venue, there.message, drawn[1], key=key)

    async def _tidy(self, letter: Tidy) -> None:
        for old in await self._records.superseded(letter):
            platform = self._platforms.get(old.platform)
            if platform is not None:
                await platform.take_away(old.venue, old.message, old.account, old.mark)

    async def _announce(self, letter: Announce, key: str) -> None:
        assembly = await self._records.assembly(letter.assembly)
        if assembly is not None and letter.moot in assembly.moots and letter.venue in assembly.speaking:
            platform = self._platform(platform_of(letter.venue))
            await platform.announce(letter.venue, meeting_of(assembly, letter.moot), key=key)

    # --- doors

    async def _prepare(self, letter: Prepare) -> None:
        assembly = await self._records.assembly(letter.assembly)
        if assembly is None or letter.venue not in assembly.speaking:
            return
        here = [each.person for each in assembly.participants.values() if letter.venue in each.venues]
        here += [each.person for each in assembly.waiting.values() if letter.venue in each.venues]
        platform = self._platform(platform_of(letter.venue))
        rows = await self._store.accounts_of(here)
        accounts = [row.key.id for row in rows if row.key.platform == platform.name]
        role = await platform.prepare(letter.venue, assembly.name, accounts, of=assembly.id)
        if role:
            telling = ToVenue(venue=letter.venue, document=how_to_join(assembly, role), assembly=assembly.id)
            await self._store.commit(Work(owed=[letters.owed(f"door:{letter.venue}:{role}", telling)]))

    async def _move(self, letter: MoveAccount, key: str) -> None:
        platform = self._platform(platform_of(letter.venue))
        document = letter.done
        try:
            move = platform.admit if letter.entering else platform.dismiss
            await move(letter.venue, letter.account)
        except (RejectedError, ForbiddenError, GoneError) as error:
            document = not_moved(str(error))
        try:
            await self._write(AccountKey(platform.name, letter.account), document, key, letter.answering)
        except ForbiddenError as error:
            # Tried again, it would be done again, perhaps against what they wished for since.
            log.info("not told of a move", venue=letter.venue, error=str(error))


def _posted(platform: str, venue: VenueId, message: str, letter: ToVenue | ToAccount | ToPerson) -> Posted | None:
    """Note what a message speaks of, where replies to it could mean something."""
    if letter.assembly is None or not letter.subject:
        return None
    return Posted(
        platform=platform,
        venue=venue,
        message=message,
        assembly=letter.assembly,
        subject=letter.subject,
        card=False,
    )
