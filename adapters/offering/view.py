"""What is offered, and to whom."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from adapters.phrases import Names
from deliberation.actions import Action
from deliberation.assembly import Assembly
from deliberation.donations import Donation
from deliberation.elections import Election
from deliberation.federation import Notice
from deliberation.ids import PersonId
from deliberation.moots import Moot
from deliberation.offices import Petition
from deliberation.polls import Poll, Referendum
from deliberation.proposals import Concern, Decision, Proposal
from deliberation.senses import Sense

LONGEST_LABEL: Final = 100
"""Characters of what is shown of one choice."""

Numbered = (
    Proposal | Concern | Petition | Decision | Notice | Moot | Sense | Action | Donation | Poll | Referendum | Election
)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """One assembly, as whoever is typing looks at it."""

    assembly: Assembly
    actor: PersonId
    names: Names


Numbers = Callable[[View], Iterable[Numbered]]


def newest(things: Mapping[int, T]) -> list[T]:
    """List things by number, the newest first."""
    return [things[number] for number in sorted(things, reverse=True)]
