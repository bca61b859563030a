"""A congress: 650 constituencies, 12 regions and 100,000 members founded and enrolled; a national check, asked of all.

``python -m benchmarks.congress [--json]``. Founding, roster and enrolment go the program's own ways into SQLite, and
so do the check that opens a linked one in every assembly, thousands of positions below, and the sweep that closes all
of those at their deadline. Every assembly has a room. The bare loops write the same rows in as many transactions.
"""

import argparse
import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from adapters.inbound import Batch
from adapters.platform import Deliver
from benchmarks.stage import NAME, FreePlatform, running
from bot.clock import MovableClock, SystemClock
from bot.congress.founding import Founding, Order
from bot.congress.reading import Sheet
from bot.items import Internal
from bot.program import Program
from bot.roster.importing import Importer
from bot.roster.invitations import Invitations
from bot.roster.records import in_csv
from deliberation import commands as cmd
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.checks import Check
from deliberation.federation import Kind
from deliberation.ids import AssemblyId, VenueId
from deliberation.positions import Stance
from storage.migrating import migrate
from storage.opening import open_store
from storage.port import Store

REGIONS, CONSTITUENCIES, MEMBERS = 12, 650, 100_000
BLOCKED = 13
"""Constituencies in which somebody blocks; in all others enough agree."""

AGREEING = 40
AT_ONCE = 1000
"""Members in one of the bare loop's transactions, as in one of the program's."""

ZONE = ZoneInfo("Europe/London")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--members", type=int, default=MEMBERS, help="how many members (default: %(default)s)")
    parser.add_argument("--part", choices=sorted(PARTS), help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        print(json.dumps(asyncio.run(PARTS[given.part](given.path, given.members))))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "folkmoot.db")
        result = _measured(path, given.members)
    print(json.dumps(result) if given.json else "\n".join(f"{name:16} {value:,}" for name, value in result.items()))


def _measured(path: Path, members: int) -> dict[str, float]:
    """Measure each part in a process of its own, as an operator runs them."""
    enrolled = _in_a_process("enrol", path, members)
    bare = _bare(path, path.with_name("bare.db"), -(-members // AT_ONCE))
    sat = _in_a_process("sit", path, members)
    found = {"assemblies": 1 + REGIONS + CONSTITUENCIES, "members": members, **enrolled, **sat}
    return found | {
        "peak_mb": max(enrolled["peak_mb"], sat["peak_mb"]),
        "bare_s": round(bare, 2),
        "enrol_ratio": round(bare / enrolled["enrol_s"], 3),
    }


def _in_a_process(part: str, path: Path, members: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.congress", "--part", part, "--path", str(path)]
    done = subprocess.run([*command, "--members", str(members)], check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def peak_mb() -> float:
    """Give the most memory that this process has had, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, 1)


# --- founding and enrolling


async def enrol(path: Path, members: int) -> dict[str, float]:
    """Found the congress, take its roster in, and give every member their places."""
    await migrate(f"sqlite+aiosqlite:///{path}")
    store = await open_store(f"sqlite+aiosqlite:///{path}")
    began = time.perf_counter()
    order = Order(constituencies=Sheet(name="constituencies.csv", data=_constituencies()), national="Harmony")
    planned = await Founding(store, SystemClock()).carry_out(order, lambda _done, _total: None)
    founded = time.perf_counter()
    importer = Importer(store=store, clock=SystemClock(), zone=ZONE)
    plan, done = await importer.take(partial(in_csv, _roster(members)), Invitations(), may=lambda plan: plan.holds)
    imported = time.perf_counter()
    assert done, plan
    assert not planned.reading.complaints
    await store.close()
    await _enrolled(path, members)
    ended = time.perf_counter()
    return {
        "found_s": round(founded - began, 2),
        "import_s": round(imported - founded, 2),
        "enrol_s": round(ended - began, 2),
        "peak_mb": peak_mb(),
    }


async def _enrolled(path: Path, members: int) -> None:
    """Start the program, and wait until every member has their two places."""
    async with running(path, platform=PacedPlatform()):
        await _until(path, f"SELECT count(*) = {2 * members} FROM participants WHERE enrolled_until IS NOT NULL")


async def _until(path: Path, true: str) -> None:
    """Wait until the database says that something is true."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        while not database.execute(true).fetchone()[0]:  # noqa: ASYNC110 (it tells nobody)
            await asyncio.sleep(0.2)


def _constituencies() -> bytes:
    rows = (f"Constituency {n},Region {n % REGIONS},{_short(n)}" for n in range(CONSTITUENCIES))
    return "\n".join(["name,region,short_name", *rows]).encode()


def _short(number: int) -> str:
    return f"constituency-{number}"


def _roster(members: int) -> bytes:
    rows = (f"{n},matrix:@m{n}:example.org,{_short(n % CONSTITUENCIES)},{2100 - n % 7}-03-31" for n in range(members))
    return "\n".join(["person,accounts,constituency,paid_until", *rows]).encode()


_TABLES = ("assemblies", "accounts", "memberships", "participants", "register")


def _bare(filled: Path, path: Path, transactions: int) -> float:
    """Write the same rows with ``sqlite3`` alone; give the seconds."""
    with closing(sqlite3.connect(filled)) as source:
        tables = source.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        schema = [row[0] for row in tables]
        rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in _TABLES}
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *schema):
            target.execute(statement)
        began = time.perf_counter()
        for number in range(transactions):
            target.execute("BEGIN IMMEDIATE")
            for table, its in rows.items():
                part = its[number * len(its) // transactions : (number + 1) * len(its) // transactions]
                if part:
                    target.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(part[0]))})", part)
            target.execute("COMMIT")
        return time.perf_counter() - began


# --- a national check


async def sit(path: Path, members: int) -> dict[str, float]:
    """Call consensus in the national assembly, have people answer below, and let the deadline below pass."""
    clock = MovableClock()
    async with running(path, platform=PacedPlatform(), clock=clock) as (program, store, _):
        every = {each.id: each.kind for each in await store.listings()}
        national = next(identifier for identifier, kind in every.items() if kind is Kind.CORE)
        places = [identifier for identifier, kind in every.items() if kind is Kind.CONSTITUENCY]
        await _rooms(program, store, [national, *places])
        # Not to those who made the rooms: they came in by themselves.
        let_in = 2 * members - len(places) - 1
        await _until(path, f"SELECT count(*) >= {let_in} FROM participants WHERE let_in IS NOT NULL")
        somebody = next(iter((await _assembly(store, national)).participants))
        text = cmd.Propose(actor=somebody, title="A national food service", text="Nobody goes hungry.")
        await program.intake.command(Internal(national, text))
        await _sent(store)
    # In a program that has just begun.
    async with running(path, platform=PacedPlatform(), clock=clock) as (program, store, _):
        await _settled(program, store)
        call = cmd.CallConsensus(actor=somebody, proposal=1)
        opened = await _timed(program.intake.command(Internal(national, call)))
        await _all_asked(store, national, every)
        positions = await _answered(program, store, places)
        await _sent(store)
        check = (await _assembly(store, national)).checks[1]
        await program.skip(clock, check.remind_at - clock.now())
        await _sent(store)
        below = await _below(store, every)
        assert all(each.is_open for each in below)
        deadline = max(each.deadline for each in below)
        closed = await _timed(program.skip(clock, deadline - clock.now()))
        await _all_heard(store, national, every)
    return {"positions": positions, "open_s": round(opened, 2), "close_s": round(closed, 2), "peak_mb": peak_mb()}


async def _settled(program: Program, store: Store) -> None:
    """Wait until what a program does when it starts is done: it asks who is in each room, and compares the roster."""
    rooms = [room for each in await store.listings() for room in each.venues]
    while not (program.hearing.communities and all(map(program.hearing.is_settled, rooms))):  # noqa: ASYNC110 (as above)
        await asyncio.sleep(0.1)
    await program.enrolling.set_right()


async def _timed(work: Awaitable[None]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def _assembly(store: Store, identifier: AssemblyId) -> Assembly:
    held = await store.load(identifier)
    assert held is not None
    return held.assembly


async def _rooms(program: Program, store: Store, assemblies: Sequence[AssemblyId]) -> None:
    """Give each assembly a room, which one of its members makes."""
    commands: list[Internal] = []
    for identifier, held in (await store.load_many(assemblies)).items():
        member = next(iter(held.assembly.participants))
        room = cmd.BindVenue(actor=member, venue=VenueId(f"{NAME}:!{identifier}"), present=(), administers=True)
        commands.append(Internal(identifier, room))
    await program.intake.command(*commands)


class PacedPlatform(FreePlatform):
    """Lets no more than a few private messages and invitations out in a second, as every platform does."""

    async def listen(self, deliver: Deliver) -> None:
        """Say once that it hears everything, then nothing."""
        await deliver(Batch(platform=NAME, heard=frozenset({NAME})))
        await super().listen(deliver)

    async def whisper(self, *given: Any, **more: Any) -> tuple[VenueId | None, str]:
        """Take a private message, in its time."""
        await asyncio.sleep(1)
        return await super().whisper(*given, **more)

    async def let_in(self, venue: VenueId, account: str) -> None:
        """Invite, in its time."""
        await asyncio.sleep(1)


async def _sent(store: Store) -> None:
    """Wait until all is sent that is owed, but what so many people are told and offered that it goes on for hours."""
    slow = set[str]()
    while rows := await store.waiting(limit=500, busy=sorted(slow)):
        slow |= {row.lane for row in rows if row.lane.startswith(("places:", "reminders:", "person:"))}
        await asyncio.sleep(0.05)


async def _answered(program: Program, store: Store, places: Sequence[AssemblyId]) -> int:
    """Have enough agree in every constituency, and somebody block in a few."""
    commands: list[Internal] = []
    for number, (identifier, held) in enumerate((await store.load_many(places)).items()):
        people = iter(sorted(held.assembly.participants))
        if number < BLOCKED:
            block = cmd.TakePosition(
                actor=next(people), check=1, stance=Stance.BLOCK, reason="It leaves the islands out."
            )
            commands.append(Internal(identifier, block))
        agree = (cmd.TakePosition(actor=person, check=1, stance=Stance.AGREE) for person in islice(people, AGREEING))
        commands += [Internal(identifier, each) for each in agree]
    for at in range(0, len(commands), 1000):
        await program.intake.command(*commands[at : at + 1000])
    return len(commands)


async def _below(store: Store, every: Mapping[AssemblyId, Kind]) -> list[Check]:
    """Give the linked check of every assembly."""
    found = await store.load_many([identifier for identifier, kind in every.items() if kind is not Kind.CORE])
    return [held.assembly.checks[1] for held in found.values()]


async def _all_asked(store: Store, national: AssemblyId, every: Mapping[AssemblyId, Kind]) -> None:
    """See that a check is open in every assembly, to end before the one above."""
    above = (await _assembly(store, national)).checks[1]
    assert len(above.seats) == len(every) - 1
    assert all(check.is_open and check.deadline < above.deadline for check in await _below(store, every))


async def _all_heard(store: Store, national: AssemblyId, every: Mapping[AssemblyId, Kind]) -> None:
    """See that no check below is open, and that above all of them were heard."""
    above = (await _assembly(store, national)).checks[1]
    outcomes = Counter(check.outcome for check in await _below(store, every))
    assert not above.undecided_seats, f"{len(above.undecided_seats)} are still deciding: {outcomes}"
    assert above.tally.agree == outcomes[Outcome.CONSENSUS]
    assert above.tally.block == outcomes[Outcome.BLOCKED] >= BLOCKED
    assert above.tally.taken == len(every) - 1


PARTS: dict[str, Callable[[Path, int], Coroutine[Any, Any, dict[str, float]]]] = {"enrol": enrol, "sit": sit}

if __name__ == "__main__":
    main()
