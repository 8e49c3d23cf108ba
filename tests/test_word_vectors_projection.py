"""Many dimensions on a few axes: those of the largest spread."""

from __future__ import annotations

import numpy as np
import pytest

from companion.word_vectors import (
    principal_components,
)


def test_principal_components_keep_the_largest_spread() -> None:
    rng = np.random.default_rng(4)
    points = rng.normal(size=(200, 5)) * [5, 3, 1, 0.1, 0.01] + 7
    placed = principal_components(points)
    values, axes = np.linalg.eigh(np.cov(points.T))
    expected = (points - points.mean(axis=0)) @ axes[:, ::-1][:, :2]
    assert np.allclose(np.abs(placed), np.abs(expected))
    assert np.allclose(placed.var(axis=0, ddof=1), values[::-1][:2])
    furthest = np.abs(placed).argmax(axis=0)
    assert (placed[furthest, [0, 1]] > 0).all()
    assert np.allclose(principal_components(-points), placed)


@pytest.mark.parametrize("points", [[[1, 2]], [[1], [2], [3]], [1, 2], []])
def test_too_few_points_or_numbers_have_no_two_axes(points: object) -> None:
    with pytest.raises(ValueError, match="2 axes cannot be found"):
        principal_components(points)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "error"),
    [(0, ValueError), (-1, ValueError), (2.5, TypeError), (float("nan"), TypeError)],
)
def test_a_number_of_axes_that_makes_no_sense(
    count: float, error: type[Exception]
) -> None:
    with pytest.raises(error, match="count must be"):
        principal_components(np.eye(3), count)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_points_that_are_nowhere_have_no_axes(wrong: float) -> None:
    with pytest.raises(ValueError, match="points must be finite"):
        principal_components([[1, 2], [3, wrong], [5, 6]])  # type: ignore[arg-type]
