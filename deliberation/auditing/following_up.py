"""How entries about what follows a decision, readings of the room and go-rounds are looked at."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.actions import Action
from deliberation.auditing.case import Case, Sentences
from deliberation.checks import Check, OnProposal, OnRecall
from deliberation.convening import conveners, subject_of
from deliberation.events import Event
from deliberation.ids import PersonId
from deliberation.senses import Leaning, Sense

_DAY: Final = timedelta(days=1)
_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(days=30)
_MOST_ASKED: Final = 50

# --- actions


def _set(case: Case, event: ev.ActionSet) -> Sentences:
    yield from case.takes_part(event.set_by, f"set A{event.action}")
    yield from case.takes_part(event.person, f"was given A{event.action}")
    yield from case.next_number("Action", event.action, len(case.assembly.actions))
    if not case.assembly.decisions[event.decision].stands:
        yield f"A{event.action} follows from D{event.decision}, which did not stand."
    if event.due <= case.at:
        yield f"A{event.action} was due when it was set."


def _reminded(case: Case, event: ev.ActionReminded) -> Sentences:
    action = case.assembly.actions[event.action]
    if not action.is_open or not case.assembly.decisions[action.decision].stands:
        yield f"Somebody was reminded of A{event.action}, which was not to be done any more."
    if event.overdue:
        early, again = case.at < action.due, action.reminders > 1
    else:
        before = action.due - _DAY
        early, again = not (action.set_at < before <= case.at < action.due), action.reminders > 0
    if early or again:
        yield f"Somebody was reminded of A{event.action} twice, or at the wrong time."


def _done(case: Case, event: ev.ActionDone) -> Sentences:
    action = case.assembly.actions[event.action]
    yield from _concerned(case, action, event.person, "done")
    if action.dropped or (action.done_at is not None and action.done_by != event.person):
        yield f"A{event.action} was said to be done when it was not to be done any more."


def _reopened(case: Case, event: ev.ActionReopened) -> Sentences:
    action = case.assembly.actions[event.action]
    yield from _concerned(case, action, event.person, "not done")
    if action.done_at is None:
        yield f"A{event.action} was said not to be done, and nobody had said that it was."


def _dropped(case: Case, event: ev.ActionDropped) -> Sentences:
    action = case.assembly.actions[event.action]
    yield from _concerned(case, action, event.person, "not to be done any more")
    if not action.is_open:
        yield f"A{event.action} was dropped after it was done, or a second time."


def _concerned(case: Case, action: Action, person: PersonId, what: str) -> Sentences:
    """Find fault unless somebody was to do it, set it, or gives procedure."""
    yield from case.takes_part(person, f"said that A{action.number} is {what}")
    if person not in {action.person, action.set_by, *conveners(case.assembly, case.at)}:
        yield f"{person} said that A{action.number} is {what}, which is for whoever is to do it, set it or convenes."


# --- readings of the room


def _asked(case: Case, event: ev.SenseAsked) -> Sentences:
    yield from case.next_number("Sense-check", event.sense, len(case.assembly.senses))
    if event.decision is not None:
        yield from _reviewed(case, event, event.decision)
        return
    if event.asked_by is None:
        yield f"S{event.sense} was asked by nobody."
    else:
        yield from case.takes_part(event.asked_by, f"asked S{event.sense}")
    if not _SHORTEST <= event.until - case.at <= _LONGEST:
        yield f"S{event.sense} was asked for less than 5 minutes or more than 30 days."


def _reviewed(case: Case, event: ev.SenseAsked, number: int) -> Sentences:
    decision = case.assembly.decisions[number]
    if not decision.stands or decision.cooling_until is not None:
        yield f"The review of D{number} was begun while it did not stand, or cooled off."
    if decision.review_at is None or case.at < decision.review_at or event.asked_by is not None:
        yield f"The review of D{number} was begun a second time, before its day, or by somebody."
    if event.until != case.at + case.assembly.rules.review_period:
        yield f"The review of D{number} does not take as long as the rules say."
    asked = case.assembly.checks[decision.check].question if decision.check else None
    if decision.poll or isinstance(asked, OnProposal):
        proposal = case.assembly.proposals[decision.proposal]
        agreed = proposal.revisions[asked.revision - 1] if isinstance(asked, OnProposal) else proposal.latest
        if event.question != agreed.suffering:
            yield f"The review of D{number} asks about another text than was agreed to."


def _open(sense: Sense, what: str) -> Sentences:
    if sense.closed_at is not None:
        yield f"In S{sense.number} somebody {what} after it had closed."


def _leaned(case: Case, event: ev.Leaned) -> Sentences:
    yield from case.takes_part(event.person, f"leaned in S{event.sense}")
    yield from _open(case.assembly.senses[event.sense], "leaned")


def _withdrawn(case: Case, event: ev.LeaningWithdrawn) -> Sentences:
    sense = case.assembly.senses[event.sense]
    yield from _open(sense, "took back how they lean")
    if event.person not in sense.leanings:
        yield f"{event.person} took back in S{event.sense} what they had not said."


def _closed(case: Case, event: ev.SenseClosed) -> Sentences:
    sense = case.assembly.senses[event.sense]
    if sense.closed_at is not None:
        yield f"S{event.sense} closed twice."
    elif case.at < sense.until:
        case.owe(f"S{event.sense} closed before its time.", "ended", event.sense)
    found = Counter(leant.leaning for leant in sense.leanings.values())
    if (event.yes, event.unsure, event.no) != tuple(found[leaning] for leaning in Leaning):
        yield f"S{event.sense} closed with figures that are not those of how people leaned."


# --- go-rounds


def _begun(case: Case, event: ev.GoRoundBegun) -> Sentences:
    check, count = case.check(event.check)
    yield from case.takes_part(event.begun_by, f"began a go-round on check {event.check}")
    subject, named = _subject(case, check), conveners(case.assembly, case.at)
    able = conveners(case.assembly, case.at, frozenset() if subject is None else frozenset({subject}))
    # Once it fell to anyone where the only one who gave procedure was its subject; now it falls to the next.
    falls_to_others = subject in named
    if event.begun_by == subject or (able and event.begun_by not in able and not falls_to_others):
        yield f"{event.begun_by} began a go-round on check {event.check}, which is for whoever gives procedure."
    if check.outcome is not None or (check.go_round is not None and check.go_round.turn is not None):
        yield f"A go-round on check {event.check} began after its close, or while another went on."
    asked = set(event.order)
    if len(asked) != len(event.order) or not 0 < len(asked) <= _MOST_ASKED:
        yield f"The go-round on check {event.check} asks nobody, somebody twice, or too many."
    if not asked <= check.roll - check.excused - count.standing.keys():
        yield f"The go-round on check {event.check} asks somebody who is not on the roll, is away, or was heard."
    case.owe(f"A go-round on check {event.check} began with nobody's turn.", "turn", event.check)


def _subject(case: Case, check: Check) -> PersonId | None:
    if isinstance(check.question, OnRecall):
        return case.assembly.petitions[check.question.petition].officer
    if not isinstance(check.question, OnProposal):
        return None
    return subject_of(case.assembly.proposals[check.question.proposal])


def _turn(case: Case, event: ev.TurnCame) -> Sentences:
    check, count = case.check(event.check)
    begun = case.paid("turn", event.check)
    going = check.go_round
    if going is None or check.outcome is not None or (going.turn is None and not begun):
        yield f"A turn came in check {event.check} while there was no go-round."
        return
    left = going.order if begun or going.turn is None else going.order[going.order.index(going.turn) + 1 :]
    waits = [
        each for each in left if each not in count.standing and case.ledger.now(each) in case.assembly.participants
    ]
    if event.person != next(iter(waits), None):
        yield f"In the go-round on check {event.check} the turn did not come to whoever was next."
    if not case.at < event.until <= case.at + check.rules.turn:
        yield f"In the go-round on check {event.check} a turn is longer than the rules say, or over when it comes."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.ActionSet: _set,
        ev.ActionReminded: _reminded,
        ev.ActionDone: _done,
        ev.ActionReopened: _reopened,
        ev.ActionDropped: _dropped,
        ev.SenseAsked: _asked,
        ev.Leaned: _leaned,
        ev.LeaningWithdrawn: _withdrawn,
        ev.SenseClosed: _closed,
        ev.GoRoundBegun: _begun,
        ev.TurnCame: _turn,
    }
)
"""How each kind of entry is looked at, before it is applied."""
