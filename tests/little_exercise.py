"""An exercise of the tests' own, on which the checker is tried."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from companion.exercises import Exercise, Mistake


def shift(ids: list[int], stride: int) -> list[int]:
    """Solve the little exercise."""
    return ids[1:]


def little_cases(rng: random.Random) -> list[tuple[Any, ...]]:
    """Draw a longer case, between two that are always the same."""
    longer = [rng.randrange(100) for _ in range(200)]
    return [([1, 2, 3, 4], 2), (longer, 3), ([5, 6, 7], 2)]


LITTLE = Exercise(
    name="05.little",
    task="Return the targets.",
    starter="def shift(ids, stride):\n    ...\n",
    hints=("The next token is the target.", "One further, whatever the stride."),
    solution=shift,
    cases=little_cases,
    lesson="Every token but the first is a target.",
    mistakes=(
        Mistake("You shifted by the stride.", lambda ids, stride: ids[stride:]),
        Mistake("You counted past the end.", lambda ids, stride: ids[len(ids)]),
    ),
)
PLAIN = replace(
    LITTLE, cases=lambda rng: [([1, 2, 3, 4], 2), ([5, 6, 7], 2)], mistakes=()
)
"""The same with two cases and no known mistakes."""


def children_of_this_process() -> set[str]:
    """Return the numbers of the child processes that were not waited for (Linux)."""
    found: set[str] = set()
    for path in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):  # a thread that has ended since
            found.update(path.read_text().split())
    return found
