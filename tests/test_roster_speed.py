"""A hundred thousand members, taken in by the command as an operator runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deliberation.federation import Kind
from tests.support.roster import found, on_roster, opened, roster

MEMBERS = 100_000
MOST_SECONDS = 15.0
MOST_MIB = 300

ROOT = Path(__file__).parent.parent
MEASURED = """
import json, resource, sys, time
from bot.cli import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"seconds": time.process_time(), "mib": used.ru_maxrss / 1024}), file=sys.stderr)
"""


def row(number: int) -> str:
    """Every tenth has two accounts, every twentieth none."""
    accounts = f"matrix:@member{number}:example.org" if number % 2 else f"discord:{10**17 + number}"
    if number % 10 == 0:
        accounts += f" matrix:@also{number}:example.org"
    email = ""
    if number % 20 == 3:
        accounts, email = "", f"member{number}@example.org"
    return f"{number},{accounts},{email},leeds,2099-{1 + number % 12:02}-15"


@pytest.mark.soak
@pytest.mark.timeout(300)
async def test_a_hundred_thousand_are_read_checked_and_written_in_time(tmp_path: Path) -> None:
    """Within fifteen seconds of work and 300 MiB, the first time and again; nothing of it is lost."""
    async with opened("sqlite", tmp_path) as store:
        await found(store, "leeds")
        await found(store, "harmony", Kind.CORE)
    (tmp_path / "folkmoot.toml").write_text("")
    (tmp_path / "members.csv").write_bytes(roster(*map(row, range(MEMBERS))))
    for _ in range(2):
        done = subprocess.run(  # noqa: ASYNC221 (nothing else goes on)
            [sys.executable, "-c", MEASURED, "roster", "import", "members.csv", "--yes"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "100,000 members afterwards" in done.stdout
        used = json.loads(done.stderr.splitlines()[-1])
        assert used["seconds"] < MOST_SECONDS, used
        assert used["mib"] < MOST_MIB, used
    async with opened("sqlite", tmp_path) as store:
        assert len(await on_roster(store)) == MEMBERS
