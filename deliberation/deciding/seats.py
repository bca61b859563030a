"""The seats that an election is about: who may yet fill them by consensus, and who and what is left for the ballot."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from deliberation.assembly import Assembly
from deliberation.effects import Effect, FillOffice, SelectCandidate
from deliberation.elections import Election, ElectionState
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.proposals import Proposal

WORTH_SAYING: Final = timedelta(minutes=10)
"""A ballot that opens later than was published by no more than this is not said to be put off."""


def open_election(assembly: Assembly, *, office: str = "", seat: str = "") -> Election | None:
    """Give the election for an office, or a seat, that is not over; ``None`` where there is none."""
    wanted = seat.casefold()
    for election in assembly.elections.values():
        if election.is_open and election.office == office and election.seat.casefold() == wanted:
            return election
    return None


def kept_vacant(assembly: Assembly, office: str, before: int | None = None) -> Election | None:
    """Give the last election of an office (``before`` another) that was called off and left vacant what still is.

    ``None`` where one has come to a result since, or somebody was put into the office. One in whose place another was
    called at once leaves nothing vacant by itself.
    """
    there = assembly.offices.get(office)
    if there is None or not there.vacancies:
        return None
    for election in sorted(assembly.elections.values(), key=lambda each: -each.number):
        if election.office != office or election.is_open or (before is not None and election.number >= before):
            continue
        if election.because in {"ballot", "consensus"}:
            return None
        if election.because == "called off" and election.unfilled:
            since = election.ended_at
            filled_since = any(since is not None and tenure.since > since for tenure in (*there.held, *there.past))
            return None if filled_since else election
    return None


def effect_of(election: Election, person: PersonId) -> FillOffice | SelectCandidate:
    """Say what consensus on somebody brings about in an election."""
    return SelectCandidate(election.number, person) if election.seat else FillOffice(election.office, person)


def title_of(election: Election) -> str:
    """Name what a proposal to fill a seat of an election by consensus is called."""
    return f"Select a candidate for {election.seat}" if election.seat else f"Elect the {election.office}"


def sought_for(assembly: Assembly, election: Election) -> Iterator[Proposal]:
    """Give the proposals that may yet fill a seat of an election by consensus: asked about now, or cooling off."""
    return (each for each in _under_way(assembly) if _is_for(election, each.effect))


def sought_like(assembly: Assembly, effect: FillOffice | SelectCandidate) -> Iterator[Proposal]:
    """Give the proposals that may yet fill the same seats as something would, whether or not an election is open."""
    if isinstance(effect, FillOffice):
        return (each for each in _under_way(assembly) if _fills(effect.office, each.effect))
    return sought_for(assembly, assembly.elections[effect.election])


def _under_way(assembly: Assembly) -> Iterator[Proposal]:
    return (each for each in assembly.proposals.values() if each.phase in {Phase.CHECK, Phase.COOLING_OFF})


def _is_for(election: Election, effect: Effect | None) -> bool:
    if isinstance(effect, SelectCandidate):
        return effect.election == election.number
    return _fills(election.office, effect)


def _fills(office: str, effect: Effect | None) -> bool:
    return isinstance(effect, FillOffice) and bool(office) and effect.office == office


def left_open(assembly: Assembly, election: Election) -> Iterator[Proposal]:
    """Give the proposals to fill a seat of an election on which there was no consensus, and which wait to be called."""
    for proposal in assembly.proposals.values():
        if proposal.phase is Phase.DISCUSSION and _is_for(election, proposal.effect):
            yield proposal


def answered_by_an_election(assembly: Assembly, proposal: Proposal) -> bool:
    """Whether an election for the same seats has come to its result since something was proposed, and none is open."""
    over = [each for each in assembly.elections.values() if _is_for(each, proposal.effect)]
    return any(
        each.because in {"ballot", "consensus"} and each.ended_at is not None and each.ended_at >= proposal.made_at
        for each in over
    ) and not any(each.is_open for each in over)


def asked_about(assembly: Assembly, office: str, election: Election | None) -> frozenset[PersonId]:
    """Name those of whom it is asked now, or was just decided, whether they fill a place that an election is about."""
    effects = (each.effect for each in _under_way(assembly))
    return frozenset(
        effect.person
        for effect in effects
        if isinstance(effect, FillOffice | SelectCandidate)
        and (_fills(office, effect) if election is None else _is_for(election, effect))
    )


def seeking(assembly: Assembly, election: Election) -> bool:
    """Whether consensus may yet fill a seat of an election, so that its ballot waits."""
    return any(True for _ in sought_for(assembly, election))


def answered_by(assembly: Assembly, election: Election) -> datetime | None:
    """Say by when all that is asked about the seats of an election is answered, as it stands; ``None`` if nothing is.

    Its ballot opens then where that is later than was published, unless consensus has filled the seats.
    """
    ends: list[datetime] = []
    for proposal in sought_for(assembly, election):
        check = assembly.check_on(proposal.number)
        decision = assembly.cooling_off(check.number) if check is not None else None
        if check is not None:
            ends.append(decision.cooling_until if decision and decision.cooling_until else check.deadline)
    return max(ends, default=None)


def put_off_until(assembly: Assembly, election: Election) -> datetime | None:
    """Say until when the ballot of an election waits for an answer past its published time; ``None`` if it does not.

    Nor for minutes: a question asked just after nominations close, or answered a moment late, puts nothing off.
    """
    ends = answered_by(assembly, election) if election.state is ElectionState.CONSENSUS else None
    return ends if ends is not None and ends - election.timetable.ballot_open > WORTH_SAYING else None


def election_about(assembly: Assembly, effect: Effect | None) -> Election | None:
    """Give the open election whose seats something would fill by consensus; ``None`` where there is none."""
    return next((each for each in assembly.elections.values() if each.is_open and _is_for(each, effect)), None)


def stood_down(assembly: Assembly, effect: Effect | None) -> PersonId | None:
    """Name whom something would put into a seat of an open election in which they have said that they do not stand."""
    election = election_about(assembly, effect)
    if election is None or not isinstance(effect, FillOffice | SelectCandidate):
        return None
    return effect.person if election.has_declined(effect.person) else None


def ballot_is_due(election: Election, now: datetime) -> bool:
    """Whether the ballot of an election is open, or opens as soon as nothing is asked about its seats any more."""
    due = election.state is ElectionState.CONSENSUS and election.timetable.ballot_open <= now
    return due or election.state is ElectionState.BALLOT


def remaining(assembly: Assembly, election: Election) -> tuple[tuple[PersonId, ...], int]:
    """Give who is still to be voted on, and for how many seats: consensus may have filled some.

    Whoever has left the assembly is not on the paper. None are left where the office has come to have fewer seats than
    consensus filled.
    """
    settled = filled(assembly, election)
    standing = [p for p in election.standing if p not in settled and p in assembly.participants]
    office = assembly.offices.get(election.office)
    seats = election.seats if office is None else min(election.seats, office.seats)
    return tuple(standing), max(0, seats - len(settled))


def filled(assembly: Assembly, election: Election) -> tuple[PersonId, ...]:
    """Name those who were put into a seat of an election since it was called, and are still there."""
    if election.seat:
        return election.elected
    office = assembly.offices.get(election.office)
    return tuple(person for person in election.elected if office is not None and person in office.holders)
