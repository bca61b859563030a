"""Go-rounds: everyone on the roll who has not been heard is asked in turn."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.convening import conveners, subjects_in
from deliberation.deciding.draft import Draft, refuse
from deliberation.ids import PersonId
from deliberation.refusals import (
    AboutYourself,
    CameLate,
    EverybodyHeard,
    GoRoundTooLong,
    GoRoundUnderWay,
    NotConvening,
    NotYourTurn,
    Unknown,
)

MOST: Final = 50
"""People who can be asked one after the other: with the usual turn that takes more than a week as it is."""


def begin(draft: Draft, command: cmd.BeginGoRound) -> None:
    """Ask those not yet heard, in the order in which they joined. It is procedure: whoever gives it may."""
    draft.participant(command.actor)
    check = _open_check(draft, command.check)
    subjects = subjects_in(draft.assembly, check)
    if command.actor in subjects:
        refuse(AboutYourself(asked="go-round"))
    named = conveners(draft.assembly, draft.now, subjects)
    if named and command.actor not in named:
        refuse(NotConvening(asked="go-round", conveners=named))
    if check.go_round is not None and check.go_round.turn is not None:
        refuse(GoRoundUnderWay(check=check.number))
    draft.emit(ev.GoRoundBegun(check=check.number, order=_order(draft, check), begun_by=command.actor))
    _on(draft, check.number, after=None)


def _order(draft: Draft, check: Check) -> tuple[PersonId, ...]:
    """List those to be asked: who was heard, is away or has left is not."""
    asked = [place for place in check.unheard() if place not in check.excused and _is_here(draft.assembly, place)]
    if not asked:
        refuse(EverybodyHeard(check=check.number))
    if len(asked) > MOST:
        refuse(GoRoundTooLong(check=check.number, people=len(asked), most=MOST))
    return tuple(sorted(asked, key=lambda place: (_joined(draft.assembly, place), place)))


def _is_here(assembly: Assembly, place: PersonId) -> bool:
    return _now(assembly, place) in assembly.participants


def _joined(assembly: Assembly, place: PersonId) -> datetime:
    return assembly.participants[_now(assembly, place)].joined_at


def _now(assembly: Assembly, place: PersonId) -> PersonId:
    """Say who it is now that has a place on a roll."""
    return assembly.linked.get(place, place)


def _open_check(draft: Draft, number: int) -> Check:
    check = draft.assembly.checks.get(number) or refuse(
        Unknown(kind="check", number=number, latest=len(draft.assembly.checks))
    )
    if not check.is_open:
        refuse(CameLate(check=number, closed_at=check.closed_at or draft.now))
    return check


def pass_turn(draft: Draft, command: cmd.PassTurn) -> None:
    """Let one's turn go by: one can still say where one stands, as before."""
    check = _open_check(draft, command.check)
    if check.go_round is None or check.go_round.turn is None or check.go_round.turn != check.voice(command.actor):
        refuse(NotYourTurn(check=check.number))
    _on(draft, check.number, after=check.go_round.turn)


def _on(draft: Draft, number: int, *, after: PersonId | None) -> None:
    """Go on to the next who has not been heard and still takes part."""
    check = draft.assembly.checks[number]
    if check.go_round is None:
        return
    order = check.go_round.order
    left = order[order.index(after) + 1 :] if after is not None else order
    waits = (each for each in left if each not in check.positions and _is_here(draft.assembly, each))
    until = draft.now + check.rules.turn
    if draft.now < check.deadline < until:
        until = check.deadline
    draft.emit(ev.TurnCame(check=number, person=next(waits, None), until=until))


# --- the clock


def due_times(assembly: Assembly) -> Iterator[datetime]:
    """Say when a turn is over: at its end, or at once when whoever has it has spoken."""
    for check in _going_round(assembly):
        if check.go_round is not None:
            yield check.opened_at if check.go_round.turn in check.positions else check.go_round.until


def _going_round(assembly: Assembly) -> list[Check]:
    return [
        check
        for check in assembly.checks.values()
        if check.outcome is None and check.go_round is not None and check.go_round.turn is not None
    ]


def tick(draft: Draft) -> None:
    """Go on where a turn is over."""
    for check in _going_round(draft.assembly):
        going = check.go_round
        if going is None or going.turn is None:
            continue
        if going.turn in check.positions or going.until <= draft.now:
            _on(draft, check.number, after=going.turn)
