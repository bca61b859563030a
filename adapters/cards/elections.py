"""Elections as they are shown: the card with every date, who stands, and how it came out; lists and lines."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from adapters.cards.nominations import LONGEST_STATEMENT, SECOND, backing_words, standing_words
from adapters.cleaning import clean_line, cut
from adapters.documents import (
    Block,
    Bullets,
    Document,
    Inline,
    Paragraph,
    Quote,
    Strong,
    heading,
    inlines,
    paragraph,
)
from adapters.phrases import Names, count, length, listed, moment, stop
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.deciding.polls import members_vote
from deliberation.deciding.seats import put_off_until, remaining, sought_for
from deliberation.elections import Candidacy, Election, ElectionState
from deliberation.ids import PersonId
from deliberation.polls import OnElection
from deliberation.rules import Method

_MOST: Final = 30
_RESULTS: Final = 10

METHODS: Final[Mapping[Method, str]] = MappingProxyType(
    {
        Method.STAR: "STAR: each name gets 0 to 5, and the two with the most go into a run-off",
        Method.PROPORTIONAL: "proportional STAR: each name gets 0 to 5, and the seats are shared out among the voters",
        Method.STV: "the single transferable vote, by the rules of Scottish local elections: names are put in order",
    }
)


def name_of_election(election: Election) -> str:
    """Name an election by its number and what it is about."""
    return f"E{election.number} · {subject_of(election)}"


def subject_of(election: Election) -> str:
    """Say what an election is about: ``Election of the treasurer``, ``Selection for Leeds North``."""
    what = clean_line(election.office or election.seat, limit=120)
    return f"Election of the {what}" if election.office else f"Selection for {what}"


def election_card(assembly: Assembly, election: Election, names: Names) -> Document:
    """Draw the card of an election."""
    at = Setting(assembly, names)
    state = f" · {_state(election) if election.is_open else how_it_ended(election)}"
    blocks: list[Block] = [heading(name_of_election(election) + state)]
    if not election.is_open:
        blocks += [*_came_out(election, at), *_candidates(election, at)]
        return Document(tuple(blocks), tone="carried" if election.elected else "over")
    blocks += [
        *_about(election, at),
        *_timetable(election, at),
        *_candidates(election, at),
        *_HOW[election.state](election, at),
    ]
    return Document(tuple(blocks), tone="open")


_OVER: Final = MappingProxyType(
    {"ballot": "declared", "consensus": "by consensus", "called off": "called off", "office ended": "ended"}
)


def how_it_ended(election: Election) -> str:
    """Say in a word how an election ended: ``declared``, ``called off``."""
    return _OVER.get(election.because, "over")


def _state(election: Election) -> str:
    return "waiting for names" if election.waiting else election.state.value


def _about(election: Election, at: Setting) -> list[Block]:
    if election.called_by is not None:
        opening = f"Called by {at.name(election.called_by)}."
    else:
        opening = f"It opened by itself, because {_because(election, at)}."
    many = f" {count(election.seats, 'person is', 'people are')} elected." if election.seats > 1 else ""
    return [paragraph(f"{opening}{many} {_returned(election, at)}")]


def _because(election: Election, at: Setting) -> str:
    """Say why an election opened by itself: an earlier one left seats unfilled, or a place was vacant."""
    for each in at.assembly.elections.values() if at.assembly else ():
        same = (each.office, each.seat.casefold()) == (election.office, election.seat.casefold())
        if same and each.unfilled and each.ended_at == election.opened_at:
            return f"E{each.number} left {count(each.unfilled, 'seat', 'seats')} unfilled"
    return "the office was vacant" if election.seats == 1 else f"{election.seats} places in the office were vacant"


def _returned(election: Election, at: Setting) -> str:
    if election.returning is None:
        return "I am the returning officer: all goes by this timetable, by itself."
    return f"Returning officer: {at.in_full(election.returning)}, who cannot stand."


def _timetable(election: Election, at: Setting) -> list[Block]:
    times, here = election.timetable, at.assembly
    assert here is not None  # noqa: S101 - an election is always an assembly's
    if election.waiting:
        nominations = inlines(Strong("Nominations"), ": open until somebody stands; then the timetable begins anew")
        return [Bullets((nominations, *_votes(election, at)))]
    return [
        Bullets(
            (
                inlines(Strong("Nominations"), ": ", *_span(times.nominations_open, times.nominations_close, here)),
                *_ballot_times(election, here),
                *_votes(election, at),
            )
        )
    ]


def _ballot_times(election: Election, here: Assembly) -> list[tuple[Inline, ...]]:
    times, waits = election.timetable, put_off_until(here, election)
    if waits is not None:
        asked = [f"P{each.number}" for each in sought_for(here, election)]
        lasts, are = length(times.ballot_close - times.ballot_open), "is" if len(asked) == 1 else "are"
        return [
            inlines(Strong("Consensus first"), f": {listed(asked)} {are} asked about until ", moment(waits, here)),
            inlines(Strong("Ballot"), f", if there is none: it waits for that answer, and is then open for {lasts}"),
        ]
    return [
        inlines(Strong("Consensus first"), ": sought until ", moment(times.ballot_open, here)),
        inlines(Strong("Ballot"), ", if there is none: ", *_span(times.ballot_open, times.ballot_close, here)),
    ]


def _span(opens: datetime, closes: datetime, here: Assembly) -> list[Inline | str]:
    return ["from ", moment(opens, here), " until ", moment(closes, here)]


def _votes(election: Election, at: Setting) -> list[tuple[Inline, ...]]:
    here = at.assembly
    assert here is not None  # noqa: S101 - an election is always an assembly's
    members = members_vote(here, OnElection(election.number), here.rules)
    who, else_all = ("members", " (all, where nobody is a member)") if members else ("all", "")
    secret = "in secret" if here.rules.secret_ballots else "openly"
    joined: list[Inline | str] = [] if election.waiting else [" by ", moment(election.timetable.joined_by, here)]
    return [
        inlines(Strong("Who votes"), f": {who} who took part here", *joined, f"{else_all}, {secret}"),
        inlines(Strong("Counted by"), f" {METHODS[election.method]}. “Re-open nominations” always stands"),
    ]


# --- who stands


def _candidates(election: Election, at: Setting) -> list[Block]:
    if not election.candidates:
        return [paragraph("Nobody was nominated." if not election.is_open else "Nobody is nominated yet.")]
    blocks: list[Block] = [paragraph(Strong("Names put forward:"))]
    for each in election.in_order[:_MOST]:
        blocks.append(Bullets((inlines(Strong(at.in_full(each.person)), f": {_how_put(each, at)}"),)))
        if each.statement and not each.declined:
            blocks.append(Quote(cut(each.statement, LONGEST_STATEMENT)))
    left = len(election.candidates) - _MOST
    return [*blocks, *([paragraph(f"And {left:,} more.")] if left > 0 else [])]


def _how_put(each: Candidacy, at: Setting) -> str:
    unseconded = ", not seconded yet" if each.seconded_by is None else ""
    return f"{standing_words(each, at)}; {backing_words(each, at)}{unseconded}"


# --- what to do


def _announced(election: Election, at: Setting) -> list[Block]:
    opens = moment(election.timetable.nominations_open, at.assembly)
    return [paragraph("Names can be put forward from ", opens, " on.")]


def _nominations(election: Election, at: Setting) -> list[Block]:
    number = f"E{election.number}"
    return [
        paragraph(
            "To put a name forward: ",
            at.type(f"nominate NAME in {number} because …"),
            ". Somebody else seconds it: ",
            at.type(f"second NAME in {number}"),
            f", or {SECOND} on the nomination. Whoever is named says whether they stand, and why: ",
            at.type(f"accept {number} …"),
            " or ",
            at.type(f"decline {number}"),
            ".",
        ),
        paragraph(f"Each person can put forward {count(election.seats, 'name', 'names')}, not their own."),
    ]


def _consensus(election: Election, at: Setting) -> list[Block]:
    assert at.assembly is not None  # noqa: S101 - an election is always an assembly's
    asked = [f"P{each.number}" for each in sought_for(at.assembly, election)]
    standing, seats = remaining(at.assembly, election)
    if asked:
        typed = at.type(f"status {asked[0]}")
        return [paragraph(f"The assembly is asked now whether there is consensus: {listed(asked)}. To see it: ", typed)]
    if not standing:
        return [paragraph("Nobody stands any more. At the time when the ballot was to open, nominations open again.")]
    where = f"E{election.number}" if election.seat else election.office
    word = "in" if election.seat else "as"
    said = "Nominations are closed. " if seats > 0 else ""
    return [
        paragraph(
            f"{said}Speak with those who stand. Whoever believes that there is consensus on one of them asks: ",
            at.type(f"elect NAME {word} {where}"),
            ". Otherwise the ballot opens by itself.",
        )
    ]


def _ballot(election: Election, at: Setting) -> list[Block]:
    number = f"B{election.poll}"
    return [paragraph(f"The ballot is {number}. To vote, in private: ", at.type(f"ballot {number}"))]


_HOW: Final[Mapping[ElectionState, Callable[[Election, Setting], list[Block]]]] = MappingProxyType(
    {
        ElectionState.ANNOUNCED: _announced,
        ElectionState.NOMINATIONS: _nominations,
        ElectionState.CONSENSUS: _consensus,
        ElectionState.BALLOT: _ballot,
    }
)


# --- the end


def _came_out(election: Election, at: Setting) -> list[Block]:
    return [Paragraph(inlines(*result_words(election, at))), *_where_counted(election, at)]


def result_words(election: Election, at: Setting) -> list[Inline | str]:
    """Say how an election came out."""
    if election.because == "called off" and (instead := _in_its_place(election, at)) is not None:
        return [Strong("Called off"), f": {at.name(instead)} called E{election.number + 1} in its place."]
    if election.because == "called off":
        by = at.name(election.ended_by) if election.ended_by is not None else "the returning officer"
        why = f": {cut(election.reason, LONGEST_STATEMENT)}" if election.reason else stop(by)
        return [Strong("Called off"), f" by {by}{why}"]
    if election.because == "office ended":
        return [Strong("Ended"), ": there is no such office to elect to any more."]
    elected = [at.in_full(person) for person in election.elected]
    how = "by the consensus of the assembly" if election.because == "consensus" else "in the ballot"
    verb = "Elected" if election.office else "Selected"
    parts: list[Inline | str] = [Strong(f"{verb} {how}:" if elected else "Nobody is elected.")]
    if elected:
        parts.append(f" {listed(elected)}.")
    if election.unfilled:
        left = count(election.unfilled, "seat stays", "seats stay")
        parts.append(f" {left} unfilled, and nominations for it are open again." if election.unfilled == 1
                     else f" {left} unfilled, and nominations for them are open again.")  # fmt: skip
    return parts


def _in_its_place(election: Election, at: Setting) -> PersonId | None:
    """Name who called another election for the same in the same breath, with a timetable of their own."""
    after = at.assembly.elections.get(election.number + 1) if at.assembly else None
    same = after is not None and (after.office, after.seat, after.opened_at) == (
        election.office,
        election.seat,
        election.ended_at,
    )
    return after.called_by if after is not None and same else None


def _where_counted(election: Election, at: Setting) -> list[Block]:
    if election.poll is None or election.because != "ballot":
        return []
    return [paragraph("Every stage of the count, and how to count again: ", at.type(f"why B{election.poll}"))]


# --- lists


def happened_in_elections(assembly: Assembly, at: Setting) -> Iterator[tuple[datetime, str]]:
    """List what the minutes say of elections: when each was called, and how it came out."""
    for election in assembly.elections.values():
        name = name_of_election(election)
        by = f"{at.name(election.called_by)} called" if election.called_by is not None else "There began"
        yield election.opened_at, f"{by} {name}"
        if election.ended_at is not None:
            yield election.ended_at, f"E{election.number}: {_in_a_line(election, at)}"


def _in_a_line(election: Election, at: Setting) -> str:
    if election.because in {"called off", "office ended"}:
        return "called off" if election.because == "called off" else "ended with the office"
    elected = listed([at.in_full(person) for person in election.elected])
    verb = "elected" if election.office else "selected"
    how = "by consensus" if election.because == "consensus" else "by ballot"
    return f"{elected} {verb} {how}" if elected else "nobody elected"


def list_elections(assembly: Assembly, at: Setting) -> Document:
    """List the elections that are open, and how the last ones came out."""
    still_open = open_elections(assembly, at)
    over = [each for each in assembly.elections.values() if not each.is_open][-_RESULTS:]
    blocks: list[Block] = [heading(f"Elections of {assembly.name}")]
    if still_open:
        blocks += [paragraph(Strong("Open")), Bullets(tuple(still_open))]
    else:
        blocks.append(paragraph("None is open. To call one: ", at.type(f"election {_an_office(assembly)}")))
    if over:
        lines = (inlines(f"{name_of_election(each)}: ", *result_words(each, at)) for each in over)
        blocks += [paragraph(Strong("Over")), Bullets(tuple(lines))]
    if assembly.elections:
        blocks.append(paragraph("To see one whole: ", at.type(f"status E{max(assembly.elections)}")))
    return Document(tuple(blocks))


def _an_office(assembly: Assembly) -> str:
    """Name an office that is elected, a vacant one if there is any."""
    elected = [office for office in assembly.offices.values() if office.is_elected]
    return min(elected, key=lambda each: (not each.vacancies, each.name)).name if elected else "secretary"


def open_elections(assembly: Assembly, at: Setting) -> list[tuple[Inline, ...]]:
    """List the elections that are open, each on a line that begins with its number."""
    return [_line(each, at) for each in assembly.elections.values() if each.is_open]


def _line(election: Election, at: Setting) -> tuple[Inline, ...]:
    times, standing = election.timetable, len(election.standing)
    waits = put_off_until(at.assembly, election) if at.assembly is not None else None
    until = {
        ElectionState.ANNOUNCED: ("nominations open ", times.nominations_open),
        ElectionState.NOMINATIONS: ("nominations until ", times.nominations_close),
        ElectionState.CONSENSUS: ("the ballot opens ", times.ballot_open)
        if waits is None
        else ("the ballot waits for consensus until ", waits),
        ElectionState.BALLOT: ("ballot until ", times.ballot_close),
    }
    stand = f"; {count(standing, 'stands', 'stand')}" if standing else "; nobody stands yet"
    if election.waiting:
        nominate = at.type(f"nominate NAME in E{election.number}")
        return inlines(f"{name_of_election(election)}: waits for a name; to put one forward: ", nominate)
    said, when = until[election.state]
    return inlines(f"{name_of_election(election)}: {said}", moment(when, at.assembly), stand)
