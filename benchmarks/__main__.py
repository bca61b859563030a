"""Runs every benchmark, one after another: ``python -m benchmarks``."""

import subprocess
import sys

for name in ("positions", "restart", "storm", "congress", "ballots"):
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
