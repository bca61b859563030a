"""What somebody may ask of an assembly from outside its rooms who takes no part in it."""

from typing import Final

from adapters.commands import find
from adapters.inbound import Invocation
from adapters.personal.asking import ASKED as PERSONAL
from adapters.validating import Context, Query
from deliberation.ids import VenueId

_FOR_STRANGERS: Final = frozenset({"help", "federation", "found", "bind", "join", "leave", "ask", *PERSONAL})
"""Commands that tell nothing of an assembly that is named with them."""


def is_strange(item: Invocation, context: Context) -> bool:
    """Whether somebody asks about an assembly from outside who has never had a part in anything that it has open."""
    spec, assembly, person = find(item.name), context.assembly, context.actor
    if spec is None or spec.name in _FOR_STRANGERS or assembly is None or item.venue in assembly.venues:
        return False
    if person in assembly.participants or person in assembly.waiting:
        return False
    if any(check.voice(person) is not None for check in assembly.checks.values()):
        return False
    if any(poll.voice(person) is not None for poll in assembly.polls.values()):
        return False
    if any(person in petition.away for petition in assembly.petitions.values()):
        return False
    return all(concern.person != person for concern in assembly.concerns.values())


def may_read(query: Query, context: Context, venue: VenueId) -> bool:
    """Whether somebody may read of an assembly there: in its own venues, or anywhere if they take part in it."""
    assembly = context.assembly
    if query.name in {"help", "federation"} or assembly is None:
        return True
    return venue in assembly.venues or context.actor in assembly.participants or context.actor in assembly.waiting
