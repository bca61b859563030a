"""Gifts through the whole program: where they are kept, who reads what, addresses, and the treasurer's table."""

from __future__ import annotations

import asyncio
import csv
import io
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.donations import exporting
from bot.donations.keeping import kept_elsewhere
from bot.exporting import NoSuchAssemblyError
from bot.rehearsal import Rehearsal
from deliberation.federation import Kind, Peer
from deliberation.ids import AssemblyId
from storage.memory import MemoryStore
from storage.opening import open_store
from storage.port import Listing
from tests.support.giving import UNITE, Giving

if TYPE_CHECKING:
    from deliberation.assembly import Assembly
    from tests.support.operator import Operator

pytest_plugins = ["tests.support.operator"]

BEGINNING = (
    "ada: found Leeds Moot",
    "ben: office create treasurer",
    "ada: consensus P1",
    *(f"{who}: agree P1" for who in ("ada", "ben", "cleo")),
    "ben: elect Ada as treasurer",
    *(f"{who}: agree P2" for who in ("ada", "ben", "cleo")),
)
UNION = "Unite the Union, trade union, listed by the Certification Officer"
GIFTS = (
    "ada privately: donation record £50.05 from Grace Hopper on today",
    f"ada privately: donation record £2,000 from {UNION}, on today by bank transfer",
    "cleo: block P3 because we are not theirs",
    "/time +4d",
    "ada privately: donation record £20 from =cmd() Ltd, company 01234567, on yesterday in kind: @a kettle",
)


async def heard(*lines: str) -> str:
    """Play lines, and give all that is read in the room and in private, as it comes."""
    texts: list[str] = []
    rehearsal = Rehearsal(MemoryStore(), ["ada", "ben", "cleo"], texts.append, datetime(2026, 1, 5, 9, tzinfo=UTC))
    try:
        await rehearsal.begin()
        for line in lines:
            await rehearsal.take(line)
    finally:
        await rehearsal.end()
    return "\n".join(texts)


@pytest.fixture
def giving(operator: Operator) -> Operator:
    """Give an operator whose assembly was given several things."""
    asyncio.run(operator.play(*BEGINNING, *GIFTS))
    return operator


async def assembly(operator: Operator) -> Assembly:
    """Give the one assembly of an operator."""
    store = await open_store(f"sqlite:///{operator.database}")
    try:
        return (await exporting.chosen(store, None)).assembly
    finally:
        await store.close()


# --- what is typed and read


def test_what_is_given_reaches_the_record_and_not_the_room(giving: Operator) -> None:
    """Each gift as it should be, and the register verifies."""
    known = asyncio.run(assembly(giving))
    assert [each.state for each in known.donations.values()] == ["accepted", "refused", "accepted"]
    assert giving.run("verify").exit_code == 0
    register = giving.run("export", "leeds-moot", "--format", "json").output
    assert "Grace" not in register
    assert "kettle" not in register


async def test_the_room_reads_no_name_of_a_person() -> None:
    """What names one goes to the treasurer alone; the room reads of organisations, and the question put to it."""
    said = await heard(
        *BEGINNING, *GIFTS, "ben: donations", "cleo: donors", "ben: donation G1", "ada privately: donors"
    )
    posts = said.split("\n[")
    assert all("to Ada alone" in post for post in posts if "Grace Hopper" in post)
    assert any("to Ada alone" in post for post in posts if "Grace Hopper" in post)
    assert "Accept £2,000 from Unite the Union" in said
    assert "The gift G2, £2,000 from Unite the Union, is refused: the members did not agree to it." in said


async def test_typed_in_the_room_nothing_is_recorded() -> None:
    """By whoever it was typed."""
    said = await heard(*BEGINNING, "ada: donation record £5 from Grace Hopper on today", "ben: donations")
    assert "Who gives is nothing for the room" in said
    assert "has been given nothing yet" in said


# --- the table for the treasurer


def test_the_table_has_every_gift_whole_and_runs_nothing(giving: Operator) -> None:
    """Pounds are exact; a name that looks like a formula is marked as text; only the owner can read the file."""
    lines = giving.run("donors", "list").output.splitlines()
    (code,) = (line.split()[0] for line in lines if "Grace Hopper" in line)
    assert giving.run("donors", "address", code, typed="1 High Street\nLeeds LS1\n").exit_code == 0
    out = giving.folder / "gifts.csv"
    done = giving.run("donations", "--csv", str(out))
    assert done.exit_code == 0
    assert "gives no legal advice" in done.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    first, second, third = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")))
    assert (first["gift"], first["pounds"], first["name"]) == ("G1", "50.05", "Grace Hopper")
    assert first["address"] == "1 High Street, Leeds LS1"
    assert (second["state"], second["because"], second["asked in"]) == ("refused", "members", "P3")
    assert (second["how the members answered"], second["a donation in law"]) == ("Blocked", "yes")
    assert (third["name"], third["form"]) == ("'=cmd() Ltd", "in kind: @a kettle")
    assert (third["basis"], third["facts"]) == ("company", "01234567")
    assert giving.run("donations", "--csv", str(out), typed="n\n").exit_code == 1


def test_addresses_are_kept_apart_and_shown_in_no_list(giving: Operator) -> None:
    """From a file with all of them or none; erased when that is said."""
    table = giving.folder / "addresses.csv"
    table.write_text("donor,address\nGrace Hopper,1 High Street\nNobody,2 Low Street\n", encoding="utf-8")
    wrong = giving.run("donors", "import", str(table))
    assert wrong.exit_code == 1
    assert "Line 3: Nobody who gave to Leeds Moot goes by “Nobody”" in wrong.output
    assert "address kept" not in giving.run("donors", "list").output
    table.write_text("name;address\nGrace Hopper;1 High Street\n", encoding="utf-8")
    assert giving.run("donors", "import", str(table)).exit_code == 0
    shown = giving.run("donors", "list").output
    assert shown.count("address kept") == 1
    assert "High Street" not in shown
    register = giving.run("export", "leeds-moot", "--format", "json").output
    assert "High Street" not in register
    assert giving.run("donors", "address", "Grace Hopper", "--erase").exit_code == 0
    assert "address kept" not in giving.run("donors", "list").output


@pytest.mark.parametrize("words", [("address", "Zed"), ("address", "Grace Hopper"), ("erase", "Grace Hopper", "--yes")])
def test_what_cannot_be_done_is_said(giving: Operator, words: tuple[str, ...]) -> None:
    """A donor that there is not, an address of nothing, a name that must be known for six years: nothing is changed."""
    typed = "1 High Street" if "Zed" in words else ""
    done = giving.run("donors", *words, typed=typed)
    assert done.exit_code == 2
    assert done.output.startswith("✘ ")


def test_after_six_years_a_name_is_erased_everywhere(operator: Operator) -> None:
    """From the assembly and from beside the register, with the address; the register verifies without it."""
    old = "ada privately: donation record £50 from Grace Hopper, on the electoral register of Leeds, on 2019-12-31"
    asyncio.run(operator.play(*BEGINNING, old))
    operator.run("donors", "address", "Grace Hopper", typed="1 High Street")
    done = operator.run("donors", "erase", "Grace Hopper", "--yes")
    assert done.exit_code == 0, done.output
    (donor,) = asyncio.run(assembly(operator)).donors.values()
    assert (donor.name, donor.facts) == ("", "")
    assert operator.run("verify").exit_code == 0
    with closing(sqlite3.connect(operator.database)) as database:
        kept = "\n".join(database.iterdump())
    assert "Grace" not in kept
    assert "High Street" not in kept
    assert "(erased)" in operator.run("donors", "list").output


def test_without_gifts_there_is_nothing_to_write(experienced: Operator) -> None:
    """It says so, and writes no file."""
    out = experienced.folder / "gifts.csv"
    done = experienced.run("donations", "--csv", str(out))
    assert done.exit_code == 2
    assert "No gift is recorded" in done.output
    assert not out.exists()


# --- in which assembly


def listing(slug: str, kind: Kind = Kind.ORDINARY) -> Listing:
    """Give an assembly in brief."""
    return Listing(id=AssemblyId(slug), slug=slug, name=slug.title(), venues=frozenset(), kind=kind)


@pytest.mark.parametrize(
    ("own", "kind", "keeping", "elsewhere"),
    [
        ("a-1", Kind.ORDINARY, "", ["core", "other"]),
        ("a-1", Kind.ORDINARY, "other", ["other"]),
        ("core", Kind.CORE, "", []),
        ("core", Kind.CORE, "core", []),
        ("core", Kind.CORE, "other", ["other"]),
    ],
)
async def test_gifts_are_kept_in_one_core_assembly(own: str, kind: Kind, keeping: str, elsewhere: list[str]) -> None:
    """In the one that has some already; else in any core assembly, where there are such."""

    async def load(wanted: AssemblyId) -> Assembly | None:
        moot = Giving.with_treasurer()
        if wanted == keeping:
            moot.give(5_00, source=UNITE)
        return replace(moot.assembly, id=wanted, slug=wanted, kind=Kind.CORE)

    mine = replace((Giving.with_treasurer()).assembly, id=AssemblyId(own), slug=own, kind=kind)
    listings = [listing("a-1"), listing("other", Kind.CORE), listing("core", Kind.CORE)]
    found = await kept_elsewhere(mine, listings, load)
    assert [peer.slug for peer in found] == elsewhere


async def test_where_there_is_no_core_assembly_each_keeps_its_own() -> None:
    """A movement may have one assembly only."""

    async def load(_wanted: AssemblyId) -> Assembly | None:
        return None

    mine = Giving.with_treasurer().assembly
    found: tuple[Peer, ...] = await kept_elsewhere(mine, [listing("a-1"), listing("other")], load)
    assert found == ()


async def test_several_assemblies_with_gifts_must_be_told_apart() -> None:
    """None is chosen by chance."""
    with pytest.raises(NoSuchAssemblyError):
        await exporting.chosen(MemoryStore(), None)
