"""The federation as indented text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapters.documents import Bullets, Document, Link
from adapters.request import Node
from adapters.setting import Setting
from adapters.tree import MOST, federation
from deliberation.assembly import Assembly
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId
from deliberation.persistent import PersistentMap
from tests.support.engine import Moot
from tests.support.words import NAMES, is_clean, leaves, plain


def peer(slug: str) -> Peer:
    """Name an assembly as another knows it."""
    return Peer(AssemblyId(f"a-{slug}"), slug, slug.capitalize())


def known(members: Mapping[str, Sequence[str]], kinds: Mapping[str, Kind] = {}) -> dict[AssemblyId, Node]:
    """Give a federation by the short names of the members of each assembly; each has seven people."""
    slugs = dict.fromkeys([*members, *(below for each in members.values() for below in each)])
    return {
        peer(slug).id: Node(
            peer=peer(slug),
            kind=kinds.get(slug, Kind.ORDINARY),
            people=7,
            above=tuple(peer(above).id for above, below in members.items() if slug in below),
            below=tuple(peer(below).id for below in members.get(slug, ())),
        )
        for slug in slugs
    }


def one(slug: str, nodes: Mapping[AssemblyId, Node]) -> Assembly:
    """Give an assembly as it is bound to others in a federation."""
    node = nodes[peer(slug).id]
    bonds = {
        "members": PersistentMap({each: nodes[each].peer for each in node.below}),
        "member_of": PersistentMap({each: nodes[each].peer for each in node.above}),
    }
    found = Moot.founded("ada", "ben", "cy").assembly
    return replace(found, id=node.peer.id, slug=slug, name=node.peer.name, kind=node.kind, **bonds)  # type: ignore[arg-type]


def drawn(slug: str, nodes: Mapping[AssemblyId, Node]) -> Document:
    """Draw the federation around an assembly."""
    assembly = one(slug, nodes)
    return federation(assembly, nodes, Setting(assembly, NAMES))


SMALL = {
    "nation": ("north", "south", "leeds", "york", "hove"),
    "north": ("leeds", "york"),
    "south": ("hove",),
    "rivers": ("york", "hove"),
}
KINDS = {"nation": Kind.CORE, "leeds": Kind.CONSTITUENCY}


def test_the_tree_below_says_where_each_belongs() -> None:
    """Every line begins with its place; whoever is a member of a region and of the whole stands under the region."""
    assert plain(drawn("nation", known(SMALL, KINDS))) == (
        "# Nation among the assemblies\n"
        "Its members (5 assemblies), and theirs:\n"
        "- 1 North (7 people)\n"
        "- \u20031.1 Leeds (constituency, 7 people)\n"
        "- \u20031.2 York (7 people)\n"
        "- 2 South (7 people)\n"
        "- \u20032.1 Hove (7 people)"
    )


def test_the_assemblies_above_are_listed_with_the_way_to_them() -> None:
    """The nearest first, and through which one it sits in those further up."""
    text = plain(drawn("york", known({**SMALL, "nation": ("north", "south")}, KINDS)))
    assert text == (
        "# York among the assemblies\n"
        "It is a member of:\n"
        "- North (7 people)\n"
        "- Rivers (7 people)\n"
        "- Nation (core, 7 people), through North"
    )


def test_an_assembly_alone_is_told_how_to_affiliate() -> None:
    """Where there is nothing above or below, the answer says what to do next."""
    moot = Moot.founded("ada", "ben")
    text = plain(federation(moot.assembly, {}, Setting(moot.assembly, NAMES)))
    assert "The moot is no member of another assembly, and has none as members." in text
    assert "`!affiliate yorkshire`" in text


def test_its_own_bonds_are_shown_where_nothing_else_is_known() -> None:
    """What an assembly knows of itself is enough for the next above and below."""
    nodes = known(SMALL)
    assembly = one("north", nodes)
    text = plain(federation(assembly, {}, Setting(assembly, NAMES)))
    assert text == (
        "# North among the assemblies\n"
        "It is a member of:\n- Nation\n"
        "Its members (2 assemblies), and theirs:\n- 1 Leeds\n- 2 York"
    )


def test_a_big_tree_is_cut_level_by_level() -> None:
    """Twelve regions are shown with how many are under each, and the way to see those."""
    regions = {f"region{number:02}": [f"c{number:02}x{each:02}" for each in range(54)] for number in range(12)}
    every = [slug for below in regions.values() for slug in below]
    document = drawn("nation", known({"nation": (*regions, *every), **regions}))
    text = plain(document)
    assert "Its members (660 assemblies), and theirs:" in text
    assert "- 1 Region00 (7 people), with 54 member assemblies: `!federation @region00`\n" in text
    assert len(text) < 2_000
    region = drawn("region03", known({"nation": (*regions, *every), **regions}))
    assert "… and 14 more. To see one of them: `!federation @c03x00`" in plain(region)
    for each in (document, region):
        assert all(map(is_clean, leaves(each)))
        assert max(len(block.items) for block in each.blocks if isinstance(block, Bullets)) <= MOST


def test_a_flat_crowd_of_members_is_cut() -> None:
    """Where hundreds are members and nothing lies between, the first forty are shown and the others counted."""
    text = plain(drawn("nation", known({"nation": [f"c{number:03}" for number in range(650)]})))
    assert len(re.findall(r"^- ", text, re.MULTILINE)) == MOST
    assert "… and 610 more." in text


def test_names_lead_to_the_assemblies_where_there_is_a_way() -> None:
    """An address makes a name in the tree a link."""
    nodes = known(SMALL)
    assembly = one("south", nodes)
    at = Setting(assembly, NAMES, links={peer("hove").id: "https://matrix.to/#/!hove"})
    found = [part for block in federation(assembly, nodes, at).blocks for part in _inlines(block)]
    assert Link("https://matrix.to/#/!hove", "Hove") in found


def _inlines(block: object) -> list[object]:
    return [part for item in getattr(block, "items", ()) for part in item]


def test_a_circle_would_be_drawn_without_end_and_is_not() -> None:
    """None was ever admitted; were there one, the tree would end all the same."""
    nodes = known({"a": ("b",), "b": ("c",), "c": ("a",)})
    text = plain(drawn("a", nodes))
    assert "- 1 B (7 people)" in text
    assert len(text) < 5_000
