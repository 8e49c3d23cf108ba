"""Importing the companion in a fresh interpreter, beside the libraries it may load."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from companion.benchmark_results import Row, Timing

from .harness import COMPANION, Plan, Target, median, rows, seconds

SUBJECT = "start-up"
PEERS = ("numpy", "tiktoken", "torch")

_PROGRAM = """
import json, sys, time
wall, cpu = time.perf_counter(), time.process_time()
__import__(sys.argv[1])
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))
"""


def measure(plan: Plan) -> Iterator[Row]:
    """Measure the import alone, without the start of the interpreter."""
    found: dict[str, list[Timing]] = {name: [] for name in (COMPANION, *PEERS)}
    for _ in range(plan.rounds):
        for name, times in found.items():
            times.append(_import(name))
    timings = {name: median(times) for name, times in found.items()}
    target = Target("at most 0.05 s", seconds, 0.05)
    what = "import, fresh interpreter"
    yield from rows(SUBJECT, what, "", timings, {PEERS[0]: target})


def _import(name: str) -> Timing:
    command = [sys.executable, "-c", _PROGRAM, name]
    return Timing(*json.loads(subprocess.check_output(command)))
