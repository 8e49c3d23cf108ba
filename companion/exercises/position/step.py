"""Exercise 07.step."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from ..records import Exercise, Mistake


def _step(row: Sequence[float], k: int) -> list[float]:
    width = len(row)
    moved: list[float] = []
    for i in range(0, width, 2):
        turn = k / 10_000 ** (i / width)
        sine, cosine = row[i], row[i + 1]
        moved.append(sine * math.cos(turn) + cosine * math.sin(turn))
        moved.append(cosine * math.cos(turn) - sine * math.sin(turn))
    return moved


def _wrong_step(
    speed: Callable[[int, int], float],
) -> Callable[[Sequence[float], int], list[float]]:
    """Return an answer whose hands turn at other speeds."""

    def step(row: Sequence[float], k: int) -> list[float]:
        moved: list[float] = []
        for i in range(0, len(row), 2):
            turn = k * speed(i, len(row))
            sine, cosine = row[i], row[i + 1]
            moved.append(sine * math.cos(turn) + cosine * math.sin(turn))
            moved.append(cosine * math.cos(turn) - sine * math.sin(turn))
        return moved

    return step


def _row_of_k(row: Sequence[float], k: int) -> list[float]:
    return _step([0.0, 1.0] * (len(row) // 2), k)


def _rows_added(row: Sequence[float], k: int) -> list[float]:
    return [x + y for x, y in zip(row, _row_of_k(row, k), strict=True)]


def _step_by_arcs(row: Sequence[float], k: int) -> list[float]:
    moved: list[float] = []
    for i in range(0, len(row), 2):
        turn = k / 10_000 ** (i / len(row))
        moved.append(math.sin(math.asin(row[i]) + turn))
        moved.append(math.cos(math.acos(row[i + 1]) + turn))
    return moved


def _step_by_sine(row: Sequence[float], k: int) -> list[float]:
    moved: list[float] = []
    for i in range(0, len(row), 2):
        angle = math.asin(row[i]) + k / 10_000 ** (i / len(row))
        moved += [math.sin(angle), math.cos(angle)]
    return moved


def _step_by_swapped_atan2(row: Sequence[float], k: int) -> list[float]:
    moved: list[float] = []
    for i in range(0, len(row), 2):
        angle = math.atan2(row[i + 1], row[i]) + k / 10_000 ** (i / len(row))
        moved += [math.sin(angle), math.cos(angle)]
    return moved


def _step_of_overlapping_hands(row: Sequence[float], k: int) -> list[float]:
    moved: list[float] = []
    for i in range(len(row) // 2):
        turn = k / 10_000 ** (2 * i / len(row))
        sine, cosine = row[i], row[i + 1]
        moved.append(sine * math.cos(turn) + cosine * math.sin(turn))
        moved.append(cosine * math.cos(turn) - sine * math.sin(turn))
    return moved


def _step_overwritten(row: Sequence[float], k: int) -> list[float]:
    moved = list(row)
    for i in range(0, len(row), 2):
        turn = k / 10_000 ** (i / len(row))
        moved[i] = moved[i] * math.cos(turn) + moved[i + 1] * math.sin(turn)
        moved[i + 1] = moved[i + 1] * math.cos(turn) - moved[i] * math.sin(turn)
    return moved


def _step_cases(rng: random.Random) -> list[tuple[list[float], int]]:
    def row(p: int, width: int) -> list[float]:
        return _step([0.0, 1.0] * (width // 2), p)

    return [
        (row(0, 2), 1),
        (row(2, 4), 3),
        (row(7, 8), -2),
        (row(rng.randint(3, 40), 6), rng.randint(2, 30)),
    ]


EXERCISE = Exercise(
    name="07.step",
    task=(
        "Return the sinusoidal row k positions further on. row is the row of some "
        "position p, and you are not told p."
    ),
    starter="def step(row, k):\n    # your code\n    ...\n",
    hints=(
        "Hand i, in columns 2i and 2i + 1, turns by k / 10_000 ** (2 * i / D), and "
        "D is len(row).",
        "row holds sin(a) and cos(a) of a hand; sin(a + b) = sin(a) cos(b) + "
        "cos(a) sin(b).",
        "cos(a + b) = cos(a) cos(b) - sin(a) sin(b). Or read the angle off the "
        "hand: math.atan2(sine, cosine).",
    ),
    solution=_step,
    cases=_step_cases,
    lesson=(
        "The position has dropped out: a step of k turns each hand by the same "
        "angle wherever it starts. Rotary positions rest on this."
    ),
    mistakes=(
        Mistake(
            "All hands turned at one speed; hand i turns by k / 10000^(2i/D).",
            _wrong_step(lambda i, width: 1.0),
        ),
        Mistake(
            "The hands turned backwards. Each pair holds the sine first, then the "
            "cosine: turned as (x, y), it goes the other way round.",
            _wrong_step(lambda i, width: -(10_000 ** (-i / width))),
        ),
        Mistake(
            "The exponent is i / D, and should be 2i / D: the hands slow down too "
            "little.",
            _wrong_step(lambda i, width: 10_000 ** (-i / 2 / width)),
        ),
        Mistake(
            "The hands slow down too much: i counts the hands, 0, 1, 2, … Where it is "
            "a column already, the exponent is i / D.",
            _wrong_step(lambda i, width: 10_000 ** (-2 * i / width)),
        ),
        Mistake(
            "asin and acos cannot tell where on the clock the hand was: two angles "
            "have the same sine. Use the sine and the cosine together.",
            _step_by_arcs,
        ),
        Mistake(
            "asin alone cannot tell where on the clock the hand was: two angles have "
            "the same sine. Use the sine and the cosine together.",
            _step_by_sine,
        ),
        Mistake(
            "math.atan2 takes the sine first and the cosine second.",
            _step_by_swapped_atan2,
        ),
        Mistake(
            "You read hand i off columns i and i + 1: it stands in 2i and 2i + 1.",
            _step_of_overlapping_hands,
        ),
        Mistake(
            "The new sine is put in place of the old one too early: the new cosine "
            "needs the old one.",
            _step_overwritten,
        ),
        Mistake(
            "You returned the row of position k, as if row were that of 0.",
            _row_of_k,
        ),
        Mistake(
            "You added the row of position k. Angles add up; sines do not.",
            _rows_added,
        ),
    ),
)
