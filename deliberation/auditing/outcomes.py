"""Decisions, what they bring about, offices and petitions."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.auditing import elections, nominations, offices
from deliberation.auditing.case import Case, Count, Sentences
from deliberation.auditing.deadlock import decided_by_ballot
from deliberation.checks import Check, OnProposal
from deliberation.effects import CreateOffice, EndOffice, FillOffice, RuleChange
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.offices import UNNAMED, Petition, PetitionState
from deliberation.positions import Stance
from deliberation.proposals import Decision, Proposal
from deliberation.rules import LONGEST_WAIT_BELOW


def _decided(case: Case, event: ev.DecisionMade) -> Sentences:
    yield from case.next_number("Decision", event.decision, len(case.assembly.decisions))
    if event.poll:
        yield from decided_by_ballot(case, event)
        return
    check, _count = case.check(event.check)
    if not case.paid("decided", event.check):
        yield f"Decision D{event.decision} was made without a consensus just reached in check {event.check}."
    if not isinstance(check.question, OnProposal) or check.question.proposal != event.proposal:
        yield f"Decision D{event.decision} is on another proposal than check {event.check}."
    proposal = case.assembly.proposals[event.proposal]
    if event.cooling_until not in _coolings(case, check, proposal):
        yield f"Decision D{event.decision} has not the cooling off of its rules."
    if event.waits_for != tuple(peer for peer in proposal.partners if peer.id not in proposal.agreed_by):
        yield f"Decision D{event.decision} does not wait for the partners that had not agreed."
    if event.cooling_until <= case.at and not event.waits_for:
        case.owe(f"Decision D{event.decision} needed no cooling off, but was not settled.", "settled", event.decision)


def _coolings(case: Case, check: Check, proposal: Proposal) -> Iterator[datetime]:
    """Say until when a decision made now may cool off. Before there was a bound to that, it waited for all members."""
    own = case.at + check.rules.cooling_off
    below = list(filter(None, (seat.cooling_until for seat in check.seats.values())))
    longest = max(own, case.at + LONGEST_WAIT_BELOW)
    for waited_for in (min(max(below, default=own), longest), max(below, default=own)):
        yield max(own, waited_for, proposal.agreed_until or own)


def _settled(case: Case, event: ev.DecisionSettled) -> Sentences:
    decision = case.assembly.decisions[event.decision]
    case.paid("settled", event.decision)
    if decision.cooling_until is None:
        yield f"Decision D{event.decision} was settled a second time, or after it was sent back."
    elif case.at < decision.cooling_until:
        yield f"Decision D{event.decision} was settled before its cooling off was over."
    if decision.waits_for:
        yield f"Decision D{event.decision} was settled before every partner had agreed."
    effect = case.assembly.proposals[decision.proposal].effect
    if decision.overridden is not None:
        return  # something else stands in its place
    if isinstance(effect, RuleChange):
        case.owe(f"Decision D{event.decision} changed no rule, as it should have.", "rule", event.decision)
    elif isinstance(effect, FillOffice):
        office = case.assembly.offices.get(effect.office)
        if office is None or not office.is_elected or effect.person not in case.assembly.participants:
            return  # nobody is elected to what has come to be appointed, or is no more
        case.owe(f"Decision D{event.decision} filled no office, as it should have.", "filled", event.decision)
    elif isinstance(effect, CreateOffice | EndOffice):
        offices.note_decided(case, effect, event.decision)


def _sent_back(case: Case, event: ev.DecisionSentBack) -> Sentences:
    decision = case.assembly.decisions[event.decision]
    if decision.poll:
        yield f"Decision D{event.decision} was sent back, though a ballot made it."
        return
    check, count = case.check(decision.check)
    case.paid("sent back", event.decision)
    if decision.cooling_until is None:
        yield f"Decision D{event.decision} was sent back, though it was not cooling off."
    from_elsewhere = case.paid("sent back", event.decision, event.because)
    if event.because in {"amended", "withdrawn"}:
        yield from _makes_way(case, decision, event.because)
    elif event.because == "stood down":
        yield from nominations.stood_down(case, decision)
    elif event.because != stark(check, count) and not from_elsewhere:
        yield f"Decision D{event.decision} was sent back because of {event.because}, which there was not."


def _makes_way(case: Case, decision: Decision, because: str) -> Sentences:
    """Look at a decision sent back because its text changed or was withdrawn, where several decide on it."""
    proposal = case.assembly.proposals[decision.proposal]
    if not proposal.is_lent and not decision.waits_for:
        yield f"Decision D{decision.number} was sent back because its text was {because}, which it could not be."
    sentence = f"Decision D{decision.number} was sent back, but P{proposal.number} was not {because}."
    case.owe(sentence, because, proposal.number)


def stark(check: Check, count: Count) -> str | None:
    """Say what in the cooling off sends a decision back, if anything does."""
    found = Counter(count.spoke_since.values())
    if found[Stance.BLOCK]:
        return "block"
    share, roll = check.rules.objection_share, len(check.roll) + count.counted
    return "objections" if found[Stance.STAND_ASIDE] * share.denominator > share.numerator * roll else None


def _rule_changed(case: Case, event: ev.RuleChanged) -> Sentences:
    if not case.paid("rule", event.decision):
        yield f"The rule {event.rule} was changed without a decision just settled."
        return
    effect = case.assembly.proposals[case.assembly.decisions[event.decision].proposal].effect
    if effect != RuleChange(event.rule, event.value):
        yield f"The rule {event.rule} became {event.value}, which is not what decision D{event.decision} says."


def _office_filled(case: Case, event: ev.OfficeFilled) -> Sentences:
    office = case.assembly.offices[event.office]
    for leaving in office.makes_room(event.person):
        case.paid("new holder", event.office, leaving)
    if event.until != case.at + (office.term or case.assembly.rules.secretary_term):
        yield f"The term of the {event.office} is not the one in the rules."
    if event.appointed_by is not None:
        yield from offices.appointed(case, event, event.appointed_by)
        return
    if not office.is_elected:
        yield f"{event.person} was elected {event.office}, which is filled by appointment."
    if event.election:
        return  # ``auditing.elections``
    if not case.paid("filled", event.decision):
        yield f"The office of {event.office} was filled without a decision just settled."
        return
    effect = case.assembly.proposals[case.assembly.decisions[event.decision].proposal].effect
    if effect != FillOffice(event.office, event.person):
        yield f"{event.person} became {event.office}, which is not what decision D{event.decision} says."


def _office_vacated(case: Case, event: ev.OfficeVacated) -> Sentences:
    office = case.assembly.offices[event.office]
    held = next((tenure for tenure in office.held if tenure.holder == event.person), None)
    case.paid("new holder", event.office, event.person)
    rightly = {
        "recall": case.paid("vacated", event.office, event.person),
        "term": held is not None and held.until <= case.at,
        "forgotten": case.paid("forgotten", event.office, event.person),
        "resignation": True,
        "succeeded": elections.makes_room(case, event.office, event.person),
        "ended": case.owes("ended", event.office),
    }
    if not rightly.get(event.because, False):
        yield f"The office of {event.office} was vacated because of {event.because}, which there was not."
    if held is None:
        yield f"{event.person} lost the office of {event.office} without holding it."


def _petition_started(case: Case, event: ev.PetitionStarted) -> Sentences:
    yield from case.next_number("Petition", event.petition, len(case.assembly.petitions))
    yield from case.takes_part(event.starter, f"started petition R{event.petition}")
    if event.starter == event.officer:
        yield f"Petition R{event.petition} was started by the officer whom it is about."
    if event.officer not in case.assembly.offices[event.office].holders:
        yield f"Petition R{event.petition} is about {event.officer}, who is not the {event.office}."
    yield from offices.cited(case, event)
    if event.until != case.at + case.assembly.rules.recall_window:
        yield f"Petition R{event.petition} has not the time that the rules give it."
    for other in case.assembly.petitions.values():
        if (other.office, other.officer) != (event.office, event.officer):
            continue
        if other.state is PetitionState.GATHERING and other.act is None and event.act is not None:
            case.ledger.beside.add((other.number, event.petition))
        elif other.state in {PetitionState.GATHERING, PetitionState.RECALL_OPEN}:
            yield f"Petition R{event.petition} was started while R{other.number} was under way."
    case.owe(f"Petition R{event.petition} was not signed by who started it.", "signed", event.petition, event.starter)


def _signed(case: Case, event: ev.PetitionSigned) -> Sentences:
    petition = case.assembly.petitions[event.petition]
    # Whoever starts a petition is the first to sign it.
    case.paid("signed", event.petition, event.person or ("" if petition.signatures else petition.starter))
    if petition.state is not PetitionState.GATHERING:
        yield f"Petition R{event.petition} was signed after it was over."
    if not event.person:
        return  # who it was is told once the threshold is reached, and looked at then
    yield from case.takes_part(event.person, f"signed petition R{event.petition}")
    if event.person == petition.officer:
        yield f"Petition R{event.petition} was signed by the officer whom it is about."
    if event.person in petition.signatures:
        yield f"Petition R{event.petition} was signed twice by {event.person}."


def _unsigned(case: Case, event: ev.SignatureWithdrawn) -> Sentences:
    petition = case.assembly.petitions[event.petition]
    there = event.person in petition.signatures if event.person else bool(_untold(petition))
    if petition.state is not PetitionState.GATHERING or not there:
        yield f"A signature was taken off petition R{event.petition} that was not there, or after it was over."


def _untold(petition: Petition) -> list[PersonId]:
    return [person for person in petition.signatures if person.startswith(UNNAMED)]


def _petition_lapsed(case: Case, event: ev.PetitionLapsed) -> Sentences:
    petition = case.assembly.petitions[event.petition]
    if petition.state is not PetitionState.GATHERING:
        yield f"Petition R{event.petition} lapsed after it was over."
    if event.because == "vacant":
        case.paid("succeeded", event.petition)
        case.owe_new_holder(petition, f"Petition R{event.petition} lapsed as vacant")
    elif event.because == "another":
        yield from _gave_way(case, petition, event.instead)
    elif event.because != "time" or case.at < petition.until:
        yield f"Petition R{event.petition} lapsed before its time was over."


def _gave_way(case: Case, petition: Petition, instead: int) -> Sentences:
    """Look at a petition that ended because the recall of another about the same opened."""
    case.paid("succeeded", petition.number)
    case.paid("beside", petition.number)
    other = case.assembly.petitions.get(instead)
    same = other is not None and (other.office, other.officer) == (petition.office, petition.officer)
    if other is None or not same or other.state is not PetitionState.RECALL_OPEN:
        yield f"Petition R{petition.number} gave way to R{instead}, which opened no recall of that officer."


def _petition_succeeded(case: Case, event: ev.PetitionSucceeded) -> Sentences:
    petition = case.assembly.petitions[event.petition]
    case.paid("succeeded", event.petition)
    names, needed = case.signatures(petition), case.needed(petition)
    if petition.state is not PetitionState.GATHERING:
        yield f"Petition R{event.petition} reached its threshold after it was over."
    # Of names that the register did not tell, those who left since took theirs along.
    least = case.surely_signed(petition)
    if event.needed != needed or not max(least, needed) <= event.signatures <= names:
        yield (
            f"Petition R{event.petition} is recorded with {event.signatures} of {event.needed} signatures, "
            f"but has {names} of {needed}."
        )
    if event.signers or _untold(petition):
        yield from _told_at_last(case, petition, event)
    case.owe(f"Petition R{event.petition} reached its threshold, but no recall opened.", "recall", event.petition)
    for beside in _beside(case, petition):
        sentence = f"Petition R{beside} went on beside the recall that R{event.petition} opened."
        case.owe(sentence, "beside", beside)


def _beside(case: Case, petition: Petition) -> list[int]:
    """Name the petitions that gather beside another about the same."""
    pairs = (pair for pair in case.ledger.beside if petition.number in pair)
    others = {number for pair in pairs for number in pair} - {petition.number}
    return [each for each in sorted(others) if case.assembly.petitions[each].state is PetitionState.GATHERING]


def _told_at_last(case: Case, petition: Petition, event: ev.PetitionSucceeded) -> Sentences:
    """Look at whose the signatures are, once that is told."""
    what = f"signed petition R{event.petition}"
    if len(set(event.signers)) != len(event.signers) or len(event.signers) != event.signatures:
        yield f"Petition R{event.petition} reached its threshold without naming each who signed it, once."
    if petition.officer in event.signers:
        yield f"Petition R{event.petition} was signed by the officer whom it is about."
    for person in event.signers:
        yield from case.takes_part(person, what)
    told = {person for person in petition.signatures if not person.startswith(UNNAMED)}
    if missing := sorted(told - set(event.signers) & set(case.assembly.participants)):
        yield f"Petition R{event.petition} reached its threshold without {missing[0]}, who had signed it."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
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
)
"""How each kind of entry is looked at, before it is applied."""
