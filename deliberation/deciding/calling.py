"""Calling consensus: text, roll and rules frozen, a deadline set."""

from datetime import datetime, timedelta

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Check, OnProposal, OnRecall, Proposal, Question
from deliberation.concerns import holding_up
from deliberation.convening import callers, subject_of
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.periods import first_period
from deliberation.evolve import roll_now
from deliberation.ids import PersonId
from deliberation.phases import Trigger, allows
from deliberation.refusals import (
    AboutYourself,
    BadPeriod,
    ConcernsStand,
    DeadlinePast,
    NoRoll,
    NotConvening,
    WrongPhase,
)
from deliberation.register import revision_hash, roll_hash
from deliberation.rules import LONGEST_PERIOD, SHORTEST_PERIOD, written


def call_consensus(draft: Draft, command: cmd.CallConsensus) -> None:
    """Call consensus on a proposal, for the period asked for or the assembly's own."""
    draft.participant(command.actor)
    proposal = draft.proposal(command.proposal)
    if not allows(proposal.phase, Trigger.CHECK_CALLED):
        refuse(wrong_phase(proposal, "call"))
    if subject_of(proposal) == command.actor:
        refuse(AboutYourself(asked="call"))
    named = callers(draft.assembly, proposal)
    if named and command.actor not in named:
        refuse(NotConvening(asked="call", conveners=named))
    _hear_concerns(draft, proposal)
    period = _period(draft, command)
    call_check(draft, OnProposal(proposal.number, proposal.latest.number), called_by=command.actor, period=period)


def wrong_phase(proposal: Proposal, asked: str) -> WrongPhase:
    """Say that a proposal's phase does not allow what was asked."""
    return WrongPhase(proposal=proposal.number, phase=proposal.phase, asked=asked, withdrawn=proposal.withdrawn)


def _hear_concerns(draft: Draft, proposal: Proposal) -> None:
    """A concern is answered before consensus is called; one left lying by its owner holds it up only so long."""
    held_up = holding_up(draft.assembly, proposal.number, draft.now)
    if held_up:
        concerns = tuple(sorted(held_up))
        refuse(ConcernsStand(proposal=proposal.number, concerns=concerns, callable_from=max(held_up.values())))


def _period(draft: Draft, command: cmd.CallConsensus) -> timedelta:
    if command.deadline is not None:
        if command.deadline <= draft.now:
            refuse(DeadlinePast(deadline=command.deadline))
        period = command.deadline - draft.now
    else:
        period = draft.assembly.rules.period if command.period is None else command.period
    if not SHORTEST_PERIOD <= period <= LONGEST_PERIOD:
        refuse(BadPeriod(asked=period, least=SHORTEST_PERIOD, most=LONGEST_PERIOD))
    return period


def call_check(
    draft: Draft,
    question: Question,
    *,
    called_by: PersonId | None,
    period: timedelta | None = None,
    again: Check | None = None,
    carried_over: tuple[PersonId, ...] = (),
    barred: tuple[PersonId, ...] = (),
) -> None:
    """Open a check, or begin one ``again`` for a full period with the blocks that are ``carried_over``."""
    if period is None:
        period = draft.assembly.rules.period if again is None else first_period(again)
    roll = roll_now(draft.assembly, barred, carried_over)
    if not roll:
        refuse(NoRoll())
    draft.emit(
        ev.CheckCalled(
            check=again.number if again else len(draft.assembly.checks) + 1,
            question=question,
            round=again.round + 1 if again else 1,
            text_hash=_text_hash(draft, question),
            rules=tuple(sorted(written(draft.assembly.rules).items())),
            roll_size=len(roll),
            roll_hash=roll_hash(roll),
            barred=barred,
            carried_over=carried_over,
            excused=tuple(sorted(p for p in roll if _excused(draft, p))),
            called_by=called_by,
            remind_at=draft.now + period / 2,
            deadline=draft.now + period,
        )
    )


def _excused(draft: Draft, person: PersonId) -> bool:
    here = draft.assembly.participants.get(person)
    until: datetime | None = here.apologies_until if here else None
    return until is not None and until > draft.now


def _text_hash(draft: Draft, question: Question) -> str:
    if isinstance(question, OnRecall):
        return ""
    return revision_hash(draft.assembly.proposals[question.proposal].latest)
