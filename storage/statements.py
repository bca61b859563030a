"""The statements that write, made once for a database and run with many rows at a time.

They are declared in SQLAlchemy Core and compiled to the driver's own SQL, so that a row costs no more than its tuple.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Executable,
    Table,
    bindparam,
    case,
    delete,
    insert,
    literal_column,
    null,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables
from storage.steps import Row, Step, Verb
from storage.tables import UtcDateTime


class Prepared:
    """A statement in the driver's SQL, with the order of its parameters and the types that turn some into others."""

    def __init__(self, statement: Executable, order: Sequence[str], dialect: Dialect) -> None:
        compiled: Any = statement.compile(  # type: ignore[attr-defined]
            dialect=dialect, column_keys=list(order) if getattr(statement, "is_insert", False) else None
        )
        if list(compiled.positiontup) != list(order):
            raise AssertionError(f"{compiled} takes {compiled.positiontup}, not {list(order)}")
        self.sql: str = compiled.string
        self._times = [
            (place, compiled.binds[name].type)
            for place, name in enumerate(order)
            if isinstance(compiled.binds[name].type, UtcDateTime)
        ]
        self._dialect = dialect

    def rows(self, rows: list[Row]) -> list[Row]:
        """Turn rows into what the driver takes."""
        return [self._row(row) for row in rows] if self._times else rows

    def _row(self, row: Row) -> Row:
        values = list(row)
        for place, kind in self._times:
            values[place] = kind.process_bind_param(values[place], self._dialect)
        return tuple(values)


class Statements:
    """Every statement that writes, for one kind of database."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._made: dict[tuple[Verb, Table], Prepared] = {}

    def of(self, step: Step) -> Prepared:
        """Give the statement of a step."""
        key = step.verb, step.table
        if key not in self._made:
            statement, order = _MAKERS[step.verb](step.table, self._upsert)
            self._made[key] = Prepared(statement, order, self._dialect)
        return self._made[key]

    def _upsert(
        self,
        table: Table,
        names: Sequence[str],
        keys: Iterable[str],
        changes: Callable[[Any], Mapping[str, Any]],
        where: Callable[[Any], ColumnElement[bool]] | None = None,
    ) -> Executable:
        """Insert a row, or change the one that has its key. Both databases say this alike; SQLAlchemy says it twice."""
        make = sqlite.insert if self._dialect.name == "sqlite" else postgresql.insert
        statement: Any = make(table).inline().values({name: bindparam(name) for name in names})
        new = statement.excluded
        made: Executable = statement.on_conflict_do_update(
            index_elements=list(keys), set_=changes(new), where=where(new) if where else None
        )
        return made


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name != "id" or table is tables.assemblies]


def _keys(table: Table) -> list[str]:
    return {
        tables.posted.name: ["platform", "message"],
        tables.outbox.name: ["key"],
    }.get(table.name, [column.name for column in table.primary_key])


def _having(table: Table, names: Iterable[str]) -> list[ColumnElement[bool]]:
    return [table.c[name] == bindparam(name, type_=table.c[name].type) for name in names]


_Made = tuple[Executable, list[str]]


def _add(table: Table, _upsert: Any) -> _Made:
    return insert(table).inline(), _names(table)


def _put(table: Table, upsert: Any) -> _Made:
    names, keys = _names(table), _keys(table)
    return upsert(table, names, keys, lambda new: {name: new[name] for name in names if name not in keys}), names


def _drop(table: Table, _upsert: Any) -> _Made:
    return delete(table).where(*_having(table, _keys(table))), _keys(table)


def _free_venue(table: Table, _upsert: Any) -> _Made:
    return delete(table).where(*_having(table, ["venue"])), ["venue"]


def _expire(table: Table, _upsert: Any) -> _Made:
    return delete(table).where(table.c.expires_at < bindparam("before", type_=table.c.expires_at.type)), ["before"]


def _new(table: Table, names: Iterable[str]) -> dict[str, Any]:
    """Name the new values of columns, apart from those that say which rows are meant."""
    return {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}


def _changing(table: Table, names: list[str], had: list[str]) -> _Made:
    """Change columns in the rows that have what is named after the new values."""
    made = update(table).values(**_new(table, names)).where(*_having(table, had))
    return made, [*(f"new_{name}" for name in names), *had]


def _move_head(table: Table, _upsert: Any) -> _Made:
    return _changing(table, ["head_number", "head_hash", "next_due", "next_lapse"], ["id", "head_number", "head_hash"])


def _rewrite(table: Table, _upsert: Any) -> _Made:
    return _changing(table, ["slug", "name", "venues", "body", "kind", "member_of", "remit"], ["id"])


def _move_account(table: Table, _upsert: Any) -> _Made:
    return _changing(table, ["person"], ["platform", "account", "person"])


def _lift(table: Table, _upsert: Any) -> _Made:
    names = ["platform", "source"]
    # Literal, so that the row is the key alone.
    return update(table).values(lifted=true()).where(*_having(table, names)), names


def _name(table: Table, upsert: Any) -> _Made:
    names = _names(table)
    return upsert(table, names, _keys(table), lambda new: {"name": new.name, "folded": new.folded}), names


def _owe(table: Table, upsert: Any) -> _Made:
    names = ["key", "lane", "body", "repeats", "generation", "attempts", "gave_up"]
    had_gone = table.c.settled_at.is_not(None)
    made = upsert(
        table,
        names,
        ["key"],
        lambda new: {
            # The number that a new row would have got: both databases count it for one that is there already, too.
            "id": case((had_gone, new.id), else_=table.c.id),
            "lane": new.lane,
            "body": new.body,
            "repeats": new.repeats,
            "generation": table.c.generation + literal_column("1"),
            "attempts": case((had_gone, literal_column("0")), else_=table.c.attempts),
            "settled_at": null(),
            "gave_up": literal_column("''"),
        },
        lambda new: new.repeats,
    )
    return made, names


def _platform(name: str) -> Callable[[Table, Any], _Made]:
    def make(table: Table, upsert: Any) -> _Made:
        names = ["platform", name]
        return upsert(table, names, ["platform"], lambda new: {name: new[name]}), names

    return make


_MAKERS: Final[Mapping[Verb, Callable[[Table, Any], _Made]]] = {
    Verb.ADD: _add,
    Verb.PUT: _put,
    Verb.DROP: _drop,
    Verb.EXPIRE: _expire,
    Verb.MOVE_HEAD: _move_head,
    Verb.REWRITE: _rewrite,
    Verb.FREE_VENUE: _free_venue,
    Verb.LIFT: _lift,
    Verb.NAME: _name,
    Verb.MOVE_ACCOUNT: _move_account,
    Verb.OWE: _owe,
    Verb.CURSOR: _platform("cursor"),
    Verb.HEARD: _platform("heard_at"),
}
