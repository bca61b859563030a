"""Elections by themselves: opened where an office falls vacant, nominations closed, consensus sought, and how they end.

Consensus first, then a ballot (design, "Elections"). Nobody's presence is needed: an election that nobody returns goes
by its timetable all the same. What people do in it is in ``returning`` and ``nominating``.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.checks import OnProposal
from deliberation.commands.elections import Times
from deliberation.deciding.calling import call_check
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.ending import end_question
from deliberation.deciding.periods import shortest_period
from deliberation.deciding.proposing import propose_effect
from deliberation.deciding.seats import (
    effect_of,
    filled,
    left_open,
    open_election,
    remaining,
    seeking,
    sought_for,
    title_of,
)
from deliberation.deciding.timetables import first_timetable, later_by
from deliberation.elections import Election, ElectionState
from deliberation.ids import PersonId
from deliberation.polls import OnElection
from deliberation.refusals import Unknown
from deliberation.rules import LONGEST_PERIOD

BEFORE_CLOSE: Final = timedelta(days=1)
"""How long before nominations close those who have not answered are reminded."""


# --- begun


def open_by_itself(draft: Draft, office: str, *, seats: int | None = None) -> None:
    """Open the election of a successor where a place in an office fell vacant, unless one is under way."""
    there = draft.assembly.offices.get(office)
    if there is None or there.appointed_by or open_election(draft.assembly, office=office) is not None:
        return
    wanted = there.vacancies if seats is None else min(seats, there.seats)
    if wanted:
        _begin(draft, office=office, seats=wanted)


def open_where_sought(draft: Draft, before: Assembly) -> None:
    """Open the elections of offices in which a successor is sought and was not ``before``."""
    for name, office in sorted(draft.assembly.offices.items()):
        was = before.offices.get(name)
        if office.election_open and not (was is not None and was.election_open):
            open_by_itself(draft, name)


def _begin(draft: Draft, *, office: str = "", seat: str = "", seats: int) -> None:
    if not draft.assembly.participants:
        return  # nobody is there to elect, or to read of it
    number = len(draft.assembly.elections) + 1
    draft.emit(
        ev.ElectionCalled(
            election=number,
            office=office,
            seat=seat,
            seats=seats,
            method=draft.assembly.rules.election_method,
            timetable=first_timetable(draft.assembly, Times(), draft.now),
            called_by=None,
            returning=None,
        )
    )
    open_nominations(draft, number)


def election_of(draft: Draft, number: int) -> Election:
    """Give an election; refuse a number that there is not."""
    found = draft.assembly.elections.get(number)
    return found or refuse(Unknown(kind="election", number=number, latest=len(draft.assembly.elections)))


def no_longer_waiting(draft: Draft, number: int) -> None:
    """Begin the timetable anew once somebody stands in an election in which nobody had: others can stand too."""
    election = draft.assembly.elections[number]
    if election.waiting and election.standing:
        times = first_timetable(draft.assembly, Times(), draft.now)
        draft.emit(ev.TimetableMoved(election=number, timetable=times, because="stands"))


# --- the clock


def due_times(assembly: Assembly) -> Iterator[datetime]:
    """Say when elections next need a tick. Their ballots are opened by another command, and due by themselves."""
    for election in assembly.elections.values():
        if election.is_open:
            yield from _due_times(assembly, election)


def _due_times(assembly: Assembly, election: Election) -> Iterator[datetime]:
    times = election.timetable
    if election.state is ElectionState.ANNOUNCED:
        yield times.nominations_open
    elif election.state is ElectionState.NOMINATIONS and not election.waiting:
        yield times.nominations_close
        if not election.reminded and election.unanswered and _reminded_at(election) > times.nominations_open:
            yield _reminded_at(election)
    elif election.state is ElectionState.CONSENSUS and _ends_by_itself(assembly, election):
        yield times.ballot_open


def _reminded_at(election: Election) -> datetime:
    return election.timetable.nominations_close - BEFORE_CLOSE


def tick(draft: Draft) -> None:
    """Open and close nominations that are due, and seek consensus where there are no more names than seats."""
    for number in [each.number for each in draft.assembly.elections.values() if each.is_open]:
        open_nominations(draft, number)
        _remind(draft, number)
        _close_nominations(draft, number)
        end_if_filled(draft, number)


def open_nominations(draft: Draft, number: int) -> None:
    """Open the nominations of an election whose time for it has come."""
    election = draft.assembly.elections[number]
    if election.state is ElectionState.ANNOUNCED and election.timetable.nominations_open <= draft.now:
        draft.emit(ev.NominationsOpened(election=number))


def _remind(draft: Draft, number: int) -> None:
    election = draft.assembly.elections[number]
    if election.state is not ElectionState.NOMINATIONS or election.waiting or election.reminded:
        return
    at, people = _reminded_at(election), election.unanswered
    if people and election.timetable.nominations_open < at <= draft.now < election.timetable.nominations_close:
        draft.emit(ev.CandidatesReminded(election=number, people=people))


def _close_nominations(draft: Draft, number: int) -> None:
    election = draft.assembly.elections[number]
    if election.state is not ElectionState.NOMINATIONS or election.timetable.nominations_close > draft.now:
        return
    standing, seats = remaining(draft.assembly, election)
    if seats <= 0:
        return  # consensus has filled them meanwhile: it ends
    if not standing:
        if not election.waiting:
            draft.emit(ev.NominationsKeptOpen(election=number))
        return
    draft.emit(ev.NominationsClosed(election=number, standing=standing))
    if len(standing) <= seats:
        for person in standing:
            _seek_consensus(draft, election, person)


def _seek_consensus(draft: Draft, election: Election, person: PersonId) -> None:
    """Ask whether there is consensus on somebody who stands unopposed, until the ballot opens.

    The proposer is who nominated them, or if they have left, who seconded. Where neither is there any more, or there is
    too little time, or the assembly asked already, the ballot decides.
    """
    effect = effect_of(election, person)
    candidacy = election.candidates[person]
    here = draft.assembly.participants
    proposer = next((who for who in (candidacy.nominated_by, candidacy.seconded_by) if who in here), None)
    rules = draft.assembly.rules
    period = min(election.timetable.ballot_open - draft.now - rules.cooling_off, LONGEST_PERIOD)
    asked = any(proposal.effect == effect for proposal in sought_for(draft.assembly, election))
    if proposer is None or asked or period < shortest_period(rules, seats=False):
        return
    number = propose_effect(draft, proposer, effect, title=title_of(election), reason=candidacy.reason)
    call_check(draft, OnProposal(number, 1), called_by=None, period=period)


def note_absence(draft: Draft, since: datetime, until: datetime) -> None:
    """Put off what was to happen to nominations while the bot was away: nobody could stand then."""
    for election in list(draft.assembly.elections.values()):
        times = election.timetable
        opened = election.state is ElectionState.NOMINATIONS
        if election.state is not ElectionState.ANNOUNCED and not (opened and not election.waiting):
            continue
        ends = times.nominations_close if opened else times.nominations_open
        if since <= ends < until:
            away = until - (max(since, times.nominations_open, election.opened_at) if opened else ends)
            moved = later_by(times, away, opened=opened)
            draft.emit(ev.TimetableMoved(election=election.number, timetable=moved, because="absence"))


# --- the ballot, and the end


def ballots_due(assembly: Assembly, now: datetime) -> tuple[OnElection, ...]:
    """List the elections whose ballot is to be opened by now."""
    return tuple(
        OnElection(election.number)
        for election in assembly.elections.values()
        if election.state is ElectionState.CONSENSUS
        and election.timetable.ballot_open <= now
        and _can_vote(assembly, election)
        and not seeking(assembly, election)
    )


def _ends_by_itself(assembly: Assembly, election: Election) -> bool:
    """Whether nobody is left to vote on, nor can become so by consensus."""
    return not _can_vote(assembly, election) and not seeking(assembly, election)


def _can_vote(assembly: Assembly, election: Election) -> bool:
    standing, seats = remaining(assembly, election)
    return bool(standing) and seats > 0


def end_if_filled(draft: Draft, number: int) -> None:
    """End an election whose seats consensus has filled, or in which nobody is left to vote on when the ballot opens."""
    election = draft.assembly.elections[number]
    if not election.is_open or election.state is ElectionState.BALLOT:
        return
    standing, seats = remaining(draft.assembly, election)
    if seats <= 0:
        end(draft, election, because="consensus")
        return
    over = election.state is ElectionState.CONSENSUS and election.timetable.ballot_open <= draft.now
    if over and not standing and not seeking(draft.assembly, election):
        end(draft, election, because="consensus", unfilled=seats)


def end(
    draft: Draft,
    election: Election,
    *,
    because: str,
    unfilled: int = 0,
    by: PersonId | None = None,
    reason: str = "",
) -> None:
    """End an election; for seats that nobody won, and places that fell vacant meanwhile, nominations re-open.

    What was asked about single names and found no consensus is closed by its result: nobody would look for it later.
    """
    draft.emit(
        ev.ElectionEnded(
            election=election.number,
            elected=filled(draft.assembly, draft.assembly.elections[election.number]),
            unfilled=unfilled,
            because=because,
            by=by,
            reason=reason,
        )
    )
    if because in {"ballot", "consensus"}:
        for proposal in list(left_open(draft.assembly, election)):
            end_question(draft, proposal.number, because="declared")
        _begin_again(draft, election, unfilled)


def _begin_again(draft: Draft, over: Election, unfilled: int) -> None:
    if not over.office:
        if unfilled:
            _begin(draft, seat=over.seat, seats=unfilled)
        return
    office = draft.assembly.offices.get(over.office)
    vacant = office.vacancies if office is not None and office.election_open else 0
    if unfilled or vacant:
        open_by_itself(draft, over.office, seats=max(unfilled, vacant))


def end_if_void(draft: Draft, *, all_of_them: bool = False) -> None:
    """End the elections of offices that there are no more, or that are filled by appointment now; or all."""
    for election in list(draft.assembly.elections.values()):
        office = draft.assembly.offices.get(election.office)
        void = bool(election.office) and (office is None or bool(office.appointed_by))
        if not election.is_open or not (void or all_of_them):
            continue
        if election.poll is not None and draft.assembly.polls[election.poll].is_open:
            draft.emit(ev.PollCalledOff(poll=election.poll, because="office ended"))
        end(draft, election, because="office ended")
