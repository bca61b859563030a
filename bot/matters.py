"""What cards are about, and whether that is still open to answers."""

from typing import Final

from adapters.cards.entering import is_waited_on
from adapters.references import Kind, Subject
from deliberation.assembly import Assembly
from deliberation.elections import ElectionState
from deliberation.offices import PetitionState

_STILL_LOOKED_AT: Final = 20
"""Actions, the latest, of which it is looked whether a reaction that says that they are done is still there."""

_NEVER_REACTED_TO: Final = frozenset({Kind.POLL, Kind.ELECTION})


def takes_answers(assembly: Assembly, subject: Subject) -> bool:
    """Whether what is answered on a card still changes something; an earlier round's takes none."""
    if subject.kind is Kind.CHECK:
        check = assembly.checks.get(subject.number)
        return check is not None and check.round == subject.round and assembly.takes_word(check.number)
    if subject.kind is Kind.MOOT:
        return subject.number in assembly.moots and not assembly.moots[subject.number].is_over
    if subject.kind is Kind.SENSE:
        return subject.number in assembly.senses and assembly.senses[subject.number].closed_at is None
    if subject.kind is Kind.POLL:
        return subject.number in assembly.polls and assembly.polls[subject.number].is_open
    if subject.kind is Kind.ACTION:
        return _may_be_done(assembly, subject.number)
    if subject.kind is Kind.ENTRY:
        return is_waited_on(assembly, subject.number)
    if subject.kind in {Kind.ELECTION, Kind.NOMINATION}:
        return _names_taken(assembly, subject)
    petition = assembly.petitions.get(subject.number) if subject.kind is Kind.PETITION else None
    return petition is not None and petition.state is PetitionState.GATHERING


def takes_reactions(assembly: Assembly, subject: Subject) -> bool:
    """Whether a reaction on a card still changes something: on those of ballots and elections none ever does."""
    return subject.kind not in _NEVER_REACTED_TO and takes_answers(assembly, subject)


def _names_taken(assembly: Assembly, subject: Subject) -> bool:
    """Whether an election is open, or a nomination in it can still be seconded."""
    election = assembly.elections.get(subject.number)
    if election is None or subject.kind is Kind.ELECTION:
        return election is not None and election.is_open
    return election.state is ElectionState.NOMINATIONS and election.numbered(subject.round) is not None


def _may_be_done(assembly: Assembly, number: int) -> bool:
    """Whether something is to be done, or was lately said to be."""
    action = assembly.actions.get(number)
    if action is None or action.dropped:
        return False
    return action.is_open or number > len(assembly.actions) - _STILL_LOOKED_AT
