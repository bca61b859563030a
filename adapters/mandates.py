"""Mandates as people write them, and as they are read: ``treasurer may pay for the hall, up to £120, until 31 May``."""

import re
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from adapters import mistakes
from adapters.cleaning import clean_line, cut
from adapters.documents import Inline, inlines
from adapters.mistakes import BadTime
from adapters.money import sums_in
from adapters.phrases import day, moment
from adapters.request import Request, mistaken, timely
from adapters.setting import Setting
from adapters.times import read_day, resolved
from deliberation.offices import Mandate
from deliberation.rules import RuleValueError, read_money, write_money

LONGEST: Final = 500

_UNTIL: Final = re.compile(
    r"(?P<before>.*?)(?:^|[\s,;(]+)(?:and\s+)?(?:until|till|til)\s+(?P<value>[^,;]+?)[)\s.]*$",
    re.IGNORECASE | re.DOTALL,
)
_LIMIT: Final = re.compile(
    r"(?P<before>.*?)(?:^|[\s,;(]+)(?:and\s+)?(?:up to|at most|no more than|not more than|a maximum of|max(?:imum)?"
    r"|limit(?:ed to)?)"
    r":?\s+(?P<value>.+?)[)\s.]*$",
    re.IGNORECASE | re.DOTALL,
)
_EMPOWERS: Final = re.compile(
    r"(?:the\s+|our\s+)?(?P<office>\S.{0,80}?)"
    r"(?:\s+(?:may|can|is to|are to|is empowered to|will|shall|should|must|to)\s+|\s*:\s*)"
    r"(?P<scope>.+)",
    re.IGNORECASE | re.DOTALL,
)
_NOBODY: Final = frozenset({"none", "no", "nobody", "-", "nothing"})


def empowers_nobody(text: str) -> bool:
    """Whether a line says that there is to be no mandate."""
    return text.casefold().strip(" .") in _NOBODY


_UNLABELLED: Final = re.compile(
    r"(?:^\W*mandate\s+|\bmandate:\s*)(?:(?:the|our)\s+)?(?P<office>.{1,80}?)"
    r"\s+(?:may|can|is to|are to|will|shall|should|must)\s",
    re.IGNORECASE,
)


def not_mislaid(request: Request, text: str) -> None:
    """Ask about what looks like a mandate and would be read as mere text: without its colon, or in the title."""
    for line in text.split("\n"):
        found = _UNLABELLED.search(line)
        if found is not None and clean_line(found["office"], limit=80).casefold() in request.assembly.offices:
            mistaken(mistakes.BadMandate(command=request.spec.name, typed=cut(line[found.start() :], 80)))


def read_mandate(request: Request, text: str) -> Mandate:
    """Read a mandate from its line; who is empowered comes first, limits in whatever order after what for."""
    rest, until, limit = text.strip(" ."), "", ""
    for _ in range(2):
        ends = None if until else _UNTIL.fullmatch(rest)
        bounds = None if limit else _LIMIT.fullmatch(rest)
        # Whichever stands last is taken off first: "until tomorrow up to £50".
        if ends and not (bounds and len(bounds["before"]) > len(ends["before"])):
            rest, until = ends["before"], ends["value"]
        elif bounds:
            rest, limit = bounds["before"], bounds["value"]
    found = _EMPOWERS.fullmatch(rest.strip(" ,;"))
    if found is None:
        mistaken(mistakes.BadMandate(command=request.spec.name, typed=cut(text, 80)))
    pence, sums = _pence(request, limit), [each[0] for each, _ in sums_in(found["scope"])]
    if sums and not limit:
        mistaken(mistakes.MandateUnbounded(command=request.spec.name, sum=cut(sums[-1], 40)))
    return Mandate(
        office=clean_line(found["office"], limit=80).casefold(),
        scope=clean_line(found["scope"], limit=LONGEST),
        pence=pence,
        limit="" if pence is not None else clean_line(limit, limit=200),
        until=_end_of(request, until) if until else None,
    )


def _pence(request: Request, text: str) -> int | None:
    """Read a limit that is a sum of money and nothing else; one like a sum is none in words (``£5k``, ``120``)."""
    whole = [pence for found, pence in sums_in(text) if found[0] == text.strip()]
    if (whole and whole[0] is None) or re.fullmatch(r"[0-9][0-9.,]*\s?k?", text.strip(), re.IGNORECASE):
        mistaken(mistakes.BadSum(command=request.spec.name, typed=cut(text, 40)))
    return whole[0] if whole else None


def _end_of(request: Request, text: str) -> datetime:
    """Give the end of a day: until then, all through it."""
    day = timely(read_day(text, zone=request.zone, now=request.context.now))
    end = resolved(day + timedelta(days=1), time(0), request.zone)
    return timely(end) if not isinstance(end, BadTime) else timely(resolved(day, time(23, 59), request.zone))


def read_sum(request: Request, typed: str) -> int:
    """Read what somebody gave as a sum of money, in pence."""
    try:
        return read_money(typed)
    except RuleValueError:
        mistaken(mistakes.BadSum(command=request.spec.name, typed=cut(typed, 40)))


def mandate_line(mandate: Mandate, at: Setting) -> tuple[Inline, ...]:
    """Say what a mandate is: ``Mandate: the treasurer may pay for the hall, up to £120, until …``."""
    return inlines("Mandate: ", *mandate_words(mandate, at))


def mandate_words(mandate: Mandate, at: Setting) -> list[Inline | str]:
    """Say what a mandate is, for the middle of a sentence."""
    office, scope = clean_line(mandate.office, limit=80), clean_line(mandate.scope, limit=LONGEST)
    parts: list[Inline | str] = [f"the {office} may {scope}"]
    if mandate.pence is not None:
        parts.append(f", up to {write_money(mandate.pence)} in all")
    if mandate.limit:
        parts.append(f", up to {clean_line(mandate.limit, limit=200)}")
    if mandate.until is not None:
        parts += [", until ", *_until(mandate.until, at)]
    return parts


def _until(until: datetime, at: Setting) -> list[Inline | str]:
    """Say when a mandate ends: at the end of a day, as it was written, where it does."""
    zone = at.assembly.rules.time_zone if at.assembly is not None else "Europe/London"
    if until.astimezone(ZoneInfo(zone)).time() == time(0):
        return [f"the end of {day(until - timedelta(minutes=1), zone)}"]
    return [moment(until, at.assembly)]
