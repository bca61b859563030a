"""Petitions for recall: at the threshold they act by themselves (design, "Offices, mandates, recall")."""

from math import ceil

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import OnRecall
from deliberation.deciding.calling import call_check
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.officers import held_by
from deliberation.ids import PersonId
from deliberation.offices import Act, Petition, PetitionState
from deliberation.recalls import not_cited_until, was_held_on
from deliberation.refusals import (
    AboutYourself,
    AlreadySigned,
    NotAnOfficer,
    NotCited,
    NothingChanged,
    NotSigned,
    OnlyTheOfficer,
    PetitionOver,
    ReactionStands,
    RecallOver,
    RecallUnderWay,
    Unknown,
    WhichOffice,
)


def signatures_needed(assembly: Assembly, petition: Petition) -> int:
    """Say how many signatures open the recall now: a share of the participants, at least a minimum.

    Where it cites an act that stands as unmandated the minimum for that is enough, however many take part (design,
    "Offices, mandates, recall"). Never more than there are people who could sign, so that a small assembly can recall
    too.
    """
    if petition.act is not None:
        return signatures_citing_an_act(assembly, petition.officer)
    rules = assembly.rules
    share = ceil(rules.recall_share * len(assembly.participants))
    # In the oldest registers a petition could claim an act that there was no record of.
    needed = max(rules.recall_minimum_unmandated if petition.unmandated else rules.recall_minimum, share)
    return _as_many_as_can(assembly, petition.officer, needed)


def signatures_citing_an_act(assembly: Assembly, officer: PersonId) -> int:
    """Say how many signatures open the recall of an officer where an act of theirs without a mandate is cited."""
    return _as_many_as_can(assembly, officer, assembly.rules.recall_minimum_unmandated)


def _as_many_as_can(assembly: Assembly, officer: PersonId, needed: int) -> int:
    could_sign = len(assembly.participants) - (officer in assembly.participants)
    return max(1, min(could_sign, needed))


def start_recall(draft: Draft, command: cmd.StartRecall) -> None:
    """Begin a petition against an officer; whoever begins it signs it."""
    draft.participant(command.actor)
    held = held_by(draft.assembly, command.officer)
    if not held or (command.office and command.office not in held):
        refuse(NotAnOfficer(person=command.officer))
    if command.actor == command.officer:
        refuse(AboutYourself(asked="recall"))
    act = _cited(draft, command, held)
    if not command.office and act is None and len(held) > 1:
        refuse(WhichOffice(asked="recall", offices=held, person=command.officer))
    office = command.office or (act.office if act is not None else held[0])
    _not_under_way(draft, command.officer, office, citing=act is not None)
    number = len(draft.assembly.petitions) + 1
    draft.emit(
        ev.PetitionStarted(
            petition=number,
            office=office,
            officer=command.officer,
            starter=command.actor,
            unmandated=act is not None,
            until=draft.now + draft.assembly.rules.recall_window,
            act=command.act,
            returns=True,
            reason=command.reason,
        ),
        ev.PetitionSigned(petition=number, signer=command.actor, source=command.source),
    )
    open_recalls_due(draft)


def _not_under_way(draft: Draft, officer: PersonId, office: str, *, citing: bool) -> None:
    """Refuse a second petition about the same, unless it cites an act and the first gathers without citing any.

    Else one friend of the officer could keep the shorter way closed with a petition that is not meant to succeed.
    """
    about = (each for each in draft.assembly.petitions.values() if (each.officer, each.office) == (officer, office))
    in_the_way = [each for each in about if each.is_under_way and not (citing and _leaves_room(each))]
    if in_the_way:
        refuse(RecallUnderWay(petition=in_the_way[-1].number))  # of two, the later needs fewer signatures


def _leaves_room(petition: Petition) -> bool:
    return petition.state is PetitionState.GATHERING and petition.act is None


def _cited(draft: Draft, command: cmd.StartRecall, held: tuple[str, ...]) -> Act | None:
    """Give the act that is cited: an unmandated one of that officer, on which no recall was decided before.

    It was done in the very office from which they would be recalled: it says nothing of how they fill another.
    """
    if command.act is None:
        return None
    acts = draft.assembly.acts
    act = acts.get(command.act) or refuse(Unknown(kind="act", number=command.act, latest=len(acts)))
    if act.officer != command.officer:
        refuse(NotCited(act=act.number, why="another", by=act.officer))
    if act.mandated:
        refuse(NotCited(act=act.number, why="mandated", by=act.officer))
    if was_held_on(draft.assembly, act.number):
        refuse(NotCited(act=act.number, why="recalled", by=act.officer))
    until = not_cited_until(draft.assembly, act.number)
    if until is not None and until > draft.now:
        refuse(NotCited(act=act.number, why="unanswered", by=act.officer, until=until))
    if act.office not in held or command.office not in {"", act.office}:
        refuse(NotCited(act=act.number, why="office", by=act.officer, office=act.office, held=act.office in held))
    return act


def make_statement(draft: Draft, command: cmd.MakeStatement) -> None:
    """Let the officer answer a petition, as often as they like until it is over: the last word is shown."""
    petitions = draft.assembly.petitions
    petition = petitions.get(command.petition) or refuse(
        Unknown(kind="petition", number=command.petition, latest=len(petitions))
    )
    if command.actor != petition.officer:
        refuse(OnlyTheOfficer(petition=petition.number, officer=petition.officer))
    if not petition.is_under_way:
        refuse(RecallOver(petition=petition.number))
    if command.text == petition.statement:
        refuse(NothingChanged(what=f"your statement on R{petition.number}"))
    draft.emit(ev.StatementMade(petition=petition.number, officer=command.actor, text=command.text))


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
    draft.emit(ev.PetitionSigned(petition=petition.number, signer=command.actor, source=command.source))
    open_recalls_due(draft)


def unsign(draft: Draft, command: cmd.Unsign) -> None:
    """Take one's name off; where a reaction was taken away, only if that reaction gave it."""
    found = draft.assembly.petitions.get(command.petition)
    # Who left takes their name off too: it would count again once they are back.
    given = found.signatures.get(command.actor, found.away.get(command.actor)) if found else None
    if command.source and (found is None or given != command.source or found.state is not PetitionState.GATHERING):
        return
    petition = _gathering(draft, command.petition)
    if given is None:
        refuse(NotSigned(petition=petition.number))
    if command.unseen:
        refuse(ReactionStands(petition=petition.number))
    draft.emit(ev.SignatureWithdrawn(petition=petition.number, signer=command.actor))


def _gathering(draft: Draft, number: int) -> Petition:
    petition = draft.assembly.petitions.get(number) or refuse(
        Unknown(kind="petition", number=number, latest=len(draft.assembly.petitions))
    )
    if petition.state is not PetitionState.GATHERING:
        refuse(PetitionOver(petition=number))
    return petition


def open_recalls_due(draft: Draft) -> None:
    """Open the recall of every petition that has its signatures: roll frozen, the officer not on it."""
    for number in list(draft.assembly.petitions):
        petition = draft.assembly.petitions[number]  # as it is now: the recall of another may have ended it
        if petition.state is not PetitionState.GATHERING:
            continue
        needed = signatures_needed(draft.assembly, petition)
        if len(petition.signatures) >= needed:
            _open_recall(draft, petition, needed)


def _open_recall(draft: Draft, petition: Petition, needed: int) -> None:
    """Open the recall that a petition asks for, and end those about the same; where one is open, it is asked there."""
    same = [each for each in draft.assembly.petitions.values() if petition.is_about_the_same(each)]
    opened = next((each for each in same if each.state is PetitionState.RECALL_OPEN), None)
    if opened is not None:  # of two officers who turned out to be one person
        draft.emit(ev.PetitionLapsed(petition=petition.number, because="another", instead=opened.number))
        return
    draft.emit(
        ev.PetitionSucceeded(
            petition=petition.number,
            signatures=len(petition.signatures),
            needed=needed,
            signers=tuple(sorted(petition.signatures)),
        )
    )
    call_check(draft, OnRecall(petition.number), called_by=None)
    for each in same:
        if each.state is PetitionState.GATHERING:
            draft.emit(ev.PetitionLapsed(petition=each.number, because="another", instead=petition.number))
