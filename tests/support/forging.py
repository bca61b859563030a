"""Registers opened up, altered, and closed again with every hash right."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from deliberation.ids import AssemblyId
from deliberation.register import GENESIS, Entry, canonical, link
from deliberation.verifying import Report

Body = dict[str, Any]
Forgery = Callable[[list[Body]], object]


def opened(entries: Iterable[Entry]) -> list[Body]:
    """Open a register up."""
    return [json.loads(entry.record) for entry in entries]


def rehashed(bodies: list[Body], assembly: AssemblyId, *, number: bool = True) -> list[Entry]:
    """Close a register again, so that its chain is whole whatever was done to it."""
    entries: list[Entry] = []
    last = GENESIS
    for n, body in enumerate(bodies, start=1):
        record = canonical({**body, "n": n} if number else body)
        last = link(last, record)
        entries.append(Entry(assembly, n, record, last))
    return entries


def found(report: Report) -> str:
    """Put all that was found into one text."""
    return "\n".join(f"{problem.entry}: {problem.sentence}" for problem in report.problems)


def of(bodies: list[Body], kind: str, nth: int = 0) -> int:
    """Say where the nth entry of a kind is."""
    return [at for at, body in enumerate(bodies) if body["type"] == kind][nth]


def altered(kind: str, nth: int = 0, /, **changes: Any) -> Forgery:
    """Alter fields of an entry."""
    return lambda bodies: bodies[of(bodies, kind, nth)].update(changes)


def lacking(kind: str, field: str, nth: int = 0) -> Forgery:
    """Leave a field out of an entry."""
    return lambda bodies: bodies[of(bodies, kind, nth)].pop(field)


def dropped(kind: str, nth: int = 0) -> Forgery:
    """Leave an entry out."""
    return lambda bodies: bodies.pop(of(bodies, kind, nth))


def added(before: str, nth: int = 0, /, **body: Any) -> Forgery:
    """Put an entry in before another, at the same time."""

    def forge(bodies: list[Body]) -> None:
        at = of(bodies, before, nth)
        bodies.insert(at, {"at": bodies[at]["at"], **body})

    return forge


def ended(**body: Any) -> Forgery:
    """Put an entry at the end."""
    return lambda bodies: bodies.append({"at": bodies[-1]["at"], **body})
