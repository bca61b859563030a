"""Ballots: which are to be opened and counted, who may vote, and how they come out (design, "Elections")."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, assert_never

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.commands.polls import BeginPollAgain, CountPoll, GiveBallot, KeepPollOpen, OpenPoll
from deliberation.counting.lots import drawn
from deliberation.counting.papers import MOST
from deliberation.deciding.closing import SHORT_ABSENCE, settle
from deliberation.deciding.declaring import declare
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.elections import ballots_due
from deliberation.deciding.seats import remaining
from deliberation.evolving.polls import counts_since, voters
from deliberation.ids import PersonId
from deliberation.membership import not_members
from deliberation.phases import Phase
from deliberation.poll_results import lot_of, open_papers, result_of, sorted_papers
from deliberation.polls import (
    SCORED,
    Marks,
    OnDeadlock,
    OnElection,
    OnReferendum,
    Option,
    OptionKind,
    Paper,
    Poll,
    PollOutcome,
    PollQuestion,
    written_marks,
)
from deliberation.refusals import (
    BadPaper,
    CannotCount,
    NothingChanged,
    NothingToOpen,
    NoVote,
    NoVoteWhy,
    PollNotOver,
    PollOver,
    Unknown,
)
from deliberation.register import roll_hash
from deliberation.rules import SHORTEST_PERIOD, Electorate, Method, Rules, written

_EVER: Final = datetime.max.replace(tzinfo=UTC)

# --- what is due


def polls_to_open(assembly: Assembly, now: datetime) -> tuple[PollQuestion, ...]:
    """List what a ballot is to be opened on by now; each is opened by ``OpenPoll``.

    None while no venue can be heard, or nobody takes part who could vote.
    """
    if not _can_open(assembly):
        return ()
    return tuple(question for question, since in _waiting(assembly) if since <= now)


def _can_open(assembly: Assembly) -> bool:
    return assembly.dissolved_at is None and assembly.unheard_since is None and bool(assembly.participants)


def _waiting(assembly: Assembly) -> Iterator[tuple[PollQuestion, datetime]]:
    """Name what waits for its ballot, and when that is to open."""
    for question in ballots_due(assembly, _EVER):
        yield question, assembly.elections[question.election].timetable.ballot_open
    for referendum in assembly.referendums.values():
        if not referendum.poll:
            yield OnReferendum(referendum.number), referendum.called_at
    if any(proposal.phase is Phase.BALLOT for proposal in assembly.proposals.values()):
        yield from _deadlocked(assembly)


def _deadlocked(assembly: Assembly) -> Iterator[tuple[OnDeadlock, datetime]]:
    for check in assembly.checks.values():
        if check.outcome is not Outcome.DEADLOCK or not isinstance(check.question, OnDeadlock):
            continue
        waiting = tuple(
            number
            for number in check.question.proposals
            if assembly.proposals[number].phase is Phase.BALLOT and assembly.poll_on(number) is None
        )
        if waiting and check.closed_at is not None:
            yield OnDeadlock(waiting), check.closed_at


def polls_to_count(assembly: Assembly, now: datetime) -> tuple[int, ...]:
    """List the polls whose time is over and that are not counted; each is counted by ``CountPoll``."""
    if assembly.dissolved_at is not None or assembly.unheard_since is not None:
        return ()
    return tuple(poll.number for poll in assembly.polls.values() if poll.is_open and poll.closes_at <= now)


def due_times(assembly: Assembly) -> Iterator[datetime]:
    """Say when a ballot is to be opened or counted, or its voters reminded.

    What is to be opened or counted remains due until that is done, for which a tick is not enough.
    """
    for poll in assembly.polls.values():
        if poll.is_open:
            yield poll.closes_at if poll.reminded else min(poll.closes_at, poll.remind_at)
    if _can_open(assembly):
        yield from (since for _question, since in _waiting(assembly))


def tick(draft: Draft) -> None:
    """Remind those who have not voted, once, at half time."""
    for poll in list(draft.assembly.polls.values()):
        if poll.is_open and not poll.reminded and poll.remind_at <= draft.now < poll.closes_at:
            draft.emit(ev.PollHalfTimeReached(poll=poll.number))


# --- opened


def open_poll(draft: Draft, command: OpenPoll) -> None:
    """Open a ballot: roll and rules frozen.

    On the roll are those who take part and had joined in time, without those who are no members where members vote.
    Where that would leave nobody (no member at all, as in an installation without a roster), all who had joined vote;
    where nobody had joined by then, all who take part.
    """
    since = dict(_waiting(draft.assembly)).get(command.question)
    if not _can_open(draft.assembly) or since is None or since > draft.now:
        refuse(NothingToOpen())
    rules, question = draft.assembly.rules, command.question
    joined_by, joined, without = _electorate(draft, command)
    roll = joined.difference(without)
    opens = draft.now
    closes_at = max(_closing(draft, question, since), opens + SHORTEST_PERIOD)
    method, seats = _method(draft.assembly, question)
    draft.emit(
        ev.PollOpened(
            poll=len(draft.assembly.polls) + 1,
            question=question,
            options=options_for(draft.assembly, question, command.lot),
            method=method,
            seats=seats,
            secret=_secret(draft.assembly, question),
            rules=tuple(sorted(written(rules).items())),
            joined_by=joined_by,
            without=without,
            roll_size=len(roll),
            roll_hash=roll_hash(roll),
            remind_at=opens + (closes_at - opens) / 2,
            closes_at=closes_at,
            lot=command.lot,
            returned=roll != voters(draft.assembly, question, joined_by, without, returned=False),
        )
    )


def _electorate(draft: Draft, command: OpenPoll) -> tuple[datetime, frozenset[PersonId], tuple[PersonId, ...]]:
    """Say by when one must have joined to vote, who had by then, and who of them is left out."""
    assembly, joined_by = draft.assembly, draft.now
    if isinstance(command.question, OnElection):
        joined_by = assembly.elections[command.question.election].timetable.joined_by
    joined = voters(assembly, command.question, joined_by, ())
    if not joined:
        joined_by, joined = draft.now, frozenset(assembly.participants)
    without = joined & _no_members(draft, command)
    return joined_by, joined, () if without == joined else tuple(sorted(without))


def _no_members(draft: Draft, command: OpenPoll) -> frozenset[PersonId]:
    """Name those who do not vote where members do: in a selection whoever has no place as a member of that assembly."""
    question = command.question
    if not members_vote(draft.assembly, question, draft.assembly.rules):
        return frozenset()
    if isinstance(question, OnElection) and draft.assembly.elections[question.election].seat:
        return frozenset(not_members(draft.assembly, draft.now)) or command.no_members
    return command.no_members


def members_vote(assembly: Assembly, question: PollQuestion, rules: Rules) -> bool:
    """Whether only members vote on a question, under these rules.

    On a deadlock and in the selection of a candidate they always do: the one decides, the other speaks for the party
    to all voters (design, "Elections").
    """
    match question:
        case OnReferendum(number):
            return assembly.referendums[number].members_only
        case OnElection(number) if not assembly.elections[number].seat:
            return rules.electorate is Electorate.MEMBERS
        case _:
            return True


def _closing(draft: Draft, question: PollQuestion, since: datetime) -> datetime:
    """Say when a poll closes: as was published, or if it opens late because the bot was away, later by as much."""
    match question:
        case OnElection(number):
            planned = draft.assembly.elections[number].timetable.ballot_close
        case OnReferendum(number):
            planned = draft.assembly.referendums[number].closes_at
        case OnDeadlock():
            return draft.now + draft.assembly.rules.ballot_period
        case _:
            assert_never(question)
    late = draft.now - since
    return planned + late if late > SHORT_ABSENCE else planned


def _method(assembly: Assembly, question: PollQuestion) -> tuple[Method, int]:
    """Say how a poll is counted, and for how many seats.

    No more seats than people stand: who stands alone is elected only against *re-open nominations*. For a single seat
    nothing is shared out, so that STAR is counted where the rules name its proportional form.
    """
    match question:
        case OnElection(number):
            election = assembly.elections[number]
            standing, vacant = remaining(assembly, election)
            seats = min(vacant, len(standing))
            single = election.method is Method.PROPORTIONAL and seats == 1
            return Method.STAR if single else election.method, seats
        case OnReferendum():
            return Method.YES_NO, 1
        case OnDeadlock():
            return Method.STAR, 1
        case _:
            assert_never(question)


def _secret(assembly: Assembly, question: PollQuestion) -> bool:
    if isinstance(question, OnReferendum):
        return assembly.referendums[question.referendum].secret
    return assembly.rules.secret_ballots


def options_for(assembly: Assembly, question: PollQuestion, lot: str) -> tuple[Option, ...]:
    """List what can be voted for, in the order of the paper.

    People and proposals stand in an order drawn by lot from the poll's ``lot`` (for the occasion ``paper``), so that
    nobody is first by their name or by haste; *re-open nominations* and *leave things as they are* stand last.
    """
    match question:
        case OnElection(number):
            standing, _vacant = remaining(assembly, assembly.elections[number])
            people = [Option(OptionKind.PERSON, person=person) for person in standing]
            return (*_by_lot(people, lot), Option(OptionKind.REOPEN))
        case OnReferendum():
            return Option(OptionKind.YES), Option(OptionKind.NO)
        case OnDeadlock(numbers):
            proposals = [Option(OptionKind.PROPOSAL, proposal=number) for number in numbers]
            return (*_by_lot(proposals, lot), Option(OptionKind.STATUS_QUO))
        case _:
            assert_never(question)


def _by_lot(options: list[Option], lot: str) -> list[Option]:
    order = drawn(lot, "paper", range(len(options)), [option.key for option in options])
    return [options[place] for place in order]


# --- given


def fault_of(poll: Poll, marks: Marks) -> str:
    """Say in a word what is wrong with a paper, or nothing: ``score``, ``length``, ``twice``, ``unknown``.

    A blank paper is a paper: scores that are all 0, a ranking of nobody, neither yes nor no. It counts for the turnout
    and prefers nothing. A ranking may end early.
    """
    if poll.method in SCORED:
        if len(marks) != len(poll.options):
            return "length"
        return "" if all(0 <= mark <= MOST for mark in marks) else "score"
    if poll.method is Method.YES_NO and len(marks) > 1:
        return "length"
    if not all(0 <= mark < len(poll.options) for mark in marks):
        return "unknown"
    return "twice" if len(set(marks)) < len(marks) else ""


def give(draft: Draft, command: GiveBallot) -> None:
    """Take a ballot from somebody on the roll, in place of any earlier one of theirs.

    Of a secret one only that it was given stands here, and that once: for a changed one there is no event.
    """
    poll = _poll(draft.assembly, command.poll)
    if not poll.is_open or poll.closes_at <= draft.now:
        refuse(PollOver(poll=poll.number, closed_at=poll.closed_at or poll.closes_at, counted=not poll.is_open))
    voice = poll.voice(command.actor) or refuse(
        NoVote(
            poll=poll.number,
            why=_why_not(draft.assembly, poll, command.actor),
            joined_by=joined_by(draft.assembly, poll),
        )
    )
    if fault := fault_of(poll, command.marks):
        refuse(BadPaper(poll=poll.number, fault=fault, options=len(poll.options)))
    given = ev.BallotGiven(poll=poll.number, person=voice, marks=None if poll.secret else command.marks)
    if voice not in poll.given or (not poll.secret and poll.given[voice] != written_marks(command.marks)):
        draft.emit(given)


def _poll(assembly: Assembly, number: int) -> Poll:
    return assembly.polls.get(number) or refuse(Unknown(kind="ballot", number=number, latest=len(assembly.polls)))


def joined_by(assembly: Assembly, poll: Poll) -> datetime:
    """Say by when one had to take part to be on the roll of a poll."""
    if isinstance(poll.question, OnElection):
        return assembly.elections[poll.question.election].timetable.joined_by
    return poll.opened_at


def _why_not(assembly: Assembly, poll: Poll, person: PersonId) -> NoVoteWhy:
    here = assembly.participants.get(person)
    if here is None:
        return NoVoteWhy.NOT_TAKING_PART
    since = counts_since(assembly, poll.question, here)
    in_time = since <= joined_by(assembly, poll)
    if in_time and poll.members_only:
        return NoVoteWhy.NO_MEMBER
    return NoVoteWhy.AWAY if in_time and since < poll.opened_at else NoVoteWhy.JOINED_LATER


# --- counted


def count(draft: Draft, command: CountPoll) -> None:
    """Count a ballot that is over, and do what follows from it.

    There must be as many papers as were given, and the secret must be that whose hash was published; otherwise the
    program is wrong, or the box was tampered with, and nothing is counted.
    """
    poll = _poll(draft.assembly, command.poll)
    if not poll.is_open:
        refuse(PollOver(poll=poll.number, closed_at=poll.closed_at or poll.closes_at, counted=True))
    if draft.now < poll.closes_at or draft.assembly.unheard_since is not None:
        refuse(PollNotOver(poll=poll.number, closes_at=poll.closes_at))
    papers = _papers(poll, command)
    result = result_of(poll, papers, command.drawn_from)
    draft.emit(
        ev.PollCounted(
            poll=poll.number,
            papers=papers,
            receipts=tuple(sorted(command.receipts)),
            drawn_from=command.drawn_from,
            outcome=result.outcome,
            elected=result.elected,
        )
    )
    _follow(draft, draft.assembly.polls[poll.number])


def _papers(poll: Poll, command: CountPoll) -> tuple[Paper, ...]:
    """Give the papers to be counted, in the order in which they are published."""
    if lot_of(command.drawn_from) != poll.lot:
        refuse(CannotCount(poll=poll.number, what="lot"))
    if not poll.secret:
        return open_papers(poll)
    papers = sorted_papers(command.papers)
    if any(paper.many < 1 or fault_of(poll, paper.marks) for paper in papers):
        refuse(CannotCount(poll=poll.number, what="papers"))
    if sum(paper.many for paper in papers) != poll.turnout:
        refuse(CannotCount(poll=poll.number, what="papers"))
    if len(set(command.receipts)) != poll.turnout or len(command.receipts) != poll.turnout:
        refuse(CannotCount(poll=poll.number, what="receipts"))
    return papers


def _follow(draft: Draft, poll: Poll) -> None:
    match poll.question:
        case OnElection():
            declare(draft, poll)
        case OnDeadlock():
            _decide(draft, poll)
        case OnReferendum():
            pass  # what the members think is recorded; what follows from it an assembly decides
        case _:
            assert_never(poll.question)


def _decide(draft: Draft, poll: Poll) -> None:
    """Make a decision of the proposal that won, at once; leaving things as they are makes none.

    A ballot does not overrule those whom a proposal affects: while one of them objects it is not decided.
    """
    won = poll.options[poll.elected[0]] if poll.outcome is PollOutcome.DECIDED else None
    if won is None or won.proposal is None or draft.assembly.proposals[won.proposal].objecting:
        return
    number = len(draft.assembly.decisions) + 1
    draft.emit(
        ev.DecisionMade(decision=number, proposal=won.proposal, check=0, cooling_until=draft.now, poll=poll.number)
    )
    settle(draft, number)


def begin_again(draft: Draft, command: BeginPollAgain) -> None:
    """Begin a ballot again whose box cannot be opened, for its full time: what was given before does not count."""
    poll = _poll(draft.assembly, command.poll)
    if not poll.is_open:
        refuse(PollOver(poll=poll.number, closed_at=poll.closed_at or poll.closes_at, counted=True))
    if command.lot == poll.lot:
        refuse(NothingChanged(what="a ballot that begins again has a lot of its own"))
    half = max(poll.remind_at - poll.opened_at, SHORTEST_PERIOD / 2)
    draft.emit(
        ev.PollBegunAgain(
            poll=poll.number,
            remind_at=draft.now + half,
            closes_at=draft.now + 2 * half,
            lot=command.lot,
            because=command.because,
        )
    )


def keep_open(draft: Draft, command: KeepPollOpen) -> None:
    """Keep a ballot open that was to close while nobody could vote in it, as after a long absence of the bot."""
    poll = _poll(draft.assembly, command.poll)
    if poll.number not in polls_to_count(draft.assembly, draft.now):
        refuse(PollNotOver(poll=poll.number, closes_at=poll.closes_at))
    missed = draft.now - max(command.since, poll.opened_at)
    if missed <= SHORT_ABSENCE or command.since > poll.closes_at:
        refuse(NothingChanged(what="nobody missed as much of it as is made good"))
    draft.emit(ev.PollMoved(poll=poll.number, closes_at=poll.closes_at + missed, because="keys"))
