"""What is asked about Things: their calling, their end, and what their proposals stand in place of."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NoReturn

from adapters import cleaning, mistakes
from adapters.asking import peers
from adapters.cleaning import cut
from adapters.references import DECISION, read_reference
from adapters.request import Request, mistaken, named_assembly
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.commands import Command
from deliberation.deciding.things import rules_for
from deliberation.federation import Kind, Overrides, Peer

_QUOTES: Final = "\"'“”‘’«» "
_EVERYONE: Final = frozenset({"everyone", "everybody", "all", "all assemblies"})


def _thing(request: Request) -> Command:
    question = request.needed("question").strip(_QUOTES) or _wanting(request, "question")
    named, everyone = _members(request)
    here = request.context.assembly
    if here is None or (here.dissolved_at is not None and not named_assembly(request.invocation.arguments)):
        return _in_this_room(request, question, named, everyone=everyone)
    _ = request.assembly
    slug = request.context.directory.free_slug(question)
    return cmd.CallThing(
        actor=request.context.actor,
        assembly=request.context.directory.new_id(),
        slug=slug,
        title=request.context.directory.name_apart(cut(question, cleaning.NAME), slug),
        question=question,
        peers=named,
        everyone=everyone,
        earlier=request.context.things_called,
    )


def _wanting(request: Request, parameter: str) -> NoReturn:
    mistaken(mistakes.MissingText(command=request.spec.name, parameter=parameter))


def _members(request: Request) -> tuple[tuple[Peer, ...], bool]:
    """Give the assemblies of which it is to be, and whether those are all that there are."""
    text = request.needed("peers")
    if text.strip(_QUOTES + ".").casefold() in _EVERYONE:
        return request.context.directory.at_the_top(), True
    names = [each for name in peers.several(text.replace(" and ", ", ")) for each in _apart(request, name)]
    if len(names) > peers.MOST:
        mistaken(mistakes.TooMany(command=request.spec.name, given=len(names), most=peers.MOST))
    return tuple(dict.fromkeys(peers.meant(request, name) for name in names)), False


def _apart(request: Request, name: str) -> list[str]:
    """Part names between which there are only spaces, if each of them is an assembly's and the whole is not."""
    parts = name.split()
    together = peers.found(request, name) or not all(peers.found(request, part) for part in parts)
    return [name] if together else parts


def _in_this_room(request: Request, question: str, named: tuple[Peer, ...], *, everyone: bool) -> Command:
    """Make a room that is no assembly's the Thing's, with the rules of the first of them that is one's own."""
    if request.invocation.private:
        mistaken(mistakes.OnlyInVenue(command=request.spec.name))
    own = [each for peer in named for each in request.context.mine if each.id == peer.id]
    among = own or (list(request.context.mine) if everyone else [])
    slug = request.context.directory.free_slug(question)
    return cmd.FoundAssembly(
        actor=request.context.actor,
        assembly=request.context.directory.new_id(),
        slug=slug,
        name=request.context.directory.name_apart(cut(question, cleaning.NAME), slug),
        purpose=question,
        preset="folkmoot",
        venue=request.invocation.venue,
        present=request.context.present,
        administers=request.invocation.administers,
        kind=Kind.THING,
        members=named,
        among=bool(among),
        earlier=request.context.things_called,
        rules=rules_for(among[0].rules) if among else (),
    )


def _dissolve(request: Request) -> Command:
    _ = request.assembly
    return cmd.ProposeDissolution(actor=request.context.actor, reason=request.text("reason"))


# --- what a proposal would stand in place of


def overrides(request: Request) -> tuple[tuple[Overrides, ...], tuple[Overrides, ...]]:
    """Read what a text names to be overridden; give it, and of it what does not stand in an assembly within this one.

    Each is written with its assembly: ``D3@leeds, D9@york``.
    """
    here, found, beyond = request.assembly, [], []
    for typed in peers.several(request.text("overrides"))[: peers.MOST]:
        reference = read_reference(typed)
        if reference is None or reference.letter not in {"", DECISION} or not reference.slug:
            mistaken(mistakes.BadOverride(typed=cut(typed, 80)))
        each = Overrides(peers.meant(request, reference.slug), reference.number)
        found.append(each)
        if not _stands_within(request, here, each):
            beyond.append(each)
    return tuple(found), tuple(beyond)


def _stands_within(request: Request, here: Assembly, named: Overrides) -> bool:
    theirs = request.context.elsewhere.get(named.peer.id)
    decision = theirs.decisions.get(named.decision) if theirs is not None else None
    within = bool(request.context.directory.path_up(named.peer, here.id)) and named.peer.id != here.id
    return within and decision is not None and decision.stands


ASKED: Final[Mapping[str, Callable[[Request], Command]]] = MappingProxyType({"thing": _thing, "dissolve": _dissolve})
"""By the command's name."""
