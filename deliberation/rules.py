"""The rules of an assembly: one table of every rule, its bounds and its words, and the presets made from it.

Nothing of how a movement decides is a constant elsewhere. A rule changes only by the assembly's own consensus
(design, "Assemblies and taking part").
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

SHORTEST_PERIOD: Final = timedelta(hours=1)
"""No check is ever open for less (design, "How a check comes out"): no assembly can vote itself a shorter one."""

LONGEST_PERIOD: Final = timedelta(days=90)
"""Beyond this a deadline is a slip of the keyboard."""

LONGEST_WAIT_BELOW: Final = timedelta(days=14)
"""How long at most a decision waits for those that members may still reopen, where its own cooling off is no longer."""


class Callers(StrEnum):
    """Who may call consensus on a proposal."""

    SECRETARY = "secretary"
    PROPOSER = "proposer"
    ANYONE = "anyone"


class Entry(StrEnum):
    """How one comes to take part (design, "Assemblies and taking part")."""

    OPEN = "open"
    DECLARATION = "declaration"
    WELCOME = "welcome"


class Electorate(StrEnum):
    """Who votes when it comes to a ballot."""

    PARTICIPANTS = "participants"
    MEMBERS = "members"


class Method(StrEnum):
    """How ballots are counted (design, "Elections"); ``YES_NO`` is for referendums alone."""

    STAR = "star"
    PROPORTIONAL = "proportional"
    STV = "stv"
    YES_NO = "yes-no"


class RemovalRule(StrEnum):
    """How a recall removes an officer (design, "Offices, mandates, recall")."""

    MAJORITY = "majority"
    CONSENSUS_TO_KEEP = "consensus-to-keep"
    CONSENSUS_TO_REMOVE = "consensus-to-remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one assembly has agreed about how it decides. The defaults are the design's own."""

    period: timedelta = timedelta(hours=72)
    shortest_period: timedelta = SHORTEST_PERIOD
    quorum_share: Fraction = Fraction(1, 5)
    quorum_minimum: int = 3
    agree_share: Fraction = Fraction(1, 2)
    stand_aside_share: Fraction = Fraction(1, 3)
    extension_share: Fraction = Fraction(1, 2)
    reason_grace: timedelta = timedelta(hours=24)
    concern_wait: timedelta = timedelta(hours=72)
    cooling_off: timedelta = timedelta(0)
    objection_share: Fraction = Fraction(1, 10)
    suffering_statement: bool = False
    affected_notice: timedelta = timedelta(hours=72)
    below_share: Fraction = Fraction(5, 6)
    callers: Callers = Callers.SECRETARY
    deadlock_after: int = 2
    ballots: bool = True
    recall_share: Fraction = Fraction(1, 10)
    recall_minimum: int = 3
    recall_minimum_unmandated: int = 2
    recall_window: timedelta = timedelta(days=14)
    recall_rule: RemovalRule = RemovalRule.MAJORITY
    secretary_term: timedelta = timedelta(days=365)
    procedure: tuple[str, ...] = ("secretary",)
    election_method: Method = Method.STAR
    electorate: Electorate = Electorate.PARTICIPANTS
    nomination_period: timedelta = timedelta(days=7)
    ballot_period: timedelta = timedelta(days=7)
    secret_ballots: bool = True
    referendum_quorum: Fraction = Fraction(1, 5)
    referendum_threshold: Fraction = Fraction(1, 2)
    gift_limit: int = 50_000
    entry: Entry = Entry.OPEN
    welcomes: int = 1
    sense_period: timedelta = timedelta(hours=24)
    review_period: timedelta = timedelta(days=7)
    turn: timedelta = timedelta(hours=4)
    moot_reminder: timedelta = timedelta(hours=1)
    time_zone: str = "Europe/London"


class RuleValueError(ValueError):
    """A value that a rule cannot take; the message is a sentence fit for the person who typed it."""


class UnknownRuleError(KeyError):
    """There is no rule of that name."""


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """One rule: its field in ``Rules``, what it means, how its value is read and written, and an example of it."""

    field: str
    meaning: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    example: str

    @property
    def name(self) -> str:
        """The rule's name as people type it."""
        return self.field.replace("_", "-")


def _read_duration(least: timedelta, most: timedelta) -> Callable[[str], timedelta]:
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


def _read_share(least: Fraction, *, above: bool = False) -> Callable[[str], Fraction]:
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


def _read_inner_share(text: str) -> Fraction:
    value = _read_share(Fraction(1, 4))(text)
    if value == 1:
        raise RuleValueError("it must be less than 1: who is above decides after who is below")
    return value


def _read_count(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        cleaned = text.strip()
        if not (cleaned.isascii() and cleaned.isdigit()) or len(cleaned) > 6:
            raise RuleValueError("write a whole number")
        if not least <= int(cleaned) <= most:
            raise RuleValueError(f"it must be between {least} and {most}")
        return int(cleaned)

    return read


def _read_flag(text: str) -> bool:
    answers = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
    try:
        return answers[text.strip().casefold()]
    except KeyError:
        raise RuleValueError("write yes or no") from None


def _write_flag(value: bool) -> str:
    return "yes" if value else "no"


def _read_choice(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    def read(text: str) -> StrEnum:
        try:
            return kind(text.strip().casefold())
        except ValueError:
            raise RuleValueError("write one of: " + ", ".join(kind)) from None

    return read


_METHODS: Final = (Method.STAR, Method.PROPORTIONAL, Method.STV)


def _read_method(text: str) -> Method:
    cleaned = text.strip().casefold()
    if cleaned not in _METHODS:
        raise RuleValueError("write one of: " + ", ".join(_METHODS))
    return Method(cleaned)


_OFFICE: Final = re.compile(r"[^\s@,][^@,]{0,78}(?:@[\w-]{1,80})?")


def _read_offices(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(" ".join(name.split()).casefold() for name in text.split(",")))
    if not 1 <= len(names) <= 10 or not all(_OFFICE.fullmatch(name) for name in names):
        raise RuleValueError("write offices with commas between, one of another assembly as general secretary@harmony")
    return names


def _write_offices(value: tuple[str, ...]) -> str:
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


def _read_limit(text: str) -> int:
    pence = read_money(text)
    if pence == 0:
        raise RuleValueError("it must be more than £0")
    return pence


def write_money(pence: int) -> str:
    """Write a sum in pence as ``£1,234.56``; whole pounds without pence."""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"


def _read_zone(text: str) -> str:
    name = text.strip()
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        # Not found is a KeyError, the name of a folder an OSError, a path out of the zone tree a ValueError.
        raise RuleValueError("write a time zone such as Europe/London") from None
    return name


_NO_TIME: Final = timedelta(0)
_ANY_SHARE: Final = Fraction(0)

_SPECS: Final = (
    RuleSpec(
        "period",
        "how long a check stays open",
        _read_duration(SHORTEST_PERIOD, LONGEST_PERIOD),
        write_duration,
        "72h",
    ),
    RuleSpec(
        "shortest_period",
        "the shortest time for which a check may be called, or a referendum, and for each part of an election",
        _read_duration(SHORTEST_PERIOD, LONGEST_PERIOD),
        write_duration,
        "24h",
    ),
    RuleSpec("quorum_share", "the share of the roll that must take a position", _read_share(_ANY_SHARE), str, "1/5"),
    RuleSpec(
        "quorum_minimum",
        "how many must take a position at the least (or the whole roll, if smaller)",
        _read_count(1, 100_000),
        str,
        "3",
    ),
    RuleSpec(
        "agree_share",
        "the share of the positions taken that must be agreements",
        _read_share(_ANY_SHARE, above=True),
        str,
        "1/2",
    ),
    RuleSpec(
        "stand_aside_share",
        "the share of the positions taken beyond which stand-asides make it too lukewarm",
        _read_share(_ANY_SHARE),
        str,
        "1/3",
    ),
    RuleSpec(
        "extension_share",
        "how much of the period is added, once, when too few have taken a position",
        _read_share(_ANY_SHARE),
        str,
        "1/2",
    ),
    RuleSpec(
        "reason_grace",
        "how long is added, once, for a block that has no reason yet",
        _read_duration(_NO_TIME, timedelta(days=14)),
        write_duration,
        "24h",
    ),
    RuleSpec(
        "concern_wait",
        "how long somebody's concerns hold up the call; after that the check carries them on its card",
        _read_duration(_NO_TIME, timedelta(days=30)),
        write_duration,
        "72h",
    ),
    RuleSpec(
        "cooling_off",
        "how long after consensus those who were absent may still speak",
        _read_duration(_NO_TIME, timedelta(days=60)),
        write_duration,
        "5d",
    ),
    RuleSpec(
        "objection_share",
        "the share of the roll whose objections in the cooling off send a decision back",
        _read_share(_ANY_SHARE),
        str,
        "1/10",
    ),
    RuleSpec(
        "suffering_statement",
        "whether a proposal must say who suffers less by it, and how we would know",
        _read_flag,
        _write_flag,
        "yes",
    ),
    RuleSpec(
        "affected_notice",
        "how long an affected assembly is given to object before a check may end",
        _read_duration(_NO_TIME, timedelta(days=60)),
        write_duration,
        "72h",
    ),
    RuleSpec(
        "below_share",
        "the share of a check's period in which its member assemblies decide",
        _read_inner_share,
        str,
        "5/6",
    ),
    RuleSpec("callers", "who may call consensus", _read_choice(Callers), str, "secretary"),
    RuleSpec(
        "deadlock_after",
        "how many failed checks before the assembly may be asked whether there is deadlock",
        _read_count(1, 20),
        str,
        "2",
    ),
    RuleSpec("ballots", "whether a deadlock may go to a ballot", _read_flag, _write_flag, "yes"),
    RuleSpec(
        "recall_share",
        "the share of the participants whose signatures open a recall",
        _read_share(_ANY_SHARE),
        str,
        "1/10",
    ),
    RuleSpec("recall_minimum", "how many signatures a recall needs at the least", _read_count(1, 1000), str, "3"),
    RuleSpec(
        "recall_minimum_unmandated",
        "how many it needs where it cites an unmandated act",
        _read_count(1, 1000),
        str,
        "2",
    ),
    RuleSpec(
        "recall_window",
        "how long a petition may gather signatures",
        _read_duration(timedelta(days=1), timedelta(days=90)),
        write_duration,
        "14d",
    ),
    RuleSpec("recall_rule", "how a recall removes an officer", _read_choice(RemovalRule), str, "majority"),
    RuleSpec(
        "secretary_term",
        "how long a secretary serves before a new election opens",
        _read_duration(timedelta(days=7), timedelta(days=1096)),
        write_duration,
        "365d",
    ),
    RuleSpec(
        "procedure",
        "which offices give procedure: the first whose holder is there and whom it is not about, or their deputy",
        _read_offices,
        _write_offices,
        "secretary, general secretary@harmony",
    ),
    RuleSpec("election_method", "how ballots in elections are counted", _read_method, str, "stv"),
    RuleSpec(
        "electorate",
        "who elects officers: all who take part, or the members among them, who alone decide deadlocks and selections",
        _read_choice(Electorate),
        str,
        "members",
    ),
    RuleSpec(
        "nomination_period",
        "how long nominations are open, where nothing else is said",
        _read_duration(timedelta(hours=1), timedelta(days=90)),
        write_duration,
        "7d",
    ),
    RuleSpec(
        "ballot_period",
        "how long a ballot is open, where nothing else is said",
        _read_duration(SHORTEST_PERIOD, LONGEST_PERIOD),
        write_duration,
        "7d",
    ),
    RuleSpec("secret_ballots", "whether ballots are secret", _read_flag, _write_flag, "yes"),
    RuleSpec(
        "referendum_quorum",
        "the share of the roll that must vote in a referendum",
        _read_share(_ANY_SHARE),
        str,
        "1/5",
    ),
    RuleSpec(
        "referendum_threshold",
        "the share of the votes in a referendum that yes must be more than",
        _read_share(_ANY_SHARE),
        str,
        "1/2",
    ),
    RuleSpec(
        "gift_limit",
        "what a person's gifts in a calendar year stay under; the members are asked about an organisation's from it on",
        _read_limit,
        write_money,
        "£500",
    ),
    RuleSpec(
        "entry",
        "how one comes to take part: by being in the room, by declaring that one belongs, or by being welcomed",
        _read_choice(Entry),
        str,
        "declaration",
    ),
    RuleSpec(
        "welcomes",
        "how many who take part must welcome whoever asks, where one comes in by being welcomed",
        _read_count(1, 100),
        str,
        "1",
    ),
    RuleSpec(
        "sense_period",
        "how long the room is asked how it leans",
        _read_duration(timedelta(minutes=5), timedelta(days=30)),
        write_duration,
        "24h",
    ),
    RuleSpec(
        "review_period",
        "how long the assembly is asked what a decision did",
        _read_duration(timedelta(hours=1), timedelta(days=60)),
        write_duration,
        "7d",
    ),
    RuleSpec(
        "turn",
        "how long each is waited for in a go-round",
        _read_duration(timedelta(minutes=5), timedelta(days=7)),
        write_duration,
        "4h",
    ),
    RuleSpec(
        "moot_reminder",
        "how long before a moot those who come are reminded",
        _read_duration(_NO_TIME, timedelta(days=7)),
        write_duration,
        "1h",
    ),
    RuleSpec("time_zone", "the time zone in which dates are read and shown", _read_zone, str, "Europe/London"),
)

RULES: Final[Mapping[str, RuleSpec]] = MappingProxyType({spec.name: spec for spec in _SPECS})
"""Every rule there is, by the name people type."""

if {spec.field for spec in _SPECS} != {field.name for field in fields(Rules)}:  # pragma: no cover - caught at import
    raise AssertionError("RULES and Rules name different rules")

PRESETS: Final[Mapping[str, Rules]] = MappingProxyType(
    {
        "folkmoot": Rules(),
        # harmony.md: five days of cooling off, secretaries for up to three years, suffering as the measure of policy.
        "harmony": Rules(
            cooling_off=timedelta(days=5),
            suffering_statement=True,
            secretary_term=timedelta(days=1095),
            electorate=Electorate.MEMBERS,
        ),
        # Everybody who takes a position agrees, and at least half of the roll takes one.
        "unanimity": Rules(quorum_share=Fraction(1, 2), agree_share=Fraction(1), stand_aside_share=Fraction(0)),
    }
)


def spec_of(name: str) -> RuleSpec:
    """Give the rule of that name.

    Raises:
        UnknownRuleError: there is none.
    """
    try:
        return RULES[name]
    except KeyError:
        raise UnknownRuleError(name) from None


def with_rule(rules: Rules, name: str, value: str) -> Rules:
    """Give ``rules`` with one of them changed.

    Raises:
        UnknownRuleError: there is no rule of that name.
        RuleValueError: it cannot take that value.
    """
    spec = spec_of(name)
    changes: dict[str, Any] = {spec.field: spec.read(value)}
    return replace(rules, **changes)


def value_of(rules: Rules, name: str) -> str:
    """Write the value that a rule has now, as ``with_rule`` reads it."""
    spec = spec_of(name)
    return spec.write(getattr(rules, spec.field))


def written(rules: Rules) -> dict[str, str]:
    """Write every rule, as the register keeps them."""
    return {name: spec.write(getattr(rules, spec.field)) for name, spec in RULES.items()}


def rules_from(values: Mapping[str, str]) -> Rules:
    """Read back what ``written`` wrote; rules it does not name keep their default.

    Raises:
        UnknownRuleError, RuleValueError: as ``with_rule``.
    """
    return _rules_from(tuple(sorted(values.items())))


@lru_cache(maxsize=512)
def _rules_from(values: tuple[tuple[str, str], ...]) -> Rules:
    changes: dict[str, Any] = {}
    for name, value in values:
        spec = spec_of(name)
        changes[spec.field] = spec.read(value)
    return replace(Rules(), **changes)
