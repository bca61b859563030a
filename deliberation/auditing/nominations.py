"""Names put forward in an election, seconded and answered, and consensus sought on them (design, "Elections")."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.auditing.case import Case, Sentences
from deliberation.auditing.seats import BEFORE_BALLOT, effect_of, left_in, standing_in, stands
from deliberation.auditing.timetables import of_the_rules
from deliberation.effects import Effect, FillOffice, SelectCandidate
from deliberation.elections import Election, ElectionState
from deliberation.events import Event
from deliberation.phases import Phase
from deliberation.proposals import Decision, Proposal
from deliberation.rules import LONGEST_PERIOD

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

# --- put forward


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
    if election.state not in BEFORE_BALLOT:
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


# --- closed, and consensus sought


def _kept_open(case: Case, event: ev.NominationsKeptOpen) -> Sentences:
    election = case.assembly.elections[event.election]
    yield from _closing(case, election)
    if election.waiting or standing_in(case.assembly, election):
        yield f"The nominations of E{event.election} were kept open though somebody stood, or twice."


def _closing(case: Case, election: Election) -> Sentences:
    yield from _while_open(election, f"The close of nominations in E{election.number}")
    if case.at < election.timetable.nominations_close:
        yield f"The nominations of E{election.number} closed before their time."


def _closed(case: Case, event: ev.NominationsClosed) -> Sentences:
    election = case.assembly.elections[event.election]
    yield from _closing(case, election)
    standing = standing_in(case.assembly, election)
    if event.standing != standing or not standing:
        yield f"Those who stand in E{event.election} are not those who were nominated, seconded and accepted."
    if len(standing) <= left_in(case.assembly, election) and _has_time(case, election):
        for person in standing:
            backers = {election.candidates[person].nominated_by, election.candidates[person].seconded_by}
            effect = effect_of(election, person)
            if not backers.isdisjoint(case.assembly.participants) and not _is_asked(case, effect):
                what = f"{person} stands unopposed in E{event.election}, and consensus was not sought."
                case.owe(what, "sought", effect)


def _has_time(case: Case, election: Election) -> bool:
    rules = case.assembly.rules
    period = election.timetable.ballot_open - case.at - rules.cooling_off
    return min(period, LONGEST_PERIOD) >= max(_HOUR, rules.shortest_period)


def _is_asked(case: Case, effect: Effect) -> bool:
    under_way = {Phase.CHECK, Phase.COOLING_OFF}
    return any(each.phase in under_way and each.effect == effect for each in case.assembly.proposals.values())


def sought_by_itself(case: Case, effect: Effect | None) -> bool:
    """Whether an election that just closed its nominations asks for consensus on somebody."""
    return effect is not None and case.paid("sought", effect)


def called_in_time(case: Case, event: ev.CheckCalled, proposal: Proposal) -> Sentences:
    """Find fault where a ballot is to wait for a check that was called for longer than is left until it opens.

    A name that is new is asked about for the assembly's own period at least. Older checks do not name the election.
    """
    if not event.election:
        return
    election = case.assembly.elections.get(event.election)
    effect = proposal.effect
    named = effect.person if isinstance(effect, FillOffice | SelectCandidate) else None
    if election is None or not election.is_open or named is None or effect != effect_of(election, named):
        yield f"Check {event.check} would fill no seat of E{event.election}."
        return
    rules = case.assembly.rules
    opens = of_the_rules(case).ballot_open if election.waiting else election.timetable.ballot_open
    least = max(_HOUR, rules.shortest_period)
    new = proposal.check is None
    longest = max(opens - case.at - rules.cooling_off, max(least, rules.period) if new else least)
    if event.deadline - case.at > longest:
        yield f"Check {event.check} was called for longer than is left until the ballot of E{event.election}."


def stood_down(case: Case, decision: Decision) -> Sentences:
    """Look at a decision that was taken back because whom it would elect stands no more."""
    effect = case.assembly.proposals[decision.proposal].effect
    declined: list[Effect] = [
        effect_of(election, each.person)
        for election in case.assembly.elections.values()
        for each in election.candidates.values()
        if election.state in BEFORE_BALLOT and each.declined
    ]
    if effect not in declined:
        yield f"Decision D{decision.number} was taken back because somebody stands no more, which nobody said."
    sentence = f"Decision D{decision.number} was taken back, but P{decision.proposal} was not closed."
    case.owe(sentence, "withdrawn", decision.proposal)


def _proposed(case: Case, event: ev.ProposalMade) -> Sentences:
    if isinstance(event.effect, SelectCandidate):
        election = case.assembly.elections.get(event.effect.election)
        found = election.candidates.get(event.effect.person) if election is not None else None
        if (
            election is None
            or not election.is_open
            or not election.seat
            or found is None
            or not stands(case.assembly, found)
        ):
            yield f"P{event.proposal} would select somebody who does not stand."
        if event.effect.person == event.proposer:
            yield f"In P{event.proposal} {event.proposer} would select themselves."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.NominationMade: _nominated,
        ev.NominationSeconded: _seconded,
        ev.NominationAnswered: _answered,
        ev.CandidatesReminded: _reminded,
        ev.NominationsKeptOpen: _kept_open,
        ev.NominationsClosed: _closed,
        ev.ProposalMade: _proposed,
    }
)
"""How each kind of entry is looked at, before it is applied."""
