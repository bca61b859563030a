"""``my-data``: everything that is kept about somebody, written out for them."""

import json
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any, Final

from bot.people import People
from bot.personal.joining import assemblies_of
from bot.personal.own_words import own_words
from bot.personal.places import place
from deliberation.assembly import Assembly
from deliberation.ids import PersonId
from deliberation.register import Entry
from storage.port import AccountRow, Store

_ABOUT: Final = (
    "Everything that Folkmoot keeps about you. The register names people by ids that say nothing; yours are"
    " under “person” and “earlier ids”. Of other people it holds only what stands in the same entry."
)


async def own_data(person: PersonId, now: datetime, *, store: Store, people: People) -> str:
    """Write as JSON what is kept about somebody."""
    earlier = await store.earlier_ids(person)
    ids = [person, *earlier]
    rows = await people.accounts(person)
    membership = await store.membership(person)
    data = {
        "about": _ABOUT,
        "written at": now.isoformat(),
        "person": person,
        "earlier ids": earlier,
        "accounts": [await _account(row, store) for row in rows],
        "membership": None
        if membership is None
        else {
            "reference": membership.reference,
            "constituency": membership.constituency,
            "paid until": membership.paid_until.isoformat(),
            "email": membership.email,
        },
        "assemblies": [
            place(assembly, ids, await store.addresses(assembly.id)) async for assembly in _assemblies(person, store)
        ],
        "register": await _register(ids, store),
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


async def _account(row: AccountRow, store: Store) -> dict[str, Any]:
    return {
        "platform": row.key.platform,
        "id": row.key.id,
        "name": row.name,
        "private room": await store.private_venue(row.key),
    }


async def _assemblies(person: PersonId, store: Store) -> AsyncIterator[Assembly]:
    for identifier in await assemblies_of([person], store):
        held = await store.load(identifier)
        if held is not None:
            yield held.assembly


# --- the register


async def _register(ids: list[PersonId], store: Store) -> list[dict[str, Any]]:
    texts: dict[tuple[str, int], dict[str, str]] = {}
    for own in await own_words(ids, store):
        texts.setdefault((own.entry.assembly, own.entry.number), {})[own.sealed.field] = own.sealed.text
    return [
        {
            "assembly": entry.assembly,
            "entry": entry.number,
            "record": _mine(json.loads(entry.record), ids),
            "your words": texts.get((entry.assembly, entry.number), {}),
        }
        for assembly in await assemblies_of(ids, store)
        async for entry in store.entries(assembly)
        if _names(entry, ids)
    ]


def _names(entry: Entry, ids: Iterable[PersonId]) -> bool:
    return any(f'"{each}"' in entry.record for each in ids)


def _mine(record: dict[str, Any], ids: Iterable[PersonId]) -> dict[str, Any]:
    """Leave out of an entry's lists whom else they name: a thousand members may have been enrolled by one."""
    mine = frozenset(ids)
    return {
        field: [each for each in value if _is_mine(each, mine)] if isinstance(value, list) else value
        for field, value in record.items()
    }


def _is_mine(value: object, ids: frozenset[PersonId]) -> bool:
    if isinstance(value, dict):
        named = value.get("person")
        return named is None or named in ids
    # A list of anything but people is left as it is: of those, only lists of ids name somebody.
    return not isinstance(value, str) or value in ids or not _is_id(value)


def _is_id(value: str) -> bool:
    return len(value) == _ID_LENGTH and all(sign in "0123456789abcdef" for sign in value)


_ID_LENGTH: Final = 16
"""Signs of a random id (``bot.people.new_person``)."""
