"""Exercise 07.shares."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from ..records import Exercise, Mistake


def _shares(scores: Sequence[float]) -> list[float]:
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def _shares_of_scores(scores: Sequence[float]) -> list[float]:
    return [score / sum(scores) for score in scores]


def _powers_alone(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) for score in scores]


def _shares_of_the_largest(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) / math.exp(max(scores)) for score in scores]


def _shares_of_the_smallest(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) / math.exp(min(scores)) for score in scores]


def _shares_of_the_last(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) / math.exp(scores[-1]) for score in scores]


def _scores_divided_by_a_root(scores: Sequence[float]) -> list[float]:
    return _shares([score / math.sqrt(len(scores)) for score in scores])


def _powers_of_two(scores: Sequence[float]) -> list[float]:
    powers = [2.0**score for score in scores]
    return [power / sum(powers) for power in powers]


def _powers_over_scores(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) / sum(scores) for score in scores]


def _scores_over_powers(scores: Sequence[float]) -> list[float]:
    powers = [math.exp(score) for score in scores]
    return [score / sum(powers) for score in scores]


def _powers_of_ten(scores: Sequence[float]) -> list[float]:
    powers = [10.0**score for score in scores]
    return [power / sum(powers) for power in powers]


def _shares_of_what_is_left(scores: Sequence[float]) -> list[float]:
    powers = [math.exp(score) for score in scores]
    for i, power in enumerate(powers):
        powers[i] = power / sum(powers)
    return powers


def _shares_of_different_scores(scores: Sequence[float]) -> list[float]:
    total = sum(math.exp(score) for score in set(scores))
    return [math.exp(score) / total for score in scores]


def _powers_of_a_rounded_e(
    rounded: float,
) -> Callable[[Sequence[float]], list[float]]:
    """Return an answer that writes e with few decimals."""

    def answer(scores: Sequence[float]) -> list[float]:
        powers = [rounded**score for score in scores]
        return [power / sum(powers) for power in powers]

    return answer


def _shares_of_sizes(scores: Sequence[float]) -> list[float]:
    return _shares([abs(score) for score in scores])


def _shares_times_scores(scores: Sequence[float]) -> list[float]:
    return [share * score for share, score in zip(_shares(scores), scores, strict=True)]


def _shares_of_the_mean(scores: Sequence[float]) -> list[float]:
    return [len(scores) * share for share in _shares(scores)]


def _scores_divided_by_the_root_of_two(scores: Sequence[float]) -> list[float]:
    return _shares([score / math.sqrt(2) for score in scores])


def _shares_before_the_power(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) / math.exp(sum(scores)) for score in scores]


def _shares_of_the_sum_so_far(scores: Sequence[float]) -> list[float]:
    total = 0.0
    shares = []
    for score in scores:
        total += math.exp(score)
        shares.append(math.exp(score) / total)
    return shares


def _powers_of_minus(scores: Sequence[float]) -> list[float]:
    return _shares([-score for score in scores])


def _powers_over_their_number(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) / len(scores) for score in scores]


def _shares_cases(rng: random.Random) -> list[tuple[list[float]]]:
    return [
        ([0.0, 0.0],),
        ([2.0, 0.0, 1.0],),
        ([-1.0, -3.0, 0.5, -1.0],),
        ([round(rng.uniform(-3, 3), 1) for _ in range(5)],),
    ]


EXERCISE = Exercise(
    name="07.shares",
    task=(
        "Return the softmax of a list of scores: e to the power of each, divided "
        "by the sum of all of these."
    ),
    starter="def shares_of(scores):\n    # your code\n    ...\n",
    hints=(
        "math.exp(score) is e to the power of a score.",
        "First a list of all powers; then each of them divided by sum(powers).",
    ),
    solution=_shares,
    cases=_shares_cases,
    lesson="Shares are positive and add up to 1, whatever the scores are.",
    mistakes=(
        Mistake(
            "You divided the scores by their sum: e to the power of each comes "
            "first, so that no share is negative.",
            _shares_of_scores,
        ),
        Mistake("You did not divide: shares add up to 1.", _powers_alone),
        Mistake(
            "You divided by the largest power: divide by the sum of all.",
            _shares_of_the_largest,
        ),
        Mistake(
            "You divided by the smallest power: divide by the sum of all.",
            _shares_of_the_smallest,
        ),
        Mistake(
            "You divided by the last power alone. A sum begins at 0 and grows in the "
            "loop: total += power, not total = power.",
            _shares_of_the_last,
        ),
        *(
            Mistake(
                "You divided the scores by a root first. That comes in section 3, "
                "where D is the width of a vector: here the scores are taken as they "
                "are.",
                by_a_root,
            )
            for by_a_root in (
                _scores_divided_by_a_root,
                _scores_divided_by_the_root_of_two,
            )
        ),
        Mistake("You took powers of 2, not of e.", _powers_of_two),
        Mistake("You took powers of 10, not of e.", _powers_of_ten),
        Mistake(
            "The sum changes while you divide, since shares take the places of powers: "
            "take the sum once, before the loop.",
            _shares_of_what_is_left,
        ),
        Mistake(
            "Scores that are equal were added up only once: the sum needs the power of "
            "each.",
            _shares_of_different_scores,
        ),
        Mistake(
            "You divided by the sum of the scores, which may be 0 or negative: "
            "divide by the sum of the powers.",
            _powers_over_scores,
        ),
        Mistake(
            "You divided the scores themselves: a share is the power of its score, "
            "divided by the sum of the powers.",
            _scores_over_powers,
        ),
        *(
            Mistake(
                f"{rounded} is only near e: math.exp has all decimals.",
                _powers_of_a_rounded_e(rounded),
            )
            for rounded in (2.718, 2.72, 2.7, 2.71)
        ),
        Mistake(
            "You took the sizes of the scores, without their signs: a score below 0 "
            "gets a small share.",
            _shares_of_sizes,
        ),
        Mistake(
            "You multiplied each share by its score. Only the shares are asked for.",
            _shares_times_scores,
        ),
        Mistake(
            "You divided by the mean of the powers: divide by their sum.",
            _shares_of_the_mean,
        ),
        Mistake(
            "You divided by e to the power of the sum: take the powers first, and "
            "add them up after that.",
            _shares_before_the_power,
        ),
        Mistake(
            "You divided by the number of scores: divide by the sum of the powers.",
            _powers_over_their_number,
        ),
        Mistake(
            "You divided by the sum so far: add up all the powers first, then divide "
            "each of them.",
            _shares_of_the_sum_so_far,
        ),
        Mistake(
            "You took e to the power of minus each score, so the lowest score got the "
            "largest share.",
            _powers_of_minus,
        ),
    ),
)
