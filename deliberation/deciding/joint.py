"""Joint proposals: decided when each partner reaches consensus on the same text (design, "Several assemblies")."""

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.checks import Check, OnProposal
from deliberation.deciding.calling import can_be_asked, restart
from deliberation.deciding.closing import settle_if_due
from deliberation.deciding.draft import Draft
from deliberation.deciding.nesting import amend_lent, end_lent, put_here
from deliberation.deciding.periods import first_period
from deliberation.federation import Root, Together
from deliberation.ids import AssemblyId
from deliberation.phases import Phase
from deliberation.proposals import Proposal
from deliberation.register import text_hash


def root_of(own: AssemblyId, proposal: Proposal) -> Root | None:
    """Name a joint text, the same in every partner; ``None`` for any other proposal."""
    if not proposal.partners:
        return None
    lent = next((origin.root for origin in proposal.origins if origin.how is Together.JOINT), None)
    return lent or Root(own, proposal.number)


def _found(draft: Draft, root: Root) -> Proposal | None:
    assembly = draft.assembly
    return next((each for each in assembly.proposals.values() if root_of(assembly.id, each) == root), None)


def take_up(draft: Draft, command: cmd.TakeUpJoint) -> None:
    """Take up a joint text, or what it was changed to; a check that is open begins again with that."""
    proposal = _found(draft, command.origin.root)
    if proposal is None:
        draft.emit(put_here(len(draft.assembly.proposals) + 1, command))
        return
    if proposal.phase is Phase.CLOSED or text_hash(proposal.latest) == text_hash(command.revision):
        return
    check = draft.assembly.check_on(proposal.number)
    goes_on = check is not None and check.is_open and _goes_on(draft, proposal, check)
    amend_lent(draft, proposal, command)
    if check is not None and goes_on:
        restart(draft, check, OnProposal(proposal.number, draft.assembly.proposals[proposal.number].latest.number))


def _goes_on(draft: Draft, proposal: Proposal, check: Check) -> bool:
    """Whether a check can begin again. Where nobody is left who could answer it, it ends, and waits for somebody."""
    if can_be_asked(draft.assembly, first_period(check), proposal):
        return True
    draft.emit(ev.CheckClosed(check=check.number, outcome=Outcome.WITHDRAWN, tally=check.tally))
    return False


def end_joint(draft: Draft, command: cmd.EndJoint) -> None:
    """End what is open here on a joint text that was withdrawn where it was made."""
    proposal = _found(draft, command.root)
    if proposal is None:
        return
    if proposal.phase is Phase.COOLING_OFF and proposal.decision is not None:
        draft.emit(ev.DecisionSentBack(decision=proposal.decision, because="withdrawn"))
    end_lent(draft, draft.assembly.proposals[proposal.number])


def hear_partner(draft: Draft, command: cmd.HearPartner) -> None:
    """Hear that a partner agreed to the text as it stands here, or no longer does.

    Heard again, it took effect there: then it does here, if it could have before, and nobody looked.
    """
    proposal = _found(draft, command.root)
    if proposal is None or proposal.phase is Phase.CLOSED or text_hash(proposal.latest) != command.text_hash:
        return
    known = command.peer.id in proposal.agreed_by
    if not command.agreed:
        if known:
            draft.emit(ev.PartnerReopened(proposal=proposal.number, peer=command.peer))
        return
    if not known:
        draft.emit(
            ev.PartnerAgreed(proposal=proposal.number, peer=command.peer, cooling_until=command.cooling_until),
        )
    if proposal.decision is not None:
        settle_if_due(draft, proposal.decision)
