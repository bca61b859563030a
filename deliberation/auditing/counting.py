"""Counting positions by name, one after another."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.auditing.case import Case, Count
from deliberation.auditing.outcomes import stark
from deliberation.events import Event
from deliberation.ids import AssemblyId
from deliberation.positions import Stance


def _count_called(case: Case, event: ev.CheckCalled) -> None:
    before = case.ledger.counts.get(event.check)
    blocks = before.blockers() if before else set()
    reasoned = before.reasoned & blocks if before else set()
    case.ledger.counts[event.check] = Count(
        event.deadline - case.at,
        standing=dict.fromkeys(map(case.ledger.now, blocks), Stance.BLOCK),
        reasoned=set(map(case.ledger.now, reasoned)),
        seats={peer.id: _kept(before, peer.id) for peer in event.seats},
    )


def _kept(before: Count | None, seat: AssemblyId) -> Stance | None:
    """Carry over the block of a member assembly, and nothing else that it said."""
    return Stance.BLOCK if before is not None and before.seats.get(seat) is Stance.BLOCK else None


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
    stance = (count.spoke_since if event.person in count.spoke_since else count.standing).pop(event.person, None)
    count.reasoned.discard(event.person)
    if stance is not None:
        count.taken_back[event.person] = (case.at, stance)


def _count_lapsed(case: Case, event: ev.BlockLapsed) -> None:
    case.ledger.counts[event.check].standing[event.person] = Stance.STAND_ASIDE


def _count_left(case: Case, event: ev.PersonLeft) -> None:
    case.ledger.departures += event.person not in case.assembly.participants


def _count_ended(case: Case, event: ev.EnrolmentEnded) -> None:
    case.ledger.departures += sum(person not in case.assembly.participants for person in event.people)


def _count_petition(case: Case, event: ev.PetitionStarted) -> None:
    case.ledger.departures_before[event.petition] = case.ledger.departures


def _count_joined(case: Case, event: ev.PeopleJoined) -> None:
    case.ledger.departures += 1
    case.ledger.join(event.person, event.other)


def _count_forgotten(case: Case, event: ev.PersonForgotten) -> None:
    case.ledger.forgotten |= case.ledger.ids(event.person)
    case.ledger.departures += 1


COUNTINGS: Final[Mapping[type[Event], Callable[[Case, Any], None]]] = MappingProxyType(
    {
        ev.CheckCalled: _count_called,
        ev.PositionTaken: _count_taken,
        ev.PositionWithdrawn: _count_withdrawn,
        ev.BlockLapsed: _count_lapsed,
        ev.PersonLeft: _count_left,
        ev.EnrolmentEnded: _count_ended,
        ev.PetitionStarted: _count_petition,
        ev.PeopleJoined: _count_joined,
        ev.PersonForgotten: _count_forgotten,
    }
)
"""How each kind of entry is counted, after it was applied."""
