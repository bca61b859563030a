"""A congress: hundreds of assemblies founded from one file, once, and nothing that is somebody else's to decide."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot import alarm
from bot.congress import telling
from bot.congress.founding import NOTES, ON_DEMAND, VENUES, Founding, Order
from bot.congress.reading import Sheet
from bot.halls import Halls
from bot.people import People
from bot.program import Program
from bot.sheets import SheetError
from bot.sitting import Sitting
from bot.verification import all_checked
from deliberation import commands as cmd
from deliberation.events import Enrolment
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId, PersonId, VenueId
from storage.memory import MemoryStore
from storage.port import ConflictError, Listing, UnavailableError, Work
from tests.support.clock import FakeClock
from tests.support.stage import Stage, person

if TYPE_CHECKING:
    from pathlib import Path

    from bot.congress.planning import Plan
    from tests.support.operator import Operator

pytest_plugins = ["tests.support.operator"]

PLACES = """name,region,short_name,purpose
Leeds North,Yorkshire,,Mutual aid in the north of Leeds
Leeds South,yorkshire,,
"Hull, East",Yorkshire,hull-east,
Truro,South West,,
"""
GIVE_IT_ONE = "Give it one in the column “short_name”, such as leeds-north."
GIVE_IT_ANOTHER = "Give it another in the column “short_name”."
OTHER = "Give one of the two another in the column “short_name”."
OF_SMALL_LETTERS = "It has small letters from a to z, digits and hyphens, at most 40"
ROW = "places.csv, line"
ALL = ["harmony", "hull-east", "leeds-north", "leeds-south", "south-west", "truro", "yorkshire"]


def order(places: str | bytes = PLACES, regions: str = "", national: str = "Harmony", venues: str = "") -> Order:
    data = places.encode() if isinstance(places, str) else places
    return Order(
        constituencies=Sheet(name="places.csv", data=data),
        regions=Sheet(name="regions.csv", data=regions.encode()) if regions else None,
        national=national,
        venues=venues,
    )


def nowhere(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


async def created(store: MemoryStore, wanted: Order | None = None) -> Plan:
    plan = await Founding(store, FakeClock()).carry_out(wanted or order(), nowhere)
    assert plan.reading.complaints == []
    return plan


async def wrong(wanted: Order, store: MemoryStore | None = None) -> list[str]:
    """Give what is wrong, and see that nothing was done."""
    store = store or MemoryStore()
    before = await store.listings()
    plan = await Founding(store, FakeClock()).carry_out(wanted, nowhere)
    assert await store.listings() == before
    return [str(each) for each in plan.reading.complaints]


async def there(store: MemoryStore) -> dict[str, Listing]:
    return {listing.slug: listing for listing in await store.listings()}


async def memberships(store: MemoryStore) -> dict[str, list[str]]:
    """Say of which assemblies each is a member, as both sides have it."""
    found = {slug: await store.load(listing.id) for slug, listing in (await there(store)).items()}
    below = {slug: [peer.slug for peer in held.assembly.member_of.values()] for slug, held in found.items() if held}
    above = {slug: {peer.slug for peer in held.assembly.members.values()} for slug, held in found.items() if held}
    for slug, parents in below.items():
        assert {parent for parent, members in above.items() if slug in members} == set(parents)
    return {slug: sorted(parents) for slug, parents in below.items()}


async def enrol(store: MemoryStore, slug: str, *people: str) -> None:
    """Give people their places as members in an assembly."""
    identifier = (await there(store))[slug].id
    sitting = Sitting(halls=Halls(store), people=People(store), now=FakeClock().now())
    until = FakeClock().now() + timedelta(days=300)
    places = tuple(Enrolment(PersonId(person), until) for person in people)
    assert isinstance(await sitting.carry_out(identifier, cmd.Enrol(members=places)), list)
    await store.commit(sitting.finish())


# --- founding


async def test_one_file_is_enough() -> None:
    """The regions are those that constituencies name; each constituency is a member of its region and of the nation."""
    store = MemoryStore()
    await created(store)
    found = await there(store)
    assert sorted(found) == ALL
    assert found["harmony"].kind is Kind.CORE
    assert found["yorkshire"].kind is Kind.ORDINARY
    assert found["hull-east"].kind is Kind.CONSTITUENCY
    assert found["hull-east"].name == "Hull, East"
    assert await memberships(store) == {
        "harmony": [],
        "yorkshire": ["harmony"],
        "south-west": ["harmony"],
        "leeds-north": ["harmony", "yorkshire"],
        "leeds-south": ["harmony", "yorkshire"],
        "hull-east": ["harmony", "yorkshire"],
        "truro": ["harmony", "south-west"],
    }


async def test_nobody_convenes_what_the_operator_founds() -> None:
    """The founder is one random id that stands for no account, takes part nowhere and gives procedure nowhere."""
    store = MemoryStore()
    await created(store)
    held = [await store.load(listing.id) for listing in await store.listings()]
    assert len({each.assembly.founder for each in held if each}) == 1
    assert all(each and each.assembly.convener is None and not each.assembly.participants for each in held)


async def test_the_registers_verify() -> None:
    """Every register of a congress can be worked out again by anyone, and none contradicts another."""
    store = MemoryStore()
    await created(store)
    afterwards = FakeClock()
    afterwards.move(days=1)
    for report in await all_checked(store, [listing.id for listing in await store.listings()], afterwards):
        assert report.problems == ()


async def test_purpose_and_rules_are_those_asked_for() -> None:
    """What the files say an assembly is for is its purpose, and the rules are those of the preset."""
    store = MemoryStore()
    wanted = order()
    await created(store, Order(constituencies=wanted.constituencies, national="Harmony", preset="harmony"))
    held = await store.load((await there(store))["leeds-north"].id)
    assert held is not None
    assert held.assembly.purpose == "Mutual aid in the north of Leeds"
    assert held.assembly.rules.cooling_off.days == 5


async def test_regions_from_a_file_of_theirs() -> None:
    """With a file of regions a constituency may name its own by short name too, and regions may have none."""
    store = MemoryStore()
    regions = "name;short_name;purpose\nYorkshire and The Humber;yorkshire;\nSouth West;;\nWales;;Cymru\n"
    await created(store, order(regions=regions))
    found = await there(store)
    assert sorted(found) == sorted([*ALL, "wales"])
    assert found["yorkshire"].name == "Yorkshire and The Humber"
    assert (await memberships(store))["leeds-south"] == ["harmony", "yorkshire"]


async def test_a_movement_may_have_no_regions() -> None:
    """Where no region is named anywhere, constituencies are members of the national assembly alone."""
    store = MemoryStore()
    await created(store, order("constituency\nLeeds\nHull\n"))
    assert await memberships(store) == {"harmony": [], "hull": ["harmony"], "leeds": ["harmony"]}


# --- again


async def test_a_dry_run_writes_nothing() -> None:
    """Planning says what would be done and leaves the store as it was."""
    store = MemoryStore()
    plan = await Founding(store, FakeClock()).plan(order())
    told = "\n".join(telling.intended(plan, order()))
    assert "found the national assembly, found 2 regions, found 4 constituencies and make 10 memberships" in told
    assert "“Yorkshire” (@yorkshire): 3 constituencies, new" in told
    assert await store.listings() == []
    assert await store.notes(NOTES) == {}


async def test_an_electoral_society_is_founded_beside_it_and_once() -> None:
    """It is a member of no other, and stays where it is not asked for again."""
    store = MemoryStore()
    asked = replace(order(), society="The Electoral Society")
    plan = await created(store, asked)
    assert "founded the electoral society" in "\n".join(telling.done(plan, asked))
    (society,) = [each for each in await store.listings() if each.kind is Kind.ELECTORAL_SOCIETY]
    assert (society.slug, society.member_of) == ("the-electoral-society", ())
    assert (await created(store, asked)).nothing_to_do
    assert (await created(store)).nothing_to_do


async def test_run_twice_it_does_nothing_more() -> None:
    """The second run finds all of it there, without being told the national assembly's name again."""
    store = MemoryStore()
    await created(store)
    before = {listing.slug: await store.load(listing.id) for listing in await store.listings()}
    plan = await created(store, order(national=""))
    assert plan.nothing_to_do
    assert "nothing was founded" in "\n".join(telling.done(plan, order()))
    assert {listing.slug: await store.load(listing.id) for listing in await store.listings()} == before


async def test_what_is_missing_is_founded_by_the_same_nobody() -> None:
    """A constituency added to the file is founded and bound; nothing else changes."""
    store = MemoryStore()
    await created(store)
    founder = (await store.load((await there(store))["harmony"].id)).assembly.founder  # type: ignore[union-attr]
    plan = await created(store, order(f"{PLACES}Bath,South West,,\n"))
    assert [each.slug for each in plan.found] == ["bath"]
    held = await store.load((await there(store))["bath"].id)
    assert held is not None
    assert held.assembly.founder == founder
    assert (await memberships(store))["bath"] == ["harmony", "south-west"]


class Failing(MemoryStore):
    """A store whose next commits fail as they are told to."""

    def __init__(self, shared: MemoryStore, *errors: Exception) -> None:
        super().__init__(shared)
        self._errors = list(errors)

    async def commit(self, work: Work) -> None:
        if self._errors:
            raise self._errors.pop(0)
        await super().commit(work)


async def test_a_run_that_fails_leaves_nothing_behind() -> None:
    """It is all written or nothing; the next run does it."""
    shared = MemoryStore()
    with pytest.raises(UnavailableError):
        await Founding(Failing(shared, UnavailableError("away")), FakeClock()).carry_out(order(), nowhere)
    assert await shared.listings() == []
    await created(shared)
    assert sorted(await there(shared)) == ALL


async def test_who_wrote_first_is_heard() -> None:
    """Where the running program wrote to one of the assemblies meanwhile, it is looked at anew."""
    shared = MemoryStore()
    await created(Failing(shared, ConflictError("first"), ConflictError("again")))
    assert sorted(await there(shared)) == ALL
    with pytest.raises(ConflictError):
        await created(Failing(shared, *[ConflictError("always")] * 99), order(f"{PLACES}Bath,South West,,\n"))
    assert sorted(await there(shared)) == ALL


# --- what is not the operator's to do


async def test_nobody_is_bound_without_their_consensus() -> None:
    """Once people take part in the national assembly, a new constituency becomes its member by consensus alone."""
    store = MemoryStore()
    await created(store)
    await enrol(store, "harmony", "ada")
    plan = await created(store, order(f"{PLACES}Bath,South West,,\n"))
    assert (await memberships(store))["bath"] == ["south-west"]
    told = "\n".join(telling.done(plan, order()))
    assert "“Bath” (@bath) of “Harmony” (@harmony): @harmony must agree" in told
    again = "\n".join(telling.done(await created(store, order(f"{PLACES}Bath,South West,,\n")), order()))
    assert "@harmony must agree" in again


async def test_a_constituency_that_people_took_up_is_not_bound_either() -> None:
    """A constituency that left by its own consensus is not made a member again by running the file again."""
    store = MemoryStore()
    await created(store)
    await enrol(store, "truro", "ada")
    found = await there(store)
    halls = Halls(store)
    sitting = Sitting(halls=halls, people=People(store), now=FakeClock().now())
    for above in ("harmony", "south-west"):
        parting = cmd.NoteParting(peer=Peer(found[above].id, above, found[above].name))
        assert isinstance(await sitting.carry_out(found["truro"].id, parting), list)
    await store.commit(sitting.finish())
    plan = await created(store)
    assert plan.nothing_to_do
    assert (await memberships(store))["truro"] == []
    assert {bond.bond.above.slug for bond in plan.unbound} == {"harmony", "south-west"}


async def test_a_circle_is_told_and_not_made() -> None:
    """Where the national assembly sits in one of its regions, that region does not become its member."""
    store = MemoryStore()
    await created(store, order("name\nLeeds\n"))
    found = await there(store)
    sitting = Sitting(halls=Halls(store), people=People(store), now=FakeClock().now())
    region = AssemblyId("yorkshire-id")
    await sitting.carry_out(region, cmd.FoundAssembly(
        actor=PersonId("ada"), assembly=region, slug="yorkshire", name="Yorkshire", purpose="", preset="folkmoot",
        venue=None, present=(), administers=False, enacted=True))  # fmt: skip
    await sitting.carry_out(region, cmd.AdmitMember(peer=Peer(found["harmony"].id, "harmony", "Harmony")))
    await store.commit(sitting.finish())
    plan = await created(store, order("name,region\nLeeds,Yorkshire\n"))
    assert "@harmony → @yorkshire → @harmony" in "\n".join(telling.done(plan, order()))
    assert (await memberships(store))["yorkshire"] == []


async def test_a_changed_name_is_told_and_changes_nothing() -> None:
    """A name or short name that the files changed is reported; what is there keeps its own, and is not founded anew."""
    store = MemoryStore()
    await created(store)
    changed = PLACES.replace("Truro,South West,,", "Truro and Falmouth,South West,truro,").replace("hull-east", "hull")
    plan = await created(store, order(changed, national="Harmony Party"))
    assert plan.nothing_to_do
    told = "\n".join(telling.done(plan, order()))
    assert "“Truro” (@truro): places.csv, line 5 says “Truro and Falmouth” (@truro)" in told
    assert "“Hull, East” (@hull-east): places.csv, line 4 says “Hull, East” (@hull)" in told
    assert "“Harmony” (@harmony): --national says “Harmony Party” (@harmony)" in told
    assert sorted(await there(store)) == ALL


async def test_a_constituency_stays_in_the_region_where_it_is() -> None:
    """Another region in the file does not make it a member of two."""
    store = MemoryStore()
    await created(store)
    plan = await created(store, order(PLACES.replace("Leeds South,yorkshire", "Leeds South,South West")))
    assert (await memberships(store))["leeds-south"] == ["harmony", "yorkshire"]
    told = "\n".join(telling.done(plan, order()))
    assert "“Leeds South” (@leeds-south): of “Yorkshire” (@yorkshire), not “South West” (@south-west)" in told


async def test_what_the_file_no_longer_names_stays() -> None:
    """Nothing is ever taken away by leaving it out."""
    store = MemoryStore()
    await created(store)
    plan = await created(store, order(PLACES.replace("Truro,South West,,\n", "")))
    assert [peer.slug for peer in plan.unnamed] == ["truro"]
    assert sorted(await there(store)) == ALL


async def test_an_assembly_of_somebody_else_keeps_its_short_name() -> None:
    """A constituency is not founded under the short name of an assembly of another kind, and nothing else is either."""
    async with Stage() as stage:
        await stage.found("Truro", person("ada"), person("ben"))
        found = await wrong(order(), stage.store)
    assert found == [
        f"places.csv, line 5: the short name truro is that of “Truro”, which is no constituency. {GIVE_IT_ANOTHER}"
    ]


# --- bad files


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ("name,region\nLeeds,Yorkshire\nleeds,Yorkshire\n", [
            "places.csv, line 2: there is another constituency called “Leeds”: places.csv, line 3. Leave one out.",
            "places.csv, line 3: there is another constituency called “leeds”: places.csv, line 2. Leave one out."]),
        ("name,region,short_name\nLeeds,Yorkshire,l\nLuton,East,l\n", [
            f"{ROW} 2: the short name l is also that of the constituency “Luton” ({ROW} 3). {OTHER}",
            f"{ROW} 3: the short name l is also that of the constituency “Leeds” ({ROW} 2). {OTHER}"]),
        ("name,region\nYork,York\n", [
            f"{ROW} 2: the short name york is also that of the constituency “York” ({ROW} 2). {OTHER}",
            f"{ROW} 2: the short name york is also that of the region “York” ({ROW} 2). {OTHER}"]),
        ("name,region\nHarmony,York\n", [
            f"--national: the short name harmony is also that of the constituency “Harmony” ({ROW} 2). {OTHER}",
            f"{ROW} 2: the short name harmony is also that of the national assembly “Harmony” (--national). {OTHER}"]),
        ("name,region\n ,York\nBath,\n", [
            "places.csv, line 2: it has no name.",
            "places.csv, line 3: it names no region. Name its region in the column “region”."]),
        ("name,region,short_name\nBath,West,Bath Spa\n", [
            f"places.csv, line 2: “Bath Spa” cannot be a short name. {OF_SMALL_LETTERS}: bath-spa."]),
        ("name,region\n利兹,West\n", [
            f"places.csv, line 2: no short name can be made of “利兹”. {GIVE_IT_ONE}"]),
        (f"name,region\n{'Bath' * 30},West\n", [
            f"places.csv, line 2: the name “{('Bath' * 15)[:59]}…” is longer than 80 characters. Shorten it."]),
        ("name,region\nBath,West,and,more\n", [
            "places.csv, line 2: it has 4 fields where the first line has 2."]),
        ("name,region\n", ["places.csv: it names no constituency."]),
        (f"name,region,short_name,purpose\nBath,West,,{'x' * 501}\n", [
            f"places.csv, line 2: the purpose is longer than 500 characters. It begins “{'x' * 39}…”."]),
    ],
)  # fmt: skip
async def test_bad_rows_are_all_told_and_nothing_is_done(places: str, expected: list[str]) -> None:
    """Every row that is refused is named with its line, what is wrong with it and what to do; no other is founded."""
    assert await wrong(order(places)) == expected


async def test_a_region_that_is_not_in_its_file() -> None:
    """With a file of regions a slip of the keyboard is refused, with what was meant."""
    places = "name,region\nLeeds,Yorkshrie\nHull,Yorkshire\nTruro,Kernow\nBath,@west\n"
    assert await wrong(order(places, regions="name,short_name\nYorkshire,\nSouth West,west\n")) == [
        "places.csv, line 2: there is no region “Yorkshrie”. If “Yorkshire” is meant, write it like that.",
        "places.csv, line 4: there is no region “Kernow”. Add it to the file of regions, or name one that is there.",
    ]


async def test_a_bad_region_is_told_once() -> None:
    """The constituencies of a region that is refused are not complained of for it."""
    places = "name,region\nLeeds,Yorkshire\nHull,Yorkshire\n"
    assert await wrong(order(places, regions="name,short_name\nYorkshire,York Shire\n")) == [
        f"regions.csv, line 2: “York Shire” cannot be a short name. {OF_SMALL_LETTERS}: york-shire.",
    ]


@pytest.mark.parametrize(
    ("places", "regions", "expected"),
    [
        ("", "", "places.csv: It is empty. Its first line names its columns: name,region,short_name,purpose"),
        ("name,county\nA,B\n", "", "there is a column “county”, which I do not know (leave it out)"),
        ("name,regoin\nA,B\n", "", "there is a column “regoin”, which I do not know (did you mean “region”?)"),
        ("name,region,name\nA,B,C\n", "", "the column “name” is there twice"),
        ("region\nA\n", "", "the column “name” is missing"),
        ("name\nA\n", "name\nB\n", "There is a file of regions, and no column “region”"),
        ('name,region\n"A,B\n', "", "The quotation marks on line 2 do not match"),
        (b"name,region\nBath,\xe9\n", "", "Line 2 is not written in UTF-8"),
        ("name,region\nBath,West\n".encode("utf-16"), "", "It is written in UTF-16"),
        (b"name\n" + b"A\n" * 10_001, "", "There are more than 10,000 rows"),
        (b"name\n" + b"A" * 2**24, "", "It is longer than 16,384 KiB"),
    ],
)
async def test_files_of_which_nothing_can_be_made(places: str | bytes, regions: str, expected: str) -> None:
    """What is wrong with a file as a whole is said in a sentence."""
    with pytest.raises(SheetError, match=re.escape(expected)):
        await Founding(MemoryStore(), FakeClock()).plan(order(places, regions))


async def test_the_first_time_the_national_assembly_needs_a_name() -> None:
    """Nobody's name is taken for granted."""
    with pytest.raises(SheetError, match="--national NAME"):
        await Founding(MemoryStore(), FakeClock()).plan(order(national=" "))


@pytest.mark.parametrize(
    "written", ["\ufeffname;region\r\nBath;West\r\n", "Name\tREGION\n\nBath\tWest\n", "name,region,,\nBath,West,,\n"]
)
async def test_files_as_spreadsheets_save_them(written: str) -> None:
    """Marks at the beginning, other separators, empty lines and empty columns at the end do no harm."""
    store = MemoryStore()
    await created(store, order(written))
    assert sorted(await there(store)) == ["bath", "harmony", "west"]


async def test_what_is_in_a_file_is_only_text() -> None:
    """What a spreadsheet would run, or a terminal obey, is a name like any other."""
    places = 'name,region\n"=HYPERLINK(""x"")\x1b[2J",West\n'
    store = MemoryStore()
    plan = await created(store, order(places))
    assert (await there(store))["hyperlink-x-2j"].name == '=HYPERLINK("x")[2J'
    assert "\x1b" not in "\n".join(telling.done(plan, order()))


# --- rooms on demand


async def test_whether_rooms_are_made_on_demand_is_remembered() -> None:
    """It is noted when it is said, and a later run that does not say leaves it."""
    store = MemoryStore()
    await created(store, order(venues=ON_DEMAND))
    await created(store)
    assert (await store.notes(NOTES))[VENUES] == ON_DEMAND


# --- the running program


async def test_a_running_program_comes_to_know_what_was_founded(monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks now and then, so that nobody has to start it anew."""
    monkeypatch.setattr(alarm, "LOOK_EVERY", 0.05)
    halls = Halls(store := MemoryStore())
    program = Program(store=store, platforms={}, halls=halls)
    stop = asyncio.Event()
    running = asyncio.create_task(program.run(stop))
    try:
        await asyncio.sleep(0.1)
        assert halls.named("truro") is None
        await created(MemoryStore(store))
        async with asyncio.timeout(5):
            while halls.named("truro") is None:  # noqa: ASYNC110 (there is no event for it)
                await asyncio.sleep(0.01)
    finally:
        stop.set()
        await running


async def test_learning_again_does_not_undo_what_was_committed_meanwhile() -> None:
    """A list of assemblies that was read before a commit does not take the place of what that commit brought."""

    class Slow(MemoryStore):
        async def listings(self) -> list[Listing]:
            found = await super().listings()
            await go_on.wait()
            return found

    go_on = asyncio.Event()
    store = Slow(shared := MemoryStore())
    await created(shared)
    halls = Halls(store)
    learning = asyncio.create_task(halls.learn())
    await asyncio.sleep(0)
    await enrol(shared, "truro", "ada")
    held = await shared.load((await there(shared))["truro"].id)
    assert held is not None
    newer = replace(held, assembly=replace(held.assembly, venues=frozenset({VenueId("matrix:!truro")})))
    halls.keep(newer)
    go_on.set()
    await learning
    assert halls.listing(held.assembly.id).venues == newer.assembly.venues  # type: ignore[union-attr]
    assert halls.named("bath") is None
    assert halls.named("leeds-north") is not None


# --- the command line


class TestCommandLine:
    """``folkmoot congress create``."""

    def test_first_dry_then_done_then_nothing(self, operator: Operator, tmp_path: Path) -> None:
        """It says what it would do, does it with --yes, and finds nothing to do the next time."""
        file = tmp_path / "places.csv"
        file.write_text(PLACES, encoding="utf-8")
        words = ["congress", "create", str(file), "--national", "Harmony"]
        assert "run `folkmoot migrate`" in operator.run(*words).output
        operator.run("migrate")
        dry = operator.run(*words)
        assert dry.exit_code == 0
        assert "This was a dry run" in dry.stdout
        assert "There is no assembly yet." in operator.run("assemblies").output
        done = operator.run(*words, "--yes", "--rules", "harmony", "--venues", "on-demand")
        assert done.exit_code == 0
        assert "Done: founded the national assembly, founded 2 regions" in done.stdout
        assert "17 of 17 worked out" in done.stderr
        assert "17 of 17" not in done.stdout
        assert operator.run("assemblies").output.count("\n") == 8
        again = operator.run("congress", "create", str(file), "--yes")
        assert again.exit_code == 0
        assert "nothing was founded" in again.stdout
        assert operator.run("verify", "--all").exit_code == 0

    def test_what_is_wrong_is_told_with_its_line(self, operator: Operator, tmp_path: Path) -> None:
        """Bad rows end it with a status of 1, a bad file with 2, and nothing is written."""
        operator.run("migrate")
        file = tmp_path / "places.csv"
        file.write_text("name,region\nLeeds,\n", encoding="utf-8")
        bad = operator.run("congress", "create", str(file), "--national", "Harmony", "--yes")
        assert bad.exit_code == 1
        assert "✘ places.csv, line 2: it names no region" in bad.output
        file.write_text("constituent\nLeeds\n", encoding="utf-8")
        worse = operator.run("congress", "create", str(file), "--national", "Harmony", "--yes")
        assert worse.exit_code == 2
        assert "✘ places.csv: In the first line there is a column “constituent”" in worse.output
        assert "There is no assembly yet." in operator.run("assemblies").output
