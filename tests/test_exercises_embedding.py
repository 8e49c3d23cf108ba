"""Slips in the exercises of notebook 06, written as learners write them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from companion.embedding import pull_and_push
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
        ("table[token] = [a * b for a, b in zip(table[token], part)]", "zeros stay"),
        ("for n, m in zip(table[token], part): n += m", "changes the name n alone"),
        ("row = [a + b for a, b in zip(table[token], part)]", "put the sum into"),
        (
            "for row in table:\n"
            "            for k in range(len(part)): row[k] += part[k]",
            "its own ID",
        ),
        (
            "for i in range(size):\n"
            "            table[i] = [a + b for a, b in zip(table[i], part)]",
            "its own ID",
        ),
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


ROUNDS = """
def f(rows, friends):
    x = [list(row) for row in rows]
    for _ in range({rounds}):
        for a, b in friends:
            {line}
    return x
"""
MIDDLE = "[(p + q) / 2 for p, q in zip(x[a], x[b])]"
SAID += [
    ("06.where-rows-end", ROUNDS.format(rounds=rounds, line=line), said)
    for rounds, line, said in (
        (4, f"x[a] = x[b] = {MIDDLE}", "stopped too soon"),
        (6, f"x[a] = x[b] = {MIDDLE}", "stopped too soon"),
        (1, f"x[a] = x[b] = {MIDDLE}", "through the pairs once"),
        (10, "x[a] = x[b] = [p + q for p, q in zip(x[a], x[b])]", "Half of that sum"),
        (
            100,
            "x[a] = x[b] = [(p + q) // 2 for p, q in zip(x[a], x[b])]",
            "what is behind the point",
        ),
        (100, "x[a][0] = x[b][0] = (x[a][0] + x[b][0]) / 2", "x alone"),
        (100, f"x[a][:] = {MIDDLE}; x[b] = x[a]", "one and the same list"),
        (
            50,
            "x[a], x[b] = ([p + 0.1 * (p - q) for p, q in zip(x[a], x[b])],"
            " [q + 0.1 * (q - p) for p, q in zip(x[a], x[b])])",
            "against the slope",
        ),
        (
            10,
            "x[a], x[b] = ([p + 0.1 * (q - p) for p, q in zip(x[a], x[b])],"
            " [q + 0.1 * (p - q) for p, q in zip(x[a], x[b])])",
            "stopped too soon",
        ),
        (1, f"x = list(rows); x[a] = x[b] = {MIDDLE}", "begin anew"),
    )
]
SAID += [
    (
        "06.where-rows-end",
        "def f(rows, friends):\n    joined = {i for pair in friends for i in pair}\n"
        "    middle = [sum(rows[i][k] for i in joined) / len(joined) for k in (0, 1)]\n"
        "    return [middle for _ in rows]\n",
        "You put all rows on one point",
    ),
    (
        "06.where-rows-end",
        "def f(rows, friends):\n    x = []\n    for a, b in friends:\n"
        "        middle = [(p + q) / 2 for p, q in zip(rows[a], rows[b])]\n"
        "        x += [middle, middle]\n    return x\n",
        "two points for each pair",
    ),
]
SAID += [
    ("06.push-apart", pushed(line), said)
    for line, said in (
        ("else: total += max(0, 3 - distance**2)**2", "distance as well"),
        ("elif distance < 3: total += (9 - distance**2)**2", "each on its own"),
        ("elif distance < 3: total += distance**2 - 3**2", "each on its own"),
        ("else: total += 3", "Each stranger costs the same"),
        ("elif distance < 3: return (3 - distance)**2", "at the first stranger"),
        (
            "elif distance < 3:\n                total += (3 - distance)**2\n"
            "                return total",
            "at the first stranger",
        ),
        ("    if distance < 3: total += (3 - distance)**2", "under that for friends"),
        (
            "if (a, b) not in friends and distance < 3: total += (3 - distance)**2",
            "friends may be named as (b, a)",
        ),
    )
]
SAID += [
    ("06.gradient", learning(line), said)
    for line, said in (
        ("table[token] = list(part) + table[token]", "make a row longer"),
        ("table[token].extend(part)", "make a row longer"),
        ("table[token] = [a + b for a in table[token] for b in part]", "zip takes"),
        ("for k in range(len(part)): table[token][k] += part[0]", "everywhere"),
        ("for k in range(len(upstream)): table[token][k] += part[k]", "range(len(part"),
        ("for k in range(size): table[token][k] += part[k]", "range(len(part))"),
        ("for n in part: table[token][part.index(n)] += n", "the first place only"),
        (
            "for row in upstream:\n"
            "            table[token] = [a + b for a, b in zip(table[token], row)]",
            "Each ID gets all parts",
        ),
        (
            "table[token] = list(part)\n"
            "        table[token] = [a + b for a, b in zip(table[token], part)]",
            "The row gets part twice",
        ),
        (
            "part = upstream[ids.index(token)]\n"
            "        table[token] = [a + b for a, b in zip(table[token], part)]",
            "the first place only",
        ),
        (
            "token = ids[upstream.index(part)]\n"
            "        table[token] = [a + b for a, b in zip(table[token], part)]",
            "the first place only",
        ),
    )
]
SAID += [
    ("06.fetch-rows", f"def f(ids, table):\n    return {result}\n", said)
    for result, said in (
        ("[table[i] for i in set(ids)]", "not through the table or a set"),
        ("[table[ids.index(i)] for i in ids]", "the place where an ID stands"),
        ("[[table[i][k] for i in ids] for k in range(len(table[0]))]", "each column"),
        ("[table[i:] for i in ids]", "With the colon"),
    )
]
SAID += [
    ("06.surprise", surprised(SCORES, end), said)
    for end, said in (("-math.log(chances[token - 1])", "IDs count from 0"),)
]
SAID += [
    ("06.surprise", surprised(f"\n    scores = []\n{body}", END), said)
    for body, said in (
        (
            "    for row in U:\n        s = 0\n"
            "        for a, b in zip(vector, row):\n            s += a * b\n"
            "            scores.append(s)",
            "too far to the right",
        ),
        (
            "    for row in U: scores = [sum(a * b for a, b in zip(vector, row))]",
            "one item only",
        ),
        (
            "    for row in U:\n"
            "        scores.append(sum(a * b for a, b in zip(vector, row)))\n"
            "        powers = [math.exp(score) for score in scores]\n"
            "        chances = [power / sum(powers) for power in powers]\n"
            "        return -math.log(chances[token])",
            "behind that loop",
        ),
        (
            "    scores = [sum(a * b for a, b in zip(vector, U[token]))]",
            "one item only",
        ),
        (
            "    scores = [sum(a * b for a, b in zip(vector, row)) for row in U]\n"
            "    powers = [math.exp(score) for score in scores]\n"
            "    scores = [power / sum(powers) for power in powers]",
            "chances of the chances",
        ),
    )
]


SAID += [
    ("06.push-apart", pushed(line), said)
    for line, said in (
        ("elif distance < 3: total += (3 - distance)**3", "third power"),
        ("elif distance < 3: total += 0.5 * (3 - distance)**2", "You halved it"),
        ("total + (3 - distance)**2", "cost nothing yet"),
    )
]
SAID += [
    (
        "06.push-apart",
        f"def f(x, friends):\n    total = 0.0\n{loops}    return total\n",
        said,
    )
    for loops, said in (
        (
            "    for a in range(len(x)):\n        for b in range(a):\n"
            "            d = math.dist(x[a], x[b])\n"
            "            if d < 3: total += (3 - d)**2\n"
            "            elif (a, b) in friends or (b, a) in friends: total += d**2\n",
            "ask first whether they are friends",
        ),
        (
            "    for a in range(len(x)):\n        for b in range(a):\n"
            "            d = math.dist(x[a], x[b])\n"
            "            if d < 3:\n"
            "                if (a, b) in friends or (b, a) in friends: total += d**2\n"
            "                else: total += (3 - d)**2\n",
            "at any distance",
        ),
        *(
            (
                f"    for a in range(len(x)):\n        for b in range({end}):\n"
                "            d = math.dist(x[a], x[b])\n"
                "            if (a, b) in friends or (b, a) in friends:\n"
                "                total += d**2\n"
                "            elif d < 3: total += (3 - d)**2\n",
                "with itself",
            )
            for end in ("a + 1", "len(x)")
        ),
    )
]
LABELS = """
def f(rows, friends):
    label = list(range(len(rows)))
    for a, b in friends:
        {line}
    ends = []
    for own in label:
        group = [row for row, other in zip(rows, label) if other == own]
        ends.append([sum(side) / len(group) for side in zip(*group)])
    return ends
"""
SAID += [
    ("06.where-rows-end", LABELS.format(line=line), "get one label")
    for line in (
        "label[b] = label[a]",
        "label[a] = label[b]",
        "label[a] = label[b] = min(label[a], label[b])",
    )
]
SAID += [
    (
        "06.where-rows-end",
        ROUNDS.format(
            rounds=50,
            line="way = [0.2 * (p - q) for p, q in zip(x[a], x[b])]; "
            "x[a] = [p - w for p, w in zip(x[a], way)]; "
            "x[b] = [q - w for q, w in zip(x[b], way)]",
        ),
        "the same way",
    ),
    (
        "06.gradient",
        learning("pass")
        .replace("zip(ids", "zip(set(ids)")
        .replace("pass", "table[token] = [a + b for a, b in zip(table[token], part)]"),
        "A set keeps each ID once",
    ),
]
SAID += [
    ("06.surprise", surprised(f"\n    scores = {scores}\n", END), said)
    for scores, said in (
        ("[sum(vector[i] * n for n in U[i]) for i in range(len(U))]", "row i"),
        ("[sum(v * n for n in row) for v, row in zip(vector, U)]", "row i"),
        ("[sum(a * b for a, b in zip(vector, U[token])) for _ in U]", "alike"),
        ("[sum(a - b for a, b in zip(vector, row)) for row in U]", "off the row"),
        ("[-sum(a * b for a, b in zip(vector, row)) for row in U]", "the wrong sign"),
        ("[sum(a * b for a, b in zip(vector, c)) for c in zip(*U)]", "columns of U"),
    )
]
SAID += [("06.surprise", surprised(SCORES, "-math.log(chances[token + 1])"), "from 0")]
SAID += [
    ("06.surprise", surprised(f"\n    scores = [{score} for row in U]\n", END), said)
    for score, said in (
        ("max(a * b for a, b in zip(vector, row))", "the largest product"),
        ("sum(a * b for a, b in zip(vector, row)) / len(row)", "the mean of the"),
        ("math.prod(a * b for a, b in zip(vector, row))", "with each other"),
    )
]
SAID += [
    ("06.push-apart", pushed("elif distance < 3: total += (distance + 3)**2"), "added"),
    ("06.push-apart", pushed("else: total += distance**2"), "You pull strangers"),
    ("06.push-apart", pushed("else: total += distance"), "You pull strangers"),
    ("06.push-apart", pushed("elif distance < 3: total += distance"), "You pull str"),
    ("06.push-apart", pushed("else: total += 3 - distance**2"), "before -"),
    (
        "06.surprise",
        surprised("\n    scores = [sum(row) for row in U]\n", END),
        "without multiplying",
    ),
    *(
        (
            "06.where-rows-end",
            ROUNDS.format(rounds=rounds, line=f"x[a] = x[b] = {MIDDLE}"),
            "stopped too soon",
        )
        for rounds in ("len(rows)", "len(friends)")
    ),
    (
        "06.where-rows-end",
        ROUNDS.format(
            rounds=100,
            line="x[a] = x[b] = [int((p + q) / 2) for p, q in zip(x[a], x[b])]",
        ),
        "int(",
    ),
    (
        "06.where-rows-end",
        ROUNDS.format(
            rounds=100, line="x[a] = x[b] = [sum(x[a]) / 2, (x[b][0] + x[b][1]) / 2]"
        ),
        "the x and the y of one row",
    ),
]

SAID += [
    ("06.surprise", surprised(f"\n    scores = {scores}\n", END), said)
    for scores, said in (
        (
            "[sum(vector[j] * U[j][i] for j in range(len(vector)))"
            " for i in range(len(U))]",
            "columns of U",
        ),
        ("np.array(vector) @ np.array(U)", "columns of U"),
        ("torch.tensor(vector) @ torch.tensor(U)", "columns of U"),
        ("[0 * sum(row) for row in U]", "0 times"),
    )
]
SAID += [
    (
        "06.gradient",
        "def f(ids, upstream, size):\n"
        "    table = np.zeros((size, len(upstream[0])))\n"
        "    table[ids] += np.array(upstream)\n    return table\n",
        "table[ids] +=",
    ),
    (
        "06.push-apart",
        "def f(x, friends):\n"
        "    total = sum(math.dist(x[a], x[b])**2 for a, b in friends)\n"
        "    for a in range(len(x)):\n        for b in range(a + 1, len(x)):\n"
        "            if (a, b) not in friends:\n"
        "                total += max(0, 3 - math.dist(x[a], x[b]))**2\n"
        "    return total\n",
        "friends may be named as (b, a)",
    ),
    (
        "06.where-rows-end",
        "def f(rows, friends):\n    x = np.array(rows)\n    for _ in range(50):\n"
        "        slopes = np.zeros_like(x)\n        for a, b in friends:\n"
        "            slopes[a] = 2 * (x[a] - x[b])\n"
        "            slopes[b] = 2 * (x[b] - x[a])\n"
        "        x -= 0.1 * slopes\n    return x\n",
        "Slopes of a round add up",
    ),
]


@pytest.mark.parametrize(("name", "source", "said"), SAID)
def test_a_slip_is_named(name: str, source: str, said: str) -> None:
    function = in_a_cell(source, math=math, np=np, torch=torch)
    report = examine(find(name), function, 0)
    assert report.outcome in {"wrong", "raised"}
    assert said in (report.diagnosis or "")


TOLD = [  # by what any exercise may say
    (
        "06.fetch-rows",
        "def f(ids, table):\n    return [table[ids[-1]] for _ in ids]\n",
        "The first difference is at place 0",
    ),
    (
        "06.surprise",
        surprised(
            "\n    scores = []\n    for token in range(len(U)):\n"
            "        row = U[token]\n"
            "        scores.append(sum(a * b for a, b in zip(vector, row)))\n",
            END,
        ),
        "The for loop gives token a new value",
    ),
    (
        "06.surprise",
        surprised(SCORES, "math.log(-chances[token])"),
        "takes only numbers above 0",
    ),
    *(  # these raise an error of the same kind, or another, where a sum is missing
        (
            "06.surprise",
            surprised(
                f"\n    scores = [{make}(vector) * {make}(row) for row in U]\n", END
            ),
            "is a sum missing?",
        )
        for make in ("torch.tensor", "np.array")
    ),
    (
        "06.surprise",
        surprised(SCORES, "-math.log(chances[token], 2.718)"),
        "Each number is nearly right",
    ),
    (
        "06.where-rows-end",
        ROUNDS.format(rounds=12, line=f"x[a] = x[b] = {MIDDLE}"),
        "Does a loop end too soon",
    ),
    (
        "06.where-rows-end",
        ROUNDS.format(rounds=100, line=f"x[a] = x[b] = {MIDDLE}").replace(
            "return x", "return sorted(x)"
        ),
        "The elements are right, but not their order.",
    ),
]


@pytest.mark.parametrize(("name", "source", "said"), TOLD)
def test_what_no_exercise_says_of_itself_is_told(
    name: str, source: str, said: str
) -> None:
    function = in_a_cell(source, math=math, np=np, torch=torch)
    report = examine(find(name), function, 0)
    assert report.outcome in {"wrong", "raised"}
    assert said in report.text
    assert "one and the same" not in report.text


LAYER = """def f(ids, table):
    layer = torch.nn.Embedding(len(table), len(table[0]))
    layer.weight = torch.nn.Parameter(torch.tensor(table))
    return layer(torch.tensor(ids))
"""
ADDED = """def f(ids, upstream, size):
    table = np.zeros((size, len(upstream[0])))
    np.add.at(table, ids, upstream)
    return table
"""
SOLVED = """def f(rows, friends):
    sides = np.zeros((len(friends), len(rows)))
    for side, (a, b) in zip(sides, friends):
        side[a], side[b] = 1, -1
    return (np.eye(len(rows)) - np.linalg.pinv(sides) @ sides) @ np.array(rows)
"""
CROSS = """def f(vector, U, token):
    scores = torch.tensor(U) @ torch.tensor(vector)
    return torch.nn.functional.cross_entropy(scores, torch.tensor(token))
"""
RIGHT = [
    ("06.surprise", surprised(SCORES, END)),
    ("06.surprise", CROSS),
    ("06.fetch-rows", LAYER),
    *(
        ("06.fetch-rows", f"def f(ids, table):\n    return {result}\n")
        for result in (
            "torch.tensor(table)[torch.tensor(ids)]",
            "torch.nn.functional.embedding(torch.tensor(ids), torch.tensor(table))",
            "torch.stack([torch.tensor(table)[i] for i in ids])",
            "np.array(table)[np.array(ids)]",
            "tuple(map(table.__getitem__, ids))",
        )
    ),
    ("06.gradient", ADDED),
    (
        "06.gradient",
        "def f(ids, upstream, size):\n    hot = np.eye(size)[ids]\n"
        "    return torch.tensor(hot.T).float() @ torch.tensor(upstream)\n",
    ),
    ("06.where-rows-end", SOLVED),
    (
        "06.push-apart",
        "def f(rows, friends):\n"
        "    return pull_and_push(torch.tensor(rows), friends)\n",
    ),
]


@pytest.mark.parametrize(("name", "source"), RIGHT)
def test_an_answer_may_be_written_in_plain_python_torch_or_numpy(
    name: str, source: str
) -> None:
    names = {"math": math, "np": np, "torch": torch, "pull_and_push": pull_and_push}
    function = in_a_cell(source, **names)
    for seed in range(5):
        assert examine(find(name), function, seed).outcome == "right"


TRAIN = """
def train(E, friends, steps, rate=0.1):
    E = E.clone().requires_grad_()
    tables, losses = [], []
    for _ in range(steps + 1):
        loss = sum((E[a] - E[b]).square().sum() for a, b in friends)
        tables.append(E.detach().clone())
        losses.append(loss.item())
        E.grad = None
        loss.backward()
        with torch.no_grad():
            E -= rate * E.grad
    return tables, losses
"""


TAKEN = [
    (steps, taken, said)
    for steps in (50, 300)
    for taken, said in (
        ("tables", "after each step"),
        ("tables, losses", "train returns two lists"),
        ("losses", "These are the losses"),
        ("losses[-1]", "the loss at the end"),
    )
]
RATED = [
    (100, -0.1, "against the slope"),
    (25, 0.1, "stopped too soon"),
    (50, 0.01, "your steps are small"),
    (50, 0.5, "too large"),
    (50, 1, "too large"),
    (50, 0.3, "too large"),
    (50, 0.4, "each round make them larger"),
    (1, 0.25, "stopped too soon"),
]


def trained(result: str) -> str:
    """Answer 06.where-rows-end with what the lesson's `train` returns."""
    return (
        f"{TRAIN}\ndef f(rows, friends):\n"
        f"    tables, losses = train(torch.tensor(rows), friends, {result}\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize(("steps", "taken", "said"), TAKEN)
def test_what_else_train_returns_is_not_taken_for_the_last_table(
    steps: int, taken: str, said: str
) -> None:
    source = trained(f"{steps})\n    return {taken}")
    report = examine(find("06.where-rows-end"), in_a_cell(source, torch=torch), 0)
    assert report.outcome == "wrong"
    assert said in (report.diagnosis or "")


@pytest.mark.slow
@pytest.mark.parametrize(("steps", "rate", "said"), RATED)
def test_a_rate_that_does_not_lead_there_is_named(
    steps: int, rate: float, said: str
) -> None:
    source = trained(f"{steps}, {rate})\n    return tables[-1]")
    report = examine(find("06.where-rows-end"), in_a_cell(source, torch=torch), 0)
    assert report.outcome == "wrong"
    assert said in report.text


@pytest.mark.slow
@pytest.mark.parametrize("steps", [50, 100, 200])
def test_slopes_that_are_added_up_are_named(steps: int) -> None:
    source = trained(f"{steps})\n    return tables[-1]").replace(
        "E.grad = None", "pass"
    )
    report = examine(find("06.where-rows-end"), in_a_cell(source, torch=torch), 0)
    assert report.outcome == "wrong"
    assert "set E.grad = None" in (report.diagnosis or "")


@pytest.mark.parametrize("steps", [100, 300])
def test_the_last_table_of_train_is_right(steps: int) -> None:
    source = trained(f"{steps})\n    return tables[-1]")
    function = in_a_cell(source, torch=torch)
    for seed in range(3):
        assert examine(find("06.where-rows-end"), function, seed).outcome == "right"
