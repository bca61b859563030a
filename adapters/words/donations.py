"""The words for everything that is refused about gifts, and for what can be wrong with how one is typed."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters import mistakes as m
from adapters.catalogue.deciding import MANDATE_LINE
from adapters.catalogue.donations import A_GIFT
from adapters.cleaning import clean_line
from adapters.documents import Code, Document, Inline
from adapters.donations.law import law
from adapters.mistakes import Mistake
from adapters.phrases import listed
from adapters.setting import Setting, say
from deliberation import refusals as no
from deliberation.donations import DonationState
from deliberation.refusals import Refusal
from deliberation.rules import write_money
from deliberation.treasury import TREASURER


def _not_treasurer(refusal: no.NotTreasurer, at: Setting) -> Document:
    opening = f"Gifts to {at.here} are recorded by its treasurer"
    if refusal.treasurers:
        return say(
            f"{opening}, who is {at.people(refusal.treasurers)}, so nothing was recorded. Tell them about it; they"
            " write to me in private: ",
            at.type(f"donation-record {A_GIFT}"),
            ". To see what was given: ",
            at.type("donations"),
        )
    if refusal.office:
        office = at.assembly.offices.get(TREASURER) if at.assembly is not None else None
        nobody = f"{opening}, or a deputy, and nobody is either now, so nothing was recorded."
        if office is not None and office.appointed_by:
            return say(f"{nobody} The {office.appointed_by} appoints one: ", at.type(f"appoint NAME as {TREASURER}"))
        return say(f"{nobody} To put a name forward: ", at.type(f"elect NAME as {TREASURER}"))
    return say(
        f"{opening}, and it has no such office, so nothing was recorded. An office is made by consensus, then filled: ",
        at.type(f"office create {TREASURER}"),
    )


def _kept_elsewhere(refusal: no.GiftsKeptElsewhere, at: Setting) -> Document:
    if not refusal.peers:
        return say(
            f"Nothing was recorded: {at.here} ends once it has done what it is for, and gifts are kept where they can"
            " be counted for years. Record it in a lasting assembly."
        )
    names: list[Inline | str] = []
    for number, peer in enumerate(refusal.peers[:5]):
        names += [*([" or "] if number else []), at.peer(peer)]
    return say(
        "Nothing was recorded. All gifts are recorded in one place, so that everything of one source counts together,"
        " and its members are asked: in ",
        *names,
        ". Its treasurer records it there: ",
        at.type(f"donation-record@{refusal.peers[0].slug} {A_GIFT}"),
    )


def _bad_sum_of_gift(refusal: no.BadGiftSum, at: Setting) -> Document:
    most = write_money(refusal.most)
    return say(
        f"A gift is of a penny at the least and {most} at the most. Nothing was recorded. For example: ",
        at.form("donation-record"),
    )


def _bad_day(refusal: no.BadGiftDay, at: Setting) -> Document:
    if refusal.day > refusal.latest:
        return say(
            f"{refusal.day.isoformat()} is still to come, so nothing was recorded. Say the day on which it happened,"
            " with its year: ",
            at.type("donation-record £50 from NAME on 2026-11-01"),
        )
    return say(
        f"{refusal.day.isoformat()} is before {refusal.earliest.isoformat()}, so nothing was recorded. Say the right"
        " day, with its year."
    )


def _no_such_donor(_no: no.NoSuchDonor, at: Setting) -> Document:
    return say("Nobody who gave goes by that code. To see who gave, with their codes: ", at.type("donors"))


def _other_sort(_no: no.OtherSortOfDonor, at: Setting) -> Document:
    return say(
        "That would make a person and an organisation, or somebody unknown, one source, so nothing was recorded. To see"
        " who gave, and as what: ",
        at.type("donors"),
    )


def _members_asked(refusal: no.MembersAreAsked, at: Setting) -> Document:
    number = f"P{refusal.proposal}"
    return say(
        f"The members are being asked about the gift G{refusal.donation} ({number}). That ends by their answer, or when"
        " the time is over in which it can be sent back; nobody changes the question or takes it back. To see how it"
        " stands: ",
        at.type(f"status {number}"),
    )


def _gone_back(refusal: no.GiftGoneBack, at: Setting) -> Document:
    if refusal.state is DonationState.STRUCK:
        return say(
            f"G{refusal.donation} was recorded by mistake; nothing is to be done about it. To see it: ",
            at.type(f"donations G{refusal.donation}"),
        )
    when = f" on {refusal.returned_on.isoformat()}" if refusal.returned_on else ""
    return say(f"G{refusal.donation} went back{when} already. To see it: ", at.type(f"donations G{refusal.donation}"))


def _still_kept(refusal: no.DonorStillKept, _at: Setting) -> Document:
    return say(f"Who gave that must be known until {refusal.until.isoformat()}, so nothing was erased.")


# --- what can be wrong with what was typed


def _only_in_private(mistake: m.OnlyInPrivate, at: Setting) -> Document:
    here = f"@{at.assembly.slug}" if at.assembly is not None else ""
    return say(
        "Nothing was recorded. Who gives is nothing for the room, and everybody here can read what you typed: delete"
        " it, and write to me in private instead: ",
        at.type(f"{mistake.command}{here} {A_GIFT}"),
    )


_WITH_MANDATES: Final = frozenset({"propose", "amend"})


def _bad_sum(mistake: m.BadSum, at: Setting) -> Document:
    form = at.form(mistake.command) if mistake.command not in _WITH_MANDATES else Code(MANDATE_LINE)
    return say(
        f"I cannot read “{mistake.typed}” as a sum of money, so nothing was recorded. Write pounds with “£”, and two"
        " figures of pence after a point if there are any: ",
        form,
    )


def _donor_not_found(mistake: m.DonorNotFound, at: Setting) -> Document:
    return say(f"Nobody who gave goes by the code “{mistake.typed}”. To see who gave, with their codes: ",
               at.type("donors"))  # fmt: skip


def _basis_missing(mistake: m.BasisMissing, at: Setting) -> Document:
    grounds = [each.name for each in law().bases]
    return say(
        f"“{clean_line(mistake.name, limit=80)}” does not say what sort of source it is, so nothing was recorded. Put"
        f" it after the name, with a comma: {listed(grounds, 'or')}. So: ",
        at.type("donation-record £200 from NAME, trade union, listed by the Certification Officer, on 1 November"),
    )


def _facts_missing(mistake: m.FactsMissing, at: Setting) -> Document:
    basis = law().basis(mistake.basis)
    note = basis.note if basis is not None else "what you found out"
    return say(
        f"Nothing was recorded yet: say what bears out that this {mistake.basis} may give, namely {note}. Put it after"
        " a comma: ",
        at.type(f"donation-record £200 from NAME, {mistake.basis}, WHAT YOU FOUND, on 1 November"),
    )


def _address_typed(_mistake: m.AddressTyped, at: Setting) -> Document:
    return say(
        "Nothing was recorded: there is a postcode in that, and addresses are kept apart from all that is written here."
        " Leave the address out, and give it to whoever runs this bot, who adds it by the donor's code: ",
        at.form("donation-record"),
    )


DONATIONS: Final[Mapping[type[Refusal] | type[Mistake], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        no.NotTreasurer: _not_treasurer,
        no.GiftsKeptElsewhere: _kept_elsewhere,
        no.BadGiftSum: _bad_sum_of_gift,
        no.BadGiftDay: _bad_day,
        no.NoSuchDonor: _no_such_donor,
        no.OtherSortOfDonor: _other_sort,
        no.MembersAreAsked: _members_asked,
        no.GiftGoneBack: _gone_back,
        no.DonorStillKept: _still_kept,
        m.OnlyInPrivate: _only_in_private,
        m.BadSum: _bad_sum,
        m.DonorNotFound: _donor_not_found,
        m.BasisMissing: _basis_missing,
        m.FactsMissing: _facts_missing,
        m.AddressTyped: _address_typed,
    }
)
"""By the refusal or the mistake."""
