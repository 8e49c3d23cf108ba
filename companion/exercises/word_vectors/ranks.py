"""Exercise 08.ranks."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from ..records import Exercise, Mistake


def _mean_ranks(numbers: Sequence[float]) -> list[float]:
    ordered = sorted(numbers)
    ranks = {}
    for number in numbers:
        places = [place for place, x in enumerate(ordered, start=1) if x == number]
        ranks[number] = sum(places) / len(places)
    return [float(ranks[number]) for number in numbers]


def _ranks_by_place(numbers: Sequence[float]) -> list[float]:
    order = sorted(range(len(numbers)), key=lambda place: numbers[place])
    return [float(order.index(place) + 1) for place in range(len(numbers))]


def _ranks_by_argsort(numbers: Sequence[float]) -> list[float]:
    # NumPy's order of equal numbers depends on the processor.
    return [float(place + 1) for place in np.argsort(np.argsort(numbers))]


def _order_by_argsort(numbers: Sequence[float]) -> list[float]:
    return [float(place + 1) for place in np.argsort(numbers)]


def _highest_ranks(numbers: Sequence[float]) -> list[float]:
    return [float(sum(x <= number for x in numbers)) for number in numbers]


def _lowest_ranks(numbers: Sequence[float]) -> list[float]:
    return [float(sorted(numbers).index(number) + 1) for number in numbers]


def _ranks_half_up(numbers: Sequence[float]) -> list[float]:
    return [
        rank + 0.5 * (list(numbers).count(number) > 1)
        for rank, number in zip(_lowest_ranks(numbers), numbers, strict=True)
    ]


def _dense_ranks(numbers: Sequence[float]) -> list[float]:
    return [float(sorted(set(numbers)).index(number) + 1) for number in numbers]


def _ranks_from_the_top(numbers: Sequence[float]) -> list[float]:
    return [len(numbers) + 1 - rank for rank in _mean_ranks(numbers)]


def _ranks_from_zero(numbers: Sequence[float]) -> list[float]:
    return [rank - 1 for rank in _mean_ranks(numbers)]


def _sorting_order(numbers: Sequence[float]) -> list[float]:
    order = sorted(range(len(numbers)), key=lambda place: numbers[place])
    return [float(place + 1) for place in order]


def _ranks_cases(rng: random.Random) -> list[tuple[list[float]]]:
    return [
        ([10.0, 30.0, 20.0],),
        ([30.0, 10.0, 40.0, 20.0],),
        ([7.5, 1.0, 7.5, 9.0],),
        ([5.0, 2.0, 5.0, 5.0, 1.0],),
        ([float(rng.randint(1, 4)) for _ in range(7)],),
    ]


EXERCISE = Exercise(
    name="08.ranks",
    task=(
        "Return the rank of each number, as floats: 1.0 for the smallest. Equal "
        "numbers share the mean of their ranks."
    ),
    starter="def ranks(numbers):\n    # your code\n    ...\n",
    hints=(
        "Sort a copy; a number's rank is its place there, counted from 1.",
        "A number that is there twice has two places: take their mean.",
        "places = [p for p, x in enumerate(sorted(numbers), 1) if x == number]",
    ),
    solution=_mean_ranks,
    cases=_ranks_cases,
    lesson="The correlation of two such lists is Spearman's.",
    mistakes=(
        Mistake("Equal numbers got different ranks.", _ranks_by_place),
        Mistake("Equal numbers got different ranks.", _ranks_by_argsort),
        Mistake(
            "Equal numbers got the highest of their ranks, not the mean.",
            _highest_ranks,
        ),
        Mistake(
            "Equal numbers got the lowest of their ranks, not the mean.",
            _lowest_ranks,
        ),
        Mistake(
            "You added a half for every tie: three equal numbers share the mean of "
            "three ranks.",
            _ranks_half_up,
        ),
        Mistake(
            "You ranked the distinct numbers; a number that is there twice takes "
            "up two ranks.",
            _dense_ranks,
        ),
        Mistake("You gave rank 1 to the largest.", _ranks_from_the_top),
        Mistake("You counted from 0; ranks start at 1.", _ranks_from_zero),
        Mistake(
            "You returned where each rank stands, not the rank of each number.",
            _sorting_order,
        ),
        Mistake(
            "argsort says where each rank stands, not which rank each number has.",
            _order_by_argsort,
        ),
    ),
)
