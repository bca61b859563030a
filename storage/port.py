"""What the program needs of a store. This is the contract; ``tests/store_conformance.py`` holds every store to it.

Storage keeps and decides nothing. An assembly is saved by the difference between two immutable values; messages owed
are opaque text. Everything that one batch brings about is one ``Work`` and is committed whole or not at all.

The errors that a store raises::

    StorageError
    ├── ConflictError      another instance wrote to the same register first: load again and decide again
    ├── UnavailableError   the database cannot be reached or is locked: wait and try again
    └── BadDataError       the database refuses this very data: trying again will not help
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from deliberation.assembly import Assembly
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId, DonorId, PersonId, VenueId
from deliberation.register import Chain, Entry, SealedText


class StorageError(Exception):
    """The store failed; see the tree above."""


class ConflictError(StorageError):
    """Another instance wrote to the same register first."""


class UnavailableError(StorageError):
    """The database cannot be reached now."""


class BadDataError(StorageError):
    """The database refuses this very data."""


@dataclass(frozen=True, slots=True)
class Held:
    """An assembly as the store holds it, with the end of its register."""

    assembly: Assembly
    chain: Chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one assembly. ``before`` is ``None`` for one just founded.

    ``entries`` continue ``before.chain`` and end with ``after.chain``. ``next_due`` is when it next needs a tick.
    """

    before: Held | None
    after: Held
    entries: Sequence[Entry]
    sealed: Sequence[SealedText]
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class AccountKey:
    """A user on a platform, e.g. ``("matrix", "@ada:example.org")``."""

    platform: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """Whose an account is, which is said once, and the name it shows. Saving one again updates the name."""

    key: AccountKey
    person: PersonId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountMove:
    """An account passes from one person to another: two were joined, or one was parted."""

    key: AccountKey
    before: PersonId
    after: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A one-time code: ``handle`` is its part that is not secret, ``proof`` a hash of the whole.

    ``purpose`` and ``subject`` are opaque here. ``tries`` are the wrong ones so far.
    """

    handle: str
    purpose: str
    subject: str
    proof: str
    expires_at: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A row of the roster. ``reference`` is the roster's own name for the member, which has one row.

    ``constituency`` is the short name of an assembly, or empty. The subscription is paid for the whole of
    ``paid_until``. ``email`` is kept only until the member's first account is known.
    """

    reference: str
    person: PersonId
    constituency: str
    paid_until: date
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Something that came in, kept so that it counts once: ``source`` is the platform's own id of it.

    For a reaction ``target`` is the message it is on and ``key`` the folded emoji; for all else both are empty.
    """

    platform: str
    source: str
    account: str
    target: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A message owed. In one ``lane`` (a venue, or one person's private room) they go out in the order of their saving.

    The lane of what is for one person alone has their id in it, their account's or their private room's, and so has the
    key of what is said to an account once that account's: by that it is found when they are forgotten.
    ``key`` names it for ever. With ``repeats`` false, one of a key that was ever saved before is dropped. With
    ``repeats`` true (a card to be refreshed) there is at most one waiting; saving it again while it waits or is on its
    way makes sure that it goes out once more after that.
    """

    key: str
    lane: str
    body: str
    repeats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message still owed, as read back. ``generation`` grows when a repeating one is saved again."""

    id: int
    generation: int
    key: str
    lane: str
    body: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message of ours on a platform and what it speaks of, so that replies and reactions find their matter.

    ``subject`` is opaque here (``check:3:1``). ``card`` says that it is edited when its subject changes.
    """

    platform: str
    venue: VenueId
    message: str
    assembly: AssemblyId
    subject: str
    card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Something that came in and could not be handled, kept for the operator.

    It is never refused: what cannot be written as it is, is written as an escape.
    """

    platform: str
    source: str
    what: str
    error: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BallotPut:
    """A sealed ballot to be put into its slot of a poll's box, in the place of one that lies there."""

    assembly: AssemblyId
    poll: int
    slot: str
    sealed: str


@dataclass(frozen=True, slots=True)
class BoxEmptied:
    """A poll's box to be emptied."""

    assembly: AssemblyId
    poll: int


@dataclass(slots=True, kw_only=True)
class Work:
    """All that one batch brings about."""

    changes: list[Change] = field(default_factory=list)
    accounts: list[AccountRow] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    lifted: list[tuple[str, str]] = field(default_factory=list)
    """(platform, source) of reactions that were taken away."""
    owed: list[Owed] = field(default_factory=list)
    forgotten: list[tuple[str, str]] = field(default_factory=list)
    """(platform, message) of our own messages that were deleted there."""
    cursors: dict[str, str] = field(default_factory=dict)
    heard: dict[str, datetime] = field(default_factory=dict)
    """When each community was last heard: the heartbeat. A community is what is heard or missed as one, as the platform
    names it: a homeserver as a whole (``matrix``), a guild (``discord:123``)."""
    private_venues: dict[AccountKey, VenueId] = field(default_factory=dict)
    """Where an account can be written to in private."""
    moved: list[AccountMove] = field(default_factory=list)
    """Accounts that pass to another person."""
    holders: dict[AccountKey, PersonId] = field(default_factory=dict)
    """Accounts that must be these people's still, before anything of this is written."""
    former: dict[PersonId, PersonId] = field(default_factory=dict)
    """Earlier ids of people, and who that is now. Where that one was joined to another, the store follows it there."""
    codes: dict[str, Code | None] = field(default_factory=dict)
    """One-time codes by handle: kept, changed, or with ``None`` ended."""
    codes_before: datetime | None = None
    """One-time codes that were good until an earlier moment go."""
    memberships: list[Membership] = field(default_factory=list)
    """Rows of the roster that are new or changed, by reference. Where the person turns out to be another (``former``),
    the row is that one's."""
    unsealed: list[tuple[AssemblyId, int, str]] = field(default_factory=list)
    """(assembly, entry, field) of texts beside registers that are erased."""
    erased: list[PersonId] = field(default_factory=list)
    """People who are forgotten: their accounts, private rooms, roster row, codes and earlier ids go, and so does whose
    account it was that anything of theirs came from, and what a platform noted of it. What their reactions were is
    forgotten altogether, and what was owed to them is dropped, but for what this very work owes."""
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    """(platform, key) of what a platform's adapter remembers for itself, and its value; an empty one deletes it."""
    ballots: list[BallotPut | BoxEmptied] = field(default_factory=list)
    """What becomes of ballot boxes, done in this very order: what is put after the emptying stays."""
    addresses: dict[tuple[AssemblyId, DonorId], str | None] = field(default_factory=dict)
    """The addresses of donors: kept or changed, or with ``None`` erased."""
    set_aside: list[SetAside] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An assembly in brief."""

    id: AssemblyId
    slug: str
    name: str
    venues: frozenset[VenueId]
    kind: Kind = Kind.ORDINARY
    member_of: tuple[Peer, ...] = ()
    remit: tuple[str, ...] = ()


class AssemblyStore(Protocol):
    """Keeps assemblies and their registers."""

    async def load(self, assembly: AssemblyId) -> Held | None:
        """Give an assembly as last committed, whole, or ``None``."""

    async def load_many(self, assemblies: Iterable[AssemblyId]) -> dict[AssemblyId, Held]:
        """Give those of these assemblies that there are, whole and all at one moment: sooner than one by one."""

    async def listings(self) -> list[Listing]:
        """List every assembly, by slug. What each is a member of, and its remit, are in order too."""

    async def due(self, now: datetime) -> list[AssemblyId]:
        """Name the assemblies whose ``next_due`` is not after ``now``, the earliest first."""

    async def next_due(self) -> datetime | None:
        """Say when something next falls due anywhere."""

    def entries(self, assembly: AssemblyId, *, after: int = 0) -> AsyncIterator[Entry]:
        """Read the register in order, from behind entry ``after``, without holding it all in memory."""

    def sealed(self, assembly: AssemblyId, *, after: int = 0) -> AsyncIterator[SealedText]:
        """Read the texts beside the register, in the order of their entries."""

    async def assemblies_naming(self, person: PersonId) -> list[AssemblyId]:
        """Name the assemblies whose register names somebody, by their short names' order. It reads them all."""

    async def sealed_naming(self, person: PersonId) -> list[tuple[Entry, SealedText]]:
        """List the texts that stand beside entries that name somebody, with those entries. It reads them all."""


class PeopleStore(Protocol):
    """Keeps whose an account is, and where people can be written to."""

    async def people(self, accounts: Iterable[AccountKey]) -> dict[AccountKey, AccountRow]:
        """Give the rows of those accounts that are known."""

    async def accounts_of(self, people: Iterable[PersonId]) -> list[AccountRow]:
        """List the accounts of those people."""

    async def assemblies_of(self, person: PersonId) -> list[AssemblyId]:
        """Name the assemblies in which somebody takes part, by their short names' order."""

    async def private_venue(self, account: AccountKey) -> VenueId | None:
        """Say where an account can be written to in private."""

    async def accounts_named(self, name: str) -> list[AccountRow]:
        """List the accounts that show a name, in whatever case, or whose id is that or begins with ``@name:``."""

    async def now_called(self, people: Iterable[PersonId]) -> dict[PersonId, PersonId]:
        """Say, of those of these ids that are earlier ones, who that is now."""

    async def earlier_ids(self, person: PersonId) -> list[PersonId]:
        """List the earlier ids of somebody."""

    async def code(self, handle: str) -> Code | None:
        """Give a one-time code."""

    async def membership(self, person: PersonId) -> Membership | None:
        """Give somebody's row of the roster, the one paid for longest where there are several."""

    def memberships(self) -> AsyncIterator[Membership]:
        """Read the roster in the order of its references, without holding it all in memory."""


class IntakeStore(Protocol):
    """Remembers what came in."""

    async def already(self, platform: str, sources: Iterable[str]) -> set[str]:
        """Say which of these came in before."""

    async def reaction(self, platform: str, source: str) -> Received | None:
        """Give a reaction by its id, also one that was taken away since."""

    async def live_reactions(self, platform: str, target: str, account: str | None = None) -> list[Received]:
        """List the reactions on a message that were not taken away, in the order in which they came."""

    async def standing(self, platform: str, pairs: Iterable[tuple[str, str]]) -> list[Received]:
        """List the reactions on (message, account) pairs that were not taken away, in the order in which they came.

        Thousands of pairs are one question, and none are no question. A pair named twice is one pair.
        """

    async def cursor(self, platform: str) -> str | None:
        """Give the platform's last committed cursor."""

    async def heard(self, community: str) -> datetime | None:
        """Say when a community was last heard."""

    async def heard_all(self) -> dict[str, datetime]:
        """Say of every community that was ever heard when it last was."""

    async def put_aside(self) -> list[SetAside]:
        """List what could not be handled, oldest first."""


class OutboxStore(Protocol):
    """Keeps what is owed until it has gone out."""

    async def waiting(self, *, limit: int = 500, busy: Sequence[str] = (), full: Sequence[str] = ()) -> list[Waiting]:
        """List what is owed, oldest first, leaving out the lanes in ``busy`` and all that begin as one in ``full``."""

    async def settle(self, row: Waiting, at: datetime, *, posted: Posted | None = None, gave_up: str = "") -> None:
        """Note that it went out (as ``posted``), or that it never will and why. Nothing else of its lane is touched.

        A repeating one that was saved again meanwhile (its generation grew) stays owed.
        """

    async def failed(self, row: Waiting) -> None:
        """Count one more failed attempt."""

    async def posted_as(self, platform: str, message: str) -> Posted | None:
        """Say what a message of ours speaks of."""

    async def card_of(self, assembly: AssemblyId, subject: str, venue: VenueId) -> Posted | None:
        """Give the card on a subject in a venue, the newest where there are several."""

    async def cards_in(self, venue: VenueId) -> list[Posted]:
        """List the cards in a venue."""


class BoxStore(Protocol):
    """Keeps sealed ballots, of which it can tell neither whose they are nor when they came."""

    async def ballots(self, assembly: AssemblyId, poll: int) -> list[tuple[str, str]]:
        """Give what lies in a poll's box: slots and what is sealed in them, sorted by slot."""

    async def ballot(self, assembly: AssemblyId, poll: int, slot: str) -> str | None:
        """Give what is sealed in one slot of a poll's box, if anything is."""

    async def boxes(self) -> list[tuple[AssemblyId, int]]:
        """Say in which polls' boxes anything lies."""


class AddressStore(Protocol):
    """Keeps where donors live, apart from all else."""

    async def addresses(self, assembly: AssemblyId) -> dict[DonorId, str]:
        """Give the addresses of an assembly's donors, as far as they are known, in the order of their ids."""


class NoteStore(Protocol):
    """Keeps the small facts that a platform's adapter remembers for itself."""

    async def notes(self, platform: str) -> dict[str, str]:
        """Give all that a platform has noted, by key."""


class Store(AssemblyStore, PeopleStore, IntakeStore, OutboxStore, BoxStore, AddressStore, NoteStore, Protocol):
    """All of it, and the one way to write."""

    async def commit(self, work: Work) -> None:
        """Write everything, whole or not at all, and return only when it is durable.

        Raises:
            ConflictError: the register of a changed assembly does not end where ``before`` says, something among
                ``received`` had come in before, an account is already another person's, or one that is ``moved``, or
                among ``holders``, is not that person's any more: another instance was first (nothing was written).
            UnavailableError: the database cannot be reached (nothing was written, or it is not known: the register's
                end and ``already`` tell).
            BadDataError: the data cannot be kept: a text holds a NUL or half of a surrogate pair, a time has no zone or
                stands for a date, entries do not continue the register, a code is kept under another's handle, or one
                thing was received twice in it (nothing was written).
        """

    async def wipe(self, *, whole: bool = False) -> bool:
        """Overwrite what was deleted in what was written ahead; or with ``whole`` wherever else a copy may have stayed.

        The whole takes as long as to write the database anew, and nothing can be committed meanwhile. It is written
        ahead, so that is to be overwritten after it. Say whether it was done: what a server keeps is left to it.

        Raises:
            UnavailableError: somebody reads or writes what must not be read or written meanwhile: try again.
        """

    async def close(self) -> None:
        """Let go of the database."""
