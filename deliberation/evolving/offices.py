"""What becomes of offices, and of petitions for recall."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import (
    Assembly,
    Office,
    Petition,
    PetitionState,
)
from deliberation.events import Event


def _office_filled(assembly: Assembly, event: ev.OfficeFilled, at: datetime) -> Assembly:
    past = assembly.offices[event.office].history(at)
    office = Office(name=event.office, holder=event.person, since=at, until=event.until, past=past)
    return replace(assembly, offices=assembly.offices.put(event.office, office))


def _office_vacated(assembly: Assembly, event: ev.OfficeVacated, at: datetime) -> Assembly:
    office = Office(name=event.office, election_open=True, past=assembly.offices[event.office].history(at))
    # Who was removed does not get procedure back as the founder.
    removed_founder = event.because == "recall" and assembly.convener == event.person
    return replace(
        assembly,
        offices=assembly.offices.put(event.office, office),
        convener=None if removed_founder else assembly.convener,
    )


def _petition_started(assembly: Assembly, event: ev.PetitionStarted, at: datetime) -> Assembly:
    petition = Petition(
        number=event.petition,
        office=event.office,
        officer=event.officer,
        starter=event.starter,
        reason=event.reason,
        unmandated=event.unmandated,
        started_at=at,
        until=event.until,
    )
    return _with_petition(assembly, petition)


def _with_petition(assembly: Assembly, petition: Petition) -> Assembly:
    return replace(assembly, petitions=assembly.petitions.put(petition.number, petition))


def _signed(assembly: Assembly, event: ev.PetitionSigned, _at: datetime) -> Assembly:
    petition = assembly.petitions[event.petition]
    return _with_petition(assembly, replace(petition, signatures=petition.signatures.put(event.person, event.source)))


def _unsigned(assembly: Assembly, event: ev.SignatureWithdrawn, _at: datetime) -> Assembly:
    petition = assembly.petitions[event.petition]
    return _with_petition(assembly, replace(petition, signatures=petition.signatures.without(event.person)))


def _petition_lapsed(assembly: Assembly, event: ev.PetitionLapsed, _at: datetime) -> Assembly:
    return _with_petition(assembly, replace(assembly.petitions[event.petition], state=PetitionState.LAPSED))


def _petition_succeeded(assembly: Assembly, event: ev.PetitionSucceeded, _at: datetime) -> Assembly:
    return _with_petition(assembly, replace(assembly.petitions[event.petition], state=PetitionState.RECALL_OPEN))


APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = MappingProxyType(
    {
        ev.OfficeFilled: _office_filled,
        ev.OfficeVacated: _office_vacated,
        ev.PetitionStarted: _petition_started,
        ev.PetitionSigned: _signed,
        ev.SignatureWithdrawn: _unsigned,
        ev.PetitionLapsed: _petition_lapsed,
        ev.PetitionSucceeded: _petition_succeeded,
    }
)
"""What each of these events makes of an assembly."""
