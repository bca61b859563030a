"""Offices in words: how one is filled, and what is refused about them, about mandates and acts."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cleaning import clean_line
from adapters.documents import Document
from adapters.phrases import count, length, listed, moment
from adapters.setting import Setting, choices, say
from deliberation import refusals as no
from deliberation.assembly import Assembly, CreateOffice, EndOffice
from deliberation.deciding.officers import LONGEST_TERM, MOST_SEATS, SHORTEST_TERM
from deliberation.offices import Office
from deliberation.refusals import Refusal
from deliberation.rules import write_money


def office_effect(effect: CreateOffice | EndOffice, assembly: Assembly | None) -> str:
    """Say what becomes of an office: ``there is an office of treasurer, appointed by the secretary``."""
    name = clean_line(effect.office, limit=80)
    if isinstance(effect, EndOffice):
        ends = f"the office of {name} ends, and whoever holds it then does so no more"
        appointed = _appointed_by(effect.office, assembly)
        return f"{ends}; {listed(appointed)}, appointed by it until now, will be elected" if appointed else ends
    there = assembly is not None and effect.office in assembly.offices
    opening = f"the office of {name} is like this:" if there else f"there is an office of {name}:"
    return f"{opening} {terms_of(effect, assembly)}; nothing more is needed"


def _appointed_by(office: str, assembly: Assembly | None) -> list[str]:
    return [each.name for each in assembly.offices.values() if each.appointed_by == office] if assembly else []


def terms_of(office: CreateOffice | Office, assembly: Assembly | None) -> str:
    """Say how an office is filled: ``elected by the assembly, held by up to 2 people jointly, for 730 days``."""
    parts = [
        f"appointed by whoever is {clean_line(office.appointed_by, limit=80)}"
        if office.appointed_by
        else "elected by the assembly"
    ]
    if office.seats > 1:
        parts.append(f"held by up to {count(office.seats, 'person', 'people')} jointly")
    if office.deputy_to:
        parts.append(f"standing in for the {clean_line(office.deputy_to, limit=80)}")
    term = office.term or (assembly.rules.secretary_term if assembly is not None else None)
    if term is not None:
        parts.append(f"for {length(term)}" + ("" if office.term else " (the term in the rules)"))
    return ", ".join(parts)


# --- what is refused


def _office_needed(refusal: no.OfficeNeeded, at: Setting) -> Document:
    return say(
        f"The office of {refusal.office} stays, for it gives procedure. It can be left vacant, or filled otherwise: ",
        at.type(f"office change {refusal.office} seats 2"),
    )


_BAD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "The name of an office has no @ and no comma in it: with those, the rule procedure names offices of"
        " other assemblies, and several. For example: ",
        "itself": "The office of {office} can neither appoint to itself nor stand in for itself. Name another office: ",
        "circle": "Then offices would appoint each other in a circle, and none of them could ever be filled. Let the"
        " assembly elect to one of them: ",
        "secretary": "The secretary is elected by the assembly, so that procedure is always its own to give. Another"
        " office can be appointed: ",
        "seats": f"Between 1 and {MOST_SEATS} people can hold an office together. For example: ",
        "term": f"A term is between {length(SHORTEST_TERM)} and {length(LONGEST_TERM)}. For example: ",
    }
)


def _bad_office(refusal: no.BadOffice, at: Setting) -> Document:
    return say(_BAD[refusal.why].format(office=clean_line(refusal.office, limit=80)), at.form("office"))


def _is_elected(refusal: no.OfficeIsElected, at: Setting) -> Document:
    office = refusal.office
    return say(
        f"The {office} of {at.here} is elected, so nobody is appointed. To put a name forward: ",
        at.type(f"elect NAME as {office}"),
        ". To propose that it be appointed instead: ",
        at.type(f"office {office} appointed by secretary"),
    )


def _not_appointing(refusal: no.NotAppointing, at: Setting) -> Document:
    opening = f"The {refusal.office} is appointed by the {refusal.appointing}"
    if refusal.able:
        return say(f"{opening}, which is now for {at.people(refusal.able)} to do. Ask them to.")
    return say(
        f"{opening}, and nobody holds that office or stands in for it. It is to be filled first; to see how: ",
        at.type("officers"),
    )


def _full(refusal: no.OfficeFull, at: Setting) -> Document:
    return say(
        f"{at.people(refusal.holders)} {'is' if len(refusal.holders) == 1 else 'are'} {refusal.office} of {at.here}"
        " already. A place falls vacant when a term is over, when somebody resigns, or by a recall: ",
        at.type(f"recall {refusal.office} because …"),
    )


def _holds_it(refusal: no.HoldsItAlready, at: Setting) -> Document:
    return say(f"{at.name(refusal.person)} is {refusal.office} of {at.here} already. To see until when: ",
               at.type("officers"))  # fmt: skip


def _recalled(refusal: no.RecalledFromIt, at: Setting) -> Document:
    return say(
        f"{at.name(refusal.person)} was removed as {refusal.office} of {at.here}, or left the office while their recall"
        f" was asked for (R{refusal.petition}), so nobody appoints them to it before ",
        moment(refusal.until, at.assembly),
        ". To have the assembly elect to it instead: ",
        at.type(f"office {refusal.office} elected"),
    )


def _no_office(refusal: no.NoOfficeHeld, at: Setting) -> Document:
    what = f"You are not {clean_line(refusal.office, limit=80)}" if refusal.office else "You hold no office"
    if refusal.asked == "act":
        return say(f"{what} in {at.here}, and acts are what officers record. To see who holds which office: ",
                   at.type("officers"))  # fmt: skip
    return say(f"{what} in {at.here}, so there is nothing to resign from. To take part no more: ", at.type("leave"))


def _which(refusal: no.WhichOffice, at: Setting) -> Document:
    opening = f"You are {listed(list(refusal.offices))} of {at.here}. "
    if refusal.asked == "act":
        forms = [at.type(f"act what you did as {office}") for office in refusal.offices]
        return say(f"{opening}Say in which office you did it: ", *choices(forms))
    return say(
        f"{opening}Say which you give up: ", *choices([at.type(f"resign as {each}") for each in refusal.offices])
    )


def _sum_missing(refusal: no.SumMissing, at: Setting) -> Document:
    return say(
        f"The mandate in D{refusal.decision} is limited in money ({write_money(refusal.left)} of it is left), so say"
        " what it cost; £0 where it cost nothing: ",
        at.type(f"act what you did mandate D{refusal.decision} £…"),
    )


def _not_cited(refusal: no.NotCited, at: Setting) -> Document:
    act, name = f"O{refusal.act}", at.name(refusal.by)
    because = {
        "mandated": f"{act} had a mandate",
        "another": f"{act} was done by {name}, not by whom you name",
        "recalled": f"there was a recall because of {act} already, and one act is put to the assembly once",
    }[refusal.why]
    return say(
        f"A petition needs fewer signatures where it cites an unmandated act of that officer, but {because}. To see"
        " what they did: ",
        at.type("acts"),
        ". To recall them all the same, leave the act out: ",
        at.form("recall"),
    )


def _only_officer(refusal: no.OnlyTheOfficer, at: Setting) -> Document:
    number = f"R{refusal.petition}"
    return say(
        f"Only {at.name(refusal.officer)}, whom {number} is about, makes a statement to it. You can speak in the room.",
    )


def _recall_over(refusal: no.RecallOver, at: Setting) -> Document:
    number = f"R{refusal.petition}"
    return say(f"{number} is over, so its card says no more. To see how it ended: ", at.type(f"status {number}"))


OFFICES: Final[Mapping[type[Refusal], Callable[[Any, Setting], Document]]] = MappingProxyType(
    {
        no.OfficeNeeded: _office_needed,
        no.BadOffice: _bad_office,
        no.OfficeIsElected: _is_elected,
        no.NotAppointing: _not_appointing,
        no.OfficeFull: _full,
        no.HoldsItAlready: _holds_it,
        no.RecalledFromIt: _recalled,
        no.NoOfficeHeld: _no_office,
        no.WhichOffice: _which,
        no.SumMissing: _sum_missing,
        no.NotCited: _not_cited,
        no.OnlyTheOfficer: _only_officer,
        no.RecallOver: _recall_over,
    }
)
"""By the refusal; ``adapters.words.wording`` has them all."""
