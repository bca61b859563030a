"""A question that ends without an answer: what was asked or agreed on is taken back, and the proposal is closed."""

from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.deciding.draft import Draft
from deliberation.phases import Trigger, allows


def end_question(draft: Draft, proposal: int, *, because: str) -> None:
    """Close a proposal that is asked about, or that was agreed to and cools off.

    ``because`` says why the decision is sent back, if there is one (``DecisionSentBack``).
    """
    check = draft.assembly.check_on(proposal)
    if check is not None and check.is_open:
        draft.emit(ev.CheckClosed(check=check.number, outcome=Outcome.WITHDRAWN, tally=check.tally))
    elif check is not None and (decision := draft.assembly.cooling_off(check.number)) is not None:
        draft.emit(ev.DecisionSentBack(decision=decision.number, because=because))
    if allows(draft.assembly.proposals[proposal].phase, Trigger.WITHDRAWN):
        draft.emit(ev.ProposalWithdrawn(proposal=proposal))
