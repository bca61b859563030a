"""What passes from one id to another when two turn out to be one: all but places, rolls and what was said on them."""

from collections.abc import Callable
from dataclasses import replace

from deliberation.actions import Action
from deliberation.assembly import Assembly
from deliberation.donations import Donation, Donor
from deliberation.effects import FillOffice, SelectCandidate
from deliberation.evolving import absences, elections
from deliberation.evolving.changing import change_each
from deliberation.evolving.petitions import signed_by
from deliberation.federation import Affected, Notice, Objection
from deliberation.ids import PersonId
from deliberation.moots import Moot
from deliberation.offices import Office, Tenure
from deliberation.proposals import Concern, Proposal
from deliberation.senses import Sense, is_later

Renamed = Callable[[PersonId], PersonId]
"""Says who somebody is now."""


def passed_on(assembly: Assembly, person: PersonId, other: PersonId) -> Assembly:
    """Give the assembly in which all that was of ``other`` is of ``person``."""

    def now(who: PersonId) -> PersonId:
        return person if who == other else who

    return replace(
        assembly,
        linked=change_each(assembly.linked, now).put(other, person),
        gone_lately=absences.passed_on(assembly, person, other),
        founder=now(assembly.founder),
        convener=None if assembly.convener is None else now(assembly.convener),
        offered=change_each(assembly.offered, now),
        offices=change_each(assembly.offices, lambda office: _held_by(office, other, now)),
        proposals=change_each(assembly.proposals, lambda proposal: _proposed_by(proposal, other, now)),
        concerns=change_each(assembly.concerns, lambda concern: _raised_by(concern, other, person)),
        petitions=change_each(assembly.petitions, lambda petition: signed_by(petition, person, other)),
        acts=change_each(assembly.acts, lambda act: replace(act, officer=person) if act.officer == other else act),
        stand_ins=change_each(
            assembly.stand_ins, lambda who: tuple(dict.fromkeys(map(now, who))) if other in who else who
        ),
        notices=change_each(assembly.notices, lambda notice: _objected_by(notice, other, now)),
        moots=change_each(assembly.moots, lambda moot: _attended_by(moot, person, other)),
        senses=change_each(assembly.senses, lambda sense: _leant_by(sense, person, other)),
        actions=change_each(assembly.actions, lambda action: _done_by(action, other, person)),
        elections=change_each(
            assembly.elections,
            lambda each: elections.passed_on(each, other, now) if other in each.left or other in each.people else each,
        ),
        referendums=change_each(
            assembly.referendums, lambda each: replace(each, called_by=person) if each.called_by == other else each
        ),
        donors=change_each(assembly.donors, lambda donor: _known_as(donor, other, person)),
        donations=change_each(assembly.donations, lambda gift: _recorded_by(gift, other, person)),
    )


def _known_as(donor: Donor, other: PersonId, person: PersonId) -> Donor:
    return replace(donor, person=person) if donor.person == other else donor


def _recorded_by(gift: Donation, other: PersonId, person: PersonId) -> Donation:
    return replace(gift, recorded_by=person) if gift.recorded_by == other else gift


def _held_by(office: Office, other: PersonId, now: Renamed) -> Office:
    """Let nobody hold two places in one office: who held two keeps the one that they have held longer."""
    if all(tenure.holder != other for tenure in (*office.held, *office.past)):
        return office
    held: dict[PersonId, Tenure] = {}
    for tenure in office.held:
        who = now(tenure.holder)
        kept = held.get(who, tenure)
        held[who] = Tenure(who, kept.since, max(kept.until, tenure.until))
    past = tuple(replace(tenure, holder=now(tenure.holder)) for tenure in office.past)
    fewer = len(held) < len(office.held)
    return replace(
        office,
        held=tuple(held.values()),
        past=past,
        election_open=office.election_open or (fewer and office.is_elected),
    )


def _proposed_by(proposal: Proposal, other: PersonId, now: Renamed) -> Proposal:
    effect = proposal.effect
    if isinstance(effect, FillOffice) and effect.person == other:
        effect = FillOffice(effect.office, now(effect.person))
    elif isinstance(effect, SelectCandidate) and effect.person == other:
        effect = SelectCandidate(effect.election, now(effect.person))
    affected = change_each(proposal.affected, lambda each: _held_against(each, other, now))
    if proposal.proposer != other and effect is proposal.effect and affected is proposal.affected:
        return proposal
    return replace(proposal, proposer=now(proposal.proposer), effect=effect, affected=affected)


def _held_against(affected: Affected, other: PersonId, now: Renamed) -> Affected:
    objections = _objections(affected.objections, other, now)
    return affected if objections is affected.objections else replace(affected, objections=objections)


def _objected_by(notice: Notice, other: PersonId, now: Renamed) -> Notice:
    objections = _objections(notice.objections, other, now)
    if other in notice.taken_back:
        notice = replace(notice, taken_back=tuple(map(now, notice.taken_back)))
    return notice if objections is notice.objections else replace(notice, objections=objections)


def _objections(objections: tuple[Objection, ...], other: PersonId, now: Renamed) -> tuple[Objection, ...]:
    """Give each their one objection: where both objected, it is the one of who they are now."""
    if all(each.person != other for each in objections):
        return objections
    own = {each.person: each for each in objections if each.person != other}
    named = [now(each.person) for each in objections]
    passed = {now(each.person): replace(each, person=now(each.person)) for each in objections}
    return tuple(own.get(who, passed[who]) for who in dict.fromkeys(named))


def _raised_by(concern: Concern, other: PersonId, person: PersonId) -> Concern:
    return replace(concern, person=person) if concern.person == other else concern


def _attended_by(moot: Moot, person: PersonId, other: PersonId) -> Moot:
    """Who came twice came once; who has spoken by either id has spoken."""
    named = {moot.called_by, moot.speaker, *moot.hands, *(minute.person for minute in moot.minutes)}
    if other not in named and all(other not in each for each in (moot.coming, moot.present, moot.spoken)):
        return moot
    coming, present, spoken = moot.coming, moot.present, moot.spoken
    if other in coming:
        coming = coming.without(other).put(person, coming.get(person, coming[other]))
    if other in present:
        present = present.without(other).put(person, min(present[other], present.get(person, present[other])))
    if other in spoken:
        spoken = spoken.without(other).put(person, spoken[other] + spoken.get(person, 0))
    return replace(
        moot,
        called_by=person if moot.called_by == other else moot.called_by,
        coming=coming,
        present=present,
        spoken=spoken,
        hands=tuple(dict.fromkeys(person if who == other else who for who in moot.hands)),
        speaker=person if moot.speaker == other else moot.speaker,
        minutes=tuple(replace(each, person=person) if each.person == other else each for each in moot.minutes),
    )


def _leant_by(sense: Sense, person: PersonId, other: PersonId) -> Sense:
    """Give each one leaning while the room is asked; what was counted when it closed stays as it was."""
    leanings = sense.leanings
    if other in leanings and (person not in leanings or sense.closed_at is None):
        kept = leanings[other]
        if person in leanings and not is_later(kept, leanings[person]):
            kept = leanings[person]
        leanings = leanings.without(other).put(person, kept)
    asked_by = person if sense.asked_by == other else sense.asked_by
    if leanings is sense.leanings and asked_by == sense.asked_by:
        return sense
    return replace(sense, leanings=leanings, asked_by=asked_by)


def _done_by(action: Action, other: PersonId, person: PersonId) -> Action:
    if other not in {action.person, action.set_by, action.done_by}:
        return action
    return replace(
        action,
        person=person if action.person == other else action.person,
        set_by=person if action.set_by == other else action.set_by,
        done_by=person if action.done_by == other else action.done_by,
    )
