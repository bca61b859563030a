"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# What ``storage.tables`` said when this was written. It is not imported: that goes on changing, and this may not.
_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_NUMBER = sa.BigInteger()
_COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _assemblies()
    _register()
    _accounts()
    _received()
    _outbox()
    _platforms()


def _column(name: str, kind: Any = None, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.Text(), nullable=null, autoincrement=False)


def _counted() -> sa.Column[int]:
    return sa.Column("id", _COUNTED, sa.Identity(), nullable=False)


def _table(name: str, *columns: sa.Column[Any], key: tuple[str, ...], child: bool = False, once: Any = ()) -> None:
    counted = key == ("id",)
    constraints: list[Any] = [sa.PrimaryKeyConstraint(*key, name=f"{name}_key")]
    if child:
        constraints.append(sa.ForeignKeyConstraint(["assembly"], ["assemblies.id"], name=f"{name}_of_assemblies"))
    if once:
        constraints.append(sa.UniqueConstraint(*once, name=f"{name}_once"))
    op.create_table(name, *columns, *constraints, sqlite_with_rowid=counted, sqlite_autoincrement=name == "outbox")


def _assemblies() -> None:
    _table(
        "assemblies",
        *map(_column, ("id", "slug", "name", "venues")),
        _column("head_number", _NUMBER),
        _column("head_hash"),
        _column("next_due", _TIME, null=True),
        _column("body"),
        key=("id",),
    )
    op.create_index("assemblies_by_slug", "assemblies", ["slug"], unique=True)
    _table(
        "participants",
        *map(_column, ("assembly", "person", "venues")),
        _column("joined_at", _TIME),
        _column("apologies_until", _TIME, null=True),
        key=("assembly", "person"),
        child=True,
    )
    op.create_index("participants_by_person", "participants", ["person"])
    for name in ("proposals", "concerns", "checks", "decisions", "petitions"):
        columns = (_column("assembly"), _column("number", _NUMBER), _column("body"))
        _table(name, *columns, key=("assembly", "number"), child=True)
    _table(
        "rolls",
        _column("assembly"),
        _column("check_number", _NUMBER),
        *map(_column, ("people", "excused", "rules")),
        key=("assembly", "check_number"),
        child=True,
    )
    _table(
        "positions",
        _column("assembly"),
        _column("check_number", _NUMBER),
        *map(_column, ("person", "stance", "reason", "source")),
        _column("cooling", sa.Boolean()),
        _column("lapsed", sa.Boolean()),
        key=("assembly", "check_number", "person"),
    )
    _table(
        "signatures",
        _column("assembly"),
        _column("petition", _NUMBER),
        *map(_column, ("person", "source")),
        key=("assembly", "petition", "person"),
    )


def _register() -> None:
    _table(
        "register",
        _column("assembly"),
        _column("number", _NUMBER),
        *map(_column, ("record", "hash")),
        key=("assembly", "number"),
    )
    _table(
        "sealed",
        _column("assembly"),
        _column("entry", _NUMBER),
        *map(_column, ("field", "salt", "text")),
        key=("assembly", "entry", "field"),
    )


def _accounts() -> None:
    _table("accounts", *map(_column, ("platform", "account", "person", "name")), key=("platform", "account"))
    op.create_index("accounts_of_person", "accounts", ["person"])
    _table("private_venues", *map(_column, ("platform", "account", "venue")), key=("platform", "account"))
    op.create_index("private_venues_by_venue", "private_venues", ["venue"])


def _received() -> None:
    _table(
        "received",
        _counted(),
        *map(_column, ("platform", "source", "account")),
        _column("target", null=True),
        _column("key", null=True),
        _column("lifted", sa.Boolean()),
        key=("id",),
        once=("platform", "source"),
    )
    _partial_index("received_reactions", "received", ["platform", "target", "account"], "target IS NOT NULL")


def _outbox() -> None:
    _table(
        "outbox",
        _counted(),
        *map(_column, ("key", "lane", "body")),
        _column("repeats", sa.Boolean()),
        _column("generation", _NUMBER),
        _column("attempts", _NUMBER),
        _column("settled_at", _TIME, null=True),
        _column("gave_up"),
        key=("id",),
        once=("key",),
    )
    _partial_index("outbox_waiting", "outbox", ["id"], "settled_at IS NULL")
    _table(
        "posted",
        _counted(),
        *map(_column, ("platform", "message", "venue", "assembly", "subject")),
        _column("card", sa.Boolean()),
        _column("posted_at", _TIME),
        key=("id",),
        once=("platform", "message"),
    )
    op.create_index("posted_in_venue", "posted", ["venue", "subject"])


def _platforms() -> None:
    _table(
        "platforms",
        _column("platform"),
        _column("cursor", null=True),
        _column("heard_at", _TIME, null=True),
        key=("platform",),
    )
    _table(
        "set_aside",
        _counted(),
        *map(_column, ("platform", "source", "what", "error")),
        _column("at", _TIME),
        key=("id",),
    )


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
