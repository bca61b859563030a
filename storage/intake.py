"""What came in, read from SQL."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, and_, bindparam, select

from storage import tables
from storage.port import Received, SetAside
from storage.reading import Reader, among, listed, listed_pairs, pairs_in

_received, _platforms = tables.received.c, tables.platforms.c

_ALREADY: Final = select(_received.source).where(
    _received.platform == bindparam("platform"), _received.source.in_(among("sources"))
)
_REACTION: Final = select(tables.received).where(
    _received.platform == bindparam("platform"),
    _received.source == bindparam("source"),
    _received.target.is_not(None),
)
_LIVE: Final = (
    select(tables.received)
    .where(
        _received.platform == bindparam("platform"),
        _received.target == bindparam("target"),
        _received.lifted.is_(False),
    )
    .order_by(_received.id)
)
_LIVE_BY: Final = _LIVE.where(_received.account == bindparam("account"))
_pairs = pairs_in("pairs")
_STANDING: Final = (
    select(tables.received)
    .join(_pairs, and_(_received.target == _pairs.c.one, _received.account == _pairs.c.other))
    .where(_received.platform == bindparam("platform"), _received.lifted.is_(False))
    .order_by(_received.id)
)
_PLATFORM: Final = select(tables.platforms).where(_platforms.platform == bindparam("platform"))
_HEARD: Final = select(_platforms.platform, _platforms.heard_at).where(_platforms.heard_at.is_not(None))
_ASIDE: Final = select(tables.set_aside).order_by(tables.set_aside.c.id)


def _reaction(row: Row[Any]) -> Received:
    return Received(platform=row.platform, source=row.source, account=row.account, target=row.target, key=row.key or "")


class Intake(Reader):
    """The ``IntakeStore`` of the SQL store."""

    async def already(self, platform: str, sources: Iterable[str]) -> set[str]:
        """Say which of these came in before."""
        rows = await self._rows(_ALREADY, {"platform": platform, "sources": listed(sources)})
        return {row.source for row in rows}

    async def reaction(self, platform: str, source: str) -> Received | None:
        """Give a reaction by its id, also one that was taken away since."""
        row = await self._row(_REACTION, {"platform": platform, "source": source})
        return _reaction(row) if row else None

    async def live_reactions(self, platform: str, target: str, account: str | None = None) -> list[Received]:
        """List the reactions on a message that were not taken away, in the order in which they came."""
        values = {"platform": platform, "target": target}
        if account is None:
            return [_reaction(row) for row in await self._rows(_LIVE, values)]
        return [_reaction(row) for row in await self._rows(_LIVE_BY, {**values, "account": account})]

    async def standing(self, platform: str, pairs: Iterable[tuple[str, str]]) -> list[Received]:
        """List the reactions on (message, account) pairs that were not taken away, in the order in which they came."""
        asked = listed_pairs(pairs)
        if not asked:
            return []
        return [_reaction(row) for row in await self._rows(_STANDING, {"platform": platform, "pairs": asked})]

    async def cursor(self, platform: str) -> str | None:
        """Give the platform's last committed cursor."""
        row = await self._row(_PLATFORM, {"platform": platform})
        return row.cursor if row else None

    async def heard(self, community: str) -> datetime | None:
        """Say when a community was last heard."""
        row = await self._row(_PLATFORM, {"platform": community})
        return row.heard_at if row else None

    async def heard_all(self) -> dict[str, datetime]:
        """Say of every community that was ever heard when it last was."""
        return {row.platform: row.heard_at for row in await self._rows(_HEARD)}

    async def put_aside(self) -> list[SetAside]:
        """List what could not be handled, oldest first."""
        return [
            SetAside(platform=row.platform, source=row.source, what=row.what, error=row.error, at=row.at)
            for row in await self._rows(_ASIDE)
        ]
