"""On whom consensus may be sought for a seat: consensus first, then the ballot (design, "Elections")."""

from datetime import timedelta

from deliberation.commands.elections import Times
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.periods import shortest_period
from deliberation.deciding.seats import ballot_is_due, election_about, sought_like
from deliberation.deciding.timetables import first_timetable
from deliberation.effects import Effect, FillOffice, SelectCandidate
from deliberation.elections import Election
from deliberation.ids import PersonId
from deliberation.refusals import AlreadyNominated, BallotDecides, DoesNotStand, OneNameEach, ReturningOfficerStands


def can_be_sought(draft: Draft, effect: Effect | None) -> None:
    """Refuse to ask for consensus on somebody about whose seat an open election says otherwise.

    Its ballot decides; or they return it, and nobody returns an election in which they stand; or they have said in it
    that they do not stand.
    """
    election = election_about(draft.assembly, effect)
    if election is None or not isinstance(effect, FillOffice | SelectCandidate):
        return
    ballot_decides(draft, election)
    if effect.person == election.returning:
        refuse(ReturningOfficerStands(election=election.number, person=effect.person))
    if election.has_declined(effect.person):
        refuse(DoesNotStand(election=election.number, person=effect.person, declined=True))


def ballot_decides(draft: Draft, election: Election) -> None:
    """Refuse to ask for consensus on what the ballot is about to decide: else it could be put off again and again."""
    if ballot_is_due(election, draft.now):
        refuse(BallotDecides(election=election.number, poll=election.poll))


def longest_before_ballot(draft: Draft, effect: Effect | None) -> timedelta | None:
    """Say for how long consensus can be called again on somebody, so that the ballot does not wait for it.

    Until the ballot is to open, less the cooling off; at least the assembly's shortest period, which puts it off by
    little. Where nobody stood, until it would open if somebody did now. ``None`` where no election is open.
    """
    election = election_about(draft.assembly, effect)
    if election is None:
        return None
    rules = draft.assembly.rules
    times = first_timetable(draft.assembly, Times(), draft.now) if election.waiting else election.timetable
    return max(times.ballot_open - draft.now - rules.cooling_off, shortest_period(rules, seats=False))


def not_named_already(draft: Draft, actor: PersonId, effect: FillOffice | SelectCandidate, place: str) -> None:
    """Refuse to ask for consensus on somebody of whom it is asked already, or on a second name for the same ``place``.

    Each name is a question to everyone: one person must not put dozens of them.
    """
    for other in sought_like(draft.assembly, effect):
        if other.effect == effect:
            refuse(AlreadyNominated(office=place, person=effect.person, proposal=other.number))
        if other.proposer == actor:
            refuse(OneNameEach(office=place, proposal=other.number))
