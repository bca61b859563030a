"""Calling consensus: text, roll and rules frozen, a deadline set."""

from datetime import datetime, timedelta

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import Check, OnProposal, OnRecall, Question
from deliberation.concerns import holding_up
from deliberation.convening import callers, subjects_of
from deliberation.deciding.consensus_first import can_be_sought, longest_before_ballot
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.periods import first_period, leaves_time_below, own_period, shortest_period
from deliberation.deciding.restraint import not_enough_asked, not_too_many_calls
from deliberation.deciding.seats import election_about
from deliberation.effects import AcceptDonation, Affiliate, FillOffice, Part, SelectCandidate
from deliberation.evolve import roll_now
from deliberation.federation import Peer, Together
from deliberation.ids import PersonId
from deliberation.membership import not_members
from deliberation.phases import Trigger, allows
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance
from deliberation.proposals import Proposal
from deliberation.refusals import (
    AboutYourself,
    BadPeriod,
    ConcernsStand,
    DeadlinePast,
    DeadlockAsked,
    NoLongerAwaited,
    NoRoll,
    NotConvening,
    NoticePeriodRuns,
    WrongPhase,
)
from deliberation.register import revision_hash, revisions_hash, roll_hash
from deliberation.rules import LONGEST_PERIOD, SHORTEST_PERIOD, written
from deliberation.treasury import not_asked


def call_consensus(draft: Draft, command: cmd.CallConsensus) -> None:
    """Call consensus on a proposal, for the period asked for or the assembly's own."""
    draft.participant(command.actor)
    proposal = draft.proposal(command.proposal)
    if not allows(proposal.phase, Trigger.CHECK_CALLED):
        refuse(wrong_phase(proposal, "call"))
    not_asked_now(draft, proposal)
    if command.actor in subjects_of(draft.assembly, proposal):
        refuse(AboutYourself(asked="call"))
    named = callers(draft.assembly, proposal, draft.now)
    if named and command.actor not in named:
        refuse(NotConvening(asked="call", conveners=named))
    can_be_sought(draft, proposal.effect)
    _hear_concerns(draft, proposal)
    if isinstance(proposal.effect, Affiliate):
        not_enough_asked(draft, command.actor)
    if seats_on(draft.assembly, proposal):
        not_too_many_calls(draft, command.actor)
    period = _period(draft, command, proposal)
    call_check(draft, OnProposal(proposal.number, proposal.latest.number), called_by=command.actor, period=period)


def not_asked_now(draft: Draft, proposal: Proposal) -> None:
    """Refuse what would change a proposal while the assembly is asked whether there is deadlock about it."""
    asked = draft.assembly.deadlock_asked(proposal.number)
    if asked is not None:
        refuse(DeadlockAsked(proposal=proposal.number, check=asked.number, deadline=asked.deadline))


def wrong_phase(proposal: Proposal, asked: str) -> WrongPhase:
    """Say that a proposal's phase does not allow what was asked."""
    return WrongPhase(proposal=proposal.number, phase=proposal.phase, asked=asked, withdrawn=proposal.withdrawn)


def _hear_concerns(draft: Draft, proposal: Proposal) -> None:
    """A concern is answered before consensus is called; one left lying by its owner holds it up only so long."""
    held_up = holding_up(draft.assembly, proposal.number, draft.now)
    if held_up:
        concerns = tuple(sorted(held_up))
        refuse(ConcernsStand(proposal=proposal.number, concerns=concerns, callable_from=max(held_up.values())))


def _period(draft: Draft, command: cmd.CallConsensus, proposal: Proposal) -> timedelta:
    rules, most = draft.assembly.rules, LONGEST_PERIOD
    seats = bool(seats_on(draft.assembly, proposal))
    least = shortest_period(rules, seats=seats)
    if (awaited_until := _awaited_until(draft, proposal)) is not None:
        most = awaited_until - draft.now
        least = min(least, most)
    if (before_ballot := longest_before_ballot(draft, proposal.effect)) is not None:
        most = min(before_ballot, most)
    if command.deadline is not None:
        if command.deadline <= draft.now:
            refuse(DeadlinePast(deadline=command.deadline))
        period = command.deadline - draft.now
    else:
        period = min(own_period(rules, seats=seats), most) if command.period is None else command.period
    if not least <= period <= most:
        refuse(BadPeriod(asked=period, least=least, most=most))
    if command.deadline is not None or command.period is not None:
        _wait_for_affected(draft, proposal, period)
    return period


def period_asked(draft: Draft, period: timedelta | None, deadline: datetime | None) -> timedelta | None:
    """Give the period that somebody asks for, if they do and it may be; ``None``: the assembly's own."""
    if deadline is not None and deadline <= draft.now:
        refuse(DeadlinePast(deadline=deadline))
    asked = period if deadline is None else deadline - draft.now
    least = shortest_period(draft.assembly.rules, seats=False)
    if asked is not None and not least <= asked <= LONGEST_PERIOD:
        refuse(BadPeriod(asked=asked, least=least, most=LONGEST_PERIOD, command="deadlock"))
    return asked


def _awaited_until(draft: Draft, proposal: Proposal) -> datetime | None:
    """Say until when a text from above can still be decided here; ``None`` where it is this assembly's own.

    One that nobody awaits any more, or that would leave less than an hour, is not asked about again.
    """
    nested = [origin for origin in proposal.origins if origin.how is Together.NESTED]
    if not nested:
        return None
    latest = max((origin.until for origin in nested if origin.until is not None), default=draft.now)
    if latest - draft.now < SHORTEST_PERIOD:
        refuse(NoLongerAwaited(proposal=proposal.number, peer=nested[0].peer))
    return latest


def _wait_for_affected(draft: Draft, proposal: Proposal, period: timedelta) -> None:
    for affected in proposal.affected.values():
        if affected.until > draft.now + period:
            refuse(NoticePeriodRuns(proposal=proposal.number, peer=affected.peer, until=affected.until))


def call_check(
    draft: Draft,
    question: Question,
    *,
    called_by: PersonId | None,
    period: timedelta | None = None,
    again: Check | None = None,
    carried_over: tuple[PersonId, ...] = (),
) -> None:
    """Open a check, or begin one ``again`` for a full period with the blocks that are ``carried_over``."""
    proposal = draft.assembly.proposals[question.proposal] if isinstance(question, OnProposal) else None
    seats = seats_on(draft.assembly, proposal)
    if period is None:
        own = own_period(draft.assembly.rules, seats=bool(seats))
        period = own if again is None else first_period(again)
    not_before = max((each.until for each in proposal.affected.values()), default=None) if proposal else None
    if not_before is not None:
        period = max(period, not_before - draft.now)
    barred = tuple(person for person in _barred(draft, question) if person not in carried_over)
    roll = roll_now(draft.assembly, barred, carried_over)
    filling = election_about(draft.assembly, proposal.effect) if proposal else None
    if not leaves_time_below(draft.assembly.rules, period):
        seats = ()
    if not roll and not seats:
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
            seats=seats,
            objecting=tuple(sorted(peer.id for peer in proposal.objecting)) if proposal else (),
            not_before=not_before,
            election=filling.number if filling else 0,
        )
    )


def _barred(draft: Draft, question: Question) -> tuple[PersonId, ...]:
    """Name those taking part who are not asked: the officer of a recall, and who is no member where members decide."""
    match question:
        case OnRecall(petition):
            return (draft.assembly.petitions[petition].officer,)
        case OnProposal(proposal):
            match draft.assembly.proposals[proposal].effect:
                case AcceptDonation():
                    return not_asked(draft.assembly, draft.now)
                case SelectCandidate():
                    return not_members(draft.assembly, draft.now)
    return ()


def restart(draft: Draft, check: Check, question: OnProposal, *, period: timedelta | None = None) -> None:
    """Begin a check again with an amended text: agreements lapse, blocks stay (design, "Proposals")."""
    linked = draft.assembly.linked  # who turned out to be somebody else since is on the new roll as that
    blocks = {linked.get(p, p) for p, position in check.positions.items() if position.stance is Stance.BLOCK}
    carried = tuple(sorted(blocks))
    call_check(draft, question, called_by=check.called_by, again=check, carried_over=carried, period=period)


def seats_on(assembly: Assembly, proposal: Proposal | None) -> tuple[Peer, ...]:
    """Name the member assemblies that have a place on the roll of a check; in recalls and elections none has.

    Nor has a partner, whose own consensus is asked for, nor the one from which this assembly would part.
    """
    if proposal is None or isinstance(proposal.effect, FillOffice | SelectCandidate | AcceptDonation):
        return ()
    apart = {partner.id for partner in proposal.partners}
    if isinstance(proposal.effect, Part):
        apart.add(proposal.effect.peer.id)
    return tuple(sorted(peer for peer in assembly.members.values() if peer.id not in apart))


def can_be_asked(assembly: Assembly, period: timedelta, proposal: Proposal | None = None) -> bool:
    """Whether anybody could answer a check of that period: people, or members with time to decide."""
    if assembly.participants:
        return period >= SHORTEST_PERIOD
    members = seats_on(assembly, proposal) if proposal else assembly.members
    return bool(members) and leaves_time_below(assembly.rules, period)


def _excused(draft: Draft, person: PersonId) -> bool:
    here = draft.assembly.participants.get(person)
    until: datetime | None = here.apologies_until if here else None
    return until is not None and until > draft.now


def _text_hash(draft: Draft, question: Question) -> str:
    if isinstance(question, OnRecall):
        return ""
    if isinstance(question, OnDeadlock):
        return revisions_hash([draft.assembly.proposals[number].latest for number in question.proposals])
    return revision_hash(draft.assembly.proposals[question.proposal].latest)
