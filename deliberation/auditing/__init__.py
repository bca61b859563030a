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
from deliberation.auditing import (
    checks,
    counting,
    donations,
    elections,
    entering,
    federating,
    following_up,
    moots,
    nominations,
    offices,
    outcomes,
    people,
    polls,
    returning,
    things,
    timetables,
)
from deliberation.auditing.case import Case, Ledger, Sentences
from deliberation.auditing.rulebook import named_rightly
from deliberation.events import Event

_Look = Callable[[Case, Any], Sentences]


def _gathered(*subjects: Mapping[type[Event], _Look]) -> Mapping[type[Event], tuple[_Look, ...]]:
    """Put together how each kind of entry is looked at: several subjects may have something to say of one."""
    kinds = dict.fromkeys(kind for looks in subjects for kind in looks)
    return {kind: tuple(looks[kind] for looks in subjects if kind in looks) for kind in kinds}


_LOOKS: Final = _gathered(
    people.LOOKS,
    checks.LOOKS,
    outcomes.LOOKS,
    federating.LOOKS,
    moots.LOOKS,
    following_up.LOOKS,
    entering.LOOKS,
    things.LOOKS,
    polls.LOOKS,
    donations.LOOKS,
    elections.LOOKS,
    timetables.LOOKS,
    nominations.LOOKS,
    returning.LOOKS,
    offices.LOOKS,
)
_COUNTINGS: Final = (counting.COUNTINGS, federating.COUNTINGS)

_MOVE_THRESHOLDS: Final = (
    ev.PersonLeft,
    ev.PetitionSigned,
    ev.RuleChanged,
    ev.PeopleJoined,
    ev.PersonForgotten,
    ev.EnrolmentEnded,
)
"""After these a petition may have its signatures that had too few before."""

_LET_IN: Final = (
    ev.EntryAsked,
    ev.Welcomed,
    ev.EntryGiven,
    ev.PersonLeft,
    ev.RuleChanged,
    ev.PeopleJoined,
    ev.PersonForgotten,
    ev.EnrolmentEnded,
)
"""After these somebody who waits to take part may have all that it takes."""


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
        yield from things.after_the_end(assembly, event)
        for look in _LOOKS.get(type(event), ()):
            yield from look(Case(self.ledger, assembly, at, given), event)

    def after(self, assembly: Assembly, event: Event, at: datetime, given: frozenset[str]) -> Sentences:
        """Count an event that was applied, and note what it owes by the assembly as it is now."""
        case = Case(self.ledger, assembly, at, given)
        for countings in _COUNTINGS:
            if (count := countings.get(type(event))) is not None:
                count(case, event)
        if isinstance(event, _MOVE_THRESHOLDS):
            case.note_thresholds()
        if isinstance(event, _LET_IN) and assembly.waiting:
            entering.note_entries_due(case)
        if isinstance(event, ev.RuleChanged) and assembly.waiting:
            entering.note_all_due(case)
        if isinstance(event, ev.CheckClosed):
            self.ledger.checks += 1
        if isinstance(event, ev.AssemblyFounded) and not named_rightly(event.rules, assembly.rules):
            yield "The founding does not name every rule."

    def left_owing(self) -> Sentences:
        """Say what is owed when there is no entry left to bring it."""
        for _when, sentence in self.ledger.owed.values():
            yield sentence
