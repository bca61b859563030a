"""Which commands are called otherwise on Discord: ``/office create``, where elsewhere ``office create`` is typed.

Discord takes a hundred names in all, and up to 25 words under each. What is gathered here means what the command of the
table means; only what it is called and which of its options are shown differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from adapters.commands import ASSEMBLY_ARGUMENT, CATALOGUE
from adapters.references import read_reference

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sub:
    """A command of the table, as it stands under a name.

    ``verb`` is what a typed line has before the parameter ``of`` (``office create treasurer``). ``needs`` are those
    parameters that must be given, ``without`` those that are not asked for; ``meanings`` explain some otherwise than
    the table does, and ``new`` is one that names what is not there yet, so that nothing is suggested.
    """

    command: str
    summary: str = ""
    of: str = ""
    verb: str = ""
    needs: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    meanings: Mapping[str, str] = field(default_factory=dict)
    new: str = ""

    def typed(self, given: Mapping[str, str]) -> dict[str, str]:
        """Give options as the parameters of the typed command."""
        return {**given, self.of: f"{self.verb} {given.get(self.of, '')}".strip()} if self.verb else {**given}

    def chosen(self, given: Mapping[str, str]) -> dict[str, str] | None:
        """Give the parameters of a typed command as options; ``None`` where they say something else than this."""
        left = dict(given)
        if self.verb:
            verb, _, rest = given.get(self.of, "").partition(" ")
            if verb.casefold() != self.verb:
                return None
            left = {name: value for name, value in {**given, self.of: rest}.items() if value}
        return None if self.without & left.keys() or self.needs - left.keys() else left


_LEFT_AS_IT_IS: Final = "as it is if you leave it out"

GROUPS: Final[Mapping[str, tuple[str, Mapping[str, Sub]]]] = MappingProxyType(
    {
        "office": (
            "Propose an office, how it is filled, or that it end; the assembly decides",
            {
                "create": Sub(
                    command="office",
                    of="office",
                    verb="create",
                    summary="Propose an office that there is not yet; the assembly decides",
                    meanings={"office": "what it is called, such as treasurer"},
                    new="office",
                ),
                "change": Sub(
                    command="office",
                    of="office",
                    verb="change",
                    summary="Propose that an office be filled otherwise; the assembly decides",
                    meanings={
                        "office": "which office",
                        "appointed": f"by the holder of which office, or elected; {_LEFT_AS_IT_IS}",
                        "seats": f"how many hold it jointly; {_LEFT_AS_IT_IS}",
                        "deputy": f"for which office it stands in, or none; {_LEFT_AS_IT_IS}",
                        "term": f"how long its holder serves, such as 2 years; {_LEFT_AS_IT_IS}",
                    },
                ),
                "end": Sub(
                    command="office",
                    of="office",
                    verb="end",
                    summary="Propose that an office end; the assembly decides",
                    without=frozenset({"appointed", "seats", "deputy", "term"}),
                    meanings={"office": "which office"},
                ),
            },
        ),
        "election": (
            "Call an election, see those there are, move one or end it",
            {
                "call": Sub(
                    command="election",
                    summary="Call an election for an office, or in a constituency for a public seat",
                    needs=frozenset({"office"}),
                ),
                "list": Sub(
                    command="election",
                    summary="See the elections that are open, and how others came out",
                    without=frozenset(each.name for each in CATALOGUE["election"].parameters),
                ),
                "timetable": Sub(command="timetable"),
                "take-on": Sub(command="take-on"),
                "call-off": Sub(command="call-off"),
            },
        ),
        "donation": (
            "Record gifts, and see what was given and what became of it",
            {
                "record": Sub(command="donation-record"),
                "returned": Sub(command="donation-returned"),
                "mistaken": Sub(command="donation-mistaken"),
                "list": Sub(command="donations"),
                "donors": Sub(command="donors"),
            },
        ),
    }
)
"""What stands under each name, with what that is about."""

INSTEAD: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"nominate": {"number": "office"}, "second": {"number": "election"}}
)
"""Parameters for which another asks as well: in a typed line both have their place, as options they would be two fields
for one thing."""

GATHERED: Final = frozenset(sub.command for _, subs in GROUPS.values() for sub in subs.values())
"""The commands of the table that have no name of their own on Discord."""


def path_of(command: str, given: Mapping[str, str] = _NOTHING) -> tuple[list[str], Sub | None, dict[str, str]]:
    """Say how a typed command is called on Discord: its words, what stands under them, and its options."""
    if command not in GATHERED:
        return [command], None, _asked_instead(command, given)
    group = next(name for name, (_, subs) in GROUPS.items() if any(sub.command == command for sub in subs.values()))
    ways = list(_ways(group, command))
    if not given and len(ways) > 1:
        return [group], None, {}
    for word, sub in ways:
        options = sub.chosen(given)
        if options is not None:
            return [group, word], sub, options
    # Something that is typed without its verb: the first of them is what is meant then.
    word, sub = ways[0]
    return [group, word], sub, dict(given)


def assembly_apart(command: str, given: Mapping[str, str]) -> dict[str, str]:
    """Read an assembly that stands with a number (``E1@leeds``) where another parameter asks for that."""
    left = dict(given)
    for other in INSTEAD.get(command, _NOTHING).values():
        number, _, slug = left.get(other, "").partition("@")
        if slug and read_reference(number) is not None:
            left |= {other: number.strip()} | ({} if left.get(ASSEMBLY_ARGUMENT) else {ASSEMBLY_ARGUMENT: slug})
    return left


def _asked_instead(command: str, given: Mapping[str, str]) -> dict[str, str]:
    """Write parameters as those that ask in their place; these have no room for an assembly (``E1@leeds``)."""
    left = dict(given)
    for name, other in INSTEAD.get(command, _NOTHING).items():
        value, _, slug = left.pop(name, "").partition("@")
        named = {other: value, ASSEMBLY_ARGUMENT: slug}
        left = {key: text for key, text in named.items() if text} | left
    return left


def _ways(group: str, command: str) -> Iterator[tuple[str, Sub]]:
    return ((word, sub) for word, sub in GROUPS[group][1].items() if sub.command == command)
