"""A store in memory, for tests: the same contract, kept by the same suite, and nothing durable."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.register import Entry, SealedText
from storage.port import (
    AccountKey,
    AccountRow,
    Change,
    ConflictError,
    Held,
    Listing,
    Owed,
    Posted,
    Received,
    SetAside,
    Waiting,
    Work,
)
from storage.saving import steps_of
from storage.texts import check_fits, legible


@dataclass(slots=True)
class _Letter:
    """A message owed, or the tombstone of one."""

    id: int
    owed: Owed
    generation: int = 1
    attempts: int = 0
    settled: bool = False


@dataclass(slots=True)
class _Contents:
    """All that is kept."""

    held: dict[AssemblyId, Held] = field(default_factory=dict)
    due: dict[AssemblyId, datetime] = field(default_factory=dict)
    entries: dict[AssemblyId, list[Entry]] = field(default_factory=dict)
    sealed: dict[AssemblyId, list[SealedText]] = field(default_factory=dict)
    accounts: dict[AccountKey, AccountRow] = field(default_factory=dict)
    private: dict[AccountKey, VenueId] = field(default_factory=dict)
    received: dict[tuple[str, str], Received] = field(default_factory=dict)
    lifted: set[tuple[str, str]] = field(default_factory=set)
    cursors: dict[str, str] = field(default_factory=dict)
    heard: dict[str, datetime] = field(default_factory=dict)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)
    letters: dict[str, _Letter] = field(default_factory=dict)
    posted: dict[tuple[str, str], Posted] = field(default_factory=dict)
    last_letter: int = 0


class MemoryStore:
    """A ``Store`` that forgets everything with the process. Two of them on one ``shared`` are two instances."""

    def __init__(self, shared: "MemoryStore | None" = None) -> None:
        self._kept: _Contents = shared._kept if shared else _Contents()

    async def commit(self, work: Work) -> None:
        """Write everything, whole or not at all.

        Raises:
            ConflictError, BadDataError: as ``storage.port`` says.
        """
        steps_of(work)  # refuses what the other stores refuse
        self._check_first(work)
        for change in work.changes:
            self._keep_assembly(change)
        self._keep_people(work)
        self._keep_intake(work)
        self._keep_notes(work)
        for owed in work.owed:
            self._owe(owed)
        for key in work.forgotten:
            self._kept.posted.pop(key, None)

    def _check_first(self, work: Work) -> None:
        heads = {name: held.chain for name, held in self._kept.held.items()}
        for change in work.changes:
            name = change.after.assembly.id
            if heads.get(name) != (change.before.chain if change.before else None):
                raise ConflictError("the register was written to by another instance first")
            if any(
                held.assembly.slug == change.after.assembly.slug
                for other, held in self._kept.held.items()
                if other != name
            ):
                raise ConflictError("an assembly of that short name was founded by another instance first")
            heads[name] = change.after.chain
        if any((row.platform, row.source) in self._kept.received for row in work.received):
            raise ConflictError("something came in by another instance first")
        known = {**self._kept.accounts}
        for row in work.accounts:
            if known.setdefault(row.key, row).person != row.person:
                raise ConflictError("an account was given to another person by another instance first")

    def _keep_assembly(self, change: Change) -> None:
        kept, name = self._kept, change.after.assembly.id
        kept.held[name] = change.after
        kept.entries.setdefault(name, []).extend(change.entries)
        kept.sealed.setdefault(name, []).extend(change.sealed)
        if change.next_due is None:
            kept.due.pop(name, None)
        else:
            kept.due[name] = change.next_due.astimezone(UTC)

    def _keep_people(self, work: Work) -> None:
        self._kept.accounts.update((row.key, row) for row in work.accounts)
        for account, venue in work.private_venues.items():
            for other in [key for key, its in self._kept.private.items() if its == venue]:
                del self._kept.private[other]
            self._kept.private[account] = venue

    def _keep_intake(self, work: Work) -> None:
        kept = self._kept
        kept.received.update(((row.platform, row.source), row) for row in work.received)
        kept.lifted.update(key for key in work.lifted if key in kept.received)
        kept.cursors.update(work.cursors)
        kept.heard.update((community, at.astimezone(UTC)) for community, at in work.heard.items())
        for row in work.set_aside:
            texts = {name: legible(getattr(row, name)) for name in ("platform", "source", "what", "error")}
            kept.set_aside.append(replace(row, at=row.at.astimezone(UTC), **texts))

    def _keep_notes(self, work: Work) -> None:
        for key, value in work.notes.items():
            if value:
                self._kept.notes[key] = value
            else:
                self._kept.notes.pop(key, None)

    def _owe(self, owed: Owed) -> None:
        letter = self._kept.letters.get(owed.key)
        if letter is not None and not owed.repeats:
            return
        generation = letter.generation + 1 if letter else 1
        if letter is None or letter.settled:
            self._kept.last_letter += 1
            self._kept.letters[owed.key] = _Letter(self._kept.last_letter, owed, generation)
        else:
            letter.owed, letter.generation = owed, generation

    async def load(self, assembly: AssemblyId) -> Held | None:
        """Give an assembly as last committed, whole, or ``None``."""
        return self._kept.held.get(assembly)

    async def listings(self) -> list[Listing]:
        """List every assembly, by slug."""
        found = sorted((held.assembly for held in self._kept.held.values()), key=lambda it: (it.slug, it.id))
        return [Listing(id=it.id, slug=it.slug, name=it.name, venues=it.venues) for it in found]

    async def due(self, now: datetime) -> list[AssemblyId]:
        """Name the assemblies whose ``next_due`` is not after ``now``, the earliest first."""
        return [name for at, name in sorted((at, name) for name, at in self._kept.due.items()) if at <= now]

    async def next_due(self) -> datetime | None:
        """Say when something next falls due anywhere."""
        return min(self._kept.due.values(), default=None)

    async def entries(self, assembly: AssemblyId, *, after: int = 0) -> AsyncIterator[Entry]:
        """Read the register in order, from behind entry ``after``."""
        for entry in list(self._kept.entries.get(assembly, [])[after:]):
            yield entry

    async def sealed(self, assembly: AssemblyId, *, after: int = 0) -> AsyncIterator[SealedText]:
        """Read the texts beside the register, in the order of their entries."""
        texts = self._kept.sealed.get(assembly, [])
        for text in sorted((text for text in texts if text.entry > after), key=lambda text: (text.entry, text.field)):
            yield text

    async def people(self, accounts: Iterable[AccountKey]) -> dict[AccountKey, AccountRow]:
        """Give the rows of those accounts that are known."""
        return {key: self._kept.accounts[key] for key in accounts if key in self._kept.accounts}

    async def accounts_of(self, people: Iterable[PersonId]) -> list[AccountRow]:
        """List the accounts of those people."""
        wanted = set(people)
        found = [row for row in self._kept.accounts.values() if row.person in wanted]
        return sorted(found, key=lambda row: (row.key.platform, row.key.id))

    async def assemblies_of(self, person: PersonId) -> list[AssemblyId]:
        """Name the assemblies in which somebody takes part, by their short names' order."""
        return [it.id for it in await self.listings() if person in self._kept.held[it.id].assembly.participants]

    async def private_venue(self, account: AccountKey) -> VenueId | None:
        """Say where an account can be written to in private."""
        return self._kept.private.get(account)

    async def already(self, platform: str, sources: Iterable[str]) -> set[str]:
        """Say which of these came in before."""
        return {source for source in sources if (platform, source) in self._kept.received}

    async def reaction(self, platform: str, source: str) -> Received | None:
        """Give a reaction by its id, also one that was taken away since."""
        found = self._kept.received.get((platform, source))
        return found if found and found.target else None

    async def live_reactions(self, platform: str, target: str, account: str | None = None) -> list[Received]:
        """List the reactions on a message that were not taken away, in the order in which they came."""
        return [
            row
            for key, row in self._kept.received.items()
            if target and (row.platform, row.target) == (platform, target) and account in {None, row.account}
            if key not in self._kept.lifted
        ]

    async def standing(self, platform: str, pairs: Iterable[tuple[str, str]]) -> list[Received]:
        """List the reactions on (message, account) pairs that were not taken away, in the order in which they came."""
        wanted = set(pairs)
        return [
            row
            for key, row in self._kept.received.items()
            if row.target and row.platform == platform and (row.target, row.account) in wanted
            if key not in self._kept.lifted
        ]

    async def cursor(self, platform: str) -> str | None:
        """Give the platform's last committed cursor."""
        return self._kept.cursors.get(platform)

    async def heard(self, community: str) -> datetime | None:
        """Say when a community was last heard."""
        return self._kept.heard.get(community)

    async def heard_all(self) -> dict[str, datetime]:
        """Say of every community that was ever heard when it last was."""
        return dict(self._kept.heard)

    async def put_aside(self) -> list[SetAside]:
        """List what could not be handled, oldest first."""
        return list(self._kept.set_aside)

    async def waiting(self, *, limit: int = 500, busy: Sequence[str] = ()) -> list[Waiting]:
        """List what is owed, oldest first, leaving out the lanes in ``busy``."""
        found = sorted(self._kept.letters.values(), key=lambda letter: letter.id)
        return [
            Waiting(
                id=it.id,
                generation=it.generation,
                key=it.owed.key,
                lane=it.owed.lane,
                body=it.owed.body,
                attempts=it.attempts,
            )
            for it in found
            if not it.settled and it.owed.lane not in busy
        ][:limit]

    async def settle(self, row: Waiting, at: datetime, *, posted: Posted | None = None, gave_up: str = "") -> None:
        """Note that it went out (as ``posted``), or that it never will and why (which nobody asks here)."""
        if posted:
            check_fits([(posted.platform, posted.venue, posted.message, posted.assembly, posted.subject)])
            self._kept.posted[posted.platform, posted.message] = posted
        letter = self._letter(row)
        if letter and letter.generation == row.generation:
            letter.settled = True
        elif letter:
            letter.attempts = 0

    async def failed(self, row: Waiting) -> None:
        """Count one more failed attempt."""
        if letter := self._letter(row):
            letter.attempts += 1

    def _letter(self, row: Waiting) -> _Letter | None:
        letter = self._kept.letters.get(row.key)
        return letter if letter and letter.id == row.id else None

    async def posted_as(self, platform: str, message: str) -> Posted | None:
        """Say what a message of ours speaks of."""
        return self._kept.posted.get((platform, message))

    async def card_of(self, assembly: AssemblyId, subject: str, venue: VenueId) -> Posted | None:
        """Give the card on a subject in a venue, the newest where there are several."""
        cards = [card for card in await self.cards_in(venue) if (card.assembly, card.subject) == (assembly, subject)]
        return cards[-1] if cards else None

    async def cards_in(self, venue: VenueId) -> list[Posted]:
        """List the cards in a venue."""
        return [row for row in self._kept.posted.values() if row.card and row.venue == venue]

    async def notes(self, platform: str) -> dict[str, str]:
        """Give all that a platform has noted, by key."""
        return {key: value for (its, key), value in self._kept.notes.items() if its == platform}

    async def close(self) -> None:
        """Do nothing: it goes with the process."""
