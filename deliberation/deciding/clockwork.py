"""What falls due with time, and when (design, "How something said in chat becomes a decision").

Deadlines live in the assembly. Whoever wakes this up, early, late or twice, does no harm: what is not due is not done.
"""

from collections.abc import Iterator
from datetime import datetime

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.deciding import elections, following_up, gifts, going_round, moots, polls, things
from deliberation.deciding.closing import close_if_complete, close_when_due, settle
from deliberation.deciding.draft import Draft
from deliberation.deciding.offices import vacate
from deliberation.deciding.people import lapse
from deliberation.offices import PetitionState


def next_due(assembly: Assembly) -> datetime | None:
    """Say when this assembly next needs a tick; ``None`` when nothing waits for the clock."""
    if assembly.dissolved_at is not None:
        return None
    return min((*_due_times(assembly), *_calendar(assembly)), default=None)


def _calendar(assembly: Assembly) -> Iterator[datetime]:
    """Say when something falls due that does not rest on what anybody said."""
    if assembly.next_lapse is not None:
        yield assembly.next_lapse
    if things.is_over(assembly):
        yield assembly.founded_at
    yield from gifts.due_times(assembly)
    if assembly.unheard_since is None:
        yield from moots.due_times(assembly)
        yield from following_up.due_times(assembly)
        yield from going_round.due_times(assembly)


def last_due(assembly: Assembly, now: datetime) -> datetime | None:
    """Say since when all that is due by ``now`` has been due; ``None`` when nothing is.

    Of what rests on what people said: a member's place ends, and a moot opens, whatever was heard.
    """
    return max((at for at in _due_times(assembly) if at <= now), default=None)


def _due_times(assembly: Assembly) -> Iterator[datetime]:
    if assembly.unheard_since is not None:
        return
    petitions, senses = assembly.petitions.values(), assembly.senses.values()
    yield from (_due(check) for check in assembly.checks.values() if check.outcome is None)
    yield from (decision.due for decision in assembly.decisions.values() if decision.due is not None)
    yield from (petition.until for petition in petitions if petition.state is PetitionState.GATHERING)
    yield from (office.until for office in assembly.offices.values() if office.until is not None)
    yield from (sense.until for sense in senses if sense.closed_at is None)
    yield from polls.due_times(assembly)
    yield from elections.due_times(assembly)


def _due(check: Check) -> datetime:
    if check.complete:
        # A provisional position left it open; or those whom it affects still have time.
        return max(check.opened_at, check.not_before or check.opened_at)
    return check.deadline if check.reminded else min(check.deadline, check.remind_at)


def tick(draft: Draft) -> None:
    """Do everything that is due: reminders, closings, moots, turns, the ends of petitions, terms, members' places."""
    gifts.tick(draft)  # before the members' answer: nothing is taken once it can no longer be sent back
    if draft.assembly.unheard_since is None:  # it does not close on what it cannot know
        _decide(draft)
        elections.tick(draft)
        polls.tick(draft)
        moots.tick(draft)
        following_up.tick(draft)
        going_round.tick(draft)
    lapse(draft)
    things.end_if_over(draft)


def _decide(draft: Draft) -> None:
    _checks(draft)
    for decision in list(draft.assembly.decisions.values()):
        if decision.due is not None and decision.due <= draft.now:
            settle(draft, decision.number)
    for petition in list(draft.assembly.petitions.values()):
        # Ending one thing may have ended another: look again at what stands now.
        if draft.assembly.petitions[petition.number].state is PetitionState.GATHERING and petition.until <= draft.now:
            draft.emit(ev.PetitionLapsed(petition=petition.number, because="time"))
    for name in list(draft.assembly.offices):
        for tenure in draft.assembly.offices[name].held:
            if tenure.until <= draft.now:
                vacate(draft, name, tenure.holder, because="term")


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
