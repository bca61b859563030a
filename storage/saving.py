"""What a ``Work`` writes, as steps: the differences between assemblies, and all that goes with them.

Nothing here touches a database. ``steps_of`` is finished before anything is awaited, so it sees one moment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import date, datetime
from itertools import groupby
from typing import Final

from deliberation.ids import PersonId
from storage import tables
from storage.differences import assembly_steps
from storage.naming import folded, local_part
from storage.port import AccountKey, BadDataError, BallotPut, Code, Membership, SetAside, Work
from storage.steps import Row, Step, Verb
from storage.texts import check_fits, legible


def steps_of(work: Work) -> list[Step]:
    """Say what a work writes, in the order in which it must be written.

    Raises:
        BadDataError: it holds something that cannot be kept.
    """
    steps = [
        *assembly_steps(work.changes),
        Step(Verb.DROP, tables.sealed, list(work.unsealed)),
        *_boxes(work),
        *_addresses(work),
        *_people(work),
        *_intake(work),
        # Before what is owed now: whoever is forgotten may still be told that they are.
        Step(Verb.FORGET, tables.accounts, [(person,) for person in work.erased]),
        *_outbox(work),
        *_notes(work),
    ]
    steps = [step for step in steps if step.rows]
    for step in steps:
        check_fits(step.rows)
        if step.table in _TIMED:
            _check_times(step.rows)
    return steps


_TIMED: Final = frozenset(
    table
    for table in tables.metadata.tables.values()
    if any(isinstance(column.type, tables.UtcDateTime) for column in table.columns)
)


def _check_times(rows: Iterable[Row]) -> None:
    for row in rows:
        for value in row:
            if isinstance(value, datetime) and value.tzinfo is None:
                raise BadDataError(f"a time without a zone: {value}")


def _people(work: Work) -> list[Step]:
    accounts = [
        (row.key.platform, row.key.id, row.person, row.name, folded(row.name), local_part(row.key.id))
        for row in work.accounts
    ]
    moved = [(move.after, move.key.platform, move.key.id, move.before) for move in work.moved]
    # A room is one account's: the last to name it has it.
    owners = {venue: account for account, venue in work.private_venues.items()}
    rooms = [(account.platform, account.id, venue) for venue, account in owners.items()]
    held = [(key.platform, key.id, person) for key, person in work.holders.items()]
    return [
        Step(Verb.HOLD, tables.accounts, held),
        Step(Verb.NAME, tables.accounts, accounts),
        Step(Verb.MOVE_ACCOUNT, tables.accounts, moved),
        Step(Verb.OWN, tables.accounts, [(key.platform, key.id, owner) for key, owner in owners_after(work)]),
        Step(Verb.FREE_VENUE, tables.private_venues, [(venue,) for venue in owners]),
        Step(Verb.PUT, tables.private_venues, rooms),
        Step(Verb.FOLLOW, tables.former_ids, list(work.former.items())),
        Step(Verb.EXPIRE, tables.codes, [(work.codes_before,)] if work.codes_before else []),
        Step(Verb.DROP, tables.codes, [(handle,) for handle, code in work.codes.items() if code is None]),
        Step(Verb.PUT, tables.codes, [_code(handle, code) for handle, code in work.codes.items() if code]),
        Step(Verb.PUT, tables.memberships, [_membership(row) for row in work.memberships]),
    ]


def owners_after(work: Work) -> Iterator[tuple[AccountKey, PersonId]]:
    """Say whose each account that a work names is to be once it is written."""
    for row in work.accounts:
        owner = row.person
        for move in work.moved:
            if (move.key, move.before) == (row.key, owner):
                owner = move.after
        yield row.key, owner


def _code(handle: str, code: Code) -> Row:
    if code.handle != handle:
        raise BadDataError(f"code {code.handle} is not code {handle}")
    return handle, code.purpose, code.subject, code.proof, code.expires_at, code.tries


def _membership(row: Membership) -> Row:
    return row.reference, row.person, row.constituency, _day(row.paid_until), row.email


def _day(day: date) -> str:
    if isinstance(day, datetime):
        raise BadDataError(f"a moment where a date is meant: {day}")
    return day.isoformat()


def _intake(work: Work) -> list[Step]:
    received = [(r.platform, r.source, r.account, r.target or None, r.key or None, False) for r in work.received]
    if len({row[:2] for row in received}) != len(received):
        raise BadDataError("one thing was received twice in a batch")
    return [
        Step(Verb.ADD, tables.received, received),
        Step(Verb.LIFT, tables.received, list(work.lifted)),
        Step(Verb.CURSOR, tables.platforms, list(work.cursors.items())),
        # Hundreds of rows that are there already: in one order, as registers are locked.
        Step(Verb.HEARD, tables.platforms, sorted(work.heard.items())),
        Step(Verb.ADD, tables.set_aside, [_aside(row) for row in work.set_aside]),
    ]


def _aside(row: SetAside) -> Row:
    return legible(row.platform), legible(row.source), legible(row.what), legible(row.error), row.at


def _outbox(work: Work) -> list[Step]:
    owed = [(row.key, row.lane, row.body, row.repeats, 1, 0, "") for row in work.owed]
    return [
        Step(Verb.OWE, tables.outbox, owed),
        Step(Verb.DROP, tables.posted, list(work.forgotten)),
    ]


def _boxes(work: Work) -> Iterator[Step]:
    """One after the other as they are said, and those of one kind that follow each other at once."""
    for puts, those in groupby(work.ballots, key=lambda each: isinstance(each, BallotPut)):
        verb = Verb.PUT if puts else Verb.EMPTY_BOX
        yield Step(verb, tables.ballots, [astuple(each) for each in those])


def _addresses(work: Work) -> list[Step]:
    kept = [(*key, address) for key, address in work.addresses.items() if address is not None]
    erased = [key for key, address in work.addresses.items() if address is None]
    return [Step(Verb.ERASE_ADDRESS, tables.donor_addresses, erased), Step(Verb.PUT, tables.donor_addresses, kept)]


def _notes(work: Work) -> list[Step]:
    return [
        Step(Verb.DROP, tables.notes, [key for key, value in work.notes.items() if not value]),
        Step(Verb.PUT, tables.notes, [(*key, value) for key, value in work.notes.items() if value]),
    ]
