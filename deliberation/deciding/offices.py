"""Offices filled and vacated, and what that ends (design, "Offices, mandates, recall")."""

from deliberation import events as ev
from deliberation.assembly import FillOffice, PetitionState
from deliberation.assessment import Outcome
from deliberation.deciding.draft import Draft


def fill(draft: Draft, effect: FillOffice, *, decision: int) -> None:
    """Put the elected person in the office, for a term; one who has left since is not put there."""
    if effect.person not in draft.assembly.participants:
        return
    if draft.assembly.offices[effect.office].holder != effect.person:
        _end_petitions(draft, effect.office)
    until = draft.now + draft.assembly.rules.secretary_term
    draft.emit(ev.OfficeFilled(office=effect.office, person=effect.person, until=until, decision=decision))


def vacate(draft: Draft, office: str, *, because: str) -> None:
    """Empty an office, which opens the election of a successor, and end what was under way about its holder."""
    holder = draft.assembly.offices[office].holder
    if holder is not None:
        _end_petitions(draft, office)
        draft.emit(ev.OfficeVacated(office=office, person=holder, because=because))


def _end_petitions(draft: Draft, office: str) -> None:
    for petition in list(draft.assembly.petitions.values()):
        if petition.office != office:
            continue
        if petition.state is PetitionState.GATHERING:
            draft.emit(ev.PetitionLapsed(petition=petition.number, because="vacant"))
        elif petition.state is PetitionState.RECALL_OPEN and petition.check is not None:
            check = draft.assembly.checks[petition.check]
            draft.emit(ev.CheckClosed(check=check.number, outcome=Outcome.WITHDRAWN, tally=check.tally))
