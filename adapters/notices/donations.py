"""What gifts owe: rooms read what became of those about which members were asked, treasurers what is to be done."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from adapters.documents import Block, Document, Inline, paragraph
from adapters.donations.law import NO_ADVICE
from adapters.donations.reading import code_of
from adapters.donations.showing import called, law_blocks, next_steps, what_it_is
from adapters.notices.notice import Notice, Occasion, ToPerson, about, told
from adapters.phrases import listed, moment
from adapters.references import Kind, Subject
from adapters.setting import Setting
from deliberation import events as ev
from deliberation.donations import COUNTED, REMIND_BEFORE, Donation, DonorKind
from deliberation.events import Event
from deliberation.rules import write_money
from deliberation.treasury import gifts_from, given_in, reaches, treasurers


def _named(gift: Donation, now: Occasion, *, whole: bool) -> str:
    donor = now.after.donors[gift.donor]
    return f"G{gift.number}, {what_it_is(gift, whole=whole)} from {called(donor, whole=whole)}"


def _to_treasurers(gift: Donation, what: str, blocks: list[Block], now: Occasion) -> list[Notice]:
    """Tell who keeps the gifts as that happens; a reminder comes three days before it must have gone back."""
    due = gift.return_by - REMIND_BEFORE if what == "due" and gift.return_by is not None else None
    subject = Subject(Kind.DONATION, gift.number)
    document = Document(tuple(blocks))
    return [
        ToPerson(person, document, subject, f"gift-{what}:{gift.number}:{person}")
        for person in treasurers(now.after, due or gift.decided_at)
    ]


def _steps(gift: Donation, now: Occasion) -> list[Block]:
    """Say what is to be done, where the assembly must be named with what is typed."""
    there = Setting(now.after, now.at.names, private=True)
    law = law_blocks(now.after, gift)
    return [*law, *next_steps(gift, there), *([] if law else [paragraph(NO_ADVICE)])]


def _before(gift: Donation, now: Occasion) -> list[Inline | str]:
    return [" before ", moment(gift.return_by, now.after)] if gift.return_by is not None else []


def _accepted(event: ev.GiftAccepted, now: Occasion) -> list[Notice]:
    gift = now.after.donations[event.donation]
    said = paragraph(f"By D{event.decision}, the gift {_named(gift, now, whole=False)}, is accepted.")
    mine = paragraph(f"The members of {now.after.name} agreed: the gift {_named(gift, now, whole=True)}, is accepted by"
                     f" D{event.decision}.")  # fmt: skip
    rooms = told(said, subject=Subject(Kind.DECISION, event.decision))
    return [rooms, *_to_treasurers(gift, "accepted", [mine, *_steps(gift, now)], now)]


def _refused(event: ev.GiftRefused, now: Occasion) -> list[Notice]:
    gift = now.after.donations[event.donation]
    why = {
        "members": "the members did not agree to it",
        "time": "the time in which it can be sent back is over, and the members had not agreed to it",
    }.get(event.because, "it could not be taken")
    by = _before(gift, now)
    said = paragraph(
        f"The gift {_named(gift, now, whole=False)}, is refused: {why}. It goes back; it is not asked about again."
    )
    mine = paragraph(f"The gift {_named(gift, now, whole=True)}, is refused: {why}; it must have gone back", *by, ".")
    rooms = told(said, subject=about(gift.proposal) if gift.proposal is not None else None)
    return [rooms, *_to_treasurers(gift, "refused", [mine, *_steps(gift, now)], now)]


def _return_due(event: ev.GiftReturnDue, now: Occasion) -> list[Notice]:
    gift = now.after.donations[event.donation]
    mine = paragraph(
        f"A reminder: the gift {_named(gift, now, whole=True)}, was refused in {now.after.name} and must have gone"
        " back",
        *_before(gift, now),
        ". What is a donation in law and kept for longer counts there as accepted.",
    )
    return _to_treasurers(gift, "due", [mine, *_steps(gift, now)], now)


def _returned(event: ev.GiftReturned, now: Occasion) -> list[Notice]:
    """Tell the rooms of one about which they were asked; of others nobody there has read."""
    gift = now.after.donations[event.donation]
    if gift.proposal is None:
        return []
    said = paragraph(f"The gift {_named(gift, now, whole=False)}, was sent back on {event.returned_on}.")
    return [told(said, subject=about(gift.proposal))]


def _struck(event: ev.GiftStruck, now: Occasion) -> list[Notice]:
    """Tell the rooms of one about which they were asked."""
    gift = now.after.donations[event.donation]
    if gift.proposal is None:
        return []
    said = paragraph(
        f"The gift {_named(gift, now, whole=False)}, was recorded by mistake, says {now.at.name(event.by)}: it counts"
        " no more."
    )
    return [told(said, subject=about(gift.proposal))]


def _joined(event: ev.DonorsJoined, now: Occasion) -> list[Notice]:
    """Tell who keeps the gifts where two sources that are one reach together what neither had: nobody could know."""
    limit, kept = now.after.rules.gift_limit, event.donor
    reached = _reached_together(event, now)
    if not reached:
        return []
    sums = listed([f"{write_money(given_in(now.after, kept, year))} in {year}" for year in reached])
    person = now.after.donors[kept].kind is DonorKind.PERSON
    rule = (
        f"a person gives under {write_money(limit)}" if person else f"from {write_money(limit)} the members are asked"
    )
    theirs = (gift for gift in gifts_from(now.after, kept) if gift.state in COUNTED and gift.given_on.year in reached)
    newest = max(theirs, key=lambda each: each.number)
    said = paragraph(
        f"{code_of(now.after, kept)} and {code_of(now.after, event.other)} are one source, and together they gave"
        f" {now.after.name} {sums}; {rule} in a calendar year. What was accepted is not undone by that. Once you have"
        " sent one back, note it: ",
        replace(now.at, private=True).type(f"donation-returned G{newest.number}"),
        f". {NO_ADVICE}",
    )
    return [
        ToPerson(who, Document((said,)), None, f"gift-together:{kept}:{event.other}:{who}")
        for who in treasurers(now.after, None)
    ]


def _reached_together(event: ev.DonorsJoined, now: Occasion) -> list[int]:
    """List the years in which two sources that are one have reached the limit, and neither had alone."""
    before, after = now.before, now.after
    if before is None:
        return []
    years = sorted({gift.given_on.year for gift in gifts_from(after, event.donor)})
    apart = {year: max(given_in(before, each, year) for each in (event.donor, event.other)) for year in years}
    return [
        year for year in years if reaches(after, given_in(after, event.donor, year)) and not reaches(after, apart[year])
    ]


DONATIONS: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.GiftAccepted: _accepted,
        ev.GiftRefused: _refused,
        ev.GiftReturnDue: _return_due,
        ev.GiftReturned: _returned,
        ev.GiftStruck: _struck,
        ev.DonorsJoined: _joined,
    }
)
