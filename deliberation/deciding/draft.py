"""A decision in the making: the assembly as it becomes, and the events that make it so."""

from datetime import datetime, timedelta
from typing import Final, NoReturn

from deliberation.assembly import Assembly, Participant
from deliberation.events import Event
from deliberation.evolve import evolve
from deliberation.ids import PersonId
from deliberation.proposals import Proposal
from deliberation.refusals import NothingChanged, NotTakingPart, Refusal, Refused, Unknown

JUST_NOW: Final = timedelta(minutes=1)
"""What one person asks for twice in the same words within so long is asked for once."""


class Draft:
    """One command's outcome as it is worked out. Nothing outside sees it until it is whole."""

    def __init__(self, assembly: Assembly, now: datetime) -> None:
        self.now = now
        self.happened: list[Event] = []
        self._assembly = assembly
        self._applied = 0

    @property
    def assembly(self) -> Assembly:
        """The assembly with all that has happened so far.

        Worked out only when somebody looks: most commands end with one event, and nobody looks behind it.
        """
        for event in self.happened[self._applied :]:
            self._assembly = evolve(self._assembly, event, self.now)
        self._applied = len(self.happened)
        return self._assembly

    def emit(self, *events: Event) -> None:
        """Add events, in order, each seen by what is worked out after it."""
        self.happened.extend(events)

    def participant(self, person: PersonId) -> Participant:
        """Give somebody who takes part; refuse anyone else."""
        return self.assembly.participants.get(person) or refuse(NotTakingPart())

    def proposal(self, number: int) -> Proposal:
        """Give a proposal; refuse a number that there is not."""
        found = self.assembly.proposals.get(number)
        return found or refuse(Unknown(kind="proposal", number=number, latest=len(self.assembly.proposals)))


def refuse_again(matter: str) -> NoReturn:
    """Answer what was asked for a moment ago with where it is."""
    refuse(NothingChanged(what=f"it is there as {matter}", there=matter))


def refuse(refusal: Refusal) -> NoReturn:
    """Answer no: ``decide`` gives the refusal back as its value."""
    raise Refused(refusal)
