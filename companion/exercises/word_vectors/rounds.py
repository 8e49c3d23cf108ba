"""Rounds of exercise 08.why-queen-profits: the right one, and those with a slip."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .shared import Array, Vector


def right_round(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Take both steps: (king, throne), then (queen, throne)."""
    moved: list[Vector] = []
    neighbour = throne
    for centre in (king, queen):
        dot = sum(x * y for x, y in zip(centre, neighbour, strict=True))
        pull = rate * (1 - 1 / (1 + math.exp(-dot)))
        pulled = [x + pull * y for x, y in zip(centre, neighbour, strict=True)]
        neighbour = [y + pull * x for x, y in zip(centre, neighbour, strict=True)]
        moved.append(pulled)
    return [*moved, neighbour]


def _logistic(dot: float) -> float:
    return 1 / (1 + math.exp(-dot))


def wrong_round(
    *,
    strength: Callable[[float], float] = lambda s: 1 - s,
    with_rate: Callable[[float, float], float] = lambda rate, pull: rate * pull,
    alike: Callable[[Array, Array], float] = lambda a, b: float(a @ b),
    moves: str = "king queen throne throne",
    in_turn: bool = True,
    towards: str = "old",
    keeps: int = 1,
    sign: int = 1,
) -> Callable[[Vector, Vector, Vector, float], list[list[float]]]:
    """Return a round with one thing wrong.

    `moves` names the rows that move, with throne once for each step. `towards` is what
    they are pulled to: the "old" other row, a row that has moved already ("new centre",
    "new neighbour"), or the "difference". A row `keeps` itself once, or not at all.
    """

    def one_round(
        king: Vector, queen: Vector, throne: Vector, rate: float
    ) -> list[list[float]]:
        rows: list[Array] = []
        neighbour = np.array(throne, float)
        throne_moves = moves.count("throne")
        for name, row in (("king", king), ("queen", queen)):
            centre = np.array(row, float)
            near = neighbour if in_turn else np.array(throne, float)
            pull = sign * with_rate(rate, strength(_logistic(alike(centre, near))))
            own = 1 if towards == "difference" else 0
            new_centre = keeps * centre + pull * (near - own * centre)
            meets = new_centre if towards == "new centre" else centre
            new_near = keeps * neighbour + pull * (meets - own * neighbour)
            if towards == "new neighbour":
                new_centre = centre + pull * new_near
            rows.append(new_centre if name in moves else centre)
            if throne_moves > len(rows) - 1:
                neighbour = new_near
        return [row.tolist() for row in (*rows, neighbour)]

    return one_round


def _step(a: Vector, b: Vector, pull: float) -> tuple[list[float], list[float]]:
    """Return both rows of a pair after a step of that strength."""
    moved = [x + pull * y for x, y in zip(a, b, strict=True)]
    return moved, [y + pull * x for x, y in zip(a, b, strict=True)]


def _pull(a: Vector, b: Vector, rate: float) -> float:
    return rate * (1 - _logistic(sum(x * y for x, y in zip(a, b, strict=True))))


def queen_first(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Let queen take the first step."""
    queen, king, throne = right_round(queen, king, throne, rate)
    return [king, queen, throne]


def one_pull(king: Vector, queen: Vector, throne: Vector, rate: float) -> list[Vector]:
    """Take both steps with the pull of the first."""
    pull = _pull(king, throne, rate)
    king, throne = _step(king, throne, pull)
    queen, throne = _step(queen, throne, pull)
    return [king, queen, throne]


def early_pull(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Take queen's pull from the throne that king has not moved."""
    late = _pull(queen, throne, rate)
    king, throne = _step(king, throne, _pull(king, throne, rate))
    queen, throne = _step(queen, throne, late)
    return [king, queen, throne]


def forgets_king(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Begin queen's step at the old throne, and return what that step made of it."""
    king, _ = _step(king, throne, _pull(king, throne, rate))
    queen, throne = _step(queen, throne, _pull(queen, throne, rate))
    return [king, queen, throne]


def queen_meets_king(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Let queen take her step with king."""
    king, throne = _step(king, throne, _pull(king, throne, rate))
    queen, king = _step(queen, king, _pull(queen, king, rate))
    return [king, queen, throne]


def queen_meets_king_as_well(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Take both steps, and let queen take a third towards king."""
    king, queen, throne = right_round(king, queen, throne, rate)
    queen, _ = _step(queen, king, _pull(queen, king, rate))
    return [king, queen, throne]


def how_far_each_moved(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Return the changes of the right rows."""
    rows = zip(
        right_round(king, queen, throne, rate), (king, queen, throne), strict=True
    )
    return [[x - y for x, y in zip(new, old, strict=True)] for new, old in rows]


def two_rounds(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Take every step twice."""
    king, queen, throne = right_round(king, queen, throne, rate)
    return right_round(king, queen, throne, rate)


def queen_is_returned_first(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Return the right rows as queen, king, throne."""
    king, queen, throne = right_round(king, queen, throne, rate)
    return [queen, king, throne]


def throne_is_returned_second(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Return the right rows as king, throne, queen."""
    king, queen, throne = right_round(king, queen, throne, rate)
    return [king, throne, queen]


def number_by_number(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Compute the pull anew for each number of a row."""
    rows: list[Vector] = []
    near = list(throne)
    for row in (king, queen):
        centre = list(row)
        for i in range(len(centre)):
            pull = _pull(centre, near, rate)
            centre[i], near[i] = centre[i] + pull * near[i], near[i] + pull * centre[i]
        rows.append(centre)
    return [*rows, near]


def along(
    direction: Callable[[Vector], Vector],
) -> Callable[[Vector, Vector, Vector, float], list[Vector]]:
    """Return a round that moves each row by something of its own."""

    def one_round(
        king: Vector, queen: Vector, throne: Vector, rate: float
    ) -> list[Vector]:
        def move(row: Vector, pull: float) -> Vector:
            return [x + pull * y for x, y in zip(row, direction(row), strict=True)]

        pull = _pull(king, throne, rate)
        king, throne = move(king, pull), move(throne, pull)
        pull = _pull(queen, throne, rate)
        return [king, move(queen, pull), move(throne, pull)]

    return one_round


def lists_joined(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    """Add rows with a plus, which puts one list behind the other."""
    moved: list[Vector] = []
    near = list(throne)
    for row in (king, queen):
        pull = _pull(row, near[: len(row)], rate)
        moved.append(list(row) + [pull * y for y in near])
        near = near + [pull * x for x in row]
    return [*moved, near]
