"""100,000 ranked ballots of 12 candidates, read from a BLT file of one line a ballot and counted, beside reading lines.

``python -m benchmarks.ballots [--json]``. The bare loop reads the same file in the same run, and splits each line into
numbers: the ratio says what everything but that costs.
"""

import argparse
import json
import random
import tempfile
import time
from pathlib import Path

from bot.counting.blt import read
from deliberation.counting.stv import count

BALLOTS, CANDIDATES, SEATS = 100_000, 12, 4


def ballots(path: Path) -> None:
    """Write the file: half of the ballots name everybody, the others somebody; a few candidates are much liked."""
    chance = random.Random(1)
    numbers = range(1, CANDIDATES + 1)
    with path.open("w") as file:
        file.write(f"{CANDIDATES} {SEATS}\n")
        for number in range(BALLOTS):
            named = sorted(numbers, key=lambda each: chance.random() * (1 + each / 4))
            most = CANDIDATES if number % 2 else chance.randint(1, CANDIDATES)
            file.write(" ".join(map(str, (1, *named[:most], 0))) + "\n")
        file.write("0\n" + "".join(f'"Candidate {each}"\n' for each in numbers) + '"A large election"\n')


def bare(path: Path) -> float:
    """Read the lines of the file and the numbers in them, and no more; give the seconds."""
    began = time.perf_counter()
    with path.open("rb") as file:
        for line in file:
            if line[:1].isdigit():
                tuple(map(int, line.split()))
    return time.perf_counter() - began


def measured(path: Path) -> dict[str, float]:
    """Read the file and count it."""
    began = time.perf_counter()
    with path.open("rb") as file:
        election = read(file)
    in_hand = time.perf_counter()
    result = count(election.candidates, election.seats, election.papers, seed="a benchmark")
    ended = time.perf_counter()
    return {
        "ballots": result.valid,
        "rankings": len(election.papers),
        "stages": len(result.stages),
        "read_s": round(in_hand - began, 3),
        "count_s": round(ended - in_hand, 3),
        "all_s": round(ended - began, 3),
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    as_json = parser.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.blt")
        ballots(path)
        result = measured(path)
        bare_s = bare(path)
    result |= {"bare_s": round(bare_s, 3), "ratio": round(bare_s / result["all_s"], 3)}
    print(json.dumps(result) if as_json else "\n".join(f"{name:16} {value:,}" for name, value in result.items()))


if __name__ == "__main__":
    main()
