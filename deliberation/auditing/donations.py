"""How entries about gifts are looked at: every verdict is worked out again from what stands before it.

Who a source is, and that two of them are one person, stands in no register; that two sources count as one does.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.auditing.case import Case, Sentences
from deliberation.auditing.people import not_members
from deliberation.checks import OnProposal
from deliberation.convening import standing_for
from deliberation.donations import NOT_PERMITTED, Donation, DonationState, DonorKind
from deliberation.effects import AcceptDonation
from deliberation.events import Event
from deliberation.federation import Kind
from deliberation.ids import DonorId, PersonId
from deliberation.proposals import Proposal
from deliberation.rules import SHORTEST_PERIOD

_SOON: Final = timedelta(days=3)
"""So long before a refused gift must have gone back it is reminded of at the earliest."""

_TO_SEND_BACK: Final = timedelta(days=1)
"""So long is left to send a gift back once the members have answered."""

_YEARS: Final = 6
"""A source must be known for so many years after the last in which it gave, at the least."""


def _today(case: Case) -> date:
    return case.at.astimezone(ZoneInfo(case.assembly.rules.time_zone)).date()


def _keeps(case: Case, person: PersonId, what: str) -> Sentences:
    """Find fault unless somebody is treasurer, or deputises while none is there: gone, or having sent apologies."""
    yield from case.takes_part(person, what)
    office = case.assembly.offices.get("treasurer")
    holders = {tenure.holder for tenure in office.held} if office is not None else set()
    if person not in {*holders, *standing_for(case.assembly, "treasurer", case.at)}:
        yield f"{person} {what} without being treasurer."


# --- from whom


def _source(case: Case, donor: DonorId) -> DonorId:
    return case.assembly.donors[donor].same_as or donor


def _of_source(case: Case, donor: DonorId) -> Iterator[Donation]:
    source = _source(case, donor)
    return (gift for gift in case.assembly.donations.values() if _source(case, gift.donor) == source)


def _noted(case: Case, event: ev.DonorNoted) -> Sentences:
    before = case.assembly.donors.get(event.donor)
    if before is not None and before.kind is not event.kind:
        yield f"Donor {event.donor} became another sort of donor."
    if not event.basis:
        yield f"Donor {event.donor} has no basis on which it may give."
    case.owe(f"Donor {event.donor} was noted, but no gift of theirs was.", "gift of", event.donor)


def _joined(case: Case, event: ev.DonorsJoined) -> Sentences:
    one, two = case.assembly.donors[event.donor], case.assembly.donors[event.other]
    if one.kind is not two.kind or event.donor == event.other:
        yield f"Donor {event.other} cannot be donor {event.donor}."
    if one.same_as is not None or two.same_as is not None:
        yield f"Donors {event.donor} and {event.other} were made one, though one of them counts as another."
    if event.by is not None:
        yield from _keeps(case, event.by, f"made donors {event.donor} and {event.other} one")


def _erased(case: Case, event: ev.DonorErased) -> Sentences:
    last = max((gift.given_on.year for gift in _of_source(case, event.donor)), default=None)
    if last is not None and _today(case) < date(last + _YEARS + 1, 1, 1):
        yield f"Donor {event.donor} was erased before {_YEARS} years were over."


# --- recorded


def _recorded(case: Case, event: ev.GiftRecorded) -> Sentences:
    number = f"G{event.donation}"
    yield from case.next_number("Gift", event.donation, len(case.assembly.donations))
    yield from _keeps(case, event.recorded_by, f"recorded {number}")
    case.paid("gift of", event.donor)
    day = date.fromisoformat(event.given_on)
    if event.pence < 1 or day > _today(case) or event.days < 1:
        yield f"{number} is of no sum, was given on a day to come, or can never be sent back."
    last = datetime.combine(day + timedelta(days=event.days), time(), ZoneInfo(case.assembly.rules.time_zone))
    if event.return_by != last.astimezone(UTC):
        yield f"{number} is to be sent back by {event.return_by}, but its {event.days} days end on {last}."
    counted = {DonationState.ACCEPTED, DonationState.HELD}
    so_far = sum(
        gift.pence for gift in _of_source(case, event.donor) if gift.given_on.year == day.year and gift.state in counted
    )
    if event.so_far != so_far:
        yield f"{number} says that {event.so_far} pence were given before in {day.year}, but it was {so_far}."
    expected = _verdict(case, event, so_far)
    if (event.state, event.because) != expected:
        yield f"{number} is recorded as {_said(event.state, event.because)}, but comes out as {_said(*expected)}."
    if (event.proposal is None) is (event.state is DonationState.HELD):
        yield f"{number} is {event.state.value}, and the members are{'' if event.proposal else ' not'} asked."
    if event.proposal is not None:
        sentence = f"{number} is held, but the members were not asked."
        case.owe(sentence, "gift proposed", event.proposal, event.donation)


def _said(state: DonationState, because: str) -> str:
    return f"{state.value} ({because})" if because else state.value


def _verdict(case: Case, event: ev.GiftRecorded, so_far: int) -> tuple[DonationState, str]:
    donor = case.assembly.donors[event.donor]
    if donor.basis in NOT_PERMITTED:
        return DonationState.REFUSED, "source"
    if so_far + event.pence < case.assembly.rules.gift_limit:
        return DonationState.ACCEPTED, ""
    if donor.kind is DonorKind.PERSON:
        return DonationState.REFUSED, "limit"
    period = _asked_for(case, event.return_by)
    least = max(case.assembly.rules.shortest_period, SHORTEST_PERIOD)
    return (DonationState.HELD, "") if period >= least else (DonationState.REFUSED, "time")


def _asked_for(case: Case, return_by: datetime) -> timedelta:
    """Work out for how long the members are asked: as ever, but so that all is settled while it can go back."""
    rules = case.assembly.rules
    own = max(rules.period, rules.shortest_period, SHORTEST_PERIOD)
    left = return_by - _TO_SEND_BACK - rules.cooling_off - rules.reason_grace - case.at
    return min(own, left * rules.extension_share.denominator / sum(rules.extension_share.as_integer_ratio()))


# --- the members are asked


def _gift_of(proposal: Proposal) -> int | None:
    return proposal.effect.donation if isinstance(proposal.effect, AcceptDonation) else None


def _proposed(case: Case, event: ev.ProposalMade) -> Sentences:
    if not isinstance(event.effect, AcceptDonation):
        return
    if not case.paid("gift proposed", event.proposal, event.effect.donation):
        yield f"P{event.proposal} asks for a gift that was not held just then."
    case.owe(f"P{event.proposal} asks for a gift, but the members were not called.", "gift asked", event.proposal)


def _called(case: Case, event: ev.CheckCalled) -> Sentences:
    proposal = case.assembly.proposals[event.question.proposal] if isinstance(event.question, OnProposal) else None
    number = _gift_of(proposal) if proposal is not None else None
    if proposal is None or number is None:
        return
    gift = case.assembly.donations[number]
    if not case.paid("gift asked", proposal.number) or event.round != 1 or event.called_by is not None:
        yield f"Check {event.check} on G{number} did not open by itself as the gift was recorded."
    if gift.return_by is None or event.deadline - case.at != _asked_for(case, gift.return_by):
        yield f"Check {event.check} on G{number} has not the time that it should have."
    if event.barred != (not_members(case) if case.assembly.kind is Kind.CORE else ()):
        yield f"The roll of check {event.check} on G{number} is not that of the members."


def _closed(case: Case, event: ev.CheckClosed) -> Sentences:
    yield from ()
    asked = case.assembly.checks[event.check].question
    number = _gift_of(case.assembly.proposals[asked.proposal]) if isinstance(asked, OnProposal) else None
    if number is not None and event.outcome not in {Outcome.CONSENSUS, Outcome.WITHDRAWN}:
        _owe_refusal(case, number)


def _sent_back(case: Case, event: ev.DecisionSentBack) -> Sentences:
    yield from ()
    number = _gift_of(case.assembly.proposals[case.assembly.decisions[event.decision].proposal])
    if number is not None and event.because != "time":
        _owe_refusal(case, number)


def _owe_refusal(case: Case, number: int) -> None:
    if case.assembly.donations[number].state is DonationState.HELD:
        case.owe(f"The members did not agree to G{number}, but it was not refused.", "gift refused", number)


def _withdrawn(case: Case, event: ev.ProposalWithdrawn) -> Sentences:
    number = _gift_of(case.assembly.proposals[event.proposal])
    if number is not None and case.assembly.donations[number].state is DonationState.HELD:
        yield f"P{event.proposal} was withdrawn while G{number} was held."


def _settled(case: Case, event: ev.DecisionSettled) -> Sentences:
    yield from ()
    decision = case.assembly.decisions[event.decision]
    number = _gift_of(case.assembly.proposals[decision.proposal])
    if number is None or decision.overridden is not None:
        return
    gift = case.assembly.donations[number]
    if gift.state is DonationState.HELD and gift.return_by is not None and case.at < gift.return_by:
        sentence = f"Decision D{event.decision} accepted no gift, as it should have."
        case.owe(sentence, "gift accepted", number, event.decision)


# --- what became of it


def _accepted(case: Case, event: ev.GiftAccepted) -> Sentences:
    if not case.paid("gift accepted", event.donation, event.decision):
        yield f"G{event.donation} was accepted without the members' consent just settled."
    if case.assembly.donations[event.donation].state is not DonationState.HELD:
        yield f"G{event.donation} was accepted though it was not held."


def _refused(case: Case, event: ev.GiftRefused) -> Sentences:
    gift = case.assembly.donations[event.donation]
    if gift.state is not DonationState.HELD:
        yield f"G{event.donation} was refused after it had been decided."
    over = event.because == "time" and gift.return_by is not None and gift.return_by <= case.at
    if not over and not (event.because == "members" and case.paid("gift refused", event.donation)):
        yield f"G{event.donation} was refused because of {event.because}, which there was not."
    if event.because != "time" or gift.proposal is None:
        return
    check = case.assembly.check_on(gift.proposal)
    cooling = case.cooling(check) if check is not None else None
    if cooling is not None:
        sentence = f"The time for G{event.donation} was over, but decision D{cooling.number} stood."
        case.owe(sentence, "sent back", cooling.number, "time")
    elif check is not None and check.is_open:
        sentence = f"The time for G{event.donation} was over, but the members were still asked."
        case.owe(sentence, "withdrawn", gift.proposal)


def _return_due(case: Case, event: ev.GiftReturnDue) -> Sentences:
    gift = case.assembly.donations[event.donation]
    soon = gift.return_by is not None and gift.return_by - _SOON <= case.at
    if gift.state is not DonationState.REFUSED or gift.return_due or not soon:
        yield f"It is said too soon, twice or wrongly that G{event.donation} must go back."


def _returned(case: Case, event: ev.GiftReturned) -> Sentences:
    gift = case.assembly.donations[event.donation]
    yield from _keeps(case, event.by, f"sent back G{event.donation}")
    if gift.state not in {DonationState.ACCEPTED, DonationState.REFUSED}:
        yield f"G{event.donation} was sent back while it was {gift.state.value}."
    if not gift.given_on <= date.fromisoformat(event.returned_on) <= _today(case):
        yield f"G{event.donation} went back before it was given, or on a day to come."


def _struck(case: Case, event: ev.GiftStruck) -> Sentences:
    gift = case.assembly.donations[event.donation]
    yield from _keeps(case, event.by, f"struck out G{event.donation}")
    if gift.state in {DonationState.HELD, DonationState.STRUCK}:
        yield f"G{event.donation} was struck out while it was {gift.state.value}."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.DonorNoted: _noted,
        ev.DonorsJoined: _joined,
        ev.DonorErased: _erased,
        ev.GiftRecorded: _recorded,
        ev.GiftAccepted: _accepted,
        ev.GiftRefused: _refused,
        ev.GiftReturnDue: _return_due,
        ev.GiftReturned: _returned,
        ev.GiftStruck: _struck,
        ev.ProposalMade: _proposed,
        ev.CheckCalled: _called,
        ev.CheckClosed: _closed,
        ev.DecisionSettled: _settled,
        ev.DecisionSentBack: _sent_back,
        ev.ProposalWithdrawn: _withdrawn,
    }
)
"""How each kind of entry is looked at, before it is applied."""
