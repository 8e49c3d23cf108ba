"""Exercise 09.blend."""

from __future__ import annotations

import random

from ..records import Exercise
from .blending import MISTAKES


def _blend(counts: list[int], shorter: list[float]) -> list[float]:
    total = sum(counts)
    kinds = sum(count > 0 for count in counts)
    if total == 0:
        return shorter
    return [
        (count + kinds * chance) / (total + kinds)
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _blend_cases(rng: random.Random) -> list[tuple[list[int], list[float]]]:
    return [
        ([3, 1, 0, 0], [0.25, 0.25, 0.25, 0.25]),
        ([0, 0, 0], [0.5, 0.3, 0.2]),
        ([0, 6, 0, 2, 3], [0.4, 0.1, 0.2, 0.2, 0.1]),
        ([0, 4, 0], [0.2, 0.5, 0.3]),
        ([4, 0, 4, 0, 1, 4], [0.2, 0.1, 0.1, 0.3, 0.1, 0.2]),
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
    mistakes=MISTAKES,
)
