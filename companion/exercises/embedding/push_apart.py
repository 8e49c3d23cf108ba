"""Exercise 06.push-apart."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Sequence
from functools import partial

from ..records import Exercise, Mistake
from .shared import Pairs, Row, random_point


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


def _loss_far_strangers(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda distance: max(0.0, distance - 3) ** 2)


def _loss_friends_too(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: max(0.0, 3 - d) ** 2, push_friends=True)


def _loss_no_square(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda distance: max(0.0, 3 - distance))


def _loss_pulled_strangers(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: d**2 if d < 3 else 0.0)


def _loss_minus(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: -(max(0.0, 3 - d) ** 2))


def _loss_minus_distance(end: float, rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: -(d**2) if d < end else 0.0)


def _loss_twice(rows: Sequence[Row], friends: Pairs) -> float:
    return 2 * _loss(rows, friends)


def _loss_of_the_last_stranger(rows: Sequence[Row], friends: Pairs) -> float:
    total = 0.0
    for a in range(len(rows)):
        for b in range(a):
            distance = math.dist(rows[a], rows[b])
            if (a, b) in friends or (b, a) in friends:
                total += distance**2
            elif distance < 3:
                total = (3 - distance) ** 2  # where += is meant
    return total


def _loss_pushes_twice(rows: Sequence[Row], friends: Pairs) -> float:
    return 2 * _loss(rows, friends) - _loss_pull(rows, friends)


def _loss_one_way(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss(rows, [(a, b) for a, b in friends if a > b])


def _loss_square_first(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: 3 - d**2 if d < 3 else 0.0)


def _loss_square_clamped(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: max(0.0, 3 - d**2))


def _loss_missing_to_the_example(
    end: float, power: int, rows: Sequence[Row], friends: Pairs
) -> float:
    return _loss_of(rows, friends, lambda d: (2.5 - d) ** power if d < end else 0.0)


def _loss_up_to(end: float, rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: (3 - d) ** 2 if d < end else 0.0)


def _loss_doubled(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: max(0.0, 3 - d) * 2)


def _loss_squares_apart(rows: Sequence[Row], friends: Pairs) -> float:
    return _loss_of(rows, friends, lambda d: 9 - d**2 if d < 3 else 0.0)


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
        ([[0.0, 0.0], [2.75, 0.0], [0.0, 3.25]], []),  # on both sides of 3
        ([random_point(rng) for _ in range(5)], [(0, 1), (3, 2), (4, 0)]),
    ]


EXERCISE = Exercise(
    name="06.push-apart",
    task="Add what is missing: strangers nearer than 3 cost the square of what is "
    "missing to 3.",
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
        "Those that are 3 or more apart cost nothing. At distance 2.5 they miss 0.5, "
        "and cost 0.25.",
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
        Mistake(
            "It is strangers that are far apart that cost: it should be the near ones.",
            _loss_far_strangers,
        ),
        Mistake("You push friends, too.", _loss_friends_too),
        Mistake(
            "A stranger's cost replaces the total so far: add it with +=.",
            _loss_of_the_last_stranger,
        ),
        Mistake("You left out the square of (3 - distance).", _loss_no_square),
        Mistake("* 2 doubles (3 - distance): its square is ** 2.", _loss_doubled),
        Mistake(
            "You squared 3 and the distance each on its own: first take what is "
            "missing, 3 - distance, then its square.",
            _loss_squares_apart,
        ),
        *(
            Mistake(
                "2.5 was the distance in the example: what is missing to 3 is "
                "3 - distance.",
                partial(_loss_missing_to_the_example, end, power),
            )
            for end in (2.5, 3)
            for power in (1, 2)
        ),
        *(
            Mistake(
                "2.5 was an example: strangers cost as long as they are nearer than 3.",
                partial(_loss_up_to, end),
            )
            for end in (2, 2.5)
        ),
        Mistake(
            "You pull strangers together: near ones must cost more than far ones.",
            _loss_pulled_strangers,
        ),
        Mistake(
            "Your push has the wrong sign: near strangers would be a gain.",
            _loss_minus,
        ),
        *(
            Mistake(
                "This gains the more, the farther strangers are: they would fly apart "
                "for ever. Let what is missing to 3 cost.",
                partial(_loss_minus_distance, end),
            )
            for end in (3, math.inf)
        ),
        *(
            Mistake("** comes before -: put 3 - distance in brackets.", function)
            for function in (_loss_square_first, _loss_square_clamped)
        ),
        Mistake(
            "You asked only for (a, b): friends may be named as (b, a), too.",
            _loss_one_way,
        ),
        Mistake("You counted each pair twice.", _loss_twice),
        Mistake("You counted the strangers twice.", _loss_pushes_twice),
    ),
)
