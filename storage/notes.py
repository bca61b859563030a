"""What the platforms' adapters have noted, read from SQL."""

from typing import Final

from sqlalchemy import bindparam, select

from storage import tables
from storage.reading import Reader

_NOTES: Final = select(tables.notes.c.key, tables.notes.c.value).where(tables.notes.c.platform == bindparam("platform"))


class Notes(Reader):
    """The ``NoteStore`` of the SQL store."""

    async def notes(self, platform: str) -> dict[str, str]:
        """Give all that a platform has noted, by key."""
        return {row.key: row.value for row in await self._rows(_NOTES, {"platform": platform})}
