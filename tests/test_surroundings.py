"""What is told of the assemblies around one: which sit in which, how many take part, and the way to them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from bot.sitting import Sitting
from bot.surroundings import MOST_COUNTED, Links, federation
from deliberation.assembly import Assembly
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.port import Listing
from tests.test_names import assembly_of

ROOMS = {"leeds": ("matrix:!leeds", "discord:1/2"), "york": ("matrix:!york",)}


def peer(slug: str) -> Peer:
    """Make up an assembly's name."""
    return Peer(AssemblyId(f"id-{slug}"), slug, slug.title())


def listing(slug: str, *above: str, kind: Kind = Kind.ORDINARY) -> Listing:
    """Make up an assembly."""
    own = peer(slug)
    venues = frozenset(map(VenueId, ROOMS.get(slug, ())))
    return Listing(
        id=own.id, slug=slug, name=own.name, venues=venues, kind=kind, member_of=tuple(peer(each) for each in above)
    )


class Told:
    """Stands in for a sitting: knows these assemblies, of three people each, and counts which it had to load."""

    def __init__(self, *listings: Listing) -> None:
        self._listings = {each.id: each for each in listings}
        self.loaded: list[AssemblyId] = []

    def listings(self) -> Iterable[Listing]:
        return self._listings.values()

    def listing(self, identifier: AssemblyId) -> Listing | None:
        return self._listings.get(identifier)

    async def assembly(self, identifier: AssemblyId) -> Assembly:
        self.loaded.append(identifier)
        return assembly_of([PersonId("ada"), PersonId("ben"), PersonId("cy")])


def as_sitting(told: Told) -> Sitting:
    """Take it for a sitting."""
    return cast(Sitting, told)


async def test_those_above_and_below_are_told_and_no_others() -> None:
    """A neighbour in the same region is neither above nor below."""
    told = Told(
        listing("nation", kind=Kind.CORE),
        listing("north", "nation"),
        listing("leeds", "north"),
        listing("headingley", "leeds"),
        listing("york", "north"),
    )
    own = assembly_of([PersonId("ada")])
    found = await federation(_named(own, "leeds"), as_sitting(told))
    assert {node.peer.slug for node in found.values()} == {"leeds", "north", "nation", "headingley"}
    assert found[peer("leeds").id].above == (peer("north").id,)
    assert found[peer("leeds").id].below == (peer("headingley").id,)
    assert found[peer("nation").id].kind is Kind.CORE
    assert found[peer("north").id].people == 3


async def test_of_very_many_assemblies_only_the_nearest_are_loaded_to_be_counted() -> None:
    """The others are named without saying how many take part."""
    told = Told(listing("nation"), *(listing(f"c{number}", "nation") for number in range(650)))
    found = await federation(_named(assembly_of([PersonId("ada")]), "nation"), as_sitting(told))
    assert len(found) == 651
    assert len(told.loaded) == MOST_COUNTED
    assert sum(node.people is None for node in found.values()) == 651 - MOST_COUNTED


def test_a_way_leads_to_a_room_on_the_reader_s_platform() -> None:
    """Where the assembly has none there, to another; where no address can be made of any, there is no way."""
    told = Told(listing("leeds"), listing("york"), listing("bath"))
    links = Links(as_sitting(told), lambda venue: "" if "york" in venue else f"https://{venue}", "discord")
    assert links[peer("leeds").id] == "https://discord:1/2"
    assert links.get(peer("york").id, "") == ""
    assert links.get(peer("bath").id, "") == links.get(AssemblyId("nowhere"), "") == ""
    assert list(links) == [peer("leeds").id]
    assert len(links) == 1


def _named(assembly: Assembly, slug: str) -> Assembly:
    return replace(assembly, id=peer(slug).id, slug=slug)
