"""Who has a place in an assembly as a member: what only members decide asks those alone."""

from collections.abc import Iterator
from datetime import datetime

from deliberation.assembly import Assembly
from deliberation.ids import PersonId


def members_now(assembly: Assembly, now: datetime) -> Iterator[PersonId]:
    """Name those who have a place in an assembly as members at ``now``."""
    here = assembly.participants.values()
    return (each.person for each in here if each.enrolled_until is not None and each.enrolled_until > now)


def not_members(assembly: Assembly, now: datetime) -> tuple[PersonId, ...]:
    """Name those taking part who are no members at ``now``; nobody, where nobody is one: then all are asked."""
    members = frozenset(members_now(assembly, now))
    return tuple(sorted(assembly.participants.keys() - members)) if members else ()
