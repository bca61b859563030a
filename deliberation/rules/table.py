"""The table of every rule: what it means, its bounds, how its value is read and written, and an example of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from deliberation.rules.reading import (
    read_choice,
    read_count,
    read_duration,
    read_flag,
    read_inner_share,
    read_limit,
    read_method,
    read_offices,
    read_share,
    read_zone,
    write_duration,
    write_flag,
    write_money,
    write_offices,
)
from deliberation.rules.values import LONGEST_PERIOD, SHORTEST_PERIOD, Callers, Electorate, Entry, RemovalRule, Rules


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


_NO_TIME: Final = timedelta(0)
_ANY_SHARE: Final = Fraction(0)

_SPECS: Final = (
    RuleSpec(
        "period",
        "how long a check stays open",
        read_duration(SHORTEST_PERIOD, LONGEST_PERIOD),
        write_duration,
        "72h",
    ),
    RuleSpec(
        "shortest_period",
        "the shortest time for which a check may be called, or a referendum, and for each part of an election",
        read_duration(SHORTEST_PERIOD, LONGEST_PERIOD),
        write_duration,
        "24h",
    ),
    RuleSpec("quorum_share", "the share of the roll that must take a position", read_share(_ANY_SHARE), str, "1/5"),
    RuleSpec(
        "quorum_minimum",
        "how many must take a position at the least (or the whole roll, if smaller)",
        read_count(1, 100_000),
        str,
        "3",
    ),
    RuleSpec(
        "agree_share",
        "the share of the positions taken that must be agreements",
        read_share(_ANY_SHARE, above=True),
        str,
        "1/2",
    ),
    RuleSpec(
        "stand_aside_share",
        "the share of the positions taken beyond which stand-asides make it too lukewarm",
        read_share(_ANY_SHARE),
        str,
        "1/3",
    ),
    RuleSpec(
        "extension_share",
        "how much of the period is added, once, when too few have taken a position",
        read_share(_ANY_SHARE),
        str,
        "1/2",
    ),
    RuleSpec(
        "reason_grace",
        "how long is added, once, for a block that has no reason yet",
        read_duration(_NO_TIME, timedelta(days=14)),
        write_duration,
        "24h",
    ),
    RuleSpec(
        "concern_wait",
        "how long somebody's concerns hold up the call; after that the check carries them on its card",
        read_duration(_NO_TIME, timedelta(days=30)),
        write_duration,
        "72h",
    ),
    RuleSpec(
        "cooling_off",
        "how long after consensus those who were absent may still speak",
        read_duration(_NO_TIME, timedelta(days=60)),
        write_duration,
        "5d",
    ),
    RuleSpec(
        "objection_share",
        "the share of the roll whose objections in the cooling off send a decision back",
        read_share(_ANY_SHARE),
        str,
        "1/10",
    ),
    RuleSpec(
        "suffering_statement",
        "whether a proposal must say who suffers less by it, and how we would know",
        read_flag,
        write_flag,
        "yes",
    ),
    RuleSpec(
        "affected_notice",
        "how long an affected assembly is given to object before a check may end",
        read_duration(_NO_TIME, timedelta(days=60)),
        write_duration,
        "72h",
    ),
    RuleSpec(
        "below_share",
        "the share of a check's period in which its member assemblies decide",
        read_inner_share,
        str,
        "5/6",
    ),
    RuleSpec("callers", "who may call consensus", read_choice(Callers), str, "secretary"),
    RuleSpec(
        "deadlock_after",
        "how many failed checks before the assembly may be asked whether there is deadlock",
        read_count(1, 20),
        str,
        "2",
    ),
    RuleSpec("ballots", "whether a deadlock may go to a ballot", read_flag, write_flag, "yes"),
    RuleSpec(
        "recall_share",
        "the share of the participants whose signatures open a recall",
        read_share(_ANY_SHARE),
        str,
        "1/10",
    ),
    RuleSpec("recall_minimum", "how many signatures a recall needs at the least", read_count(1, 1000), str, "3"),
    RuleSpec(
        "recall_minimum_unmandated",
        "how many it needs where it cites an unmandated act",
        read_count(1, 1000),
        str,
        "2",
    ),
    RuleSpec(
        "recall_window",
        "how long a petition may gather signatures",
        read_duration(timedelta(days=1), timedelta(days=90)),
        write_duration,
        "14d",
    ),
    RuleSpec("recall_rule", "how a recall removes an officer", read_choice(RemovalRule), str, "majority"),
    RuleSpec(
        "secretary_term",
        "how long a secretary serves before a new election opens",
        read_duration(timedelta(days=7), timedelta(days=1096)),
        write_duration,
        "365d",
    ),
    RuleSpec(
        "procedure",
        "which offices give procedure: the first whose holder is there and whom it is not about, or their deputy",
        read_offices,
        write_offices,
        "secretary, general secretary@harmony",
    ),
    RuleSpec("election_method", "how ballots in elections are counted", read_method, str, "stv"),
    RuleSpec(
        "electorate",
        "who elects officers: all who take part, or the members among them, who alone decide deadlocks and selections",
        read_choice(Electorate),
        str,
        "members",
    ),
    RuleSpec(
        "nomination_period",
        "how long nominations are open, where nothing else is said",
        read_duration(timedelta(hours=1), timedelta(days=90)),
        write_duration,
        "7d",
    ),
    RuleSpec(
        "ballot_period",
        "how long a ballot is open, where nothing else is said",
        read_duration(SHORTEST_PERIOD, LONGEST_PERIOD),
        write_duration,
        "7d",
    ),
    RuleSpec("secret_ballots", "whether ballots are secret", read_flag, write_flag, "yes"),
    RuleSpec(
        "referendum_quorum",
        "the share of the roll that must vote in a referendum",
        read_share(_ANY_SHARE),
        str,
        "1/5",
    ),
    RuleSpec(
        "referendum_threshold",
        "the share of the votes in a referendum that yes must be more than",
        read_share(_ANY_SHARE),
        str,
        "1/2",
    ),
    RuleSpec(
        "gift_limit",
        "what a person's gifts in a calendar year stay under; the members are asked about an organisation's from it on",
        read_limit,
        write_money,
        "£500",
    ),
    RuleSpec(
        "entry",
        "how one comes to take part: by being in the room, by declaring that one belongs, or by being welcomed",
        read_choice(Entry),
        str,
        "declaration",
    ),
    RuleSpec(
        "welcomes",
        "how many who take part must welcome whoever asks, where one comes in by being welcomed",
        read_count(1, 100),
        str,
        "1",
    ),
    RuleSpec(
        "sense_period",
        "how long the room is asked how it leans",
        read_duration(timedelta(minutes=5), timedelta(days=30)),
        write_duration,
        "24h",
    ),
    RuleSpec(
        "review_period",
        "how long the assembly is asked what a decision did",
        read_duration(timedelta(hours=1), timedelta(days=60)),
        write_duration,
        "7d",
    ),
    RuleSpec(
        "turn",
        "how long each is waited for in a go-round",
        read_duration(timedelta(minutes=5), timedelta(days=7)),
        write_duration,
        "4h",
    ),
    RuleSpec(
        "moot_reminder",
        "how long before a moot those who come are reminded",
        read_duration(_NO_TIME, timedelta(days=7)),
        write_duration,
        "1h",
    ),
    RuleSpec("time_zone", "the time zone in which dates are read and shown", read_zone, str, "Europe/London"),
)

RULES: Final[Mapping[str, RuleSpec]] = MappingProxyType({spec.name: spec for spec in _SPECS})
"""Every rule there is, by the name people type."""

if {spec.field for spec in _SPECS} != {field.name for field in fields(Rules)}:  # pragma: no cover - caught at import
    raise AssertionError("RULES and Rules name different rules")


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
