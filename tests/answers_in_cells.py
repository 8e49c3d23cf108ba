"""Answers that are written in a cell, and what is said of them."""

from __future__ import annotations

import linecache
import random
from collections.abc import Callable
from typing import Any

from companion.exercises import Exercise
from companion.exercises.checking import examine
from companion.exercises.reports import Report

Cases = list[tuple[Any, ...]]


def exercise(solution: Callable[..., Any], cases: Cases) -> Exercise:
    """Return an exercise about a function of one list."""
    return Exercise(
        name="05.little",
        task="Do it.",
        starter="def f(x):\n    ...\n",
        hints=("Think.",),
        solution=solution,
        cases=lambda rng: cases,
        lesson="Done.",
        mistakes=(),
    )


def in_a_cell(source: str, **names: Any) -> Callable[..., Any]:
    """Define a function as a notebook does, where its source can be read again."""
    file = f"<cell {random.random()}>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    namespace = {"__name__": "__main__", **names}
    exec(compile(source, file, "exec"), namespace)
    function: Callable[..., Any] = namespace["f"]
    return function


def doubled(x: list[int]) -> list[int]:
    """Double each number."""
    return [2 * number for number in x]


NUMBERS: Cases = [([3, 1, 2],), ([5, 5, 7, 1],), ([4, 6],)]


def told(
    source: str,
    solution: Callable[..., Any] = doubled,
    cases: Cases = NUMBERS,
    **names: Any,
) -> Report:
    """Return what is said of an answer that is written in a cell."""
    return examine(exercise(solution, cases), in_a_cell(source, **names), 0)
