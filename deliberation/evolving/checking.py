"""What checks and positions change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check, OnRecall
from deliberation.events import Event
from deliberation.evolving.proposing import proposal_moved
from deliberation.federation import Peer, Seat
from deliberation.ids import PersonId
from deliberation.offices import PetitionState
from deliberation.persistent import PersistentMap
from deliberation.phases import Trigger, allows
from deliberation.polls import OnDeadlock
from deliberation.positions import Position, Stance, Tally
from deliberation.rules import rules_from


def roll_now(assembly: Assembly, barred: Iterable[PersonId], carried_over: Iterable[PersonId]) -> frozenset[PersonId]:
    """Give the roll of a check called now: those taking part, without the barred, with those whose block is kept."""
    return (frozenset(assembly.participants) | frozenset(carried_over)) - frozenset(barred)


def _called(assembly: Assembly, event: ev.CheckCalled, at: datetime) -> Assembly:
    before = assembly.checks.get(event.check)
    positions: PersistentMap[PersonId, Position] = PersistentMap(
        {person: before.positions[before.voice(person) or person] for person in event.carried_over} if before else {}
    )
    seats = PersistentMap({peer.id: _seat(peer, before) for peer in event.seats})
    check = Check(
        number=event.check,
        question=event.question,
        round=event.round,
        text_hash=event.text_hash,
        rules=rules_from(dict(event.rules)),
        roll=roll_now(assembly, event.barred, event.carried_over),
        members_only=bool(event.barred) and not isinstance(event.question, OnRecall),
        excused=frozenset(event.excused),
        called_by=event.called_by,
        opened_at=at,
        remind_at=event.remind_at,
        deadline=event.deadline,
        positions=positions,
        tally=Tally(block=len(positions) + sum(seat.stance is Stance.BLOCK for seat in seats.values())),
        seats=seats,
        objecting=frozenset(event.objecting),
        not_before=event.not_before,
        begun_before=(*before.begun_before, before.opened_at) if before else (),
    )
    assembly = _with_check(assembly, check)
    if isinstance(event.question, OnDeadlock):
        return assembly
    if isinstance(event.question, OnRecall):
        petition = assembly.petitions[event.question.petition]
        opened = replace(petition, state=PetitionState.RECALL_OPEN, check=event.check)
        return replace(assembly, petitions=assembly.petitions.put(petition.number, opened))
    called = replace(proposal_moved(assembly, event.question.proposal, Trigger.CHECK_CALLED), check=event.check)
    return replace(assembly, proposals=assembly.proposals.put(called.number, called))


def _seat(peer: Peer, before: Check | None) -> Seat:
    """Give a place on the roll: a block stays until it is taken back where it came from (design, "Proposals")."""
    earlier = before.seats.get(peer.id) if before else None
    if earlier is not None and earlier.stance is Stance.BLOCK:
        return replace(earlier, heard=False, reopened=False)
    return Seat(peer=peer)


def _with_check(assembly: Assembly, check: Check) -> Assembly:
    return replace(assembly, checks=assembly.checks.put(check.number, check))


def _position_taken(assembly: Assembly, event: ev.PositionTaken, at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    before = check.positions.get(event.person)
    position = Position(event.stance, event.reason, event.source, event.cooling, at=event.since or at)
    positions = check.positions.put(event.person, position)
    stance = before.stance if before else None
    if event.cooling:
        tally = check.cooling_tally.moved(stance, event.stance)
        return _with_check(assembly, replace(check, positions=positions, cooling_tally=tally))
    return _with_check(assembly, replace(check, positions=positions, tally=check.tally.moved(stance, event.stance)))


def _position_withdrawn(assembly: Assembly, event: ev.PositionWithdrawn, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    before = check.positions[event.person]
    positions = check.positions.without(event.person)
    if before.cooling:
        tally = check.cooling_tally.moved(before.stance, None)
        return _with_check(assembly, replace(check, positions=positions, cooling_tally=tally))
    return _with_check(assembly, replace(check, positions=positions, tally=check.tally.moved(before.stance, None)))


def _came_late(assembly: Assembly, event: ev.PositionCameLate, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    return _with_check(assembly, replace(check, late_answers=check.late_answers.put(event.person, event.stance)))


def _half_time(assembly: Assembly, event: ev.HalfTimeReached, _at: datetime) -> Assembly:
    return _with_check(assembly, replace(assembly.checks[event.check], reminded=True))


def _deadline_moved(assembly: Assembly, event: ev.DeadlineMoved, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    return _with_check(
        assembly,
        replace(
            check,
            deadline=event.deadline,
            quorum_extended=check.quorum_extended or event.because == "quorum",
            reason_extended=check.reason_extended or event.because == "reason",
        ),
    )


def _block_lapsed(assembly: Assembly, event: ev.BlockLapsed, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    lapsed = replace(check.positions[event.person], stance=Stance.STAND_ASIDE, lapsed=True)
    return _with_check(
        assembly,
        replace(
            check,
            positions=check.positions.put(event.person, lapsed),
            tally=check.tally.moved(Stance.BLOCK, Stance.STAND_ASIDE),
        ),
    )


def _check_closed(assembly: Assembly, event: ev.CheckClosed, at: datetime) -> Assembly:
    check = replace(assembly.checks[event.check], outcome=event.outcome, closed_at=at)
    assembly = _with_check(assembly, check)
    if isinstance(check.question, OnDeadlock):
        return _deadlocked(assembly, check.question) if event.outcome is Outcome.DEADLOCK else assembly
    if isinstance(check.question, OnRecall):
        closed = replace(assembly.petitions[check.question.petition], state=PetitionState.CLOSED)
        return replace(assembly, petitions=assembly.petitions.put(closed.number, closed))
    if event.outcome in {Outcome.CONSENSUS, Outcome.WITHDRAWN}:
        return assembly  # DecisionMade or ProposalWithdrawn moves the proposal
    proposal = proposal_moved(assembly, check.question.proposal, Trigger.FAILED)
    if event.outcome in {Outcome.BLOCKED, Outcome.NOT_CARRIED}:
        proposal = replace(proposal, failed_checks=proposal.failed_checks + 1)
    return replace(assembly, proposals=assembly.proposals.put(proposal.number, proposal))


def _deadlocked(assembly: Assembly, question: OnDeadlock) -> Assembly:
    """Put to the ballot what was asked about and was not withdrawn meanwhile."""
    for number in question.proposals:
        if allows(assembly.proposals[number].phase, Trigger.DEADLOCKED):
            moved = proposal_moved(assembly, number, Trigger.DEADLOCKED)
            assembly = replace(assembly, proposals=assembly.proposals.put(number, moved))
    return assembly


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.CheckCalled: _called,
        ev.PositionTaken: _position_taken,
        ev.PositionWithdrawn: _position_withdrawn,
        ev.PositionCameLate: _came_late,
        ev.HalfTimeReached: _half_time,
        ev.DeadlineMoved: _deadline_moved,
        ev.BlockLapsed: _block_lapsed,
        ev.CheckClosed: _check_closed,
    }
)
"""What each of these events makes of an assembly."""
