"""Taking a position and taking it back (design, "How a check comes out" and "Taking a position in chat")."""

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Check, FillOffice, OnProposal, OnRecall
from deliberation.deciding.closing import close_if_complete
from deliberation.deciding.draft import Draft, refuse
from deliberation.ids import PersonId
from deliberation.positions import PROPOSAL_STANCES, RECALL_STANCES, Position, Stance
from deliberation.refusals import (
    BlockStands,
    CameLate,
    NoPosition,
    NotOnRoll,
    OffRoll,
    ReactionStands,
    Unknown,
    WrongStance,
)


def take_position(draft: Draft, command: cmd.TakePosition) -> None:
    """Take a position, or change it; the latest counts. What comes after the close is late: listed, not counted."""
    check = _check(draft, command.check)
    stances = PROPOSAL_STANCES if isinstance(check.question, OnProposal) else RECALL_STANCES
    if command.stance not in stances:
        refuse(WrongStance(check=check.number, stance=command.stance))
    _on_roll(draft, check, command.actor)
    if check.is_open:
        _record(draft, check, command, cooling=False)
        if check.tally.taken + (command.actor not in check.positions) >= len(check.roll) and not command.provisional:
            close_if_complete(draft, check.number)
    elif (decision := draft.assembly.cooling_off(check.number)) and _was_silent(check, command.actor):
        _record(draft, check, command, cooling=True)
        _send_back_if_due(draft, decision.number)
    elif command.actor not in check.late_answers and not _says_the_same(check.positions.get(command.actor), command):
        draft.emit(ev.PositionCameLate(check=check.number, person=command.actor, stance=command.stance))


def _check(draft: Draft, number: int) -> Check:
    found = draft.assembly.checks.get(number)
    return found or refuse(Unknown(kind="check", number=number, latest=len(draft.assembly.checks)))


def _on_roll(draft: Draft, check: Check, person: PersonId) -> None:
    if person in check.roll:
        return
    why = OffRoll.JOINED_LATER if person in draft.assembly.participants else OffRoll.NOT_TAKING_PART
    if isinstance(check.question, OnRecall) and draft.assembly.petitions[check.question.petition].officer == person:
        why = OffRoll.SUBJECT
    refuse(NotOnRoll(check=check.number, why=why, called_at=check.opened_at))


def _record(draft: Draft, check: Check, command: cmd.TakePosition, *, cooling: bool) -> None:
    before = check.positions.get(command.actor)
    if _says_the_same(before, command):
        return  # delivered twice counts once
    same = before is not None and before.stance is command.stance
    reason = command.reason or (before.reason if before is not None and same else "")
    draft.emit(
        ev.PositionTaken(
            check=check.number,
            person=command.actor,
            stance=command.stance,
            cooling=cooling,
            reason=reason,
            source=command.source,
        )
    )


def _says_the_same(before: Position | None, command: cmd.TakePosition) -> bool:
    """Whether what is said has been heard already. A block that lapsed is heard as the block that it was."""
    if before is None or before.source != command.source or command.reason not in {"", before.reason}:
        return False
    return (Stance.BLOCK if before.lapsed else before.stance) is command.stance


def _was_silent(check: Check, person: PersonId) -> bool:
    before = check.positions.get(person)
    return before is None or before.cooling


def _send_back_if_due(draft: Draft, number: int) -> None:
    """A block, or objections from more than a share of the roll, send the proposal back (design, "Phases")."""
    check = draft.assembly.checks[draft.assembly.decisions[number].check]
    objections = check.cooling_tally.stand_aside
    if check.cooling_tally.block:
        draft.emit(ev.DecisionSentBack(decision=number, because="block"))
    elif objections > check.rules.objection_share * len(check.roll):
        draft.emit(ev.DecisionSentBack(decision=number, because="objections"))


def retract(draft: Draft, command: cmd.Retract) -> None:
    """Withdraw one's position in so many words; that is the one way to withdraw a block without taking another."""
    check = _check(draft, command.check)
    before = check.positions.get(command.actor)
    if not check.is_open and not (before and before.cooling and draft.assembly.cooling_off(check.number)):
        refuse(CameLate(check=check.number, closed_at=check.closed_at or draft.now))
    if before is None:
        _on_roll(draft, check, command.actor)
        refuse(NoPosition(check=check.number))
    draft.emit(ev.PositionWithdrawn(check=check.number, person=command.actor))


def lift(draft: Draft, command: cmd.LiftExpression) -> None:
    """A reaction was taken away: what it expressed is withdrawn, if it still counts, unless that is a block.

    A moderator can remove another's reaction unseen, so a block falls only by its holder's own word. And whoever a
    recall or an election is about may be that moderator, or their friend: there no position falls by an unknown hand.
    """
    check = _check(draft, command.check)
    before = check.positions.get(command.actor)
    if before is None or before.source != command.source:
        return
    if not check.is_open and not (before.cooling and draft.assembly.cooling_off(check.number)):
        return
    if before.stance is Stance.BLOCK:
        refuse(BlockStands(check=check.number))
    if command.unseen and _about_a_person(draft, check):
        refuse(ReactionStands(check=check.number))
    draft.emit(ev.PositionWithdrawn(check=check.number, person=command.actor))


def _about_a_person(draft: Draft, check: Check) -> bool:
    if isinstance(check.question, OnRecall):
        return True
    return isinstance(draft.assembly.proposals[check.question.proposal].effect, FillOffice)
