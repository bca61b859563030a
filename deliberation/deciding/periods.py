"""For how long a check is called, and how much of that its member assemblies have."""

from datetime import timedelta

from deliberation.checks import Check
from deliberation.rules import SHORTEST_PERIOD, Rules


def first_period(check: Check) -> timedelta:
    """Give the period for which the check was called: half time is never moved, whatever was added since."""
    return max((check.remind_at - check.opened_at) * 2, SHORTEST_PERIOD)


def has_more_time(check: Check) -> bool:
    """Whether the deadline was moved since the check was called."""
    return check.deadline - check.opened_at > first_period(check) + timedelta(microseconds=2)  # halved, and doubled


def shortest_period(rules: Rules, *, seats: bool) -> timedelta:
    """Give the shortest time for which a check may be called: with ``seats`` it leaves member assemblies an hour."""
    least = max(SHORTEST_PERIOD, rules.shortest_period)
    if not seats:
        return least
    return max(least, SHORTEST_PERIOD * rules.below_share.denominator / rules.below_share.numerator)


def own_period(rules: Rules, *, seats: bool) -> timedelta:
    """Give the time for which a check is called where nobody names one."""
    return max(rules.period, shortest_period(rules, seats=seats))


def below(rules: Rules, period: timedelta) -> timedelta:
    """Give the part of a period that member assemblies have."""
    return period * rules.below_share.numerator / rules.below_share.denominator


def leaves_time_below(rules: Rules, period: timedelta) -> bool:
    """Whether member assemblies can decide before a check of that period ends: no check is shorter than an hour."""
    return below(rules, period) >= SHORTEST_PERIOD
