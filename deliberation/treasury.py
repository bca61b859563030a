"""Who keeps the gifts of an assembly, and what each source has given (design, "Donations")."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from deliberation.assembly import Assembly
from deliberation.convening import standing_for
from deliberation.donations import COUNTED, Donation
from deliberation.federation import Kind
from deliberation.ids import DonorId, PersonId
from deliberation.membership import not_members

TREASURER: Final = "treasurer"
"""The office that records gifts. While nobody holds it who is there, its deputies do too; else nobody."""


def treasurers(assembly: Assembly, now: datetime | None) -> tuple[PersonId, ...]:
    """Name those who record gifts at ``now``: who holds the office, and while none of them is there its deputies.

    A treasurer who left, or sent apologies, does not keep the deputies from it: what may not be kept must go back in
    time. One who is away may still record. Without a time, apologies make nobody absent.
    """
    office = assembly.offices.get(TREASURER)
    holders = office.holders if office is not None else ()
    here = [person for person in holders if person in assembly.participants]
    return tuple(dict.fromkeys((*here, *standing_for(assembly, TREASURER, now)))) or holders


def source_of(assembly: Assembly, donor: DonorId) -> DonorId:
    """Give the donor that counts, of one who may have turned out to be another."""
    known = assembly.donors.get(donor)
    return donor if known is None or known.same_as is None else known.same_as


def gifts_from(assembly: Assembly, donor: DonorId) -> Iterator[Donation]:
    """Give the gifts of one source, by whichever donor they were recorded, in the order in which they were."""
    source = source_of(assembly, donor)
    return (gift for gift in assembly.donations.values() if source_of(assembly, gift.donor) == source)


def given_in(assembly: Assembly, donor: DonorId, year: int) -> int:
    """Add up what a source gave in a calendar year, in pence, without what was refused or went back."""
    return total(gift for gift in gifts_from(assembly, donor) if gift.given_on.year == year)


def total(gifts: Iterable[Donation]) -> int:
    """Add up gifts, in pence, without those that were refused or went back."""
    return sum(gift.pence for gift in gifts if gift.state in COUNTED)


def reaches(assembly: Assembly, pence: int) -> bool:
    """Whether so much from one source in a calendar year is more than it gives without being asked about.

    ("An individual gives under £500 in a calendar year, all gifts together"; design, "Donations".)
    """
    return pence >= assembly.rules.gift_limit


def not_asked(assembly: Assembly, now: datetime) -> tuple[PersonId, ...]:
    """Name those taking part who are not asked about a gift: in a core assembly all who are no members now.

    Where none is a member, or the assembly is no core assembly, everyone taking part is asked.
    """
    return not_members(assembly, now) if assembly.kind is Kind.CORE else ()
