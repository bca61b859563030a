"""The timetables of elections: held against the rules, and against what was published before (design, "Elections")."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.auditing.case import Case, Sentences
from deliberation.auditing.returning import changed_by
from deliberation.auditing.seats import BEFORE_BALLOT
from deliberation.elections import Election, ElectionState, Timetable
from deliberation.events import Event

_HOUR, _HALF_A_YEAR, _YEAR = timedelta(hours=1), timedelta(days=183), timedelta(days=365)

# --- published


def in_order(case: Case, number: int, times: Timetable, *, closed: bool = False) -> Sentences:
    """Find fault with times that are out of order, or too near to each other or too far off."""
    nominations = times.nominations_close - max(times.nominations_open, case.at)
    consensus, ballot = times.ballot_open - times.nominations_close, times.ballot_close - times.ballot_open
    if (nominations < _HOUR and not closed) or min(consensus, ballot) < _HOUR:
        yield f"The timetable of E{number} leaves less than an hour for something."
    too_long = times.ballot_close - case.at > max(_HALF_A_YEAR, of_the_rules(case).ballot_close - case.at)
    if too_long or times.joined_by > times.ballot_open or times.ballot_open <= case.at:
        yield f"The timetable of E{number} takes more than half a year, or is not in order."


def long_enough(case: Case, event: ev.ElectionCalled) -> Sentences:
    """Find fault where somebody called it with less time than the rules leave for anything, or for a few to vote."""
    rules, times = case.assembly.rules, event.timetable
    opens = max(times.nominations_open, case.at)
    least = max(rules.shortest_period, _HOUR)
    given = _spans(replace(times, nominations_open=opens))
    if any(one < two for one, two in zip(given, (least, least + rules.cooling_off, least), strict=True)):
        yield f"The timetable of E{event.election} leaves less time for something than the rules do."
    yield from _voters(case, event.election, times.joined_by)


def by_the_rules(case: Case, number: int, times: Timetable) -> Sentences:
    """Find fault with any timetable but the one in the rules, from now."""
    if times != of_the_rules(case):
        yield f"The timetable of E{number} is not the one in the rules."


def of_the_rules(case: Case) -> Timetable:
    """Work out the timetable of an election that begins now and of which nobody said anything else."""
    nominations, consensus, ballot = _spans_ruled(case)
    closes = case.at + nominations
    return Timetable(case.at, closes, closes + consensus, closes + consensus + ballot, case.at)


def _spans_ruled(case: Case) -> tuple[timedelta, timedelta, timedelta]:
    """Say for how long nominations are open by the rules, then consensus is sought, and then people vote."""
    rules = case.assembly.rules
    least = max(rules.shortest_period, _HOUR)
    return (
        max(rules.nomination_period, least),
        max(rules.period, least) + rules.cooling_off,
        max(rules.ballot_period, least),
    )


def _spans(times: Timetable) -> tuple[timedelta, timedelta, timedelta]:
    closes, opens = times.nominations_close, times.ballot_open
    return closes - times.nominations_open, opens - closes, times.ballot_close - opens


def _voters(case: Case, number: int, joined_by: datetime) -> Sentences:
    """Find fault where the day by which voters must have joined leaves the vote to a few."""
    here = [each.joined_at for each in case.assembly.participants.values()]
    early = sum(at <= joined_by for at in here)
    if joined_by < case.at - _YEAR or (joined_by < case.at and 2 * early < len(here)):
        yield f"In E{number} only those vote who had joined by {joined_by}: over a year before, or less than half."


# --- kept to, and moved


def _nominations_opened(case: Case, event: ev.NominationsOpened) -> Sentences:
    election = case.assembly.elections[event.election]
    case.paid("opened", event.election)
    if election.state is not ElectionState.ANNOUNCED or case.at < election.timetable.nominations_open:
        yield f"The nominations of E{event.election} opened twice, or before their time."


def _moved(case: Case, event: ev.TimetableMoved) -> Sentences:
    election, after = case.assembly.elections[event.election], event.timetable
    before = election.timetable
    if election.state not in BEFORE_BALLOT:
        yield f"The timetable of E{event.election} was moved after its ballot had opened."
    if event.because == "moved":
        yield from _moved_by(case, election, event)
    elif event.because == "stands":
        if not election.waiting or not election.standing:
            yield f"The timetable of E{event.election} began anew, though it waited for nobody to stand."
        yield from by_the_rules(case, event.election, after)
    elif event.because == "absence":
        yield from _put_off(case, election, after)
    else:
        yield f"The timetable of E{event.election} was moved for no reason that there is."
    if before == after:
        yield f"The timetable of E{event.election} was moved to what it was."


def _moved_by(case: Case, election: Election, event: ev.TimetableMoved) -> Sentences:
    before, after = election.timetable, event.timetable
    closed = election.state is ElectionState.CONSENSUS
    kept = after.nominations_close >= before.nominations_close > case.at
    yield from in_order(case, event.election, after, closed=closed or kept)
    yield from _not_again_and_again(case, election, after)
    yield from _not_undone(case, election, after)
    yield from _not_shortened(case, election, after)
    if event.by is None:
        yield f"The timetable of E{event.election} was moved by nobody."
    else:
        yield from changed_by(case, election, event.by, "moved")


def _not_again_and_again(case: Case, election: Election, after: Timetable) -> Sentences:
    """Find fault where an election is put off again and again, by half a year each time."""
    announced = election.state is ElectionState.ANNOUNCED
    begun = election.opened_at if announced else election.timetable.nominations_open
    whole = timedelta() if election.waiting else after.ballot_close - begun
    if whole > max(_HALF_A_YEAR, sum(_spans_ruled(case), timedelta())):
        yield f"The timetable of E{election.number} was moved so that all of it takes more than half a year."


def _not_undone(case: Case, election: Election, after: Timetable) -> Sentences:
    """Find fault where what had opened or closed did so anew, or where others were to vote than was published."""
    before = election.timetable
    of_nominations = (before.nominations_open, before.nominations_close)
    if election.state is ElectionState.CONSENSUS and of_nominations != (
        after.nominations_open,
        after.nominations_close,
    ):
        yield f"The nominations of E{election.number} were moved after they had closed."
    if before.joined_by != after.joined_by:
        if election.state in {ElectionState.NOMINATIONS, ElectionState.CONSENSUS}:
            yield f"Who votes in E{election.number} was changed after nominations had opened."
        yield from _voters(case, election.number, after.joined_by)


def _not_shortened(case: Case, election: Election, after: Timetable) -> Sentences:
    """Find fault where less time is left for anything than was published, and than the rules give."""
    begins = case.at if election.waiting else after.nominations_open
    if election.state is ElectionState.ANNOUNCED:
        begins = max(begins, case.at)
    now = _spans(replace(after, nominations_open=begins))
    least = (min(one, two) for one, two in zip(_spans(election.timetable), _spans_ruled(case), strict=True))
    if any(one < two for one, two in zip(now, least, strict=True)):
        yield f"The timetable of E{election.number} was moved so that less time is left than was published."


def _put_off(case: Case, election: Election, after: Timetable) -> Sentences:
    before = election.timetable
    span = after.nominations_close - before.nominations_close
    opened = election.state is ElectionState.NOMINATIONS
    expected = Timetable(
        before.nominations_open if opened else before.nominations_open + span,
        before.nominations_close + span,
        before.ballot_open + span,
        before.ballot_close + span,
        before.joined_by,
    )
    ended = before.nominations_close if opened else before.nominations_open
    waits = opened and election.waiting
    longest = case.at - (max(before.nominations_open, election.opened_at) if opened else before.nominations_open)
    if span > longest or after != expected or span <= timedelta(0) or case.at < ended or waits:
        yield f"The timetable of E{election.number} was put off by more than an absence could have cost it."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.NominationsOpened: _nominations_opened,
        ev.TimetableMoved: _moved,
    }
)
"""How each kind of entry is looked at, before it is applied."""
