"""Rolls that were fixed, on which somebody may turn out since to be another, or to have two places: one voice each.

``same`` names who on a roll turned out to be somebody else, and who that is. Where that one has another place on the
roll too, it leads to the place by which they speak; a place that speaks for nobody leads to itself.
"""

from collections.abc import Container, Iterable, Mapping

from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap

Roll = frozenset[PersonId]
Same = Mapping[PersonId, PersonId]


def voice(roll: Roll, same: Same, person: PersonId) -> PersonId | None:
    """Say as whom on the roll somebody speaks: as themselves, or as whom they turned out to be since it was fixed.

    ``None``: not at all. One person has one voice, on whichever place of theirs.
    """
    if person in roll:
        to = same.get(person) if same else None
        if to is None or to not in roll:
            return person
        return to if to != person else None
    return next((earlier for earlier, now in same.items() if now == person), None)


def places(roll: Roll, same: Same, person: PersonId) -> tuple[PersonId, ...]:
    """List the places on the roll that are somebody's, the one by which they speak first."""
    speaks = voice(roll, same, person)
    if speaks is None:
        return ()
    return (speaks, *sorted(place for place, to in same.items() if to == speaks != place))


def with_one_voice(
    roll: Roll, same: PersistentMap[PersonId, PersonId], found: Iterable[PersonId], speaks: PersonId, person: PersonId
) -> PersistentMap[PersonId, PersonId]:
    """Give ``same`` where all places that were ``found`` to be those of ``person`` lead to the one that ``speaks``."""
    led = same.without(speaks)
    for place in found:
        if place != speaks:
            led = led.put(place, speaks)
    return led if person in roll else led.put(speaks, person)


def silent(roll: Roll, same: Same, heard: Container[PersonId]) -> list[PersonId]:
    """Name those on the roll who were not heard and could be, in a fixed order."""
    return sorted(person for person in roll if person not in heard and (person not in same or same[person] not in roll))
