"""Which concerns hold up a call, and until when (design: a concern is "answered before consensus is called")."""

from datetime import datetime

from deliberation.assembly import Assembly
from deliberation.proposals import Concern


def holding_up(assembly: Assembly, proposal: int, now: datetime) -> dict[int, datetime]:
    """Give the unresolved concerns that hold up a call now, by number, each with the time at which it no longer does.

    The assembly's ``concern-wait`` runs from the first concern that its owner ever raised about the proposal: raising
    one after another gains nobody more time. Those of people who have left hold up nothing.
    """
    about = [concern for concern in assembly.concerns.values() if concern.proposal == proposal]
    first = {who: min(c.raised_at for c in about if c.person == who) for who in {c.person for c in about}}

    def until(concern: Concern) -> datetime:
        return first[concern.person] + assembly.rules.concern_wait

    standing = [c for c in assembly.open_concerns(proposal) if c.person in assembly.participants]
    return {concern.number: until(concern) for concern in standing if until(concern) > now}
