"""What becomes of a gift about which the members are asked (design, "Donations").

Only their consensus accepts it. Anything else refuses it, for good: the question is not put a second time.
"""

from collections.abc import Iterator
from datetime import datetime

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check, OnProposal
from deliberation.deciding.draft import Draft
from deliberation.deciding.ending import end_question
from deliberation.donations import REMIND_BEFORE, Donation, DonationState
from deliberation.effects import AcceptDonation
from deliberation.phases import Trigger, allows
from deliberation.treasury import treasurers


def accept(draft: Draft, effect: AcceptDonation, *, decision: int) -> None:
    """Take a gift that is still held: the members agreed, and its time is not over."""
    gift = draft.assembly.donations[effect.donation]
    if gift.state is not DonationState.HELD:
        return
    if gift.return_by is not None and gift.return_by <= draft.now:
        _time_is_over(draft, gift)
    else:
        draft.emit(ev.GiftAccepted(donation=effect.donation, decision=decision))


def not_agreed(draft: Draft, proposal: int) -> None:
    """Refuse the gift about which a proposal asked, if it asked about one, and close the question."""
    effect = draft.assembly.proposals[proposal].effect
    if not isinstance(effect, AcceptDonation):
        return
    if draft.assembly.donations[effect.donation].state is DonationState.HELD:
        draft.emit(ev.GiftRefused(donation=effect.donation, because="members"))
    if allows(draft.assembly.proposals[proposal].phase, Trigger.WITHDRAWN):
        draft.emit(ev.ProposalWithdrawn(proposal=proposal))


def after_close(draft: Draft, check: Check, outcome: Outcome) -> None:
    """Refuse a gift to which the members did not agree."""
    if isinstance(check.question, OnProposal) and outcome not in {Outcome.CONSENSUS, Outcome.WITHDRAWN}:
        not_agreed(draft, check.question.proposal)


# --- the clock


def due_times(assembly: Assembly) -> Iterator[datetime]:
    """Say when something falls due: the end of the time in which the members could agree, a reminder to send back."""
    for gift in assembly.donations.values():
        if (at := _due(assembly, gift)) is not None:
            yield at


def _due(assembly: Assembly, gift: Donation) -> datetime | None:
    if gift.return_by is None:
        return None
    if gift.state is DonationState.HELD:
        return gift.return_by
    if gift.state is not DonationState.REFUSED or gift.return_due or not treasurers(assembly, None):
        return None  # while nobody keeps the gifts nobody would read of it: it waits for whoever is next
    return gift.return_by - REMIND_BEFORE


def tick(draft: Draft) -> None:
    """Refuse what is held for too long, and remind of what must go back."""
    for gift in list(draft.assembly.donations.values()):
        at = _due(draft.assembly, gift)
        if at is None or at > draft.now:
            continue
        if gift.state is DonationState.HELD:
            _time_is_over(draft, gift)
        else:
            draft.emit(ev.GiftReturnDue(donation=gift.number))


def _time_is_over(draft: Draft, gift: Donation) -> None:
    draft.emit(ev.GiftRefused(donation=gift.number, because="time"))
    if gift.proposal is not None:
        end_question(draft, gift.proposal, because="time")
