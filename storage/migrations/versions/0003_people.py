"""People and assemblies: who is who, who is a member, and what assemblies are to each other."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
_NUMBER = sa.BigInteger()
_PAGE = 1000
_WITHIN = {"seats": "check_number", "coming": "moot", "present": "moot", "spoken": "moot", "leanings": "sense"}


def upgrade() -> None:
    _assemblies()
    _accounts()
    _people()


def _column(name: str, kind: Any = None, *, null: bool = False, default: Any = None) -> sa.Column[Any]:
    return sa.Column(name, kind or sa.Text(), nullable=null, autoincrement=False, server_default=default)


def _table(name: str, *columns: sa.Column[Any], key: tuple[str, ...], child: bool = False) -> None:
    constraints: list[Any] = [sa.PrimaryKeyConstraint(*key, name=f"{name}_key")]
    if child:
        constraints.append(sa.ForeignKeyConstraint(["assembly"], ["assemblies.id"], name=f"{name}_of_assemblies"))
    op.create_table(name, *columns, *constraints, sqlite_with_rowid=False)


def _assemblies() -> None:
    for column in (
        _column("kind", default="ordinary"),
        _column("member_of", default="[]"),
        _column("remit", default="{}"),
        _column("next_lapse", _TIME, null=True),
    ):
        op.add_column("assemblies", column)
    for column in (_column("enrolled_until", _TIME, null=True), _column("let_in", null=True)):
        op.add_column("participants", column)
    for column in (_column("taken_at", _TIME, null=True), _column("erased", sa.Boolean(), default=sa.false())):
        op.add_column("positions", column)
    for name in ("notices", "moots", "senses", "actions"):
        numbered = (_column("assembly"), _column("number", _NUMBER), _column("body"))
        _table(name, *numbered, key=("assembly", "number"), child=True)
    for name in ("linked", "declined", "waiting"):
        _table(name, *map(_column, ("assembly", "key", "body")), key=("assembly", "key"), child=True)
    for name, number in _WITHIN.items():
        keyed = (_column("assembly"), _column(number, _NUMBER), _column("key"), _column("body"))
        _table(name, *keyed, key=("assembly", number, "key"), child=True)


def _accounts() -> None:
    op.add_column("accounts", _column("folded", default=""))
    op.add_column("accounts", _column("local", default=""))
    accounts = sa.table("accounts", *map(sa.column, ("platform", "account", "name", "folded", "local")))
    known = op.get_bind().execute(sa.select(accounts.c.platform, accounts.c.account, accounts.c.name)).fetchall()
    change = (
        sa.update(accounts)
        .where(accounts.c.platform == sa.bindparam("of"), accounts.c.account == sa.bindparam("id"))
        .values(folded=sa.bindparam("shown"), local=sa.bindparam("short"))
    )
    for start in range(0, len(known), _PAGE):
        # As ``storage.naming`` wrote them when this was written.
        rows = [
            {"of": platform, "id": account, "shown": name.casefold(), "short": account.lstrip("@").partition(":")[0]}
            for platform, account, name in known[start : start + _PAGE]
        ]
        op.get_bind().execute(change, rows)
    op.create_index("accounts_by_name", "accounts", ["folded"])
    op.create_index("accounts_by_local", "accounts", ["local"])


def _people() -> None:
    _table("former_ids", *map(_column, ("earlier", "person")), key=("earlier",))
    op.create_index("former_ids_of_person", "former_ids", ["person"])
    _table(
        "codes",
        *map(_column, ("handle", "purpose", "subject", "proof")),
        _column("expires_at", _TIME),
        _column("tries", _NUMBER),
        key=("handle",),
    )
    _table(
        "memberships",
        *map(_column, ("reference", "person", "constituency", "paid_until", "email")),
        key=("reference",),
    )
    op.create_index("memberships_of_person", "memberships", ["person"])
