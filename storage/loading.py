"""Reads assemblies from their rows: few statements, for one assembly or for hundreds."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from sys import intern
from typing import Any, Final, NamedTuple, TypeVar

from msgspec import DecodeError
from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Label,
    Select,
    Table,
    Text,
    bindparam,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from deliberation.assembly import Assembly, Participant
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, PersonId, VenueId
from deliberation.persistent import PersistentMap
from deliberation.polls import Paper
from deliberation.positions import Position, Stance
from deliberation.register import Chain
from deliberation.rules import Rules
from storage import codec, tables
from storage.places import KEYED, NUMBERED, Numbered
from storage.port import Held, StorageError

T = TypeVar("T")
_Rows = Iterator[Any]
_STANCES: Final = {stance.value: stance for stance in Stance}
_NOWHERE: Final[frozenset[VenueId]] = frozenset()
_NOTHING: Final[dict[str, list[tuple[int, str]]]] = {}
_PLACES: Final = {place.table.name: place for place in NUMBERED}
_WITHIN: Final = {within: [each for each in KEYED if each.within == within] for within in {it.within for it in KEYED}}

_ASKED: Final[BindParameter[list[str]]] = bindparam("assemblies", expanding=True)


def _all_of(table: Table) -> Select[Any]:
    return select(table).where(table.c.assembly.in_(_ASKED))


def _named(table: Table) -> Label[str]:
    return literal_column(f"'{table.name}'", Text).label("kind")


def _bodies_of(table: Table) -> Select[Any]:
    return select(_named(table), table).where(table.c.assembly.in_(_ASKED))


def _entries_of(table: Table) -> Select[Any]:
    assembly, *number, key, value = table.c
    within = number[0] if number else literal_column("0", tables.Number)
    return select(_named(table), assembly, within.label("number"), key, value).where(assembly.in_(_ASKED))


def _roll_of(table: Table, number: str, *others: str) -> Select[Any]:
    columns = [table.c[name] for name in ("people", "rules", *others)]
    padding = [literal_column("''", Text)] * (2 - len(others))
    return select(_named(table), table.c.assembly, table.c[number], *columns, *padding).where(
        table.c.assembly.in_(_ASKED)
    )


# Every kind at once: each statement takes its time.
_BODIES: Final[CompoundSelect[Any]] = union_all(*(_bodies_of(each.table) for each in NUMBERED)).order_by("number")
_ENTRIES: Final[CompoundSelect[Any]] = union_all(*(_entries_of(each.table) for each in KEYED))

_OWN: Final = select(tables.assemblies).where(tables.assemblies.c.id.in_(_ASKED))
_PARTICIPANTS: Final = _all_of(tables.participants)
_ROLLS: Final = union_all(
    _roll_of(tables.rolls, "check_number", "excused"), _roll_of(tables.poll_rolls, "poll", "papers", "receipts")
)
_POSITIONS: Final = _all_of(tables.positions)

_AT_ONCE: Final = 2000
"""Rows that are turned into values before those they came from are let go."""


async def load(connection: AsyncConnection, assemblies: Collection[AssemblyId]) -> dict[AssemblyId, Held]:
    """Read those of these assemblies that there are, whole.

    Raises:
        StorageError: a row is not of a form that this program writes.
    """
    asked = {"assemblies": list(assemblies)}

    async def rows(statement: Select[Any] | CompoundSelect[Any]) -> _Rows:
        result = await connection.execute(statement, asked)
        return (row for part in result.partitions(_AT_ONCE) for row in part)

    own = list(await rows(_OWN))
    if not own:
        return {}
    at = ", ".join(row.id for row in own)
    try:
        parts = _Parts(
            _bodies(await rows(_BODIES)),
            _participants(await rows(_PARTICIPANTS)),
            *_rolls(await rows(_ROLLS)),
            _positions(await rows(_POSITIONS)),
            _entries(await rows(_ENTRIES)),
        )
        found = {}
        for row in own:
            at = row.id
            found[AssemblyId(at)] = Held(_assembly(row, parts), Chain(row.head_number, row.head_hash))
    except (KeyError, ValueError, TypeError, DecodeError) as error:
        raise StorageError(f"assembly {at} cannot be read: {error!r}") from error
    return found


class _Roll(NamedTuple):
    roll: frozenset[PersonId]
    excused: frozenset[PersonId]
    rules: Rules


class _PollRoll(NamedTuple):
    roll: frozenset[PersonId]
    rules: Rules
    papers: tuple[Paper, ...]
    receipts: tuple[str, ...]


class _Parts(NamedTuple):
    """What has rows of its own, by whose it is."""

    bodies: dict[str, dict[str, list[tuple[int, str]]]]
    participants: dict[str, dict[PersonId, Participant]]
    rolls: dict[tuple[str, int], _Roll]
    poll_rolls: dict[tuple[str, int], _PollRoll]
    positions: dict[tuple[str, int], dict[PersonId, Position]]
    entries: dict[tuple[str, str, int], dict[str, str]]


def _person(name: str) -> PersonId:
    # The same people are in many assemblies and on many rolls: each id is held once.
    return PersonId(intern(name))


def _bodies(rows: _Rows) -> dict[str, dict[str, list[tuple[int, str]]]]:
    found: defaultdict[str, dict[str, list[tuple[int, str]]]] = defaultdict(dict)
    for kind, assembly, number, body in rows:
        found[assembly].setdefault(kind, []).append((number, body))
    return found


def _participants(rows: _Rows) -> dict[str, dict[PersonId, Participant]]:
    found: defaultdict[str, dict[PersonId, Participant]] = defaultdict(dict)
    for assembly, name, venues, joined_at, apologies_until, enrolled_until, let_in in rows:
        person = _person(name)
        found[assembly][person] = Participant(
            person=person,
            venues=codec.read_venues(venues),
            joined_at=joined_at,
            apologies_until=apologies_until,
            enrolled_until=enrolled_until,
            let_in=codec.read_venues(let_in) if let_in else _NOWHERE,
        )
    return found


def _rolls(rows: _Rows) -> tuple[dict[tuple[str, int], _Roll], dict[tuple[str, int], _PollRoll]]:
    # Checks that were called one after the other mostly have the same roll, and assemblies the same rules.
    people, rules = _once(codec.read_people), _once(codec.read_rules)
    of_checks: dict[tuple[str, int], _Roll] = {}
    of_polls: dict[tuple[str, int], _PollRoll] = {}
    for kind, assembly, number, roll, its, one, two in rows:
        if kind == tables.rolls.name:
            of_checks[assembly, number] = _Roll(people(roll), people(one), rules(its))
        else:
            counted = codec.PAPERS.read(one), codec.RECEIPTS.read(two)
            of_polls[assembly, number] = _PollRoll(people(roll), rules(its), *counted)
    return of_checks, of_polls


def _once(read: Callable[[str], T]) -> Callable[[str], T]:
    """Read each text once."""
    known: dict[str, T] = {}

    def remembered(body: str) -> T:
        if body not in known:
            known[body] = read(body)
        return known[body]

    return remembered


def _positions(rows: _Rows) -> dict[tuple[str, int], dict[PersonId, Position]]:
    found: defaultdict[tuple[str, int], dict[PersonId, Position]] = defaultdict(dict)
    for assembly, check, person, stance, *said in rows:
        found[assembly, check][_person(person)] = Position(_STANCES[stance], *said)
    return found


def _entries(rows: _Rows) -> dict[tuple[str, str, int], dict[str, str]]:
    found: defaultdict[tuple[str, str, int], dict[str, str]] = defaultdict(dict)
    for kind, assembly, number, key, value in rows:
        found[kind, assembly, number][intern(key)] = value
    return found


# --- one assembly out of its parts


def _assembly(own: Any, parts: _Parts) -> Assembly:
    name: str = own.id
    return codec.ASSEMBLY.read(
        own.body,
        id=AssemblyId(name),
        slug=own.slug,
        name=own.name,
        venues=codec.read_venues(own.venues),
        kind=Kind(own.kind),
        member_of=PersistentMap([(peer.id, peer) for peer in codec.read_peers(own.member_of)]),
        remit=PersistentMap(codec.read_counts(own.remit)),
        next_lapse=own.next_lapse,
        participants=PersistentMap(parts.participants.get(name, ())),
        **_maps("", name, 0, parts),
        # Of most kinds most assemblies have nothing.
        **{
            (place := _PLACES[kind]).field: _numbered(place, name, bodies, parts)
            for kind, bodies in parts.bodies.get(name, _NOTHING).items()
        },
    )


def _maps(within: str, assembly: str, number: int, parts: _Parts) -> dict[str, Any]:
    """Give the maps of an assembly itself, or of something numbered in it, by field."""
    found: dict[str, Any] = {}
    for each in _WITHIN.get(within, ()):
        entries = parts.entries.get((each.table.name, assembly, number))
        if entries:
            found[each.field] = PersistentMap([(key, each.form.read(value)) for key, value in entries.items()])
    return found


def _numbered(place: Numbered, assembly: str, bodies: list[tuple[int, str]], parts: _Parts) -> PersistentMap[int, Any]:
    found = {}
    for number, body in bodies:
        apart = _maps(place.field, assembly, number, parts)
        if place.field == "checks":
            apart |= _of_check(assembly, number, parts)
        elif place.field == "polls":
            apart |= parts.poll_rolls[assembly, number]._asdict()
        found[number] = place.form.read(body, **apart)
    return PersistentMap(found)


def _of_check(assembly: str, number: int, parts: _Parts) -> dict[str, Any]:
    positions = PersistentMap(parts.positions.get((assembly, number), ()))
    return {**parts.rolls[assembly, number]._asdict(), "positions": positions}
