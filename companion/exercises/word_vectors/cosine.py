"""Exercise 08.cosine."""

from __future__ import annotations

import math
import random

from ..records import Exercise, Mistake
from .shared import Vector, cosine, dot, random_vector


def _cosine_by_squares(a: Vector, b: Vector) -> float:
    return dot(a, b) / (dot(a, a) * dot(b, b))


def _cosine_by_one_length(a: Vector, b: Vector) -> float:
    return dot(a, b) / math.sqrt(dot(a, a))


def _cosine_without_brackets(a: Vector, b: Vector) -> float:
    return dot(a, b) / math.sqrt(dot(a, a)) * math.sqrt(dot(b, b))


def _cosine_by_sum_of_lengths(a: Vector, b: Vector) -> float:
    return dot(a, b) / (math.sqrt(dot(a, a)) + math.sqrt(dot(b, b)))


def _cosine_by_counting(a: Vector, b: Vector) -> float:
    return dot(a, b) / (len(a) * len(b))


def _distance(a: Vector, b: Vector) -> float:
    return math.dist(a, b)


def _cosine_cases(rng: random.Random) -> list[tuple[list[float], list[float]]]:
    return [
        ([3.0, 4.0], [6.0, 8.0]),
        ([1.0, 0.0], [0.0, 5.0]),
        ([1.0, 2.0], [-2.0, -4.0]),
        (random_vector(rng, 4), random_vector(rng, 4)),
    ]


EXERCISE = Exercise(
    name="08.cosine",
    task="Return the cosine of the angle between two vectors, given as lists.",
    starter="def cosine_of(a, b):\n    # your code\n    ...\n",
    hints=(
        "First the dot product: sum(x * y for x, y in zip(a, b)).",
        "A vector's length is the root of its dot product with itself.",
        "Divide the dot product by the product of both lengths.",
    ),
    solution=cosine,
    cases=_cosine_cases,
    lesson="Twice the length, the same cosine: only directions are compared.",
    mistakes=(
        Mistake("You returned the dot product: it grows with the lengths.", dot),
        Mistake(
            "You divided by the squares of the lengths: take their roots.",
            _cosine_by_squares,
        ),
        Mistake("You divided by one length only.", _cosine_by_one_length),
        Mistake(
            "You divided by one length and multiplied by the other: x / a * b is "
            "(x / a) * b, so put a * b in brackets.",
            _cosine_without_brackets,
        ),
        Mistake(
            "You divided by how many numbers there are: a vector's length is the root "
            "of its dot product with itself.",
            _cosine_by_counting,
        ),
        Mistake(
            "You divided by the sum of the lengths: it is their product.",
            _cosine_by_sum_of_lengths,
        ),
        Mistake("You returned the distance, not the cosine.", _distance),
    ),
)
