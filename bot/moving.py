"""Letting somebody into a room or out of it who asked for that by ``join`` or ``leave``."""

from adapters.greetings import came_in, went_out
from adapters.inbound import Invocation
from adapters.validating import Move
from bot.letters import MoveAccount, owed
from bot.sitting import Sitting
from deliberation.assembly import Assembly
from deliberation.rules import Entry


def move(item: Invocation, wish: Move, assembly: Assembly | None, sitting: Sitting) -> None:
    """Have somebody let in or out by the platform. That they came or went, it tells like anybody's coming and going.

    Raises:
        ValueError: there is no assembly.
    """
    if assembly is None:
        raise ValueError("a move without an assembly")
    letter = MoveAccount(
        venue=item.venue,
        account=item.account.id,
        entering=wish.entering,
        done=came_in(assembly, waits=_waits(item, assembly, sitting))
        if wish.entering
        else went_out(assembly, enrolled=_is_enrolled(item, assembly, sitting)),
        answering=item.source if item.aside else "",
    )
    sitting.work.owed.append(owed(f"move:{item.account.platform}:{item.source}", letter))


def _waits(item: Invocation, assembly: Assembly, sitting: Sitting) -> bool:
    """Whether somebody who comes into the room does not take part by it."""
    person = sitting.people.person(item.account.platform, item.account.id)
    return assembly.rules.entry is not Entry.OPEN and person not in assembly.participants


def _is_enrolled(item: Invocation, assembly: Assembly, sitting: Sitting) -> bool:
    """Whether somebody has a place here as a member, which they keep outside of the room too."""
    person = sitting.people.person(item.account.platform, item.account.id)
    here = assembly.participants.get(person)
    return here is not None and here.enrolled_until is not None
