"""People, proposals and concerns."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import FillOffice
from deliberation.auditing.case import Case, Sentences
from deliberation.events import Event
from deliberation.phases import Phase


def _entered(case: Case, event: ev.PersonEntered) -> Sentences:
    if event.venue not in case.assembly.venues:
        yield f"{event.person} joined {event.venue}, which is no venue of the assembly."


def _left(case: Case, event: ev.PersonLeft) -> Sentences:
    here = case.assembly.participants[event.person]
    if event.venue not in here.venues:
        yield f"{event.person} left {event.venue} without being in it."


def _proposed(case: Case, event: ev.ProposalMade) -> Sentences:
    yield from case.next_number("Proposal", event.proposal, len(case.assembly.proposals))
    yield from case.takes_part(event.proposer, f"made proposal P{event.proposal}")
    if isinstance(event.effect, FillOffice):
        if event.effect.office not in case.assembly.offices:
            yield f"P{event.proposal} would fill the office of {event.effect.office}, which there is not."
        if event.effect.person == event.proposer:
            yield f"In P{event.proposal} {event.proposer} nominates themselves."


def _amended(case: Case, event: ev.ProposalAmended) -> Sentences:
    proposal = case.assembly.proposals[event.proposal]
    yield from case.next_number(f"Revision of P{event.proposal}", event.revision, len(proposal.revisions))
    if proposal.effect is not None:
        yield f"P{event.proposal} was amended, though it changes a rule or fills an office."
    if proposal.phase is Phase.CHECK and proposal.check is not None:
        case.owe(
            f"P{event.proposal} was amended during check {proposal.check}, which did not begin again.",
            "called again",
            proposal.check,
        )


def _proposal_withdrawn(case: Case, event: ev.ProposalWithdrawn) -> Sentences:
    check = case.assembly.check_on(event.proposal)
    if check is not None and check.is_open:
        yield f"P{event.proposal} was withdrawn, but check {check.number} on it was left open."
    case.paid("withdrawn", event.proposal)


def _concern_raised(case: Case, event: ev.ConcernRaised) -> Sentences:
    yield from case.next_number("Concern", event.concern, len(case.assembly.concerns))
    yield from case.takes_part(event.person, f"raised concern C{event.concern}")
    if case.assembly.proposals[event.proposal].phase is Phase.CLOSED:
        yield f"Concern C{event.concern} was raised about P{event.proposal} after that was closed."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.PersonEntered: _entered,
        ev.PersonLeft: _left,
        ev.ProposalMade: _proposed,
        ev.ProposalAmended: _amended,
        ev.ProposalWithdrawn: _proposal_withdrawn,
        ev.ConcernRaised: _concern_raised,
    }
)
"""How each kind of entry is looked at, before it is applied."""
