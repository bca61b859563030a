"""Assemblies within assemblies, remits, and what is decided together.

A register tells what another assembly said, and cannot prove it: that stands in the other's register. What it can show
is held against the rules: whether that assembly had a say, and whether what follows from its word followed.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.auditing.case import Case, Sentences
from deliberation.checks import OnProposal
from deliberation.effects import (
    AcceptDonation,
    Admit,
    Affiliate,
    ClaimRemit,
    Effect,
    FillOffice,
    LiftObjections,
    Part,
    ReleaseRemit,
    RestatePurpose,
    SelectCandidate,
)
from deliberation.events import Event
from deliberation.federation import Affected, Kind, Notice, Origin, Peer, Together
from deliberation.ids import AssemblyId, PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance
from deliberation.proposals import Proposal
from deliberation.rules import SHORTEST_PERIOD

# --- what settles owes


def _settled(case: Case, event: ev.DecisionSettled) -> Sentences:
    yield from ()
    decision = case.assembly.decisions[event.decision]
    effect = case.assembly.proposals[decision.proposal].effect
    if decision.overridden is None and _takes_place(case, effect):
        sentence = f"Decision D{event.decision} did not bring about what it says."
        case.owe(sentence, "effect", effect)


def _takes_place(case: Case, effect: Effect | None) -> bool:
    match effect:
        case Affiliate() | Admit() | RestatePurpose():
            return True
        case ClaimRemit(kind):
            return kind not in case.assembly.remit
        case Part(peer):
            return _bound(case, peer)
        case LiftObjections(notice):
            return bool(_left_behind(case, notice))
        case ReleaseRemit(kind):
            return kind in case.assembly.remit
        case _:
            return False


def _bound(case: Case, peer: Peer) -> bool:
    return peer.id in case.assembly.members or peer.id in case.assembly.member_of


def _decided(case: Case, effect: Effect, what: str) -> Sentences:
    if not case.paid("effect", effect):
        yield f"{what} without a decision just settled that says so."


def _sought(case: Case, event: ev.AffiliationSought) -> Sentences:
    yield from _decided(case, Affiliate(event.peer), f"{event.peer.name} was asked for membership")


def _admission_agreed(case: Case, event: ev.AdmissionAgreed) -> Sentences:
    yield from _decided(case, Admit(event.peer), f"The membership of {event.peer.name} was agreed to")
    if event.peer.id not in case.assembly.members:
        case.owe(f"{event.peer.name} was to be a member, and nothing came of it.", "admitted", event.peer.id)


def _admitted(case: Case, event: ev.MemberAdmitted) -> Sentences:
    if not case.paid("admitted", event.peer.id) and not _being_founded(case):
        yield f"{event.peer.name} became a member without the consensus of this assembly."
    if event.peer.id == case.assembly.id or event.peer.id in case.assembly.member_of:
        yield f"{event.peer.name} became a member of its own member."
    if event.peer.id in case.assembly.members:
        yield f"{event.peer.name} became a member a second time."


def _being_founded(case: Case) -> bool:
    """Whether the operator is still setting it up for the movement, or it is a Thing that begins: nobody is asked."""
    is_thing = case.assembly.kind is Kind.THING and not case.assembly.proposals
    return is_thing or (case.ledger.enacted and not case.assembly.participants)


def _affiliated(case: Case, event: ev.Affiliated) -> Sentences:
    if event.peer.id not in case.ledger.sought and not event.thing and not _being_founded(case):
        yield f"The assembly became a member of {event.peer.name} without its own consensus."
    if event.peer.id == case.assembly.id or event.peer.id in case.assembly.members:
        yield f"The assembly became a member of its own member {event.peer.name}."
    if event.peer.id in case.assembly.member_of:
        yield f"The assembly became a member of {event.peer.name} a second time."


def _affiliation_refused(case: Case, event: ev.AffiliationRefused) -> Sentences:
    ends = {event.path[0].id, event.path[-1].id} if event.path else set()
    if ends != {case.assembly.id, event.peer.id}:
        yield f"The membership that was refused to {event.peer.name} would have made no circle."
    elif event.path[0].id == case.assembly.id:
        if not case.paid("admitted", event.peer.id):
            yield f"The membership of {event.peer.name} was refused without having been agreed to."
    elif event.peer.id not in case.ledger.sought:
        yield f"A membership in {event.peer.name} was refused that this assembly had not asked for."


def _not_admitted(case: Case, event: ev.NotAdmitted) -> Sentences:
    if event.peer.id not in case.ledger.sought:
        yield f"{event.peer.name} did not admit this assembly, which had not asked for it."


def _parted(case: Case, event: ev.AssembliesParted) -> Sentences:
    yield from ()
    case.paid("effect", Part(event.peer))
    if not _bound(case, event.peer):
        yield f"{event.peer.name} was parted with, though neither was a member of the other."


def _remit_agreed(case: Case, event: ev.RemitAgreed) -> Sentences:
    yield from _decided(case, ClaimRemit(event.kind), f"The remit {event.kind!r} was agreed on")
    if event.kind in case.assembly.remit:
        yield f"The remit {event.kind!r} was agreed on, which the assembly had."
    nothing = f"The remit {event.kind!r} was agreed on, and nothing came of it."
    case.owe(nothing, "remit", event.kind, event.decision)


def _remit_taken(case: Case, event: ev.RemitTaken) -> Sentences:
    if not case.paid("remit", event.kind, event.decision):
        yield f"The remit {event.kind!r} was taken on without having been agreed on."
    # Whatever else agreed on it at this moment has what it wanted, by this.
    while case.paid_one("remit", event.kind):
        pass
    if event.kind in case.assembly.remit:
        yield f"The remit {event.kind!r} was taken on a second time."


def _remit_refused(case: Case, event: ev.RemitRefused) -> Sentences:
    if not case.paid_one("remit", event.kind) or event.holder.id == case.assembly.id:
        yield f"The remit {event.kind!r} was refused without having been agreed on, or as this assembly's own."


def _remit_released(case: Case, event: ev.RemitReleased) -> Sentences:
    yield from _decided(case, ReleaseRemit(event.kind), f"The remit {event.kind!r} was given up")
    if event.kind not in case.assembly.remit:
        yield f"The remit {event.kind!r} was given up, which the assembly did not have."


def _purpose_restated(case: Case, event: ev.PurposeRestated) -> Sentences:
    yield from _decided(case, RestatePurpose(event.purpose), "The purpose was said anew")


# --- proposals


def _proposed(case: Case, event: ev.ProposalMade) -> Sentences:
    what = f"P{event.proposal}"
    yield from _others(case, event.partners, f"{what} is decided jointly")
    yield from _given_notice(case, what, event.affected, ())
    if event.origin is not None:
        yield from _lent(case, event, event.origin)


def _others(case: Case, peers: tuple[Peer, ...], what: str) -> Sentences:
    ids = [peer.id for peer in peers]
    if case.assembly.id in ids or len(set(ids)) != len(ids):
        yield f"{what} with this assembly itself, or with one twice."


def _given_notice(case: Case, what: str, affected: tuple[Affected, ...], before: tuple[AssemblyId, ...]) -> Sentences:
    yield from _others(case, tuple(each.peer for each in affected), f"{what} affects others together")
    until = case.at + case.assembly.rules.affected_notice
    if any(each.until != until or each.objections for each in affected):
        yield f"Those whom {what} affects were not given the time that the rules give them."
    if not {each.peer.id for each in affected} >= set(before):
        yield f"Those whom {what} affected before its text changed were not given their time anew."


def _lent(case: Case, event: ev.ProposalMade, origin: Origin) -> Sentences:
    if event.effect is not None or event.affected:
        yield f"P{event.proposal} is another assembly's, and would bring something about here."
    if (origin.how is Together.JOINT) is not bool(event.partners):
        yield f"P{event.proposal} has partners without being joint, or is joint without them."
    if origin.how is Together.NESTED:
        _owe_call(case, event.proposal, origin)


def _owe_call(case: Case, proposal: int, origin: Origin) -> None:
    sentence = f"{origin.peer.name} asked about P{proposal}, and no check opened."
    case.owe(sentence, "asked", proposal)


def _amended(case: Case, event: ev.ProposalAmended) -> Sentences:
    proposal = case.assembly.proposals[event.proposal]
    case.paid("amended", event.proposal)
    yield from _given_notice(case, f"P{event.proposal}", event.affected, tuple(proposal.affected))
    if proposal.is_lent and proposal.partners and not case.assembly.participants:
        case.paid("withdrawn", event.proposal)  # nobody was left to go on with the check


def _withdrawn(case: Case, event: ev.ProposalWithdrawn) -> Sentences:
    if _awaited(case.assembly.proposals[event.proposal]):
        yield f"P{event.proposal} was withdrawn while another assembly awaited what is decided on it."


def _awaited(proposal: Proposal) -> list[Origin]:
    return [each for each in proposal.origins if each.how is Together.NESTED and each.until is not None]


def _linked(case: Case, event: ev.ProposalLinked) -> Sentences:
    proposal = case.assembly.proposals[event.proposal]
    known = [each for each in proposal.origins if each.how is Together.NESTED]
    again = any(each.root == event.origin.root for each in known)
    later = any((each.peer.id, each.proposal) == (event.origin.peer.id, event.origin.proposal) for each in known)
    if event.origin.how is not Together.NESTED or event.origin.until is None or not (again or later):
        yield f"P{event.proposal} is awaited by {event.origin.peer.name}, whose text it is not."
    if not again and proposal.phase is Phase.DISCUSSION:
        _owe_call(case, event.proposal, event.origin)


def _unlinked(case: Case, event: ev.ProposalUnlinked) -> Sentences:
    if event.peer.id not in {each.peer.id for each in _awaited(case.assembly.proposals[event.proposal])}:
        yield f"P{event.proposal} is no longer awaited by {event.peer.name}, which did not await it."


def _count_unlinked(case: Case, event: ev.ProposalUnlinked) -> None:
    proposal = case.assembly.proposals[event.proposal]
    if not _awaited(proposal) and proposal.phase in {Phase.DISCUSSION, Phase.CHECK}:
        sentence = f"P{event.proposal} is awaited by nobody any more, and was left open."
        case.owe(sentence, "withdrawn", event.proposal)


def _count_sent_back(case: Case, event: ev.DecisionSentBack) -> None:
    proposal = case.assembly.proposals[case.assembly.decisions[event.decision].proposal]
    nested = any(each.how is Together.NESTED for each in proposal.origins)
    if nested and not _awaited(proposal) and event.because != "amended":
        case.owe(f"P{proposal.number} is awaited by nobody, and was left open.", "withdrawn", proposal.number)


# --- checks


def _called(case: Case, event: ev.CheckCalled) -> Sentences:
    proposal = None
    if isinstance(event.question, OnProposal):
        proposal = case.assembly.proposals[event.question.proposal]
        case.paid("asked", proposal.number)
    if event.seats != _places(case, event, proposal):
        yield f"The places of member assemblies in check {event.check} are not those of the members."
    if event.objecting != (tuple(sorted(peer.id for peer in proposal.objecting)) if proposal else ()):
        yield f"The assemblies that object in check {event.check} are not those that did."
    times = [each.until for each in proposal.affected.values()] if proposal else []
    if event.not_before != max(times, default=None) or event.deadline < max(times, default=event.deadline):
        yield f"Check {event.check} does not leave those whom it affects the time that they were given."
    awaited = _awaited(proposal) if proposal else []
    if awaited and event.deadline > max(origin.until for origin in awaited if origin.until is not None):
        yield f"Check {event.check} ends after the check that awaits it."


def _places(case: Case, event: ev.CheckCalled, proposal: Proposal | None) -> tuple[Peer, ...]:
    """Work out which members have a place: all but partners and whom it would part with, if they have an hour."""
    share = case.assembly.rules.below_share
    theirs = (event.deadline - case.at) * share.numerator / share.denominator
    own = (FillOffice, SelectCandidate, AcceptDonation)
    if proposal is None or isinstance(proposal.effect, own) or theirs < SHORTEST_PERIOD:
        return ()
    without = {partner.id for partner in proposal.partners}
    if isinstance(proposal.effect, Part):
        without.add(proposal.effect.peer.id)
    return tuple(sorted(peer for peer in case.assembly.members.values() if peer.id not in without))


def _closed(case: Case, event: ev.CheckClosed) -> Sentences:
    check, count = case.check(event.check)
    if not isinstance(check.question, OnProposal) or case.at >= check.deadline or not (check.roll or count.counted):
        return
    objecting = case.assembly.proposals[check.question.proposal].objecting
    too_soon = check.not_before is not None and case.at < check.not_before
    if event.outcome is not Outcome.WITHDRAWN and (objecting or too_soon):
        yield f"Check {event.check} was closed early, though those whom it affects object or had more time."


def _answered(case: Case, event: ev.SeatAnswered) -> Sentences:
    check, count = case.check(event.check)
    name = event.peer.name
    if event.peer.id not in count.seats:
        yield f"{name} answered in check {event.check} without having a place on its roll."
        return
    yield from _one_answer(event)
    if event.reopened and count.seats[event.peer.id] is None and not check.seats[event.peer.id].heard:
        yield f"{name} took back in check {event.check} a position that it had not."
    if check.is_open:
        return
    decision = case.cooling(check)
    if decision is None or not (event.reopened or event.stance is Stance.BLOCK):
        yield f"{name} was counted in check {event.check} after its close."
    else:
        sentence = f"Decision D{decision.number} was owed to be sent back because of {name}, and was not."
        case.owe(sentence, "sent back", decision.number, "below")


def _one_answer(event: ev.SeatAnswered) -> Sentences:
    what = f"The answer of {event.peer.name} in check {event.check}"
    if event.stance not in {None, Stance.AGREE, Stance.BLOCK}:
        yield f"{what} is none that an assembly gives."
    if event.blockers and event.stance is not Stance.BLOCK:
        yield f"{what} names who blocks, and is no block."
    if event.stance is not None and (event.reopened or event.vacant):
        yield f"{what} is a position, and none."
    if event.cooling_until is not None and event.stance is not Stance.AGREE:
        yield f"{what} cools off without being an agreement."


def _count_answered(case: Case, event: ev.SeatAnswered) -> None:
    check, count = case.check(event.check)
    if not check.is_open:
        return
    count.seats[event.peer.id] = event.stance
    (count.vacant.add if event.vacant else count.vacant.discard)(event.peer.id)


# --- partners


def _partner_agreed(case: Case, event: ev.PartnerAgreed) -> Sentences:
    proposal = case.assembly.proposals[event.proposal]
    yield from _partner(proposal, event.peer)
    if event.peer.id in proposal.agreed_by:
        yield f"{event.peer.name} agreed to P{event.proposal} a second time."


def _partner(proposal: Proposal, peer: Peer) -> Sentences:
    if peer not in proposal.partners:
        yield f"{peer.name} is no partner in P{proposal.number}."
    if proposal.phase is Phase.CLOSED:
        yield f"{peer.name} spoke on P{proposal.number} after that was closed."


def _partner_reopened(case: Case, event: ev.PartnerReopened) -> Sentences:
    proposal = case.assembly.proposals[event.proposal]
    yield from _partner(proposal, event.peer)
    if event.peer.id not in proposal.agreed_by:
        yield f"{event.peer.name} reopened P{event.proposal}, to which it had not agreed."


def _count_partner_agreed(case: Case, event: ev.PartnerAgreed) -> None:
    proposal = case.assembly.proposals[event.proposal]
    decision = case.assembly.decisions[proposal.decision] if proposal.decision is not None else None
    if decision is not None and decision.due is not None and decision.due <= case.at:
        sentence = f"Every partner had agreed to decision D{decision.number}, but it was not settled."
        case.owe(sentence, "settled", decision.number)


# --- those whom it affects


def _objection_heard(case: Case, event: ev.ObjectionHeard) -> Sentences:
    proposal = case.assembly.proposals[event.proposal]
    affected = proposal.affected.get(event.peer.id)
    if affected is None:
        yield f"{event.peer.name} objects to P{event.proposal}, which does not affect it."
    elif any(each.person == event.person for each in affected.objections):
        yield f"{event.person} objects to P{event.proposal} a second time."
    if proposal.phase is Phase.CLOSED:
        yield f"{event.peer.name} objects to P{event.proposal} after that was closed."
    if proposal.phase is Phase.COOLING_OFF and proposal.decision is not None:
        sentence = f"Decision D{proposal.decision} was owed to be sent back because of an objection, and was not."
        case.owe(sentence, "sent back", proposal.decision, "affected")


def _objection_lifted(case: Case, event: ev.ObjectionLifted) -> Sentences:
    affected = case.assembly.proposals[event.proposal].affected[event.peer.id]
    if all(each.person != event.person for each in affected.objections):
        yield f"{event.person} took back an objection to P{event.proposal} that there was not."


def _notice_given(case: Case, event: ev.NoticeGiven) -> Sentences:
    known = case.assembly.notices.get(event.notice)
    about = (event.peer.id, event.proposal)
    others = (each for number, each in case.assembly.notices.items() if number != event.notice)
    if known is None:
        yield from case.next_number("Notice", event.notice, len(case.assembly.notices))
    elif (known.peer.id, known.proposal) != about or known.closed:
        yield f"Notice N{event.notice} was given on something else before, or is over."
    if any((each.peer.id, each.proposal) == about for each in others) or event.until < case.at:
        yield f"Notice N{event.notice} was given twice, or for a time that was over."


def _objection_made(case: Case, event: ev.ObjectionMade) -> Sentences:
    notice = case.assembly.notices[event.notice]
    yield from case.takes_part(event.person, f"objected in N{event.notice}")
    yield from _not_over(notice)
    if any(each.person == event.person for each in notice.objections):
        yield f"{event.person} objected in N{event.notice} a second time."


def _not_over(notice: Notice) -> Sentences:
    if notice.closed:
        yield f"Something came in N{notice.number} after that was over."


def _objection_withdrawn(case: Case, event: ev.ObjectionWithdrawn) -> Sentences:
    notice = case.assembly.notices[event.notice]
    yield from _not_over(notice)
    if all(each.person != event.person for each in notice.objections):
        yield f"{event.person} took back an objection in N{event.notice} that there was not."
    if event.because == "agreed":
        gone = _left_behind(case, event.notice)
        if event.person not in gone or not case.owes("effect", LiftObjections(event.notice)):
            yield f"The objection of {event.person} in N{event.notice} was taken back for them without a decision."
        if gone == {event.person}:
            case.paid("effect", LiftObjections(event.notice))
    elif event.because == "ended":
        sentence = f"The objections in N{event.notice} were taken back as if the assembly had ended."
        case.owe(sentence, "ended", "N", event.notice)
    elif event.because:
        yield f"The objection of {event.person} in N{event.notice} was taken back for no reason that there is."


def _left_behind(case: Case, number: int) -> set[PersonId]:
    """Name those whose objections stand in an open notice and who take part no longer."""
    notice, here = case.assembly.notices[number], case.assembly.participants
    return set() if notice.closed else {each.person for each in notice.objections if each.person not in here}


def _notice_closed(case: Case, event: ev.NoticeClosed) -> Sentences:
    yield from _not_over(case.assembly.notices[event.notice])
    if event.because not in {"decided", "withdrawn"}:
        yield f"Notice N{event.notice} was ended for no reason that there is: {event.because}."


# --- what is remembered


def _count_founded(case: Case, event: ev.AssemblyFounded) -> None:
    case.ledger.enacted = event.enacted


def _count_sought(case: Case, event: ev.AffiliationSought) -> None:
    case.ledger.sought.add(event.peer.id)


def _count_no_longer_sought(case: Case, event: ev.Affiliated | ev.AffiliationRefused) -> None:
    case.ledger.sought.discard(event.peer.id)


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.DecisionSettled: _settled,
        ev.AffiliationSought: _sought,
        ev.AdmissionAgreed: _admission_agreed,
        ev.MemberAdmitted: _admitted,
        ev.Affiliated: _affiliated,
        ev.AffiliationRefused: _affiliation_refused,
        ev.NotAdmitted: _not_admitted,
        ev.AssembliesParted: _parted,
        ev.RemitAgreed: _remit_agreed,
        ev.RemitTaken: _remit_taken,
        ev.RemitRefused: _remit_refused,
        ev.RemitReleased: _remit_released,
        ev.PurposeRestated: _purpose_restated,
        ev.ProposalMade: _proposed,
        ev.ProposalAmended: _amended,
        ev.ProposalWithdrawn: _withdrawn,
        ev.ProposalLinked: _linked,
        ev.ProposalUnlinked: _unlinked,
        ev.CheckCalled: _called,
        ev.CheckClosed: _closed,
        ev.SeatAnswered: _answered,
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
"""How each kind of entry is looked at, before it is applied."""

COUNTINGS: Final[Mapping[type[Event], Callable[[Case, Any], None]]] = MappingProxyType(
    {
        ev.AssemblyFounded: _count_founded,
        ev.AffiliationSought: _count_sought,
        ev.Affiliated: _count_no_longer_sought,
        ev.AffiliationRefused: _count_no_longer_sought,
        ev.ProposalUnlinked: _count_unlinked,
        ev.DecisionSentBack: _count_sent_back,
        ev.SeatAnswered: _count_answered,
        ev.PartnerAgreed: _count_partner_agreed,
    }
)
"""What is remembered of each kind of entry, after it was applied."""
