"""What becomes of elections."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.elections import Candidacy, Election, ElectionState
from deliberation.events import Event
from deliberation.evolving.changing import change_each
from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap


def _with(assembly: Assembly, election: Election) -> Assembly:
    return replace(assembly, elections=assembly.elections.put(election.number, election))


def _called(assembly: Assembly, event: ev.ElectionCalled, at: datetime) -> Assembly:
    return _with(
        assembly,
        Election(
            number=event.election,
            office=event.office,
            seat=event.seat,
            seats=event.seats,
            method=event.method,
            timetable=event.timetable,
            called_by=event.called_by,
            returning=event.returning,
            opened_at=at,
        ),
    )


def _opened(assembly: Assembly, event: ev.NominationsOpened, _at: datetime) -> Assembly:
    return _with(assembly, replace(assembly.elections[event.election], state=ElectionState.NOMINATIONS))


def _nominated(assembly: Assembly, event: ev.NominationMade, _at: datetime) -> Assembly:
    candidacy = Candidacy(person=event.person, nominated_by=event.by, number=event.number, reason=event.reason)
    election = replace(assembly.elections[event.election], nominations=event.number)
    return _with_candidacy(_with(assembly, election), event.election, candidacy)


def _with_candidacy(assembly: Assembly, number: int, candidacy: Candidacy) -> Assembly:
    election = assembly.elections[number]
    return _with(assembly, replace(election, candidates=election.candidates.put(candidacy.person, candidacy)))


def _seconded(assembly: Assembly, event: ev.NominationSeconded, _at: datetime) -> Assembly:
    candidacy = assembly.elections[event.election].candidates[event.person]
    return _with_candidacy(assembly, event.election, replace(candidacy, seconded_by=event.by))


def _answered(assembly: Assembly, event: ev.NominationAnswered, _at: datetime) -> Assembly:
    candidacy = assembly.elections[event.election].candidates[event.person]
    answered = replace(candidacy, accepted=event.accepts, statement=event.statement)
    return _with_candidacy(assembly, event.election, answered)


def _reminded(assembly: Assembly, event: ev.CandidatesReminded, _at: datetime) -> Assembly:
    return _with(assembly, replace(assembly.elections[event.election], reminded=True))


def _kept_open(assembly: Assembly, event: ev.NominationsKeptOpen, _at: datetime) -> Assembly:
    return _with(assembly, replace(assembly.elections[event.election], waiting=True))


def _moved(assembly: Assembly, event: ev.TimetableMoved, _at: datetime) -> Assembly:
    election = assembly.elections[event.election]
    return _with(assembly, replace(election, timetable=event.timetable, waiting=False, reminded=False))


def _closed(assembly: Assembly, event: ev.NominationsClosed, _at: datetime) -> Assembly:
    return _with(assembly, replace(assembly.elections[event.election], state=ElectionState.CONSENSUS, waiting=False))


def _returning(assembly: Assembly, event: ev.ReturningPassed, _at: datetime) -> Assembly:
    return _with(assembly, replace(assembly.elections[event.election], returning=event.returning))


def _selected(assembly: Assembly, event: ev.CandidateSelected, _at: datetime) -> Assembly:
    return _elected(assembly, assembly.elections[event.election], event.person)


def put_in_office(assembly: Assembly, event: ev.OfficeFilled) -> Assembly:
    """Note with the election for an office, if one is open, that somebody came to hold it."""
    for election in assembly.elections.values():
        if election.is_open and election.office == event.office:
            return _elected(assembly, election, event.person)
    return assembly


def _elected(assembly: Assembly, election: Election, person: PersonId) -> Assembly:
    if person in election.elected:
        return assembly
    return _with(assembly, replace(election, elected=(*election.elected, person)))


def _ended(assembly: Assembly, event: ev.ElectionEnded, at: datetime) -> Assembly:
    election = assembly.elections[event.election]
    return _with(
        assembly,
        replace(
            election,
            state=ElectionState.OVER,
            elected=event.elected,
            unfilled=event.unfilled,
            ended_at=at,
            because=event.because,
            reason=event.reason,
            ended_by=event.by,
        ),
    )


# --- people


def leaving(election: Election, since: Mapping[PersonId, datetime]) -> Election:
    """Give an election that keeps in mind ``since`` when those had taken part who leave before its ballot opens."""
    if not _may_change(election):
        return election
    # All is looked up before anything is put: an older version of the map is not read in constant time.
    joined = {person: election.joined_at(person, at) for person, at in since.items()}
    left = election.left
    for person, at in joined.items():
        left = left.put(person, at)
    return replace(election, left=left)


def passed_on(election: Election, other: PersonId, now: Callable[[PersonId], PersonId]) -> Election:
    """Give an election in which all that was of ``other`` is of whom they turned out to be."""
    left = election.left
    if other in left:
        person = now(other)
        joined = election.joined_at(person, left[other])
        left = left.without(other).put(person, joined)
    return replace(
        election,
        candidates=_candidates_now(election, other, now),
        left=left,
        called_by=_maybe(election.called_by, now),
        returning=_maybe(election.returning, now),
        ended_by=_maybe(election.ended_by, now),
        elected=tuple(dict.fromkeys(map(now, election.elected))),
    )


def _candidates_now(
    election: Election, other: PersonId, now: Callable[[PersonId], PersonId]
) -> PersistentMap[PersonId, Candidacy]:
    """Give the candidacies with those of ``other`` under the right name, and one only for each person."""
    concerned = [
        each
        for _, each in sorted(election.candidates.items())
        if other in {each.person, each.nominated_by, each.seconded_by}
    ]
    candidates = election.candidates
    for each in concerned:
        candidates = candidates.without(each.person)
    for each in concerned:
        whoever = _renamed(each, now)
        renamed = _backed(whoever) if _may_change(election) else whoever
        if renamed is not None:
            twin = candidates.get(renamed.person)
            kept = renamed if twin is None else _of_two(twin, renamed)
            candidates = candidates.put(renamed.person, kept)
    return candidates


def _maybe(person: PersonId | None, now: Callable[[PersonId], PersonId]) -> PersonId | None:
    return None if person is None else now(person)


def _renamed(each: Candidacy, now: Callable[[PersonId], PersonId]) -> Candidacy:
    return replace(
        each,
        person=now(each.person),
        nominated_by=now(each.nominated_by),
        seconded_by=_maybe(each.seconded_by, now),
    )


def _may_change(election: Election) -> bool:
    """Whether who stands is not printed on a paper yet."""
    return election.state in {ElectionState.ANNOUNCED, ElectionState.NOMINATIONS, ElectionState.CONSENSUS}


def _backed(each: Candidacy) -> Candidacy | None:
    """Give a candidacy with those who back it, two people other than the candidate; ``None`` if nobody does."""
    others = [who for who in (each.nominated_by, each.seconded_by) if who is not None and who != each.person]
    backers = list(dict.fromkeys(others))
    if not backers:
        return None
    return replace(each, nominated_by=backers[0], seconded_by=backers[1] if len(backers) > 1 else None)


def _of_two(one: Candidacy, two: Candidacy) -> Candidacy:
    """Choose between two candidacies of one person: the one that stands, else that they accepted, else the first."""
    first, second = sorted((one, two), key=lambda each: each.number)
    rank = (second.stands, second.accepted is True) > (first.stands, first.accepted is True)
    return second if rank else first


def unsaid(election: Election, person: PersonId) -> Election:
    """Give an election in which somebody's words are erased, and in which they do not stand if that can still be."""
    candidates = change_each(election.candidates, lambda each: _without_words(election, each, person))
    reason = "" if election.ended_by == person else election.reason
    left = election.left.without(person)
    if candidates is election.candidates and reason == election.reason and left is election.left:
        return election
    return replace(election, candidates=candidates, reason=reason, left=left)


def _without_words(election: Election, each: Candidacy, person: PersonId) -> Candidacy:
    kept = each
    if each.person == person:
        kept = replace(kept, statement="", accepted=False if _may_change(election) else each.accepted)
    if each.nominated_by == person:
        kept = replace(kept, reason="")
    return each if kept == each else kept


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.ElectionCalled: _called,
        ev.NominationsOpened: _opened,
        ev.NominationMade: _nominated,
        ev.NominationSeconded: _seconded,
        ev.NominationAnswered: _answered,
        ev.CandidatesReminded: _reminded,
        ev.NominationsKeptOpen: _kept_open,
        ev.TimetableMoved: _moved,
        ev.NominationsClosed: _closed,
        ev.ReturningPassed: _returning,
        ev.CandidateSelected: _selected,
        ev.ElectionEnded: _ended,
    }
)
"""What each of these events makes of an assembly."""
