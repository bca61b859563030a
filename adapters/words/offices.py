"""Offices in words: how one is filled, and what is refused about them, about mandates and acts."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cleaning import clean_line
from adapters.documents import Document, Inline
from adapters.mandates import mandate_words
from adapters.money import sums_in
from adapters.phrases import count, length, listed, moment
from adapters.setting import Setting, choices, say
from deliberation import refusals as no
from deliberation.assembly import Assembly
from deliberation.deciding.officers import LONGEST_TERM, MOST_SEATS, SHORTEST_TERM
from deliberation.effects import CreateOffice, EndOffice
from deliberation.mandates import left, mandate_of
from deliberation.offices import SECRETARY, Office
from deliberation.refusals import Refusal
from deliberation.rules import write_money

_MOST_MANDATES: Final = 3
"""Mandates named at once; the newest."""
_LONGEST_ACT: Final = 120
"""Characters of what somebody did that are written again for them to send."""
_NOT_SAID: Final = "£…"
"""Stands where a sum is to be filled in."""
_FIGURE: Final = re.compile(
    r"(?P<done>.*\S)\s+(?P<figure>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{2})?|[0-9]{1,9}(?:\.[0-9]{2})?)"
)


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
    """Say how an office is filled: ``elected by the assembly, held by up to 2 people jointly, for 2 years``."""
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
        "term": f"A term is between {length(SHORTEST_TERM)} and five years ({length(LONGEST_TERM)}). For example: ",
    }
)


def _bad_office(refusal: no.BadOffice, at: Setting) -> Document:
    return say(_BAD[refusal.why].format(office=clean_line(refusal.office, limit=80)), at.form("office"))


def _is_elected(refusal: no.OfficeIsElected, at: Setting) -> Document:
    office = refusal.office
    opening = f"The {office} of {at.here} is elected, so nobody is appointed. To put a name forward: "
    if office == SECRETARY:
        return say(opening, at.type(f"elect NAME as {office}"))
    return say(
        opening,
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
    removed_as = clean_line(refusal.recalled_from or refusal.office, limit=80)
    what = f"{refusal.office}, who stands in for that office," if refusal.recalled_from else "to it"
    return say(
        f"{at.name(refusal.person)} was removed as {removed_as} of {at.here}, or left the office while their recall"
        f" was asked for (R{refusal.petition}), so nobody appoints them {what} before ",
        moment(refusal.until, at.assembly),
        ". To have the assembly elect to it instead: ",
        at.type(f"office change {refusal.office} elected"),
    )


def _no_office(refusal: no.NoOfficeHeld, at: Setting) -> Document:
    what = f"You are not {clean_line(refusal.office, limit=80)}" if refusal.office else "You hold no office"
    if refusal.asked == "act":
        return say(f"{what} in {at.here}, and acts are what officers record. To see who holds which office: ",
                   at.type("officers"))  # fmt: skip
    if refusal.office:
        return say(f"{what} in {at.here}, so there is nothing to resign from. To see who holds which office: ",
                   at.type("officers"))  # fmt: skip
    return say(f"{what} in {at.here}, so there is nothing to resign from. To take part no more: ", at.type("leave"))


def _which(refusal: no.WhichOffice, at: Setting) -> Document:
    if refusal.person is not None:
        name = at.name(refusal.person)
        forms = [at.type(f"recall {name} as {office} because …") for office in refusal.offices]
        held = listed(list(refusal.offices))
        return say(f"{name} is {held} of {at.here}. Say from which office you would recall them: ", *choices(forms))
    opening = f"You are {listed(list(refusal.offices))} of {at.here}. "
    if refusal.asked == "act":
        forms = [at.type(f"act what you did as {office}") for office in refusal.offices]
        return say(f"{opening}Say in which office you did it: ", *choices(forms))
    return say(
        f"{opening}Say which you give up: ", *choices([at.type(f"resign as {each}") for each in refusal.offices])
    )


def _sum_missing(refusal: no.SumMissing, at: Setting) -> Document:
    text, cost = _with_sum(refusal.text, None)
    return say(
        f"The mandate in D{refusal.decision} is limited in money ({write_money(refusal.left)} of it is left), so say"
        " what it cost; £0 where it cost nothing: ",
        at.type(_act(text, f"D{refusal.decision}", cost or _NOT_SAID)),
    )


def _mandate_unnamed(refusal: no.MandateUnnamed, at: Setting) -> Document:
    """Ask under which mandate it was: with the line to send for each, and the one for none."""
    offices = (refusal.office,) if refusal.office else refusal.offices
    found = len(refusal.decisions)
    one = "one" if refusal.named is None else "one mandate"
    have = {0: "no mandate", 1: one}.get(found) or count(found, "mandate", "mandates")
    parts: list[Inline | str] = [
        (
            f"Nothing is recorded yet. {_named(refusal)}, and as {listed(list(offices), 'or')} of {at.here} you have"
            f" {have} in force"
        )
    ]
    parts += ["."] if found else []
    for number in refusal.decisions[-_MOST_MANDATES:]:
        parts += _under(number, refusal, at)
    asked = [office if len(offices) > 1 else refusal.office for office in offices]
    without = [at.type(_act(refusal.text, "none", _paid(refusal.pence), office=office)) for office in asked]
    # What to put where is said in words, too: where a form asks for it, the line beside them names the form alone.
    parts += [
        ". If there was none, put “none” as the mandate, and it stays recorded as unmandated: ",
        *choices(without),
    ]
    if len(refusal.decisions) > _MOST_MANDATES:
        parts += [". To see all mandates: ", at.type("mandates")]
    return say(*parts)


def _named(refusal: no.MandateUnnamed) -> str:
    """Say which mandate somebody named, if any, and why it is not theirs."""
    if refusal.named is None:
        return "You named no mandate"
    empowers = clean_line(refusal.empowers, limit=80)
    return f"D{refusal.named} empowers {f'the {empowers}' if empowers else 'nobody'}"


def _under(number: int, refusal: no.MandateUnnamed, at: Setting) -> list[Inline | str]:
    """Write the line that records an act under a mandate, behind what that is and what of it is left."""
    assembly = at.assembly
    decision = assembly.decisions.get(number) if assembly is not None else None
    mandate = mandate_of(assembly, decision) if assembly is not None and decision is not None else None
    text, cost = refusal.text, _paid(refusal.pence)
    parts: list[Inline | str] = [f" If it was under D{number}"]
    if assembly is not None and decision is not None and mandate is not None:
        parts += [" (", *mandate_words(mandate, at)]
        still = left(assembly, decision)
        if still is not None:
            text, said = _with_sum(refusal.text, refusal.pence)
            cost = said or _NOT_SAID
            beyond = refusal.pence is not None and refusal.pence > still
            parts.append(f"; {write_money(still)} is left{', so this is beyond it' if beyond else ''}")
        parts.append(")")
    return [*parts, f", put D{number} as the mandate: ", at.type(_act(text, f"D{number}", cost, office=refusal.office))]


def _act(text: str, mandate: str, cost: str, *, office: str = "") -> str:
    """Write an act as it is typed."""
    done = clean_line(text, limit=_LONGEST_ACT) if 0 < len(text) <= _LONGEST_ACT else "what you did"
    quoted = done if any(sign in done for sign in '"“”') else f'"{done}"'
    as_what = f" as {clean_line(office, limit=80)}" if office else ""
    cost = "" if sums_in(done) else cost  # it is read where it stands, and two would be asked about
    return f"act {quoted}{as_what} mandate {mandate} {cost}".rstrip()


def _paid(pence: int | None) -> str:
    return "" if pence is None else write_money(pence)


def _with_sum(text: str, pence: int | None) -> tuple[str, str]:
    """Take a figure off the end of what was done for its cost, where there is none: ``paid hall 120``. Only to ask."""
    found = _FIGURE.fullmatch(text) if pence is None else None
    return (found["done"], f"£{found['figure']}") if found is not None else (text, _paid(pence))


def _not_cited(refusal: no.NotCited, at: Setting) -> Document:
    act, name = f"O{refusal.act}", at.name(refusal.by)
    if refusal.why == "office":
        return _in_another_office(refusal, at)
    if refusal.until is not None:
        return say(
            f"Too few took a position in the recall because of {act}, so it can be cited again, but not before ",
            moment(refusal.until, at.assembly),
            ". To recall them before that, leave the act out: ",
            at.form("recall"),
        )
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


def _in_another_office(refusal: no.NotCited, at: Setting) -> Document:
    act, name, office = f"O{refusal.act}", at.name(refusal.by), clean_line(refusal.office, limit=80)
    opening = (
        f"{act} was done as {office} of {at.here}, and an act counts only in a recall from the office in which it was"
        " done"
    )
    if not refusal.held:
        return say(
            f"{opening}; {name} is not {office} any more. To recall them from what they hold, leave the act out: ",
            at.form("recall"),
        )
    return say(
        f"{opening}: ",
        at.type(f"recall {office} unmandated {act} because …"),
        f". To recall {name} from another office, leave the act out: ",
        at.form("recall"),
    )


def _bad_spending(refusal: no.BadSpending, _at: Setting) -> Document:
    return say(
        f"A sum is between £0 and {write_money(refusal.most)}, so nothing was recorded. If money came back, say so in"
        " words, and give the sum that was spent in the end."
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
        no.MandateUnnamed: _mandate_unnamed,
        no.NotCited: _not_cited,
        no.BadSpending: _bad_spending,
        no.OnlyTheOfficer: _only_officer,
        no.RecallOver: _recall_over,
    }
)
"""By the refusal; ``adapters.words.wording`` has them all."""
