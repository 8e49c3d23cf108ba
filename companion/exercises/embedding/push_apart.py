"""Exercise 06.push-apart."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from functools import partial

from ..records import Exercise, Mistake
from . import losses
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
        # 1.875 is below 2, its square above 3; 0.75 is below √3, but is no 0 and no 1
        ([[0.0, 0.0], [1.875, 0.0], [0.0, 0.75]], []),
        ([random_point(rng) for _ in range(5)], [(0, 1), (3, 2), (4, 0)]),
    ]


def _pushed(push: Callable[..., float]) -> Callable[..., float]:
    return partial(losses.pushed, push)


def _below(end: float, push: Callable[..., float]) -> Callable[..., float]:
    return partial(losses.below, end, push)


def _cube(distance: float) -> float:
    return (3 - distance) ** 3


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
            losses.pull,
        ),
        Mistake(
            "Strangers that are far apart cost, too: then they are pulled together "
            "until they are 3 apart.",
            _pushed(lambda d: (3 - d) ** 2),
        ),
        Mistake(
            "It is strangers that are far apart that cost: it should be the near ones.",
            _pushed(lambda d: max(0.0, d - 3) ** 2),
        ),
        Mistake("You push friends, too.", losses.friends_too),
        Mistake(
            "Friends cost nothing now: keep their line, and add one for strangers.",
            losses.of_strangers_alone,
        ),
        Mistake(
            "A stranger's cost replaces the total so far: add it with +=.",
            losses.of_the_last_stranger,
        ),
        Mistake(
            "You left out the square of (3 - distance).", _below(3, lambda d: 3 - d)
        ),
        Mistake(
            "You left out the square of (3 - distance), and it is asked of strangers "
            "nearer than 3 only.",
            _pushed(lambda d: 3 - d),
        ),
        Mistake(
            "That is below 0 for near strangers, so being near would be a gain. Take "
            "the square of what is missing.",
            _below(3, lambda d: d - 3),
        ),
        Mistake(
            "* 2 doubles (3 - distance): its square is ** 2.",
            _below(3, lambda d: (3 - d) * 2),
        ),
        Mistake(
            "math.sqrt is the square root: the square is ** 2.",
            _below(3, lambda d: math.sqrt(3 - d)),
        ),
        *(
            Mistake(
                "You squared 3 and the distance each on its own: first take what is "
                "missing, 3 - distance, then its square.",
                _below(3, push),
            )
            for push in (
                lambda d: 9 - d**2,
                lambda d: d**2 - 9,
                lambda d: (9 - d**2) ** 2,
            )
        ),
        *(
            Mistake(
                "You squared the distance as well: square only 3 - distance.",
                _below(end, lambda d: (3 - d**2) ** 2),
            )
            for end in (3, math.inf, math.sqrt(3))
        ),
        *(
            Mistake(
                "Each stranger costs the same. What it costs must depend on its "
                "distance: the square of 3 - distance.",
                _below(end, lambda d, cost=cost: cost),
            )
            for cost in (0.25, 1, 3, 9)
            for end in (2.5, 3, math.inf)
        ),
        *(
            Mistake(
                "2.5 was the distance in the example: what is missing to 3 is "
                "3 - distance.",
                _below(end, lambda d, power=power: (2.5 - d) ** power),
            )
            for end in (2.5, 3)
            for power in (1, 2)
        ),
        *(
            Mistake(
                "2.5 was an example: strangers cost as long as they are nearer than 3.",
                _below(end, losses.missing),
            )
            for end in (2, 2.5)
        ),
        Mistake(
            "You ask whether the square of the distance is below 3: ask the distance.",
            _below(math.sqrt(3), losses.missing),
        ),
        Mistake(
            "1 / distance never ends, however far strangers are. What costs is the "
            "square of what is missing to 3.",
            _below(3, lambda d: 1 / d),
        ),
        *(
            Mistake(
                "You pull strangers together: near ones must cost more than far ones.",
                _below(end, push),
            )
            for end in (3, math.inf)
            for push in (lambda d: d**2, lambda d: d)
        ),
        Mistake(
            "Your push has the wrong sign: near strangers would be a gain.",
            _pushed(lambda d: -losses.missing(d)),
        ),
        *(
            Mistake(
                "This gains the more, the farther strangers are: they would fly apart "
                "for ever. Let what is missing to 3 cost.",
                _below(end, lambda d: -(d**2)),
            )
            for end in (3, math.inf)
        ),
        Mistake(
            "You added 3 and the distance. What is missing to 3 is 3 - distance.",
            _below(3, lambda d: (3 + d) ** 2),
        ),
        *(
            Mistake("** comes before -: put 3 - distance in brackets.", function)
            for function in (
                _below(3, lambda d: 3 - d**2),
                _pushed(lambda d: 3 - d**2),
                _pushed(lambda d: max(0.0, 3 - d**2)),
            )
        ),
        Mistake(
            "Your line for strangers runs once, behind the loops: it belongs inside, "
            "under the line with if.",
            losses.behind_the_loops,
        ),
        Mistake(
            "You return inside the loops, after the first pair: return behind them.",
            losses.of_the_first_pair,
        ),
        *(
            Mistake(
                "You return inside the loops, at the first stranger: return behind "
                "them.",
                partial(losses.until_a_stranger, begin),
            )
            for begin in (0, 1)
        ),
        Mistake(
            "Your line for strangers stands under that for friends: it belongs to the "
            "other way out of the if.",
            losses.under_friends,
        ),
        *(
            Mistake(
                "You asked only for (a, b): friends may be named as (b, a), too.",
                function,
            )
            for function in (
                losses.one_way,
                losses.not_one_way,
                lambda rows, friends: losses.not_one_way(
                    rows, [pair[::-1] for pair in friends]
                ),
            )
        ),
        Mistake(
            "You ask first whether two are near, so near friends are pushed: ask first "
            "whether they are friends.",
            losses.near_first,
        ),
        Mistake(
            "Friends that are 3 or more apart cost nothing now: friends cost at any "
            "distance.",
            losses.of_near_friends,
        ),
        *(
            Mistake(
                "You paired each row with itself as well, and it counts as a stranger "
                "at distance 0.",
                partial(losses.with_itself, pulls, pushes),
            )
            for pulls, pushes in ((1, 1), (1, 2), (2, 2))
        ),
        Mistake(
            "You halved it: what costs is the whole square of 3 - distance.",
            _below(3, lambda d: (3 - d) ** 2 / 2),
        ),
        Mistake("** 3 is the third power: the square is ** 2.", _below(3, _cube)),
        Mistake("You counted each pair twice.", losses.twice),
        Mistake("You counted the strangers twice.", losses.pushes_twice),
    ),
)
