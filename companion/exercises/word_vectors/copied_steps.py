"""Rounds of exercise 08.why-queen-profits with a slip in one of their steps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .shared import Array, Vector


def _pull(centre: Array, near: Array, rate: float) -> float:
    return float(rate * (1 - 1 / (1 + np.exp(-np.dot(centre, near)))))


def copied_step(
    *, left: str, moved: bool
) -> Callable[[Vector, Vector, Vector, float], list[list[float]]]:
    """Return a round whose second step is king's, with one place not renamed.

    `left` says where king still stands: in the "dot" product, as the row that "queen"
    begins with, or as what "throne" adds. `moved` tells whether it is king's new row.
    """

    def one_round(
        king: Vector, queen: Vector, throne: Vector, rate: float
    ) -> list[list[float]]:
        first, second, near = (np.array(row, float) for row in (king, queen, throne))
        pull = _pull(first, near, rate)
        new_first, near = first + pull * near, near + pull * first
        other = new_first if moved else first
        pull = _pull(other if left == "dot" else second, near, rate)
        new_second = (other if left == "queen" else second) + pull * near
        near = near + pull * (other if left == "throne" else second)
        return [row.tolist() for row in (new_first, new_second, near)]

    return one_round


def old_throne(
    *, in_queen: bool
) -> Callable[[Vector, Vector, Vector, float], list[list[float]]]:
    """Return a round where the throne of before stands in one place of the second step.

    It is added to queen, or it is what throne's own second step begins with.
    """

    def one_round(
        king: Vector, queen: Vector, throne: Vector, rate: float
    ) -> list[list[float]]:
        first, second, old = (np.array(row, float) for row in (king, queen, throne))
        pull = _pull(first, old, rate)
        first, near = first + pull * old, old + pull * first
        pull = _pull(second, near, rate)
        new_second = second + pull * (old if in_queen else near)
        near = (near if in_queen else old) + pull * second
        return [row.tolist() for row in (first, new_second, near)]

    return one_round


def s_anew(
    *, by_moved: bool
) -> Callable[[Vector, Vector, Vector, float], list[list[float]]]:
    """Return a round that takes s anew for throne, when the centre has moved.

    `by_moved` tells whether throne adds the centre's new row, too.
    """

    def one_round(
        king: Vector, queen: Vector, throne: Vector, rate: float
    ) -> list[list[float]]:
        rows, near = [], np.array(throne, float)
        for row in (king, queen):
            centre = np.array(row, float)
            rows.append(centre + _pull(centre, near, rate) * near)
            added = rows[-1] if by_moved else centre
            near = near + _pull(rows[-1], near, rate) * added
        return [row.tolist() for row in (*rows, near)]

    return one_round


def an_s_for_each_number(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[list[float]]:
    """Multiply arrays without adding up, so that each number has an s of its own."""
    rows, near = [], np.array(throne, float)
    for row in (king, queen):
        centre = np.array(row, float)
        pull = rate * (1 - 1 / (1 + np.exp(-centre * near)))
        rows.append(centre + pull * near)
        near = near + pull * centre
    return [row.tolist() for row in (*rows, near)]


def slipped_step(
    slip: str,
) -> Callable[[Vector, Vector, Vector, float], list[list[float]]]:
    """Return a round with a slip in its dot product, its rate or its second step.

    `slip` is a "mean" for the dot product, or "two" numbers of each row in it; the s of
    queen and "king"; the rate in the "first" step alone, or for a "centre" alone; or
    throne "moved" in its second step by the queen that has moved.
    """

    def one_round(
        king: Vector, queen: Vector, throne: Vector, rate: float
    ) -> list[list[float]]:
        rows: list[Array] = []
        near = np.array(throne, float)
        for row in (king, queen):
            centre, second = np.array(row, float), bool(rows)
            meets = rows[0] if slip == "king" and second else near
            size = 2 if slip == "two" else len(centre)
            dot = float(centre[:size] @ meets[:size])
            dot /= size if slip == "mean" else 1
            pull = (rate if slip != "first" or not second else 1) / (1 + np.exp(dot))
            rows.append(centre + pull * near)
            by = rows[-1] if slip == "moved" and second else centre
            near = near + (pull / rate if slip == "centre" else pull) * by
        return [row.tolist() for row in (*rows, near)]

    return one_round
