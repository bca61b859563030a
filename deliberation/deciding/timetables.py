"""When nominations open and close and when the ballot does: what was said, else what the rules say."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from deliberation.assembly import Assembly
from deliberation.commands.elections import Times
from deliberation.deciding.draft import refuse
from deliberation.deciding.periods import own_period, shortest_period
from deliberation.elections import Election, ElectionState, Timetable
from deliberation.refusals import BadTimetable
from deliberation.rules import SHORTEST_PERIOD, Rules

LONGEST: Final = timedelta(days=183)
"""An election for which somebody names times, and that takes longer, is a slip of the keyboard.

Unless by the rules themselves it takes longer.
"""

LONGEST_AGO: Final = timedelta(days=365)
"""So long before the call at the most must voters have joined: against puppets, not for the oldest hands alone."""


class _Spans(NamedTuple):
    """How long nominations are open, how long there is to seek consensus after them, and how long people vote."""

    nominations: timedelta
    consensus: timedelta
    ballot: timedelta


def _by_rule(rules: Rules) -> _Spans:
    least = shortest_period(rules, seats=False)
    return _Spans(
        max(rules.nomination_period, least),
        own_period(rules, seats=False) + rules.cooling_off,
        max(rules.ballot_period, least),
    )


def _least(rules: Rules) -> _Spans:
    """Give the least that each may last: in between there is time for a check, and for its decision to settle."""
    least = shortest_period(rules, seats=False)
    return _Spans(least, least + rules.cooling_off, least)


def first_timetable(assembly: Assembly, times: Times, now: datetime) -> Timetable:
    """Work out the timetable of an election that is called now.

    Between nominations and ballot there is the time of a check and its cooling off, in which consensus is sought. Who
    joins after the call does not vote, unless another day was named.
    """
    ruled = _by_rule(assembly.rules)
    opens = times.nominations_open or now
    closes = times.nominations_close or max(opens, now) + (times.nominations_for or ruled.nominations)
    ballot = times.ballot_open or closes + ruled.consensus
    found = Timetable(
        nominations_open=opens,
        nominations_close=closes,
        ballot_open=ballot,
        ballot_close=times.ballot_close or ballot + (times.ballot_for or ruled.ballot),
        joined_by=times.joined_by or now,
    )
    if times.joined_by is not None:
        _voters(assembly, times.joined_by, now)
    _sound(found, assembly.rules, now)
    return found


def moved_timetable(assembly: Assembly, election: Election, times: Times, now: datetime) -> Timetable:
    """Work out the timetable of an election that gets another one before its ballot opens.

    What is not said stays as long as it was. What has happened by the old one is not undone, and nobody loses time on
    which they could count.
    """
    _not_undone(assembly, election, times, now)
    before = election.timetable
    opens = times.nominations_open or before.nominations_open
    closes = times.nominations_close or (
        # A bare length counts from the opening, or where nobody had stood, from now.
        (now if election.waiting else opens) + times.nominations_for
        if times.nominations_for
        else before.nominations_close + (opens - before.nominations_open)
    )
    ballot = times.ballot_open or before.ballot_open + (closes - before.nominations_close)
    found = Timetable(
        nominations_open=opens,
        nominations_close=closes,
        ballot_open=ballot,
        ballot_close=times.ballot_close or ballot + (times.ballot_for or before.ballot_close - before.ballot_open),
        joined_by=times.joined_by or before.joined_by,
    )
    closed = election.state is ElectionState.CONSENSUS
    _sound(found, assembly.rules, now, moved=election, closed=closed, begun=_begun(election, now))
    _not_shortened(election, found, assembly.rules, now)
    return found


def _not_undone(assembly: Assembly, election: Election, times: Times, now: datetime) -> None:
    """Refuse to open again what has opened, and to choose other voters than were published."""
    if election.state is ElectionState.CONSENSUS and _of_nominations(times):
        refuse(BadTimetable(problem="opened", election=election.number))
    if election.state is ElectionState.NOMINATIONS and times.nominations_open is not None:
        refuse(BadTimetable(problem="opened", election=election.number))
    if times.joined_by is None or times.joined_by == election.timetable.joined_by:
        return
    if election.state is not ElectionState.ANNOUNCED:
        # Whoever returns it would choose the voters once they know the candidates.
        refuse(BadTimetable(problem="voters", election=election.number))
    _voters(assembly, times.joined_by, now, election.number)


def _begun(election: Election, now: datetime) -> datetime:
    """Say since when an election takes its time: else it could be put off again and again, by half a year each time."""
    if election.waiting:
        return now
    return election.opened_at if election.state is ElectionState.ANNOUNCED else election.timetable.nominations_open


def _not_shortened(election: Election, times: Timetable, rules: Rules, now: datetime) -> None:
    """Refuse to leave less time for anything than was published, or than the rules give where that is less.

    Else whoever returns it could close nominations as soon as a friend stands, or have the vote over by the morning.
    Where nobody stood, whoever stands at last is not to be alone.
    """
    least = map(min, _spans(election.timetable), _by_rule(rules))
    after = _spans(times)
    if election.waiting or election.state is ElectionState.ANNOUNCED:
        # What is said to have opened before now leaves nobody any time.
        opens = now if election.waiting else max(times.nominations_open, now)
        after = after._replace(nominations=times.nominations_close - opens)
    if any(span < shortest for span, shortest in zip(after, least, strict=True)):
        refuse(BadTimetable(problem="shorter", election=election.number))


def _spans(times: Timetable) -> _Spans:
    return _Spans(
        times.nominations_close - times.nominations_open,
        times.ballot_open - times.nominations_close,
        times.ballot_close - times.ballot_open,
    )


def _voters(assembly: Assembly, joined_by: datetime, now: datetime, election: int | None = None) -> None:
    """Refuse a day by which voters must have joined that leaves the vote to a few.

    Whoever calls an election chooses it: it lies a year back at the most, and half of those who take part vote.
    """
    if joined_by < now - LONGEST_AGO:
        refuse(BadTimetable(problem="long ago", election=election))
    here = assembly.participants
    if joined_by < now and 2 * sum(each.joined_at <= joined_by for each in here.values()) < len(here):
        refuse(BadTimetable(problem="few", election=election))


def later_by(times: Timetable, span: timedelta, *, opened: bool) -> Timetable:
    """Put off all that is still ahead, nominations too where they have not ``opened``. Who votes stays as published."""
    return replace(
        times,
        nominations_open=times.nominations_open if opened else times.nominations_open + span,
        nominations_close=times.nominations_close + span,
        ballot_open=times.ballot_open + span,
        ballot_close=times.ballot_close + span,
    )


def _of_nominations(times: Times) -> bool:
    return (times.nominations_open, times.nominations_close, times.nominations_for) != (None, None, None)


def _sound(
    times: Timetable,
    rules: Rules,
    now: datetime,
    *,
    moved: Election | None = None,
    closed: bool = False,
    begun: datetime | None = None,
) -> None:
    """Refuse a timetable whose times are not in order. What was published before it is ``moved`` was long enough."""
    least = _least(rules)
    if moved is not None:
        before = moved.timetable
        closed = closed or times.nominations_close >= before.nominations_close > now
        shorter = map(min, _spans(before), least)
        least = _Spans(*(max(SHORTEST_PERIOD, each) for each in shorter))
    longest = max(LONGEST, sum(_by_rule(rules), timedelta()))
    faults = {
        "past": times.nominations_close <= now and not closed,
        "nominations": times.nominations_close - max(times.nominations_open, now) < least.nominations and not closed,
        "ballot past": times.ballot_open <= now,
        "consensus": times.ballot_open - times.nominations_close < least.consensus,
        "ballot": times.ballot_close - times.ballot_open < least.ballot,
        "long": times.ballot_close - (begun or now) > longest,
        "joined": times.joined_by > times.ballot_open,
    }
    fault = next((name for name, there in faults.items() if there), "")
    if fault:
        span: timedelta = least._asdict().get(fault, SHORTEST_PERIOD)
        number = moved.number if moved is not None else None
        refuse(BadTimetable(problem=fault, least=span if span > SHORTEST_PERIOD else None, election=number))
