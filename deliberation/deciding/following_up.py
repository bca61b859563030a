"""After a decision: what is to be done, and what it did; and quick readings of the room, which bind nobody."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.actions import Action
from deliberation.assembly import Assembly
from deliberation.checks import OnProposal
from deliberation.convening import conveners
from deliberation.deciding.draft import JUST_NOW, Draft, refuse, refuse_again
from deliberation.ids import PersonId
from deliberation.proposals import Decision
from deliberation.refusals import (
    ActionNotDone,
    ActionNotYours,
    ActionOver,
    ActionStands,
    BadDueTime,
    BadSensePeriod,
    DecisionNotInForce,
    NoLeaning,
    NotParticipant,
    SenseOver,
    Unknown,
)
from deliberation.senses import Leaning, Sense

SHORTEST_SENSE: Final = timedelta(minutes=5)
LONGEST_SENSE: Final = timedelta(days=30)
_FARTHEST: Final = timedelta(days=3660)
_BEFORE: Final = timedelta(days=1)
"""How long before it is due whoever is to do something is reminded of it."""

# --- actions


def set_action(draft: Draft, command: cmd.SetAction) -> None:
    """Say what is to be done after a decision that stands, by somebody who takes part."""
    draft.participant(command.actor)
    decision = draft.assembly.decisions.get(command.decision) or refuse(
        Unknown(kind="decision", number=command.decision, latest=len(draft.assembly.decisions))
    )
    if not decision.stands:
        refuse(DecisionNotInForce(decision=decision.number))
    if command.person not in draft.assembly.participants:
        refuse(NotParticipant(person=command.person))
    if not draft.now < command.due <= draft.now + _FARTHEST:
        refuse(BadDueTime(due=command.due))
    for action in draft.assembly.actions.values():
        if action.is_open and draft.now - action.set_at < JUST_NOW and _is_same(action, command):
            refuse_again(f"A{action.number}")
    draft.emit(
        ev.ActionSet(
            action=len(draft.assembly.actions) + 1,
            decision=decision.number,
            text=command.text,
            person=command.person,
            set_by=command.actor,
            due=command.due,
        )
    )


def _is_same(action: Action, command: cmd.SetAction) -> bool:
    asked = (command.decision, command.text, command.person, command.actor)
    same = (action.decision, action.text, action.person, action.set_by) == asked
    # What is due in three hours is, said again, due a moment later.
    return same and timedelta(0) <= command.due - action.due < JUST_NOW


def finish(draft: Draft, command: cmd.FinishAction) -> None:
    """Say that it is done: whoever was to do it, or set it, or gives procedure."""
    action = _action(draft, command.action)
    if action.done_by == command.actor and command.source and action.source == command.source:
        return  # delivered twice counts once
    _concerned(draft, action, command)
    # Whoever said it may say it once more, in another place: then it is that which says it.
    if not action.is_open and (action.dropped or action.done_by != command.actor or not command.source):
        refuse(ActionOver(action=action.number, done=action.done_at is not None))
    draft.emit(ev.ActionDone(action=action.number, person=command.actor, source=command.source))


def reopen(draft: Draft, command: cmd.ReopenAction) -> None:
    """Say that it is not done after all. A reaction takes back what it said itself, and by a known hand only."""
    action = _action(draft, command.action)
    if command.source and (action.done_by != command.actor or action.source != command.source):
        return
    if action.done_at is None:
        refuse(ActionNotDone(action=action.number))
    if command.unseen:
        refuse(ActionStands(action=action.number))
    _concerned(draft, action, command)
    draft.emit(ev.ActionReopened(action=action.number, person=command.actor))


def drop(draft: Draft, command: cmd.DropAction) -> None:
    """Say that it is no longer to be done."""
    action = _action(draft, command.action)
    if not action.is_open:
        refuse(ActionOver(action=action.number, done=action.done_at is not None))
    _concerned(draft, action, command)
    draft.emit(ev.ActionDropped(action=action.number, person=command.actor))


def _action(draft: Draft, number: int) -> Action:
    actions = draft.assembly.actions
    return actions.get(number) or refuse(Unknown(kind="action", number=number, latest=len(actions)))


def _concerned(draft: Draft, action: Action, command: cmd.FinishAction | cmd.ReopenAction | cmd.DropAction) -> None:
    draft.participant(command.actor)
    if command.actor not in {action.person, action.set_by, *conveners(draft.assembly, draft.now)}:
        refuse(ActionNotYours(action=action.number, person=action.person))


# --- readings of the room


def ask(draft: Draft, command: cmd.AskSense) -> None:
    """Ask the room how it leans."""
    draft.participant(command.actor)
    period = draft.assembly.rules.sense_period if command.period is None else command.period
    if not SHORTEST_SENSE <= period <= LONGEST_SENSE:
        refuse(BadSensePeriod(asked=period, least=SHORTEST_SENSE, most=LONGEST_SENSE))
    asked = (command.question, command.actor, period)
    for sense in draft.assembly.senses.values():
        same = (sense.question, sense.asked_by, sense.until - sense.asked_at) == asked
        if same and sense.closed_at is None and draft.now - sense.asked_at < JUST_NOW:
            refuse_again(f"S{sense.number}")
    _ask(draft, command.question, period, asked_by=command.actor)


def _ask(
    draft: Draft, question: str, period: timedelta, *, asked_by: PersonId | None = None, decision: int | None = None
) -> None:
    draft.emit(
        ev.SenseAsked(
            sense=len(draft.assembly.senses) + 1,
            question=question,
            asked_by=asked_by,
            until=draft.now + period,
            decision=decision,
        )
    )


def lean(draft: Draft, command: cmd.Lean) -> None:
    """Say how one leans; the latest counts."""
    draft.participant(command.actor)
    sense = _open_sense(draft, command.sense)
    before = sense.leanings.get(command.actor)
    same = before is not None and before.leaning is command.leaning
    if before is not None and same and before.source == command.source and command.text in {"", before.text}:
        return  # delivered twice counts once
    text = command.text or (before.text if before is not None and same else "")
    draft.emit(
        ev.Leaned(sense=sense.number, person=command.actor, leaning=command.leaning, text=text, source=command.source)
    )


def withdraw_leaning(draft: Draft, command: cmd.WithdrawLeaning) -> None:
    """Lean no way any more; a reaction that was taken away takes back only what it said."""
    found = draft.assembly.senses.get(command.sense)
    before = found.leanings.get(command.actor) if found is not None else None
    lifted = before is not None and before.source == command.source and found is not None and found.closed_at is None
    if command.source and not lifted:
        return
    sense = _open_sense(draft, command.sense)
    if before is None:
        refuse(NoLeaning(sense=sense.number))
    draft.emit(ev.LeaningWithdrawn(sense=sense.number, person=command.actor))


def _open_sense(draft: Draft, number: int) -> Sense:
    senses = draft.assembly.senses
    sense = senses.get(number) or refuse(Unknown(kind="sense-check", number=number, latest=len(senses)))
    if sense.closed_at is not None:
        refuse(SenseOver(sense=number))
    return sense


# --- the clock


def due_times(assembly: Assembly) -> Iterator[datetime]:
    """Say when something falls due: a reminder of an action, a review."""
    for action in assembly.actions.values():
        if (at := _next_reminder(assembly, action)) is not None:
            yield at
    for decision in assembly.decisions.values():
        if (at := review_due(decision)) is not None:
            yield at


def _next_reminder(assembly: Assembly, action: Action) -> datetime | None:
    """Say when the next reminder of an action is due: a day before, if it was set before that, and when it is due.

    Nobody is reminded of what follows from a decision that no longer stands.
    """
    if not action.is_open or action.reminders > 1 or not assembly.decisions[action.decision].stands:
        return None
    before = action.due - _BEFORE
    return before if action.reminders == 0 and before > action.set_at else action.due


def review_due(decision: Decision) -> datetime | None:
    """Say when the assembly is to be asked what a decision did: on its day, once it has settled."""
    return decision.review_at if decision.stands and decision.cooling_until is None else None


def tick(draft: Draft) -> None:
    """Remind, review and close what is due."""
    for action in list(draft.assembly.actions.values()):
        at = _next_reminder(draft.assembly, action)
        if at is not None and at <= draft.now:  # what was missed is made up for by one, not by two
            draft.emit(ev.ActionReminded(action=action.number, overdue=action.due <= draft.now))
    for decision in list(draft.assembly.decisions.values()):
        at = review_due(decision)
        if at is not None and at <= draft.now:
            _review(draft, decision)
    for sense in list(draft.assembly.senses.values()):
        if sense.closed_at is None and sense.until <= draft.now:
            close_sense(draft, sense)


def close_sense(draft: Draft, sense: Sense) -> None:
    """Close a reading of the room, and count it."""
    counts = {leaning.value: sense.count(leaning) for leaning in Leaning}
    draft.emit(ev.SenseClosed(sense=sense.number, **counts))


def _review(draft: Draft, decision: Decision) -> None:
    """Ask what a decision did, in the words of the text that was agreed to."""
    proposal = draft.assembly.proposals[decision.proposal]
    asked = draft.assembly.checks[decision.check].question if decision.check else None
    agreed = proposal.revisions[asked.revision - 1] if isinstance(asked, OnProposal) else proposal.latest
    _ask(draft, agreed.suffering, draft.assembly.rules.review_period, decision=decision.number)
