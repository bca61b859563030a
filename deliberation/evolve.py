"""What each event changes. Nothing is decided here: an event that is applied has happened.

``evolve`` is pure: it gives a new assembly and leaves the old one as it was. The register, read from its first entry
through ``evolve``, gives the assembly back.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from deliberation.assembly import Assembly
from deliberation.events import AssemblyFounded, Event
from deliberation.evolving import (
    checking,
    decisions,
    donations,
    elections,
    entering,
    federating,
    following_up,
    forgetting,
    joining,
    moots,
    offices,
    places,
    polls,
    proposing,
    taking_part,
)
from deliberation.evolving.checking import roll_now

__all__ = ["evolve", "roll_now"]


def evolve(assembly: Assembly | None, event: Event, at: datetime) -> Assembly:
    """Give the assembly as it is after ``event``, which happened at ``at``.

    Raises:
        IllegalTransitionError: the event does not fit the phase of its proposal (the program is wrong).
    """
    if isinstance(event, AssemblyFounded):
        return taking_part.founded(event, at)
    if assembly is None:
        raise ValueError(f"{type(event).__name__} comes before the founding")
    return _APPLIED[type(event)](assembly, event, at)


_APPLIED: Final[Mapping[type[Event], Callable[[Assembly, Any, datetime], Assembly]]] = {
    **taking_part.APPLIED,
    **joining.APPLIED,
    **forgetting.APPLIED,
    **places.APPLIED,
    **proposing.APPLIED,
    **checking.APPLIED,
    **decisions.APPLIED,
    **donations.APPLIED,
    **offices.APPLIED,
    **federating.APPLIED,
    **entering.APPLIED,
    **moots.APPLIED,
    **following_up.APPLIED,
    **elections.APPLIED,
    **polls.APPLIED,
}
