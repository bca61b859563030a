"""Petitions for recall: at the threshold they act by themselves (design, "Offices, mandates, recall")."""

from math import ceil

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly, OnRecall, Petition, PetitionState
from deliberation.deciding.calling import call_check
from deliberation.deciding.draft import Draft, refuse
from deliberation.refusals import (
    AboutYourself,
    AlreadySigned,
    NotAnOfficer,
    NotSigned,
    PetitionOver,
    ReactionStands,
    RecallUnderWay,
    Unknown,
)


def signatures_needed(assembly: Assembly, petition: Petition) -> int:
    """Say how many signatures open the recall now: a share of the participants, at least a minimum.

    Never more than there are people who could sign, so that a small assembly can recall too.
    """
    rules = assembly.rules
    minimum = rules.recall_minimum_unmandated if petition.unmandated else rules.recall_minimum
    could_sign = len(assembly.participants) - (petition.officer in assembly.participants)
    return max(1, min(could_sign, max(minimum, ceil(rules.recall_share * len(assembly.participants)))))


def start_recall(draft: Draft, command: cmd.StartRecall) -> None:
    """Begin a petition against an officer; whoever begins it signs it."""
    draft.participant(command.actor)
    held = sorted(office.name for office in draft.assembly.offices.values() if office.holder == command.officer)
    if not held:
        refuse(NotAnOfficer(person=command.officer))
    if command.actor == command.officer:
        refuse(AboutYourself(asked="recall"))
    for petition in draft.assembly.petitions.values():
        under_way = petition.state in {PetitionState.GATHERING, PetitionState.RECALL_OPEN}
        if petition.officer == command.officer and petition.office == held[0] and under_way:
            refuse(RecallUnderWay(petition=petition.number))
    number = len(draft.assembly.petitions) + 1
    draft.emit(
        ev.PetitionStarted(
            petition=number,
            office=held[0],
            officer=command.officer,
            starter=command.actor,
            unmandated=command.unmandated,
            until=draft.now + draft.assembly.rules.recall_window,
            reason=command.reason,
        ),
        ev.PetitionSigned(petition=number, person=command.actor, source=command.source),
    )
    open_recalls_due(draft)


def sign(draft: Draft, command: cmd.Sign) -> None:
    """Sign a petition, once."""
    draft.participant(command.actor)
    petition = _gathering(draft, command.petition)
    if command.actor == petition.officer:
        refuse(AboutYourself(asked="sign"))
    given = petition.signatures.get(command.actor)
    if given is not None:
        if given == command.source:
            return  # delivered twice counts once
        refuse(AlreadySigned(petition=petition.number))
    draft.emit(ev.PetitionSigned(petition=petition.number, person=command.actor, source=command.source))
    open_recalls_due(draft)


def unsign(draft: Draft, command: cmd.Unsign) -> None:
    """Take one's name off; where a reaction was taken away, only if that reaction gave it."""
    found = draft.assembly.petitions.get(command.petition)
    given = found.signatures.get(command.actor) if found else None
    if command.source and (found is None or given != command.source or found.state is not PetitionState.GATHERING):
        return
    petition = _gathering(draft, command.petition)
    if given is None:
        refuse(NotSigned(petition=petition.number))
    if command.unseen:
        refuse(ReactionStands(petition=petition.number))
    draft.emit(ev.SignatureWithdrawn(petition=petition.number, person=command.actor))


def _gathering(draft: Draft, number: int) -> Petition:
    petition = draft.assembly.petitions.get(number) or refuse(
        Unknown(kind="petition", number=number, latest=len(draft.assembly.petitions))
    )
    if petition.state is not PetitionState.GATHERING:
        refuse(PetitionOver(petition=number))
    return petition


def open_recalls_due(draft: Draft) -> None:
    """Open the recall of every petition that has its signatures: roll frozen, the officer not on it."""
    for petition in list(draft.assembly.petitions.values()):
        needed = signatures_needed(draft.assembly, petition)
        if petition.state is PetitionState.GATHERING and len(petition.signatures) >= needed:
            draft.emit(
                ev.PetitionSucceeded(petition=petition.number, signatures=len(petition.signatures), needed=needed)
            )
            call_check(draft, OnRecall(petition.number), called_by=None, barred=(petition.officer,))
