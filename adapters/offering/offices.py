"""People, offices, mandates and acts, as they are offered."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from adapters.cleaning import cut
from adapters.offering.things import choice_of
from adapters.offering.view import LONGEST_LABEL, View
from adapters.offering.voting import to_name_in
from adapters.phrases import name_of
from adapters.platform import Choice
from deliberation.elections import ElectionState
from deliberation.mandates import mandate_of


def _officers(at: View) -> Iterator[Choice]:
    for office in at.assembly.offices.values():
        for holder in office.holders:
            if holder != at.actor:
                # By office, not by name: that is never two people's; but of several holders by name.
                name = name_of(at.names, holder)
                yield Choice(office.name if len(office.holders) == 1 else name, f"{office.name}: {name}")


def _others(at: View) -> list[Choice]:
    known = {name_of(at.names, each) for each in at.assembly.participants if each != at.actor and at.names.get(each)}
    return [Choice(name, name) for name in sorted(known, key=str.casefold)]


def _anyone(at: View) -> list[Choice]:
    return [Choice("me", "me: yourself"), *_others(at)]


def _asking(at: View) -> list[Choice]:
    """Offer those who ask to take part, the first of them first."""
    asked = [each for each in at.assembly.waiting.values() if each.asked_at is not None and at.names.get(each.person)]
    named = [name_of(at.names, each.person) for each in sorted(asked, key=lambda each: each.number)]
    return [Choice(name, name) for name in named]


def _offices(at: View) -> list[Choice]:
    return [Choice(name, name) for name in sorted(at.assembly.offices)]


def _appointing(at: View) -> list[Choice]:
    return [*_offices(at), Choice("elected", "elected: by the assembly")]


def _electable(at: View) -> list[Choice]:
    return [Choice(name, name) for name, office in sorted(at.assembly.offices.items()) if office.is_elected]


def _names_wanted(at: View) -> list[Choice]:
    return [choice_of(each, at) for each in to_name_in(at)]


def _sought(at: View) -> list[Choice]:
    return [*_names_wanted(at), *_electable(at)]


def _unseconded(at: View) -> list[Choice]:
    """Offer those whose nomination wants a second that whoever types may give."""
    elections = [each for each in at.assembly.elections.values() if each.state is ElectionState.NOMINATIONS]
    found = [
        name_of(at.names, each.person)
        for election in elections
        for each in election.in_order
        if each.seconded_by is None and not each.declined and at.actor not in {each.person, each.nominated_by}
    ]
    return [Choice(name, name) for name in dict.fromkeys(found)]


def _appointed(at: View) -> list[Choice]:
    return [Choice(name, name) for name, office in sorted(at.assembly.offices.items()) if not office.is_elected]


def _own_offices(at: View) -> list[Choice]:
    return [Choice(name, name) for name, office in sorted(at.assembly.offices.items()) if at.actor in office.holders]


def _unmandated(at: View) -> list[Choice]:
    """Offer the acts of others without a mandate, the newest first."""
    acts = [act for act in at.assembly.acts.values() if not act.mandated and act.officer != at.actor]
    return [
        Choice(f"O{act.number}", cut(f"O{act.number}: {name_of(at.names, act.officer)}, {act.text}", LONGEST_LABEL))
        for act in reversed(acts)
    ]


def _mandates(at: View) -> list[Choice]:
    """Offer the decisions that empower an office, those first that empower one of the actor's."""
    held = {choice.value for choice in _own_offices(at)}
    found = ((each, mandate_of(at.assembly, each)) for each in at.assembly.decisions.values() if each.stands)
    empowering = [(each, mandate) for each, mandate in found if mandate is not None]
    none = Choice("none", "none: no decision empowers you to it")
    return [
        *(
            Choice(f"D{each.number}", cut(f"D{each.number}: the {mandate.office} may {mandate.scope}", LONGEST_LABEL))
            for each, mandate in sorted(empowering, key=lambda pair: (pair[1].office not in held, -pair[0].number))
        ),
        none,
    ]


OFFERED: Final[Mapping[tuple[str, str], Callable[[View], Iterable[Choice]]]] = MappingProxyType(
    {
        ("recall", "person"): _officers,
        ("elect", "person"): _others,
        ("action", "person"): _anyone,
        ("welcome", "person"): _asking,
        ("elect", "office"): _offices,
        ("nominate", "person"): _others,
        ("nominate", "office"): _sought,
        ("election", "office"): _electable,
        ("second", "person"): _unseconded,
        ("second", "election"): _names_wanted,
        ("appoint", "person"): _others,
        ("appoint", "office"): _appointed,
        ("resign", "office"): _own_offices,
        ("recall", "act"): _unmandated,
        ("act", "mandate"): _mandates,
        ("acts", "whose"): _offices,
        ("office", "office"): _offices,
        ("office", "appointed"): _appointing,
        ("office", "deputy"): _offices,
    }
)
"""By command and parameter."""
