"""People, proposals and concerns."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.auditing.case import Case, Count, Sentences
from deliberation.auditing.things import is_question
from deliberation.checks import OnRecall
from deliberation.effects import Admit, FillOffice
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.phases import Phase


def _bound(case: Case, event: ev.VenueBound) -> Sentences:
    if event.begun_by is not None and case.assembly.participants:
        yield f"{event.begun_by} took in {event.venue} as a first room, where people take part already."


def _entered(case: Case, event: ev.PersonEntered) -> Sentences:
    yield from _still_somebody(case, event.person, f"joined {event.venue}")
    if event.venue not in case.assembly.venues:
        yield f"{event.person} joined {event.venue}, which is no venue of the assembly."
    yield from back(case, event)
    if event.joined_at is not None and event.person in case.assembly.participants:
        yield f"{event.person} is recorded as back, and took part already."


def back(case: Case, event: ev.PersonEntered | ev.EntryGiven) -> Sentences:
    """Find fault where somebody counts as joined at another time than when they had, or was not out for a moment."""
    if event.joined_at not in {None, case.assembly.counts_from(event.person, case.at)}:
        yield f"{event.person} is recorded as back since {event.joined_at}, when they had not joined, or left long ago."


def _still_somebody(case: Case, person: PersonId, what: str) -> Sentences:
    if person in case.ledger.joined:
        yield f"{person} {what}, but turned out before to be {case.ledger.now(person)}."
    if person in case.ledger.forgotten:
        yield f"{person} {what} after they were forgotten."


def _left(case: Case, event: ev.PersonLeft) -> Sentences:
    here = case.assembly.participants[event.person]
    if event.venue not in here.venues:
        yield f"{event.person} left {event.venue} without being in it."


def _proposed(case: Case, event: ev.ProposalMade) -> Sentences:
    yield from case.next_number("Proposal", event.proposal, len(case.assembly.proposals))
    elsewhere = event.origin is not None or isinstance(event.effect, Admit) or is_question(case.assembly, event)
    if not elsewhere:
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
    if proposal.phase is Phase.CHECK and proposal.check is not None and case.assembly.checks[proposal.check].is_open:
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


def _joined(case: Case, event: ev.PeopleJoined) -> Sentences:
    yield from _still_somebody(case, event.person, f"was joined to {event.other}")
    yield from _still_somebody(case, event.other, f"was joined to {event.person}")
    if event.person == event.other:
        yield f"{event.person} was joined to themselves."
    ids = case.ledger.ids(event.person, event.other)
    for number, count in case.ledger.counts.items():
        for place in ids:
            case.paid("passed on", number, place)
        yield from _counted_once(case, number, count, ids)


def _counted_once(case: Case, number: int, count: Count, ids: frozenset[PersonId]) -> Sentences:
    check = case.assembly.checks[number]
    standing, since = ids & count.standing.keys(), ids & count.spoke_since.keys()
    twice = len(standing) > 1 if check.is_open else len(since) + bool(standing) > 1 and bool(since)
    if twice and (check.is_open or case.cooling(check) is not None):
        yield f"{', '.join(sorted(ids))} turned out to be one person, who has two positions in check {number}."
    if check.is_open and standing and isinstance(check.question, OnRecall):
        officer = case.assembly.petitions[check.question.petition].officer
        if officer in ids:
            yield f"{officer} turned out to have a position in check {number}, which is their own recall."


def _person_parted(case: Case, event: ev.PersonParted) -> Sentences:
    on_a_roll = any(event.other in check.roll for check in case.assembly.checks.values())
    known = event.other in case.assembly.participants or event.other in case.ledger.joined
    if on_a_roll or known or event.other == event.person:
        yield f"An account of {event.person} went its own way as {event.other}, who is not new."


def _forgotten(case: Case, event: ev.PersonForgotten) -> Sentences:
    yield from _still_somebody(case, event.person, "was forgotten")
    for name, office in case.assembly.offices.items():
        if event.person in office.holders:
            sentence = f"{event.person} was forgotten, but the office of {name} was not vacated."
            case.owe(sentence, "forgotten", name, event.person)


def _enrolled(case: Case, event: ev.MembersEnrolled) -> Sentences:
    if len({each.person for each in event.members}) != len(event.members):
        yield "Somebody was given a place as a member twice at once."
    for each in event.members:
        yield from _still_somebody(case, each.person, "was given a place as a member")
        if each.until <= case.at:
            yield f"{each.person} was given a place as a member that was over already."
        if each.person in case.assembly.declined:
            yield f"{each.person} was given a place as a member after they gave theirs up."
        held = _place(case, each.person)
        if held is not None and each.until <= held:
            yield f"{each.person} was given a place as a member that they had, or for less time."


def _place(case: Case, person: PersonId) -> datetime | None:
    here = case.assembly.participants.get(person)
    return here.enrolled_until if here else None


def _door_opened(case: Case, event: ev.DoorOpened) -> Sentences:
    if event.venue not in case.assembly.venues:
        yield f"{event.venue} was opened to members, which is no venue of the assembly."
    for person in event.people:
        if _place(case, person) is None:
            yield f"{event.venue} was opened to {person}, who has no place as a member."
        elif event.venue in case.assembly.participants[person].venues:
            yield f"{event.venue} was opened to {person}, who was in it."


def not_members(case: Case) -> tuple[PersonId, ...]:
    """Name those who take part and are no members; nobody, where nobody is one."""
    here = case.assembly.participants
    members = {
        each.person for each in here.values() if each.enrolled_until is not None and each.enrolled_until > case.at
    }
    return tuple(sorted(here.keys() - members)) if members else ()


def _enrolment_ended(case: Case, event: ev.EnrolmentEnded) -> Sentences:
    if event.because not in {"lapsed", "moved", "removed", "declined"}:
        yield f"Places of members were ended for no reason that there is: {event.because}."
    if event.because == "declined" and len(event.people) != 1:
        yield "Several people gave up their places in one word."
    if len(set(event.people)) != len(event.people):
        yield "A place as a member was ended twice at once."
    for person in event.people:
        until = _place(case, person)
        if until is None:
            yield f"The place of {person} as a member was ended, but they had none."
        elif event.because == "lapsed" and case.at < until:
            yield f"The place of {person} as a member lapsed before its time."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.VenueBound: _bound,
        ev.PersonEntered: _entered,
        ev.PersonLeft: _left,
        ev.PeopleJoined: _joined,
        ev.PersonParted: _person_parted,
        ev.PersonForgotten: _forgotten,
        ev.MembersEnrolled: _enrolled,
        ev.DoorOpened: _door_opened,
        ev.EnrolmentEnded: _enrolment_ended,
        ev.ProposalMade: _proposed,
        ev.ProposalAmended: _amended,
        ev.ProposalWithdrawn: _proposal_withdrawn,
        ev.ConcernRaised: _concern_raised,
    }
)
"""How each kind of entry is looked at, before it is applied."""
