"""What each event changes. Nothing is decided here: an event that is applied has happened.

``evolve`` is pure: it gives a new assembly and leaves the old one as it was. The register, read from its first entry
through ``evolve``, gives the assembly back.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from deliberation import events as ev
from deliberation.assembly import (
    SECRETARY,
    Assembly,
    Check,
    Concern,
    Decision,
    Office,
    OnProposal,
    Participant,
    Petition,
    PetitionState,
    Proposal,
    Revision,
)
from deliberation.assessment import Outcome
from deliberation.events import Event
from deliberation.ids import PersonId, VenueId
from deliberation.persistent import PersistentMap
from deliberation.phases import Trigger, advance
from deliberation.positions import Position, Stance, Tally
from deliberation.rules import rules_from, with_rule


def evolve(assembly: Assembly | None, event: Event, at: datetime) -> Assembly:
    """Give the assembly as it is after ``event``, which happened at ``at``.

    Raises:
        IllegalTransitionError: the event does not fit the phase of its proposal (the program is wrong).
    """
    if isinstance(event, ev.AssemblyFounded):
        return _founded(event, at)
    if assembly is None:
        raise ValueError(f"{type(event).__name__} comes before the founding")
    return _APPLIED[type(event)](assembly, event, at)


def roll_now(assembly: Assembly, barred: Iterable[PersonId], carried_over: Iterable[PersonId]) -> frozenset[PersonId]:
    """Give the roll of a check called now: those taking part, without the barred, with those whose block is kept."""
    return (frozenset(assembly.participants) | frozenset(carried_over)) - frozenset(barred)


def _founded(event: ev.AssemblyFounded, at: datetime) -> Assembly:
    return Assembly(
        id=event.assembly,
        slug=event.slug,
        name=event.name,
        purpose=event.purpose,
        rules=rules_from(dict(event.rules)),
        founder=event.founder,
        founded_at=at,
        convener=event.founder,
        offices=PersistentMap({SECRETARY: Office(name=SECRETARY)}),
    )


# --- venues and people


def _bound(assembly: Assembly, event: ev.VenueBound, _at: datetime) -> Assembly:
    return replace(assembly, venues=assembly.venues | {event.venue}, offered=assembly.offered.without(event.venue))


def _offered(assembly: Assembly, event: ev.VenueOffered, _at: datetime) -> Assembly:
    return replace(assembly, offered=assembly.offered.put(event.venue, event.person))


def _silenced(assembly: Assembly, event: ev.VenueSilenced, at: datetime) -> Assembly:
    return replace(assembly, silent=assembly.silent.put(event.venue, at))


def _heard(assembly: Assembly, event: ev.VenueHeard, _at: datetime) -> Assembly:
    return replace(assembly, silent=assembly.silent.without(event.venue))


def _moved(assembly: Assembly, event: ev.VenueMoved, _at: datetime) -> Assembly:
    """Those in the old venue keep their place until they join the new one or leave the old: nobody is dropped by it.

    One that was replaced before and now replaces is spoken to again.
    """
    return replace(
        assembly,
        venues=assembly.venues | {event.successor},
        replaced=assembly.replaced.without(event.successor).put(event.venue, event.successor),
    )


def _entered(assembly: Assembly, event: ev.PersonEntered, at: datetime) -> Assembly:
    here = assembly.participants.get(event.person)
    if here is None:
        here = Participant(person=event.person, venues=frozenset({event.venue}), joined_at=at)
    else:
        outgrown = frozenset(old for old in assembly.replaced if _leads_to(assembly, old, event.venue))
        here = replace(here, venues=(here.venues - outgrown) | {event.venue})
    return replace(assembly, participants=assembly.participants.put(event.person, here))


def _leads_to(assembly: Assembly, venue: VenueId, successor: VenueId) -> bool:
    seen: set[VenueId] = set()
    while venue in assembly.replaced and venue not in seen:
        seen.add(venue)
        venue = assembly.replaced[venue]
    return venue == successor


def _left(assembly: Assembly, event: ev.PersonLeft, _at: datetime) -> Assembly:
    return _gone_from(assembly, event.person, event.venue)


def _gone_from(assembly: Assembly, person: PersonId, venue: VenueId) -> Assembly:
    here = assembly.participants[person]
    venues = here.venues - {venue}
    if venues:
        return replace(assembly, participants=assembly.participants.put(person, replace(here, venues=venues)))
    petitions = assembly.petitions
    for petition in list(petitions.values()):
        # A name counts while its owner takes part; once the threshold was reached it has done its work.
        if petition.state is PetitionState.GATHERING and person in petition.signatures:
            petitions = petitions.put(
                petition.number, replace(petition, signatures=petition.signatures.without(person))
            )
    return replace(assembly, participants=assembly.participants.without(person), petitions=petitions)


def _apologised(assembly: Assembly, event: ev.ApologiesGiven, _at: datetime) -> Assembly:
    here = replace(assembly.participants[event.person], apologies_until=event.until)
    return replace(assembly, participants=assembly.participants.put(event.person, here))


# --- proposals and concerns


def _proposed(assembly: Assembly, event: ev.ProposalMade, at: datetime) -> Assembly:
    proposal = Proposal(
        number=event.proposal,
        proposer=event.proposer,
        made_at=at,
        revisions=(_revision(1, event),),
        effect=event.effect,
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
    )


def _amended(assembly: Assembly, event: ev.ProposalAmended, _at: datetime) -> Assembly:
    proposal = _proposal_moved(assembly, event.proposal, Trigger.AMENDED)
    revisions = (*proposal.revisions, _revision(event.revision, event))
    return replace(assembly, proposals=assembly.proposals.put(event.proposal, replace(proposal, revisions=revisions)))


def _withdrawn(assembly: Assembly, event: ev.ProposalWithdrawn, _at: datetime) -> Assembly:
    proposal = replace(_proposal_moved(assembly, event.proposal, Trigger.WITHDRAWN), withdrawn=True)
    return replace(assembly, proposals=assembly.proposals.put(event.proposal, proposal))


def _concern_raised(assembly: Assembly, event: ev.ConcernRaised, at: datetime) -> Assembly:
    concern = Concern(number=event.concern, proposal=event.proposal, person=event.person, text=event.text, raised_at=at)
    return replace(assembly, concerns=assembly.concerns.put(event.concern, concern))


def _concern_resolved(assembly: Assembly, event: ev.ConcernResolved, _at: datetime) -> Assembly:
    concern = replace(assembly.concerns[event.concern], resolved=True)
    return replace(assembly, concerns=assembly.concerns.put(event.concern, concern))


def _proposal_moved(assembly: Assembly, number: int, trigger: Trigger) -> Proposal:
    proposal = assembly.proposals[number]
    return replace(proposal, phase=advance(proposal.phase, trigger))


# --- checks


def _called(assembly: Assembly, event: ev.CheckCalled, at: datetime) -> Assembly:
    before = assembly.checks.get(event.check)
    positions: PersistentMap[PersonId, Position] = PersistentMap(
        {person: before.positions[person] for person in event.carried_over} if before else {}
    )
    check = Check(
        number=event.check,
        question=event.question,
        round=event.round,
        text_hash=event.text_hash,
        rules=rules_from(dict(event.rules)),
        roll=roll_now(assembly, event.barred, event.carried_over),
        excused=frozenset(event.excused),
        called_by=event.called_by,
        opened_at=at,
        remind_at=event.remind_at,
        deadline=event.deadline,
        positions=positions,
        tally=Tally(block=len(positions)),
        begun_before=(*before.begun_before, before.opened_at) if before else (),
    )
    assembly = _with_check(assembly, check)
    if not isinstance(event.question, OnProposal):
        petition = assembly.petitions[event.question.petition]
        opened = replace(petition, state=PetitionState.RECALL_OPEN, check=event.check)
        return replace(assembly, petitions=assembly.petitions.put(petition.number, opened))
    called = replace(_proposal_moved(assembly, event.question.proposal, Trigger.CHECK_CALLED), check=event.check)
    return replace(assembly, proposals=assembly.proposals.put(called.number, called))


def _with_check(assembly: Assembly, check: Check) -> Assembly:
    return replace(assembly, checks=assembly.checks.put(check.number, check))


def _position_taken(assembly: Assembly, event: ev.PositionTaken, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    before = check.positions.get(event.person)
    position = Position(event.stance, event.reason, event.source, event.cooling)
    positions = check.positions.put(event.person, position)
    stance = before.stance if before else None
    if event.cooling:
        tally = check.cooling_tally.moved(stance, event.stance)
        return _with_check(assembly, replace(check, positions=positions, cooling_tally=tally))
    return _with_check(assembly, replace(check, positions=positions, tally=check.tally.moved(stance, event.stance)))


def _position_withdrawn(assembly: Assembly, event: ev.PositionWithdrawn, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    before = check.positions[event.person]
    positions = check.positions.without(event.person)
    if before.cooling:
        tally = check.cooling_tally.moved(before.stance, None)
        return _with_check(assembly, replace(check, positions=positions, cooling_tally=tally))
    return _with_check(assembly, replace(check, positions=positions, tally=check.tally.moved(before.stance, None)))


def _came_late(assembly: Assembly, event: ev.PositionCameLate, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    return _with_check(assembly, replace(check, late_answers=check.late_answers.put(event.person, event.stance)))


def _half_time(assembly: Assembly, event: ev.HalfTimeReached, _at: datetime) -> Assembly:
    return _with_check(assembly, replace(assembly.checks[event.check], reminded=True))


def _deadline_moved(assembly: Assembly, event: ev.DeadlineMoved, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    return _with_check(
        assembly,
        replace(
            check,
            deadline=event.deadline,
            quorum_extended=check.quorum_extended or event.because == "quorum",
            reason_extended=check.reason_extended or event.because == "reason",
        ),
    )


def _block_lapsed(assembly: Assembly, event: ev.BlockLapsed, _at: datetime) -> Assembly:
    check = assembly.checks[event.check]
    lapsed = replace(check.positions[event.person], stance=Stance.STAND_ASIDE, lapsed=True)
    return _with_check(
        assembly,
        replace(
            check,
            positions=check.positions.put(event.person, lapsed),
            tally=check.tally.moved(Stance.BLOCK, Stance.STAND_ASIDE),
        ),
    )


def _check_closed(assembly: Assembly, event: ev.CheckClosed, at: datetime) -> Assembly:
    check = replace(assembly.checks[event.check], outcome=event.outcome, closed_at=at)
    assembly = _with_check(assembly, check)
    if not isinstance(check.question, OnProposal):
        closed = replace(assembly.petitions[check.question.petition], state=PetitionState.CLOSED)
        return replace(assembly, petitions=assembly.petitions.put(closed.number, closed))
    if event.outcome in {Outcome.CONSENSUS, Outcome.WITHDRAWN}:
        return assembly  # DecisionMade or ProposalWithdrawn moves the proposal
    proposal = _proposal_moved(assembly, check.question.proposal, Trigger.FAILED)
    if event.outcome in {Outcome.BLOCKED, Outcome.NOT_CARRIED}:
        proposal = replace(proposal, failed_checks=proposal.failed_checks + 1)
    return replace(assembly, proposals=assembly.proposals.put(proposal.number, proposal))


# --- decisions and what they bring about


def _decided(assembly: Assembly, event: ev.DecisionMade, at: datetime) -> Assembly:
    decision = Decision(
        number=event.decision,
        proposal=event.proposal,
        check=event.check,
        made_at=at,
        cooling_until=event.cooling_until,
    )
    proposal = replace(_proposal_moved(assembly, event.proposal, Trigger.CARRIED), decision=event.decision)
    return replace(
        assembly,
        decisions=assembly.decisions.put(event.decision, decision),
        proposals=assembly.proposals.put(event.proposal, proposal),
    )


def _settled(assembly: Assembly, event: ev.DecisionSettled, _at: datetime) -> Assembly:
    decision = replace(assembly.decisions[event.decision], cooling_until=None)
    proposal = _proposal_moved(assembly, decision.proposal, Trigger.SETTLED)
    return replace(
        assembly,
        decisions=assembly.decisions.put(event.decision, decision),
        proposals=assembly.proposals.put(proposal.number, proposal),
    )


def _sent_back(assembly: Assembly, event: ev.DecisionSentBack, _at: datetime) -> Assembly:
    decision = replace(assembly.decisions[event.decision], cooling_until=None, sent_back=True)
    proposal = replace(_proposal_moved(assembly, decision.proposal, Trigger.SENT_BACK), decision=None)
    return replace(
        assembly,
        decisions=assembly.decisions.put(event.decision, decision),
        proposals=assembly.proposals.put(proposal.number, proposal),
    )


def _rule_changed(assembly: Assembly, event: ev.RuleChanged, _at: datetime) -> Assembly:
    return replace(assembly, rules=with_rule(assembly.rules, event.rule, event.value))


# --- offices and recall


def _office_filled(assembly: Assembly, event: ev.OfficeFilled, at: datetime) -> Assembly:
    past = assembly.offices[event.office].history(at)
    office = Office(name=event.office, holder=event.person, since=at, until=event.until, past=past)
    return replace(assembly, offices=assembly.offices.put(event.office, office))


def _office_vacated(assembly: Assembly, event: ev.OfficeVacated, at: datetime) -> Assembly:
    office = Office(name=event.office, election_open=True, past=assembly.offices[event.office].history(at))
    # Who was removed does not get procedure back as the founder.
    removed_founder = event.because == "recall" and assembly.convener == event.person
    return replace(
        assembly,
        offices=assembly.offices.put(event.office, office),
        convener=None if removed_founder else assembly.convener,
    )


def _petition_started(assembly: Assembly, event: ev.PetitionStarted, at: datetime) -> Assembly:
    petition = Petition(
        number=event.petition,
        office=event.office,
        officer=event.officer,
        starter=event.starter,
        reason=event.reason,
        unmandated=event.unmandated,
        started_at=at,
        until=event.until,
    )
    return _with_petition(assembly, petition)


def _with_petition(assembly: Assembly, petition: Petition) -> Assembly:
    return replace(assembly, petitions=assembly.petitions.put(petition.number, petition))


def _signed(assembly: Assembly, event: ev.PetitionSigned, _at: datetime) -> Assembly:
    petition = assembly.petitions[event.petition]
    return _with_petition(assembly, replace(petition, signatures=petition.signatures.put(event.person, event.source)))


def _unsigned(assembly: Assembly, event: ev.SignatureWithdrawn, _at: datetime) -> Assembly:
    petition = assembly.petitions[event.petition]
    return _with_petition(assembly, replace(petition, signatures=petition.signatures.without(event.person)))


def _petition_lapsed(assembly: Assembly, event: ev.PetitionLapsed, _at: datetime) -> Assembly:
    return _with_petition(assembly, replace(assembly.petitions[event.petition], state=PetitionState.LAPSED))


def _petition_succeeded(assembly: Assembly, event: ev.PetitionSucceeded, _at: datetime) -> Assembly:
    return _with_petition(assembly, replace(assembly.petitions[event.petition], state=PetitionState.RECALL_OPEN))


_APPLIED: dict[type[Event], Callable[[Assembly, Any, datetime], Assembly]] = {
    ev.VenueBound: _bound,
    ev.VenueOffered: _offered,
    ev.VenueSilenced: _silenced,
    ev.VenueHeard: _heard,
    ev.VenueMoved: _moved,
    ev.PersonEntered: _entered,
    ev.PersonLeft: _left,
    ev.ApologiesGiven: _apologised,
    ev.ProposalMade: _proposed,
    ev.ProposalAmended: _amended,
    ev.ProposalWithdrawn: _withdrawn,
    ev.ConcernRaised: _concern_raised,
    ev.ConcernResolved: _concern_resolved,
    ev.CheckCalled: _called,
    ev.PositionTaken: _position_taken,
    ev.PositionWithdrawn: _position_withdrawn,
    ev.PositionCameLate: _came_late,
    ev.HalfTimeReached: _half_time,
    ev.DeadlineMoved: _deadline_moved,
    ev.BlockLapsed: _block_lapsed,
    ev.CheckClosed: _check_closed,
    ev.DecisionMade: _decided,
    ev.DecisionSettled: _settled,
    ev.DecisionSentBack: _sent_back,
    ev.RuleChanged: _rule_changed,
    ev.OfficeFilled: _office_filled,
    ev.OfficeVacated: _office_vacated,
    ev.PetitionStarted: _petition_started,
    ev.PetitionSigned: _signed,
    ev.SignatureWithdrawn: _unsigned,
    ev.PetitionLapsed: _petition_lapsed,
    ev.PetitionSucceeded: _petition_succeeded,
}
