"""What the store in memory holds, and how one who is forgotten goes out of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from deliberation.ids import AssemblyId, DonorId, PersonId, VenueId
from deliberation.register import Entry, SealedText
from storage.naming import names
from storage.port import AccountKey, AccountRow, Code, Held, Membership, Owed, Posted, Received, SetAside


@dataclass(slots=True)
class Letter:
    """A message owed, or the tombstone of one."""

    id: int
    owed: Owed
    generation: int = 1
    attempts: int = 0
    settled: bool = False


@dataclass(slots=True)
class Contents:
    """All that is kept."""

    held: dict[AssemblyId, Held] = field(default_factory=dict)
    due: dict[AssemblyId, datetime] = field(default_factory=dict)
    entries: dict[AssemblyId, list[Entry]] = field(default_factory=dict)
    sealed: dict[AssemblyId, list[SealedText]] = field(default_factory=dict)
    accounts: dict[AccountKey, AccountRow] = field(default_factory=dict)
    private: dict[AccountKey, VenueId] = field(default_factory=dict)
    former: dict[PersonId, PersonId] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    memberships: dict[str, Membership] = field(default_factory=dict)
    received: dict[tuple[str, str], Received] = field(default_factory=dict)
    lifted: set[tuple[str, str]] = field(default_factory=set)
    cursors: dict[str, str] = field(default_factory=dict)
    heard: dict[str, datetime] = field(default_factory=dict)
    ballots: dict[tuple[AssemblyId, int], dict[str, str]] = field(default_factory=dict)
    addresses: dict[tuple[AssemblyId, DonorId], str] = field(default_factory=dict)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)
    letters: dict[str, Letter] = field(default_factory=dict)
    posted: dict[tuple[str, str], Posted] = field(default_factory=dict)
    last_letter: int = 0

    def follow(self, earlier: PersonId, person: PersonId) -> None:
        """Note an earlier id and who that is now, so that none leads to another earlier one."""
        now = self.former.get(person, person)
        if now != earlier:
            self.former[earlier] = now
            self.former.update((each, now) for each, was in self.former.items() if was == earlier)

    def forget(self, person: PersonId) -> None:
        """Drop whatever tells who somebody is."""
        people = {person} | {earlier for earlier, now in self.former.items() if now == person}
        accounts = {row.key for row in self.accounts.values() if row.person in people}
        rooms = {room for key, room in self.private.items() if key in accounts}
        references = {row.reference for row in self.memberships.values() if row.person in people}
        for account in accounts:
            self._forget_account(account)
        called = {account.id for account in accounts}
        for key, letter in list(self.letters.items()):
            if _names_any(letter.owed.lane, people | called | rooms) or _names_any(key, called):
                del self.letters[key]
        for handle, code in list(self.codes.items()):
            if _names_any(code.subject, people | called | references):
                del self.codes[handle]
        for reference in references:
            del self.memberships[reference]
        self.former = {earlier: now for earlier, now in self.former.items() if now not in people}

    def _forget_account(self, account: AccountKey) -> None:
        del self.accounts[account]
        room = self.private.pop(account, None)
        self.posted = {key: row for key, row in self.posted.items() if row.venue != room}
        for key, row in list(self.received.items()):
            if (row.platform, row.account) == (account.platform, account.id):
                if row.target:
                    del self.received[key]
                    self.lifted.discard(key)
                else:
                    self.received[key] = replace(row, account="")
        for note, value in list(self.notes.items()):
            if note[0] == account.platform and names(value, account.id):
                del self.notes[note]
        for place, aside in enumerate(self.set_aside):
            if aside.platform == account.platform:
                source, error = aside.source.replace(account.id, ""), aside.error.replace(account.id, "…")
                self.set_aside[place] = replace(aside, source=source, error=error)


def _names_any(text: str, ids: Iterable[str]) -> bool:
    return any(names(text, each) for each in ids)
