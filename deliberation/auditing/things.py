"""How entries about Things are looked at: their calling, what they override, and their end."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deliberation import events as ev
from deliberation.assembly import Assembly
from deliberation.auditing.case import Case, Sentences
from deliberation.effects import Dissolution
from deliberation.events import Event
from deliberation.federation import Kind, Overrides, Together

FEWEST: Final = 2
"""Assemblies in a Thing."""


def _called(case: Case, event: ev.ThingCalled) -> Sentences:
    yield from case.takes_part(event.called_by, f"called the Thing {event.peer.name}")
    if len({peer.id for peer in event.members}) < FEWEST:
        yield f"The Thing {event.peer.name} was called of fewer than two assemblies."


def _proposed(case: Case, event: ev.ProposalMade) -> Sentences:
    yield from _overriding(case, event.overrides, f"P{event.proposal}", lent=event.origin is not None)
    if is_question(case.assembly, event) and len(case.assembly.members) < FEWEST:
        yield "A Thing began with fewer than two assemblies."


def is_question(assembly: Assembly, event: ev.ProposalMade) -> bool:
    """Whether it is the question of a Thing, which whoever called it put before they came into it."""
    return assembly.kind is Kind.THING and event.proposal == 1


def _amended(case: Case, event: ev.ProposalAmended) -> Sentences:
    lent = case.assembly.proposals[event.proposal].is_lent
    yield from _overriding(case, event.overrides, f"P{event.proposal}", lent=lent)


def _overriding(case: Case, named: tuple[Overrides, ...], what: str, *, lent: bool) -> Sentences:
    if named and case.assembly.kind is not Kind.THING and not lent:
        yield f"{what} would stand in place of what other assemblies decided, and this one is no Thing."


def _overridden(case: Case, event: ev.DecisionOverridden) -> Sentences:
    decision = case.assembly.decisions[event.decision]
    if not decision.stands:
        yield f"D{event.decision} was overridden, which did not stand."
    if not case.assembly.member_of:
        yield f"D{event.decision} was overridden by {event.peer.name}, and this assembly sits in no other."


def _dissolved(case: Case, event: ev.AssemblyDissolved) -> Sentences:
    here = case.assembly
    if here.kind is not Kind.THING:
        yield "The assembly ended, which is no Thing."
    standing = [here.proposals[each.proposal] for each in here.decisions.values() if each.stands]
    answered = any(
        each.effect is None and all(origin.how is Together.JOINT for origin in each.origins) for each in standing
    )
    agreed = any(isinstance(each.effect, Dissolution) for each in standing)
    if {"decided": answered, "agreed": agreed and not answered}.get(event.because) is not True:
        yield f"The Thing ended ({event.because}) without the decision that this takes."
    if any(each.cooling_until is not None for each in here.decisions.values()):
        yield "The Thing ended while something that it decided cooled off."
    if any(check.is_open for check in here.checks.values()):
        yield "The Thing ended while something was asked in it."
    if any(sense.closed_at is None for sense in here.senses.values()):
        yield "The Thing ended while the room was still being read."
    if any(notice.objections and not notice.closed for notice in here.notices.values()):
        yield "The Thing ended while it objected to something."
    while case.paid_one("ended"):
        pass


AFTER_THE_END: Final = (
    *(ev.AssembliesParted, ev.PersonLeft, ev.VenueSilenced, ev.VenueHeard, ev.VenueReleased),
    *(ev.PeopleJoined, ev.PersonParted, ev.PersonForgotten, ev.EnrolmentEnded, ev.OfficeVacated, ev.WaitingEnded),
)
"""What may still happen in an assembly that has ended."""


def after_the_end(assembly: Assembly, event: Event) -> Sentences:
    """Find fault with what an assembly did after it had ended, and with venues given away before."""
    if assembly.dissolved_at is not None and not isinstance(event, AFTER_THE_END):
        yield f"{type(event).__name__} comes after the assembly had ended."
    if assembly.dissolved_at is None and isinstance(event, ev.VenueReleased):
        yield f"{event.venue} was given away, though the assembly had not ended."


LOOKS: Final[Mapping[type[Event], Callable[[Case, Any], Sentences]]] = MappingProxyType(
    {
        ev.ThingCalled: _called,
        ev.ProposalMade: _proposed,
        ev.ProposalAmended: _amended,
        ev.DecisionOverridden: _overridden,
        ev.AssemblyDissolved: _dissolved,
    }
)
"""How each kind of entry is looked at, before it is applied."""
