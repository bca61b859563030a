"""Checks: how they are called, answered, extended and closed (design, "How a check comes out")."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assessment import Outcome
from deliberation.auditing.case import Case, Count, Sentences
from deliberation.auditing.deadlock import called_on_deadlock
from deliberation.auditing.nominations import called_in_time, sought_by_itself
from deliberation.auditing.people import not_members
from deliberation.auditing.rulebook import named_rightly
from deliberation.checks import Check, OnProposal, OnRecall, stances_on
from deliberation.concerns import holding_up
from deliberation.convening import callers, conveners, subject_of, subjects_of
from deliberation.effects import AcceptDonation, Admit, FillOffice, SelectCandidate
from deliberation.events import Event
from deliberation.federation import Together
from deliberation.ids import PersonId
from deliberation.phases import Phase
from deliberation.polls import OnDeadlock
from deliberation.positions import Stance, Tally
from deliberation.proposals import Proposal
from deliberation.register import revision_hash, roll_hash
from deliberation.rules import LONGEST_PERIOD, SHORTEST_PERIOD

_NAMES: Final = (FillOffice, SelectCandidate)
_ROUNDING: Final = timedelta(microseconds=2)
"""Half a period is kept to the microsecond, so twice the half may be off by one."""

_SHORT_ABSENCE: Final = timedelta(minutes=10)


def _called(case: Case, event: ev.CheckCalled) -> Sentences:
    again = case.assembly.checks.get(event.check)
    yield from _roll_drawn(case, event)
    if not named_rightly(event.rules, case.assembly.rules):
        yield f"Check {event.check} was called under rules that were not in force."
    period = event.deadline - case.at
    if not SHORTEST_PERIOD <= period <= LONGEST_PERIOD:
        yield f"Check {event.check} was called for {period}; it must be at least 1 hour and at most 90 days."
    if abs((event.remind_at - case.at) * 2 - period) > _ROUNDING:
        yield f"The half time of check {event.check} is not in the middle of its period."
    if again is None:
        yield from case.next_number("Check", event.check, len(case.assembly.checks))
        if event.round != 1 or event.carried_over:
            yield f"Check {event.check} begins as if it had begun before."
    else:
        yield from _called_again(case, event, again, period)
    if isinstance(event.question, OnProposal):
        yield from _called_on_proposal(case, event, event.question, again)
    elif isinstance(event.question, OnDeadlock):
        yield from called_on_deadlock(case, event, event.question, again)
    else:
        yield from _called_on_recall(case, event, event.question, again, period)


def _roll_drawn(case: Case, event: ev.CheckCalled) -> Sentences:
    people = (set(case.assembly.participants) | set(event.carried_over)) - set(event.barred)
    if len(people) != event.roll_size or not (people or event.seats):
        yield (
            f"The roll of check {event.check} is recorded as {event.roll_size}, "
            f"but by who joined and left it is {len(people)}."
        )
    if roll_hash(frozenset(people)) != event.roll_hash:
        yield f"The roll of check {event.check} is not of those who were taking part."
    excused = {
        p.person
        for p in case.assembly.participants.values()
        if p.apologies_until is not None and p.apologies_until > case.at
    }
    if event.excused != tuple(sorted(excused & people)):
        yield f"Those excused from check {event.check} are not those who had sent apologies."


def _called_again(case: Case, event: ev.CheckCalled, again: Check, period: timedelta) -> Sentences:
    count = case.ledger.counts[event.check]
    if not again.is_open or not case.paid("called again", event.check):
        yield f"Check {event.check} began again without an amendment."
    if event.round != again.round + 1:
        yield f"Round {event.round} of check {event.check} follows round {again.round}."
    blockers = set(map(case.ledger.now, count.blockers()))
    if set(event.carried_over) != blockers or len(event.carried_over) != len(set(event.carried_over)):
        yield f"The blocks carried over into round {event.round} of check {event.check} are not those that stood."
    if event.called_by != again.called_by:
        yield f"Round {event.round} of check {event.check} has another caller."
    full = count.period if event.not_before is None else max(count.period, event.not_before - case.at)
    if abs(period - full) > _ROUNDING and not _asked_from_above(case, event):
        yield f"Round {event.round} of check {event.check} has not the full period."


def _asked_from_above(case: Case, event: ev.CheckCalled) -> bool:
    """Whether who asks says for how long."""
    if not isinstance(event.question, OnProposal):
        return False
    origins = case.assembly.proposals[event.question.proposal].origins
    return any(origin.how is Together.NESTED for origin in origins)


def _called_on_proposal(case: Case, event: ev.CheckCalled, question: OnProposal, again: Check | None) -> Sentences:
    proposal = case.assembly.proposals[question.proposal]
    # Since a check names the election whose seat it may fill, a selection is for members.
    selects = isinstance(proposal.effect, SelectCandidate) and event.election
    if (event.barred or selects) and not isinstance(proposal.effect, AcceptDonation):
        yield from _kept_off(case, event, proposal)
    if question.revision != proposal.latest.number:
        yield f"Check {event.check} is not on the latest revision of P{proposal.number}."
    if event.text_hash != revision_hash(proposal.latest):
        yield f"The text of check {event.check} is not that of P{proposal.number}, revision {proposal.latest.number}."
    yield from called_in_time(case, event, proposal)
    if again is None:
        yield from _rightly_called(case, event, proposal)


def _kept_off(case: Case, event: ev.CheckCalled, proposal: Proposal) -> Sentences:
    """Only who is no member is kept off, and only where a candidate is selected; older registers kept nobody off."""
    others = tuple(person for person in not_members(case) if person not in event.carried_over)
    if not isinstance(proposal.effect, SelectCandidate) or event.barred != others:
        yield f"Others were kept off the roll of check {event.check} than those who are no members."


def _rightly_called(case: Case, event: ev.CheckCalled, proposal: Proposal) -> Sentences:
    caller = event.called_by
    if isinstance(proposal.effect, AcceptDonation):
        return  # it opens by itself (``auditing.donations``)
    asked = case.paid("asked", proposal.number) or isinstance(proposal.effect, Admit)
    asked = sought_by_itself(case, proposal.effect) or asked
    if asked and caller is None:
        return  # another assembly asks, and nobody's permission is needed
    if caller is None or caller not in case.assembly.participants:
        yield f"Check {event.check} was called by nobody who takes part."
    elif caller in _subjects(case, event, proposal):
        yield f"Check {event.check} was called by the person whom it is about."
    elif isinstance(proposal.effect, _NAMES) and proposal.check is None and caller == proposal.proposer:
        return  # a nomination opens its own check
    elif (named := _callers(case, event, proposal)) and caller not in named:
        yield f"Check {event.check} was called by {caller}, who may not call it."
    held_up = [f"C{number}" for number in holding_up(case.assembly, proposal.number, case.at)]
    if held_up:
        yield f"Check {event.check} was called over {', '.join(held_up)}, which still held it up."


def _before_offices(event: ev.CheckCalled) -> bool:
    """Whether it was called before the rules named the offices that give procedure."""
    return all(name != "procedure" for name, _value in event.rules)


def _subjects(case: Case, event: ev.CheckCalled, proposal: Proposal) -> frozenset[PersonId | None]:
    if _before_offices(event):
        return frozenset({subject_of(proposal)})
    return frozenset(subjects_of(case.assembly, proposal))


def _callers(case: Case, event: ev.CheckCalled, proposal: Proposal) -> tuple[PersonId, ...]:
    """Name those who might call it. Once it fell to anyone where the only one who gave procedure was its subject."""
    if _before_offices(event) and subject_of(proposal) in conveners(case.assembly):
        return ()
    return callers(case.assembly, proposal, case.at)


def _called_on_recall(
    case: Case, event: ev.CheckCalled, question: OnRecall, again: Check | None, period: timedelta
) -> Sentences:
    petition = case.assembly.petitions[question.petition]
    if not case.paid("recall", petition.number) or again is not None:
        yield f"The recall in check {event.check} opened without petition R{petition.number} reaching its threshold."
    if event.barred != (petition.officer,):
        yield f"Those kept off the roll of check {event.check} are not the officer alone."
    if event.called_by is not None or event.text_hash:
        yield f"The recall in check {event.check} has a caller or a text, and should open by itself."
    if period != max(case.assembly.rules.period, case.assembly.rules.shortest_period):
        yield f"The recall in check {event.check} has not the assembly's own period."


def _position_taken(case: Case, event: ev.PositionTaken) -> Sentences:
    check, count = case.check(event.check)
    if event.person not in check.roll:
        yield f"{event.person} took a position in check {event.check} without being on its roll."
    if event.stance not in stances_on(check.question):
        yield f"The position {event.stance.value!r} does not answer check {event.check}."
    yield from _one_voice(case, event, check, count)
    if not event.cooling:
        yield from _still_open(case, check, "A position")
        return
    if case.cooling(check) is None:
        yield f"{event.person} spoke as in the cooling off of check {event.check}, which was not cooling off."
    if event.person in count.standing:
        yield f"{event.person} spoke in the cooling off of check {event.check}, though not silent before."


def _one_voice(case: Case, event: ev.PositionTaken, check: Check, count: Count) -> Sentences:
    ids = case.ledger.ids(event.person)
    for other in sorted(ids - {event.person}):
        if other in count.standing or other in count.spoke_since:
            yield f"{event.person} took a position in check {event.check}, and has one there as {other}."
    if isinstance(check.question, OnRecall) and case.assembly.petitions[check.question.petition].officer in ids:
        yield f"{event.person} took a position in check {event.check}, which is their own recall."
    if event.since is not None:
        passed = any(back == (case.at, event.stance) for back in count.taken_back.values())
        if not passed or event.since > case.at:
            yield f"A position in check {event.check} passed to {event.person} from nobody."
        sentence = f"A position in check {event.check} passed to {event.person}, who did not turn out to be another."
        case.owe(sentence, "passed on", event.check, event.person)


def _still_open(case: Case, check: Check, what: str) -> Sentences:
    if not check.is_open:
        yield f"{what} was counted in check {check.number} after its close."
        return
    asked = check.question
    if isinstance(asked, OnProposal) and asked.revision != case.assembly.proposals[asked.proposal].latest.number:
        yield f"{what} was counted in check {check.number} on a text that had been amended."


def _position_withdrawn(case: Case, event: ev.PositionWithdrawn) -> Sentences:
    check, count = case.check(event.check)
    if event.person in count.spoke_since:
        if case.cooling(check) is None:
            yield f"A position was withdrawn from check {event.check} after its cooling off."
    elif event.person not in count.standing:
        yield f"{event.person} had no position to withdraw from check {event.check}."
    else:
        yield from _still_open(case, check, "A withdrawal")


def _came_late(case: Case, event: ev.PositionCameLate) -> Sentences:
    check, _count = case.check(event.check)
    if check.is_open:
        yield f"A position is listed as late in check {event.check}, which was open."
    if event.person not in check.roll:
        yield f"{event.person} is listed as late in check {event.check} without being on its roll."


def _half_time(case: Case, event: ev.HalfTimeReached) -> Sentences:
    check, _count = case.check(event.check)
    if not check.is_open or check.reminded or case.at < check.remind_at:
        yield f"The half time of check {event.check} is recorded early, twice or after its close."


def _deadline_moved(case: Case, event: ev.DeadlineMoved) -> Sentences:
    check, count = case.check(event.check)
    if not check.is_open:
        yield f"The deadline of check {event.check} was moved after its close."
    if case.at < check.deadline:
        yield f"The deadline of check {event.check} was moved before it was reached."
    match event.because:
        case "quorum":
            if case.assessed(check, count).outcome is not Outcome.INQUORATE or check.quorum_extended:
                yield f"Check {event.check} was extended for its quorum a second time, or without lacking it."
            share = check.rules.extension_share
            added = count.period * share.numerator / share.denominator
        case "reason":
            blockers = count.blockers()
            if not blockers or blockers & count.reasoned or count.blocked_below or check.reason_extended:
                yield f"Check {event.check} was extended for a block's reason a second time, or with none lacking."
            added = check.rules.reason_grace
        case "absence":
            yield from _for_absence(case, check, event.deadline - check.deadline)
            return
        case _:
            yield f"The deadline of check {event.check} was moved for no reason that there is: {event.because}."
            return
    if abs(event.deadline - (max(check.deadline, case.at) + added)) > _ROUNDING:
        yield f"The deadline of check {event.check} was not moved by {added}, as its rules say."


def _for_absence(case: Case, check: Check, span: timedelta) -> Sentences:
    """Look at a deadline that was moved because the bot was away: for how long, only the bot knows."""
    if span <= _SHORT_ABSENCE:
        yield f"The deadline of check {check.number} was moved for an absence of ten minutes or less."
    if span > case.at - check.opened_at:
        yield f"The deadline of check {check.number} was moved by more than an absence could have cost it."


def _block_lapsed(case: Case, event: ev.BlockLapsed) -> Sentences:
    check, count = case.check(event.check)
    yield from _still_open(case, check, "A lapse")
    if event.person not in count.blockers():
        yield f"A block of {event.person} lapsed in check {event.check}, where they did not block."
    if count.blockers() & count.reasoned or count.blocked_below:
        yield f"A block lapsed in check {event.check}, where a block with its reason stands."
    if case.at < check.deadline or not (check.reason_extended or not check.rules.reason_grace):
        yield f"A block lapsed in check {event.check} before its holder had the time to give a reason."


def _closed(case: Case, event: ev.CheckClosed) -> Sentences:
    check, count = case.check(event.check)
    if not check.is_open:
        yield f"Check {event.check} was closed a second time."
    tally = count.tally()
    if event.tally != tally:
        yield f"Check {event.check} closed on {_counted(event.tally)}, but the positions come to {_counted(tally)}."
    if event.outcome is Outcome.WITHDRAWN:
        _closed_by_withdrawal(case, check)
        return
    yield from _timely(case, check, count, tally)
    expected = case.assessed(check, count).outcome
    if event.outcome is not expected:
        yield f"Check {event.check} is recorded as {event.outcome.value}, but comes out as {expected.value}."
    elif expected is Outcome.CONSENSUS:
        case.owe(f"Check {event.check} reached consensus, but no decision followed.", "decided", event.check)
    elif expected is Outcome.REMOVED and isinstance(check.question, OnRecall):
        petition = case.assembly.petitions[check.question.petition]
        sentence = f"Check {event.check} removed the {petition.office}, but the office was not vacated."
        case.owe(sentence, "vacated", petition.office, petition.officer)


def _counted(tally: Tally) -> str:
    return ", ".join(f"{tally.of(stance)} {stance.value}" for stance in Stance if tally.of(stance)) or "nothing"


def _closed_by_withdrawal(case: Case, check: Check) -> None:
    if isinstance(check.question, OnProposal):
        number = check.question.proposal
        sentence = f"Check {check.number} was closed as withdrawn, but P{number} was not withdrawn."
        case.owe(sentence, "withdrawn", number)
    elif isinstance(check.question, OnDeadlock):
        for number in check.question.proposals:
            if case.assembly.proposals[number].phase is Phase.DISCUSSION:
                sentence = f"Check {check.number} was closed as withdrawn, but P{number} was not withdrawn."
                case.owe(sentence, "withdrawn", number)
    else:
        petition = case.assembly.petitions[check.question.petition]
        case.owe_new_holder(petition, f"Check {check.number} was closed as withdrawn")


def _timely(case: Case, check: Check, count: Count, tally: Tally) -> Sentences:
    if not check.roll and not count.counted:
        return  # nobody is left who could say anything
    if case.at < check.deadline and not (tally.taken == len(check.roll) + count.counted and not tally.block):
        yield f"Check {check.number} was closed early, though not everyone on the roll had spoken or somebody blocked."
    if case.at < check.deadline:
        return
    blockers = count.blockers()
    if blockers and not blockers & count.reasoned and not count.blocked_below:
        yield f"Check {check.number} was closed on a block without a reason: time was owed for one, or it had lapsed."
    inquorate = case.assessed(check, count).outcome is Outcome.INQUORATE
    if inquorate and not check.quorum_extended and check.rules.extension_share:
        yield f"Check {check.number} was closed as inquorate without the extension that it was owed."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.CheckCalled: _called,
        ev.PositionTaken: _position_taken,
        ev.PositionWithdrawn: _position_withdrawn,
        ev.PositionCameLate: _came_late,
        ev.HalfTimeReached: _half_time,
        ev.DeadlineMoved: _deadline_moved,
        ev.BlockLapsed: _block_lapsed,
        ev.CheckClosed: _closed,
    }
)
"""How each kind of entry is looked at, before it is applied."""
