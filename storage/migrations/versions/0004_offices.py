"""Offices that several may hold, what officers did, elections, ballots and their boxes, and donations."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NUMBER = sa.BigInteger()
_PAGE = 200
_TERM = "365d"


def upgrade() -> None:
    _tables()
    _offices()


def _column(name: str, kind: Any = None) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.Text(), nullable=False, autoincrement=False)


def _table(name: str, *columns: sa.Column[Any], key: tuple[str, ...], child: bool = True) -> None:
    constraints: list[Any] = [sa.PrimaryKeyConstraint(*key, name=f"{name}_key")]
    if child:
        constraints.append(sa.ForeignKeyConstraint(["assembly"], ["assemblies.id"], name=f"{name}_of_assemblies"))
    op.create_table(name, *columns, *constraints, sqlite_with_rowid=False)


def _tables() -> None:
    for name in ("acts", "elections", "polls", "referendums", "donations"):
        numbered = (_column("assembly"), _column("number", _NUMBER), _column("body"))
        _table(name, *numbered, key=("assembly", "number"))
    _table("donors", *map(_column, ("assembly", "donor", "body")), key=("assembly", "donor"))
    _table("poll_rolls", *_of_poll("people", "rules", "papers", "receipts"), key=("assembly", "poll"))
    _table("given", *_of_poll("person", "marks"), key=("assembly", "poll", "person"), child=False)
    _table("ballots", *_of_poll("slot", "sealed"), key=("assembly", "poll", "slot"), child=False)
    _table("donor_addresses", *map(_column, ("assembly", "donor", "address")), key=("assembly", "donor"), child=False)


def _of_poll(*names: str) -> tuple[sa.Column[Any], ...]:
    return (_column("assembly"), _column("poll", _NUMBER), *map(_column, names))


# --- who holds an office was one person with a term, and is a list of such


def _offices() -> None:
    assemblies = sa.table("assemblies", *map(sa.column, ("id", "body")))
    change = sa.update(assemblies).where(assemblies.c.id == sa.bindparam("of")).values(body=sa.bindparam("now"))
    for page in _pages(assemblies):
        changed = [{"of": name, "now": now} for name, body in page if (now := _rewritten(body)) is not None]
        if changed:
            op.get_bind().execute(change, changed)


def _pages(assemblies: Any) -> Iterator[list[Any]]:
    """A body may be large, so not all are read at once."""
    page = sa.select(assemblies.c.id, assemblies.c.body).order_by(assemblies.c.id).limit(_PAGE)
    rows = op.get_bind().execute(page).fetchall()
    while rows:
        yield list(rows)
        rows = op.get_bind().execute(page.where(assemblies.c.id > rows[-1].id)).fetchall()


def _rewritten(body: str) -> str | None:
    """Give the body with its offices as they are kept now; ``None`` where they are already."""
    found = json.loads(body)
    offices = found.get("offices", {})
    old = {name: office for name, office in offices.items() if "held" not in office}
    if not old:
        return None
    term = found.get("rules", {}).get("secretary-term", _TERM)
    found["offices"] = offices | {name: _office(office, term) for name, office in old.items()}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _office(office: dict[str, Any], term: str) -> dict[str, Any]:
    kept = {name: office[name] for name in ("name", "election_open", "past") if name in office}
    holder, since = office.get("holder"), office.get("since")
    if holder is None or since is None:
        return kept | {"held": []}
    return kept | {"held": [{"holder": holder, "since": since, "until": office.get("until") or _end(since, term)}]}


def _end(since: str, term: str) -> str:
    """Say when a term ends of which that was not noted: as the assembly's rules have it."""
    units = {"m": "minutes", "h": "hours", "d": "days"}
    ends = datetime.fromisoformat(since) + timedelta(**{units[term[-1]]: int(term[:-1])})
    return ends.isoformat().replace("+00:00", "Z")
