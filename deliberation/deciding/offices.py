"""Offices filled and vacated, and what that ends (design, "Offices, mandates, recall")."""

from datetime import timedelta
from typing import Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.deciding.draft import Draft
from deliberation.deciding.elections import open_by_itself
from deliberation.effects import FillOffice
from deliberation.ids import PersonId
from deliberation.offices import Office, PetitionState

_NO_ELECTION: Final = frozenset({"succeeded", "ended"})
"""Why a place falls vacant for which nobody is sought: somebody has been elected to it, or it is no more."""


def fill(draft: Draft, effect: FillOffice, *, decision: int = 0, election: int = 0) -> None:
    """Put the elected person in the office, for a term; one who has left since is not put there.

    They were elected by a decision, or by the ballot of an election. Where there is no such office any more, or it has
    come to be filled by appointment, that elects nobody.
    """
    office = draft.assembly.offices.get(effect.office)
    if office is None or not office.is_elected or effect.person not in draft.assembly.participants:
        return
    for leaving in office.makes_room(effect.person):
        end_petitions(draft, office.name, leaving)
    until = draft.now + term_of(draft.assembly, office)
    draft.emit(
        ev.OfficeFilled(office=office.name, person=effect.person, until=until, decision=decision, election=election)
    )


def vacate(draft: Draft, office: str, person: PersonId, *, because: str) -> None:
    """Take somebody's place in an office from them, and end what was under way about them in it."""
    held = draft.assembly.offices.get(office)
    if held is not None and person in held.holders:
        end_petitions(draft, office, person)
        draft.emit(ev.OfficeVacated(office=office, person=person, because=because))
        if because not in _NO_ELECTION:
            open_by_itself(draft, office)


def term_of(assembly: Assembly, office: Office) -> timedelta:
    """Say how long whoever comes to hold an office serves."""
    return assembly.rules.secretary_term if office.term is None else office.term


def end_petitions(draft: Draft, office: str, officer: PersonId) -> None:
    """End the petitions against an officer who is about to hold an office no more, and the recalls."""
    for petition in list(draft.assembly.petitions.values()):
        if petition.office != office or petition.officer != officer:
            continue
        if petition.state is PetitionState.GATHERING:
            draft.emit(ev.PetitionLapsed(petition=petition.number, because="vacant"))
        elif petition.state is PetitionState.RECALL_OPEN and petition.check is not None:
            check = draft.assembly.checks[petition.check]
            draft.emit(ev.CheckClosed(check=check.number, outcome=Outcome.WITHDRAWN, tally=check.tally))
