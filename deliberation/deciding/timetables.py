"""When nominations open and close and when the ballot does: what was said, else what the rules say."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from deliberation.assembly import Assembly
from deliberation.commands.elections import Times
from deliberation.deciding.draft import refuse
from deliberation.deciding.periods import own_period
from deliberation.elections import Election, ElectionState, Timetable
from deliberation.refusals import BadTimetable
from deliberation.rules import SHORTEST_PERIOD

LONGEST: Final = timedelta(days=183)
"""An election that takes longer is a slip of the keyboard."""


def first_timetable(assembly: Assembly, times: Times, now: datetime) -> Timetable:
    """Work out the timetable of an election that is called now.

    Between nominations and ballot there is the time of a check and its cooling off, in which consensus is sought. Who
    joins after the call does not vote, unless another day was named.
    """
    rules = assembly.rules
    opens = times.nominations_open or now
    closes = times.nominations_close or max(opens, now) + (times.nominations_for or rules.nomination_period)
    ballot = times.ballot_open or closes + own_period(rules, seats=False) + rules.cooling_off
    found = Timetable(
        nominations_open=opens,
        nominations_close=closes,
        ballot_open=ballot,
        ballot_close=times.ballot_close or ballot + (times.ballot_for or rules.ballot_period),
        joined_by=times.joined_by or now,
    )
    return _sound(found, now)


def moved_timetable(election: Election, times: Times, now: datetime) -> Timetable:
    """Work out the timetable of an election that gets another one before its ballot opens.

    What is not said stays as long as it was. What has happened by the old one is not undone.
    """
    before = election.timetable
    if election.state is ElectionState.CONSENSUS and _of_nominations(times):
        refuse(BadTimetable(problem="opened"))
    if election.state is ElectionState.NOMINATIONS and times.nominations_open is not None:
        refuse(BadTimetable(problem="opened"))
    begun = election.state in {ElectionState.NOMINATIONS, ElectionState.CONSENSUS}
    if begun and times.joined_by not in {None, before.joined_by}:
        # Whoever returns it would choose the voters once they know the candidates.
        refuse(BadTimetable(problem="voters"))
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
    return _sound(found, now, closed=election.state is ElectionState.CONSENSUS)


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


def _sound(times: Timetable, now: datetime, *, closed: bool = False) -> Timetable:
    """Give a timetable whose times are in order; refuse any other."""
    faults = {
        "past": times.nominations_close <= now and not closed,
        "nominations": times.nominations_close - max(times.nominations_open, now) < SHORTEST_PERIOD and not closed,
        "ballot past": times.ballot_open <= now,
        "consensus": times.ballot_open - times.nominations_close < SHORTEST_PERIOD,
        "ballot": times.ballot_close - times.ballot_open < SHORTEST_PERIOD,
        "long": times.ballot_close - now > LONGEST,
        "joined": times.joined_by > times.ballot_open,
    }
    fault = next((name for name, there in faults.items() if there), "")
    if fault:
        refuse(BadTimetable(problem=fault))
    return times
