"""What becomes of offices, and of petitions for recall."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.events import Event
from deliberation.evolving.changing import change_each
from deliberation.evolving.elections import put_in_office
from deliberation.ids import PersonId
from deliberation.offices import UNNAMED, Act, Office, Petition, PetitionState
from deliberation.persistent import PersistentMap


def _office_filled(assembly: Assembly, event: ev.OfficeFilled, at: datetime) -> Assembly:
    office = assembly.offices[event.office].filled(event.person, at, event.until)
    return put_in_office(replace(assembly, offices=assembly.offices.put(event.office, office)), event)


def _office_vacated(assembly: Assembly, event: ev.OfficeVacated, at: datetime) -> Assembly:
    office = assembly.offices[event.office].vacated(event.person, at)
    # Who was removed does not get procedure back as the founder.
    removed_founder = event.because == "recall" and assembly.convener == event.person
    return replace(
        assembly,
        offices=assembly.offices.put(event.office, office),
        convener=None if removed_founder else assembly.convener,
    )


def _office_created(assembly: Assembly, event: ev.OfficeCreated, _at: datetime) -> Assembly:
    office = assembly.offices.get(event.office)
    sought = office is None or office.election_open or bool(office.appointed_by) or event.seats > office.seats
    made = replace(
        office or Office(name=event.office),
        seats=event.seats,
        appointed_by=event.appointed_by,
        deputy_to=event.deputy_to,
        term=event.term,
    )
    made = replace(made, election_open=sought and made.is_elected and made.vacancies > 0)
    return replace(assembly, offices=assembly.offices.put(made.name, made))


def _office_ended(assembly: Assembly, event: ev.OfficeEnded, _at: datetime) -> Assembly:
    offices = change_each(assembly.offices.without(event.office), lambda office: _without_office(office, event.office))
    return replace(assembly, offices=offices)


def _without_office(office: Office, ended: str) -> Office:
    """Let an office be elected that was appointed by the one that ended, and stand in for that no more."""
    if ended not in {office.appointed_by, office.deputy_to}:
        return office
    if office.appointed_by == ended:
        office = replace(office, appointed_by="", election_open=office.vacancies > 0)
    return replace(office, deputy_to="") if office.deputy_to == ended else office


def _act_recorded(assembly: Assembly, event: ev.ActRecorded, at: datetime) -> Assembly:
    act = Act(
        number=event.act,
        office=event.office,
        officer=event.officer,
        text=event.text,
        at=at,
        decision=event.decision,
        pence=event.pence,
        lacking=event.lacking,
    )
    return replace(assembly, acts=assembly.acts.put(act.number, act))


def _stated(assembly: Assembly, event: ev.StatementMade, _at: datetime) -> Assembly:
    return _with_petition(assembly, replace(assembly.petitions[event.petition], statement=event.text))


def _stand_ins_sought(assembly: Assembly, event: ev.StandInsSought, _at: datetime) -> Assembly:
    """Forget who held what the rules name no more."""
    named = assembly.rules.procedure
    stand_ins = assembly.stand_ins
    for name in [name for name in stand_ins if name not in named]:
        stand_ins = stand_ins.without(name)
    return replace(assembly, stand_ins=stand_ins)


def _stands_in_for(assembly: Assembly, event: ev.StandsInFor, _at: datetime) -> Assembly:
    told = assembly.stands_in_for.without(event.peer.id)
    return replace(assembly, stands_in_for=told if event.ended else told.put(event.peer.id, event.peer))


def _stand_ins_noted(assembly: Assembly, event: ev.StandInsNoted, _at: datetime) -> Assembly:
    name = f"{event.office}@{event.peer.slug}"
    return replace(assembly, stand_ins=assembly.stand_ins.put(name, event.people))


def _petition_started(assembly: Assembly, event: ev.PetitionStarted, at: datetime) -> Assembly:
    petition = Petition(
        number=event.petition,
        office=event.office,
        officer=event.officer,
        starter=event.starter,
        reason=event.reason,
        unmandated=event.unmandated,
        act=event.act,
        returns=event.returns,
        started_at=at,
        until=event.until,
    )
    return _with_petition(assembly, petition)


def _with_petition(assembly: Assembly, petition: Petition) -> Assembly:
    return replace(assembly, petitions=assembly.petitions.put(petition.number, petition))


def _signed(assembly: Assembly, event: ev.PetitionSigned, _at: datetime) -> Assembly:
    petition = assembly.petitions[event.petition]
    who = event.person or PersonId(event.signer) or _unnamed(petition)
    return _with_petition(assembly, replace(petition, signatures=petition.signatures.put(who, event.source)))


def _unnamed(petition: Petition) -> PersonId:
    """Give a place to a name that the register does not tell: nobody's id is like this."""
    numbers = (f"{UNNAMED}{number}" for number in range(1, len(petition.signatures) + 2))
    return PersonId(next(each for each in numbers if each not in petition.signatures))


def _unsigned(assembly: Assembly, event: ev.SignatureWithdrawn, _at: datetime) -> Assembly:
    petition = assembly.petitions[event.petition]
    who = (
        event.person or PersonId(event.signer) or next(each for each in petition.signatures if each.startswith(UNNAMED))
    )
    kept = replace(petition, signatures=petition.signatures.without(who), away=petition.away.without(who))
    return _with_petition(assembly, kept)


def _petition_lapsed(assembly: Assembly, event: ev.PetitionLapsed, _at: datetime) -> Assembly:
    petition = assembly.petitions[event.petition]
    instead = event.instead or None
    ended = replace(petition, state=PetitionState.LAPSED, instead=instead, away=PersistentMap())
    return _with_petition(assembly, ended)


def _petition_succeeded(assembly: Assembly, event: ev.PetitionSucceeded, _at: datetime) -> Assembly:
    petition = assembly.petitions[event.petition]
    signatures = petition.signatures
    if event.signers and frozenset(event.signers) != frozenset(signatures):
        signatures = PersistentMap({person: signatures.get(person, "") for person in event.signers})
    opened = replace(petition, state=PetitionState.RECALL_OPEN, signatures=signatures, away=PersistentMap())
    return _with_petition(assembly, opened)


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.OfficeFilled: _office_filled,
        ev.OfficeVacated: _office_vacated,
        ev.OfficeCreated: _office_created,
        ev.OfficeEnded: _office_ended,
        ev.ActRecorded: _act_recorded,
        ev.StatementMade: _stated,
        ev.StandInsSought: _stand_ins_sought,
        ev.StandsInFor: _stands_in_for,
        ev.StandInsNoted: _stand_ins_noted,
        ev.PetitionStarted: _petition_started,
        ev.PetitionSigned: _signed,
        ev.SignatureWithdrawn: _unsigned,
        ev.PetitionLapsed: _petition_lapsed,
        ev.PetitionSucceeded: _petition_succeeded,
    }
)
"""What each of these events makes of an assembly."""
