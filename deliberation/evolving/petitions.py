"""What becomes of signatures as their owners come and go while a petition gathers."""

from collections.abc import Callable, Collection
from dataclasses import replace

from deliberation.assembly import Assembly
from deliberation.evolving.changing import change_each
from deliberation.ids import PersonId
from deliberation.offices import MOST_AWAY, Petition, PetitionState
from deliberation.persistent import PersistentMap


def of_gone(assembly: Assembly, people: Collection[PersonId]) -> Assembly:
    """Give the assembly in which the signatures of these, who take part no more, do not count."""
    return _changed(assembly, lambda petition: _put_aside(petition, people))


def of_back(assembly: Assembly, people: Collection[PersonId]) -> Assembly:
    """Give the assembly in which the signatures of these count again, who take part again."""
    return _changed(assembly, lambda petition: _taken_up(petition, people) if petition.away else petition)


def _changed(assembly: Assembly, change: Callable[[Petition], Petition]) -> Assembly:
    petitions = change_each(assembly.petitions, change)
    return assembly if petitions is assembly.petitions else replace(assembly, petitions=petitions)


def _put_aside(petition: Petition, people: Collection[PersonId]) -> Petition:
    # A name counts while its owner takes part; once the threshold was reached it has done its work.
    if petition.state is not PetitionState.GATHERING:
        return petition
    signatures, away = petition.signatures, petition.away
    # All is looked up before anything is put: an older version of the map is not read in constant time.
    given = [(person, signatures[person]) for person in people if person in signatures]
    for person, source in given:
        signatures = signatures.without(person)
        if petition.returns and len(away) < MOST_AWAY:
            away = away.put(person, source)
    return replace(petition, signatures=signatures, away=away) if given else petition


def _taken_up(petition: Petition, people: Collection[PersonId]) -> Petition:
    signatures, away = petition.signatures, petition.away
    given = [(person, away[person]) for person in people if person in away]
    for person, source in given:
        away = away.without(person)
        if person != petition.officer and person not in signatures:
            signatures = signatures.put(person, source)
    return replace(petition, signatures=signatures, away=away) if given else petition


def signed_by(petition: Petition, person: PersonId, other: PersonId) -> Petition:
    """Give a petition in which whatever ``other`` signed is signed by ``person``, whom they turned out to be."""
    signatures = _renamed(petition.signatures, person, other)
    away = _renamed(petition.away, person, other)
    officer = person if petition.officer == other else petition.officer
    starter = person if petition.starter == other else petition.starter
    if petition.state is PetitionState.GATHERING:
        signatures = signatures.without(officer)  # nobody signs for their own recall
        away = away.without(officer)
    parted = tuple(dict.fromkeys(person if each == other else each for each in petition.parted))
    same = (officer, starter, parted) == (petition.officer, petition.starter, petition.parted)
    if same and signatures is petition.signatures and away is petition.away:
        return petition
    return replace(petition, officer=officer, starter=starter, parted=parted, signatures=signatures, away=away)


def _renamed(
    signatures: PersistentMap[PersonId, str], person: PersonId, other: PersonId
) -> PersistentMap[PersonId, str]:
    if other not in signatures:
        return signatures
    source = signatures.get(person, signatures[other])
    return signatures.without(other).put(person, source)
