"""100,000 positions of 5,000 people over 20 open checks, through intake into SQLite, beside a bare ``sqlite3`` loop.

``python -m benchmarks.positions [--json]``. The bare loop writes the same rows in the same batches, with the same
pragmas, in the same run: the ratio says what everything but the database costs.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from adapters.inbound import Batch, Reacted
from benchmarks.stage import NAME, found, person, reaction, room, rss_mb, running
from storage.port import Store, Work

PEOPLE, CHECKS, AT_ONCE = 5_000, 20, 500
_KEYS = ("✅", "✅", "✅", "✅", "🤷")


@dataclass(frozen=True)
class Run:
    """What one run through intake took, and what it left."""

    seconds: float
    rss_growth_mb: float
    """From the first tenth to the end: what the positions themselves take, which are held in memory, and all else."""
    edits: int
    commits: tuple[int, ...]
    """How many positions each transaction held."""


async def through_intake(path: Path) -> Run:
    """Record every position through the program."""
    async with running(path) as (program, store, platform):
        # One more than take a position, so that no check closes while it is measured.
        cards = await found(program, store, 1, people=PEOPLE + 1, checks=CHECKS)
        batches = _batches(cards)
        await _settled(store)
        commits = _counted(store)
        edits, began = platform.edits, time.perf_counter()
        warm = len(batches) // 10
        await asyncio.gather(*(program.intake.take(batch) for batch in batches[:warm]))
        before = rss_mb()
        await asyncio.gather(*(program.intake.take(batch) for batch in batches[warm:]))
        seconds = time.perf_counter() - began
        return Run(seconds, rss_mb() - before, platform.edits - edits, tuple(size for size in commits if size))


def _batches(cards: list[str]) -> list[Batch]:
    shuffled = [(who, card) for card in range(len(cards)) for who in range(PEOPLE)]
    random.Random(1).shuffle(shuffled)
    reactions: list[Reacted] = [
        reaction(person(who), room(1), cards[card], f"$r{card}.{who}", _KEYS[(who + card) % len(_KEYS)])
        for who, card in shuffled
    ]
    return [
        Batch(platform=NAME, items=tuple(reactions[at : at + AT_ONCE]), cursor=f"s{at}")
        for at in range(0, len(reactions), AT_ONCE)
    ]


async def _settled(store: Store) -> None:
    while await store.waiting(limit=1):  # noqa: ASYNC110 (another task empties it, and tells nobody)
        await asyncio.sleep(0.02)


def _counted(store: Store) -> list[int]:
    """Note the size of every transaction from here on."""
    commits: list[int] = []
    commit = store.commit

    async def counting(work: Work) -> None:
        await commit(work)
        commits.append(len(work.received))

    store.commit = counting  # type: ignore[method-assign]
    return commits


def bare(filled: Path, path: Path, commits: tuple[int, ...]) -> float:
    """Write the same rows in the same batches with ``sqlite3`` alone; give the seconds."""
    with sqlite3.connect(filled) as source:
        tables = source.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        schema = [row[0] for row in tables]
        count = sum(commits)
        received = source.execute(
            'SELECT platform, source, account, target, "key", lifted FROM received ORDER BY id DESC LIMIT ?', (count,)
        ).fetchall()[::-1]
        register = source.execute("SELECT * FROM register ORDER BY number DESC LIMIT ?", (count,)).fetchall()[::-1]
        by_source = {row[5]: row for row in source.execute("SELECT * FROM positions")}
        checks = source.execute("SELECT body, assembly, number FROM checks").fetchall()
    positions = [by_source[row[1]] for row in received]
    target = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF"):
        target.execute(f"PRAGMA {pragma}")
    for statement in schema:
        target.execute(statement)
    began, at = time.perf_counter(), 0
    for size in commits:
        part = slice(at, at + size)
        target.execute("BEGIN IMMEDIATE")
        target.executemany(
            'INSERT INTO received (platform, source, account, target, "key", lifted) VALUES (?, ?, ?, ?, ?, ?)',
            received[part],
        )
        target.executemany("INSERT INTO register VALUES (?, ?, ?, ?)", register[part])
        target.executemany("INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", positions[part])
        target.executemany("UPDATE checks SET body = ? WHERE assembly = ? AND number = ?", checks)
        target.execute("COMMIT")
        at += size
    seconds = time.perf_counter() - began
    target.close()
    return seconds


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    as_json = parser.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        filled = Path(folder, "folkmoot.db")
        run = asyncio.run(through_intake(filled))
        count = sum(run.commits)
        bare_seconds = bare(filled, Path(folder, "bare.db"), run.commits)
    result = {
        "positions": count,
        "positions_per_s": round(count / run.seconds),
        "bare_per_s": round(count / bare_seconds),
        "ratio": round(bare_seconds / run.seconds, 3),
        "rss_growth_mb": round(run.rss_growth_mb, 1),
        "transactions": len(run.commits),
        "card_edits": run.edits,
    }
    if as_json:
        print(json.dumps(result))
    else:
        print("\n".join(f"{name:16} {value:,}" for name, value in result.items()))


if __name__ == "__main__":
    main()
