"""Gifts recorded and sent back, by whoever keeps them (design, "Donations").

A person stays under a limit in each calendar year, all their gifts together; what would reach it is refused whole. From
an organisation what reaches it is held, and the members are asked at once, with nobody's leave.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import OnProposal
from deliberation.deciding.calling import call_check
from deliberation.deciding.draft import JUST_NOW, Draft, refuse, refuse_again
from deliberation.deciding.periods import own_period, shortest_period
from deliberation.deciding.proposing import propose_effect
from deliberation.donations import (
    NOT_PERMITTED,
    TO_SEND_BACK,
    UNIDENTIFIED,
    Donation,
    DonationState,
    Donor,
    DonorKind,
    day_in,
    folded,
    form_of,
    last_moment,
)
from deliberation.effects import AcceptDonation
from deliberation.federation import Kind
from deliberation.ids import DonorId, PersonId
from deliberation.refusals import (
    BadGiftDay,
    BadGiftSum,
    DonorStillKept,
    GiftGoneBack,
    GiftsKeptElsewhere,
    MembersAreAsked,
    NoSuchDonor,
    NothingChanged,
    NotTreasurer,
    OtherSortOfDonor,
    Unknown,
)
from deliberation.rules import MOST_PENCE, write_money
from deliberation.treasury import TREASURER, gifts_from, given_in, reaches, source_of, treasurers

_LONGEST_AGO: Final = timedelta(days=3660)


def record(draft: Draft, command: cmd.RecordDonation) -> None:
    """Record a gift, and say what becomes of it."""
    _keeps_gifts(draft, command.actor)
    if command.elsewhere or draft.assembly.kind is Kind.THING:
        refuse(GiftsKeptElsewhere(peers=command.elsewhere))
    if not 1 <= command.pence <= MOST_PENCE:
        refuse(BadGiftSum(most=MOST_PENCE))
    _on_a_day_gone_by(draft, command.given_on)
    _join_those_of_one_person(draft)
    if command.kind is not DonorKind.PERSON or command.basis == UNIDENTIFIED:
        command = replace(command, person=None)  # whoever speaks for an organisation is not the one who gives
    known = _known(draft.assembly, command)
    if known is not None:
        _not_twice(draft, known, command)
    donor = _noted(draft, command, known)
    _same_by_name(draft, command, donor)
    _recorded(draft, command, donor)


def _keeps_gifts(draft: Draft, actor: PersonId) -> None:
    draft.participant(actor)
    named = treasurers(draft.assembly, draft.now)
    if actor not in named:
        refuse(NotTreasurer(treasurers=named, office=TREASURER in draft.assembly.offices))


def _on_a_day_gone_by(draft: Draft, day: date, earliest: date | None = None) -> None:
    today = day_in(draft.now, draft.assembly.rules.time_zone)
    first = earliest or today - _LONGEST_AGO
    if not first <= day <= today:
        refuse(BadGiftDay(day=day, earliest=first, latest=today))


# --- from whom


def _known(assembly: Assembly, command: cmd.RecordDonation) -> Donor | None:
    """Find the source among those that are known: as it is named, as somebody of us, or by its name."""
    if command.known is not None:
        return _donor(assembly, command.known)
    if command.basis == UNIDENTIFIED:
        return None  # nobody can say that two of them are one
    if command.person is not None:
        theirs = (each for each in assembly.donors.values() if each.person == command.person)
        if (found := next(theirs, None)) is not None:
            return found
    named = (
        each
        for each in assembly.donors.values()
        if each.kind is command.kind
        and each.basis != UNIDENTIFIED
        and folded(each.name) == folded(command.name)
        and (command.person is None or _could_be(assembly, each, command.person))
    )
    return next((each for each in named if each.name), None)


def _could_be(assembly: Assembly, donor: Donor, person: PersonId) -> bool:
    """Whether a source is somebody of us, for all that was said: of none of its donors is it known to be another."""
    source = source_of(assembly, donor.id)
    whose = {each.person for each in assembly.donors.values() if source_of(assembly, each.id) == source}
    return whose <= {None, person}


def _donor(assembly: Assembly, donor: DonorId) -> Donor:
    return assembly.donors.get(donor) or refuse(NoSuchDonor(donor=donor))


def _noted(draft: Draft, command: cmd.RecordDonation, known: Donor | None) -> DonorId:
    """Note a new source, or what is new of a known one; give its id."""
    donor = command.donor if known is None else known.id
    before = known or Donor(id=donor, kind=command.kind, name="", basis="", facts="")
    if before.kind is not command.kind:
        refuse(OtherSortOfDonor(donor=donor))
    noted = ev.DonorNoted(
        donor=donor,
        kind=command.kind,
        basis=command.basis or before.basis,
        linked=command.person or before.person,
        name=before.name or command.name,
        facts=command.facts or before.facts,
    )
    if (noted.basis, noted.linked, noted.name, noted.facts) != (
        before.basis,
        before.person,
        before.name,
        before.facts,
    ):
        draft.emit(noted)
    return donor


def _same_by_name(draft: Draft, command: cmd.RecordDonation, donor: DonorId) -> None:
    """Count together what somebody gave under a name of which it is said now who of us that is."""
    if command.person is None:
        return
    for each in list(draft.assembly.donors.values()):
        kept, other = source_of(draft.assembly, donor), source_of(draft.assembly, each.id)
        alike = each.name and folded(each.name) == folded(command.name) and each.basis != UNIDENTIFIED
        if kept != other and alike and each.kind is command.kind and _could_be(draft.assembly, each, command.person):
            draft.emit(ev.DonorsJoined(donor=kept, other=other, by=command.actor))


def _not_twice(draft: Draft, donor: Donor, command: cmd.RecordDonation) -> None:
    for gift in gifts_from(draft.assembly, donor.id):
        same = (gift.pence, gift.given_on, gift.recorded_by) == (command.pence, command.given_on, command.actor)
        if not same or (gift.in_kind, gift.form) != (command.in_kind, form_of(command.form, in_kind=command.in_kind)):
            continue
        if gift.state is not DonationState.STRUCK and draft.now - gift.recorded_at < JUST_NOW:
            refuse_again(f"G{gift.number}")


# --- what becomes of it


def _recorded(draft: Draft, command: cmd.RecordDonation, donor: DonorId) -> None:
    rules, number = draft.assembly.rules, len(draft.assembly.donations) + 1
    gift = ev.GiftRecorded(
        donation=number,
        donor=donor,
        pence=command.pence,
        given_on=command.given_on.isoformat(),
        in_kind=command.in_kind,
        state=DonationState.ACCEPTED,
        because="",
        so_far=given_in(draft.assembly, donor, command.given_on.year),
        days=command.days,
        return_by=last_moment(command.given_on, command.days, rules.time_zone),
        proposal=None,
        recorded_by=command.actor,
        form=command.form,
    )
    verdict, because = _verdict(draft.assembly, gift)
    period = _period(draft, gift)
    if verdict is not DonationState.HELD:
        draft.emit(replace(gift, state=verdict, because=because))
    elif period is None:
        draft.emit(replace(gift, state=DonationState.REFUSED, because="time"))
    else:
        draft.emit(replace(gift, state=verdict, proposal=len(draft.assembly.proposals) + 1))
        _ask_members(draft, gift, period)


def _verdict(assembly: Assembly, gift: ev.GiftRecorded) -> tuple[DonationState, str]:
    """Say what becomes of a gift: from a person it stays under the limit; from an organisation the members are asked.

    ("An individual gives under £500 in a calendar year, all gifts together; more is refused.")
    """
    donor = assembly.donors[gift.donor]
    if donor.basis in NOT_PERMITTED:
        return DonationState.REFUSED, "source"
    if not reaches(assembly, gift.so_far + gift.pence):
        return DonationState.ACCEPTED, ""
    return (DonationState.REFUSED, "limit") if donor.kind is DonorKind.PERSON else (DonationState.HELD, "")


def _period(draft: Draft, gift: ev.GiftRecorded) -> timedelta | None:
    """Say for how long the members are asked: so that all is settled while it can be sent back, or not at all.

    Also where it is extended, for a reason that is owed and for its quorum.
    """
    rules = draft.assembly.rules
    share = rules.extension_share
    left = gift.return_by - TO_SEND_BACK - rules.cooling_off - rules.reason_grace - draft.now
    period = min(own_period(rules, seats=False), left * share.denominator / (share.denominator + share.numerator))
    return period if period >= shortest_period(rules, seats=False) else None


def _ask_members(draft: Draft, gift: ev.GiftRecorded, period: timedelta) -> None:
    donor = draft.assembly.donors[gift.donor]
    proposal = propose_effect(
        draft,
        gift.recorded_by,
        AcceptDonation(gift.donation),
        title=f"Accept {write_money(gift.pence)} from {donor.name}",
        reason=_facts(draft.assembly, gift, donor),
    )
    call_check(draft, OnProposal(proposal, 1), called_by=None, period=period)


def _facts(assembly: Assembly, gift: ev.GiftRecorded, donor: Donor) -> str:
    """Say from whom, how much, when, and on what ground it may give.

    What bears that out, and what exactly was given, is for whoever keeps the gifts: it can hold an address or a
    person's name, and this is for the rooms.
    """
    how = " in kind" if gift.in_kind else ""
    year = gift.given_on[:4]
    before = f"It had given {write_money(gift.so_far)} in {year} before." if gift.so_far else (
        f"It had given nothing in {year} before.")  # fmt: skip
    last = day_in(gift.return_by - timedelta(seconds=1), assembly.rules.time_zone)
    lines = (
        f"From: {donor.name} ({donor.basis})",
        f"Sum: {write_money(gift.pence)}{how}, received on {gift.given_on}. {before}",
        f"It is held until it is agreed to. Without consensus it goes back, by {last.isoformat()}.",
    )
    return "\n".join(lines)


# --- sent back or struck out, and who is who


def note_return(draft: Draft, command: cmd.NoteReturn) -> None:
    """Note that a gift was sent back: one that was refused, or one that was taken and should not have been."""
    gift = _decided(draft, command.actor, command.donation)
    if gift.state is DonationState.RETURNED:
        refuse(GiftGoneBack(donation=gift.number, state=gift.state, returned_on=gift.returned_on))
    day = command.returned_on or day_in(draft.now, draft.assembly.rules.time_zone)
    _on_a_day_gone_by(draft, day, gift.given_on)
    draft.emit(ev.GiftReturned(donation=gift.number, returned_on=day.isoformat(), by=command.actor))


def strike(draft: Draft, command: cmd.StrikeGift) -> None:
    """Say that a gift was recorded by mistake. What the members are asked about stands until they have answered."""
    gift = _decided(draft, command.actor, command.donation)
    draft.emit(ev.GiftStruck(donation=gift.number, by=command.actor))


def _decided(draft: Draft, actor: PersonId, number: int) -> Donation:
    """Give a gift of which it is decided what becomes of it, to whoever keeps the gifts."""
    _keeps_gifts(draft, actor)
    gifts = draft.assembly.donations
    gift = gifts.get(number) or refuse(Unknown(kind="donation", number=number, latest=len(gifts)))
    if gift.state is DonationState.HELD:
        refuse(MembersAreAsked(donation=gift.number, proposal=gift.proposal or 0))
    if gift.state is DonationState.STRUCK:
        refuse(GiftGoneBack(donation=gift.number, state=gift.state, returned_on=None))
    return gift


def join_donors(draft: Draft, command: cmd.JoinDonors) -> None:
    """Note that two sources are one."""
    _keeps_gifts(draft, command.actor)
    one, two = (_donor(draft.assembly, each) for each in (command.donor, command.other))
    if one.kind is not two.kind or UNIDENTIFIED in {one.basis, two.basis}:
        refuse(OtherSortOfDonor(donor=two.id))
    kept, other = (source_of(draft.assembly, each.id) for each in (one, two))
    if kept == other:
        refuse(NothingChanged(what="they are one source"))
    draft.emit(ev.DonorsJoined(donor=kept, other=other, by=command.actor))


def _join_those_of_one_person(draft: Draft) -> None:
    """Make one of the sources that are one of us, who turned out to be one person: their gifts count together.

    Not as soon as that turns out, but with the next gift from whomever: entries side by side would tell who gave.
    """
    sources: dict[PersonId, dict[DonorId, None]] = {}
    for each in draft.assembly.donors.values():
        if each.person is not None:
            sources.setdefault(each.person, {})[source_of(draft.assembly, each.id)] = None
    for kept, *others in sources.values():
        draft.emit(*(ev.DonorsJoined(donor=kept, other=each, by=None) for each in others))


def erase(draft: Draft, command: cmd.EraseDonor) -> None:
    """Erase who a source was, once it need not be known any more."""
    donor = _donor(draft.assembly, command.donor)
    if not (donor.name or donor.facts or donor.person):
        return
    until = kept_until(list(gifts_from(draft.assembly, donor.id)), command.years)
    today = day_in(draft.now, draft.assembly.rules.time_zone)
    if until is not None and until > today:
        refuse(DonorStillKept(donor=donor.id, until=until))
    source = source_of(draft.assembly, donor.id)
    alike = [each.id for each in draft.assembly.donors.values() if source_of(draft.assembly, each.id) == source]
    draft.emit(*(ev.DonorErased(donor=each) for each in alike))


def kept_until(gifts: list[Donation], years: int) -> date | None:
    """Say on which day it need not be known any more who gave: so many years after the last in which they did."""
    last = max((each.given_on.year for each in gifts), default=None)
    return None if last is None else date(last + years + 1, 1, 1)
