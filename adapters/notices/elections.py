"""What elections owe: the card with the timetable, one for each nomination, what rooms and candidates are told."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from adapters.ballots.options import called
from adapters.cards.elections import how_it_ended, name_of_election, result_words, subject_of
from adapters.cleaning import clean_line, cut
from adapters.counts.tables import IN_CHAT, document
from adapters.documents import Block, Document, Inline, Paragraph, Quote, Strong, heading, inlines, paragraph
from adapters.notices.notice import CardChanged, Notice, Occasion, ToPerson, ToVenues
from adapters.outcomes import checkpointed
from adapters.phrases import count, day, length, listed, moment
from adapters.references import Kind, Subject
from deliberation import events as ev
from deliberation.deciding.seats import answered_by, put_off_until, sought_for
from deliberation.elections import Candidacy, Election, ElectionState
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.poll_results import YesNo, result_of
from deliberation.polls import Poll

_REASON: Final = 600


def _subject(number: int) -> Subject:
    return Subject(Kind.ELECTION, number)


def _card(number: int) -> CardChanged:
    return CardChanged(_subject(number))


def _told(number: int, *blocks: Block) -> ToVenues:
    return ToVenues(Document(tuple(blocks)), _subject(number))


def _election(event: Any, now: Occasion) -> Election:
    return now.after.elections[event.election]


def _nomination(election: Election, candidacy: Candidacy) -> CardChanged:
    return CardChanged(Subject(Kind.NOMINATION, election.number, candidacy.number))


def _nominations(election: Election) -> list[Notice]:
    return [_nomination(election, each) for each in election.in_order]


def _typed(words: str, now: Occasion) -> Inline:
    """Write a command as it is typed in private."""
    return replace(now.at, private=True).type(words)


# --- the timetable


def _called(event: ev.ElectionCalled, _now: Occasion) -> list[Notice]:
    return [_card(event.election)]


def _opened(event: ev.NominationsOpened, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    if election.timetable.nominations_open <= election.opened_at:
        return [_card(event.election)]  # its card is being posted, and says so
    said = paragraph(
        f"{name_of_election(election)}: nominations are open until ",
        moment(election.timetable.nominations_close, now.after),
        ". To put a name forward: ",
        now.at.type(f"nominate NAME in E{election.number} because …"),
    )
    return [_told(event.election, said), _card(event.election)]


def _kept_open(event: ev.NominationsKeptOpen, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    said = paragraph(
        f"{name_of_election(election)}: nobody stands, so nominations stay open until somebody does; then the timetable"
        " begins anew. I do not say this again. To put a name forward: ",
        now.at.type(f"nominate NAME in E{election.number} because …"),
    )
    return [_told(event.election, said), _card(event.election)]


def _moved(event: ev.TimetableMoved, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    times = election.timetable
    why = {
        "stands": "somebody stands, so the timetable begins anew and others can stand too",
        "absence": "I was away, so the timetable is put off by as long",
    }.get(event.because, f"{now.at.name(event.by) if event.by is not None else 'somebody'} has moved the timetable")
    closes: list[Inline | str] = [" Nominations close ", moment(times.nominations_close, now.after), "."]
    said = paragraph(
        f"{name_of_election(election)}: {why}.",
        *(closes if election.state is not ElectionState.CONSENSUS else []),
        " The ballot is open from ",
        moment(times.ballot_open, now.after),
        " until ",
        moment(times.ballot_close, now.after),
        ".",
    )
    return [_told(event.election, said), _card(event.election)]


def _closed(event: ev.NominationsClosed, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    standing = now.at.people(event.standing)
    verb = "stands" if len(event.standing) == 1 else "stand"
    opening = f"{name_of_election(election)}: nominations are closed, and {standing} {verb}."
    word, where = ("in", f"E{election.number}") if election.seat else ("as", election.office)
    if len(event.standing) > election.seats:
        more: list[Inline | str] = [
            " Consensus first: speak with them; whoever believes that there is consensus on one asks: ",
            now.at.type(f"elect NAME {word} {where}"),
            ". Otherwise the ballot opens ",
        ]
    else:
        more = [" The assembly is asked whether there is consensus. If there is none, the ballot opens "]
    said = paragraph(opening, *more, moment(election.timetable.ballot_open, now.after), ".")
    return [_told(event.election, said), _card(event.election), *_nominations(election)]


def as_asked(now: Occasion) -> list[Notice]:
    """What something asked, moved or answered owes to the elections whose ballots wait for it."""
    owed: list[Notice] = []
    before = now.before
    if before is None:
        return owed
    for was in before.elections.values():
        election = now.after.elections[was.number]
        if election.state is not ElectionState.CONSENSUS:
            continue
        waited, waits = put_off_until(before, was), put_off_until(now.after, election)
        if waits is not None and (waited is None or waited < waits):
            owed.append(_told(election.number, _put_off(election, waits, now)))
        if answered_by(before, was) != answered_by(now.after, election):
            owed.append(_card(election.number))
    return owed


def _put_off(election: Election, waits: datetime, now: Occasion) -> Paragraph:
    asked = listed([f"P{each.number}" for each in sought_for(now.after, election)])
    times = election.timetable
    return paragraph(
        f"{name_of_election(election)}: its ballot was to open ",
        moment(times.ballot_open, now.after),
        f", and waits for the answer on {asked} until ",
        moment(waits, now.after),
        f". If there is no consensus, it opens then, for {length(times.ballot_close - times.ballot_open)}.",
    )


# --- names


def _nominated(event: ev.NominationMade, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    candidacy = election.candidates[event.person]
    return [
        _nomination(election, candidacy),
        _card(event.election),
        ToPerson(
            now.at.called(event.person),
            Document(tuple(_asked(election, candidacy, now))),
            _subject(event.election),
            f"nominated:{event.election}.{event.number}:{event.person}",
        ),
    ]


def _asked(election: Election, candidacy: Candidacy, now: Occasion) -> list[Block]:
    what = subject_of(election)
    number = f"E{election.number}"
    blocks: list[Block] = [
        paragraph(
            f"{now.at.name(candidacy.nominated_by)} has put your name forward in {now.after.name}: {what} ({number})."
            " Nominations close ",
            moment(election.timetable.nominations_close, now.after),
            ".",
        )
    ]
    if candidacy.reason:
        blocks.append(Quote(cut(candidacy.reason, _REASON)))
    return [*blocks, paragraph(*_how_to_answer(number, now))]


def _how_to_answer(number: str, now: Occasion) -> list[Inline | str]:
    return [
        "To stand, say why in your own words, which everyone will read: ",
        _typed(f"accept {number} …", now),
        ". Not to stand: ",
        _typed(f"decline {number}", now),
        ". Without an answer your name is not on the ballot.",
    ]


def _seconded(event: ev.NominationSeconded, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    return [_nomination(election, election.candidates[event.person]), _card(event.election)]


def _answered(event: ev.NominationAnswered, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    owed: list[Notice] = [_nomination(election, election.candidates[event.person]), _card(event.election)]
    if election.state is ElectionState.CONSENSUS and not event.accepts:
        who = now.at.name(event.person)
        said = paragraph(f"{name_of_election(election)}: {who} stands no more, and will not be on the ballot.")
        owed.insert(0, _told(event.election, said))
    return owed


def _reminded(event: ev.CandidatesReminded, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    number = f"E{election.number}"
    said = paragraph(
        f"Your name was put forward in {now.after.name}: {subject_of(election)} ({number}). You have not said yet"
        " whether you stand, and nominations close ",
        moment(election.timetable.nominations_close, now.after),
        ". ",
        *_how_to_answer(number, now),
    )
    closes = day(election.timetable.nominations_close, "UTC")
    return [
        ToPerson(
            now.at.called(person),
            Document((said,)),
            _subject(event.election),
            f"unanswered:{event.election}.{closes}:{person}",
            reminder=True,
        )
        for person in event.people
    ]


# --- who returns it


def _passed(event: ev.ReturningPassed, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    name = name_of_election(election)
    before = now.before.elections[event.election].returning if now.before is not None else None
    if event.returning is not None:
        said = f"{name}: {now.at.in_full(event.returning)} is the returning officer, and cannot stand."
    else:
        said = f"{name}: {_why(event.because, before, now)}. I return it now, by its timetable."
    return [_told(event.election, paragraph(said)), _card(event.election)]


def _why(because: str, before: PersonId | None, now: Occasion) -> str:
    who = now.at.name(before) if before is not None else "the returning officer"
    if because == "stands":
        return f"it turned out to be about {who} too, so they no longer return it"
    if because == "handed over":
        return f"{who} no longer returns it"
    return f"{who} has left, and no longer returns it"


# --- the end


def _selected(event: ev.CandidateSelected, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    if not event.decision:
        return [_card(event.election)]  # the declaration follows, and names all whom the ballot selected
    who = now.at.in_full(event.person)
    said = paragraph(
        f"By D{event.decision}, {who} is selected for {clean_line(election.seat, limit=120)} (E{election.number})."
    )
    return [_told(event.election, said), _card(event.election)]


def _ended(event: ev.ElectionEnded, now: Occasion) -> list[Notice]:
    election = _election(event, now)
    blocks: list[Block] = [
        heading(f"{name_of_election(election)} · {how_it_ended(election)}"),
        Paragraph(inlines(*_result(event, election, now))),
        *_after_the_call_off(election, now),
        *_held(election, now),
        *_stages(election, now),
        *checkpointed(now.checkpoint),
    ]
    return [_told(event.election, *blocks), _card(event.election), *_nominations(election)]


def _result(event: ev.ElectionEnded, election: Election, now: Occasion) -> list[Inline | str]:
    """Say how it came out; whoever calls it off says why, but where another with their timetable takes its place."""
    if event.because == "called off" and event.by is not None and not event.reason:
        return [Strong("Called off"), f": {now.at.name(event.by)} calls another in its place, which follows."]
    return result_words(election, now.at)


def _after_the_call_off(election: Election, now: Occasion) -> list[Block]:
    """Say what goes on once an election is called off: what is asked about a name, and how the next is called."""
    if election.because != "called off":
        return []
    blocks: list[Block] = []
    ends, asked = answered_by(now.after, election), [f"P{each.number}" for each in sought_for(now.after, election)]
    if ends is not None:
        are = "is" if len(asked) == 1 else "are"
        then = ", and decides by itself." if len(asked) == 1 else ", and decide by themselves."
        then = ", but nobody is selected by that any more." if election.seat else then
        blocks.append(paragraph(f"{listed(asked)} {are} still asked until ", moment(ends, now.after), then))
    if election.unfilled:
        blocks.append(
            paragraph(
                "No other opens by itself. The office is vacant, so anyone who takes part can call the next, as the"
                " rules have it, and that one is not called off: ",
                now.at.type(f"election {election.office}"),
            )
        )
    return blocks


def _held(election: Election, now: Occasion) -> list[Block]:
    """Say until when those hold the office whom a ballot put into it."""
    office = now.after.offices.get(election.office)
    if office is None or election.because != "ballot":
        return []
    until: dict[str, list[str]] = {}
    for tenure in office.held:
        if tenure.holder in election.elected:
            until.setdefault(day(tenure.until, now.after.rules.time_zone), []).append(now.at.name(tenure.holder))
    return [
        paragraph(
            f"{listed(names)} {'is' if len(names) == 1 else 'are'} {office.name} of {now.after.name} until {when}."
        )
        for when, names in until.items()
    ]


def _stages(election: Election, now: Occasion) -> list[Block]:
    """Publish every stage of the count, and say how anybody can do it again."""
    poll = now.after.polls.get(election.poll or 0)
    if poll is None or election.because != "ballot":
        return []
    number = f"B{poll.number}"
    voted = paragraph(f"{count(poll.turnout, 'person', 'people')} of {len(poll.roll):,} voted in {number}.")
    how: list[Inline | str] = [
        "The papers stand in the register, so that anybody can count again: ",
        now.at.type(f"why {number}"),
    ]
    if poll.receipts:
        how += ["; to find your ballot among those counted: ", now.at.type(f"receipts {number}")]
    return [voted, *_count(poll, now), paragraph(*how)]


def _count(poll: Poll, now: Occasion) -> tuple[Block, ...]:
    counted = result_of(poll, poll.papers, poll.drawn_from).count
    if counted is None or isinstance(counted, YesNo):
        return (paragraph("No ballot says anything, so there is nothing to count."),)
    names = tuple(called(option, now.at) for option in poll.options)
    rest = f"The rest of the count: why B{poll.number}."
    shown = document(replace(counted, candidates=names), title="The count", most=IN_CHAT // 2, rest=rest)
    return shown.blocks


ELECTIONS: Final[Mapping[type[Event], Callable[[Any, Occasion], list[Notice]]]] = MappingProxyType(
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
        ev.ReturningPassed: _passed,
        ev.CandidateSelected: _selected,
        ev.ElectionEnded: _ended,
    }
)
"""That an election needs a returning officer the Electoral Society's rooms are told by ``bot.sitting``."""

ANSWERED: Final = (
    ev.CheckCalled,
    ev.DeadlineMoved,
    ev.CheckClosed,
    ev.DecisionMade,
    ev.DecisionSentBack,
    ev.ProposalWithdrawn,
)
"""What changes by when the questions about an election's seats are answered."""


def for_the_society(election: Election, now: Occasion) -> Document:
    """What the Electoral Society's rooms read when an election is called somewhere."""
    here = clean_line(now.after.name, limit=80)
    opening = f"{here} elects: {subject_of(election)} (E{election.number}@{now.after.slug}). Nominations are open from "
    times = election.timetable
    parts: list[Inline | str] = [
        opening,
        moment(times.nominations_open, now.after),
        " until ",
        moment(times.nominations_close, now.after),
        ", the ballot from ",
        moment(times.ballot_open, now.after),
        " until ",
        moment(times.ballot_close, now.after),
        ". ",
    ]
    if election.returning is not None:
        return Document((paragraph(*parts, f"{now.at.in_full(election.returning)} returns it."),))
    how = _typed(f"take-on E{election.number}", now)
    return Document((paragraph(*parts, "I return it by the timetable, until an officer of yours takes it on: ", how),))
