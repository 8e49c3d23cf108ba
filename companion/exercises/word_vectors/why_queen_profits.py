"""Exercise 08.why-queen-profits."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import numpy as np

from ..records import Exercise, Mistake
from .shared import Array, Vector, random_vector


def _one_round(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    moved: list[Vector] = []
    neighbour = throne
    for centre in (king, queen):
        dot = sum(x * y for x, y in zip(centre, neighbour, strict=True))
        pull = rate * (1 - 1 / (1 + math.exp(-dot)))
        pulled = [x + pull * y for x, y in zip(centre, neighbour, strict=True)]
        neighbour = [y + pull * x for x, y in zip(centre, neighbour, strict=True)]
        moved.append(pulled)
    return [*moved, neighbour]


def _wrong_round(
    *,
    strength: Callable[[float], float] = lambda s: 1 - s,
    sign: int = 1,
    moves_neighbour: bool = True,
    in_turn: bool = True,
    uses_moved: bool = False,
    by_difference: bool = False,
) -> Callable[[Vector, Vector, Vector, float], list[list[float]]]:
    """Return a round with one thing wrong."""

    def one_round(
        king: Vector, queen: Vector, throne: Vector, rate: float
    ) -> list[list[float]]:
        rows: list[Array] = []
        neighbour = np.array(throne, float)
        for centre in (np.array(king, float), np.array(queen, float)):
            near = neighbour if in_turn else np.array(throne, float)
            pull = sign * rate * strength(1 / (1 + math.exp(-float(centre @ near))))
            own = 1 if by_difference else 0  # how much of itself each row gives up
            rows.append(centre + pull * (near - own * centre))
            if moves_neighbour:
                towards = rows[-1] if uses_moved else centre
                neighbour = neighbour + pull * (towards - own * neighbour)
        return [row.tolist() for row in (*rows, neighbour)]

    return one_round


def _one_round_cases(
    rng: random.Random,
) -> list[tuple[list[float], list[float], list[float], float]]:
    return [
        ([1.0, 0.0], [0.0, 1.0], [0.5, 0.5], 1.0),
        ([2.0, -1.0], [-0.5, 1.0], [1.0, 2.0], 0.5),
        ([0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 2.0, -1.0], 0.1),
        (random_vector(rng, 2), [0.3, -0.4], [-0.2, 0.1], rng.randint(2, 9) / 10),
    ]


EXERCISE = Exercise(
    name="08.why-queen-profits",
    task=(
        "One round: first (king, throne) takes a step, then (queen, throne). "
        "Return the rows of king, queen and throne after it, as three lists. A "
        "step moves both rows of a pair towards each other: each gets rate * "
        "(1 - s) times the other row added, where s is 1 / (1 + e^-dot)."
    ),
    starter=("def one_round(king, queen, throne, rate):\n    # your code\n    ...\n"),
    hints=(
        "dot is the dot product of the centre's row and throne's, before the step.",
        "Compute both new rows from the old ones; only then replace throne.",
        "Queen's step uses the throne that king's step has moved.",
    ),
    solution=_one_round,
    cases=_one_round_cases,
    lesson=(
        "Throne's row now holds a bit of king, and queen moved towards it: so "
        "queen took over a bit of king, without ever meeting it."
    ),
    mistakes=(
        Mistake(
            "Throne did not move: both rows of a pair do, and queen profits by it.",
            _wrong_round(moves_neighbour=False),
        ),
        Mistake(
            "Queen met the throne of before: king's step has moved it already.",
            _wrong_round(in_turn=False),
        ),
        Mistake(
            "Throne was moved by the row that had already moved: compute both from "
            "the rows before the step.",
            _wrong_round(uses_moved=True),
        ),
        Mistake(
            "You moved each row along the difference of the two: the whole other row "
            "is added.",
            _wrong_round(by_difference=True),
        ),
        Mistake(
            "You multiplied by s; the step is large where s is small, so 1 - s.",
            _wrong_round(strength=lambda s: s),
        ),
        Mistake(
            "You took the dot product itself for s: it goes through 1 / (1 + e^-dot) "
            "first.",
            _wrong_round(strength=lambda s: 1 + math.log(1 / s - 1)),
        ),
        Mistake(
            "You left out 1 - s: a pair that is known already hardly moves.",
            _wrong_round(strength=lambda s: 1.0),
        ),
        Mistake(
            "The rows moved apart: add the other row, do not subtract it.",
            _wrong_round(sign=-1),
        ),
    ),
)
