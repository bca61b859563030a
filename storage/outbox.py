"""What is owed and what was posted, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Boolean, Row, Select, bindparam, case, literal, select, update

from deliberation.ids import AssemblyId, VenueId
from storage import tables
from storage.engine import Engines
from storage.errors import translated
from storage.port import Posted, Waiting
from storage.reading import Reader, among, listed
from storage.statements import Statements
from storage.steps import Step, Verb
from storage.texts import check_fits, legible

_outbox, _posted = tables.outbox.c, tables.posted.c

_SETTLE: Final = (
    update(tables.outbox)
    .where(_outbox.id == bindparam("row"), _outbox.generation == bindparam("was"), _outbox.settled_at.is_(None))
    .values(
        settled_at=bindparam("now", type_=tables.UtcDateTime),
        gave_up=bindparam("why"),
        # What went out is on its platform, and needs only its key here; what never will is kept for the operator.
        lane=case((bindparam("kept", type_=Boolean), _outbox.lane), else_=literal("")),
        body=case((bindparam("kept", type_=Boolean), _outbox.body), else_=literal("")),
    )
)
_START_ANEW: Final = (
    update(tables.outbox)
    .where(_outbox.id == bindparam("row"), _outbox.generation > bindparam("was"))
    .values(attempts=0)
)
_FAILED: Final = update(tables.outbox).where(_outbox.id == bindparam("row")).values(attempts=_outbox.attempts + 1)
_POSTED_AS: Final = select(tables.posted).where(
    _posted.platform == bindparam("platform"), _posted.message == bindparam("message")
)
_CARDS: Final = select(tables.posted).where(_posted.venue == bindparam("venue"), _posted.card.is_(True))
_CARDS_IN: Final = _CARDS.order_by(_posted.id)
_CARD_OF: Final = (
    _CARDS.where(_posted.assembly == bindparam("assembly"), _posted.subject == bindparam("subject"))
    .order_by(_posted.id.desc())
    .limit(1)
)


@cache
def _waiting(full: int) -> Select[Any]:
    """Ask for what is owed, without the lanes that begin in one of so many ways."""
    others = (~_outbox.lane.startswith(bindparam(f"full_{number}")) for number in range(full))
    return (
        select(_outbox.id, _outbox.generation, _outbox.key, _outbox.lane, _outbox.body, _outbox.attempts)
        .where(_outbox.settled_at.is_(None), _outbox.lane.not_in(among("busy")), *others)
        .order_by(_outbox.id)
        .limit(bindparam("limit"))
    )


def _read(row: Row[Any]) -> Posted:
    return Posted(
        platform=row.platform,
        venue=VenueId(row.venue),
        message=row.message,
        assembly=AssemblyId(row.assembly),
        subject=row.subject,
        card=row.card,
    )


class Outbox(Reader):
    """The ``OutboxStore`` of the SQL store."""

    def __init__(self, engines: Engines) -> None:
        super().__init__(engines)
        self._statements = Statements(engines.writer.dialect)

    async def waiting(self, *, limit: int = 500, busy: Sequence[str] = (), full: Sequence[str] = ()) -> list[Waiting]:
        """List what is owed, oldest first, leaving out the lanes in ``busy`` and all that begin as one in ``full``."""
        beginnings = {f"full_{number}": beginning for number, beginning in enumerate(full)}
        rows = await self._rows(_waiting(len(full)), {"limit": limit, "busy": listed(busy), **beginnings})
        return [Waiting(**row._mapping) for row in rows]

    async def settle(self, row: Waiting, at: datetime, *, posted: Posted | None = None, gave_up: str = "") -> None:
        """Note that it went out (as ``posted``), or that it never will and why."""
        where = {"row": row.id, "was": row.generation}
        step = Step(Verb.PUT, tables.posted, [_row(posted, at)] if posted else [])
        check_fits(step.rows)
        with translated():
            async with self._engines.writer.begin() as connection:
                why = {"now": at, "why": legible(gave_up), "kept": bool(gave_up)}
                await connection.execute(_SETTLE, {**where, **why})
                await connection.execute(_START_ANEW, where)
                if step.rows:
                    statement = self._statements.of(step)
                    await connection.exec_driver_sql(statement.sql, statement.rows(step.rows))

    async def failed(self, row: Waiting) -> None:
        """Count one more failed attempt."""
        with translated():
            async with self._engines.writer.begin() as connection:
                await connection.execute(_FAILED, {"row": row.id})

    async def posted_as(self, platform: str, message: str) -> Posted | None:
        """Say what a message of ours speaks of."""
        row = await self._row(_POSTED_AS, {"platform": platform, "message": message})
        return _read(row) if row else None

    async def card_of(self, assembly: AssemblyId, subject: str, venue: VenueId) -> Posted | None:
        """Give the card on a subject in a venue, the newest where there are several."""
        row = await self._row(_CARD_OF, {"assembly": assembly, "subject": subject, "venue": venue})
        return _read(row) if row else None

    async def cards_in(self, venue: VenueId) -> list[Posted]:
        """List the cards in a venue."""
        return [_read(row) for row in await self._rows(_CARDS_IN, {"venue": venue})]


def _row(posted: Posted, at: datetime) -> tuple[Any, ...]:
    return posted.platform, posted.message, posted.venue, posted.assembly, posted.subject, posted.card, at
