"""Slips in the exercises of notebook 06, written as learners write them."""

from __future__ import annotations

import math

import pytest

from companion.exercises.checking import examine
from companion.exercises.records import find
from tests.answers_in_cells import in_a_cell

pytestmark = pytest.mark.usefixtures("at_once")

FRIENDS = """
    total = 0.0
    for a in range(len(x)):
        for b in range(a):
            distance = math.dist(x[a], x[b])
            if (a, b) in friends or (b, a) in friends:
                total += distance**2
"""
TABLE = """
    table = [[0.0] * len(upstream[0]) for _ in range(size)]
    for token, part in zip(ids, upstream):
"""
CHANCES = """
    powers = [math.exp(score) for score in scores]
    chances = [power / sum(powers) for power in powers]
"""
SCORES = """
    scores = [sum(a * b for a, b in zip(vector, row)) for row in U]
"""


def pushed(line: str) -> str:
    """Complete the loss of 06.push-apart with a line for strangers."""
    return f"def f(x, friends):{FRIENDS}            {line}\n    return total\n"


def learning(line: str) -> str:
    """Complete the loop of 06.gradient."""
    return f"def f(ids, upstream, size):{TABLE}        {line}\n    return table\n"


def surprised(scores: str, end: str) -> str:
    """Complete 06.surprise."""
    return f"def f(vector, U, token):{scores}{CHANCES}    return {end}\n"


SAID = [
    ("06.push-apart", pushed("else: total += -distance**2"), "gains the more"),
    ("06.push-apart", pushed("elif distance < 3: total -= distance**2"), "gains the"),
    ("06.push-apart", pushed("else: total += max(0, 3 - distance**2)"), "before -"),
    ("06.push-apart", pushed("elif distance < 3: total += 2.5 - distance"), "is 3 - d"),
    ("06.push-apart", pushed("else: total += max(0, 2.5 - distance)**2"), "is 3 - d"),
    ("06.gradient", learning("table[token] = [sum(part)] * len(part)"), "sum(part)"),
    (
        "06.gradient",
        learning("table[token] = [n + sum(part) for n in table[token]]"),
        "sum(part)",
    ),
    (
        "06.fetch-rows",
        "def f(ids, table):\n    for token in ids:\n        return table[token]\n"
        "    return []\n",
        "You returned after the first ID",
    ),
    (
        "06.fetch-rows",
        "def f(ids, table):\n    found = []\n    for token in ids:\n"
        "        found.append(table[token])\n        return found\n    return found\n",
        "You returned after the first ID",
    ),
    ("06.surprise", surprised(SCORES, "chances[token]"), "the chance itself"),
    ("06.surprise", surprised(SCORES, "-math.log2(chances[token])"), "math.log."),
    ("06.surprise", surprised(SCORES, "-scores[token]"), "the token's score"),
    (
        "06.surprise",
        surprised(
            "\n    scores = [math.dist(vector, row) ** 2 for row in U]\n",
            "-math.log(chances[token])",
        ),
        "squared distance",
    ),
]


@pytest.mark.parametrize(("name", "source", "said"), SAID)
def test_a_slip_is_named(name: str, source: str, said: str) -> None:
    report = examine(find(name), in_a_cell(source, math=math), 0)
    assert report.outcome in {"wrong", "raised"}
    assert said in (report.diagnosis or "")


@pytest.mark.parametrize(
    "source",
    [
        surprised(SCORES, "-math.log(chances[token])"),
        "def f(vector, U, token):\n"
        "    scores = torch.tensor(U) @ torch.tensor(vector)\n"
        "    right = torch.tensor(token)\n"
        "    return torch.nn.functional.cross_entropy(scores, right)\n",
    ],
)
def test_a_surprise_may_be_found_in_plain_python_or_torch(source: str) -> None:
    import torch

    function = in_a_cell(source, math=math, torch=torch)
    for seed in range(5):
        assert examine(find("06.surprise"), function, seed).outcome == "right"
