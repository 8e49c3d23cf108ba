"""Exercises of notebook 06: where rows end, rows apart, fetching, gradients, a map."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .double_meanings import PAIRS, WORDS, neighbours_found
from .records import Challenge, Exercise, Mistake

Row = list[float]
Pairs = Sequence[tuple[int, int]]


def _ends(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = list(rows)
    for _ in range(100):
        for a, b in friends:
            x = (points[a][0] + points[b][0]) / 2
            y = (points[a][1] + points[b][1]) / 2
            points[a] = [x, y]
            points[b] = [x, y]
    return points


def _ends_by_groups(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Find the groups of rows that hang together; each ends in its middle."""
    groups = [{i} for i in range(len(rows))]
    for a, b in friends:
        together = groups[a] | groups[b]
        for i in together:
            groups[i] = together
    return [
        [sum(rows[i][k] for i in group) / len(group) for k in range(2)]
        for group in groups
    ]


def _ends_once(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = [list(row) for row in rows]
    for a, b in friends:
        middle = [(points[a][k] + points[b][k]) / 2 for k in range(2)]
        points[a], points[b] = middle, middle
    return points


def _ends_halfway(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = [list(row) for row in rows]
    for a, b in friends:
        middle = [(rows[a][k] + rows[b][k]) / 2 for k in range(2)]
        points[a], points[b] = middle, middle
    return points


def _ends_all(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    middle = [sum(row[k] for row in rows) / len(rows) for k in range(2)]
    return [middle for _ in rows]


def _ends_zero(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    return [[0.0, 0.0] for _ in rows]


def _ends_at_the_first(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = [list(row) for row in rows]
    for a, b in friends:
        points[b] = points[a]
    return points


def _ends_at_the_second(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = [list(row) for row in rows]
    for a, b in friends:
        points[a] = points[b]
    return points


def _ends_unmoved(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    return [list(row) for row in rows]


def _ends_swapped(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = [list(row) for row in rows]
    for a, b in friends:
        points[a], points[b] = points[b], points[a]
    return points


def _point(rng: random.Random) -> Row:
    return [rng.randint(-9, 9) / 2, rng.randint(-9, 9) / 2]


def _ends_cases(rng: random.Random) -> list[tuple[list[Row], list[tuple[int, int]]]]:
    square = [[0.0, 0.0], [2.0, 0.0], [0.0, 4.0], [2.0, 6.0]]
    rows = [_point(rng) for _ in range(6)]
    return [
        ([[0.0, 0.0], [2.0, 6.0]], [(0, 1)]),
        (square, [(0, 1), (2, 3)]),
        (square, [(0, 3)]),
        (square, [(0, 1), (1, 2)]),
        (square, [(2, 3), (0, 1), (1, 2)]),
        (rows, [(0, 4), (5, 1), (4, 2)]),
    ]


def _loss(rows: Sequence[Row], friends: Pairs) -> float:
    total = 0.0
    for a in range(len(rows)):
        for b in range(a):
            distance = math.dist(rows[a], rows[b])
            if (a, b) in friends or (b, a) in friends:
                total += distance**2
            elif distance < 3:
                total += (3 - distance) ** 2
    return total


def _loss_pull(rows: Sequence[Row], friends: Pairs) -> float:
    return sum((math.dist(rows[a], rows[b]) ** 2 for a, b in friends), 0.0)


def _loss_of(
    rows: Sequence[Row],
    friends: Pairs,
    push: Callable[[float], float],
    push_friends: bool = False,
) -> float:
    """Add up the pull of friends, and the push of strangers or of all."""
    known = {frozenset(pair) for pair in friends}
    total = _loss_pull(rows, friends)
    for a, b in itertools.combinations(range(len(rows)), 2):
        if push_friends or frozenset((a, b)) not in known:
            total += push(math.dist(rows[a], rows[b]))
    return total


def _loss_any_distance(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda distance: (3 - distance) ** 2)


def _loss_friends_too(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: max(0.0, 3 - d) ** 2, push_friends=True)


def _loss_no_square(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda distance: max(0.0, 3 - distance))


def _loss_pulled_strangers(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: d**2 if d < 3 else 0.0)


def _loss_minus(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: -(max(0.0, 3 - d) ** 2))


def _loss_twice(rows: Sequence[Row], friends: Pairs) -> float:
    return 2 * _loss(rows, friends)


def _loss_pushes_twice(rows: Sequence[Row], friends: Pairs) -> float:
    return 2 * _loss(rows, friends) - _loss_pull(rows, friends)


def _loss_cases(rng: random.Random) -> list[tuple[list[Row], list[tuple[int, int]]]]:
    corner = [[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]]
    far = [[0.0, 0.0], [5.0, 0.0], [0.0, 1.0]]
    return [
        (corner, [(0, 1)]),
        (corner, [(0, 1), (1, 2), (2, 0)]),
        (far, [(0, 2)]),
        (far, [(0, 1)]),
        ([[0.0, 0.0], [3.5, 0.0], [0.0, 3.0]], [(1, 2)]),
        (corner, []),
        ([_point(rng) for _ in range(5)], [(0, 1), (3, 2), (4, 0)]),
    ]


def _rows(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[token] for token in ids]


def _rows_from_one(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[token - 1] for token in ids]


def _columns(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [[row[token] for row in table] for token in ids]


def _rows_once(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[token] for token in dict.fromkeys(ids)]


def _rows_sorted(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[token] for token in sorted(ids)]


def _rows_in_order_of_the_table(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [row for number, row in enumerate(table) if number in ids]


def _rows_all_at_once(ids: Sequence[int], table: Any) -> Any:
    return table[ids]


def _square(rng: random.Random, n: int) -> list[Row]:
    return [[rng.randint(-99, 99) / 10 for _ in range(n)] for _ in range(n)]


def _rows_cases(rng: random.Random) -> list[tuple[list[int], list[Row]]]:
    table = [[0.1, 0.2, 0.3], [1.1, 1.2, 1.3], [2.1, 2.2, 2.3]]
    return [
        ([2, 0], table),
        ([1, 2, 1], table),
        ([], table),
        (rng.choices(range(4), k=6), _square(rng, 4)),
    ]


def _gradient(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    width = len(upstream[0])
    table = [[0.0] * width for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        for column in range(width):
            table[token][column] += row[column]
    return table


def _gradient_of_the_last(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        table[token] = list(row)
    return table


def _gradient_averaged(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    return [
        [number / max(1, list(ids).count(token)) for number in row]
        for token, row in enumerate(_gradient(ids, upstream, vocab_size))
    ]


def _gradient_same_row(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    return [[sum(column) for column in zip(*upstream, strict=True)]] * vocab_size


def _gradient_without_zeros(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = _gradient(ids, upstream, vocab_size)
    return [table[token] for token in sorted(set(ids))]


def _gradient_longer(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        table[token] += list(row)
    return table


def _gradient_cases(
    rng: random.Random,
) -> list[tuple[list[int], list[Row], int]]:
    upstream = [[rng.randint(-99, 99) / 10 for _ in range(3)] for _ in range(5)]
    return [
        ([1], [[1.0, 2.0]], 2),
        ([2, 0], [[1.0, 2.0], [3.0, 4.0]], 4),
        ([1, 1], [[1.0, 2.0], [3.0, 4.0]], 3),
        ([1, 3, 1], [[1.0], [5.0], [2.0]], 5),
        (rng.choices(range(6), k=5), upstream, 6),
    ]


EXERCISES = (
    Exercise(
        name="06.where-rows-end",
        task="Return where the rows end if friends pull each other, and nothing else "
        "does.",
        starter="def ends(rows, friends):\n    # your code\n    ...\n",
        hints=(
            "Two friends pull each other equally strongly. Where do they meet?",
            "Each pull moves both equally far, towards each other: their middle stays "
            "where it was. And in a chain of three?",
            "Move the two of each pair to their middle, again and again, a hundred "
            "times; or find the groups that hang together, and take each one's middle.",
        ),
        solution=_ends,
        cases=_ends_cases,
        lesson="Whoever hangs together meets in the middle of where all began.",
        mistakes=(
            Mistake(
                "You moved each pair once: in a chain, later pulls move the earlier "
                "ones again, until all meet.",
                _ends_once,
            ),
            Mistake(
                "You went from where the rows began in each pair: in a chain, later "
                "pulls move the earlier ones again, until all meet.",
                _ends_halfway,
            ),
            Mistake(
                "You put all rows on one point: rows that no chain of friends joins do "
                "not feel each other.",
                _ends_all,
            ),
            Mistake(
                "You put the rows on the origin: nothing pulls them there. Friends "
                "pull each other.",
                _ends_zero,
            ),
            Mistake(
                "You let one friend wait for the other: both move.", _ends_at_the_first
            ),
            Mistake(
                "You let one friend wait for the other: both move.", _ends_at_the_second
            ),
            Mistake("Your rows stay where they began.", _ends_unmoved),
            Mistake("Your friends change places: they meet halfway.", _ends_swapped),
        ),
    ),
    Exercise(
        name="06.push-apart",
        task="Add what is missing: strangers nearer than 3 cost (3 - distance) ** 2.",
        starter="def loss(rows, friends):\n"
        "    total = 0.0\n"
        "    for a in range(len(rows)):\n"
        "        for b in range(a):\n"
        "            distance = math.dist(rows[a], rows[b])\n"
        "            if (a, b) in friends or (b, a) in friends:\n"
        "                total += distance**2\n"
        "    return total\n",
        hints=(
            "Strangers are two rows that are not friends: the other way out of the if.",
            "Those that are 3 or more apart cost nothing.",
            "elif distance < 3: total += (3 - distance) ** 2",
        ),
        solution=_loss,
        cases=_loss_cases,
        lesson="Pulling alone makes everything equal; pushing keeps things apart.",
        mistakes=(
            Mistake(
                "Strangers cost nothing yet: all on one point would still be best.",
                _loss_pull,
            ),
            Mistake(
                "Strangers that are far apart cost, too: then they are pulled together "
                "until they are 3 apart.",
                _loss_any_distance,
            ),
            Mistake("You push friends, too.", _loss_friends_too),
            Mistake("You left out the square of (3 - distance).", _loss_no_square),
            Mistake(
                "You pull strangers together: near ones must cost more than far ones.",
                _loss_pulled_strangers,
            ),
            Mistake(
                "Your push has the wrong sign: near strangers would be a gain.",
                _loss_minus,
            ),
            Mistake("You counted each pair twice.", _loss_twice),
            Mistake("You counted the strangers twice.", _loss_pushes_twice),
        ),
    ),
    Exercise(
        name="06.fetch-rows",
        task="Return the row of each ID, as a list; the table is a list of rows.",
        starter="def rows(ids, table):\n    # your code\n    ...\n",
        hints=(
            "One ID gives one row, in the order of the IDs.",
            "IDs count from 0, as places in a list do.",
            "[table[token] for token in ids]",
        ),
        solution=_rows,
        cases=_rows_cases,
        lesson="That is all an embedding layer computes: it fetches.",
        mistakes=(
            Mistake("You counted rows from 1; IDs start at 0.", _rows_from_one),
            Mistake("You fetched columns: a token has a row.", _columns),
            Mistake("You fetched a repeated ID once; it has two places.", _rows_once),
            Mistake("You changed the order of the IDs.", _rows_sorted),
            Mistake(
                "You went through the table; go through the IDs, in their order and as "
                "often as they come.",
                _rows_in_order_of_the_table,
            ),
            Mistake(
                "A list gives one item at a time (a tensor would give them all): go "
                "through the IDs.",
                _rows_all_at_once,
            ),
        ),
    ),
    Exercise(
        name="06.gradient",
        task="Return the table's gradient, vocab_size rows; upstream[i] belongs to "
        "ids[i]. The code is wrong for some IDs: mend it.",
        starter="def gradient(ids, upstream, vocab_size):\n"
        "    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]\n"
        "    for token, part in zip(ids, upstream):\n"
        "        table[token] = list(part)\n"
        "    return table\n",
        hints=(
            "Try it with an ID that comes twice: gradient([1, 1], [[1.0], [5.0]], 2).",
            "A row that was fetched twice changes the loss in two places. What happens "
            "to the first of them in the code?",
            "Add part to what is in the row already, number by number.",
        ),
        solution=_gradient,
        cases=_gradient_cases,
        lesson="Rows that were not fetched stay at zero; repeated IDs add up.",
        mistakes=(
            Mistake(
                "You overwrite the row of a repeated ID: the parts add up.",
                _gradient_of_the_last,
            ),
            Mistake(
                "+= between two lists makes the first one longer: add number by "
                "number.",
                _gradient_longer,
            ),
            Mistake(
                "You averaged over the places of a repeated ID: the parts add up.",
                _gradient_averaged,
            ),
            Mistake(
                "All rows of your table are one and the same list: [row] * n repeats "
                "it. Make a new one for each token.",
                _gradient_same_row,
            ),
            Mistake(
                "You left out the rows that were not fetched: they are zero.",
                _gradient_without_zeros,
            ),
        ),
    ),
)


def _by_lot(words: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[Row]:
    rng = random.Random(0)
    return [[rng.random(), rng.random()] for _ in words]


def _in_a_circle(words: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[Row]:
    turns = [2 * math.pi * i / len(words) for i in range(len(words))]
    return [[math.cos(turn), math.sin(turn)] for turn in turns]


def _one_start(words: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Any:
    return _train(words, pairs, np.random.default_rng(0))


def _train(
    words: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    rng: np.random.Generator,
) -> Any:
    """Pull friends and push strangers, as the week does, from a start by lot."""
    number = {word: i for i, word in enumerate(words)}
    friends = np.zeros((len(words), len(words)), bool)
    for a, b in pairs:
        friends[number[a], number[b]] = friends[number[b], number[a]] = True
    points = rng.normal(size=(len(words), 2))
    for _ in range(300):
        apart = points[:, None] - points  # from each word to each other one
        distance = np.sqrt((apart**2).sum(axis=2)) + 1e-9
        strength = np.where(friends, 2.0, -2.0 * np.maximum(2 - distance, 0) / distance)
        np.fill_diagonal(strength, 0.0)
        points = points - 0.02 * (strength[:, :, None] * apart).sum(axis=1)
    return points


def _place(words: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Any:
    maps = [_train(words, pairs, np.random.default_rng(seed)) for seed in range(6)]
    return max(maps, key=neighbours_found)


def _score(answer: Callable[..., Any]) -> float:
    return neighbours_found(answer(list(WORDS), list(PAIRS)))


CHALLENGE = Challenge(
    name="06.two-meanings",
    task="Return a point (x, y) for each word, in the order of the words, so that "
    "neighbours stand near each other.",
    starter="def place(words, pairs):\n"
    "    points = []\n"
    "    for i in range(len(words)):\n"
    "        turn = 2 * math.pi * i / len(words)\n"
    "        points.append((math.cos(turn), math.sin(turn)))\n"
    "    return points\n",
    hints=(
        "Pull neighbours and push strangers, as with the days of the week: train and "
        "loss_of from above can do it, with numbers for the words.",
        "64 words have 2,016 pairs: without loops over them a step is a hundred times "
        "as fast. torch.cdist(E, E) gives all distances at once.",
        "Another start ends elsewhere: try several and keep the best. Then move one "
        "word at a time, and keep what is no worse: neighbours_found(points) counts, "
        "from companion.exercises.double_meanings.",
    ),
    solution=_place,
    lesson="A word with two meanings has one point, and stands between its friends. So "
    "it is with every table of vectors: one row a token.",
    score=_score,
    unit=f"of {2 * len(PAIRS)} neighbours found",
    baselines=(
        ("in a circle, by the alphabet", 30.0),
        ("by lot", 40.0),
        ("pulled and pushed, one start", 304.0),
    ),
    reference=322.0,
)
