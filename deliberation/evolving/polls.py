"""What ballots and referendums change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation import rolls
from deliberation.assembly import Assembly, Participant
from deliberation.elections import ElectionState
from deliberation.events import Event
from deliberation.evolving.changing import change_each
from deliberation.evolving.proposing import proposal_moved
from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap
from deliberation.phases import Phase, Trigger
from deliberation.polls import (
    OnDeadlock,
    OnElection,
    OnReferendum,
    Poll,
    PollOutcome,
    PollQuestion,
    Referendum,
    written_marks,
)
from deliberation.rules import rules_from


def voters(
    assembly: Assembly,
    question: PollQuestion,
    joined_by: datetime,
    without: Iterable[PersonId],
    *,
    returned: bool = True,
) -> frozenset[PersonId]:
    """Give the roll of a poll that opens now: those taking part who had joined by then, without those left out.

    In an election, whoever left after its call and came back had joined before (``returned``): nobody who can put
    people out of a room for a moment takes their vote from them.
    """
    joined = (
        here.person
        for here in assembly.participants.values()
        if (counts_since(assembly, question, here) if returned else here.joined_at) <= joined_by
    )
    return frozenset(joined) - frozenset(without)


def counts_since(assembly: Assembly, question: PollQuestion, here: Participant) -> datetime:
    """Say since when somebody counts as having joined, for the roll of a poll on a question."""
    if isinstance(question, OnElection):
        return assembly.elections[question.election].joined_at(here.person, here.joined_at)
    return here.joined_at


def _referendum_called(assembly: Assembly, event: ev.ReferendumCalled, at: datetime) -> Assembly:
    called = Referendum(
        number=event.referendum,
        question=event.question,
        called_by=event.called_by,
        called_at=at,
        members_only=event.members_only,
        secret=event.secret,
        closes_at=event.closes_at,
    )
    return replace(assembly, referendums=assembly.referendums.put(called.number, called))


def _opened(assembly: Assembly, event: ev.PollOpened, at: datetime) -> Assembly:
    poll = Poll(
        number=event.poll,
        question=event.question,
        options=event.options,
        method=event.method,
        seats=event.seats,
        secret=event.secret,
        rules=rules_from(dict(event.rules)),
        roll=voters(assembly, event.question, event.joined_by, event.without, returned=event.returned),
        opened_at=at,
        remind_at=event.remind_at,
        closes_at=event.closes_at,
        lot=event.lot,
        members_only=bool(event.without),
    )
    return _begun(_with_poll(assembly, poll), poll)


def _begun(assembly: Assembly, poll: Poll) -> Assembly:
    """Note with what a poll is about that it has begun."""
    if isinstance(poll.question, OnReferendum):
        asked = replace(assembly.referendums[poll.question.referendum], poll=poll.number)
        return replace(assembly, referendums=assembly.referendums.put(asked.number, asked))
    if isinstance(poll.question, OnElection):
        election = assembly.elections[poll.question.election]
        election = replace(election, state=ElectionState.BALLOT, poll=poll.number)
        return replace(assembly, elections=assembly.elections.put(election.number, election))
    return assembly


def _with_poll(assembly: Assembly, poll: Poll) -> Assembly:
    return replace(assembly, polls=assembly.polls.put(poll.number, poll))


def _given(assembly: Assembly, event: ev.BallotGiven, _at: datetime) -> Assembly:
    poll = assembly.polls[event.poll]
    says = "" if event.marks is None else written_marks(event.marks)
    return _with_poll(assembly, replace(poll, given=poll.given.put(event.person, says)))


def _half_time(assembly: Assembly, event: ev.PollHalfTimeReached, _at: datetime) -> Assembly:
    return _with_poll(assembly, replace(assembly.polls[event.poll], reminded=True))


def _moved(assembly: Assembly, event: ev.PollMoved, _at: datetime) -> Assembly:
    return _with_poll(assembly, replace(assembly.polls[event.poll], closes_at=event.closes_at))


def _begun_again(assembly: Assembly, event: ev.PollBegunAgain, at: datetime) -> Assembly:
    poll = assembly.polls[event.poll]
    again = replace(
        poll,
        opened_at=at,
        remind_at=event.remind_at,
        closes_at=event.closes_at,
        lot=event.lot,
        given=PersistentMap(),
        reminded=False,
        begun_again=poll.begun_again + 1,
    )
    return _with_poll(assembly, again)


def _counted(assembly: Assembly, event: ev.PollCounted, at: datetime) -> Assembly:
    poll = replace(
        assembly.polls[event.poll],
        outcome=event.outcome,
        closed_at=at,
        papers=event.papers,
        receipts=event.receipts,
        drawn_from=event.drawn_from,
        elected=event.elected,
    )
    return _decided(_with_poll(assembly, poll), poll)


def _decided(assembly: Assembly, poll: Poll) -> Assembly:
    """Close what was voted on; of proposals the winner becomes a decision by an entry of its own."""
    for number in poll.question.proposals if isinstance(poll.question, OnDeadlock) else ():
        if assembly.proposals[number].phase is Phase.BALLOT:
            closed = proposal_moved(assembly, number, Trigger.COUNTED)
            assembly = replace(assembly, proposals=assembly.proposals.put(number, closed))
    return assembly


def _called_off(assembly: Assembly, event: ev.PollCalledOff, at: datetime) -> Assembly:
    poll = replace(assembly.polls[event.poll], outcome=PollOutcome.CALLED_OFF, closed_at=at)
    return _with_poll(assembly, poll)


def votes_joined(polls: PersistentMap[int, Poll], person: PersonId, other: PersonId) -> PersistentMap[int, Poll]:
    """Leave each roll as it was fixed, and each of the open polls with one ballot where two turn out to be one."""
    return change_each(polls, lambda poll: _with_one_vote(poll, person, other) if poll.is_open else poll)


def _with_one_vote(poll: Poll, person: PersonId, other: PersonId) -> Poll:
    """Give a poll in which ``person`` votes for ``other`` too, by one place: as ``voices.with_one_voice`` for checks.

    Which of two ballots was given later is not known, by intention: that stands which was given by the id they keep.
    """
    found = (*poll.places(person), *poll.places(other))
    if not found:
        return poll
    voice, given = found[0], poll.given
    for place in found:
        if place != voice and place in given:
            given = given.put(voice, given.get(voice, given[place])).without(place)
    return replace(poll, same=rolls.with_one_voice(poll.roll, poll.same, found, voice, person), given=given)


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.ReferendumCalled: _referendum_called,
        ev.PollOpened: _opened,
        ev.BallotGiven: _given,
        ev.PollHalfTimeReached: _half_time,
        ev.PollMoved: _moved,
        ev.PollBegunAgain: _begun_again,
        ev.PollCounted: _counted,
        ev.PollCalledOff: _called_off,
    }
)
"""What each of these events makes of an assembly."""
