"""What may be meant for a parameter while somebody is still typing it, on platforms that offer choices.

A help, no more: everything can be typed all the same, and what is chosen is judged like anything typed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from adapters.cleaning import clean_line, cut
from adapters.commands import ASSEMBLY_ARGUMENT, CATALOGUE
from adapters.offering import deciding, gifts, meeting, offices, things, voting
from adapters.offering.things import choice_of
from adapters.offering.view import LONGEST_LABEL, Numbers, View
from adapters.personal.commands import OWN_ACCOUNT
from adapters.phrases import Names
from adapters.platform import Choice
from adapters.specs import CommandSpec
from deliberation.assembly import Assembly
from deliberation.federation import Kind
from deliberation.ids import PersonId
from deliberation.rules import RULES, value_of

__all__ = ["LONGEST_LABEL", "MOST", "fitting", "suggestions", "suggests"]

MOST: Final = 25
"""Choices that are offered at once."""

_LONGEST_TYPED: Final = 100
_SEVERAL: Final = ("thing", "peers")
"""The parameter that takes several assemblies, with commas between."""


def suggests(spec: CommandSpec, parameter: str) -> bool:
    """Whether for a parameter more can be suggested than the few choices that the table has for it."""
    everywhere = {"number", "rule", "command", "other", ASSEMBLY_ARGUMENT}
    return parameter in everywhere or (spec.name, parameter) in {*_IN_AN_ASSEMBLY, OWN_ACCOUNT, _SEVERAL}


def suggestions(
    spec: CommandSpec,
    parameter: str,
    typed: str,
    assembly: Assembly | None,
    actor: PersonId,
    names: Names,
    slugs: Collection[str],
) -> list[Choice]:
    """List what may be meant by ``typed``, the likeliest first, at most 25.

    ``actor`` is the one who types, ``slugs`` the short names of the assemblies they may read of. Labels have at most
    100 characters. Without an ``assembly``, nothing is offered that is an assembly's.
    """
    view = View(assembly, actor, names) if assembly else None
    wanted = clean_line(typed, limit=_LONGEST_TYPED).lstrip("@")
    if (spec.name, parameter) == _SEVERAL:
        return _one_more(wanted, view, slugs)
    return _likeliest(_offered(spec, parameter, view, slugs), wanted)


def fitting(command: str, assemblies: Collection[Assembly]) -> list[str]:
    """Give the short names of the assemblies for which a command is meant, of those that somebody may read of."""
    if command == "dissolve":
        return [each.slug for each in assemblies if each.kind is Kind.THING and each.dissolved_at is None]
    mine = [each.slug for each in assemblies]
    if command == "join":
        # In one's own one is already; a Thing or a region in which they sit is what one comes into.
        above = {peer.slug for each in assemblies for peer in each.member_of.values()}
        return sorted(above.difference(mine)) or mine
    return mine


def _offered(spec: CommandSpec, parameter: str, view: View | None, slugs: Collection[str]) -> Iterable[Choice]:
    if parameter == ASSEMBLY_ARGUMENT:
        return (Choice(slug, slug) for slug in sorted(slugs))
    if parameter == "rule":
        return _rules(view.assembly if view else None)
    if parameter == "command":
        return _commands()
    if not suggests(spec, parameter):
        return (Choice(each, each) for own in spec.parameters if own.name == parameter for each in own.choices)
    if view is None:
        return ()
    if parameter == "other":
        return _to_join(view, slugs) if spec.name == "affiliate" else _around(view)
    if parameter == "number":
        return (choice_of(thing, view) for thing in _NUMBERS[spec.name](view))
    return _IN_AN_ASSEMBLY[spec.name, parameter](view)


def _likeliest(offered: Iterable[Choice], typed: str) -> list[Choice]:
    """Choose what fits, and put what begins as it was typed first."""
    ranked: tuple[list[Choice], ...] = ([], [], [])
    wanted = typed.casefold()
    for choice in offered:
        rank = _rank(choice, wanted)
        if rank is not None:
            ranked[rank].append(choice)
        if len(ranked[0]) >= MOST:
            break
    best = [choice for group in ranked for choice in group][:MOST]
    return [Choice(choice.value, cut(clean_line(choice.label), LONGEST_LABEL)) for choice in best]


def _rank(choice: Choice, wanted: str) -> int | None:
    value, label = choice.value.casefold(), choice.label.casefold()
    if not wanted or value.startswith(wanted) or (wanted.isdigit() and value[1:].startswith(wanted)):
        return 0
    if label.startswith(wanted) or f" {wanted}" in label:
        return 1
    return 2 if wanted in label or wanted in value else None


_NUMBERS: Final[Mapping[str, Numbers]] = MappingProxyType(
    {**deciding.NUMBERS, **voting.NUMBERS, **meeting.NUMBERS, **gifts.NUMBERS, **things.NUMBERS}
)
"""What the number of each command may be, the likeliest first; a test proves that it has them all."""


def _around(at: View) -> list[Choice]:
    """Offer the assemblies around this one, by what they are called."""
    around = {peer.slug: peer.name for peer in (*at.assembly.member_of.values(), *at.assembly.members.values())}
    return [Choice(slug, f"{slug}: {name}") for slug, name in sorted(around.items())]


def _to_join(at: View, slugs: Collection[str]) -> list[Choice]:
    """Offer the assemblies that one takes part in and that are not around this one yet."""
    known = {at.assembly.slug, *(choice.value for choice in _around(at))}
    return [Choice(slug, slug) for slug in sorted(slugs) if slug not in known]


def _one_more(typed: str, at: View | None, slugs: Collection[str]) -> list[Choice]:
    """Offer one more assembly for a list of them, of which what comes before the last comma is kept; or everyone."""
    before, comma, last = typed.rpartition(",")
    named = {name.strip(" @").casefold() for name in before.split(",")}
    known = [*_around(at), *_to_join(at, slugs)] if at else [Choice(slug, slug) for slug in sorted(slugs)]
    offered = [choice for choice in known if choice.value not in named]
    if not comma:
        offered.append(Choice("everyone", "everyone: all assemblies"))
    opening = f"{before.strip()}, " if comma else ""
    likely = _likeliest(offered, last.strip(" @"))
    return [
        Choice(f"{opening}{each.value}", cut(f"{opening}{each.label}", LONGEST_LABEL))
        for each in likely
        if len(opening) + len(each.value) <= LONGEST_LABEL
    ]


def _remit(at: View) -> list[Choice]:
    return [Choice(kind, kind) for kind in sorted(at.assembly.remit)]


_IN_AN_ASSEMBLY: Final[Mapping[tuple[str, str], Callable[[View], Iterable[Choice]]]] = MappingProxyType(
    {
        **offices.OFFERED,
        **gifts.OFFERED,
        ("release-remit", "kind"): _remit,
    }
)


def _rules(assembly: Assembly | None) -> Iterator[Choice]:
    for name, rule in RULES.items():
        now = f" ({value_of(assembly.rules, name)})" if assembly else ""
        yield Choice(name, f"{name}{now}: {rule.meaning}")


def _commands() -> Iterator[Choice]:
    return (Choice(spec.name, f"{spec.name}: {spec.summary}") for spec in CATALOGUE.values())
