"""What follows from the ballot of an election: who holds the office, or is selected (design, "Elections")."""

from deliberation import events as ev
from deliberation.deciding.draft import Draft
from deliberation.deciding.elections import end
from deliberation.deciding.offices import fill, vacate
from deliberation.deciding.seats import remaining
from deliberation.effects import FillOffice
from deliberation.elections import Election
from deliberation.ids import PersonId
from deliberation.polls import OnElection, OptionKind, Poll


def declare(draft: Draft, poll: Poll) -> None:
    """Put those whom a counted poll elected where they were elected to; what *re-open nominations* won stays open."""
    if not isinstance(poll.question, OnElection):
        raise TypeError(f"poll {poll.number} is about no election")
    election = draft.assembly.elections[poll.question.election]
    _standing, seats = remaining(draft.assembly, election)
    elected = winners(draft, poll)[:seats]
    if election.seat:
        for person in elected:
            draft.emit(ev.CandidateSelected(election=election.number, person=person))
    else:
        _fill(draft, election, elected)
    end(draft, draft.assembly.elections[election.number], because="ballot", unfilled=seats - len(elected))


def winners(draft: Draft, poll: Poll) -> list[PersonId]:
    """Name those whom a poll elected, as who they are now, in order.

    Who has left since is not put anywhere: that seat stays unfilled, as one does that two won who are one person.
    """
    linked = draft.assembly.linked
    won = (poll.options[place] for place in poll.elected)
    people = (each.person for each in won if each.kind is OptionKind.PERSON and each.person is not None)
    return [p for p in dict.fromkeys(linked.get(p, p) for p in people) if p in draft.assembly.participants]


def _fill(draft: Draft, election: Election, elected: list[PersonId]) -> None:
    office = draft.assembly.offices.get(election.office)
    if office is None or not elected:
        return  # whom nobody succeeds makes no room, even where there have come to be fewer seats
    staying = [tenure for tenure in office.held if tenure.holder not in elected]
    too_many = len(staying) + len(elected) - office.seats
    # Whose term would end first makes room. In an office of one, the new holder takes the old one's place.
    for tenure in sorted(staying, key=lambda each: each.until)[: max(0, too_many)] if office.seats > 1 else []:
        vacate(draft, office.name, tenure.holder, because="succeeded")
    for person in elected:
        fill(draft, FillOffice(office.name, person), election=election.number)


def select(draft: Draft, election: int, person: PersonId, *, decision: int) -> None:
    """Select a candidate by the assembly's consensus, unless the election has ended or they have left."""
    found = draft.assembly.elections.get(election)
    if found is None or not found.is_open or person not in draft.assembly.participants:
        return
    if person not in found.elected and len(found.elected) < found.seats:
        draft.emit(ev.CandidateSelected(election=election, person=person, decision=decision))
