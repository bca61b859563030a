"""What is asked of ballots, referendums and deadlock."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.cleaning import cut
from adapters.references import PROPOSAL, read_reference
from adapters.request import Query, Request, mistaken, timely
from adapters.times import read_length, read_moment
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.federation import Kind

_QUOTES: Final = "\"'“”‘’«»"
_A_PROPOSAL: Final = re.compile(r"(?<!\w)p[0-9]{1,9}(?!\w)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s*(?:,|;|\band\b|\bor\b|&|\+|\s)\s*", re.IGNORECASE)


def _deadlock(request: Request) -> Command:
    _ = request.assembly
    first = request.number()
    period, deadline = _time(request, request.text("period"), request.text("deadline"))
    return cmd.AskDeadlock(
        actor=request.context.actor, proposals=(first, *_others(request)), period=period, deadline=deadline
    )


def _others(request: Request) -> tuple[int, ...]:
    """Read the other proposals: ``with P5, P6``, ``with P5 and P6``; and those that stand there without the word."""
    numbers: list[int] = []
    beside = request.rest if _A_PROPOSAL.search(request.rest) else ""
    for typed in filter(None, _BETWEEN.split(f"{beside} {request.text('others')}".strip())):
        found = read_reference(typed)
        if found is None:
            mistaken(mistakes.BadNumber(command=request.spec.name, typed=cut(typed, 80), letter=PROPOSAL))
        if found.letter not in {"", PROPOSAL}:
            mistaken(mistakes.WrongKind(command=request.spec.name, typed=str(found), letters=PROPOSAL))
        numbers.append(found.number)
    return tuple(numbers)


def _time(request: Request, period: str, deadline: str) -> tuple[timedelta | None, datetime | None]:
    """Read how long or until when something is open."""
    if period and deadline:
        mistaken(mistakes.BothTimes(command=request.spec.name))
    until = timely(read_moment(deadline, zone=request.zone, now=request.context.now)) if deadline else None
    return timely(read_length(period)) if period else None, until


_QUOTED: Final = re.compile(r"^[\"“«](?P<question>[^\"”»]+)[\"”»](?P<rest>.*)$")
_ASKED: Final = re.compile(r"^(?P<question>[^?]+\?)(?P<rest>.*)$")


def _referendum(request: Request) -> Command:
    _ = request.assembly
    question, said = _question_and_rest(_not_mixed(request, request.needed("question")))
    given = {name: request.text(name) for name in ("roll", "secrecy", "deadline", "period")}
    left = _terms(said, given).strip(" ,;.")
    if left:
        mistaken(mistakes.BadAnswer(command=request.spec.name, typed=cut(left, 40)))
    if not question.strip(f"{_QUOTES} "):
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="question"))
    period, deadline = _time(request, given["period"], given["deadline"])
    return cmd.CallReferendum(
        actor=request.context.actor,
        question=question.strip(f"{_QUOTES} "),
        members_only=None if not given["roll"] else "member" in given["roll"].casefold(),
        secret=None if not given["secrecy"] else "secret" in given["secrecy"].casefold(),
        period=period,
        deadline=deadline,
        cores=tuple(node.peer for node in request.context.federation.values() if node.kind is Kind.CORE),
    )


_A_DAY: Final = (
    r"(?:[0-9]{1,2}[/.:][0-9]|[0-9]{1,2}(?:st|nd|rd|th)?\s+[a-z]{3}|[0-9]{4}-|today|tomorrow|next\s"
    r"|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)"
)
_UNTIL: Final = re.compile(
    rf"[\s,;]+(?:open\s+)?(?P<word>until|till|by|before)\s+(?P<when>(?:on\s+|the\s+)?{_A_DAY}.*)$", re.IGNORECASE
)


_OVER: Final = (
    r"(?=[\s,;.]*$|[\s,;]+(?:roll|electorate|among|members|participants|secrecy|ballot|secret|open|until|for)\b)"
)
_SAID: Final = tuple(
    re.compile(pattern + _OVER, re.IGNORECASE)
    for pattern in (
        rf"[\s,;]+(?:until|till|by|before)\s+(?P<deadline>(?:on\s+|the\s+)?{_A_DAY}.*?)",
        r"[\s,;]+for\s+(?P<period>(?:[0-9]|(?:an?|half|one|two|three|four|five|six|seven|eight|nine|ten)\s).*?)",
        r"[\s,;]+(?:(?:roll|electorate)\s*[:=]?\s*)?(?P<roll>members|participants)(?:\s+only)?",
        r"[\s,;]+(?:(?:ballot|secrecy)\s*[:=]?\s*|by\s+)?(?P<secrecy>secret|open)(?:\s+(?:ballot|vote))?",
    )
)
"""What is said of how, behind the question and in any order: each up to where the next begins."""


def _not_mixed(request: Request, typed: str) -> str:
    """Ask where a time could be a part of the question: it is put to everybody at once, and never changed."""
    found = _UNTIL.search(typed)
    if found is not None and not (_QUOTED.match(typed.strip()) or _ASKED.match(typed.strip())):
        question, when = cut(typed[: found.start()].strip(), 100), cut(found["when"], 40)
        mistaken(mistakes.QuestionUnclear(command=request.spec.name, question=question, when=when))
    return typed


def _question_and_rest(typed: str) -> tuple[str, str]:
    """Split what is asked from what is said of how: after quotes or a question mark."""
    found = _QUOTED.match(typed.strip()) or _ASKED.match(typed.strip())
    return (found["question"], found["rest"]) if found else (typed, "")


def _terms(said: str, given: dict[str, str]) -> str:
    """Take who votes, how and for how long out of what is said, into what is ``given`` so far; give what is left.

    What is said twice is left, for which of them is meant?
    """
    left = f" {said}"
    for pattern in _SAID:
        found = list(pattern.finditer(left))
        if len(found) == 1 and not given[name := next(iter(pattern.groupindex))]:
            given[name] = found[0][name].strip(" .,;")
            left = left[: found[0].start()] + left[found[0].end() :]
    return left


def _polls(request: Request) -> Query:
    _ = request.assembly
    return Query(name="polls")


def _receipts(request: Request) -> Query:
    _ = request.assembly
    return Query(name="receipts", subject=request.existing())


ASKED: Final[Mapping[str, Callable[[Request], Command | Query]]] = MappingProxyType(
    {
        "deadlock": _deadlock,
        "referendum": _referendum,
        "polls": _polls,
        "receipts": _receipts,
    }
)
"""By the command's name."""
