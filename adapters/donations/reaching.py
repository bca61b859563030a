"""Which of the law's thresholds a gift reaches, worked out from all that its source gave in that calendar year."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from adapters.donations.law import Law, law
from deliberation.assembly import Assembly
from deliberation.donations import NOT_PERMITTED, Donation, DonationState, day_in
from deliberation.ids import DonorId
from deliberation.rules import write_money
from deliberation.treasury import gifts_from, source_of

_QUARTERS: Final = ("January to March", "April to June", "July to September", "October to December")


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a calendar year, by which a party reports."""

    year: int
    number: int

    @property
    def last_day(self) -> date:
        """Give its last day."""
        following = date(self.year + self.number // 4, self.number % 4 * 3 + 1, 1)
        return following - timedelta(days=1)

    def __str__(self) -> str:
        return f"{_QUARTERS[self.number - 1]} {self.year}"


def quarter_of(day: date) -> Quarter:
    """Give the quarter in which a day is."""
    return Quarter(day.year, (day.month - 1) // 3 + 1)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a gift reaches: whether it is a donation in law, and in which quarters it is for a report.

    ``unit`` is the quarter for an accounting unit, ``party`` for a central party; ``None``: in none.
    """

    counts: bool
    unit: Quarter | None = None
    party: Quarter | None = None
    impermissible: bool = False


def reached(assembly: Assembly, gift: Donation) -> Reached:
    """Work out which thresholds a gift reaches, with what else its source gave in that year and was accepted."""
    return _of_source(assembly, list(gifts_from(assembly, gift.donor)))[gift.number]


def reached_by_all(assembly: Assembly) -> dict[int, Reached]:
    """Work out for every gift which thresholds it reaches."""
    by_source = defaultdict[DonorId, list[Donation]](list)
    for gift in assembly.donations.values():
        by_source[source_of(assembly, gift.donor)].append(gift)
    return {number: found for gifts in by_source.values() for number, found in _of_source(assembly, gifts).items()}


def _of_source(assembly: Assembly, gifts: list[Donation]) -> dict[int, Reached]:
    """Work out which thresholds the gifts of one source reach. What is too small to be a donation does not add up."""
    table, unit, party = law(), dict[int, Quarter](), dict[int, Quarter]()
    counts = {each.number: each.pence > table.figure("counts", each.given_on).value for each in gifts}
    by_year = defaultdict[int, list[Donation]](list)
    for gift in gifts:
        if gift.state is DonationState.ACCEPTED and counts[gift.number]:
            by_year[accepted_on(assembly, gift).year].append(gift)
    for accepted in by_year.values():
        accepted.sort(key=lambda each: (accepted_on(assembly, each), each.number))
        unit |= _reports(assembly, accepted, table, first="reported_again")
        party |= _reports(assembly, accepted, table, first="reported")
    return {
        each.number: Reached(
            counts[each.number],
            unit.get(each.number),
            party.get(each.number),
            impermissible=counts[each.number]
            and each.state is not DonationState.ACCEPTED
            and assembly.donors[each.donor].basis in NOT_PERMITTED,
        )
        for each in gifts
    }


def accepted_on(assembly: Assembly, gift: Donation) -> date:
    """Give the day on which a gift was accepted: that of its receipt, unless the members had to agree."""
    if gift.proposal is None or gift.decided_at is None:
        return gift.given_on
    return day_in(gift.decided_at, assembly.rules.time_zone)


def _reports(assembly: Assembly, gifts: list[Donation], table: Law, *, first: str) -> dict[int, Quarter]:
    """Say of gifts, in their order, in which quarter's report each is.

    They add up until they are more than the threshold together, and are then reported together; after that a lower one
    holds for what comes (section 62(4) to (7)).
    """
    found: dict[int, Quarter] = {}
    waiting: list[Donation] = []
    for gift in gifts:
        day = accepted_on(assembly, gift)
        waiting.append(gift)
        threshold = table.figure("reported_again" if found else first, day).value
        if sum(each.pence for each in waiting) > threshold:
            found |= dict.fromkeys((each.number for each in waiting), quarter_of(day))
            waiting = []
    return found


def report_due(quarter: Quarter) -> date:
    """Give the last day on which the report of a quarter is in time."""
    return quarter.last_day + timedelta(days=law().figure("report_days", quarter.last_day).value)


def in_words(assembly: Assembly, gift: Donation) -> list[str]:
    """Say which thresholds a gift reaches, a sentence each; nothing where it reaches none."""
    found, figure = reached(assembly, gift), law().figure
    said: list[str] = []
    if found.counts:
        least = write_money(figure("counts", gift.given_on).value)
        said.append(f"More than {least} is a donation in law: its source must be checked and recorded.")
    if found.impermissible:
        said.append("What may not be kept, and what became of it, is for the report of the quarter in which it goes.")
    for quarter, name, whose in (
        (found.unit, "reported_again", "an accounting unit"),
        (found.party, "reported", "a central party"),
    ):
        if quarter is not None:
            least = write_money(figure(name, accepted_on(assembly, gift)).value)
            said.append(
                f"From one source in a year, more than {least} is reportable by {whose}: this one in the quarter"
                f" {quarter}, by {report_due(quarter).isoformat()}."
            )
    return said
