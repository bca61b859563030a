"""1,000 open checks with 200 positions each: how soon after its start the program records again, in each assembly.

``python -m benchmarks.restart [--json]``. The clock starts before the interpreter does.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from adapters.inbound import Batch
from benchmarks.stage import NAME, found, person, reaction, room, running

ASSEMBLIES, CHECKS, PEOPLE = 20, 50, 200


async def fill(path: Path) -> list[list[str]]:
    """Make the assemblies, their open checks and all but one of their positions; give the cards of each."""
    cards: list[list[str]] = []
    async with running(path) as (program, store, _):
        for number in range(ASSEMBLIES):
            cards.append(await found(program, store, number, people=PEOPLE + 1, checks=CHECKS))
            reactions = tuple(
                reaction(person(who), room(number), card, f"$r{card}.{who}")
                for card in cards[-1]
                for who in range(PEOPLE)
            )
            await program.intake.take(Batch(platform=NAME, items=reactions))
    return cards


async def record_again(path: Path, cards: list[str]) -> None:
    """Start, and record one more position in each assembly."""
    async with running(path) as (program, _, _):
        late = tuple(
            reaction(person(PEOPLE), room(number), card, f"$late{number}") for number, card in enumerate(cards)
        )
        await program.intake.take(Batch(platform=NAME, items=late))
        print(time.time(), flush=True)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--again", nargs="+", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.again:
        path, *cards = arguments.again
        asyncio.run(record_again(Path(path), cards))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "folkmoot.db")
        began = time.perf_counter()
        cards = asyncio.run(fill(path))
        filled = time.perf_counter() - began
        command = [sys.executable, "-m", "benchmarks.restart", "--again", str(path), *(each[0] for each in cards)]
        started = time.time()
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        ready = float(done.stdout.strip().splitlines()[-1]) - started
    result = {
        "checks": ASSEMBLIES * CHECKS,
        "positions": ASSEMBLIES * CHECKS * PEOPLE,
        "ready_s": round(ready, 2),
        "filled_in_s": round(filled, 1),
    }
    print(json.dumps(result) if arguments.json else "\n".join(f"{name:12} {value:,}" for name, value in result.items()))


if __name__ == "__main__":
    main()
