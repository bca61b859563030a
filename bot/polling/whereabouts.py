"""Whether the keys of ballots are where they were: a folder that is not mounted is no key that is lost.

The place of the keys has a name of its own, which the database has noted since the first ballot. Where that place is
not, or another is there in its stead, nothing is sealed, opened or begun again: all waits until it is back, or until
the operator says that it is gone for good (``folkmoot keys-lost``).
"""

from datetime import datetime, timedelta
from typing import Final

from bot.polling.keys import Keys, KeysAwayError
from deliberation.ids import AssemblyId
from storage.port import NoteStore, Work

NOTES: Final = "ballots"
"""What is noted here stands beside what the platforms' adapters note."""

_PLACE: Final = "keys"
_ANEW: Final = "anew"
_AWAY: Final = "away "

Notes = dict[tuple[str, str], str]
"""What is to be noted with a commit (``Work.notes``)."""

SAID_EVERY: Final = timedelta(hours=1)
"""How often the log says the same again while it lasts."""


def begin_anew() -> Notes:
    """Note that the place is gone for good: whatever place is there from now on is the one."""
    return {(NOTES, _PLACE): _ANEW}


def noted_place(notes: dict[str, str]) -> str | None:
    """Give the name of the place that the database knows; ``None`` where whatever is there is to be the one."""
    return None if (noted := notes.get(_PLACE, "")) == _ANEW else noted


class Whereabouts:
    """Knows the place of the keys again, and since when which assembly has waited for it."""

    def __init__(self, store: NoteStore, keys: Keys) -> None:
        self._store = store
        self._keys = keys
        self._known = ""
        self._since: dict[AssemblyId, datetime] = {}

    async def learn(self) -> bool:
        """Learn, at the start, which assemblies have waited for the keys; say whether their place has a name yet."""
        notes = await self._store.notes(NOTES)
        waiting = {AssemblyId(key.removeprefix(_AWAY)): since for key, since in notes.items() if key.startswith(_AWAY)}
        self._since = {identifier: datetime.fromisoformat(since) for identifier, since in waiting.items()}
        return bool(noted_place(notes))

    async def check(self) -> None:
        """See that the keys of ballots that are open can be looked for: one that is not found now is lost.

        Raises:
            KeysAwayError: their place is not there, or is another.
            OSError: it cannot be told.
        """
        await self._is_unnamed()

    async def take_up(self, notes: Notes, *, first: bool = False) -> None:
        """As ``check``; and where the database knows no name of the place yet, have it noted.

        With ``first`` a key is to be made: then the place is made, if the database knows none.

        Raises:
            KeysAwayError, OSError: as ``check``; or it cannot be made.
        """
        if await self._is_unnamed(first=first) and (name := self._keys.take_up()):
            notes[NOTES, _PLACE] = name

    async def _is_unnamed(self, *, first: bool = False) -> bool:
        """See that the place is there, but for the first key of all; say whether the database knows no name of it."""
        if self._known and self._keys.is_place(self._known):
            return False
        # Another program on the same database, or the operator, may have noted another since.
        self._known = ""
        place = noted_place(await self._store.notes(NOTES))
        if not (place is None or (first and not place) or self._keys.is_place(place)):
            raise KeysAwayError("the folder of the keys is not there, or is another than the one that had them")
        self._known = place or ""
        return not place

    @property
    def waiting(self) -> frozenset[AssemblyId]:
        """The assemblies that wait for the keys."""
        return frozenset(self._since)

    def waits(self, identifier: AssemblyId, now: datetime, notes: Notes) -> datetime:
        """Note that an assembly waits; say since when."""
        since = self._since.setdefault(identifier, now)
        notes[NOTES, f"{_AWAY}{identifier}"] = since.isoformat()
        return since

    def waits_no_more(self, identifier: AssemblyId, notes: Notes) -> datetime | None:
        """Note that an assembly waits no more; say since when it has waited, if it has."""
        since = self._since.get(identifier)
        if since is not None:
            notes[NOTES, f"{_AWAY}{identifier}"] = ""
        return since

    def committed(self, work: Work) -> None:
        """Forget what has come to an end, once that is on disk."""
        for (about, key), value in work.notes.items():
            if about == NOTES and key.startswith(_AWAY) and not value:
                self._since.pop(AssemblyId(key.removeprefix(_AWAY)), None)
