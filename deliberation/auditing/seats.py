"""The seats of an election: who stands for them, who has one by now, and how many are left."""

from typing import Final

from deliberation.assembly import Assembly
from deliberation.effects import FillOffice, SelectCandidate
from deliberation.elections import Candidacy, Election, ElectionState
from deliberation.ids import PersonId

BEFORE_BALLOT: Final = frozenset({ElectionState.ANNOUNCED, ElectionState.NOMINATIONS, ElectionState.CONSENSUS})


def effect_of(election: Election, person: PersonId) -> FillOffice | SelectCandidate:
    """Say what puts somebody into a seat of an election by consensus."""
    return SelectCandidate(election.number, person) if election.seat else FillOffice(election.office, person)


def left_vacant(assembly: Assembly, office: str, before: int | None = None) -> bool:
    """Whether the last election of an office (``before`` another) was called off and left vacant what still is.

    Nobody was put into the office since. Older registers do not tell how many places a call-off left vacant.
    """
    there = assembly.offices.get(office)
    theirs = [each for each in assembly.elections.values() if each.office == office and not each.is_open]
    telling = [each for each in theirs if each.unfilled or each.because in {"ballot", "consensus"}]
    numbers = [each.number for each in telling if before is None or each.number < before]
    if there is None or not there.vacancies or not numbers:
        return False
    last = assembly.elections[max(numbers)]
    since = [tenure.since for tenure in (*there.held, *there.past)]
    ended = last.ended_at
    return last.because == "called off" and ended is not None and all(at <= ended for at in since)


def stands(assembly: Assembly, each: Candidacy) -> bool:
    """Whether somebody takes part, was seconded and has accepted."""
    here = each.person in assembly.participants
    return here and each.accepted is True and each.seconded_by is not None


def standing_in(assembly: Assembly, election: Election) -> tuple[PersonId, ...]:
    """Name those who stand and have no seat yet."""
    settled = settled_in(assembly, election)
    found = (each.person for each in election.candidates.values() if stands(assembly, each))
    return tuple(sorted(person for person in found if person not in settled))


def settled_in(assembly: Assembly, election: Election) -> set[PersonId]:
    """Name those who were put into a seat since it was called, and are still there."""
    if election.seat:
        return set(election.elected)
    office = assembly.offices.get(election.office)
    return set(election.elected) & set(office.holders if office is not None else ())


def left_in(assembly: Assembly, election: Election) -> int:
    """Say how many seats are left: none where the office has come to have fewer than were filled."""
    office = assembly.offices.get(election.office)
    seats = election.seats if office is None else min(election.seats, office.seats)
    return max(0, seats - len(settled_in(assembly, election)))
