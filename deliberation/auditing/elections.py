"""Elections: how each begins and how it ends (design, "Elections")."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.auditing.case import Case, Sentences
from deliberation.auditing.returning import by_anybody, by_somebody, changed_by
from deliberation.auditing.seats import BEFORE_BALLOT, left_in, left_vacant, settled_in, standing_in
from deliberation.auditing.timetables import by_the_rules, in_order, long_enough
from deliberation.effects import SelectCandidate
from deliberation.elections import Election, ElectionState
from deliberation.events import Event
from deliberation.federation import Kind
from deliberation.ids import PersonId
from deliberation.polls import OnElection, OptionKind

_MOST_SEATS: Final = 50

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
    yield from in_order(case, event.election, event.timetable)
    by_itself = case.paid("again", event.office, event.seat.casefold())
    if event.called_by is None:
        yield from _by_itself(case, event, again=by_itself)
    else:
        yield from by_somebody(case, event, event.called_by)
        yield from long_enough(case, event)
        if by_anybody(case, event, event.called_by):
            yield from _plainly(case, event)
    if event.timetable.nominations_open <= case.at:
        case.owe(f"The nominations of E{event.election} were to open at once, and did not.", "opened", event.election)


def _open(assembly: Assembly, office: str, seat: str) -> bool:
    wanted = (office, seat.casefold())
    return any(each.is_open and (each.office, each.seat.casefold()) == wanted for each in assembly.elections.values())


def _by_itself(case: Case, event: ev.ElectionCalled, *, again: bool) -> Sentences:
    """An election begins by itself where a place fell vacant, or nobody won one; then all is as the rules say."""
    office = case.assembly.offices.get(event.office)
    vacant = office is not None and office.election_open and office.vacancies > 0
    if not (again or vacant):
        yield f"E{event.election} was called by nobody, though no place was vacant."
    if event.seats != _owed(case.assembly, event, again=again):
        yield f"E{event.election} was called by nobody for {event.seats} seats, and others were to be filled."
    if event.returning is not None or event.method is not case.assembly.rules.election_method:
        yield f"E{event.election} was called by nobody, with a method or a returning officer of its own."
    yield from by_the_rules(case, event.election, event.timetable)


def _plainly(case: Case, event: ev.ElectionCalled) -> Sentences:
    """Find fault where whoever came first chose by when, how and for how many places others elect."""
    if (event.method, event.seats) != (case.assembly.rules.election_method, _vacant(case, event.office)):
        yield f"E{event.election} was called by whoever came first, otherwise than by the rules."
    yield from by_the_rules(case, event.election, event.timetable)


def _vacant(case: Case, name: str) -> int:
    office = case.assembly.offices.get(name)
    return office.vacancies if office is not None else 0


def _owed(assembly: Assembly, event: ev.ElectionCalled, *, again: bool) -> int:
    """Say how many seats are to be filled by an election that begins by itself: vacant places, or what nobody won."""
    wanted = (event.office, event.seat.casefold())
    before = [each for each in assembly.elections.values() if (each.office, each.seat.casefold()) == wanted]
    unfilled = max(before, key=lambda each: each.number).unfilled if again and before else 0
    office = assembly.offices.get(event.office)
    if office is None:
        return unfilled
    vacant = office.vacancies if office.election_open else 0
    return min(max(unfilled, vacant), office.seats)


# --- the end


def makes_room(case: Case, office: str, person: PersonId) -> bool:
    """Whether somebody makes room for those who have just won a place in an office.

    Those who hold it and did not win leave it, as many as there are too many, whose term ends first before the others.
    """
    elections = {each.number for each in case.assembly.elections.values() if each.office == office}
    won = {key[2] for key in case.ledger.owed if key[0] == "won" and key[1] in elections}
    held = case.assembly.offices[office]
    staying = [tenure for tenure in held.held if tenure.holder not in won]
    if not won or not staying or len(staying) + len(won) <= held.seats:
        return False
    return min(staying, key=lambda each: each.until).holder == person


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
    seats = left_in(case.assembly, election)
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
    settled = settled_in(case.assembly, election)
    if set(event.elected) != settled or len(event.elected) != len(settled):
        yield f"E{event.election} ended with others elected than were put into its seats."
    short = left_in(case.assembly, election)
    match event.because:
        case "ballot":
            rightly = case.paid("declared", event.election) and event.unfilled == short
        case "consensus":
            nobody = election.state is ElectionState.CONSENSUS and case.at >= election.timetable.ballot_open
            left = nobody and not standing_in(case.assembly, election)
            before = election.state in BEFORE_BALLOT
            rightly = before and event.unfilled == short and (short == 0 or left)
        case "called off":
            rightly = election.state in BEFORE_BALLOT and event.unfilled in {0, _vacant(case, election.office)}
            yield from _called_off(case, election, event)
        case "office ended":
            rightly = event.unfilled == 0 and _is_void(case, election)
        case _:
            rightly = False
    if not rightly:
        yield f"E{event.election} ended by {event.because}, which it could not."
    if event.unfilled and event.because != "called off" and case.assembly.participants:
        sentence = f"Nominations did not re-open for the seats that nobody won in E{event.election}."
        case.owe(sentence, "again", election.office, election.seat.casefold())


def _called_off(case: Case, election: Election, event: ev.ElectionEnded) -> Sentences:
    if event.by is None:
        yield f"E{event.election} was called off by nobody."
    else:
        yield from changed_by(case, election, event.by, "called off")
    if event.unfilled and left_vacant(case.assembly, election.office, before=event.election):
        yield f"E{event.election} was called off, as was the one before it, so that the office stayed vacant."


def _is_void(case: Case, election: Election) -> bool:
    """Whether there is no such office to elect to any more, or the assembly itself is about to end."""
    office = case.assembly.offices.get(election.office)
    return office is None or not office.is_elected or case.assembly.kind is Kind.THING


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.ElectionCalled: _called,
        ev.CandidateSelected: _selected,
        ev.ElectionEnded: _ended,
        ev.DecisionSettled: _settled_on,
        ev.PollCounted: _counted,
        ev.OfficeFilled: _filled,
    }
)
"""How each kind of entry is looked at, before it is applied."""
