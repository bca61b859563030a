"""The question whether there is deadlock, and the decision that a ballot makes of it."""

from typing import Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.auditing.case import Case, Sentences
from deliberation.checks import Check
from deliberation.convening import callers
from deliberation.effects import AcceptDonation, Admit, Affiliate, FillOffice, RuleChange, SelectCandidate
from deliberation.phases import Phase
from deliberation.polls import OnDeadlock
from deliberation.proposals import Proposal
from deliberation.register import revisions_hash

_MOST: Final = 10
_FAILED: Final = frozenset({Outcome.BLOCKED, Outcome.NOT_CARRIED})
_BY_CONSENSUS: Final = (RuleChange, FillOffice, SelectCandidate, Affiliate, Admit, AcceptDonation)


def called_on_deadlock(case: Case, event: ev.CheckCalled, question: OnDeadlock, again: Check | None) -> Sentences:
    """Find fault with a check that asks whether there is deadlock."""
    numbers, named = question.proposals, f"The question of deadlock in check {event.check}"
    if again is not None or event.barred or event.seats:
        yield f"{named} began again, or not everybody was asked."
    if not case.assembly.rules.ballots:
        yield f"{named} was asked where the rules rule ballots out."
    if not 0 < len(set(numbers)) == len(numbers) <= _MOST:
        yield f"{named} is about no proposal, one twice, or too many."
    proposals = [case.assembly.proposals[number] for number in numbers]
    for proposal in proposals:
        yield from _fit(case, proposal)
    if event.text_hash != revisions_hash([proposal.latest for proposal in proposals]):
        yield f"{named} is on other texts than those of its proposals."
    yield from _rightly_asked(case, event, proposals)
    if max(proposal.failed_checks for proposal in proposals) < case.assembly.rules.deadlock_after:
        yield f"{named} was asked before enough checks had failed."
    denied = max((each.number for each in case.assembly.checks.values() if _denied(each, numbers)), default=0)
    if denied and not any(_failed_since(case.assembly, number, denied) for number in numbers):
        yield f"{named} was asked again after check {denied}, though none has failed since."


def _fit(case: Case, proposal: Proposal) -> Sentences:
    if proposal.phase is not Phase.DISCUSSION or case.assembly.deadlock_asked(proposal.number) is not None:
        yield f"Deadlock was asked about P{proposal.number}, which was not under discussion, or asked about already."
    if proposal.is_lent or proposal.partners or proposal.objecting or proposal.latest.overrides:
        yield f"Deadlock was asked about P{proposal.number}, on which others have their say."
    if isinstance(proposal.effect, _BY_CONSENSUS):
        yield f"Deadlock was asked about P{proposal.number}, which only consensus can decide."


def _rightly_asked(case: Case, event: ev.CheckCalled, proposals: list[Proposal]) -> Sentences:
    caller = event.called_by
    if caller is None or caller not in case.assembly.participants:
        yield f"Check {event.check} was called by nobody who takes part."
        return
    named = [callers(case.assembly, proposal, case.at) for proposal in proposals]
    if all(named) and not any(caller in each for each in named):
        yield f"Check {event.check} was called by {caller}, who may not call it."


def _denied(check: Check, numbers: tuple[int, ...]) -> bool:
    asked = check.question.proposals if isinstance(check.question, OnDeadlock) else ()
    return check.outcome is Outcome.NO_DEADLOCK and bool({*asked} & {*numbers})


def _failed_since(assembly: Assembly, proposal: int, denied: int) -> bool:
    latest = assembly.check_on(proposal)
    return latest is not None and latest.number > denied and latest.outcome in _FAILED


def decided_by_ballot(case: Case, event: ev.DecisionMade) -> Sentences:
    """Find fault with a decision that a ballot made."""
    if event.check or event.waits_for or event.cooling_until != case.at:
        yield f"Decision D{event.decision} was made by a ballot, and cools off, waits, or rests on a check."
    if not case.paid("voted", event.poll, event.proposal):
        yield f"Decision D{event.decision} is on another proposal than won ballot B{event.poll}, or on none that did."
    case.owe(f"Decision D{event.decision} needed no cooling off, but was not settled.", "settled", event.decision)
