"""Linked checks in member assemblies, and what they say above (design, "Several assemblies together")."""

from dataclasses import replace
from datetime import datetime

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check, OnProposal
from deliberation.deciding.calling import call_check, can_be_asked, restart
from deliberation.deciding.closing import close, send_back
from deliberation.deciding.draft import Draft
from deliberation.federation import Origin, Peer, Seat, Together
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.positions import Position, Stance
from deliberation.proposals import Decision, Proposal
from deliberation.register import text_hash

# --- in the member assembly


def open_below(draft: Draft, command: cmd.OpenBelow) -> None:
    """Ask this assembly about a text from above. Where nobody could answer nobody is asked."""
    before = _earlier_text(draft, command.origin)
    asked = _asked_already(draft, command.origin) or (before if before and _stands_on(before, command) else None)
    if asked is not None:
        draft.emit(ev.ProposalLinked(proposal=asked.number, origin=command.origin))
        if before is not None and before.number != asked.number:
            _let_go(draft, before, command.origin.peer)
    elif not can_be_asked(draft.assembly, command.period):
        if before is not None:
            _let_all_go(draft, before.number)
    elif before is None:
        number = len(draft.assembly.proposals) + 1
        draft.emit(put_here(number, command))
        call_check(draft, OnProposal(number, 1), called_by=None, period=command.period)
    else:
        _ask_anew(draft, before, command)


def _ask_anew(draft: Draft, proposal: Proposal, command: cmd.OpenBelow) -> None:
    """Ask about what a text has become: what is open begins again."""
    amend_lent(draft, proposal, command)
    draft.emit(ev.ProposalLinked(proposal=proposal.number, origin=command.origin))
    question = OnProposal(proposal.number, draft.assembly.proposals[proposal.number].latest.number)
    check = draft.assembly.check_on(proposal.number)
    if check is not None and check.is_open:
        restart(draft, check, question, period=command.period)
    else:
        call_check(draft, question, called_by=None, period=command.period)


def _asked_already(draft: Draft, origin: Origin) -> Proposal | None:
    """Find the proposal by which this very text was put here, by another way."""
    for proposal in draft.assembly.proposals.values():
        if not proposal.withdrawn and any(each.root == origin.root for each in proposal.origins):
            return proposal
    return None


def _earlier_text(draft: Draft, origin: Origin) -> Proposal | None:
    """Find the proposal by which an earlier text of the same was put here, if it can still take the new one."""
    for proposal in draft.assembly.proposals.values():
        source = (origin.peer.id, origin.proposal, Together.NESTED)
        here = any((each.peer.id, each.proposal, each.how) == source for each in proposal.origins)
        if here and proposal.phase in {Phase.DISCUSSION, Phase.CHECK, Phase.COOLING_OFF}:
            return proposal
    return None


def _stands_on(proposal: Proposal, command: cmd.OpenBelow) -> bool:
    """Whether this very text is being decided here, or was agreed to and cools off."""
    under_way = proposal.phase in {Phase.CHECK, Phase.COOLING_OFF}
    return under_way and text_hash(proposal.latest) == text_hash(command.revision)


def put_here(number: int, command: cmd.OpenBelow | cmd.TakeUpJoint) -> ev.ProposalMade:
    """Put a text here that is another assembly's."""
    revision = command.revision
    return ev.ProposalMade(
        proposal=number,
        proposer=command.proposer,
        title=revision.title,
        text=revision.text,
        suffering=revision.suffering,
        affects=revision.affects,
        review=revision.review,
        overrides=revision.overrides,
        mandate=revision.mandate,
        origin=command.origin,
        partners=command.partners if isinstance(command, cmd.TakeUpJoint) else (),
    )


def amend_lent(draft: Draft, proposal: Proposal, command: cmd.OpenBelow | cmd.TakeUpJoint) -> None:
    """Take over the text as it is now where it came from; what was agreed on the earlier one no longer stands."""
    revision = command.revision
    if text_hash(revision) == text_hash(proposal.latest):
        return
    if proposal.phase is Phase.COOLING_OFF and proposal.decision is not None:
        draft.emit(ev.DecisionSentBack(decision=proposal.decision, because="amended"))
    draft.emit(
        ev.ProposalAmended(
            proposal=proposal.number,
            revision=proposal.latest.number + 1,
            title=revision.title,
            text=revision.text,
            suffering=revision.suffering,
            affects=revision.affects,
            review=revision.review,
            overrides=revision.overrides,
            mandate=revision.mandate,
        )
    )


def end_below(draft: Draft, command: cmd.EndBelow) -> None:
    """Note that an assembly no longer awaits what is decided here on its text."""
    theirs = (command.peer.id, command.proposal)
    for proposal in list(draft.assembly.proposals.values()):
        if any((each.peer.id, each.proposal) == theirs for each in proposal.origins):
            _let_go(draft, proposal, command.peer)


def _let_go(draft: Draft, proposal: Proposal, peer: Peer) -> None:
    """Let one assembly await a text no longer: with the last that did, what is still open on it ends."""
    awaiting = {each.peer.id for each in proposal.origins if each.until is not None}
    if peer.id not in awaiting:
        return
    draft.emit(ev.ProposalUnlinked(proposal=proposal.number, peer=peer))
    if awaiting == {peer.id}:
        end_lent(draft, proposal)


def _let_all_go(draft: Draft, number: int) -> None:
    for origin in draft.assembly.proposals[number].origins:
        _let_go(draft, draft.assembly.proposals[number], origin.peer)


def end_lent(draft: Draft, proposal: Proposal) -> None:
    """End what is open on a text that is another's: a check as withdrawn, and the discussion."""
    check = draft.assembly.check_on(proposal.number)
    if check is not None and check.is_open:
        draft.emit(ev.CheckClosed(check=check.number, outcome=Outcome.WITHDRAWN, tally=check.tally))
    if proposal.phase in {Phase.DISCUSSION, Phase.CHECK}:
        draft.emit(ev.ProposalWithdrawn(proposal=proposal.number))


# --- above


def hear_below(draft: Draft, command: cmd.HearBelow) -> None:
    """Hear a member assembly. After the close it can still send a decision back that cools off, and nothing else."""
    check = draft.assembly.checks.get(command.check)
    seat = check.seats.get(command.peer.id) if check is not None and check.round == command.round else None
    if check is None or seat is None or _same(seat, command):
        return
    decision = draft.assembly.cooling_off(check.number)
    if not check.is_open and (decision is None or not _stark(seat, command)):
        return
    draft.emit(
        ev.SeatAnswered(
            check=check.number,
            peer=command.peer,
            stance=command.stance,
            reopened=command.reopened,
            vacant=command.vacant,
            blockers=command.blockers,
            cooling_until=command.cooling_until,
            reasons=command.reasons,
        )
    )
    if decision is not None and not check.is_open:
        send_back(draft, decision.number, "below")
    elif not check.roll and not (heard := draft.assembly.checks[check.number]).counted_seats:
        close(draft, heard)  # nobody is on the roll, nor in any of its members
    # One that is complete by this is due, and ends with the next tick, before which it is made sure of what was said.


def _same(seat: Seat, command: cmd.HearBelow) -> bool:
    said = replace(
        seat,
        stance=command.stance,
        heard=not command.reopened,
        vacant=command.vacant,
        blockers=command.blockers,
        reasons=command.reasons,
        cooling_until=command.cooling_until,
    )
    return said == seat


def _stark(seat: Seat, command: cmd.HearBelow) -> bool:
    """Whether it goes against a decision: an agreement taken back, or a block of one that had no position."""
    return (command.reopened and seat.stance is Stance.AGREE) or command.stance is Stance.BLOCK


def answer_above(check: Check, own: Assembly, origin: Origin, decision: Decision | None) -> cmd.HearBelow:
    """Say above how a linked check came out, and until when its ``decision`` may be reopened."""
    if check.outcome is Outcome.BLOCKED:
        return _blocked(check, own, origin)
    return cmd.HearBelow(
        peer=own.peer,
        check=origin.check,
        round=origin.round,
        stance=Stance.AGREE if check.outcome is Outcome.CONSENSUS else None,
        vacant=not check.roll and not check.counted_seats,
        cooling_until=_until(decision),
    )


def standing_above(check: Check, own: Assembly, origin: Origin) -> cmd.HearBelow:
    """Say above whether a block stands in a linked check that is still open."""
    if check.tally.block:
        return _blocked(check, own, origin)
    return cmd.HearBelow(peer=own.peer, check=origin.check, round=origin.round, reopened=True)


def _until(decision: Decision | None) -> datetime | None:
    """Say until when a decision may be reopened, if it cools off at all."""
    until = decision.cooling_until if decision is not None else None
    return until if decision is not None and until is not None and until > decision.made_at else None


def _blocked(check: Check, own: Assembly, origin: Origin) -> cmd.HearBelow:
    """Say above who blocks, here and in the members that block, and give their reasons, one a line.

    They are named as who they are now: above it may never be heard as whom they stand on the roll here.
    """
    blocks, below = blocks_in(check), list(check.seats.values())
    people = [*blocks, *(person for seat in below for person in seat.blockers)]
    reasons = [" ".join(position.reason.split()) for position in blocks.values()]
    return cmd.HearBelow(
        peer=own.peer,
        check=origin.check,
        round=origin.round,
        stance=Stance.BLOCK,
        blockers=tuple(dict.fromkeys(own.linked.get(person, person) for person in people)),
        reasons="\n".join(filter(None, [*reasons, *(seat.reasons for seat in below)])),
    )


def blocks_in(check: Check) -> dict[PersonId, Position]:
    """Give the blocks of people that stand in a check, or by which it was closed, in a fixed order."""
    held = sorted(check.positions.items())
    return {person: position for person, position in held if position.stance is Stance.BLOCK and not position.cooling}
