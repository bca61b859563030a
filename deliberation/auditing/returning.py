"""Who calls, changes and returns an election: nobody whom it is about (design, "Elections")."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.auditing.case import Case, Sentences
from deliberation.auditing.seats import effect_of, left_vacant
from deliberation.checks import OnProposal
from deliberation.convening import conveners
from deliberation.effects import FillOffice, SelectCandidate
from deliberation.elections import Election
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.phases import Phase


def by_somebody(case: Case, event: ev.ElectionCalled, by: PersonId) -> Sentences:
    """Find fault where somebody called an election who may not."""
    if event.returning not in {None, by}:
        yield f"E{event.election} was called by {by} for {event.returning} to return it."
    if event.returning is None:  # an officer of the Electoral Society need not take part
        yield from case.takes_part(by, f"called E{event.election}")
    about = _about(case.assembly, event.office, None)
    if by in about:
        yield f"E{event.election} was called by {by}, who holds that office, or of whom it is asked."
    named = conveners(case.assembly, case.at, frozenset(about))
    if event.returning is None and named and by not in named and not left_vacant(case.assembly, event.office):
        yield f"E{event.election} was called by {by}, who neither gives procedure nor returns it."


def by_anybody(case: Case, event: ev.ElectionCalled, by: PersonId) -> bool:
    """Whether somebody called it only because the one before was called off and left the office vacant."""
    named = conveners(case.assembly, case.at, frozenset(_about(case.assembly, event.office, None)))
    return event.returning is None and bool(named) and by not in named and left_vacant(case.assembly, event.office)


def changed_by(case: Case, election: Election, by: PersonId, what: str) -> Sentences:
    """Find fault where somebody changed an election that it is about, or that another returned."""
    if by in _about(case.assembly, election.office, election):
        yield f"E{election.number} was {what} by {by}, whom it is about."
    if election.returning not in {None, by}:
        yield f"E{election.number} was {what} by {by}, while {election.returning} returned it."


def _about(assembly: Assembly, office: str, election: Election | None) -> set[PersonId]:
    """Name those whom an election is about: who holds the office, is nominated, or is asked about now."""
    held = assembly.offices.get(office)
    people = set(held.holders if held is not None else ()) | (election.named if election is not None else set())
    for each in assembly.proposals.values():
        asked = each.effect if each.phase in {Phase.CHECK, Phase.COOLING_OFF} else None
        if (isinstance(asked, FillOffice) and office and asked.office == office) or (
            isinstance(asked, SelectCandidate) and election is not None and asked.election == election.number
        ):
            people.add(asked.person)
    return people


def _sought(case: Case, event: ev.CheckCalled) -> Sentences:
    """Find fault where consensus is sought on whoever returns the election."""
    if not isinstance(event.question, OnProposal):
        return
    effect = case.assembly.proposals[event.question.proposal].effect
    if not isinstance(effect, FillOffice | SelectCandidate):
        return
    for election in case.assembly.elections.values():
        theirs = effect == effect_of(election, effect.person) and effect.person == election.returning
        if election.is_open and theirs:
            yield f"In check {event.check} the returning officer of E{election.number} stands."


def _passed(case: Case, event: ev.ReturningPassed) -> Sentences:
    election = case.assembly.elections[event.election]
    before, after = election.returning, event.returning
    if not election.is_open or before == after:
        yield f"E{event.election} passed from one returning officer to the same, or when it was over."
    about = _about(case.assembly, election.office, election)
    rightly = {
        "taken on": after is not None and after not in about,
        "handed over": before is not None and after is None,
        "left": after is None and before not in case.assembly.participants,
        "forgotten": after is None and before in case.ledger.forgotten,
        "stands": after is None and before in about,
    }
    if not rightly.get(event.because, False):
        yield f"E{event.election} passed to another returning officer because of {event.because}, which there was not."


def as_officer(event: Event, before: Assembly, at: datetime) -> tuple[int, PersonId] | None:
    """Name in which election somebody acted as an officer of the Electoral Society, and who: its register tells."""
    match event:
        case ev.ElectionCalled(returning=person) if person is not None:
            return event.election, person
        case ev.ReturningPassed(returning=person) if person is not None:
            return event.election, person
        case ev.TimetableMoved(by=person) | ev.ElectionEnded(by=person) if person is not None:
            election = before.elections[event.election]
            about = _about(before, election.office, election)
            named = conveners(before, at, frozenset(about))
            # Without conveners it is for anyone who takes part.
            may = named or tuple(before.participants)
            # Whoever returns it does so only as long as they are an officer of the society.
            return None if person in may and person != election.returning else (event.election, person)
        case _:
            return None


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.CheckCalled: _sought,
        ev.ReturningPassed: _passed,
    }
)
"""How each kind of entry is looked at, before it is applied."""
