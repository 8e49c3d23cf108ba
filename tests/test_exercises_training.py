"""Exercises of notebook 09."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable

import pytest

from companion.exercises.challenges import attempt
from companion.exercises.records import find
from companion.exercises.solutions import source
from companion.exercises.training.beat_the_model import CHALLENGE, challenge_texts

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


def test_an_answer_that_gives_a_token_the_chance_0_is_told_so() -> None:
    def pairs_alone(ids: list[int], n_vocab: int) -> Callable[[list[int], int], float]:
        counts, pairs = Counter(ids), Counter(itertools.pairwise(ids))

        def chance(context: list[int], token: int) -> float:
            if not context or not counts[context[-1]]:
                return 1 / n_vocab
            return pairs[context[-1], token] / (counts[context[-1]] or 1)

        return chance

    report = attempt(CHALLENGE, pairs_alone)
    assert report.outcome == "wrong"
    assert "whose chance was 0" in str(report)


def test_an_answer_may_give_the_chance_0_to_what_never_comes() -> None:
    """Most bytes are in no text: whoever leaves them out is not refused."""
    read, unread, n_vocab = challenge_texts()
    met = sorted({*read, *unread})

    def what_comes(ids: list[int], n_vocab: int) -> Callable[[list[int], int], float]:
        counts = Counter(ids)
        total = len(ids) + len(met)
        return lambda context, token: (counts[token] + (token in met)) / total

    assert len(met) < n_vocab
    assert attempt(CHALLENGE, what_comes).outcome == "scored"
