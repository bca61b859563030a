"""How a check ends and what follows by itself (design, "How a check comes out" and "Phases")."""

from datetime import datetime, timedelta

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Assessment, Outcome, assess, assess_deadlock, assess_removal
from deliberation.checks import Check, OnProposal, OnRecall
from deliberation.deciding import gifts, officers
from deliberation.deciding.affecting import lift_left_behind
from deliberation.deciding.declaring import select
from deliberation.deciding.draft import Draft
from deliberation.deciding.elections import end_if_filled
from deliberation.deciding.elections import note_absence as note_elections
from deliberation.deciding.entering import let_in_due
from deliberation.deciding.offices import fill, vacate
from deliberation.deciding.periods import first_period
from deliberation.deciding.recalling import open_recalls_due
from deliberation.deciding.seats import open_election
from deliberation.effects import (
    AcceptDonation,
    Admit,
    Affiliate,
    ClaimRemit,
    CreateOffice,
    Dissolution,
    EndOffice,
    FillOffice,
    LiftObjections,
    Part,
    ReleaseRemit,
    RestatePurpose,
    RuleChange,
    SelectCandidate,
)
from deliberation.federation import Together
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance
from deliberation.rules import LONGEST_WAIT_BELOW

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
    if check.complete and (check.not_before is None or check.not_before <= draft.now):
        close(draft, check)


def _owes_reason(check: Check) -> bool:
    """Whether every block that stands lacks its reason: one that has its reason decides at once."""
    blocks = [position for position in check.positions.values() if position.stance is Stance.BLOCK]
    below = any(seat.stance is Stance.BLOCK for seat in check.seats.values())  # those were given theirs there
    return len(blocks) > 0 and not below and not any(position.is_reasoned for position in blocks)


def _extend(draft: Draft, check: Check, by: timedelta, because: str) -> None:
    deadline = max(check.deadline, draft.now) + by
    draft.emit(ev.DeadlineMoved(check=check.number, deadline=deadline, because=because))


def assessed(check: Check) -> Assessment:
    """Assess a check, of whichever kind, on its tally as it stands."""
    if isinstance(check.question, OnProposal):
        return assess(check.tally, check.rules, check.roll_size, len(check.objecting))
    if isinstance(check.question, OnDeadlock):
        return assess_deadlock(check.tally, check.rules, check.roll_size)
    return assess_removal(check.tally, check.rules, check.roll_size)


def close(draft: Draft, check: Check) -> None:
    """End a check with the outcome of its tally, and do what follows from it."""
    outcome = assessed(check).outcome
    draft.emit(ev.CheckClosed(check=check.number, outcome=outcome, tally=check.tally))
    gifts.after_close(draft, check, outcome)
    if outcome is Outcome.CONSENSUS and isinstance(check.question, OnProposal):
        _decide(draft, check, check.question.proposal)
    elif outcome is Outcome.REMOVED and isinstance(check.question, OnRecall):
        petition = draft.assembly.petitions[check.question.petition]
        vacate(draft, petition.office, petition.officer, because="recall")


def _decide(draft: Draft, check: Check, proposal: int) -> None:
    number = len(draft.assembly.decisions) + 1
    decided = draft.assembly.proposals[proposal]
    # What was decided below, or by a partner, may be reopened there, and that reopens it here: it settles last.
    elsewhere = [_waits_below(draft, check), decided.agreed_until]
    until = max([draft.now + check.rules.cooling_off, *(each for each in elsewhere if each is not None)])
    waits = tuple(peer for peer in decided.partners if peer.id not in decided.agreed_by)
    draft.emit(
        ev.DecisionMade(decision=number, proposal=proposal, check=check.number, cooling_until=until, waits_for=waits)
    )
    settle_if_due(draft, number)


def _waits_below(draft: Draft, check: Check) -> datetime | None:
    """Say until when members may still reopen what was decided here; the rules of one must not hold up all others."""
    may_reopen = max((seat.cooling_until for seat in check.seats.values() if seat.cooling_until), default=None)
    longest = draft.now + max(check.rules.cooling_off, LONGEST_WAIT_BELOW)
    return min(may_reopen, longest) if may_reopen is not None else None


def settle_if_due(draft: Draft, number: int) -> None:
    """Settle a decision once its cooling off is over and every partner has agreed."""
    due = draft.assembly.decisions[number].due
    if due is not None and due <= draft.now:
        settle(draft, number)


def send_back(draft: Draft, number: int, because: str) -> None:
    """Send what was decided back to discussion; on a text from above that nobody awaits any more, there is none."""
    draft.emit(ev.DecisionSentBack(decision=number, because=because))
    proposal = draft.assembly.proposals[draft.assembly.decisions[number].proposal]
    nested = [origin for origin in proposal.origins if origin.how is Together.NESTED]
    if nested and all(origin.until is None for origin in nested):
        draft.emit(ev.ProposalWithdrawn(proposal=proposal.number))
    gifts.not_agreed(draft, proposal.number)


def settle(draft: Draft, number: int) -> None:
    """End the cooling off; what the proposal brings about by itself happens now."""
    draft.emit(ev.DecisionSettled(decision=number))
    if draft.assembly.decisions[number].overridden is not None:
        return  # something else stands in its place
    effect = draft.assembly.proposals[draft.assembly.decisions[number].proposal].effect
    if isinstance(effect, RuleChange):
        draft.emit(ev.RuleChanged(rule=effect.rule, value=effect.value, decision=number))
        # Where the new rule asks for fewer signatures, a petition may have reached its threshold by this.
        open_recalls_due(draft)
        let_in_due(draft)
    elif isinstance(effect, FillOffice):
        fill(draft, effect, decision=number)
        election = open_election(draft.assembly, office=effect.office)
        if election is not None:
            end_if_filled(draft, election.number)
    elif isinstance(effect, SelectCandidate):
        select(draft, effect.election, effect.person, decision=number)
        end_if_filled(draft, effect.election)
    elif isinstance(effect, AcceptDonation):
        gifts.accept(draft, effect, decision=number)
    elif isinstance(effect, CreateOffice):
        officers.create(draft, effect, decision=number)
    elif isinstance(effect, EndOffice):
        officers.end(draft, effect, decision=number)
    elif effect is not None:
        _bring_about(draft, effect, number)


def _bring_about(
    draft: Draft,
    effect: Affiliate | Admit | Part | ClaimRemit | ReleaseRemit | RestatePurpose | Dissolution | LiftObjections,
    number: int,
) -> None:
    match effect:
        case Affiliate(peer):
            draft.emit(ev.AffiliationSought(peer=peer))
        case Admit(peer):
            draft.emit(ev.AdmissionAgreed(peer=peer))
        case Part(peer) if peer.id in draft.assembly.members or peer.id in draft.assembly.member_of:
            draft.emit(ev.AssembliesParted(peer=peer))
        case ClaimRemit(kind) if kind not in draft.assembly.remit:
            draft.emit(ev.RemitAgreed(kind=kind, decision=number))
        case ReleaseRemit(kind) if kind in draft.assembly.remit:
            draft.emit(ev.RemitReleased(kind=kind, decision=number))
        case RestatePurpose(purpose):
            draft.emit(ev.PurposeRestated(purpose=purpose, decision=number))
        case LiftObjections(notice):
            lift_left_behind(draft, notice)
        case _:
            pass  # so it is already; or a Thing that ends, with the next tick, once nothing else is open or cools off


def note_absence(draft: Draft, command: cmd.NoteAbsence) -> None:
    """Extend each check or ballot that was to end while the bot was away by the time it was, if that was long."""
    # While no venue can be heard nothing closes anyway, and that time is made good when one can be again.
    if command.until - command.since <= SHORT_ABSENCE or draft.assembly.unheard_since is not None:
        return
    for check in list(draft.assembly.checks.values()):
        if check.is_open and command.since <= check.deadline < command.until:
            # One that was called meanwhile, from above perhaps, has missed only what came after that.
            away = command.until - max(command.since, check.opened_at)
            draft.emit(ev.DeadlineMoved(check=check.number, deadline=check.deadline + away, because="absence"))
    note_elections(draft, command.since, command.until)
    for poll in list(draft.assembly.polls.values()):
        if poll.is_open and command.since <= poll.closes_at < command.until:
            away = command.until - max(command.since, poll.opened_at)
            draft.emit(ev.PollMoved(poll=poll.number, closes_at=poll.closes_at + away, because="absence"))
