"""Measurements, as ratios within one run: machines are noisy. ``python -m benchmarks.positions --json`` and so on."""
