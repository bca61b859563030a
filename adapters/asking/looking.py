"""Questions, which change nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from adapters.asking.assembly import rule_named
from adapters.cleaning import clean_line
from adapters.references import read_reference
from adapters.request import Query, Request, mistaken, timely
from adapters.times import read_day
from deliberation.refusals import NoSuchRule
from deliberation.rules import RULES


def _of_one(request: Request) -> Query:
    _ = request.assembly
    return Query(name=request.spec.name, subject=request.existing())


def _minutes(request: Request) -> Query:
    _ = request.assembly
    typed = clean_line(request.invocation.arguments.get("number", ""))
    found = read_reference(typed)
    # "minutes 1 December" is a day, and so is "minutes 2026-12-01".
    a_day = bool(typed) and (found is None or (not found.letter and bool(request.rest)))
    text = request.text("since") or (f"{typed} {request.rest}".strip() if a_day else request.rest)
    if not text:
        return Query(name="minutes", subject=request.existing())
    day = timely(read_day(text, zone=request.zone, now=request.context.now))
    return Query(name="minutes", since=datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(request.zone)))


def _rules(request: Request) -> Query:
    _ = request.assembly
    rule = rule_named(request.text("rule"))
    if rule and rule not in RULES:
        mistaken(NoSuchRule(rule=rule))
    return Query(name="rules", topic=rule)


def _plain(request: Request) -> Query:
    _ = request.assembly
    return Query(name=request.spec.name)


def _help(request: Request) -> Query:
    return Query(name="help", topic=request.text("command"))


ASKED: Final[Mapping[str, Callable[[Request], Query]]] = MappingProxyType(
    {
        "why": _of_one,
        "status": _of_one,
        "decisions": _plain,
        "minutes": _minutes,
        "rules": _rules,
        "assembly": _plain,
        "help": _help,
        "purpose": _plain,
        "remit": _plain,
        "federation": _plain,
    }
)
"""By the command's name."""
