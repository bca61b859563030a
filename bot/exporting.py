"""``folkmoot export``: an assembly's register, its decisions and its minutes, as files for others to read."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Final
from zoneinfo import ZoneInfo

from adapters.answers.records import minutes
from adapters.figures import OUTCOMES
from adapters.markdown import markdown
from adapters.phrases import Names, deadlock_title, matter, name_of
from adapters.plain import tame
from adapters.setting import Setting
from bot.cells import cell
from bot.naming import people_of, told
from bot.people import People
from bot.verification import written
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnProposal
from deliberation.ids import AssemblyId
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance
from deliberation.proposals import Decision
from storage.port import Held, Listing, Store

FORMATS: Final = ("json", "csv", "markdown")

_COLUMNS: Final = (
    *("matter", "title", "version", "called by", "called", "closes", "closed", "outcome", "on the roll"),
    *("took a position", "agree", "stand aside", "block", "remove", "keep", "late"),
    *("decision", "decision stands", "cooling off until", "yes", "no"),
)


_NAMED: Final = 20
"""Assemblies named where one was not found: there may be hundreds."""


class NoSuchAssemblyError(Exception):
    """There is no assembly of that name; the message says which there are."""


async def find(store: Store, name: str) -> Held:
    """Find an assembly by its short name, its name or its id.

    Raises:
        NoSuchAssemblyError: there is none.
    """
    listings = await store.listings()
    wanted = name.strip().removeprefix("@").casefold()
    for listing in listings:
        if wanted in {listing.slug.casefold(), listing.name.casefold(), listing.id.casefold()}:
            held = await store.load(listing.id)
            if held is not None:
                return held
    near = get_close_matches(wanted, [listing.slug for listing in listings], n=3)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise NoSuchAssemblyError(f"There is no assembly called {name}.{meant} There are: {known(listings)}.")


def known(listings: Sequence[Listing]) -> str:
    """Name the assemblies that there are; of hundreds the first, and how to see all."""
    names = ", ".join(listing.slug for listing in listings[:_NAMED]) or "none yet"
    more = len(listings) - _NAMED
    return f"{names} and {more:,} more, which `folkmoot assemblies` lists" if more > 0 else names


async def listed(store: Store) -> list[str]:
    """List the assemblies in columns: short name, people, what is open, rooms and channels, name."""
    rows = [("SHORT NAME", "PEOPLE", "OPEN", "PLACES", "NAME")]
    for listing in await store.listings():
        held = await store.load(listing.id)
        if held is not None:
            assembly = held.assembly
            open_now = sum(check.is_open for check in assembly.checks.values())
            places = len(assembly.speaking)
            rows.append((assembly.slug, str(len(assembly.participants)), str(open_now), str(places), assembly.name))
    if len(rows) == 1:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        "  ".join([*(row[column].ljust(width) for column, width in enumerate(widths)), tame(row[4])]).rstrip()
        for row in rows
    ]


async def exported(store: Store, held: Held, form: str) -> AsyncIterator[str]:
    """Write an assembly in one of the ``FORMATS``, piece by piece."""
    if form == "json":
        async for line in _register(store, held.assembly.id):
            yield line
        return
    assembly, people = held.assembly, People(store)
    await people.call_by_name(people_of(assembly))
    if form == "csv":
        yield await told(people, assembly, lambda names: table(assembly, names))
    else:
        yield await told(people, assembly, lambda names: _minutes(assembly, names))


async def _register(store: Store, assembly: AssemblyId) -> AsyncIterator[str]:
    async for entry in store.entries(assembly):
        yield f"{written(entry)}\n"


def _minutes(assembly: Assembly, names: Names) -> str:
    return markdown(minutes(assembly, None, Setting(assembly, names), most=None))


def table(assembly: Assembly, names: Names) -> str:
    """Write every check and what came of it as CSV, which any spreadsheet opens and runs nothing of."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for check in assembly.checks.values():
        writer.writerow([cell(value) for value in _row(assembly, check, names)])
    return out.getvalue()


def _row(assembly: Assembly, check: Check, names: Names) -> list[object]:
    decision = next((each for each in assembly.decisions.values() if each.check == check.number), None)
    title, version = _about(assembly, check, names)
    return [
        matter(check),
        title,
        version,
        name_of(names, check.called_by) if check.called_by else "",
        _time(check.opened_at, assembly),
        _time(check.deadline, assembly),
        _time(check.closed_at, assembly),
        OUTCOMES[check.outcome] if check.outcome else "Open",
        len(check.roll),
        check.tally.taken,
        *(check.tally.of(stance) for stance in (Stance.AGREE, Stance.STAND_ASIDE, Stance.BLOCK)),
        *(check.tally.of(stance) for stance in (Stance.REMOVE, Stance.KEEP)),
        check.late,
        *_decided(decision, assembly),
        *(check.tally.of(stance) for stance in (Stance.YES, Stance.NO)),
    ]


def _about(assembly: Assembly, check: Check, names: Names) -> tuple[str, object]:
    if isinstance(check.question, OnProposal):
        revision = assembly.proposals[check.question.proposal].revisions[check.question.revision - 1]
        return revision.title, revision.number
    if isinstance(check.question, OnDeadlock):
        return deadlock_title(check.question), ""
    petition = assembly.petitions[check.question.petition]
    return f"Recall of {name_of(names, petition.officer)} as {petition.office}", ""


def _decided(decision: Decision | None, assembly: Assembly) -> list[str]:
    if decision is None:
        return ["", "", ""]
    stands = "yes" if decision.stands else "no"
    return [f"D{decision.number}", stands, _time(decision.cooling_until, assembly)]


def _time(at: datetime | None, assembly: Assembly) -> str:
    return at.astimezone(ZoneInfo(assembly.rules.time_zone)).isoformat(" ", "minutes") if at else ""
