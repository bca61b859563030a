"""What proposals and concerns change."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.events import Event
from deliberation.persistent import PersistentMap
from deliberation.phases import Trigger, advance
from deliberation.proposals import Concern, Proposal, Revision


def _proposed(assembly: Assembly, event: ev.ProposalMade, at: datetime) -> Assembly:
    proposal = Proposal(
        number=event.proposal,
        proposer=event.proposer,
        made_at=at,
        revisions=(_revision(1, event),),
        effect=event.effect,
        kind=event.kind,
        origins=(event.origin,) if event.origin else (),
        partners=event.partners,
        affected=PersistentMap({each.peer.id: each for each in event.affected}),
    )
    return replace(assembly, proposals=assembly.proposals.put(event.proposal, proposal))


def _revision(number: int, event: ev.ProposalMade | ev.ProposalAmended) -> Revision:
    return Revision(
        number=number,
        title=event.title,
        text=event.text,
        suffering=event.suffering,
        affects=event.affects,
        review=event.review,
        overrides=event.overrides,
        mandate=event.mandate,
    )


def _amended(assembly: Assembly, event: ev.ProposalAmended, _at: datetime) -> Assembly:
    proposal = proposal_moved(assembly, event.proposal, Trigger.AMENDED)
    affected = proposal.affected
    for each in event.affected:
        before = affected.get(each.peer.id)  # what is held against it stays until it is taken back
        affected = affected.put(each.peer.id, replace(each, objections=before.objections) if before else each)
    amended = replace(
        proposal,
        revisions=(*proposal.revisions, _revision(event.revision, event)),
        affected=affected,
        agreed_by=(),
        agreed_until=None,
    )
    return replace(assembly, proposals=assembly.proposals.put(event.proposal, amended))


def _withdrawn(assembly: Assembly, event: ev.ProposalWithdrawn, _at: datetime) -> Assembly:
    proposal = replace(proposal_moved(assembly, event.proposal, Trigger.WITHDRAWN), withdrawn=True)
    return replace(assembly, proposals=assembly.proposals.put(event.proposal, proposal))


def _concern_raised(assembly: Assembly, event: ev.ConcernRaised, at: datetime) -> Assembly:
    concern = Concern(number=event.concern, proposal=event.proposal, person=event.person, text=event.text, raised_at=at)
    return replace(assembly, concerns=assembly.concerns.put(event.concern, concern))


def _concern_resolved(assembly: Assembly, event: ev.ConcernResolved, at: datetime) -> Assembly:
    concern = replace(assembly.concerns[event.concern], resolved=True, resolved_at=at)
    return replace(assembly, concerns=assembly.concerns.put(event.concern, concern))


def proposal_moved(assembly: Assembly, number: int, trigger: Trigger) -> Proposal:
    """Give a proposal in the phase that follows.

    Raises:
        IllegalTransitionError: as ``advance``.
    """
    proposal = assembly.proposals[number]
    return replace(proposal, phase=advance(proposal.phase, trigger))


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.ProposalMade: _proposed,
        ev.ProposalAmended: _amended,
        ev.ProposalWithdrawn: _withdrawn,
        ev.ConcernRaised: _concern_raised,
        ev.ConcernResolved: _concern_resolved,
    }
)
"""What each of these events makes of an assembly."""
