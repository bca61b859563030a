"""How entries about offices, mandates and acts are looked at, and about procedure that another assembly gives."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.auditing.case import Case, Sentences
from deliberation.convening import standing_for
from deliberation.effects import CreateOffice, EndOffice
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.mandates import lack_of
from deliberation.offices import SECRETARY, Lack, Mandate, PetitionState
from deliberation.recalls import not_appointed_until, not_cited_until, was_held_on
from deliberation.rules import MOST_PENCE

# --- offices


def note_decided(case: Case, effect: CreateOffice | EndOffice, decision: int) -> None:
    """Expect what a settled decision makes of an office."""
    if isinstance(effect, CreateOffice):
        case.owe(f"Decision D{decision} created no office, as it should have.", "created", decision)
    elif effect.office in case.assembly.offices and effect.office != SECRETARY:
        case.owe(f"Decision D{decision} ended no office, as it should have.", "ended", effect.office)


def _created(case: Case, event: ev.OfficeCreated) -> Sentences:
    if not case.paid("created", event.decision):
        yield f"The office of {event.office} was created or changed without a decision just settled."
        return
    effect = case.assembly.proposals[case.assembly.decisions[event.decision].proposal].effect
    assert isinstance(effect, CreateOffice)  # noqa: S101 - that is what it was owed for
    as_decided = (event.office, event.seats, event.term) == (effect.office, effect.seats, effect.term)
    # What it was to rest on may be gone by now; nothing else may stand there.
    rests = event.appointed_by in {"", effect.appointed_by} and event.deputy_to in {"", effect.deputy_to}
    if not as_decided or not rests:
        yield f"The office of {event.office} is not as decision D{event.decision} says."
    for other in filter(None, (event.appointed_by, event.deputy_to)):
        if other not in case.assembly.offices:
            yield f"The office of {event.office} rests on that of {other}, which there is not."


def _ended(case: Case, event: ev.OfficeEnded) -> Sentences:
    if not case.paid("ended", event.office):
        yield f"The office of {event.office} was ended without a decision just settled."
    elif case.assembly.proposals[case.assembly.decisions[event.decision].proposal].effect != EndOffice(event.office):
        yield f"The office of {event.office} ended, which is not what decision D{event.decision} says."
    if case.assembly.offices[event.office].held:
        yield f"The office of {event.office} ended while somebody held it."


def appointed(case: Case, event: ev.OfficeFilled, by: PersonId) -> Sentences:
    """Look at an office that was filled by appointment."""
    office = case.assembly.offices[event.office]
    yield from case.takes_part(event.person, f"became {event.office}")
    if office.is_elected:
        yield f"{event.person} was appointed {event.office}, which is elected."
    elif by not in standing_for(case.assembly, office.appointed_by, case.at):
        yield f"{by} appointed the {event.office}, which is for the {office.appointed_by}."
    if by == event.person:
        yield f"{by} appointed themselves {event.office}."
    if event.person in office.holders or not office.vacancies:
        yield f"{event.person} was appointed {event.office}, where no place was vacant."
    recalled = not_appointed_until(case.assembly, event.office, event.person)
    if recalled is not None and recalled[1] > case.at:
        petition, until = recalled
        yield f"{event.person} was appointed {event.office} again before {until}, against the recall R{petition}."
    if event.decision or event.election:
        yield f"{event.person} was appointed {event.office}, and at once elected to it."


# --- mandates and acts


def _proposed(case: Case, event: ev.ProposalMade) -> Sentences:
    yield from _empowered(case, event.mandate, event.proposal, lent=event.origin is not None)


def _amended(case: Case, event: ev.ProposalAmended) -> Sentences:
    proposal = case.assembly.proposals[event.proposal]
    if event.mandate != proposal.latest.mandate:
        yield from _empowered(case, event.mandate, event.proposal, lent=proposal.is_lent)


def _empowered(case: Case, mandate: Mandate | None, proposal: int, *, lent: bool) -> Sentences:
    if mandate is None or lent:
        return  # another assembly's text empowers its own officers
    if mandate.office not in case.assembly.offices:
        yield f"P{proposal} would empower the office of {mandate.office}, which there is not."
    if mandate.until is not None and mandate.until <= case.at:
        yield f"P{proposal} would empower the {mandate.office} until a time that was over."
    if mandate.pence is not None and not 0 <= mandate.pence <= MOST_PENCE:
        yield f"P{proposal} would let the {mandate.office} spend less than nothing, or more than there is."


def _acted(case: Case, event: ev.ActRecorded) -> Sentences:
    yield from case.next_number("Act", event.act, len(case.assembly.acts))
    yield from case.takes_part(event.officer, f"recorded act O{event.act}")
    office = case.assembly.offices.get(event.office)
    if office is None or event.officer not in office.holders:
        yield f"Act O{event.act} was recorded by {event.officer} as {event.office}, who did not hold that office."
    if event.pence is not None and not 0 <= event.pence <= MOST_PENCE:
        yield f"Act O{event.act} cost less than nothing, or more than there is."
    lacking = lack_of(case.assembly, event.office, event.decision, event.pence, case.at)
    if lacking is not event.lacking or lacking is Lack.NO_SUM:
        told, found = (each.value if each else "mandated" for each in (event.lacking, lacking))
        yield f"Act O{event.act} is recorded as: {told}; by what was decided it is: {found}."


def cited(case: Case, event: ev.PetitionStarted) -> Sentences:
    """Look at the act that a petition cites."""
    if event.act is None:
        return
    act = case.assembly.acts.get(event.act)
    if act is None or act.mandated or act.officer != event.officer or not event.unmandated:
        yield f"Petition R{event.petition} cites O{event.act}, which is no unmandated act of that officer."
    elif act.office != event.office:
        yield f"Petition R{event.petition} cites O{event.act}, which was not done as {event.office}."
    if was_held_on(case.assembly, event.act):
        yield f"Petition R{event.petition} cites O{event.act}, because of which there was a recall already."
    until = not_cited_until(case.assembly, event.act)
    if until is not None and until > case.at:
        yield f"Petition R{event.petition} cites O{event.act} before {until}, so soon after a recall because of it."


def _stated(case: Case, event: ev.StatementMade) -> Sentences:
    petition = case.assembly.petitions[event.petition]
    if event.officer != petition.officer:
        yield f"A statement on petition R{event.petition} was made by somebody whom it is not about."
    if petition.state not in {PetitionState.GATHERING, PetitionState.RECALL_OPEN}:
        yield f"A statement on petition R{event.petition} was made after it was over."


# --- procedure from elsewhere


def _noted(case: Case, event: ev.StandInsNoted) -> Sentences:
    if f"{event.office}@{event.peer.slug}" not in case.assembly.rules.procedure:
        yield f"The {event.office} of {event.peer.name} was noted to give procedure, whom the rules do not name."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.OfficeCreated: _created,
        ev.OfficeEnded: _ended,
        ev.ProposalMade: _proposed,
        ev.ProposalAmended: _amended,
        ev.ActRecorded: _acted,
        ev.StatementMade: _stated,
        ev.StandInsNoted: _noted,
    }
)
"""How each kind of entry is looked at, before it is applied; ``outcomes`` looks at who holds an office."""
