"""Holds each entry of a register against the design's rules, without a word from the code that decided it.

What ``decide`` allows is not asked: every rule is looked at from its outcome. Positions are counted by hand, person by
person, and not by the difference as the engine counts them. Some entries owe another that must come at the same
moment (a consensus its decision, a removal its vacancy); those are also the only ones that may come then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.auditing import checks, counting, outcomes, people
from deliberation.auditing.case import Case, Ledger, Sentences
from deliberation.events import Event
from deliberation.rules import written

_LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = {
    **people.LOOKS,
    **checks.LOOKS,
    **outcomes.LOOKS,
}


@dataclass(slots=True)
class Audit:
    """One register as it is gone through."""

    ledger: Ledger = field(default_factory=Ledger)

    @property
    def checks(self) -> int:
        """How many checks were closed."""
        return self.ledger.checks

    def before(self, assembly: Assembly | None, event: Event, at: datetime, given: frozenset[str]) -> Sentences:
        """Say what is wrong with an event, held against the assembly as it was."""
        for key, (when, sentence) in list(self.ledger.owed.items()):
            if when != at:
                del self.ledger.owed[key]
                yield sentence
        if isinstance(event, ev.AssemblyFounded):
            if assembly is not None:
                yield "The assembly is founded a second time."
            return
        if assembly is None:
            yield "The register does not begin with the founding of the assembly."
            return
        if (look := _LOOKS.get(type(event))) is not None:
            yield from look(Case(self.ledger, assembly, at, given), event)

    def after(self, assembly: Assembly, event: Event, at: datetime, given: frozenset[str]) -> Sentences:
        """Count an event that was applied, and note what it owes by the assembly as it is now."""
        case = Case(self.ledger, assembly, at, given)
        if (count := counting.COUNTINGS.get(type(event))) is not None:
            count(case, event)
        if isinstance(event, ev.PersonLeft | ev.PetitionSigned | ev.RuleChanged):
            case.note_thresholds()
        if isinstance(event, ev.CheckClosed):
            self.ledger.checks += 1
        if isinstance(event, ev.AssemblyFounded) and dict(event.rules) != written(assembly.rules):
            yield "The founding does not name every rule."

    def left_owing(self) -> Sentences:
        """Say what is owed when there is no entry left to bring it."""
        for _when, sentence in self.ledger.owed.values():
            yield sentence
