"""What ballots owe, from the opening to the count. Nobody is ever told who has voted."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from adapters.cards.polls import name_of_poll, poll_heading, result_blocks
from adapters.documents import Block, Document, paragraph
from adapters.notices.notice import CardChanged, Notice, Occasion, ToPerson, ToVenues, told
from adapters.outcomes import checkpointed
from adapters.phrases import count, moment
from adapters.references import Kind, Subject
from deliberation import events as ev
from deliberation.events import Event
from deliberation.polls import OnDeadlock, OnElection, Poll, PollOutcome


def _subject(event: Any) -> Subject:
    return Subject(Kind.POLL, event.poll)


def _card(event: Any, _now: Occasion) -> list[Notice]:
    return [CardChanged(_subject(event))]


def _opened(event: ev.PollOpened, now: Occasion) -> list[Notice]:
    owed = _card(event, now)
    if isinstance(event.question, OnElection):
        owed.append(CardChanged(Subject(Kind.ELECTION, event.question.election)))
    return owed


def _half_time(event: ev.PollHalfTimeReached, now: Occasion) -> list[Notice]:
    poll = now.after.polls[event.poll]
    silent = [person for person in poll.silent() if now.at.called(person) in now.after.participants]
    if not silent:
        return []
    name, ends = name_of_poll(poll, now.at), moment(poll.closes_at, now.after)
    number = f"B{poll.number}@{now.after.slug}"
    document = Document(
        (
            paragraph(
                f"{now.after.name} votes on {name}, and you have not voted yet. You can until ",
                ends,
                ". To get your ballot here: ",
                now.at.type(f"ballot {number}"),
                ". This is the only reminder.",
            ),
        )
    )
    reminders = [
        ToPerson(
            now.at.called(person), document, _subject(event), f"vote:{poll.number}.{poll.begun_again}:{person}",
            reminder=True,
        )
        for person in silent
    ]  # fmt: skip
    many = count(len(silent), "person has", "people have")
    room = paragraph(f"Half of the time for {name} is over. It is open until ", ends, f". {many} not voted yet.")
    return [ToVenues(Document((room,)), _subject(event)), *reminders]


_MOVED: Final = MappingProxyType(
    {
        "absence": "I was away and could not hear you",
        "keys": "I could not reach its key, and nobody could vote",
    }
)


def _moved(event: ev.PollMoved, now: Occasion) -> list[Notice]:
    poll = now.after.polls[event.poll]
    said = paragraph(
        f"{name_of_poll(poll, now.at)} stays open until ",
        moment(event.closes_at, now.after),
        f", because {_MOVED.get(event.because, _MOVED['absence'])}.",
    )
    return [told(said, subject=_subject(event)), *_card(event, now)]


_BECAUSE: Final = MappingProxyType(
    {
        "key": "the key with which the ballots were sealed is lost, so nobody can open them",
        "box": "ballots that were given are missing, and a count without them would be none",
    }
)


def _begun_again(event: ev.PollBegunAgain, now: Occasion) -> list[Notice]:
    poll = now.after.polls[event.poll]
    before = now.before.polls.get(event.poll) if now.before is not None else None
    because = _BECAUSE.get(event.because, "its ballots could not be opened")
    name = name_of_poll(poll, now.at)
    said = paragraph(
        f"{name} begins again, because {because}. What was given before does not count: please vote again. It is open"
        " until ",
        moment(event.closes_at, now.after),
        ".",
    )
    again = paragraph(
        f"Your ballot in {name} of {now.after.name} does not count any more, because {because}. Please vote again,"
        " until ",
        moment(event.closes_at, now.after),
        ": ",
        now.at.type(f"ballot B{poll.number}@{now.after.slug}"),
    )
    voters = sorted(before.given) if before is not None else []
    private = [
        ToPerson(now.at.called(person), Document((again,)), _subject(event), f"again:{poll.number}.{poll.begun_again}:"
                 f"{person}")
        for person in voters
    ]  # fmt: skip
    return [told(said, subject=_subject(event)), *_card(event, now), *private]


def _counted(event: ev.PollCounted, now: Occasion) -> list[Notice]:
    """Tell of a count where nothing follows from it that tells of it: no declaration and no decision."""
    poll = now.after.polls[event.poll]
    if isinstance(poll.question, OnElection) or _won(poll, now) is not None:
        return _card(event, now)
    blocks = [
        poll_heading(poll, now.at),
        *result_blocks(poll, now.at),
        *_stays(poll, now),
        *checkpointed(now.checkpoint),
    ]
    return [told(*blocks, subject=_subject(event)), *_card(event, now)]


def _stays(poll: Poll, now: Occasion) -> list[Block]:
    """Say what becomes of proposals that were voted on, where no decision follows that says it."""
    if not isinstance(poll.question, OnDeadlock):
        return []
    won = _first(poll)
    if won is None:
        return [paragraph("Things stay as they are. The proposals are closed; anyone can propose something new.")]
    said = f"An assembly that P{won} affects objects, which a ballot does not overrule: it is not decided."
    return [paragraph(said)]


def _first(poll: Poll) -> int | None:
    """Give the proposal that won a ballot, if one did."""
    return poll.options[poll.elected[0]].proposal if poll.outcome is PollOutcome.DECIDED else None


def _won(poll: Poll, now: Occasion) -> int | None:
    """Give the proposal that is decided by a ballot, which the message of the decision tells of."""
    won = _first(poll) if isinstance(poll.question, OnDeadlock) else None
    return None if won is None or now.after.proposals[won].objecting else won


def _called_off(event: ev.PollCalledOff, now: Occasion) -> list[Notice]:
    poll = now.after.polls[event.poll]
    name = name_of_poll(poll, now.at)
    said = f"{name} is called off, because the office that it was to fill has ended. No ballot is counted or shown."
    return [told(paragraph(said), subject=_subject(event)), *_card(event, now)]


POLLS: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
    {
        ev.PollOpened: _opened,
        ev.BallotGiven: _card,
        ev.PollHalfTimeReached: _half_time,
        ev.PollMoved: _moved,
        ev.PollBegunAgain: _begun_again,
        ev.PollCounted: _counted,
        ev.PollCalledOff: _called_off,
    }
)
"""``ReferendumCalled`` owes nothing: its ballot opens at once, and the card of that says who called it."""
