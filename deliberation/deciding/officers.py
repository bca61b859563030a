"""Offices created, changed and ended by consensus; appointing to them, and resigning (design, "Offices …")."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.convening import standing_for
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.elections import end_if_void, open_by_itself
from deliberation.deciding.offices import term_of, vacate
from deliberation.deciding.proposing import propose_effect
from deliberation.deciding.restraint import not_proposed_already
from deliberation.effects import CreateOffice, EndOffice
from deliberation.ids import PersonId
from deliberation.offices import SECRETARY, Office
from deliberation.recalls import not_appointed_until
from deliberation.refusals import (
    AboutYourself,
    BadOffice,
    HoldsItAlready,
    NoOfficeHeld,
    NoSuchOffice,
    NotAppointing,
    NothingChanged,
    NotParticipant,
    OfficeFull,
    OfficeIsElected,
    OfficeNeeded,
    RecalledFromIt,
    WhichOffice,
)

MOST_SEATS: Final = 20
"""So many at most hold one office jointly: it is an office still, and no assembly."""

SHORTEST_TERM: Final = timedelta(days=7)
LONGEST_TERM: Final = timedelta(days=1830)
"""As for a secretary, a week at the least; five years at the most: beyond that it is a slip of the keyboard."""

_NOT_IN_NAMES: Final = frozenset("@,")
"""With these the rule ``procedure`` names offices of other assemblies, which none of this one's is to pass for."""


# --- proposed


def propose_office(draft: Draft, command: cmd.ProposeOffice) -> None:
    """Propose an office, or that one be filled otherwise: only the assembly's own consensus makes it."""
    draft.participant(command.actor)
    there = draft.assembly.offices.get(command.office)
    effect = _wanted(there or Office(name=command.office), command)
    _is_sound(draft.assembly, effect)
    if there is not None and effect == _terms(there):
        refuse(NothingChanged(what=f"the office of {there.name} is filled like that"))
    not_proposed_already(draft, command.actor, effect)
    title = f"Change the office of {command.office}" if there else f"Create the office of {command.office}"
    propose_effect(draft, command.actor, effect, title=title, reason=command.reason)


def _terms(office: Office) -> CreateOffice:
    return CreateOffice(
        office=office.name,
        seats=office.seats,
        appointed_by=office.appointed_by,
        deputy_to=office.deputy_to,
        term=office.term,
    )


def _wanted(office: Office, command: cmd.ProposeOffice) -> CreateOffice:
    """Say what an office is to be like: as it was, in all that is not said."""
    asked = {
        "seats": command.seats,
        "appointed_by": command.appointed_by,
        "deputy_to": command.deputy_to,
        "term": command.term,
    }
    return replace(_terms(office), **{part: value for part, value in asked.items() if value is not None})  # type: ignore[arg-type]


def _is_sound(assembly: Assembly, wanted: CreateOffice) -> None:
    """Refuse what no office can be like."""
    known = tuple(sorted(assembly.offices))
    if wanted.office not in assembly.offices and not _NOT_IN_NAMES.isdisjoint(wanted.office):
        refuse(BadOffice(office=wanted.office, why="name"))
    for other in filter(None, (wanted.appointed_by, wanted.deputy_to)):
        if other == wanted.office:
            refuse(BadOffice(office=wanted.office, why="itself"))
        if other not in assembly.offices:
            refuse(NoSuchOffice(office=other, offices=known))
    if wanted.appointed_by and wanted.office == SECRETARY:
        refuse(BadOffice(office=SECRETARY, why="secretary"))
    if not 1 <= wanted.seats <= MOST_SEATS:
        refuse(BadOffice(office=wanted.office, why="seats"))
    if wanted.term is not None and not SHORTEST_TERM <= wanted.term <= LONGEST_TERM:
        refuse(BadOffice(office=wanted.office, why="term"))
    if _in_circle(assembly, wanted):
        refuse(BadOffice(office=wanted.office, why="circle"))


def _in_circle(assembly: Assembly, wanted: CreateOffice) -> bool:
    """Whether offices would appoint each other in a circle, so that none of them could ever be filled."""
    by, seen = wanted.appointed_by, {wanted.office}
    while by:
        if by in seen:
            return True
        seen.add(by)
        office = assembly.offices.get(by)
        by = office.appointed_by if office is not None else ""
    return False


def propose_end(draft: Draft, command: cmd.ProposeOfficeEnd) -> None:
    """Propose that there be an office no more. The secretary's stays: others are named by the rules or not at all."""
    draft.participant(command.actor)
    office = _office(draft, command.office)
    if office.name == SECRETARY:
        refuse(OfficeNeeded(office=office.name))
    effect = EndOffice(office.name)
    not_proposed_already(draft, command.actor, effect)
    title = f"End the office of {office.name}"
    propose_effect(draft, command.actor, effect, title=title, reason=command.reason)


# --- brought about


def create(draft: Draft, effect: CreateOffice, *, decision: int) -> None:
    """Create an office as was decided, or change it; where a place in it is to be elected, that opens by itself.

    What it rests on may have changed since it was proposed: then it is as if that had not been said.
    """
    sound = replace(
        effect,
        appointed_by=effect.appointed_by if effect.appointed_by in draft.assembly.offices else "",
        deputy_to=effect.deputy_to if effect.deputy_to in draft.assembly.offices else "",
    )
    if _in_circle(draft.assembly, sound):
        sound = replace(sound, appointed_by="")
    draft.emit(
        ev.OfficeCreated(
            office=sound.office,
            seats=sound.seats,
            appointed_by=sound.appointed_by,
            deputy_to=sound.deputy_to,
            term=sound.term,
            decision=decision,
        )
    )
    end_if_void(draft)
    _elect_where_sought(draft, [sound.office])


def end(draft: Draft, effect: EndOffice, *, decision: int) -> None:
    """End an office as was decided: its holders are relieved of it, and those whom it appointed are elected again."""
    office = draft.assembly.offices.get(effect.office)
    if office is None or office.name == SECRETARY:
        return
    for person in office.holders:
        vacate(draft, office.name, person, because="ended")
    freed = sorted(each.name for each in draft.assembly.offices.values() if each.appointed_by == office.name)
    draft.emit(ev.OfficeEnded(office=office.name, decision=decision))
    end_if_void(draft)
    _elect_where_sought(draft, freed)


def _elect_where_sought(draft: Draft, names: Iterable[str]) -> None:
    for name in names:
        if draft.assembly.offices[name].election_open:
            open_by_itself(draft, name)


# --- appointed, and resigned


def appoint(draft: Draft, command: cmd.Appoint) -> None:
    """Put somebody in an office that is filled by appointment, at once: it is procedure."""
    draft.participant(command.actor)
    office = _office(draft, command.office)
    if office.is_elected:
        refuse(OfficeIsElected(office=office.name))
    able = appointers(draft, office)
    if command.actor not in able:
        refuse(NotAppointing(office=office.name, appointing=office.appointed_by, able=able))
    if command.person == command.actor:
        refuse(AboutYourself(asked="appoint"))
    if command.person not in draft.assembly.participants:
        refuse(NotParticipant(person=command.person))
    if command.person in office.holders:
        refuse(HoldsItAlready(office=office.name, person=command.person))
    recalled = not_appointed_until(draft.assembly, office.name, command.person)
    if recalled is not None and recalled[1] > draft.now:
        petition, until = recalled
        left = draft.assembly.petitions[petition].office
        refuse(
            RecalledFromIt(
                office=office.name,
                person=command.person,
                petition=petition,
                until=until,
                recalled_from=left if left != office.name else "",
            )
        )
    if not office.vacancies:
        refuse(OfficeFull(office=office.name, holders=office.holders))
    draft.emit(
        ev.OfficeFilled(
            office=office.name,
            person=command.person,
            until=draft.now + term_of(draft.assembly, office),
            decision=0,
            appointed_by=command.actor,
        )
    )


def appointers(draft: Draft, office: Office) -> tuple[PersonId, ...]:
    """Name those who appoint to an office now: who holds the one that appoints, or stands in for them."""
    return standing_for(draft.assembly, office.appointed_by, draft.now)


def resign(draft: Draft, command: cmd.Resign) -> None:
    """Give up an office; nobody need agree. A petition about it ends, and what was recorded stays."""
    held = held_by(draft.assembly, command.actor)
    if command.office and command.office not in held:
        if command.office not in draft.assembly.offices:
            refuse(NoSuchOffice(office=command.office, offices=tuple(sorted(draft.assembly.offices))))
        refuse(NoOfficeHeld(asked="resign", office=command.office))
    if not held:
        refuse(NoOfficeHeld(asked="resign"))
    if not command.office and len(held) > 1:
        refuse(WhichOffice(asked="resign", offices=held))
    vacate(draft, command.office or held[0], command.actor, because="resignation")


def held_by(assembly: Assembly, person: PersonId) -> tuple[str, ...]:
    """Name the offices that somebody holds."""
    return tuple(sorted(name for name, office in assembly.offices.items() if person in office.holders))


def _office(draft: Draft, name: str) -> Office:
    offices = draft.assembly.offices
    return offices.get(name) or refuse(NoSuchOffice(office=name, offices=tuple(sorted(offices))))
