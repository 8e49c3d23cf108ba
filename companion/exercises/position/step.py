"""Exercise 07.step."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from functools import partial

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
    speed: Callable[[int, int], float] = lambda i, width: 10_000 ** (-i / width),
    *,
    of_sine: int = 1,
    of_cosine: int = -1,
    swapped: bool = False,
) -> Callable[[Sequence[float], int], list[float]]:
    """Return an answer whose hands have other speeds, or its sums other signs."""
    sin, cos = (math.cos, math.sin) if swapped else (math.sin, math.cos)

    def step(row: Sequence[float], k: int) -> list[float]:
        moved: list[float] = []
        for i in range(0, len(row), 2):
            turn = k * speed(i, len(row))
            sine, cosine = row[i], row[i + 1]
            moved.append(sine * cos(turn) + of_sine * cosine * sin(turn))
            moved.append(cosine * cos(turn) + of_cosine * sine * sin(turn))
        return moved

    return step


def _in_other_units(units: Callable[[float], float], i: int, width: int) -> float:
    return units(10_000 ** (-i / width))


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


def _angle_added(row: Sequence[float], k: int) -> list[float]:
    return [x + k / 10_000 ** ((i - i % 2) / len(row)) for i, x in enumerate(row)]


def _sine_of_the_sum(row: Sequence[float], k: int) -> list[float]:
    moved: list[float] = []
    for i in range(0, len(row), 2):
        turn = k / 10_000 ** (i / len(row))
        moved += [math.sin(row[i] + turn), math.cos(row[i + 1] + turn)]
    return moved


def _step_of_halves(row: Sequence[float], k: int) -> list[float]:
    half = len(row) // 2
    sines: list[float] = []
    cosines: list[float] = []
    for i in range(half):
        turn = k / 10_000 ** (i / half)
        sine, cosine = row[i], row[half + i]
        sines.append(sine * math.cos(turn) + cosine * math.sin(turn))
        cosines.append(cosine * math.cos(turn) - sine * math.sin(turn))
    return sines + cosines


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
        "row holds sin(a) and cos(a) of each hand. Put them, and the sine and cosine "
        "of the angle that it turns by, into the two sums.",
        "Or read the angle off the hand, add the turn, and take sine and cosine "
        "again: math.atan2(sine, cosine).",
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
            "The first hand is number 0: its exponent is 0, and it turns by k. You "
            "began with 1.",
            _wrong_step(lambda i, width: 10_000 ** (-(i + 2) / width)),
        ),
        *(
            Mistake(
                "The exponent needs brackets, 10_000 ** (2 * i / D): a power is taken "
                "before anything is multiplied or divided.",
                _wrong_step(speed),
            )
            for speed in (
                lambda i, width: 1 / 10_000**2 * (i / 2) / width,  # i a hand
                lambda i, width: 1 / 10_000**i / width,  # i a column
            )
        ),
        Mistake(
            "D is the width of the row that comes in, len(row). In section 5 it was "
            "32; here it need not be.",
            _wrong_step(lambda i, width: 10_000 ** (-i / 32)),
        ),
        Mistake(
            "The hands get faster: divide k by 10_000 ** (2 * i / D).",
            _wrong_step(lambda i, width: 10_000 ** (i / width)),
        ),
        Mistake(
            "The row holds sin(a) and cos(a), not the angle a: use the two formulas.",
            _sine_of_the_sum,
        ),
        Mistake(
            "The sine and the cosine of the turn are swapped: the old sine is "
            "multiplied by cos(b), and the old cosine by sin(b).",
            _wrong_step(swapped=True),
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
            "Each pair holds the sine first, then the cosine; math.atan2 takes them in "
            "this order, too.",
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
            "You added the angle to the sines and cosines. It belongs inside: "
            "sin(a + b) is not sin(a) + b.",
            _angle_added,
        ),
        *(
            Mistake(
                "math.sin and math.cos take radians, which the angle is in already: no "
                "degrees are needed.",
                _wrong_step(partial(_in_other_units, units)),
            )
            for units in (math.degrees, math.radians)
        ),
        Mistake(
            "You took the sines from the first half of the row and the cosines from "
            "the second. Each hand has its sine and its cosine side by side.",
            _step_of_halves,
        ),
        Mistake(
            "One sign is wrong: cos(a + b) = cos(a) cos(b) - sin(a) sin(b), with a "
            "minus.",
            _wrong_step(of_cosine=1),
        ),
        Mistake(
            "One sign is wrong: sin(a + b) = sin(a) cos(b) + cos(a) sin(b), with a "
            "plus.",
            _wrong_step(of_sine=-1),
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
