"""Ballots and referendums: every poll is counted again from the register alone (design, "Elections")."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.auditing.case import Case, Sentences
from deliberation.auditing.rulebook import named_rightly
from deliberation.auditing.seats import left_in, standing_in
from deliberation.convening import conveners
from deliberation.elections import ElectionState
from deliberation.events import Event
from deliberation.federation import Kind
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.poll_results import lot_of, open_papers, result_of
from deliberation.polls import (
    Marks,
    OnDeadlock,
    OnElection,
    OnReferendum,
    Option,
    OptionKind,
    Poll,
    PollOutcome,
    PollQuestion,
)
from deliberation.register import roll_hash
from deliberation.rules import Electorate, Method

_SHORTEST, _LONGEST = timedelta(hours=1), timedelta(days=90)
_ABSENCE: Final = timedelta(minutes=10)
_ROUNDING: Final = timedelta(microseconds=2)
_WIDEST: Final = 5

# --- referendums


def _referendum_called(case: Case, event: ev.ReferendumCalled) -> Sentences:
    yield from case.next_number("Referendum", event.referendum, len(case.assembly.referendums))
    yield from case.takes_part(event.called_by, f"called V{event.referendum}")
    named = conveners(case.assembly, case.at)
    if named and event.called_by not in named:
        yield f"V{event.referendum} was called by {event.called_by}, who does not give procedure."
    if event.members_only and case.assembly.kind is not Kind.CORE:
        yield f"V{event.referendum} asks all members in an assembly in which they do not all sit."
    if not max(_SHORTEST, case.assembly.rules.shortest_period) <= event.closes_at - case.at <= _LONGEST:
        yield f"V{event.referendum} was called for less than 1 hour, less than the rules allow, or more than 90 days."


# --- opened


def _opened(case: Case, event: ev.PollOpened) -> Sentences:
    yield from case.next_number("Ballot", event.poll, len(case.assembly.polls))
    if not named_rightly(event.rules, case.assembly.rules):
        yield f"Ballot B{event.poll} opened under rules that were not in force."
    if abs((event.remind_at - case.at) * 2 - (event.closes_at - case.at)) > _ROUNDING:
        yield f"The half time of ballot B{event.poll} is not in the middle of its period."
    yield from _roll_drawn(case, event)
    match event.question:
        case OnElection(number):
            yield from _on_election(case, event, number)
        case OnReferendum(number):
            yield from _on_referendum(case, event, number)
        case OnDeadlock(numbers):
            yield from _on_deadlock(case, event, numbers)


def _roll_drawn(case: Case, event: ev.PollOpened) -> Sentences:
    here = case.assembly.participants
    joined = {person for person in here if _joined_at(case, event, person) <= event.joined_by}
    roll = joined - set(event.without)
    if not roll or len(roll) != event.roll_size or roll_hash(frozenset(roll)) != event.roll_hash:
        yield f"The roll of ballot B{event.poll} is not of those who take part and had joined in time."
    if event.without and not _members_vote(case.assembly, event.question):
        yield f"People were kept off the roll of ballot B{event.poll}, in which not only members vote."
    if event.without != tuple(sorted(set(event.without) & joined)):
        yield f"Those kept off the roll of ballot B{event.poll} could not have been on it, or are named twice."
    for person in event.without:
        until = here[person].enrolled_until if person in here else None
        if until is not None and until > case.at:
            yield f"{person} was kept off the roll of ballot B{event.poll}, and is a member."


def _joined_at(case: Case, event: ev.PollOpened, person: PersonId) -> datetime:
    """Say since when somebody counts as joined: in an election, who left since its call and is back, from before."""
    at = case.assembly.participants[person].joined_at
    if not isinstance(event.question, OnElection) or not event.returned:
        return at
    return case.assembly.elections[event.question.election].joined_at(person, at)


def _members_vote(assembly: Assembly, question: PollQuestion) -> bool:
    if isinstance(question, OnReferendum):
        return assembly.referendums[question.referendum].members_only
    if isinstance(question, OnElection) and not assembly.elections[question.election].seat:
        return assembly.rules.electorate is Electorate.MEMBERS
    return True


def _as_published(case: Case, event: ev.PollOpened, opens: datetime, closes: datetime) -> Sentences:
    """Find fault unless it closes as was published, or later by as much as it opened late."""
    late = case.at - opens
    expected = max(closes + late if late > _ABSENCE else closes, case.at + _SHORTEST)
    if late < timedelta(0) or event.closes_at != expected:
        yield f"Ballot B{event.poll} opened too early, or does not close as was published."


def _joined_now(case: Case, event: ev.PollOpened) -> Sentences:
    if event.joined_by != case.at:
        yield f"The roll of ballot B{event.poll} was drawn at another time than its opening."


def _on_election(case: Case, event: ev.PollOpened, number: int) -> Sentences:
    election = case.assembly.elections[number]
    standing = standing_in(case.assembly, election)
    if election.state is not ElectionState.CONSENSUS or election.poll is not None or not standing:
        yield f"Ballot B{event.poll} opened on E{number}, which did not wait for one."
    times, here = election.timetable, case.assembly.participants
    yield from _as_published(case, event, times.ballot_open, times.ballot_close)
    if any(_joined_at(case, event, each) <= times.joined_by for each in here) and event.joined_by != times.joined_by:
        yield f"The roll of ballot B{event.poll} is not of those who had joined by the published time."
    seats = min(left_in(case.assembly, election), len(standing))
    single = election.method is Method.PROPORTIONAL and seats == 1
    expected = (Method.STAR if single else election.method, seats, case.assembly.rules.secret_ballots)
    if (event.method, event.seats, event.secret) != expected:
        yield f"Ballot B{event.poll} has not the method, seats or secrecy of E{number}."
    people = [Option(OptionKind.PERSON, person=person) for person in standing]
    yield from _paper(event, people, Option(OptionKind.REOPEN))


def _on_referendum(case: Case, event: ev.PollOpened, number: int) -> Sentences:
    asked = case.assembly.referendums[number]
    if asked.poll:
        yield f"Ballot B{event.poll} opened on V{number}, which has one."
    yield from _as_published(case, event, asked.called_at, asked.closes_at)
    yield from _joined_now(case, event)
    if (event.method, event.seats, event.secret) != (Method.YES_NO, 1, asked.secret):
        yield f"Ballot B{event.poll} has not the method, seats or secrecy of V{number}."
    if event.options != (Option(OptionKind.YES), Option(OptionKind.NO)):
        yield f"Ballot B{event.poll} does not ask yes or no."


def _on_deadlock(case: Case, event: ev.PollOpened, numbers: tuple[int, ...]) -> Sentences:
    proposals = [case.assembly.proposals[number] for number in numbers]
    if not any(_established(case.assembly, numbers, check) for check in case.assembly.checks):
        yield f"Ballot B{event.poll} opened without deadlock having been established on just these proposals."
    if any(each.phase is not Phase.BALLOT or case.assembly.poll_on(each.number) is not None for each in proposals):
        yield f"Ballot B{event.poll} opened on a proposal that did not wait for one."
    yield from _joined_now(case, event)
    if event.closes_at != case.at + case.assembly.rules.ballot_period:
        yield f"Ballot B{event.poll} is not open for as long as the rules say."
    if (event.method, event.seats, event.secret) != (Method.STAR, 1, case.assembly.rules.secret_ballots):
        yield f"Ballot B{event.poll} has not the method, seats or secrecy of a deadlock."
    options = [Option(OptionKind.PROPOSAL, proposal=number) for number in numbers]
    yield from _paper(event, options, Option(OptionKind.STATUS_QUO))


def _established(assembly: Assembly, numbers: tuple[int, ...], check: int) -> bool:
    found = assembly.checks[check]
    if found.outcome is not Outcome.DEADLOCK or not isinstance(found.question, OnDeadlock):
        return False
    # Those withdrawn while it was asked do not stand.
    return numbers == tuple(each for each in found.question.proposals if not assembly.proposals[each].withdrawn)


def _paper(event: ev.PollOpened, options: list[Option], last: Option) -> Sentences:
    """Find fault unless the options stand in the order that their lots give, and the one that always stands last."""
    drawn = sorted(options, key=lambda option: sha256(f"{event.lot}\x1fpaper\x1f{option.key}".encode()).digest())
    if event.options != (*drawn, last):
        yield f"The paper of ballot B{event.poll} does not name what can be voted for, in the order of its lots."


# --- given


def _given(case: Case, event: ev.BallotGiven) -> Sentences:
    poll = case.assembly.polls[event.poll]
    if not poll.is_open or case.at >= poll.closes_at:
        yield f"A ballot was taken in B{event.poll} after its time was over."
    if event.person not in poll.roll:
        yield f"{event.person} voted in B{event.poll} without being on its roll."
    for other in sorted(case.ledger.ids(event.person) - {event.person}):
        if other in poll.given:
            yield f"{event.person} voted in B{event.poll}, and has a ballot there as {other}."
    if poll.secret:
        if event.marks is not None or event.person in poll.given:
            yield f"The register tells more of a secret ballot in B{event.poll} than that it was given, once."
    elif event.marks is None or not _sound(poll, event.marks):
        yield f"A ballot was taken in B{event.poll} that cannot be counted."


def _sound(poll: Poll, marks: Marks) -> bool:
    """Whether a paper can be counted."""
    if poll.method in {Method.STAR, Method.PROPORTIONAL}:
        return len(marks) == len(poll.options) and all(0 <= mark <= _WIDEST for mark in marks)
    named = set(marks)
    short = poll.method is Method.STV or len(marks) < 2
    return short and len(named) == len(marks) and named <= set(range(len(poll.options)))


def _half_time(case: Case, event: ev.PollHalfTimeReached) -> Sentences:
    poll = case.assembly.polls[event.poll]
    if not poll.is_open or poll.reminded or not poll.remind_at <= case.at:
        yield f"The half time of ballot B{event.poll} is recorded early, twice or after its end."


def _moved(case: Case, event: ev.PollMoved) -> Sentences:
    poll = case.assembly.polls[event.poll]
    if not poll.is_open or case.at < poll.closes_at:
        yield f"The end of ballot B{event.poll} was moved after it, or before it was reached."
    if event.because not in {"absence", "keys"} or event.closes_at - poll.closes_at <= timedelta(0):
        yield f"The end of ballot B{event.poll} was moved back, or for no reason that there is."
    if event.because == "keys" and not poll.secret:
        yield f"The end of ballot B{event.poll}, which is open, was moved for want of keys."
    # How long the bot was away only the bot knows; but no longer than the ballot had been open.
    if not _ABSENCE < event.closes_at - poll.closes_at <= case.at - poll.opened_at:
        yield f"The end of ballot B{event.poll} was moved by more or less than an absence could have cost it."


def _begun_again(case: Case, event: ev.PollBegunAgain) -> Sentences:
    poll = case.assembly.polls[event.poll]
    if not poll.is_open or event.because not in {"key", "box"}:
        yield f"Ballot B{event.poll} began again after its end, or for no reason that there is."
    period = max((poll.remind_at - poll.opened_at) * 2, _SHORTEST)
    wrong = abs(event.closes_at - case.at - period) > _ROUNDING
    if wrong or abs(event.remind_at - case.at - period / 2) > _ROUNDING:
        yield f"Ballot B{event.poll} began again for another time than its full one."
    if event.lot == poll.lot:
        yield f"Ballot B{event.poll} began again with the lot that it had."


# --- counted


def _counted(case: Case, event: ev.PollCounted) -> Sentences:
    poll = case.assembly.polls[event.poll]
    if not poll.is_open or case.at < poll.closes_at:
        yield f"Ballot B{event.poll} was counted twice, or before its time was over."
    if lot_of(event.drawn_from) != poll.lot:
        yield f"The lots of ballot B{event.poll} were not drawn from what was fixed when it opened."
    marks = [paper.marks for paper in event.papers]
    if marks != sorted(set(marks)) or not all(paper.many > 0 for paper in event.papers):
        yield f"The papers of ballot B{event.poll} do not stand in the order that says nothing."
    if not all(_sound(poll, paper) for paper in marks):
        yield f"Ballot B{event.poll} was counted with a paper that cannot be counted."
        return
    papers = sum(paper.many for paper in event.papers)
    if papers != len(poll.given):
        yield f"Ballot B{event.poll} was counted with {papers} papers, but {len(poll.given)} were given."
    if not poll.secret and event.papers != open_papers(poll):
        yield f"Ballot B{event.poll} was counted with other papers than were given openly."
    receipts = papers if poll.secret else 0
    if len(event.receipts) != receipts or event.receipts != tuple(sorted(set(event.receipts))):
        yield f"Ballot B{event.poll} has not a receipt for each of its papers."
    yield from _comes_out(case, event, poll)


def _comes_out(case: Case, event: ev.PollCounted, poll: Poll) -> Sentences:
    result = result_of(poll, event.papers, event.drawn_from)
    if (event.outcome, event.elected) != (result.outcome, result.elected):
        yield (
            f"Ballot B{event.poll} is recorded as {_told(poll, event.outcome, event.elected)}, "
            f"but comes out as {_told(poll, result.outcome, result.elected)}."
        )
    elif isinstance(poll.question, OnDeadlock) and result.elected:
        won = poll.options[result.elected[0]].proposal
        if won is not None and not case.assembly.proposals[won].objecting:
            sentence = f"P{won} won ballot B{event.poll}, but no decision was made of it."
            case.owe(sentence, "voted", event.poll, won)


def _told(poll: Poll, outcome: PollOutcome, elected: tuple[int, ...]) -> str:
    won = [poll.options[place].key for place in elected if place < len(poll.options)]
    return f"{outcome.value} ({', '.join(won)})" if won else outcome.value


def _called_off(case: Case, event: ev.PollCalledOff) -> Sentences:
    poll = case.assembly.polls[event.poll]
    if not poll.is_open or event.because != "office ended" or not isinstance(poll.question, OnElection):
        yield f"Ballot B{event.poll} was called off after its end, or for no reason that there is."
    else:
        number = poll.question.election
        sentence = f"Ballot B{event.poll} was called off, but E{number} did not end."
        case.owe(sentence, "ballot called off", number)


def _election_ended(case: Case, event: ev.ElectionEnded) -> Sentences:
    case.paid("ballot called off", event.election)
    yield from ()


def _joined(case: Case, event: ev.PeopleJoined) -> Sentences:
    """Find fault if the ids of one person have a ballot each, before it is put together here."""
    both: set[PersonId] = {event.person, event.other}
    for poll in case.assembly.polls.values():
        for one in sorted(both):
            ballots = case.ledger.ids(one) & poll.given.keys()
            if poll.is_open and len(ballots) > 1:
                yield f"{one} has {len(ballots)} ballots in B{poll.number}."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.ReferendumCalled: _referendum_called,
        ev.PollOpened: _opened,
        ev.BallotGiven: _given,
        ev.PollHalfTimeReached: _half_time,
        ev.PollMoved: _moved,
        ev.PollBegunAgain: _begun_again,
        ev.PollCounted: _counted,
        ev.PollCalledOff: _called_off,
        ev.ElectionEnded: _election_ended,
        ev.PeopleJoined: _joined,
    }
)
"""How each kind of entry is looked at, before it is applied."""
