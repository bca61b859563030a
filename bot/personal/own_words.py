"""What somebody wrote of their own that stands sealed beside the registers, and who wrote it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from deliberation.ids import PersonId
from deliberation.register import Entry, SealedText
from storage.port import Store

_AUTHORS: Final = ("by", "starter", "blockers", "person", "officer")
"""The fields of an entry that name who wrote the texts beside it; the first of them that it has does.

``by`` comes first: of a nomination it is the words of whoever made it, not of whom it names.
"""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A text that stands beside an entry, and the entry."""

    entry: Entry
    sealed: SealedText


async def own_words(ids: Iterable[PersonId], store: Store) -> list[OwnWords]:
    """List the texts that somebody wrote, by whichever of their ids they were known then."""
    mine = frozenset(ids)
    found: dict[tuple[str, int, str], OwnWords] = {}
    for person in mine:
        for entry, sealed in await store.sealed_naming(person):
            if not mine.isdisjoint(authors(json.loads(entry.record))):
                found[entry.assembly, entry.number, sealed.field] = OwnWords(entry, sealed)
    return [found[key] for key in sorted(found)]


def authors(record: dict[str, Any]) -> frozenset[str]:
    """Name who wrote the texts beside an entry: several, where their reasons came up together from another assembly."""
    for field in _AUTHORS:
        named = record.get(field)
        if named:
            return frozenset(named if isinstance(named, list) else [named])
    return frozenset()
