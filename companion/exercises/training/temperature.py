"""Exercise 09.temperature."""

from __future__ import annotations

import math
import random

from ..records import Exercise, Mistake


def _tempered(chances: list[float], temperature: float) -> list[float]:
    largest = max(chances)
    powers = [(chance / largest) ** (1 / temperature) for chance in chances]
    total = sum(powers)
    return [power / total for power in powers]


def _softmax(scores: list[float]) -> list[float]:
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def _tempered_as_scores(chances: list[float], temperature: float) -> list[float]:
    return _softmax([chance / temperature for chance in chances])


def _tempered_by_division(chances: list[float], temperature: float) -> list[float]:
    powers = [chance / temperature for chance in chances]
    return [power / sum(powers) for power in powers]


def _tempered_upside_down(chances: list[float], temperature: float) -> list[float]:
    return _tempered(chances, 1 / temperature)


def _tempered_unfinished(chances: list[float], temperature: float) -> list[float]:
    return [chance ** (1 / temperature) for chance in chances]


def _tempered_divided(chances: list[float], temperature: float) -> list[float]:
    return [chance / temperature for chance in chances]


def _tempered_by_logs(chances: list[float], temperature: float) -> list[float]:
    """Fail, as a learner's answer does, at a chance of 0."""
    return _softmax([math.log(chance) / temperature for chance in chances])


def _tempered_cases(rng: random.Random) -> list[tuple[list[float], float]]:
    drawn = [rng.randint(1, 9) for _ in range(4)]
    return [
        ([0.6, 0.3, 0.1], 0.5),
        ([0.6, 0.3, 0.1], 2.0),
        ([0.5, 0.5, 0.0], 0.25),
        ([number / sum(drawn) for number in drawn], 0.8),
    ]


EXERCISE = Exercise(
    name="09.temperature",
    task="The logits are gone, only the chances are left. Return the chances at "
    "another temperature.",
    starter="def tempered(chances, temperature):\n    # your code\n    ...\n",
    hints=(
        "Softmax makes chances of logits. Which function leads back?",
        "The logarithm of a chance is its logit, up to a number that is the same "
        "for all. Divide it by the temperature and take the exponential. What is "
        "exp(log(p) / t), written as a power of p?",
        "Raise each chance to the power 1 / temperature, then divide all by their "
        "sum. 0 stays 0.",
    ),
    solution=_tempered,
    cases=_tempered_cases,
    lesson="Dividing logits by the temperature is raising chances to the power "
    "1 / temperature. At 0.5 they are squared: the likely gain, the unlikely lose. "
    "Close to 0 every power would round to 0, and their sum with them; so our "
    "solution first divides all chances by the largest, as a safe softmax subtracts "
    "the largest logit.",
    mistakes=(
        Mistake(
            "You treated the chances as logits. They have been through a softmax "
            "already.",
            _tempered_as_scores,
        ),
        Mistake(
            "You divided every chance by the same number, and dividing by the sum "
            "undid it: nothing has changed.",
            _tempered_by_division,
        ),
        Mistake(
            "The wrong way round: below 1 the likely must become likelier.",
            _tempered_upside_down,
        ),
        Mistake(
            "The chances do not add up to 1: divide by their sum.",
            _tempered_unfinished,
        ),
        Mistake(
            "You divided the chances by the temperature. It is the logits that are "
            "divided; and chances must add up to 1.",
            _tempered_divided,
        ),
        Mistake(
            "A chance may be 0, and 0 has no logarithm. Can you do it with a power "
            "instead?",
            _tempered_by_logs,
        ),
    ),
)
