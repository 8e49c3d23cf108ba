"""Exercise 08.cosine."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from ..records import Exercise, Mistake
from .shared import Vector, cosine, dot, random_vector


def _length(a: Vector) -> float:
    return math.sqrt(dot(a, a))


def _divided_by(
    divisor: Callable[[Vector, Vector], float],
) -> Callable[[Vector, Vector], float]:
    """Return a cosine that divides the dot product by something else."""

    def cosine_of(a: Vector, b: Vector) -> float:
        return dot(a, b) / divisor(a, b)

    return cosine_of


def _changed(
    change: Callable[[float], float],
) -> Callable[[Vector, Vector], float]:
    """Return a cosine to which something was done in the end."""

    def cosine_of(a: Vector, b: Vector) -> float:
        return change(max(-1.0, min(1.0, cosine(a, b))))  # as rounding may go beyond

    return cosine_of


def _cosine_without_brackets(a: Vector, b: Vector) -> float:
    return dot(a, b) / _length(a) * _length(b)


def _added(a: Vector, b: Vector) -> float:
    return sum(x + y for x, y in zip(a, b, strict=True)) / (_length(a) * _length(b))


def _root_of_all(a: Vector, b: Vector) -> float:
    return math.sqrt(dot(a, b) / (dot(a, a) * dot(b, b)))


def _of_the_first_two(a: Vector, b: Vector) -> float:
    return cosine(a[:2], b[:2])


def _lengths_of_two(a: Vector, b: Vector) -> float:
    return dot(a, b) / (_length(a[:2]) * _length(b[:2]))


def _number_by_number(a: Vector, b: Vector) -> float:
    return sum(x * y / (abs(x) * abs(y) or 1) for x, y in zip(a, b, strict=True))


def _logistic(a: Vector, b: Vector) -> float:
    return 1 / (1 + math.exp(-dot(a, b)))


def _without_means(a: Vector, b: Vector) -> float:
    return cosine([x - sum(a) / len(a) for x in a], [y - sum(b) / len(b) for y in b])


def _each_with_each(a: Vector, b: Vector) -> float:
    return sum(a) * sum(b) / (_length(a) * _length(b))


def _last_product(a: Vector, b: Vector) -> float:
    return a[-1] * b[-1] / (_length(a) * _length(b))


def _last_squares(a: Vector, b: Vector) -> float:
    return dot(a, b) / abs(a[-1] * b[-1])


def _upside_down(a: Vector, b: Vector) -> float:
    return _length(a) * _length(b) / dot(a, b)


def _product_of_lengths(a: Vector, b: Vector) -> float:
    return _length(a) * _length(b)


def _distance(a: Vector, b: Vector) -> float:
    return math.dist(a, b)


def _left_out(first: int, last: int | None) -> Callable[[Vector, Vector], float]:
    """Return a cosine whose dot product goes over a part of the numbers alone."""

    def cosine_of(a: Vector, b: Vector) -> float:
        return dot(a[first:last], b[first:last]) / (_length(a) * _length(b))

    return cosine_of


def _begun_at_one(a: Vector, b: Vector) -> float:
    return (1 + dot(a, b)) / (_length(a) * _length(b))


def _times_the_lengths(a: Vector, b: Vector) -> float:
    return dot(a, b) * _length(a) * _length(b)


def _cosine_cases(rng: random.Random) -> list[tuple[list[float], list[float]]]:
    return [
        ([3.0, 4.0], [6.0, 8.0]),
        ([1.0, 0.0], [0.0, 5.0]),
        ([1.0, 2.0], [-2.0, -4.0]),
        ([1.0, 2.0, 2.0], [2.0, 1.0, 2.0]),
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
            _divided_by(lambda a, b: dot(a, a) * dot(b, b)),
        ),
        Mistake(
            "One of the two lengths still lacks its root.",
            _divided_by(lambda a, b: _length(a) * dot(b, b)),
        ),
        Mistake(
            "One of the two lengths still lacks its root.",
            _divided_by(lambda a, b: dot(a, a) * _length(b)),
        ),
        Mistake(
            "x ** 1 / 2 is (x ** 1) / 2, half of x: a root is x ** 0.5.",
            _divided_by(lambda a, b: dot(a, a) / 2 * dot(b, b) / 2),
        ),
        Mistake(
            "The root belongs to the lengths alone, not to the whole quotient.",
            _root_of_all,
        ),
        Mistake(
            "You divided by one length only.", _divided_by(lambda a, b: _length(a))
        ),
        Mistake(
            "You divided by one length only.", _divided_by(lambda a, b: _length(b))
        ),
        Mistake(
            "You divided by one length, squared: each vector has its own.",
            _divided_by(lambda a, b: dot(a, a)),
        ),
        Mistake(
            "You divided by one length, squared: each vector has its own.",
            _divided_by(lambda a, b: dot(b, b)),
        ),
        Mistake(
            "You divided by one length and multiplied by the other: x / a * b is "
            "(x / a) * b, so put a * b in brackets.",
            _cosine_without_brackets,
        ),
        Mistake(
            "You divided by how many numbers there are: a vector's length is the root "
            "of its dot product with itself.",
            _divided_by(lambda a, b: len(a) * len(b)),
        ),
        Mistake(
            "You divided by how many numbers there are: a vector's length is the root "
            "of its dot product with itself.",
            _divided_by(lambda a, b: len(a)),
        ),
        Mistake(
            "You added up the numbers for a length: it is the root of the sum of "
            "their squares.",
            _divided_by(lambda a, b: sum(map(abs, a)) * sum(map(abs, b))),
        ),
        Mistake(
            "You added up the numbers for a length: it is the root of the sum of "
            "their squares.",
            _divided_by(lambda a, b: sum(a) * sum(b)),
        ),
        Mistake(
            "You squared the sum: square each number before you add.",
            _divided_by(lambda a, b: abs(sum(a) * sum(b))),
        ),
        Mistake(
            "You added up the numbers for a length: square each before you add.",
            _divided_by(lambda a, b: math.sqrt(sum(a)) * math.sqrt(sum(b))),
        ),
        Mistake(
            "You took the largest number for a length: it is the root of the sum of "
            "all squares.",
            _divided_by(lambda a, b: max(a) * max(b)),
        ),
        Mistake(
            "You squared the sum: square each number before you add, and take the "
            "root after.",
            _divided_by(lambda a, b: (sum(a) * sum(b)) ** 2),
        ),
        Mistake(
            "You took the root twice: of each length's sum once is enough.",
            _divided_by(lambda a, b: math.sqrt(_length(a) * _length(b))),
        ),
        Mistake(
            "Only the last product counts: add each to the sum, with +=.",
            _last_product,
        ),
        Mistake(
            "Only the last square counts: add each to the sum, with +=.",
            _last_squares,
        ),
        Mistake(
            "The dot product leaves out the last number: range(len(a)) goes over all.",
            _left_out(0, -1),
        ),
        Mistake(
            "The dot product leaves out the first number: range(len(a)) begins at 0.",
            _left_out(1, None),
        ),
        Mistake("The sum of the products begins at 1: begin at 0.", _begun_at_one),
        Mistake(
            "You multiplied by the lengths: divide by their product.",
            _times_the_lengths,
        ),
        Mistake(
            "// cuts off what stands behind the point: divide with /.",
            lambda a, b: dot(a, b) // (_length(a) * _length(b)),
        ),
        Mistake(
            "You multiplied each number with each: with zip, x meets the y at its own "
            "place alone.",
            _each_with_each,
        ),
        Mistake(
            "You took the double for the square: it is x * x or x ** 2, not x * 2.",
            _divided_by(lambda a, b: (2 * sum(a)) ** 0.5 * (2 * sum(b)) ** 0.5),
        ),
        Mistake(
            "You took the double for the square: it is x * x or x ** 2, not x * 2.",
            _divided_by(lambda a, b: math.sqrt(2 * sum(a)) * math.sqrt(2 * sum(b))),
        ),
        Mistake(
            "You divided by the sum of the lengths: it is their product.",
            _divided_by(lambda a, b: _length(a) + _length(b)),
        ),
        Mistake(
            "You added the squares of both vectors under one root: take a root for "
            "each, and multiply the two.",
            _divided_by(lambda a, b: math.sqrt(dot(a, a) + dot(b, b))),
        ),
        Mistake(
            "You added up x + y: the dot product adds up x * y.",
            _added,
        ),
        Mistake(
            "The quotient is upside down: the dot product stands above.",
            _upside_down,
        ),
        Mistake(
            "You returned the product of the lengths: divide the dot product by it.",
            _product_of_lengths,
        ),
        Mistake(
            "You returned 1 minus the cosine, which some call the cosine distance.",
            _changed(lambda cos: 1 - cos),
        ),
        Mistake(
            "You returned the angle: its cosine is asked for, so leave out acos.",
            _changed(math.acos),
        ),
        Mistake(
            "You returned the angle: its cosine is asked for, so leave out acos.",
            _changed(lambda cos: math.degrees(math.acos(cos))),
        ),
        Mistake(
            "You called cos: the quotient is the cosine already.",
            _changed(math.cos),
        ),
        Mistake(
            "You called cos, which wants an angle: divide the dot product by both "
            "lengths.",
            lambda a, b: math.cos(dot(a, b)),
        ),
        Mistake(
            "The sign is lost: opposite directions have the cosine -1.",
            _changed(abs),
        ),
        Mistake(
            "You squared the cosine, so the sign is lost: divide the dot product "
            "itself.",
            _changed(lambda cos: cos * cos),
        ),
        Mistake(
            "You took two numbers of each vector: a vector may have more.",
            _of_the_first_two,
        ),
        Mistake(
            "The lengths took two numbers of each vector: a vector may have more.",
            _lengths_of_two,
        ),
        Mistake(
            "You divided number by number: add up first, and divide the sum once.",
            _number_by_number,
        ),
        Mistake(
            "You returned the logistic function of the dot product: divide the dot "
            "product by both lengths.",
            _logistic,
        ),
        Mistake(
            "You took each vector's mean off first: that is a correlation, and "
            "another angle.",
            _without_means,
        ),
        Mistake("You returned the distance, not the cosine.", _distance),
    ),
)
