"""What falls due with time, and when (design, "How something said in chat becomes a decision").

Deadlines live in the assembly. Whoever wakes this up, early, late or twice, does no harm: what is not due is not done.
"""

from collections.abc import Iterator
from datetime import datetime

from deliberation import events as ev
from deliberation.assembly import Assembly, Check, PetitionState
from deliberation.deciding.closing import close_if_complete, close_when_due, settle
from deliberation.deciding.draft import Draft
from deliberation.deciding.offices import vacate


def next_due(assembly: Assembly) -> datetime | None:
    """Say when this assembly next needs a tick; ``None`` when nothing waits for the clock."""
    return min(_due_times(assembly), default=None)


def last_due(assembly: Assembly, now: datetime) -> datetime | None:
    """Say since when all that is due by ``now`` has been due; ``None`` when nothing is."""
    return max((at for at in _due_times(assembly) if at <= now), default=None)


def _due_times(assembly: Assembly) -> Iterator[datetime]:
    if assembly.unheard_since is not None:
        return
    for check in assembly.checks.values():
        if check.outcome is None:
            yield _due(check)
    for decision in assembly.decisions.values():
        if decision.cooling_until is not None:
            yield decision.cooling_until
    for petition in assembly.petitions.values():
        if petition.state is PetitionState.GATHERING:
            yield petition.until
    for office in assembly.offices.values():
        if office.until is not None:
            yield office.until


def _due(check: Check) -> datetime:
    if check.complete:
        return check.opened_at  # a provisional position left it open
    return check.deadline if check.reminded else min(check.deadline, check.remind_at)


def tick(draft: Draft) -> None:
    """Do everything that is due: reminders, closings, the end of coolings off, petitions and terms."""
    if draft.assembly.unheard_since is not None:
        return  # it does not close on what it cannot know
    _checks(draft)
    for decision in list(draft.assembly.decisions.values()):
        if decision.cooling_until is not None and decision.cooling_until <= draft.now:
            settle(draft, decision.number)
    for petition in list(draft.assembly.petitions.values()):
        # Ending one thing may have ended another: look again at what stands now.
        if draft.assembly.petitions[petition.number].state is PetitionState.GATHERING and petition.until <= draft.now:
            draft.emit(ev.PetitionLapsed(petition=petition.number, because="time"))
    for name, office in list(draft.assembly.offices.items()):
        until = draft.assembly.offices[name].until
        if office.holder is not None and until is not None and until <= draft.now:
            vacate(draft, name, because="term")


def _checks(draft: Draft) -> None:
    for number in [c.number for c in draft.assembly.checks.values() if c.is_open]:
        check = draft.assembly.checks[number]
        if check.complete:
            close_if_complete(draft, number)
        elif check.is_open and check.deadline <= draft.now:
            close_when_due(draft, check)
        check = draft.assembly.checks[number]
        if check.is_open and not check.reminded and check.remind_at <= draft.now:
            draft.emit(ev.HalfTimeReached(check=number))
