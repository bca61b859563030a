"""What became of assemblies, as rows: the difference between two values of each, and its register's new entries."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Table

from deliberation.assembly import Assembly, Participant
from deliberation.checks import Check
from deliberation.federation import Peer
from deliberation.persistent import PersistentMap
from deliberation.polls import Poll
from deliberation.positions import Position
from storage import codec, tables
from storage.places import KEYED, NUMBERED
from storage.port import BadDataError, Change, Held
from storage.steps import Row, Step, Verb
from storage.texts import check_json

K = TypeVar("K")
V = TypeVar("V")


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


def assembly_steps(changes: Sequence[Change]) -> list[Step]:
    """Say what is written of assemblies and their registers, in the order in which it must be written.

    Raises:
        BadDataError: entries do not continue their register, or something cannot be kept.
    """
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
                rewritten.append(_rewriting(after.assembly))
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


# --- the assembly's own row


def _own_row_differs(before: Assembly, after: Assembly) -> bool:
    outside = (before.slug, before.name, before.venues, before.kind) != (
        after.slug,
        after.name,
        after.venues,
        after.kind,
    )
    maps = before.member_of is not after.member_of or before.remit is not after.remit
    return outside or maps or codec.ASSEMBLY.differ(before, after)


def _founding(after: Held, next_due: datetime | None) -> Row:
    assembly, chain = after.assembly, after.chain
    slug, name, venues, body, kind, member_of, remit, identifier = _rewriting(assembly)
    head = (chain.number, chain.hash, next_due)
    return identifier, slug, name, venues, *head, body, kind, member_of, remit, assembly.next_lapse


def _rewriting(assembly: Assembly) -> Row:
    return (
        assembly.slug,
        assembly.name,
        codec.written_venues(assembly.venues),
        codec.ASSEMBLY.write(assembly),
        assembly.kind.value,
        codec.written_json(peers_by_slug(assembly.member_of)),
        codec.written_json(dict(assembly.remit)),
        assembly.id,
    )


def peers_by_slug(peers: PersistentMap[Any, Peer]) -> tuple[Peer, ...]:
    """List what is known of several assemblies, by their short names."""
    return tuple(sorted(peers.values(), key=lambda peer: (peer.slug, peer.id)))


def _move(before: Held, after: Held, next_due: datetime | None) -> Row:
    ends, begins, assembly = after.chain, before.chain, after.assembly
    return ends.number, ends.hash, next_due, assembly.next_lapse, assembly.id, begins.number, begins.hash


# --- what has rows of its own

_EMPTY: Final[PersistentMap[Any, Any]] = PersistentMap()


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
    for numbered in NUMBERED:
        found = rows.of(numbered.table)
        for number, was, now in _both(getattr(before, numbered.field, _EMPTY), getattr(after, numbered.field)):
            key = (after.id, number)
            if now is None:
                found[key] = None
            elif was is None or not numbered.fills or numbered.form.differ(was, now):
                found[key] = (*key, numbered.form.write(now))
            _within(numbered.field, key, was, now, rows)
    _within("", (after.id,), before, after, rows)
    people = rows.of(tables.participants)
    for person, participant in _changed(before.participants if before else _EMPTY, after.participants):
        people[after.id, person] = None if participant is None else _participant(after.id, participant)


def _within(field: str, key: Row, was: Any, now: Any, rows: _Rows) -> None:
    """Find what differs in the maps of an assembly itself, or of something numbered in it."""
    for keyed in KEYED:
        if keyed.within == field:
            found = rows.of(keyed.table)
            for name, value in _changed(getattr(was, keyed.field, _EMPTY), getattr(now, keyed.field, _EMPTY)):
                found[*key, name] = None if value is None else (*key, name, keyed.form.write(value))
    if field == "checks":
        _roll(key, was, now, rows.of(tables.rolls))
        _positions(key, was, now, rows.of(tables.positions))
    elif field == "polls":
        _poll_roll(key, was, now, rows.of(tables.poll_rolls))


def _participant(assembly: str, participant: Participant) -> Row:
    return (
        assembly,
        participant.person,
        codec.written_venues(participant.venues),
        participant.joined_at,
        participant.apologies_until,
        participant.enrolled_until,
        codec.written_venues(participant.let_in) if participant.let_in else None,
    )


def _roll(key: Row, was: Check | None, now: Check | None, rows: dict[Row, Row | None]) -> None:
    """A roll may name thousands, and is written only when a check is called or begins again."""
    if now is None:
        rows[key] = None
    elif was is None or (was.roll, was.excused, was.rules) != (now.roll, now.excused, now.rules):
        rules = codec.written_json(codec.written_rules(now.rules))
        rows[key] = (*key, codec.written_json(now.roll), codec.written_json(now.excused), rules)


def _poll_roll(key: Row, was: Poll | None, now: Poll | None, rows: dict[Row, Row | None]) -> None:
    """What was counted may be as long as the roll; both are written when it opens, and when it is over."""
    if now is None:
        rows[key] = None
    elif was is None or _long_parts(was) != _long_parts(now):
        rules = codec.written_json(codec.written_rules(now.rules))
        counted = codec.PAPERS.write(now.papers), codec.RECEIPTS.write(now.receipts)
        rows[key] = (*key, codec.written_json(now.roll), rules, *counted)


def _long_parts(poll: Poll) -> tuple[object, ...]:
    return poll.roll, poll.rules, poll.papers, poll.receipts


def _positions(key: Row, was: Check | None, now: Check | None, rows: dict[Row, Row | None]) -> None:
    for person, position in _changed(was.positions if was else _EMPTY, now.positions if now else _EMPTY):
        rows[*key, person] = None if position is None else (*key, person, *_position(position))


def _position(position: Position) -> Row:
    return (
        position.stance.value,
        position.reason,
        position.source,
        position.cooling,
        position.lapsed,
        position.at,
        position.erased,
    )
