"""A store in memory, for tests: the same contract, kept by the same suite, and nothing durable."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from deliberation.assembly import Assembly
from deliberation.ids import AssemblyId, DonorId, PersonId, VenueId
from deliberation.register import Entry, SealedText, canonical
from storage.differences import peers_by_slug
from storage.memory_contents import Contents, Letter
from storage.naming import goes_by
from storage.port import (
    AccountKey,
    AccountRow,
    BallotPut,
    Change,
    Code,
    ConflictError,
    Held,
    Listing,
    Membership,
    Owed,
    Posted,
    Received,
    SetAside,
    Waiting,
    Work,
)
from storage.saving import owners_after, steps_of
from storage.texts import check_fits, legible


class MemoryStore:
    """A ``Store`` that forgets everything with the process. Two of them on one ``shared`` are two instances."""

    def __init__(self, shared: "MemoryStore | None" = None) -> None:
        self._kept: Contents = shared._kept if shared else Contents()

    async def commit(self, work: Work) -> None:
        """Write everything, whole or not at all.

        Raises:
            ConflictError, BadDataError: as ``storage.port`` says.
        """
        steps_of(work)  # refuses what the other stores refuse
        self._check_first(work)
        for change in work.changes:
            self._keep_assembly(change)
        for assembly, entry, name in work.unsealed:
            texts = self._kept.sealed.get(assembly, [])
            texts[:] = [text for text in texts if (text.entry, text.field) != (entry, name)]
        self._keep_ballots(work)
        self._keep_addresses(work)
        self._keep_people(work)
        self._keep_intake(work)
        for person in work.erased:
            self._kept.forget(person)
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
        self._check_owners(work)

    def _check_owners(self, work: Work) -> None:
        for key, person in work.holders.items():
            row = self._kept.accounts.get(key)
            if row is None or row.person != person:
                raise ConflictError("an account is not that person's any more")
        owners = {row.key: row.person for row in work.accounts[::-1]}
        owners |= {key: row.person for key, row in self._kept.accounts.items()}
        for move in work.moved:
            if owners.get(move.key) != move.before:
                raise ConflictError("an account is not that person's any more")
            owners[move.key] = move.after
        if any(owners[key] != owner for key, owner in owners_after(work)):
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

    def _keep_ballots(self, work: Work) -> None:
        for each in work.ballots:
            box = each.assembly, each.poll
            if isinstance(each, BallotPut):
                self._kept.ballots.setdefault(box, {})[each.slot] = each.sealed
            else:
                self._kept.ballots.pop(box, None)

    def _keep_addresses(self, work: Work) -> None:
        for key, address in work.addresses.items():
            if address is None:
                self._kept.addresses.pop(key, None)
            else:
                self._kept.addresses[key] = address

    def _keep_people(self, work: Work) -> None:
        kept = self._kept
        kept.accounts.update((row.key, row) for row in work.accounts)
        for move in work.moved:
            kept.accounts[move.key] = replace(kept.accounts[move.key], person=move.after)
        for account, venue in work.private_venues.items():
            for other in [key for key, its in kept.private.items() if its == venue]:
                del kept.private[other]
            kept.private[account] = venue
        for earlier, person in work.former.items():
            kept.follow(earlier, person)
        if work.codes_before is not None:
            before = work.codes_before
            kept.codes = {handle: code for handle, code in kept.codes.items() if code.expires_at >= before}
        for handle, code in work.codes.items():
            if code is None:
                kept.codes.pop(handle, None)
            else:
                kept.codes[handle] = replace(code, expires_at=code.expires_at.astimezone(UTC))
        kept.memberships.update((row.reference, row) for row in work.memberships)

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
            self._kept.letters[owed.key] = Letter(self._kept.last_letter, owed, generation)
        else:
            letter.owed, letter.generation = owed, generation

    async def load(self, assembly: AssemblyId) -> Held | None:
        """Give an assembly as last committed, whole, or ``None``."""
        return self._kept.held.get(assembly)

    async def load_many(self, assemblies: Iterable[AssemblyId]) -> dict[AssemblyId, Held]:
        """Give those of these assemblies that there are, whole and all at one moment."""
        return {name: self._kept.held[name] for name in assemblies if name in self._kept.held}

    async def listings(self) -> list[Listing]:
        """List every assembly, by slug."""
        return [_listing(assembly) for assembly in self._by_slug()]

    def _by_slug(self) -> list[Assembly]:
        return sorted((held.assembly for held in self._kept.held.values()), key=lambda it: (it.slug, it.id))

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

    async def assemblies_naming(self, person: PersonId) -> list[AssemblyId]:
        """Name the assemblies whose register names somebody, by their short names' order."""
        named = canonical(person)
        return [it.id for it in self._by_slug() if any(named in entry.record for entry in self._kept.entries[it.id])]

    async def sealed_naming(self, person: PersonId) -> list[tuple[Entry, SealedText]]:
        """List the texts that stand beside entries that name somebody, with those entries."""
        named = canonical(person)
        texts = sorted(
            (text for texts in self._kept.sealed.values() for text in texts),
            key=lambda text: (text.assembly, text.entry, text.field),
        )
        pairs = [(self._kept.entries[text.assembly][text.entry - 1], text) for text in texts]
        return [(entry, text) for entry, text in pairs if named in entry.record]

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
        return [it.id for it in self._by_slug() if person in it.participants]

    async def private_venue(self, account: AccountKey) -> VenueId | None:
        """Say where an account can be written to in private."""
        return self._kept.private.get(account)

    async def accounts_named(self, name: str) -> list[AccountRow]:
        """List the accounts that show a name, in whatever case, or whose id is that or begins with ``@name:``."""
        found = [row for row in self._kept.accounts.values() if goes_by(row.key.id, row.name, name)]
        return sorted(found, key=lambda row: (row.key.platform, row.key.id))

    async def now_called(self, people: Iterable[PersonId]) -> dict[PersonId, PersonId]:
        """Say, of those of these ids that are earlier ones, who that is now."""
        return {each: self._kept.former[each] for each in people if each in self._kept.former}

    async def earlier_ids(self, person: PersonId) -> list[PersonId]:
        """List the earlier ids of somebody."""
        return sorted(earlier for earlier, now in self._kept.former.items() if now == person)

    async def code(self, handle: str) -> Code | None:
        """Give a one-time code."""
        return self._kept.codes.get(handle)

    async def membership(self, person: PersonId) -> Membership | None:
        """Give somebody's row of the roster, the one paid for longest where there are several."""
        now = self._kept.former.get(person, person)
        rows = [row async for row in self.memberships() if row.person == now]
        return max(rows, key=lambda row: row.paid_until, default=None)

    async def memberships(self) -> AsyncIterator[Membership]:
        """Read the roster in the order of its references."""
        former = self._kept.former
        for _, row in sorted(self._kept.memberships.items()):
            yield replace(row, person=former.get(row.person, row.person))

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

    async def waiting(self, *, limit: int = 500, busy: Sequence[str] = (), full: Sequence[str] = ()) -> list[Waiting]:
        """List what is owed, oldest first, leaving out the lanes in ``busy`` and all that begin as one in ``full``."""
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
            if not it.settled and it.owed.lane not in busy and not it.owed.lane.startswith(tuple(full))
        ][:limit]

    async def settle(self, row: Waiting, at: datetime, *, posted: Posted | None = None, gave_up: str = "") -> None:
        """Note that it went out (as ``posted``), or that it never will and why."""
        if posted:
            check_fits([(posted.platform, posted.venue, posted.message, posted.assembly, posted.subject)])
            self._kept.posted[posted.platform, posted.message] = posted
        letter = self._letter(row)
        if letter and letter.generation == row.generation:
            letter.settled = True
            if not gave_up:
                letter.owed = replace(letter.owed, lane="", body="")
        elif letter:
            letter.attempts = 0

    async def failed(self, row: Waiting) -> None:
        """Count one more failed attempt."""
        if letter := self._letter(row):
            letter.attempts += 1

    def _letter(self, row: Waiting) -> Letter | None:
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

    async def ballots(self, assembly: AssemblyId, poll: int) -> list[tuple[str, str]]:
        """Give what lies in a poll's box: slots and what is sealed in them, sorted by slot."""
        return sorted(self._kept.ballots.get((assembly, poll), {}).items())

    async def ballot(self, assembly: AssemblyId, poll: int, slot: str) -> str | None:
        """Give what is sealed in one slot of a poll's box, if anything is."""
        return self._kept.ballots.get((assembly, poll), {}).get(slot)

    async def boxes(self) -> list[tuple[AssemblyId, int]]:
        """Say in which polls' boxes anything lies."""
        return sorted(self._kept.ballots)

    async def addresses(self, assembly: AssemblyId) -> dict[DonorId, str]:
        """Give the addresses of an assembly's donors, as far as they are known, in the order of their ids."""
        return {donor: address for (its, donor), address in sorted(self._kept.addresses.items()) if its == assembly}

    async def notes(self, platform: str) -> dict[str, str]:
        """Give all that a platform has noted, by key."""
        return {key: value for (its, key), value in self._kept.notes.items() if its == platform}

    async def wipe(self, *, whole: bool = False) -> bool:
        """Do nothing: what is deleted is gone."""
        return True

    async def close(self) -> None:
        """Do nothing: it goes with the process."""


def _listing(assembly: Assembly) -> Listing:
    return Listing(
        id=assembly.id,
        slug=assembly.slug,
        name=assembly.name,
        venues=assembly.venues,
        kind=assembly.kind,
        member_of=peers_by_slug(assembly.member_of),
        remit=tuple(sorted(assembly.remit)),
    )
