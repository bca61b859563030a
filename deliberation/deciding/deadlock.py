"""Asking whether there is deadlock (design, "Phases"): then the assembly votes between what it could not agree on."""

from typing import Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check
from deliberation.commands.polls import AskDeadlock
from deliberation.convening import callers, subjects_of
from deliberation.deciding.calling import call_check, not_asked_now, period_asked
from deliberation.deciding.draft import Draft, refuse
from deliberation.effects import AcceptDonation, Admit, Affiliate, FillOffice, RuleChange, SelectCandidate
from deliberation.federation import Peer
from deliberation.phases import Trigger, allows
from deliberation.polls import OnDeadlock
from deliberation.proposals import Proposal
from deliberation.refusals import (
    AboutYourself,
    NoBallots,
    NotConvening,
    NotDeadlocked,
    NotForBallot,
    TooManyOptions,
)

MOST_TOGETHER: Final = 10
"""Proposals between which one ballot can decide: more of them nobody can score with care."""

_FAILED: Final = frozenset({Outcome.BLOCKED, Outcome.NOT_CARRIED})

_BY_CONSENSUS_ALONE: Final = (RuleChange, FillOffice, SelectCandidate, Affiliate, Admit, AcceptDonation)
"""What the design says comes about by consensus only, or by an election."""


def ask(draft: Draft, command: AskDeadlock) -> None:
    """Ask whether there is deadlock about proposals, of which at least one failed often enough.

    Whoever may call consensus on one of them may ask. After an answer of *no* it takes another check that fails.
    """
    draft.participant(command.actor)
    if not draft.assembly.rules.ballots:
        refuse(NoBallots())
    numbers = tuple(dict.fromkeys(command.proposals))
    if len(numbers) > MOST_TOGETHER:
        refuse(TooManyOptions(most=MOST_TOGETHER))
    proposals = [draft.proposal(number) for number in numbers]
    for proposal in proposals:
        fit_for_ballot(draft, proposal)
    _may_ask(draft, command, proposals)
    early = _too_early(draft.assembly, proposals)
    if early is not None:
        refuse(early)
    period = period_asked(draft, command.period, command.deadline)
    call_check(draft, OnDeadlock(numbers), called_by=command.actor, period=period)


def fit_for_ballot(draft: Draft, proposal: Proposal) -> None:
    """Refuse what a ballot of this assembly alone cannot decide, or what it is asked about already."""
    not_asked_now(draft, proposal)
    why, peers = _unfit(proposal)
    if why:
        refuse(NotForBallot(proposal=proposal.number, why=why, phase=proposal.phase, peers=peers))


def _unfit(proposal: Proposal) -> tuple[str, tuple[Peer, ...]]:
    if proposal.is_lent:
        return "lent", tuple(origin.peer for origin in proposal.origins)
    if not allows(proposal.phase, Trigger.DEADLOCKED):
        return "phase", ()
    if proposal.partners:
        return "joint", proposal.partners
    if proposal.objecting:
        return "affected", proposal.objecting
    if proposal.latest.overrides:
        return "overrides", tuple(each.peer for each in proposal.latest.overrides)
    return ("effect", ()) if isinstance(proposal.effect, _BY_CONSENSUS_ALONE) else ("", ())


def _may_ask(draft: Draft, command: AskDeadlock, proposals: list[Proposal]) -> None:
    if any(command.actor in subjects_of(draft.assembly, proposal) for proposal in proposals):
        refuse(AboutYourself(asked="deadlock"))
    named = [callers(draft.assembly, proposal, draft.now) for proposal in proposals]
    if all(named) and not any(command.actor in each for each in named):
        refuse(NotConvening(asked="deadlock", conveners=tuple(dict.fromkeys(p for each in named for p in each))))


def may_be_asked(assembly: Assembly, proposal: Proposal) -> bool:
    """Whether it can be asked now whether there is deadlock about a proposal alone, by whoever may ask."""
    # What is quick to see comes first: this is asked of every proposal while somebody types.
    why, _peers = _unfit(proposal)
    ripe = assembly.rules.ballots and not why and _too_early(assembly, [proposal]) is None
    return ripe and assembly.deadlock_asked(proposal.number) is None


def _too_early(assembly: Assembly, proposals: list[Proposal]) -> NotDeadlocked | None:
    numbers = tuple(proposal.number for proposal in proposals)
    needed, failed = assembly.rules.deadlock_after, max(proposal.failed_checks for proposal in proposals)
    if failed < needed:
        return NotDeadlocked(proposals=numbers, needed=needed, failed=failed)
    denied = max((check.number for check in assembly.checks.values() if _denied(check, numbers)), default=0)
    if denied and not any(_failed_since(assembly, number, denied) for number in numbers):
        return NotDeadlocked(proposals=numbers, needed=needed, failed=failed, asked_in=denied)
    return None


def _denied(check: Check, numbers: tuple[int, ...]) -> bool:
    asked = check.question.proposals if isinstance(check.question, OnDeadlock) else ()
    return check.outcome is Outcome.NO_DEADLOCK and not set(asked).isdisjoint(numbers)


def _failed_since(assembly: Assembly, proposal: int, denied: int) -> bool:
    check = assembly.check_on(proposal)
    return check is not None and check.number > denied and check.outcome in _FAILED


def end_if_alone(draft: Draft, withdrawn: Proposal) -> None:
    """End the question whether there is deadlock about a proposal that is withdrawn, if it is about no other."""
    check = draft.assembly.deadlock_asked(withdrawn.number)
    if check is None or not isinstance(check.question, OnDeadlock):
        return
    proposals = (draft.assembly.proposals[number] for number in check.question.proposals)
    if not any(allows(each.phase, Trigger.DEADLOCKED) for each in proposals if each.number != withdrawn.number):
        draft.emit(ev.CheckClosed(check=check.number, outcome=Outcome.WITHDRAWN, tally=check.tally))
