"""The tables, in SQLAlchemy Core. They hold values and keys; no rule of how an assembly decides is in SQL.

``storage/migrations`` makes them in a database, and a test compares the two. An assembly is spread over rows so that
what changes often is small: a position is a row, and the roll of a check, which may name thousands, is written once.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.types import DateTime, TypeDecorator, TypeEngine


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. SQLite has no type for it and drops the zone, so there it is text that sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write a moment.

        Raises:
            ValueError: it does not say in which zone it is.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return _written(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read a moment."""
        if value is None:
            return None
        return _read(value) if dialect.name == "sqlite" else value.astimezone(UTC)


# The same moment is on thousands of rows: members are enrolled together.
@lru_cache(maxsize=4096)
def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@lru_cache(maxsize=4096)
def _read(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


metadata: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_key",
        "fk": "%(table_name)s_of_%(referred_table_name)s",
        "uq": "%(table_name)s_once",
    }
)

Number: Final = BigInteger()
# SQLite counts by itself only in a column of exactly this type.
_COUNTED: Final = BigInteger().with_variant(Integer(), "sqlite")


def _counted() -> Column[int]:
    """Make a key that grows with every row: the order in which they came."""
    return Column("id", _COUNTED, Identity(), primary_key=True)


def _assembly(*, checked: bool = True) -> Column[str]:
    """Make the column that says whose row it is.

    The rows of a storm are not ``checked`` against their assembly: they are written with it, and nothing deletes one.
    """
    return Column("assembly", Text, *([ForeignKey("assemblies.id")] if checked else []), primary_key=True)


def _number(name: str = "number") -> Column[int]:
    return Column(name, Number, primary_key=True, autoincrement=False)


def _kept(name: str, *columns: Column[Any]) -> Table:
    """Make a table that is stored in the order of its key, which spares SQLite a second tree."""
    return Table(name, metadata, *columns, sqlite_with_rowid=False)


assemblies: Final = _kept(
    "assemblies",
    Column("id", Text, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("venues", Text, nullable=False),
    Column("head_number", Number, nullable=False),
    Column("head_hash", Text, nullable=False),
    Column("next_due", UtcDateTime),
    Column("body", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="ordinary"),
    Column("member_of", Text, nullable=False, server_default="[]"),
    Column("remit", Text, nullable=False, server_default="{}"),
    Column("next_lapse", UtcDateTime),
)
"""What a listing tells has a column, and so has what moves whenever a member is enrolled: the body may be large."""

Index("assemblies_by_slug", assemblies.c.slug, unique=True)

participants: Final = _kept(
    "participants",
    _assembly(),
    Column("person", Text, primary_key=True),
    Column("venues", Text, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("apologies_until", UtcDateTime),
    Column("enrolled_until", UtcDateTime),
    Column("let_in", Text),
)
Index("participants_by_person", participants.c.person)


def _numbered(name: str) -> Table:
    return _kept(name, _assembly(), _number(), Column("body", Text, nullable=False))


proposals: Final = _numbered("proposals")
concerns: Final = _numbered("concerns")
checks: Final = _numbered("checks")
decisions: Final = _numbered("decisions")
petitions: Final = _numbered("petitions")
notices: Final = _numbered("notices")
moots: Final = _numbered("moots")
senses: Final = _numbered("senses")
actions: Final = _numbered("actions")
acts: Final = _numbered("acts")
elections: Final = _numbered("elections")
polls: Final = _numbered("polls")
referendums: Final = _numbered("referendums")
donations: Final = _numbered("donations")


def _keyed(name: str, *numbers: str, key: str = "key", value: str = "body", checked: bool = True) -> Table:
    """Make a table that holds a map of an assembly, or of each thing of a number in it, a row for each key."""
    return _kept(
        name,
        _assembly(checked=checked),
        *map(_number, numbers),
        Column(key, Text, primary_key=True),
        Column(value, Text, nullable=False),
    )


linked: Final = _keyed("linked")
declined: Final = _keyed("declined")
waiting: Final = _keyed("waiting")
seats: Final = _keyed("seats", "check_number")
coming: Final = _keyed("coming", "moot")
present: Final = _keyed("present", "moot")
spoken: Final = _keyed("spoken", "moot")
leanings: Final = _keyed("leanings", "sense")
signatures: Final = _keyed("signatures", "petition", key="person", value="source", checked=False)
given: Final = _keyed("given", "poll", key="person", value="marks", checked=False)
donors: Final = _keyed("donors", key="donor")

rolls: Final = _kept(
    "rolls",
    _assembly(),
    _number("check_number"),
    Column("people", Text, nullable=False),
    Column("excused", Text, nullable=False),
    Column("rules", Text, nullable=False),
)
"""What is frozen when a check is called."""

poll_rolls: Final = _kept(
    "poll_rolls",
    _assembly(),
    _number("poll"),
    Column("people", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("papers", Text, nullable=False),
    Column("receipts", Text, nullable=False),
)
"""What may be long in a poll and is written seldom: what is frozen when it opens, and what was counted in the end."""

ballots: Final = _kept(
    "ballots",
    _assembly(checked=False),
    _number("poll"),
    Column("slot", Text, primary_key=True),
    Column("sealed", Text, nullable=False),
)
"""The ballot boxes. No column says when a ballot came or from whom, and nothing numbers them.

Where a row lies in the file, and both databases' logs, may still tell which was written after which, and who voted when
is no secret: so it is the seal that hides what a ballot says, and a box that was counted is emptied.
"""

donor_addresses: Final = _kept(
    "donor_addresses",
    _assembly(checked=False),
    Column("donor", Text, primary_key=True),
    Column("address", Text, nullable=False),
)
"""Where donors live, which is in no assembly's value."""

positions: Final = _kept(
    "positions",
    _assembly(checked=False),
    _number("check_number"),
    Column("person", Text, primary_key=True),
    Column("stance", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("cooling", Boolean, nullable=False),
    Column("lapsed", Boolean, nullable=False),
    Column("taken_at", UtcDateTime),
    Column("erased", Boolean, nullable=False, server_default=false()),
)

register: Final = _kept(
    "register",
    _assembly(checked=False),
    _number(),
    Column("record", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

sealed: Final = _kept(
    "sealed",
    _assembly(checked=False),
    _number("entry"),
    Column("field", Text, primary_key=True),
    Column("salt", Text, nullable=False),
    Column("text", Text, nullable=False),
)
"""The words beside the register. A row may be deleted, and the chain still verifies."""

accounts: Final = _kept(
    "accounts",
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, server_default=""),
    Column("local", Text, nullable=False, server_default=""),
)
"""``folded`` is the name, and ``local`` what stands in the id before its server, as ``storage.naming`` writes them."""
Index("accounts_of_person", accounts.c.person)
Index("accounts_by_name", accounts.c.folded)
Index("accounts_by_local", accounts.c.local)

former_ids: Final = _kept(
    "former_ids",
    Column("earlier", Text, primary_key=True),
    Column("person", Text, nullable=False),
)
"""Earlier ids of people. ``person`` is in no row an earlier one: chains are followed when they are written."""
Index("former_ids_of_person", former_ids.c.person)

codes: Final = _kept(
    "codes",
    Column("handle", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("proof", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries", Number, nullable=False),
)

memberships: Final = _kept(
    "memberships",
    Column("reference", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("constituency", Text, nullable=False),
    Column("paid_until", Text, nullable=False),
    Column("email", Text, nullable=False),
)
"""The roster. A date is text that sorts as dates do."""
Index("memberships_of_person", memberships.c.person)

private_venues: Final = _kept(
    "private_venues",
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("venue", Text, nullable=False),
)
Index("private_venues_by_venue", private_venues.c.venue)

received: Final = Table(
    "received",
    metadata,
    _counted(),
    Column("platform", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("target", Text),
    Column("key", Text),
    Column("lifted", Boolean, nullable=False),
    UniqueConstraint("platform", "source"),
)
_is_reaction = received.c.target.is_not(None)
Index(
    "received_reactions",
    received.c.platform,
    received.c.target,
    received.c.account,
    sqlite_where=_is_reaction,
    postgresql_where=_is_reaction,
)

outbox: Final = Table(
    "outbox",
    metadata,
    _counted(),
    Column("key", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("repeats", Boolean, nullable=False),
    Column("generation", Number, nullable=False),
    Column("attempts", Number, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("gave_up", Text, nullable=False),
    UniqueConstraint("key"),
    # An id given again would put what is owed now in front of what was owed before it.
    sqlite_autoincrement=True,
)
"""What is owed, and, as a tombstone, what was: a key never goes out twice."""
_is_owed = outbox.c.settled_at.is_(None)
Index("outbox_waiting", outbox.c.id, sqlite_where=_is_owed, postgresql_where=_is_owed)

posted: Final = Table(
    "posted",
    metadata,
    _counted(),
    Column("platform", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("assembly", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("card", Boolean, nullable=False),
    Column("posted_at", UtcDateTime, nullable=False),
    UniqueConstraint("platform", "message"),
)
Index("posted_in_venue", posted.c.venue, posted.c.subject)

platforms: Final = _kept(
    "platforms",
    Column("platform", Text, primary_key=True),
    Column("cursor", Text),
    Column("heard_at", UtcDateTime),
)
"""How far each platform was read, and when each community was last heard, which is on a platform and named after it.

The two are told apart by their columns: a row may be a platform's (``cursor``), a community's (``heard_at``), or, where
a platform is heard as a whole, that of both.
"""

notes: Final = _kept(
    "notes",
    Column("platform", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the platforms' adapters remember for themselves."""

set_aside: Final = Table(
    "set_aside",
    metadata,
    _counted(),
    Column("platform", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
