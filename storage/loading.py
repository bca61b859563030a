"""Reads an assembly from its rows: few statements, each fetched whole."""

from collections import defaultdict
from collections.abc import Callable
from sys import intern
from typing import Any, Final, NamedTuple, TypeVar

from msgspec import DecodeError
from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from deliberation.assembly import Assembly, Check, Participant, Petition
from deliberation.ids import AssemblyId, PersonId
from deliberation.persistent import PersistentMap
from deliberation.positions import Position, Stance
from deliberation.register import Chain
from storage import codec, tables
from storage.port import Held, StorageError

T = TypeVar("T")
_Rows = list[Any]
_STANCES: Final = {stance.value: stance for stance in Stance}


def _all_of(table: Table, *, ordered: bool = False) -> Select[Any]:
    """Select an assembly's rows, without the column that says whose they are."""
    columns = [column for column in table.columns if column.name != "assembly"]
    chosen = select(*columns).where(table.c.assembly == bindparam("assembly"))
    return chosen.order_by(table.c.number) if ordered else chosen


_NUMBERED: Final = {
    table: _all_of(table, ordered=True)
    for table in (tables.proposals, tables.concerns, tables.checks, tables.decisions, tables.petitions)
}
_UNORDERED: Final = {
    table: _all_of(table) for table in (tables.participants, tables.rolls, tables.positions, tables.signatures)
}
_OWN: Final = select(tables.assemblies).where(tables.assemblies.c.id == bindparam("assembly"))


class _Roll(NamedTuple):
    people: str
    excused: str
    rules: str


async def load(connection: AsyncConnection, assembly: AssemblyId) -> Held | None:
    """Read an assembly, whole.

    Raises:
        StorageError: a row is not of a form that this program writes.
    """
    own = (await connection.execute(_OWN, {"assembly": assembly})).one_or_none()
    if own is None:
        return None
    rows: dict[Table, _Rows] = {}
    for table, statement in (_NUMBERED | _UNORDERED).items():
        rows[table] = list((await connection.execute(statement, {"assembly": assembly})).fetchall())
    try:
        return Held(_value(own, rows), Chain(own.head_number, own.head_hash))
    except (KeyError, ValueError, TypeError, DecodeError) as error:
        raise StorageError(f"assembly {assembly} cannot be read: {error!r}") from error


def _value(own: Any, rows: dict[Table, _Rows]) -> Assembly:
    return codec.ASSEMBLY.read(
        own.body,
        id=AssemblyId(own.id),
        slug=own.slug,
        name=own.name,
        venues=codec.read_venues(own.venues),
        participants=_participants(rows[tables.participants]),
        proposals=_read(rows[tables.proposals], codec.PROPOSAL),
        concerns=_read(rows[tables.concerns], codec.CONCERN),
        decisions=_read(rows[tables.decisions], codec.DECISION),
        checks=_checks(rows[tables.checks], rows[tables.rolls], rows[tables.positions]),
        petitions=_petitions(rows[tables.petitions], rows[tables.signatures]),
    )


def _read(rows: _Rows, form: codec.Form[T]) -> PersistentMap[int, T]:
    return PersistentMap([(number, form.read(body)) for number, body in rows])


def _person(name: str) -> PersonId:
    # The same people are on many rolls: each name is held once.
    return PersonId(intern(name))


def _participants(rows: _Rows) -> PersistentMap[PersonId, Participant]:
    people = {}
    for name, venues, joined_at, apologies_until in rows:
        person = _person(name)
        people[person] = Participant(
            person=person, venues=codec.read_venues(venues), joined_at=joined_at, apologies_until=apologies_until
        )
    return PersistentMap(people)


def _checks(rows: _Rows, rolls: _Rows, positions: _Rows) -> PersistentMap[int, Check]:
    frozen = {check: _Roll(people, excused, rules) for check, people, excused, rules in rolls}
    taken: defaultdict[int, dict[PersonId, Position]] = defaultdict(dict)
    for check, person, stance, reason, source, cooling, lapsed in positions:
        taken[check][_person(person)] = Position(_STANCES[stance], reason, source, cooling, lapsed)
    people, rules = _once(codec.read_people), _once(codec.read_rules)
    return PersistentMap(
        [
            (
                number,
                codec.CHECK.read(
                    body,
                    roll=people(frozen[number].people),
                    excused=people(frozen[number].excused),
                    rules=rules(frozen[number].rules),
                    positions=PersistentMap(taken[number]),
                ),
            )
            for number, body in rows
        ]
    )


def _once(read: Callable[[str], T]) -> Callable[[str], T]:
    """Read each text once: checks that were called one after the other mostly have the same roll and rules."""
    known: dict[str, T] = {}

    def remembered(body: str) -> T:
        if body not in known:
            known[body] = read(body)
        return known[body]

    return remembered


def _petitions(rows: _Rows, signatures: _Rows) -> PersistentMap[int, Petition]:
    signed: defaultdict[int, dict[PersonId, str]] = defaultdict(dict)
    for petition, person, source in signatures:
        signed[petition][_person(person)] = source
    return PersistentMap(
        [(number, codec.PETITION.read(body, signatures=PersistentMap(signed[number]))) for number, body in rows]
    )
