"""What becomes of gifts, and of what is known of those who give."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.donations import REMIND_BEFORE, Donation, DonationState, Donor, form_of
from deliberation.events import Event
from deliberation.evolving.changing import change_each


def _noted(assembly: Assembly, event: ev.DonorNoted, _at: datetime) -> Assembly:
    before = assembly.donors.get(event.donor)
    donor = Donor(
        id=event.donor,
        kind=event.kind,
        name=event.name,
        basis=event.basis,
        facts=event.facts,
        person=event.linked,
        same_as=before.same_as if before else None,
    )
    return replace(assembly, donors=assembly.donors.put(donor.id, donor))


def _recorded(assembly: Assembly, event: ev.GiftRecorded, at: datetime) -> Assembly:
    gift = Donation(
        number=event.donation,
        donor=event.donor,
        pence=event.pence,
        given_on=date.fromisoformat(event.given_on),
        form=form_of(event.form, in_kind=event.in_kind),
        in_kind=event.in_kind,
        recorded_by=event.recorded_by,
        recorded_at=at,
        state=event.state,
        return_by=event.return_by,
        proposal=event.proposal,
        because=event.because,
        so_far=event.so_far,
        decided_at=None if event.state is DonationState.HELD else at,
        return_due=event.state is DonationState.REFUSED and event.return_by - REMIND_BEFORE <= at,
    )
    return _with(assembly, gift)


def _with(assembly: Assembly, gift: Donation) -> Assembly:
    return replace(assembly, donations=assembly.donations.put(gift.number, gift))


def _accepted(assembly: Assembly, event: ev.GiftAccepted, at: datetime) -> Assembly:
    gift = assembly.donations[event.donation]
    return _with(assembly, replace(gift, state=DonationState.ACCEPTED, decided_at=at))


def _refused(assembly: Assembly, event: ev.GiftRefused, at: datetime) -> Assembly:
    gift = assembly.donations[event.donation]
    # Who is told now that it is refused is not reminded of it the same day.
    due = gift.return_by is not None and gift.return_by - REMIND_BEFORE <= at
    refused = replace(gift, state=DonationState.REFUSED, because=event.because, decided_at=at, return_due=due)
    return _with(assembly, refused)


def _return_due(assembly: Assembly, event: ev.GiftReturnDue, _at: datetime) -> Assembly:
    return _with(assembly, replace(assembly.donations[event.donation], return_due=True))


def _returned(assembly: Assembly, event: ev.GiftReturned, _at: datetime) -> Assembly:
    gift, day = assembly.donations[event.donation], date.fromisoformat(event.returned_on)
    return _with(assembly, replace(gift, state=DonationState.RETURNED, returned_on=day))


def _struck(assembly: Assembly, event: ev.GiftStruck, _at: datetime) -> Assembly:
    return _with(assembly, replace(assembly.donations[event.donation], state=DonationState.STRUCK))


def _joined(assembly: Assembly, event: ev.DonorsJoined, _at: datetime) -> Assembly:
    def led(donor: Donor) -> Donor:
        return replace(donor, same_as=event.donor) if event.other in {donor.id, donor.same_as} else donor

    return replace(assembly, donors=change_each(assembly.donors, led))


def _erased(assembly: Assembly, event: ev.DonorErased, _at: datetime) -> Assembly:
    unnamed = replace(assembly.donors[event.donor], name="", facts="", person=None)

    def unsaid(gift: Donation) -> Donation:
        return replace(gift, form=form_of("", in_kind=gift.in_kind)) if gift.donor == event.donor else gift

    return replace(
        assembly,
        donors=assembly.donors.put(event.donor, unnamed),
        donations=change_each(assembly.donations, unsaid),
    )


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.DonorNoted: _noted,
        ev.GiftRecorded: _recorded,
        ev.GiftAccepted: _accepted,
        ev.GiftRefused: _refused,
        ev.GiftReturnDue: _return_due,
        ev.GiftReturned: _returned,
        ev.GiftStruck: _struck,
        ev.DonorsJoined: _joined,
        ev.DonorErased: _erased,
    }
)
"""What each of these events makes of an assembly."""
