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
END = "-math.log(chances[token])"
MOVED = """
def f(rows, friends):
    x = list(rows)
    for _ in range({rounds}):
        old = list(x)
        for a, b in friends:
            middle = [(p + q) / 2 for p, q in zip(x[a], x[b])]
            {line}
    return x
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

SAID += [
    ("06.push-apart", pushed(line), said)
    for line, said in (
        ("else: total += 3 - distance", "nearer than 3 only"),
        ("elif distance < 3: total += distance - 3", "would be a gain"),
        ("elif distance < 3: total += math.sqrt(3 - distance)", "square root"),
        ("elif distance < 3: total += 0.25", "Each stranger costs the same"),
        ("else: total += 3**2", "Each stranger costs the same"),
        ("elif distance < 3: total += (3 - distance**2)**2", "distance as well"),
        ("elif distance**2 < 3: total += (3 - distance)**2", "ask the distance"),
        ("elif distance < 3: total += 1 / distance", "never ends"),
        (
            "elif distance < 3: total += (3 - distance)**2\n            return total",
            "after the first",
        ),
    )
]
SAID += [
    ("06.gradient", learning(line), said)
    for line, said in (
        ("table[token] = [a * b for a, b in zip(table[token], part)]", "You multiply:"),
        ("table[token] = [(a+b)/2 for a, b in zip(table[token], part)]", "You halve"),
        ("table[token] = [ids.count(token) * n for n in part]", "how often"),
        ("table[token] = [a+0.1*b for a, b in zip(table[token], part)]", "a tenth"),
        ("table[token][0] += part[0]", "first number"),
        ("table[token-1] = [a+b for a, b in zip(table[token-1], part)]", "from 1"),
    )
]
SAID += [
    ("06.fetch-rows", f"def f(ids, table):\n{body}\n", said)
    for body, said in (
        ("    for i in ids: row = table[i]\n    return row", "the last row alone"),
        (
            "    all = []\n    for i in ids: all += table[i]\n    return all",
            "append each",
        ),
        ("    return [[table[i]] for i in ids]", "brackets"),
        ("    return [table[i][0] for i in ids]", "the whole row"),
        ("    return [sum(table[i]) for i in ids]", "added up"),
        ("    return table", "table as it is"),
    )
]
SAID += [
    ("06.surprise", surprised(SCORES, end), said)
    for end, said in (
        ("-math.log(1 - chances[token])", "all other tokens"),
        ("math.log(1 - chances[token])", "all other tokens"),
        ("-chances[token]", "-math.log("),
        ("1 / chances[token]", "-math.log("),
        ("-math.exp(chances[token])", "-math.log("),
        ("-chances[token] * math.log(chances[token])", "by the chance as well"),
        ("-sum(c * math.log(c) for c in chances)", "by the chance as well"),
        ("-math.log(chances[0])", "token 0"),
        ("-math.log(scores[token])", "−ln of the score"),
        ("-sum(math.log(c) for c in chances) / len(U)", "the mean over all"),
    )
]
SAID += [
    ("06.surprise", surprised(f"\n    scores = []\n{body}", END), said)
    for body, said in (
        (
            "    for row in U: scores += [a*b for a, b in zip(vector, row)]",
            "each product",
        ),
        (
            "    s = 0\n    for row in U:\n"
            "        for a, b in zip(vector, row): s += a*b\n"
            "        scores.append(s)",
            "begin with 0",
        ),
        ("    for row in U: scores.append(vector[-1] * row[-1])", "the last product"),
        ("    for row in U: scores.append(math.dist(vector, row))", "by the distance"),
        ("    for row in U: scores.append(-math.dist(vector, row))", "by the distance"),
    )
]
SAID += [
    ("06.where-rows-end", MOVED.format(rounds=rounds, line=line), said)
    for rounds, line, said in (
        (100, "x[a] = middle", "wait for the other"),
        (1, "x[b] = middle", "wait for the other"),
        (100, "x[a] = x[b] = [(p - q) / 2 for p, q in zip(x[a], x[b])]", "difference"),
        (200, "x[a] = x[b] = [(p + q) / 2 for p, q in zip(old[a], old[b])]", "undoes"),
    )
]
SAID += [
    (
        "06.where-rows-end",
        "def f(rows, friends):\n    found = {}\n    for a, b in friends:\n"
        "        middle = [(p + q) / 2 for p, q in zip(rows[a], rows[b])]\n"
        "        found[a] = found[b] = middle\n"
        "    return list(found.values())\n",
        "have a friend",
    ),
    (
        "06.where-rows-end",
        "def f(rows, friends):\n    for _ in range(100):\n        new = []\n"
        "        for i in range(len(rows)):\n"
        "            near = {i}.union(*(p for p in friends if i in p))\n"
        "            sums = (sum(rows[j][k] for j in near) for k in (0, 1))\n"
        "            new.append([s / len(near) for s in sums])\n"
        "        rows = new\n    return rows\n",
        "weighs more",
    ),
]
SAID += [
    (
        "06.where-rows-end",
        "def f(rows, friends):\n    groups = [{i} for i in range(len(rows))]\n"
        "    for a, b in friends:\n"
        "        groups[a] = groups[b] = groups[a] | groups[b]\n"
        "    return [[sum(rows[i][k] for i in g) / len(g) for k in (0, 1)]\n"
        "            for g in groups]\n",
        "the pair alone",
    ),
    (
        "06.surprise",
        surprised(
            "\n    scores = [vector[0]*row[0] + vector[1]*row[1] for row in U]\n", END
        ),
        "the first numbers alone",
    ),
    (
        "06.fetch-rows",
        "def f(ids, table):\n    return table[:len(ids)]\n",
        "from the top",
    ),
    (
        "06.gradient",
        "def f(ids, upstream, size):\n"
        "    table = [[0.0] * len(upstream[0]) for _ in range(size)]\n"
        "    for i, part in enumerate(upstream):\n"
        "        table[i] = [a + b for a, b in zip(table[i], part)]\n"
        "    return table\n",
        "You filled row i",
    ),
    (
        "06.push-apart",
        pushed("elif distance < 3: total += (3 - distance)**2").replace(
            "total += distance**2", "pass"
        ),
        "keep their line",
    ),
    (
        "06.where-rows-end",
        MOVED.format(
            rounds=100, line="x[a] = x[b] = [(p + q) / 2 for p, q in zip(x[a], x[b])]"
        ).replace(
            "return x",
            "return [row for i, row in enumerate(x) if any(i in p for p in friends)]",
        ),
        "belong into the list, too",
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


TRAIN = """
def train(E, friends, steps):
    E = E.clone().requires_grad_()
    tables = []
    for _ in range(steps + 1):
        loss = sum((E[a] - E[b]).square().sum() for a, b in friends)
        tables.append(E.detach().clone())
        E.grad = None
        loss.backward()
        with torch.no_grad():
            E -= 0.1 * E.grad
    return tables
"""


@pytest.mark.slow
@pytest.mark.parametrize("steps", [50, 300])
def test_the_tables_of_all_steps_are_not_taken_for_the_last(steps: int) -> None:
    import torch

    source = (
        f"{TRAIN}\ndef f(rows, friends):\n"
        f"    return train(torch.tensor(rows), friends, {steps})\n"
    )
    report = examine(find("06.where-rows-end"), in_a_cell(source, torch=torch), 0)
    assert report.outcome == "wrong"
    assert "after each step" in (report.diagnosis or "")
