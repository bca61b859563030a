"""``my-data``: everything that is kept about somebody, written out for them."""

import json
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any, Final

from bot.people import People
from bot.personal.joining import assemblies_of
from bot.personal.own_words import own_words
from deliberation.assembly import Assembly, Check
from deliberation.ids import PersonId
from deliberation.moots import Moot
from deliberation.positions import Position
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
        "assemblies": [_place(assembly, ids) async for assembly in _assemblies(person, store)],
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


def _place(assembly: Assembly, ids: Iterable[PersonId]) -> dict[str, Any]:
    """Write what somebody is and has said in an assembly, as it stands."""
    mine = frozenset(ids)
    here = next((assembly.participants[each] for each in mine if each in assembly.participants), None)
    return {
        "assembly": assembly.slug,
        "name": assembly.name,
        "takes part": None
        if here is None
        else {
            "since": here.joined_at.isoformat(),
            "rooms": sorted(here.venues),
            "rooms opened to a member": sorted(here.let_in),
            "member until": _time(here.enrolled_until),
            "away until": _time(here.apologies_until),
        },
        "place given up at": [_time(assembly.declined[each]) for each in mine if each in assembly.declined],
        "offices": [office.name for office in assembly.offices.values() if not mine.isdisjoint(office.holders)],
        "offices held before": [
            {"office": office.name, "from": tenure.since.isoformat(), "until": tenure.until.isoformat()}
            for office in assembly.offices.values()
            for tenure in office.past
            if tenure.holder in mine
        ],
        "proposals": [each.number for each in assembly.proposals.values() if each.proposer in mine],
        "moots": [
            {
                "moot": moot.number,
                "called": moot.called_by in mine,
                "coming": not mine.isdisjoint(moot.coming),
                "there since": [_time(moot.present[each]) for each in mine if each in moot.present],
                "spoke": sum(moot.spoken.get(each, 0) for each in mine),
                "minutes": [minute.text for minute in moot.minutes if minute.person in mine],
            }
            for moot in assembly.moots.values()
            if _has_to_do_with(moot, mine)
        ],
        "acts": [
            {
                "act": act.number,
                "office": act.office,
                "at": act.at.isoformat(),
                "text": act.text,
                "decision": act.decision,
                "pence": act.pence,
                "mandated": act.mandated,
            }
            for act in assembly.acts.values()
            if act.officer in mine
        ],
        "statements": [
            {"petition": each.number, "text": each.statement}
            for each in assembly.petitions.values()
            if each.officer in mine and each.statement
        ],
        "gifts": [
            {"gift": gift.number, "pence": gift.pence, "given on": gift.given_on.isoformat(), "state": gift.state.value}
            for gift in assembly.donations.values()
            if assembly.donors[gift.donor].person in mine
        ],
        "recorded as a donor": [
            {"name": donor.name, "basis": donor.basis, "facts": donor.facts}
            for donor in assembly.donors.values()
            if donor.person in mine
        ],
        "elections": [
            {"election": each.number, "returned": each.returning in mine, "elected": not mine.isdisjoint(each.elected)}
            for each in assembly.elections.values()
            if not mine.isdisjoint(each.people)
        ],
        "nominations": [
            {
                "election": election.number,
                "nominated": each.person in mine,
                "nominated by you": each.nominated_by in mine,
                "seconded by you": each.seconded_by in mine,
                "stands": each.stands,
                "reason": each.reason if each.nominated_by in mine else "",
                "statement": each.statement if each.person in mine else "",
            }
            for election in assembly.elections.values()
            for each in election.in_order
            if not mine.isdisjoint({each.person, each.nominated_by, each.seconded_by})
        ],
        "ballots given": [
            {"ballot": poll.number, "says": None if poll.secret else poll.given[place]}
            for poll in assembly.polls.values()
            for place in sorted(mine)
            if place in poll.given
        ],
        "referendums called": [each.number for each in assembly.referendums.values() if each.called_by in mine],
        "gifts recorded": [gift.number for gift in assembly.donations.values() if gift.recorded_by in mine],
        "signed petitions": [
            each.number for each in assembly.petitions.values() if not mine.isdisjoint(each.signatures)
        ],
        "positions": [
            {
                "check": check.number,
                "stance": position.stance.value,
                "reason": position.reason,
                "expressed by": position.source,
            }
            for check in assembly.checks.values()
            for position in _positions(check, mine)
        ],
    }


def _has_to_do_with(moot: Moot, ids: frozenset[PersonId]) -> bool:
    named = {moot.called_by, *moot.coming, *moot.present, *(minute.person for minute in moot.minutes)}
    return not ids.isdisjoint(named)


def _positions(check: Check, ids: frozenset[PersonId]) -> Iterable[Position]:
    return (check.positions[each] for each in sorted(ids) if each in check.positions)


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


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
