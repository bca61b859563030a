"""Holds the registers of several assemblies against each other: each may be sound alone, and another tell otherwise.

What follows elsewhere from an entry is written there in the same transaction, and so at the same time. What a register
tells of another assembly must stand in the other's; and what was said for the first time must have been heard.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from deliberation import commands as cmd
from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.auditing.returning import as_officer
from deliberation.convening import NOBODY, officers
from deliberation.counterparts import Fact, Told, said, told
from deliberation.effects import Part
from deliberation.events import Event
from deliberation.federation import Kind, Origin, Seat
from deliberation.ids import AssemblyId, PersonId
from deliberation.positions import Stance
from deliberation.remits import folded
from deliberation.verifying import Problem

T = TypeVar("T")

_FIRST: Final = (ev.CheckCalled, ev.ProposalMade, ev.ObjectionMade)
"""After these nothing that follows elsewhere can have been known there before."""

_Key = tuple[AssemblyId, datetime, Fact]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something in the register of an assembly that others tell otherwise, or not at all, and when it was."""

    own: AssemblyId
    at: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in which register, and when."""

    own: AssemblyId
    entry: int
    at: datetime

    def wrong(self, sentence: str) -> Discrepancy:
        return Discrepancy(self.own, self.at, Problem(self.entry, sentence))


@dataclass(frozen=True, slots=True)
class _Brief:
    """What is kept of an assembly: where its register ends, and how it stands there."""

    place: _Place
    name: str
    remit: tuple[str, ...]
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class _Closing:
    """Where the member assemblies stood when a check was closed."""

    place: _Place
    check: int
    round: int
    seats: tuple[Seat, ...]


@dataclass(slots=True)
class Crosschecking:
    """What registers tell of each other, gathered as one after the other is read."""

    _said: set[_Key] = field(default_factory=set)
    _heard: set[_Key] = field(default_factory=set)
    _told: list[tuple[_Place, Told]] = field(default_factory=list)
    _owed: list[tuple[_Place, AssemblyId, Fact]] = field(default_factory=list)
    """What must have been heard, and by whom."""
    _answers: defaultdict[tuple[object, ...], list[tuple[datetime, Stance | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """What each member assembly said in each round of a check above."""
    _closings: list[_Closing] = field(default_factory=list)
    _cooling: set[tuple[AssemblyId, int, datetime]] = field(default_factory=set)
    """The checks that members were still asked about once they were closed, and when that was."""
    _leaving: set[_Key] = field(default_factory=set)
    """Whom an assembly decided to part with."""
    _peopled: defaultdict[AssemblyId, list[tuple[datetime, bool]]] = field(default_factory=lambda: defaultdict(list))
    """Since when anybody takes part in an assembly, and since when nobody."""
    _officers: defaultdict[AssemblyId, list[tuple[datetime, frozenset[PersonId]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Since when who held an office in an electoral society: its officers return elections anywhere."""
    _returning: list[tuple[_Place, int, PersonId]] = field(default_factory=list)
    """Who called, changed or took on an election as such an officer."""
    _briefs: dict[AssemblyId, _Brief] = field(default_factory=dict)

    def look(self, entry: int, before: Assembly | None, event: Event, after: Assembly, at: datetime) -> None:
        """Take note of an entry, which made ``after`` of ``before``. Those of a register come in their order."""
        place = _Place(after.id, entry, at)
        self._briefs[after.id] = _Brief(place, after.name, tuple(after.remit), after.dissolved_at)
        if before is None or bool(before.participants) is not bool(after.participants):
            self._peopled[after.id].append((at, bool(after.participants)))
        for other, fact in said(event, before, after, at):
            self._said.add((other, at, fact))
            if isinstance(event, _FIRST) and isinstance(fact, Origin | cmd.TakeNotice | cmd.HearObjection):
                self._owed.append((place, other, fact))
            if isinstance(fact, cmd.HearBelow):
                self._answers[other, fact.check, fact.round, after.id].append((at, fact.stance))
        for each in told(event, after):
            self._told.append((place, each))
            self._heard.update((after.id, at, fact) for fact in each.facts)
        self._note_parting(place, event, after)
        self._note_returning(place, before, event, after)
        if isinstance(event, ev.CheckClosed) and event.outcome is not Outcome.WITHDRAWN:
            check = after.checks[event.check]
            self._closings.append(_Closing(place, check.number, check.round, tuple(check.seats.values())))
        if isinstance(event, ev.DecisionMade) and (event.cooling_until > at or event.waits_for):
            self._cooling.add((after.id, event.check, at))

    def _note_parting(self, place: _Place, event: Event, after: Assembly) -> None:
        """Note who parts by a decision of its own, or as it ends: one of the two has to."""
        if isinstance(event, ev.DecisionSettled):
            effect = after.proposals[after.decisions[event.decision].proposal].effect
            if isinstance(effect, Part):
                self._leaving.add((after.id, place.at, effect.peer.id))
        if isinstance(event, ev.AssembliesParted):
            other = event.peer.id
            if after.dissolved_at is not None or (after.id, place.at, other) in self._leaving:
                self._said.add((other, place.at, ("parts", after.id)))
            else:
                what = f"{event.peer.name} had decided to part with this assembly"
                self._told.append((place, Told(frozenset({other}), (("parts", other),), what)))

    def _note_returning(self, place: _Place, before: Assembly | None, event: Event, after: Assembly) -> None:
        """Note who is an officer of an electoral society, and who acts as one."""
        if after.kind is Kind.ELECTORAL_SOCIETY:
            acting = officers(after) if after.dissolved_at is None else NOBODY
            known = self._officers[after.id]
            if not known or known[-1][1] != acting:
                known.append((place.at, acting))
        if before is not None and (acted := as_officer(event, before, place.at)) is not None:
            self._returning.append((place, *acted))

    # --- what is wrong

    def found(self, whole: Collection[AssemblyId]) -> Iterator[Discrepancy]:
        """Say what is wrong between the assemblies whose registers are ``whole``."""
        for place, each in self._told:
            if place.own in whole and each.others.issubset(whole) and not self._was_said(place, each):
                yield place.wrong(f"No other register says that {each.what}.")
        for place, other, fact in self._owed:
            if place.own in whole and other in whole and not self._was_heard(other, place.at, fact):
                yield place.wrong(f"The register of {self._briefs[other].name} does not tell what it was told here.")
        for closing in self._closings:
            if closing.place.own in whole:
                yield from self._miscounted(closing, whole)
        yield from self._remits(whole)
        if self._officers.keys() <= set(whole):
            yield from self._no_officers()

    def _was_said(self, place: _Place, each: Told) -> bool:
        if any((place.own, place.at, fact) in self._said for fact in each.facts):
            return True
        return each.unasked and not any(self._peopled_at(other, place.at) for other in each.others)

    def _was_heard(self, other: AssemblyId, at: datetime, fact: Fact) -> bool:
        """Whether it was, or could not be: the other has ended, or nobody took part there who could be asked."""
        ended = self._briefs[other].ended
        asked = isinstance(fact, Origin) and fact.until is not None
        nobody = (ended is not None and ended <= at) or (asked and not self._peopled_at(other, at))
        return nobody or (other, at, fact) in self._heard

    def _peopled_at(self, own: AssemblyId, at: datetime) -> bool:
        """Whether somebody took part in an assembly before that time and all through it."""
        before, then = _last(self._peopled[own], at)
        return bool(before) and all([*before, *then])

    def _miscounted(self, closing: _Closing, whole: Collection[AssemblyId]) -> Iterator[Discrepancy]:
        """Find the member assemblies that were counted otherwise than they had said last."""
        place = closing.place
        for seat in closing.seats:
            words = self._answers.get((place.own, closing.check, closing.round, seat.peer.id), [])
            before, then = _last(words, place.at)
            # What was said for the first time at that very moment may have been said after the close.
            silent = [None] if not before and (place.own, closing.check, place.at) in self._cooling else []
            if seat.peer.id in whole and (before or then) and seat.stance not in {*before, *then, *silent}:
                yield place.wrong(f"Check {closing.check} was closed without what {seat.peer.name} had said last.")

    def _no_officers(self) -> Iterator[Discrepancy]:
        """Find who acted as an officer of an electoral society and was none then."""
        for place, election, person in self._returning:
            if not any(person in self._officers_at(own, place.at) for own in self._officers):
                yield place.wrong(f"{person} acted in E{election} as an officer of an electoral society, and was none.")

    def _officers_at(self, own: AssemblyId, at: datetime) -> frozenset[PersonId]:
        """Name who held an office in a society then, or at that very moment."""
        before, then = _last(self._officers[own], at)
        return NOBODY.union(*before, *then)

    def _remits(self, whole: Collection[AssemblyId]) -> Iterator[Discrepancy]:
        holders: dict[str, AssemblyId] = {}
        for own in whole:
            brief = self._briefs[own]
            for kind in sorted({folded(kind) for kind in brief.remit}):
                holder = holders.setdefault(kind, own)
                if holder != own:
                    yield brief.place.wrong(f"The remit {kind!r} is also that of {self._briefs[holder].name}.")


def _last(noted: list[tuple[datetime, T]], at: datetime) -> tuple[list[T], list[T]]:
    """Give what was noted last before a time, if anything was, and all that was noted at that very moment."""
    before = [what for when, what in noted if when < at]
    return before[-1:], [what for when, what in noted if when == at]
