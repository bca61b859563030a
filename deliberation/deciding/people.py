"""Who is who, who is forgotten, and the places of members (design, "Words" and "Assemblies and taking part")."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from typing import Any, Final

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly, Participant
from deliberation.checks import Check
from deliberation.commands import Command
from deliberation.deciding.draft import Draft, refuse
from deliberation.deciding.elections import open_where_sought
from deliberation.deciding.entering import let_in_due
from deliberation.deciding.offices import vacate
from deliberation.deciding.recalling import open_recalls_due
from deliberation.deciding.returning import pass_on
from deliberation.effects import FillOffice, SelectCandidate
from deliberation.events import Event
from deliberation.events.people import Enrolment
from deliberation.ids import PersonId
from deliberation.refusals import NoPlace
from deliberation.senses import is_later
from deliberation.voices import about, later, places, taking_word, voice_of_both

# --- who is who


def as_who_they_are(assembly: Assembly, command: Command) -> Command:
    """Give a command about those whom it names as they are now: what is still on its way may use earlier ids."""
    if not assembly.linked:
        return command
    named: dict[str, Any] = {part: getattr(command, part, None) for part in _PEOPLE}
    changes: dict[str, Any] = {part: assembly.linked[who] for part, who in named.items() if who in assembly.linked}
    return replace(command, **changes) if changes else command


_PEOPLE: Final = ("actor", "person", "officer")
"""What parts of commands are called that name somebody."""


def join(draft: Draft, command: cmd.JoinPeople) -> None:
    """Note that two are one. A roll that was fixed stays as it was, but they have one position on it: the later one."""
    person, other = _now(draft.assembly, command.person), _now(draft.assembly, command.other)
    if person == other or not _known(draft.assembly, person, other):
        return
    for check in taking_word(draft.assembly):
        draft.emit(*_to_one_position(draft.assembly, check, person, other))
    draft.emit(*_to_one_leaning(draft.assembly, person, other))
    before = draft.assembly
    draft.emit(ev.PeopleJoined(person=person, other=other))
    pass_on(draft)
    open_where_sought(draft, before)
    # Fewer participants need fewer signatures: a petition may have reached its threshold by this.
    open_recalls_due(draft)
    let_in_due(draft)


def _to_one_leaning(assembly: Assembly, person: PersonId, other: PersonId) -> Iterator[Event]:
    """Take back the earlier of what the two said in each reading of the room that is open."""
    for sense in assembly.senses.values():
        one, two = sense.leanings.get(person), sense.leanings.get(other)
        if sense.closed_at is None and one is not None and two is not None:
            earlier = person if is_later(two, one) else other
            yield ev.LeaningWithdrawn(sense=sense.number, person=earlier)


def _now(assembly: Assembly, person: PersonId) -> PersonId:
    return assembly.linked.get(person, person)


def _known(assembly: Assembly, *people: PersonId) -> bool:
    """Whether anything here has to do with any of these people."""
    wanted = set(people)
    return (
        any(each in known for each in people for known in (assembly.participants, assembly.declined, assembly.waiting))
        or any(not wanted.isdisjoint(check.roll) for check in assembly.checks.values())
        or any(not wanted.isdisjoint(poll.roll) for poll in assembly.polls.values())
        or any(who in wanted for who in _named(assembly))
    )


def _named(assembly: Assembly) -> Iterator[PersonId | None]:
    """Name those whom an assembly knows without their taking part or being on a roll."""
    yield from (assembly.founder, assembly.convener)
    yield from assembly.linked.values()
    yield from assembly.offered.values()
    yield from assembly.gone_lately
    for office in assembly.offices.values():
        yield from (tenure.holder for tenure in (*office.held, *office.past))
    for proposal in assembly.proposals.values():
        yield proposal.proposer
        if isinstance(proposal.effect, FillOffice | SelectCandidate):
            yield proposal.effect.person
        yield from (each.person for affected in proposal.affected.values() for each in affected.objections)
    yield from (concern.person for concern in assembly.concerns.values())
    for petition in assembly.petitions.values():
        yield from (petition.officer, petition.starter, *petition.signatures, *petition.away, *petition.parted)
    yield from (act.officer for act in assembly.acts.values())
    yield from (who for people in assembly.stand_ins.values() for who in people)
    yield from (each.person for notice in assembly.notices.values() for each in notice.objections)
    for waiting in assembly.waiting.values():
        yield from waiting.welcomed_by
    for moot in assembly.moots.values():
        yield from (moot.called_by, *moot.coming, *moot.present, *(minute.person for minute in moot.minutes))
    for sense in assembly.senses.values():
        yield from (sense.asked_by, *sense.leanings)
    for action in assembly.actions.values():
        yield from (action.person, action.set_by, action.done_by)
    yield from (donor.person for donor in assembly.donors.values())
    yield from (gift.recorded_by for gift in assembly.donations.values())
    yield from (who for election in assembly.elections.values() for who in (*election.people, *election.left))
    yield from (referendum.called_by for referendum in assembly.referendums.values())
    for check in assembly.checks.values():
        yield from (who for seat in check.seats.values() for who in seat.blockers)


def _to_one_position(assembly: Assembly, check: Check, person: PersonId, other: PersonId) -> Iterator[ev.Event]:
    """Take back all but the later of what the two said, and let that stand under the place by which they speak."""
    found = [*places(check, person), *places(check, other)]
    held = {place: check.positions[place] for place in found if place in check.positions}
    if about(assembly, check, person, other):
        yield from (ev.PositionWithdrawn(check=check.number, person=place) for place in held)
        return
    if not check.is_open:
        counted = {place for place, position in held.items() if not position.cooling}
        if counted:
            # Who was heard before the close is not one of those who may still speak since.
            yield from (
                ev.PositionWithdrawn(check=check.number, person=place) for place in held if place not in counted
            )
            return
    voice = voice_of_both(check, person, other)
    yield from (ev.PositionWithdrawn(check=check.number, person=place) for place in held if place != voice)
    if voice is None or not held:
        return
    kept = reduce(later, held.values())
    if kept is not held.get(voice):
        yield ev.PositionTaken(
            check=check.number,
            person=voice,
            stance=kept.stance,
            cooling=kept.cooling,
            since=kept.at,
            reason=kept.reason,
            source=kept.source,
        )


def part(draft: Draft, command: cmd.PartPerson) -> None:
    """Note that an account went its own way. Whoever uses it has no voice on any roll of before."""
    person = _now(draft.assembly, command.person)
    if _known(draft.assembly, person):
        draft.emit(ev.PersonParted(person=person, other=command.other))


def forget(draft: Draft, command: cmd.ForgetPerson) -> None:
    """Forget somebody: what they said is erased and what they held falls vacant, but what they decided stands."""
    person = _now(draft.assembly, command.person)
    if not _known(draft.assembly, person):
        return
    draft.emit(ev.PersonForgotten(person=person))
    for office in sorted(name for name, office in draft.assembly.offices.items() if person in office.holders):
        vacate(draft, office, person, because="forgotten")
    pass_on(draft, person, "forgotten")
    open_recalls_due(draft)
    let_in_due(draft)


# --- members' places


def enrol(draft: Draft, command: cmd.Enrol) -> None:
    """Give members their places, or longer ones. Whoever gave theirs up has none, until they join by themselves."""
    until: dict[PersonId, Enrolment] = {}
    for each in command.members:
        asked = Enrolment(_now(draft.assembly, each.person), each.until)
        known = until.get(asked.person)
        if known is None or known.until < asked.until:
            until[asked.person] = asked
    members = tuple(each for each in until.values() if _changes(draft, each))
    if members:
        draft.emit(ev.MembersEnrolled(members=members))


def _changes(draft: Draft, enrolment: Enrolment) -> bool:
    if enrolment.until <= draft.now or enrolment.person in draft.assembly.declined:
        return False
    if enrolment.person not in draft.assembly.participants:
        return True
    held = draft.assembly.participants[enrolment.person].enrolled_until
    return held is None or held < enrolment.until


def open_door(draft: Draft, command: cmd.OpenDoor) -> None:
    """Note for whom a venue is opened: who came in by themselves keeps it when their place as a member ends."""
    if command.venue not in draft.assembly.venues:
        return
    people = tuple(
        here.person
        for here in _enrolled(draft, command.people)
        if command.venue not in here.venues and command.venue not in here.let_in
    )
    if people:
        draft.emit(ev.DoorOpened(people=people, venue=command.venue))


def end(draft: Draft, command: cmd.EndEnrolment) -> None:
    """End the places of members."""
    _end(draft, [here.person for here in _enrolled(draft, command.people)], command.because)


def give_up(draft: Draft, command: cmd.GiveUpPlace) -> None:
    """Give up one's own place as a member."""
    held = _enrolled(draft, [command.actor]) or refuse(NoPlace())
    _end(draft, [here.person for here in held], "declined")


def lapse(draft: Draft) -> None:
    """End the places whose time is over."""
    if draft.assembly.next_lapse is None or draft.assembly.next_lapse > draft.now:
        return
    over = [
        here.person
        for here in draft.assembly.participants.values()
        if here.enrolled_until is not None and here.enrolled_until <= draft.now
    ]
    _end(draft, sorted(over), "lapsed")


def _enrolled(draft: Draft, people: Iterable[PersonId]) -> list[Participant]:
    named = dict.fromkeys(_now(draft.assembly, person) for person in people)
    found = (draft.assembly.participants[person] for person in named if person in draft.assembly.participants)
    return [here for here in found if here.enrolled_until is not None]


def _end(draft: Draft, people: list[PersonId], because: str) -> None:
    if people:
        draft.emit(ev.EnrolmentEnded(people=tuple(people), because=because))
        for person in people:
            if person not in draft.assembly.participants:
                pass_on(draft, person)
        open_recalls_due(draft)
        let_in_due(draft)
