"""Exercises of notebook 09."""

from __future__ import annotations

import pytest

from companion.exercises.records import find
from companion.exercises.solutions import source

CHANCES = [0.1, 0.6, 0.3, 0.0]


@pytest.mark.parametrize("temperature", [1e-320, 1e-5, 0.001, 1.0, 1e5, 1e300])
def test_the_tempered_chances_of_any_temperature_add_up(temperature: float) -> None:
    found = find("09.temperature").solution(CHANCES, temperature)
    assert sum(found) == pytest.approx(1)
    assert found[1] == max(found)
    assert found[3] == 0
    if temperature <= 0.001:
        assert found == pytest.approx([0, 1, 0, 0])


def test_chances_far_below_1_can_be_tempered() -> None:
    """A vocabulary of many tokens has chances whose powers all round to 0."""
    found = find("09.temperature").solution([3e-5, 1e-5], 0.01)
    assert found == pytest.approx([1, 3**-100.0])


def test_the_tempered_solution_says_why_it_divides_by_the_largest() -> None:
    exercise = find("09.temperature")
    assert "chance / largest" in source(exercise)
    assert "subtracts the largest logit" in exercise.lesson
