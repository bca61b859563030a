"""Taking a position and taking it back (design, "How a check comes out" and "Taking a position in chat")."""

from typing import NoReturn

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnProposal, OnRecall, stances_on
from deliberation.deciding.closing import close_if_complete, send_back
from deliberation.deciding.draft import Draft, refuse
from deliberation.effects import FillOffice, SelectCandidate
from deliberation.ids import PersonId
from deliberation.positions import Position, Stance
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
from deliberation.voices import about


def take_position(draft: Draft, command: cmd.TakePosition) -> None:
    """Take a position, or change it; the latest counts. What comes after the close is late: listed, not counted."""
    check = _check(draft, command.check)
    stances = stances_on(check.question)
    if command.stance not in stances:
        refuse(WrongStance(check=check.number, stance=command.stance))
    voice = _voice(draft, check, command.actor) or _off_roll(draft, check, command.actor)
    if check.is_open:
        _record(draft, check, voice, command, cooling=False)
        if check.tally.taken + (voice not in check.positions) >= len(check.roll) and not command.provisional:
            close_if_complete(draft, check.number)
    elif (decision := draft.assembly.cooling_off(check.number)) and _was_silent(check, voice):
        _record(draft, check, voice, command, cooling=True)
        _send_back_if_due(draft, decision.number)
    elif voice not in check.late_answers and not _says_the_same(check.positions.get(voice), command):
        draft.emit(ev.PositionCameLate(check=check.number, person=voice, stance=command.stance))


def _check(draft: Draft, number: int) -> Check:
    found = draft.assembly.checks.get(number)
    return found or refuse(Unknown(kind="check", number=number, latest=len(draft.assembly.checks)))


def _voice(draft: Draft, check: Check, person: PersonId) -> PersonId | None:
    """Say by which place on the roll somebody speaks, if they have one and it is not about them."""
    if about(draft.assembly, check, person):
        return None
    voice = check.voice(person)
    if voice is None and not check.is_open and person in draft.assembly.participants:
        # They may have been on it as somebody who they turned out to be long after it mattered.
        earlier = (each for each, now in draft.assembly.linked.items() if now == person and each in check.roll)
        return min(earlier, default=None)
    return voice


def _off_roll(draft: Draft, check: Check, person: PersonId) -> NoReturn:
    why = OffRoll.SUBJECT if about(draft.assembly, check, person) else _why_off(draft.assembly, check, person)
    refuse(NotOnRoll(check=check.number, why=why, called_at=check.opened_at))


def _why_off(assembly: Assembly, check: Check, person: PersonId) -> OffRoll:
    here = assembly.participants.get(person)
    if here is None:
        return OffRoll.NOT_TAKING_PART
    if check.members_only and (here.joined_at <= check.opened_at or here.enrolled_until is None):
        return OffRoll.NO_MEMBER
    return OffRoll.AWAY if here.joined_at < check.opened_at else OffRoll.JOINED_LATER


def _record(draft: Draft, check: Check, voice: PersonId, command: cmd.TakePosition, *, cooling: bool) -> None:
    before = check.positions.get(voice)
    if _says_the_same(before, command):
        return  # delivered twice counts once
    same = before is not None and before.stance is command.stance
    reason = command.reason or (before.reason if before is not None and same else "")
    draft.emit(
        ev.PositionTaken(
            check=check.number,
            person=voice,
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


def _was_silent(check: Check, voice: PersonId) -> bool:
    before = check.positions.get(voice)
    return before is None or before.cooling


def _send_back_if_due(draft: Draft, number: int) -> None:
    """A block, or objections from more than a share of the roll, send the proposal back (design, "Phases")."""
    check = draft.assembly.checks[draft.assembly.decisions[number].check]
    objections = check.cooling_tally.stand_aside
    if check.cooling_tally.block:
        send_back(draft, number, "block")
    elif objections > check.rules.objection_share * check.roll_size.size:
        send_back(draft, number, "objections")


def retract(draft: Draft, command: cmd.Retract) -> None:
    """Withdraw one's position in so many words; that is the one way to withdraw a block without taking another."""
    check = _check(draft, command.check)
    voice = _voice(draft, check, command.actor)
    before = check.positions.get(voice) if voice is not None else None
    if not check.is_open and not (before and before.cooling and draft.assembly.cooling_off(check.number)):
        refuse(CameLate(check=check.number, closed_at=check.closed_at or draft.now))
    if voice is None:
        _off_roll(draft, check, command.actor)
    if before is None:
        refuse(NoPosition(check=check.number))
    draft.emit(ev.PositionWithdrawn(check=check.number, person=voice))


def lift(draft: Draft, command: cmd.LiftExpression) -> None:
    """A reaction was taken away: what it expressed is withdrawn, if it still counts, unless that is a block.

    A moderator can remove another's reaction unseen, so a block falls only by its holder's own word. And whoever a
    recall or an election is about may be that moderator, or their friend: there no position falls by an unknown hand.
    """
    check = _check(draft, command.check)
    voice = _voice(draft, check, command.actor)
    before = check.positions.get(voice) if voice is not None else None
    if voice is None or before is None or before.source != command.source:
        return
    if not check.is_open and not (before.cooling and draft.assembly.cooling_off(check.number)):
        return
    if before.stance is Stance.BLOCK:
        refuse(BlockStands(check=check.number))
    if command.unseen and _about_a_person(draft, check):
        refuse(ReactionStands(check=check.number))
    draft.emit(ev.PositionWithdrawn(check=check.number, person=voice))


def _about_a_person(draft: Draft, check: Check) -> bool:
    if not isinstance(check.question, OnProposal):
        return isinstance(check.question, OnRecall)
    return isinstance(draft.assembly.proposals[check.question.proposal].effect, FillOffice | SelectCandidate)
