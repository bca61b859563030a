"""What actions, readings of the room and go-rounds change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.actions import Action
from deliberation.assembly import Assembly
from deliberation.checks import GoRound
from deliberation.events import Event
from deliberation.senses import Leant, Sense

# --- actions


def _with_action(assembly: Assembly, action: Action) -> Assembly:
    return replace(assembly, actions=assembly.actions.put(action.number, action))


def _set(assembly: Assembly, event: ev.ActionSet, at: datetime) -> Assembly:
    action = Action(
        number=event.action,
        decision=event.decision,
        text=event.text,
        person=event.person,
        set_by=event.set_by,
        set_at=at,
        due=event.due,
    )
    return _with_action(assembly, action)


def _reminded(assembly: Assembly, event: ev.ActionReminded, _at: datetime) -> Assembly:
    action = assembly.actions[event.action]
    return _with_action(assembly, replace(action, reminders=2 if event.overdue else 1))


def _done(assembly: Assembly, event: ev.ActionDone, at: datetime) -> Assembly:
    action = assembly.actions[event.action]
    done_at = action.done_at or at  # said again it was done when it was said first
    return _with_action(assembly, replace(action, done_at=done_at, done_by=event.person, source=event.source))


def _reopened(assembly: Assembly, event: ev.ActionReopened, _at: datetime) -> Assembly:
    return _with_action(assembly, replace(assembly.actions[event.action], done_at=None, done_by=None, source=""))


def _dropped(assembly: Assembly, event: ev.ActionDropped, _at: datetime) -> Assembly:
    return _with_action(assembly, replace(assembly.actions[event.action], dropped=True))


# --- readings of the room


def _with_sense(assembly: Assembly, sense: Sense) -> Assembly:
    return replace(assembly, senses=assembly.senses.put(sense.number, sense))


def _asked(assembly: Assembly, event: ev.SenseAsked, at: datetime) -> Assembly:
    sense = Sense(
        number=event.sense,
        question=event.question,
        asked_by=event.asked_by,
        asked_at=at,
        until=event.until,
        decision=event.decision,
    )
    if event.decision is not None:
        reviewed = replace(assembly.decisions[event.decision], review_at=None, reviewed_in=event.sense)
        assembly = replace(assembly, decisions=assembly.decisions.put(event.decision, reviewed))
    return _with_sense(assembly, sense)


def _leaned(assembly: Assembly, event: ev.Leaned, at: datetime) -> Assembly:
    sense = assembly.senses[event.sense]
    leant = Leant(event.leaning, event.text, event.source, at)
    return _with_sense(assembly, replace(sense, leanings=sense.leanings.put(event.person, leant)))


def _leaning_withdrawn(assembly: Assembly, event: ev.LeaningWithdrawn, _at: datetime) -> Assembly:
    sense = assembly.senses[event.sense]
    return _with_sense(assembly, replace(sense, leanings=sense.leanings.without(event.person)))


def _sense_closed(assembly: Assembly, event: ev.SenseClosed, at: datetime) -> Assembly:
    return _with_sense(assembly, replace(assembly.senses[event.sense], closed_at=at))


# --- go-rounds


def _go_round(assembly: Assembly, event: ev.GoRoundBegun, at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    begun = GoRound(order=event.order, begun_by=event.begun_by, turn=None, until=at)
    return replace(assembly, checks=assembly.checks.put(check.number, replace(check, go_round=begun)))


def _turn(assembly: Assembly, event: ev.TurnCame, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    if check.go_round is None:
        raise ValueError(f"there is no go-round on check {event.check}")
    turned = replace(check, go_round=replace(check.go_round, turn=event.person, until=event.until))
    return replace(assembly, checks=assembly.checks.put(check.number, turned))


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.ActionSet: _set,
        ev.ActionReminded: _reminded,
        ev.ActionDone: _done,
        ev.ActionReopened: _reopened,
        ev.ActionDropped: _dropped,
        ev.SenseAsked: _asked,
        ev.Leaned: _leaned,
        ev.LeaningWithdrawn: _leaning_withdrawn,
        ev.SenseClosed: _sense_closed,
        ev.GoRoundBegun: _go_round,
        ev.TurnCame: _turn,
    }
)
"""What each of these events makes of an assembly."""
