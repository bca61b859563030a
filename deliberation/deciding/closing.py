"""How a check ends and what follows by itself (design, "How a check comes out" and "Phases")."""

from datetime import timedelta

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Check, FillOffice, OnProposal, OnRecall, RuleChange
from deliberation.assessment import Assessment, Outcome, assess, assess_removal
from deliberation.deciding.draft import Draft
from deliberation.deciding.offices import fill, vacate
from deliberation.deciding.periods import first_period
from deliberation.deciding.recalling import open_recalls_due
from deliberation.positions import Stance

SHORT_ABSENCE = timedelta(minutes=10)
"""An absence of the bot up to this long moves no deadline."""


def close_when_due(draft: Draft, check: Check) -> None:
    """Close a check whose deadline is over, unless it is owed more time: once for a reason, once for its quorum."""
    if _owes_reason(check):
        if not check.reason_extended and check.rules.reason_grace > timedelta(0):
            # Counted from now where the deadline was met late, so that the holder has the whole of it.
            _extend(draft, check, check.rules.reason_grace, "reason")
            return
        for person in sorted(p for p, position in check.positions.items() if position.stance is Stance.BLOCK):
            draft.emit(ev.BlockLapsed(check=check.number, person=person))
        check = draft.assembly.checks[check.number]
    if assessed(check).outcome is Outcome.INQUORATE and not check.quorum_extended:
        share = check.rules.extension_share
        extension = first_period(check) * share.numerator / share.denominator
        if extension > timedelta(0):
            _extend(draft, check, extension, "quorum")
            return
    close(draft, check)


def close_if_complete(draft: Draft, number: int) -> None:
    """Before the deadline a check closes only once everyone on the roll has taken a position and nobody blocks."""
    check = draft.assembly.checks[number]
    if check.complete:
        close(draft, check)


def _owes_reason(check: Check) -> bool:
    """Whether every block that stands lacks its reason: one that has its reason decides at once."""
    blocks = [position for position in check.positions.values() if position.stance is Stance.BLOCK]
    return check.tally.block > 0 and not any(position.reason for position in blocks)


def _extend(draft: Draft, check: Check, by: timedelta, because: str) -> None:
    deadline = max(check.deadline, draft.now) + by
    draft.emit(ev.DeadlineMoved(check=check.number, deadline=deadline, because=because))


def assessed(check: Check) -> Assessment:
    """Assess a check, of whichever kind, on its tally as it stands."""
    by = assess if isinstance(check.question, OnProposal) else assess_removal
    return by(check.tally, check.rules, check.roll_size)


def close(draft: Draft, check: Check) -> None:
    """End a check with the outcome of its tally, and do what follows from it."""
    outcome = assessed(check).outcome
    draft.emit(ev.CheckClosed(check=check.number, outcome=outcome, tally=check.tally))
    if outcome is Outcome.CONSENSUS and isinstance(check.question, OnProposal):
        _decide(draft, check, check.question.proposal)
    elif outcome is Outcome.REMOVED and isinstance(check.question, OnRecall):
        vacate(draft, draft.assembly.petitions[check.question.petition].office, because="recall")


def _decide(draft: Draft, check: Check, proposal: int) -> None:
    number = len(draft.assembly.decisions) + 1
    until = draft.now + check.rules.cooling_off
    draft.emit(ev.DecisionMade(decision=number, proposal=proposal, check=check.number, cooling_until=until))
    if until <= draft.now:
        settle(draft, number)


def settle(draft: Draft, number: int) -> None:
    """End the cooling off; what the proposal brings about by itself happens now."""
    draft.emit(ev.DecisionSettled(decision=number))
    effect = draft.assembly.proposals[draft.assembly.decisions[number].proposal].effect
    if isinstance(effect, RuleChange):
        draft.emit(ev.RuleChanged(rule=effect.rule, value=effect.value, decision=number))
        # Where the new rule asks for fewer signatures, a petition may have reached its threshold by this.
        open_recalls_due(draft)
    elif isinstance(effect, FillOffice):
        fill(draft, effect, decision=number)


def note_absence(draft: Draft, command: cmd.NoteAbsence) -> None:
    """Extend each check whose deadline fell into an absence of the bot by the time it was away, if that was long."""
    away = command.until - command.since
    # While no venue can be heard nothing closes anyway, and that time is made good when one can be again.
    if away <= SHORT_ABSENCE or draft.assembly.unheard_since is not None:
        return
    for check in list(draft.assembly.checks.values()):
        if check.is_open and command.since <= check.deadline < command.until:
            draft.emit(ev.DeadlineMoved(check=check.number, deadline=check.deadline + away, because="absence"))
