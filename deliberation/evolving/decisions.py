"""What decisions bring about."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import OnProposal
from deliberation.events import Event
from deliberation.evolving.proposing import proposal_moved
from deliberation.federation import Together
from deliberation.phases import Trigger
from deliberation.proposals import Decision
from deliberation.rules import with_rule

_MORNING: Final = time(9)


def _decided(assembly: Assembly, event: ev.DecisionMade, at: datetime) -> Assembly:
    decision = Decision(
        number=event.decision,
        proposal=event.proposal,
        check=event.check,
        made_at=at,
        cooling_until=event.cooling_until,
        waits_for=event.waits_for,
        review_at=_review_at(assembly, event),
        poll=event.poll,
    )
    # What a ballot decided was closed when it was counted.
    closed = assembly.proposals[event.proposal] if event.poll else None
    moved = closed or proposal_moved(assembly, event.proposal, Trigger.CARRIED)
    proposal = replace(moved, decision=event.decision)
    return replace(
        assembly,
        decisions=assembly.decisions.put(event.decision, decision),
        proposals=assembly.proposals.put(event.proposal, proposal),
    )


def _review_at(assembly: Assembly, event: ev.DecisionMade) -> datetime | None:
    """Say when what was decided is to be looked at again: in the morning of its day, where the assembly is.

    An answer to an assembly above is its to look at again.
    """
    asked = assembly.checks[event.check].question if event.check else None
    proposal = assembly.proposals[event.proposal]
    revision = proposal.revisions[asked.revision - 1] if isinstance(asked, OnProposal) else proposal.latest
    nested = bool(proposal.origins) and all(origin.how is Together.NESTED for origin in proposal.origins)
    if not revision.review or nested:
        return None
    day = date.fromisoformat(revision.review)
    return datetime.combine(day, _MORNING, ZoneInfo(assembly.rules.time_zone)).astimezone(UTC)


def _settled(assembly: Assembly, event: ev.DecisionSettled, _at: datetime) -> Assembly:
    decision = replace(assembly.decisions[event.decision], cooling_until=None)
    if decision.poll:
        return replace(assembly, decisions=assembly.decisions.put(event.decision, decision))
    proposal = proposal_moved(assembly, decision.proposal, Trigger.SETTLED)
    return replace(
        assembly,
        decisions=assembly.decisions.put(event.decision, decision),
        proposals=assembly.proposals.put(proposal.number, proposal),
    )


def _sent_back(assembly: Assembly, event: ev.DecisionSentBack, _at: datetime) -> Assembly:
    decision = replace(assembly.decisions[event.decision], cooling_until=None, sent_back=True, waits_for=())
    proposal = replace(proposal_moved(assembly, decision.proposal, Trigger.SENT_BACK), decision=None)
    return replace(
        assembly,
        decisions=assembly.decisions.put(event.decision, decision),
        proposals=assembly.proposals.put(proposal.number, proposal),
    )


def _rule_changed(assembly: Assembly, event: ev.RuleChanged, _at: datetime) -> Assembly:
    return replace(assembly, rules=with_rule(assembly.rules, event.rule, event.value))


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.DecisionMade: _decided,
        ev.DecisionSettled: _settled,
        ev.DecisionSentBack: _sent_back,
        ev.RuleChanged: _rule_changed,
    }
)
"""What each of these events makes of an assembly."""
