"""What is asked about the assembly itself: where it meets, who takes part, by which rules, what for."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from adapters import mistakes
from adapters.cleaning import cut, unquoted
from adapters.commands import folded
from adapters.request import ROOM, Move, Request, Visit, mistaken, named_assembly, timely
from adapters.times import LAST_MINUTE, read_length, read_moment
from deliberation import commands as cmd
from deliberation.commands import Command
from deliberation.refusals import AlreadyBound, NotOffered, NotTakingPart
from deliberation.rules import PRESETS, RULES, RuleValueError, write_duration

_FAR: Final = timedelta(days=7300)
"""As far ahead as any apologies are looked at; the engine refuses long before."""


def _found(request: Request) -> Command:
    if request.invocation.private:
        mistaken(mistakes.OnlyInVenue(command=request.spec.name))
    here = request.context.assembly
    if here is not None and here.dissolved_at is None and not named_assembly(request.invocation.arguments):
        mistaken(AlreadyBound(name=here.name))
    name = _called(request) or mistaken(mistakes.MissingText(command=request.spec.name, parameter="name"))
    preset = request.text("rules").casefold() or "folkmoot"
    if preset not in PRESETS:
        mistaken(mistakes.UnknownPreset(typed=cut(preset, 80), presets=tuple(PRESETS)))
    slug = request.context.directory.free_slug(name)
    return cmd.FoundAssembly(
        actor=request.context.actor,
        assembly=request.context.directory.new_id(),
        slug=slug,
        name=request.context.directory.name_apart(name, slug),
        purpose=request.text("purpose"),
        preset=preset,
        venue=request.invocation.venue,
        present=request.context.present,
        administers=request.invocation.administers,
    )


_AN_ASSEMBLY: Final = re.compile(
    r"^(?:(?:an?|the|our)\s+)?assembly\s+(?:(?:called|named)\s+)?(?!(?:of|for|in|at|against|on)\s)(?=\S)"
)
_NAMED: Final = re.compile(r"^(?:called|named)\s+(?=\S)")
_OF: Final = re.compile(r"(?:of|for|in|at|against|on)\s")
"""As one says what one founds, in small letters; with a capital it may be a part of the name."""
_NO_NAMES: Final = frozenset(
    {"name", "the name", "help", "name of assembly", "name of the assembly", "name of your assembly"}
)


def _called(request: Request) -> str:
    """Give the name of a new assembly as it is meant; empty for what only stands where a name should."""
    typed = request.needed("name")
    if folded(request.invocation.name) == "found-assembly":  # the word was read as a part of the command
        typed = f"Assembly {typed}" if _OF.match(typed) else _NAMED.sub("", typed)
    name = unquoted(_AN_ASSEMBLY.sub("", typed))
    return "" if name.casefold().strip("<>[]…. ") in _NO_NAMES else name


def _bind(request: Request) -> Command:
    if request.invocation.private:
        mistaken(mistakes.OnlyInVenue(command=request.spec.name))
    code = unquoted(request.text("assembly")).casefold()
    if code.startswith(ROOM):
        return _take_in(request, code)
    if request.context.assembly is not None and not code:
        mistaken(AlreadyBound(name=request.context.assembly.name))
    request.needed("assembly")
    _ = request.assembly
    return cmd.BindVenue(
        actor=request.context.actor,
        venue=request.invocation.venue,
        present=request.context.present,
        administers=request.invocation.administers,
    )


def _take_in(request: Request, code: str) -> Command:
    """Take up the offer of a room, typed in one of the assembly's own rooms."""
    if request.context.assembly is None:
        mistaken(mistakes.OnlyInVenue(command=request.spec.name))
    venue = request.context.assembly.offered_as(code)
    return cmd.TakeRoomIn(actor=request.context.actor, venue=venue or mistaken(NotOffered()))


def _join(request: Request) -> Move | Visit:
    """Come in by the room; elsewhere, where an assembly is named, by whichever room there is to be let into."""
    if named_assembly(request.invocation.arguments) and request.invocation.venue not in request.assembly.speaking:
        return Visit()
    waits = request.assembly.waiting.get(request.context.actor)
    if waits is not None and request.invocation.venue in waits.venues:
        mistaken(NotTakingPart())  # they are in the room: what is wanting is that they ask
    return _move(request, entering=True)


def _leave(request: Request) -> Command | Move:
    """Leave by the room; in private, where an assembly is named, give up the place in it that one has as a member."""
    if request.invocation.private and named_assembly(request.invocation.arguments):
        _ = request.assembly
        return cmd.GiveUpPlace(actor=request.context.actor)
    return _move(request, entering=False)


def _move(request: Request, *, entering: bool) -> Move:
    if request.invocation.venue not in request.assembly.speaking:
        mistaken(mistakes.OnlyInVenue(command=request.spec.name))
    return Move(entering)


def _restate_purpose(request: Request) -> Command:
    _ = request.assembly
    return cmd.ProposePurpose(
        actor=request.context.actor, purpose=request.needed("purpose"), reason=request.text("reason")
    )


def _change_rule(request: Request) -> Command:
    _ = request.assembly
    rule, value = request.needed("rule"), request.needed("value")
    return cmd.ProposeRule(
        actor=request.context.actor,
        rule=rule_named(rule),
        value=_as_the_rule_reads(rule_named(rule), value),
        unknown=_unknown(request, rule_named(rule), value),
        reason=request.text("reason"),
    )


def _unknown(request: Request, rule: str, value: str) -> tuple[str, ...]:
    """Name the assemblies that offices are said to be of, and that there are not."""
    if rule != "procedure":
        return ()
    named = dict.fromkeys(each.partition("@")[2].strip() for each in value.split(",") if "@" in each)
    return tuple(slug for slug in named if request.context.directory.find_assembly(slug) is None)


def rule_named(typed: str) -> str:
    """Give the name of a rule as the table has it."""
    return typed.casefold().replace("_", "-").replace(" ", "-")


def _as_the_rule_reads(rule: str, value: str) -> str:
    """Let ``5 days`` do for ``5d``; what still does not fit, the engine refuses with the reason."""
    spec = RULES.get(rule)
    if spec is None:
        return value
    try:
        spec.read(value)
    except RuleValueError:
        length = read_length(value)
        if isinstance(length, timedelta) and spec.example[-1:] in {"m", "h", "d"}:
            return write_duration(length)
    return value


def _apologies(request: Request) -> Command:
    _ = request.assembly
    until, length, rest = request.text("until"), request.text("length"), request.rest
    if until and length:
        mistaken(mistakes.BothTimes(command=request.spec.name))
    if rest and not until and not length:
        if isinstance(read_length(rest), timedelta):
            length = rest
        else:
            until = rest
    return cmd.GiveApologies(actor=request.context.actor, until=_away_until(request, until, length))


def _away_until(request: Request, until: str, length: str) -> datetime:
    now = request.context.now
    if length:
        return now + min(timely(read_length(length)), _FAR)
    if not until:
        mistaken(mistakes.MissingText(command=request.spec.name, parameter="until"))
    return timely(read_moment(until, zone=request.zone, now=now, at=LAST_MINUTE))


ASKED: Final[Mapping[str, Callable[[Request], Command | Move | Visit]]] = MappingProxyType(
    {
        "found": _found,
        "bind": _bind,
        "join": _join,
        "leave": _leave,
        "restate-purpose": _restate_purpose,
        "change-rule": _change_rule,
        "apologies": _apologies,
    }
)
"""By the command's name."""
