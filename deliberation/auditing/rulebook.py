"""Rules as registers name them, the oldest too, in which there were fewer."""

from typing import Final

from deliberation.rules import Rules, rules_from, written

_FIRST: Final = frozenset(
    {
        "agree-share",
        "ballots",
        "callers",
        "concern-wait",
        "cooling-off",
        "deadlock-after",
        "extension-share",
        "objection-share",
        "period",
        "quorum-minimum",
        "quorum-share",
        "reason-grace",
        "recall-minimum",
        "recall-minimum-unmandated",
        "recall-rule",
        "recall-share",
        "recall-window",
        "secretary-term",
        "stand-aside-share",
        "suffering-statement",
        "time-zone",
    }
)
"""The rules that there were when the first registers began. Every register names them, and all that it goes by."""


def named_rightly(named: tuple[tuple[str, str], ...], rules: Rules) -> bool:
    """Whether an entry names ``rules``: each once, in order and as it is written.

    A rule that came later may be left out while it has the value that it has where nobody chose another.
    """
    values, now = dict(named), written(rules)
    in_order = named == tuple(sorted(values.items()))
    as_written = all(now.get(name) == value for name, value in named)
    return in_order and as_written and values.keys() >= _FIRST and rules_from(values) == rules
