"""What memberships, remits, and what is decided together change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.events import Event
from deliberation.federation import Affected, Notice, Objection, Peer
from deliberation.ids import PersonId
from deliberation.proposals import Proposal
from deliberation.remits import folded

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)

# --- membership and remits


def _nothing(assembly: Assembly, _event: Event, _at: datetime) -> Assembly:
    """What was agreed is done by what follows it."""
    return assembly


def _sought(assembly: Assembly, event: ev.AffiliationSought, at: datetime) -> Assembly:
    return replace(assembly, sought=assembly.sought.put(event.peer.id, at))


def _not_admitted(assembly: Assembly, event: ev.NotAdmitted, _at: datetime) -> Assembly:
    """Where nobody was asked this time, nothing is to wait for until it is asked again."""
    asked = event.because != "not asked" or event.peer.id not in assembly.sought
    return assembly if asked else replace(assembly, sought=assembly.sought.put(event.peer.id, _LONG_AGO))


def _admitted(assembly: Assembly, event: ev.MemberAdmitted, _at: datetime) -> Assembly:
    return replace(assembly, members=assembly.members.put(event.peer.id, event.peer))


def _affiliated(assembly: Assembly, event: ev.Affiliated, _at: datetime) -> Assembly:
    above, sought = assembly.member_of.put(event.peer.id, event.peer), assembly.sought.without(event.peer.id)
    return replace(assembly, member_of=above, sought=sought)


def _parted(assembly: Assembly, event: ev.AssembliesParted, _at: datetime) -> Assembly:
    other = event.peer.id
    return replace(assembly, members=assembly.members.without(other), member_of=assembly.member_of.without(other))


def _remit_taken(assembly: Assembly, event: ev.RemitTaken, _at: datetime) -> Assembly:
    return replace(assembly, remit=assembly.remit.put(event.kind, event.decision))


def _remit_released(assembly: Assembly, event: ev.RemitReleased, _at: datetime) -> Assembly:
    remit = assembly.remit
    for kind in [kind for kind in remit if folded(kind) == folded(event.kind)]:
        remit = remit.without(kind)
    return replace(assembly, remit=remit)


def _purpose_restated(assembly: Assembly, event: ev.PurposeRestated, _at: datetime) -> Assembly:
    return replace(assembly, purpose=event.purpose)


# --- nested checks


def _seat_answered(assembly: Assembly, event: ev.SeatAnswered, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    before = check.seats[event.peer.id]
    seat = replace(
        before,
        stance=event.stance,
        heard=not event.reopened,
        blockers=event.blockers,
        reasons=event.reasons,
        cooling_until=event.cooling_until,
        vacant=event.vacant,
        reopened=event.reopened,
    )
    check = replace(check, seats=check.seats.put(event.peer.id, seat))
    if check.is_open:
        check = replace(check, tally=check.tally.moved(before.stance, event.stance))
    return replace(assembly, checks=assembly.checks.put(check.number, check))


def _linked(assembly: Assembly, event: ev.ProposalLinked, _at: datetime) -> Assembly:
    proposal = assembly.proposals[event.proposal]
    others = [origin for origin in proposal.origins if origin.peer.id != event.origin.peer.id]
    return _with_proposal(assembly, replace(proposal, origins=(*others, event.origin)))


def _unlinked(assembly: Assembly, event: ev.ProposalUnlinked, _at: datetime) -> Assembly:
    proposal = assembly.proposals[event.proposal]
    origins = tuple(
        replace(origin, until=None) if origin.peer.id == event.peer.id else origin for origin in proposal.origins
    )
    return _with_proposal(assembly, replace(proposal, origins=origins))


def _with_proposal(assembly: Assembly, proposal: Proposal) -> Assembly:
    return replace(assembly, proposals=assembly.proposals.put(proposal.number, proposal))


# --- joint proposals


def _partner_agreed(assembly: Assembly, event: ev.PartnerAgreed, _at: datetime) -> Assembly:
    proposal = assembly.proposals[event.proposal]
    until = _later(proposal.agreed_until, event.cooling_until)
    agreed = (*proposal.agreed_by, event.peer.id)
    assembly = _with_proposal(assembly, replace(proposal, agreed_by=agreed, agreed_until=until))
    return _now_waiting_for(assembly, proposal, lambda waits: (each for each in waits if each.id != event.peer.id))


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _partner_reopened(assembly: Assembly, event: ev.PartnerReopened, _at: datetime) -> Assembly:
    proposal = assembly.proposals[event.proposal]
    agreed = tuple(each for each in proposal.agreed_by if each != event.peer.id)
    assembly = _with_proposal(assembly, replace(proposal, agreed_by=agreed))
    return _now_waiting_for(assembly, proposal, lambda waits: (*waits, event.peer))


def _now_waiting_for(
    assembly: Assembly, proposal: Proposal, becomes: Callable[[tuple[Peer, ...]], Iterable[Peer]]
) -> Assembly:
    decision = assembly.decisions[proposal.decision] if proposal.decision is not None else None
    if decision is None or decision.cooling_until is None:
        return assembly
    # All partners settle together: none before the last of them can no longer send its decision back.
    until = _later(decision.cooling_until, assembly.proposals[proposal.number].agreed_until)
    waiting = replace(decision, waits_for=tuple(becomes(decision.waits_for)), cooling_until=until)
    return replace(assembly, decisions=assembly.decisions.put(decision.number, waiting))


# --- affected assemblies


def _objection_heard(assembly: Assembly, event: ev.ObjectionHeard, _at: datetime) -> Assembly:
    return _objecting(assembly, event.proposal, event.peer, lambda standing: (*standing, _objection(event)))


def _objection_lifted(assembly: Assembly, event: ev.ObjectionLifted, _at: datetime) -> Assembly:
    return _objecting(assembly, event.proposal, event.peer, lambda standing: _without(standing, event.person))


def _objection(event: ev.ObjectionHeard | ev.ObjectionMade) -> Objection:
    return Objection(person=event.person, text=event.text)


def _without(standing: tuple[Objection, ...], person: PersonId) -> tuple[Objection, ...]:
    return tuple(each for each in standing if each.person != person)


def _objecting(
    assembly: Assembly, number: int, peer: Peer, becomes: Callable[[tuple[Objection, ...]], tuple[Objection, ...]]
) -> Assembly:
    proposal = assembly.proposals[number]
    affected: Affected = proposal.affected[peer.id]
    now = replace(affected, objections=becomes(affected.objections))
    proposal = replace(proposal, affected=proposal.affected.put(peer.id, now))
    assembly = _with_proposal(assembly, proposal)
    check = assembly.check_on(number)
    if check is None or not check.is_open:
        return assembly
    return replace(assembly, checks=assembly.checks.put(check.number, _held(check, proposal)))


def _held(check: Check, proposal: Proposal) -> Check:
    return replace(check, objecting=frozenset(peer.id for peer in proposal.objecting))


def _notice_given(assembly: Assembly, event: ev.NoticeGiven, at: datetime) -> Assembly:
    before = assembly.notices.get(event.notice)
    notice = Notice(
        number=event.notice,
        peer=event.peer,
        proposal=event.proposal,
        title=event.title,
        text=event.text,
        told_at=before.told_at if before else at,
        until=event.until,
        objections=before.objections if before else (),
    )
    return _with_notice(assembly, notice)


def _with_notice(assembly: Assembly, notice: Notice) -> Assembly:
    return replace(assembly, notices=assembly.notices.put(notice.number, notice))


def _objection_made(assembly: Assembly, event: ev.ObjectionMade, _at: datetime) -> Assembly:
    notice = assembly.notices[event.notice]
    return _with_notice(assembly, replace(notice, objections=(*notice.objections, _objection(event))))


def _objection_withdrawn(assembly: Assembly, event: ev.ObjectionWithdrawn, _at: datetime) -> Assembly:
    notice = assembly.notices[event.notice]
    taken_back = notice.taken_back if event.because else (*notice.taken_back, event.person)
    left = _without(notice.objections, event.person)
    return _with_notice(assembly, replace(notice, objections=left, taken_back=taken_back))


def _notice_closed(assembly: Assembly, event: ev.NoticeClosed, _at: datetime) -> Assembly:
    return _with_notice(assembly, replace(assembly.notices[event.notice], closed=event.because))


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.AffiliationSought: _sought,
        ev.AdmissionAgreed: _nothing,
        ev.MemberAdmitted: _admitted,
        ev.Affiliated: _affiliated,
        ev.AffiliationRefused: _nothing,
        ev.NotAdmitted: _not_admitted,
        ev.AssembliesParted: _parted,
        ev.RemitAgreed: _nothing,
        ev.RemitTaken: _remit_taken,
        ev.RemitRefused: _nothing,
        ev.RemitReleased: _remit_released,
        ev.PurposeRestated: _purpose_restated,
        ev.SeatAnswered: _seat_answered,
        ev.ProposalLinked: _linked,
        ev.ProposalUnlinked: _unlinked,
        ev.PartnerAgreed: _partner_agreed,
        ev.PartnerReopened: _partner_reopened,
        ev.ObjectionHeard: _objection_heard,
        ev.ObjectionLifted: _objection_lifted,
        ev.NoticeGiven: _notice_given,
        ev.ObjectionMade: _objection_made,
        ev.ObjectionWithdrawn: _objection_withdrawn,
        ev.NoticeClosed: _notice_closed,
    }
)
"""What each of these events makes of an assembly."""
