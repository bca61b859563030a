"""What offices and acts owe: who holds what, what was done without a mandate, and who is to appoint."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.offices import act_line, recall_form
from adapters.documents import Document, Inline, paragraph
from adapters.notices.notice import CardChanged, Notice, Occasion, ToPerson, card, told
from adapters.phrases import count, day
from adapters.references import Kind, Subject
from adapters.words.offices import terms_of
from deliberation import events as ev
from deliberation.convening import standing_for
from deliberation.deciding.recalling import signatures_citing_an_act
from deliberation.deciding.seats import open_election
from deliberation.events import Event
from deliberation.offices import Office


def _filled(event: ev.OfficeFilled, now: Occasion) -> list[Notice]:
    if event.election and not event.decision:
        return []  # the declaration of the election follows, and says until when
    until = day(event.until, now.after.rules.time_zone)
    who, office = now.at.in_full(event.person), event.office
    if event.appointed_by is not None:
        by = now.at.name(event.appointed_by)
        said = f"{who} is {office} of {now.after.name} until {until}, appointed by {by}."
        return [told(paragraph(said))]
    how = f"By D{event.decision}, " if event.decision else ""
    said = f"{how}{who} is {office} of {now.after.name} until {until}."
    subject = Subject(Kind.DECISION, event.decision) if event.decision else None
    return [told(paragraph(said), subject=subject)]


_BECAUSE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "recall": "{name} was removed as {office} by the recall",
        "term": "{name}'s term as {office} is over",
        "resignation": "{name} has resigned as {office}",
        "ended": "{name} is no longer {office}: that office ends",
        "forgotten": "The office of {office} is empty: whoever held it takes part no more",
    }
)


def _vacated(event: ev.OfficeVacated, now: Occasion) -> list[Notice]:
    name, office = now.at.in_full(event.person), now.after.offices[event.office]
    because = _BECAUSE.get(event.because, "{name} is no longer {office}").format(name=name, office=event.office)
    if event.because == "ended":
        return [told(paragraph(f"{because}."))]
    if office.is_elected:
        return [told(paragraph(f"{because}. ", *_to_elect(office, now)))]
    return [told(paragraph(f"{because}. ", *_to_appoint(office, now))), *_asked_to_appoint(office, now, "vacant")]


def _to_elect(office: Office, now: Occasion) -> list[Inline | str]:
    """Say how an elected office is filled: the card of an election that opens by itself comes next, and says how."""
    election = open_election(now.after, office=office.name)
    if election is not None:
        return [f"E{election.number} is open; how it stands: ", now.at.type(f"status E{election.number}")]
    if office.election_open:
        return ["An election opens by itself."]
    return ["To put a name forward: ", now.at.type(f"elect NAME as {office.name}")]


def _to_appoint(office: Office, now: Occasion) -> list[Inline | str]:
    able = standing_for(now.after, office.appointed_by)
    if able:
        return [
            f"It is for {now.at.people(able)} to appoint somebody: ",
            now.at.type(f"appoint NAME as {office.name}"),
        ]
    return [f"It is for the {office.appointed_by} to appoint somebody, and that office is to be filled first."]


def _asked_to_appoint(office: Office, now: Occasion, why: str) -> list[Notice]:
    """Ask in private whoever appoints to do so."""
    said = paragraph(
        f"The office of {office.name} of {now.after.name} is vacant, and it is for you to appoint somebody: ",
        replace(now.at, private=True).type(f"appoint NAME as {office.name}"),
    )
    return [
        ToPerson(person, Document((said,)), None, f"appoint:{office.name}:{why}:{len(office.past)}:{person}")
        for person in standing_for(now.after, office.appointed_by)
    ]


def _created(event: ev.OfficeCreated, now: Occasion) -> list[Notice]:
    office = now.after.offices[event.office]
    there = now.before is not None and event.office in now.before.offices
    verb = "changes. It is now" if there else "begins. It is"
    how: list[Inline | str] = []
    if office.vacancies and office.is_elected:
        how = [" ", *_to_elect(office, now)]
    elif office.vacancies:
        how = [" ", *_to_appoint(office, now)]
    opening = f"By D{event.decision}, the office of {office.name} {verb}"
    said = paragraph(f"{opening} {terms_of(office, now.after)}.", *how)
    asked = _asked_to_appoint(office, now, f"D{event.decision}") if office.vacancies and not office.is_elected else []
    return [told(said, subject=Subject(Kind.DECISION, event.decision)), *asked]


def _ended(event: ev.OfficeEnded, now: Occasion) -> list[Notice]:
    said = f"By D{event.decision}, there is no office of {event.office} any more. What was done in it stays recorded."
    return [told(paragraph(said), subject=Subject(Kind.DECISION, event.decision))]


def _acted(event: ev.ActRecorded, now: Occasion) -> list[Notice]:
    """Tell the assembly; of what was done without a mandate with the way to a recall beside it."""
    act = now.after.acts[event.act]
    subject = Subject(Kind.ACT, act.number)
    line = paragraph(*act_line(now.after, act, now.at))
    if act.mandated:
        return [told(line, subject=subject)]
    needed = count(signatures_citing_an_act(now.after, act.officer), "signature", "signatures")
    way = paragraph(
        f"Whoever wants to ask for a recall because of it needs {needed} in all: ",
        now.at.type(recall_form(act, now.at)),
        ". What was done can also be agreed to afterwards, as any proposal.",
    )
    return [told(line, way, subject=subject)]


def _stated(event: ev.StatementMade, now: Occasion) -> list[Notice]:
    petition = now.after.petitions[event.petition]
    changed: list[Notice] = [CardChanged(Subject(Kind.PETITION, event.petition))]
    if petition.check is not None:
        changed.append(card(now.after.checks[petition.check]))
    return changed


OFFICES: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.OfficeFilled: _filled,
        ev.OfficeVacated: _vacated,
        ev.OfficeCreated: _created,
        ev.OfficeEnded: _ended,
        ev.ActRecorded: _acted,
        ev.StatementMade: _stated,
    }
)
