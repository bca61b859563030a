"""How the value of a rule is read as people type it, and written: lengths of time, shares, sums of money and more.

What is written is read again from the register. What cannot be read raises ``RuleValueError``.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from deliberation.rules.values import Method


class RuleValueError(ValueError):
    """A value that a rule cannot take; the message is a sentence fit for the person who typed it."""


def read_duration(least: timedelta, most: timedelta) -> Callable[[str], timedelta]:
    """Give what reads a length of time such as ``90m``, ``72h`` or ``5d``, within bounds."""
    units = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}

    def read(text: str) -> timedelta:
        number, unit = text.strip()[:-1], text.strip()[-1:]
        if unit not in units or not (number.isascii() and number.isdigit()) or len(number) > 6:
            raise RuleValueError("write a length of time such as 90m, 72h or 5d")
        value = int(number) * units[unit]
        if not least <= value <= most:
            raise RuleValueError(f"it must be between {write_duration(least)} and {write_duration(most)}")
        return value

    return read


def write_duration(value: timedelta) -> str:
    """Write a length of time in its largest whole unit: ``5d``, ``72h``, ``90m``."""
    minutes = int(value.total_seconds() // 60)
    if minutes == 0:
        return "0h"
    # 24 and 72 hours are said in hours, as the movement says them.
    if minutes % 1440 == 0 and minutes > 3 * 1440:
        return f"{minutes // 1440}d"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


_SHARE: Final = re.compile(r"(?:[0-9]{1,5}/0*[1-9][0-9]{0,4}|[0-9]{1,3}(?:\.[0-9]{1,4})?%?)")
"""No exponents: ``1e99999999`` is short to type and takes a day to work out."""


def read_share(least: Fraction, *, above: bool = False) -> Callable[[str], Fraction]:
    """Give what reads a share such as ``1/3`` or ``20%``: ``least`` and more, or only ``above`` it, and at most 1."""

    def read(text: str) -> Fraction:
        cleaned = text.strip()
        if len(cleaned) > 12 or not _SHARE.fullmatch(cleaned):
            raise RuleValueError("write a share such as 1/3 or 20%")
        value = Fraction(cleaned[:-1]) / 100 if cleaned.endswith("%") else Fraction(cleaned)
        if value.denominator > 10_000:  # what is read must be fit to be written, and read again from the register
            raise RuleValueError("write a rounder share, such as 1/3 or 20%")
        if value > 1 or value < least or (above and value == least):
            raise RuleValueError(f"it must be {'more than' if above else 'at least'} {least} and at most 1")
        return value

    return read


def read_inner_share(text: str) -> Fraction:
    """Read a share that leaves something: a quarter at the least, and less than the whole."""
    value = read_share(Fraction(1, 4))(text)
    if value == 1:
        raise RuleValueError("it must be less than 1: who is above decides after who is below")
    return value


def read_count(least: int, most: int) -> Callable[[str], int]:
    """Give what reads a whole number within bounds."""

    def read(text: str) -> int:
        cleaned = text.strip()
        if not (cleaned.isascii() and cleaned.isdigit()) or len(cleaned) > 6:
            raise RuleValueError("write a whole number")
        if not least <= int(cleaned) <= most:
            raise RuleValueError(f"it must be between {least} and {most}")
        return int(cleaned)

    return read


def read_flag(text: str) -> bool:
    """Read ``yes`` or ``no``."""
    answers = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
    try:
        return answers[text.strip().casefold()]
    except KeyError:
        raise RuleValueError("write yes or no") from None


def write_flag(value: bool) -> str:
    """Write ``yes`` or ``no``."""
    return "yes" if value else "no"


def read_choice(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    """Give what reads one of the values of an enumeration."""

    def read(text: str) -> StrEnum:
        try:
            return kind(text.strip().casefold())
        except ValueError:
            raise RuleValueError("write one of: " + ", ".join(kind)) from None

    return read


_METHODS: Final = (Method.STAR, Method.PROPORTIONAL, Method.STV)


def read_method(text: str) -> Method:
    """Read how ballots in elections are counted; yes or no is for referendums alone."""
    cleaned = text.strip().casefold()
    if cleaned not in _METHODS:
        raise RuleValueError("write one of: " + ", ".join(_METHODS))
    return Method(cleaned)


_OFFICE: Final = re.compile(r"[^\s@,][^@,]{0,78}(?:@[\w-]{1,80})?")


def read_offices(text: str) -> tuple[str, ...]:
    """Read the names of offices with commas between, each once."""
    names = tuple(dict.fromkeys(" ".join(name.split()).casefold() for name in text.split(",")))
    if not 1 <= len(names) <= 10 or not all(_OFFICE.fullmatch(name) for name in names):
        raise RuleValueError("write offices with commas between, one of another assembly as general secretary@harmony")
    return names


def write_offices(value: tuple[str, ...]) -> str:
    """Write the names of offices with commas between."""
    return ", ".join(value)


_MONEY: Final = re.compile(
    r"(?:£|gbp)?\s*(?P<pounds>[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9})(?:\.(?P<pence>[0-9]{2}))?"
    r"\s*(?:pounds?|quid|gbp)?"
    r"|(?P<only>[0-9]{1,6})\s*(?:p|pence|penny|pennies)",
    re.IGNORECASE,
)


MOST_PENCE: Final = 99_999_999_999
"""As much as is ever typed; a longer number is a slip of the keyboard."""


def read_money(text: str) -> int:
    """Read a sum such as ``£1,234.56``, ``120 pounds`` or ``50p``, in pence.

    Raises:
        RuleValueError: it is none.
    """
    found = _MONEY.fullmatch(text.strip())
    if found is None:
        raise RuleValueError("write a sum of money such as £500 or £120.50")
    if found["only"]:
        return int(found["only"])
    return int(found["pounds"].replace(",", "")) * 100 + int(found["pence"] or 0)


def read_limit(text: str) -> int:
    """Read a sum in pence that is more than nothing."""
    pence = read_money(text)
    if pence == 0:
        raise RuleValueError("it must be more than £0")
    return pence


def write_money(pence: int) -> str:
    """Write a sum in pence as ``£1,234.56``; whole pounds without pence."""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"


def read_zone(text: str) -> str:
    """Read the name of a time zone."""
    name = text.strip()
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        # Not found is a KeyError, the name of a folder an OSError, a path out of the zone tree a ValueError.
        raise RuleValueError("write a time zone such as Europe/London") from None
    return name
