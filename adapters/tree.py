"""The federation as indented text: above an assembly those of which it is a member, below it its own members.

Each line begins with a number that says where it belongs (``2.1``), so that it can be followed without seeing it. An
assembly is shown once, as deep as it sits: what is a member of a region and of the whole stands under the region.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.cleaning import clean_line
from adapters.documents import Block, Bullets, Document, Inline, Strong, heading, inlines, paragraph
from adapters.phrases import count
from adapters.request import Federation, Node
from adapters.setting import Setting
from deliberation.assembly import Assembly
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId

MOST: Final = 40
"""Lines of the tree below; what does not fit is counted, with the way to see it."""

_MOST_ABOVE: Final = 12
_INDENT: Final = "\u2003"
"""A space that no renderer takes away."""


def federation(assembly: Assembly, known: Federation, at: Setting) -> Document:
    """Draw the assemblies above and below one. ``known`` may have others too, and need not have it."""
    nodes = _with_own(assembly, known)
    blocks: list[Block] = [heading(f"{assembly.name} among the assemblies")]
    above = list(_above(assembly.id, nodes))
    if above:
        blocks += [paragraph(Strong("It is a member of:")), _shown_above(above, nodes, at)]
    if nodes[assembly.id].below:
        blocks += _below(assembly, nodes, at)
    if len(blocks) == 1:
        blocks.append(
            paragraph(
                f"{assembly.name} is no member of another assembly, and has none as members. To propose that it become"
                " one: ",
                at.form("affiliate"),
            )
        )
    return Document(tuple(blocks))


def _with_own(assembly: Assembly, known: Federation) -> dict[AssemblyId, Node]:
    """Take what the assembly itself knows of its bonds together with what is known of all."""
    nodes = {peer.id: Node(peer=peer) for peer in (*assembly.member_of.values(), *assembly.members.values())}
    nodes.update(known)
    nodes[assembly.id] = Node(
        peer=assembly.peer,
        kind=assembly.kind,
        people=len(assembly.participants),
        above=tuple(assembly.member_of),
        below=tuple(assembly.members),
    )
    return nodes


# --- above


@dataclass(frozen=True, slots=True)
class _Above:
    """An assembly above, and the one through which it is so; empty for those it is a member of itself."""

    node: Node
    through: AssemblyId | None


def _above(start: AssemblyId, nodes: Federation) -> Iterator[_Above]:
    """List those above, the nearest first."""
    seen, queue = {start}, [start]
    for at in queue:
        for each in nodes[at].above:
            if each not in seen and each in nodes:
                seen.add(each)
                queue.append(each)
                yield _Above(nodes[each], None if at == start else at)


def _shown_above(above: Sequence[_Above], nodes: Federation, at: Setting) -> Bullets:
    lines = [
        inlines(
            *_described(each.node, at),
            *([", through ", at.peer(nodes[each.through].peer)] if each.through is not None else []),
        )
        for each in above[:_MOST_ABOVE]
    ]
    if len(above) > _MOST_ABOVE:
        lines.append(inlines(f"and {len(above) - _MOST_ABOVE:,} more"))
    return Bullets(tuple(lines))


# --- below


@dataclass(frozen=True, slots=True)
class _Line:
    """One line below: its place (``2.1``), the assembly, how many members of it are shown elsewhere or not at all."""

    place: str
    node: Node
    left_out: int = 0

    @property
    def depth(self) -> int:
        return self.place.count(".")


def _below(assembly: Assembly, nodes: Federation, at: Setting) -> list[Block]:
    children = _children(assembly.id, nodes)
    shown = children[:MOST]
    lines = _in_order(_grown([_Line(str(number), nodes[child]) for number, child in enumerate(shown, 1)], nodes))
    many = count(len(nodes[assembly.id].below), "assembly", "assemblies")
    items = [inlines(f"{_INDENT * line.depth}{line.place} ", *_described(line.node, at), *_left_out(line, at))
             for line in lines]  # fmt: skip
    blocks: list[Block] = [paragraph(Strong("Its members"), f" ({many}), and theirs:"), Bullets(tuple(items))]
    if len(children) > len(shown):
        left = len(children) - len(shown)
        example = clean_line(nodes[shown[0]].peer.slug)
        blocks.append(paragraph(f"… and {left:,} more. To see one of them: ", at.type(f"federation @{example}")))
    return blocks


def _children(parent: AssemblyId, nodes: Federation) -> list[AssemblyId]:
    """List the members of an assembly by name, without those that sit deeper: in another member of it."""
    own = [each for each in nodes[parent].below if each in nodes]
    deeper: set[AssemblyId] = set()
    for each in own:
        deeper |= _under(each, nodes, deeper) - {each}
    return sorted((each for each in own if each not in deeper), key=lambda each: _order(nodes[each].peer))


def _under(start: AssemblyId, nodes: Federation, known: set[AssemblyId]) -> set[AssemblyId]:
    """Gather all that sit in an assembly, on whichever level; not looking again under those that are known."""
    found: set[AssemblyId] = set()
    queue = [start]
    for at in queue:
        for each in nodes[at].below if at in nodes else ():
            if each not in found and each not in known:
                found.add(each)
                queue.append(each)
    return found


def _order(peer: Peer) -> tuple[str, str]:
    return (peer.name.casefold(), peer.slug)


def _grown(level: list[_Line], nodes: Federation) -> list[_Line]:
    """Add level after level, as long as a whole one fits; where it does not, say how many are left out."""
    lines: list[_Line] = []
    while level:
        following = [
            [_Line(f"{line.place}.{number}", nodes[child]) for number, child in enumerate(children, 1)]
            for line, children in ((line, _children(line.node.peer.id, nodes)) for line in level)
        ]
        fits = len(lines) + len(level) + sum(map(len, following)) <= MOST
        lines += level if fits else [_Line(line.place, line.node, len(line.node.below)) for line in level]
        level = [each for group in following for each in group] if fits else []
    return lines


def _in_order(lines: list[_Line]) -> list[_Line]:
    return sorted(lines, key=lambda line: [int(part) for part in line.place.split(".")])


def _left_out(line: _Line, at: Setting) -> list[Inline | str]:
    if not line.left_out:
        return []
    many = count(line.left_out, "member assembly", "member assemblies")
    return [f", with {many}: ", at.type(f"federation @{clean_line(line.node.peer.slug)}")]


def _described(node: Node, at: Setting) -> list[Inline | str]:
    """Name an assembly, with what sort it is and how many take part, as far as that is known."""
    facts = [] if node.kind is Kind.ORDINARY else [node.kind.value]
    if node.people is not None:
        facts.append(count(node.people, "person", "people"))
    return [at.peer(node.peer), f" ({', '.join(facts)})" if facts else ""]
