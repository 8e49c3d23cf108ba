"""Rows of a benchmark, for tests of how they are stored and put in words."""

from __future__ import annotations

from dataclasses import replace

from companion.benchmark_results import Row, Timing

FAST, SLOW = Timing(0.002, 0.001, 3_000_000), Timing(0.5, 0.75, 9_000_000)
ROW = Row("words", "sort", "1 KB", FAST, "loop", SLOW)
ROUNDS = replace(
    ROW,
    companion=replace(FAST, rounds=((0.001, 0.001), (0.002, 0.001), (0.004, 0.003))),
    peer_timing=replace(SLOW, rounds=((0.5, 0.5), (0.4, 0.75), (1.0, 1.0))),
)
