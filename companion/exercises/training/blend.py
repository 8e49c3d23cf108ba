"""Exercise 09.blend."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from ..records import Exercise, Mistake


def _blend(counts: list[int], shorter: list[float]) -> list[float]:
    total = sum(counts)
    kinds = sum(count > 0 for count in counts)
    if total == 0:
        return shorter
    return [
        (count + kinds * chance) / (total + kinds)
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _blend_by_kinds_alone(counts: list[int], shorter: list[float]) -> list[float]:
    """Fail, as a learner's answer does, where nothing was counted."""
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    return [
        (count + kinds * chance) / (total + kinds)
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _counts_alone(counts: list[int], shorter: list[float]) -> list[float]:
    total = sum(counts)
    return [count / total for count in counts] if total else list(shorter)


def _blend_half(counts: list[int], shorter: list[float]) -> list[float]:
    alone = _counts_alone(counts, shorter)
    return [(a + b) / 2 for a, b in zip(alone, shorter, strict=True)]


def _blend_where_unseen(counts: list[int], shorter: list[float]) -> list[float]:
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    return [
        (count if count else kinds * chance) / (total + kinds) if total else chance
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _blend_unseen_alone(counts: list[int], shorter: list[float]) -> list[float]:
    """Leave the share of what was counted as it was."""
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    return [
        count / total
        if count
        else kinds * chance / (total + kinds)
        if total
        else chance
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _counting_like(
    weight: Callable[[list[int]], int],
) -> Callable[[list[int], list[float]], list[float]]:
    """Return an answer in which the shorter run counts like so many tokens, not k."""

    def blend(counts: list[int], shorter: list[float]) -> list[float]:
        total, more = sum(counts), weight(counts)
        return [
            (count + more * chance) / (total + more) if total else chance
            for count, chance in zip(counts, shorter, strict=True)
        ]

    return blend


def _blend_by_places(counts: list[int], shorter: list[float]) -> list[float]:
    kinds = sum(count > 0 for count in counts)
    return [
        (count + kinds * chance) / (len(counts) + kinds) if kinds else chance
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _shorter_where_unseen(counts: list[int], shorter: list[float]) -> list[float]:
    alone = _counts_alone(counts, shorter)
    return [a if a else b for a, b in zip(alone, shorter, strict=True)]


def _blend_undivided(counts: list[int], shorter: list[float]) -> list[float]:
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    return [
        (count + kinds * chance) / total if total else chance
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _blend_unweighted(counts: list[int], shorter: list[float]) -> list[float]:
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    return [
        (count + chance) / (total + kinds) if total else chance
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _blend_swapped(counts: list[int], shorter: list[float]) -> list[float]:
    """Trust the counts the more, the more kinds there are."""
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    alone = _counts_alone(counts, shorter)
    return [
        (kinds * a + total * b) / (total + kinds) if total else b
        for a, b in zip(alone, shorter, strict=True)
    ]


def _blend_to_no_number(counts: list[int], shorter: list[float]) -> list[float]:
    """Give, as arrays and tensors do, no number and no error for 0 / 0."""
    return _blend(counts, shorter) if sum(counts) else [math.nan] * len(counts)


def _blend_cases(rng: random.Random) -> list[tuple[list[int], list[float]]]:
    return [
        ([3, 1, 0, 0], [0.25, 0.25, 0.25, 0.25]),
        ([0, 0, 0], [0.5, 0.3, 0.2]),
        ([0, 6, 0, 2, 3], [0.4, 0.1, 0.2, 0.2, 0.1]),
        ([rng.randint(0, 9) for _ in range(3)] + [7, 0], [0.1, 0.2, 0.3, 0.1, 0.3]),
    ]


EXERCISE = Exercise(
    name="09.blend",
    task="Return the V blended chances: the shorter run counts like k more tokens, "
    "where k different ones were counted. If nothing was counted, return the chances "
    "of the shorter run.",
    starter="def blend(counts, shorter):\n    # your code\n    ...\n",
    hints=(
        "n = sum(counts). k is how many of the counts are more than 0.",
        "Go through counts and shorter together: for count, chance in "
        "zip(counts, shorter).",
        "Every token gets (count + k * chance) / (n + k), also one whose count is "
        "0. What if n is 0?",
    ),
    solution=_blend,
    cases=_blend_cases,
    lesson="Nothing is impossible any more, and the chances still add up to 1. "
    "Blend a third time, and you have a trigram model.",
    mistakes=(
        Mistake(
            "Where nothing was counted you divide 0 by 0. Then the shorter run is "
            "all there is: return its chances.",
            _blend_by_kinds_alone,
        ),
        Mistake(
            "Where nothing was counted you divide 0 by 0, which for arrays and tensors "
            "is nan, not a number. Then the shorter run is all there is.",
            _blend_to_no_number,
        ),
        Mistake(
            "You swapped the weights: the counts weigh n of n + k, the shorter run k "
            "of n + k.",
            _blend_swapped,
        ),
        Mistake(
            "You used the counts alone. A token that has not followed yet gets the "
            "chance 0, and the first one that does costs an infinite loss.",
            _counts_alone,
        ),
        Mistake(
            "You took the mean of both. How far the shorter run is trusted should "
            "depend on k and n.",
            _blend_half,
        ),
        Mistake(
            "You asked the shorter run only about tokens with a count of 0. Then "
            "the chances add up to less than 1.",
            _blend_where_unseen,
        ),
        Mistake(
            "You asked the shorter run only about tokens with a count of 0, and the "
            "others kept all that they had. Then the chances add up to more than 1.",
            _blend_unseen_alone,
        ),
        Mistake(
            "You took 3 for k. That was the example's: k is how many different tokens "
            "were counted here.",
            _counting_like(lambda counts: 3),
        ),
        Mistake(
            "You let the shorter run count like one token. It counts like k.",
            _counting_like(lambda counts: 1),
        ),
        Mistake(
            "You took the shorter run's chance as it is where a count is 0. Then the "
            "chances add up to more than 1.",
            _shorter_where_unseen,
        ),
        Mistake(
            "n is how many tokens were counted, the sum of the counts, not how many "
            "counts there are.",
            _blend_by_places,
        ),
        Mistake(
            "You counted how many different counts there are. Two tokens may have the "
            "same count: k is how many counts are more than 0.",
            _counting_like(lambda counts: len(set(counts))),
        ),
        Mistake(
            "You took for k how many tokens were counted once. k is how many were "
            "counted at all, once or more often.",
            _counting_like(lambda counts: counts.count(1)),
        ),
        Mistake(
            "k is how many different tokens were counted, not how many there are.",
            _counting_like(len),
        ),
        Mistake(
            "You divided by n alone: the chances add up to more than 1.",
            _blend_undivided,
        ),
        Mistake(
            "You added the chance of the shorter run once; it counts k times.",
            _blend_unweighted,
        ),
    ),
)
