"""The rules of an assembly: what it can agree about how it decides, and how each rule is read and written.

Nothing of how a movement decides is a constant elsewhere. A rule changes only by the assembly's own consensus
(design, "Assemblies and taking part").
"""

from deliberation.rules.reading import MOST_PENCE, RuleValueError, read_money, write_duration, write_money
from deliberation.rules.table import (
    RULES,
    RuleSpec,
    UnknownRuleError,
    rules_from,
    spec_of,
    value_of,
    with_rule,
    written,
)
from deliberation.rules.values import (
    LONGEST_PERIOD,
    LONGEST_WAIT_BELOW,
    PRESETS,
    SHORTEST_PERIOD,
    Callers,
    Electorate,
    Entry,
    Method,
    RemovalRule,
    Rules,
)

__all__ = [
    "LONGEST_PERIOD",
    "LONGEST_WAIT_BELOW",
    "MOST_PENCE",
    "PRESETS",
    "RULES",
    "SHORTEST_PERIOD",
    "Callers",
    "Electorate",
    "Entry",
    "Method",
    "RemovalRule",
    "RuleSpec",
    "RuleValueError",
    "Rules",
    "UnknownRuleError",
    "read_money",
    "rules_from",
    "spec_of",
    "value_of",
    "with_rule",
    "write_duration",
    "write_money",
    "written",
]
