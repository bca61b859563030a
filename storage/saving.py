"""What a ``Work`` writes, as rows: the difference between two values of an assembly, and all that goes with it.

Nothing here touches a database. ``steps_of`` is finished before anything is awaited, so it sees one moment.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum, auto
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Table

from deliberation.assembly import Assembly, Check, Participant, Petition
from deliberation.persistent import PersistentMap
from storage import codec, tables
from storage.port import BadDataError, Change, Held, SetAside, Work
from storage.texts import check_fits, check_json, legible

K = TypeVar("K")
V = TypeVar("V")
Row = tuple[Any, ...]


class Verb(Enum):
    """What is done with rows."""

    ADD = auto()
    """They are new; one that is there already means that another instance was first."""
    PUT = auto()
    """They take the place of what has their key."""
    DROP = auto()
    """These are keys: what has them goes."""
    MOVE_HEAD = auto()
    """The end of a register moves: new number and hash, when next due, assembly, number and hash before."""
    REWRITE = auto()
    """The assembly's own row is written anew: slug, name, venues, body, id."""
    FREE_VENUE = auto()
    """A private room is nobody's any more."""
    LIFT = auto()
    """A reaction was taken away."""
    NAME = auto()
    """An account shows this name. Whose it is, is said once."""
    OWE = auto()
    """A message is owed; a repeating one that had gone out is owed again, behind what is owed by now."""
    CURSOR = auto()
    HEARD = auto()


class Step(NamedTuple):
    """Rows of one table with which one thing is done. A row's values are in the order that ``statements`` declares."""

    verb: Verb
    table: Table
    rows: list[Row]


def steps_of(work: Work) -> list[Step]:
    """Say what a work writes, in the order in which it must be written.

    Raises:
        BadDataError: it holds something that cannot be kept.
    """
    steps = [*_assemblies(work.changes), *_people(work), *_intake(work), *_outbox(work), *_notes(work)]
    steps = [step for step in steps if step.rows]
    for step in steps:
        check_fits(step.rows)
        if step.table in _TIMED:
            _check_times(step.rows)
    return steps


_TIMED: Final = frozenset(
    table
    for table in tables.metadata.tables.values()
    if any(isinstance(column.type, tables.UtcDateTime) for column in table.columns)
)


def _check_times(rows: Iterable[Row]) -> None:
    for row in rows:
        for value in row:
            if isinstance(value, datetime) and value.tzinfo is None:
                raise BadDataError(f"a time without a zone: {value}")


# --- assemblies and their registers


class _Rows:
    """Rows by table and key; a key written twice is written as it was last."""

    def __init__(self) -> None:
        self._tables: dict[Table, dict[Row, Row | None]] = {}

    def of(self, table: Table) -> dict[Row, Row | None]:
        return self._tables.setdefault(table, {})

    def steps(self) -> Iterable[Step]:
        for table, rows in self._tables.items():
            yield Step(Verb.DROP, table, [key for key, row in rows.items() if row is None])
            yield Step(Verb.PUT, table, [row for row in rows.values() if row is not None])


def _assemblies(changes: Sequence[Change]) -> list[Step]:
    founded, rewritten, heads, rows = [], [], [], _Rows()
    # Instances that lock registers in one order never wait for each other in a circle.
    for change in sorted(changes, key=lambda change: change.after.assembly.id):
        _check_continues(change)
        before, after = change.before, change.after
        if before is None:
            founded.append(_founding(after, change.next_due))
        else:
            heads.append(_move(before, after, change.next_due))
            if _own_row_differs(before.assembly, after.assembly):
                rewritten.append((*_own_row(after.assembly), after.assembly.id))
        _difference(before.assembly if before else None, after.assembly, rows)
    entries = [(e.assembly, e.number, e.record, e.hash) for change in changes for e in change.entries]
    check_json(record for _, _, record, _ in entries)
    texts = [(s.assembly, s.entry, s.field, s.salt, s.text) for change in changes for s in change.sealed]
    return [
        Step(Verb.ADD, tables.assemblies, founded),
        Step(Verb.MOVE_HEAD, tables.assemblies, heads),
        Step(Verb.REWRITE, tables.assemblies, rewritten),
        Step(Verb.ADD, tables.register, entries),
        Step(Verb.ADD, tables.sealed, texts),
        *rows.steps(),
    ]


def _check_continues(change: Change) -> None:
    """Refuse entries that would break the register: the program is wrong, and must not write it down."""
    number = change.before.chain.number if change.before else 0
    last = change.before.chain.hash if change.before else change.after.chain.hash
    name = change.after.assembly.id
    if change.before is not None and change.before.assembly.id != name:
        raise BadDataError(f"assembly {change.before.assembly.id} cannot become {name}")
    for entry in change.entries:
        number, last = number + 1, entry.hash
        if entry.number != number or entry.assembly != name:
            raise BadDataError(f"entry {entry.number} of {entry.assembly} is not entry {number} of {name}")
    if (number, last) != (change.after.chain.number, change.after.chain.hash):
        raise BadDataError(f"the entries of {name} end with {number}, not with {change.after.chain.number}")


def _own_row(assembly: Assembly) -> Row:
    venues = codec.written_json(assembly.venues)
    return assembly.slug, assembly.name, venues, codec.ASSEMBLY.write(assembly)


def _own_row_differs(before: Assembly, after: Assembly) -> bool:
    outside = (before.slug, before.name, before.venues) != (after.slug, after.name, after.venues)
    return outside or codec.ASSEMBLY.differ(before, after)


def _founding(after: Held, next_due: datetime | None) -> Row:
    slug, name, venues, body = _own_row(after.assembly)
    return after.assembly.id, slug, name, venues, after.chain.number, after.chain.hash, next_due, body


def _move(before: Held, after: Held, next_due: datetime | None) -> Row:
    ends, begins = after.chain, before.chain
    return ends.number, ends.hash, next_due, after.assembly.id, begins.number, begins.hash


_EMPTY: Final[PersistentMap[Any, Any]] = PersistentMap()
_FORMS: Final[tuple[tuple[Table, str, codec.Form[Any]], ...]] = (
    (tables.proposals, "proposals", codec.PROPOSAL),
    (tables.concerns, "concerns", codec.CONCERN),
    (tables.checks, "checks", codec.CHECK),
    (tables.decisions, "decisions", codec.DECISION),
    (tables.petitions, "petitions", codec.PETITION),
)


def _changed(before: PersistentMap[K, V], after: PersistentMap[K, V]) -> list[tuple[K, V | None]]:
    """Name what differs and what it is now."""
    if before is after:
        return []
    return [(key, after.get(key)) for key in after.changed_since(before)]


def _both(before: PersistentMap[K, V], after: PersistentMap[K, V]) -> list[tuple[K, V | None, V | None]]:
    """Name what differs, what it was and what it is. Going back and forth between the two maps costs, so go once."""
    if before is after:
        return []
    were = [(key, before.get(key)) for key in after.changed_since(before)]
    return [(key, was, after.get(key)) for key, was in were]


def _difference(before: Assembly | None, after: Assembly, rows: _Rows) -> None:
    if before is after:
        return
    for table, name, form in _FORMS:
        found = rows.of(table)
        for number, value in _changed(getattr(before, name, _EMPTY), getattr(after, name)):
            key = (after.id, number)
            found[key] = None if value is None else (*key, form.write(value))
    for check, was, now in _both(before.checks if before else _EMPTY, after.checks):
        _roll((after.id, check), was, now, rows.of(tables.rolls))
        _positions((after.id, check), was, now, rows.of(tables.positions))
    for petition, was_petition, petition_now in _both(before.petitions if before else _EMPTY, after.petitions):
        _signatures((after.id, petition), was_petition, petition_now, rows.of(tables.signatures))
    people = rows.of(tables.participants)
    for person, participant in _changed(before.participants if before else _EMPTY, after.participants):
        people[after.id, person] = None if participant is None else _participant(after.id, participant)


def _participant(assembly: str, participant: Participant) -> Row:
    venues = codec.written_json(participant.venues)
    return assembly, participant.person, venues, participant.joined_at, participant.apologies_until


def _roll(key: Row, was: Check | None, now: Check | None, rows: dict[Row, Row | None]) -> None:
    """A roll may name thousands, and is written only when a check is called or begins again."""
    if now is None:
        rows[key] = None
    elif was is None or (was.roll, was.excused, was.rules) != (now.roll, now.excused, now.rules):
        rules = codec.written_json(codec.written_rules(now.rules))
        rows[key] = (*key, codec.written_json(now.roll), codec.written_json(now.excused), rules)


def _positions(key: Row, was: Check | None, now: Check | None, rows: dict[Row, Row | None]) -> None:
    for person, position in _changed(was.positions if was else _EMPTY, now.positions if now else _EMPTY):
        rows[*key, person] = (
            None
            if position is None
            else (
                *key,
                person,
                position.stance.value,
                position.reason,
                position.source,
                position.cooling,
                position.lapsed,
            )
        )


def _signatures(key: Row, was: Petition | None, now: Petition | None, rows: dict[Row, Row | None]) -> None:
    for person, source in _changed(was.signatures if was else _EMPTY, now.signatures if now else _EMPTY):
        rows[*key, person] = None if source is None else (*key, person, source)


# --- everything else


def _people(work: Work) -> list[Step]:
    accounts = [(row.key.platform, row.key.id, row.person, row.name) for row in work.accounts]
    # A room is one account's: the last to name it has it.
    owners = {venue: account for account, venue in work.private_venues.items()}
    return [
        Step(Verb.NAME, tables.accounts, accounts),
        Step(Verb.FREE_VENUE, tables.private_venues, [(venue,) for venue in owners]),
        Step(
            Verb.PUT,
            tables.private_venues,
            [(account.platform, account.id, venue) for venue, account in owners.items()],
        ),
    ]


def _intake(work: Work) -> list[Step]:
    received = [(r.platform, r.source, r.account, r.target or None, r.key or None, False) for r in work.received]
    if len({row[:2] for row in received}) != len(received):
        raise BadDataError("one thing was received twice in a batch")
    return [
        Step(Verb.ADD, tables.received, received),
        Step(Verb.LIFT, tables.received, list(work.lifted)),
        Step(Verb.CURSOR, tables.platforms, list(work.cursors.items())),
        # Hundreds of rows that are there already: in one order, as registers are locked.
        Step(Verb.HEARD, tables.platforms, sorted(work.heard.items())),
        Step(Verb.ADD, tables.set_aside, [_aside(row) for row in work.set_aside]),
    ]


def _aside(row: SetAside) -> Row:
    return legible(row.platform), legible(row.source), legible(row.what), legible(row.error), row.at


def _outbox(work: Work) -> list[Step]:
    owed = [(row.key, row.lane, row.body, row.repeats, 1, 0, "") for row in work.owed]
    return [
        Step(Verb.OWE, tables.outbox, owed),
        Step(Verb.DROP, tables.posted, list(work.forgotten)),
    ]


def _notes(work: Work) -> list[Step]:
    return [
        Step(Verb.DROP, tables.notes, [key for key, value in work.notes.items() if not value]),
        Step(Verb.PUT, tables.notes, [(*key, value) for key, value in work.notes.items() if value]),
    ]
