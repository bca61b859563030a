"""Names put forward in an election, seconded and answered, and consensus sought on one (design, "Elections")."""

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.checks import OnProposal
from deliberation.deciding.calling import call_check
from deliberation.deciding.consensus_first import ballot_decides, not_named_already
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.elections import election_of, no_longer_waiting
from deliberation.deciding.ending import end_question
from deliberation.deciding.proposing import propose_effect
from deliberation.deciding.seats import effect_of, remaining, sought_for, title_of
from deliberation.elections import Candidacy, Election, ElectionState
from deliberation.ids import PersonId
from deliberation.refusals import (
    AboutYourself,
    AlreadySeconded,
    AlreadyStanding,
    DoesNotStand,
    EnoughNominated,
    NominationsNotOpen,
    NothingChanged,
    NotNominated,
    NotParticipant,
    ReturningOfficerStands,
    SecondYourOwn,
    StatementNeeded,
    TooLateForThat,
)


def nominate(draft: Draft, command: cmd.Nominate) -> None:
    """Put a name forward; somebody else seconds it, and whom it names says whether they stand."""
    election = _taking_names(draft, command.actor, command.election)
    number, person = election.number, command.person
    if person == command.actor:
        refuse(AboutYourself(asked="elect"))
    if person not in draft.assembly.participants:
        refuse(NotParticipant(person=person))
    if person == election.returning:
        refuse(ReturningOfficerStands(election=number, person=person))
    if person in election.candidates:
        refuse(AlreadyStanding(election=number, person=person))
    mine = sum(each.nominated_by == command.actor and not each.declined for each in election.candidates.values())
    if mine >= election.seats:
        refuse(EnoughNominated(election=number, seats=election.seats))
    draft.emit(
        ev.NominationMade(
            election=number,
            number=election.nominations + 1,
            person=person,
            by=command.actor,
            reason=command.reason,
        )
    )


def second(draft: Draft, command: cmd.SecondNomination) -> None:
    """Support a nomination that somebody else made of somebody else."""
    election = _taking_names(draft, command.actor, command.election)
    candidacy = _nominated(election, command.person)
    if candidacy.seconded_by == command.actor:
        return  # a second report of it changes nothing
    if command.actor in {candidacy.nominated_by, candidacy.person}:
        refuse(SecondYourOwn(election=election.number, person=command.person))
    if candidacy.seconded_by is not None:
        refuse(AlreadySeconded(election=election.number, person=command.person))
    draft.emit(ev.NominationSeconded(election=election.number, person=command.person, by=command.actor))
    no_longer_waiting(draft, election.number)


def answer(draft: Draft, command: cmd.AnswerNomination) -> None:
    """Say whether one stands. Until the ballot opens a candidate may stand down, and mend their statement."""
    draft.participant(command.actor)
    election = election_of(draft, command.election)
    if election.state in {ElectionState.BALLOT, ElectionState.OVER}:
        refuse(TooLateForThat(election=election.number, over=not election.is_open))
    candidacy = election.candidates.get(command.actor) or refuse(
        NotNominated(election=election.number, person=command.actor, themselves=True)
    )
    if command.accepts:
        _may_accept(election, candidacy, command)
    if candidacy.accepted is command.accepts and command.statement in {"", candidacy.statement}:
        refuse(NothingChanged(what=f"you {'stand' if command.accepts else 'do not stand'} in E{election.number}"))
    draft.emit(
        ev.NominationAnswered(
            election=election.number,
            person=command.actor,
            accepts=command.accepts,
            statement=command.statement or candidacy.statement,
        )
    )
    if not command.accepts:
        _no_longer_sought(draft, election, command.actor)
    no_longer_waiting(draft, election.number)


def _may_accept(election: Election, candidacy: Candidacy, command: cmd.AnswerNomination) -> None:
    if candidacy.accepted is not True and election.state is not ElectionState.NOMINATIONS:
        refuse(_not_open(election))
    if election.returning == command.actor:
        refuse(ReturningOfficerStands(election=election.number, person=command.actor))
    if not (command.statement or candidacy.statement):
        refuse(StatementNeeded(election=election.number))


def _no_longer_sought(draft: Draft, election: Election, person: PersonId) -> None:
    """Elect nobody by consensus who stands down: it is asked about no longer, and what was agreed on is taken back."""
    for proposal in list(sought_for(draft.assembly, election)):
        if proposal.effect == effect_of(election, person):
            end_question(draft, proposal.number, because="stood down")


def seek_consensus(draft: Draft, command: cmd.SeekConsensus) -> None:
    """Ask the assembly about one of those who stand; only while there is time before the ballot."""
    draft.participant(command.actor)
    election = election_of(draft, command.election)
    person, effect = command.person, effect_of(election, command.person)
    if not election.is_open:
        refuse(TooLateForThat(election=election.number, over=True))
    ballot_decides(draft, election)
    if person == command.actor:
        refuse(AboutYourself(asked="elect"))
    standing, _seats = remaining(draft.assembly, election)
    if person not in standing:
        declined = _nominated(election, person).declined
        refuse(DoesNotStand(election=election.number, person=person, declined=declined))
    not_named_already(draft, command.actor, effect, election.office or election.seat)
    number = propose_effect(
        draft, command.actor, effect, title=title_of(election), reason=election.candidates[person].reason
    )
    call_check(draft, OnProposal(number, 1), called_by=command.actor)


def _taking_names(draft: Draft, actor: PersonId, number: int) -> Election:
    draft.participant(actor)
    election = election_of(draft, number)
    if election.state is not ElectionState.NOMINATIONS:
        refuse(_not_open(election))
    return election


def _not_open(election: Election) -> NominationsNotOpen:
    times, early = election.timetable, election.state is ElectionState.ANNOUNCED
    return NominationsNotOpen(
        election=election.number,
        opens=times.nominations_open if early else None,
        closed=None if early else times.nominations_close,
    )


def _nominated(election: Election, person: PersonId) -> Candidacy:
    return election.candidates.get(person) or refuse(NotNominated(election=election.number, person=person))
