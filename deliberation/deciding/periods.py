"""For how long a check was called."""

from datetime import timedelta

from deliberation.assembly import Check
from deliberation.rules import SHORTEST_PERIOD


def first_period(check: Check) -> timedelta:
    """Give the period for which the check was called: half time is never moved, whatever was added since."""
    return max((check.remind_at - check.opened_at) * 2, SHORTEST_PERIOD)
