"""Who left lately, and since when they had taken part: whoever is back soon counts from then."""

from dataclasses import replace
from datetime import datetime

from deliberation.assembly import BACK_WITHIN, MOST_GONE, Assembly, Gone
from deliberation.ids import PersonId
from deliberation.persistent import PersistentMap


def noted(before: Assembly, after: Assembly, person: PersonId, at: datetime) -> Assembly:
    """Give the assembly as it is ``after`` somebody left it, who is kept in mind with when they had joined.

    Those who left longer ago are forgotten, and of too many those who left first.
    """
    gone = after.gone_lately
    for who, each in list(gone.items()):
        if at - each.left_at > BACK_WITHIN:
            gone = gone.without(who)
    if len(gone) >= MOST_GONE:
        gone = gone.without(min(gone, key=lambda who: (gone[who].left_at, who)))
    gone = gone.put(person, Gone(before.participants[person].joined_at, at))
    return replace(after, gone_lately=gone)


def no_more(assembly: Assembly, person: PersonId) -> Assembly:
    """Give the assembly in which nothing is kept in mind of when somebody left: they are back, or forgotten."""
    if person not in assembly.gone_lately:
        return assembly
    return replace(assembly, gone_lately=assembly.gone_lately.without(person))


def passed_on(assembly: Assembly, person: PersonId, other: PersonId) -> PersistentMap[PersonId, Gone]:
    """Give what is kept in mind once ``other`` turned out to be ``person``: nothing, where they take part."""
    gone = assembly.gone_lately
    both = [gone[who] for who in (person, other) if who in gone]
    if person in assembly.participants:
        return gone.without(person).without(other) if both else gone
    if other not in gone:
        return gone
    kept = Gone(min(each.joined_at for each in both), max(each.left_at for each in both))
    return gone.without(other).put(person, kept)
