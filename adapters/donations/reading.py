"""Reads from whom a gift comes, when and how much, as a treasurer with no patience types it.

``Unite the Union, trade union, listed by the Certification Officer`` is a name, on what ground it may give, and what
bears that out; ``Ada Lovelace @ada`` a person, with an account of theirs.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from adapters.donations.law import Basis, law
from adapters.mistakes import BadTime, TimeProblem
from adapters.times import names_year, read_day
from deliberation.assembly import Assembly
from deliberation.donations import UNIDENTIFIED, Donor, folded
from deliberation.ids import DonorId

_ACCOUNT: Final = re.compile(r"\s*\(?(?P<account>@[^\s,()]+)\)?\s*$")
_CODE: Final = re.compile(r"(?i)donor-(?P<start>[0-9a-f]{4,16})")
_NOBODY: Final = re.compile(
    r"(?i)(?:an? )?(?:anonymous|unknown|unidentified|nobody knows)(?: (?:giver|donor|source|person))?|somebody unknown"
)
_LIKE_AN_ORGANISATION: Final = re.compile(
    r"(?i)\b(?:ltd|limited|plc|llp|cic|inc|union|society|association|co-?op(?:erative)?|party|club|trust|foundation|"
    r"company|group|branch|council|federation|institute|network|fund|charity|holdings|partners|and sons)\b|&"
)
_A_BODY: Final = re.compile(r"(?i)\b(?:ltd|limited|plc|llp|llc|cic|cio|inc|gmbh|incorporated|corporation|& co)\.?\s*$")
_SOON: Final = timedelta(days=60)
_CODE_SIGNS: Final = 6
"""Signs of a donor's id that name it among others, mostly."""


@dataclass(frozen=True, slots=True)
class Source:
    """From whom a gift comes, as somebody typed it. ``basis`` is empty where that could not be told."""

    name: str
    basis: str = ""
    facts: str = ""
    account: str = ""


def read_source(text: str) -> Source:
    """Split a name, a ground and facts; what is in none of the forms is a name alone."""
    parts = [part.strip() for part in text.split(",")]
    if _NOBODY.fullmatch(parts[0]):
        return Source("an unknown giver", UNIDENTIFIED, _joined(parts[1:]))
    found = next(((at, *each) for at, part in enumerate(parts) if at and (each := _ground(part))), None)
    name, rest = (parts[0], parts[1:]) if found is None else (", ".join(parts[: found[0]]), parts[found[0] + 1 :])
    account = _ACCOUNT.search(name)
    if account is not None:
        name = name[: account.start()].strip(" ,")
    basis, said = (found[1].name, found[2]) if found is not None else ("", "")
    return Source(name.strip(), basis, _joined([said, *rest]), account["account"] if account else "")


def _joined(parts: list[str]) -> str:
    return ", ".join(part for part in parts if part)


def _ground(part: str) -> tuple[Basis, str] | None:
    """Say which ground a part of a text names, and what else it says."""
    words = " ".join(part.split())
    folded = re.sub(r"^(?:an?|the|as an?) ", "", words.casefold())
    for basis in law().bases:
        for word in sorted(basis.words, key=len, reverse=True):
            if folded != word and not folded.startswith(f"{word} "):
                continue
            rest = folded[len(word) :].strip(" :")
            # "on the electoral register of Leeds" is a fact as a whole, "company 01234567" a ground and a fact.
            return basis, words if word.startswith(("on the", "registered ")) else words[len(words) - len(rest) :]
    return None


def basis_named(text: str) -> str:
    """Give the name of the ground that a text names; empty where it names none."""
    found = _ground(text)
    return found[0].name if found is not None else ""


def is_a_body_by_its_name(name: str) -> bool:
    """Whether a name ends in a form that no person's has: ``Acme Ltd``."""
    return _A_BODY.search(name) is not None


def looks_like_an_organisation(name: str) -> bool:
    """Whether a name is more likely one of an organisation than of a person."""
    return _LIKE_AN_ORGANISATION.search(name) is not None


# --- those that are known


def code_of(assembly: Assembly, donor: DonorId) -> str:
    """Name a donor in a way that can be typed: ``donor-3f9a2c``."""
    return _code(donor, alike=sum(each.startswith(donor[:_CODE_SIGNS]) for each in assembly.donors))


def codes(assembly: Assembly) -> dict[DonorId, str]:
    """Name every donor so."""
    alike = Counter(each[:_CODE_SIGNS] for each in assembly.donors)
    return {each: _code(each, alike=alike[each[:_CODE_SIGNS]]) for each in assembly.donors}


def _code(donor: DonorId, *, alike: int) -> str:
    return f"donor-{donor[:_CODE_SIGNS] if alike == 1 else donor}"


def donor_coded(assembly: Assembly, text: str) -> Donor | None:
    """Give the donor that a code names, if it names one."""
    found = _CODE.fullmatch(text.strip())
    start = found["start"].casefold() if found else ""
    meant = [donor for each, donor in assembly.donors.items() if start and each.startswith(start)]
    return meant[0] if len(meant) == 1 else None


def donor_named(assembly: Assembly, name: str) -> Donor | None:
    """Give the donor that goes by a name, if there is one."""
    wanted = folded(name)
    named = (each for each in assembly.donors.values() if folded(each.name) == wanted)
    return next((each for each in named if each.basis != UNIDENTIFIED and wanted), None)


# --- when


def read_day_gone_by(text: str, *, zone: str, now: datetime) -> date | BadTime:
    """Read a day as ``adapters.times.read_day`` does, but one without a year is the last such, not the next.

    Unless the next is near: then the day was mistyped, more likely than a year left out.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    words = text.casefold().strip(" .,")
    if words == "yesterday":
        return today - timedelta(days=1)
    found = read_day(text, zone=zone, now=now)
    if isinstance(found, BadTime):
        return replace(found, instead=str(today))
    if found <= today or words == "tomorrow" or names_year(text):
        return found
    if not re.search(r"[0-9]", words):
        return found - timedelta(days=7)  # a day of the week
    last = _last_such(found, today)
    if found - today <= _SOON:
        return BadTime(typed=text, problem=TimeProblem.AHEAD, instead=str(last))
    return last


def _last_such(day: date, today: date) -> date:
    """Give the last day up to today of a month and a day in it."""
    for year in range(today.year, today.year - 9, -1):
        leap = (day.month, day.day) == (2, 29) and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
        if not leap and day.replace(year=year) <= today:
            return day.replace(year=year)
    return day
