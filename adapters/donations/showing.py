"""Gifts as they are read: all of it by whoever keeps them; by others what came in, and what became of it.

Names of people are never shown to anyone but the treasurer: the law publishes who gave much, and the movement has asked
nobody who gives little to be published. Organisations are named, for their larger gifts are the members' to agree to.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from adapters.cleaning import clean_line
from adapters.documents import Block, Bullets, Document, Inline, Strong, heading, inlines, paragraph
from adapters.donations.law import NO_ADVICE
from adapters.donations.reaching import in_words
from adapters.donations.reading import code_of
from adapters.phrases import count, moment
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.donations import NOT_PERMITTED, UNIDENTIFIED, Donation, DonationState, Donor, DonorKind
from deliberation.ids import PersonId
from deliberation.rules import write_money
from deliberation.treasury import given_in, source_of, total, treasurers

_MOST = 60


def keeps_gifts(assembly: Assembly, reader: PersonId, now: datetime | None) -> bool:
    """Whether somebody reads all of it: whoever records gifts at ``now`` (``treasurers``)."""
    return assembly.linked.get(reader, reader) in treasurers(assembly, now)


def called(donor: Donor, *, whole: bool) -> str:
    """Name a source, or say what sort it is to somebody who need not know more."""
    if donor.basis == UNIDENTIFIED:
        return "somebody unknown"
    name = clean_line(donor.name, limit=200)
    if donor.kind is DonorKind.ORGANISATION:
        return name or "an organisation"
    if whole:
        return name or "somebody whose name is erased"
    return "somebody who may not give" if donor.basis in NOT_PERMITTED else "a person"


def what_it_is(gift: Donation, *, whole: bool = True) -> str:
    """Say how much, and in which form: ``£120 in kind (a printer)``."""
    sum_ = write_money(gift.pence)
    if not gift.in_kind:
        return sum_
    return f"{sum_} in kind ({clean_line(gift.form, limit=200)})" if whole and gift.form else f"{sum_} in kind"


_BECAUSE = {
    "limit": "a person's gifts in one calendar year stay under the limit",
    "source": "its source is not one that may give",
    "members": "the members did not agree to it",
    "time": "the time was over in which the members could agree to it",
}


def state_of(assembly: Assembly, gift: Donation, now: datetime) -> list[Inline | str]:
    """Say what became of a gift, as it stands at ``now``."""
    match gift.state:
        case DonationState.ACCEPTED:
            return ["accepted"]
        case DonationState.HELD:
            return [
                f"held: the members are asked in P{gift.proposal}",
                *_until(assembly, gift, ", at the latest until "),
            ]
        case DonationState.RETURNED:
            return [f"sent back on {gift.returned_on.isoformat()}" if gift.returned_on else "sent back"]
        case DonationState.STRUCK:
            return ["recorded by mistake; it does not count"]
        case DonationState.REFUSED:
            why = _BECAUSE.get(gift.because, "it could not be taken")
            overdue = gift.return_by is not None and gift.return_by <= now
            must = ", and it is not noted that it went back: it must have before " if overdue else (
                ", to be sent back before ")  # fmt: skip
            return [f"refused, because {why}", *_until(assembly, gift, must)]


def _until(assembly: Assembly, gift: Donation, words: str) -> list[Inline | str]:
    return [words, moment(gift.return_by, assembly)] if gift.return_by is not None else []


def gift_line(assembly: Assembly, gift: Donation, now: datetime, *, whole: bool) -> tuple[Inline, ...]:
    """Name a gift in one line."""
    who = called(assembly.donors[gift.donor], whole=whole)
    what = f"{what_it_is(gift, whole=whole)} from {who}, {gift.given_on.isoformat()}"
    return inlines(f"G{gift.number} · {what}: ", *state_of(assembly, gift, now))


def name_of_gift(assembly: Assembly, gift: Donation, reader: PersonId) -> str:
    """Name a gift for a list to choose from, to somebody who may see it whole or not."""
    whole = keeps_gifts(assembly, reader, None)
    who = called(assembly.donors[gift.donor], whole=whole)
    return f"G{gift.number} · {what_it_is(gift, whole=False)} from {who}: {gift.state.value}"


# --- questions


def list_gifts(assembly: Assembly, year: str, reader: PersonId, now: datetime, at: Setting) -> Document:
    """List the gifts of a year, the newest last, and what they come to."""
    gifts = list(assembly.donations.values())
    if not gifts:
        return Document((paragraph(f"{at.here} has been given nothing yet that is recorded."), _limit(assembly)))
    wanted = int(year) if year else max(gift.given_on.year for gift in gifts)
    chosen = sorted(
        (gift for gift in gifts if gift.given_on.year == wanted), key=lambda each: (each.given_on, each.number)
    )
    whole = keeps_gifts(assembly, reader, now)
    blocks: list[Block] = [heading(f"What {assembly.name} was given in {wanted}")]
    if not chosen:
        years = sorted({gift.given_on.year for gift in gifts})
        blocks.append(paragraph(f"Nothing is recorded of that year. There is of: {', '.join(map(str, years))}."))
        return Document(tuple(blocks))
    blocks.append(paragraph(_sums(chosen)))
    if len(chosen) > _MOST:
        blocks.append(paragraph(f"The newest {_MOST} of {len(chosen):,}:"))
    blocks.append(Bullets(tuple(gift_line(assembly, gift, now, whole=whole) for gift in chosen[-_MOST:])))
    blocks.append(_limit(assembly))
    if whole:
        blocks.append(paragraph("For one of them, with what the law asks: ", at.type(f"donations G{chosen[-1].number}"),
                                ". Who gave: ", at.type("donors"), f". {NO_ADVICE}"))  # fmt: skip
    else:
        blocks.append(paragraph("People who gave are known to the treasurer alone, and not named here."))
    return Document(tuple(blocks))


def _sums(gifts: Iterable[Donation]) -> str:
    by_state: dict[DonationState, list[int]] = defaultdict(list)
    for gift in gifts:
        by_state[gift.state].append(gift.pence)
    parts = [
        f"{write_money(sum(pence))} {state.value} ({count(len(pence), 'gift', 'gifts')})"
        for state in DonationState
        if (pence := by_state.get(state))
    ]
    return "; ".join(parts)[:1].upper() + "; ".join(parts)[1:] + "."


def _limit(assembly: Assembly) -> Block:
    limit = write_money(assembly.rules.gift_limit)
    return paragraph(
        f"A person gives under {limit} here in a calendar year, all their gifts together. From an organisation, what"
        f" comes to {limit} or more in a year is for the members to agree to."
    )


def one_gift(assembly: Assembly, number: int, reader: PersonId, now: datetime, at: Setting) -> Document:
    """Show one gift whole, to whoever may see it whole."""
    gift = assembly.donations[number]
    donor, whole = assembly.donors[gift.donor], keeps_gifts(assembly, reader, now)
    blocks: list[Block] = [
        heading(f"G{number} · {what_it_is(gift, whole=whole)} from {called(donor, whole=whole)}"),
        paragraph("It is ", *state_of(assembly, gift, now), "."),
    ]
    facts = [inlines(f"Received on {gift.given_on.isoformat()}; recorded ", moment(gift.recorded_at, assembly),
                     f" by {at.name(gift.recorded_by)}")]  # fmt: skip
    if whole or donor.kind is DonorKind.ORGANISATION:
        ground = f"{donor.basis}; {clean_line(donor.facts, limit=500)}" if whole and donor.facts else donor.basis
        facts.append(inlines(f"It may give as: {ground}"))
    if whole and not gift.in_kind and gift.form not in {"", "money"}:
        facts.append(inlines(f"It came by {clean_line(gift.form, limit=200)}"))
    facts.append(inlines(f"When it was recorded, the same source had given {write_money(gift.so_far)} in "
                         f"{gift.given_on.year}"))  # fmt: skip
    blocks.append(Bullets(tuple(facts)))
    if gift.proposal is not None:
        blocks.append(paragraph("What the members were asked, and how it came out: ",
                                at.type(f"status P{gift.proposal}")))  # fmt: skip
    if whole:
        blocks += law_blocks(assembly, gift)
        blocks += next_steps(gift, at)
    return Document(tuple(blocks))


def law_blocks(assembly: Assembly, gift: Donation) -> list[Block]:
    """Say what the law asks of a gift, as far as the table has it."""
    said = in_words(assembly, gift)
    if not said:
        return []
    return [Bullets(tuple(inlines(each) for each in said)), paragraph(NO_ADVICE)]


def next_steps(gift: Donation, at: Setting) -> list[Block]:
    """Say what whoever keeps the gifts does next with one that is refused."""
    if gift.state is not DonationState.REFUSED:
        return []
    where = " to whoever sent it" if gift.because != "source" else (
        " to whoever sent it; where nobody knows who that is, to the bank by which it came, or to the Electoral"
        " Commission (section 57 of the Act)")  # fmt: skip
    return [paragraph(f"Send it back whole{where}. Once that is done: ", at.type(f"donation-returned G{gift.number}"))]


def list_donors(assembly: Assembly, reader: PersonId, now: datetime, at: Setting) -> Document:
    """List who gave, with what they gave in each year; to others only how many."""
    sources = list(dict.fromkeys(source_of(assembly, each) for each in assembly.donors))
    if not sources:
        return Document((paragraph(f"Nobody is recorded as having given to {at.here} yet."),))
    if not keeps_gifts(assembly, reader, now):
        persons = sum(assembly.donors[each].kind is DonorKind.PERSON for each in sources)
        organisations = [clean_line(assembly.donors[each].name) for each in sources
                         if assembly.donors[each].kind is DonorKind.ORGANISATION]  # fmt: skip
        named = f" and {', '.join(organisations)}" if organisations else ""
        many = count(persons, "person", "people")
        return Document(
            (
                paragraph(
                    f"{many}{named} gave. People who gave are known to the treasurer alone. To see what was given: ",
                    at.type("donations"),
                ),
            )
        )
    lines = [_donor_line(assembly, each) for each in sources[-_MOST:]]
    left = len(sources) - len(lines)
    return Document(
        (
            heading(f"Who gave to {assembly.name}"),
            *(
                [paragraph(f"The last {_MOST} of {len(sources):,}; the machine that I run on lists them all.")]
                if left
                else []
            ),
            Bullets(tuple(lines)),
            *(
                [
                    paragraph(
                        "Where two of them are one, so that their gifts count together: ",
                        at.type(f"donors {code_of(assembly, sources[0])} is {code_of(assembly, sources[-1])}"),
                    )
                ]
                if len(sources) > 1
                else []
            ),
            paragraph("Addresses are kept apart, on the machine that I run on."),
        )
    )


def _donor_line(assembly: Assembly, source: str) -> tuple[Inline, ...]:
    donor = next(each for each in assembly.donors.values() if each.id == source)
    gifts = [gift for gift in assembly.donations.values() if source_of(assembly, gift.donor) == donor.id]
    years = sorted({gift.given_on.year for gift in gifts})
    given = "; ".join(f"{year}: {write_money(given_in(assembly, donor.id, year))}" for year in years)
    over = donor.kind is DonorKind.PERSON and any(
        total(gift for gift in gifts if gift.given_on.year == year) >= assembly.rules.gift_limit for year in years
    )
    alike = [clean_line(each.name) for each in assembly.donors.values() if each.same_as == donor.id and each.name]
    also = f", also recorded as {', '.join(alike)}" if alike else ""
    return inlines(
        Strong(called(donor, whole=True)),
        f" ({code_of(assembly, donor.id)}; {donor.basis}{also}): {given or 'nothing that was kept'}",
        "; this is not under the limit" if over else "",
    )
