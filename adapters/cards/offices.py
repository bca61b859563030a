"""Offices and what officers did, as they are listed: who holds what, the mandates in force, the acts."""

from datetime import datetime
from typing import Final

from adapters.cleaning import clean_line
from adapters.documents import Block, Bullets, Document, Inline, Strong, heading, inlines, paragraph
from adapters.mandates import mandate_words
from adapters.phrases import day, moment
from adapters.setting import Setting
from adapters.words.offices import terms_of
from deliberation.assembly import Assembly
from deliberation.convening import conveners, deputies_to, standing_for
from deliberation.deciding.seats import open_election
from deliberation.ids import PersonId
from deliberation.mandates import in_force, spent
from deliberation.offices import Act, Mandate, Office
from deliberation.proposals import Decision
from deliberation.rules import write_money

_MOST: Final = 40
"""Acts shown at once; the newest."""


# --- officers


def list_officers(assembly: Assembly, now: datetime, at: Setting) -> Document:
    """List the offices: who holds each until when, how a vacant one is filled, who stands in now."""
    blocks: list[Block] = [heading(f"The offices of {assembly.name}")]
    offices = sorted(assembly.offices.values(), key=lambda office: office.name)
    blocks.append(Bullets(tuple(_office_line(assembly, office, now, at) for office in offices)))
    blocks.append(paragraph(*_procedure(assembly, now, at)))
    blocks.append(paragraph("To propose another office, or that one be filled otherwise: ", at.form("office")))
    return Document(tuple(blocks))


def _office_line(assembly: Assembly, office: Office, now: datetime, at: Setting) -> tuple[Inline, ...]:
    parts: list[Inline | str] = [Strong(clean_line(office.name, limit=80)), ": "]
    held = [f"{at.in_full(each.holder)} until {day(each.until, assembly.rules.time_zone)}" for each in office.held]
    parts.append("; ".join(held) if held else "vacant")
    if office.vacancies and held:
        parts.append(f"; {office.vacancies:,} of {office.seats:,} places vacant")
    if office.vacancies:
        parts += [" (", *how_filled(assembly, office, at, now), ")"]
    parts.append(f". It is {terms_of(office, assembly)}.")
    standing_in = [who for who in standing_for(assembly, office.name, now) if who not in office.holders]
    deputies = [each.name for each in deputies_to(assembly, office.name)]
    if standing_in:
        parts.append(f" {at.people(standing_in)} stands in now.")
    elif deputies:
        parts.append(f" Deputy: {', '.join(deputies)}.")
    return inlines(*parts)


def how_filled(assembly: Assembly, office: Office, at: Setting, now: datetime | None = None) -> list[Inline | str]:
    """Say what is to be done where a place is vacant, for the middle of a sentence."""
    if office.is_elected:
        election = open_election(assembly, office=office.name)
        if election is None:
            return ["to put a name forward: ", at.type(f"elect NAME as {office.name}")]
        return [f"E{election.number} is open; how it stands: ", at.type(f"status E{election.number}")]
    able = standing_for(assembly, office.appointed_by, now)
    if able:
        return [f"for {at.people(able)} to fill: ", at.type(f"appoint NAME as {office.name}")]
    return [f"appointed by the {office.appointed_by}, which is to be filled first"]


def _procedure(assembly: Assembly, now: datetime, at: Setting) -> list[Inline | str]:
    named = conveners(assembly, now)
    if not named:
        return [
            "Procedure (calling consensus, seeing to moots) is for anyone taking part: nobody else is there for it."
        ]
    where = " (standing in from another assembly)" if _from_elsewhere(assembly, named) else ""
    return [f"Procedure (calling consensus, seeing to moots) is with {at.people(named)}{where} now."]


def _from_elsewhere(assembly: Assembly, people: tuple[PersonId, ...]) -> bool:
    held = {who for office in assembly.offices.values() for who in office.holders}
    return not held & {*people} and assembly.convener not in people


# --- mandates


def list_mandates(assembly: Assembly, now: datetime, at: Setting) -> Document:
    """List what officers are empowered to do now, by which decision, and how much of it is spent."""
    found = in_force(assembly, now)
    how = paragraph(
        "A proposal empowers an office with a line such as “Mandate: treasurer may pay for the hall, up to £120, until"
        " 31 December”. Officers record what they do: ",
        _to_act(*found[0], at) if found else at.form("act"),
    )
    if not found:
        return Document((paragraph(f"No mandate is in force in {assembly.name}."), how))
    lines: list[tuple[Inline, ...]] = []
    for decision, mandate in found:
        parts: list[Inline | str] = [Strong(f"D{decision.number}"), ": ", *mandate_words(mandate, at)]
        if mandate.pence is not None:
            used = spent(assembly, decision.number)
            parts.append(f". Spent: {write_money(used)}; left: {write_money(mandate.pence - used)}")
        if decision.cooling_until is not None:
            parts += [". Cooling off until ", moment(decision.cooling_until, assembly)]
        lines.append(inlines(*parts))
    return Document((heading(f"Mandates in force in {assembly.name}"), Bullets(tuple(lines)), how))


def _to_act(decision: Decision, mandate: Mandate, at: Setting) -> Inline:
    """Write how an act under a mandate is recorded: with its sum, where that is limited in money."""
    cost = " £…" if mandate.pence is not None else ""
    return at.type(f'act "WHAT YOU DID" mandate D{decision.number}{cost}')


# --- acts


def list_acts(assembly: Assembly, topic: str, at: Setting) -> Document:
    """List what officers did, the newest first: all of it, or that of one office, or (``@id``) of one officer."""
    person = at.called(PersonId(topic[1:])) if topic.startswith("@") else None
    acts = [
        act
        for act in assembly.acts.values()
        if not topic or act.office == topic or (person is not None and act.officer == person)
    ]
    whose = f" as {topic}" if topic and person is None else f" by {at.name(person)}" if person is not None else ""
    if not acts:
        return Document(
            (paragraph(f"No act{whose} is recorded in {assembly.name}. Officers record one with: ", at.form("act")),)
        )
    unmandated = sum(not act.mandated for act in acts)
    blocks: list[Block] = [
        heading(f"Acts{whose} in {assembly.name}"),
        paragraph(f"{len(acts):,} recorded, {unmandated:,} of them unmandated."),
        Bullets(tuple(act_line(assembly, act, at) for act in acts[: -_MOST - 1 : -1])),
    ]
    if len(acts) > _MOST:
        blocks.append(paragraph(f"and {len(acts) - _MOST:,} before these. To see one: ", at.type("status O1")))
    return Document(tuple(blocks))


def one_act(assembly: Assembly, act: Act, at: Setting) -> Document:
    """Show an act by itself."""
    parts: list[Block] = [paragraph(*act_line(assembly, act, at))]
    office = assembly.offices.get(act.office)
    if not act.mandated and office is not None and act.officer in office.holders:
        parts.append(paragraph("To ask for a recall because of it: ", at.type(recall_form(act, at))))
    return Document(tuple(parts))


def recall_form(act: Act, at: Setting) -> str:
    """Give what to type to recall an officer because of an act: by the office, or by name where it is held jointly."""
    office = at.assembly.offices.get(act.office) if at.assembly is not None else None
    joint = office is None or len(office.holders) != 1
    return f"recall {at.name(act.officer) if joint else act.office} unmandated O{act.number} because …"


def act_line(assembly: Assembly, act: Act, at: Setting) -> tuple[Inline, ...]:
    """Say what was done, by whom, when, for how much, and by which decision or why without one."""
    return inlines(
        Strong(f"O{act.number}"),
        f": {at.name(act.officer)} as {clean_line(act.office, limit=80)}: {said(act)}{cost(act)}, ",
        moment(act.at, assembly),
        f". {mandated(act)}",
    )


def said(act: Act) -> str:
    """Quote what was done, in the officer's words."""
    return f"“{clean_line(act.text, limit=500)}”" if act.text else "(words erased at their own wish)"


def cost(act: Act) -> str:
    """Say what an act cost: ``, £120``."""
    return "" if act.pence is None else f", {write_money(act.pence)}"


def mandated(act: Act) -> str:
    """Say by which decision it was done, or why it counts as done without one."""
    if act.lacking is None:
        return f"By the mandate of D{act.decision}."
    named = f" (it names D{act.decision})" if act.decision is not None else ""
    return f"Unmandated: {act.lacking.value}{named}."
