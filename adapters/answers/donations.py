"""The direct answers to what the treasurer records."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from adapters.documents import Block, Document, paragraph
from adapters.donations.law import NO_ADVICE
from adapters.donations.reading import code_of
from adapters.donations.showing import called, law_blocks, next_steps, what_it_is
from adapters.phrases import moment
from adapters.setting import Setting, say
from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.donations import Donation, DonationState, DonorKind
from deliberation.events import Event
from deliberation.rules import write_money


def _recorded(_command: cmd.RecordDonation, events: Sequence[Event], at: Setting) -> Document:
    made = next((event for event in events if isinstance(event, ev.GiftRecorded)), None)
    if made is None or at.assembly is None:
        return say("That is recorded already. To see it: ", at.type("donations"))
    here, gift = at.assembly, at.assembly.donations[made.donation]
    donor = here.donors[gift.donor]
    blocks: list[Block] = [
        paragraph(
            f"Recorded as G{gift.number}: {what_it_is(gift)} from {called(donor, whole=True)}"
            f" ({donor.basis}; {code_of(here, donor.id)}), received on {gift.given_on.isoformat()}."
        ),
        _verdict(here, gift, at),
    ]
    law = law_blocks(here, gift)
    steps = next_steps(gift, at)
    if steps and not law:
        steps.append(paragraph(NO_ADVICE))
    return Document((*blocks, *law, *steps))


def _verdict(here: Assembly, gift: Donation, at: Setting) -> Block:
    limit, year = write_money(here.rules.gift_limit), gift.given_on.year
    together = write_money(gift.so_far + gift.pence)
    by = [moment(gift.return_by, here)] if gift.return_by is not None else []
    if gift.state is DonationState.ACCEPTED:
        person = here.donors[gift.donor].kind is DonorKind.PERSON
        after = f"a person gives under {limit}" if person else f"from {limit} on the members are asked"
        return paragraph(f"It is accepted. That makes {together} from there in {year}; {after}.")
    if gift.state is DonationState.HELD:
        return paragraph(
            f"It is held: with it, {together} would come from there in {year}, and from {limit} on the members decide."
            f" They are asked now, in P{gift.proposal}, and only their consensus accepts it. They read from whom it is,"
            " how much, and on what ground it may give. If they have not agreed before ",
            *by,
            ", it goes back. To see how it stands: ",
            at.type(f"status P{gift.proposal}"),
        )
    why = {
        "limit": f"a person gives under {limit} in a calendar year, all gifts together. So far it was"
        f" {write_money(gift.so_far)} in {year}, and with this it would be {together}; nothing is split",
        "source": "its source is not one that may give",
        "time": "too little of the time is left in which it can be sent back, so the members cannot be asked",
    }.get(gift.because, "it could not be taken")
    return paragraph(f"It is refused: {why}. It must have gone back before ", *by, ".")


def _returned(command: cmd.NoteReturn, events: Sequence[Event], at: Setting) -> Document:
    made = next((event for event in events if isinstance(event, ev.GiftReturned)), None)
    if made is None:
        return say("That is recorded already. To see it: ", at.type(f"donations G{command.donation}"))
    return say(f"Recorded: G{made.donation} was sent back on {made.returned_on}. It counts no more in what its source"
               " gave.")  # fmt: skip


def _struck(command: cmd.StrikeGift, _events: Sequence[Event], at: Setting) -> Document:
    return say(
        f"Recorded: G{command.donation} was recorded by mistake, and counts no more. The register keeps both, and that"
        " it was you. If something was given, record it as it was: ",
        at.form("donation-record"),
    )


def _same(command: cmd.JoinDonors, _events: Sequence[Event], at: Setting) -> Document:
    here = at.assembly
    codes = [code_of(here, each) for each in (command.donor, command.other)] if here is not None else ["they"]
    return say(
        f"Recorded: {' and '.join(codes)} are one, and their gifts count together from now on. What was accepted before"
        " stays so. To see them: ",
        at.type("donors"),
    )


ANSWERS: Final[Mapping[type[Command], Callable[[Any, Sequence[Event], Setting], Document]]] = MappingProxyType(
    {
        cmd.RecordDonation: _recorded,
        cmd.NoteReturn: _returned,
        cmd.StrikeGift: _struck,
        cmd.JoinDonors: _same,
    }
)
"""By the command."""
