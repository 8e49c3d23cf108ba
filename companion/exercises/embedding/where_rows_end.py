"""Exercise 06.where-rows-end."""

from __future__ import annotations

import random
from collections.abc import Sequence

from ..records import Exercise, Mistake
from .shared import Pairs, Row, random_point


def _ends(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = list(rows)
    for _ in range(100):
        for a, b in friends:
            x = (points[a][0] + points[b][0]) / 2
            y = (points[a][1] + points[b][1]) / 2
            points[a] = [x, y]
            points[b] = [x, y]
    return points


def _ends_once(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = [list(row) for row in rows]
    for a, b in friends:
        middle = [(points[a][k] + points[b][k]) / 2 for k in range(2)]
        points[a], points[b] = middle, middle
    return points


def _ends_one_after_the_other(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = [list(row) for row in rows]
    for a, b in friends:
        for k in range(2):
            points[a][k] = (points[a][k] + points[b][k]) / 2
            points[b][k] = (points[a][k] + points[b][k]) / 2  # a has moved already
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


def _ends_of_all_with_a_friend(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    joined = {row for pair in friends for row in pair}
    middle = [sum(rows[i][k] for i in joined) / len(joined) for k in range(2)]
    return [middle if i in joined else rows[i] for i in range(len(rows))]


def _ends_among_own_friends(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = []
    for i in range(len(rows)):
        group = {i}.union(*(pair for pair in friends if i in pair))
        points.append([sum(rows[j][k] for j in group) / len(group) for k in range(2)])
    return points


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


def _ends_cases(rng: random.Random) -> list[tuple[list[Row], list[tuple[int, int]]]]:
    square = [[0.0, 0.0], [2.0, 0.0], [0.0, 4.0], [2.0, 6.0]]
    rows = [random_point(rng) for _ in range(6)]
    return [
        ([[0.0, 0.0], [2.0, 6.0]], [(0, 1)]),
        (square, [(0, 1), (2, 3)]),
        (square, [(0, 3)]),
        (square, [(0, 1), (1, 2)]),
        (square, [(2, 3), (0, 1), (1, 2)]),
        (rows, [(0, 4), (5, 1), (4, 2)]),
    ]


EXERCISE = Exercise(
    name="06.where-rows-end",
    task="Return where the rows end if friends pull each other, and nothing else does.",
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
            "You put all rows that have a friend on one point: two groups that no "
            "friendship joins do not feel each other.",
            _ends_of_all_with_a_friend,
        ),
        Mistake(
            "You took the middle of each row and its own friends. In a chain these "
            "are pulled by theirs, too, until all meet in one point.",
            _ends_among_own_friends,
        ),
        Mistake(
            "You put the rows on the origin: nothing pulls them there. Friends "
            "pull each other.",
            _ends_zero,
        ),
        Mistake(
            "One friend moves first, and the other goes to the middle of where that "
            "is now. Work out the middle once, and put both there.",
            _ends_one_after_the_other,
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
)
