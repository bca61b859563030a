"""Counting positions by name, one after another."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.auditing.case import Case, Count
from deliberation.auditing.outcomes import stark
from deliberation.events import Event
from deliberation.positions import Stance


def _count_called(case: Case, event: ev.CheckCalled) -> None:
    before = case.ledger.counts.get(event.check)
    kept = before.blockers() if before else set()
    case.ledger.counts[event.check] = Count(
        event.deadline - case.at,
        standing=dict.fromkeys(kept, Stance.BLOCK),
        reasoned=before.reasoned & kept if before else set(),
    )


def _count_taken(case: Case, event: ev.PositionTaken) -> None:
    check, count = case.check(event.check)
    (count.spoke_since if event.cooling else count.standing)[event.person] = event.stance
    (count.reasoned.add if "reason" in case.given else count.reasoned.discard)(event.person)
    if event.cooling and (because := stark(check, count)) and (decision := case.cooling(check)):
        case.owe(
            f"Decision D{decision.number} was owed to be sent back because of {because}, and was not.",
            "sent back",
            decision.number,
        )


def _count_withdrawn(case: Case, event: ev.PositionWithdrawn) -> None:
    count = case.ledger.counts[event.check]
    (count.spoke_since if event.person in count.spoke_since else count.standing).pop(event.person, None)
    count.reasoned.discard(event.person)


def _count_lapsed(case: Case, event: ev.BlockLapsed) -> None:
    case.ledger.counts[event.check].standing[event.person] = Stance.STAND_ASIDE


COUNTINGS: Final[Mapping[type[Event], Callable[[Case, Any], None]]] = MappingProxyType(
    {
        ev.CheckCalled: _count_called,
        ev.PositionTaken: _count_taken,
        ev.PositionWithdrawn: _count_withdrawn,
        ev.BlockLapsed: _count_lapsed,
    }
)
"""How each kind of entry is counted, after it was applied."""
