"""Elections: each is held against its timetable, its rules, and what people said in it (design, "Elections")."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.auditing.case import Case, Sentences
from deliberation.checks import OnProposal
from deliberation.convening import conveners
from deliberation.effects import Effect, FillOffice, SelectCandidate
from deliberation.elections import Candidacy, Election, ElectionState, Timetable
from deliberation.events import Event
from deliberation.federation import Kind
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.polls import OnElection, OptionKind
from deliberation.proposals import Decision
from deliberation.rules import LONGEST_PERIOD

_HOUR, _DAY, _HALF_A_YEAR, _YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=183), timedelta(days=365)
_MOST_SEATS: Final = 50
_BEFORE_BALLOT: Final = frozenset({ElectionState.ANNOUNCED, ElectionState.NOMINATIONS, ElectionState.CONSENSUS})

# --- called


def _called(case: Case, event: ev.ElectionCalled) -> Sentences:
    yield from case.next_number("Election", event.election, len(case.assembly.elections))
    most = _MOST_SEATS
    if event.office:
        office = case.assembly.offices.get(event.office)
        if office is None or not office.is_elected:
            yield f"E{event.election} would fill the office of {event.office}, which is not elected."
            return
        most = office.seats
    elif case.assembly.kind is not Kind.CONSTITUENCY:
        yield f"E{event.election} selects candidates for public election, which constituency assemblies alone do."
    if bool(event.office) == bool(event.seat):
        yield f"E{event.election} is about no office and no seat, or about both."
    if not 1 <= event.seats <= most:
        yield f"E{event.election} is for {event.seats} seats, and there are {most}."
    if _open(case.assembly, event.office, event.seat):
        yield f"E{event.election} was called while another for the same was open."
    yield from _in_order(case, event.election, event.timetable)
    by_itself = case.paid("again", event.office, event.seat.casefold())
    if event.called_by is None:
        yield from _by_itself(case, event, again=by_itself)
    else:
        yield from _by_somebody(case, event, event.called_by)
    if event.called_by is not None:
        yield from _long_enough(case, event)
    if event.timetable.nominations_open <= case.at:
        case.owe(f"The nominations of E{event.election} were to open at once, and did not.", "opened", event.election)


def _open(assembly: Assembly, office: str, seat: str) -> bool:
    wanted = (office, seat.casefold())
    return any(each.is_open and (each.office, each.seat.casefold()) == wanted for each in assembly.elections.values())


def _in_order(case: Case, number: int, times: Timetable, *, closed: bool = False) -> Sentences:
    nominations = times.nominations_close - max(times.nominations_open, case.at)
    consensus, ballot = times.ballot_open - times.nominations_close, times.ballot_close - times.ballot_open
    if (nominations < _HOUR and not closed) or min(consensus, ballot) < _HOUR:
        yield f"The timetable of E{number} leaves less than an hour for something."
    too_long = times.ballot_close - case.at > max(_HALF_A_YEAR, _of_the_rules(case).ballot_close - case.at)
    if too_long or times.joined_by > times.ballot_open or times.ballot_open <= case.at:
        yield f"The timetable of E{number} takes more than half a year, or is not in order."


def _long_enough(case: Case, event: ev.ElectionCalled) -> Sentences:
    """Find fault where somebody called it with less time than the rules leave for anything, or for a few to vote."""
    rules, times = case.assembly.rules, event.timetable
    opens = max(times.nominations_open, case.at)
    least = max(rules.shortest_period, _HOUR)
    given = _spans(replace(times, nominations_open=opens))
    if any(one < two for one, two in zip(given, (least, least + rules.cooling_off, least), strict=True)):
        yield f"The timetable of E{event.election} leaves less time for something than the rules do."
    yield from _voters(case, event.election, times.joined_by)


def _by_itself(case: Case, event: ev.ElectionCalled, *, again: bool) -> Sentences:
    """An election begins by itself where a place fell vacant, or nobody won one; then all is as the rules say."""
    office = case.assembly.offices.get(event.office)
    vacant = office is not None and office.election_open and office.vacancies > 0
    if not (again or vacant):
        yield f"E{event.election} was called by nobody, though no place was vacant."
    if event.returning is not None or event.method is not case.assembly.rules.election_method:
        yield f"E{event.election} was called by nobody, with a method or a returning officer of its own."
    yield from _by_the_rules(case, event.election, event.timetable)


def _by_the_rules(case: Case, number: int, times: Timetable) -> Sentences:
    if times != _of_the_rules(case):
        yield f"The timetable of E{number} is not the one in the rules."


def _of_the_rules(case: Case) -> Timetable:
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


def _by_somebody(case: Case, event: ev.ElectionCalled, by: PersonId) -> Sentences:
    if event.returning not in {None, by}:
        yield f"E{event.election} was called by {by} for {event.returning} to return it."
    if event.returning is None:  # an officer of the Electoral Society need not take part
        yield from case.takes_part(by, f"called E{event.election}")
    about = _about(case.assembly, event.office, None)
    if by in about:
        yield f"E{event.election} was called by {by}, who holds that office, or of whom it is asked."
    named = conveners(case.assembly, case.at, frozenset(about))
    if event.returning is None and named and by not in named:
        yield f"E{event.election} was called by {by}, who neither gives procedure nor returns it."


def _about(assembly: Assembly, office: str, election: Election | None) -> set[PersonId]:
    """Name those whom an election is about: who holds the office, is nominated, or is asked about now."""
    held = assembly.offices.get(office)
    people = set(held.holders if held is not None else ()) | (election.named if election is not None else set())
    for each in assembly.proposals.values():
        asked = each.effect if each.phase in {Phase.CHECK, Phase.COOLING_OFF} else None
        if (isinstance(asked, FillOffice) and office and asked.office == office) or (
            isinstance(asked, SelectCandidate) and election is not None and asked.election == election.number
        ):
            people.add(asked.person)
    return people


def _asked(case: Case, event: ev.CheckCalled) -> Sentences:
    """Find fault where consensus is sought on whoever returns the election."""
    if not isinstance(event.question, OnProposal):
        return
    effect = case.assembly.proposals[event.question.proposal].effect
    for election in case.assembly.elections.values():
        if not election.is_open or not isinstance(effect, FillOffice | SelectCandidate):
            continue
        if effect == _effect(election, effect.person) and effect.person == election.returning:
            yield f"In check {event.check} the returning officer of E{election.number} stands."


# --- the timetable


def _nominations_opened(case: Case, event: ev.NominationsOpened) -> Sentences:
    election = case.assembly.elections[event.election]
    case.paid("opened", event.election)
    if election.state is not ElectionState.ANNOUNCED or case.at < election.timetable.nominations_open:
        yield f"The nominations of E{event.election} opened twice, or before their time."


def _moved(case: Case, event: ev.TimetableMoved) -> Sentences:
    election, after = case.assembly.elections[event.election], event.timetable
    before = election.timetable
    if election.state not in _BEFORE_BALLOT:
        yield f"The timetable of E{event.election} was moved after its ballot had opened."
    if event.because == "moved":
        yield from _moved_by(case, election, event)
    elif event.because == "stands":
        if not election.waiting or not election.standing:
            yield f"The timetable of E{event.election} began anew, though it waited for nobody to stand."
        yield from _by_the_rules(case, event.election, after)
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
    yield from _in_order(case, event.election, after, closed=closed or kept)
    # It is not put off again and again, by half a year each time.
    begun = election.opened_at if election.state is ElectionState.ANNOUNCED else before.nominations_open
    whole = timedelta() if election.waiting else after.ballot_close - begun
    if whole > max(_HALF_A_YEAR, sum(_spans_ruled(case), timedelta())):
        yield f"The timetable of E{event.election} was moved so that all of it takes more than half a year."
    if closed and (before.nominations_open, before.nominations_close) != (
        after.nominations_open,
        after.nominations_close,
    ):
        yield f"The nominations of E{event.election} were moved after they had closed."
    if before.joined_by != after.joined_by and election.state in {ElectionState.NOMINATIONS, ElectionState.CONSENSUS}:
        yield f"Who votes in E{event.election} was changed after nominations had opened."
    if before.joined_by != after.joined_by:
        yield from _voters(case, event.election, after.joined_by)
    begins = case.at if election.waiting else after.nominations_open
    begins = max(begins, case.at) if election.state is ElectionState.ANNOUNCED else begins
    now = _spans(replace(after, nominations_open=begins))
    least = (min(one, two) for one, two in zip(_spans(before), _spans_ruled(case), strict=True))
    if any(one < two for one, two in zip(now, least, strict=True)):
        yield f"The timetable of E{event.election} was moved so that less time is left than was published."
    if event.by is None:
        yield f"The timetable of E{event.election} was moved by nobody."
    else:
        yield from _changed_by(case, election, event.by, "moved")


def _changed_by(case: Case, election: Election, by: PersonId, what: str) -> Sentences:
    """Find fault where somebody changed an election that it is about, or that another returned."""
    if by in _about(case.assembly, election.office, election):
        yield f"E{election.number} was {what} by {by}, whom it is about."
    if election.returning not in {None, by}:
        yield f"E{election.number} was {what} by {by}, while {election.returning} returned it."


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


# --- nominations


def _nominated(case: Case, event: ev.NominationMade) -> Sentences:
    election = case.assembly.elections[event.election]
    name = f"nomination {event.number} of E{event.election}"
    yield from case.next_number(f"Nomination in E{event.election}", event.number, election.nominations)
    yield from case.takes_part(event.by, f"made {name}")
    yield from case.takes_part(event.person, f"was named in {name}")
    yield from _while_open(election, name)
    if event.person == event.by:
        yield f"In {name} {event.by} nominates themselves."
    if event.person == election.returning:
        yield f"In {name} the returning officer is nominated."
    if event.person in election.candidates:
        yield f"In {name} {event.person} is nominated a second time."
    mine = [each for each in election.candidates.values() if each.nominated_by == event.by and not each.declined]
    if len(mine) >= election.seats:
        yield f"In {name} {event.by} puts forward more names than there are seats."


def _while_open(election: Election, what: str) -> Sentences:
    if election.state is not ElectionState.NOMINATIONS:
        yield f"{what} came while nominations were not open."


def _seconded(case: Case, event: ev.NominationSeconded) -> Sentences:
    election = case.assembly.elections[event.election]
    yield from case.takes_part(event.by, f"seconded a nomination in E{event.election}")
    yield from _while_open(election, f"A second in E{event.election}")
    found = election.candidates.get(event.person)
    if found is None or found.seconded_by is not None:
        yield f"{event.person} was seconded in E{event.election} twice, or without being nominated."
    elif event.by in {found.person, found.nominated_by}:
        yield f"{event.by} seconded in E{event.election} what they had put forward, or themselves."


def _answered(case: Case, event: ev.NominationAnswered) -> Sentences:
    election = case.assembly.elections[event.election]
    yield from case.takes_part(event.person, f"answered a nomination in E{event.election}")
    found = election.candidates.get(event.person)
    if found is None:
        yield f"{event.person} answered in E{event.election} without being nominated."
        return
    if election.state not in _BEFORE_BALLOT:
        yield f"{event.person} answered in E{event.election} after its ballot had opened."
    if event.accepts and found.accepted is not True:
        yield from _while_open(election, f"An acceptance in E{event.election}")
    if event.accepts and event.person == election.returning:
        yield f"In E{event.election} the returning officer stands."


def _reminded(case: Case, event: ev.CandidatesReminded) -> Sentences:
    election = case.assembly.elections[event.election]
    yield from _while_open(election, f"A reminder in E{event.election}")
    closes = election.timetable.nominations_close
    if election.reminded or not closes - _DAY <= case.at < closes:
        yield f"The candidates of E{event.election} were reminded twice, or at the wrong time."
    silent = sorted(each.person for each in election.candidates.values() if each.accepted is None)
    if list(event.people) != silent or not silent:
        yield f"In E{event.election} others were reminded than those who had not answered."


def _stands(case: Case, each: Candidacy) -> bool:
    here = each.person in case.assembly.participants
    return here and each.accepted is True and each.seconded_by is not None


def _standing(case: Case, election: Election) -> tuple[PersonId, ...]:
    """Name those who stand and have no seat yet."""
    settled = _settled(case, election)
    return tuple(
        sorted(
            each.person for each in election.candidates.values() if _stands(case, each) and each.person not in settled
        )
    )


def _settled(case: Case, election: Election) -> set[PersonId]:
    """Name those who were put into a seat since it was called, and are still there."""
    if election.seat:
        return set(election.elected)
    office = case.assembly.offices.get(election.office)
    return set(election.elected) & set(office.holders if office is not None else ())


def _seats(case: Case, election: Election) -> int:
    office = case.assembly.offices.get(election.office)
    return election.seats if office is None else min(election.seats, office.seats)


def _kept_open(case: Case, event: ev.NominationsKeptOpen) -> Sentences:
    election = case.assembly.elections[event.election]
    yield from _closing(case, election)
    if election.waiting or _standing(case, election):
        yield f"The nominations of E{event.election} were kept open though somebody stood, or twice."


def _closing(case: Case, election: Election) -> Sentences:
    yield from _while_open(election, f"The close of nominations in E{election.number}")
    if case.at < election.timetable.nominations_close:
        yield f"The nominations of E{election.number} closed before their time."


def _closed(case: Case, event: ev.NominationsClosed) -> Sentences:
    election = case.assembly.elections[event.election]
    yield from _closing(case, election)
    standing = _standing(case, election)
    if event.standing != standing or not standing:
        yield f"Those who stand in E{event.election} are not those who were nominated, seconded and accepted."
    if len(standing) <= _seats(case, election) - len(_settled(case, election)) and _has_time(case, election):
        for person in standing:
            backers = {election.candidates[person].nominated_by, election.candidates[person].seconded_by}
            effect = _effect(election, person)
            if not backers.isdisjoint(case.assembly.participants) and not _is_asked(case, effect):
                what = f"{person} stands unopposed in E{event.election}, and consensus was not sought."
                case.owe(what, "sought", effect)


def _has_time(case: Case, election: Election) -> bool:
    rules = case.assembly.rules
    period = election.timetable.ballot_open - case.at - rules.cooling_off
    return min(period, LONGEST_PERIOD) >= max(_HOUR, rules.shortest_period)


def _effect(election: Election, person: PersonId) -> FillOffice | SelectCandidate:
    return SelectCandidate(election.number, person) if election.seat else FillOffice(election.office, person)


def _is_asked(case: Case, effect: Effect) -> bool:
    under_way = {Phase.CHECK, Phase.COOLING_OFF}
    return any(each.phase in under_way and each.effect == effect for each in case.assembly.proposals.values())


def sought_by_itself(case: Case, effect: Effect | None) -> bool:
    """Whether an election that just closed its nominations asks for consensus on somebody."""
    return effect is not None and case.paid("sought", effect)


def stood_down(case: Case, decision: Decision) -> Sentences:
    """Look at a decision that was taken back because whom it would elect stands no more."""
    effect = case.assembly.proposals[decision.proposal].effect
    declined: list[Effect] = [
        _effect(election, each.person)
        for election in case.assembly.elections.values()
        for each in election.candidates.values()
        if election.state in _BEFORE_BALLOT and each.declined
    ]
    if effect not in declined:
        yield f"Decision D{decision.number} was taken back because somebody stands no more, which nobody said."
    sentence = f"Decision D{decision.number} was taken back, but P{decision.proposal} was not closed."
    case.owe(sentence, "withdrawn", decision.proposal)


def _proposed(case: Case, event: ev.ProposalMade) -> Sentences:
    if isinstance(event.effect, SelectCandidate):
        election = case.assembly.elections.get(event.effect.election)
        found = election.candidates.get(event.effect.person) if election is not None else None
        if election is None or not election.is_open or not election.seat or found is None or not _stands(case, found):
            yield f"P{event.proposal} would select somebody who does not stand."
        if event.effect.person == event.proposer:
            yield f"In P{event.proposal} {event.proposer} would select themselves."


# --- who returns it


def _passed(case: Case, event: ev.ReturningPassed) -> Sentences:
    election = case.assembly.elections[event.election]
    before, after = election.returning, event.returning
    if not election.is_open or before == after:
        yield f"E{event.election} passed from one returning officer to the same, or when it was over."
    about = _about(case.assembly, election.office, election)
    rightly = {
        "taken on": after is not None and after not in about,
        "handed over": before is not None and after is None,
        "left": after is None and before not in case.assembly.participants,
        "forgotten": after is None and before in case.ledger.forgotten,
        "stands": after is None and before in about,
    }
    if not rightly.get(event.because, False):
        yield f"E{event.election} passed to another returning officer because of {event.because}, which there was not."


def as_officer(event: Event, before: Assembly, at: datetime) -> tuple[int, PersonId] | None:
    """Name in which election somebody acted as an officer of the Electoral Society, and who: its register tells."""
    match event:
        case ev.ElectionCalled(returning=person) if person is not None:
            return event.election, person
        case ev.ReturningPassed(returning=person) if person is not None:
            return event.election, person
        case ev.TimetableMoved(by=person) | ev.ElectionEnded(by=person) if person is not None:
            election = before.elections[event.election]
            about = _about(before, election.office, election)
            named = conveners(before, at, frozenset(about))
            # Without conveners it is for anyone who takes part.
            may = named or tuple(before.participants)
            return None if person == election.returning or person in may else (event.election, person)
        case _:
            return None


# --- the end


def makes_room(case: Case, office: str) -> bool:
    """Whether somebody has just won a place in an office, so that another may have to leave theirs."""
    won = {key[1] for key in case.ledger.owed if key[0] == "won"}
    return any(each.number in won for each in case.assembly.elections.values() if each.office == office)


def _counted(case: Case, event: ev.PollCounted) -> Sentences:
    """Expect those who won to be put where they were elected to, and the election to end."""
    poll = case.assembly.polls[event.poll]
    if not isinstance(poll.question, OnElection):
        return
    election = case.assembly.elections[poll.question.election]
    if election.state is not ElectionState.BALLOT or election.poll != poll.number:
        yield f"Ballot B{event.poll} was counted for E{election.number}, which had none open."
    case.owe(f"E{election.number} did not end with the count of its ballot.", "declared", election.number)
    won = [poll.options[place] for place in event.elected]
    people = dict.fromkeys(
        case.ledger.now(each.person) for each in won if each.kind is OptionKind.PERSON and each.person
    )
    seats = _seats(case, election) - len(_settled(case, election))
    for person in [person for person in people if person in case.assembly.participants][:seats]:
        sentence = f"{person} won a seat in E{election.number} and was not put into it."
        case.owe(sentence, "won", election.number, person)


def _filled(case: Case, event: ev.OfficeFilled) -> Sentences:
    if event.election:
        election = case.assembly.elections.get(event.election)
        won = case.paid("won", event.election, event.person)
        if not won or event.decision or election is None or election.office != event.office:
            yield f"{event.person} became {event.office} by E{event.election}, which did not elect them to it."


def _selected(case: Case, event: ev.CandidateSelected) -> Sentences:
    election = case.assembly.elections[event.election]
    yield from case.takes_part(event.person, f"was selected in E{event.election}")
    if not election.is_open or not election.seat or event.person in election.elected:
        yield f"{event.person} was selected in E{event.election} twice, or when it was over."
    if len(election.elected) >= election.seats:
        yield f"More candidates were selected in E{event.election} than there are seats."
    if not event.decision:
        if not case.paid("won", event.election, event.person):
            yield f"{event.person} was selected in E{event.election} without having won its ballot."
        return
    effect = case.assembly.proposals[case.assembly.decisions[event.decision].proposal].effect
    if not case.paid("selected", event.decision) or effect != SelectCandidate(event.election, event.person):
        yield f"{event.person} was selected in E{event.election} without a decision just settled that says so."


def _settled_on(case: Case, event: ev.DecisionSettled) -> Sentences:
    """Expect whom a decision selects to be selected, if there is still a seat for them."""
    decision = case.assembly.decisions[event.decision]
    effect = case.assembly.proposals[decision.proposal].effect
    if not isinstance(effect, SelectCandidate) or decision.overridden is not None:
        return
    election = case.assembly.elections[effect.election]
    left = election.is_open and len(election.elected) < election.seats and effect.person not in election.elected
    if left and effect.person in case.assembly.participants:
        case.owe(f"Decision D{event.decision} selected nobody, as it should have.", "selected", event.decision)
    yield from ()


def _ended(case: Case, event: ev.ElectionEnded) -> Sentences:
    election = case.assembly.elections[event.election]
    if not election.is_open:
        yield f"E{event.election} ended twice."
    settled = _settled(case, election)
    if set(event.elected) != settled or len(event.elected) != len(settled):
        yield f"E{event.election} ended with others elected than were put into its seats."
    short = max(0, _seats(case, election) - len(settled))
    match event.because:
        case "ballot":
            rightly = case.paid("declared", event.election) and event.unfilled == short
        case "consensus":
            nobody = election.state is ElectionState.CONSENSUS and case.at >= election.timetable.ballot_open
            left = nobody and not _standing(case, election)
            before = election.state in _BEFORE_BALLOT
            rightly = before and event.unfilled == short and (short == 0 or left)
        case "called off":
            rightly = election.state in _BEFORE_BALLOT and event.unfilled == 0
            yield from _called_off(case, election, event)
        case "office ended":
            rightly = event.unfilled == 0 and _is_void(case, election)
        case _:
            rightly = False
    if not rightly:
        yield f"E{event.election} ended by {event.because}, which it could not."
    if event.unfilled and case.assembly.participants:
        sentence = f"Nominations did not re-open for the seats that nobody won in E{event.election}."
        case.owe(sentence, "again", election.office, election.seat.casefold())


def _called_off(case: Case, election: Election, event: ev.ElectionEnded) -> Sentences:
    if event.by is None:
        yield f"E{event.election} was called off by nobody."
    else:
        yield from _changed_by(case, election, event.by, "called off")


def _is_void(case: Case, election: Election) -> bool:
    """Whether there is no such office to elect to any more, or the assembly itself is about to end."""
    office = case.assembly.offices.get(election.office)
    return office is None or not office.is_elected or case.assembly.kind is Kind.THING


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.ElectionCalled: _called,
        ev.CheckCalled: _asked,
        ev.NominationsOpened: _nominations_opened,
        ev.TimetableMoved: _moved,
        ev.NominationMade: _nominated,
        ev.NominationSeconded: _seconded,
        ev.NominationAnswered: _answered,
        ev.CandidatesReminded: _reminded,
        ev.NominationsKeptOpen: _kept_open,
        ev.NominationsClosed: _closed,
        ev.ReturningPassed: _passed,
        ev.CandidateSelected: _selected,
        ev.ElectionEnded: _ended,
        ev.DecisionSettled: _settled_on,
        ev.PollCounted: _counted,
        ev.OfficeFilled: _filled,
        ev.ProposalMade: _proposed,
    }
)
"""How each kind of entry is looked at, before it is applied."""
